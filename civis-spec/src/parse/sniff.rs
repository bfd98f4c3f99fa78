//! Recognizes a file that is not a JSON object in UTF-8 by its beginning.

use crate::error::Error;

/// Fails unless the file begins like a JSON object.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Error> {
    if let Some(encoding) = encoding(bytes) {
        return Err(Error::whole(encoding));
    }
    let start = bytes.trim_ascii_start();
    let message = match start.first() {
        Some(b'{') => return Ok(()),
        None => "the file is empty",
        Some(b'<') => {
            "this is HTML or XML, not a specification in JSON; was it downloaded with a valid API key?"
        }
        Some(_) if is_yaml(start) => {
            "this is YAML, expected JSON: `yq -o=json spec.yaml > spec.json` converts it"
        }
        Some(_) => {
            "this is not a specification: expected a JSON object with the key `swagger` or `openapi`"
        }
    };
    Err(Error::whole(message))
}

/// The message about a file that is compressed or in an encoding of wide characters, with a
/// byte-order mark or without. Text in JSON begins with ASCII, so a zero byte beside its first
/// character reveals the encoding.
fn encoding(bytes: &[u8]) -> Option<&'static str> {
    Some(match *bytes {
        [0x1f, 0x8b, ..] => "the file is compressed with gzip: `gunzip` decompresses it",
        [b'P', b'K', 3, 4, ..] => "the file is a ZIP archive: extract the specification from it",
        [0xff, 0xfe, 0, 0, ..]
        | [0, 0, 0xfe, 0xff, ..]
        | [0, 0, 0, 1..=0xff, ..]
        | [1..=0xff, 0, 0, 0, ..] => {
            "the file is in UTF-32, expected UTF-8: `iconv -f UTF-32 -t UTF-8` converts it"
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            "the file is in UTF-16, expected UTF-8: `iconv -f UTF-16 -t UTF-8` converts it"
        }
        [1..=0xff, 0, ..] => {
            "the file is in UTF-16, expected UTF-8: `iconv -f UTF-16LE -t UTF-8` converts it"
        }
        [0, 1..=0xff, ..] => {
            "the file is in UTF-16, expected UTF-8: `iconv -f UTF-16BE -t UTF-8` converts it"
        }
        _ => return None,
    })
}

/// Whether the text begins like YAML: with a key, quoted or not, after comments, directives
/// and the start of a document.
fn is_yaml(bytes: &[u8]) -> bool {
    let lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r'));
    let mut lines = lines
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty());
    let is_preamble = |line: &&[u8]| {
        line.starts_with(b"#") || line.starts_with(b"%YAML") || line.starts_with(b"---")
    };
    let Some(first) = lines.find(|line| !is_preamble(line)) else {
        return bytes.starts_with(b"---") || bytes.starts_with(b"%YAML");
    };
    let name = match first.first() {
        Some(quote @ (b'"' | b'\'')) => {
            let mut parts = first[1..].splitn(2, |byte| byte == quote);
            match (parts.next(), parts.next()) {
                (Some(name), Some(rest)) if rest.trim_ascii_start().starts_with(b":") => name,
                _ => return false,
            }
        }
        _ => match first.iter().position(|byte| *byte == b':') {
            Some(end) => first[..end].trim_ascii_end(),
            None => return false,
        },
    };
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.$".contains(byte);
    !name.is_empty() && name.iter().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::{check, is_yaml};

    /// The message for a file that is not JSON.
    fn error_message(bytes: &[u8]) -> String {
        check(bytes).expect_err("not JSON").to_string()
    }

    #[test]
    fn wide_encodings_are_named() {
        for text in [
            "{\"swagger\": \"2.0\"}",
            " \r\n{",
            "openapi: 3.0.0",
            "<html>",
            "x",
            "\u{feff}{",
            "{\u{e9}",
        ] {
            let units: Vec<u16> = text.encode_utf16().collect();
            let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
            for bytes in [little, big] {
                let message = error_message(&bytes);
                assert!(
                    message.contains("in UTF-16, expected UTF-8: `iconv"),
                    "{text}: {message}"
                );
            }
            let wide = text.chars().map(u32::from);
            let little: Vec<u8> = wide.clone().flat_map(u32::to_le_bytes).collect();
            let big: Vec<u8> = wide.flat_map(u32::to_be_bytes).collect();
            for bytes in [little, big] {
                let message = error_message(&bytes);
                assert!(message.contains("in UTF-32"), "{text}: {message}");
            }
        }
    }

    #[test]
    fn compressed_files_are_named() {
        assert!(error_message(b"\x1f\x8b\x08\0\0").contains("gunzip"));
        assert!(error_message(b"PK\x03\x04\x14\0").contains("ZIP archive"));
        for bytes in [
            &b""[..],
            b"\0",
            b"\0\0",
            b"\0\0\0\0",
            b"\xff",
            b"\x1f",
            b"P",
            b"PK",
        ] {
            let message = error_message(bytes);
            assert!(!message.contains("UTF-"), "{message}");
        }
    }

    #[test]
    fn yaml_is_recognized_by_its_first_key() {
        for text in [
            "swagger: '2.0'",
            "openapi: 3.0.0",
            "---\nopenapi: 3.1.0",
            "--- # a comment\nopenapi: 3.1.0",
            "# a comment\n\n# another\r\nopenapi: 3.1.0",
            "%YAML 1.2\n---\nopenapi: 3.1.0",
            "\"swagger\": \"2.0\"",
            "'openapi' : 3.0.0",
            "info:\n  title: T",
            "x-vendor: 5",
            "---",
        ] {
            assert!(is_yaml(text.as_bytes()), "{text}");
        }
        for text in [
            "[1]",
            "\"text\"",
            "null",
            "Not Found: it",
            "404",
            "# only",
            "\"a\", b: c",
        ] {
            assert!(!is_yaml(text.as_bytes()), "{text}");
        }
    }
}
