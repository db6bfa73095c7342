//! What became of one message, and the sum over many.

use futures_util::StreamExt;

const AT_ONCE: usize = 4;

/// How many messages came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivered {
    pub sent: u32,
    /// To be tried again: the mail server did not take it.
    pub later: u32,
    /// The table did not say or take what became of it: it is due again when its lease ends.
    pub unmarked: u32,
    pub given_up: u32,
    /// Another sender had it, or it is sent, given up or erased.
    pub not_ours: u32,
}

/// What one try came to.
pub(super) enum Outcome {
    Sent,
    Later,
    Unmarked,
    GivenUp,
    NotOurs,
}

impl Delivered {
    /// Does some at a time, so that neither the table nor the mail server is stormed.
    pub(super) async fn sum(tries: impl Iterator<Item = impl Future<Output = Outcome>>) -> Self {
        futures_util::stream::iter(tries)
            .buffer_unordered(AT_ONCE)
            .fold(Self::default(), async |sum, one| sum.plus(one.into()))
            .await
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            sent: self.sent + other.sent,
            later: self.later + other.later,
            unmarked: self.unmarked + other.unmarked,
            given_up: self.given_up + other.given_up,
            not_ours: self.not_ours + other.not_ours,
        }
    }

    pub(super) fn moved_on(self) -> u32 {
        self.sent + self.later + self.given_up
    }
}

impl From<Outcome> for Delivered {
    fn from(outcome: Outcome) -> Self {
        let none = Self::default();
        match outcome {
            Outcome::Sent => Self { sent: 1, ..none },
            Outcome::Later => Self { later: 1, ..none },
            Outcome::Unmarked => Self {
                unmarked: 1,
                ..none
            },
            Outcome::GivenUp => Self {
                given_up: 1,
                ..none
            },
            Outcome::NotOurs => Self {
                not_ours: 1,
                ..none
            },
        }
    }
}
