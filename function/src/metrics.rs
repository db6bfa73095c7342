//! What happened → numbers, as log lines in CloudWatch's embedded metric format: CloudWatch reads the alarms' metrics out of
//! them, and the function needs no right for it. Where nobody [begins](Metrics::begin), locally and in tests, counting does nothing.
//! Must not know who counts, nor who is told.

use std::io::Write;

use ::metrics::{Unit, counter, describe_counter, describe_histogram, histogram};
use jiff::SignedDuration;
use metrics_cloudwatch_embedded::{Builder, Collector};

/// A sign-up was stored; those of the hourly trial are none.
pub fn signed_up() {
    counter!("SignUps").increment(1);
}

/// A mail was given up after its last try; or one came back that was for the coordinators, or a trial's.
pub fn message_given_up() {
    counter!("FailedMessages").increment(1);
}

/// How long the longest waiting mail waits, seen at the end of a sweep.
pub fn oldest_undelivered(waits: SignedDuration) {
    // Not a gauge: that would be told again with every later event, true or not.
    histogram!("OldestUndeliveredSeconds").record(waits.as_secs_f64());
}

/// A trial of the whole line came through.
pub fn trial_passed() {
    counter!("TrialsPassed").increment(1);
}

/// The numbers of this process, counted since they were last written.
#[derive(Clone, Copy)]
pub struct Metrics(Option<&'static Collector>);

/// Why nothing can be counted.
#[derive(Debug, thiserror::Error)]
#[error("the metrics cannot be counted: {0}")]
pub struct MetricsError(String);

impl Metrics {
    /// Counts from now on, under the namespace that alarms and dashboard look at; without one nothing is counted.
    ///
    /// # Errors
    /// When this process counts already.
    pub fn begin(namespace: Option<&str>) -> Result<Self, MetricsError> {
        let Some(namespace) = namespace else {
            return Ok(Self(None));
        };
        let collector = Builder::new()
            .cloudwatch_namespace(namespace.to_owned())
            .init()
            .map_err(|error| MetricsError(error.to_string()))?;
        for name in ["SignUps", "FailedMessages", "TrialsPassed"] {
            describe_counter!(name, Unit::Count, "");
        }
        describe_histogram!("OldestUndeliveredSeconds", Unit::Seconds, "");
        Ok(Self(Some(collector)))
    }

    /// Writes a line with what was counted since the last time, if anything was. At the end of each event, or it is lost
    /// with the process.
    pub fn write(self, out: impl Write) {
        let written = self.0.map_or(Ok(()), |collector| collector.flush(out));
        if let Err(error) = written {
            tracing::warn!(event = "metrics_unwritten", %error);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The only test that counts for its whole process.
    #[test]
    fn what_is_counted_is_one_line_that_cloudwatch_reads() {
        let metrics = Metrics::begin(Some("sign-up-test")).unwrap();
        assert!(Metrics::begin(Some("sign-up-test")).is_err());
        assert_eq!(line(metrics), None);

        signed_up();
        signed_up();
        message_given_up();
        trial_passed();
        oldest_undelivered(SignedDuration::from_secs(7));
        let mut written = line(metrics).unwrap();
        assert!(written["_aws"]["Timestamp"].take().is_u64());
        let told = [
            ("FailedMessages", "Count"),
            ("OldestUndeliveredSeconds", "Seconds"),
            ("SignUps", "Count"),
            ("TrialsPassed", "Count"),
        ];
        let expected = json!({
            "_aws": {
                "Timestamp": null,
                "CloudWatchMetrics": [{
                    "Namespace": "sign-up-test",
                    "Dimensions": [[]],
                    "Metrics": told.map(|(name, unit)| json!({"Name": name, "Unit": unit})),
                }],
            },
            "FailedMessages": 1,
            "OldestUndeliveredSeconds": [7.0],
            "SignUps": 2,
            "TrialsPassed": 1,
        });
        assert_eq!(written, expected);
        assert_eq!(line(metrics), None, "told once");
    }

    fn line(metrics: Metrics) -> Option<Value> {
        let mut out = Vec::new();
        metrics.write(&mut out);
        (!out.is_empty()).then(|| serde_json::from_slice(&out).unwrap())
    }
}
