//! Why a command did not do what it should → what to do about it, where the table's own code says too little.

use std::error::Error;

use function::admin::DeskError;
use function::store::StoreError;

/// `None` where the error says enough.
pub fn hint(error: &(dyn Error + 'static)) -> Option<&'static str> {
    let Some(DeskError::Store(
        StoreError::Unavailable { code, .. } | StoreError::Refused { code, .. },
    )) = error.downcast_ref()
    else {
        return None;
    };
    match code.as_str() {
        "ResourceNotFoundException" => {
            Some("there is no such table in this region: TABLE and AWS_REGION say which is meant")
        }
        "ExpiredTokenException" | "UnrecognizedClientException" | "InvalidSignatureException" => {
            Some(
                "fetch your AWS credentials anew: eval \"$(aws configure export-credentials --format env)\"",
            )
        }
        "AccessDeniedException" => Some("whose AWS credentials these are may not do this"),
        "NoConnection" | "NoAnswerInTime" => {
            Some("nothing answers there: look at AWS_REGION, AWS_ENDPOINT_URL and your network")
        }
        _ => None,
    }
}
