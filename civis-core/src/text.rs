//! The text of a body, by its character encoding.
//!
//! `encoding_rs` would add five crates to every build, for charsets that no API uses for JSON.

use std::borrow::Cow;

const BOM: char = '\u{feff}';

/// How the bytes of a body encode characters.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Encoding {
    Utf8,
    /// Windows-1252, which extends ISO 8859-1.
    Latin1,
    Utf16(Order),
    Utf32(Order),
}

/// The order of the bytes of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Order {
    Big,
    Little,
}

use Encoding::{Latin1, Utf8, Utf16, Utf32};
use Order::{Big, Little};

/// Returns the text of a body without a byte-order mark. Bytes that are not valid become U+FFFD.
///
/// The encoding is that of a byte-order mark, or else UTF-16 or UTF-32 if the zero bytes of the first character say so,
/// or else that of the `charset` in the media type. UTF-8 is the default, also for a charset that is not supported.
pub(crate) fn text<'a>(body: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    let text = match encoding(body, content_type) {
        // Several times faster than `from_utf8_lossy`, which is for the rare case.
        Utf8 => {
            std::str::from_utf8(body).map_or_else(|_| String::from_utf8_lossy(body), Cow::Borrowed)
        }
        Latin1 => body.iter().map(|byte| latin1(*byte)).collect(),
        Utf16(order) => utf16(body, order).into(),
        Utf32(order) => utf32(body, order).into(),
    };
    match text {
        Cow::Borrowed(text) => text.strip_prefix(BOM).unwrap_or(text).into(),
        Cow::Owned(mut text) => {
            if text.starts_with(BOM) {
                text.remove(0);
            }
            text.into()
        }
    }
}

fn encoding(body: &[u8], content_type: Option<&str>) -> Encoding {
    match *body {
        [0xef, 0xbb, 0xbf, ..] => return Utf8,
        [0, 0, 0xfe, 0xff, ..] | [0, 0, 0, 1..=255, ..] => return Utf32(Big),
        [0xff, 0xfe, 0, 0, ..] | [1..=255, 0, 0, 0, ..] => return Utf32(Little),
        [0xfe, 0xff, ..] | [0, 1..=255, ..] => return Utf16(Big),
        [0xff, 0xfe, ..] | [1..=255, 0, ..] => return Utf16(Little),
        _ => {}
    }
    let Some(charset) = content_type.and_then(charset) else {
        return Utf8;
    };
    match charset.to_ascii_lowercase().as_str() {
        "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" | "latin-1" | "l1" | "cp1252"
        | "windows-1252" => Latin1,
        // JSON begins with a zero byte then, unless the charset is wrong.
        "utf-16" | "utf-16le" | "utf16" if std::str::from_utf8(body).is_err() => Utf16(Little),
        "utf-16be" if std::str::from_utf8(body).is_err() => Utf16(Big),
        _ => Utf8,
    }
}

/// Returns the parameter `charset` of a media type.
fn charset(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| value.trim().trim_matches(['"', '\'']))
    })
}

/// The characters of the bytes 0x80 to 0x9f in Windows-1252, as the Encoding Standard maps them.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn latin1(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

fn utf16(body: &[u8], order: Order) -> String {
    let unit = |bytes: &[u8]| match *bytes {
        [a, b] if order == Big => u16::from_be_bytes([a, b]),
        [a, b] => u16::from_le_bytes([a, b]),
        // A byte alone at the end.
        _ => char::REPLACEMENT_CHARACTER as u16,
    };
    let chars = char::decode_utf16(body.chunks(2).map(unit));
    chars
        .map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

fn utf32(body: &[u8], order: Order) -> String {
    let code = |bytes: &[u8]| match *bytes {
        [a, b, c, d] if order == Big => Some(u32::from_be_bytes([a, b, c, d])),
        [a, b, c, d] => Some(u32::from_le_bytes([a, b, c, d])),
        _ => None,
    };
    let char = |bytes| code(bytes).and_then(char::from_u32);
    body.chunks(4)
        .map(|bytes| char(bytes).unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::text;

    fn read(body: &[u8], content_type: &str) -> String {
        text(body, Some(content_type)).into_owned()
    }

    const JSON: &str = "application/json";

    /// A text in every variant of UTF-16 and UTF-32.
    fn wide(text: &str) -> [Vec<u8>; 4] {
        let units = || text.encode_utf16();
        let codes = || text.chars().map(u32::from);
        [
            units().flat_map(u16::to_be_bytes).collect(),
            units().flat_map(u16::to_le_bytes).collect(),
            codes().flat_map(u32::to_be_bytes).collect(),
            codes().flat_map(u32::to_le_bytes).collect(),
        ]
    }

    #[test]
    fn a_byte_order_mark_decides_and_is_removed() {
        let body = "{\"name\": \"é€😀\"}";
        let marked = format!("\u{feff}{body}");
        for content_type in [JSON, "text/plain; charset=iso-8859-1", "a/b;charset=utf-8"] {
            assert_eq!(read(marked.as_bytes(), content_type), body);
            for bytes in wide(&marked) {
                assert_eq!(read(&bytes, content_type), body, "{content_type}");
            }
        }
        assert_eq!(read(b"\xef\xbb\xbf", JSON), "");
        assert_eq!(read(b"\xff\xfe", JSON), "");
    }

    #[test]
    fn zero_bytes_identify_wide_encodings_of_json() {
        for body in ["{\"name\": \"é😀\"}", "5", " ", "[\"日本\"]"] {
            for bytes in wide(body) {
                assert_eq!(read(&bytes, JSON), body, "{bytes:?}");
                assert_eq!(read(&bytes, "application/json; charset=utf-16"), body);
            }
        }
    }

    #[test]
    fn the_declared_charset_is_used() {
        for name in [
            "iso-8859-1",
            "ISO-8859-1",
            "\"latin1\"",
            " windows-1252 ",
            "cp1252",
        ] {
            let content_type = format!("application/json; v=1; Charset={name}; x=y");
            let read = read(b"\xe9 \x80\x81\x9f\xa0\xff\xc3\xa9", &content_type);
            assert_eq!(read, "é €\u{81}Ÿ\u{a0}ÿÃ©", "{name}");
        }
        let [big, little, ..] = wide("日本");
        assert_eq!(read(&little, "text/plain; charset=utf-16"), "日本");
        assert_eq!(read(&big, "text/plain; charset=UTF-16BE"), "日本");
        // A wrong charset, and an unsupported one.
        assert_eq!(read("é".as_bytes(), "a/b; charset=utf-16"), "é");
        assert_eq!(read("é".as_bytes(), "a/b; charset=utf-16be"), "é");
        assert_eq!(read("é".as_bytes(), "a/b; charset=us-ascii"), "é");
        assert_eq!(read("é".as_bytes(), "a/b; charset=ibm037"), "é");
        assert_eq!(read("é".as_bytes(), "a/b; charset"), "é");
    }

    #[test]
    fn invalid_bytes_are_replaced() {
        for (bytes, expected) in [
            (&b"a\xffb"[..], "a\u{fffd}b"),
            (b"\xe2\x82", "\u{fffd}"),
            (b"\xed\xa0\x80", "\u{fffd}\u{fffd}\u{fffd}"),
            (b"[\0\x00\xd8]\0", "[\u{fffd}]"),
            (b"[\0]\0x", "[]\u{fffd}"),
            (b"[\0\0\0\0\0\x11\0", "[\u{fffd}"),
            (b"", ""),
        ] {
            assert_eq!(read(bytes, JSON), expected, "{bytes:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_decode_to_text(body: Vec<u8>, name in "[a-z0-9-]{0,12}") {
            let _ = read(&body, &format!("a/b; charset={name}"));
        }

        #[test]
        fn text_is_decoded_in_each_encoding(body in "[ -~]\\PC{0,20}") {
            for bytes in wide(&body) {
                proptest::prop_assert_eq!(&read(&bytes, JSON), &body);
            }
            proptest::prop_assert_eq!(&read(body.as_bytes(), JSON), &body);
        }
    }
}
