//! Fields of every type: nulls in lists, equality, and the types themselves.

use super::*;
use crate::record::blob::Blob;
use crate::record::{OpenEnum, Record};

__record! {
    #[doc = "Every type that a list may hold."]
    Lists Option {
        flag: bool = "flag",
        share: f64 = "share",
        flags: Vec<bool> = "flags",
        shares: Vec<f64> = "shares",
        times: Vec<Timestamp> = "times",
        values: Vec<Value> = "values",
        nodes: Vec<Lists> = "nodes",
        sizes: BTreeMap<String, i64> = "sizes",
        file: Blob = "file",
    }
}

fn lists(json: &Value) -> Lists {
    serde_json::from_value(json.clone()).expect("a record")
}

const TIME: &str = "2026-05-27T15:44:29.000Z";

#[test]
fn lists_with_nulls_serialize_to_their_originals_until_they_are_changed() {
    let json = json!({
        "flags": [true, null], "shares": [0.5, null], "times": [TIME, null], "values": [{"a": null}, null],
    });
    let read = lists(&json);
    assert_eq!(read.flags, Some(vec![true, false]));
    assert_eq!(read.shares, Some(vec![0.5, 0.0]));
    assert_eq!(serde_json::to_value(&read).expect("JSON"), json);

    let mut changed = read.clone();
    let other: Timestamp = "2026-05-28T15:44:29.000Z".parse().expect("a timestamp");
    changed.flags = Some(vec![true, true]);
    changed.shares = Some(vec![0.5, 1.5]);
    changed.times = Some(vec![other.clone(), other.clone()]);
    let expected = json!({
        "flags": [true, true], "shares": [0.5, 1.5], "times": [other.to_string(), other.to_string()],
        "values": [{"a": null}, null],
    });
    assert_eq!(serde_json::to_value(&changed).expect("JSON"), expected);

    // Where only the item that was not null is another.
    changed.times = Some(vec![other.clone(), Timestamp::default()]);
    changed.flags = Some(vec![false, false]);
    let written = serde_json::to_value(&changed).expect("JSON");
    let epoch = Timestamp::default().to_string();
    assert_eq!(written["times"], json!([other.to_string(), epoch]));
    assert_eq!(written["flags"], json!([false, false]));
}

#[test]
fn records_are_equal_only_if_each_field_is() {
    let json = json!({"flag": true, "share": 0.5, "flags": [true], "times": [TIME], "values": [1], "nodes": [{}], "sizes": {"a": 1, "b": 2}});
    assert_eq!(lists(&json), lists(&json));
    for (key, other) in [
        ("flag", json!(false)),
        ("share", json!(0.25)),
        ("flags", json!([true, true])),
        ("flags", json!([false])),
        ("times", json!(["2026-05-27T15:44:30.000Z"])),
        ("values", json!([2])),
        ("nodes", json!([{"flag": true}])),
        ("sizes", json!({"a": 2, "b": 2})),
        ("sizes", json!({"a": 1, "c": 2})),
        ("sizes", json!({"a": 1})),
    ] {
        let mut changed = json.clone();
        changed[key] = other;
        assert_ne!(lists(&json), lists(&changed), "{changed}");
    }
}

#[test]
fn text_is_the_content_of_a_file_and_other_values_are_not() {
    let read = lists(&json!({"file": "a,b"}));
    assert_eq!(read.file.as_ref().map(Blob::bytes), Some(&b"a,b"[..]));
    assert!(read.extra.is_empty());
    let read = lists(&json!({"file": 3}));
    assert_eq!(read.file, None);
    assert_eq!(read.extra.get("file"), Some(&json!(3)));
}

#[test]
fn a_date_with_a_time_is_no_date() {
    let json = json!({"day": "2026-05-27T00:00:00"});
    let whole = read(&json);
    assert_eq!((whole.day, write(&whole)), (None, json));
}

#[test]
fn an_option_of_an_option_is_read() {
    let mut count: Option<Option<i64>> = None;
    decode_slice(b"5", &mut count).expect("JSON");
    assert_eq!(count, Some(Some(5)));
}

#[test]
fn a_media_type_that_no_header_may_contain_is_ignored() {
    for (media_type, expected) in [
        ("text/csv", Some("text/csv")),
        ("", None),
        ("a/b\r\nC: d", None),
    ] {
        let file = Blob::from(&b""[..]).content_type(media_type);
        assert_eq!(file.media_type(), expected);
    }
}

#[test]
fn a_file_holds_the_bytes_it_was_made_from() {
    let bytes = &b"a\xff"[..];
    assert_eq!(Blob::from(bytes).bytes(), bytes);
    assert_eq!(Blob::from(bytes).into_bytes(), bytes);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let opened = Blob::open(path).expect("a file");
    assert_eq!(opened.bytes(), std::fs::read(path).expect("a file"));
    assert_eq!(opened.file_name(), Some("Cargo.toml"));
}

#[test]
fn a_boxed_record_has_the_type_and_the_secrets_of_the_record() {
    let boxed = Box::new(Lists::default());
    assert_eq!(Record::type_name(&boxed), "Lists");
    let marked = Box::new(super::debug::Marked::default());
    assert_eq!(Record::secrets(&marked), ["answer", "count"]);
}

#[test]
fn enums_show_their_text() {
    assert_eq!(OpenEnum::as_str(&State::Running), "running");
    assert_eq!(OpenEnum::as_str(&State::from("pondering")), "pondering");
    assert_eq!(format!("{:?}", State::Running), r#""running""#);
}

#[test]
fn memory_for_a_long_list_is_reserved_at_once() {
    let list = |element: &str| format!(" [{}]", vec![element; 1000].join(", "));
    let capacity = |json: &str| {
        let mut parts: Vec<Part> = Vec::new();
        decode_slice(json.as_bytes(), &mut parts).expect("JSON");
        (parts.len(), parts.capacity())
    };
    let long = list(&json!({"id": 1, "name": "a".repeat(100)}).to_string());
    let (len, reserved) = capacity(&long);
    assert!(
        len == 1000 && (1000..1200).contains(&reserved),
        "{reserved}"
    );
    // Never more bytes than the text has.
    let (len, reserved) = capacity(&list("{}"));
    assert!(len == 1000 && reserved <= 2000, "{reserved}");
    for json in ["[]", "[{}, {}]", "[", "", "{}", " [1, 2]"] {
        let mut parts: Vec<Part> = Vec::new();
        let _ = decode_slice(json.as_bytes(), &mut parts);
        assert!(parts.capacity() <= 4, "{json}");
    }
}
