//! Templates as written → which of them may show the text of other pages than the one they are rendered for: lists with
//! summaries, feeds, a sibling's first words. When a page's text changes, only these and its own have to be rendered again.
//! And which may look further into what they get by `get_section` and its like than at its own title and address, or at
//! the translations and back-links of others.
//!
//! Read off the templates, since Tera's values do not tell who reads them. In doubt a template is said to show it.

pub mod counts;
mod expression;
mod near;
mod unit;

use std::collections::{BTreeMap, BTreeSet};

use expression::{Expression, Use};
use unit::{Unit, units};

/// The variables that hold a page, a section, or a list of such, without being set by a template.
const GIVEN: [&str; 7] = [
    "page",
    "section",
    "paginator",
    "term",
    "terms",
    "taxonomy",
    "pages",
];

/// Which templates may show texts of others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// By name.
    templates: BTreeMap<String, Seeing>,
    prefixes: Vec<String>,
}

/// What a template may see beyond the page or section it is rendered for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seeing {
    /// The text of others.
    pub texts: bool,
    /// What is in what it got from a function: the pages of a section, the siblings of a page.
    pub inside: bool,
    /// The translations and back-links of others.
    pub near: bool,
}

impl Seeing {
    const ALL: Self = Self {
        texts: true,
        inside: true,
        near: true,
    };
}

impl Reach {
    /// Looks at all templates, each with its name; `prefixes` are put before a name that is not found.
    pub fn of(templates: &[(&str, &str)], prefixes: &[String]) -> Self {
        let world = World::new(templates, prefixes);
        let names = world.templates.keys();
        Self {
            templates: names
                .map(|name| ((*name).to_owned(), world.seeing(name)))
                .collect(),
            prefixes: prefixes.to_vec(),
        }
    }

    /// What this template may see; all, if it is not known.
    pub fn of_template(&self, template: &str) -> Seeing {
        let named = self.templates.get(template).copied();
        named.unwrap_or_else(|| {
            let mut prefixed = self
                .prefixes
                .iter()
                .map(|prefix| format!("{prefix}{template}"));
            let found = prefixed.find_map(|name| self.templates.get(&name).copied());
            found.unwrap_or(Seeing::ALL)
        })
    }
}

/// All templates, taken apart.
struct World<'a> {
    templates: BTreeMap<&'a str, Unit<'a>>,
    components: BTreeMap<String, Vec<Unit<'a>>>,
    prefixes: &'a [String],
}

/// Names are one scope in a template with all that it extends and includes, and one in each component.
type Scope<'s> = Option<&'s str>;

/// The names that may hold pages, sections, or lists of them.
type Holders<'s> = BTreeSet<(Scope<'s>, &'s str)>;

impl<'a> World<'a> {
    fn new(templates: &[(&'a str, &'a str)], prefixes: &'a [String]) -> Self {
        let mut world = Self {
            templates: BTreeMap::new(),
            components: BTreeMap::new(),
            prefixes,
        };
        for (name, text) in templates {
            for unit in units(text) {
                match &unit.component {
                    None => {
                        world.templates.insert(name, unit);
                    }
                    Some(component) => {
                        let all = world.components.entry(component.clone()).or_default();
                        all.push(unit);
                    }
                }
            }
        }
        world
    }

    fn seeing(&self, template: &str) -> Seeing {
        let Some(family) = self.family(template) else {
            return Seeing::ALL;
        };
        let units = self.units(&family);
        let renamed: BTreeSet<&str> = family
            .iter()
            .flat_map(|unit| unit.renamed.clone())
            .collect();
        let all = holders(&units, &GIVEN, &[]);
        // A loop that takes such a name for what it gets, and looks at that alone, leaves it to its page after it.
        let more = |name: &&str| {
            units
                .iter()
                .any(|(_, unit)| unit.more_in_loops.contains(*name))
        };
        let own = ["page", "section"].into_iter();
        let own: Vec<&str> = own
            .filter(|name| !renamed.contains(name) && !more(name))
            .collect();
        let got = holders(&units, &[], &own);
        let mut scoped = units.iter();
        Seeing {
            texts: scoped
                .clone()
                .any(|(scope, unit)| shows_others(*scope, unit, (&all, &renamed))),
            inside: scoped.any(|(scope, unit)| looks_inside(*scope, unit, &got)),
            near: near::shows(&units, &all),
        }
    }

    /// A template with all that it extends and includes; None when one of them is not known.
    fn family(&self, template: &str) -> Option<Vec<&Unit<'a>>> {
        let mut family = Vec::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![template.to_owned()];
        while let Some(name) = open.pop() {
            let (name, unit) = self.find(&name)?;
            if seen.insert(name) {
                family.push(unit);
                open.extend(unit.others.iter().map(|other| (*other).to_owned()));
            }
        }
        Some(family)
    }

    fn find(&self, name: &str) -> Option<(&str, &Unit<'a>)> {
        let prefixed = self.prefixes.iter().map(|prefix| format!("{prefix}{name}"));
        let mut names = std::iter::once(name.to_owned()).chain(prefixed);
        names.find_map(|name| {
            let (name, unit) = self.templates.get_key_value(name.as_str())?;
            Some((*name, unit))
        })
    }

    /// The family's units, and those of the components that they call, and so on.
    fn units<'s>(&'s self, family: &[&'s Unit<'a>]) -> Vec<(Scope<'s>, &'s Unit<'a>)> {
        let mut units: Vec<(Scope<'s>, &Unit<'a>)> =
            family.iter().map(|unit| (None, *unit)).collect();
        let mut seen = BTreeSet::new();
        let mut at = 0;
        while at < units.len() {
            let calls = units[at].1.calls.iter();
            for name in calls.map(|call| call.component.as_str()) {
                if seen.insert(name) {
                    let found = self.components.get(name).into_iter().flatten();
                    units.extend(found.map(|unit| (Some(name), unit)));
                }
            }
            at += 1;
        }
        units
    }
}

/// Follows values from name to name until nothing more is found; `given` are the names to begin with.
fn holders<'s>(
    units: &[(Scope<'s>, &'s Unit<'_>)],
    given: &[&'static str],
    never: &[&str],
) -> Holders<'s> {
    let mut holders: Holders<'s> = given.iter().map(|name| (None, *name)).collect();
    loop {
        let before = holders.len();
        for (scope, unit) in units {
            let given = |name: &str| holders.iter().any(|(_, holder)| *holder == name);
            let taken: Vec<_> = unit.implicit.iter().filter(|name| given(name)).collect();
            holders.extend(taken.into_iter().map(|name| (*scope, *name)));
            for setting in &unit.settings {
                let is_never = scope.is_none() && never.contains(&setting.name);
                if !is_never && may_give(*scope, &setting.value, &holders) {
                    holders.insert((*scope, setting.name));
                }
            }
            for call in &unit.calls {
                let callee = Some(call.component.as_str());
                for argument in &call.arguments {
                    if may_give(*scope, &argument.value, &holders) {
                        holders.insert((callee, argument.name));
                    }
                }
                if call.spreads {
                    let called = units.iter().filter(|(scope, _)| *scope == callee);
                    let parameters = called.flat_map(|(_, unit)| &unit.parameters);
                    holders.extend(parameters.map(|name| (callee, *name)));
                }
            }
        }
        if holders.len() == before {
            return holders;
        }
    }
}

fn holds(scope: Scope<'_>, used: &Use<'_>, holders: &Holders<'_>) -> bool {
    holders.contains(&(scope, used.root))
}

/// Whether its value may be a page, a section, or a list of such.
fn may_give(scope: Scope<'_>, value: &Expression<'_>, holders: &Holders<'_>) -> bool {
    let leads = |used: &Use<'_>| used.leads() && holds(scope, used, holders);
    !value.narrows() && (value.gives || value.uses.iter().any(leads))
}

fn shows_others(
    scope: Scope<'_>,
    unit: &Unit<'_>,
    (holders, renamed): (&Holders<'_>, &BTreeSet<&str>),
) -> bool {
    let is_own = |used: &Use<'_>| {
        scope.is_none()
            && matches!(used.root, "page" | "section")
            && used.reads_own_text()
            && !renamed.contains(used.root)
            && !unit.text_in_loops.contains(used.root)
    };
    let mut all = unit.values();
    let dumps = |shown: &Expression<'_>| shown.is_whole() && may_give(scope, shown, holders);
    all.any(|value| {
        let reads = |used: &Use<'_>| {
            used.root == "__tera_context"
                || used.reads_text() && holds(scope, used, holders) && !is_own(used)
        };
        let gives = may_give(scope, value, holders);
        value.uses.iter().any(reads)
            || value.text_of_result
            || gives && (value.text_attributes || !value.has_only_known_filters())
    }) || unit.shown.iter().any(dumps)
}

/// Whether it takes out of what it got from a function, names of which are `got`, more than what is its own.
fn looks_inside(scope: Scope<'_>, unit: &Unit<'_>, got: &Holders<'_>) -> bool {
    let mut all = unit.values();
    let mut shown_whole = unit.shown.iter().chain(&unit.looped);
    all.any(|value| {
        let looks = |used: &Use<'_>| {
            used.root == "__tera_context" || holds(scope, used, got) && used.looks_inside()
        };
        let gives = may_give(scope, value, got);
        value.uses.iter().any(looks)
            || value.text_of_result
            || gives && (value.text_attributes || !value.has_only_known_filters())
    }) || shown_whole.any(|shown| may_give(scope, shown, got))
}

#[cfg(test)]
mod tests;
