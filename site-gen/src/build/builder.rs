//! Builds a site again and again: the first time all of it, then what a change asks for. What comes out is always what a
//! build of everything would make.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::gather::Collected;
use super::inputs::Inputs;
use super::options::Options;
use super::recipe;
use super::records::{Keep, Records};
use super::{Failure, InMemory, sound};
use crate::phase::Phases;

/// What is known of what changed since the last build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// Anything may have.
    Unknown,
    /// Nothing but these files and folders; each was written, came or went.
    Files(BTreeSet<PathBuf>),
}

impl Changes {
    /// What is known of two stretches of time, of both.
    #[must_use]
    pub fn and(self, more: Self) -> Self {
        match (self, more) {
            (Self::Files(mut paths), Self::Files(more)) => {
                paths.extend(more);
                Self::Files(paths)
            }
            _ => Self::Unknown,
        }
    }
}

/// A site that is built more than once.
pub struct Builder {
    options: Options,
    last: Option<Records>,
    /// What changed since `last`: a build that failed is none.
    changes: Changes,
}

impl Builder {
    pub fn new(options: Options) -> Self {
        Self {
            options,
            last: None,
            changes: Changes::Unknown,
        }
    }

    /// Builds the site as it is now; `changes` must name all that changed since the last call.
    ///
    /// # Errors
    /// When anything is wrong with the site: the failure holds every problem that was found.
    pub fn build(&mut self, changes: Changes) -> Result<InMemory, Failure> {
        let known = std::mem::replace(&mut self.changes, Changes::Unknown);
        self.changes = known.and(changes);
        let mut phases = Phases::new(self.options.announce);
        phases.begin("read what has changed", 0);
        let again = self
            .last
            .as_ref()
            .and_then(|last| Some((last.inputs.again(&self.changes, &last.tools.files)?, last)));
        let (inputs, last) = match again {
            Some((inputs, last)) => (inputs, Some(last)),
            None => (Inputs::read(&self.options, &mut phases)?, None),
        };
        let how = (self.options.drafts, Keep::Records);
        let collected = Collected::default();
        let receive = |rank, output| collected.receive(rank, output);
        let made = recipe::make(inputs, how, (last, &receive), &mut phases);
        phases.begin("gather outputs", 0);
        let report = sound(made.report, made.problems)?;
        let others = collected.outputs();
        let records = made.records.map(|records| records.gathered(others, last));
        let records = records.transpose()?;
        let files = records.as_ref().map(|records| records.files.clone());
        self.last = records;
        self.changes = Changes::Files(BTreeSet::new());
        Ok(InMemory {
            // Where records are kept there are some.
            files: files.unwrap_or_default(),
            report: report.timed(phases),
            root: made.root,
            config: made.config,
        })
    }
}
