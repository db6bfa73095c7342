//! Answers to queries and scans → those that say how many items there are, and have them. To the SDK an answer without `Count`
//! or `Items` is one in which there is nothing: whoever asks would think that nobody signed up, or that nothing is due.
//! Must not know who asks.

use aws_sdk_dynamodb::config::interceptors::{
    BeforeSerializationInterceptorContextRef, FinalizerInterceptorContextMut,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::query::QueryInput;
use aws_sdk_dynamodb::operation::scan::ScanInput;
use aws_sdk_dynamodb::types::Select;
use aws_smithy_runtime_api::client::orchestrator::OrchestratorError;
use aws_smithy_types::config_bag::{Storable, StoreReplace};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// Makes an error of an answer that is not whole. The SDK asks again, as for one that cannot be read.
#[derive(Debug)]
pub(super) struct Whole;

/// What a query or a scan asks for.
#[derive(Debug, Clone, Copy)]
enum Asked {
    Items,
    Count,
}

impl Storable for Asked {
    type Storer = StoreReplace<Self>;
}

impl Intercept for Whole {
    fn name(&self) -> &'static str {
        "Whole"
    }

    fn read_before_serialization(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let input = context.input();
        let query = || Some(&input.downcast_ref::<QueryInput>()?.select);
        let scan = || Some(&input.downcast_ref::<ScanInput>()?.select);
        if let Some(select) = query().or_else(scan) {
            let asked = match select {
                Some(Select::Count) => Asked::Count,
                _ => Asked::Items,
            };
            config.interceptor_state().store_put(asked);
        }
        Ok(())
    }

    fn modify_before_attempt_completion(
        &self,
        context: &mut FinalizerInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.response().and_then(|answer| answer.body().bytes());
        let is_whole = match (config.load::<Asked>(), body) {
            (Some(asked), Some(body)) => asked.is_answered_by(body),
            _ => true,
        };
        if let (Some(answer @ Ok(_)), false) = (context.output_or_error_mut(), is_whole) {
            *answer = Err(OrchestratorError::response("without Count or Items".into()));
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    count: usize,
    items: Option<Vec<IgnoredAny>>,
}

impl Asked {
    fn is_answered_by(self, body: &[u8]) -> bool {
        let Ok(answer) = serde_json::from_slice::<Answer>(body) else {
            return false;
        };
        match self {
            Self::Count => true,
            Self::Items => answer
                .items
                .is_some_and(|items| items.len() == answer.count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_how_many_there_are() {
        let check = |body: &str, items: bool, count: bool| {
            let whole = [Asked::Items, Asked::Count].map(|own| own.is_answered_by(body.as_bytes()));
            assert_eq!(whole, [items, count], "{body}");
        };
        check(r#"{"Count":0,"Items":[],"ScannedCount":0}"#, true, true);
        check(
            r#"{"Items":[{"PK":{"S":"\"Count\":0"}}],"Count":1}"#,
            true,
            true,
        );
        check(r#"{"Count":2,"ScannedCount":2}"#, false, true);
        check(r#"{"Count":2,"Items":[{}]}"#, false, true);
        check(r#"{"Items":[],"ScannedCount":0}"#, false, false);
        check(r#"{"Count":null,"Items":[]}"#, false, false);
        check("{}", false, false);
        check("", false, false);
    }
}
