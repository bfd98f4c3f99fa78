//! The parameters of a statement, and their arguments.

use std::fmt;

use civis_core::support::invalid_argument;
use serde_json::{Map, Value, json};

use crate::Result;

/// A parameter that the SQL refers to as `{{name}}`.
///
/// An argument declares its parameter by its own type, so a declaration is needed only for more: a default, a label, or
/// a type that is not seen in the argument.
///
/// ```
/// use civis::sql::Param;
///
/// let since = Param::new("since", "string").default_value("2026-01-01").label("First day");
/// # let _ = since;
/// ```
///
/// What each property means is in the specification, at `POST /scripts/sql`.
#[derive(Clone, PartialEq)]
#[must_use]
pub struct Param {
    name: String,
    properties: Map<String, Value>,
}

impl Param {
    /// Declares a parameter. `kind` is its type in the API: `string`, `multi_line_string`, `integer`, `float`, `bool`,
    /// `file`, `table`, `database`, `credential_aws`, `credential_redshift` or `credential_custom`.
    pub fn new(name: impl Into<String>, kind: impl Into<String>) -> Self {
        let name = name.into();
        let mut properties = Map::new();
        properties.insert("name".to_owned(), name.as_str().into());
        properties.insert("type".to_owned(), kind.into().into());
        Self { name, properties }
    }

    /// Requires an argument. Without one the call fails before anything is sent. Default: not required.
    pub fn required(self) -> Self {
        self.set("required", true)
    }

    /// Sets the value for when there is no argument. Default: none, which is a null.
    pub fn default_value(self, text: impl Into<String>) -> Self {
        self.set("default", text.into())
    }

    /// Fixes the value: arguments do not change it. Default: not fixed.
    pub fn value(self, text: impl Into<String>) -> Self {
        self.set("value", text.into())
    }

    /// Sets the label that the Platform shows. Default: none.
    pub fn label(self, text: impl Into<String>) -> Self {
        self.set("label", text.into())
    }

    /// Sets the description that the Platform shows. Default: none.
    pub fn description(self, text: impl Into<String>) -> Self {
        self.set("description", text.into())
    }

    /// Restricts the values to these. Default: any value.
    pub fn allowed_values<S: Into<String>>(self, values: impl IntoIterator<Item = S>) -> Self {
        let value = |value: S| {
            let value = value.into();
            json!({"label": value, "value": value})
        };
        let values: Vec<Value> = values.into_iter().map(value).collect();
        self.set("allowedValues", values)
    }

    fn set(mut self, property: &str, value: impl Into<Value>) -> Self {
        self.properties.insert(property.to_owned(), value.into());
        self
    }

    fn has(&self, property: &str) -> bool {
        self.properties.contains_key(property)
    }
}

/// Shows the name alone: values may be secrets.
impl fmt::Debug for Param {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Param")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Declarations and arguments.
#[derive(Clone, Default)]
pub(super) struct Params {
    declared: Vec<Param>,
    arguments: Map<String, Value>,
}

impl Params {
    pub(super) fn declare(&mut self, param: Param) {
        self.declared.push(param);
    }

    pub(super) fn set(&mut self, name: String, value: Value) {
        self.arguments.insert(name, value);
    }

    /// Checks them, and returns the properties `params` and `arguments`; `None` if there are none.
    pub(super) fn json(&self, function: &str) -> Result<Option<(Value, Value)>> {
        let mut params = self.declared.clone();
        for (index, param) in params.iter().enumerate() {
            let name = &param.name;
            let invalid = |message: String| Err(invalid_argument(function, "param", &message));
            if name.is_empty() {
                return invalid("has an empty name".to_owned());
            }
            if params[..index].iter().any(|other| other.name == *name) {
                return invalid(format!("{name:?} is declared twice"));
            }
            if param.has("required") && !param.has("value") && !self.arguments.contains_key(name) {
                return invalid(format!("{name:?} is required, and has no argument"));
            }
        }
        for (name, value) in &self.arguments {
            if params.iter().any(|param| param.name == *name) {
                continue;
            }
            let invalid = |message: String| Err(invalid_argument(function, "argument", &message));
            if name.is_empty() {
                return invalid("has an empty name".to_owned());
            }
            let Some(kind) = kind_of(value) else {
                return invalid(format!(
                    "{name:?} is neither text nor a number nor a boolean; declare its parameter with `param`"
                ));
            };
            params.push(Param::new(name, kind));
        }
        if params.is_empty() {
            return Ok(None);
        }
        let params: Vec<Value> = params
            .into_iter()
            .map(|param| param.properties.into())
            .collect();
        Ok(Some((params.into(), self.arguments.clone().into())))
    }
}

/// Shows only the names.
impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arguments: Vec<&String> = self.arguments.keys().collect();
        f.debug_struct("Params")
            .field("declared", &self.declared)
            .field("arguments", &arguments)
            .finish()
    }
}

/// The type of the parameter for an argument.
fn kind_of(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(_) => Some("string"),
        Value::Bool(_) => Some("bool"),
        Value::Number(number) if number.is_f64() => Some("float"),
        Value::Number(_) => Some("integer"),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Param, Params};

    fn params(declared: &[Param], arguments: &[(&str, Value)]) -> Params {
        let mut params = Params::default();
        for param in declared {
            params.declare(param.clone());
        }
        for (name, value) in arguments {
            params.set((*name).to_owned(), value.clone());
        }
        params
    }

    #[test]
    fn an_argument_declares_its_parameter() {
        let arguments = [
            ("a", json!("x")),
            ("b", json!(1)),
            ("c", json!(1.5)),
            ("d", json!(true)),
        ];
        let declared = [Param::new("b", "string").label("B")];
        let (declared, arguments) = params(&declared, &arguments)
            .json("f")
            .expect("valid")
            .expect("some");
        assert_eq!(
            declared,
            json!([
                {"name": "b", "type": "string", "label": "B"},
                {"name": "a", "type": "string"},
                {"name": "c", "type": "float"},
                {"name": "d", "type": "bool"},
            ])
        );
        assert_eq!(arguments, json!({"a": "x", "b": 1, "c": 1.5, "d": true}));
        assert_eq!(params(&[], &[]).json("f").expect("valid"), None);
    }

    #[test]
    fn wrong_ones_are_refused_with_their_name() {
        let cases = [
            (
                params(&[Param::new("", "string")], &[]),
                "f: `param` has an empty name",
            ),
            (
                params(&[Param::new("a", "string"), Param::new("a", "float")], &[]),
                "f: `param` \"a\" is declared twice",
            ),
            (
                params(&[Param::new("a", "string").required()], &[]),
                "f: `param` \"a\" is required, and has no argument",
            ),
            (
                params(&[], &[("", json!(1))]),
                "f: `argument` has an empty name",
            ),
            (
                params(&[], &[("a", json!([1]))]),
                "f: `argument` \"a\" is neither text nor a number nor a boolean; declare its parameter with `param`",
            ),
        ];
        for (params, wanted) in cases {
            assert_eq!(params.json("f").expect_err(wanted).to_string(), wanted);
        }
        let secret = params(&[], &[("token", json!("hunter2"))]);
        assert!(!format!("{secret:?}").contains("hunter2"), "{secret:?}");
        let fixed = Param::new("a", "string").required().value("x");
        assert!(params(&[fixed], &[]).json("f").is_ok());
    }
}
