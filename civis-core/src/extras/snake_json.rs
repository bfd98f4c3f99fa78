//! JSON with the key names of the official Python client.

use serde_json::Value;

use crate::record::{Field, view_to_value};
use crate::snake_case::snake_case;

/// JSON keys whose objects have keys that users chose.
const KEYS_ARE_DATA: [&str; 2] = ["arguments", "environmentVariables"];

/// The JSON key of users' data: a JSON value, or the value of a parameter.
const VALUE: &str = "value";

/// Conversion into JSON with keys in snake case, as `json()` of the official Python
/// client returns it.
///
/// Converts records, lists of records, and any JSON (`send_json`). Keys that users
/// chose stay as they are: those directly in `arguments` and `environmentVariables`,
/// and all below `value`. Fields that are not set are left out; `send_json` has the
/// nulls of a response.
///
/// Unlike the official client, it converts objects in nested lists too. If two keys of
/// an object become the same, one of the two values is lost.
///
/// ```
/// use civis_core::SnakeJson;
/// use serde_json::json;
///
/// let run = json!({"startedAt": null, "arguments": {"MY_Key": 1}, "value": {"aB": 2}});
/// assert_eq!(
///     run.to_snake_json(),
///     json!({"started_at": null, "arguments": {"MY_Key": 1}, "value": {"aB": 2}})
/// );
/// ```
pub trait SnakeJson {
    /// Converts the value.
    #[must_use]
    fn to_snake_json(&self) -> Value;
}

impl<F: Field> SnakeJson for F {
    fn to_snake_json(&self) -> Value {
        snake(view_to_value(self.view()))
    }
}

impl<F: Field> SnakeJson for [F] {
    fn to_snake_json(&self) -> Value {
        self.iter().map(F::to_snake_json).collect()
    }
}

fn snake(value: Value) -> Value {
    match value {
        Value::Object(object) => object
            .into_iter()
            .map(|(key, value)| {
                let value = match key.as_str() {
                    VALUE => value,
                    key if KEYS_ARE_DATA.contains(&key) => snake_below(value),
                    _ => snake(value),
                };
                (snake_case(&key), value)
            })
            .collect(),
        Value::Array(array) => array.into_iter().map(snake).collect(),
        value => value,
    }
}

/// As [`snake`], but leaves the keys of the outermost object as they are.
fn snake_below(value: Value) -> Value {
    match value {
        Value::Object(object) => object
            .into_iter()
            .map(|(key, value)| (key, snake(value)))
            .collect(),
        value => snake(value),
    }
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macros declare public types")]
mod tests {
    use serde_json::{Value, json};

    use super::SnakeJson;
    use crate::__private::*;

    __record! {
        #[doc = "A run."]
        Run Option {
            last_run_id: i64 = "lastRunID",
            name: String = "name",
            rows: Vec<Vec<Value>> = "resultRows",
            value: String = "value",
        }
    }

    #[test]
    fn keys_are_in_snake_case_at_any_depth() {
        let json = json!({"aB": {"cD": [{"eF": 1}, [{"gH": 2}]]}, "s3Options": "keepThis"});
        assert_eq!(
            json.to_snake_json(),
            json!({"a_b": {"c_d": [{"e_f": 1}, [{"g_h": 2}]]}, "s3_options": "keepThis"})
        );
    }

    #[test]
    fn user_defined_keys_are_kept_on_the_first_level_only() {
        for (wire, snake) in [
            ("arguments", "arguments"),
            ("environmentVariables", "environment_variables"),
        ] {
            let json = json!({wire: {"MY_Key": {"innerKey": 1}, "value": {"aB": 1}}});
            let expected = json!({snake: {"MY_Key": {"inner_key": 1}, "value": {"a_b": 1}}});
            assert_eq!(json.to_snake_json(), expected);
            let list = json!({wire: [{"aB": 1}]});
            assert_eq!(list.to_snake_json(), json!({snake: [{"a_b": 1}]}));
        }
    }

    #[test]
    fn a_json_value_is_unchanged() {
        let json = json!({"objectType": "JSONValue", "value": {"aB": [{"cD": 1}]}});
        assert_eq!(
            json.to_snake_json(),
            json!({"object_type": "JSONValue", "value": {"aB": [{"cD": 1}]}})
        );
    }

    #[test]
    fn records_are_converted_with_their_extra() {
        let json = json!({
            "lastRunID": 5.0, "name": 7, "resultRows": [[{"aB": 1}]], "value": {"cD": 1},
            "newKey": {"eF": null},
        });
        let runs: Vec<Run> = serde_json::from_value(json!([json, {}])).expect("runs");
        let expected = json!({
            "last_run_id": 5.0, "name": 7, "result_rows": [[{"a_b": 1}]], "value": {"cD": 1},
            "new_key": {"e_f": null},
        });
        assert_eq!(runs[0].to_snake_json(), expected);
        assert_eq!(runs.to_snake_json(), json!([expected, {}]));
        assert_eq!(runs[..1].to_snake_json(), json!([expected]));
    }
}
