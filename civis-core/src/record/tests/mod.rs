//! The rules of decode and encode, on declared records.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{DecodeError, Decoded, Extra, Field, decode_text};
use crate::__private::*;
use crate::extras::fields::Fields;
use crate::record::timestamp::Timestamp;

mod debug;
mod keys;
mod odd_json;
mod values;

__open_enum! {
    #[doc = "A state."]
    State { Queued = "queued", Running = "running", }
}

__record! {
    #[doc = "A part."]
    Part Option {
        id: i64 = "id",
        name: String = "name",
    }
}

__record! {
    #[doc = "Every kind of field."]
    Whole Option {
        flag: bool = "flag",
        count: i64 = "rowCount",
        share: f64 = "share",
        name: String = "name",
        state: State = "state",
        at: Timestamp = "at",
        day: Date = "day",
        any: Value = "any",
        part: Part = "part",
        parent: Box<Whole> = "parent",
        parts: Vec<Part> = "parts",
        ids: Vec<i64> = "ids",
        names: Vec<String> = "names",
        rows: Vec<Vec<Option<String>>> = "rows",
        sizes: BTreeMap<String, i64> = "sizes",
        days: Vec<Date> = "days",
        times: Vec<Timestamp> = "times",
        states: Vec<State> = "states",
        grid: Vec<Vec<i64>> = "grid",
        maps: Vec<BTreeMap<String, i64>> = "maps",
        groups: BTreeMap<String, Vec<Part>> = "groups",
    }
}

/// With fields that no tuple holds.
pub struct Long {
    id: Option<i64>,
    full_name: Option<String>,
    part: Option<Part>,
    extra: Extra,
}

__impl_record! {
    Long {
        id = "id",
        ;
        full_name = "fullName",
        part = "part",
    }
}

fn decode_slice(json: &[u8], field: &mut dyn Field) -> Result<Decoded, DecodeError> {
    decode_text(std::str::from_utf8(json).expect("UTF-8"), field)
}

fn read(json: &Value) -> Whole {
    let mut whole = Whole::default();
    let decoded = decode_slice(json.to_string().as_bytes(), &mut whole);
    assert_eq!(decoded.expect("JSON"), Decoded::Whole);
    whole
}

fn write(whole: &Whole) -> Value {
    serde_json::to_value(whole).expect("JSON")
}

#[test]
fn matching_values_round_trip() {
    let json = json!({
        "flag": true, "rowCount": 3, "share": 0.5, "name": "n", "state": "running",
        "at": "2026-05-27T15:44:29.000Z", "day": "2026-05-27", "any": {"a": [1, null]},
        "part": {"id": 1, "name": "p"}, "parent": {"name": "parent"},
        "parts": [{"id": 1}, {"id": 2}], "ids": [1, 2], "names": ["a"],
        "rows": [["1", null], []], "sizes": {"a": 1},
    });
    let whole = read(&json);
    assert_eq!(whole.count, Some(3));
    assert_eq!(whole.state, Some(State::Running));
    assert_eq!(whole.parts.as_ref().map(Vec::len), Some(2));
    assert_eq!(whole.rows, Some(vec![vec![Some("1".into()), None], vec![]]));
    assert_eq!(
        whole
            .parent
            .as_ref()
            .and_then(|parent| parent.name.as_deref()),
        Some("parent")
    );
    assert!(whole.extra.is_empty());
    assert_eq!(write(&whole), json);
}

#[test]
fn a_null_is_none() {
    let whole = read(&json!({"flag": null, "part": null, "ids": null, "any": null, "other": null}));
    assert_eq!(whole.flag, None);
    assert_eq!(whole.ids, None);
    assert_eq!(whole.any, None);
    assert_eq!(whole.extra.get("other"), Some(&Value::Null));
}

#[test]
fn a_coerced_value_serializes_to_its_original() {
    let json =
        json!({"name": 5, "rowCount": 90.0, "share": 2, "names": [1, "b"], "sizes": {"a": 2.0}});
    let whole = read(&json);
    assert_eq!(whole.name.as_deref(), Some("5"));
    assert_eq!(whole.count, Some(90));
    assert_eq!(whole.share, Some(2.0));
    assert_eq!(whole.names, Some(vec!["1".into(), "b".into()]));
    assert_eq!(whole.sizes, Some([("a".into(), 2)].into()));
    assert_eq!(whole.extra.get("rowCount"), Some(&json!(90.0)));
    assert_eq!(write(&whole), json);
}

#[test]
fn a_number_may_come_as_text() {
    for (count, share, expected) in [
        ("90", "1.50", (Some(90), Some(1.5))),
        ("-7", "-2e3", (Some(-7), Some(-2000.0))),
        ("9.0", "inf", (None, None)),
        ("+9", "+9", (None, None)),
        ("09", "09", (None, None)),
        (" 9", " 9", (None, None)),
        ("9223372036854775808", "1e999", (None, None)),
        ("", "", (None, None)),
    ] {
        let json = json!({"rowCount": count, "share": share});
        let whole = read(&json);
        assert_eq!((whole.count, whole.share), expected, "{json}");
        assert_eq!(write(&whole), json);
    }
}

#[test]
fn a_changed_field_serializes_to_its_new_value() {
    let mut whole = read(&json!({"name": 5, "names": [1], "part": [1]}));
    whole.name = Some("six".into());
    whole.names = Some(vec!["1".into(), "2".into()]);
    whole.part = Some(Part::default());
    assert_eq!(
        write(&whole),
        json!({"name": "six", "names": ["1", "2"], "part": {}})
    );
}

#[test]
fn a_changed_map_serializes_to_its_new_values() {
    let json = json!({"sizes": {"a": 1.0, "b": 2.0}});
    let whole = read(&json);
    assert_eq!(write(&whole), json);
    for sizes in [
        [("a", 5), ("b", 2)],
        [("a", 1), ("b", 5)],
        [("a", 1), ("c", 2)],
    ] {
        let sizes = sizes.map(|(key, size)| (key.to_owned(), size));
        let changed = Whole {
            sizes: Some(sizes.clone().into()),
            ..whole.clone()
        };
        let expected: BTreeMap<_, _> = sizes.into();
        assert_eq!(write(&changed), json!({"sizes": expected}));
    }
}

#[test]
fn a_record_has_every_value_that_decodes_to_it() {
    let whole = read(&json!({"part": {"id": 1}, "parent": {"parts": [{"id": 1}]}}));
    for (name, value, is_equal) in [
        ("part", json!({"id": 1}), true),
        ("part", json!({"id": 1, "name": null}), true),
        ("part", json!({"id": 2, "name": null}), false),
        ("part", json!({"id": 1, "name": "a"}), false),
        ("parent", json!({"parts": [{"id": 1}]}), true),
        ("parent", json!({"parts": [{"id": 1, "name": null}]}), true),
        ("parent", json!({"parts": [{"id": 1}, null]}), false),
        ("parent", json!({"parts": []}), false),
    ] {
        assert_eq!(whole.field_is(name, value.clone()), is_equal, "{value}");
    }
}

#[test]
fn mismatched_values_are_kept_in_extra() {
    let json = json!({
        "flag": "yes", "rowCount": "3 rows", "share": [], "name": {"a": 1}, "state": [],
        "at": "yesterday", "day": "2026-13-01", "part": [1, 2], "parts": {"id": 1},
        "parent": "none", "ids": [1, "two", 3], "names": ["a", {}], "rows": [["1"], 2],
        "sizes": {"a": 1, "b": "x"}, "undeclared": [{"deep": null}],
    });
    let whole = read(&json);
    let unset = Whole {
        extra: whole.extra.clone(),
        ..Whole::default()
    };
    assert_eq!(whole, unset);
    assert_eq!(
        whole.extra.len(),
        json.as_object().map_or(0, |object| object.len())
    );
    assert_eq!(write(&whole), json);
}

#[test]
fn integers_beyond_the_precision_of_a_float_are_kept() {
    let big = 9_007_199_254_740_993_i64;
    let json = json!({"share": big, "rowCount": u64::MAX, "name": u64::MAX, "ids": [1e300]});
    let whole = read(&json);
    assert_eq!(
        (whole.share, whole.count, whole.ids.as_ref()),
        (None, None, None)
    );
    assert_eq!(whole.name, Some(u64::MAX.to_string()));
    assert_eq!(write(&whole), json);
}

#[test]
fn a_null_in_a_list_keeps_its_position() {
    let json =
        json!({"parts": [{"id": 1}, null, {"id": 3}], "ids": [null, 2], "sizes": {"a": null}});
    let whole = read(&json);
    let ids = whole
        .parts
        .iter()
        .flatten()
        .map(|part| part.id)
        .collect::<Vec<_>>();
    assert_eq!(ids, [Some(1), None, Some(3)]);
    assert_eq!(whole.ids, Some(vec![0, 2]));
    assert_eq!(write(&whole), json);
}

#[test]
fn a_null_keeps_its_position_in_lists_and_maps_of_every_type() {
    let json = json!({
        "days": [null, "2026-05-27"], "times": [null], "states": [null, "queued"],
        "grid": [[1], null, [null]], "maps": [null, {"a": null}], "rows": [null, [null]],
        "names": [null], "groups": {"a": null, "b": [null, {"id": 1}]},
    });
    let whole = read(&json);
    assert_eq!(whole.grid, Some(vec![vec![1], vec![], vec![0]]));
    assert_eq!(write(&whole), json);
    assert_eq!(whole.clone(), whole);
    assert_eq!(write(&whole.clone()), json);
}

#[test]
fn an_unknown_value_of_an_enum_is_kept() {
    let json = json!({"state": "pondering"});
    let whole = read(&json);
    assert_eq!(whole.state, Some(State::Unknown("pondering".into())));
    assert_eq!(write(&whole), json);
}

#[test]
fn a_response_of_another_type_is_unexpected_as_a_whole() {
    let decode = |json: Value, target: &mut dyn Field| {
        decode_slice(json.to_string().as_bytes(), target).expect("JSON")
    };
    let json = json!([1, {"id": 2}]);
    assert_eq!(
        decode(json.clone(), &mut Whole::default()),
        Decoded::Unexpected(json)
    );
    let json = json!({"id": 2});
    assert_eq!(
        decode(json.clone(), &mut Vec::<Part>::new()),
        Decoded::Unexpected(json)
    );
    assert_eq!(decode(json!("x"), &mut ()), Decoded::Unexpected(json!("x")));
    assert_eq!(decode(json!(null), &mut Whole::default()), Decoded::Whole);
}

#[test]
fn an_error_points_to_its_location() {
    let mut whole = Whole::default();
    for (json, pointer) in [
        (r#"{"parts": [{"id": 1}, {"id": nope}]}"#, "/parts/1/id"),
        (r#"{"sizes": {"a/b": tru}}"#, "/sizes/a~1b"),
        (r#"{"undeclared": [}"#, "/undeclared"),
        ("<html>", ""),
        (r#"{} x"#, ""),
    ] {
        let (at, _) = decode_slice(json.as_bytes(), &mut whole).expect_err(json);
        assert_eq!(at, pointer, "{json}");
    }
}

#[test]
fn deep_nesting_is_an_error_and_not_an_overflow() {
    let json = format!(
        "{}1{}",
        r#"{"parent":"#.repeat(100_000),
        "}".repeat(100_000)
    );
    assert!(decode_slice(json.as_bytes(), &mut Whole::default()).is_err());
}

#[test]
fn records_work_with_any_format_of_serde() {
    let json = json!({"id": 1, "name": null, "more": true});
    let part: Part = serde_json::from_value(json).expect("a part");
    assert_eq!((part.id, part.name.as_deref()), (Some(1), None));
    assert_eq!(part.extra.get("more"), Some(&json!(true)));
    let text = serde_json::to_string(&part).expect("JSON");
    assert_eq!(serde_json::from_str::<Part>(&text).expect("a part"), part);
    assert!(serde_json::from_str::<Part>("[]").is_err());
    assert_eq!(
        serde_json::from_str::<Vec<State>>(r#"["queued"]"#).expect("states"),
        [State::Queued]
    );
}

#[test]
fn records_that_differ_only_in_extra_are_not_equal() {
    let json = json!({"name": "n", "part": {"id": 1}});
    assert_eq!(read(&json), read(&json));
    for other in [
        json!({"name": "n", "part": {"id": 1}, "new": null}),
        json!({"name": "n", "part": {"id": 1, "new": true}}),
        json!({"name": "n", "part": {"id": 1}, "flag": "yes"}),
    ] {
        assert_ne!(read(&json), read(&other), "{other}");
    }
}

#[test]
fn timestamps_compare_as_instants() {
    let one = read(&json!({"at": "2026-05-27T15:44:29Z"}));
    let other = read(&json!({"at": "2026-05-27T10:44:29-05:00"}));
    assert_eq!(one, other);
    assert_ne!(write(&one), write(&other));
}

#[test]
fn enums_compare_with_every_text_type_and_each_other() {
    let running = State::Running;
    assert_eq!(running, State::from("running"));
    assert_ne!(running, State::Queued);
    assert_eq!(running, State::Unknown("running".into()));
    assert_eq!(running, "running");
    assert_eq!(running, *"running");
    assert_eq!(running, "running".to_owned());
    assert_eq!(running, std::borrow::Cow::Borrowed("running"));
    assert!(Some(running) == Some(State::Running) && State::Queued != "running");
}
