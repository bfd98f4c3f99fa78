//! Finds an operation by name at run time, and checks arguments for it.

use std::fmt;

use serde_json::{Map, Value};

use crate::model::{Operation, Parameter, Resource, Spec, Type, TypeKind};
use crate::suggest::nearest;

/// The specification has no resource or method of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    what: &'static str,
    name: String,
    nearest: Option<String>,
}

impl UnknownName {
    fn new<'n>(
        what: &'static str,
        name: String,
        wanted: &str,
        names: impl Iterator<Item = &'n str>,
    ) -> Self {
        let nearest = nearest(wanted, names).map(str::to_owned);
        Self {
            what,
            name,
            nearest,
        }
    }

    /// The most similar name in the specification, if one is similar.
    #[must_use]
    pub fn nearest(&self) -> Option<&str> {
        self.nearest.as_deref()
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the specification has no {} `{}`", self.what, self.name)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnknownName {}

/// An argument is missing, unknown, or of another type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArgumentError {
    name: String,
    message: String,
}

impl ArgumentError {
    fn new(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            message: message.into(),
        }
    }

    /// The name of the parameter, or of the unknown argument.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is wrong, as the rest of a sentence that begins with the name: `is missing (expected text)`.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.name, self.message)
    }
}

impl std::error::Error for ArgumentError {}

impl Spec {
    /// Finds a resource and an operation by their official names (`scripts`, `post_sql`).
    ///
    /// If several operations have the same official name, the name finds the first. The others
    /// have their own names as methods in Rust (`get_by_uuid`), which find them.
    ///
    /// # Errors
    /// Fails if there is no such resource or method. The error suggests the most similar name.
    pub fn operation(
        &self,
        resource: &str,
        method: &str,
    ) -> Result<(&Resource, &Operation), UnknownName> {
        let found = self.resources.iter().find(|one| one.name == resource);
        let found = found.ok_or_else(|| {
            let names = self.resources.iter().map(|one| one.name.as_str());
            UnknownName::new("resource", resource.to_owned(), resource, names)
        })?;
        let operations = || found.operations.iter();
        let by_name = |one: &&Operation| one.methods.iter().any(|one| one.name == method);
        let by_ident = |one: &&Operation| one.methods.iter().any(|one| one.ident == method);
        let operation = operations()
            .find(by_ident)
            .or_else(|| operations().find(by_name));
        let operation = operation.ok_or_else(|| {
            let methods = operations().flat_map(|one| &one.methods);
            let names = methods.map(|one| one.name.as_str());
            UnknownName::new("method", format!("{resource}.{method}"), method, names)
        })?;
        Ok((found, operation))
    }

    /// Matches arguments to the parameters of an operation, by official name or by name on the
    /// wire. Returns the matched parameters with their values, in the order of the specification.
    ///
    /// Null is valid for every parameter outside the path. Text is valid for every enum, because
    /// the Platform accepts undeclared values, a boolean or a number for text, and an object for
    /// every record, whatever keys it has. The errors do not quote values, which may be secret.
    ///
    /// ```
    /// use civis_spec::Spec;
    /// use serde_json::json;
    ///
    /// let spec = Spec::from_slice(br#"{"swagger": "2.0", "info": {}, "paths": {"/jobs": {"get": {
    ///     "parameters": [{"name": "pageNum", "in": "query", "type": "integer"}],
    ///     "responses": {"200": {"schema": {"type": "array"}}}
    /// }}}}"#)?;
    /// let (_, list) = spec.operation("jobs", "list").map_err(|error| error.to_string()).unwrap();
    /// let arguments = json!({"page_nun": 2});
    /// let errors = spec.arguments(list, arguments.as_object().unwrap()).unwrap_err();
    /// assert_eq!(errors[0].to_string(), "`page_nun` is not a parameter; did you mean `page_num`?");
    /// # Ok::<(), civis_spec::Error>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error for each argument that is missing, unknown, given twice, or of another
    /// type.
    pub fn arguments<'a>(
        &self,
        operation: &'a Operation,
        arguments: &'a Map<String, Value>,
    ) -> Result<Vec<(&'a Parameter, &'a Value)>, Vec<ArgumentError>> {
        let mut errors = Vec::new();
        for name in arguments.keys() {
            let names = |parameter: &Parameter| parameter.name == *name || parameter.wire == *name;
            if !operation.parameters.iter().any(names) {
                errors.push(unknown(operation, name));
            }
        }
        let mut matched = Vec::new();
        for parameter in &operation.parameters {
            let value = match (
                arguments.get(&parameter.name),
                arguments.get(&parameter.wire),
            ) {
                (Some(_), Some(_)) if parameter.name != parameter.wire => {
                    let message = format!("is also given as `{}`", parameter.wire);
                    errors.push(ArgumentError::new(&parameter.name, message));
                    continue;
                }
                (one, other) => one.or(other),
            };
            match value {
                Some(value) => match self.invalid(parameter, value) {
                    Some(message) => errors.push(ArgumentError::new(&parameter.name, message)),
                    None => matched.push((parameter, value)),
                },
                None if parameter.required => {
                    let message = format!("is missing (expected {})", described(&parameter.ty));
                    errors.push(ArgumentError::new(&parameter.name, message));
                }
                None => {}
            }
        }
        if errors.is_empty() {
            Ok(matched)
        } else {
            Err(errors)
        }
    }

    /// Why a value is not valid for a parameter, if it is not.
    fn invalid(&self, parameter: &Parameter, value: &Value) -> Option<String> {
        let in_path = parameter.location == crate::model::Location::Path;
        if value.is_null() {
            return in_path.then(|| "is null, but is part of the path".to_owned());
        }
        let (at, ty, value) = self.mismatch(&parameter.ty, value, String::new())?;
        let place = if at.is_empty() {
            String::new()
        } else {
            format!(" at `{at}`")
        };
        // Not the value, which may be a password.
        Some(format!("is {}{place}, not {}", found(value), described(ty)))
    }

    /// The first part of a value whose type is not the declared one, with its JSON pointer.
    fn mismatch<'v, 't>(
        &'t self,
        ty: &'t Type,
        value: &'v Value,
        at: String,
    ) -> Option<(String, &'t Type, &'v Value)> {
        let is_valid = match (ty, value) {
            (_, Value::Null) | (Type::Any, _) => true,
            // As the setters of typed calls, which take any JSON: the Platform reads them as text.
            (Type::String | Type::Enum(_), value) => !value.is_array() && !value.is_object(),
            (Type::File, value) => value.is_string(),
            (Type::Timestamp | Type::Date, value) => value.is_string(),
            (Type::Integer, value) => value.is_i64() || value.is_u64(),
            (Type::Number, value) => value.is_number(),
            (Type::Boolean, value) => value.is_boolean(),
            (Type::List(item), Value::Array(items)) => {
                let mut items = items.iter().enumerate();
                return items.find_map(|(index, value)| {
                    self.mismatch(item, value, format!("{at}/{index}"))
                });
            }
            (Type::Map(of), Value::Object(entries)) => {
                let mut entries = entries.iter();
                return entries
                    .find_map(|(key, value)| self.mismatch(of, value, format!("{at}/{key}")));
            }
            (Type::Record(id), Value::Object(entries)) => {
                let TypeKind::Record(fields) = &self.type_def(*id).kind else {
                    return None;
                };
                return fields.iter().find_map(|field| {
                    let value = entries.get(&field.wire)?;
                    self.mismatch(&field.ty, value, format!("{at}/{}", field.wire))
                });
            }
            (Type::List(_) | Type::Map(_) | Type::Record(_), _) => false,
        };
        (!is_valid).then_some((at, ty, value))
    }
}

fn unknown(operation: &Operation, name: &str) -> ArgumentError {
    let names = || {
        operation
            .parameters
            .iter()
            .map(|parameter| parameter.name.as_str())
    };
    let message = match nearest(name, names()) {
        Some(nearest) => format!("is not a parameter; did you mean `{nearest}`?"),
        None if operation.parameters.is_empty() => "is not a parameter (there are none)".to_owned(),
        None => format!(
            "is not a parameter (expected one of: {})",
            names().collect::<Vec<_>>().join(", ")
        ),
    };
    ArgumentError::new(name, message)
}

/// A type, for error messages.
fn described(ty: &Type) -> &'static str {
    match ty {
        Type::Any => "any JSON",
        Type::String | Type::File | Type::Enum(_) => "text",
        Type::Integer => "an integer",
        Type::Number => "a number",
        Type::Boolean => "true or false",
        Type::Timestamp => "a timestamp as text",
        Type::Date => "a date as text",
        Type::List(_) => "a list",
        Type::Map(_) | Type::Record(_) => "an object",
    }
}

/// The type of a value, for error messages.
fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::Spec;

    /// The errors for these arguments of an operation with a parameter of every type.
    fn errors(arguments: &serde_json::Value) -> Vec<String> {
        let parameter = |name: &str, schema: serde_json::Value| {
            let mut parameter = json!({"name": name, "in": "query"});
            let entries = schema.as_object().cloned().unwrap_or_default();
            if let Some(object) = parameter.as_object_mut() {
                object.extend(entries);
            }
            parameter
        };
        let file = json!({"swagger": "2.0", "info": {}, "paths": {"/jobs": {"get": {
            "parameters": [
                parameter("archived", json!({"type": "string"})),
                parameter("state", json!({"type": "string", "enum": ["true", "running"]})),
                parameter("names", json!({"type": "array", "items": {"type": "string"}})),
                parameter("since", json!({"type": "string", "format": "date-time"})),
                parameter("limit", json!({"type": "integer"})),
                parameter("hidden", json!({"type": "boolean"})),
            ],
            "responses": {"200": {"schema": {"type": "array"}}},
        }}}});
        let spec = Spec::from_slice(file.to_string().as_bytes()).expect("a specification");
        let (_, list) = spec.operation("jobs", "list").expect("the operation");
        let arguments = arguments.as_object().expect("arguments");
        match spec.arguments(list, arguments) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn scalars_are_accepted_for_text() {
        for value in [json!("x"), json!(true), json!(5), json!(0.5), json!(null)] {
            let arguments = json!({"archived": value, "state": value, "names": ["x", value]});
            assert!(errors(&arguments).is_empty(), "{value}");
        }
    }

    #[test]
    fn a_value_of_another_type_is_named_and_not_quoted() {
        let arguments = json!({
            "archived": ["s3cret"], "state": {"a": "s3cret"}, "names": ["x", ["s3cret"]],
            "since": 5, "limit": "s3cret", "hidden": "s3cret",
        });
        assert_eq!(
            errors(&arguments),
            [
                "`archived` is a list, not text",
                "`state` is an object, not text",
                "`names` is a list at `/1`, not text",
                "`since` is a number, not a timestamp as text",
                "`limit` is text, not an integer",
                "`hidden` is text, not true or false",
            ]
        );
    }
}
