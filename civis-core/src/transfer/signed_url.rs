//! URLs that carry their own authorization.

use std::fmt;
use std::str::FromStr;

use http::Uri;

use crate::error::Error;

/// A URL that carries its own authorization in its query, such as `fileUrl` and `uploadUrl` in
/// responses of the Platform. Anyone who has it can use it until it expires.
///
/// `Display` and `Debug` show it without the query.
///
/// ```
/// use civis_core::transfer::SignedUrl;
///
/// let url = SignedUrl::parse("https://bucket.example/a/b.csv?X-Amz-Signature=5ec7e7")?;
/// assert_eq!(url.to_string(), "https://bucket.example/a/b.csv");
/// assert_eq!(url.path(), "/a/b.csv");
/// # Ok::<(), civis_core::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SignedUrl(Uri);

impl SignedUrl {
    /// Parses a URL. Requests refuse `http://`, except to this machine and to hosts that
    /// [`allow_http_to`](crate::SessionBuilder::allow_http_to) names.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the text is not a URL, if its
    /// scheme is not `https` or `http`, or if it has a user name or a fragment. The error does not
    /// contain the text.
    pub fn parse(url: &str) -> Result<Self, Error> {
        let invalid = |problem| Error::invalid_request("a signed URL", "url", problem);
        // The parser drops fragments silently.
        if url.contains('#') {
            return Err(invalid("has a fragment"));
        }
        let uri: Uri = url.parse().map_err(|_| invalid("is not a valid URL"))?;
        if !matches!(uri.scheme_str(), Some("https" | "http")) {
            return Err(invalid("does not begin with https:// or http://"));
        }
        match uri.authority() {
            Some(authority) if authority.as_str().contains('@') => Err(invalid("has a user name")),
            Some(authority) if !authority.host().is_empty() => Ok(Self(uri)),
            _ => Err(invalid("has no host")),
        }
    }

    /// The path, percent-encoded.
    #[must_use]
    pub fn path(&self) -> &str {
        self.0.path()
    }

    /// The host, without the port.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host().unwrap_or_default()
    }

    pub(super) fn uri(&self) -> &Uri {
        &self.0
    }
}

impl FromStr for SignedUrl {
    type Err = Error;

    fn from_str(url: &str) -> Result<Self, Error> {
        Self::parse(url)
    }
}

impl fmt::Display for SignedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.0.scheme_str().unwrap_or_default();
        let authority = self
            .0
            .authority()
            .map_or("", |authority| authority.as_str());
        write!(f, "{scheme}://{authority}{}", self.0.path())
    }
}

impl fmt::Debug for SignedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::SignedUrl;
    use crate::ErrorKind;

    #[test]
    fn a_signature_is_never_shown() {
        for (url, shown) in [
            ("https://h.test/a?secret", "https://h.test/a"),
            (
                "http://127.0.0.1:8080/a/b?secret=c",
                "http://127.0.0.1:8080/a/b",
            ),
            ("https://h.test?secret", "https://h.test/"),
        ] {
            let parsed: SignedUrl = url.parse().expect("a URL");
            assert_eq!(parsed.to_string(), shown);
            assert_eq!(format!("{parsed:?}"), format!("SignedUrl({shown})"));
        }
    }

    #[test]
    fn what_is_no_url_is_refused_without_being_shown() {
        for url in [
            "",
            "/a?secret",
            "secret",
            "ftp://h.test/secret",
            "https://secret@h.test/a",
            "https://h.test/a?b#secret",
            "https://h.test/a b?secret",
            "https://h.test/a\r\nsecret: b",
            "https:///secret",
        ] {
            let error = SignedUrl::parse(url).expect_err(url);
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert!(!format!("{error:?}").contains("secret"), "{error:?}");
        }
    }
}
