//! A message and its sign-up → one mail: headers, a text part and an HTML part. Must not know how it is sent.
//! No subject holds personal data; no receipt repeats what was typed, so that nobody can use us to mail a stranger.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::raw::Raw;

use super::html::{Section, html_part, text_part};
use super::labels::Labels;
use super::texts::Texts;
use super::week::{Quarantine, Week};
use crate::form::Form;
use crate::sign_up::{Reference, SignUp};
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
    /// Shown in place of the address, where there is one.
    pub name: Option<String>,
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
pub(super) struct Words {
    pub subject: String,
    pub sections: Vec<Section>,
    /// Only a mail that holds the answers anyway may name the person in a header.
    pub reply_to: Option<String>,
}

/// Everything that mails are made from, but the sign-up.
pub struct Composer {
    pub(super) texts: Texts,
    pub(super) labels: Labels,
    sender: Sender,
    pub(super) mode: MailMode,
    pub(super) zone: TimeZone,
}

impl Composer {
    pub fn new(texts: Texts, form: Arc<Form>, sender: Sender, mode: MailMode) -> Self {
        let labels = Labels::new(form, &texts);
        let zone = TimeZone::get(&texts.programme.time_zone).unwrap_or(TimeZone::UTC);
        Self {
            texts,
            labels,
            sender,
            mode,
            zone,
        }
    }

    /// The mail of a message about a sign-up; a notice also names the others of the same contact. `None` when there is
    /// nobody to send it to.
    pub fn about_sign_up(
        &self,
        message: &Message,
        sign_up: &SignUp,
        others: &[Reference],
        now: Timestamp,
    ) -> Option<Mail> {
        let words = match message.id.kind {
            MessageKind::Receipt => self.receipt(sign_up)?,
            MessageKind::Notice => self.notice(sign_up, others, message.came_again),
            MessageKind::Returned => self.returned(sign_up),
            MessageKind::Digest | MessageKind::Quarantine => return None,
        };
        let to = message.to.as_deref().or_else(|| sign_up.answers.email())?;
        Some(self.mail(message, to, &words, now))
    }

    /// The weekly digest.
    pub(super) fn about_week(
        &self,
        message: &Message,
        week: &Week,
        now: Timestamp,
    ) -> Option<Mail> {
        Some(self.mail(message, message.to.as_deref()?, &self.digest(week), now))
    }

    /// What stands in quarantine.
    pub(super) fn about_quarantine(
        &self,
        message: &Message,
        quarantine: &Quarantine,
        now: Timestamp,
    ) -> Option<Mail> {
        Some(self.mail(
            message,
            message.to.as_deref()?,
            &self.quarantine(quarantine),
            now,
        ))
    }

    fn mail(&self, message: &Message, to: &str, words: &Words, now: Timestamp) -> Mail {
        let to = &on_the_wire(to);
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
            .from(Address::new_address(
                self.sender.name.as_deref(),
                self.sender.address.as_str(),
            ))
            .to(Address::new_address(None::<&str>, to))
            .subject(words.subject.as_str())
            .header("Auto-Submitted", Raw::new("auto-generated"))
            // Exchange's own for the same: SES would call its "I am on holiday" a bounce.
            .header("X-Auto-Response-Suppress", Raw::new("OOF, AutoReply"))
            .header("Content-Language", Raw::new(lang))
            // SES gives its own Message-ID; by this one a mail is known again all the same.
            .header("X-Sign-Up-Message", Raw::new(message.id.to_string()))
            .text_body(text_part(&words.sections))
            .html_body(html_part(&words.subject, &words.sections));
        if let Some(person) = &words.reply_to {
            builder = builder.reply_to(Address::new_address(None::<&str>, person.as_str()));
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
}

/// An address as it can stand in a mail to somebody else: one that only some servers take would keep the mail from them.
pub(super) fn to_reply_to(address: &str) -> Option<String> {
    Some(on_the_wire(address)).filter(|address| address.is_ascii())
}

/// An address with its domain as mail servers know it: `asa@räksmörgås.se` is at `xn--rksmrgs-5wao1o.se`. What stands before
/// the sign has no such form, and stays.
fn on_the_wire(address: &str) -> String {
    let written = || address.to_owned();
    address
        .rsplit_once('@')
        .and_then(|(person, domain)| {
            Some(format!("{person}@{}", idna::domain_to_ascii(domain).ok()?))
        })
        .unwrap_or_else(written)
}

#[cfg(test)]
mod tests {
    use super::on_the_wire;

    #[test]
    fn a_domain_goes_as_mail_servers_know_it() {
        let check = |address: &str, expected: &str| assert_eq!(on_the_wire(address), expected);
        check("asa@example.org", "asa@example.org");
        check("Asa.B+c@Example.org", "Asa.B+c@example.org");
        check("asa@räksmörgås.se", "asa@xn--rksmrgs-5wao1o.se");
        check("åsa@räksmörgås.se", "åsa@xn--rksmrgs-5wao1o.se");
        check(
            "samira@موقع.وزارة-الاتصالات.مصر",
            "samira@xn--4gbrim.xn----ymcbaaajlc6dj7bxne2c.xn--wgbh1c",
        );
        check("nobody", "nobody");
    }
}
