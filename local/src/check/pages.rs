//! The content's pages that must hold the form or its answers, and the places that were built → those that hold none. Whoever
//! opens such a page finds nothing to fill in, and the function draws its faults and answers into another language's page.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use function::draw::Slot;
use function::written::Written;
use site_gen::problem::Problem;

use super::halves::Halves;

/// The page into which answers are drawn, without its language.
const ANSWERS: &str = "content/sign-up/thanks";

/// What a content file says of itself.
struct Page {
    /// From the project's root, with `/`.
    file: String,
    /// The file without its language and ending, the same for all translations.
    name: String,
    language: String,
    kind: Option<String>,
    template: Option<String>,
    is_draft: bool,
    /// Of the template, or else of what stands in its place.
    line: usize,
}

/// An error for each page that was built without what it is for.
///
/// # Errors
/// When a file of the content cannot be read.
pub fn problems(
    root: &Path,
    halves: &Halves<'_>,
    built: &BTreeMap<Slot, PathBuf>,
) -> std::io::Result<Vec<Problem>> {
    let pages = read_all(root, &halves.languages())?;
    let is_original = |page: &&Page| page.language == halves.original();
    let originals = pages.iter().filter(is_original);
    let originals: BTreeMap<&str, &Page> = originals.map(|page| (&*page.name, page)).collect();
    let shown = pages.iter().filter(|page| !page.is_draft);
    let wrong = shown.filter_map(|page| {
        let original = originals.get(&*page.name).copied().unwrap_or(page);
        let slot = wanted(page, original).filter(|slot| !built.contains_key(slot))?;
        Some(told(page, original, &slot))
    });
    Ok(wrong.collect())
}

fn wanted(page: &Page, original: &Page) -> Option<Slot> {
    let language = page.language.clone();
    if page.name == ANSWERS {
        return Some(Slot::Answer { language });
    }
    let kind = page.kind.clone().or_else(|| original.kind.clone())?;
    Some(Slot::Form { kind, language })
}

fn told(page: &Page, original: &Page, slot: &Slot) -> Problem {
    let lacks = match slot {
        Slot::Form { kind, language } => format!("form of the kind {kind:?} in {language:?}"),
        Slot::Answer { language } => format!("place for the form's answers in {language:?}"),
    };
    let template = original.template.as_deref();
    let mend = match (template, &page.template) {
        (Some(wanted), own) if own.as_deref() != Some(wanted) => {
            format!("write template = {wanted:?}, as in {}", original.file)
        }
        _ => "look what its template draws".to_owned(),
    };
    let message = format!("the page holds no {lacks}: {mend}");
    Problem::error(&page.file, page.line, message)
}

fn read_all(root: &Path, languages: &[String]) -> std::io::Result<Vec<Page>> {
    let mut pages = Vec::new();
    let mut folders = vec![root.join("content")];
    while let Some(folder) = folders.pop() {
        for entry in fs_err::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                // One that cannot be read is the generator's to tell, if it reads it.
                let Ok(text) = fs_err::read_to_string(&path) else {
                    continue;
                };
                let file = path.strip_prefix(root).unwrap_or(&path);
                pages.extend(read(file, &text, languages));
            }
        }
    }
    Ok(pages)
}

/// Nothing of a file without front matter in TOML. The first language is the original, which no file's name tells.
fn read(file: &Path, text: &str, languages: &[String]) -> Option<Page> {
    let file = file.to_str()?.replace('\\', "/");
    let stem = file.strip_suffix(".md")?;
    let (name, language) = match stem.rsplit_once('.') {
        Some((name, code)) if languages.iter().any(|own| own == code) => (name, code),
        _ => (stem, languages.first()?.as_str()),
    };
    let (front, _) = text.strip_prefix("+++")?.split_once("\n+++")?;
    let front = Written::parse(&file, front).ok()?; // Begins in the file's first line, so that its lines are the file's.
    let kind = front.text_at("extra.form_kind").map(str::to_owned);
    let mut keys = ["template", "extra.form_kind", "title"].into_iter();
    let line = keys.find(|key| front.text_at(key).is_some());
    Some(Page {
        name: name.to_owned(),
        language: language.to_owned(),
        template: front.text_at("template").map(str::to_owned),
        is_draft: front.flag_at("draft"),
        line: line.and_then(|key| front.line_of(key)).unwrap_or(1),
        kind,
        file: file.clone(),
    })
}
