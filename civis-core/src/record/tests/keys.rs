//! The keys of an object: their order, repeated ones, and many of them.

use super::*;

#[test]
fn the_last_duplicate_key_wins() {
    let mut whole = Whole::default();
    let json = br#"{"name": [1], "name": "a", "rowCount": 1, "rowCount": "x"}"#;
    decode_slice(json, &mut whole).expect("JSON");
    assert_eq!(write(&whole), json!({"name": "a", "rowCount": "x"}));
    let json = br#"{"sizes": {"a": 1}, "sizes": {"b": 2}}"#;
    let mut whole = Whole::default();
    decode_slice(json, &mut whole).expect("JSON");
    assert_eq!(write(&whole), json!({"sizes": {"b": 2}}));
    let json = br#"{"any": 5, "any": null, "flag": true, "flag": null}"#;
    let mut whole = Whole::default();
    decode_slice(json, &mut whole).expect("JSON");
    assert_eq!((whole.any, whole.flag), (None, None));
    let json = br#"{"sizes": {"a": 1.0, "a": 2, "b": null}}"#;
    let mut whole = Whole::default();
    decode_slice(json, &mut whole).expect("JSON");
    assert_eq!(write(&whole), json!({"sizes": {"a": 2, "b": null}}));
}

#[test]
fn the_last_duplicate_key_of_a_map_wins() {
    for (json, expected) in [
        (
            r#"{"sizes": {"a": "x", "a": 1}}"#,
            json!({"sizes": {"a": 1}}),
        ),
        (
            r#"{"sizes": {"a": null, "a": 1}}"#,
            json!({"sizes": {"a": 1}}),
        ),
        (
            r#"{"sizes": {"a": 1, "a": "x"}}"#,
            json!({"sizes": {"a": "x"}}),
        ),
    ] {
        let mut whole = Whole::default();
        decode_slice(json.as_bytes(), &mut whole).expect("JSON");
        assert_eq!(write(&whole), expected, "{json}");
        assert_eq!(whole.sizes.is_some(), expected["sizes"]["a"] == 1, "{json}");
    }
}

#[test]
fn keys_are_found_in_any_order_and_may_be_missing() {
    let json = json!({"parts": [], "names": ["b"], "flag": true, "groups": {}, "name": "a", "rowCount": 2, "new": 3});
    let mut keys: Vec<&str> = json
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    for _ in 0..keys.len() {
        keys.rotate_left(1);
        let members = keys.iter().map(|key| format!("{key:?}:{}", json[key]));
        let text = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
        let mut whole = Whole::default();
        decode_slice(text.as_bytes(), &mut whole).expect("JSON");
        assert_eq!(write(&whole), json, "{text}");
        assert_eq!(whole.extra.len(), 1, "{text}");
    }
}

#[test]
fn fields_beyond_the_size_of_a_tuple_come_last() {
    let json = json!({"part": {"id": 2}, "fullName": "a", "id": 1, "new": true});
    let long: Long = serde_json::from_value(json.clone()).expect("a record");
    assert_eq!((long.id, long.full_name.as_deref()), (Some(1), Some("a")));
    assert_eq!(long.part.as_ref().and_then(|part| part.id), Some(2));
    assert_eq!(long.names(), ["id", "fullName", "part"]);
    let written = serde_json::to_string(&long).expect("JSON");
    assert_eq!(
        written,
        r#"{"id":1,"fullName":"a","part":{"id":2},"new":true}"#
    );
    assert_eq!(long.clone(), long);
    let other = Long {
        full_name: None,
        ..long.clone()
    };
    assert_ne!(other, long);
}
