//! The recipe of a build: the only place that names all stages. They go on after problems, so that all are found.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tera::Tera;

use super::Report;
use super::inputs::Inputs;
use super::records::{Linkage, Records, Reused};
use crate::config::{Config, Mode};
use crate::link::Drafts;
use crate::load::StaticFile;
use crate::phase::Phases;
use crate::problem::Problem;
use crate::render::bodies::{self, Bodies, Keeping, Workshop};
use crate::render::digests::Digests;
use crate::render::pieces::{self, Pieces};
use crate::render::tools::Tools;
use crate::render::{self, Job, Library, Output, OutputBody, Rank, Receive, Stage, Views, engine};
use crate::site_files::SiteFiles;
use crate::{check, load, translations};

/// Everything a build makes, before it is written.
pub(super) struct Made {
    pub report: Report,
    pub problems: Vec<Problem>,
    pub root: PathBuf,
    pub config: Arc<Config>,
    /// For the next build, if one is to come.
    pub records: Option<Records>,
    pub leftovers: Leftovers,
    /// What templates have read.
    pub files: Arc<SiteFiles>,
}

/// What a build holds in the end and nobody asks for: a program that ends anyway need not give it back piece by piece.
pub struct Leftovers {
    _library: Library,
    _tera: Tera,
}

/// Whether another build will follow that may build upon this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    Nothing,
    Records,
}

/// All stages but reading and writing: outputs are received as they are made, also when something is wrong.
pub(super) fn make(
    mut inputs: Inputs,
    (drafts, keep): (Drafts, Keep),
    (last, receive): (Option<&Records>, Receive<'_>),
    phases: &mut Phases,
) -> Made {
    let mut problems = inputs.problems();
    let mut collect = |found: Vec<Problem>| problems.extend(found);
    phases.begin("link", inputs.documents.len());
    let linkage = Linkage::of(&mut inputs, (drafts, keep), last);
    let last = last.and_then(|last| last.reused_with(&linkage));
    collect(linkage.problems.clone());

    phases.begin("compile templates", inputs.templates.len());
    let template_files = engine::files(&inputs.templates);
    let library = Library::new(inputs.config.clone(), linkage.site.clone(), template_files);
    let last_tools = last.map(|last| &last.records.tools);
    let tools = Tools::new(&inputs.root, &library, &inputs.sheets, last_tools);
    let (tera, found) = tools.engine(&inputs.templates, &library);
    let templates_are_sound = found.is_empty();
    collect(found);

    phases.begin("render bodies", linkage.site.pages.len());
    let workshop = Workshop {
        tera: &tera,
        library: &library,
        highlighter: tools.highlighter.as_deref(),
        counting: inputs.counting,
        keeping: match &linkage.addresses {
            None => Keeping::Nothing,
            Some(addresses) => Keeping::All {
                addresses,
                last: last.map(|last| last.bodies()),
            },
        },
    };
    let (page_bodies, section_bodies) = linkage.bodies;
    let bodies = workshop.render(page_bodies, section_bodies);
    if templates_are_sound {
        collect(bodies.problems());
    }
    tools.ask_for(bodies.images());
    collect(bodies::links::broken_anchors(&bodies, &library));

    phases.begin("share values", library.site.pages.len());
    let back_links = Reused::back_links(last, &bodies, &library);
    let digests = linkage
        .addresses
        .map(|addresses| Reused::digests(last, &library.site, (&bodies, &back_links), addresses));
    let views = library.publish(Views::new(
        (&library.site, &library.config),
        &bodies,
        &back_links,
        Reused::views(last, digests.as_ref()),
    ));
    let jobs = render::jobs(&library.site, &library.config);
    phases.begin("render pages", jobs.len());
    let reach = match keep {
        Keep::Nothing => None,
        Keep::Records => Some(Reused::reach(last, &inputs)),
    };
    let stage = Stage {
        tera: &tera,
        library: &library,
        views,
        reach: reach.as_deref(),
    };
    let send =
        |stage: u8| move |(job, output): (usize, Output)| receive(Rank { stage, job }, output);
    let (before_pages, found) = before_pages(&inputs, &library, (&bodies, &tools));
    collect(found);
    before_pages.into_iter().enumerate().for_each(send(1));
    // The views have all of them that pages show.
    let is_asked_for = keep == Keep::Records || library.config.mode == Mode::Check;
    let bodies = is_asked_for.then_some(bodies);
    let (pieces, rendered, found) = match templates_are_sound {
        true => pages(jobs, stage, (digests.as_ref(), last), send(2)),
        false => Default::default(),
    };
    collect(found);
    tools.ask_for(pieces.images());
    phases.begin("make images", 0);
    let (images, found) = tools.images(|path| last?.records.made(path));
    collect(found);
    images.into_iter().enumerate().for_each(send(3));
    let statics = inputs.statics.iter().map(copied);
    statics.enumerate().for_each(send(4));
    let mut external_links = Vec::new();
    if library.config.mode == Mode::Check
        && let Some(bodies) = &bodies
    {
        let findings = check::findings(&library, bodies, &inputs.templates, &inputs.called);
        external_links = check::external_links(&library.site, bodies);
        collect(findings);
    }
    if library.config.mode == Mode::Check || problems.iter().any(Problem::is_error) {
        problems.extend(language_gaps(&inputs.root, &library.config));
    }
    let report = Report {
        rendered,
        external_links,
        ..counts(&library)
    };
    let (root, config) = (inputs.root.clone(), inputs.config.clone());
    let files = tools.files.clone();
    let records = digests.zip(reach).map(|(digests, reach)| Records {
        inputs,
        site: library.site.clone(),
        link_problems: linkage.problems,
        tools,
        bodies: bodies.unwrap_or_default(),
        back_links,
        digests,
        reach,
        views: library.views(),
        pieces,
        files: Arc::default(),
    });
    Made {
        report,
        problems,
        root,
        config,
        records,
        leftovers: Leftovers {
            _library: library,
            _tera: tera,
        },
        files,
    }
}

/// What is made of more than one page, and of none.
fn before_pages(
    inputs: &Inputs,
    library: &Library,
    (bodies, tools): (&Bodies, &Tools),
) -> (Vec<Output>, Vec<Problem>) {
    let sheets = inputs.sheets.iter();
    let sheets = sheets.map(|sheet| Output::text(sheet.path.as_str(), sheet.css.clone()));
    let (code_sheets, problems) = tools.code_style_sheets();
    let all = sheets
        .chain(render::search::indexes(library, bodies))
        .chain(render::search::word_indexes(library, bodies))
        .chain(code_sheets);
    (all.collect(), problems)
}

/// Runs all jobs, or those that the last build's pieces do not answer for; tells how many it ran.
fn pages(
    jobs: Vec<Job>,
    stage: Stage<'_>,
    (digests, last): (Option<&Digests>, Option<Reused<'_>>),
    send: impl Fn((usize, Output)) + Sync,
) -> (Pieces, usize, Vec<Problem>) {
    let Some(digests) = digests else {
        let problems = render::run(&jobs, stage, &|job, output| send((job, output)));
        return (Pieces::default(), jobs.len(), problems);
    };
    let last = last.map(|last| &last.records.pieces);
    let (pieces, rendered, problems) = pieces::run(jobs, stage, (digests, last));
    pieces
        .outputs()
        .map(|(job, output)| (job, output.clone()))
        .for_each(send);
    (pieces, rendered, problems)
}

/// Tables of texts that lack a language: a template that misses one fails without naming it.
fn language_gaps(root: &Path, config: &Config) -> Vec<Problem> {
    if !config.is_multilingual() {
        return Vec::new();
    }
    // A file that is no text holds no table: whoever asks for it hears of that.
    let (data, _) = load::data(root);
    let gaps = data
        .iter()
        .flat_map(|(file, text)| translations::gaps(file, text, config));
    gaps.map(|gap| gap.problem()).collect()
}

fn copied(file: &StaticFile) -> Output {
    Output {
        path: file.path.as_str().into(),
        body: OutputBody::File(file.source.clone()),
    }
}

fn counts(library: &Library) -> Report {
    let site = &library.site;
    let written = site.pages.iter().filter(|page| page.original.is_none());
    let sections = site.sections.iter();
    Report {
        pages: written.clone().count(),
        orphans: written.filter(|page| page.ancestors.is_empty()).count(),
        sections: sections
            .filter(|section| section.original.is_none())
            .count(),
        ..Report::default()
    }
}
