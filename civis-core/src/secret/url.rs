//! Redacts URLs: their queries may be signatures, and they may name a user.

use std::borrow::Cow;

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
    use super::redact_queries;

    #[test]
    fn queries_of_urls_and_signatures_are_redacted() {
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
            ("Signature=s?x", "Signature=…"),
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
