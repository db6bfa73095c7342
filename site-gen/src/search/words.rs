//! Entries → our own small index: each word with the pages it stands in, and the script that looks words up in it.
//! It serves every script alike: letters are folded the same way here and in `search.js` (accents, the forms of alef,
//! the Arabic article), and the script looks for beginnings of words, so that no language needs a stemmer. Where words are
//! written without spaces (Chinese, Thai …), each pair of signs that follow one another is a word.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use icu_normalizer::DecomposingNormalizerBorrowed;
use regex::Regex;
use serde_json::{Value, json};

use super::Entry;
use super::text::searchable_text;

/// The script of a search page, for all languages: 3 kB. What it expects of the page is told at its top.
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

/// Signs upon letters that a reader may leave out: of Latin, Greek, Cyrillic, Hebrew, Arabic and Ethiopic writing. Those of
/// other scripts are vowels.
const MARKS: &str = r"[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u135d-\u135f]";
const WORDS: &str = r"[\p{L}\p{M}\p{N}]+";
/// A sign, with its vowels, of a script that is written without spaces.
const SIGN: &str = r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*";

/// The words of a text, folded as `search.js` folds what is typed.
fn folded_words(text: &str) -> Vec<String> {
    static PATTERNS: LazyLock<Option<[Regex; 4]>> = LazyLock::new(|| {
        let patterns = [MARKS, WORDS, ARTICLE, SIGN];
        let [marks, words, article, sign] = patterns.map(|pattern| Regex::new(pattern).ok());
        Some([marks?, words?, article?, sign?])
    });
    const WORD_LETTERS_MAX: usize = 60;
    let Some([marks, words, article, sign]) = &*PATTERNS else {
        return Vec::new();
    };
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    let folded = marks.replace_all(&decomposed, "").to_lowercase();
    let folded: String = folded.chars().map(unified).collect();
    let mut found = Vec::new();
    for word in words.find_iter(&folded).map(|word| word.as_str()) {
        let signs: Vec<Range<usize>> = sign.find_iter(word).map(|sign| sign.range()).collect();
        for (place, own) in signs.iter().enumerate() {
            let next = signs.get(place + 1).filter(|next| next.start == own.end);
            found.push(word[own.start..next.unwrap_or(own).end].to_owned());
        }
        let rests = sign.split(word).filter(|rest| !rest.is_empty());
        found.extend(rests.map(|rest| article.replace(rest, "$1").into_owned()));
    }
    found.retain(|word| word.chars().count() <= WORD_LETTERS_MAX);
    found
}

/// Letters that one keyboard writes as another writes others.
const UNIFIED: [(char, char); 5] = [('ى', 'ي'), ('ی', 'ي'), ('ک', 'ك'), ('ة', 'ه'), ('ґ', 'г')];

fn unified(letter: char) -> char {
    let pair = UNIFIED.iter().find(|(from, _)| *from == letter);
    pair.map_or(letter, |(_, to)| *to)
}

#[cfg(test)]
mod tests {
    use super::{ARTICLE, MARKS, SIGN, UNIFIED, WORDS, WORDS_SCRIPT, folded_words, words_index};
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
            ("我们学习", "我们 们学 学习 习"),
            ("学 iPhone手机", "学 手机 机 iphone"),
            ("ภาษาไทย", "ภา าษ ษา าไ ไท ทย ย"),
            ("ដំណើរ", "ដំណើ ណើរ រ"),
            ("दान और दिन", "दान और दिन"),
            ("コーヒー", "コー ーヒ ヒー ー"),
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
        for pattern in [ARTICLE, MARKS, WORDS, SIGN] {
            assert!(WORDS_SCRIPT.contains(pattern), "{pattern}");
        }
        // A page that does not name its encoding lends the script a wrong one.
        assert!(WORDS_SCRIPT.is_ascii());
        assert!(WORDS_SCRIPT.len() < 3_600, "{}", WORDS_SCRIPT.len());
    }
}
