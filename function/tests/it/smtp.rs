//! A small SMTP server on loopback that takes mails, or fails at the step it is told to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use function::notify::{SmtpMailer, SmtpTls};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// A mail as the server got it.
#[derive(Debug, Clone)]
pub struct Received {
    pub from: String,
    pub to: String,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Default)]
pub struct SmtpServer {
    pub port: u16,
    mails: Arc<Mutex<Vec<Received>>>,
    /// What is answered instead of the usual, by the command's first word; `"."` is the end of the mail. `close` and
    /// `hang` are no answers; at the end of the mail, `close after`, `hang after` and `slow after` come once it is taken.
    refusals: Arc<Mutex<BTreeMap<&'static str, &'static str>>>,
    /// Each command's first word.
    heard: Arc<Mutex<Vec<String>>>,
}

/// What a client speaks through.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

impl SmtpServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self::at(listener.local_addr().unwrap().port());
        let own = server.clone();
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                tokio::spawn(own.clone().greet(BufReader::new(client)));
            }
        });
        server
    }

    /// One whose connections somebody else accepts.
    pub fn at(port: u16) -> Self {
        Self {
            port,
            ..Self::default()
        }
    }

    pub fn refuse(&self, command: &'static str, reply: &'static str) {
        self.refusals.lock().unwrap().insert(command, reply);
    }

    pub fn accept_all(&self) {
        self.refusals.lock().unwrap().clear();
    }

    pub fn mails(&self) -> Vec<Received> {
        self.mails.lock().unwrap().clone()
    }

    pub fn mailer(&self, tls: SmtpTls) -> SmtpMailer {
        let own_name = "kompis.example.se".to_owned();
        SmtpMailer {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            tls,
            login: None,
            root: None,
            own_name,
        }
    }

    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    pub async fn greet(self, mut client: BufReader<impl Stream>) {
        reply(&mut client, "220 test").await;
        self.talk(client).await;
    }

    pub async fn talk(self, mut client: BufReader<impl Stream>) {
        let (mut from, mut to) = (String::new(), String::new());
        let mut line = String::new();
        while client
            .read_line(&mut line)
            .await
            .is_ok_and(|length| length > 0)
        {
            let command = line.trim_end().to_owned();
            line.clear();
            let word = command
                .split([' ', ':'])
                .next()
                .unwrap_or_default()
                .to_ascii_uppercase();
            self.heard.lock().unwrap().push(word.clone());
            let refusal = self.refusals.lock().unwrap().get(word.as_str()).copied();
            let usual = match word.as_str() {
                "EHLO" => "250-test\r\n250 8BITMIME",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            if refusal == Some("close") {
                return;
            }
            reply(&mut client, refusal.unwrap_or(usual)).await;
            match word.as_str() {
                "MAIL" => from = path(&command),
                "RCPT" => to = path(&command),
                "DATA" if refusal.is_none() => {
                    let said = self.take(&mut client, &from, &to).await;
                    match said.trim_end_matches(" after") {
                        "close" => return,
                        said => reply(&mut client, said).await,
                    }
                }
                "QUIT" => return,
                _ => {}
            }
        }
    }

    /// What is to be answered; `… after` means that the mail is taken first.
    async fn take(
        &self,
        client: &mut BufReader<impl Stream>,
        from: &str,
        to: &str,
    ) -> &'static str {
        let mut bytes = Vec::new();
        let mut line = Vec::new();
        while client
            .read_until(b'\n', &mut line)
            .await
            .is_ok_and(|length| length > 0)
            && line != b".\r\n"
        {
            bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            line.clear();
        }
        let refusal = self.refusals.lock().unwrap().get(".").copied();
        if refusal.is_none_or(|said| said.ends_with(" after")) {
            let mail = Received {
                from: from.to_owned(),
                to: to.to_owned(),
                bytes,
            };
            self.mails.lock().unwrap().push(mail);
        }
        refusal.unwrap_or("250 taken")
    }
}

/// `hang` as a reply means none at all, `slow` a good one after a while.
pub async fn reply(client: &mut BufReader<impl Stream>, text: &str) {
    let (wait_s, text) = match text {
        "hang" => (60, "hang"),
        "slow" => (12, "250 taken"),
        text => (0, text),
    };
    tokio::time::sleep(Duration::from_secs(wait_s)).await;
    client
        .get_mut()
        .write_all(format!("{text}\r\n").as_bytes())
        .await
        .ok();
}

fn path(command: &str) -> String {
    let inner = command
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or_else(String::new, |(path, _)| path.to_owned())
}
