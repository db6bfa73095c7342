//! `form.toml` as it is written: every key named, none besides allowed. What must also hold between the parts is checked in
//! `consistency.rs`. It is written out again for the templates, which see it as they see the file itself.

use std::collections::BTreeMap;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::fault::FaultCode;

/// A text in each of the form's languages.
pub type ByLanguage = BTreeMap<String, String>;

/// The whole file.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    pub name: String,
    pub reference_prefix: String,
    /// ISO 3166 code of the country to which numbers without a country code belong.
    pub phone_region: String,
    /// The page about personal data, by its name below each language's first page.
    pub privacy_page: String,
    /// The section where one chooses a form, by its name below each language's first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_up_page: Option<String>,
    /// IANA name, for times that the visitor is told.
    pub time_zone: String,
    /// Pages mark them with their own language, where they stand in texts of another.
    #[serde(default)]
    pub marked_words: Vec<MarkedWords>,
    pub contact: Contact,
    /// In the order of the language switcher; the first is the original.
    pub languages: Vec<LanguageEntry>,
    pub honeypot: Honeypot,
    pub suspicion: SuspicionRules,
    pub texts: Texts,
    pub faults: BTreeMap<FaultCode, ByLanguage>,
    pub groups: Vec<Group>,
    pub fields: Vec<Field>,
    pub answers: BTreeMap<String, AnswerTexts>,
}

/// Words of one language that stand in texts of others.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MarkedWords {
    pub lang: String,
    pub words: Vec<String>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub phone: String,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageEntry {
    pub code: String,
    pub name: String,
    pub direction: Direction,
    pub proofread: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    Ltr,
    Rtl,
}

impl Direction {
    /// The value of HTML's `dir`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Honeypot {
    pub name: String,
    pub label: ByLanguage,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SuspicionRules {
    pub links_max: usize,
    /// In small letters.
    pub signs: Vec<String>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    pub languages: ByLanguage,
    #[serde(default)]
    pub choose_language: ByLanguage,
    pub optional: ByLanguage,
    pub submit: ByLanguage,
    pub protected_title: ByLanguage,
    pub protected_text: ByLanguage,
    pub privacy: ByLanguage,
    pub privacy_link: ByLanguage,
    #[serde(default)]
    pub new_tab: ByLanguage,
    #[serde(default)]
    pub written: ByLanguage,
    #[serde(default)]
    pub change_answers: ByLanguage,
    #[serde(default)]
    pub sign_up_link: ByLanguage,
    pub fault_prefix: ByLanguage,
    /// By language, then by CLDR's plural category.
    pub fault_count: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub code: String,
    pub kinds: Vec<String>,
    pub title: ByLanguage,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub name: String,
    pub kind: FieldKind,
    pub need: Need,
    pub group: String,
    pub kinds: Vec<String>,
    pub label: Text,
    #[serde(default)]
    pub hint: ByLanguage,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub autocomplete: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length_max: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    #[serde(default)]
    pub choices: Vec<Choice>,
    #[serde(default)]
    pub faults: BTreeMap<FaultCode, ByLanguage>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    Text,
    LongText,
    Email,
    Phone,
    Number,
    Choice,
    Choices,
    Yes,
    Hidden,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    Required,
    Optional,
    /// At least one of the fields with this word must be answered.
    Either,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub code: String,
    pub label: Text,
    /// The answer page to which this choice leads instead of a sign-up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Text {
    Same(String),
    ByLanguage(ByLanguage),
}

/// By hand: what serde makes of an untagged enum copies each text once more, and says nothing of what is wrong.
impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Text;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a text, or a table with a text in each language")
            }

            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(Text::Same(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, texts: A) -> Result<Text, A::Error> {
                ByLanguage::deserialize(MapAccessDeserializer::new(texts)).map(Text::ByLanguage)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerTexts {
    /// Whether the contact's phone number follows the text.
    pub phone: bool,
    /// Whether a link to the section where one signs up follows it.
    #[serde(default)]
    pub sign_up: bool,
    pub title: ByLanguage,
    pub text: ByLanguage,
    #[serde(default)]
    pub reference: ByLanguage,
    #[serde(default)]
    pub keep: ByLanguage,
    #[serde(default)]
    pub next: ByLanguage,
    #[serde(default)]
    pub steps: Vec<ByLanguage>,
}

impl Definition {
    /// Puts the fields in the order in which a page shows them: group by group.
    pub fn order_as_drawn(&mut self) {
        let Self { groups, fields, .. } = self;
        fields.sort_by_key(|field| groups.iter().position(|group| group.code == field.group));
    }

    /// The codes of the kinds of sign-up: the choices of the field `kind`.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.fields
            .iter()
            .filter(|field| field.name == "kind")
            .flat_map(|field| field.choices.iter().map(|choice| choice.code.as_str()))
    }

    /// The fields that a kind of sign-up is asked, in order.
    pub fn asked_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |field| field.asked_of(kind))
    }

    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Field {
    pub fn choice(&self, code: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.code == code)
    }

    pub fn asked_of(&self, kind: &str) -> bool {
        self.kinds.iter().any(|each| each == kind)
    }
}

impl Text {
    /// The text in a language; empty when there is none.
    pub fn in_language(&self, language: &str) -> &str {
        match self {
            Self::Same(text) => text,
            Self::ByLanguage(texts) => texts.get(language).map_or("", String::as_str),
        }
    }
}
