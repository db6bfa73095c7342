//! The Site → the list of jobs that render it → their outputs. Where two jobs write one file, the later one wins: redirects come first.

use rayon::prelude::*;

use super::job::Job;
use super::output::{Output, OutputBody};
use super::stage::Stage;
use super::{feed, page, report, section, sitemap, taxonomy};
use crate::config::Config;
use crate::link::{PageId, SectionId, Site};
use crate::minify;
use crate::problem::Problem;

/// All jobs of a site, in an order that only depends on its content.
pub fn jobs(site: &Site, config: &Config) -> Vec<Job> {
    let mut jobs = aliases(site);
    jobs.extend(not_found(config));
    if config.generate_sitemap {
        jobs.push(Job::Sitemap);
    }
    if config.generate_robots_txt {
        jobs.push(Job::Robots);
    }
    site.section_ids()
        .for_each(|id| section_jobs(site, id, &mut jobs));
    jobs.extend(rendered_pages(site).into_iter().map(Job::Page));
    (0..site.taxonomies.len()).for_each(|index| taxonomy_jobs(site, index, &mut jobs));
    if config.generate_feeds {
        let feeds = config
            .language_ids()
            .filter(|id| config.language(*id).generate_feeds);
        jobs.extend(feeds.map(Job::SiteFeed));
    }
    jobs
}

/// As in Zola, one for all languages; for a site with `[extra] localized_404 = true`, one for each.
fn not_found(config: &Config) -> impl Iterator<Item = Job> + use<'_> {
    let each = config.opts_in("localized_404");
    config
        .language_ids()
        .filter(move |id| each || *id == config.default_language)
        .map(Job::NotFound)
}

fn aliases(site: &Site) -> Vec<Job> {
    let mut jobs = Vec::new();
    for id in site.ids() {
        let aliases = site.aliases(id);
        jobs.extend((0..aliases.len()).map(|index| Job::Alias { to: id, index }));
    }
    jobs
}

fn section_jobs(site: &Site, id: SectionId, jobs: &mut Vec<Job>) {
    let section = site.section(id);
    if section.broken {
        return;
    }
    if section.meta.generate_feeds {
        jobs.push(Job::SectionFeed(id));
    }
    if !section.meta.render {
        return;
    }
    match section.meta.pager_size() {
        None => jobs.push(Job::Section(id)),
        Some(size) => {
            let count = section.pages.len().div_ceil(size).max(1);
            jobs.extend((1..=count).map(|number| Job::SectionPager(id, number)));
        }
    }
}

/// All pages but those that their section could not sort.
pub fn rendered_pages(site: &Site) -> Vec<PageId> {
    let mut listed = vec![false; site.pages.len()];
    for id in site.sections.iter().flat_map(|section| &section.pages) {
        listed[id.index()] = true;
    }
    let is_rendered = |id: &PageId| {
        let page = site.page(*id);
        let placed = listed[id.index()] || page.ancestors.is_empty();
        page.meta.render && placed && !page.broken
    };
    site.page_ids().filter(is_rendered).collect()
}

fn taxonomy_jobs(site: &Site, index: usize, jobs: &mut Vec<Job>) {
    let taxonomy = &site.taxonomies[index];
    if !taxonomy.config.render || taxonomy.terms.is_empty() {
        return;
    }
    jobs.push(Job::Taxonomy(index));
    for (term_index, term) in taxonomy.terms.iter().enumerate() {
        match taxonomy.config.pager_size() {
            None => jobs.push(Job::Term(index, term_index)),
            Some(size) => {
                let count = term.pages.len().div_ceil(size).max(1);
                jobs.extend((1..=count).map(|number| Job::TermPager(index, term_index, number)));
            }
        }
        if taxonomy.config.feed {
            jobs.push(Job::TermFeed(index, term_index));
        }
    }
}

impl Job {
    /// Renders this job's files.
    ///
    /// # Errors
    /// The problems name the template that failed and the content it failed for.
    pub fn run(&self, stage: Stage<'_>) -> Result<Vec<Output>, Vec<Problem>> {
        match *self {
            Self::Alias { to, index } => page::alias(stage, to, index),
            Self::NotFound(language) => page::not_found(stage, language),
            Self::Sitemap => sitemap::sitemap(stage),
            Self::Robots => sitemap::robots(stage),
            Self::Section(id) => section::section(stage, id),
            Self::SectionPager(id, number) => section::pager(stage, id, number),
            Self::SectionFeed(id) => feed::section(stage, id),
            Self::Page(id) => page::page(stage, id),
            Self::Taxonomy(index) => taxonomy::list(stage, index),
            Self::Term(index, term) => taxonomy::term(stage, index, term),
            Self::TermPager(index, term, number) => taxonomy::pager(stage, (index, term), number),
            Self::TermFeed(index, term) => feed::term(stage, index, term),
            Self::SiteFeed(language) => feed::site(stage, language),
        }
    }
}

/// Runs all jobs; what each makes is sent off at once, with the job's number in its rank.
pub fn run(
    jobs: &[Job],
    stage: Stage<'_>,
    receive: &(dyn Fn(usize, Output) + Sync),
) -> Vec<Problem> {
    let run = |(number, job): (usize, &Job)| match stage.make(job) {
        Ok(outputs) => {
            outputs
                .into_iter()
                .for_each(|output| receive(number, output));
            Vec::new()
        }
        Err(found) => stage.problems_of(job, found),
    };
    let found: Vec<_> = jobs.par_iter().enumerate().map(run).collect();
    report::merged(found.into_iter().flatten().collect())
}

impl Stage<'_> {
    /// Runs a job, and makes its pages smaller if the site asks for it.
    pub(super) fn make(&self, job: &Job) -> Result<Vec<Output>, Vec<Problem>> {
        let outputs = job.run(*self)?;
        if !self.library.config.minify_html {
            return Ok(outputs);
        }
        Ok(outputs.into_iter().map(minified).collect())
    }

    /// What lists other pages may only fail because one of them could not be read, which is told already.
    pub(super) fn problems_of(&self, job: &Job, found: Vec<Problem>) -> Vec<Problem> {
        let all_read = !self.library.site.pages.iter().any(|page| page.broken);
        match job {
            Job::Page(_) => found,
            _ if all_read => found,
            _ => Vec::new(),
        }
    }
}

fn minified(output: Output) -> Output {
    match &output.body {
        OutputBody::Bytes(bytes) if output.path.ends_with("html") => {
            let html = String::from_utf8_lossy(bytes);
            Output::text(output.path, minify::minify_html(&html))
        }
        _ => output,
    }
}
