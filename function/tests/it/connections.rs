//! How many connections are opened: each costs a TLS handshake, which is most of what a cold start computes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use function::notify::{FolderMailer, Mailer};
use function::sign_up::SignUp;
use function::store::{Connection, Saved, Store};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

use crate::deliver::notifier;
use crate::engine::{engine_endpoint, secret, store_at};
use crate::samples::{NOW, at, sign_up};

/// The same server by another address, where connections are counted and kept open.
async fn counted(server: &str) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = server.trim_start_matches("http://").to_owned();
    let opened = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&opened);
    tokio::spawn(async move {
        loop {
            let (mut client, _) = listener.accept().await.unwrap();
            count.fetch_add(1, Ordering::SeqCst);
            let mut server = TcpStream::connect(&server).await.unwrap();
            tokio::spawn(async move { copy_bidirectional(&mut client, &mut server).await });
        }
    });
    (format!("http://{address}"), opened)
}

/// A request that waits for long, on a machine with much else to do, opens a connection of its own.
const TRIES: usize = 5;

#[tokio::test]
async fn a_sign_up_opens_one_connection_to_the_table() {
    let engine = engine_endpoint().await;
    store_at(engine.clone()).await;
    let mut opened = Vec::new();
    for number in 0..TRIES {
        opened.push(opened_by(&sign_up(number as u64, &format!("Ana{number}")), &engine).await);
        if opened.ends_with(&[1]) {
            return;
        }
    }
    assert_eq!(opened, [1; TRIES]);
}

/// Stores a sign-up and mails it, by a function that has just started.
async fn opened_by(own: &SignUp, engine: &str) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let (endpoint, opened) = counted(engine).await;
    let table = Connection::to_endpoint(endpoint).dynamodb();
    let store = Store::new(table, "sign-ups", secret());
    let notifier = notifier(&store, Mailer::Folder(FolderMailer::new(folder.path())));
    let (saved, leased) = notifier.save(own, &[], None).await.unwrap();
    assert_eq!((saved, leased.len()), (Saved::New, 2));
    let delivered = notifier.deliver_leased(own, leased, at(NOW)).await;
    assert_eq!(delivered.sent, 2);
    opened.load(Ordering::SeqCst)
}
