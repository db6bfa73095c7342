//! Whatever is written, rendering ends, and its plain parts are what pulldown-cmark itself would write.

use std::time::Instant;

use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::*;

#[test]
fn deep_nesting_ends_soon() {
    for open in [">", "[", "![", "*a ", "- ", "[^a]: ", "<b>", "`"] {
        let begun = Instant::now();
        let _ = plain(&open.repeat(10_000));
        assert!(begun.elapsed().as_secs() < 10, "{open}");
    }
}

/// Text in which markdown's signs are frequent.
fn markdown() -> impl Strategy<Value = String> {
    const BLOCKS: &str =
        "\n|\n\n|# |## |> |[!NOTE]\n|- |1. |3. |```\n|    |\n[^a]: |: |<div>\n|- [x] |---\n";
    const INLINES: &str = "a|å| |{#a}|*|**|_|~~|`|[x](y)|[|](@/a.md#b)|![|]()|[^a]|<b>|</b>|<!-- more -->|:smile:|\\|&amp;|\
                           <https://a.se>|\"";
    let mut words: Vec<_> = BLOCKS.split('|').chain(INLINES.split('|')).collect();
    words.extend(["|", "\n|-|:-:|\n"]);
    prop::collection::vec(prop::sample::select(words), 0..40).prop_map(|words| words.concat())
}

fn has_own_file(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Start(Tag::Heading { .. } | Tag::Image { .. } | Tag::CodeBlock(_))
            | Event::End(TagEnd::Heading(_) | TagEnd::Image | TagEnd::CodeBlock)
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn never_panics(body in markdown(), other in any::<String>()) {
        for body in [body, other] {
            plain(&body);
            render_with(&config(ALL_ON), &body);
        }
    }

    #[test]
    fn html_is_that_of_pulldown_cmark(body in markdown()) {
        let extensions = context::extensions(&config(ALL_ON).markdown);
        let events = || Parser::new_ext(&body, extensions).filter(|event| !has_own_file(event));
        let mut expected = String::new();
        pulldown_cmark::html::push_html(&mut expected, events());
        let mut html = html::Html::default();
        events().for_each(|event| html.event(event));
        prop_assert_eq!(html.text, expected);
    }
}
