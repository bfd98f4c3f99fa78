//! The HTTP methods of operations.

use std::fmt;

/// An HTTP method that a document can declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HttpMethod {
    /// `GET`.
    Get,
    /// `PUT`.
    Put,
    /// `POST`.
    Post,
    /// `DELETE`.
    Delete,
    /// `OPTIONS`.
    Options,
    /// `HEAD`.
    Head,
    /// `PATCH`.
    Patch,
    /// `TRACE`.
    Trace,
}

impl HttpMethod {
    /// All methods, in the order of operations with one path.
    pub const ALL: [HttpMethod; 8] = [
        HttpMethod::Get,
        HttpMethod::Put,
        HttpMethod::Post,
        HttpMethod::Delete,
        HttpMethod::Options,
        HttpMethod::Head,
        HttpMethod::Patch,
        HttpMethod::Trace,
    ];

    /// The name on the wire.
    ///
    /// ```
    /// assert_eq!(civis_spec::HttpMethod::Get.as_str(), "GET");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.names().0
    }

    /// The key in a document.
    pub(crate) const fn key(self) -> &'static str {
        self.names().1
    }

    const fn names(self) -> (&'static str, &'static str) {
        match self {
            HttpMethod::Get => ("GET", "get"),
            HttpMethod::Put => ("PUT", "put"),
            HttpMethod::Post => ("POST", "post"),
            HttpMethod::Delete => ("DELETE", "delete"),
            HttpMethod::Options => ("OPTIONS", "options"),
            HttpMethod::Head => ("HEAD", "head"),
            HttpMethod::Patch => ("PATCH", "patch"),
            HttpMethod::Trace => ("TRACE", "trace"),
        }
    }

    /// Whether requests with this method have a body even without parameters for one.
    pub(crate) const fn expects_body(self) -> bool {
        matches!(self, HttpMethod::Post | HttpMethod::Put | HttpMethod::Patch)
    }
}

impl fmt::Display for HttpMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
