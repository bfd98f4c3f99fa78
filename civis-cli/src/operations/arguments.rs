//! The arguments of the request: those of the command line, and those of `--body`.

use std::path::Path;

use civis_spec::{Location, Spec, Type};
use clap::ArgMatches;
use serde_json::{Map, Value};

use super::grammar;
use super::names::{self, OperationNames, OptionNames};
use super::tokens::Dotted;
use super::value;
use crate::error::Error;
use crate::io::read_text;
use crate::yaml;

/// The arguments by their names on the wire, and what to say about them.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    pub(crate) values: Map<String, Value>,
    pub(crate) notes: Vec<String>,
}

/// Collects the arguments of an operation.
pub(crate) fn collect(
    spec: &Spec,
    named: &OperationNames<'_>,
    matches: &ArgMatches,
    dotted: &[Dotted],
) -> Result<Arguments, Error> {
    let options = names::options(named.operation);
    let mut arguments = Arguments::default();
    if let Some(path) = grammar::body(matches) {
        arguments.values = body(&options, path)?;
    }
    let mut positional = grammar::positional(matches).into_iter();
    for option in &options {
        let mut texts = grammar::values(matches, option);
        let has_fields = dotted.iter().any(|one| one.option == option.option);
        let is_given = !texts.is_empty()
            || has_fields
            || arguments.values.contains_key(&option.parameter.wire);
        if option.parameter.required && !is_given {
            texts.extend(positional.next());
        }
        if let Some(value) = parse(spec, option, &texts)? {
            arguments.notes.extend(undeclared(spec, option, &value));
            arguments
                .values
                .insert(option.parameter.wire.clone(), value);
        }
    }
    if let Some(extra) = positional.next() {
        return Err(
            Error::usage(format!("`{extra}` is one argument too many")).with_hint(see_help(named))
        );
    }
    for one in dotted {
        set_field(spec, &options, one, &mut arguments.values)?;
    }
    let is_missing = |option: &&OptionNames<'_>| {
        option.parameter.required && !arguments.values.contains_key(&option.parameter.wire)
    };
    let missing: Vec<String> = options
        .iter()
        .filter(is_missing)
        .map(|option| format!("`{}`", option.option.to_uppercase().replace('-', "_")))
        .collect();
    if !missing.is_empty() {
        let are = if missing.len() == 1 { "is" } else { "are" };
        let error = Error::usage(format!("{} {are} missing", missing.join(", ")));
        return Err(error.with_hint(see_help(named)));
    }
    Ok(arguments)
}

fn see_help(named: &OperationNames<'_>) -> String {
    let command = &named.command;
    format!("`{command} --help` lists the arguments")
}

/// The value of an option, of all its occurrences.
fn parse(spec: &Spec, option: &OptionNames<'_>, texts: &[&String]) -> Result<Option<Value>, Error> {
    let parameter = option.parameter;
    let parse = |text: &&String| {
        value::parse(spec, parameter, text).map_err(|expected| {
            // A secret is not shown.
            let not = match parameter.secret {
                true => String::new(),
                false => format!(", not `{text}`"),
            };
            Error::usage(format!("`--{}` must be {expected}{not}", option.option))
        })
    };
    match texts {
        [] => Ok(None),
        [text] => parse(text).map(Some),
        texts if matches!(parameter.ty, Type::List(_)) => {
            let mut all = Vec::new();
            for text in texts {
                match parse(text)? {
                    Value::Array(items) => all.extend(items),
                    item => all.push(item),
                }
            }
            Ok(Some(Value::Array(all)))
        }
        _ => {
            let error = Error::usage(format!(
                "`--{}` is given {} times",
                option.option,
                texts.len()
            ));
            Err(error.with_hint("only lists are repeated"))
        }
    }
}

/// A note for values that the specification does not declare, which the Platform may accept all the same.
fn undeclared(spec: &Spec, option: &OptionNames<'_>, value: &Value) -> Option<String> {
    let declared = value::declared(spec, option.parameter);
    let items = match value {
        Value::Array(items) => items.as_slice(),
        value => std::slice::from_ref(value),
    };
    let mut texts = items.iter().filter_map(Value::as_str);
    let odd = texts.find(|text| !declared.is_empty() && !declared.iter().any(|one| one == text))?;
    let mut note = format!(
        "note: `{odd}` is not a declared value of `--{}`",
        option.option
    );
    match civis_spec::nearest(odd, declared.iter().map(String::as_str)) {
        Some(nearest) => note.push_str(&format!("; did you mean `{nearest}`?")),
        None => note.push_str(&format!(" ({})", declared.join(", "))),
    }
    Some(note)
}

/// The arguments in the file of `--body`.
fn body(options: &[OptionNames<'_>], path: &str) -> Result<Map<String, Value>, Error> {
    let file = Path::new(path);
    let text = read_text(file).map_err(|error| Error::file(file, "cannot be read", &error))?;
    let invalid = |message: &str| {
        Error::usage(format!(
            "the body in {path} is not an object in JSON or YAML{message}"
        ))
    };
    let value = yaml::read(&text).map_err(|error| invalid(&format!(": {error}")))?;
    let whole = options
        .iter()
        .find(|option| option.parameter.location == Location::Body);
    let fields = || {
        options
            .iter()
            .filter(|option| option.parameter.location == Location::Field)
    };
    let mut arguments = Map::new();
    match (value, whole) {
        (value, Some(whole)) if fields().next().is_none() => {
            arguments.insert(whole.parameter.wire.clone(), value);
        }
        (Value::Object(entries), _) => {
            for (name, value) in entries {
                let named = |option: &&OptionNames<'_>| {
                    option.parameter.wire == name || option.parameter.name == name
                };
                let Some(option) = fields().find(named) else {
                    let error = Error::usage(format!(
                        "the body in {path} has `{name}`, which is not a parameter"
                    ));
                    let names = fields().map(|option| &*option.parameter.wire);
                    let nearest = civis_spec::nearest(&name, names);
                    return Err(match nearest {
                        Some(nearest) => error.with_hint(format!("did you mean `{nearest}`?")),
                        None => error,
                    });
                };
                arguments.insert(option.parameter.wire.clone(), value);
            }
        }
        _ => return Err(invalid("")),
    }
    Ok(arguments)
}

/// Sets a field below an option. A field that is a list takes an item from each occurrence.
fn set_field(
    spec: &Spec,
    options: &[OptionNames<'_>],
    dotted: &Dotted,
    arguments: &mut Map<String, Value>,
) -> Result<(), Error> {
    let name = format!("--{}.{}", dotted.option, dotted.fields.join("."));
    let parsed = match dotted.text.as_str() {
        "null" => Ok(Value::Null),
        text => value::typed(spec, &dotted.ty, text),
    };
    let value = parsed.map_err(|expected| Error::usage(format!("`{name}` must be {expected}")))?;
    let Some(option) = names::find_option(options, &dotted.option) else {
        return Ok(());
    };
    let mut at = arguments
        .entry(option.parameter.wire.clone())
        .or_insert(Value::Null);
    for field in &dotted.fields {
        if at.is_null() {
            *at = Value::Object(Map::new());
        }
        let Value::Object(entries) = at else {
            return Err(Error::usage(format!(
                "`{name}` is below a value that is not an object"
            )));
        };
        at = entries.entry(field.clone()).or_insert(Value::Null);
    }
    match (at, value) {
        (Value::Array(items), Value::Array(more)) => items.extend(more),
        (at, value) => *at = value,
    }
    Ok(())
}
