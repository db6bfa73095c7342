//! `content/sign-up/mail.toml` → all words of the mails. What is lacking or unknown, or has a word in braces that nothing is
//! filled in for, is refused when the function is packed, not when the first mail is due.

use std::path::Path;

use super::texts::{Programme, Receipt, Texts};
use crate::form::Form;
use crate::sign_up::Language;
use crate::written::{self, Written, unknown_in_braces};

/// Why the texts cannot be used: all that is wrong, each with file and line.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct TextsError(Vec<String>);

/// As faults name it.
const FILE: &str = "content/sign-up/mail.toml";

impl Texts {
    /// Reads and checks the file in a site's folder; what hangs on the form too, where that is known.
    ///
    /// # Errors
    /// When it cannot be read, or names all that is wrong in it.
    pub fn load(site_root: &Path, form: Option<&Form>) -> Result<Self, TextsError> {
        let text = written::read(&site_root.join(FILE), FILE);
        Self::parse(&text.map_err(|problem| TextsError(vec![problem]))?, form)
    }

    /// The path of each receipt that lacks what the programme's own tells, or of the table that lacks a language of the form, and
    /// what that is. Mails are written all the same.
    pub fn lost_words(&self, form: &Form) -> Vec<(String, String)> {
        let original = &self.programme.language;
        let mut lost = Vec::new();
        let own = self.receipt.get(original);
        for (code, receipt) in &self.receipt {
            let words = filled_in("receipt")
                .iter()
                .map(|word| format!("{{{word}}}"));
            let is_lost =
                |word: &String| own.is_some_and(|own| own.tells(word)) && !receipt.tells(word);
            lost.extend(words.filter(is_lost).map(|word| {
                let lacks = format!("lacks {word}, which the receipt in {original:?} has");
                (format!("receipt.{code}"), lacks)
            }));
        }
        let named = &self.coordinators.languages;
        let unnamed = form
            .languages()
            .filter(|own| !named.contains_key(own.as_str()));
        lost.extend(unnamed.map(|own| {
            let code = own.as_str();
            let lacks =
                format!("lacks {code:?}: mails to coordinators name that language by its code");
            ("coordinators.languages".to_owned(), lacks)
        }));
        lost
    }

    fn parse(text: &str, form: Option<&Form>) -> Result<Self, TextsError> {
        let all = |fault| TextsError(vec![fault]);
        let written = Written::parse(FILE, text).map_err(all)?;
        let texts: Self = toml::from_str(text).map_err(|error| all(written.told(&error)))?;
        let mut faults = texts.faults();
        faults.extend(form.map(|form| texts.unlike(form)).unwrap_or_default());
        let asks_no_role = form.is_some_and(|form| form.definition().field("role").is_none());
        written.for_each_text(&mut |path, text| {
            if Form::cleaned(text).is_empty() {
                faults.push(format!("{path}: the text is empty"));
            }
            for word in unknown_in_braces(text, filled_in(path)) {
                faults.push(format!("{path}: nothing is filled in here for {{{word}}}"));
            }
            if asks_no_role && text.contains("{role}") {
                faults.push(format!(
                    "{path}: has {{role}}, which the form does not ask for"
                ));
            }
        });
        if faults.is_empty() {
            return Ok(texts);
        }
        let located = faults.iter().map(|fault| written.located(fault));
        Err(TextsError(located.collect()))
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let Programme {
            language,
            time_zone,
            ..
        } = &self.programme;
        if !self.receipt.contains_key(language) {
            faults.push(format!(
                "programme.language: is {language:?}, but there is no [receipt.{language}]"
            ));
        }
        if jiff::tz::TimeZone::get(time_zone).is_err() {
            faults.push(format!(
                "programme.time_zone: no zone is called {time_zone:?}"
            ));
        }
        let receipts = self.receipt.iter();
        let receipts = receipts.map(|(code, own)| (format!("receipt.{code}"), &own.direction));
        let to_coordinators = ("coordinators".to_owned(), &self.coordinators.direction);
        for (path, direction) in receipts.chain([to_coordinators]) {
            if !matches!(direction.as_str(), "ltr" | "rtl") {
                faults.push(format!("{path}.direction: must be \"ltr\" or \"rtl\""));
            }
        }
        let unnumbered = self
            .receipt
            .iter()
            .filter(|(_, own)| !own.tells("{reference}"));
        faults.extend(unnumbered.map(|(code, _)| {
            format!("receipt.{code}: no text has {{reference}}, the number that the person is to say on the phone")
        }));
        faults
    }

    /// What the receipts lack of a form's languages, or have besides: a language without its own would be thanked in another.
    fn unlike(&self, form: &Form) -> Vec<String> {
        let languages: Vec<Language> = form.languages().collect();
        let lacking = languages
            .iter()
            .filter(|own| !self.receipt.contains_key(own.as_str()))
            .map(|own| {
                format!("receipt: lacks [receipt.{own}], though form.toml has that language")
            });
        let foreign = self
            .receipt
            .keys()
            .filter(|code| !languages.iter().any(|own| own.as_str() == code.as_str()))
            .map(|code| format!("receipt.{code}: is in no language of form.toml"));
        lacking.chain(foreign).collect()
    }
}

impl Receipt {
    /// Whether a word in braces stands anywhere in it.
    fn tells(&self, word: &str) -> bool {
        let alone = [&self.subject, &self.heading, &self.steps_heading].into_iter();
        let lists = [&self.paragraphs, &self.steps, &self.closing].into_iter();
        let mut all = alone.chain(lists.flatten());
        all.any(|text| text.contains(word))
    }
}

/// The words in braces that are filled in where a path leads to.
fn filled_in(path: &str) -> &'static [&'static str] {
    match path.split('.').collect::<Vec<_>>()[..] {
        ["receipt", ..] => &["reference", "programme", "phone", "email"],
        ["coordinators", "notice", "again"] => &["reference", "role", "kind", "programme", "time"],
        ["coordinators", "notice" | "returned", ..] => &["reference", "role", "kind", "programme"],
        ["coordinators", "held", ..] | ["coordinators", "digest", "more"] => &["count"],
        ["coordinators", "digest", "new" | "none"] => &[],
        ["coordinators", "digest", ..] => &["week", "days"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../content/sign-up");
        let file = |name: &str| fs_err::read_to_string(format!("{root}/{name}")).unwrap();
        let form = Form::read(&file("form.toml")).unwrap();
        let text = file("mail.toml");
        let read = |text: &str| Texts::parse(text, Some(&form)).map(drop);
        read(&text).unwrap();
        let check = |from: &str, to: &str, expected: &str| {
            assert!(text.contains(from), "{from}");
            let told = read(&text.replacen(from, to, 1)).unwrap_err().to_string();
            let place = told.strip_prefix("content/sign-up/mail.toml:");
            let line = place.and_then(|rest| rest.split(':').next()?.parse::<usize>().ok());
            assert!(line.is_some() && told.ends_with(expected), "{told}");
        };
        check(
            "Vi har tagit emot din anmälan {reference}",
            "{referens}",
            "receipt.sv.subject: nothing is filled in here for {referens}",
        );
        check(
            "Tack för din anmälan",
            "{role}",
            "receipt.sv.heading: nothing is filled in here for {role}",
        );
        check(
            "och {count} till",
            "och {days} till",
            "digest.more: nothing is filled in here for {days}",
        );
        check(
            "subject = \"{count} i karantän, titta efter\"",
            "subject = \" \"",
            "coordinators.held.subject: the text is empty",
        );
        check(
            "subject = \"{count} i karantän, titta efter\"",
            "subject = \"\u{200b}\u{2060}\"",
            "coordinators.held.subject: the text is empty",
        );
        check(
            "[coordinators]\nlang = \"sv\"\ndirection = \"ltr\"",
            "[coordinators]\nlang = \"sv\"\ndirection = \"right\"",
            "coordinators.direction: must be \"ltr\" or \"rtl\"",
        );
        check(
            "Europe/Stockholm",
            "Europe/Mora",
            "programme.time_zone: no zone is called \"Europe/Mora\"",
        );
        check(
            "heading = \"Tack för din anmälan\"",
            "",
            "missing field `heading`",
        );
        let (before, after) = text.split_once("[receipt.sv-simple]").unwrap();
        let unnumbered = format!(
            "{}[receipt.sv-simple]{after}",
            before.replace(" {reference}", "")
        );
        let told = read(&unnumbered).unwrap_err().to_string();
        let expected = "content/sign-up/mail.toml:20: receipt.sv: no text has {reference}";
        assert!(told.starts_with(expected), "{told}");
        let roles = file("form.toml").replace("name = \"role\"", "name = \"part\"");
        let without = Form::read(&roles).unwrap();
        let told = Texts::parse(&text, Some(&without)).unwrap_err().to_string();
        let expected = "coordinators.notice.subject: has {role}, which the form does not ask for";
        assert!(told.ends_with(expected), "{told}");
    }
}
