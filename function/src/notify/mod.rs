//! A stored sign-up → the mails it owes, sent at least once or given up loudly. Must not know HTTP.
//!
//! ```text
//! SignUp ── owed ──► Message, stored with it and ───► compose ──► Mail ── mailer ──► sent
//!                    leased to who stores it ▲                         │
//!                                            │ lease, in a sweep       │
//!                        due again ──────────┴── growing delay ◄ fault ┘──► given up: coordinators are told
//! ```
//!
//! No rendered mail is stored: what it says is made from the sign-up and `content/sign-up/mail.toml` when it is sent.

mod bounce;
mod clock;
mod compose;
mod composing;
mod coordinator_mail;
mod deliver;
mod delivered;
mod digest;
mod failed;
mod fault;
mod html;
mod iso_week;
mod labels;
mod mailbox;
mod mailer;
mod owed;
mod quarantine;
mod reading;
mod receipt;
mod retry;
mod returned;
mod smtp;
mod sweep;
mod texts;
mod turn;
mod week;

pub use bounce::{Bounce, BounceKind};
pub use compose::{Composer, Mail, MailMode, Sender};
pub use composing::{LazyComposer, NoWords};
pub use deliver::Notifier;
pub use delivered::Delivered;
pub use fault::MailFault;
pub use labels::Labels;
pub use mailer::{FolderMailer, Mailer, SesMailer};
pub use owed::{Coordinator, Recipients, messages_for};
pub use quarantine::take_up;
pub use reading::TextsError;
pub use smtp::{SmtpLogin, SmtpMailer, SmtpRoot, SmtpTls};
pub use texts::Texts;
