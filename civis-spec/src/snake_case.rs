//! The official client's snake case.

/// Converts a name to snake case as the official client does: a word begins at a capital
/// that precedes lower-case letters or follows a lower-case letter or a digit.
///
/// ```
/// assert_eq!(civis_spec::snake_case("provideAPIKey"), "provide_api_key");
/// assert_eq!(civis_spec::snake_case("s3Options"), "s3_options");
/// ```
#[must_use]
pub fn snake_case(name: &str) -> String {
    // Only ASCII matters, and in an unoptimized macro bytes are several times as fast as
    // characters.
    let bytes = name.as_bytes();
    let mut out = Vec::with_capacity(bytes.len() + 4);
    let mut at = 0;
    while at < bytes.len() {
        // A capital before lower-case letters, unless it is the first character or follows
        // such a word.
        let before_word = at + 2 < bytes.len()
            && bytes[at] != b'\n'
            && bytes[at + 1].is_ascii_uppercase()
            && bytes[at + 2].is_ascii_lowercase();
        push_cased(&mut out, bytes[at]);
        at += 1;
        if before_word {
            out.push(b'_');
            out.push(bytes[at]);
            at += 1;
            while at < bytes.len() && bytes[at].is_ascii_lowercase() {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    // No character was split.
    String::from_utf8(out).unwrap_or_default().to_lowercase()
}

/// Appends a byte, after `_` if it is a capital that follows a lower-case letter or a digit.
fn push_cased(out: &mut Vec<u8>, byte: u8) {
    if byte.is_ascii_uppercase()
        && let Some(before) = out.last()
        && (before.is_ascii_lowercase() || before.is_ascii_digit())
    {
        out.push(b'_');
    }
    out.push(byte);
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn snake_case_follows_the_official_client() {
        for (name, snake) in [
            ("provideAPIKey", "provide_api_key"),
            ("limitingSQL", "limiting_sql"),
            ("s3Options", "s3_options"),
            ("sortkey1", "sortkey1"),
            ("HTTPServer", "http_server"),
            ("ABCd", "ab_cd"),
            ("lastRunID", "last_run_id"),
            ("isSHA256", "is_sha256"),
            ("oauth2Token", "oauth2_token"),
            ("JSONValue", "json_value"),
            ("x-y", "x-y"),
            ("snake_case", "snake_case"),
            ("éA", "éa"),
            ("AbCd", "ab_cd"),
            ("_Ab", "__ab"),
            ("", ""),
        ] {
            assert_eq!(snake_case(name), snake, "{name}");
        }
    }
}
