//! The arguments of an operation as they are written, in the form in which clap takes them.
//!
//! Every name of an option becomes the one in the grammar, each value is joined to its option by `=`, and options with
//! dots, which no grammar lists, are taken out.

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};

use civis_spec::{Spec, Type};
use clap::Command;

use super::grammar;
use super::names::{self, OperationNames, OptionNames};
use super::value;
use crate::error::Error;

/// The arguments, for clap and beside it.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    pub(crate) for_clap: Vec<OsString>,
    pub(crate) dotted: Vec<Dotted>,
}

/// `--schedule.scheduled true`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Dotted {
    /// The name of the option that the fields are below.
    pub(crate) option: String,
    /// The fields, as the specification spells them.
    pub(crate) fields: Vec<String>,
    /// The type of the last field, if it is declared.
    pub(crate) ty: Type,
    pub(crate) text: String,
}

/// Splits the arguments before and after the name of an operation.
pub(crate) fn split(
    grammar: &Command,
    spec: &Spec,
    named: &OperationNames<'_>,
    before: Vec<OsString>,
    after: Vec<OsString>,
) -> Result<Tokens, Error> {
    let options = names::options(named.operation);
    let mut tokens = Tokens::default();
    tokens.for_clap.push(named.command.clone().into());
    tokens.for_clap.extend(before);
    let mut rest = VecDeque::from(after);
    while let Some(token) = rest.pop_front() {
        if token == "--" {
            tokens.for_clap.push(token);
            tokens.for_clap.extend(rest);
            break;
        }
        let Some((name, given)) = long_option(&token) else {
            tokens.for_clap.push(token);
            continue;
        };
        let given = given.map(str::to_owned);
        if let Some((head, fields)) = name.split_once('.')
            && let Some(option) = names::find_option(&options, head)
        {
            let dotted = dotted(spec, option, name, fields, |ty| {
                given.or_else(|| next_value(&mut rest, &options, ty == &Type::Boolean))
            })?;
            tokens.dotted.push(dotted);
        } else if let Some(option) = names::find_option(&options, name) {
            let is_boolean = option.parameter.ty == Type::Boolean;
            let value = given.or_else(|| next_value(&mut rest, &options, is_boolean));
            let name = &option.option;
            tokens.for_clap.push(match value {
                Some(value) => format!("--{name}={value}").into(),
                // Clap says that a value is missing.
                None => format!("--{name}").into(),
            });
        } else {
            let takes_value = given.is_none() && takes_value(grammar, name);
            tokens.for_clap.push(token);
            if takes_value && let Some(value) = rest.pop_front() {
                tokens.for_clap.push(value);
            }
        }
    }
    Ok(tokens)
}

/// The name, and the value after `=`, of an option of the form `--name`.
fn long_option(token: &OsStr) -> Option<(&str, Option<&str>)> {
    let text = token.to_str()?.strip_prefix("--")?;
    Some(match text.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    })
}

/// Takes the value of an option from the arguments that follow. A boolean takes only what is one.
fn next_value(
    rest: &mut VecDeque<OsString>,
    options: &[OptionNames<'_>],
    is_boolean: bool,
) -> Option<String> {
    let next = rest.front()?.to_str()?;
    let is_option = long_option(rest.front()?)
        .is_some_and(|(name, _)| names::find_option(options, name).is_some());
    let is_value = match is_boolean {
        true => {
            next == "null" || value::boolean(next).is_some_and(|_| next.parse::<i64>().is_err())
        }
        false => !is_option,
    };
    if !is_value {
        return None;
    }
    rest.pop_front()?.into_string().ok()
}

fn takes_value(grammar: &Command, name: &str) -> bool {
    let mut arguments = grammar.get_arguments();
    let found = arguments.find(|one| one.get_long() == Some(name));
    found.is_some_and(|one| one.get_action().takes_values() && !one.is_require_equals_set())
}

/// An option with dots. `value` gives its value, for the type of the last field.
fn dotted(
    spec: &Spec,
    option: &OptionNames<'_>,
    name: &str,
    path: &str,
    value: impl FnOnce(&Type) -> Option<String>,
) -> Result<Dotted, Error> {
    let mut ty = &option.parameter.ty;
    let mut fields = Vec::new();
    for written in path.split('.') {
        let declared = grammar::fields(spec, ty);
        let wanted = names::dashed(&civis_spec::snake_case(written));
        let is_named =
            |wire: &str| wire == written || names::dashed(&civis_spec::snake_case(wire)) == wanted;
        match declared.iter().find(|field| is_named(&field.wire)) {
            Some(field) => {
                fields.push(field.wire.clone());
                ty = &field.ty;
            }
            None if declared.is_empty() && matches!(ty, Type::Any | Type::Map(_)) => {
                fields.push(written.to_owned());
                if let Type::Map(below) = ty {
                    ty = below;
                }
            }
            None => {
                return Err(unknown_field(
                    option,
                    written,
                    declared.iter().map(|field| &*field.wire),
                ));
            }
        }
    }
    let missing = || Error::usage(format!("`--{name}` needs a value"));
    let text = match value(ty) {
        Some(text) => text,
        None if *ty == Type::Boolean => "true".to_owned(),
        None => return Err(missing()),
    };
    Ok(Dotted {
        option: option.option.clone(),
        fields,
        ty: ty.clone(),
        text,
    })
}

fn unknown_field<'n>(
    option: &OptionNames<'_>,
    written: &str,
    declared: impl Iterator<Item = &'n str> + Clone,
) -> Error {
    let error = Error::usage(format!(
        "`{written}` is not a field of `--{}`",
        option.option
    ));
    match civis_spec::nearest(written, declared.clone()) {
        Some(nearest) => error.with_hint(format!("did you mean `{nearest}`?")),
        None => {
            let declared: Vec<&str> = declared.collect();
            match declared.is_empty() {
                true => error,
                false => error.with_hint(format!("it has {}", declared.join(", "))),
            }
        }
    }
}
