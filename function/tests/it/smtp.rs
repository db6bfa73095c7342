//! A small SMTP server on loopback that takes mails, or fails at the step it is told to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use function::notify::{SmtpMailer, SmtpTls};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

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
    /// What is answered instead of the usual, by the command's first word; `"."` is the end of the mail.
    refusals: Arc<Mutex<BTreeMap<&'static str, &'static str>>>,
}

impl SmtpServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            ..Self::default()
        };
        let own = server.clone();
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                tokio::spawn(own.clone().talk(client));
            }
        });
        server
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

    async fn talk(self, client: TcpStream) {
        let mut client = BufReader::new(client);
        let (mut from, mut to) = (String::new(), String::new());
        reply(&mut client, "220 test").await;
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
            let refusal = self.refusals.lock().unwrap().get(word.as_str()).copied();
            let usual = match word.as_str() {
                "EHLO" => "250-test\r\n250 8BITMIME",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            reply(&mut client, refusal.unwrap_or(usual)).await;
            match word.as_str() {
                "MAIL" => from = path(&command),
                "RCPT" => to = path(&command),
                "DATA" if refusal.is_none() => self.take(&mut client, &from, &to).await,
                "QUIT" => return,
                _ => {}
            }
        }
    }

    async fn take(&self, client: &mut BufReader<TcpStream>, from: &str, to: &str) {
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
        if refusal.is_none() {
            let mail = Received {
                from: from.to_owned(),
                to: to.to_owned(),
                bytes,
            };
            self.mails.lock().unwrap().push(mail);
        }
        reply(client, refusal.unwrap_or("250 taken")).await;
    }
}

/// `hang` as a reply means none at all.
async fn reply(client: &mut BufReader<TcpStream>, text: &str) {
    if text == "hang" {
        tokio::time::sleep(std::time::Duration::from_secs(60)).await;
    }
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
