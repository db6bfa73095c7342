//! A request's body → its bytes, within limits of size and time. What is beyond is read and thrown away for a while,
//! so that the client gets to hear the answer.

use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;

use crate::form::POST_BYTES_MAX;

/// Whoever writes far too much, in a script of which each letter takes nine bytes on the way, still gets it back.
const GIVEN_BACK_BYTES_MAX: usize = 128 * 1024;
const DRAIN_BYTES_MAX: usize = 1024 * 1024;
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// What was read of a body.
#[derive(Debug, PartialEq, Eq)]
pub enum ReadBody {
    Whole(Bytes),
    /// All of one that is too large to be taken.
    TooLarge(Bytes),
    /// The first bytes of one that is too large to be given back.
    FarTooLarge(Bytes),
    /// The connection broke, or it took too long.
    Broken,
}

pub async fn read(body: Body) -> ReadBody {
    tokio::time::timeout(READ_TIMEOUT, read_all(body))
        .await
        .unwrap_or(ReadBody::Broken)
}

async fn read_all(mut body: Body) -> ReadBody {
    let mut bytes = Vec::new();
    let mut total = 0;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return ReadBody::Broken;
        };
        let Ok(data) = frame.into_data() else {
            continue;
        };
        total += data.len();
        let room = GIVEN_BACK_BYTES_MAX.saturating_sub(bytes.len());
        bytes.extend_from_slice(&data[..data.len().min(room)]);
        if total > DRAIN_BYTES_MAX {
            break;
        }
    }
    if total > GIVEN_BACK_BYTES_MAX {
        ReadBody::FarTooLarge(bytes.into())
    } else if total > POST_BYTES_MAX {
        ReadBody::TooLarge(bytes.into())
    } else {
        ReadBody::Whole(bytes.into())
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    async fn check(size: usize, expected: fn(usize) -> ReadBody) {
        assert!(
            read(Body::from(vec![b'a'; size])).await == expected(size),
            "{size}"
        );
    }

    fn start(_: usize) -> ReadBody {
        ReadBody::FarTooLarge(vec![b'a'; 131_072].into())
    }

    #[tokio::test]
    async fn the_limit_is_16_kib_and_128_to_be_given_back() {
        check(0, |_| ReadBody::Whole(Bytes::new())).await;
        check(16_384, |size| ReadBody::Whole(vec![b'a'; size].into())).await;
        check(16_385, |size| ReadBody::TooLarge(vec![b'a'; size].into())).await;
        check(131_072, |size| ReadBody::TooLarge(vec![b'a'; size].into())).await;
        check(131_073, start).await;
        check(3_000_000, start).await;
    }

    /// Whoever sends without an end is heard for a while, and no longer.
    #[tokio::test]
    async fn no_more_than_a_mebibyte_is_thrown_away() {
        const PIECE: usize = 64 * 1024;
        static TAKEN: AtomicUsize = AtomicUsize::new(0);
        let pieces = std::iter::repeat_with(|| {
            TAKEN.fetch_add(PIECE, Ordering::SeqCst);
            Ok::<_, Infallible>(Bytes::from_static(&[b'a'; PIECE]))
        });
        let endless = Body::from_stream(futures_util::stream::iter(pieces));
        assert!(read(endless).await == start(0));
        assert_eq!(TAKEN.load(Ordering::SeqCst), 1024 * 1024 + PIECE);
    }
}
