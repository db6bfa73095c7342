//! The receipt: to the person, in their language, with the coordinators' language beneath. It repeats nothing typed.

use super::Composer;
use super::compose::Words;
use super::html::{Block, Section};
use super::texts::{Receipt, fill};
use crate::sign_up::{Reference, SignUp};

impl Composer {
    pub(super) fn receipt(&self, sign_up: &SignUp) -> Option<Words> {
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
            reply_to: None,
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
}
