//! `now`: when the build began, the same moment for every page.

use jiff::Timestamp;
use tera::{Function, Kwargs, State, TeraResult, Value};

/// `now(timestamp=false)`, always in UTC.
#[derive(Debug)]
pub struct Now(pub Timestamp);

impl Function<TeraResult<Value>> for Now {
    fn call(&self, arguments: Kwargs, _: &State) -> TeraResult<Value> {
        Ok(match arguments.get::<bool>("timestamp")?.unwrap_or(false) {
            true => Value::from(self.0.as_second()),
            false => Value::from(self.0.to_string()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Now;
    use crate::render::functions::testing::check;

    #[test]
    fn tells_when_the_build_began() {
        for (call, expected) in [
            ("now()", "2018-09-11T08:07:06Z"),
            ("now(utc=true)", "2018-09-11T08:07:06Z"),
            ("now(timestamp=true)", "1536653226"),
        ] {
            check(
                "now",
                || Now("2018-09-11T08:07:06Z".parse().unwrap()),
                call,
                Ok(expected),
            );
        }
    }
}
