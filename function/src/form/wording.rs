//! The form's words in a language: labels, faults with their numbers, counts in the language's plural forms (CLDR).

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};

use super::definition::{Direction, Field};
use super::fault::{Fault, FaultCode};
use super::{Form, Kept, text};
use crate::sign_up::Language;

/// The fields of which one thinks first where an address or a number is spoken of. Another of their kind has another's.
const PERSONS_OWN: [&str; 2] = ["email", "phone"];

impl Form {
    pub fn direction(&self, language: &Language) -> Direction {
        let entry = self
            .definition
            .languages
            .iter()
            .find(|entry| entry.code == language.as_str());
        entry.map_or(Direction::Ltr, |entry| entry.direction)
    }

    /// A field's label; its bare name when there is no such field (any more).
    pub fn label<'a>(&'a self, field: &'a str, language: &Language) -> &'a str {
        self.definition
            .field(field)
            .map_or(field, |field| field.label.in_language(language.as_str()))
    }

    /// A choice's label; its bare code when there is no such choice (any more).
    pub fn choice_label<'a>(&'a self, field: &str, code: &'a str, language: &Language) -> &'a str {
        let choice = self
            .definition
            .field(field)
            .and_then(|field| field.choice(code));
        choice.map_or(code, |choice| choice.label.in_language(language.as_str()))
    }

    /// What stands first in the title of a page with faults: `Fel:`.
    pub fn fault_prefix(&self, language: &Language) -> &str {
        self.definition
            .texts
            .fault_prefix
            .get(language.as_str())
            .map_or("", String::as_str)
    }

    /// What is wrong and what to do, in the field's own words where it has them.
    pub fn fault_text(&self, fault: &Fault, language: &Language) -> String {
        let Some(field) = self.definition.field(&fault.field) else {
            return String::new();
        };
        let texts = field
            .faults
            .get(&fault.code)
            .or_else(|| self.definition.faults.get(&fault.code));
        let text = texts
            .and_then(|texts| texts.get(language.as_str()))
            .map_or("", String::as_str);
        with_limits(text, field)
    }

    /// The same where the field is out of sight: with its label before words that any field may have.
    pub fn fault_line(&self, fault: &Fault, text: &str, language: &Language) -> String {
        let field = self.definition.field(&fault.field);
        let own = field.is_some_and(|field| field.faults.contains_key(&fault.code));
        let is_known = PERSONS_OWN.contains(&fault.field.as_str());
        if own || (is_known && fault.code.names_its_field()) {
            return text.to_owned();
        }
        let label = self.label(&fault.field, language);
        let is_open = label.ends_with(char::is_alphanumeric);
        format!("{label}{} {text}", if is_open { ":" } else { "" })
    }

    /// How long an answer is that is too long, where the form has words for it: `(you have written 700)`.
    pub fn written(&self, fault: &Fault, kept: &Kept, language: &Language) -> Option<String> {
        let (FaultCode::TooLong, Kept::Text(typed)) = (fault.code, kept) else {
            return None;
        };
        let words = self.definition.texts.written.get(language.as_str())?;
        let max = self.definition.field(&fault.field)?.length_max?;
        let count = text::characters(typed).count();
        (count > max).then(|| words.replace("{count}", &count.to_string()))
    }

    /// How many faults there are, as a sentence.
    pub fn fault_count(&self, count: usize, language: &Language) -> String {
        let forms = self.definition.texts.fault_count.get(language.as_str());
        let text = forms.and_then(|forms| {
            forms
                .get(plural_category(language.as_str(), count))
                .or_else(|| forms.get("other"))
        });
        text.map_or_else(String::new, |text| {
            text.replace("{count}", &count.to_string())
        })
    }

    /// Title and text of an answer page.
    pub fn answer_texts(&self, name: &str, language: &Language) -> (&str, &str) {
        let text = |of: fn(&super::definition::AnswerTexts) -> &super::definition::ByLanguage| {
            let texts = self.definition.answers.get(name).map(of);
            texts
                .and_then(|texts| texts.get(language.as_str()))
                .map_or("", String::as_str)
        };
        (text(|answer| &answer.title), text(|answer| &answer.text))
    }
}

fn with_limits(text: &str, field: &Field) -> String {
    let max = field
        .length_max
        .map(|max| max.to_string())
        .or_else(|| field.max.map(|max| max.to_string()));
    let min = field.min.map(|min| min.to_string());
    text.replace("{max}", &max.unwrap_or_default())
        .replace("{min}", &min.unwrap_or_default())
}

/// CLDR's name for the plural form of a whole number.
fn plural_category(language: &str, count: usize) -> &'static str {
    plural_rules(language).map_or("other", |rules| category_name(rules.category_for(count)))
}

/// The plural forms that whole numbers have in a language; `None` when it is no language.
pub(super) fn plural_categories(language: &str) -> Option<Vec<&'static str>> {
    let rules = plural_rules(language)?;
    Some(rules.categories().map(category_name).collect())
}

fn plural_rules(language: &str) -> Option<PluralRules> {
    let rules_of =
        |locale: Locale| PluralRules::try_new(locale.into(), PluralRulesOptions::default()).ok();
    let mut locale = Locale::try_from_str(language).ok()?;
    let own = rules_of(locale.clone())?;
    if own.categories().count() > 1 {
        return Some(own);
    }
    // Serbian in Latin letters counts as Serbian does, which is not its parent in CLDR.
    (locale.id.script, locale.id.region) = (None, None);
    rules_of(locale)
}

fn category_name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}
