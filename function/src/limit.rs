//! How many may sign up in a while from where. A limit stops machines; it never loses an answer, and where the counting
//! fails nobody is stopped. What was not stored is not counted.

use crate::settings::{RateLimits, Settings};
use crate::sign_up::Answers;
use crate::store::{Limit, Secret};

/// The limits, with the secret that addresses are hashed by.
pub struct Limits {
    rates: RateLimits,
    secret: Secret,
}

impl Limits {
    pub fn new(settings: &Settings) -> Self {
        Self {
            rates: settings.rate_limits,
            secret: settings.secret.clone(),
        }
    }

    /// What a sign-up is counted against: the network it came from, and each way to reach the person.
    pub fn of(&self, answers: &Answers, network: Option<&str>) -> Vec<Limit> {
        let RateLimits {
            window,
            per_address_max,
            per_contact_max,
        } = self.rates;
        let address = network
            .map(|address| Limit::per_address(&self.secret, address, window, per_address_max));
        let email = answers.email().map(str::to_lowercase);
        let ways = [email.as_deref(), answers.phone()].into_iter().flatten();
        let contacts =
            ways.map(|way| Limit::per_contact(&self.secret, way, window, per_contact_max));
        address.into_iter().chain(contacts).collect()
    }
}
