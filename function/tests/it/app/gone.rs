//! What still names a sign-up that is gone, as after a restore of a part of the table, keeps nobody from signing up.

use std::collections::HashSet;

use axum::http::StatusCode;
use function::settings::RateLimits;
use function::sign_up::Reference;

use super::{INDIVIDUAL, Place};
use crate::proxy::Fate;

impl Place {
    /// Takes the sign-up and its mails out of the table, and nothing else.
    async fn loses(&self, reference: &Reference) {
        let client = self.direct.dynamodb();
        let scan = client.scan().table_name("sign-ups").send().await.unwrap();
        let pk = format!("SIGNUP#{reference}");
        for item in scan.items() {
            if item["PK"].as_s().is_ok_and(|own| *own == pk) {
                let delete = client.delete_item().table_name("sign-ups");
                let delete = ["PK", "SK"]
                    .into_iter()
                    .fold(delete, |delete, name| delete.key(name, item[name].clone()));
                delete.send().await.unwrap();
            }
        }
    }

    async fn posts_at_once(&self, count: usize) -> HashSet<Reference> {
        let posts = (0..count).map(|_| async {
            let answer = self.post(INDIVIDUAL).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
            answer.reference()
        });
        futures_util::future::join_all(posts)
            .await
            .into_iter()
            .collect()
    }
}

#[tokio::test]
async fn the_same_answers_take_the_place_of_a_sign_up_that_is_gone() {
    let place = Place::new().await;
    let lost = place.post(INDIVIDUAL).await.reference();
    place.loses(&lost).await;
    let answer = place.post(INDIVIDUAL).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let reference = answer.reference();
    assert_ne!(reference, lost);
    let record = place.store.record(&reference).await.unwrap().unwrap();
    assert_eq!(record.messages.len(), 2);
    assert_eq!((place.rows().await, place.mails()), (1, 4));
    assert_eq!(place.post(INDIVIDUAL).await.reference(), reference);
    assert_eq!((place.rows().await, place.mails()), (1, 4));
}

#[tokio::test]
async fn of_many_at_once_one_takes_its_place() {
    let fates = [Fate::Pass, Fate::LoseAnswer, Fate::conflict()];
    let mut fates = fates.into_iter().cycle();
    let script = move |operation: &str| match operation {
        "TransactWriteItems" => fates.next().unwrap(),
        _ => Fate::Pass,
    };
    let place = Place::with(|_| {}, Box::new(script)).await;
    let lost = place.post(INDIVIDUAL).await.reference();
    for _ in 0..3 {
        place.loses(&lost).await;
        let references = place.posts_at_once(8).await;
        assert_eq!((references.len(), place.rows().await), (1, 1));
        assert!(!references.contains(&lost));
    }
}

#[tokio::test]
async fn a_window_that_is_full_of_it_lets_it_in_again() {
    let limits = RateLimits {
        per_contact_max: 1,
        ..RateLimits::default()
    };
    let change = |settings: &mut function::settings::Settings| settings.rate_limits = limits;
    let place = Place::with(change, Box::new(|_| Fate::Pass)).await;
    let lost = place.post(INDIVIDUAL).await.reference();
    let other = INDIVIDUAL.replace("newcomer", "established");
    let limited = place.post(&other).await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
    place.loses(&lost).await;
    let again = place.post(INDIVIDUAL).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
}
