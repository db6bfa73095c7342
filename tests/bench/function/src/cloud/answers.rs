//! Requests → what AWS would say when all is well, at once. Of the table, the sign-ups and messages of the last
//! transactions are kept, as far as the function reads them again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Response, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};

/// More than one sign-up writes; older ones are not read again.
const KEPT_MAX: usize = 1_000;

/// Items by their keys.
#[derive(Default)]
pub struct Items(Mutex<HashMap<(String, String), Value>>);

impl Items {
    pub async fn answer(&self, operation: &str, request: Request) -> Response<Body> {
        let asked = json_body(request).await;
        let mut items = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let said = match operation {
            "TransactWriteItems" => {
                if items.len() > KEPT_MAX {
                    items.clear();
                }
                let written = asked["TransactItems"].as_array().into_iter().flatten();
                for item in written.map(|write| &write["Put"]["Item"]) {
                    items.insert(key(item), item.clone());
                }
                json!({})
            }
            "GetItem" => match items.get(&key(&asked["Key"])) {
                Some(item) => json!({ "Item": item }),
                None => json!({}),
            },
            "Query" => json!({ "Items": of_partition(&items, &asked), "Count": 0 }),
            "UpdateItem" if asked["ReturnValues"] == "ALL_NEW" => {
                let mut item = items.get(&key(&asked["Key"])).cloned().unwrap_or_default();
                item["attempts"] = json!({ "N": "1" });
                json!({ "Attributes": item })
            }
            _ => json!({}),
        };
        json_answer(&said)
    }
}

/// The messages of the partition that is asked for: the only query of a sign-up.
fn of_partition(items: &HashMap<(String, String), Value>, asked: &Value) -> Vec<Value> {
    let values = asked["ExpressionAttributeValues"].as_object();
    let texts: Vec<&str> = values
        .into_iter()
        .flat_map(|values| values.values())
        .filter_map(|value| value["S"].as_str())
        .collect();
    let found = items
        .iter()
        .filter(|((pk, sk), _)| texts.contains(&pk.as_str()) && sk.starts_with("OUT#"));
    found.map(|(_, item)| item.clone()).collect()
}

fn key(item: &Value) -> (String, String) {
    let text = |name: &str| item[name]["S"].as_str().unwrap_or_default().to_owned();
    (text("PK"), text("SK"))
}

pub async fn mail(request: Request) -> Response<Body> {
    json_body(request).await;
    json_answer(&json!({ "MessageId": "0110018c-0000-4000-8000-000000000000-000000" }))
}

pub fn broken() -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::BAD_GATEWAY;
    answer
}

async fn json_body(request: Request) -> Value {
    let body = request.into_body().collect().await;
    body.ok()
        .and_then(|body| serde_json::from_slice(&body.to_bytes()).ok())
        .unwrap_or_default()
}

fn json_answer(said: &Value) -> Response<Body> {
    Response::new(Body::from(said.to_string()))
}
