//! The first page of each language → `static/share/LANGUAGE.png`, the picture that is shown where someone shares a link, and
//! whether the picture is still of what the page says. `tests/draw-share-pictures` draws; the build copies.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use scraper::Html;

use crate::form::selector;
use crate::layering::root;
use crate::page::Page;
use crate::place::Place;

/// For each language a hash of what its picture was drawn from.
const DRAWN_FROM: &str = "tests/share.toml";

/// How the parts of the first page stand in the picture; its colours and the drawing's are the site's.
const SHAPE: &str = "html { font-size: 20px } body { inline-size: 1200px; block-size: 630px; overflow: hidden }
    .hero { block-size: 630px } .hero .wrap { padding: 44px 80px } .brand { color: var(--link); font-size: 1.2rem }
    .brand svg { inline-size: 56px; block-size: 56px } h1 { font-size: 62px; margin-block: 24px 0 }
    .scene { position: absolute; inset-block-end: 0; inset-inline-end: 0; inline-size: 1200px; margin: 0 }
    .sun { animation: none }";

#[test]
fn share_pictures_are_of_what_the_first_pages_say() {
    let drawn_from = fs_err::read_to_string(root().join(DRAWN_FROM)).unwrap();
    let drawn_from: BTreeMap<String, String> = toml::from_str(&drawn_from).unwrap();
    assert_eq!(
        hashes(&Place::start()),
        drawn_from,
        "what the pictures show has changed: run tests/draw-share-pictures and look at static/share"
    );
}

#[test]
#[ignore = "draws the pictures anew: tests/draw-share-pictures"]
fn draw_share_pictures() {
    let place = Place::start();
    for (language, page) in first_pages(&place) {
        let picture = root().join(format!("static/share/{language}.png"));
        draw(&composed(&page), &picture);
    }
    let list = toml::to_string(&hashes(&place)).unwrap();
    let why = "# What static/share was drawn from. Written by tests/draw-share-pictures.\n";
    fs_err::write(root().join(DRAWN_FROM), format!("{why}{list}")).unwrap();
}

/// HTML → a picture, drawn by Chromium.
fn draw(html: &str, picture: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("share.html");
    fs_err::write(&page, html).unwrap();
    let status = Command::new("chromium")
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
        ])
        .args(["--force-device-scale-factor=1", "--window-size=1200,630"])
        .arg(format!("--screenshot={}", picture.display()))
        .arg(format!("file://{}", page.display()))
        .stderr(Stdio::null())
        .status()
        .expect("chromium is missing: run tests/install");
    assert!(status.success(), "{}", picture.display());
}

fn hashes(place: &Place) -> BTreeMap<String, String> {
    let pages = first_pages(place).into_iter();
    pages
        .map(|(language, page)| (language, hash(&format!("{SHAPE}{}", shown(&page)))))
        .collect()
}

/// Each language's first page.
fn first_pages(place: &Place) -> BTreeMap<String, String> {
    let paths = place
        .languages()
        .into_iter()
        .map(|language| match language.as_str() {
            "sv" => (language, "/".to_owned()),
            code => (language.clone(), format!("/{code}/")),
        });
    paths
        .map(|(language, path)| (language, place.visitor.get(&path).body))
        .collect()
}

fn composed(page: &str) -> String {
    let styles = Page::of(page).texts("style").join("\n");
    format!(
        "<!DOCTYPE html><meta charset=utf-8><style>{styles}{SHAPE}</style>{}",
        shown(page)
    )
}

/// The parts of the first page that the picture shows: the name, the heading and the drawing, in the page's language.
fn shown(page: &str) -> String {
    let html = Html::parse_document(page);
    let part = |css: &str| {
        html.select(&selector(css))
            .next()
            .map(|part| part.html())
            .unwrap()
    };
    let (language, direction) = (
        Page::of(page).language(),
        Page::of(page).attribute("html", "dir"),
    );
    let brand = html
        .select(&selector(".brand"))
        .next()
        .unwrap()
        .inner_html();
    let (heading, scene) = (part("h1"), part(".scene"));
    format!(
        "<html lang={language} dir={direction}><div class=hero><div class=wrap><p class=brand>{brand}</p>{heading}</div>{scene}</div>"
    )
}

/// FNV-1a, which is the same everywhere and always.
fn hash(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}
