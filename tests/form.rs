//! A page's HTML → its form as a person without script meets it: controls with their own attributes, filled from those alone.

use scraper::{ElementRef, Html, Selector};

/// A `<form>`.
#[derive(Debug, Clone)]
pub struct Form {
    pub action: String,
    pub method: String,
    pub controls: Vec<Control>,
}

/// Everything in a form that can send a value; radios and checkboxes of one name are one control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    pub name: String,
    pub kind: Kind,
    /// What would be sent if nobody touched it.
    pub values: Vec<String>,
    pub autocomplete: String,
    pub input_mode: String,
    /// Out of people's reach: not to be filled in.
    pub is_trap: bool,
}

/// How a control takes its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Hidden,
    /// The input's `type`, or `textarea`.
    Text(String),
    /// Exactly one of these values.
    One(Vec<String>),
    /// Any number of these values.
    Many(Vec<String>),
}

impl Form {
    /// All forms of a page.
    pub fn all(page: &str) -> Vec<Self> {
        let page = Html::parse_document(page);
        page.select(&selector("form")).map(Self::read).collect()
    }

    /// The page's form that posts.
    pub fn posting(page: &str) -> Option<Self> {
        Self::all(page)
            .into_iter()
            .find(|form| form.method == "post")
    }

    fn read(form: ElementRef) -> Self {
        let mut controls: Vec<Control> = Vec::new();
        for element in form.select(&selector("input[name], select[name], textarea[name]")) {
            let control = Control::read(element);
            match controls.iter_mut().find(|other| other.name == control.name) {
                Some(other) => other.join(control),
                None => controls.push(control),
            }
        }
        Self {
            action: attribute(form, "action"),
            method: attribute(form, "method").to_lowercase(),
            controls,
        }
    }

    /// What is sent as the page stands: what it holds already, nothing typed.
    pub fn as_drawn(&self) -> Values {
        Values(
            self.controls
                .iter()
                .flat_map(|control| {
                    control
                        .values
                        .iter()
                        .map(|value| (control.name.clone(), value.clone()))
                })
                .collect(),
        )
    }

    /// What a willing person sends: each control filled after its own attributes, the traps left alone.
    /// `person` tells one from the other.
    pub fn filled(&self, person: u32) -> Values {
        let mut values = self.as_drawn();
        for control in self.controls.iter().filter(|control| !control.is_trap) {
            match &control.kind {
                Kind::Hidden => {}
                Kind::Text(kind) => values.set(&control.name, &text_for(control, kind, person)),
                Kind::One(choices) | Kind::Many(choices) => {
                    let first = choices.iter().find(|choice| !choice.is_empty());
                    values.set(&control.name, first.expect("a choice"));
                }
            }
        }
        values
    }
}

impl Control {
    fn read(element: ElementRef) -> Self {
        let input_type = attribute(element, "type");
        let value = attribute(element, "value");
        let is_checked = element.value().attr("checked").is_some();
        let (kind, values) = match (element.value().name(), input_type.as_str()) {
            ("select", _) => select(element),
            ("textarea", _) => (
                Kind::Text("textarea".to_owned()),
                vec![element.text().collect()],
            ),
            (_, "hidden") => (Kind::Hidden, vec![value]),
            (_, "radio") => (Kind::One(vec![value.clone()]), checked(value, is_checked)),
            (_, "checkbox") => (Kind::Many(vec![value.clone()]), checked(value, is_checked)),
            _ => (Kind::Text(input_type), vec![value]),
        };
        Self {
            name: attribute(element, "name"),
            kind,
            values,
            autocomplete: attribute(element, "autocomplete"),
            input_mode: attribute(element, "inputmode"),
            is_trap: is_out_of_reach(element),
        }
    }

    /// Another radio, checkbox or hidden field of the same name.
    fn join(&mut self, other: Self) {
        match (&mut self.kind, other.kind) {
            (Kind::One(mine), Kind::One(more)) | (Kind::Many(mine), Kind::Many(more)) => {
                mine.extend(more)
            }
            (Kind::Hidden, Kind::Hidden) => {}
            (mine, more) => panic!("{}: {mine:?} and {more:?} share a name", self.name),
        }
        self.values.extend(other.values);
    }
}

/// Names and values in the form's order, to be posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Values(pub Vec<(String, String)>);

impl Values {
    pub fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(other, _)| other == name);
        found.map_or("", |(_, value)| value)
    }

    /// Puts one value in place of all that the name had.
    pub fn set(&mut self, name: &str, value: &str) {
        let at = self
            .0
            .iter()
            .position(|(other, _)| other == name)
            .unwrap_or(self.0.len());
        self.remove(name);
        self.0
            .insert(at.min(self.0.len()), (name.to_owned(), value.to_owned()));
    }

    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(other, _)| other != name);
    }

    /// Everything but hidden fields and untouched boxes, sorted: what a person would call their answers.
    pub fn answers(&self) -> Vec<(String, String)> {
        let mut answers: Vec<_> = self
            .0
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .cloned()
            .collect();
        answers.sort();
        answers
    }
}

fn text_for(control: &Control, kind: &str, person: u32) -> String {
    match (kind, control.input_mode.as_str()) {
        ("email", _) => format!("person{person}@example.org"),
        ("tel", _) => format!("+46 70-174 {:02} {:02}", person / 100 % 100, person % 100),
        (_, "numeric") | ("number", _) => "2".to_owned(),
        ("textarea", _) => format!("Vi tycker om <skog> & sjö nr {person}"),
        _ => format!("Åsa <i>{person}</i> نور"),
    }
}

fn select(element: ElementRef) -> (Kind, Vec<String>) {
    let options: Vec<ElementRef> = element.select(&selector("option")).collect();
    let chosen = options
        .iter()
        .find(|option| option.value().attr("selected").is_some())
        .or(options.first());
    let values = chosen
        .map(|option| attribute(*option, "value"))
        .into_iter()
        .collect();
    let choices = options
        .iter()
        .map(|option| attribute(*option, "value"))
        .collect();
    (Kind::One(choices), values)
}

fn checked(value: String, is_checked: bool) -> Vec<String> {
    if is_checked { vec![value] } else { Vec::new() }
}

fn is_out_of_reach(element: ElementRef) -> bool {
    element.value().attr("tabindex") == Some("-1")
        || element
            .ancestors()
            .filter_map(ElementRef::wrap)
            .any(|outer| {
                outer.value().attr("aria-hidden") == Some("true")
                    || outer.value().attr("hidden").is_some()
            })
}

pub fn attribute(element: ElementRef, name: &str) -> String {
    element.value().attr(name).unwrap_or_default().to_owned()
}

pub fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn forms_are_read_as_a_browser_would_send_them() {
    let page = r#"<form method="post" action="/a"><input type="hidden" name="form" value="x"><input name="name" autocomplete="name">
        <input type="radio" name="role" value="a"><input type="radio" name="role" value="b" checked>
        <input type="checkbox" name="times" value="1"><input type="checkbox" name="times" value="2">
        <select name="level"><option value="">-</option><option value="some">Some</option></select>
        <textarea name="more">kept</textarea><div aria-hidden="true"><input name="website" tabindex="-1"></div></form>"#;
    let form = Form::posting(page).unwrap();
    let sent = |values: Values| -> Vec<String> {
        values
            .answers()
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect()
    };
    assert_eq!(sent(form.as_drawn()), ["form=x", "more=kept", "role=b"]);
    assert_eq!(
        sent(form.filled(7)),
        [
            "form=x",
            "level=some",
            "more=Vi tycker om <skog> & sjö nr 7",
            "name=Åsa <i>7</i> نور",
            "role=a",
            "times=1"
        ]
    );
}
