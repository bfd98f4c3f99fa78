//! Checks of requests against the specification.

use civis_spec::{Location, Operation, Parameter, Style, Type};
use serde_json::{Map, Value};

use crate::api::Types;
use crate::names::is_name_of;
use crate::request::RecordedRequest;
use crate::validate;

/// Checks path, query, headers and body. The error names the parameter.
pub(crate) fn request(
    types: &Types,
    operation: &Operation,
    request: &RecordedRequest,
) -> Result<(), String> {
    path(types, operation, request)?;
    query(types, operation, request)?;
    for parameter in parameters_in(operation, Location::Header) {
        match request.header(&parameter.wire) {
            Some(text) => validate::text(types, &parameter.ty, text, &parameter.wire)?,
            None if parameter.required => return Err(missing(parameter)),
            None => {}
        }
    }
    let mut form = parameters_in(operation, Location::Form)
        .chain(parameters_in(operation, Location::Multipart));
    if form.next().is_some() {
        return Ok(());
    }
    if let Some(parameter) = parameters_in(operation, Location::Body).next()
        && parameters_in(operation, Location::Field).next().is_none()
    {
        return whole_body(types, parameter, request);
    }
    fields(types, operation, request)
}

/// The parameters in one location.
fn parameters_in(operation: &Operation, location: Location) -> impl Iterator<Item = &Parameter> {
    let parameters = operation.parameters.iter();
    parameters.filter(move |parameter| parameter.location == location)
}

fn missing(parameter: &Parameter) -> String {
    format!("`{}` is missing", parameter.wire)
}

fn path(types: &Types, operation: &Operation, request: &RecordedRequest) -> Result<(), String> {
    for parameter in parameters_in(operation, Location::Path) {
        if let Some(text) = request.param(&parameter.wire) {
            validate::text(types, &parameter.ty, text, &parameter.wire)?;
        }
    }
    Ok(())
}

fn query(types: &Types, operation: &Operation, request: &RecordedRequest) -> Result<(), String> {
    for (key, value) in &request.query {
        let name = key.strip_suffix("[]").unwrap_or(key);
        let Some(parameter) = named(operation, Location::Query, name) else {
            if parameters_in(operation, Location::Query)
                .any(|parameter| takes_entry(parameter, key))
            {
                continue;
            }
            return Err(format!("`{name}` is not a parameter of the query"));
        };
        match &parameter.ty {
            _ if parameter.style == Style::Json => {
                let value: Value = serde_json::from_str(value)
                    .map_err(|error| format!("`{name}` is not JSON: {error}"))?;
                validate::json(types, &parameter.ty, &value, name)?;
            }
            Type::List(of) => {
                for item in items(parameter.style, value) {
                    validate::text(types, of, item, name)?;
                }
            }
            _ if name.len() < key.len() => {
                return Err(format!("`{name}` takes one value, not an array"));
            }
            ty => validate::text(types, ty, value, name)?,
        }
    }
    let is_sent = |parameter: &Parameter| {
        let mut keys = request.query.iter().map(|(key, _)| key);
        keys.any(|key| {
            is_name_of(parameter, key.strip_suffix("[]").unwrap_or(key))
                || takes_entry(parameter, key)
        })
    };
    match parameters_in(operation, Location::Query).find(|p| p.required && !is_sent(p)) {
        Some(parameter) => Err(missing(parameter)),
        None => Ok(()),
    }
}

/// Whether a key of the query may be an entry of an object parameter.
fn takes_entry(parameter: &Parameter, key: &str) -> bool {
    let is_object = matches!(parameter.ty, Type::Any | Type::Map(_) | Type::Record(_));
    match parameter.style {
        Style::Repeated { .. } => is_object,
        Style::Deep => key.split('[').next() == Some(&parameter.wire),
        _ => false,
    }
}

/// The items in one value of a list parameter.
fn items(style: Style, value: &str) -> impl Iterator<Item = &str> {
    let separator = match style {
        Style::Joined { outer, .. } => Some(outer),
        _ => None,
    };
    value.split(move |c| Some(c) == separator)
}

fn whole_body(
    types: &Types,
    parameter: &Parameter,
    request: &RecordedRequest,
) -> Result<(), String> {
    if request.body.is_empty() {
        return if parameter.required {
            Err(missing(parameter))
        } else {
            Ok(())
        };
    }
    if parameter.ty == Type::File {
        return Ok(());
    }
    let value: Value = serde_json::from_slice(&request.body).map_err(|error| not_json(&error))?;
    validate::json(types, &parameter.ty, &value, &parameter.wire)
}

fn fields(types: &Types, operation: &Operation, request: &RecordedRequest) -> Result<(), String> {
    let body = object(&request.body)?;
    // Next to fields, a body parameter takes all other properties.
    let is_open = parameters_in(operation, Location::Body).next().is_some();
    for (key, value) in &body {
        let Some(parameter) = named(operation, Location::Field, key) else {
            if is_open {
                continue;
            }
            return Err(format!("`{key}` is not a property of the body"));
        };
        if value.is_null() && parameter.required {
            return Err(format!("`{key}` must not be null"));
        }
        validate::json(types, &parameter.ty, value, key)?;
    }
    let is_sent = |parameter: &Parameter| body.keys().any(|key| is_name_of(parameter, key));
    match parameters_in(operation, Location::Field).find(|p| p.required && !is_sent(p)) {
        Some(parameter) => Err(missing(parameter)),
        None => Ok(()),
    }
}

/// The parameter with a name in one location. The Platform also accepts path
/// parameters in the query or the body.
fn named<'a>(operation: &'a Operation, location: Location, name: &str) -> Option<&'a Parameter> {
    parameters_in(operation, location)
        .chain(parameters_in(operation, Location::Path))
        .find(|parameter| is_name_of(parameter, name))
}

/// The body as an object. No body is an empty object.
fn object(body: &[u8]) -> Result<Map<String, Value>, String> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body).map_err(|error| not_json(&error))? {
        Value::Object(object) => Ok(object),
        _ => Err("the body must be an object".to_owned()),
    }
}

fn not_json(error: &serde_json::Error) -> String {
    format!("the body is not JSON: {error}")
}
