//! The way in which each language is written, and its code for readers of mail, as the form and the mails have them and as the
//! site has. A block that was copied for a new language keeps those of the old one.

use function::written::Written;
use site_gen::problem::Problem;

use super::halves::{Halves, error};

/// What differs.
pub fn problems(halves: &Halves<'_>) -> Vec<Problem> {
    let Halves { form, mail, .. } = halves;
    let mut found = Vec::new();
    for code in form.names_at("languages") {
        let path = format!("languages.{code}.direction");
        found.extend(other_direction(halves, (form, path), &code));
    }
    let receipts = mail.names_at("receipt").into_iter();
    let receipts = receipts.map(|code| (format!("receipt.{code}"), code));
    let coordinators = mail.text_at("programme.language").unwrap_or_default();
    let coordinators = ("coordinators".to_owned(), coordinators.to_owned());
    for (table, code) in receipts.chain([coordinators]) {
        found.extend(other_direction(
            halves,
            (mail, format!("{table}.direction")),
            &code,
        ));
        found.extend(other_language(
            halves,
            (mail, format!("{table}.lang")),
            &code,
        ));
    }
    found
}

fn other_direction(
    halves: &Halves<'_>,
    (file, path): (&Written<'_>, String),
    code: &str,
) -> Option<Problem> {
    let of_site = format!("extra.languages.{code}.dir");
    let wanted = halves.config.text_at(&of_site)?;
    let own = file.text_at(&path).filter(|own| *own != wanted)?;
    let line = halves.config.line_of(&of_site).unwrap_or(0);
    let message = format!(
        "is {own:?}, but dir of {code:?} in config.toml:{line} is {wanted:?}: make them the same"
    );
    Some(error(file, &path, message))
}

/// A language has several codes (`prs` for `fa-AF`): what is wrong for sure is the code of another one.
fn other_language(
    halves: &Halves<'_>,
    (file, path): (&Written<'_>, String),
    code: &str,
) -> Option<Problem> {
    let own = file.text_at(&path)?;
    let is_others = halves
        .languages()
        .iter()
        .any(|other| base(other) == base(own));
    (is_others && base(own) != base(code)).then(|| {
        let message = format!("is {own:?}, another language of the site than {code:?}");
        error(file, &path, message)
    })
}

/// A code without its region, script and whatever else it has.
fn base(code: &str) -> &str {
    code.split('-').next().unwrap_or(code)
}
