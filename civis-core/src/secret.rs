//! What must not be seen: keys, tokens and cookies, signed URLs, and what keeps
//! them out of sight.

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

    /// A text of the server, without the secrets that it may have echoed, and
    /// without the queries of URLs.
    pub(crate) fn hide<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut shown = Cow::Borrowed(text);
        for secret in &self.0 {
            if secret.len() >= SHORTEST_TO_HIDE && shown.contains(secret.as_str()) {
                shown = Cow::Owned(shown.replace(secret.as_str(), "[key]"));
            }
        }
        match cut_queries(&shown) {
            Cow::Borrowed(_) => shown,
            Cow::Owned(cut) => Cow::Owned(cut),
        }
    }

    /// The start of a text that goes on, as [`hide`](Self::hide) shows it, without
    /// the start of a secret that it may end with.
    pub(crate) fn hide_start<'a>(&self, start: &'a str) -> Cow<'a, str> {
        let longest = self.0.iter().map(|secret| secret.len()).max().unwrap_or(0);
        let mut shown = self.hide(start);
        let mut end = shown.len().saturating_sub(longest);
        while !shown.is_char_boundary(end) {
            end -= 1;
        }
        match &mut shown {
            Cow::Borrowed(text) => *text = &text[..end],
            Cow::Owned(text) => text.truncate(end),
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

/// Texts in one, without a copy of a part that stays behind when it grows.
pub(crate) fn concat(texts: &[&str]) -> Zeroizing<String> {
    let length = texts.iter().map(|text| text.len()).sum();
    let mut whole = Zeroizing::new(String::with_capacity(length));
    for text in texts {
        whole.push_str(text);
    }
    whole
}

/// What a URL begins with, as it stands, in JSON that escapes slashes, and encoded
/// into another one.
const SCHEME_ENDS: [&str; 3] = ["://", r":\/\/", "%3a%2f%2f"];

/// What the query of a signed URL holds, in small letters.
const SIGNATURES: [&str; 4] = ["x-amz-", "signature=", "signature%3d", "token="];

/// A text in which the query of each URL is cut, since it may be what opens a file
/// to everyone; and the user's name and password in one.
pub(crate) fn cut_queries(text: &str) -> Cow<'_, str> {
    let small = text.to_ascii_lowercase();
    let marks = SCHEME_ENDS.iter().chain(&SIGNATURES);
    if !marks.into_iter().any(|mark| small.contains(mark)) {
        return Cow::Borrowed(text);
    }
    let ends_word = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`');
    let mut shown = String::with_capacity(text.len());
    let mut place = 0;
    for word in text.split_inclusive(ends_word) {
        let end = word.find(ends_word).unwrap_or(word.len());
        cut_word(&word[..end], &small[place..place + end], &mut shown);
        shown.push_str(&word[end..]);
        place += word.len();
    }
    Cow::Owned(shown)
}

/// `small` is the word in small letters.
fn cut_word(word: &str, small: &str, shown: &mut String) {
    let first = |marks: &[&str]| {
        let found = marks
            .iter()
            .filter_map(|mark| Some((small.find(mark)?, mark.len())));
        found.min()
    };
    let mut start = 0;
    let url = first(&SCHEME_ENDS).map(|(at, length)| at + length);
    if let Some(host) = url {
        let host_end = small[host..].find(['/', '?', '#', '\\']);
        let host_end = host_end.map_or(small.len(), |end| host + end);
        if let Some(at) = small[host..host_end].rfind('@') {
            shown.push_str(&word[..host]);
            shown.push_str("[hidden]");
            start = host + at;
        }
    }
    let signature = first(&SIGNATURES).map(|(at, length)| (at, at + length));
    let from = url.unwrap_or(0);
    let query = ["?", "%3f"]
        .iter()
        .filter_map(|mark| small[from..].find(mark))
        .min()
        .map(|at| from + at);
    let cut = match (query, signature) {
        (Some(query), _) if url.is_some() => Some(query),
        (Some(query), Some((at, _))) if query < at => Some(query),
        (_, Some((_, after))) => Some(after),
        _ => None,
    };
    // A mark before the `@` of a host that is encoded is one of a query too.
    match cut.map(|cut| cut.max(start)) {
        Some(cut) => {
            shown.push_str(&word[start..cut]);
            shown.push_str(if small[cut..].starts_with('?') {
                "?…"
            } else {
                "…"
            });
        }
        None => shown.push_str(&word[start..]),
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::{Secret, concat, cut_queries, header};

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

    #[test]
    fn the_start_of_a_text_does_not_end_within_a_secret() {
        let secret = Secret::of([Zeroizing::new("open-sesame".to_owned())]);
        for cut in 1.."open-sesame".len() {
            let text = format!("{}{}", "é".repeat(20), &"open-sesame"[..cut]);
            let shown = secret.hide_start(&text);
            assert!(
                shown.starts_with("ééééé") && !shown.contains('o'),
                "{shown}"
            );
        }
    }

    #[test]
    fn parts_are_put_together_without_growing() {
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
                "https://[hidden]@h.test/a?…",
            ),
            (
                "https%3A%2F%2Fh.test%3Fa%3Db@c&X-Amz-Signature=s",
                "https%3A%2F%2F[hidden]…",
            ),
            ("https://h.test/é?s é", "https://h.test/é?… é"),
            ("https://h.test/a@b", "https://h.test/a@b"),
            ("İ https://h.test/?s", "İ https://h.test/?…"),
        ] {
            assert_eq!(cut_queries(text), shown);
        }
    }
}
