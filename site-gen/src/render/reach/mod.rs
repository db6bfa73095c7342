//! Templates as written → which of them may show the text of other pages than the one they are rendered for: lists with
//! summaries, feeds, a sibling's first words. When a page's text changes, only these and its own have to be rendered again.
//!
//! Read off the templates, since Tera's values do not tell who reads them. In doubt a template is said to show it.

mod expression;
mod tags;
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
    /// By name: whether it shows texts of others.
    templates: BTreeMap<String, bool>,
    prefixes: Vec<String>,
}

impl Reach {
    /// Looks at all templates, each with its name; `prefixes` are put before a name that is not found.
    pub fn of(templates: &[(&str, &str)], prefixes: &[String]) -> Self {
        let world = World::new(templates, prefixes);
        let names = world.templates.keys();
        Self {
            templates: names
                .map(|name| ((*name).to_owned(), world.shows_others(name)))
                .collect(),
            prefixes: prefixes.to_vec(),
        }
    }

    /// Whether this template may show the text of a page or section that it is not rendered for.
    pub fn shows_others(&self, template: &str) -> bool {
        let named = self.templates.get(template).copied();
        named.unwrap_or_else(|| {
            let mut prefixed = self
                .prefixes
                .iter()
                .map(|prefix| format!("{prefix}{template}"));
            let found = prefixed.find_map(|name| self.templates.get(&name).copied());
            found.unwrap_or(true)
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

    fn shows_others(&self, template: &str) -> bool {
        let Some(family) = self.family(template) else {
            return true;
        };
        let units = self.units(&family);
        let renamed: BTreeSet<&str> = family
            .iter()
            .flat_map(|unit| unit.renamed.clone())
            .collect();
        let holders = holders(&units);
        units
            .iter()
            .any(|(scope, unit)| shows_others(*scope, unit, (&holders, &renamed)))
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

/// Follows values from name to name until nothing more is found.
fn holders<'s>(units: &[(Scope<'s>, &'s Unit<'_>)]) -> Holders<'s> {
    let mut holders: Holders<'s> = GIVEN.into_iter().map(|name| (None, name)).collect();
    loop {
        let before = holders.len();
        for (scope, unit) in units {
            for setting in &unit.settings {
                if may_give(*scope, &setting.value, &holders) {
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
    let settings = unit.settings.iter();
    let arguments = unit.calls.iter().flat_map(|call| &call.arguments);
    let values = settings.chain(arguments).map(|setting| &setting.value);
    let mut all = values.chain(&unit.used).chain(&unit.shown);
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

#[cfg(test)]
mod tests;
