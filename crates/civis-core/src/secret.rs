//! What must not be seen: keys, tokens and cookies, and what keeps them out of
//! sight.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use zeroize::Zeroizing;

/// Shorter secrets are not looked for in texts of the server: no key of the
/// Platform is that short, and a text would lose too much of itself.
const SHORTEST_TO_HIDE: usize = 8;

/// Texts that are overwritten when they are dropped, and never shown.
#[derive(Default)]
pub(crate) struct Secret(Vec<Zeroizing<String>>);

impl Secret {
    pub(crate) fn of(texts: impl IntoIterator<Item = Zeroizing<String>>) -> Self {
        Self(texts.into_iter().collect())
    }

    /// A text of the server, without the secrets that it may have echoed.
    pub(crate) fn hide<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut shown = Cow::Borrowed(text);
        for secret in &self.0 {
            if secret.len() >= SHORTEST_TO_HIDE && shown.contains(secret.as_str()) {
                shown = Cow::Owned(shown.replace(secret.as_str(), "[key]"));
            }
        }
        shown
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hidden]")
    }
}

/// The value of a header that holds a secret: marked as sensitive, and overwritten
/// when the last copy is dropped. The copies that a transport writes to its
/// buffers are beyond reach.
pub(crate) fn header(text: Zeroizing<String>) -> Option<HeaderValue> {
    let bytes = Bytes::from_owner(text);
    let mut value = HeaderValue::from_maybe_shared(bytes).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::{Secret, header};

    #[test]
    fn an_echoed_secret_is_hidden() {
        let texts = ["open-sesame", "b3Blbi1zZXNhbWU6", "short"];
        let secret = Secret::of(texts.map(|text| Zeroizing::new(text.to_owned())));
        let echo = "bad key open-sesame in Basic b3Blbi1zZXNhbWU6, short";
        assert_eq!(secret.hide(echo), "bad key [key] in Basic [key], short");
        assert_eq!(secret.hide("nothing"), "nothing");
        assert_eq!(format!("{secret:?}"), "[hidden]");
    }

    #[test]
    fn a_header_is_sensitive_and_valid() {
        let value = header(Zeroizing::from("Bearer x".to_owned())).expect("a header");
        assert!(value.is_sensitive());
        assert_eq!(value, "Bearer x");
        assert!(header(Zeroizing::from("a\nb".to_owned())).is_none());
    }
}
