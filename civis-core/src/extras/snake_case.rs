//! The official client's way from camel case to snake case.

/// Turns a name on the wire into the name that the official client shows
/// (2.10.1): an underscore before a capital that begins a word, and between a
/// small letter or digit and a capital; then all in lower case. Capitals are
/// those of ASCII.
pub(crate) fn snake_case(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 4);
    for (index, &current) in chars.iter().enumerate() {
        if index > 0 && current.is_ascii_uppercase() {
            let before = chars[index - 1];
            let begins_word = chars.get(index + 1).is_some_and(char::is_ascii_lowercase);
            let after_word = before.is_ascii_lowercase() || before.is_ascii_digit();
            if begins_word || after_word {
                out.push('_');
            }
        }
        out.extend(current.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn names_are_those_of_the_official_client() {
        for (wire, name) in [
            ("provideAPIKey", "provide_api_key"),
            ("limitingSQL", "limiting_sql"),
            ("s3Options", "s3_options"),
            ("HTTPServer", "http_server"),
            ("ABCd", "ab_cd"),
            ("lastRunID", "last_run_id"),
            ("isSHA256", "is_sha256"),
            ("oauth2Token", "oauth2_token"),
            ("snake_case", "snake_case"),
            ("x-y", "x-y"),
            ("", ""),
        ] {
            assert_eq!(snake_case(wire), name, "{wire}");
        }
    }
}
