//! The text of an argument as a value of the declared type.

use std::path::Path;

use civis::Timestamp;
use civis_spec::{Location, Parameter, Spec, Type, TypeKind};
use serde_json::{Number, Value};

use crate::io::read_text;
use crate::yaml;

/// A value that is not of the declared type: what was expected.
pub(crate) type Expected = String;

/// The value of one argument of a parameter. The argument of a list is an item, or the whole list in JSON or YAML.
pub(crate) fn parse(spec: &Spec, parameter: &Parameter, text: &str) -> Result<Value, Expected> {
    if text == "null" && null_is_meant(parameter) {
        return Ok(Value::Null);
    }
    typed(spec, &parameter.ty, text)
}

/// Whether `null` is null rather than the text: for everything but text, and for text that can be cleared.
fn null_is_meant(parameter: &Parameter) -> bool {
    match parameter.location {
        Location::Path => false,
        Location::Field | Location::Body => !parameter.required || !is_text(&parameter.ty),
        _ => !is_text(&parameter.ty),
    }
}

fn is_text(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Enum(_) | Type::File)
}

/// The value of a type that a text means.
pub(crate) fn typed(spec: &Spec, ty: &Type, text: &str) -> Result<Value, Expected> {
    if let Type::List(item) = ty {
        return list(spec, item, text);
    }
    let contents;
    let text = match file(text)? {
        Some(read) => {
            contents = read;
            contents.as_str()
        }
        // Two mean one.
        None => text
            .strip_prefix('@')
            .filter(|_| text.starts_with("@@"))
            .unwrap_or(text),
    };
    match ty {
        Type::String | Type::Enum(_) | Type::File => Ok(match text {
            "\"null\"" => "null".into(),
            text => text.into(),
        }),
        Type::Integer => number(text)
            .filter(|one| one.is_i64() || one.is_u64())
            .map(Value::Number)
            .ok_or("an integer".into()),
        Type::Number => number(text).map(Value::Number).ok_or("a number".into()),
        Type::Boolean => boolean(text).map(Value::Bool).ok_or("true or false".into()),
        Type::Timestamp => match text.parse::<Timestamp>().is_ok() || is_date(text) {
            true => Ok(text.into()),
            false => Err("a time such as 2026-10-01T12:00:00Z".into()),
        },
        Type::Date => match is_date(text) {
            true => Ok(text.into()),
            false => Err("a date such as 2026-10-01".into()),
        },
        Type::Any => Ok(yaml::read(text).unwrap_or_else(|_| text.into())),
        Type::Map(_) | Type::Record(_) => match yaml::read(text) {
            Ok(value @ Value::Object(_)) => Ok(value),
            // As the official command line has it: the path of a file.
            Ok(Value::String(path)) if Path::new(&path).is_file() => {
                typed(spec, ty, &format!("@{path}"))
            }
            _ => Err("an object in JSON or YAML, or @FILE".into()),
        },
        Type::List(item) => list(spec, item, text),
    }
}

/// A whole list in JSON, YAML or a file, or one item.
fn list(spec: &Spec, item: &Type, text: &str) -> Result<Value, Expected> {
    if text.starts_with('@') && !text.starts_with("@@") {
        let contents = file(text)?.unwrap_or_default();
        return match yaml::read(&contents) {
            Ok(list @ Value::Array(_)) => Ok(list),
            _ => Err("a list in the file".into()),
        };
    }
    if text.trim_start().starts_with('[')
        && let Ok(list @ Value::Array(_)) = yaml::read(text)
    {
        return Ok(list);
    }
    match typed(spec, item, text) {
        Ok(value) => Ok(Value::Array(vec![value])),
        // As the official command line has it: the path of a file.
        Err(_) if Path::new(text).is_file() => list(spec, item, &format!("@{text}")),
        Err(expected) => Err(format!(
            "{expected}; repeat the option for each item of the list"
        )),
    }
}

/// The content of the file that `@FILE` names, or of standard input for `@-`. `None` if the text names none.
fn file(text: &str) -> Result<Option<String>, Expected> {
    let Some(path) = text.strip_prefix('@').filter(|path| !path.starts_with('@')) else {
        return Ok(None);
    };
    read_text(Path::new(path)).map(Some).map_err(|error| {
        format!(
            "a file that can be read ({path}: {error}); `@@` begins a text that begins with `@`"
        )
    })
}

fn number(text: &str) -> Option<Number> {
    serde_json::from_str(text.trim()).ok()
}

/// As the official command line has it.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "on" | "1" => Some(true),
        "false" | "f" | "no" | "n" | "off" | "0" => Some(false),
        _ => None,
    }
}

fn is_date(text: &str) -> bool {
    text.parse::<civis::jiff::civil::Date>().is_ok()
}

/// The values that are declared for a parameter, or for the items of a list.
pub(crate) fn declared(spec: &Spec, parameter: &Parameter) -> Vec<String> {
    if !parameter.allowed.is_empty() {
        let texts = parameter.allowed.iter().map(|value| match value {
            Value::String(text) => text.clone(),
            value => value.to_string(),
        });
        return texts.collect();
    }
    variants(spec, &parameter.ty)
}

/// The variants of an enum, or of the items of a list.
pub(crate) fn variants(spec: &Spec, ty: &Type) -> Vec<String> {
    match ty {
        Type::List(item) => variants(spec, item),
        Type::Enum(id) => match &spec.type_def(*id).kind {
            TypeKind::Enum(variants) => variants.iter().map(|one| one.wire.clone()).collect(),
            TypeKind::Record(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The type as the name of a value in help.
pub(crate) fn type_name(ty: &Type) -> &'static str {
    match ty {
        Type::Any => "JSON",
        Type::String | Type::Enum(_) => "TEXT",
        Type::Integer => "INTEGER",
        Type::Number => "NUMBER",
        Type::Boolean => "BOOLEAN",
        Type::Timestamp => "TIME",
        Type::Date => "DATE",
        Type::File => "TEXT",
        Type::List(item) => type_name(item),
        Type::Map(_) | Type::Record(_) => "OBJECT",
    }
}
