//! Commands that change what is stored: erase, retry, move on, let out of quarantine.

use std::collections::BTreeSet;
use std::io::Write;

use jiff::Timestamp;

use super::hold::{IfHeld, refuse_held};
use super::{Desk, DeskError, MESSAGES_MAX, sheet};
use crate::notify::take_up;
use crate::sign_up::Reference;
use crate::store::{Act, Among, MessageId, Status, StoreError, Trace};

impl Desk {
    /// Erases a sign-up, then reads the whole table to show that nothing of it is left, and who else has the same contact or
    /// mentions it. Where nothing is stored, the table is read all the same: an erasure that was cut off has its proof.
    pub async fn erase(
        &self,
        reference: &Reference,
        (act, if_held): (Act, IfHeld),
        out: &mut impl Write,
        progress: &mut dyn FnMut(usize),
    ) -> Result<(), DeskError> {
        let found = match self.store.find(reference).await {
            Err(StoreError::Damaged { what, .. }) => {
                writeln!(
                    out,
                    "{reference}: erased unread, so no other is looked for: {what}"
                )?;
                None
            }
            found => found?,
        };
        let marks = found.map(|sign_up| self.store.marks(&sign_up));
        let marks = marks.unwrap_or_else(|| vec![reference.to_string()]);
        let erased = match if_held {
            IfHeld::Erase => self.store.erase(reference).await?,
            IfHeld::Refuse => self.store.erase_unless_held(reference).await?,
        };
        if erased.is_none() && self.store.is_held(reference).await? {
            return Err(DeskError::HeldNotErased(reference.clone()));
        }
        if erased.is_some() {
            tracing::info!(event = "erased", %reference, by = %act.by);
        }
        let marks: Vec<&str> = marks.iter().map(String::as_str).collect();
        let scan = self.store.traces(&marks, progress).await?;
        let (own, others): (Vec<_>, Vec<_>) = scan
            .traces
            .iter()
            .partition(|trace| trace.sign_up().as_ref() == Some(reference));
        if let Some(trace) = own.first() {
            let place = format!("{} / {}", trace.pk, trace.sk);
            return Err(DeskError::StillThere(reference.clone(), place));
        }
        let Some(erased) = erased else {
            return Err(DeskError::NoTrace(reference.clone(), scan.items));
        };
        writeln!(
            out,
            "{reference}: {} items erased {} by {}; {} items read, nothing of it is left",
            erased.items,
            sheet::minutes(act.at),
            act.by,
            scan.items
        )?;
        let named = |trace: &&Trace| match trace.sign_up() {
            Some(other) => other.to_string(),
            None => format!("{} / {}", trace.pk, trace.sk),
        };
        let others: BTreeSet<String> = others.iter().map(named).collect();
        for other in others {
            writeln!(
                out,
                "the same address or number stands in {other}, which is kept"
            )?;
        }
        if scan.unopened > 0 {
            writeln!(out, "{} others could not be opened to look", scan.unopened)?;
        }
        Ok(())
    }

    /// Seals all answers as the settings say now: after keys were changed, or sealing was turned on or off.
    pub async fn reseal(
        &self,
        act: Act,
        out: &mut impl Write,
        progress: &mut dyn FnMut(usize),
    ) -> Result<(), DeskError> {
        let (mut done, mut unreadable, all) = (0, Vec::new(), self.listed(None).await?);
        for (seen, (_, listed)) in all.iter().enumerate() {
            match self.store.reseal(&listed.reference, &act).await {
                Err(StoreError::Damaged { .. }) => unreadable.push(listed.reference.to_string()),
                changed => done += usize::from(changed?),
            }
            progress(seen);
        }
        writeln!(out, "{done} of {} sign-ups changed", all.len())?;
        if unreadable.is_empty() {
            return Ok(());
        }
        Err(DeskError::Unreadable(unreadable.join(", ")))
    }

    /// Gives messages that were given up all their tries again: one sign-up's, or all that did not come back. The schedule
    /// sends them.
    pub async fn retry(
        &self,
        of: Option<&Reference>,
        act: &Act,
        out: &mut impl Write,
    ) -> Result<(), DeskError> {
        let (ids, among) = match of {
            Some(reference) => (self.ids_of(reference).await?, Among::FailedAndReturned),
            None => {
                let all = self.store.dead(Timestamp::MAX, MESSAGES_MAX).await?;
                (all, Among::Failed)
            }
        };
        let mut taken_up = 0;
        for id in &ids {
            if self.store.retry(id, among, act).await? {
                writeln!(out, "{id}")?;
                taken_up += 1;
            }
        }
        writeln!(out, "{taken_up} mails taken up again")?;
        Ok(())
    }

    async fn ids_of(&self, reference: &Reference) -> Result<Vec<MessageId>, DeskError> {
        let messages = self.record(reference).await?.messages.into_iter();
        Ok(messages.map(|own| own.message.id).collect())
    }

    /// Moves a sign-up on. One that was closed in quarantine, before it had its mails, has them now. `false` where it stands there
    /// already: since when stays, and with it when it may be erased.
    pub async fn set_status(
        &self,
        reference: &Reference,
        status: Status,
        act: Act,
    ) -> Result<bool, DeskError> {
        if status == Status::Quarantined {
            return Err(DeskError::NoWayIn);
        }
        let record = self.record(reference).await?;
        if record.status == status {
            return Ok(false);
        }
        refuse_held(&record)?;
        if record.status == Status::Closed && status != Status::Closed {
            let why = format!("status {}", status.as_str());
            let parts = (&self.store, &self.recipients);
            if take_up(parts, record, status, (&why, act.clone())).await? {
                return Ok(true);
            }
        }
        if self.store.set_status(reference, status, act).await? {
            return Ok(true);
        }
        // Only what is there and in quarantine or held, or not there, is not moved.
        refuse_held(&self.record(reference).await?)?;
        Err(DeskError::InQuarantine(reference.clone()))
    }

    /// Lets a sign-up out of quarantine; its mails leave with the next sweep.
    pub async fn let_out(&self, reference: &Reference, act: Act) -> Result<(), DeskError> {
        let record = self.record(reference).await?;
        refuse_held(&record)?;
        if record.status != Status::Quarantined {
            return Err(DeskError::NotInQuarantine(reference.clone()));
        }
        let (parts, why) = ((&self.store, &self.recipients), "released from quarantine");
        let released = take_up(parts, record, Status::New, (why, act)).await?;
        released
            .then_some(())
            .ok_or_else(|| DeskError::NotInQuarantine(reference.clone()))
    }
}
