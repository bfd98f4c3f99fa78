//! Paths into values: `author.username`, and what is made of them: selection and order.

use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

/// A path into a value: the names of fields, and the indices of items, with dots. A name matches in the case of the
/// specification and in snake case: `lastRun.state` and `last_run.state` are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldPath(String);

impl FieldPath {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The value at the path; null if there is none.
    pub(crate) fn get<'v>(&self, value: &'v Value) -> &'v Value {
        let mut value = value;
        let mut rest = self.0.as_str();
        loop {
            // A name may have dots of its own.
            if let Some(found) = value.as_object().and_then(|fields| fields.get(rest)) {
                return found;
            }
            let (name, after) = match rest.split_once('.') {
                Some((name, after)) => (name, Some(after)),
                None => (rest, None),
            };
            let below = match value {
                Value::Object(fields) => field(fields, name),
                Value::Array(items) => name.parse().ok().and_then(|index: usize| items.get(index)),
                _ => None,
            };
            match (below, after) {
                (Some(below), Some(after)) => (value, rest) = (below, after),
                (below, _) => return below.unwrap_or(&Value::Null),
            }
        }
    }
}

fn field<'v>(fields: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    fields.get(name).or_else(|| {
        let name = civis_spec::snake_case(name);
        let mut entries = fields.iter();
        let found = entries.find(|(key, _)| civis_spec::snake_case(key) == name);
        found.map(|(_, value)| value)
    })
}

impl From<&str> for FieldPath {
    fn from(path: &str) -> Self {
        Self(path.trim().to_owned())
    }
}

impl FromStr for FieldPath {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The value with only the fields of these paths, each under its whole path. Without paths it is the value itself.
pub(crate) fn select(paths: &[FieldPath], value: Value) -> Value {
    if paths.is_empty() {
        return value;
    }
    let select = |path: &FieldPath| (path.0.clone(), path.get(&value).clone());
    Value::Object(paths.iter().map(select).collect())
}

/// A field to sort by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SortKey {
    path: FieldPath,
    descending: bool,
}

impl FromStr for SortKey {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let text = text.trim();
        let (path, descending) = match text.strip_prefix('-') {
            Some(path) => (path, true),
            None => (text, false),
        };
        Ok(Self {
            path: path.into(),
            descending,
        })
    }
}

/// Sorts rows: numbers by value, text by letters without regard to case, nulls last.
pub(crate) fn sort(rows: &mut [Value], keys: &[SortKey]) {
    rows.sort_by(|one, other| {
        keys.iter()
            .map(|key| compare(key.path.get(one), key.path.get(other), key.descending))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    });
}

fn compare(one: &Value, other: &Value, descending: bool) -> Ordering {
    let order = match (one, other) {
        (Value::Null, Value::Null) => return Ordering::Equal,
        (Value::Null, _) => return Ordering::Greater,
        (_, Value::Null) => return Ordering::Less,
        (Value::Number(one), Value::Number(other)) => match (one.as_i64(), other.as_i64()) {
            (Some(one), Some(other)) => one.cmp(&other),
            _ => one
                .as_f64()
                .partial_cmp(&other.as_f64())
                .unwrap_or(Ordering::Equal),
        },
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        (Value::String(one), Value::String(other)) => one
            .to_lowercase()
            .cmp(&other.to_lowercase())
            .then_with(|| one.cmp(other)),
        _ => one.to_string().cmp(&other.to_string()),
    };
    if descending { order.reverse() } else { order }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{FieldPath, select, sort};

    #[test]
    fn a_path_goes_through_objects_and_lists_in_either_case() {
        let value = json!({"lastRun": {"state": "failed"}, "tags": [{"name": "a"}], "a.b": 1});
        for (path, expected) in [
            ("lastRun.state", json!("failed")),
            ("last_run.state", json!("failed")),
            ("tags.0.name", json!("a")),
            ("tags.1.name", json!(null)),
            ("tags.name", json!(null)),
            ("nothing.at.all", json!(null)),
            ("a.b", json!(1)),
        ] {
            assert_eq!(*FieldPath::from(path).get(&value), expected, "{path}");
        }
        let paths = ["lastRun.state".into(), "id".into()];
        let expected = json!({"lastRun.state": "failed", "id": null});
        assert_eq!(select(&paths, value), expected);
    }

    #[test]
    fn rows_are_sorted_by_value_with_nulls_last() {
        let ordered = |keys: &str, values: Value| {
            let mut rows: Vec<Value> = values.as_array().cloned().unwrap_or_default();
            let keys: Vec<_> = keys
                .split(',')
                .map(|key| key.parse().expect("a key"))
                .collect();
            sort(&mut rows, &keys);
            Value::Array(rows)
        };
        let rows = json!([{"n": 10}, {"n": null}, {"n": 9}, {"n": 1.5}]);
        assert_eq!(
            ordered("n", rows.clone()),
            json!([{"n": 1.5}, {"n": 9}, {"n": 10}, {"n": null}])
        );
        assert_eq!(
            ordered("-n", rows),
            json!([{"n": 10}, {"n": 9}, {"n": 1.5}, {"n": null}])
        );
        let rows = json!([{"a": "b", "n": 1}, {"a": "A", "n": 2}, {"a": "B", "n": 0}]);
        let expected = json!([{"a": "A", "n": 2}, {"a": "B", "n": 0}, {"a": "b", "n": 1}]);
        assert_eq!(ordered("a,n", rows), expected);
    }
}
