//! `load_data`: a file, an address or a literal text → a template value, each read once a build.

use std::str::FromStr;
use std::sync::Arc;

use tera::{Error, Function, Kwargs, State, TeraResult, Value};

use super::fault;
use super::remote::{self, Method, RemoteRequest};
use crate::data::{self, DataFault, Format};
use crate::memo::Memo;
use crate::problem::nearest;
use crate::render::reads;
use crate::site_files::{SiteFile, SiteFiles};

/// `load_data(path= | url= | literal=, format=, required=true, method=, body=, content_type=, headers=)`.
#[derive(Debug)]
pub struct LoadData {
    files: Arc<SiteFiles>,
    agent: ureq::Agent,
    loaded: Memo<(Source, Format), Result<Value, Trouble>>,
}

/// Where the text comes from; the key of what has been loaded already.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Source {
    File(String),
    Remote(RemoteRequest),
    Literal(String),
}

#[derive(Debug, Clone)]
enum Trouble {
    /// There is nothing to load: `required=false` forgives it.
    Absent(String),
    Wrong(String),
}

impl LoadData {
    pub fn new(files: Arc<SiteFiles>) -> Self {
        Self {
            files,
            agent: remote::agent(),
            loaded: Memo::default(),
        }
    }

    fn load_file(&self, path: &str, format: Option<Format>) -> Result<Value, Trouble> {
        let file = self
            .files
            .find(path)
            .map_err(|error| Trouble::Absent(error.to_string()))?;
        let format = format
            .or_else(|| Format::from_name(&file.extension()))
            .unwrap_or(Format::Plain);
        self.loaded
            .get((Source::File(file.name.clone()), format), || {
                read_file(&file, format)
            })
    }

    fn load_remote(&self, request: RemoteRequest, format: Format) -> Result<Value, Trouble> {
        reads::note_unforeseeable();
        self.loaded
            .get((Source::Remote(request.clone()), format), || {
                url::Url::parse(&request.url)
                    .map_err(|error| Trouble::Absent(error.to_string()))?;
                let text = remote::fetch(&self.agent, &request).map_err(Trouble::Absent)?;
                data::parse(format, &text)
                    .map_err(|error| Trouble::Wrong(placed("the answer", &error)))
            })
    }

    fn load_literal(&self, text: &str, format: Format) -> Result<Value, Trouble> {
        self.loaded
            .get((Source::Literal(text.to_owned()), format), || {
                data::parse(format, text)
                    .map_err(|error| Trouble::Wrong(placed("the literal", &error)))
            })
    }
}

impl Function<TeraResult<Value>> for LoadData {
    fn call(&self, arguments: Kwargs, _: &State) -> TeraResult<Value> {
        let required = arguments.get::<bool>("required")?.unwrap_or(true);
        let format = arguments
            .get::<String>("format")?
            .map(|name| named_format(&name))
            .transpose()?;
        let path = arguments.get::<String>("path")?;
        let url = arguments.get::<String>("url")?;
        let literal = arguments.get::<String>("literal")?;
        let (argument, result) = match (path.as_deref(), url.as_deref(), literal.as_deref()) {
            (Some(path), None, None) => (("path", path), self.load_file(path, format)),
            (None, Some(url), None) => {
                let format = format.unwrap_or(Format::Plain);
                (
                    ("url", url),
                    self.load_remote(request(&arguments, url, format)?, format),
                )
            }
            (None, None, Some(text)) => (
                ("literal", text),
                self.load_literal(text, format.unwrap_or(Format::Plain)),
            ),
            _ => {
                return Err(Error::message(
                    "`load_data` needs either `path`, `url` or `literal`, one of them",
                ));
            }
        };
        match result {
            Err(Trouble::Absent(_)) if !required => Ok(Value::none()),
            Err(Trouble::Absent(message) | Trouble::Wrong(message)) => {
                Err(fault("load_data", argument, message))
            }
            Ok(value) => Ok(value),
        }
    }
}

fn read_file(file: &SiteFile, format: Format) -> Result<Value, Trouble> {
    let bytes = file
        .read()
        .map_err(|error| Trouble::Wrong(error.to_string()))?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Trouble::Wrong(format!("{} is not UTF-8", file.name)))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    data::parse(format, text).map_err(|error| Trouble::Wrong(placed(&file.name, &error)))
}

fn placed(what: &str, error: &DataFault) -> String {
    match error.line {
        Some(line) => format!("{what}:{line}: {}", error.message),
        None => format!("{what}: {}", error.message),
    }
}

fn named_format(name: &str) -> TeraResult<Format> {
    Format::from_name(name).ok_or_else(|| {
        let hint = nearest(name, Format::NAMES)
            .map(|name| format!(" (did you mean `{name}`?)"))
            .unwrap_or_default();
        fault(
            "load_data",
            ("format", name),
            format!("must be one of {}{hint}", Format::NAMES.join(", ")),
        )
    })
}

fn request(arguments: &Kwargs, url: &str, format: Format) -> TeraResult<RemoteRequest> {
    Ok(RemoteRequest {
        url: url.to_owned(),
        method: arguments
            .get::<String>("method")?
            .map_or(Ok(Method::Get), |name| Method::from_str(&name))?,
        accept: format.media_type(),
        content_type: arguments.get("content_type")?,
        body: arguments.get("body")?,
        headers: arguments.get("headers")?.unwrap_or_default(),
    })
}

impl FromStr for Method {
    type Err = Error;

    fn from_str(name: &str) -> TeraResult<Self> {
        match name.to_lowercase().as_str() {
            "get" => Ok(Self::Get),
            "post" => Ok(Self::Post),
            _ => Err(fault("load_data", ("method", name), "must be GET or POST")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LoadData;
    use crate::render::functions::testing::{check, files};
    use std::io::{Read, Write};
    use std::net::TcpListener;

    fn check_call(call: &str, expected: Result<&str, &str>) {
        let (_site, files) = files(&[
            ("data/x.toml", "name = \"x\"\n"),
            ("data/broken.json", "{\n  \"a\": }"),
            ("data/bom.json", "\u{feff}[1]"),
            ("data/x.txt", "plain"),
            ("content/d/local.JSON", "[1,2]"),
        ]);
        check("load_data", || LoadData::new(files), call, expected);
    }

    #[test]
    fn takes_the_format_from_argument_or_name() {
        for (call, expected) in [
            (r#"load_data(path="data/x.toml") | get(key="name")"#, "x"),
            (
                r#"load_data(path="data/x.toml", format="plain")"#,
                "name = \"x\"\n",
            ),
            (r#"load_data(path="data/x.txt")"#, "plain"),
            (r#"load_data(path="data/bom.json") | first"#, "1"),
            (r#"load_data(path="@/d/local.JSON") | last"#, "2"),
            (
                r#"load_data(literal='{"a": 5}', format="json") | get(key="a")"#,
                "5",
            ),
            (r#"load_data(literal="a = 1")"#, "a = 1"),
            (
                r#"load_data(path="none.toml", required=false) or "nothing""#,
                "nothing",
            ),
        ] {
            check_call(call, Ok(expected));
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (call, expected) in [
            (
                r#"load_data()"#,
                "`load_data` needs either `path`, `url` or `literal`, one of them",
            ),
            (
                r#"load_data(path="data/y.toml")"#,
                "`load_data(path=\"data/y.toml\")`: no file `data/y.toml`",
            ),
            (
                r#"load_data(path="data/broken.json", required=false)"#,
                "data/broken.json:2: expected value",
            ),
            (
                r#"load_data(path="data/x.toml", format="jsn")"#,
                "`load_data(format=\"jsn\")`: must be one of",
            ),
            (
                r#"load_data(path="data/x.toml", format="jsn")"#,
                "(did you mean `json`?)",
            ),
            (
                r#"load_data(url="no address")"#,
                "`load_data(url=\"no address\")`: relative URL without a base",
            ),
            (
                r#"load_data(url="http://127.0.0.1:1/x")"#,
                "the server cannot be reached",
            ),
            (
                r#"load_data(url="http://x.invalid/", method="put")"#,
                "`load_data(method=\"put\")`: must be GET or POST",
            ),
        ] {
            check_call(call, Err(expected));
        }
    }

    /// Answers one request with `status` and the request's own text as a JSON string.
    fn echo(status: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut buffer = [0; 4096];
            let read = stream.read(&mut buffer).unwrap();
            let body =
                serde_json::to_string(&String::from_utf8_lossy(&buffer[..read]).to_lowercase())
                    .unwrap();
            write!(
                stream,
                "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            )
            .unwrap();
        });
        format!("http://{address}/data")
    }

    #[test]
    fn asks_a_server_as_told() {
        for (arguments, expected) in [
            (r#""#, "get /data http/1.1"),
            (r#""#, "accept: application/json"),
            (r#", headers=["x-key=a=b"]"#, "x-key: a=b"),
            (
                r#", method="post", body="hej", content_type="text/x""#,
                "content-type: text/x",
            ),
        ] {
            let url = echo("200 OK");
            check_call(
                &format!(r#""{expected}" in load_data(url="{url}", format="json"{arguments})"#),
                Ok("true"),
            );
        }
        let url = echo("404 Not Found");
        check_call(
            &format!(r#"load_data(url="{url}")"#),
            Err("the server answers 404"),
        );
        let url = echo("404 Not Found");
        check_call(
            &format!(r#"load_data(url="{url}", required=false) or "nothing""#),
            Ok("nothing"),
        );
    }
}
