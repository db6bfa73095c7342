//! Variables that name a secret → variables that hold it, or all that it holds. Read once, all at a time, before anything is
//! stored or mailed; never logged. The service keeps each secret sealed with a key of KMS, so what is read here is a key that
//! KMS wraps: a client for KMS itself would cost the cold start a second TLS handshake, and add nothing.

use std::collections::BTreeMap;
use std::ffi::OsString;

use futures_util::future::try_join_all;

use crate::settings::is_variable;
use crate::store::Connection;

/// Its value is a JSON object of its own.
const JSON_ITSELF: &str = "SMTP_SECRET";

/// What marks a value as the name of a secret.
const SECRET_NAME: &str = "arn:aws:secretsmanager:";

/// A secret that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{variable} names a secret that cannot be read ({code})")]
pub struct SecretError {
    variable: String,
    code: String,
}

/// Takes our own variables out of an environment, and puts the secrets in the place of their names.
///
/// # Errors
/// When a secret cannot be read, or is no text.
pub async fn resolve(
    connection: &Connection,
    variables: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<BTreeMap<String, String>, SecretError> {
    let mut resolved: BTreeMap<String, String> =
        variables.into_iter().filter_map(of_our_own).collect();
    let named: Vec<(String, String)> = resolved
        .iter()
        .filter(|(_, value)| value.starts_with(SECRET_NAME))
        .map(|(variable, name)| (variable.clone(), name.clone()))
        .collect();
    if named.is_empty() {
        return Ok(resolved);
    }
    let client = connection.secrets();
    let read = named
        .iter()
        .map(|(variable, name)| read(&client, variable, name));
    for (variable, text) in try_join_all(read).await? {
        for (further, value) in held(&variable, text)? {
            // A variable that is set outside of the secret stays, but for the one that names the secret.
            if further == variable || resolved.get(&further).is_none_or(String::is_empty) {
                resolved.insert(further, value);
            }
        }
    }
    Ok(resolved)
}

/// A shell has more in it: secrets that are none of ours to read, and bytes that are no text.
fn of_our_own((name, value): (OsString, OsString)) -> Option<(String, String)> {
    let own = (name.into_string().ok()?, value.into_string().ok()?);
    is_variable(&own.0).then_some(own)
}

/// A secret's text is the variable's value; or, as a JSON object that names the variable, that of all it names. What begins
/// as an object must be one whose names are all known: a slip of the hand in it would pass for a hash secret, or seal nothing.
fn held(variable: &str, text: String) -> Result<BTreeMap<String, String>, SecretError> {
    if variable == JSON_ITSELF || !text.trim_start().starts_with('{') {
        return Ok(BTreeMap::from([(variable.to_owned(), text)]));
    }
    let fault = |code: &str| SecretError {
        variable: variable.to_owned(),
        code: code.to_owned(),
    };
    let several: BTreeMap<String, String> =
        serde_json::from_str(&text).map_err(|_| fault("NotAnObjectOfTexts"))?;
    if !several.contains_key(variable) {
        return Err(fault("DoesNotNameItsOwnVariable"));
    }
    match several.keys().find(|name| !is_variable(name)) {
        Some(_) => Err(fault("NamesAnUnknownVariable")), // Untold which: it may be a secret in the wrong place.
        None => Ok(several),
    }
}

async fn read(
    client: &aws_sdk_secretsmanager::Client,
    variable: &str,
    name: &str,
) -> Result<(String, String), SecretError> {
    use aws_sdk_secretsmanager::error::ProvideErrorMetadata;
    let fault = |code: &str| SecretError {
        variable: variable.to_owned(),
        code: code.to_owned(),
    };
    let secret = client.get_secret_value().secret_id(name).send().await;
    let secret = secret.map_err(|error| fault(error.code().unwrap_or("NoAnswer")))?;
    let text = secret.secret_string().ok_or_else(|| fault("NotAText"))?;
    Ok((variable.to_owned(), text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_a_secret_is_told_and_never_taken_for_the_secret() {
        let check = |variable: &str, text: &str, expected: Result<&[&str], &str>| {
            let held = held(variable, text.to_owned());
            let names = held
                .as_ref()
                .map(|held| held.keys().map(String::as_str).collect());
            let names: Result<Vec<&str>, _> = names.map_err(|error| error.code.as_str());
            assert_eq!(names, expected.map(<[_]>::to_vec), "{variable} {text}");
        };
        check("HASH_SECRET", "plain", Ok(&["HASH_SECRET"]));
        check(
            "HASH_SECRET",
            r#"{"HASH_SECRET":"a","ANSWER_KEYS":"b:0f"}"#,
            Ok(&["ANSWER_KEYS", "HASH_SECRET"]),
        );
        check(
            "SMTP_SECRET",
            r#"{"user":"a","password":"b"}"#,
            Ok(&["SMTP_SECRET"]),
        );
        check(
            "HASH_SECRET",
            r#" {"HASH_SECRET":"a",}"#,
            Err("NotAnObjectOfTexts"),
        );
        check(
            "HASH_SECRET",
            r#"{"HASH_SECRET":1}"#,
            Err("NotAnObjectOfTexts"),
        );
        check(
            "HASH_SECRET",
            r#"{"HASHSECRET":"a"}"#,
            Err("DoesNotNameItsOwnVariable"),
        );
        check(
            "HASH_SECRET",
            r#"{"HASH_SECRET":"a","ANSWER_KEY":"b:0f"}"#,
            Err("NamesAnUnknownVariable"),
        );
    }
}
