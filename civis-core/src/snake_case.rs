//! Camel case to snake case, as the official Python client converts names.

/// Converts a JSON key into the field name of the official Python client (2.10.1):
/// inserts an underscore before a capital that is followed by a lower-case letter,
/// and between a lower-case letter or digit and a capital, then converts all to lower
/// case. Only ASCII letters count.
///
/// `civis_spec::snake_case` converts alike, at compile time. This crate has its own
/// because it does not depend on `civis-spec` by default; a test compares the two.
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
    fn names_follow_the_official_client() {
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

    #[cfg(feature = "dynamic")]
    proptest::proptest! {
        #[test]
        fn names_follow_the_specification(name in "[a-zA-Z0-9_é-]{0,12}") {
            proptest::prop_assert_eq!(snake_case(&name), civis_spec::snake_case(&name));
        }
    }
}
