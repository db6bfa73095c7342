//! Whatever is posted, from well filled in to hostile: what `any_post` says holds, and every outcome is reached.
//!
//! `CASES=1000000 cargo test --workspace --test it properties` tries a million posts (some hours in a debug build).

use std::collections::BTreeMap;

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::any_post::{Came, MULTIPART, URLENCODED, WELL, check};
use crate::mail::form;

const CASES: u32 = 100;

/// Markup, headers, placeholders, ends of lines and of parts, direction marks, nulls, signs of four bytes, and words.
const HOSTILE: &str = "(<script>|<img src=x onerror=a>|</td>|<!--|\"|'|&|&#0;|\r\n|\r\nBcc: x@example.net|\n\n|\\{reference\\}|\
     =\\?utf-8\\?B\\?QQ==\\?=|--B\r\n|\\.\r\n|\\x00|\\x1b|[\u{202a}-\u{202e}\u{2066}-\u{2069}\u{feff}]|👩‍👩‍👧‍👦|[𐀀-𐎿]|نور|[a-zå ]{1,5}|\\PC){0,12}";

fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    let form = form();
    let fields = form.definition().fields.iter();
    let mut names: Vec<String> = fields.map(|field| field.name.clone()).collect();
    names.extend(["form", "language", "kind", "leave_empty", "other"].map(str::to_owned));
    let languages: Vec<String> = form.languages().map(|own| own.to_string()).collect();
    let changes = prop::collection::vec((prop::sample::select(names), HOSTILE), 0..5);
    let kinds = prop::sample::select(vec!["individual", "family"]);
    let email = prop_oneof![
        Just("ana@example.org".to_owned()),
        "[a-z\"'<>()!#$%&*+/=?^_`{|}~å.-]{1,12}@[a-zå]{1,8}\\.se"
    ];
    (prop::sample::select(languages), kinds, email, changes).prop_map(
        |(language, kind, email, changes)| {
            let mut pairs = well();
            let own = [
                ("language", language),
                ("kind", kind.to_owned()),
                ("email", email),
            ];
            let own = own.map(|(name, value)| (name.to_owned(), value));
            for (name, value) in own.into_iter().chain(changes) {
                pairs.retain(|(other, _)| *other != name);
                pairs.push((name, value));
            }
            pairs
        },
    )
}

fn well() -> Vec<(String, String)> {
    let pairs = WELL.split('&').filter_map(|pair| pair.split_once('='));
    let plain = |value: &str| value.replace("%40", "@").replace('+', " ");
    pairs
        .map(|(name, value)| (name.to_owned(), plain(value)))
        .collect()
}

fn urlencoded(pairs: &[(String, String)]) -> Vec<u8> {
    let encoded = |text: &str| percent_encode(text.as_bytes(), NON_ALPHANUMERIC).to_string();
    let pairs = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    pairs.collect::<Vec<_>>().join("&").into_bytes()
}

fn multipart(pairs: &[(String, String)]) -> Vec<u8> {
    let part = |(name, value): &(String, String)| {
        format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let parts: String = pairs.iter().map(part).collect();
    format!("{parts}--B--\r\n").into_bytes()
}

#[test]
fn whatever_is_posted_makes_no_markup_no_header_and_no_panic() {
    let cases = std::env::var("CASES").ok();
    let cases = cases.and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(cases)
    };
    let came = std::cell::RefCell::new(BTreeMap::<Came, u32>::new());
    let run = TestRunner::new(config).run(&pairs(), |pairs| {
        for (content_type, body) in [
            (URLENCODED, urlencoded(&pairs)),
            (MULTIPART, multipart(&pairs)),
        ] {
            *came
                .borrow_mut()
                .entry(check(content_type, &body))
                .or_default() += 1;
        }
        Ok(())
    });
    run.unwrap();
    let came = came.into_inner();
    eprintln!("{came:?}");
    for expected in [Came::Mailed, Came::Faulty, Came::Unreadable] {
        assert!(came.contains_key(&expected), "{expected:?} in {came:?}");
    }
}

/// The check itself sees what it is for.
#[test]
fn a_well_filled_sheet_is_mailed_in_every_language() {
    for language in form().languages() {
        let body = WELL.replace("language=sv", &format!("language={language}"));
        assert_eq!(check(URLENCODED, body.as_bytes()), Came::Mailed);
    }
}

/// A fault at the long text alone is one that random sheets hardly meet.
#[test]
fn a_long_text_that_is_too_long_comes_back() {
    let body = WELL.replace("more=x", &format!("more={}", "y".repeat(600)));
    assert_eq!(check(URLENCODED, body.as_bytes()), Came::Faulty);
}
