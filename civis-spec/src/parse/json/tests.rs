use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::{Read, ReadError, Reader};
use crate::parse::nodes::Leaf;

fn all<'a, T: Read<'a>>(text: &'a str) -> Result<T, ReadError> {
    let mut reader = Reader::new(text, usize::MAX);
    let value = T::read(&mut reader)?;
    match reader.peek() {
        Ok(_) => Err(reader.syntax()),
        Err(_) => Ok(value),
    }
}

/// Skips any value.
struct Nothing;

impl<'a> Read<'a> for Nothing {
    fn read(reader: &mut Reader<'a>) -> Result<Self, ReadError> {
        reader.skip().map(|()| Nothing)
    }
}

fn leaf(value: &Value) -> Leaf<'static> {
    match value {
        Value::Null => Leaf::Absent,
        Value::Bool(value) => Leaf::Flag(*value),
        Value::Number(number) => Leaf::Number(number.clone()),
        Value::String(text) => Leaf::Text(text.clone().into()),
        Value::Array(list) => Leaf::List(list.iter().map(leaf).collect()),
        Value::Object(_) => Leaf::Other,
    }
}

fn agrees(text: &str) -> Result<(), TestCaseError> {
    let skipped = serde_json::from_str::<IgnoredAny>(text);
    prop_assert_eq!(all::<Nothing>(text).is_ok(), skipped.is_ok(), "{:?}", text);
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        let read = all::<Leaf<'_>>(text);
        prop_assert_eq!(read.ok(), Some(leaf(&value)), "{:?}", text);
    } else if skipped.is_err() {
        let error = all::<Leaf<'_>>(text).expect_err("not JSON");
        let message = error.problem(text).message;
        prop_assert!(
            message.starts_with("cannot be read as JSON: "),
            "{}",
            message
        );
    }
    Ok(())
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((".{0,4}", inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn json_is_read_like_serde_json_does(value in values(), is_pretty in any::<bool>()) {
        let text = if is_pretty { format!("{value:#}") } else { value.to_string() };
        agrees(&text)?;
    }

    #[test]
    fn invalid_json_is_rejected_where_serde_json_rejects_it(
        value in values(),
        at in any::<prop::sample::Index>(),
        len in 0_usize..3,
        put in r#"[{}\[\],:"\\0-9eE+.truefalsn/ \n\u{1}é-]{0,3}"#,
    ) {
        let mut text: Vec<char> = value.to_string().chars().collect();
        let at = at.index(text.len() + 1);
        text.splice(at..(at + len).min(text.len()), put.chars());
        agrees(&text.into_iter().collect::<String>())?;
    }

    #[test]
    fn any_text_is_read_or_rejected(text in r#"[{}\[\],:"\\01eE+.ntu/ -]{0,12}"#) {
        agrees(&text)?;
    }
}

#[test]
fn strings_and_numbers_are_read_exactly() {
    for text in [
        r#""a\"b""#,
        r#""\u00e9\ud83d\ude00""#,
        r#""\ud800""#,
        r#""\ud800\u0041""#,
        r#""\x""#,
        r#""\u12""#,
        "\"a\nb\"",
        "\"",
        "\"\\",
        "\"\\u",
        "",
        " ",
        "nul",
        "nulls",
        "tru",
        "-",
        "-0",
        "-01",
        "01",
        "1.",
        ".5",
        "1.5e",
        "1e5",
        "1E+05",
        "1e400",
        "0e0",
        "00",
        "18446744073709551616",
        "[1,]",
        "[,1]",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "[1 2]",
        "[1}",
        "{\"a\":1]",
        "1 1",
        "[",
        "{",
        "]",
    ] {
        agrees(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    }
}

#[test]
fn errors_of_what_is_not_json_have_line_and_column() {
    let place = |text: &str| {
        let error = all::<Vec<Leaf<'_>>>(text).expect_err("wrong");
        error.problem(text).message
    };
    assert_eq!(
        place("{}"),
        "this is not a specification: expected an array, found an object"
    );
    assert_eq!(
        place("[1,\n\"\\ud800\"]"),
        "cannot be read as JSON: unexpected end of hex escape at line 2 column 1"
    );
    assert_eq!(
        place("[1,\n  2 3]"),
        "cannot be read as JSON: expected `,` or `]` at line 2 column 5"
    );
    let deep = json!([[[[]]]])
        .to_string()
        .replace("[[]]", &"[".repeat(200));
    assert!(place(&deep).ends_with("nest more than 127 levels deep"));
}
