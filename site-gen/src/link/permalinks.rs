//! A document's name and front matter → its slug, path and URL.

use super::folders::Folders;
use crate::config::Config;
use crate::digest::Digest;
use crate::link::{Page, Section};
use crate::parse::{Date, FileName, PageFrontMatter, SectionFrontMatter};

pub(super) fn page(
    name: FileName,
    mut meta: PageFrontMatter,
    folders: &Folders,
    config: &Config,
) -> Page {
    date_by_name(&name, &mut meta);
    let shown = shown_name(&name);
    let undated = split_date(shown)
        .and_then(|(_, rest)| rest)
        .filter(|_| !config.slugify.paths_keep_dates);
    let raw_slug = meta.slug.as_deref().or(undated).unwrap_or(shown);
    let slug = config.slugify.paths.path(raw_slug);
    let path = match &meta.path {
        Some(path) => format!("/{}", path.trim().trim_start_matches('/')),
        None => {
            let folder = language_folder(&name, folders, config);
            format!("/{folder}{slug}")
        }
    };
    let path = with_end_slash(path);
    Page {
        permalink: config.permalink(&path),
        components: components(&path),
        template: meta.template.clone(),
        insert_anchor: config.markdown.insert_anchor_links,
        slug,
        path,
        head: Digest::default(),
        ancestors: Vec::new(),
        lower: None,
        higher: None,
        translations: Vec::new(),
        assets: Vec::new(),
        broken: false,
        original: None,
        name,
        meta,
    }
}

/// A file may have its date in its name.
pub(super) fn date_by_name(name: &FileName, meta: &mut PageFrontMatter) {
    if let (None, Some((date, _))) = (&meta.date, split_date(shown_name(name))) {
        meta.date = Date::parse(date);
    }
}

pub(super) fn section(
    name: FileName,
    meta: SectionFrontMatter,
    folders: &Folders,
    config: &Config,
) -> Section {
    let path = format!("/{}", language_folder(&name, folders, config));
    Section {
        permalink: config.permalink(&path),
        components: components(&path),
        path,
        head: Digest::default(),
        ancestors: Vec::new(),
        pages: Vec::new(),
        ignored_pages: Vec::new(),
        subsections: Vec::new(),
        translations: Vec::new(),
        assets: Vec::new(),
        written: true,
        broken: false,
        original: None,
        name,
        meta,
    }
}

/// An `index.md` is called as its folder is.
fn shown_name(name: &FileName) -> &str {
    match &name.colocated_path {
        Some(folder) if name.name == "index" => {
            let folder = folder.trim_end_matches('/');
            folder.rsplit_once('/').map_or(folder, |(_, last)| last)
        }
        _ => &name.name,
    }
}

/// Empty, or with a slash at its end.
fn language_folder(name: &FileName, folders: &Folders, config: &Config) -> String {
    let prefix = config.language_prefix(name.language);
    match folders.path(name).as_str() {
        "" => prefix,
        folder => format!("{prefix}{folder}/"),
    }
}

fn with_end_slash(mut path: String) -> String {
    if !path.ends_with('/') {
        path.push('/');
    }
    path
}

fn components(path: &str) -> Vec<String> {
    path.split('/')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Splits `2018-09-11-first` or `2018-09-11T10:00:00Z_first` into its date and what follows it.
fn split_date(name: &str) -> Option<(&str, Option<&str>)> {
    let day = name.get(..10).filter(|day| is_day(day))?;
    let moment = moment_length(&name[10..]).map(|length| &name[..10 + length]);
    let date = moment.unwrap_or(day);
    let rest = &name[date.len()..];
    let rest = rest.strip_prefix(char::is_whitespace).unwrap_or(rest);
    let slug = rest
        .strip_prefix(['_', '-'])
        .filter(|slug| !slug.is_empty());
    Some((date, slug))
}

fn is_day(text: &str) -> bool {
    let shape = text.bytes().enumerate().all(|(index, byte)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|t| t.parse::<u8>().ok());
    shape
        && number(5..7).is_some_and(|month| (1..=12).contains(&month))
        && number(8..10).is_some_and(|day| (1..=31).contains(&day))
}

/// How long `T10:00:00.5+02:00` is; without a zone it is no moment.
fn moment_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let clock = text.get(..9)?;
    let fits = clock.bytes().enumerate().all(|(index, byte)| match index {
        0 => byte == b'T',
        3 | 6 => byte == b':',
        _ => byte.is_ascii_digit(),
    });
    let mut end = 9;
    if bytes.get(end) == Some(&b'.') {
        end += 1;
        end += bytes[end..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
    }
    let zone = match bytes.get(end)? {
        b'Z' => 1,
        b'+' | b'-' => 6,
        _ => return None,
    };
    let moment = text.get(..end + zone)?;
    let valid = toml::value::Datetime::from_str(&format!("2000-01-01{moment}")).is_ok();
    (fits && valid).then_some(end + zone)
}

use std::str::FromStr;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_begin_with_a_date() {
        for (name, expected) in [
            ("2018-09-11-first", Some(("2018-09-11", Some("first")))),
            ("2018-09-11_first", Some(("2018-09-11", Some("first")))),
            ("2018-09-11 - first", Some(("2018-09-11", Some(" first")))),
            ("2018-09-11", Some(("2018-09-11", None))),
            ("2018-09-11first", Some(("2018-09-11", None))),
            (
                "2018-09-11T10:00:00Z-å",
                Some(("2018-09-11T10:00:00Z", Some("å"))),
            ),
            (
                "2018-09-11T10:00:00.5+02:00-a",
                Some(("2018-09-11T10:00:00.5+02:00", Some("a"))),
            ),
            ("2018-09-11T10:00:00-a", Some(("2018-09-11", None))),
            ("2018-13-11-a", None),
            ("åäöåäöåäö", None),
            ("first", None),
        ] {
            assert_eq!(split_date(name), expected, "{name}");
        }
    }
}
