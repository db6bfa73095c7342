//! `content/sign-up/form.toml` → what the tests expect of the form, read as plain TOML: an opinion apart from the function's own reading.

use toml::{Table, Value};

use crate::form::Values;
use crate::layering::root;

/// The form's definition.
pub struct Definition(Table);

/// One way to break one rule, and what must be said about it.
pub struct Break {
    pub field: String,
    pub how: String,
    /// What to post, made from answers that are right.
    pub change: Box<dyn Fn(&mut Values)>,
    /// The fault's text in the page's language, as it stands beside the field.
    pub fault: String,
    /// And before it in the summary, where any field may have it.
    pub label: String,
    /// Whether the broken answer can be shown again as it was.
    pub is_kept: bool,
}

impl Definition {
    pub fn read() -> Self {
        let text = fs_err::read_to_string(root().join("content/sign-up/form.toml")).unwrap();
        Self(text.parse().unwrap())
    }

    /// A text of the form in a language, by the path of its table.
    pub fn text(&self, path: &[&str], language: &str) -> String {
        let start = self.0.get(path[0]);
        let table = path[1..].iter().fold(start, |table, name| table?.get(name));
        let text = table
            .and_then(|table| table.get(language))
            .and_then(Value::as_str);
        text.unwrap_or_else(|| panic!("form.toml has no {path:?} in {language}"))
            .to_owned()
    }

    /// Every choice that leads to an explaining page: field, code, and the page's name under `answers`.
    pub fn stops(&self, kind: &str) -> Vec<(String, String, String)> {
        let choices = self.fields(kind).into_iter().flat_map(|field| {
            let choices = field
                .get("choices")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default();
            choices
                .into_iter()
                .map(move |choice| (word(field, "name"), choice))
        });
        choices
            .filter_map(|(name, choice)| {
                let stop = choice.get("stop")?.as_str()?.to_owned();
                Some((name, choice["code"].as_str()?.to_owned(), stop))
            })
            .collect()
    }

    /// Every rule of the form of that kind, broken in turn.
    pub fn breaks(&self, kind: &str, language: &str) -> Vec<Break> {
        let mut breaks = vec![self.no_contact(kind, language)];
        for field in self.fields(kind) {
            breaks.extend(self.missing(field, language));
            breaks.extend(self.wrong_texts(field, language));
            breaks.extend(self.unknown_choice(field, language));
        }
        breaks
    }

    /// The fields that a person answers on the form of that kind.
    fn fields(&self, kind: &str) -> Vec<&Table> {
        let fields = self.0["fields"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_table);
        fields
            .filter(|field| word(field, "kind") != "hidden")
            .filter(|field| {
                field["kinds"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|other| other.as_str() == Some(kind))
            })
            .collect()
    }

    fn no_contact(&self, kind: &str, language: &str) -> Break {
        let either: Vec<String> = self
            .fields(kind)
            .iter()
            .filter(|field| word(field, "need") == "either")
            .map(|field| word(field, "name"))
            .collect();
        let first = either[0].clone();
        Break {
            field: first,
            how: "all of either left out".to_owned(),
            change: Box::new(move |values| either.iter().for_each(|name| values.remove(name))),
            fault: self.text(&["faults", "either-missing"], language),
            label: String::new(),
            is_kept: true,
        }
    }

    fn missing(&self, field: &Table, language: &str) -> Option<Break> {
        let name = word(field, "name");
        (word(field, "need") == "required").then(|| Break {
            field: name.clone(),
            how: "left out".to_owned(),
            change: Box::new(move |values| values.remove(&name)),
            fault: self.fault(field, "missing", language),
            label: label_before(field, "missing", language),
            is_kept: true,
        })
    }

    fn wrong_texts(&self, field: &Table, language: &str) -> Vec<Break> {
        let number = |name: &str| {
            field
                .get(name)
                .and_then(Value::as_integer)
                .unwrap_or_default()
        };
        let wrong: Vec<(String, &str)> = match word(field, "kind").as_str() {
            "email" => vec![
                ("no address".to_owned(), "email-wrong"),
                ("@example.org".to_owned(), "email-wrong"),
            ],
            "phone" => vec![
                ("12".to_owned(), "phone-wrong"),
                ("ring mig".to_owned(), "phone-wrong"),
            ],
            "number" => vec![
                ("många".to_owned(), "not-a-number"),
                ((number("min") - 1).to_string(), "not-a-number"),
                ((number("max") + 1).to_string(), "not-a-number"),
            ],
            "text" | "long-text" => {
                let length = usize::try_from(number("length_max")).unwrap() + 1;
                vec![("ي".repeat(length), "too-long")]
            }
            _ => Vec::new(),
        };
        wrong
            .into_iter()
            .map(|(typed, rule)| self.wrong(field, typed, rule, language))
            .collect()
    }

    fn unknown_choice(&self, field: &Table, language: &str) -> Option<Break> {
        let is_choice = ["choice", "choices"].contains(&word(field, "kind").as_str());
        is_choice.then(|| Break {
            is_kept: false,
            ..self.wrong(field, "no-such-code".to_owned(), "unknown-choice", language)
        })
    }

    fn wrong(&self, field: &Table, typed: String, rule: &str, language: &str) -> Break {
        let name = word(field, "name");
        let written = match rule {
            "too-long" => {
                let words = self.text(&["texts", "written"], language);
                let count = typed.chars().count().to_string();
                format!(" {}", words.replace("{count}", &count))
            }
            _ => String::new(),
        };
        Break {
            field: name.clone(),
            how: typed.chars().take(20).collect(),
            change: Box::new(move |values| values.set(&name, &typed)),
            fault: self.fault(field, rule, language) + &written,
            label: label_before(field, rule, language),
            is_kept: true,
        }
    }

    /// The field's own words for a fault, or the form's, with the rule's numbers filled in.
    fn fault(&self, field: &Table, rule: &str, language: &str) -> String {
        let own = field
            .get("faults")
            .and_then(|faults| faults.get(rule)?.get(language)?.as_str());
        let mut text = own.map_or_else(|| self.text(&["faults", rule], language), str::to_owned);
        for (mark, key) in [("{max}", "length_max"), ("{max}", "max"), ("{min}", "min")] {
            if let Some(number) = field.get(key).and_then(Value::as_integer) {
                text = text.replace(mark, &number.to_string());
            }
        }
        text
    }
}

/// Nothing where the field has its own words for the rule, or the form's say what is meant.
fn label_before(field: &Table, rule: &str, language: &str) -> String {
    let own = field.get("faults").and_then(|faults| faults.get(rule));
    if own.is_some() || ["email-wrong", "phone-wrong"].contains(&rule) {
        return String::new();
    }
    let label = &field["label"];
    let label = label.as_str().or_else(|| label.get(language)?.as_str());
    let label = label.expect("a label");
    match label.ends_with(['?', '؟', ')', '።']) {
        true => format!("{label} "),
        false => format!("{label}: "),
    }
}

fn word(table: &Table, key: &str) -> String {
    table[key].as_str().unwrap_or_default().to_owned()
}
