//! Any bytes as the body of a post, through the parser, the rules, the page and the mails. What must hold is said in
//! `tests/it/any_post.rs`, for the property tests too.

#![no_main]

#[path = "../../tests/it/any_post.rs"]
mod any_post;

use any_post::{MULTIPART, URLENCODED, check};

// The first byte says as what the rest is posted.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((kind, body)) = data.split_first() else {
        return;
    };
    let content_type = if *kind == b'm' { MULTIPART } else { URLENCODED };
    check(content_type, body);
});
