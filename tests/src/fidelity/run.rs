//! One exchange, replayed.

use civis::Session;
use civis_mock::{Fault, MockServer, Reply};
use civis_spec::{Exchange, Operation, Spec};
use serde_json::Value;

use super::Outcome;
use crate::recorded::{Comparable, Recorded};

/// One exchange, with the server and session to replay it.
pub(super) struct Run<'a> {
    pub(super) server: &'a MockServer,
    pub(super) session: &'a Session,
    pub(super) spec: &'a Spec,
    pub(super) operation: &'a Operation,
    pub(super) exchange: &'a Exchange,
}

impl Run<'_> {
    /// Sends a call after clearing the log of the server.
    pub(super) fn send<T>(&self, call: impl FnOnce() -> T) -> T {
        self.server.clear_requests();
        call()
    }

    /// Makes the server return the recorded response to any next request.
    pub(super) fn script(&self) {
        let exchange = self.exchange;
        let mut reply = Reply::bytes(
            exchange.status,
            "application/json",
            exchange.body.clone().into_bytes(),
        );
        for (name, value) in &exchange.headers {
            if name.to_ascii_lowercase().starts_with("x-") {
                reply = reply.header(name, value);
            }
        }
        self.server.fault(Fault::reply(reply));
    }

    pub(super) fn is_recorded(&self, outcome: &Outcome) -> bool {
        let exchange = self.exchange;
        match &outcome.result {
            Ok(decoded) => {
                decoded.status == exchange.status && decoded.raw == exchange.body.as_bytes()
            }
            Err(error) => {
                error.status().map(|status| status.as_u16()) == Some(exchange.status)
                    && error.body() == Some(exchange.body.as_bytes())
            }
        }
    }

    fn received(&self) -> Option<Comparable> {
        let requests = self.server.requests();
        let [request] = &*requests else {
            return None;
        };
        let query: Vec<String> = request
            .query
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        let target = format!("{}?{}", request.path, query.join("&"));
        let body = String::from_utf8_lossy(&request.body);
        Some(Comparable::new(&request.method, &target, &body))
    }

    fn recorded(&self) -> Comparable {
        let exchange = self.exchange;
        let body = exchange.request_body.as_deref().unwrap_or_default();
        Comparable::new(exchange.http_method.as_str(), &exchange.target, body)
    }

    /// Whether the received request is the recorded one, apart from undeclared parameters.
    pub(super) fn same_request(&self, recorded: &Recorded) -> bool {
        let mut expected = self.recorded();
        let undeclared = |name: &str| {
            let mut names = recorded.undeclared.iter();
            names.any(|one| civis_spec::snake_case(one.trim_end_matches("[]")) == name)
        };
        expected.query.retain(|(name, _)| !undeclared(name));
        if let Value::Object(fields) = &mut expected.body {
            fields.retain(|name, _| !undeclared(name));
        }
        self.received() == Some(expected)
    }

    pub(super) fn difference(&self) -> String {
        format!("{:?} is not {:?}", self.received(), self.recorded())
    }
}

/// Percent-encodes a text of the log for a query.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
