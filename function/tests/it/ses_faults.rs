//! SES that is slow, or not there: it is asked once a try and waited for, and the outbox tries again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use function::notify::{Delivered, Mailer, SesMailer};
use function::store::Connection;

use crate::deliver::{came_to, later, notifier};
use crate::engine::{engine_endpoint, store_at};
use crate::proxy::{Fate, proxy_with_mails};
use crate::samples::{NOW, at, messages, sign_up};
use crate::ses::{OPERATION, Ses};

/// What becomes of a sign-up's two mails at the first try and in a sweep after it; then how often SES was asked, and how many
/// mails it has taken.
async fn check(fate: Fate, expected: (Delivered, Delivered), asked: usize, taken: usize) {
    let (engine, ses) = (engine_endpoint().await, Ses::default());
    let store = store_at(engine.clone()).await;
    let (count, own) = (Arc::new(AtomicUsize::new(0)), fate.clone());
    let counted = Arc::clone(&count);
    let script = move |operation: &str| {
        if operation != OPERATION {
            return Fate::Pass;
        }
        counted.fetch_add(1, Ordering::SeqCst);
        own.clone()
    };
    let proxy = proxy_with_mails(engine, ses.clone(), Box::new(script)).await;
    let mailer = SesMailer::new(Connection::to_endpoint(proxy), None);
    let notifier = notifier(&store, Mailer::Ses(mailer));
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    let first = notifier.deliver(&ana.reference, at(NOW)).await;
    let swept = notifier.deliver_due(later(1)).await.unwrap();
    assert_eq!((first, swept), expected, "{fate:?}");
    let count = count.load(Ordering::SeqCst);
    assert_eq!((count, ses.mails().len()), (asked, taken), "{fate:?}");
}

#[tokio::test]
async fn ses_that_takes_its_time_gets_a_mail_once() {
    let (sent, not_yet) = (came_to(2, 0, 0, 0), came_to(0, 2, 0, 0));
    let slow = |seconds| Fate::Slow(Duration::from_secs(seconds));
    tokio::join!(
        check(slow(4), (sent, Delivered::default()), 2, 2),
        // Longer than anybody waits the first time.
        check(slow(12), (not_yet, sent), 4, 4),
        check(Fate::down(), (not_yet, not_yet), 4, 0),
        // All is well, it says, and names no mail that it took.
        check(Fate::Refuse(200, "{}".to_owned()), (not_yet, not_yet), 4, 0),
    );
}
