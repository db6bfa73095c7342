//! The form's link to the page about personal data, in each language, and the files that were built → those it leads to in vain.
//! The form's template makes the link from `privacy_page` alone, and knows nothing of the page.

use site_gen::problem::Problem;
use site_gen::render::Files;

use super::halves::{Halves, error};

/// One error, which names each address that is not there.
pub fn problem(halves: &Halves<'_>, built: &Files) -> Option<Problem> {
    let mut missing = addresses(halves);
    missing.retain(|address| {
        let page = format!("{address}index.html");
        built.get(page.trim_start_matches('/')).is_none()
    });
    (!missing.is_empty()).then(|| {
        let message = format!(
            "leads to {}, where no page is: write the name of its file in content/ without \".md\", \
             have it in each language, and give none of them a slug",
            missing.join(" and ")
        );
        error(&halves.form, "privacy_page", message)
    })
}

/// Whether a warning says of such an address what is told better here: the template alone leads to it.
pub fn is_consequence(halves: &Halves<'_>, warning: &Problem) -> bool {
    let says = |address: &String| {
        warning
            .message
            .starts_with(&format!("`{address}` leads to nothing"))
    };
    warning.file.is_empty() && addresses(halves).iter().any(says)
}

/// As the form's template makes them: the first language has no folder.
fn addresses(halves: &Halves<'_>) -> Vec<String> {
    let page = halves.form.text_at("privacy_page").unwrap_or_default();
    let languages = halves.form.names_at("languages").into_iter().enumerate();
    let address = languages.map(|(place, code)| match place {
        0 => format!("/{page}/"),
        _ => format!("/{code}/{page}/"),
    });
    address.collect()
}
