//! A failed try → when to try again, or that it is given up. Pure: time and chance are passed in or drawn at the end.

use jiff::{SignedDuration, Timestamp};

use super::fault::MailFault;
use crate::store::{Next, random_unit};

/// With the delays below, the last try comes about a day after the first.
const ATTEMPTS_MAX: u32 = 12;

/// What becomes of the message, and the fault's code.
pub(super) fn judge(fault: MailFault, attempts: u32, now: Timestamp) -> (Next, String) {
    match fault {
        MailFault::Passing(code) if attempts < ATTEMPTS_MAX => {
            (Next::TryAt(now + delay(attempts, random_unit())), code)
        }
        MailFault::Passing(code) | MailFault::Final(code) => (Next::GiveUp, code),
    }
}

/// How long a message is put off of which so many senders said nothing: each may have sent it. Four times as long each time.
pub(super) fn delay_of_untold(untold: u32) -> SignedDuration {
    delay(untold.saturating_mul(2).saturating_sub(1), random_unit())
}

/// A minute after the first try, then twice as long each time, six hours at most; scattered by a quarter.
fn delay(attempts: u32, random: f64) -> SignedDuration {
    const LONGEST_S: f64 = 6.0 * 3600.0;
    let doubled_s =
        (60.0 * f64::from(2_u32.saturating_pow(attempts.saturating_sub(1)))).min(LONGEST_S);
    SignedDuration::from_secs_f64(doubled_s * (0.75 + 0.5 * random))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_up_to_six_hours() {
        let minutes = |attempts, random| delay(attempts, random).as_secs() / 60;
        assert_eq!(
            [1, 2, 3, 8].map(|attempts| minutes(attempts, 0.5)),
            [1, 2, 4, 128]
        );
        assert_eq!(
            [(1, 0.0), (4, 0.0), (4, 0.999)].map(|(attempts, random)| minutes(attempts, random)),
            [0, 6, 9]
        );
        assert_eq!(minutes(40, 0.5), 360);
        let day: i64 = (1..ATTEMPTS_MAX)
            .map(|attempts| minutes(attempts, 0.5))
            .sum();
        assert!((18 * 60..30 * 60).contains(&day), "{day} minutes");
    }

    #[test]
    fn who_said_nothing_puts_off_for_four_times_as_long() {
        let minutes = |untold| delay_of_untold(untold).as_secs() / 60;
        let within = |untold, (least, most)| (least..=most).contains(&minutes(untold));
        assert!(within(2, (3, 5)) && within(3, (12, 20)) && within(4, (48, 80)));
        assert!(within(7, (270, 450)) && within(u32::MAX, (270, 450)));
    }

    #[test]
    fn the_last_try_and_a_final_fault_give_up() {
        let now = Timestamp::UNIX_EPOCH;
        let passing = || MailFault::Passing("X".to_owned());
        assert!(matches!(judge(passing(), 1, now).0, Next::TryAt(at) if at > now));
        assert!(matches!(
            judge(passing(), ATTEMPTS_MAX - 1, now).0,
            Next::TryAt(_)
        ));
        assert_eq!(judge(passing(), ATTEMPTS_MAX, now).0, Next::GiveUp);
        assert_eq!(
            judge(MailFault::Final("X".to_owned()), 1, now).0,
            Next::GiveUp
        );
    }
}
