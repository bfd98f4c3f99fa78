//! Secrets: API keys, tokens, cookies and signed URLs. Here is what overwrites them in
//! memory and redacts them from texts.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use zeroize::Zeroizing;

/// Shorter secrets are not redacted from texts of the server: no key of the Platform is
/// that short, and too much of a text would go.
const MIN_REDACTED_LENGTH: usize = 8;

/// Texts that are overwritten when they are dropped, and never shown.
#[derive(Default)]
pub(crate) struct Secret(Vec<Zeroizing<String>>);

impl Secret {
    pub(crate) fn of(texts: impl IntoIterator<Item = Zeroizing<String>>) -> Self {
        Self(texts.into_iter().collect())
    }

    /// A text of the server without the secrets that it may echo, and without the
    /// queries of URLs.
    pub(crate) fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut redacted = Cow::Borrowed(text);
        for secret in &self.0 {
            if secret.len() >= MIN_REDACTED_LENGTH && redacted.contains(secret.as_str()) {
                redacted = Cow::Owned(redacted.replace(secret.as_str(), "[redacted]"));
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
        let longest = self.0.iter().map(|secret| secret.len()).max().unwrap_or(0);
        let mut redacted = self.redact(start);
        let mut end = redacted.len().saturating_sub(longest);
        while !redacted.is_char_boundary(end) {
            end -= 1;
        }
        match &mut redacted {
            Cow::Borrowed(text) => *text = &text[..end],
            Cow::Owned(text) => text.truncate(end),
        }
        redacted
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A header value with a secret: marked as sensitive, and overwritten when its last
/// clone is dropped. The copies in a transport's buffers are out of reach.
pub(crate) fn header(text: Zeroizing<String>) -> Option<HeaderValue> {
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

/// The end of a URL's scheme: as it is, in JSON with escaped slashes, and
/// percent-encoded in another URL.
const SCHEME_ENDS: [&str; 3] = ["://", r":\/\/", "%3a%2f%2f"];

/// Marks of the query of a signed URL, in lower case.
const SIGNATURES: [&str; 4] = ["x-amz-", "signature=", "signature%3d", "token="];

/// Cuts off the query of each URL in a text, since it may be a signature that grants
/// access to a file, and replaces the user name and password of each URL.
pub(crate) fn redact_queries(text: &str) -> Cow<'_, str> {
    let lower = text.to_ascii_lowercase();
    let marks = SCHEME_ENDS.iter().chain(&SIGNATURES);
    if !marks.into_iter().any(|mark| lower.contains(mark)) {
        return Cow::Borrowed(text);
    }
    let ends_word = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`');
    let mut redacted = String::with_capacity(text.len());
    let mut start = 0;
    for word in text.split_inclusive(ends_word) {
        let end = word.find(ends_word).unwrap_or(word.len());
        redact_word(&word[..end], &lower[start..start + end], &mut redacted);
        redacted.push_str(&word[end..]);
        start += word.len();
    }
    Cow::Owned(redacted)
}

/// `lower` is the word in lower case.
fn redact_word(word: &str, lower: &str, redacted: &mut String) {
    let first = |marks: &[&str]| {
        let matches = marks
            .iter()
            .filter_map(|mark| Some((lower.find(mark)?, mark.len())));
        matches.min()
    };
    let mut start = 0;
    let host = first(&SCHEME_ENDS).map(|(at, length)| at + length);
    if let Some(host) = host {
        let host_end = lower[host..].find(['/', '?', '#', '\\']);
        let host_end = host_end.map_or(lower.len(), |end| host + end);
        if let Some(at) = lower[host..host_end].rfind('@') {
            redacted.push_str(&word[..host]);
            redacted.push_str("[redacted]");
            start = host + at;
        }
    }
    let signature = first(&SIGNATURES).map(|(at, length)| (at, at + length));
    let from = host.unwrap_or(0);
    let query = ["?", "%3f"]
        .iter()
        .filter_map(|mark| lower[from..].find(mark))
        .min()
        .map(|at| from + at);
    let cut = match (query, signature) {
        (Some(query), _) if host.is_some() => Some(query),
        (Some(query), Some((at, _))) if query < at => Some(query),
        (_, Some((_, after))) => Some(after),
        _ => None,
    };
    // An encoded `?` may come before the `@` of the host.
    match cut.map(|cut| cut.max(start)) {
        Some(cut) => {
            redacted.push_str(&word[start..cut]);
            redacted.push_str(if lower[cut..].starts_with('?') {
                "?…"
            } else {
                "…"
            });
        }
        None => redacted.push_str(&word[start..]),
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::{Secret, concat, header, redact_queries};

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

    #[test]
    fn queries_of_urls_and_signatures_are_cut() {
        for (text, shown) in [
            ("nothing? here", "nothing? here"),
            ("https://h.test/a.csv", "https://h.test/a.csv"),
            (
                "at https://h.test/a?X-Amz-Signature=s&b=c now",
                "at https://h.test/a?… now",
            ),
            ("HTTP://H.test?s", "HTTP://H.test?…"),
            (
                r#"{"url":"https://h.test/a?s=1","b":2}"#,
                r#"{"url":"https://h.test/a?…","b":2}"#,
            ),
            (r#""https:\/\/h.test\/a?s=1""#, r#""https:\/\/h.test\/a?…""#),
            (
                "to=https%3A%2F%2Fh.test%2Fa%3FSignature%3Ds",
                "to=https%3A%2F%2Fh.test%2Fa…",
            ),
            (
                "<a href='https://h.test/?s'>x?</a>",
                "<a href='https://h.test/?…'>x?</a>",
            ),
            ("/a?X-Amz-Credential=c&X-Amz-Signature=s", "/a?…"),
            ("why?https://h.test/a?s", "why?https://h.test/a?…"),
            ("Signature=s&x", "Signature=…"),
            (
                "https://user:word@h.test/a?s",
                "https://[redacted]@h.test/a?…",
            ),
            (
                "https%3A%2F%2Fh.test%3Fa%3Db@c&X-Amz-Signature=s",
                "https%3A%2F%2F[redacted]…",
            ),
            ("https://h.test/é?s é", "https://h.test/é?… é"),
            ("https://h.test/a@b", "https://h.test/a@b"),
            ("İ https://h.test/?s", "İ https://h.test/?…"),
        ] {
            assert_eq!(redact_queries(text), shown);
        }
    }
}
