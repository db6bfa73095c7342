//! Words that nobody will read, or that say less than they did: the form and the mails work with them all the same.

use function::form::Form;
use function::sources::Sources;
use site_gen::problem::Problem;

use super::halves::{Halves, warning};

const SHORT: &str = "coordinators.short";

/// What is likely not meant.
pub fn problems(halves: &Halves<'_>, sources: &Sources) -> Vec<Problem> {
    let form: &Form = &sources.form;
    let mut found = unasked(halves, form);
    let told = form.lost_words().into_iter().chain(form.unused());
    found.extend(told.map(|(path, message)| warning(&halves.form, &path, message)));
    let told = sources.texts.lost_words(form).into_iter();
    found.extend(told.map(|(path, message)| warning(&halves.mail, &path, message)));
    found
}

/// Short words for what the form does not ask, or not so.
fn unasked(halves: &Halves<'_>, form: &Form) -> Vec<Problem> {
    let mut found = Vec::new();
    for name in halves.mail.names_at(SHORT) {
        let path = format!("{SHORT}.{name}");
        let Some(field) = form.definition().field(&name) else {
            let message = "the form has no field of this name";
            found.push(warning(&halves.mail, &path, message));
            continue;
        };
        let codes = halves.mail.names_at(&path).into_iter();
        let unknown = codes.filter(|code| field.choice(code).is_none());
        found.extend(unknown.map(|code| {
            let message = "the field has no answer of this code";
            warning(&halves.mail, &format!("{path}.{code}"), message)
        }));
    }
    found
}
