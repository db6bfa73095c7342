//! What a page tells those who do not look at it: search engines, whoever shares a link, browsers, people who find a fault.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use crate::layering::root;
use crate::page::Page;
use crate::place::Place;

/// The size that social media show whole.
const SHARE_SIZE: (u32, u32) = (1200, 630);

/// A page of the built site: its path, and what it is read as.
type Found = (String, Page);

#[test]
fn what_pages_say_to_machines_is_true() {
    let place = Place::start();
    let pages = place.visitor.pages().into_iter();
    let pages: Vec<Found> = pages.map(|(path, html)| (path, Page::of(&html))).collect();
    assert!(pages.len() > 100, "{} pages", pages.len());
    let locales = locales();
    for (path, page) in &pages {
        let address = place.visitor.url(path);
        says_what_it_is(page, &address);
        can_be_shared(page, &address, &locales[&page.language()], &place);
        tells_search_engines(page, &address, &place);
    }
    no_two_say_the_same(&pages);
    translations_name_each_other(&pages, &place);
}

fn says_what_it_is(page: &Page, address: &str) {
    assert!(
        !page.title().contains('\u{ad}'),
        "{address}: {}",
        page.title()
    );
    assert_eq!(
        page.texts("header .brand"),
        [page.attribute("footer nav", "aria-label")]
    );
    let length = page
        .attribute("meta[name=description]", "content")
        .chars()
        .count();
    assert!(
        (1..=170).contains(&length),
        "{address} is described in {length} signs"
    );
    assert_eq!(page.attribute("link[rel=canonical]", "href"), address);
    assert!(
        page.attribute("link[rel=icon]", "href")
            .ends_with("/favicon.svg"),
        "{address}"
    );
}

fn can_be_shared(page: &Page, address: &str, locale: &str, place: &Place) {
    let graph = |name: &str| page.attribute(&format!("meta[property='og:{name}']"), "content");
    let title = format!("{} – {}", graph("title"), graph("site_name"));
    assert_eq!(page.title(), title, "{address}");
    let description = page.attribute("meta[name=description]", "content");
    assert_eq!(graph("description"), description, "{address}");
    assert_eq!(graph("url"), address);
    assert_eq!(graph("locale"), locale, "{address}");
    let picture = format!("/share/{}.png", page.language());
    assert_eq!(graph("image"), place.visitor.url(&picture), "{address}");
    assert!(!graph("image:alt").is_empty(), "{address}");
}

fn tells_search_engines(page: &Page, address: &str, place: &Place) {
    let data = page.texts("script[type='application/ld+json']").concat();
    let data: Value =
        serde_json::from_str(&data).unwrap_or_else(|error| panic!("{address}: {error}: {data}"));
    let title = page.attribute("meta[property='og:title']", "content");
    for (key, expected) in [
        ("@type", "WebPage"),
        ("url", address),
        ("name", &title),
        ("inLanguage", &page.language()),
    ] {
        assert_eq!(data[key], expected, "{key} of {address}");
    }
    assert_eq!(data["isPartOf"]["url"], place.visitor.base, "{address}");
}

fn no_two_say_the_same(pages: &[Found]) {
    let mut seen = BTreeMap::new();
    let is_listed =
        |(_, page): &&Found| page.attribute("meta[name=robots]", "content") != "noindex";
    for (path, page) in pages.iter().filter(is_listed) {
        for words in [
            page.title(),
            page.attribute("meta[name=description]", "content"),
        ] {
            let other = seen.insert(words.clone(), path);
            assert_eq!(other, None, "{path} says the same as another page: {words}");
        }
    }
}

fn translations_name_each_other(pages: &[Found], place: &Place) {
    let named: BTreeMap<&str, BTreeMap<String, String>> = pages
        .iter()
        .map(|(path, page)| {
            (
                path.as_str(),
                page.links("head link[rel=alternate]").into_iter().collect(),
            )
        })
        .collect();
    let languages: BTreeMap<&str, String> = pages
        .iter()
        .map(|(path, page)| (path.as_str(), page.language()))
        .collect();
    for (path, alternates) in &named {
        assert_eq!(
            alternates.len(),
            place.languages().len() + 1,
            "{path}: {alternates:?}"
        );
        assert_eq!(alternates["x-default"], alternates["sv"], "{path}");
        for (code, href) in alternates.iter().filter(|(code, _)| *code != "x-default") {
            let target = place
                .visitor
                .path_of(path, href)
                .expect("a path of the site");
            assert_eq!(
                &languages[target.as_str()],
                code,
                "{path} leads to {target}"
            );
            assert_eq!(&named[target.as_str()], alternates, "{target} as {path}");
        }
    }
}

#[test]
fn pictures_and_icon_are_there() {
    let languages = locales().into_keys();
    for picture in languages.map(|language| format!("static/share/{language}.png")) {
        let bytes = fs_err::read(root().join(&picture)).unwrap();
        assert_eq!(png_size(&bytes), SHARE_SIZE, "{picture}");
    }
    let icon = fs_err::read_to_string(root().join("static/favicon.svg")).unwrap();
    assert!(icon.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
}

#[test]
fn the_address_for_security_reports_is_still_good() {
    let text = fs_err::read_to_string(root().join("static/.well-known/security.txt")).unwrap();
    let line = |name: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(name))
            .unwrap()
            .trim()
    };
    let expires: Timestamp = line("Expires:").parse().unwrap();
    assert!(
        expires > Timestamp::now(),
        "security.txt has expired: look through it and write a new date"
    );
    assert!(line("Contact:").starts_with("https://"));
}

/// What static/_headers promises of every page stands in the deployment as well, but for the policy of contents, which
/// `deploy/up` reads off the built site.
#[test]
fn the_deployment_sends_the_headers_that_the_site_names() {
    let headers = fs_err::read_to_string(root().join("static/_headers")).unwrap();
    let template = fs_err::read_to_string(root().join("deploy/template.yaml")).unwrap();
    let every = headers.split("/*\n").nth(1).unwrap();
    let every = every.lines().take_while(|line| line.starts_with(' '));
    let mut checked = 0;
    for line in every {
        let (name, value) = line.trim().split_once(": ").unwrap();
        let Some(wanted) = in_the_template(name, value) else {
            continue;
        };
        assert!(
            template.contains(&wanted),
            "deploy/template.yaml lacks {wanted}"
        );
        checked += 1;
    }
    assert_eq!(checked, 6, "headers of every page");
}

/// How the template writes a header, where it writes it itself.
fn in_the_template(name: &str, value: &str) -> Option<String> {
    match name {
        "Content-Security-Policy" | "Cache-Control" => None,
        "Strict-Transport-Security" => {
            let age = value
                .strip_prefix("max-age=")?
                .strip_suffix("; includeSubDomains")?;
            Some(format!(
                "AccessControlMaxAgeSec: {age}, IncludeSubdomains: true"
            ))
        }
        "X-Content-Type-Options" => Some("ContentTypeOptions: { Override: true }".to_owned()),
        "Referrer-Policy" => Some(format!("ReferrerPolicy: {{ ReferrerPolicy: {value},")),
        "Permissions-Policy" => Some(format!("Header: permissions-policy, Value: \"{value}\"")),
        _ => Some(format!("Header: {}, Value: {value},", name.to_lowercase())),
    }
}

/// What social media call each language, as the settings say.
fn locales() -> BTreeMap<String, String> {
    let config: toml::Table = fs_err::read_to_string(root().join("config.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let languages = config["extra"]["languages"].as_array().unwrap();
    let word = |language: &toml::Value, key: &str| language[key].as_str().unwrap().to_owned();
    languages
        .iter()
        .map(|language| (word(language, "code"), word(language, "locale")))
        .collect()
}

/// Width and height, which stand at a fixed place of every PNG.
fn png_size(bytes: &[u8]) -> (u32, u32) {
    assert_eq!(&bytes[1..4], b"PNG");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}
