//! Recognizes a file that is not a JSON object by its beginning.

use crate::error::Error;

/// Fails unless the file begins like a JSON object.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Error> {
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
    use super::is_yaml;

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
