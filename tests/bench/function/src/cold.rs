//! The function and hello-world, started in turns: from the making of the process to its first answer, and until all is
//! done; and the memory that it held at most. After that, an instance of each that stays: what it takes beyond the endpoint's
//! own time.

use std::path::Path;
use std::time::Duration;

use crate::cloud::Cloud;
use crate::event;
use crate::figures::Figures;
use crate::lambda::Instance;
use crate::setting::Setting;

/// What an event can be, and the status that it must get.
struct Kind {
    name: &'static str,
    event: Box<dyn Fn(u64) -> String>,
    status: u64,
}

const WARM_CALLS: u64 = 2_000;

/// Measures and prints.
///
/// # Errors
/// When an instance does not answer as it should.
pub fn measure(setting: &Setting, hello: &Path, rounds: u64, cloud: &Cloud) -> std::io::Result<()> {
    println!("spawn to first answer, ms, medians of {rounds} starts in turns");
    let kinds = kinds(setting)?;
    for kind in &kinds {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        let (mut done, mut memory) = (Vec::new(), Vec::new());
        for round in 0..rounds {
            let instance = setting.hello(hello)?;
            theirs.push(first(&instance, &(kind.event)(round), 200)?);
            drop(instance);
            let instance = setting.function()?;
            ours.push(first(&instance, &(kind.event)(round), kind.status)?);
            done.push(instance.idle()?);
            memory.push(instance.memory_kib()?.1);
        }
        let (ours, theirs, done) = (Figures::of(ours), Figures::of(theirs), Figures::of(done));
        let most = memory.into_iter().max().unwrap_or(0);
        println!(
            "  {:42} {:6.2}   hello-world {:5.2}   ratio {:4.2}   p90 {:6.2}   all done {:6.2}   memory {:4.1} MiB",
            kind.name,
            ours.median_ms(),
            theirs.median_ms(),
            ours.median_ms() / theirs.median_ms(),
            ours.percentile_ms(90),
            done.median_ms(),
            mib(most),
        );
    }
    warm(&kinds, setting, hello, cloud)
}

fn kinds(setting: &Setting) -> std::io::Result<[Kind; 3]> {
    let (signed_up, _) = setting.function()?.first_call(&event::sign_up(0))?;
    expect(signed_up.status, 303)?;
    let path = signed_up.location;
    Ok([
        Kind {
            name: "a sheet with faults (no table, no mail)",
            event: Box::new(event::faulty),
            status: 422,
        },
        Kind {
            name: "the page of a reference (one read)",
            event: Box::new(move |_| event::thanks(&path)),
            status: 200,
        },
        Kind {
            name: "a sign-up (stored; the mails go afterwards)",
            event: Box::new(event::sign_up),
            status: 303,
        },
    ])
}

fn warm(kinds: &[Kind], setting: &Setting, hello: &Path, cloud: &Cloud) -> std::io::Result<()> {
    println!("warm, ms beyond the endpoint's own time, {WARM_CALLS} calls");
    let nothing = Kind {
        name: "hello-world",
        event: Box::new(event::faulty),
        status: 200,
    };
    warm_one(&setting.hello(hello)?, &nothing, cloud)?;
    for kind in kinds {
        warm_one(&setting.function()?, kind, cloud)?;
    }
    Ok(())
}

fn warm_one(instance: &Instance, kind: &Kind, cloud: &Cloud) -> std::io::Result<()> {
    first(instance, &(kind.event)(0), kind.status)?;
    let mut beyond = Vec::new();
    for person in 1..=WARM_CALLS {
        instance.idle()?;
        cloud.own_time();
        let (answer, took) = instance.call(&(kind.event)(person))?;
        expect(answer.status, kind.status)?;
        beyond.push(took.saturating_sub(cloud.own_time()));
    }
    let beyond = Figures::of(beyond);
    instance.idle()?;
    let (now, most) = instance.memory_kib()?;
    println!(
        "  {:42} p50 {:5.2}   p90 {:5.2}   p99 {:5.2}   memory {:4.1} MiB, at most {:4.1}",
        kind.name,
        beyond.median_ms(),
        beyond.percentile_ms(90),
        beyond.percentile_ms(99),
        mib(now),
        mib(most),
    );
    Ok(())
}

fn first(instance: &Instance, event: &str, status: u64) -> std::io::Result<Duration> {
    let (answer, took) = instance.first_call(event)?;
    expect(answer.status, status)?;
    Ok(took)
}

pub fn expect(status: u64, expected: u64) -> std::io::Result<()> {
    if status == expected {
        return Ok(());
    }
    Err(std::io::Error::other(format!(
        "the answer is {status}, not {expected}"
    )))
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand KiB")]
pub fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}
