//! What a job is given and has looked up, as one number, as far as its templates look at it.

use super::{Digests, Seen};
use crate::digest::Digest;
use crate::link::Site;
use crate::render::job::Job;
use crate::render::reads::{Read, Reads};

impl Digests {
    /// All that a job is given and has looked up, as one number; none where it cannot be foreseen.
    pub fn of_job(&self, job: &Job, site: &Site, reads: &Reads) -> Option<Digest> {
        if reads.unforeseeable {
            return None;
        }
        let given = self.given(job, site, reads);
        let found = reads.found.iter();
        Some(found.fold(given, |sum, read| sum.then(self.read(*read, reads))))
    }

    fn read(&self, read: Read, reads: &Reads) -> Digest {
        match read {
            Read::Page(id) if reads.seeing.inside => got(self.page(id), reads),
            Read::Page(id) => got(self.alone(id), reads),
            Read::Section(id) if reads.seeing.inside => got(self.sections[id.index()], reads),
            Read::Section(id) => got(self.alone_sections[id.index()].seen, reads),
            Read::Taxonomy(index) => got(self.taxonomies[index], reads),
            address => self.addresses.looked_up(address).unwrap_or_default(),
        }
    }

    fn given(&self, job: &Job, site: &Site, reads: &Reads) -> Digest {
        match *job {
            Job::Alias { to, .. } => self.own(to).seen.front,
            Job::NotFound(_) | Job::Robots => Digest::default(),
            Job::Sitemap => self.sitemap(site),
            // Its own text, and what is near it, is always shown.
            Job::Page(id) => self.alone(id).whole().then(shown(self.page(id), reads)),
            Job::Section(id) | Job::SectionPager(id, _) | Job::SectionFeed(id) => {
                let own = self.alone_sections[id.index()].seen.whole();
                own.then(shown(self.sections[id.index()], reads))
            }
            Job::Taxonomy(index) => shown(self.taxonomies[index], reads),
            Job::Term(index, term)
            | Job::TermPager(index, term, _)
            | Job::TermFeed(index, term) => shown(self.terms[index][term], reads),
            Job::SiteFeed(language) => {
                let pages = self.holders.spoken(language).iter();
                Digest::all(pages.map(|id| shown(self.page(*id), reads)))
            }
        }
    }

    fn sitemap(&self, site: &Site) -> Digest {
        let all = self.alone_pages.iter().chain(self.alone_sections.iter());
        let listed = all.map(|alone| alone.front.listed);
        let terms = site.taxonomies.iter().flat_map(|taxonomy| &taxonomy.terms);
        let pages = terms.map(|term| Digest::of(term.pages.len().to_le_bytes()));
        self.addresses.all().then(Digest::all(listed.chain(pages)))
    }
}

/// As far as a template looks at it.
fn shown(seen: Seen, reads: &Reads) -> Digest {
    let near = reads.seeing.near.then_some(seen.near);
    let text = reads.seeing.texts.then_some(seen.text);
    let more = [near, text].into_iter().flatten();
    more.fold(seen.front, Digest::then)
}

/// The same of what a function gave: what is near that is always looked at.
fn got(seen: Seen, reads: &Reads) -> Digest {
    shown(seen, reads).then(seen.near)
}
