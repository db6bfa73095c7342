//! Entries → our own small index: each word with the pages it stands in, and the script that looks words up in it.
//! It serves every script alike: letters are folded the same way here and in `search.js` (accents, the forms of alef,
//! the Arabic article), and the script looks for beginnings of words, so that no language needs a stemmer.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use icu_normalizer::DecomposingNormalizerBorrowed;
use regex::Regex;
use serde_json::{Value, json};

use super::Entry;
use super::text::searchable_text;

/// The script of a search page, for all languages: 2 kB. What it expects of the page is told at its top.
pub const WORDS_SCRIPT: &str = include_str!("search.js");

/// How much more a word says about a page when it stands there.
const IN_TITLE: u32 = 10;
const IN_DESCRIPTION: u32 = 3;

/// `{ "pages": [path, …], "words": { word: [page, weight, page, weight, …] } }`, words and pages in order.
pub fn words_index<'a>(entries: impl IntoIterator<Item = Entry<'a>>) -> String {
    let mut pages: Vec<String> = Vec::new();
    let mut words: BTreeMap<String, Vec<(usize, u32)>> = BTreeMap::new();
    for entry in entries {
        for (word, weight) in weights(entry) {
            words.entry(word).or_default().push((pages.len(), weight));
        }
        pages.push(address(entry));
    }
    let flat = |found: Vec<(usize, u32)>| -> Value {
        found
            .into_iter()
            .flat_map(|(page, weight)| [json!(page), json!(weight)])
            .collect()
    };
    let words: serde_json::Map<String, Value> = words
        .into_iter()
        .map(|(word, found)| (word, flat(found)))
        .collect();
    json!({ "pages": pages, "words": words }).to_string()
}

/// What is left of HTML when the tags are gone.
const ENTITIES: [(&str, &str); 4] = [
    ("&nbsp;", " "),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&amp;", "&"),
];

/// The path of the page's address as browsers write it, so that the script recognises the link to it.
fn address(entry: Entry) -> String {
    let url = url::Url::parse(entry.permalink);
    url.map_or_else(|_| entry.path.to_owned(), |url| url.path().to_owned())
}

fn weights(entry: Entry) -> BTreeMap<String, u32> {
    let mut weights = BTreeMap::new();
    let mut add = |text: &str, weight: u32| {
        for word in folded_words(text) {
            *weights.entry(word).or_default() += weight;
        }
    };
    add(entry.title.unwrap_or_default(), IN_TITLE);
    add(entry.description.unwrap_or_default(), IN_DESCRIPTION);
    let text = searchable_text(entry.html, None);
    add(
        &ENTITIES
            .iter()
            .fold(text, |text, (entity, sign)| text.replace(entity, sign)),
        1,
    );
    weights
}

/// The Arabic article, with what is written together with it: و ب ك ف ال, لل.
const ARTICLE: &str = r"^(?:\u0648?[\u0628\u0643\u0641]?\u0627\u0644|\u0644\u0644)(.{3,})$";

/// The words of a text, folded as `search.js` folds what is typed.
fn folded_words(text: &str) -> Vec<String> {
    static PATTERNS: LazyLock<Option<[Regex; 3]>> = LazyLock::new(|| {
        let patterns = [r"[\p{M}\u0640]", r"[\p{L}\p{N}]+", ARTICLE];
        let [marks, words, article] = patterns.map(|pattern| Regex::new(pattern).ok());
        Some([marks?, words?, article?])
    });
    const WORD_LETTERS_MAX: usize = 60;
    let Some([marks, words, article]) = &*PATTERNS else {
        return Vec::new();
    };
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    let folded = marks.replace_all(&decomposed, "").to_lowercase();
    let folded: String = folded.chars().map(unified).collect();
    let found = words
        .find_iter(&folded)
        .map(|word| article.replace(word.as_str(), "$1").into_owned());
    found
        .filter(|word| word.chars().count() <= WORD_LETTERS_MAX)
        .collect()
}

/// Letters that one keyboard writes as another writes others.
const UNIFIED: [(char, char); 5] = [('ى', 'ي'), ('ی', 'ي'), ('ک', 'ك'), ('ة', 'ه'), ('ґ', 'г')];

fn unified(letter: char) -> char {
    let pair = UNIFIED.iter().find(|(from, _)| *from == letter);
    pair.map_or(letter, |(_, to)| *to)
}

#[cfg(test)]
mod tests {
    use super::{ARTICLE, UNIFIED, WORDS_SCRIPT, folded_words, words_index};
    use crate::search::Entry;

    #[test]
    fn folds_every_script() {
        for (text, expected) in [
            ("Fika-kompisar, ÅÄÖ!", "fika kompisar aao"),
            ("الأصدقاءُ والقهوة إلى", "اصدقاء قهوه الي"),
            ("دوستی‌های کوچک", "دوستي هاي كوچك"),
            ("Зустріч із ґавою, їжа", "зустріч із гавою іжа"),
            ("ዓርኪ። ቡን፡ን", "ዓርኪ ቡን ን"),
            ("Saaxiibtinimo 2019", "saaxiibtinimo 2019"),
            ("ﬁn Ⅻ", "fin xii"),
            ("", ""),
        ] {
            assert_eq!(folded_words(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn weighs_where_a_word_stands() {
        let entry = |path, title, html| Entry {
            permalink: "https://e.org/base/å/",
            path,
            title: Some(title),
            description: None,
            date: None,
            html,
        };
        let index = words_index([
            entry("/a/", "Fika", "<p>fika &amp; kaffe</p>"),
            entry("/b/", "Om", "<pre>kod</pre>kaffe"),
        ]);
        let expected = r#"{"pages":["/base/%C3%A5/","/base/%C3%A5/"],"words":{"fika":[0,11],"kaffe":[0,1,1,1],"om":[1,10]}}"#;
        assert_eq!(index, expected);
    }

    #[test]
    fn the_script_folds_alike_and_stays_small() {
        for (from, to) in UNIFIED {
            let pair = format!("\"\\u{:04x}\": \"\\u{:04x}\"", from as u32, to as u32);
            assert!(WORDS_SCRIPT.contains(&pair), "{pair}");
        }
        for pattern in [ARTICLE, r"[\p{L}\p{N}]+"] {
            assert!(WORDS_SCRIPT.contains(pattern), "{pattern}");
        }
        // A page that does not name its encoding lends the script a wrong one.
        assert!(WORDS_SCRIPT.is_ascii());
        assert!(WORDS_SCRIPT.len() < 3_000, "{}", WORDS_SCRIPT.len());
    }
}
