//! What a piece of rendering reads beyond what it was given, noted by the functions that it calls while it runs: so that
//! it is known later whether it would come out the same. Must not know what is done with the notes.

use std::cell::RefCell;

use super::reach::Seeing;
use crate::image::job::ImageJob;
use crate::link::{ContentId, Moves, PageId, SectionId};

/// Something of the site that was looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Read {
    /// Where a page or section is.
    Permalink(ContentId),
    Page(PageId),
    Section(SectionId),
    /// A taxonomy with all its terms and their pages.
    Taxonomy(usize),
    /// Which terms there are, and where.
    Terms,
    /// Which files there are, and which translate which.
    Structure,
}

/// All that one piece of rendering has looked up.
#[derive(Clone, Debug, Default)]
pub struct Reads {
    /// Each once, sorted.
    pub found: Vec<Read>,
    /// The images that it asked for.
    pub images: Vec<ImageJob>,
    /// What its templates may have seen of others.
    pub seeing: Seeing,
    /// It read what no build can know beforehand: chance, or another server.
    pub unforeseeable: bool,
}

impl Read {
    /// The same after pages and sections have moved; none when it is of one that is gone.
    fn moved(self, moves: &Moves) -> Option<Self> {
        match self {
            Self::Permalink(id) => moves.content(id).map(Self::Permalink),
            Self::Page(id) => moves.page(id).map(Self::Page),
            Self::Section(id) => moves.section(id).map(Self::Section),
            Self::Taxonomy(_) | Self::Terms | Self::Structure => Some(self),
        }
    }
}

impl Reads {
    /// The same after pages and sections have moved, which keep their order; none when one of them is gone.
    pub fn moved(&self, moves: &Moves) -> Option<Self> {
        let found = self.found.iter().map(|read| read.moved(moves));
        Some(Self {
            found: found.collect::<Option<_>>()?,
            ..self.clone()
        })
    }
}

thread_local! {
    /// The notes of what this thread renders now, the innermost last: while one waits for others, its thread may help them.
    static OPEN: RefCell<Vec<Reads>> = const { RefCell::new(Vec::new()) };
}

/// Does `work` on this thread, and gives what it has read.
pub fn noting<T>(work: impl FnOnce() -> T) -> (T, Reads) {
    OPEN.with_borrow_mut(|open| open.push(Reads::default()));
    let done = work();
    let reads = OPEN.with_borrow_mut(Vec::pop);
    (done, reads.unwrap_or_default())
}

/// Notes that something was looked up, if anybody wants to know.
pub fn note(read: Read) {
    with_open(|reads| {
        if let Err(place) = reads.found.binary_search(&read) {
            reads.found.insert(place, read);
        }
    });
}

/// The same for an image.
pub fn note_image(job: &ImageJob) {
    with_open(|reads| reads.images.push(job.clone()));
}

pub fn note_seeing(seeing: Seeing) {
    with_open(|reads| {
        reads.seeing.texts |= seeing.texts;
        reads.seeing.inside |= seeing.inside;
        reads.seeing.near |= seeing.near;
    });
}

pub fn note_unforeseeable() {
    with_open(|reads| reads.unforeseeable = true);
}

fn with_open(change: impl FnOnce(&mut Reads)) {
    OPEN.with_borrow_mut(|open| open.last_mut().map(change));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_own_notes() {
        note(Read::Terms);
        let ((_, inner), outer) = noting(|| {
            note(Read::Structure);
            let inner = noting(|| note(Read::Taxonomy(1)));
            note_unforeseeable();
            inner
        });
        assert_eq!(inner.found, [Read::Taxonomy(1)]);
        assert!(!inner.unforeseeable);
        assert_eq!(outer.found, [Read::Structure]);
        assert!(outer.unforeseeable);
    }
}
