//! The stages between reading and writing, one by one, as the recipe calls them: each takes over from the last build what
//! still holds.

use std::path::Path;
use std::sync::Arc;

use tera::Tera;

use super::gather::{BEFORE, COPIES, IMAGES, PIECES, copied};
use super::inputs::Inputs;
use super::records::Keep;
use super::reused::Reused;
use crate::check::external::Link;
use crate::config::{Config, Mode};
use crate::link::Site;
use crate::link::references::BackLinks;
use crate::problem::Problem;
use crate::render::bodies::Bodies;
use crate::render::digests::{Addresses, Digests};
use crate::render::pieces::{self, Pieces};
use crate::render::search::{Indexes, scripts};
use crate::render::tools::Tools;
use crate::render::workshop::{Keeping, Workshop, Written};
use crate::render::{
    self, Job, Library, Output, Rank, Reach, Receive, Stage, Views, engine, links, report,
};
use crate::{check, load, translations};

/// A build on its way: what its stages go by, and what they have found wrong.
pub(super) struct Making<'a> {
    pub keep: Keep,
    pub last: Option<&'a Reused<'a>>,
    /// Gets what is made; where records are kept, the pieces and copies are to be had from them.
    pub receive: Receive<'a>,
    pub problems: Vec<Problem>,
}

/// The templates, and what they are rendered with.
pub(super) struct Compiled {
    pub library: Library,
    pub tools: Tools,
    pub tera: Tera,
    is_sound: bool,
}

impl Making<'_> {
    pub fn compile(&mut self, inputs: &Inputs, site: &Arc<Site>) -> Compiled {
        let files = engine::files(&inputs.templates);
        let library = Library::new(inputs.config.clone(), site.clone(), files);
        let last = self.last.map(|last| &last.records.tools);
        let tools = Tools::new(&inputs.root, &library, &inputs.sheets, last);
        let (tera, found) = tools.engine(&inputs.templates, &library);
        let is_sound = found.is_empty();
        self.problems.extend(found);
        Compiled {
            library,
            tools,
            tera,
            is_sound,
        }
    }

    pub fn bodies(
        &mut self,
        (inputs, compiled): (&Inputs, &Compiled),
        written: Written<'_>,
        addresses: &Option<Arc<Addresses>>,
    ) -> Bodies {
        let Compiled { library, tools, .. } = compiled;
        let workshop = Workshop {
            tera: &compiled.tera,
            library,
            highlighter: tools.highlighter.as_deref(),
            counting: inputs.counting,
            keeping: match addresses {
                None => Keeping::Nothing,
                Some(addresses) => Keeping::All {
                    addresses,
                    last: self.last.map(Reused::bodies),
                },
            },
        };
        let bodies = workshop.render(written);
        if compiled.is_sound {
            self.problems
                .extend(report::merged(bodies.problems().cloned().collect()));
        }
        tools.ask_for(bodies.images());
        let broken = links::broken_anchors(&bodies, library);
        self.problems.extend(broken);
        bodies
    }

    /// Opens the second barrier: each page, section and term becomes one value, and, if another build will follow, a number.
    pub fn share(
        &self,
        library: &Library,
        bodies: &Bodies,
        addresses: Option<Arc<Addresses>>,
    ) -> (Arc<BackLinks>, Option<Digests>) {
        let Library { site, config, .. } = library;
        let back_links = Reused::back_links(self.last, bodies, library);
        let digests = addresses
            .map(|addresses| Reused::digests(self.last, library, (bodies, &back_links), addresses));
        let last = Reused::views(self.last, digests.as_ref());
        library.publish(Views::new((site, config), bodies, &back_links, last));
        (back_links, digests)
    }

    /// What is made of more than one page, and of none.
    pub fn before_pages(
        &mut self,
        inputs: &Inputs,
        compiled: &Compiled,
        bodies: &Bodies,
    ) -> Indexes {
        let Compiled { library, tools, .. } = compiled;
        let none = Indexes::default();
        let last = match self.keep {
            Keep::Nothing => None,
            Keep::Records => Some(self.last.map_or(&none, |last| &last.records.indexes)),
        };
        let indexes = Indexes::new(library, bodies, last);
        let (code_sheets, found) = tools.code_style_sheets();
        self.problems.extend(found);
        let sheets = inputs.sheets.iter();
        let sheets = sheets.map(|sheet| Output::text(sheet.path.as_str(), sheet.css.clone()));
        let search = indexes.outputs().chain(scripts(&library.config));
        self.send(BEFORE, sheets.chain(search).chain(code_sheets));
        indexes
    }

    /// Runs all jobs, or those that the last build's pieces do not answer for; tells how many it ran.
    pub fn pages(
        &mut self,
        jobs: Arc<[Job]>,
        compiled: &Compiled,
        (digests, reach): (Option<&Digests>, Option<&Reach>),
    ) -> (Pieces, usize) {
        let Some(views) = compiled.library.views().filter(|_| compiled.is_sound) else {
            return (Pieces::default(), 0);
        };
        let stage = Stage {
            tera: &compiled.tera,
            library: &compiled.library,
            views: &views,
            reach,
        };
        self.problems.extend(render::placeholders(&jobs, stage));
        let receive = self.receive;
        let send = |job: usize, output: Output| receive(Rank { stage: PIECES, job }, output);
        let (pieces, rendered, problems) = match digests {
            None => {
                let problems = render::run(&jobs, stage, &send);
                (Pieces::default(), jobs.len(), problems)
            }
            Some(digests) => {
                let last = self.last.map(Reused::pieces);
                pieces::run(jobs, stage, (digests, last))
            }
        };
        self.problems.extend(problems);
        (pieces, rendered)
    }

    /// The images that templates have asked for, and what is only copied.
    pub fn after_pages(&mut self, inputs: &Inputs, tools: &Tools, pieces: &Pieces) {
        tools.ask_for(pieces.images());
        let (images, found) = tools.images(|path| self.last?.records.file(path));
        self.problems.extend(found);
        self.send(IMAGES, images);
        if self.keep == Keep::Nothing {
            self.send(COPIES, inputs.statics.iter().map(copied));
        }
    }

    /// What is found only where a site is checked, or is wrong; gives the links that leave it.
    pub fn look_over(
        &mut self,
        inputs: &Inputs,
        library: &Library,
        bodies: Option<&Bodies>,
    ) -> Vec<Link> {
        let is_check = library.config.mode == Mode::Check;
        let bodies = bodies.filter(|_| is_check);
        let external_links = bodies.map(|bodies| check::external_links(&library.site, bodies));
        if let Some(bodies) = bodies {
            let found = check::findings(library, bodies, &inputs.templates, &inputs.called);
            self.problems.extend(found);
            let (data, _) = load::data(&inputs.root);
            let unfilled = data.iter();
            self.problems
                .extend(unfilled.flat_map(|(file, text)| check::unfilled_in(file, text)));
        }
        if is_check || self.problems.iter().any(Problem::is_error) {
            let gaps = language_gaps(&inputs.root, &library.config);
            self.problems.extend(gaps);
        }
        external_links.unwrap_or_default()
    }

    fn send(&self, stage: u8, outputs: impl IntoIterator<Item = Output>) {
        let outputs = outputs.into_iter().enumerate();
        outputs.for_each(|(job, output)| (self.receive)(Rank { stage, job }, output));
    }
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
