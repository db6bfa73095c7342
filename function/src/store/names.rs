//! A host's name → its addresses. Must not know which hosts those are.

use std::fmt;
use std::io;
use std::net::{IpAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};

/// Asks the system for a host's addresses, the first time without a thread of its own: to start one takes longer than to ask, at a
/// cold start as much as everything else about the connection, and the one who waits for it then has nothing else to do. Only
/// the system's own limit bounds that (musl's: five seconds); later ones end with the time that a connection may take.
#[derive(Clone)]
pub(super) struct FirstOnThisThread<F> {
    asked: Arc<AtomicBool>,
    look_up: F,
}

pub(super) type LookUp = fn(&str) -> io::Result<Vec<IpAddr>>;

impl FirstOnThisThread<LookUp> {
    pub(super) fn new() -> Self {
        let look_up: LookUp = |name| {
            let found = (name, 0).to_socket_addrs()?;
            Ok(found.map(|address| address.ip()).collect())
        };
        Self::with(look_up)
    }
}

impl<F> FirstOnThisThread<F> {
    fn with(look_up: F) -> Self {
        let asked = Arc::default();
        Self { asked, look_up }
    }
}

impl<F> fmt::Debug for FirstOnThisThread<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FirstOnThisThread").finish_non_exhaustive()
    }
}

impl<F> ResolveDns for FirstOnThisThread<F>
where
    F: Fn(&str) -> io::Result<Vec<IpAddr>> + Clone + Send + Sync + 'static,
{
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        if !self.asked.swap(true, Ordering::Relaxed) {
            return DnsFuture::ready((self.look_up)(name).map_err(ResolveDnsError::new));
        }
        let (look_up, name) = (self.look_up.clone(), name.to_owned());
        DnsFuture::new(async move {
            let found = tokio::task::spawn_blocking(move || look_up(&name)).await;
            found
                .map_err(io::Error::other)
                .flatten()
                .map_err(ResolveDnsError::new)
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::pin::pin;
    use std::sync::{Mutex, mpsc};

    use futures_util::poll;

    use super::*;

    /// A connection to a host whose name is found only when the answer is let go.
    pub fn late() -> (impl ResolveDns + Clone + 'static, mpsc::Sender<IpAddr>) {
        let (answer, answered) = mpsc::channel();
        let answered = Arc::new(Mutex::new(answered));
        let asked = FirstOnThisThread::with(move |name: &str| match name {
            "first" => Ok(vec![]),
            _ => {
                let answered = answered.lock().unwrap();
                answered
                    .recv()
                    .map(|address| vec![address])
                    .map_err(io::Error::other)
            }
        });
        (asked, answer)
    }

    #[tokio::test]
    async fn only_the_first_look_up_takes_the_thread() {
        let (asked, answer) = late();
        let mut first = pin!(asked.resolve_dns("first"));
        assert!(poll!(&mut first).is_ready());
        let mut second = pin!(asked.resolve_dns("second"));
        assert!(poll!(&mut second).is_pending());
        let address = IpAddr::from([127, 0, 0, 1]);
        answer.send(address).unwrap();
        assert_eq!(second.await.unwrap(), [address]);
    }
}
