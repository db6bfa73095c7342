//! What the service says of a sign-up's transaction → what becomes of the sign-up. Must not know how often it was asked.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;

use super::transaction::{IDEMPOTENCY, SIGN_UP};
use super::{error_code, is_passing};

/// What one try came to.
pub(super) enum Try {
    Written,
    SameAnswers,
    ReferenceTaken,
    /// By its place among the limits.
    LimitExceeded(usize),
    /// Nothing but the limits stood in the way, and not because one is exceeded.
    NotCounted(String),
    Again(String),
    Refused(String),
}

const NO_FAULT: &str = "None";
const CONDITION_FAILED: &str = "ConditionalCheckFailed";

/// The limits are the last of the transaction's writes, after `own_count` of the sign-up's own.
pub(super) fn judge<R>(error: &SdkError<TransactWriteItemsError, R>, own_count: usize) -> Try {
    if let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        error.as_service_error()
    {
        let codes: Vec<&str> = cancelled
            .cancellation_reasons()
            .iter()
            .map(|reason| reason.code().unwrap_or(NO_FAULT))
            .collect();
        return judge_cancelled(&codes, own_count);
    }
    let code = error_code(error);
    if is_passing(&code) {
        Try::Again(code)
    } else {
        Try::Refused(code)
    }
}

/// The idempotency item speaks first: when our own answer was lost, the sign-up's condition fails as well. And the same
/// answers are not stopped: a limit is exceeded only where it is known that they are not being stored just now.
fn judge_cancelled(codes: &[&str], own_count: usize) -> Try {
    let (own, limits) = codes.split_at(own_count.min(codes.len()));
    let is = |position: usize, code| own.get(position) == Some(&code);
    let exceeded = limits.iter().position(|code| *code == CONDITION_FAILED);
    match exceeded {
        _ if is(IDEMPOTENCY, CONDITION_FAILED) => Try::SameAnswers,
        _ if is(SIGN_UP, CONDITION_FAILED) => Try::ReferenceTaken,
        Some(limit) if is(IDEMPOTENCY, NO_FAULT) => Try::LimitExceeded(limit),
        _ => judge_faults(own, limits),
    }
}

fn judge_faults(own: &[&str], limits: &[&str]) -> Try {
    let fault_of = |codes: &[&str]| {
        let fault = codes.iter().find(|code| **code != NO_FAULT);
        fault.map(|code| (*code).to_owned())
    };
    let passing = own.iter().find(|code| is_passing(code));
    match (passing, fault_of(own), fault_of(limits)) {
        (Some(code), ..) => Try::Again((*code).to_owned()),
        (None, Some(code), _) => Try::Refused(code),
        (None, None, Some(code)) => Try::NotCounted(code),
        (None, None, None) => Try::Again("TransactionCanceled".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two writes of its own, then the limits.
    #[test]
    fn reasons_are_judged_by_what_they_mean() {
        let check = |codes: &str, expected: &str| {
            let long = |code| match code {
                "failed" => CONDITION_FAILED,
                "conflict" => "TransactionConflict",
                "throttled" => "ThrottlingError",
                "invalid" => "ValidationError",
                _ => NO_FAULT,
            };
            let reasons: Vec<&str> = codes.split_whitespace().map(long).collect();
            let judged = match judge_cancelled(&reasons, 2) {
                Try::Written => "written".to_owned(),
                Try::SameAnswers => "same".to_owned(),
                Try::ReferenceTaken => "taken".to_owned(),
                Try::LimitExceeded(limit) => format!("limit {limit}"),
                Try::NotCounted(code) => format!("not counted {code}"),
                Try::Again(code) => format!("again {code}"),
                Try::Refused(code) => format!("refused {code}"),
            };
            assert_eq!(judged, expected, "{codes}");
        };
        check("failed failed", "same");
        check("failed - conflict", "same");
        check("failed failed failed", "same");
        check("- failed", "taken");
        check("- failed failed", "taken");
        check("- - - failed", "limit 1");
        check("- - failed failed", "limit 0");
        check("- conflict failed", "limit 0");
        check("- - conflict failed", "limit 1");
        check("conflict - failed", "again TransactionConflict");
        check("- conflict", "again TransactionConflict");
        check("- throttled conflict", "again ThrottlingError");
        check("- - conflict", "not counted TransactionConflict");
        check("- - - throttled", "not counted ThrottlingError");
        check("- - invalid", "not counted ValidationError");
        check("- invalid", "refused ValidationError");
        check("invalid - failed", "refused ValidationError");
        check("- -", "again TransactionCanceled");
        check("", "again TransactionCanceled");
    }
}
