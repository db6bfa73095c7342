//! How close a build is to what its parts cost alone: a site's folder → seconds of CPU for markdown, for templates, for
//! writing, and for the whole build, each on one thread.
//!
//! `tests/bench/floor 10000` makes a site of that many pages and runs this on it.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use pulldown_cmark::{Options, Parser, html};
use site_gen::build::{self, build, build_in_memory};
use site_gen::phase::Phase;
use site_gen::render::{Files, OutputBody};

type Fallible<T> = Result<T, Box<dyn Error>>;

/// When each phase of the build began, in seconds of CPU.
static BEGUN: Mutex<Vec<(&str, f64)>> = Mutex::new(Vec::new());

fn main() -> Fallible<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(folder) = arguments.iter().find(|argument| !argument.starts_with('-')) else {
        return Err("name a site's folder, or run tests/bench/floor".into());
    };
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build_global()?;
    let site = Path::new(folder);
    let outputs = tempfile::tempdir_in(site.parent().unwrap_or(site))?;

    let (markdown, _) = timed(|| read_and_render(&site.join("content")))?;
    let in_memory = build::Options {
        announce: |phase: Phase| note(phase.name),
        ..build::Options::new(site)
    };
    let made = build_in_memory(&in_memory)?;
    note("end");
    let (writing, ()) = timed(|| write(&made.files, &outputs.path().join("floor")))?;
    drop(made);
    let to_folder = build::Options {
        output_dir: Some(outputs.path().join("whole")),
        ..build::Options::new(site)
    };
    let (whole, _) = timed(|| Ok(build(&to_folder)?))?;

    let templates = seconds_of("render pages");
    let floor = markdown + templates + writing;
    println!("read, and pulldown-cmark alone   {markdown:7.3} s");
    println!("Tera alone, its values being made{templates:7.3} s");
    println!("writing the same tree            {writing:7.3} s");
    println!("together, the floor              {floor:7.3} s");
    println!(
        "a whole build, on one thread     {whole:7.3} s: {:.2} times the floor",
        whole / floor
    );
    Ok(())
}

/// Every text below the folder, to HTML, as pulldown-cmark alone does it; gives how long they all are.
fn read_and_render(folder: &Path) -> Fallible<usize> {
    let mut bytes = 0;
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            bytes += read_and_render(&path)?;
        } else if path.extension().is_some_and(|end| end == "md") {
            let text = fs_err::read_to_string(&path)?;
            let body = text.splitn(3, "+++").nth(2).unwrap_or(&text);
            let mut page = String::with_capacity(body.len() * 3 / 2);
            let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
            html::push_html(&mut page, Parser::new_ext(body, options));
            bytes += page.len();
        }
    }
    Ok(bytes)
}

fn write(files: &Files, folder: &Path) -> Fallible<()> {
    let mut made = BTreeSet::new();
    for (path, body) in files.iter() {
        let file = folder.join(&**path);
        let parent = file.parent().unwrap_or(folder);
        if made.insert(parent.to_owned()) {
            fs_err::create_dir_all(parent)?;
        }
        if let OutputBody::Bytes(bytes) = body {
            fs_err::write(&file, bytes)?;
        }
    }
    Ok(())
}

fn note(phase: &'static str) {
    let mut begun = BEGUN.lock().unwrap_or_else(PoisonError::into_inner);
    begun.push((phase, busy_seconds().unwrap_or_default()));
}

fn seconds_of(phase: &str) -> f64 {
    let begun = BEGUN.lock().unwrap_or_else(PoisonError::into_inner);
    let pairs = begun.windows(2);
    let of_phase = pairs.filter(|pair| pair[0].0 == phase);
    of_phase.map(|pair| pair[1].1 - pair[0].1).sum()
}

/// Does the work, and tells how long processors were busy with it.
fn timed<T>(work: impl FnOnce() -> Fallible<T>) -> Fallible<(f64, T)> {
    let before = busy_seconds()?;
    let done = work()?;
    Ok((busy_seconds()? - before, done))
}

/// Of all threads of this process, as Linux tells it.
fn busy_seconds() -> Fallible<f64> {
    let mut nanoseconds = 0.0;
    for task in fs_err::read_dir("/proc/self/task")? {
        let text = fs_err::read_to_string(task?.path().join("schedstat"))?;
        nanoseconds += text.split(' ').next().unwrap_or_default().parse::<f64>()?;
    }
    Ok(nanoseconds / 1e9)
}
