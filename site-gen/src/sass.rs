//! A folder of Sass → the style sheets it compiles to, compressed as Zola does. Partials (`_x.scss`) are only ever imported.
//! Reads inside the site root only; does not know where the style sheets are written.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

use grass::{ErrorKind, Fs, Options, OutputStyle};

use crate::problem::Problem;

/// A compiled style sheet: `path` is relative to the output folder, with `/`.
#[derive(Debug, PartialEq, Eq)]
pub struct StyleSheet {
    pub path: String,
    pub css: String,
}

/// Compiles all that is in `folder`, which lies in the site's `root`, and is not a partial; in the order of the paths.
/// A folder that does not exist compiles to nothing.
pub fn compile_sass(root: &Path, folder: &Path) -> (Vec<StyleSheet>, Vec<Problem>) {
    let (sources, mut problems) = find_sources(root, folder);
    let inside = InsideRoot::new(root);
    let mut sheets: BTreeMap<String, (PathBuf, String)> = BTreeMap::new();
    for source in sources {
        let path = output_path(folder, &source);
        if let Some((first, _)) = sheets.get(&path) {
            problems.push(same_target(root, (first, &source), &path));
            continue;
        }
        match compile(root, &source, &inside) {
            Ok(css) => {
                sheets.insert(path, (source, css));
            }
            Err(problem) => problems.push(problem),
        }
    }
    let sheets = sheets.into_iter();
    let sheets = sheets.map(|(path, (_, css))| StyleSheet { path, css });
    (sheets.collect(), problems)
}

/// What a recursion of thousands takes. One without an end takes any stack, and ends the program: the compiler counts no
/// depth. Then all that can be done is that the last words name the file.
const STACK_BYTES: usize = 256 << 20;

/// Compiles one file on a thread of its own, called like the file.
fn compile(root: &Path, source: &Path, inside: &InsideRoot) -> Result<String, Problem> {
    let compile = || {
        let options = Options::default().style(OutputStyle::Compressed).fs(inside);
        grass::from_path(source, &options).map_err(|error| problem(root, source, *error))
    };
    let name = relative(root, source);
    let thread = thread::Builder::new().name(name.clone());
    thread::scope(|scope| {
        let compiling = thread
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, compile)
            .map_err(|error| Problem::error(&name, 0, error.to_string()))?;
        let gave_up = |_| Problem::error(&name, 0, "the compiler of Sass gave up");
        compiling.join().map_err(gave_up)?
    })
}

/// `a.scss` and `a.sass` would overwrite each other.
fn same_target(root: &Path, (first, second): (&Path, &Path), path: &str) -> Problem {
    let first = relative(root, first);
    let message = format!("compiles to `{path}`, and so does `{first}`");
    Problem::error(relative(root, second), 0, message).with_hint("rename one of them")
}

fn find_sources(root: &Path, folder: &Path) -> (Vec<PathBuf>, Vec<Problem>) {
    let (mut sources, mut problems) = (Vec::new(), Vec::new());
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if !folder.exists() {
            continue;
        }
        match read_folder(&folder) {
            Ok(entries) => {
                let kept = entries.into_iter().filter(|path| !is_partial(path));
                let (inner, files) = kept.partition(|path| path.is_dir() && !path.is_symlink());
                folders.extend::<Vec<_>>(inner);
                sources.extend::<Vec<_>>(files);
            }
            Err(error) => {
                problems.push(Problem::error(
                    relative(root, &folder),
                    0,
                    error.to_string(),
                ));
            }
        }
    }
    sources.retain(|path| is_sass(path));
    sources.sort();
    (sources, problems)
}

fn read_folder(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs_err::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect()
}

fn is_partial(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(b"_"))
}

fn is_sass(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "scss" || extension == "sass")
}

fn output_path(folder: &Path, source: &Path) -> String {
    relative(folder, &source.with_extension("css"))
}

fn relative(folder: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn problem(root: &Path, source: &Path, error: grass::Error) -> Problem {
    let of_source = |message: String| Problem::error(relative(root, source), 0, message);
    match error.kind() {
        ErrorKind::ParseError { message, loc, .. } => {
            let file = relative(root, Path::new(loc.file.name()));
            Problem::error(file, loc.begin.line + 1, message)
        }
        ErrorKind::IoError(error) => of_source(error.to_string()),
        ErrorKind::FromUtf8Error(message) => of_source(message),
        other => of_source(format!("{other:?}")),
    }
}

/// The disk as Sass may see it: what lies outside the site root, or is linked to from inside, is not there.
#[derive(Debug)]
struct InsideRoot {
    root: PathBuf,
}

impl InsideRoot {
    fn new(root: &Path) -> Self {
        Self {
            root: fs_err::canonicalize(root).unwrap_or_else(|_| root.to_owned()),
        }
    }

    fn holds(&self, path: &Path) -> bool {
        fs_err::canonicalize(path).is_ok_and(|real| real.starts_with(&self.root))
    }
}

impl Fs for InsideRoot {
    fn is_dir(&self, path: &Path) -> bool {
        path.is_dir() && self.holds(path)
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file() && self.holds(path)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if self.holds(path) {
            fs_err::read(path)
        } else {
            Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "it lies outside the site",
            ))
        }
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        fs_err::canonicalize(path)
    }
}

#[cfg(test)]
mod tests {
    use super::compile_sass;

    /// Compiles the files given; expects `path: css` a style sheet, then the problems.
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, text).unwrap();
        }
        let (sheets, problems) = compile_sass(root.path(), &root.path().join("sass"));
        let mut found: Vec<String> = sheets
            .iter()
            .map(|sheet| format!("{}: {}", sheet.path, sheet.css))
            .collect();
        found.extend(problems.iter().map(ToString::to_string));
        assert_eq!(found, expected);
    }

    #[test]
    fn no_folder_is_no_fault() {
        check(&[("config.toml", "")], &[]);
    }

    #[test]
    fn compiles_both_syntaxes_and_skips_partials() {
        check(
            &[
                (
                    "sass/main.scss",
                    "@use 'parts/colours' as c; a { color: c.$red; }",
                ),
                ("sass/parts/_colours.scss", "$red: #f00;"),
                ("sass/_skipped/x.scss", "b { color: blue }"),
                ("sass/nested/page.sass", ".x\n  margin: 0\n"),
                ("sass/readme.md", "no"),
            ],
            &["main.css: a{color:red}", "nested/page.css: .x{margin:0}"],
        );
    }

    #[test]
    fn says_where_it_is_wrong() {
        check(
            &[
                ("sass/a.scss", "a {\n  color: $nowhere;\n}\n"),
                ("sass/b.scss", "b{c:d}"),
            ],
            &["b.css: b{c:d}", "sass/a.scss:2: Undefined variable."],
        );
    }

    #[test]
    fn a_deep_recursion_has_room() {
        let count = "@function count($n) { @if $n == 0 { @return 0; } @return 1 + count($n - 1); } a { b: count(3000); }";
        check(&[("sass/a.scss", count)], &["a.css: a{b:3000}"]);
    }

    #[test]
    fn two_sources_of_one_style_sheet() {
        check(
            &[("sass/a.sass", "a\n  b: c\n"), ("sass/a.scss", "a{b:d}")],
            &[
                "a.css: a{b:c}",
                "sass/a.scss: compiles to `a.css`, and so does `sass/a.sass`\n  hint: rename one of them",
            ],
        );
    }

    #[test]
    fn imports_never_leave_the_site() {
        let outside = tempfile::tempdir().unwrap();
        fs_err::write(outside.path().join("secret.scss"), "a{b:c}").unwrap();
        let import = format!("@import '{}/secret';", outside.path().display());
        check(
            &[("sass/a.scss", &import)],
            &["sass/a.scss:1: Can't find stylesheet to import."],
        );
    }
}
