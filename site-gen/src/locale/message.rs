//! A UI text with `{name}`s in it, and the arguments → the text that is shown. Which plural form of a text is looked up.

use std::borrow::Cow;

use super::{Locale, Quantity};

/// The text wants an argument that is not given.
#[derive(Debug, PartialEq, Eq)]
pub struct MissingArgument(pub String);

/// The keys under which the text of `key` for this many is looked up, best first: `guests_one`, `guests_other`, `guests`.
/// `guests_zero` is for nothing at all, also in languages whose grammar has no form for it.
pub fn plural_keys(key: &str, locale: &Locale, quantity: &Quantity) -> Vec<String> {
    let zero = quantity.is_zero().then_some("zero");
    let forms = zero
        .into_iter()
        .chain([locale.plural_category(quantity), "other"]);
    let mut keys: Vec<String> = forms.map(|form| format!("{key}_{form}")).collect();
    keys.dedup();
    keys.push(key.to_owned());
    keys
}

/// Puts the arguments in the place of `{name}`; what is no name between braces stays as it is.
///
/// # Errors
/// When the text wants an argument that `argument` does not know.
pub fn fill<'a>(
    text: &str,
    argument: impl Fn(&str) -> Option<Cow<'a, str>>,
) -> Result<String, MissingArgument> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let inside = &rest[open + 1..];
        let end = inside
            .find(|sign: char| !sign.is_alphanumeric() && sign != '_')
            .unwrap_or(inside.len());
        let (name, after) = inside.split_at(end);
        match after.strip_prefix('}') {
            Some(after) if !name.is_empty() => {
                filled.push_str(&rest[..open]);
                filled.push_str(&argument(name).ok_or_else(|| MissingArgument(name.to_owned()))?);
                rest = after;
            }
            _ => {
                filled.push_str(&rest[..=open]);
                rest = inside;
            }
        }
    }
    filled.push_str(rest);
    Ok(filled)
}
