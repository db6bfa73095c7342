//! The phone and the e-mail of the coordinators, as the pages, the form and the mails have them: people with protected identity
//! call this number, and nobody sees all three places at once.

use function::form::{Form, NO_NUMBER_TO_CALL, is_number_to_call};
use function::written::Written;
use site_gen::problem::Problem;

use super::halves::{Halves, error};

/// A contact in one of the files.
struct Place<'h> {
    file: &'h Written<'h>,
    path: String,
    written: &'h str,
}

/// What differs, and what leads nowhere.
pub fn problems(halves: &Halves<'_>, form: &Form) -> Vec<Problem> {
    let Halves {
        config,
        form: own,
        mail,
    } = halves;
    let phones = [
        (own, "contact.phone"),
        (config, "extra.placeholders.phone"),
        (mail, "programme.phone"),
    ];
    let emails = [
        (config, "extra.placeholders.email"),
        (mail, "programme.email"),
    ];
    let (phones, emails) = (places(&phones), places(&emails));
    let mut found = differing(&phones, form);
    found.extend(differing(&emails, form));
    let of_site = phones
        .iter()
        .filter(|place| place.file.name() == config.name());
    found.extend(leading_nowhere(of_site, is_number, NO_NUMBER_TO_CALL));
    let hint = "is no e-mail address: write it as name@example.se";
    found.extend(leading_nowhere(emails.iter(), is_address, hint));
    found
}

fn leading_nowhere<'p>(
    places: impl Iterator<Item = &'p Place<'p>>,
    is_sound: fn(&str) -> bool,
    hint: &str,
) -> Vec<Problem> {
    let wrong = places.filter(|place| !is_sound(place.written));
    let told = wrong.map(|place| {
        error(
            place.file,
            &place.path,
            format!("{:?} {hint}", place.written),
        )
    });
    told.collect()
}

/// Each text at these paths; a table there has one for each language.
fn places<'h>(paths: &[(&'h Written<'h>, &str)]) -> Vec<Place<'h>> {
    let mut places = Vec::new();
    for (file, path) in paths {
        let by_language = file.names_at(path).into_iter();
        let by_language = by_language.map(|code| format!("{path}.{code}"));
        for path in by_language.chain([(*path).to_owned()]) {
            if let Some(written) = file.text_at(&path) {
                places.push(Place {
                    file,
                    path,
                    written,
                });
            }
        }
    }
    places
}

/// All are held to the first, however each is written; a gap may be told in each language's own words.
fn differing(places: &[Place<'_>], form: &Form) -> Vec<Problem> {
    let Some((first, others)) = places.split_first() else {
        return Vec::new();
    };
    let same = |place: &&Place<'_>| {
        let gaps = is_gap(place.written) && is_gap(first.written);
        gaps || bare(place.written, form) == bare(first.written, form)
    };
    let others = others.iter().filter(|place| !same(place));
    let told = others.map(|place| {
        let line = first.file.line_of(&first.path).unwrap_or(0);
        let message = format!(
            "is {:?}, but {} in {}:{line} is {:?}: people with protected identity get in touch this way; make them the same",
            place.written,
            first.path,
            first.file.name(),
            first.written
        );
        error(place.file, &place.path, message)
    });
    told.collect()
}

/// Without what makes no other address or number.
fn bare(written: &str, form: &Form) -> String {
    let contact = form.contact(written).to_lowercase();
    match contact.contains('@') {
        true => contact,
        false => contact.replace([' ', '-'], ""),
    }
}

fn is_gap(written: &str) -> bool {
    written.starts_with('[') && written.ends_with(']')
}

/// Of the form's own number, the form tells it.
fn is_number(written: &str) -> bool {
    is_gap(written) || is_number_to_call(written)
}

fn is_address(written: &str) -> bool {
    let parts = written.split_once('@');
    let is_whole = parts.is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.'));
    is_gap(written) || is_whole && !written.contains(char::is_whitespace)
}
