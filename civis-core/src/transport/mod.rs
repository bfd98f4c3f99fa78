//! Sockets: the trait that sends one request, and its implementations.
//!
//! A session sends through one [`Transport`]. `Ureq` is the default; with the
//! feature `reqwest` there is `Reqwest` too; and one's own serves for tests,
//! recordings, or another HTTP library.
//!
//! ```
//! use civis_core::Session;
//! use civis_core::transport::{Limits, Transport, TransportError};
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
//!         _request: http::Request<&[u8]>,
//!         _limits: &Limits,
//!     ) -> Result<http::Response<Vec<u8>>, TransportError> {
//!         Ok(http::Response::new(self.0.as_bytes().to_vec()))
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

mod error;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "ureq")]
mod resolver;
mod settings;
#[cfg(feature = "ureq")]
mod unpack;
#[cfg(feature = "ureq")]
mod ureq;
#[cfg(feature = "ureq")]
mod watch;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use error::{TransportError, TransportErrorKind};
#[cfg(feature = "reqwest")]
pub use reqwest::Reqwest;
pub use settings::Settings;
#[cfg(feature = "ureq")]
pub use ureq::Ureq;

/// Sends one request, once.
///
/// An implementation
/// - sends the request as it is: no retries, no redirections, path and headers
///   unchanged (it may add `Host`, `Content-Length`, `Accept` and
///   `Accept-Encoding`, and must undo a content encoding that it asked for);
/// - sends no body, and no `Content-Length`, for an empty one on verbs that
///   carry none;
/// - returns every answer, whatever its status;
/// - tells in its errors whether the server may have got the request, since a
///   session decides by it whether a `POST` is repeated.
///
/// It is called from many threads at once.
pub trait Transport: fmt::Debug + Send + Sync {
    /// A short name for the `User-Agent`: letters, digits and `-._`.
    fn name(&self) -> &str;

    /// Sends a request, and reads its answer whole.
    ///
    /// # Errors
    /// If no whole answer came within the limits.
    fn send(
        &self,
        request: http::Request<&[u8]>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError>;
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn name(&self) -> &str {
        T::name(self)
    }

    fn send(
        &self,
        request: http::Request<&[u8]>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        T::send(self, request, limits)
    }
}

/// One transport for many sessions.
impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn name(&self) -> &str {
        T::name(self)
    }

    fn send(
        &self,
        request: http::Request<&[u8]>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        T::send(self, request, limits)
    }
}

/// What bounds one request.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Limits {
    /// The time that is left for connecting, sending and reading; `None` is no
    /// bound.
    pub timeout: Option<Duration>,
    /// How long a body may be, in bytes, after content decoding.
    pub max_response_bytes: u64,
}

impl Default for Limits {
    /// No bound of time, and 64 MiB.
    fn default() -> Self {
        Self {
            timeout: None,
            max_response_bytes: 64 << 20,
        }
    }
}

/// Whether an empty body of a request is sent as a body of length 0.
#[cfg(any(feature = "ureq", feature = "reqwest"))]
fn expects_body(method: &http::Method) -> bool {
    use http::Method;
    [Method::POST, Method::PUT, Method::PATCH].contains(method)
}
