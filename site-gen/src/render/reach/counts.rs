//! Templates and bodies as written → whether any of them may show how many words a page has, though it does not spell that
//! field: by showing a page whole, by going through all its fields, or by a field that is only known when it runs. In doubt
//! it is said to: a page without its counts is wrong, and counting for nothing costs a tenth of a build.

use super::expression::{Expression, Use};
use super::unit::{Unit, units};
use super::{GIVEN, Holders, Scope, holders, holds};

/// Where lists of pages are, so that what stands in brackets after them is a place.
const LISTS: [&str; 3] = ["pages", "items", "terms"];

/// Whether a body names anything that holds a page, or gives one; without that it cannot show any.
pub fn speaks_of_pages(text: &str) -> bool {
    const SIGNS: [&str; 5] = ["page", "section", "term", "taxonomy", "__tera_context"];
    SIGNS.iter().any(|sign| text.contains(sign))
}

/// Looks at all of them as if they were one: what a name holds in one of them it may hold in each.
pub fn may_be_shown<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let units: Vec<Unit<'_>> = texts.flat_map(units).collect();
    let scoped: Vec<(Scope<'_>, &Unit<'_>)> = units
        .iter()
        .map(|unit| (unit.component.as_deref(), unit))
        .collect();
    let holders = holders(&scoped, &GIVEN, &[]);
    let grouped = |scope: Scope<'_>, name: &str| {
        let own = scoped.iter().filter(|(other, _)| *other == scope);
        let settings = own.flat_map(|(_, unit)| &unit.settings);
        let mut named = settings.filter(|setting| setting.name == name).peekable();
        named.peek().is_some() && named.all(|setting| groups(&setting.value))
    };
    scoped.iter().any(|(scope, unit)| {
        let gives = |value: &Expression<'_>| gives(*scope, value, &holders);
        let is_grouped = |value: &Expression<'_>| {
            let name = value.uses.first().filter(|used| used.steps.is_empty());
            groups(value) || name.is_some_and(|used| grouped(*scope, used.root))
        };
        let mut in_pairs = unit.looped_in_pairs.iter();
        unit.calls.iter().any(|call| call.spreads)
            || unit.shown.iter().any(gives)
            || in_pairs.any(|value| gives(value) && !is_grouped(value))
            || unit.values().any(|value| reveals(*scope, value, &holders))
    })
}

/// Its value is a map of pages by what they have in common.
fn groups(value: &Expression<'_>) -> bool {
    value.filters.contains(&"group_by")
}

/// Whether its value may be a page, a section, or a list of such.
fn gives(scope: Scope<'_>, value: &Expression<'_>, holders: &Holders<'_>) -> bool {
    let leads = |used: &&Use<'_>| !used.asked && used.leads() && holds(scope, used, holders);
    let uses = value.uses.iter().filter(leads).count() + usize::from(value.result_leads);
    // Of several values one alone may be narrowed.
    uses > 1 || uses == 1 && !value.narrows_first()
}

/// Whether it may take a field that is not known, or hands a page to a filter that may look at all of them.
fn reveals(scope: Scope<'_>, value: &Expression<'_>, holders: &Holders<'_>) -> bool {
    let unknown = |used: &Use<'_>| {
        used.root == "__tera_context"
            || holds(scope, used, holders) && used.ends_unknown() && !is_place(used)
    };
    let looks_at_all = !value.has_only_known_filters() || value.filters.contains(&"values");
    value.uses.iter().any(unknown)
        || value.unknown_of_result
        || gives(scope, value, holders) && (looks_at_all || value.unknown_attribute)
}

fn is_place(used: &Use<'_>) -> bool {
    use super::expression::Step::{Field, Unknown};
    match &used.steps[..] {
        [Unknown] => LISTS.contains(&used.root),
        [.., Field(field), Unknown] => LISTS.contains(field),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: bool) {
        assert_eq!(may_be_shown(text.split("@@")), expected, "{text}");
    }

    #[test]
    fn what_may_show_any_field_is_found() {
        for text in [
            "{{ section.pages | json_encode | safe }}",
            "{{ page|json_encode }}{{ page.lower }}",
            "{% for k, v in page %}{{ k }}{% endfor %}",
            "{% for p in section.pages %}{% for k, v in p %}{{ k }}{% endfor %}{% endfor %}",
            "{{ page[\"word\" ~ \"_count\"] }}",
            "{% set k = \"word\" ~ \"_count\" %}{% if page[k] > 3 %}x{% endif %}",
            "{{ section.pages[0][k] }}{{ section.pages[i][k] }}",
            "{{ page | get(key=k) }}",
            "{% for p in section.pages | sort(attribute=k) %}{% endfor %}",
            "{{ section.pages | map(attribute=k) | join }}",
            "{{ page | values | join }}",
            "{{ __tera_context }}",
            "{{ get_page(path=\"a.md\") | json_encode }}",
            "{{ get_page(path=\"a.md\")[k] }}",
            "{% set p = get_page(path=\"a.md\") %}@@{{ p }}",
            "{{ <dump of={page} /> }}@@{% component dump(of) %}{{ of | str }}{% endcomponent %}",
            "{{ <dump page /> }}@@{% component dump(page) %}{{ page }}{% endcomponent %}",
            "{% component dump(@page) %}{{ page }}{% endcomponent %}",
            "{{ <dump {...page} /> }}@@{% component dump(...all) %}{{ all }}{% endcomponent %}",
            "{% set all = {\"a\": page} %}{{ all | json_encode }}",
            "{{ paginator }}",
            "{{ (section.pages | length) ~ (page | json_encode) }}",
            "{{ page | json_encode | length }}",
            "{{ throw(message=page) }}",
        ] {
            check(text, true);
        }
    }

    #[test]
    fn what_names_its_fields_is_left_alone() {
        for text in [
            "{{ page.title }}{{ page.content | safe }}{{ page.extra[lang] }}",
            "{% for p in section.pages | sort(attribute=\"date\") %}{{ p.title | upper }}{% endfor %}",
            "{% for y, ps in section.pages | group_by(attribute=\"year\") %}{{ y }}{% for p in ps %}{{ p.title }}{% endfor %}{% endfor %}",
            "{% set all = section.pages | group_by(attribute=\"year\") %}{% for y, ps in all %}{{ y }}{{ ps | length }}{% endfor %}",
            "{{ get_page(path=\"a.md\").title | json_encode }}",
            "{{ get_section(path=\"a\", metadata_only=true) | get(key=\"title\") | upper }}",
            "{{ page.title if page else section.title }}{% if section %}{{ section.title }}{% endif %}",
            "{% for k, v in page.extra %}{{ v }}{% endfor %}{{ page.extra | json_encode }}",
            "{{ config | json_encode }}{{ section.pages | length | str }}",
            "{{ <card of={page} /> }}{{ <card section /> }}@@{% component card(of) %}{{ of.title }}{% endcomponent %}",
            "{% set p = section.pages[i] %}{{ p.title }}",
        ] {
            check(text, false);
        }
    }
}
