//! What a mail server said, or did not say → whether another try is worth it. Must not know which server.

/// Why a mail was not sent, as a code: a server's own words may quote an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailFault {
    /// Worth another try.
    Passing(String),
    /// This mail will never reach this address.
    Final(String),
}
