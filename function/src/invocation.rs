//! An invocation: the answer first, then the mails, then the numbers. Lambda passes an answer on as soon as it has it, and
//! takes the invocation for done when the process asks for the next event; until then it lets it run. What is not done by
//! then, because the process dies, the sweeper does.

mod request;

use std::io::stdout;
use std::task::{Context, Poll};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tower::{Layer, Service};

use crate::app::Afterwards;
use crate::metrics::Metrics;
pub use request::possible;

/// Around a service whose response says that the answer was given.
#[derive(Clone)]
pub struct AnswerFirst {
    pub afterwards: Afterwards,
    pub metrics: Metrics,
}

/// A service whose future ends when nothing of the event is left.
pub struct AnsweringFirst<S> {
    answering: S,
    then: AnswerFirst,
}

impl<S> Layer<S> for AnswerFirst {
    type Service = AnsweringFirst<S>;

    fn layer(&self, answering: S) -> Self::Service {
        AnsweringFirst {
            answering,
            then: self.clone(),
        }
    }
}

impl<S, Event> Service<Event> for AnsweringFirst<S>
where
    S: Service<Event, Future: Send + 'static, Response: Send, Error: Send>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.answering.poll_ready(context)
    }

    fn call(&mut self, event: Event) -> Self::Future {
        let answering = self.answering.call(event);
        let AnswerFirst {
            afterwards,
            metrics,
        } = self.then.clone();
        async move {
            let answered = answering.await;
            afterwards.run().await;
            metrics.write(stdout());
            answered
        }
        .boxed()
    }
}
