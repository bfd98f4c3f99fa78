//! Scripted faults.

use std::time::Duration;

use serde_json::Value;

use crate::reply::Reply;
use crate::route::Pattern;

/// A fault: a delay, an error response or a broken connection. It happens once
/// unless [`times`](Self::times) says otherwise.
///
/// Faults take precedence over authentication, checks and scripted replies. Of
/// several that match a request, the one that was scripted first applies.
///
/// ```
/// use std::time::Duration;
/// use civis_mock::{Cut, Fault};
///
/// let busy = Fault::status(503).header("retry-after", "1").times(2);
/// let slow = Fault::delay(Duration::from_millis(50)).on("GET", "/jobs/{id}");
/// let gone = Fault::cut(Cut::BeforeAnswer).on_method("POST");
/// ```
#[derive(Debug, Clone)]
pub struct Fault {
    pub(crate) method: Option<String>,
    pub(crate) path: Option<Pattern>,
    pub(crate) delay: Duration,
    pub(crate) cut: Option<Cut>,
    pub(crate) reply: Option<Reply>,
    /// The number of requests it still applies to, or `None` for all.
    pub(crate) remaining: Option<usize>,
}

/// The point at which a connection is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cut {
    /// After half of the body of the request was read, which is not handled then.
    InRequest,
    /// After the request was read, before any response.
    BeforeAnswer,
    /// After status and headers, which announce a body that does not follow. A
    /// response without a body is complete nevertheless.
    AfterHeaders,
    /// After half of the body.
    InBody,
}

impl Fault {
    /// Responds with a status. From 400 on, the body is an error in the Platform's
    /// format.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Fault::reply(if status >= 400 {
            Reply::error(status, "scripted_fault", "A test scripted this response.")
        } else {
            Reply::empty(status)
        })
    }

    /// Responds with a reply.
    #[must_use]
    pub fn reply(reply: Reply) -> Self {
        Fault {
            reply: Some(reply),
            ..Fault::nothing()
        }
    }

    /// Delays the response.
    #[must_use]
    pub fn delay(delay: Duration) -> Self {
        Fault {
            delay,
            ..Fault::nothing()
        }
    }

    /// Closes the connection.
    #[must_use]
    pub fn cut(cut: Cut) -> Self {
        Fault {
            cut: Some(cut),
            ..Fault::nothing()
        }
    }

    fn nothing() -> Self {
        Fault {
            method: None,
            path: None,
            delay: Duration::ZERO,
            cut: None,
            reply: None,
            remaining: Some(1),
        }
    }

    /// Delays the fault.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Adds a header to the response of the fault. Does nothing if the fault has no
    /// response.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.reply = self.reply.map(|reply| reply.header(name, value));
        self
    }

    /// Replaces the body of the fault's response by JSON. Does nothing if the fault
    /// has no response.
    #[must_use]
    pub fn json(mut self, value: &Value) -> Self {
        if let Some(reply) = &mut self.reply {
            let Reply { headers, body, .. } = Reply::json(reply.status, value);
            reply
                .headers
                .retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
            reply.headers.extend(headers);
            reply.body = body;
        }
        self
    }

    /// Sets how many requests the fault applies to. Defaults to 1.
    #[must_use]
    pub fn times(mut self, times: usize) -> Self {
        self.remaining = Some(times);
        self
    }

    /// Applies to every request until [`clear_faults`](crate::MockServer::clear_faults).
    #[must_use]
    pub fn always(mut self) -> Self {
        self.remaining = None;
        self
    }

    /// Applies only to requests with a method and path. The path is one of the
    /// specification (`/jobs/{id}`), or any other, in which `{…}` matches one
    /// segment (`/jobs/7`, `/uploads/{name}`).
    #[must_use]
    pub fn on(self, method: &str, path: &str) -> Self {
        self.on_method(method).on_path(path)
    }

    /// Applies only to requests with a method.
    #[must_use]
    pub fn on_method(mut self, method: &str) -> Self {
        self.method = Some(method.to_ascii_uppercase());
        self
    }

    /// Applies only to requests with a path, which is one for [`on`](Self::on).
    #[must_use]
    pub fn on_path(mut self, path: &str) -> Self {
        self.path = Some(Pattern::new(path));
        self
    }
}
