//! The mails to coordinators: a sign-up came, a receipt did not arrive, the week. In their language, whatever was used.

use jiff::Timestamp;

use super::compose::{Words, to_reply_to};
use super::html::{Block, Section, cleaned};
use super::texts::fill;
use super::week::{Entry, LISTED_MAX, Quarantine, Week};
use super::{Composer, MailMode};
use crate::sign_up::{Answer, Reference, SignUp};

impl Composer {
    pub(super) fn notice(
        &self,
        sign_up: &SignUp,
        others: &[Reference],
        came_again: Option<Timestamp>,
    ) -> Words {
        let words = &self.texts.coordinators.notice;
        let values = self.sign_up_values(sign_up);
        let mut summary = self.summary(sign_up);
        if !others.is_empty() {
            let label = self.texts.coordinators.labels.same_contact.clone();
            summary.push((label, self.references(others)));
        }
        let mut blocks = self.notice_heading(&values, came_again);
        blocks.push(Block::Rows(summary));
        let (closing, reply_to) = match self.mode {
            MailMode::Notice => (words.read_them.clone(), None),
            MailMode::Full => {
                blocks.push(Block::Rows(self.answers(sign_up)));
                let reply_to = sign_up.answers.email().and_then(to_reply_to);
                let reply = match reply_to {
                    Some(_) => &words.reply_reaches,
                    None => &words.reply_does_not,
                };
                let closing = words.handle_with_care.iter().chain([reply]);
                (closing.cloned().collect(), reply_to)
            }
        };
        let closing = closing.iter();
        blocks.extend(closing.map(|text| Block::Paragraph(fill(text, &values))));
        Words {
            reply_to,
            ..self.to_coordinators(fill(&words.subject, &values), blocks)
        }
    }

    /// Of a sign-up that was closed: that it is no new one, and since when it waits again.
    fn notice_heading(
        &self,
        values: &[(&str, String)],
        came_again: Option<Timestamp>,
    ) -> Vec<Block> {
        let words = &self.texts.coordinators.notice;
        let Some(at) = came_again else {
            return vec![Block::Heading(fill(&words.heading, values))];
        };
        let values = [values, &[("time", self.local_time(at))]].concat();
        vec![
            Block::Heading(fill(&words.again_heading, &values)),
            Block::Paragraph(fill(&words.again, &values)),
        ]
    }

    pub(super) fn returned(&self, sign_up: &SignUp) -> Words {
        let words = &self.texts.coordinators.returned;
        let values = self.sign_up_values(sign_up);
        let mut blocks = vec![
            Block::Heading(fill(&words.heading, &values)),
            Block::Rows(self.summary(sign_up)),
        ];
        blocks.extend(
            words
                .paragraphs
                .iter()
                .map(|text| Block::Paragraph(fill(text, &values))),
        );
        self.to_coordinators(fill(&words.subject, &values), blocks)
    }

    pub(super) fn digest(&self, week: &Week) -> Words {
        let words = &self.texts.coordinators.digest;
        let values = [
            ("week", week.name.clone()),
            ("days", week.waiting_days.to_string()),
        ];
        let mut blocks = vec![Block::Heading(fill(&words.heading, &values))];
        blocks.push(Block::Rows(vec![(
            words.new.clone(),
            week.signed_up.to_string(),
        )]));
        let same_contact = week.same_contact.iter().map(|(own, others)| Entry {
            name: format!("{own}: {}", self.references(others)),
            since: None,
        });
        let same_contact = same_contact.collect();
        let mut lists = vec![
            (&words.same_contact, &same_contact),
            (&words.waiting, &week.waiting),
            (&words.failed, &week.failed),
        ];
        // Nobody need read week after week that nothing is broken.
        if !week.unreadable.is_empty() {
            lists.insert(1, (&words.unreadable, &week.unreadable));
        }
        for (heading, entries) in lists {
            blocks.push(Block::Paragraph(fill(heading, &values)));
            blocks.push(self.digest_list(entries, entries.len()));
        }
        blocks.push(Block::Paragraph(fill(&words.quarantined, &values)));
        blocks.push(self.quarantine_list(&week.quarantined));
        blocks.extend(
            words
                .closing
                .iter()
                .map(|text| Block::Paragraph(fill(text, &values))),
        );
        self.to_coordinators(fill(&words.subject, &values), blocks)
    }

    pub(super) fn quarantine(&self, quarantine: &Quarantine) -> Words {
        let words = &self.texts.coordinators.quarantine;
        let values = [("count", quarantine.count.to_string())];
        let paragraphs = |texts: &[String]| {
            texts
                .iter()
                .map(|text| Block::Paragraph(fill(text, &values)))
                .collect::<Vec<_>>()
        };
        let mut blocks = vec![Block::Heading(fill(&words.heading, &values))];
        blocks.extend(paragraphs(&words.paragraphs));
        blocks.push(self.quarantine_list(quarantine));
        blocks.extend(paragraphs(&words.closing));
        self.to_coordinators(fill(&words.subject, &values), blocks)
    }

    fn quarantine_list(&self, quarantine: &Quarantine) -> Block {
        // The index lags: what is listed may not be counted yet.
        self.digest_list(
            &quarantine.newest,
            quarantine.count.max(quarantine.newest.len()),
        )
    }

    /// References with the time since when, at most so many that the mail can be read, and how many there are.
    fn digest_list(&self, entries: &[Entry], all: usize) -> Block {
        let shown_max = usize::from(LISTED_MAX);
        let words = &self.texts.coordinators.digest;
        if entries.is_empty() {
            return Block::Paragraph(words.none.clone());
        }
        let shown = entries
            .iter()
            .take(shown_max)
            .map(|entry| match entry.since {
                Some(since) => format!("{} ({})", entry.name, self.local_time(since)),
                None => entry.name.clone(),
            });
        Block::List(shown.chain(self.more(all, shown_max)).collect())
    }

    /// References in a row; whoever helps many people with their sign-ups has many.
    fn references(&self, references: &[Reference]) -> String {
        const SHOWN_MAX: usize = 20;
        let shown = references.iter().take(SHOWN_MAX).map(Reference::to_string);
        let shown: Vec<String> = shown
            .chain(self.more(references.len(), SHOWN_MAX))
            .collect();
        shown.join(", ")
    }

    /// How many more there are than are shown.
    fn more(&self, all: usize, shown: usize) -> Option<String> {
        let more = all.saturating_sub(shown);
        let words = &self.texts.coordinators.digest.more;
        (more > 0).then(|| fill(words, &[("count", more.to_string())]))
    }

    fn to_coordinators(&self, subject: String, blocks: Vec<Block>) -> Words {
        let coordinators = &self.texts.coordinators;
        let section = Section {
            lang: coordinators.lang.clone(),
            direction: coordinators.direction.clone(),
            blocks,
        };
        Words {
            subject,
            sections: vec![section],
            reply_to: None,
        }
    }

    fn sign_up_values(&self, sign_up: &SignUp) -> [(&'static str, String); 4] {
        [
            ("reference", sign_up.reference.to_string()),
            ("role", self.choice(sign_up, "role")),
            ("kind", self.choice(sign_up, "kind")),
            ("programme", self.texts.programme.name.clone()),
        ]
    }

    /// What every coordinator may read in any mail: no name, no answer.
    fn summary(&self, sign_up: &SignUp) -> Vec<(String, String)> {
        let labels = &self.texts.coordinators.labels;
        let code = sign_up.language.as_str();
        let language = self
            .texts
            .coordinators
            .languages
            .get(code)
            .map_or(code, String::as_str);
        let is_asked = |field| self.labels.form().definition().field(field).is_some();
        let role = is_asked("role").then(|| (labels.role.clone(), self.choice(sign_up, "role")));
        let mut rows = vec![(labels.reference.clone(), sign_up.reference.to_string())];
        rows.extend(role);
        rows.extend([
            (labels.kind.clone(), self.choice(sign_up, "kind")),
            (labels.language.clone(), language.to_owned()),
            (labels.time.clone(), self.local_time(sign_up.created_at)),
        ]);
        rows
    }

    fn answers(&self, sign_up: &SignUp) -> Vec<(String, String)> {
        let row = |answer: &Answer| {
            (
                self.labels.field(&answer.field).to_owned(),
                self.labels.value(&answer.field, &answer.value),
            )
        };
        sign_up.answers.iter().map(row).collect()
    }

    fn choice(&self, sign_up: &SignUp, field: &str) -> String {
        let coordinators = &self.texts.coordinators;
        let Some(code) = sign_up.answers.code(field) else {
            return coordinators.labels.unknown.clone();
        };
        let short = coordinators
            .short
            .get(field)
            .and_then(|words| words.get(code));
        short
            .cloned()
            .unwrap_or_else(|| cleaned(self.labels.choice(field, code)))
    }

    fn local_time(&self, time: Timestamp) -> String {
        time.to_zoned(self.zone.clone())
            .strftime("%Y-%m-%d %H:%M")
            .to_string()
    }
}
