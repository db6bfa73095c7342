//! How the work of an event ended that is no request → what Lambda is told: that it is done, or what failed, so that the event
//! comes again and an alarm counts it. It leaves the process, and may lie among the dead letters for days: what a person
//! typed is never in it.

use std::fmt::Display;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use lambda_runtime::Diagnostic;

use crate::events::TaskError;
use crate::store::StoreError;

/// What is done for an event; boxed, since a future of so many parts is too much for the compiler.
pub type Work<'w, E> = LocalBoxFuture<'w, Result<(), E>>;

/// Of a task of the schedule. A trial that failed is done: it is logged, and missed in its own metric; tried at once it would
/// fail once more, and lie among the dead letters.
///
/// # Errors
/// When all else failed, or panicked.
pub async fn of_task(work: Work<'_, TaskError>) -> Result<(), Diagnostic> {
    let but_trials = work.map(|done| match done {
        Err(TaskError::Trial(_)) => Ok(()),
        done => done,
    });
    of("TaskError", but_trials).await
}

/// Of mails that came back.
///
/// # Errors
/// When they are not marked, or that panicked.
pub async fn of_bounces(work: Work<'_, StoreError>) -> Result<(), Diagnostic> {
    of("StoreError", work).await
}

async fn of<E: Display>(
    kind: &str,
    work: impl Future<Output = Result<(), E>>,
) -> Result<(), Diagnostic> {
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(done) => done.map_err(|error| diagnostic(kind, error.to_string())),
        // Its own message would be told, and may quote anything.
        Err(_) => Err(diagnostic("Panic", "the log says where".to_owned())),
    }
}

fn diagnostic(error_type: &str, error_message: String) -> Diagnostic {
    Diagnostic {
        error_type: error_type.to_owned(),
        error_message,
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use super::*;
    use crate::trial::TrialError;

    fn unavailable() -> StoreError {
        StoreError::Unavailable {
            doing: "list sign-ups",
            code: "NoAnswer".to_owned(),
        }
    }

    async fn panicking<E>() -> Result<(), E> {
        let typed = "asa@exämple.org";
        assert!(!typed[..7].is_empty());
        Ok(())
    }

    fn told(ended: Result<(), Diagnostic>) -> String {
        ended.map_or_else(
            |told| format!("{}: {}", told.error_type, told.error_message),
            |()| "done".to_owned(),
        )
    }

    #[tokio::test]
    async fn a_failed_trial_is_done_and_all_else_that_failed_comes_again() {
        let check = async |ended: Result<(), TaskError>, expected: &str| {
            let told = told(of_task(ready(ended).boxed_local()).await);
            assert!(told.starts_with(expected), "{told}");
        };
        check(Ok(()), "done").await;
        check(Err(TaskError::Trial(TrialError::NoSink)), "done").await;
        check(
            Err(TaskError::Trial(TrialError::Store(unavailable()))),
            "done",
        )
        .await;
        check(Err(TaskError::Store(unavailable())), "TaskError: ").await;
        assert_eq!(told(of_bounces(ready(Ok(())).boxed_local()).await), "done");
        let told = told(of_bounces(ready(Err(unavailable())).boxed_local()).await);
        assert!(told.starts_with("StoreError: "), "{told}");
    }

    #[tokio::test]
    async fn what_a_panic_says_stays_here() {
        let task = of_task(panicking().boxed_local()).await;
        let bounces = of_bounces(panicking().boxed_local()).await;
        for ended in [task, bounces] {
            assert_eq!(told(ended), "Panic: the log says where");
        }
    }
}
