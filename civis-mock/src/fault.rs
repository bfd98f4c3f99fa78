//! Faults that a test scripts.

use std::time::Duration;

use serde_json::Value;

use crate::reply::Reply;
use crate::route::Pattern;

/// Something that goes wrong, once unless [`times`](Self::times) says otherwise.
///
/// A fault meets the requests that it is meant for before anything else looks
/// at them. Of several that fit, the one given to the server first comes first.
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
    /// How many requests it still meets; `None` for all.
    pub(crate) left: Option<usize>,
}

/// Where a connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cut {
    /// The request is read and nothing is answered.
    BeforeAnswer,
    /// Status and headers are answered, with the length of a body that does
    /// not follow. An answer without a body is whole all the same.
    AfterHeaders,
    /// Half of the body is answered.
    InBody,
}

impl Fault {
    /// Answers a status, with an error of the Platform's form as its body from
    /// 400 on.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Fault::reply(if status >= 400 {
            Reply::error(status, "scripted_fault", "A test asked for this answer.")
        } else {
            Reply::empty(status)
        })
    }

    /// Answers anything.
    #[must_use]
    pub fn reply(reply: Reply) -> Self {
        Fault {
            reply: Some(reply),
            ..Fault::nothing()
        }
    }

    /// Waits before the answer.
    #[must_use]
    pub fn delay(delay: Duration) -> Self {
        Fault {
            delay,
            ..Fault::nothing()
        }
    }

    /// Breaks the connection.
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
            left: Some(1),
        }
    }

    /// Waits before what the fault does.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Adds a header to the scripted answer. A fault that scripts none, and so
    /// lets the ordinary answer through, is not changed.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.reply = self.reply.map(|reply| reply.header(name, value));
        self
    }

    /// Replaces the scripted answer's body by JSON. A fault that scripts no
    /// answer is not changed.
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

    /// Meets that many requests (1 by default, 0 for none).
    #[must_use]
    pub fn times(mut self, times: usize) -> Self {
        self.left = Some(times);
        self
    }

    /// Meets every request until [`clear_faults`](crate::MockServer::clear_faults).
    #[must_use]
    pub fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// Meets only requests of one verb and path. The path is one of the
    /// specification (`/jobs/{id}`), or any other, in which `{…}` stands for
    /// one segment (`/jobs/7`, `/uploads/{name}`).
    #[must_use]
    pub fn on(self, method: &str, path: &str) -> Self {
        self.on_method(method).on_path(path)
    }

    /// Meets only requests of one verb.
    #[must_use]
    pub fn on_method(mut self, method: &str) -> Self {
        self.method = Some(method.to_ascii_uppercase());
        self
    }

    /// Meets only requests of one path, as in [`on`](Self::on).
    #[must_use]
    pub fn on_path(mut self, path: &str) -> Self {
        self.path = Some(Pattern::new(path));
        self
    }
}
