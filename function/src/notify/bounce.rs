//! What SES tells about a mail that came back (through SNS) → the message marked, and the coordinators told.

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Notifier;
use super::mailer::MESSAGE_TAG;
use crate::metrics;
use crate::store::{About, Fault, MessageId, MessageKind, StoreError};

/// One mail that did not arrive, or was not wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    pub message: MessageId,
    pub kind: BounceKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BounceKind {
    /// There is no such mailbox, or it takes nothing from us.
    Permanent,
    /// It was full or silent for so long that SES gave up.
    Transient,
    /// Something came back that does not say that it refuses: SES calls an automatic answer ("I am on holiday") a bounce too.
    Unclear,
    /// The person called it spam.
    Complaint,
    /// SES itself held it back.
    Reject,
}

impl BounceKind {
    fn code(self) -> &'static str {
        match self {
            Self::Permanent => "BouncePermanent",
            Self::Transient => "BounceTransient",
            Self::Unclear => "BounceOrAutoReply",
            Self::Complaint => "Complaint",
            Self::Reject => "Reject",
        }
    }
}

/// The parts of SES's event that we read: no address is among them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SesEvent {
    #[serde(alias = "notificationType")]
    event_type: String,
    bounce: Option<SesBounce>,
    mail: SesMail,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SesBounce {
    bounce_type: String,
    #[serde(default)]
    bounce_sub_type: String,
    #[serde(default)]
    bounced_recipients: Vec<SesRefusal>,
}

/// There when a mail server reported what it refuses; an automatic answer has none of them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SesRefusal {
    action: Option<IgnoredAny>,
    status: Option<IgnoredAny>,
    diagnostic_code: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct SesMail {
    #[serde(default)]
    tags: std::collections::BTreeMap<String, Vec<String>>,
}

impl SesBounce {
    fn kind(&self) -> BounceKind {
        let told = self.bounced_recipients.iter().any(|refusal| {
            refusal.action.is_some()
                || refusal.status.is_some()
                || refusal.diagnostic_code.is_some()
        });
        match (self.bounce_type.as_str(), self.bounce_sub_type.as_str()) {
            ("Permanent", _) => BounceKind::Permanent,
            ("Transient", "General") if !told => BounceKind::Unclear,
            ("Transient", _) => BounceKind::Transient,
            _ => BounceKind::Unclear,
        }
    }
}

impl Bounce {
    /// Reads SES's event. `None` for events that are no bounce, or about a mail that is not ours.
    pub fn parse(event: &str) -> Option<Self> {
        let event: SesEvent = serde_json::from_str(event).ok()?;
        let kind = match (event.event_type.as_str(), &event.bounce) {
            ("Bounce", Some(bounce)) => bounce.kind(),
            ("Bounce", None) => BounceKind::Unclear,
            ("Complaint", _) => BounceKind::Complaint,
            ("Reject", _) => BounceKind::Reject,
            _ => return None,
        };
        let message = MessageId::parse(event.mail.tags.get(MESSAGE_TAG)?.first()?)?;
        Some(Self { message, kind })
    }
}

impl Notifier {
    /// Marks the message and tells the coordinators. The same bounce twice is told once. Where it is the coordinators' own
    /// mail that came back, or a trial's, only the operator can be told: it is counted, and an alarm looks at the count.
    ///
    /// # Errors
    /// When the table does not take it; SNS brings the event again then.
    pub async fn take_bounce(&self, bounce: &Bounce, now: Timestamp) -> Result<(), StoreError> {
        let code = bounce.kind.code();
        tracing::warn!(event = "message_returned", message = %bounce.message, code);
        let is_trial =
            matches!(&bounce.message.about, About::SignUp(reference) if reference.is_trial());
        if is_trial || bounce.message.kind != MessageKind::Receipt {
            metrics::message_given_up();
        }
        if is_trial {
            return Ok(()); // Nothing of it is kept that could be marked.
        }
        if self
            .store()
            .returned(&bounce.message, &Fault(code.to_owned()), now)
            .await?
        {
            self.tell_returned(&bounce.message, now).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_by_kind_and_tag() {
        let check = |event: &str, more: &str, tags: &str, expected: Option<BounceKind>| {
            let json = format!(
                r#"{{"eventType":"{event}"{more},"mail":{{"messageId":"x","tags":{tags}}}}}"#
            );
            assert_eq!(
                Bounce::parse(&json).map(|bounce| bounce.kind),
                expected,
                "{json}"
            );
        };
        let ours = r#"{"message":["KD-7F2K94_receipt_1"],"ses:caller-identity":["x"]}"#;
        let bounce = |kind: &str| {
            format!(
                r#","bounce":{{"bounceType":"{kind}","bounceSubType":"General","bouncedRecipients":[]}}"#
            )
        };
        let reported = |kind: &str, report: &str| {
            let (address, general) = (r#""emailAddress":"a@b.se""#, r#""bounceSubType":"General""#);
            format!(
                r#","bounce":{{"bounceType":"{kind}",{general},"bouncedRecipients":[{{{address}{report}}}]}}"#
            )
        };
        check(
            "Bounce",
            &bounce("Permanent"),
            ours,
            Some(BounceKind::Permanent),
        );
        for report in [
            r#","action":"failed""#,
            r#","status":"4.4.7""#,
            r#","diagnosticCode":"smtp; 450""#,
        ] {
            check(
                "Bounce",
                &reported("Transient", report),
                ours,
                Some(BounceKind::Transient),
            );
        }
        let full = r#","bounce":{"bounceType":"Transient","bounceSubType":"MailboxFull"}"#;
        check("Bounce", full, ours, Some(BounceKind::Transient));
        for unclear in [
            bounce("Transient"),
            bounce("Undetermined"),
            reported("Transient", ""),
            String::new(),
        ] {
            check("Bounce", &unclear, ours, Some(BounceKind::Unclear));
        }
        check("Complaint", "", ours, Some(BounceKind::Complaint));
        check("Reject", "", ours, Some(BounceKind::Reject));
        check("Delivery", "", ours, None);
        check("Bounce", &bounce("Permanent"), "{}", None);
        check(
            "Bounce",
            &bounce("Permanent"),
            r#"{"message":["other"]}"#,
            None,
        );
        assert_eq!(Bounce::parse("not json"), None);
    }
}
