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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign_up::{Answer, Value};

    #[test]
    fn an_address_is_counted_however_it_is_spelt() {
        let limits = Limits {
            rates: RateLimits::default(),
            secret: Secret::new([7; 32]),
        };
        let of = |address: &str| {
            let answer = Answer {
                field: "email".to_owned(),
                value: Value::Email(address.to_owned()),
            };
            limits.of(&Answers::new(vec![answer]), Some("198.51.100.10"))
        };
        assert_eq!(of("Asa@Example.org"), of("asa@example.org"));
        assert_eq!(of("asa@example.org").len(), 2);
        assert_ne!(of("asa@example.org"), of("osa@example.org"));
    }
}
