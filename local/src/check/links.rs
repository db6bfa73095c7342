//! The form's links to pages of the site, in each language, and the files that were built → those that lead to no page.
//! The form's templates make each link from its key alone, and know nothing of the page.

use site_gen::problem::Problem;
use site_gen::render::Files;

use super::halves::{Halves, error};

/// The keys, and what is written there.
const KEYS: [(&str, &str); 2] = [
    ("privacy_page", "its file in content/ without \".md\""),
    ("sign_up_page", "its folder in content/"),
];

/// One error for each key, which names each address that is not there.
pub fn problems(halves: &Halves<'_>, built: &Files) -> Vec<Problem> {
    let keys = KEYS.iter();
    keys.filter_map(|(key, name)| problem(halves, key, name, built))
        .collect()
}

fn problem(halves: &Halves<'_>, key: &str, name: &str, built: &Files) -> Option<Problem> {
    let mut missing = addresses(halves, key);
    missing.retain(|address| {
        let page = format!("{address}index.html");
        built.get(page.trim_start_matches('/')).is_none()
    });
    (!missing.is_empty()).then(|| {
        let message = format!(
            "leads to {}, where no page is: write the name of {name}, \
             have it in each language, and give none of them a slug",
            missing.join(" and ")
        );
        error(&halves.form, key, message)
    })
}

/// Whether a warning says of such an address what is told better here: the templates alone lead to it.
pub fn is_consequence(halves: &Halves<'_>, warning: &Problem) -> bool {
    let says = |address: &String| {
        warning
            .message
            .starts_with(&format!("`{address}` leads to nothing"))
    };
    let is_said = |(key, _): &(&str, &str)| addresses(halves, key).iter().any(says);
    warning.file.is_empty() && KEYS.iter().any(is_said)
}

/// As the form's templates make them: the first language has no folder. None where the form has not the key.
fn addresses(halves: &Halves<'_>, key: &str) -> Vec<String> {
    let Some(page) = halves.form.text_at(key) else {
        return Vec::new();
    };
    let languages = halves.form.names_at("languages").into_iter().enumerate();
    let address = languages.map(|(place, code)| match place {
        0 => format!("/{page}/"),
        _ => format!("/{code}/{page}/"),
    });
    address.collect()
}
