//! Variables that name a secret → variables that hold it, or all that it holds. Read once, all at a time, before anything is
//! stored or mailed; never logged. The service keeps each secret sealed with a key of KMS, so what is read here is a key that
//! KMS wraps: a client for KMS itself would cost the cold start a second TLS handshake, and add nothing.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;

use crate::store::Connection;

/// What marks a value as the name of a secret.
const SECRET_NAME: &str = "arn:aws:secretsmanager:";

/// A secret that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{variable} names a secret that cannot be read ({code})")]
pub struct SecretError {
    variable: String,
    code: String,
}

/// Puts the secrets in the place of their names.
///
/// # Errors
/// When a secret cannot be read, or is no text.
pub async fn resolve(
    connection: &Connection,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<BTreeMap<String, String>, SecretError> {
    let mut resolved: BTreeMap<String, String> = variables.into_iter().collect();
    let named: Vec<(String, String)> = resolved
        .iter()
        .filter(|(_, value)| value.starts_with(SECRET_NAME))
        .map(|(variable, name)| (variable.clone(), name.clone()))
        .collect();
    let client = connection.secrets();
    let read = named
        .iter()
        .map(|(variable, name)| read(&client, variable, name));
    for (variable, text) in try_join_all(read).await? {
        for (further, value) in held(&variable, text) {
            // A variable that is set outside of the secret stays, but for the one that names the secret.
            if further == variable || resolved.get(&further).is_none_or(String::is_empty) {
                resolved.insert(further, value);
            }
        }
    }
    Ok(resolved)
}

/// A secret's text is the variable's value; or, as a JSON object that names the variable, that of all it names.
fn held(variable: &str, text: String) -> BTreeMap<String, String> {
    match serde_json::from_str::<BTreeMap<String, String>>(&text) {
        Ok(several) if several.contains_key(variable) => several,
        _ => BTreeMap::from([(variable.to_owned(), text)]),
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
