//! All sign-ups, a line each, without names.

use std::collections::BTreeSet;
use std::io::Write;

use jiff::Timestamp;

use super::{Desk, DeskError, sheet};
use crate::sign_up::SignUp;
use crate::store::{Listed, Record, Status, StoreError};

impl Desk {
    /// A line a sign-up: reference, status, since when, role, kind, language, or why it cannot be read; and whether it is held.
    /// No name.
    ///
    /// # Errors
    /// As every command here: when the store does not answer or the writer does not take it.
    pub async fn list(
        &self,
        status: Option<Status>,
        out: &mut impl Write,
    ) -> Result<(), DeskError> {
        for (status, listed) in self.listed(status).await? {
            let told = match self.store.record(&listed.reference).await {
                Ok(Some(record)) => self.told(&record),
                Ok(None) => continue,
                Err(StoreError::Damaged { what, .. }) => format!("cannot be read: {what}"),
                Err(error) => return Err(error.into()),
            };
            let (status, since) = (status.as_str(), sheet::minutes(listed.since));
            writeln!(out, "{}\t{status}\t{since}\t{told}", listed.reference)?;
        }
        Ok(())
    }

    fn told(&self, record: &Record) -> String {
        let held = record.held_since.map(|_| "\theld").unwrap_or_default();
        let sign_up = match &record.sign_up {
            Ok(sign_up) => sign_up,
            Err(StoreError::Damaged { what, .. }) => {
                return format!("cannot be read: {what}{held}");
            }
            Err(error) => return format!("cannot be read: {error}{held}"),
        };
        let choice = |field| self.choice(sign_up, field);
        let (role, kind) = (choice("role"), choice("kind"));
        format!("{role}\t{kind}\t{}{held}", sign_up.language)
    }

    /// All there are, those too that a wrong clock dated into the future, each once: what is moved on from a list that is not
    /// read yet into one that was would be in none, so the lists are read until they name nobody new.
    pub(super) async fn listed(
        &self,
        status: Option<Status>,
    ) -> Result<Vec<(Status, Listed)>, DeskError> {
        let (mut all, mut seen) = (Vec::new(), BTreeSet::new());
        loop {
            let mut new = self.listed_once(status).await?;
            new.retain(|(_, listed)| seen.insert(listed.reference.clone()));
            if new.is_empty() {
                return Ok(all);
            }
            all.append(&mut new);
        }
    }

    async fn listed_once(
        &self,
        status: Option<Status>,
    ) -> Result<Vec<(Status, Listed)>, DeskError> {
        let mut all = Vec::new();
        for own in Status::ALL
            .into_iter()
            .filter(|own| status.is_none_or(|status| status == *own))
        {
            all.extend(
                self.store
                    .list(own, Timestamp::MAX)
                    .await?
                    .into_iter()
                    .map(|listed| (own, listed)),
            );
        }
        Ok(all)
    }

    fn choice(&self, sign_up: &SignUp, field: &str) -> String {
        let code = sign_up.answers.code(field).unwrap_or("");
        self.labels.choice(field, code).to_owned()
    }
}
