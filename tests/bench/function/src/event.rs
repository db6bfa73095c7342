//! A number → what API Gateway's HTTP API would hand over: a visitor's request, payload version 2.0.

use serde_json::{Value, json};

pub const ORIGIN_SECRET: &str = "the-secret-that-cloudfront-sends-along-0123456789";

/// Somebody signs up with an e-mail address and, every other one, a phone number.
pub fn sign_up(person: u64) -> String {
    let phone = if person.is_multiple_of(2) {
        String::new()
    } else {
        format!("%2B46701{:06}", person % 1_000_000)
    };
    let body = format!(
        "form=sign-up&kind=individual&language=sv&role=newcomer&name=Prov+{person}&email=prov{person}%40example.com\
         &phone={phone}&place=yes&adult=yes"
    );
    request("POST", "/api/sign-up", person, &body)
}

/// A sheet with faults comes back whole, with words to each.
pub fn faulty(person: u64) -> String {
    let body = "form=sign-up&kind=individual&language=ar&role=newcomer&name=&email=no+address&place=yes&adult=yes";
    request("POST", "/api/sign-up", person, body)
}

/// The page that a sign-up leads to.
pub fn thanks(reference_path: &str) -> String {
    request("GET", reference_path, 0, "")
}

fn request(method: &str, path: &str, person: u64, body: &str) -> String {
    let [_, _, high, low] = u32::try_from(person % 60_000).unwrap_or(0).to_be_bytes();
    let address = format!("198.51.{high}.{low}");
    let event: Value = json!({
        "version": "2.0", "routeKey": "ANY /api/{proxy+}", "rawPath": path, "rawQueryString": "",
        "headers": {
            "accept": "text/html", "accept-language": "sv", "cloudfront-viewer-address": format!("{address}:46532"),
            "content-type": "application/x-www-form-urlencoded", "host": "api.example", "x-origin-secret": ORIGIN_SECRET,
        },
        "requestContext": {
            "accountId": "123456789012", "apiId": "api", "domainName": "api.example", "domainPrefix": "api",
            "http": {
                "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": address, "userAgent": "Amazon CloudFront",
            },
            "requestId": "request", "routeKey": "ANY /api/{proxy+}", "stage": "$default",
            "time": "26/Nov/2026:12:00:00 +0000", "timeEpoch": 1_795_694_400_000_u64,
        },
        "body": body, "isBase64Encoded": false,
    });
    event.to_string()
}
