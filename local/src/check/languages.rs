//! The languages of the site and those of the form and the mails: the same, and the site's own is the form's first. The form's
//! links and what stands in for a lacking page go by the first.

use site_gen::problem::Problem;

use super::halves::{Halves, error};

/// What is wrong; while anything is, the templates cannot draw the form, and what they say of it is of no use.
pub fn problems(halves: &Halves<'_>) -> Vec<Problem> {
    let of_form = halves.form.names_at("languages");
    if of_form.is_empty() {
        return Vec::new(); // Told by whoever reads the form.
    }
    let of_site = halves.languages();
    let mut found = foreign(halves, &of_site);
    found.extend(lacking(halves, &of_site, &of_form));
    found.extend(not_first(halves, halves.original(), &of_form));
    found
}

/// Whatever the form and the mails have in a language that the site has not.
fn foreign(halves: &Halves<'_>, of_site: &[String]) -> Vec<Problem> {
    let places = [
        (&halves.form, "languages", "its block and its texts"),
        (&halves.mail, "receipt", "its table"),
        (&halves.mail, "coordinators.languages", "its line"),
    ];
    let mut found = Vec::new();
    for (file, place, what) in places {
        let own = file.names_at(place).into_iter();
        found.extend(own.filter(|code| !of_site.contains(code)).map(|code| {
            let message = format!(
                "the site has no such language: delete {what} here, or write [languages.{code}] in config.toml"
            );
            error(file, &format!("{place}.{code}"), message)
        }));
    }
    found
}

fn lacking(halves: &Halves<'_>, of_site: &[String], of_form: &[String]) -> Vec<Problem> {
    let lacking = of_site.iter().filter(|code| !of_form.contains(code));
    let told = lacking.map(|code| {
        let message = format!(
            "[[languages]] has no block for {code:?}, which is a language of config.toml: \
             add it, with a line in each table of texts and [receipt.{code}] in mail.toml"
        );
        error(&halves.form, "languages", message)
    });
    told.collect()
}

/// Where the form lacks that language altogether, this is said already.
fn not_first(halves: &Halves<'_>, original: &str, of_form: &[String]) -> Option<Problem> {
    let first = of_form.first().filter(|first| *first != original)?;
    let has_it = of_form.iter().any(|code| code == original);
    has_it.then(|| {
        let message = format!(
            "stands first, but default_language in config.toml is {original:?}: move the block of {original:?} before it"
        );
        error(&halves.form, &format!("languages.{first}"), message)
    })
}
