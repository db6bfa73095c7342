//! Which templates may show the translations and back-links of other pages than the one they are rendered for: lists whose
//! cards link to other languages. Else a title that changes in one language is no reason to render the lists of the others.
//!
//! What functions give is not looked at: whoever asks for a page is rendered again with what is near that.

use super::expression::{Expression, Use};
use super::unit::Unit;
use super::{Holders, Scope, holds};

/// The variables that hold others without being set by a template.
const OTHERS: [&str; 5] = ["paginator", "term", "terms", "taxonomy", "pages"];

/// `all` are the names that may hold any page or section, or a list of such.
pub(super) fn shows<'s>(units: &[(Scope<'s>, &'s Unit<'_>)], all: &Holders<'s>) -> bool {
    let others = holders_of_others(units, all);
    let holders = (&others, all);
    units.iter().any(|(scope, unit)| {
        let mut values = unit.values();
        let mut shown = unit.shown.iter();
        values.any(|value| reads_near(*scope, value, holders))
            || shown.any(|value| value.is_whole() && gives_others(*scope, value, holders))
    })
}

/// Those of others, and those of any.
type Held<'h, 's> = (&'h Holders<'s>, &'h Holders<'s>);

fn reads_near(scope: Scope<'_>, value: &Expression<'_>, holders: Held<'_, '_>) -> bool {
    let (others, all) = holders;
    let reads = |used: &Use<'_>| {
        used.root == "__tera_context"
            || holds(scope, used, others) && used.reads_near(false)
            || holds(scope, used, all) && used.reads_near(true)
    };
    value.uses.iter().any(reads)
        || value.near_of_result
        || gives_others(scope, value, holders) && !value.has_only_known_filters()
}

/// As `holders`, but for the page or section that is rendered itself: that leads to others.
fn holders_of_others<'s>(units: &[(Scope<'s>, &'s Unit<'_>)], all: &Holders<'s>) -> Holders<'s> {
    let mut others: Holders<'s> = OTHERS.iter().map(|name| (None, *name)).collect();
    loop {
        let before = others.len();
        for (scope, unit) in units {
            let given = |name: &str| others.iter().any(|(_, holder)| *holder == name);
            let taken: Vec<_> = unit.implicit.iter().filter(|name| given(name)).collect();
            others.extend(taken.into_iter().map(|name| (*scope, *name)));
            for setting in &unit.settings {
                if gives_others(*scope, &setting.value, (&others, all)) {
                    others.insert((*scope, setting.name));
                }
            }
            for call in &unit.calls {
                let callee = Some(call.component.as_str());
                for argument in &call.arguments {
                    if gives_others(*scope, &argument.value, (&others, all)) {
                        others.insert((callee, argument.name));
                    }
                }
                if call.spreads {
                    let called = units.iter().filter(|(scope, _)| *scope == callee);
                    let parameters = called.flat_map(|(_, unit)| &unit.parameters);
                    others.extend(parameters.map(|name| (callee, *name)));
                }
            }
        }
        if others.len() == before {
            return others;
        }
    }
}

/// Whether its value may be another page or section than the one that is rendered, or a list of such.
fn gives_others(scope: Scope<'_>, value: &Expression<'_>, (others, all): Held<'_, '_>) -> bool {
    let leads = |used: &Use<'_>| {
        let from_own = holds(scope, used, all) && !used.steps.is_empty();
        used.leads() && (from_own || holds(scope, used, others))
    };
    !value.narrows() && value.uses.iter().any(leads)
}
