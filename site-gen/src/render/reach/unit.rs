//! The tags of a template → the units it holds: its own body, and each component; what each sets, calls and shows. Must
//! not know other templates.

use std::collections::BTreeSet;

use super::expression::Expression;
use crate::render::tags::{Kind, Word, tags};

/// A body with names of its own: that of a template, or of a component.
#[derive(Debug, Default)]
pub struct Unit<'a> {
    /// The component's name; None for the template itself.
    pub component: Option<String>,
    pub parameters: Vec<&'a str>,
    /// Those of its parameters that it takes from where it is called, unless they are given.
    pub implicit: Vec<&'a str>,
    /// What it extends and includes.
    pub others: Vec<&'a str>,
    pub settings: Vec<Setting<'a>>,
    pub calls: Vec<Call<'a>>,
    pub shown: Vec<Expression<'a>>,
    pub used: Vec<Expression<'a>>,
    /// What is gone through in loops.
    pub looped: Vec<Expression<'a>>,
    /// Those of them that are gone through by key and value.
    pub looped_in_pairs: Vec<Expression<'a>>,
    /// Names that stand for something else in a part of it that other templates may fill.
    pub renamed: BTreeSet<&'a str>,
    /// Names taken in loops, which end with them: the expressions in there that use the text of such a name.
    pub text_in_loops: BTreeSet<&'a str>,
    /// The same for those that are passed on there, or looked into.
    pub more_in_loops: BTreeSet<&'a str>,
}

/// A name that gets a value.
#[derive(Debug)]
pub struct Setting<'a> {
    pub name: &'a str,
    pub value: Expression<'a>,
}

/// A component that is called: with values by its parameters' names, or with all that a map holds.
#[derive(Debug)]
pub struct Call<'a> {
    pub component: String,
    pub arguments: Vec<Setting<'a>>,
    pub spreads: bool,
}

struct Loop<'a> {
    names: Vec<&'a str>,
    open_to_others: bool,
}

impl<'a> Unit<'a> {
    /// All expressions but those that are gone through as they are: what names get, and components, what is shown and used.
    pub fn values(&self) -> impl Iterator<Item = &Expression<'a>> + Clone {
        let arguments = self.calls.iter().flat_map(|call| &call.arguments);
        let settings = self.settings.iter().chain(arguments);
        let values = settings.map(|setting| &setting.value);
        values.chain(&self.used).chain(&self.shown)
    }
}

/// A template's own unit, then those of its components.
pub fn units(text: &str) -> Vec<Unit<'_>> {
    let mut reader = Reader {
        units: vec![Unit::default()],
        current: 0,
        loops: Vec::new(),
    };
    for tag in tags(text) {
        let words = tag.trimmed();
        match tag.kind {
            Kind::Shown => reader.show(words),
            Kind::Done => reader.statement(words),
        }
    }
    reader.units
}

struct Reader<'a> {
    units: Vec<Unit<'a>>,
    current: usize,
    loops: Vec<Loop<'a>>,
}

impl<'a> Reader<'a> {
    fn unit(&mut self) -> &mut Unit<'a> {
        &mut self.units[self.current]
    }

    fn show(&mut self, words: &[Word<'a>]) {
        if words.first() == Some(&Word::Sign('<')) {
            return self.call(words);
        }
        let expression = self.look_at(words);
        self.unit().shown.push(expression);
    }

    fn statement(&mut self, words: &[Word<'a>]) {
        match words {
            [Word::Sign('<'), Word::Sign('/'), ..] => {}
            [Word::Sign('<'), ..] => self.call(words),
            [Word::Name("extends" | "include"), Word::Text(name), ..] => {
                self.unit().others.push(name);
                self.open_loops();
            }
            [Word::Name("block"), ..] => self.open_loops(),
            [Word::Name("component"), rest @ ..] => self.component(rest),
            [Word::Name("endcomponent"), ..] => self.current = 0,
            [Word::Name("for"), rest @ ..] => self.begin_loop(rest),
            [Word::Name("endfor"), ..] => self.end_loop(),
            [
                Word::Name("set" | "set_global"),
                Word::Name(name),
                Word::Sign('='),
                value @ ..,
            ] => {
                self.set(name, value);
            }
            [Word::Name("if" | "elif" | "filter"), value @ ..] => {
                let expression = self.look_at(value);
                self.unit().used.push(expression);
            }
            _ => {}
        }
    }

    /// Notes what an expression takes of names that stand for something else here.
    fn look_at(&mut self, words: &[Word<'a>]) -> Expression<'a> {
        let expression = Expression::of(words);
        let taken: Vec<&'a str> = expression
            .uses
            .iter()
            .filter(|used| used.reads_own_text() && self.is_taken(used.root))
            .map(|used| used.root)
            .collect();
        let more = expression
            .uses
            .iter()
            .filter(|used| (used.leads() || used.looks_inside()) && self.is_taken(used.root));
        let more: Vec<&'a str> = more.map(|used| used.root).collect();
        self.unit().text_in_loops.extend(taken);
        self.unit().more_in_loops.extend(more);
        expression
    }

    fn is_taken(&self, name: &str) -> bool {
        self.loops.iter().any(|inner| inner.names.contains(&name))
    }

    fn set(&mut self, name: &'a str, value: &[Word<'a>]) {
        let value = self.look_at(value);
        match self.loops.last_mut() {
            Some(inner) => {
                inner.names.push(name);
                if inner.open_to_others {
                    self.unit().renamed.insert(name);
                }
            }
            None => {
                self.unit().renamed.insert(name);
            }
        }
        self.unit().settings.push(Setting { name, value });
    }

    fn begin_loop(&mut self, words: &[Word<'a>]) {
        let at = words.iter().position(|word| *word == Word::Name("in"));
        let (names, values) = words.split_at(at.unwrap_or(words.len()));
        let names: Vec<&'a str> = names.iter().filter_map(|word| word.name()).collect();
        let value = self.look_at(values.get(1..).unwrap_or_default());
        let in_pairs = names.len() == 2;
        // A key is no page.
        for name in &names[usize::from(in_pairs)..] {
            let value = value.clone();
            self.unit().settings.push(Setting { name, value });
        }
        if in_pairs {
            self.unit().looped_in_pairs.push(value.clone());
        }
        self.unit().looped.push(value);
        self.loops.push(Loop {
            names,
            open_to_others: false,
        });
    }

    fn end_loop(&mut self) {
        self.loops.pop();
    }

    /// Another template fills a part here: it sees the names of the loops around.
    fn open_loops(&mut self) {
        let mut seen = Vec::new();
        for inner in &mut self.loops {
            inner.open_to_others = true;
            seen.extend(inner.names.iter().copied());
        }
        self.unit().renamed.extend(seen);
    }

    fn component(&mut self, words: &[Word<'a>]) {
        let (name, rest) = dotted(words);
        let (mut parameters, mut implicit) = (Vec::new(), Vec::new());
        let mut depth = 0_usize;
        for (at, word) in rest.iter().enumerate() {
            match word {
                Word::Sign('(' | '[' | '{') => depth += 1,
                Word::Sign(')' | ']' | '}') => depth = depth.saturating_sub(1),
                Word::Name(name) if depth == 1 => {
                    let before = at.checked_sub(1).map(|before| rest[before]);
                    if before == Some(Word::Sign('@')) {
                        implicit.push(*name);
                    }
                    if matches!(before, Some(Word::Sign('(' | ',' | '.' | '@'))) {
                        parameters.push(*name);
                    }
                }
                _ => {}
            }
        }
        self.current = self.units.len();
        self.units.push(Unit {
            component: Some(name),
            renamed: parameters.iter().copied().collect(),
            parameters,
            implicit,
            ..Unit::default()
        });
    }

    fn call(&mut self, words: &[Word<'a>]) {
        let (component, rest) = dotted(&words[1..]);
        let mut call = Call {
            component,
            arguments: Vec::new(),
            spreads: false,
        };
        let mut at = 0;
        while at < rest.len() {
            at = self.argument(rest, at, &mut call);
        }
        self.unit().calls.push(call);
    }

    /// `name={value}`, `name="text"`, `name`, `{name}` or `{...map}`.
    fn argument(&mut self, words: &[Word<'a>], at: usize, call: &mut Call<'a>) -> usize {
        let (name, open) = match (words.get(at), words.get(at + 1)) {
            (Some(Word::Name(name)), Some(Word::Sign('='))) => (Some(*name), at + 2),
            _ => (None, at),
        };
        if words.get(open) != Some(&Word::Sign('{')) {
            if let (None, Some(Word::Name(name))) = (name, words.get(at)) {
                let value = self.look_at(&words[at..=at]);
                call.arguments.push(Setting { name, value });
            }
            return open + 1;
        }
        let close = closing(words, open);
        let inside = &words[open + 1..close];
        let spread = inside.first() == Some(&Word::Sign('.'));
        let value = self.look_at(inside);
        call.spreads |= spread;
        let short = inside.first().and_then(|word| word.name());
        if let Some(name) = name.or(short) {
            call.arguments.push(Setting { name, value });
        } else {
            self.unit().used.push(value);
        }
        close + 1
    }
}

/// The place of the brace that closes the one at `open`.
fn closing(words: &[Word<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, word) in words.iter().enumerate().skip(open) {
        match word {
            Word::Sign('{') => depth += 1,
            Word::Sign('}') if depth == 1 => return at,
            Word::Sign('}') => depth -= 1,
            _ => {}
        }
    }
    words.len()
}

/// A name that may have dots in it, as `ui.card`, and what follows it.
fn dotted<'w, 'a>(words: &'w [Word<'a>]) -> (String, &'w [Word<'a>]) {
    let mut parts = Vec::new();
    let mut rest = words;
    while let [Word::Name(part), after @ ..] = rest {
        parts.push(*part);
        rest = after;
        match rest {
            [Word::Sign('.'), after @ ..] => rest = after,
            _ => break,
        }
    }
    (parts.join("."), rest)
}
