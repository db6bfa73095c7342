//! A language's code → how elasticlunr cuts and stems its words. Every language has an answer:
//! one without a stemmer is cut at Unicode's word boundaries and left as it is written.

use elasticlunr::lang::{self, Language};
use elasticlunr::pipeline::Pipeline;
use unicode_segmentation::UnicodeSegmentation;

/// The stemmer of the language or of its parent (`sv-simple` stems as `sv`), else plain words.
pub fn language(code: &str) -> Box<dyn Language> {
    let primary = code.split(['-', '_']).next().unwrap_or(code);
    let known = lang::from_code(code).or_else(|| lang::from_code(primary));
    Box::new(Bounded(known.unwrap_or_else(|| {
        Box::new(Plain {
            code: code.to_owned(),
        })
    })))
}

/// A language that skips words longer than anyone types. The index is a tree with a level a letter and is written
/// recursively: an encoded blob in the text would otherwise overflow the stack.
struct Bounded(Box<dyn Language>);

impl Bounded {
    const WORD_LENGTH_MAX: usize = 400;
}

impl Language for Bounded {
    fn name(&self) -> String {
        self.0.name()
    }

    fn code(&self) -> String {
        self.0.code()
    }

    fn tokenize(&self, text: &str) -> Vec<String> {
        let mut words = self.0.tokenize(text);
        words.retain(|word| word.len() <= Self::WORD_LENGTH_MAX);
        words
    }

    fn make_pipeline(&self) -> Pipeline {
        self.0.make_pipeline()
    }
}

/// A language that elasticlunr has no stemmer for. Its pipeline is empty, which the script in the browser
/// understands without anything to register: it looks for the lower-cased words as they are.
struct Plain {
    code: String,
}

impl Language for Plain {
    fn name(&self) -> String {
        self.code.clone()
    }

    fn code(&self) -> String {
        self.code.clone()
    }

    fn tokenize(&self, text: &str) -> Vec<String> {
        text.unicode_words().map(str::to_lowercase).collect()
    }

    fn make_pipeline(&self) -> Pipeline {
        Pipeline { queue: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::language;

    #[test]
    fn every_language_has_words() {
        for (code, text, name, expected) in [
            (
                "sv",
                "Kompisar, fika!",
                "Swedish",
                &["kompisar,", "fika!"][..],
            ),
            ("sv-simple", "fika", "Swedish", &["fika"]),
            ("pt-BR", "amigos", "Portuguese", &["amigos"]),
            ("uk", "Зустріч за кавою.", "uk", &["зустріч", "за", "кавою"]),
            ("fa-AF", "دوست، قهوه", "fa-AF", &["دوست", "قهوه"]),
            ("so", "Saaxiib-nimo", "so", &["saaxiib", "nimo"]),
            ("ti", "ዓርኪ። ቡን፡", "ti", &["ዓርኪ", "ቡን"]),
            ("zz", "", "zz", &[]),
            (
                "en",
                &format!("a {} b", "x".repeat(100_000)),
                "English",
                &["a", "b"],
            ),
        ] {
            let language = language(code);
            assert_eq!(
                (language.name().as_str(), language.tokenize(text)),
                (name, expected.iter().map(ToString::to_string).collect())
            );
        }
    }
}
