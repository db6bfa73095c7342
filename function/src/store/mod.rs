//! A valid sign-up → one table, with everything that must be true together written together.
//! Knows DynamoDB; must not know HTTP, mail, or what a field means.
//!
//! # The table
//!
//! One table, keys `PK` and `SK` (strings), time to live in `ttl` (seconds since 1970), and one sparse index
//! `queue` (`queue`, `queue_at`; keys only, so that answers are stored once).
//!
//! | item | `PK` | `SK` | `queue` | `queue_at` |
//! |---|---|---|---|---|
//! | sign-up | `SIGNUP#KD-7F2K94` | `META` | `STATUS#new` … | when it got that status |
//! | its messages | `SIGNUP#KD-7F2K94` | `OUT#receipt#1`, `OUT#notice#1` … | `OUTBOX#PENDING`, `OUTBOX#DEAD`; none when sent | next attempt; when it was given up |
//! | what was done to it, by whom | `SIGNUP#KD-7F2K94` | `AUDIT#time#random` | | |
//! | what somebody wrote beside it | `SIGNUP#KD-7F2K94` | `NOTE#time#random` | | |
//! | the same answers again | `IDEM#hmac` | `IDEM` | | |
//! | whose it is | `CONTACT#hmac` | `SIGNUP#KD-7F2K94` | | |
//! | who helped with it | `CONTACT#hmac` | `NAMED#KD-7F2K94` | | |
//! | weekly digest | `DIGEST#2026-W48` | `OUT#digest#1` … | as messages | as messages |
//! | mail about the quarantine | `DIGEST#2026-11-26` | `OUT#held#1` … | as messages | as messages |
//! | until when the quarantine was told | `DIGEST#held` | `TOLD` | | |
//! | a trial of ours, with its messages | `TRIAL#PROV-7F2K94` | as a sign-up's | none for the sign-up | as messages |
//! | different sign-ups in a window | `RL#hmac#window` | `RL` | | |
//! | counts that outlive erasure | `COUNT#2026-11-26` | `SHARD#0` … `SHARD#9` | | |
//!
//! | who asks | how | where |
//! |---|---|---|
//! | save a sign-up | one transaction: idempotency, sign-up, contacts, messages (leased to who saves), count, limits | [`save_leased`](Store::save_leased), [`save`](Store::save) |
//! | show it by reference | get `SIGNUP#…`/`META`; query `SIGNUP#…` for all of it | [`Languages`], [`find`](Store::find), [`record`](Store::record) |
//! | which messages are due | query the index: `OUTBOX#PENDING` up to now | [`due`](Store::due) |
//! | send one, alone | conditional update with owner and expiry | [`lease`](Store::lease), [`sent`](Store::sent), [`failed`](Store::failed), [`hand_back`](Store::hand_back) |
//! | what failed for good | query the index: `OUTBOX#DEAD` | [`dead`](Store::dead) |
//! | try it again | one transaction: the message due again, a line that says by whom | [`retry`](Store::retry) |
//! | who waits, and how long | query the index: `STATUS#…` up to a time | [`list`](Store::list) |
//! | everything about a person | query `CONTACT#hmac` | [`by_contact`](Store::by_contact), [`naming`](Store::naming) |
//! | correct its answers | one transaction: the answers where they are what was read, contacts and `IDEM#…` moved | [`correct`](Store::correct) |
//! | write something beside it | put a note where the sign-up is there | [`note`](Store::note) |
//! | let nothing happen to it for a while | an attribute of the sign-up's item, `held_since`, which conditions look at | [`hold`](Store::hold), [`release`](Store::release) |
//! | how many that are | scan, for `admin stats` alone: an index would cost each sign-up a write, and a list of them apart would have to be kept true through erasure and restore | [`how_many_held`](Store::how_many_held) |
//! | change the key that seals answers | write a sign-up's answers anew | [`reseal`](Store::reseal) |
//! | erase a person | delete the sign-up and what it names in one transaction, then scan for traces | [`erase`](Store::erase), [`traces`](Store::traces) |
//! | too many in a window | conditional add to the window's set, in the sign-up's own transaction; once it was full, no more than a get of `IDEM#…` | [`save_leased`](Store::save_leased), [`Limit`] |
//!
//! A sign-up's answers are one attribute: `answers` (a note's `note`), or where a key is set `sealed`, with the key's name in `sealed_by`
//! ([`AnswerKeys`]); then no item and no index holds a word that a person typed, nor an address but the coordinators'.
//!
//! A sign-up with an address, a number and two mails takes five requests: the transaction, the sign-ups of either contact
//! (the notice names them), and a mark on each mail as soon as it is sent. They go over one connection; with the mails, which
//! go side by side, a sign-up makes seven requests over three. The visitor waits for the first of them.
//!
//! Limits to know: one partition takes 1,000 writes a second, so the index key `OUTBOX#PENDING` binds first, at some
//! 250 sign-ups a second (two messages put in and taken out). Items with a `ttl` are deleted late, so every condition compares it itself.

mod audit;
mod change;
mod connection;
mod contacts;
mod correct;
mod count;
mod due;
mod erase;
mod exceeded;
mod hold;
mod item;
mod judge;
mod languages;
mod lease;
mod limit;
mod message;
mod meta;
mod names;
mod note;
mod outbox;
mod outgoing;
mod pause;
mod read;
mod reseal;
mod retry;
mod rewrite;
mod save;
mod seal;
mod sealed;
mod status;
mod table;
mod told;
mod traces;
mod transaction;
mod trial;
mod waiting;
mod whole;

use std::fmt;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use exceeded::Exceeded;

pub use audit::{Act, Actor, AuditLine, Name};
pub use connection::{Connection, ConnectionError};
pub use correct::Corrected;
pub use erase::Erased;
pub use languages::Languages;
pub use lease::Leased;
pub use limit::{Limit, Limited};
pub use message::{About, Message, MessageId, MessageKind};
pub use note::Note;
pub use outbox::{Fault, Next};
pub use outgoing::{MessageState, Outgoing};
pub(crate) use pause::random_unit;
pub use read::{Listed, Record};
pub use retry::Among;
pub use save::Saved;
pub use seal::AnswerKeys;
pub use status::Status;
pub use table::table_definition;
pub use traces::{Scan, Trace};
pub use waiting::LongestWaiting;

use crate::sign_up::Reference;

/// The one table, the secret that its hashed keys are made with, and the keys that answers are sealed with.
#[derive(Clone)]
pub struct Store {
    client: Client,
    table: String,
    secret: Secret,
    answer_keys: AnswerKeys,
    exceeded: Exceeded,
}

impl Store {
    pub fn new(client: Client, table: impl Into<String>, secret: Secret) -> Self {
        Self {
            client,
            table: table.into(),
            secret,
            answer_keys: AnswerKeys::default(),
            exceeded: Exceeded::default(),
        }
    }

    /// The same, with answers sealed as the keys say.
    pub fn with_answer_keys(mut self, keys: AnswerKeys) -> Self {
        self.answer_keys = keys;
        self
    }
}

/// What went wrong with the table: codes only, for the service's own words may quote a value.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{doing}: the table does not answer ({code})")]
    Unavailable { doing: &'static str, code: String },
    #[error("{doing}: the table refused ({code})")]
    Refused { doing: &'static str, code: String },
    #[error("another sign-up has the reference {0} already; draw a new one")]
    ReferenceTaken(Reference),
    #[error("the item {key} is damaged: {what}")]
    Damaged { key: String, what: String },
}

impl StoreError {
    /// Whether the same call may succeed in a while.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }

    /// Whether it is about what was asked for, and not about the table.
    pub fn is_of_an_item(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::ReferenceTaken(_))
    }

    fn from_sdk<E, R>(doing: &'static str, error: &SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata,
    {
        let code = error_code(error);
        if is_passing(&code) {
            Self::Unavailable { doing, code }
        } else {
            Self::Refused { doing, code }
        }
    }
}

/// The service's code of an error, or what became of the request when there was no answer.
fn error_code<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    let silence = match error {
        SdkError::TimeoutError(_) => "NoAnswerInTime",
        SdkError::DispatchFailure(_) => "NoConnection",
        SdkError::ResponseError(_) => "UnreadableAnswer",
        SdkError::ConstructionFailure(_) => "RequestNotMade",
        _ => "UnknownCode",
    };
    error.code().unwrap_or(silence).to_owned()
}

/// Codes after which the same request may be tried again.
fn is_passing(code: &str) -> bool {
    matches!(
        code,
        "NoAnswerInTime"
            | "NoConnection"
            | "UnreadableAnswer"
            | "UnknownCode"
            | "InternalServerError"
            | "InternalFailure"
            | "ServiceUnavailable"
            | "LimitExceededException"
            | "ProvisionedThroughputExceeded"
            | "ProvisionedThroughputExceededException"
            | "RequestLimitExceeded"
            | "ReplicatedWriteConflictException"
            | "ThrottlingError"
            | "ThrottlingException"
            | "TransactionConflict"
            | "TransactionConflictException"
            | "TransactionInProgressException"
    )
}

/// Key of all keyed hashes (idempotency, contacts, rate limits). Never shown, not even by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Fewer bytes could be guessed.
    pub const BYTES_MIN: usize = 32;

    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Hex HMAC of a value under a purpose, so that hashes of two purposes never meet.
    pub(crate) fn hash(&self, purpose: &str, value: &str) -> String {
        crate::sign_up::keyed_hash(&self.0, format!("{purpose}\0{value}").as_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
