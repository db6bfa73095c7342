//! Links that leave the site → those that lead nowhere, asked for over HTTP: hosts at the same time, the pages of one
//! host one after the other with a pause between. Must not know where the links come from.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rayon::prelude::*;
use ureq::Agent;
use url::Url;

use crate::config::LinkChecker;
use crate::http;
use crate::markdown;
use crate::problem::Problem;

/// A link as it stands in a file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// From the site's root, e.g. `content/about.md`.
    pub file: String,
    pub line: usize,
    pub url: String,
}

/// How servers are asked.
#[derive(Debug, Clone)]
pub struct Manners {
    /// For one request, all redirects and the answer's body included.
    pub timeout: Duration,
    /// Between two requests to the same host.
    pub pause: Duration,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(20),
            pause: Duration::from_millis(500),
        }
    }
}

/// What came of asking.
#[derive(Debug, Default)]
pub struct Answers {
    pub problems: Vec<Problem>,
    /// The addresses that lead somewhere, those in `known` included.
    pub good: BTreeSet<String>,
}

/// Asks for each address once, but for those that are `known` to be good.
pub fn ask(
    links: &[Link],
    rules: &LinkChecker,
    known: &BTreeSet<String>,
    manners: &Manners,
) -> Answers {
    let mut by_host: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut faults: BTreeMap<&str, String> = BTreeMap::new();
    let links: Vec<&Link> = links
        .iter()
        .filter(|link| is_checked(link, rules))
        .collect();
    for link in links.iter().filter(|link| !known.contains(&link.url)) {
        match host(&link.url) {
            Ok(host) => drop(by_host.entry(host).or_default().insert(&link.url)),
            Err(fault) => drop(faults.insert(&link.url, fault)),
        }
    }
    let agent = agent(manners);
    let ask_host = |urls: &BTreeSet<&'_ str>| ask_host(&agent, urls, rules, manners);
    let hosts: Vec<_> = by_host.values().collect();
    let found: Vec<_> = in_parallel(|| hosts.par_iter().map(|urls| ask_host(urls)).collect());
    for (urls, found) in hosts.iter().zip(found) {
        faults.extend(
            urls.iter()
                .copied()
                .zip(found)
                .filter_map(|(url, fault)| Some((url, fault?))),
        );
    }
    let (broken, good): (Vec<_>, Vec<_>) = links
        .into_iter()
        .partition(|link| faults.contains_key(link.url.as_str()));
    Answers {
        problems: broken
            .iter()
            .filter_map(|link| Some(problem(link, faults.get(link.url.as_str())?, rules)))
            .collect(),
        good: good.into_iter().map(|link| link.url.clone()).collect(),
    }
}

fn is_checked(link: &Link, rules: &LinkChecker) -> bool {
    !starts_with_any(&link.url, &rules.skip_prefixes) && !rules.ignored_files.is_match(&link.file)
}

pub(super) fn starts_with_any(url: &str, prefixes: &[String]) -> bool {
    prefixes.iter().any(|prefix| url.starts_with(prefix))
}

fn host(url: &str) -> Result<String, String> {
    let parsed = Url::parse(url).map_err(|error| format!("is no address: {error}"))?;
    match parsed.host_str() {
        Some(host) => Ok(host.to_owned()),
        None => Err("names no host".to_owned()),
    }
}

fn problem(link: &Link, fault: &str, rules: &LinkChecker) -> Problem {
    let message = format!("the link {} {fault}", link.url);
    let problem = Problem {
        severity: rules.external_level.severity(),
        ..Problem::error(&link.file, link.line, message)
    };
    problem.with_hint(
        "mend the link, or leave its address out with `skip_prefixes` under [link_checker]",
    )
}

fn agent(manners: &Manners) -> Agent {
    http::within(manners.timeout)
        .http_status_as_error(false)
        .build()
        .into()
}

/// Requests wait much more than they work: there are more of them at the same time than the machine has cores.
fn in_parallel<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    const HOSTS_AT_ONCE: usize = 16;
    match rayon::ThreadPoolBuilder::new()
        .num_threads(HOSTS_AT_ONCE)
        .build()
    {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// The fault of each address of one host, in order. A page is fetched once for all its anchors.
fn ask_host(
    agent: &Agent,
    urls: &BTreeSet<&str>,
    rules: &LinkChecker,
    manners: &Manners,
) -> Vec<Option<String>> {
    let mut last: Option<(&str, Result<String, String>)> = None;
    let mut faults = Vec::with_capacity(urls.len());
    for url in urls {
        let (page, anchor) = url.split_once('#').unwrap_or((url, ""));
        let wants_body = !starts_with_any(url, &rules.skip_anchor_prefixes);
        if last.as_ref().is_none_or(|(known, _)| *known != page) {
            if last.is_some() {
                std::thread::sleep(manners.pause);
            }
            last = Some((page, fetch(agent, page)));
        }
        faults.push(match &last {
            Some((_, Err(fault))) => Some(fault.clone()),
            Some((_, Ok(html))) if wants_body => missing_anchor(html, anchor),
            _ => None,
        });
    }
    faults
}

/// The page's text, as far as it is HTML.
fn fetch(agent: &Agent, page: &str) -> Result<String, String> {
    const BODY_BYTES_MAX: u64 = 16 << 20;
    let request = agent.get(page).header("accept", "text/html, */*");
    let mut response = request.call().map_err(|error| said(&error))?;
    let status = response.status();
    if !status.is_success() && status.as_u16() != 304 {
        return Err(format!("is answered with {status}"));
    }
    let media_type = response.headers().get("content-type");
    let is_html = media_type.is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    if !is_html {
        return Ok(String::new());
    }
    let body = response
        .body_mut()
        .with_config()
        .limit(BODY_BYTES_MAX)
        .lossy_utf8(true);
    body.read_to_string()
        .map_err(|error| format!("cannot be read to its end: {error}"))
}

/// `#!…` and `#/…` are read by scripts, `#:~:…` by browsers; and of what is no HTML nothing is known.
fn missing_anchor(html: &str, anchor: &str) -> Option<String> {
    let is_place = !anchor.is_empty() && !anchor.starts_with(['!', '/', ':']);
    if !is_place || html.is_empty() {
        return None;
    }
    let decoded = percent_encoding::percent_decode_str(anchor).decode_utf8_lossy();
    let is_there = markdown::has_anchor(html, anchor) || markdown::has_anchor(html, &decoded);
    (!is_there).then(|| format!("leads to a page that has no `{anchor}`"))
}

fn said(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => "is not answered in time".to_owned(),
        other => format!("cannot be followed: {other}"),
    }
}

#[cfg(test)]
mod tests;
