//! A mail service with SES's interface that keeps what it is given.

use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// What a request that sends a mail is called in a script.
pub const OPERATION: &str = "SendEmail";

#[derive(Clone, Default)]
pub struct Ses {
    mails: Arc<Mutex<Vec<Vec<u8>>>>,
}

pub fn is_sending(head: &str) -> bool {
    head.starts_with("POST /v2/email/outbound-emails")
}

impl Ses {
    /// The mails as bytes, each as often as it was sent.
    pub fn mails(&self) -> Vec<Vec<u8>> {
        self.mails.lock().unwrap().clone()
    }

    /// Keeps the mail, and says so.
    pub fn take(&self, request: &[u8]) -> Vec<u8> {
        let start = request.windows(4).position(|four| four == b"\r\n\r\n");
        let asked: Value = serde_json::from_slice(&request[start.unwrap() + 4..]).unwrap();
        let raw = asked["Content"]["Raw"]["Data"].as_str().unwrap();
        self.mails
            .lock()
            .unwrap()
            .push(STANDARD.decode(raw).unwrap());
        let body = r#"{"MessageId":"0110"}"#;
        let length = body.len();
        format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
            .into_bytes()
    }
}
