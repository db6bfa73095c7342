//! The words of an expression → what of its variables it uses, and how. Must not know what the variables hold.

use crate::render::tags::Word;

/// What templates know of a page or section that comes of its text. All else comes of front matter and of links.
const TEXT_FIELDS: [&str; 5] = ["content", "summary", "toc", "word_count", "reading_time"];

/// Where fields lead to other pages and sections, and to lists of them.
const LEADING_FIELDS: [&str; 7] = [
    "pages", "lower", "higher", "items", "terms", "term", "taxonomy",
];

/// Where fields tell of those that say the same, or link here.
const NEAR_FIELDS: [&str; 3] = ["translations", "backlinks", "alternates"];

const KEYWORDS: [&str; 13] = [
    "in", "not", "and", "or", "is", "if", "else", "true", "false", "none", "True", "False", "null",
];

/// Functions that give pages, sections, or lists of them.
const GIVING: [&str; 4] = [
    "get_page",
    "get_section",
    "get_taxonomy",
    "get_taxonomy_term",
];

/// Filters that give of what they take, whole; nothing of its text is seen yet.
const PASSING: [&str; 13] = [
    "first", "last", "nth", "slice", "reverse", "sort", "filter", "concat", "default", "unique",
    "group_by", "values", "safe",
];

/// Filters that give no page, but a number, or the attribute that they name.
const NARROWING: [&str; 4] = ["length", "map", "get", "keys"];

/// A variable and the fields that are taken of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use<'a> {
    pub root: &'a str,
    pub steps: Vec<Step<'a>>,
    /// It stands in a condition: its value is not that of the expression.
    pub asked: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    Field(&'a str),
    Place,
    /// Which one is only known when it runs.
    Unknown,
}

/// An expression, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expression<'a> {
    pub uses: Vec<Use<'a>>,
    /// It calls a function that gives pages, sections, or lists of them.
    pub gives: bool,
    /// It takes a field of text, one that leads to others, or an unknown one, of what a call or a bracket gives.
    pub text_of_result: bool,
    /// A filter's `attribute="…"` names such a field, or one that leads to other pages, or which one is not known.
    pub text_attributes: bool,
    /// Of what a call, a bracket or a filter gives it may take what is near that: its translations and back-links.
    pub near_of_result: bool,
    /// What a function gives that gives such is there as it is, or something that leads to others is taken of it.
    pub result_leads: bool,
    /// Of what a call or a bracket gives it takes a field that is not known.
    pub unknown_of_result: bool,
    /// A filter's `attribute=` or `key=` is not known.
    pub unknown_attribute: bool,
    pub filters: Vec<&'a str>,
    /// It is a variable and filters, and nothing else.
    pub single: bool,
}

impl<'a> Expression<'a> {
    pub fn of(words: &[Word<'a>]) -> Self {
        let words: Vec<Word<'a>> = words.to_vec();
        let mut expression = Self::default();
        let (mut at, mut asked) = (0, false);
        while at < words.len() {
            match words[at] {
                Word::Name("if") => asked = true,
                Word::Name("else") => asked = false,
                _ => {}
            }
            let known = expression.uses.len();
            at = expression.word(&words, at);
            expression.uses[known..]
                .iter_mut()
                .for_each(|used| used.asked = asked);
        }
        let first_pipe = words.iter().position(|word| *word == Word::Sign('|'));
        let head = &words[..first_pipe.unwrap_or(words.len())];
        expression.single = expression.uses.first().is_some_and(|first| {
            let own = Self::length(&first.steps);
            head.len() == own + 1
        });
        expression
    }

    /// Takes what begins at `at`; gives where the next begins.
    fn word(&mut self, words: &[Word<'a>], at: usize) -> usize {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        match words[at] {
            Word::Name(name) if before == Some(&Word::Sign('|')) => {
                self.filters.push(name);
                at + 1
            }
            Word::Name(name) if words.get(at + 1) == Some(&Word::Sign('(')) => {
                if GIVING.contains(&name) {
                    self.gives = true;
                    self.result_leads |= result_leads(words, at + 1);
                }
                at + 1
            }
            Word::Name(name) if is_argument(words, at) => {
                let value = words.get(at + 2);
                if name == "attribute" || name == "key" && self.filters.last() == Some(&"get") {
                    let names = |is: fn(&str) -> bool| match value {
                        Some(Word::Text(text)) => text.split('.').any(is),
                        _ => true,
                    };
                    self.unknown_attribute |= names(|_| false);
                    self.text_attributes |= names(is_revealing);
                    self.near_of_result |= names(is_near);
                }
                at + 2
            }
            Word::Name(name) if KEYWORDS.contains(&name) || before == Some(&Word::Name("is")) => {
                at + 1
            }
            Word::Name(root) => {
                let (steps, next) = steps(words, at + 1);
                let asked = false;
                self.uses.push(Use { root, steps, asked });
                next
            }
            Word::Sign(')' | ']') => {
                let (steps, next) = steps(words, at + 1);
                self.text_of_result |= steps.iter().any(|step| match step {
                    Step::Field(field) => is_revealing(field),
                    Step::Unknown => true,
                    Step::Place => false,
                });
                self.unknown_of_result |= steps.last() == Some(&Step::Unknown);
                self.near_of_result |= steps.iter().any(Step::may_be_near);
                next
            }
            _ => at + 1,
        }
    }

    fn length(steps: &[Step<'_>]) -> usize {
        steps
            .iter()
            .map(|step| match step {
                Step::Field(_) => 2,
                Step::Place | Step::Unknown => 3,
            })
            .sum()
    }

    /// Whether it gives less than a page, whatever it takes.
    pub fn narrows(&self) -> bool {
        let narrows = self.filters.iter().any(|filter| NARROWING.contains(filter));
        narrows && !self.text_attributes
    }

    /// The same, before any filter that may look at all that a page has.
    pub fn narrows_first(&self) -> bool {
        let mut filters = self.filters.iter();
        let first = filters.find(|filter| !PASSING.contains(filter));
        first.is_some_and(|filter| NARROWING.contains(filter)) && !self.text_attributes
    }

    pub fn has_only_known_filters(&self) -> bool {
        let known = |filter: &&str| PASSING.contains(filter) || NARROWING.contains(filter);
        self.filters.iter().all(known)
    }

    /// Whether it is a variable as it is, or some of a list.
    pub fn is_whole(&self) -> bool {
        self.single && self.filters.iter().all(|filter| PASSING.contains(filter))
    }
}

impl Step<'_> {
    /// Whether it may lead from a page or a list to another.
    fn leads(&self) -> bool {
        match self {
            Self::Field(field) => LEADING_FIELDS.contains(field),
            Self::Place | Self::Unknown => true,
        }
    }

    fn may_be_near(&self) -> bool {
        match self {
            Self::Field(field) => is_near(field),
            Self::Unknown => true,
            Self::Place => false,
        }
    }
}

impl Use<'_> {
    /// Whether it takes what is near a page, or a field that is not known; not what is near the variable itself, if that
    /// is `own`.
    pub fn reads_near(&self, own: bool) -> bool {
        let steps = match self.steps.split_first() {
            Some((first, _)) if own && !first.leads() => return false,
            Some((_, others)) if own => others,
            _ => &self.steps,
        };
        steps.iter().any(Step::may_be_near)
    }

    /// Whether it takes a field that comes of a text.
    pub fn reads_text(&self) -> bool {
        let fields = self.steps.iter().map_while(|step| match step {
            Step::Field(field) if is_text(field) || LEADING_FIELDS.contains(field) => {
                Some(is_text(field))
            }
            Step::Place => Some(false),
            // Which field it is may be the text.
            Step::Unknown => Some(true),
            Step::Field(_) => None,
        });
        fields.into_iter().any(|text| text)
    }

    /// Whether it takes a field that leads to others, or one that is not known.
    pub fn looks_inside(&self) -> bool {
        self.steps.iter().any(Step::leads)
    }

    /// Whether the text it takes is that of the variable itself, not of one that the variable leads to.
    pub fn reads_own_text(&self) -> bool {
        matches!(self.steps.first(), Some(Step::Field(field)) if is_text(field))
    }

    /// Whether it may give a page, a section, or a list of them, if the variable does.
    pub fn leads(&self) -> bool {
        self.steps.iter().all(Step::leads)
    }

    /// Whether what it takes at last of one of those is not known.
    pub fn ends_unknown(&self) -> bool {
        self.leads() && self.steps.last() == Some(&Step::Unknown)
    }
}

/// Whether nothing is taken of what a call gives but what leads to others; its bracket opens at `open`.
fn result_leads(words: &[Word<'_>], open: usize) -> bool {
    let mut depth = 0_usize;
    for (at, word) in words.iter().enumerate().skip(open) {
        match word {
            Word::Sign('(') => depth += 1,
            Word::Sign(')') if depth == 1 => return steps(words, at + 1).0.iter().all(Step::leads),
            Word::Sign(')') => depth -= 1,
            _ => {}
        }
    }
    true
}

fn is_text(field: &str) -> bool {
    TEXT_FIELDS.contains(&field)
}

fn is_near(field: &str) -> bool {
    NEAR_FIELDS.contains(&field)
}

fn is_revealing(field: &str) -> bool {
    is_text(field) || LEADING_FIELDS.contains(&field)
}

fn is_argument(words: &[Word<'_>], at: usize) -> bool {
    words.get(at + 1) == Some(&Word::Sign('='))
        && words.get(at + 2) != Some(&Word::Sign('='))
        && !matches!(
            at.checked_sub(1).map(|before| words[before]),
            Some(Word::Sign('.'))
        )
}

/// The fields taken from `at` on, and where they end.
fn steps<'a>(words: &[Word<'a>], mut at: usize) -> (Vec<Step<'a>>, usize) {
    let mut steps = Vec::new();
    loop {
        match (words.get(at), words.get(at + 1), words.get(at + 2)) {
            (Some(Word::Sign('?')), ..) => at += 1,
            (Some(Word::Sign('.')), Some(Word::Name(field)), _) => {
                steps.push(Step::Field(field));
                at += 2;
            }
            (Some(Word::Sign('.')), Some(Word::Number), _) => {
                steps.push(Step::Place);
                at += 2;
            }
            (Some(Word::Sign('[')), Some(inner), Some(Word::Sign(']'))) => {
                steps.push(match inner {
                    Word::Text(field) => Step::Field(field),
                    Word::Number => Step::Place,
                    _ => Step::Unknown,
                });
                at += 3;
            }
            // A slice.
            (Some(Word::Sign('[')), Some(Word::Number | Word::Sign(':' | '-')), _) => {
                steps.push(Step::Place);
                return (steps, at + 1);
            }
            // An expression in brackets: what is in it is looked at as any other.
            (Some(Word::Sign('[')), ..) => {
                steps.push(Step::Unknown);
                return (steps, at + 1);
            }
            _ => return (steps, at),
        }
    }
}
