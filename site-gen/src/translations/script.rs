//! A text and a language → whether the text is in the script that the language is written in.

use regex::Regex;

use crate::locale::Locale;

/// The letters of a language's script; only for scripts other than Latin, in which every site has names and addresses.
pub struct Script(Regex);

impl Script {
    /// Nothing for a language in Latin script, or in one that is written in several at once (Japanese).
    pub fn of(code: &str) -> Option<Self> {
        let script = Locale::from_code(code)?.script()?;
        if script == "Latn" {
            return None;
        }
        Regex::new(&format!(r"\p{{scx={script}}}")).ok().map(Self)
    }

    /// Whether hardly a letter is of the script; a text of a few letters may be a name.
    pub fn is_foreign(&self, text: &str) -> bool {
        const LETTERS_MIN: usize = 6;
        const SHARE_MIN: usize = 4;
        let letters = text.chars().filter(|sign| sign.is_alphabetic()).count();
        letters >= LETTERS_MIN && self.0.find_iter(text).count() * SHARE_MIN < letters
    }
}

#[cfg(test)]
mod tests {
    use super::Script;

    #[test]
    fn tells_what_was_left_untranslated() {
        for (code, text, foreign) in [
            ("ar", "مرحبا بكم في Danderyd", false),
            ("ar", "Välkommen till oss", true),
            ("ar", "Fika", false),
            ("uk", "Ласкаво просимо", false),
            ("uk", "Welcome to us", true),
            ("ti", "እንቋዕ ብደሓን መጻእኩም", false),
            ("fa-AF", "Welcome to us", true),
        ] {
            assert_eq!(
                Script::of(code).unwrap().is_foreign(text),
                foreign,
                "{code} {text}"
            );
        }
        assert!(Script::of("sv-simple").is_none());
        assert!(Script::of("so").is_none());
        assert!(Script::of("ja").is_none());
    }
}
