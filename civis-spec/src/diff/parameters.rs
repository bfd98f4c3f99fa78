//! Changes of the parameters of an operation.

use super::change::{Change, Subject, compare_descriptions};
use super::pair::{Partners, parameters, same_type};
use super::rule::Rule;
use super::spelling::ty;
use crate::model::{Location, Operation, Parameter, Spec, Style, Type};

/// Compares the parameters, in the new order. `of` is the operation and its methods.
pub(super) fn changes(
    old: (&Spec, &Operation),
    new: (&Spec, &Operation),
    of: (&Subject, &[String]),
    changes: &mut Vec<Change>,
) {
    let pairs = parameters(old.1, new.1);
    for (from, to) in &pairs {
        let Some(subject) = to.or(*from) else {
            continue;
        };
        let change = |rule| change(rule, of, subject);
        match (from, to) {
            (None, Some(to)) => {
                let rule = if is_argument(to) {
                    Rule::RequiredParameterAdded
                } else {
                    Rule::OptionalParameterAdded
                };
                changes.push(change(rule).to(ty(new.0, &to.ty)));
            }
            (Some(from), None) => {
                changes.push(change(Rule::ParameterRemoved).from(ty(old.0, &from.ty)));
            }
            (Some(from), Some(to)) => compare((old.0, from), (new.0, to), &change, changes),
            (None, None) => {}
        }
    }
    reordered(&pairs, new.1, of, changes);
}

/// Whether the operation has a builder, which is the struct with setters for the optional
/// parameters.
pub(super) fn has_builder(operation: &Operation) -> bool {
    !operation.parameters.iter().all(is_argument)
}

/// Whether a parameter is an argument of the method rather than a setter.
fn is_argument(parameter: &Parameter) -> bool {
    parameter.required || parameter.location == Location::Path
}

fn change(rule: Rule, of: (&Subject, &[String]), parameter: &Parameter) -> Change {
    let Subject::Operation { name, target } = of.0 else {
        return Change::new(rule, of.0.clone());
    };
    let subject = Subject::Parameter {
        operation: name.clone(),
        target: target.clone(),
        name: parameter.ident.to_string(),
    };
    Change::new(rule, subject).affecting(of.1.iter().cloned())
}

fn compare(
    (old_spec, old): (&Spec, &Parameter),
    (new_spec, new): (&Spec, &Parameter),
    change: &dyn Fn(Rule) -> Change,
    changes: &mut Vec<Change>,
) {
    match (is_argument(old), is_argument(new)) {
        (false, true) => changes.push(change(Rule::ParameterNowRequired)),
        (true, false) => changes.push(change(Rule::ParameterNowOptional)),
        (false, false) if old.ident != new.ident => {
            changes.push(change(Rule::SetterRenamed).from(&old.ident).to(&new.ident));
        }
        _ if old.wire != new.wire => {
            changes.push(
                change(Rule::ParameterWireNameChanged)
                    .from(&old.wire)
                    .to(&new.wire),
            );
        }
        _ => {}
    }
    let acceptance = acceptance(old, new);
    let rule = match acceptance {
        Acceptance::Same => None,
        Acceptance::Wider => Some(Rule::ParameterTypeWidened),
        Acceptance::TextOnly => Some(Rule::ParameterValuesDeclared),
        Acceptance::Changed => Some(Rule::ParameterTypeChanged),
    };
    if let Some(rule) = rule {
        let (from, to) = (argument(old_spec, old), argument(new_spec, new));
        changes.push(change(rule).from(from).to(to));
    }
    if old.location != new.location {
        let (from, to) = (lower_case(old.location), lower_case(new.location));
        changes.push(change(Rule::ParameterLocationChanged).from(from).to(to));
    }
    if old.style != new.style {
        let (from, to) = (style(old.style), style(new.style));
        changes.push(change(Rule::ParameterStyleChanged).from(from).to(to));
    }
    if old.default != new.default {
        let [from, to] = [old, new].map(|one| one.default.as_ref().map(ToString::to_string));
        changes.push(change(Rule::DefaultChanged).texts(from.as_ref(), to.as_ref()));
    }
    // If the type changed, the change of values follows from that.
    if acceptance == Acceptance::Same && old.allowed != new.allowed {
        changes.push(change(Rule::KnownValuesChanged).values(&old.allowed, &new.allowed));
    }
    compare_descriptions(&old.description, &new.description, change, changes);
}

/// Adds a change if the parameters that are arguments on both sides have another order.
fn reordered(
    pairs: &[Partners<'_, Parameter>],
    new: &Operation,
    of: (&Subject, &[String]),
    changes: &mut Vec<Change>,
) {
    let after: Vec<(&Parameter, &Parameter)> = pairs
        .iter()
        .filter_map(|(from, to)| from.zip(*to))
        .filter(|(from, to)| is_argument(from) && is_argument(to))
        .collect();
    // The pairs have the new order. The old order is that of the addresses in the old list.
    let mut before = after.clone();
    before.sort_by_key(|(from, _)| std::ptr::from_ref::<Parameter>(from));
    let names = |pairs: &[(&Parameter, &Parameter)]| -> Vec<String> {
        pairs.iter().map(|(_, to)| to.ident.to_string()).collect()
    };
    if names(&before) != names(&after) {
        let mut change = Change::new(Rule::ParametersReordered, of.0.clone());
        change.operations = of.1.to_vec();
        let arguments = new.parameters.iter().filter(|one| is_argument(one));
        let all: Vec<&str> = arguments.map(|one| &*one.ident).collect();
        changes.push(change.from(names(&before).join(", ")).to(all.join(", ")));
    }
}

/// What a parameter accepts now, compared with what it accepted before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Acceptance {
    /// The same.
    Same,
    /// Everything, and more.
    Wider,
    /// The text that it accepted, but not the dates and timestamps.
    TextOnly,
    /// Not everything.
    Changed,
}

/// Compares what converts to the `Arg` of a parameter (`civis_core::Arg`) or, if the method
/// takes a bare value, that value.
fn acceptance(old: &Parameter, new: &Parameter) -> Acceptance {
    let (was_plain, is_plain) = (is_plain(old), is_plain(new));
    let values = compare_values(&old.ty, &new.ty);
    match (was_plain, is_plain) {
        (false, true) => Acceptance::Changed,
        (true, false) => match (&old.ty, &new.ty, values) {
            (_, _, Acceptance::Same) => Acceptance::Wider,
            // Bare text was `&str`, which all of these accept.
            (Type::String, Type::Timestamp | Type::Date | Type::Enum(_), _) => Acceptance::Wider,
            _ => Acceptance::Changed,
        },
        (true, true) if values == Acceptance::Wider => Acceptance::Changed,
        _ => values,
    }
}

/// Whether a method takes a bare value rather than what converts to an `Arg`.
fn is_plain(parameter: &Parameter) -> bool {
    let is_scalar = matches!(
        parameter.ty,
        Type::Integer | Type::Number | Type::Boolean | Type::String
    );
    parameter.location == Location::Path && is_scalar
}

fn compare_values(old: &Type, new: &Type) -> Acceptance {
    match (old, new) {
        (Type::List(from), Type::List(to)) | (Type::Map(from), Type::Map(to)) => {
            compare_values(from, to)
        }
        _ if same_type(old, new).is_some() => Acceptance::Same,
        (Type::Any, _) | (Type::Timestamp | Type::Date, Type::String) => Acceptance::Wider,
        (Type::String, Type::Enum(_)) => Acceptance::TextOnly,
        _ => Acceptance::Changed,
    }
}

/// The type of an argument or setter, as the report shows it.
fn argument(spec: &Spec, parameter: &Parameter) -> String {
    match (is_plain(parameter), &parameter.ty) {
        (true, Type::String) => "&str".to_owned(),
        (true, plain) => ty(spec, plain),
        (false, other) if parameter.location == Location::Path => {
            format!("Arg<{}>", ty(spec, other))
        }
        (false, other) => ty(spec, other),
    }
}

/// A style, in words.
fn style(style: Style) -> String {
    match style {
        Style::Default => "default".to_owned(),
        Style::Joined { outer, inner: ',' } => format!("joined by {outer:?}"),
        Style::Joined { outer, inner } => {
            format!("joined by {outer:?}, with inner lists joined by {inner:?}")
        }
        Style::Repeated { inner: ',' } => "repeated".to_owned(),
        Style::Repeated { inner } => format!("repeated, with inner lists joined by {inner:?}"),
        Style::Deep => "deep".to_owned(),
        Style::Json => "json".to_owned(),
    }
}

/// The name of a variant of the model.
fn lower_case(variant: impl std::fmt::Debug) -> String {
    format!("{variant:?}").to_lowercase()
}
