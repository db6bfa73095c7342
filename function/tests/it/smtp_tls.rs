//! Mails through real TLS on loopback, with certificates made for the test: to whom they go, and to whom they do not.

use std::sync::Arc;

use function::notify::{Mail, MailFault, MailMode, Mailer, SmtpMailer, SmtpRoot, SmtpTls};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::mail::composer;
use crate::samples::{NOW, at, messages, sign_up};
use crate::smtp::{SmtpServer, reply};

/// When TLS begins.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Begins {
    AtOnce,
    AfterStartTls,
    /// It is offered, and then refused.
    Never,
}

/// A municipality's own authority.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut own = CertificateParams::new(Vec::new()).unwrap();
        own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(own, KeyPair::generate().unwrap()).unwrap())
    }

    fn root(&self) -> Option<SmtpRoot> {
        Some(SmtpRoot::from_pem(&self.0.pem()).unwrap())
    }

    /// A server's identity, which ends at the end of a year.
    fn vouches_for(&self, name: &str, until_year: i32) -> TlsAcceptor {
        let mut own = CertificateParams::new(vec![name.to_owned()]).unwrap();
        own.not_after = date_time_ymd(until_year, 12, 31);
        let key = KeyPair::generate().unwrap();
        let certificate = own.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

async fn serve(acceptor: TlsAcceptor, begins: Begins) -> SmtpServer {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = SmtpServer::at(listener.local_addr().unwrap().port());
    let own = server.clone();
    tokio::spawn(async move {
        loop {
            let (client, _) = listener.accept().await.unwrap();
            tokio::spawn(meet(own.clone(), client, acceptor.clone(), begins));
        }
    });
    server
}

async fn meet(server: SmtpServer, client: TcpStream, acceptor: TlsAcceptor, begins: Begins) {
    if begins == Begins::AtOnce {
        if let Ok(client) = acceptor.accept(client).await {
            server.greet(BufReader::new(client)).await;
        }
        return;
    }
    let mut client = BufReader::new(client);
    reply(&mut client, "220 test").await;
    let mut line = String::new();
    while client.read_line(&mut line).await.is_ok_and(|read| read > 0) {
        match (line.trim_end(), begins) {
            ("STARTTLS", Begins::Never) => reply(&mut client, "454 not now").await,
            ("STARTTLS", _) => {
                reply(&mut client, "220 go on").await;
                if let Ok(client) = acceptor.accept(client.into_inner()).await {
                    server.talk(BufReader::new(client)).await;
                }
                return;
            }
            (hello, _) if hello.starts_with("EHLO") => {
                reply(&mut client, "250-test\r\n250 STARTTLS").await;
            }
            _ => reply(&mut client, "250 ok").await,
        }
        line.clear();
    }
}

fn mail() -> Mail {
    let ana = sign_up(1, "Ana");
    composer(MailMode::Notice)
        .about_sign_up(&messages(&ana)[0], &ana, &[], at(NOW))
        .unwrap()
}

/// What comes of a mail; whatever is refused may be tried again, and has left nothing with the server.
async fn check(server: &SmtpServer, tls: SmtpTls, root: Option<SmtpRoot>, expected: Option<&str>) {
    let mailer = SmtpMailer {
        root,
        ..server.mailer(tls)
    };
    let sent = Mailer::Smtp(mailer).send(&mail()).await;
    let expected = expected.map_or(Ok(()), |code| Err(MailFault::Passing(code.to_owned())));
    assert_eq!(sent, expected);
    assert_eq!(server.mails().len(), usize::from(sent.is_ok()));
}

#[tokio::test]
async fn mails_go_through_tls_that_is_vouched_for() {
    let ours = Authority::new();
    let identity = || ours.vouches_for("127.0.0.1", 2100);
    for (begins, tls) in [
        (Begins::AtOnce, SmtpTls::Wrapped),
        (Begins::AfterStartTls, SmtpTls::Required),
    ] {
        let server = serve(identity(), begins).await;
        check(&server, tls, ours.root(), None).await;
        let mails = server.mails();
        let received = mailparse::parse_mail(&mails[0].bytes).unwrap();
        assert_eq!(received.subparts.len(), 2);
    }
}

#[tokio::test]
async fn no_mail_goes_to_a_server_that_nobody_vouches_for() {
    let (ours, others) = (Authority::new(), Authority::new());
    let cases = [
        (
            "public roots only",
            ours.vouches_for("127.0.0.1", 2100),
            None,
        ),
        (
            "another authority",
            others.vouches_for("127.0.0.1", 2100),
            ours.root(),
        ),
        (
            "another name",
            ours.vouches_for("127.0.0.2", 2100),
            ours.root(),
        ),
        ("run out", ours.vouches_for("127.0.0.1", 2020), ours.root()),
    ];
    for (case, identity, root) in cases {
        for (begins, tls) in [
            (Begins::AtOnce, SmtpTls::Wrapped),
            (Begins::AfterStartTls, SmtpTls::Required),
        ] {
            let server = serve(identity.clone(), begins).await;
            check(&server, tls, root.clone(), Some("ConnectTls")).await;
            assert!(server.heard().is_empty(), "{case}");
        }
    }
}

#[tokio::test]
async fn no_mail_goes_where_tls_is_offered_and_then_refused() {
    let ours = Authority::new();
    let server = serve(ours.vouches_for("127.0.0.1", 2100), Begins::Never).await;
    check(&server, SmtpTls::Required, ours.root(), Some("Connect454")).await;
}

#[test]
fn only_a_certificate_is_a_root() {
    let pem = Authority::new().0.pem();
    assert!(SmtpRoot::from_pem(&pem).is_some());
    for wrong in [
        "",
        "no certificate",
        &pem.replace("MII", "###"),
        &pem.repeat(2),
    ] {
        assert!(SmtpRoot::from_pem(wrong).is_none(), "{wrong}");
    }
}
