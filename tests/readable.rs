//! How hard the Swedish pages are to read, by LIX: words a sentence, and the share of words with more than six letters.

use crate::page::Page;
use crate::place::Place;

/// The most that a page of the language may have: ordinary Swedish, and easy Swedish.
const LIX_MAX: [(&str, usize); 2] = [("sv", 40), ("sv-simple", 30)];

#[test]
fn swedish_pages_are_easy_to_read() {
    let place = Place::start();
    let pages = place.visitor.pages();
    for (path, html) in &pages {
        let page = Page::of(html);
        let limit = LIX_MAX.iter().find(|(code, _)| *code == page.language());
        let Some((_, lix_max)) = limit else { continue };
        let parts = page.texts("main :is(p, li:not(:has(p)), h1, h2)");
        let lix = lix(&parts);
        assert!(lix <= *lix_max, "{path} has LIX {lix}, more than {lix_max}");
    }
}

/// Each part ends a sentence, whether or not it has a full stop.
fn lix(parts: &[String]) -> usize {
    let ends = |part: &&str| part.chars().any(char::is_alphabetic);
    let sentences = parts
        .iter()
        .flat_map(|part| part.split(['.', '?', '!', ':']))
        .filter(ends)
        .count();
    let is_word = |word: &&str| word.chars().any(char::is_alphabetic);
    let words: Vec<&str> = parts
        .iter()
        .flat_map(|part| part.split_whitespace())
        .filter(is_word)
        .collect();
    let letters = |word: &&&str| word.chars().filter(|sign| sign.is_alphabetic()).count() > 6;
    let long = words.iter().filter(letters).count();
    words.len() / sentences.max(1) + 100 * long / words.len().max(1)
}

#[test]
fn lix_counts_words_sentences_and_long_words() {
    let check = |parts: &[&str], expected: usize| {
        let parts: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
        assert_eq!(lix(&parts), expected, "{parts:?}");
    };
    check(&["Vi ses. Det är bra."], 2);
    check(&["Kompisbyrån hjälper dig", "Ring"], 52);
    check(&["Vi fikar och pratar och går och ler och skrattar"], 20);
}
