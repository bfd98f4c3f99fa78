//! The name of a file, from `Content-Disposition` (RFC 6266).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Returns the parameter `filename*`, or else `filename`, without folders.
pub(super) fn file_name(disposition: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(disposition) {
        Ok(text) => Cow::Borrowed(text),
        // Old servers send Latin-1.
        Err(_) => disposition.iter().map(|byte| char::from(*byte)).collect(),
    };
    let (mut plain, mut extended) = (None, None);
    for (name, value) in parameters(&text) {
        if name.eq_ignore_ascii_case("filename*") {
            extended = extended.or_else(|| decode(&value));
        } else if name.eq_ignore_ascii_case("filename") {
            plain = plain.or(Some(value));
        }
    }
    let path = extended.or(plain)?;
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let is_name = !name.is_empty() && ![".", ".."].contains(&name);
    (is_name && !name.chars().any(char::is_control)).then(|| name.to_owned())
}

/// The parameters after the first `;`: names, and values without their quotes.
fn parameters(text: &str) -> impl Iterator<Item = (&str, String)> {
    let mut rest = text.split_once(';').map_or("", |(_, rest)| rest);
    std::iter::from_fn(move || {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let value = match after.strip_prefix('"') {
            Some(quoted) => {
                let (value, end) = unquote(quoted);
                rest = &quoted[end..];
                value
            }
            None => {
                let end = after.find(';').unwrap_or(after.len());
                rest = &after[end..];
                after[..end].trim().to_owned()
            }
        };
        rest = rest.split_once(';').map_or("", |(_, rest)| rest);
        Some((name.trim(), value))
    })
}

/// The text up to the closing quote, and the place of that.
fn unquote(quoted: &str) -> (String, usize) {
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return (value, at),
            '\\' => value.extend(chars.next().map(|(_, char)| char)),
            char => value.push(char),
        }
    }
    (value, quoted.len())
}

/// Decodes `UTF-8''a%20b` (RFC 8187).
fn decode(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    let bytes = percent_decode_str(encoded);
    if charset.eq_ignore_ascii_case("utf-8") {
        return bytes.decode_utf8().ok().map(Cow::into_owned);
    }
    let is_latin = charset.eq_ignore_ascii_case("iso-8859-1");
    is_latin.then(|| bytes.map(char::from).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::file_name;

    #[test]
    fn the_name_is_that_of_the_header_without_folders() {
        for (header, name) in [
            (r#"attachment; filename="a b.png""#, Some("a b.png")),
            ("attachment; filename=a.png", Some("a.png")),
            ("inline;FileName = a.png ; x=y", Some("a.png")),
            (
                r#"attachment; filename="a;\"b\".png"; size=3"#,
                Some(r#"a;"b".png"#),
            ),
            (
                "attachment; filename=\"_.png\"; filename*=UTF-8''%C3%A9%20x.png",
                Some("é x.png"),
            ),
            ("attachment; filename*=iso-8859-1'en'%E9.png", Some("é.png")),
            ("attachment; filename*=x-odd''a; filename=b", Some("b")),
            ("attachment; filename*=UTF-8''%FF; filename=b", Some("b")),
            (r#"attachment; filename="../../etc/passwd""#, Some("passwd")),
            (r#"attachment; filename="C:\\odd\\a.png""#, Some("a.png")),
            ("attachment; filename*=UTF-8''..%2Fa%2F..", None),
            ("attachment; filename=\"a\tb\"", None),
            ("attachment; filename=\"\"", None),
            ("attachment; filename=\"a", Some("a")),
            ("attachment; filename", None),
            ("attachment", None),
            ("", None),
        ] {
            assert_eq!(file_name(header.as_bytes()).as_deref(), name, "{header}");
        }
        assert_eq!(file_name(b"a; filename=\xe9.png").as_deref(), Some("é.png"));
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_a_panic(header in "(;|filename\\*?=|\"|'|%|\\PC){0,30}") {
            if let Some(name) = file_name(header.as_bytes()) {
                prop_assert!(!name.contains(['/', '\\']));
            }
        }
    }
}
