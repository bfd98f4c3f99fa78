//! JSON that `serde_json` rejects or reads inexactly, and values of other types than declared.

use super::*;
use crate::record::number::keeps_all_digits;

#[test]
fn a_number_beyond_the_range_is_kept() {
    for (json, expected) in [
        (
            r#"{"share": 1e400, "rowCount": -1E+999}"#,
            json!({"share": "1e400", "rowCount": "-1E+999"}),
        ),
        (
            r#"{"any": [1e400, 2, "1e400"], "more": {"a": 1e400}, "sizes": {"a": 1e400}}"#,
            json!({
                "any": ["1e400", 2, "1e400"], "more": {"a": "1e400"}, "sizes": {"a": "1e400"},
            }),
        ),
    ] {
        // With the feature `arbitrary_precision`, the parser keeps it unchanged.
        let expected = serde_json::from_str(json).unwrap_or(expected);
        let mut whole = Whole::default();
        decode_slice(json.as_bytes(), &mut whole).expect("JSON");
        assert_eq!(write(&whole), expected);
        assert_eq!((whole.share, whole.count), (None, None));
    }
}

#[test]
fn an_unpaired_surrogate_is_read() {
    for (json, expected) in [
        (
            r#"{"name": "\u0939 \\ud800 \ud800\n\uDC00 \ud83d\ude00 \" 1e400"}"#,
            json!({"name": "\u{939} \\ud800 \u{fffd}\n\u{fffd} \u{1f600} \" 1e400"}),
        ),
        (
            r#"{"\udfff": 1, "name": "a"}"#,
            json!({"\u{fffd}": 1, "name": "a"}),
        ),
    ] {
        let mut whole = Whole::default();
        let decoded = decode_slice(json.as_bytes(), &mut whole).expect("JSON");
        assert_eq!(decoded, Decoded::Whole);
        assert_eq!(write(&whole), expected, "{json}");
    }
    for json in [
        r#"{"share": 01e400}"#,
        r#"{"share": 1.e400}"#,
        r#"{"share": 1e400"#,
        r#"{"name": "\ud800}"#,
        r#"{"name": "\ud80"}"#,
        r#"{"name": "\"#,
    ] {
        assert!(
            decode_slice(json.as_bytes(), &mut Whole::default()).is_err(),
            "{json}"
        );
    }
}

#[test]
fn numbers_that_json_does_not_have_are_kept_as_text() {
    for token in [
        "NaN",
        "Infinity",
        "-Infinity",
        "nan",
        "-nan",
        "inf",
        "-inf",
        "+Infinity",
        "INF",
    ] {
        let json = format!(
            r#"{{"share": {token}, "rowCount": {token},"ids":[1,{token}], "name": "{token}", "any": [{token}], "more": {token} }}"#
        );
        let mut whole = Whole::default();
        let decoded = decode_slice(json.as_bytes(), &mut whole).expect("JSON");
        assert_eq!(decoded, Decoded::Whole);
        assert_eq!((whole.share, whole.count, &whole.ids), (None, None, &None));
        let expected = json!({
            "share": token, "rowCount": token, "ids": [1, token], "name": token,
            "any": [token], "more": token,
        });
        assert_eq!(write(&whole), expected, "{json}");
        let decoded = decode_slice(token.as_bytes(), &mut whole).expect("JSON");
        assert_eq!(decoded, Decoded::Unexpected(json!(token)));
    }
}

#[test]
fn control_characters_in_text_are_read() {
    let mut whole = Whole::default();
    let json = b"{\"name\": \"a\tb\r\n\x1b[0m\x00\x7f \\\" c\",\n\t\"new\": \"\x01\"}";
    decode_slice(json, &mut whole).expect("JSON");
    let expected = json!({"name": "a\tb\r\n\u{1b}[0m\0\u{7f} \" c", "new": "\u{1}"});
    assert_eq!(write(&whole), expected);
}

#[test]
fn other_invalid_json_is_an_error_at_its_location() {
    for (json, pointer) in [
        (r#"{"share": NaN, "parts": [{"id": nope}]}"#, "/parts/0/id"),
        ("{\"name\": \"a\nb\", \"share\": nanx}", "/share"),
        (r#"{"share": --Infinity}"#, "/share"),
        (r#"{"share": Infinity"#, ""),
        (r#"{"rowCount": 18446744073709551616, "share": }"#, "/share"),
        (r#"{NaN: 1}"#, ""),
    ] {
        let (at, _) = decode_slice(json.as_bytes(), &mut Whole::default()).expect_err(json);
        assert_eq!(at, pointer, "{json}");
    }
}

#[test]
fn integers_beyond_64_bits_keep_their_digits() {
    for digits in [
        "18446744073709551616",
        "-9223372036854775809",
        "123456789012345678901234567890",
        "-99999999999999999999999999999999999999999999999999",
    ] {
        for space in ["", " ", "\n\t  "] {
            let json = format!(
                r#"{{"rowCount":{space}{digits},"share":{digits}{space},"name":{space}{digits},"ids":[{digits}{space}],"any":[1,{digits}],"more":{digits}}}"#
            );
            let kept = serde_json::from_str::<Value>(digits).expect("a number");
            // With the feature `arbitrary_precision`, the parser keeps the digits itself.
            let has_digits = kept.to_string().as_str() == digits;
            let kept = if has_digits { kept } else { json!(digits) };
            let mut whole = Whole::default();
            decode_slice(json.as_bytes(), &mut whole).expect("JSON");
            assert_eq!((whole.count, &whole.ids), (None, &None));
            assert_eq!(whole.share, digits.parse().ok());
            assert_eq!(whole.name.as_deref(), Some(digits));
            for key in ["rowCount", "share", "name", "more"] {
                assert_eq!(write(&whole)[key], kept, "{key}");
            }
            assert_eq!(write(&whole)["any"], json!([1, kept]));
        }
    }
    // Those within 64 bits are numbers, and digits in text are text.
    let json = json!({
        "rowCount": i64::MIN, "any": [u64::MAX, i64::MAX], "more": "12345678901234567890123",
        "name": "x 12345678901234567890123 y [12345678901234567890123, 1]", "share": 0.5,
    });
    assert_eq!(write(&read(&json)), json);
}

#[test]
fn an_integer_beyond_64_bits_is_read_as_if_it_were_quoted() {
    if keeps_all_digits() {
        return;
    }
    for json in [
        r#"{"name": 18446744073709551616, "a": 1}"#,
        r#"{"share": -9223372036854775809, "a": 1}"#,
        r#"{"flag": 18446744073709551616, "a": 1}"#,
        r#"{"ids": [1, 18446744073709551616, "a"]}"#,
        r#"{"ids": ["a", 18446744073709551616]}"#,
        r#"{"flag": [18446744073709551616]}"#,
        r#"{"any": 18446744073709551616}"#,
        r#"{"any": [18446744073709551616]}"#,
        r#"{"any": {"a": {"b": 18446744073709551616}}}"#,
        r#"{"flag": {"a": 18446744073709551616}}"#,
        r#"{"sizes": {"a": 18446744073709551616}}"#,
        r#"{"sizes": {"$serde_json::private::Number": 18446744073709551616}}"#,
        r#"{"part": {"more": 18446744073709551616}, "more": [18446744073709551616]}"#,
        r#"{"more": {"a": [18446744073709551616]}}"#,
        r#"{"name": 1, "more": 1.5, "share": 18446744073709551616}"#,
    ] {
        let written = |json: &str| {
            let mut whole = Whole::default();
            decode_slice(json.as_bytes(), &mut whole).expect("JSON");
            serde_json::to_string(&whole).expect("JSON")
        };
        let quoted = json
            .replace("18446744073709551616", r#""18446744073709551616""#)
            .replace("-9223372036854775809", r#""-9223372036854775809""#);
        assert_eq!(written(json), written(&quoted), "{json}");
    }
}

#[test]
fn a_boolean_in_a_text_field_becomes_text() {
    let json =
        json!({"name": true, "names": ["a", false], "state": true, "at": true, "day": false});
    let whole = read(&json);
    assert_eq!(whole.name.as_deref(), Some("true"));
    assert_eq!(whole.names, Some(vec!["a".into(), "false".into()]));
    assert_eq!(whole.state, Some(State::Unknown("true".into())));
    assert_eq!((whole.at.is_none(), whole.day.is_none()), (true, true));
    assert_eq!(whole.extra.get("name"), Some(&json!(true)));
    assert_eq!(write(&whole), json);
    let changed = Whole {
        name: Some("false".into()),
        ..whole
    };
    assert_eq!(write(&changed)["name"], json!("false"));
}

proptest::proptest! {
    #[test]
    fn valid_json_is_not_repaired(text in "\\PC{0,30}", number: f64, big: u64, small: i64) {
        let json = json!({"any": [text, number, big, small], "name": format!("{big}{big}")});
        let mut whole = Whole::default();
        decode_slice(json.to_string().as_bytes(), &mut whole).expect("JSON");
        proptest::prop_assert_eq!(write(&whole), json);
    }

    #[test]
    fn repair_never_fails(json in "[\\[\\]{}\"\\\\,:0-9a-fNInuxe+. \u{0}-\u{1f}é-]{0,40}") {
        let _ = decode_slice(json.as_bytes(), &mut Whole::default());
    }
}
