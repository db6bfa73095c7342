use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::config::Config;

/// A server on this machine that counts how often it is asked.
struct Server {
    address: String,
    asked: Arc<AtomicUsize>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        std::thread::spawn(move || {
            let mut hanging = Vec::new();
            for stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
                if let Some(stream) = answer(stream) {
                    hanging.push(stream);
                }
            }
        });
        Self { address, asked }
    }
}

/// Answers as the path wishes; `/hang` gets its connection kept open without a word.
fn answer(mut stream: TcpStream) -> Option<TcpStream> {
    let mut request = [0; 2048];
    let length = stream.read(&mut request).unwrap();
    let request = String::from_utf8_lossy(&request[..length]);
    let path = request.split(' ').nth(1).unwrap_or_default();
    let (status, more, body) = match path {
        "/good" => ("200 OK", "content-type: text/html\r\n", "<p id=here>x</p>"),
        "/raw" => ("200 OK", "content-type: application/pdf\r\n", "%PDF"),
        "/moved" => ("301 Moved Permanently", "location: /good\r\n", ""),
        "/lost" => ("301 Moved Permanently", "location: /nowhere\r\n", ""),
        "/broken" => ("500 Internal Server Error", "", ""),
        "/hang" => return Some(stream),
        _ => ("404 Not Found", "", ""),
    };
    let length = body.len();
    let text = format!(
        "HTTP/1.1 {status}\r\n{more}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    stream.write_all(text.as_bytes()).unwrap();
    None
}

fn rules(toml: &str) -> LinkChecker {
    let text = format!("base_url = 'https://e.org'\n[link_checker]\n{toml}");
    Config::parse("config.toml", &text).unwrap().0.link_checker
}

fn links(addresses: &[String]) -> Vec<Link> {
    let numbered = addresses.iter().enumerate();
    numbered
        .map(|(index, url)| Link {
            file: "content/a.md".to_owned(),
            line: index + 1,
            url: url.clone(),
        })
        .collect()
}

fn manners() -> Manners {
    Manners {
        timeout: Duration::from_millis(500),
        pause: Duration::ZERO,
    }
}

/// What is said of one link to the server, without its address.
fn check(toml: &str, path: &str, expected: Option<&str>) {
    let server = Server::start();
    let url = format!("{}{path}", server.address);
    let answers = ask(
        &links(std::slice::from_ref(&url)),
        &rules(toml),
        &BTreeSet::new(),
        &manners(),
    );
    let said: Vec<_> = answers
        .problems
        .iter()
        .map(|p| p.message.as_str())
        .collect();
    let expected: Vec<_> = expected
        .map(|text| format!("the link {url} {text}"))
        .into_iter()
        .collect();
    assert_eq!(said, expected, "{path}");
    assert_eq!(answers.good.contains(&url), expected.is_empty());
}

#[test]
fn tells_what_leads_nowhere() {
    for (path, expected) in [
        ("/good", None),
        ("/good#here", None),
        ("/good#h%65re", None),
        ("/good#!/route", None),
        ("/good#gone", Some("leads to a page that has no `gone`")),
        ("/raw#page=2", None),
        ("/moved", None),
        ("/lost", Some("is answered with 404 Not Found")),
        ("/nowhere", Some("is answered with 404 Not Found")),
        (
            "/broken",
            Some("is answered with 500 Internal Server Error"),
        ),
        ("/hang", Some("is not answered in time")),
    ] {
        check("", path, expected);
    }
    check("skip_anchor_prefixes = ['http://127.']", "/good#gone", None);
}

#[test]
fn leaves_out_what_the_config_leaves_out() {
    let server = Server::start();
    let dead = links(&[format!("{}/nowhere", server.address)]);
    for toml in [
        "skip_prefixes = ['http://127.']",
        "ignored_files = ['content/*.md']",
    ] {
        let answers = ask(&dead, &rules(toml), &BTreeSet::new(), &manners());
        assert!(answers.problems.is_empty(), "{toml}");
    }
    let known = dead.iter().map(|link| link.url.clone()).collect();
    assert!(
        ask(&dead, &rules(""), &known, &manners())
            .problems
            .is_empty()
    );
    assert_eq!(server.asked.load(Ordering::SeqCst), 0);
}

#[test]
fn asks_once_for_a_page_and_tells_each_place() {
    let server = Server::start();
    let url = format!("{}/nowhere", server.address);
    let twice = links(&[url.clone(), format!("{url}#x"), url]);
    let answers = ask(
        &twice,
        &rules("external_level = 'warn'"),
        &BTreeSet::new(),
        &manners(),
    );
    let lines: Vec<_> = answers
        .problems
        .iter()
        .map(|p| (p.line, p.is_error()))
        .collect();
    assert_eq!(lines, [(1, false), (2, false), (3, false)]);
    assert_eq!(server.asked.load(Ordering::SeqCst), 1);
}

#[test]
fn an_address_without_a_host_is_told_without_asking() {
    for (url, expected) in [
        ("http://", "is no address: empty host"),
        ("https://e.org:x/", "is no address: invalid port number"),
    ] {
        let answers = ask(
            &links(&[url.to_owned()]),
            &rules(""),
            &BTreeSet::new(),
            &manners(),
        );
        assert_eq!(
            answers.problems[0].message,
            format!("the link {url} {expected}")
        );
    }
}
