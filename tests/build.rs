//! Generates typed calls: one for each recorded exchange of the specifications in `CIVIS_SPECS_DIR`, and two for each method
//! of the pinned specification.

#![forbid(unsafe_code)]

#[path = "src/recorded.rs"]
#[allow(dead_code, unreachable_pub, reason = "the tests use the rest")]
mod recorded;

use std::env;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use civis_spec::{
    Exchange, Location, Operation, Parameter, ReadOptions, Resource, Selection, Spec, Type,
    TypeDef, TypeKind,
};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=CIVIS_SPECS_DIR");
    println!("cargo::rerun-if-changed=src/recorded.rs");
    let mut out = String::new();
    let mut modules = Vec::new();
    if let Some(folder) = env::var_os("CIVIS_SPECS_DIR") {
        for path in specifications(Path::new(&folder))? {
            println!("cargo::rerun-if-changed={}", path.display());
            let spec = Spec::read(&fs::read(&path)?, &ReadOptions::new().exchanges(true))?;
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let module = stem.replace(|char: char| !char.is_ascii_alphanumeric(), "_");
            write_module(&module, &path, &spec, &mut out)?;
            modules.push(module);
        }
    }
    let list = |item: &str| -> String {
        let items = modules.iter().map(|name| format!("{name}::{item},"));
        items.collect()
    };
    writeln!(
        out,
        "const REPORTS: &[fn() -> civis_tests::fidelity::Report] = &[{}];\n\
         const TYPES: &[(&str, &[civis_tests::hostile::Type])] = &[{}];",
        list("report"),
        list("TYPES"),
    )?;
    let target = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    fs::write(target.join("fidelity.rs"), out)?;
    fs::write(target.join("typed.rs"), typed_calls()?)?;
    fs::write(target.join("everything.rs"), written_client()?)?;
    fs::copy(EVERYTHING, target.join("everything.json"))?;
    Ok(())
}

/// A specification with every construct.
const EVERYTHING: &str = "specs/everything.json";

/// The client of that specification, as a file.
fn written_client() -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={EVERYTHING}");
    let spec = Spec::from_slice(&fs::read(EVERYTHING)?)?;
    Ok(civis_codegen::generate(&spec, "Client")?.to_source("::civis"))
}

/// For each method of the pinned specification: a typed call with the required arguments and one with all arguments, each
/// with the same arguments as JSON.
fn typed_calls() -> Result<String, Box<dyn Error>> {
    const PINNED: &str = "../civis/civis-spec.json";
    println!("cargo::rerun-if-changed={PINNED}");
    let spec = Spec::from_slice(&fs::read(PINNED)?)?.select(&Selection::All)?;
    let mut out = String::new();
    writeln!(out, "mod platform {{ civis::civis_api!({PINNED:?}); }}")?;
    let mut list = String::new();
    let mut number = 0;
    for resource in &spec.resources {
        for operation in &resource.operations {
            for (method, all) in operation
                .methods
                .iter()
                .flat_map(|one| [(one, false), (one, true)])
            {
                let mut given = Map::new();
                let mut required = Vec::new();
                let mut setters = String::new();
                for parameter in &operation.parameters {
                    let value = sample(&spec, &parameter.ty, 0);
                    let written = argument(&spec, parameter, &value)?;
                    if parameter.required {
                        required.push(written);
                    } else if all {
                        write!(setters, ".{}({written})", parameter.ident)?;
                    } else {
                        continue;
                    }
                    given.insert(parameter.name.clone(), value);
                }
                let (field, required) = (&resource.ident, required.join(", "));
                writeln!(
                    out,
                    "fn call_{number}(client: &platform::Client) -> civis::Request \
                     {{ client.{field}.{}({required}){setters}.request().clone() }}",
                    method.ident
                )?;
                let (resource, method) = (&resource.name, &method.name);
                let given = Value::Object(given).to_string();
                writeln!(
                    list,
                    "({resource:?}, {method:?}, call_{number}, {given:?}),"
                )?;
                number += 1;
            }
        }
    }
    writeln!(
        out,
        "type Call = fn(&platform::Client) -> civis::Request;\n\
         const CALLS: &[(&str, &str, Call, &str)] = &[{list}];"
    )?;
    Ok(out)
}

/// A sample value of a type.
fn sample(spec: &Spec, ty: &Type, depth: usize) -> Value {
    match ty {
        Type::Any => json!({"any": [1, null, "text"]}),
        Type::String | Type::File => json!("text with / and é"),
        Type::Integer => json!(9_007_199_254_740_993_i64),
        Type::Number => json!(0.5),
        Type::Boolean => json!(true),
        Type::Timestamp => json!("2026-10-01T12:00:00.000Z"),
        Type::Date => json!("2026-10-01"),
        Type::List(item) => json!([sample(spec, item, depth + 1)]),
        Type::Map(value) => json!({"key": sample(spec, value, depth + 1)}),
        Type::Record(id) => match &spec.type_def(*id).kind {
            TypeKind::Record(fields) if depth < 3 => fields
                .iter()
                .take(3)
                .map(|field| (field.wire.clone(), sample(spec, &field.ty, depth + 1)))
                .collect(),
            _ => json!({}),
        },
        Type::Enum(id) => match &spec.type_def(*id).kind {
            TypeKind::Enum(variants) => variants[0].wire.clone().into(),
            TypeKind::Record(_) => Value::Null,
        },
    }
}

/// The specifications in a directory.
fn specifications(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            paths.push(path.canonicalize()?);
        }
    }
    paths.sort();
    Ok(paths)
}

fn write_module(
    module: &str,
    path: &Path,
    spec: &Spec,
    out: &mut String,
) -> Result<(), Box<dyn Error>> {
    let path = path
        .to_str()
        .ok_or("the path of a specification is not UTF-8")?;
    writeln!(out, "mod {module} {{")?;
    writeln!(
        out,
        "#![allow(deprecated, clippy::all, reason = \"every operation is called\")]"
    )?;
    writeln!(out, "mod platform {{ civis::civis_api!({path:?}); }}")?;
    writeln!(
        out,
        "#[allow(unused_imports, reason = \"not every file has recordings\")]\n\
         use civis_tests::fidelity::{{Case, Outcome, Report, json, record}};"
    )?;
    let mut cases = String::new();
    let mut number = 0;
    for resource in &spec.resources {
        for operation in &resource.operations {
            for index in 0..operation.exchanges.len() {
                let exchange = &operation.exchanges[index];
                let call = typed_call(spec, resource, operation, exchange);
                let mut stand_ins = Vec::new();
                let call = match call {
                    Ok((call, replaced)) => {
                        stand_ins = replaced;
                        writeln!(
                            out,
                            "fn call_{number}(client: &platform::Client) -> Outcome \
                             {{ Outcome::of({call}.send()) }}"
                        )?;
                        format!("Ok(call_{number} as fn(&platform::Client) -> Outcome)")
                    }
                    Err(reason) => format!("Err({reason:?})"),
                };
                let (resource, operation) = (&resource.name, &operation.path);
                let http_method = exchange.http_method.as_str();
                write!(
                    cases,
                    "Case {{ resource: {resource:?}, http_method: {http_method:?}, path: {operation:?}, \
                     index: {index}, call: {call}, stand_ins: &{stand_ins:?} }},"
                )?;
                number += 1;
            }
        }
    }
    writeln!(
        out,
        "pub(super) fn report() -> Report {{ Report::new({path:?}, platform::Client::from, &[{cases}]) }}"
    )?;
    let mut types = String::new();
    for TypeDef { ident, kind, .. } in &spec.clone().select(&Selection::All)?.types {
        if let TypeKind::Record(fields) = kind {
            let fields: Vec<&str> = fields.iter().map(|field| &*field.wire).collect();
            write!(
                types,
                "({ident:?}, &{fields:?}, civis_tests::hostile::probe::<platform::types::{ident}>),"
            )?;
        }
    }
    let stem = path.rsplit(['/', '\\']).next().unwrap_or(path);
    writeln!(
        out,
        "pub(super) const TYPES: (&str, &[civis_tests::hostile::Type]) = ({stem:?}, &[{types}]);"
    )?;
    writeln!(out, "}}")?;
    Ok(())
}

/// The call in Rust, with a message for each argument that cannot be sent as recorded; or the reason why there is no call.
fn typed_call(
    spec: &Spec,
    resource: &Resource,
    operation: &Operation,
    exchange: &Exchange,
) -> Result<(String, Vec<String>), String> {
    let method = operation
        .methods
        .first()
        .ok_or("the operation has no method")?;
    let recorded = recorded::arguments(operation, exchange);
    let mut stand_ins = Vec::new();
    let mut required = Vec::new();
    let mut setters = String::new();
    for parameter in &operation.parameters {
        match (recorded.arguments.get(&parameter.name), parameter.required) {
            (Some(value), true) => {
                required.push(argument(spec, parameter, value).unwrap_or_else(|reason| {
                    stand_ins.push(reason);
                    "0".to_owned()
                }));
            }
            (None, true) => {
                stand_ins.push(format!(
                    "`{}` is required, but not recorded",
                    parameter.name
                ));
                let value = sample(spec, &parameter.ty, 0);
                required.push(argument(spec, parameter, &value)?);
            }
            (Some(value), false) => {
                let value = argument(spec, parameter, value)?;
                write!(setters, ".{}({value})", parameter.ident)
                    .map_err(|error| error.to_string())?;
            }
            (None, false) => {}
        }
    }
    let (resource, method) = (&resource.ident, &method.ident);
    let call = format!(
        "client.{resource}.{method}({}){setters}",
        required.join(", ")
    );
    Ok((call, stand_ins))
}

fn argument(spec: &Spec, parameter: &Parameter, value: &Value) -> Result<String, String> {
    if parameter.location != Location::Path {
        return Ok(expression(spec, &parameter.ty, value));
    }
    match (&parameter.ty, value) {
        (Type::Integer, Value::Number(number)) if number.is_i64() => Ok(format!("{number}_i64")),
        (Type::Integer, Value::Number(number)) => Ok(number.to_string()),
        (Type::Integer, other) => Err(format!(
            "`{}` is {other}, but declared as an integer",
            parameter.name
        )),
        (_, Value::String(text)) => Ok(format!("{text:?}")),
        (_, other) => Ok(format!("{:?}", other.to_string())),
    }
}

/// The value as an expression of the declared type, or as JSON if it has another type.
fn expression(spec: &Spec, ty: &Type, value: &Value) -> String {
    match (ty, value) {
        (_, Value::Null) => "civis::Null".to_owned(),
        (Type::String | Type::Enum(_) | Type::Timestamp | Type::Date, Value::String(text)) => {
            format!("{text:?}")
        }
        (Type::Integer, Value::Number(number)) if number.is_i64() => format!("{number}_i64"),
        (Type::Number, Value::Number(number)) => format!("{number}_f64"),
        (Type::Boolean, Value::Bool(value)) => value.to_string(),
        (Type::List(item), Value::Array(items)) if is_scalar(item) && !items.is_empty() => {
            let items: Vec<String> = items
                .iter()
                .map(|one| expression(spec, item, one))
                .collect();
            let alike = |one: &String| one.starts_with("json(") || one.starts_with("civis::");
            if items.iter().any(alike) {
                untyped(value)
            } else {
                format!("vec![{}]", items.join(", "))
            }
        }
        (Type::Record(id), Value::Object(_)) if *value == recorded::without_nulls(value) => {
            let TypeDef { ident, .. } = spec.type_def(*id);
            format!(
                "record::<platform::types::{ident}>({:?})",
                value.to_string()
            )
        }
        _ => untyped(value),
    }
}

fn is_scalar(ty: &Type) -> bool {
    !matches!(
        ty,
        Type::Any | Type::List(_) | Type::Map(_) | Type::Record(_)
    )
}

fn untyped(value: &Value) -> String {
    format!("json({:?})", value.to_string())
}
