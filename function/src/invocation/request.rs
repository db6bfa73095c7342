//! An event as it came → one that the adapter can make a request of. It panics at some that our own front never sends, and the
//! visitor would have a bare 500. What is taken away here nobody reads; what cannot be read is answered by the router.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lambda_http::request::LambdaRequest;
use lambda_runtime::LambdaEvent;

/// Many times the longest of our own; the adapter takes up to 65,534.
const PATH_BYTES_MAX: usize = 2048;

/// No page of ours is there.
const NOWHERE: &str = "/";

/// Without host and query, which none of our addresses needs; without a body or a path that is none.
pub fn possible(mut event: LambdaEvent<LambdaRequest>) -> LambdaEvent<LambdaRequest> {
    let LambdaRequest::ApiGatewayV2(request) = &mut event.payload else {
        return event;
    };
    request.raw_query_string = None;
    request.headers.remove("host");
    request.request_context.domain_name = None;
    let path = request.raw_path.get_or_insert_default();
    if path.len() > PATH_BYTES_MAX || !path.starts_with('/') {
        NOWHERE.clone_into(path);
    }
    if request.is_base64_encoded {
        request.body.take_if(|body| STANDARD.decode(body).is_err());
    }
    event
}
