//! The recipe of a build: the only place that names all stages. They go on after problems, so that all are found.

use std::path::PathBuf;
use std::sync::Arc;

use tera::Tera;

use super::Report;
use super::inputs::Inputs;
use super::linkage::Linkage;
use super::making::{Compiled, Making};
use super::records::{self, Counts, Keep, Records};
use super::reused::Reused;
use crate::config::{Config, Mode};
use crate::link::{Drafts, Site};
use crate::phase::Phases;
use crate::problem::Problem;
use crate::render::{Library, Receive};
use crate::site_files::SiteFiles;

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
    library: Library,
    _tera: Tera,
}

impl Leftovers {
    pub(super) fn site(&self) -> &Site {
        &self.library.site
    }
}

/// All stages but reading and writing: outputs are received as they are made, also when something is wrong.
pub(super) fn make(
    mut inputs: Inputs,
    (drafts, keep): (Drafts, Keep),
    (last, receive): (Option<&Records>, Receive<'_>),
    phases: &mut Phases,
) -> Made {
    let (root, config) = (inputs.root.clone(), inputs.config.clone());
    let problems = inputs.problems(drafts);
    phases.begin("link", inputs.documents.len());
    let linkage = Linkage::of(&mut inputs, (drafts, keep), last);
    let mut making = Making {
        keep,
        last: linkage.last.as_ref(),
        receive,
        problems,
    };
    making.problems.extend(linkage.problems.clone());

    phases.begin("compile templates", inputs.templates.len());
    let compiled = making.compile(&inputs, &linkage.site);
    let site = &compiled.library.site;
    phases.begin("render bodies", site.pages.len());
    let bodies = making.bodies((&inputs, &compiled), linkage.written, &linkage.addresses);

    phases.begin("share values", site.pages.len());
    let (back_links, digests) = making.share(&compiled.library, &bodies, linkage.addresses);
    phases.begin("render pages", linkage.jobs.len());
    let indexes = making.before_pages(&inputs, &compiled, &bodies);
    // The views have all of them that pages show.
    let is_asked_for = keep == Keep::Records || config.mode == Mode::Check;
    let bodies = is_asked_for.then_some(bodies);
    let reach = (keep == Keep::Records).then(|| Reused::reach(making.last, &inputs));
    let known = (digests.as_ref(), reach.as_deref());
    let (pieces, rendered) = making.pages(linkage.jobs, &compiled, known);
    phases.begin("make images", 0);
    making.after_pages(&inputs, &compiled.tools, &pieces);

    let external_links = making.look_over(&inputs, &compiled.library, bodies.as_ref());
    let Counts {
        pages,
        orphans,
        sections,
    } = linkage.counts;
    let report = Report {
        pages,
        orphans,
        sections,
        rendered,
        external_links,
        ..Report::default()
    };
    let problems = making.problems;
    let Compiled {
        library,
        tools,
        tera,
        ..
    } = compiled;
    let files = tools.files.clone();
    let records = digests.zip(reach).map(|(digests, reach)| Records {
        inputs,
        site: library.site.clone(),
        link_problems: linkage.problems,
        counts: linkage.counts,
        tools,
        made: records::Made {
            bodies: bodies.unwrap_or_default(),
            back_links,
            digests,
            views: library.views(),
            pieces,
        },
        reach,
        indexes,
        others: Vec::new(),
        files: Arc::default(),
    });
    Made {
        report,
        problems,
        root,
        config,
        records,
        leftovers: Leftovers {
            library,
            _tera: tera,
        },
        files,
    }
}
