//! What an SMTP server says of a recipient that it refuses for good → whether that is about the mailbox, and so final. The
//! same numbers stand for a login that is missing or wrong, a sender that is not ours, a list of spammers: those are mended,
//! and then each mail should still be there.

/// The statuses (RFC 3463, 7505) of a mailbox or domain that is not there, is moved, or is shut. Others of the same subject
/// are about the sender (5.1.0 as Postfix and Exchange say it, 5.1.7, 5.1.8), or about how much it sends (Exchange's 5.1.90).
const FINAL: [&str; 7] = [
    "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.2.1",
];

/// The replies that RFC 5321 has for a mailbox, where no status says more.
const FINAL_REPLIES: [u16; 3] = [550, 551, 553];

/// The words by which servers without statuses (Exim) say that it is us whom they do not know.
const ABOUT_US: [&str; 2] = ["relay", "auth"];

pub(super) fn is_about_mailbox(reply: u16, words: &str) -> bool {
    match words.split_whitespace().find_map(status) {
        Some(status) => FINAL.contains(&status),
        None => {
            let words = words.to_lowercase();
            FINAL_REPLIES.contains(&reply) && !ABOUT_US.iter().any(|word| words.contains(word))
        }
    }
}

/// A word that is a status, first in a line or, as qmail has it, at the end: `(#5.7.1)`.
fn status(word: &str) -> Option<&str> {
    let word = word.trim_matches(|sign: char| !sign.is_ascii_digit());
    let parts: Vec<&str> = word.split('.').collect();
    let is_number = |part: &&str| (1..=3).contains(&part.len()) && part.parse::<u16>().is_ok();
    let is_class = matches!(parts.first(), Some(&("4" | "5")));
    (is_class && parts.len() == 3 && parts.iter().all(is_number)).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_said_of_the_mailbox_is_final() {
        let check = |expected: bool, replies: &[(u16, &str)]| {
            for (reply, words) in replies {
                assert_eq!(is_about_mailbox(*reply, words), expected, "{reply} {words}");
            }
        };
        check(
            true,
            &[
                // Postfix
                (
                    550,
                    "5.1.1 <a@b.se>: Recipient address rejected: User unknown in virtual mailbox table",
                ),
                (
                    550,
                    "5.1.2 <a@b.se>: Recipient address rejected: Domain not found",
                ),
                (
                    556,
                    "5.1.10 <a@b.se>: Recipient address rejected: Domain does not accept mail (nullMX)",
                ),
                // Gmail
                (
                    550,
                    "5.1.1 The email account that you tried to reach does not exist. Please try",
                ),
                (
                    550,
                    "5.2.1 The email account that you tried to reach is inactive.",
                ),
                // Exchange
                (
                    550,
                    "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
                ),
                // Sendmail, qmail, Exim, others
                (553, "5.1.3 <a@b.se>... Invalid route address"),
                (550, "sorry, no mailbox here by that name. (#5.1.1)"),
                (550, "Unrouteable address"),
                (550, "No such user here"),
                (551, "User not local; please try <forward-path>"),
                (553, "Requested action not taken: mailbox name not allowed"),
                (550, "no such user on 5.1.1.7"),
                (550, ""),
            ],
        );
        check(
            false,
            &[
                // Postfix
                (554, "5.7.1 <a@b.se>: Relay access denied"),
                (
                    553,
                    "5.7.1 <n@k.se>: Sender address rejected: not logged in",
                ),
                (
                    550,
                    "5.1.0 <n@k.se>: Sender address rejected: User unknown in local recipient table",
                ),
                (
                    550,
                    "5.1.8 <n@k.se>: Sender address rejected: Domain not found",
                ),
                (
                    554,
                    "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
                ),
                (
                    552,
                    "5.2.2 <a@b.se>: Recipient address rejected: Mailbox is full",
                ),
                // Exchange: 5.4.1 is for a mailbox that it does not know, and for a whole domain that it does not know yet.
                (
                    550,
                    "5.4.1 Recipient address rejected: Access denied. AS(201806281)",
                ),
                (
                    550,
                    "5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
                ),
                (550, "5.7.64 TenantAttribution; Relay Access Denied"),
                (550, "5.1.8 Access denied, bad outbound sender"),
                (
                    550,
                    "5.1.90 Your message can't be sent because you've reached your daily limit",
                ),
                // Gmail
                (550, "5.7.1 Invalid credentials for relay [192.0.2.1]."),
                (550, "5.7.0 Mail relay denied [192.0.2.1]."),
                // Sendmail, qmail, Exim, others
                (
                    550,
                    "5.7.1 <a@b.se>... Relaying denied. Proper authentication required.",
                ),
                (
                    553,
                    "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
                ),
                (550, "relay not permitted"),
                (550, "Authentication required"),
                (530, "SMTP authentication is required."),
                (503, "This mail server requires authentication."),
                (554, "delivery error"),
                (550, "4.1.1 of two minds"),
            ],
        );
    }
}
