//! Secrets: API keys, tokens, cookies and signed URLs. Here is what overwrites them in
//! memory and redacts them from texts.

mod echo;
mod url;

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use zeroize::{Zeroize, Zeroizing};

use echo::Echoes;
pub(crate) use url::redact_queries;

/// Shorter secrets are not redacted from texts of the server: no key of the Platform is
/// that short, and too much of a text would go.
const MIN_REDACTED_LENGTH: usize = 8;

/// Texts that are overwritten when they are dropped, and never shown.
#[derive(Clone, Default)]
pub(crate) struct Secret(Vec<Zeroizing<String>>);

impl Secret {
    pub(crate) fn of(texts: impl IntoIterator<Item = Zeroizing<String>>) -> Self {
        Self(texts.into_iter().collect())
    }

    pub(crate) fn add(&mut self, texts: impl IntoIterator<Item = Zeroizing<String>>) {
        self.0.extend(texts);
    }

    /// A text of the server without the secrets that it may echo, in any spelling that
    /// [`Echoes`] finds, and without the queries of URLs.
    pub(crate) fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut redacted = Cow::Borrowed(text);
        // A secret may be a part of another one's Base64.
        for secret in self.long() {
            if redacted.contains(secret.as_str()) {
                redacted = Cow::Owned(redacted.replace(secret.as_str(), "[redacted]"));
            }
        }
        for echoes in self.echoes() {
            if let Some(text) = echoes.redact(&redacted) {
                redacted = Cow::Owned(text);
            }
        }
        match redact_queries(&redacted) {
            Cow::Borrowed(_) => redacted,
            Cow::Owned(text) => Cow::Owned(text),
        }
    }

    /// Like [`redact`](Self::redact), for the beginning of a longer text: removes the
    /// part of a secret that it may end with.
    pub(crate) fn redact_start<'a>(&self, start: &'a str) -> Cow<'a, str> {
        let mut redacted = self.redact(start);
        let ends = self.echoes().filter_map(|echoes| echoes.cut_off(&redacted));
        if let Some(end) = ends.min() {
            match &mut redacted {
                Cow::Borrowed(text) => *text = &text[..end],
                Cow::Owned(text) => text.truncate(end),
            }
        }
        redacted
    }

    fn echoes(&self) -> impl Iterator<Item = Echoes<'_>> {
        self.long().map(|text| Echoes::of(text))
    }

    fn long(&self) -> impl Iterator<Item = &Zeroizing<String>> {
        let texts = self.0.iter();
        texts.filter(|text| text.len() >= MIN_REDACTED_LENGTH)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A header value with a secret: marked as sensitive, and overwritten when its last
/// clone is dropped. The copies in a transport's buffers are out of reach.
pub(crate) fn header<T>(text: Zeroizing<T>) -> Option<HeaderValue>
where
    T: AsRef<[u8]> + Zeroize + Send + 'static,
{
    let bytes = Bytes::from_owner(text);
    let mut value = HeaderValue::from_maybe_shared(bytes).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Joins texts in one allocation, so that no part is left behind by growing.
pub(crate) fn concat(texts: &[&str]) -> Zeroizing<String> {
    let length = texts.iter().map(|text| text.len()).sum();
    let mut joined = Zeroizing::new(String::with_capacity(length));
    for text in texts {
        joined.push_str(text);
    }
    joined
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::{Secret, concat, header};

    #[test]
    fn an_echoed_secret_is_redacted() {
        let texts = ["open-sesame", "b3Blbi1zZXNhbWU6", "short"];
        let secret = Secret::of(texts.map(|text| Zeroizing::new(text.to_owned())));
        let echo = "bad key open-sesame in Basic b3Blbi1zZXNhbWU6, short";
        assert_eq!(
            secret.redact(echo),
            "bad key [redacted] in Basic [redacted], short"
        );
        assert_eq!(secret.redact("nothing"), "nothing");
        assert_eq!(format!("{secret:?}"), "[redacted]");
    }

    #[test]
    fn a_header_is_sensitive_and_valid() {
        let value = header(Zeroizing::from("Bearer x".to_owned())).expect("a header");
        assert!(value.is_sensitive());
        assert_eq!(value, "Bearer x");
        assert!(header(Zeroizing::from("a\nb".to_owned())).is_none());
    }

    #[test]
    fn the_start_of_a_text_does_not_end_within_a_secret() {
        let secret = Secret::of([Zeroizing::new("open-sesame".to_owned())]);
        for cut in 1.."open-sesame".len() {
            let text = format!("{}{}", "é".repeat(20), &"open-sesame"[..cut]);
            let shown = secret.redact_start(&text);
            assert!(
                shown.starts_with("ééééé") && !shown.contains('o'),
                "{shown}"
            );
        }
    }

    #[test]
    fn texts_are_joined_without_growing() {
        let whole = concat(&["a", "", "bc"]);
        assert_eq!((&**whole, whole.capacity()), ("abc", 3));
    }
}
