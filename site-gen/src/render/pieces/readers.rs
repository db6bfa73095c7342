//! What jobs were given and have looked up → the jobs to ask when one of these is seen otherwise. Those that are asked know
//! for themselves whether it matters to them: it may name too many, never too few.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::link::ContentId;
use crate::render::job::Job;
use crate::render::reads::{Read, Reads};

/// So many entries later all of them are gathered anew.
const SINCE_MAX: usize = 4096;

#[derive(Clone, Debug)]
pub(super) struct Readers {
    /// Numbers of jobs.
    of: Arc<HashMap<Subject, Vec<usize>>>,
    /// What jobs have looked up for the first time since.
    since: Vec<(Subject, usize)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Subject {
    One(Read),
    /// Whatever it is that changes.
    Any,
}

impl Readers {
    /// Of jobs with their numbers and what they have looked up.
    pub fn new<'a>(jobs: impl Iterator<Item = (usize, &'a Job, &'a Reads)>) -> Self {
        let mut of: HashMap<Subject, Vec<usize>> = HashMap::new();
        for (number, job, reads) in jobs {
            let subjects = given(job).into_iter().chain(looked_up(reads));
            subjects.for_each(|subject| of.entry(subject).or_default().push(number));
        }
        Self {
            of: Arc::new(of),
            since: Vec::new(),
        }
    }

    /// The same after a job was done again.
    pub fn add(&mut self, number: usize, (then, now): (&Reads, &Reads)) {
        let known: BTreeSet<Read> = then.found.iter().copied().collect();
        let is_new = |subject: &Subject| match subject {
            Subject::One(read) => !known.contains(read),
            Subject::Any => !then.unforeseeable,
        };
        let new = looked_up(now).filter(is_new);
        self.since.extend(new.map(|subject| (subject, number)));
    }

    pub fn is_full(&self) -> bool {
        self.since.len() > SINCE_MAX
    }

    /// The numbers of the jobs to ask.
    pub fn of(&self, changed: &[Read]) -> BTreeSet<usize> {
        let changed = changed.iter().map(|read| Subject::One(*read));
        let changed: HashSet<Subject> = changed.chain([Subject::Any]).collect();
        let known = changed.iter().filter_map(|subject| self.of.get(subject));
        let since = self.since.iter();
        let since = since.filter(|(subject, _)| changed.contains(subject));
        let since = since.map(|(_, number)| *number);
        known.flatten().copied().chain(since).collect()
    }
}

/// What a job is rendered from whatever its templates look up.
fn given(job: &Job) -> Option<Subject> {
    let read = match *job {
        Job::NotFound(_) | Job::Robots => return None,
        Job::Sitemap | Job::SiteFeed(_) => return Some(Subject::Any),
        Job::Alias {
            to: ContentId::Page(id),
            ..
        }
        | Job::Page(id) => Read::Page(id),
        Job::Alias {
            to: ContentId::Section(id),
            ..
        }
        | Job::Section(id)
        | Job::SectionPager(id, _)
        | Job::SectionFeed(id) => Read::Section(id),
        Job::Taxonomy(index)
        | Job::Term(index, _)
        | Job::TermPager(index, ..)
        | Job::TermFeed(index, _) => Read::Taxonomy(index),
    };
    Some(Subject::One(read))
}

fn looked_up(reads: &Reads) -> impl Iterator<Item = Subject> {
    let any = reads.unforeseeable.then_some(Subject::Any);
    reads.found.iter().copied().map(Subject::One).chain(any)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::{PageId, SectionId};

    const fn reads(found: Vec<Read>, unforeseeable: bool) -> Reads {
        Reads {
            found,
            images: Vec::new(),
            seeing: crate::render::Seeing {
                texts: false,
                inside: false,
                near: false,
            },
            unforeseeable,
        }
    }

    #[test]
    fn names_who_was_given_it_or_has_looked_it_up() {
        let page = |place| Read::Page(PageId::at(place));
        let jobs = [
            (Job::Page(PageId::at(1)), reads(vec![page(2)], false)),
            (Job::Robots, reads(vec![page(1)], false)),
            (Job::Sitemap, reads(Vec::new(), false)),
            (Job::TermPager(3, 1, 2), reads(Vec::new(), false)),
            (Job::Robots, reads(Vec::new(), true)),
        ];
        let numbered = jobs.iter().enumerate();
        let mut readers = Readers::new(numbered.map(|(number, (job, reads))| (number, job, reads)));
        let check = |readers: &Readers, changed: &[Read], expected: &[usize]| {
            let found: Vec<usize> = readers.of(changed).into_iter().collect();
            assert_eq!(found, expected, "{changed:?}");
        };
        check(&readers, &[], &[2, 4]);
        check(&readers, &[page(1)], &[0, 1, 2, 4]);
        check(&readers, &[page(2), page(3)], &[0, 2, 4]);
        check(&readers, &[Read::Taxonomy(3)], &[2, 3, 4]);
        let section = Read::Section(SectionId::at(0));
        let now = reads(vec![page(1), section], true);
        readers.add(1, (&jobs[1].1, &now));
        assert_eq!(readers.since.len(), 2);
        check(&readers, &[section], &[1, 2, 4]);
        check(&readers, &[], &[1, 2, 4]);
    }
}
