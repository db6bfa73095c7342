//! Due messages → mails sent, tried again later, or given up. At least once: a message is marked only after it was sent,
//! and one whose mark was lost is sent again. Every await has its limit, so that no sender hangs on one mail.
//!
//! # Who says nothing
//!
//! A sender that took a message and never said what came of it may have died of it, or may have sent it and found that the
//! table takes no marks. Nobody can tell the two apart, so it is sent again: a copy too many is better than none. After two
//! such senders, each that follows first puts the message off: four times as long each time, six hours at most. Where the table
//! does not take that, it would not take the mark either, and nothing is sent. A message that kills its senders then leaves most
//! sweeps alone. After eight such senders, and some 18 hours, it is given up, and somebody is told: more copies there never are.
//!
//! What was taken and could not be read is handed back, and counts as if nobody had taken it: no mail is given up because our
//! own table did not answer, or refused (a right is missing).

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::clock::Clock;
use super::composing::NotComposed;
use super::delivered::{Delivered, Outcome};
use super::retry::{delay_of_untold, judge};
use super::turn::Turns;
use super::week::{Quarantine, Week};
use super::{LazyComposer, Mail, MailFault, Mailer, Recipients, messages_for};
use crate::metrics;
use crate::sign_up::{Reference, SignUp};
use crate::store::{
    About, Fault, Leased, Limit, Message, MessageId, MessageKind, Next, Saved, Store, StoreError,
};

/// Sends what the outbox owes.
pub struct Notifier {
    store: Store,
    composer: LazyComposer,
    mailer: Mailer,
    recipients: Recipients,
    table: Turns,
    /// After this long a sweep takes up no more; the next sweep does.
    pub(super) sweep_time: Duration,
}

/// Longer than one try can take, and than a whole invocation that stores a sign-up and mails it, so that nobody else takes
/// a message that is just being sent.
const LEASE: SignedDuration = SignedDuration::from_secs(90);
const SEND_TIMEOUT: Duration = Duration::from_secs(8);
/// For a mail that was tried before: a server may look into it for long before it takes it, and a mail that it took after
/// we had gone would come again each time.
const PATIENT_TIMEOUT: Duration = Duration::from_secs(30);
/// Of so many who took a message, none said what came of it.
const UNTOLD_MAX: u32 = 8;
/// Until then the lease is put off long enough.
const UNTOLD_UNNOTICED: u32 = 2;
/// A third of what Lambda gives it: what was taken up by then has the rest.
const SWEEP_TIME: Duration = Duration::from_secs(40);

impl Notifier {
    pub fn new(
        store: Store,
        composer: impl Into<LazyComposer>,
        mailer: Mailer,
        recipients: Recipients,
    ) -> Self {
        Self {
            store,
            composer: composer.into(),
            mailer,
            recipients,
            table: Turns::default(),
            sweep_time: SWEEP_TIME,
        }
    }

    /// Stores a sign-up within the limits, with what it owes, which nobody else may send for now: see [`Self::deliver_leased`].
    /// It takes the place of one that is gone, where its answers still name that.
    ///
    /// # Errors
    /// When it is not known to be stored, or another sign-up has its reference.
    pub async fn save(
        &self,
        sign_up: &SignUp,
        limits: &[Limit],
        gone: Option<&Reference>,
    ) -> Result<(Saved, Vec<Leased>), StoreError> {
        let messages = messages_for(sign_up, &self.recipients);
        self.store
            .save_leased(sign_up, &messages, LEASE, (limits, gone))
            .await
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    pub(super) fn recipients(&self) -> &Recipients {
        &self.recipients
    }

    /// Sends what was leased to us as a sign-up was stored. Never an error to the caller: it is stored, and what stays is
    /// swept later.
    pub async fn deliver_leased(
        &self,
        sign_up: &SignUp,
        leased: Vec<Leased>,
        now: Timestamp,
    ) -> Delivered {
        let clock = &Clock::starting(now);
        let tries = leased.into_iter().map(|leased| async move {
            let tried = self.try_leased(&leased, sign_up, clock).await;
            outcome(&leased.message.id, tried)
        });
        Delivered::sum(tries).await
    }

    /// The same for messages that are leased to nobody.
    pub async fn deliver(&self, reference: &Reference, now: Timestamp) -> Delivered {
        match self.store.waiting(reference).await {
            Ok(ids) => self.deliver_all(ids, &Clock::starting(now)).await,
            Err(error) => {
                tracing::warn!(event = "outbox_unread", %reference, %error);
                Delivered::default()
            }
        }
    }

    pub(super) async fn deliver_all(&self, ids: Vec<MessageId>, clock: &Clock) -> Delivered {
        let tries = ids
            .into_iter()
            .map(|id| async move { outcome(&id, self.try_one(&id, clock).await) });
        Delivered::sum(tries).await
    }

    async fn try_one(&self, id: &MessageId, clock: &Clock) -> Result<Outcome, StoreError> {
        if clock.elapsed() >= self.sweep_time {
            return Ok(Outcome::NotOurs);
        }
        let Some(leased) = self.store.lease(id, clock.now(), LEASE).await? else {
            return Ok(Outcome::NotOurs);
        };
        if leased.untold() >= UNTOLD_MAX {
            let fault = MailFault::Final("NeverJudged".to_owned());
            return self.mark_failed(&leased, fault, clock).await;
        }
        match self.put_off(&leased, clock).await {
            Ok(true) => {}
            Ok(false) => return Ok(Outcome::NotOurs),
            Err(error) => return self.hand_back(&leased, error, clock).await,
        }
        let composed = self.compose(&leased.message, clock.now()).await;
        self.send_leased(&leased, composed, clock).await
    }

    /// Where it is not known what became of it before: lets nobody take it again for long. `false` when it is no longer ours.
    async fn put_off(&self, leased: &Leased, clock: &Clock) -> Result<bool, StoreError> {
        let untold = leased.untold();
        if untold < UNTOLD_UNNOTICED {
            return Ok(true);
        }
        tracing::warn!(event = "message_untold", message = %leased.message.id, untold);
        let until = clock.now() + delay_of_untold(untold);
        self.store.put_off(leased, until).await
    }

    /// It was not tried, for this error of the table.
    async fn hand_back(
        &self,
        leased: &Leased,
        error: StoreError,
        clock: &Clock,
    ) -> Result<Outcome, StoreError> {
        let back = self.store.hand_back(leased, clock.now() + LEASE).await;
        if let Err(error) = back {
            tracing::warn!(event = "not_handed_back", message = %leased.message.id, %error);
        }
        Err(error)
    }

    async fn try_leased(
        &self,
        leased: &Leased,
        sign_up: &SignUp,
        clock: &Clock,
    ) -> Result<Outcome, StoreError> {
        let composed = self.compose_about(&leased.message, sign_up, clock.now());
        let composed = self.table.in_turn(composed).await;
        self.send_leased(leased, composed, clock).await
    }

    async fn send_leased(
        &self,
        leased: &Leased,
        composed: Result<Option<Mail>, NotComposed>,
        clock: &Clock,
    ) -> Result<Outcome, StoreError> {
        let sending = match composed {
            Ok(Some(mail)) => self.send(&mail, leased.attempts).await,
            Ok(None) => Err(MailFault::Final("NobodyToSendTo".to_owned())),
            Err(NotComposed::Store(error)) if !error.is_of_an_item() => {
                return self.hand_back(leased, error, clock).await;
            }
            // A sign-up that is damaged or gone, a key or words that are: a human must see it, so it is given up in the end.
            Err(error) => {
                tracing::error!(event = "not_composed", message = %leased.message.id, %error);
                Err(MailFault::Passing("NotComposed".to_owned()))
            }
        };
        match sending {
            Ok(()) => self.mark_sent(leased, clock).await,
            Err(fault) => self.mark_failed(leased, fault, clock).await,
        }
    }

    async fn compose(
        &self,
        message: &Message,
        now: Timestamp,
    ) -> Result<Option<Mail>, NotComposed> {
        match &message.id.about {
            About::Week(week) => {
                let week = Week::collect(&self.store, week, (now, self.sweep_time / 4)).await?;
                Ok(self.composer.get()?.about_week(message, &week, now))
            }
            About::Day(_) => {
                let quarantine = Quarantine::collect(&self.store).await?;
                Ok(self
                    .composer
                    .get()?
                    .about_quarantine(message, &quarantine, now))
            }
            About::SignUp(reference) => match self.store.find(reference).await? {
                Some(sign_up) => self.compose_about(message, &sign_up, now).await,
                None => Err(NotComposed::Gone),
            },
        }
    }

    async fn compose_about(
        &self,
        message: &Message,
        sign_up: &SignUp,
        now: Timestamp,
    ) -> Result<Option<Mail>, NotComposed> {
        let others = match message.id.kind {
            MessageKind::Notice => self.store.same_contact(sign_up).await,
            _ => Ok(Vec::new()),
        };
        // The notice goes without, if need be: that somebody came is what it is for, and the digest tells of these too.
        let others = others.unwrap_or_else(|error| {
            tracing::warn!(event = "same_contact_unread", message = %message.id, %error);
            Vec::new()
        });
        let composer = self.composer.get()?;
        Ok(composer.about_sign_up(message, sign_up, &others, now))
    }

    async fn send(&self, mail: &Mail, attempts: u32) -> Result<(), MailFault> {
        let patience = match attempts {
            0 | 1 => SEND_TIMEOUT,
            _ => PATIENT_TIMEOUT,
        };
        tokio::time::timeout(patience, self.mailer.send(mail))
            .await
            .unwrap_or_else(|_| Err(MailFault::Passing("NoAnswerInTime".to_owned())))
    }

    async fn mark_sent(&self, leased: &Leased, clock: &Clock) -> Result<Outcome, StoreError> {
        let mark = self.store.sent(leased, clock.now());
        self.table.in_turn(mark).await?;
        tracing::info!(event = "message_sent", message = %leased.message.id, attempts = leased.attempts);
        Ok(Outcome::Sent)
    }

    async fn mark_failed(
        &self,
        leased: &Leased,
        fault: MailFault,
        clock: &Clock,
    ) -> Result<Outcome, StoreError> {
        let (next, code) = judge(fault, leased.failures.saturating_add(1), clock.now());
        if matches!(next, Next::GiveUp) {
            // Before the mark: whoever dies between the two tries once more, and nobody stays untold.
            match self.tell_returned(&leased.message.id, clock.now()).await {
                Err(error) if !error.is_of_an_item() => return Err(error),
                Err(error) => {
                    tracing::error!(event = "not_told", message = %leased.message.id, %error);
                }
                Ok(()) => {}
            }
        }
        let fault = Fault(code.clone());
        let mark = self.store.failed(leased, &fault, next, clock.now());
        if !self.table.in_turn(mark).await? {
            return Ok(Outcome::NotOurs); // Whoever took it over since then judges it.
        }
        let (message, attempts) = (&leased.message.id, leased.attempts);
        match next {
            Next::TryAt(at) => {
                tracing::warn!(event = "message_failed", %message, attempts, code, next_at = %at);
                Ok(Outcome::Later)
            }
            Next::GiveUp => {
                tracing::error!(event = "message_given_up", %message, attempts, code);
                metrics::message_given_up();
                Ok(Outcome::GivenUp)
            }
        }
    }
}

fn outcome(message: &MessageId, tried: Result<Outcome, StoreError>) -> Outcome {
    tried.unwrap_or_else(|error| {
        tracing::warn!(event = "message_unmarked", %message, %error);
        Outcome::Unmarked
    })
}
