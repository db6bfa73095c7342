//! A site on disk, served by the real server, asked by a real socket, while its files change.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use super::*;

const QUIET: Duration = Duration::from_millis(2);

struct Served {
    folder: tempfile::TempDir,
    address: SocketAddr,
}

/// Serves a site of these files.
fn serve_site(files: &[(&str, &str)]) -> Served {
    let folder = tempfile::tempdir().unwrap();
    let listener = address::listen("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let served = Served { folder, address };
    files
        .iter()
        .for_each(|(path, text)| served.write(path, text));
    let mut build = build::Options::new(served.folder.path());
    build.base_url = Some(format!("http://{address}"));
    let options = Options {
        build,
        store: Store::InMemory,
        interface: address.ip(),
        port: 0,
        base_url: None,
        base_url_port: BaseUrlPort::Added,
        quiet: QUIET,
        extra_watch_paths: Vec::new(),
    };
    let preview = preview(&options, |_| {}).unwrap();
    std::thread::spawn(move || run(listener, preview));
    served
}

impl Served {
    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, text).unwrap();
    }

    /// As editors save: beside the file, then renamed over it.
    fn save_by_rename(&self, path: &str, text: &str) {
        self.write(&format!("{path}~"), text);
        fs_err::rename(self.path(&format!("{path}~")), self.path(path)).unwrap();
    }

    /// The whole answer, its status line first.
    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[track_caller]
    fn wait_for(&self, path: &str, sought: &str) -> String {
        let begun = Instant::now();
        loop {
            let answer = self.get(path);
            if answer.contains(sought) {
                return answer;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "no {sought} in {answer}"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The first event: what a browser is told.
    fn state(&self) -> serde_json::Value {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(stream, "GET /livereload HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut answer = String::new();
        while !answer.contains("}\n") {
            let mut part = [0; 4096];
            let read = stream.read(&mut part).unwrap();
            answer.push_str(&String::from_utf8_lossy(&part[..read]));
        }
        let data = answer.split("data: ").nth(1).unwrap();
        serde_json::from_str(data.lines().next().unwrap()).unwrap()
    }
}

const SITE: [(&str, &str); 5] = [
    ("config.toml", "base_url = \"https://example.org\""),
    (
        "templates/index.html",
        "<body>{{ section.content | safe }}</body>",
    ),
    (
        "templates/page.html",
        "<body>{{ page.content | safe }}</body>",
    ),
    ("content/_index.md", "+++\n+++\nhome"),
    (
        "content/a.md",
        "+++\ntitle = \"A\"\n+++\n[home](@/_index.md)",
    ),
];

#[test]
fn serves_pages_with_the_script() {
    let served = serve_site(&SITE);
    let page = served.get("/a/");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(
        page.contains(&format!("href=\"http://{}/\"", served.address)),
        "{page}"
    );
    let script = page.find("<script src=\"/livereload.js\"").unwrap();
    assert!(script < page.find("</body>").unwrap());
    for (path, status) in [
        ("/a", "307"),
        ("/nowhere", "404"),
        ("/../config.toml", "404"),
        ("/livereload.js", "200"),
        ("/robots.txt", "200"),
    ] {
        let answer = served.get(path);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{path}: {answer}"
        );
    }
}

#[test]
fn shows_what_is_wrong_over_the_last_good_site_until_it_is_mended() {
    let served = serve_site(&SITE);
    served.write(
        "content/a.md",
        "+++\ntitle = \"A\"\n+++\n\n[x](@/nowhere.md)",
    );
    let page = served.wait_for("/a/", "content/a.md:5: broken link");
    assert!(
        page.contains("home"),
        "the last good page is still there: {page}"
    );
    assert_eq!(served.state()["problems"].as_array().unwrap().len(), 1);
    served.write("content/a.md", "+++\ntitle = \"A\"\n+++\nmended");
    let page = served.wait_for("/a/", "mended");
    assert!(!page.contains("broken link"), "{page}");
}

#[test]
fn a_site_that_is_broken_from_the_start_is_served_once_it_is_mended() {
    let served = serve_site(&[("config.toml", "base_url = ")]);
    let page = served.get("/");
    assert!(
        page.starts_with("HTTP/1.1 500") && page.contains("config.toml"),
        "{page}"
    );
    SITE.iter()
        .for_each(|(path, text)| served.write(path, text));
    served.wait_for("/", "home");
}

#[test]
fn follows_renames_and_folders_that_go_and_come_back() {
    let served = serve_site(&SITE);
    served.save_by_rename("content/_index.md", "+++\n+++\nrenamed");
    served.wait_for("/", "renamed");
    served.write("content/new/folder/b.md", "+++\n+++\nb");
    served.wait_for("/new/folder/b/", "<p>b</p>");
    fs_err::rename(served.path("content"), served.path(".elsewhere")).unwrap();
    served.wait_for("/a/", "HTTP/1.1 404");
    fs_err::rename(served.path(".elsewhere"), served.path("content")).unwrap();
    served.wait_for("/a/", "HTTP/1.1 200");
    served.write("content/_index.md", "+++\n+++\nand watched again");
    served.wait_for("/", "and watched again");
}

#[test]
fn tells_browsers_whether_pages_or_only_styles_are_new() {
    let served = serve_site(&SITE);
    served.write("static/a.css", "a {}");
    served.wait_for("/a.css", "a {}");
    let before = served.state();
    served.write("static/a.css", "a { color: red }");
    served.wait_for("/a.css", "red");
    let after_style = wait_for_change(&served, &before);
    assert_eq!(after_style["pages"], before["pages"]);
    assert_ne!(after_style["styles"], before["styles"]);
    served.write("content/a.md", "+++\n+++\nnew");
    served.wait_for("/a/", "new");
    assert_ne!(served.state()["pages"], before["pages"]);
}

/// A copied file is read when it is asked for, so its new text may come before the news of it.
fn wait_for_change(served: &Served, before: &serde_json::Value) -> serde_json::Value {
    let begun = Instant::now();
    while served.state() == *before {
        assert!(begun.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(5));
    }
    served.state()
}

#[test]
fn a_taken_port_is_said_in_plain_words() {
    let taken = address::listen("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = taken.local_addr().unwrap();
    let message = address::listen(address).unwrap_err().to_string();
    assert!(
        message.starts_with(&format!("port {} of 127.0.0.1 is taken", address.port())),
        "{message}"
    );
}

#[test]
fn links_begin_with_the_address_or_what_is_given() {
    for (given, port, expected, path) in [
        (None, BaseUrlPort::Added, "http://127.0.0.1:1111", ""),
        (Some("/"), BaseUrlPort::Added, "/", ""),
        (
            Some("example.org"),
            BaseUrlPort::Added,
            "http://example.org:1111",
            "",
        ),
        (
            Some("https://example.org/a/b/"),
            BaseUrlPort::Added,
            "https://example.org:1111/a/b",
            "a/b",
        ),
        (
            Some("https://example.org/"),
            BaseUrlPort::NotAdded,
            "https://example.org",
            "",
        ),
    ] {
        let options = Options {
            build: build::Options::new(Path::new(".")),
            store: Store::InMemory,
            interface: [127, 0, 0, 1].into(),
            port: 1111,
            base_url: given.map(str::to_owned),
            base_url_port: port,
            quiet: QUIET,
            extra_watch_paths: Vec::new(),
        };
        let url = address::base_url(&options, "127.0.0.1:1111".parse().unwrap());
        assert_eq!((url.as_str(), address::path_of(&url)), (expected, path));
    }
}
