//! What is asked of SES and Secrets Manager, and what is made of their answers, by a service that answers by heart.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use function::notify::{MailFault, MailMode, Mailer, SesMailer};
use function::secrets;
use function::store::Connection;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::mail::composer;
use crate::proxy::read_request;
use crate::samples::{NOW, at, messages, sign_up};

/// Answers every request alike, and keeps their bodies.
struct Service {
    connection: Connection,
    asked: Arc<Mutex<Vec<Value>>>,
}

impl Service {
    async fn answering(status: u16, error: &'static str, body: Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let connection =
            Connection::to_endpoint(format!("http://{}", listener.local_addr().unwrap()));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        tokio::spawn(async move {
            loop {
                let (mut client, _) = listener.accept().await.unwrap();
                let Some(request) = read_request(&mut client).await else {
                    continue;
                };
                let start = request
                    .windows(4)
                    .position(|four| four == b"\r\n\r\n")
                    .unwrap()
                    + 4;
                kept.lock()
                    .unwrap()
                    .push(serde_json::from_slice(&request[start..]).unwrap());
                let body = body.to_string();
                let head = format!(
                    "HTTP/1.1 {status} X\r\nx-amzn-errortype: {error}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    body.len()
                );
                client
                    .write_all(format!("{head}{body}").as_bytes())
                    .await
                    .ok();
            }
        });
        Self { connection, asked }
    }

    fn asked(&self) -> Vec<Value> {
        self.asked.lock().unwrap().clone()
    }
}

async fn send(service: &Service) -> Result<(), MailFault> {
    let ana = sign_up(1, "Ana");
    let mail = composer(MailMode::Notice)
        .about_sign_up(&messages(&ana)[0], &ana, &[], at(NOW))
        .unwrap();
    let ses = SesMailer::new(service.connection.clone(), Some("sign-ups".to_owned()));
    Mailer::Ses(ses).send(&mail).await
}

#[tokio::test]
async fn ses_gets_the_mail_with_sender_destination_set_and_tag() {
    let service = Service::answering(200, "", json!({"MessageId": "0110"})).await;
    send(&service).await.unwrap();
    let asked = &service.asked()[0];
    let reference = sign_up(1, "Ana").reference;
    assert_eq!(asked["FromEmailAddress"], "noreply@kompis.example.se");
    assert_eq!(
        asked["Destination"],
        json!({"ToAddresses": ["ana@example.org"]})
    );
    assert_eq!(asked["ConfigurationSetName"], "sign-ups");
    assert_eq!(
        asked["EmailTags"],
        json!([{"Name": "message", "Value": format!("{reference}_receipt_1")}])
    );
    let raw = STANDARD
        .decode(asked["Content"]["Raw"]["Data"].as_str().unwrap())
        .unwrap();
    assert_eq!(mailparse::parse_mail(&raw).unwrap().subparts.len(), 2);
}

#[tokio::test]
async fn only_a_bad_request_to_ses_is_final() {
    let check = async |status, error: &'static str, expected: MailFault| {
        let service =
            Service::answering(status, error, json!({"message": "ana@example.org is bad"})).await;
        assert_eq!(send(&service).await.unwrap_err(), expected);
    };
    let passing = |code: &str| MailFault::Passing(code.to_owned());
    check(
        400,
        "BadRequestException",
        MailFault::Final("BadRequestException".to_owned()),
    )
    .await;
    check(400, "MessageRejected", passing("MessageRejected")).await;
    check(
        400,
        "SendingPausedException",
        passing("SendingPausedException"),
    )
    .await;
    check(
        429,
        "TooManyRequestsException",
        passing("TooManyRequestsException"),
    )
    .await;
    check(
        400,
        "AccountSuspendedException",
        passing("AccountSuspendedException"),
    )
    .await;
}

fn variables(pairs: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| (OsString::from(name), OsString::from(value)))
        .collect()
}

#[tokio::test]
async fn values_that_name_a_secret_are_replaced_by_it() {
    const NAME: &str = "arn:aws:secretsmanager:eu-north-1:1:secret:hash";
    let service = Service::answering(200, "", json!({"SecretString": "hush"})).await;
    let pairs = variables(&[("TABLE", "sign-ups"), ("HASH_SECRET", NAME)]);
    let resolved = secrets::resolve(&service.connection, pairs).await.unwrap();
    assert_eq!(
        (resolved["TABLE"].as_str(), resolved["HASH_SECRET"].as_str()),
        ("sign-ups", "hush")
    );
    assert_eq!(service.asked(), [json!({"SecretId": NAME})]);

    let several = r#"{"HASH_SECRET": "hush", "ANSWER_KEYS": "2026:0f", "TABLE": "other", "SMTP_ROOT": "PEM"}"#;
    let service = Service::answering(200, "", json!({"SecretString": several})).await;
    let pairs = variables(&[
        ("TABLE", "sign-ups"),
        ("HASH_SECRET", NAME),
        ("SMTP_ROOT", ""),
    ]);
    let resolved = secrets::resolve(&service.connection, pairs).await.unwrap();
    let expected = [
        ("ANSWER_KEYS", "2026:0f"),
        ("HASH_SECRET", "hush"),
        ("SMTP_ROOT", "PEM"),
        ("TABLE", "sign-ups"),
    ];
    assert!(
        resolved
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .eq(expected)
    );

    let refusing = Service::answering(400, "AccessDeniedException", json!({})).await;
    let error = secrets::resolve(&refusing.connection, variables(&[("HASH_SECRET", NAME)]))
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "HASH_SECRET names a secret that cannot be read (AccessDeniedException)"
    );
}

/// A shell has much in it that is none of ours.
#[tokio::test]
async fn of_the_environment_only_our_own_variables_are_read() {
    let refusing = Service::answering(400, "AccessDeniedException", json!({})).await;
    let mut pairs = variables(&[
        ("TABLE", "sign-ups"),
        (
            "OTHERS_SECRET",
            "arn:aws:secretsmanager:eu-north-1:1:secret:other",
        ),
    ]);
    let not_utf8 = || OsString::from_vec(vec![0xff]);
    pairs.extend([
        (not_utf8(), "x".into()),
        ("LESS".into(), not_utf8()),
        ("SITE_ROOT".into(), not_utf8()),
    ]);
    let resolved = secrets::resolve(&refusing.connection, pairs).await.unwrap();
    assert_eq!(Vec::from_iter(resolved.into_keys()), ["TABLE"]);
    assert!(refusing.asked().is_empty());
}
