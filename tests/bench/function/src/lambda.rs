//! A program and its environment → one Lambda instance, fed and watched over the Runtime API on loopback.
//! Blocking threads and no library, so that what is measured is the program and not this.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A running instance; it is killed when this goes away.
pub struct Instance {
    process: Child,
    /// Says each time that the instance asks for an event, having done with the last.
    asking: Receiver<Instant>,
    events: Sender<String>,
    answers: Receiver<Answer>,
    spawned_at: Instant,
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
}

/// What the instance made of an event.
pub struct Answer {
    /// HTTP's status, as API Gateway would pass it on.
    pub status: u64,
    /// Where it leads, when it leads on.
    pub location: String,
    came_at: Instant,
}

const PATIENCE: Duration = Duration::from_secs(60);

impl Instance {
    /// Starts the program in `folder`, which knows nothing of the environment but `variables` and what Lambda sets.
    pub fn start(
        program: &Path,
        folder: &Path,
        variables: &[(&str, &str)],
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let (events, waiting) = channel();
        let (tell, answers) = channel();
        let (asks, asking) = channel();
        let stopped = Arc::new(AtomicBool::new(false));
        serve(
            listener,
            Arc::clone(&stopped),
            Arc::new(Mutex::new(waiting)),
            (asks, tell),
        );
        let mut command = Command::new(program);
        command
            .current_dir(folder)
            .env_clear()
            .envs(variables.iter().copied());
        command.env("AWS_LAMBDA_RUNTIME_API", address.to_string());
        command.envs([
            ("AWS_LAMBDA_FUNCTION_NAME", "http"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "log"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "log"),
            ("_HANDLER", "http"),
        ]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit());
        let spawned_at = Instant::now();
        let process = command.spawn()?;
        Ok(Self {
            process,
            asking,
            events,
            answers,
            spawned_at,
            address,
            stopped,
        })
    }

    /// Hands over an event and waits for the answer, and how long it took.
    ///
    /// # Errors
    /// When the instance ends or keeps silent.
    pub fn call(&self, event: &str) -> std::io::Result<(Answer, Duration)> {
        let asked_at = Instant::now();
        let answer = self.answer_to(event)?;
        let took = answer.came_at - asked_at;
        Ok((answer, took))
    }

    /// The same for the first event: from before the process was made.
    ///
    /// # Errors
    /// When the instance ends or keeps silent.
    pub fn first_call(&self, event: &str) -> std::io::Result<(Answer, Duration)> {
        let answer = self.answer_to(event)?;
        self.idle()?; // It asked for this one.
        let took = answer.came_at - self.spawned_at;
        Ok((answer, took))
    }

    /// Waits until it asks for an event, having done with the last, and tells how long that is after its start. Before each
    /// [`call`](Self::call): to one who is busy, Lambda hands nothing. [`first_call`](Self::first_call) waits itself.
    ///
    /// # Errors
    /// When the instance ends or does not ask.
    pub fn idle(&self) -> std::io::Result<Duration> {
        let silent = |_| std::io::Error::other("the instance asks for no event");
        let asked_at = self.asking.recv_timeout(PATIENCE).map_err(silent)?;
        Ok(asked_at - self.spawned_at)
    }

    fn answer_to(&self, event: &str) -> std::io::Result<Answer> {
        let silent = |_| std::io::Error::other("the instance does not answer");
        self.events
            .send(event.to_owned())
            .map_err(std::io::Error::other)?;
        self.answers.recv_timeout(PATIENCE).map_err(silent)
    }

    /// Resident memory now, and the most there was, in KiB.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn memory_kib(&self) -> std::io::Result<(u64, u64)> {
        let status = fs_err::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let field = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name));
            line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
                .unwrap_or(0)
        };
        Ok((field("VmRSS:"), field("VmHWM:")))
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        self.stopped.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for connections, so that it sees this.
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(
    listener: TcpListener,
    stopped: Arc<AtomicBool>,
    events: Arc<Mutex<Receiver<String>>>,
    tells: (Sender<Instant>, Sender<Answer>),
) {
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            if stopped.load(Ordering::Relaxed) {
                break;
            }
            let (events, tells) = (Arc::clone(&events), tells.clone());
            // A connection ends with its instance: nothing is lost by not hearing how.
            std::thread::spawn(move || talk(&connection, &events, &tells));
        }
    });
}

/// `GET …/next` waits for an event; `POST …/response` brings the answer.
fn talk(
    connection: &TcpStream,
    events: &Mutex<Receiver<String>>,
    (asks, answers): &(Sender<Instant>, Sender<Answer>),
) -> std::io::Result<()> {
    connection.set_nodelay(true)?;
    let mut reader = BufReader::new(connection);
    let mut writer = connection;
    while let Some(request) = read(&mut reader)? {
        if request.first_line.starts_with("GET ") {
            // Nobody listens any more when the run is over.
            let _ = asks.send(Instant::now());
            let event = events.lock().map(|events| events.recv());
            let Ok(Ok(event)) = event else { break };
            write!(
                writer,
                "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd\r\n\
                 Lambda-Runtime-Deadline-Ms: 4102444800000\r\n\
                 Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-north-1:123456789012:function:f\r\n\
                 Content-Length: {}\r\n\r\n{event}",
                event.len()
            )?;
        } else {
            let answer = answer(&request);
            writer.write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")?;
            let _ = answers.send(answer);
        }
    }
    Ok(())
}

fn answer(request: &Request) -> Answer {
    let came_at = Instant::now();
    let said: serde_json::Value = serde_json::from_slice(&request.body).unwrap_or_default();
    Answer {
        status: said["statusCode"].as_u64().unwrap_or(0),
        location: said["headers"]["location"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        came_at,
    }
}

struct Request {
    first_line: String,
    body: Vec<u8>,
}

fn read(reader: &mut impl BufRead) -> std::io::Result<Option<Request>> {
    let Some(first_line) = line(reader)? else {
        return Ok(None);
    };
    let (mut length, mut chunked) = (0, false);
    while let Some(header) = line(reader)?.filter(|line| !line.is_empty()) {
        let header = header.to_ascii_lowercase();
        if let Some(bytes) = header.strip_prefix("content-length:") {
            length = bytes.trim().parse().map_err(std::io::Error::other)?;
        }
        chunked |= header.starts_with("transfer-encoding:") && header.ends_with("chunked");
    }
    let body = if chunked {
        chunks(reader)?
    } else {
        exactly(reader, length)?
    };
    Ok(Some(Request { first_line, body }))
}

fn chunks(reader: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = line(reader)?.unwrap_or_default();
        let size = usize::from_str_radix(&size, 16).map_err(std::io::Error::other)?;
        body.extend(exactly(reader, size)?);
        line(reader)?;
        if size == 0 {
            return Ok(body);
        }
    }
}

fn exactly(reader: &mut impl Read, length: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Without its end; `None` when the other side has hung up.
fn line(reader: &mut impl BufRead) -> std::io::Result<Option<String>> {
    let mut line = String::new();
    let read = reader.read_line(&mut line)?;
    Ok((read > 0).then(|| line.trim_end().to_owned()))
}
