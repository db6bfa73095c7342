//! Numbers: how they are written in a language, and which plural form they take.

use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale::Locale as IcuLocale;
use icu_plurals::{PluralCategory, PluralRules};

use super::Locale;

/// A number with the digits that are shown: `1` and `1.0` may take different plural forms.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity(Decimal);

impl Quantity {
    /// Reads `3`, `-1.50`; nothing when it is no plain decimal number.
    pub fn from_text(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }

    pub fn is_zero(&self) -> bool {
        self.0.absolute.is_zero()
    }
}

impl Locale {
    /// CLDR's name of the plural form: `zero`, `one`, `two`, `few`, `many` or `other`.
    pub fn plural_category(&self, quantity: &Quantity) -> &'static str {
        let Some(rules) = self.plural_rules() else {
            return "other";
        };
        match rules.category_for(&quantity.0) {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        }
    }

    /// The plural forms that the language has, in CLDR's order.
    pub fn plural_categories(&self) -> Vec<&'static str> {
        let Some(rules) = self.plural_rules() else {
            return vec!["other"];
        };
        let has = |category| rules.categories().any(|own| own == category);
        [
            (PluralCategory::Zero, "zero"),
            (PluralCategory::One, "one"),
            (PluralCategory::Two, "two"),
            (PluralCategory::Few, "few"),
            (PluralCategory::Many, "many"),
            (PluralCategory::Other, "other"),
        ]
        .into_iter()
        .filter_map(|(category, name)| has(category).then_some(name))
        .collect()
    }

    /// Serbian in Latin letters counts as Serbian does, which is not its parent in CLDR: that is no language at all.
    fn plural_rules(&self) -> Option<PluralRules> {
        let rules_of = |locale: &IcuLocale| PluralRules::try_new_cardinal(locale.into()).ok();
        let own = rules_of(&self.0)?;
        if own.categories().count() > 1 {
            return Some(own);
        }
        let mut bare = self.0.clone();
        (bare.id.script, bare.id.region) = (None, None);
        rules_of(&bare)
    }

    /// Writes the number with the language's separators.
    pub fn number(&self, quantity: &Quantity) -> String {
        match DecimalFormatter::try_new((&self.0).into(), Default::default()) {
            Ok(formatter) => formatter.format(&quantity.0).to_string(),
            Err(_) => quantity.0.to_string(),
        }
    }
}
