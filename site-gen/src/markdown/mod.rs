//! One body (its templating already done) → HTML, summary, table of contents, and the links and problems found on the way.
//!
//! ```text
//! pulldown-cmark's events → walk ─┬─ headings (ids, anchor links) → toc      ─┐
//!                                 ├─ links, images, emoji                     ├→ html → Rendered
//!                                 ├─ code → highlight                         │
//!                                 └─ footnotes, summary                      ─┘
//! ```
//! One pass over the events, written straight into one buffer. Knows no templates, no disk and no other page: what it
//! needs from outside comes as functions in [`Context`].

mod anchors;
mod code;
mod context;
mod emoji;
mod findings;
mod footnotes;
mod headings;
mod highlight;
mod html;
mod images;
mod lines;
mod links;
mod rendered;
mod summary;
mod toc;
mod walk;

pub use anchors::has_anchor;
pub use context::{Context, PageNotFound, Settings};
pub use highlight::{Highlighter, StyleSheet};
pub use lines::Origin;
pub use rendered::{ExternalLink, Heading, Image, InternalLink, Rendered};

use pulldown_cmark::Parser;

/// Renders `body` as Zola 0.23 does. Whatever is wrong in it is in [`Rendered::problems`]; it never fails.
pub fn render(body: &str, context: &Context<'_>) -> Rendered {
    let extensions = context::extensions(context.settings.markdown);
    let events = Parser::new_ext(body, extensions).into_offset_iter();
    let mut walk = walk::Walk::new(body, context);
    if headings::may_give_ids(body) {
        // An id that the author gives to a later heading is taken for all before it.
        let events: Vec<_> = events.collect();
        walk.reserve_ids(&events);
        walk.all(events.into_iter());
    } else {
        walk.all(events);
    }
    walk.finish()
}

#[cfg(test)]
mod tests;
