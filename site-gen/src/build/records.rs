//! What a build leaves for the next one. Nothing here is needed for a build to be right: without it everything is made
//! anew.

use std::sync::Arc;

use super::inputs::Inputs;
use crate::link::references::BackLinks;
use crate::link::{Moves, Site};
use crate::problem::Problem;
use crate::render::bodies::Bodies;
use crate::render::digests::Digests;
use crate::render::pieces::Pieces;
use crate::render::search::Indexes;
use crate::render::tools::Tools;
use crate::render::{Files, Output, OutputBody, Rank, Reach, Views};

/// Whether another build will follow that may build upon this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    Nothing,
    Records,
}

/// All that came of a build.
pub(super) struct Records {
    pub inputs: Inputs,
    pub site: Arc<Site>,
    pub link_problems: Vec<Problem>,
    pub counts: Counts,
    pub tools: Tools,
    pub made: Made,
    pub reach: Arc<Reach>,
    pub indexes: Indexes,
    /// Outputs that were made beside the pieces.
    pub others: Vec<(Rank, Output)>,
    pub files: Arc<Files>,
}

/// What was made of a site, by the numbers of its pages and sections.
#[derive(Clone)]
pub(super) struct Made {
    pub bodies: Bodies,
    pub back_links: Arc<BackLinks>,
    pub digests: Digests,
    pub views: Option<Arc<Views>>,
    pub pieces: Pieces,
}

/// How much of a site was written.
#[derive(Clone, Copy)]
pub(super) struct Counts {
    pub pages: usize,
    pub orphans: usize,
    pub sections: usize,
}

impl Made {
    /// The same after pages and sections have moved. Who links to whom is left out.
    pub fn moved(&self, moves: &Moves) -> Self {
        Self {
            bodies: self.bodies.moved(moves),
            back_links: Arc::default(),
            digests: self.digests.moved(moves),
            views: self.views.as_ref().map(|views| views.moved(moves).into()),
            pieces: self.pieces.moved(moves),
        }
    }
}

impl Counts {
    pub fn of(site: &Site) -> Self {
        let pages = site.pages.iter().filter(|page| page.original.is_none());
        let sections = site.sections.iter();
        Self {
            pages: pages.clone().count(),
            orphans: pages.filter(|page| page.ancestors.is_empty()).count(),
            sections: sections
                .filter(|section| section.original.is_none())
                .count(),
        }
    }
}

impl Records {
    /// A file of the last build that lies ready under its name.
    pub fn file(&self, path: &str) -> Option<OutputBody> {
        self.files.get(path).cloned()
    }
}
