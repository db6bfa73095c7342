//! A message and its sign-up → one mail: headers, a text part and an HTML part. Must not know how it is sent.
//! No subject holds personal data; no receipt repeats what was typed, so that nobody can use us to mail a stranger.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::raw::Raw;

use super::digest::{Entry, Week};
use super::html::{Block, Section, cleaned, html_part, text_part};
use super::labels::Labels;
use super::texts::{Receipt, Texts, fill};
use crate::sign_up::{Answer, Reference, SignUp};
use crate::store::{Message, MessageId, MessageKind};

/// A mail as it goes on the wire, and whom it goes from and to.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    pub id: MessageId,
    pub from: String,
    pub to: String,
    pub bytes: Vec<u8>,
}

/// Who the mails come from: always the programme's own domain, or receivers that check (DMARC) throw them away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    pub name: String,
    pub address: String,
}

/// How much a mail to coordinators tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MailMode {
    /// Reference, role, kind, language and time; the answers are read where they are stored.
    #[default]
    Notice,
    /// All answers: for an authority whose own mail domain enforces TLS.
    Full,
}

/// Subject and body, before they become a mail.
struct Words {
    subject: String,
    sections: Vec<Section>,
}

/// Everything that mails are made from, but the sign-up.
pub struct Composer {
    texts: Texts,
    labels: Labels,
    sender: Sender,
    mode: MailMode,
    zone: TimeZone,
}

impl Composer {
    pub fn new(texts: Texts, labels: Labels, sender: Sender, mode: MailMode) -> Self {
        let zone = TimeZone::get(&texts.programme.time_zone).unwrap_or(TimeZone::UTC);
        Self {
            texts,
            labels,
            sender,
            mode,
            zone,
        }
    }

    /// The mail of a message about a sign-up. `None` when there is nobody to send it to.
    pub fn about_sign_up(
        &self,
        message: &Message,
        sign_up: &SignUp,
        now: Timestamp,
    ) -> Option<Mail> {
        let words = match message.id.kind {
            MessageKind::Receipt => self.receipt(sign_up)?,
            MessageKind::Notice => self.notice(sign_up),
            MessageKind::Returned => self.returned(sign_up),
            MessageKind::Digest => return None,
        };
        let to = message.to.as_deref().or_else(|| sign_up.answers.email())?;
        let reply_to = self.reply_to(message, sign_up);
        Some(self.mail(message, to, reply_to, &words, now))
    }

    /// The weekly digest.
    pub(super) fn about_week(
        &self,
        message: &Message,
        week: &Week,
        now: Timestamp,
    ) -> Option<Mail> {
        Some(self.mail(
            message,
            message.to.as_deref()?,
            None,
            &self.digest(week),
            now,
        ))
    }

    /// Only a mail that holds the answers anyway may name the person in a header.
    fn reply_to<'s>(&self, message: &Message, sign_up: &'s SignUp) -> Option<&'s str> {
        let holds_answers = message.id.kind == MessageKind::Notice && self.mode == MailMode::Full;
        sign_up.answers.email().filter(|_| holds_answers)
    }

    fn mail(
        &self,
        message: &Message,
        to: &str,
        reply_to: Option<&str>,
        words: &Words,
        now: Timestamp,
    ) -> Mail {
        let domain = self
            .sender
            .address
            .rsplit_once('@')
            .map_or("localhost", |(_, domain)| domain);
        let lang = words
            .sections
            .first()
            .map_or("sv", |section| section.lang.as_str());
        let mut builder = MessageBuilder::new()
            .message_id(format!("{}@{domain}", message.id))
            .date(now.as_second())
            .from((self.sender.name.as_str(), self.sender.address.as_str()))
            .to(Address::new_address(None::<&str>, to))
            .subject(words.subject.as_str())
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .header("Content-Language", Raw::new(lang))
            // SES gives its own Message-ID; by this one a mail is known again all the same.
            .header("X-Sign-Up-Message", Raw::new(message.id.to_string()))
            .text_body(text_part(&words.sections))
            .html_body(html_part(&words.subject, &words.sections));
        if let Some(person) = reply_to {
            builder = builder.reply_to(Address::new_address(None::<&str>, person));
        }
        let mut bytes = Vec::new();
        builder.serialize(&mut bytes);
        Mail {
            id: message.id.clone(),
            from: self.sender.address.clone(),
            to: to.to_owned(),
            bytes,
        }
    }

    fn receipt(&self, sign_up: &SignUp) -> Option<Words> {
        let own = self.texts.receipt_in(sign_up.language.as_str())?;
        let beneath = self
            .texts
            .receipt_in(&self.texts.programme.language)
            .filter(|beneath| beneath.lang != own.lang);
        let sections = [Some(own), beneath]
            .into_iter()
            .flatten()
            .map(|words| self.receipt_section(words, sign_up));
        let subject = fill(
            &own.subject,
            &self.receipt_values("ltr", &sign_up.reference),
        );
        Some(Words {
            subject,
            sections: sections.collect(),
        })
    }

    fn receipt_section(&self, words: &Receipt, sign_up: &SignUp) -> Section {
        let values = self.receipt_values(&words.direction, &sign_up.reference);
        let fill = |text: &String| fill(text, &values);
        let mut blocks = vec![Block::Heading(fill(&words.heading))];
        blocks.extend(
            words
                .paragraphs
                .iter()
                .map(|text| Block::Paragraph(fill(text))),
        );
        blocks.push(Block::Paragraph(fill(&words.steps_heading)));
        blocks.push(Block::List(words.steps.iter().map(fill).collect()));
        blocks.extend(
            words
                .closing
                .iter()
                .map(|text| Block::Paragraph(fill(text))),
        );
        if !words.proofread {
            blocks.push(Block::Paragraph(fill(&words.unproofed)));
        }
        Section {
            lang: words.lang.clone(),
            direction: words.direction.clone(),
            blocks,
        }
    }

    /// In right-to-left text, Latin names and numbers are set apart, or their signs change places.
    fn receipt_values(
        &self,
        direction: &str,
        reference: &Reference,
    ) -> [(&'static str, String); 4] {
        let programme = &self.texts.programme;
        let values = [
            ("reference", reference.as_str()),
            ("programme", &programme.name),
            ("phone", &programme.phone),
            ("email", &programme.email),
        ];
        values.map(|(name, value)| match direction {
            "rtl" => (name, format!("\u{2066}{value}\u{2069}")),
            _ => (name, value.to_owned()),
        })
    }

    fn notice(&self, sign_up: &SignUp) -> Words {
        let words = &self.texts.coordinators.notice;
        let values = self.sign_up_values(sign_up);
        let mut blocks = vec![
            Block::Heading(fill(&words.heading, &values)),
            Block::Rows(self.summary(sign_up)),
        ];
        let closing = match self.mode {
            MailMode::Notice => &words.read_them,
            MailMode::Full => {
                blocks.push(Block::Rows(self.answers(sign_up)));
                &words.handle_with_care
            }
        };
        blocks.extend(
            closing
                .iter()
                .map(|text| Block::Paragraph(fill(text, &values))),
        );
        self.to_coordinators(fill(&words.subject, &values), blocks)
    }

    fn returned(&self, sign_up: &SignUp) -> Words {
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

    fn digest(&self, week: &Week) -> Words {
        let words = &self.texts.coordinators.digest;
        let values = [
            ("week", week.name.clone()),
            ("days", week.waiting_days.to_string()),
        ];
        let mut blocks = vec![Block::Heading(fill(&words.heading, &values))];
        blocks.push(Block::Rows(vec![(words.new.clone(), week.new.to_string())]));
        let lists = [
            (&words.waiting, &week.waiting),
            (&words.failed, &week.failed),
            (&words.quarantined, &week.quarantined),
        ];
        for (heading, entries) in lists {
            blocks.push(Block::Paragraph(fill(heading, &values)));
            blocks.push(self.digest_list(entries));
        }
        blocks.extend(
            words
                .closing
                .iter()
                .map(|text| Block::Paragraph(fill(text, &values))),
        );
        self.to_coordinators(fill(&words.subject, &values), blocks)
    }

    /// References with the time since when, at most so many that the mail can be read.
    fn digest_list(&self, entries: &[Entry]) -> Block {
        const SHOWN_MAX: usize = 100;
        let words = &self.texts.coordinators.digest;
        if entries.is_empty() {
            return Block::Paragraph(words.none.clone());
        }
        let shown = entries
            .iter()
            .take(SHOWN_MAX)
            .map(|entry| match entry.since {
                Some(since) => format!("{} ({})", entry.name, self.local_time(since)),
                None => entry.name.clone(),
            });
        let more = entries.len().saturating_sub(SHOWN_MAX);
        let more = (more > 0).then(|| fill(&words.more, &[("count", more.to_string())]));
        Block::List(shown.chain(more).collect())
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
        vec![
            (labels.reference.clone(), sign_up.reference.to_string()),
            (labels.role.clone(), self.choice(sign_up, "role")),
            (labels.kind.clone(), self.choice(sign_up, "kind")),
            (labels.language.clone(), language.to_owned()),
            (labels.time.clone(), self.local_time(sign_up.created_at)),
        ]
    }

    fn answers(&self, sign_up: &SignUp) -> Vec<(String, String)> {
        let row = |answer: &Answer| {
            (
                self.labels.field(&answer.field).to_owned(),
                self.labels.value(
                    &answer.field,
                    &answer.value,
                    &self.texts.coordinators.labels.yes,
                ),
            )
        };
        sign_up.answers.iter().map(row).collect()
    }

    fn choice(&self, sign_up: &SignUp, field: &str) -> String {
        match sign_up.answers.code(field) {
            Some(code) => cleaned(self.labels.choice(field, code)),
            None => self.texts.coordinators.labels.unknown.clone(),
        }
    }

    fn local_time(&self, time: Timestamp) -> String {
        time.to_zoned(self.zone.clone())
            .strftime("%Y-%m-%d %H:%M")
            .to_string()
    }
}
