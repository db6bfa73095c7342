//! One instance, one sign-up after the other as Lambda hands them out, against the embedded engine: how many a second,
//! how long each takes, and whether memory stays.

use std::mem::take;
use std::time::Instant;

use crate::cloud::Cloud;
use crate::cold::{expect, mib};
use crate::event;
use crate::figures::Figures;
use crate::setting::Setting;

/// Measures and prints, a line for each tenth.
///
/// # Errors
/// When the instance does not answer as it should.
pub fn measure(setting: &Setting, posts: u64, cloud: &Cloud) -> std::io::Result<()> {
    let instance = setting.function()?;
    let part = (posts / 10).max(1);
    let (mut took, mut beyond) = (Vec::new(), Vec::new());
    let mut begun = Instant::now();
    println!("one instance, {posts} sign-ups, each stored with two mails; ms");
    for person in 1..=posts {
        instance.idle()?;
        cloud.own_time();
        let (answer, time) = instance.call(&event::sign_up(person))?;
        expect(answer.status, 303)?;
        took.push(time);
        beyond.push(time.saturating_sub(cloud.own_time()));
        if person.is_multiple_of(part) {
            let (all, ours) = (Figures::of(take(&mut took)), Figures::of(take(&mut beyond)));
            let (now, most) = instance.memory_kib()?;
            println!(
                "  {person:7}   {:6.0} a second   p50 {:5.2}   p99 {:6.2}   beyond the engine p50 {:5.2}   p99 {:5.2}   memory {:5.1} MiB, at most {:5.1}",
                part as f64 / begun.elapsed().as_secs_f64(),
                all.median_ms(),
                all.percentile_ms(99),
                ours.median_ms(),
                ours.percentile_ms(99),
                mib(now),
                mib(most),
            );
            begun = Instant::now();
        }
    }
    Ok(())
}
