//! Requests with sample arguments.

use civis_spec::{HttpMethod, Location, Operation, Parameter, Spec, Type, TypeKind};
use serde_json::{Map, Value, json};

/// A JSON value of this type, with only the required properties.
fn argument(spec: &Spec, ty: &Type) -> Value {
    match ty {
        Type::Any | Type::Map(_) => json!({}),
        Type::String | Type::File => json!("text"),
        Type::Integer => json!(3),
        Type::Number => json!(2.5),
        Type::Boolean => json!(true),
        Type::Timestamp => json!("2024-02-01T12:00:00.000Z"),
        Type::Date => json!("2024-02-01"),
        Type::List(of) => json!([argument(spec, of)]),
        Type::Record(id) => match &spec.type_def(*id).kind {
            TypeKind::Record(fields) => {
                let required = fields.iter().filter(|field| field.required);
                required
                    .map(|field| (field.wire.clone(), argument(spec, &field.ty)))
                    .collect::<Map<_, _>>()
                    .into()
            }
            TypeKind::Enum(_) => panic!("a record is declared"),
        },
        Type::Enum(id) => match &spec.type_def(*id).kind {
            TypeKind::Enum(variants) => json!(variants[0].wire),
            TypeKind::Record(_) => panic!("an enum is declared"),
        },
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.replace(' ', "+"),
        Value::Array(items) => text(&items[0]),
        other => other.to_string(),
    }
}

/// The target and the body of a request with the parameters that `include` selects.
pub(crate) fn request(
    spec: &Spec,
    operation: &Operation,
    include: impl Fn(&Parameter) -> bool,
) -> (String, String) {
    let mut target = operation.path.clone();
    let mut query = Vec::new();
    let mut body = Map::new();
    for parameter in operation.parameters.iter().filter(|p| include(p)) {
        let value = argument(spec, &parameter.ty);
        match parameter.location {
            Location::Path => {
                target = target.replace(&format!("{{{}}}", parameter.wire), &text(&value));
            }
            Location::Query => {
                let brackets = if value.is_array() { "[]" } else { "" };
                query.push(format!("{}{brackets}={}", parameter.wire, text(&value)));
            }
            Location::Field => {
                body.insert(parameter.wire.clone(), value);
            }
            other => panic!("{}: a parameter in {other:?}", operation.path),
        }
    }
    if !query.is_empty() {
        target = format!("{target}?{}", query.join("&"));
    }
    let has_body = matches!(
        operation.http_method,
        HttpMethod::Post | HttpMethod::Put | HttpMethod::Patch
    );
    let body = if has_body {
        Value::from(body).to_string()
    } else {
        String::new()
    };
    (target, body)
}
