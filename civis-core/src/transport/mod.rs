//! Transports: the trait that sends one request, and its implementations.
//!
//! A session sends all its requests through one [`Transport`]. `Ureq` is the default;
//! the feature `reqwest` adds `Reqwest`. Implement the trait for tests, recordings, or
//! another HTTP library.
//!
//! ```
//! use civis_core::Session;
//! use civis_core::transport::{Limits, RequestBody, ResponseBody, Transport, TransportError};
//!
//! #[derive(Debug)]
//! struct Canned(&'static str);
//!
//! impl Transport for Canned {
//!     fn name(&self) -> &str {
//!         "canned"
//!     }
//!
//!     fn send(
//!         &self,
//!         _request: http::Request<RequestBody<'_>>,
//!         _limits: &Limits,
//!     ) -> Result<http::Response<ResponseBody>, TransportError> {
//!         Ok(http::Response::new(self.0.as_bytes().to_vec().into()))
//!     }
//! }
//!
//! let session = Session::builder()
//!     .api_key("my-api-key")
//!     .transport(Canned(r#"{"id": 7}"#))
//!     .build()?;
//! # let _ = session;
//! # Ok::<(), civis_core::Error>(())
//! ```

mod body;
#[cfg(feature = "ureq")]
mod body_mask;
#[cfg(feature = "ureq")]
mod log_mask;
#[cfg(feature = "ureq")]
mod message_parser;
#[cfg_attr(
    not(any(feature = "ureq", feature = "reqwest")),
    allow(dead_code, reason = "only the transports of this crate use it")
)]
mod proxy;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "ureq")]
mod resolver;
#[cfg(feature = "ureq")]
mod sent_tracker;
mod settings;
#[cfg(any(feature = "ureq", feature = "reqwest"))]
mod tls;
#[cfg(feature = "ureq")]
mod ureq;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

#[cfg(any(feature = "ureq", feature = "reqwest"))]
use crate::headers::frames_message;

pub(crate) use body::too_long;
pub use body::{RequestBody, ResponseBody};

pub use crate::error::{TransportError, TransportErrorKind};
#[cfg(feature = "reqwest")]
pub use reqwest::Reqwest;
pub use settings::Settings;
#[cfg(feature = "ureq")]
pub use ureq::Ureq;

/// Sends a request once and returns its response.
///
/// An implementation must
/// - send the request unchanged, without retries and without following redirects. It
///   may add `Host`, `Content-Length`, `Transfer-Encoding` and `Accept`;
/// - send a body with its length as `Content-Length`, and a body of unknown length in chunks,
///   and read no more of a reader than it sends. It may stop reading once the server has
///   responded;
/// - send an empty body with `Content-Length: 0` for `POST`, `PUT` and `PATCH`, and
///   neither body nor `Content-Length` for an empty body of other methods;
/// - return the response whatever its status, as soon as its head has arrived;
/// - return the body as it comes, without decoding its `Content-Encoding`, which the
///   session does, as it limits the length of the body. A transport that decodes must remove
///   that header;
/// - fail the reading of a response's body that is cut off, or for which no bytes arrive
///   for too long;
/// - report in an error whether the server may have received any of the request. The
///   session retries a `POST` only if it has not.
///
/// `send` is called from many threads at once. The body of a response may be read on another
/// thread, while other requests are sent, and it may be dropped before its end.
pub trait Transport: fmt::Debug + Send + Sync {
    /// A short name for `User-Agent`, of letters, digits, `-`, `.` and `_`.
    fn name(&self) -> &str;

    /// Sends a request, and returns its response when the head has arrived.
    ///
    /// # Errors
    /// If the head of a response does not arrive within the limits. If the body of the request
    /// cannot be read, the kind is [`RequestBody`](TransportErrorKind::RequestBody): made from
    /// the error of the body, if the library hands it back.
    fn send(
        &self,
        request: http::Request<RequestBody<'_>>,
        limits: &Limits,
    ) -> Result<http::Response<ResponseBody>, TransportError>;
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn name(&self) -> &str {
        T::name(self)
    }

    fn send(
        &self,
        request: http::Request<RequestBody<'_>>,
        limits: &Limits,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        T::send(self, request, limits)
    }
}

/// Lets several sessions share a transport.
impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn name(&self) -> &str {
        T::name(self)
    }

    fn send(
        &self,
        request: http::Request<RequestBody<'_>>,
        limits: &Limits,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        T::send(self, request, limits)
    }
}

/// Refuses a request with headers that only the transport may set. A wrong length makes ureq
/// spin, and desynchronises a pooled connection of reqwest.
#[cfg(any(feature = "ureq", feature = "reqwest"))]
fn check_headers(headers: &http::HeaderMap) -> Result<(), TransportError> {
    match headers.keys().find(|name| frames_message(name)) {
        None => Ok(()),
        Some(name) => {
            let message = format!("the header `{name}` is up to the transport");
            let kind = TransportErrorKind::InvalidRequest;
            Err(TransportError::new(kind, false, message))
        }
    }
}

/// The limits of one request. The default is none.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Limits {
    /// The time for connecting, sending, and reading the response with its body together;
    /// `None` means no limit.
    pub timeout: Option<Duration>,
    /// The time for connecting, sending, and reading the head of the response together, for
    /// a response whose body may take any time; `None` means no limit.
    pub head_timeout: Option<Duration>,
}
