//! Replays every recorded exchange over a socket: the embedded server returns the recorded
//! response to a typed call and to a call by name.

mod report;
mod run;

use civis::{Error, Record, Response};
use serde::Serialize;
use serde_json::Value;

pub use report::Report;

/// One exchange.
#[derive(Debug)]
pub struct Case<C> {
    /// The resource's name.
    pub resource: &'static str,
    /// The HTTP method.
    pub http_method: &'static str,
    /// The path of the operation.
    pub path: &'static str,
    /// The index among the exchanges of the operation.
    pub index: usize,
    /// The typed call, or why there is none.
    pub call: Result<fn(&C) -> Outcome, &'static str>,
    /// Why arguments of the typed call differ from the recorded ones.
    pub stand_ins: &'static [&'static str],
}

/// The result of a typed call.
#[derive(Debug)]
pub struct Outcome {
    result: Result<Decoded, Error>,
}

#[derive(Debug)]
struct Decoded {
    status: u16,
    raw: Vec<u8>,
    /// The typed value as JSON, or the whole response if its shape is not the declared one.
    value: Value,
    /// Whether the shape of the response is not the declared one.
    is_unexpected: bool,
}

impl Outcome {
    /// Converts the result of a call.
    ///
    /// # Panics
    /// If a typed value cannot be serialized.
    pub fn of<T: Serialize + Clone + PartialEq>(result: Result<Response<T>, Error>) -> Self {
        let result = result.map(|response| {
            let clone = (*response).clone();
            assert!(clone == *response, "a clone is equal");
            Decoded {
                status: response.status().as_u16(),
                raw: response.raw().to_vec(),
                is_unexpected: response.unexpected().is_some(),
                value: match response.unexpected() {
                    Some(whole) => whole.clone(),
                    None => serde_json::to_value(&clone).expect("a typed value is JSON"),
                },
            }
        });
        Self { result }
    }
}

/// Parses JSON. Text that is not JSON is null.
#[must_use]
pub fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// Parses a record.
///
/// # Panics
/// If it cannot be parsed.
#[must_use]
pub fn record<R: Record + serde::de::DeserializeOwned>(text: &str) -> R {
    serde_json::from_str(text).expect("a record")
}
