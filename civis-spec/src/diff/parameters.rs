//! Changes of the parameters of an operation.

use serde_json::Value;

use super::operations::{description, texts};
use super::pair::named;
use super::rule::Rule;
use super::shown::ty;
use super::types::same;
use super::{Change, Subject};
use crate::model::{Location, Operation, Parameter, Spec, Style, Type};

/// The changes of the parameters, in the new order; `of` is the operation, and the
/// names under which it is called.
pub(super) fn changes(
    old: (&Spec, &Operation),
    new: (&Spec, &Operation),
    of: (&Subject, &[String]),
    changes: &mut Vec<Change>,
) {
    let pairs = pairs(old.1, new.1);
    for (from, to) in &pairs {
        let Some(shown) = to.or(*from) else { continue };
        let said = |rule| change(rule, of, shown);
        match (from, to) {
            (None, Some(new_one)) if is_argument(new_one) => {
                let added = said(Rule::RequiredParameterAdded);
                changes.push(added.to(ty(new.0, &new_one.ty)));
            }
            (None, Some(new_one)) => {
                let added = said(Rule::OptionalParameterAdded);
                changes.push(added.to(ty(new.0, &new_one.ty)));
            }
            (Some(old_one), None) => {
                let removed = said(Rule::ParameterRemoved);
                changes.push(removed.from(ty(old.0, &old_one.ty)));
            }
            (Some(from), Some(to)) => kept((old.0, from), (new.0, to), &said, changes),
            (None, None) => {}
        }
    }
    reordered(&pairs, new.1, of, changes);
}

/// Whether the struct of optional parameters exists.
pub(super) fn has_builder(operation: &Operation) -> bool {
    !operation.parameters.iter().all(is_argument)
}

/// Whether a parameter is an argument of the method; else it is a setter.
fn is_argument(parameter: &Parameter) -> bool {
    parameter.required || parameter.location == Location::Path
}

/// Which parameter became which, in the new order: by name, and in the path by place
/// where only the names of placeholders changed.
pub(super) fn pairs<'a>(
    old: &'a Operation,
    new: &'a Operation,
) -> Vec<(Option<&'a Parameter>, Option<&'a Parameter>)> {
    let mut pairs = named(
        &old.parameters,
        &new.parameters,
        |one| &one.wire,
        |one| &one.ident,
    );
    let in_path = |one: Option<&Parameter>| one.is_some_and(|one| one.location == Location::Path);
    let lone = |from: Option<&Parameter>, to: Option<&Parameter>| {
        (from.is_none() && in_path(to), to.is_none() && in_path(from))
    };
    let places: Vec<(bool, bool)> = pairs.iter().map(|(from, to)| lone(*from, *to)).collect();
    let news = (0..pairs.len()).filter(|one| places[*one].0);
    let olds: Vec<usize> = (0..pairs.len()).filter(|one| places[*one].1).collect();
    let news: Vec<usize> = news.collect();
    if old.path != new.path && olds.len() == news.len() {
        for (from, to) in olds.iter().zip(news) {
            pairs[to].0 = pairs[*from].0.take();
        }
    }
    pairs.retain(|(from, to)| from.is_some() || to.is_some());
    pairs
}

fn change(rule: Rule, of: (&Subject, &[String]), parameter: &Parameter) -> Change {
    let Subject::Operation { name, target } = of.0 else {
        return Change::new(rule, of.0.clone());
    };
    let subject = Subject::Parameter {
        operation: name.clone(),
        target: target.clone(),
        name: parameter.ident.clone(),
    };
    Change::new(rule, subject).touching(of.1.iter().cloned())
}

fn kept(
    (old_spec, old): (&Spec, &Parameter),
    (new_spec, new): (&Spec, &Parameter),
    said: &dyn Fn(Rule) -> Change,
    changes: &mut Vec<Change>,
) {
    match (is_argument(old), is_argument(new)) {
        (false, true) => changes.push(said(Rule::ParameterNowRequired)),
        (true, false) => changes.push(said(Rule::ParameterNowOptional)),
        (false, false) if old.ident != new.ident => {
            changes.push(said(Rule::SetterRenamed).from(&old.ident).to(&new.ident));
        }
        _ if old.wire != new.wire => {
            changes.push(said(Rule::ParameterRespelled).from(&old.wire).to(&new.wire));
        }
        _ => {}
    }
    let taken = taken((old_spec, old), (new_spec, new));
    let rule = match taken {
        Taken::Same => None,
        Taken::Widened => Some(Rule::ParameterTypeWidened),
        Taken::Texts => Some(Rule::ParameterValuesDeclared),
        Taken::Changed => Some(Rule::ParameterTypeChanged),
    };
    if let Some(rule) = rule {
        let (from, to) = (given(old_spec, old), given(new_spec, new));
        changes.push(said(rule).from(from).to(to));
    }
    if old.location != new.location {
        let place = said(Rule::ParameterPlaceChanged);
        changes.push(
            place
                .from(named_as(old.location))
                .to(named_as(new.location)),
        );
    }
    if old.style != new.style {
        let change = said(Rule::ListFormatChanged);
        changes.push(change.from(style(old.style)).to(style(new.style)));
    }
    if old.default != new.default {
        let mut default = said(Rule::DefaultChanged);
        default.old = old.default.as_ref().map(ToString::to_string);
        default.new = new.default.as_ref().map(ToString::to_string);
        changes.push(default);
    }
    // Of another type, the values are other ones by themselves.
    if taken == Taken::Same && old.allowed != new.allowed {
        let change = said(Rule::KnownValuesChanged);
        changes.push(known_values(change, &old.allowed, &new.allowed));
    }
    description(&old.description, &new.description, said, changes);
}

/// A change with the known values that were and are, where there are such.
pub(super) fn known_values(change: Change, old: &[Value], new: &[Value]) -> Change {
    let text = |values: &[Value]| -> String {
        let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
        texts.join(", ")
    };
    texts(change, Some(&text(old)), Some(&text(new)))
}

/// Whether those that are arguments before and after stand in another order.
fn reordered(
    pairs: &[(Option<&Parameter>, Option<&Parameter>)],
    new: &Operation,
    of: (&Subject, &[String]),
    changes: &mut Vec<Change>,
) {
    let kept: Vec<(&Parameter, &Parameter)> = pairs
        .iter()
        .filter_map(|(from, to)| from.zip(*to))
        .filter(|(from, to)| is_argument(from) && is_argument(to))
        .collect();
    // The pairs are in the new order, and what is of one list lies in its order.
    let mut before = kept.clone();
    before.sort_by_key(|(from, _)| std::ptr::from_ref::<Parameter>(from));
    let names = |pairs: &[(&Parameter, &Parameter)]| -> Vec<String> {
        pairs.iter().map(|(_, to)| to.ident.clone()).collect()
    };
    if names(&before) != names(&kept) {
        let mut change = Change::new(Rule::ParametersReordered, of.0.clone());
        change.operations = of.1.to_vec();
        let arguments = new.parameters.iter().filter(|one| is_argument(one));
        let all: Vec<&str> = arguments.map(|one| &*one.ident).collect();
        changes.push(change.from(names(&before).join(", ")).to(all.join(", ")));
    }
}

/// What a parameter takes now of what it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Taken {
    /// The same.
    Same,
    /// All, and more.
    Widened,
    /// Of text, all but dates and timestamps.
    Texts,
    /// Not all.
    Changed,
}

/// Compares what `Arg` can be made of (`civis_core::Arg`), or in the path what the
/// method takes plainly.
fn taken((old_spec, old): (&Spec, &Parameter), (new_spec, new): (&Spec, &Parameter)) -> Taken {
    let (was_plain, is_plain) = (is_plain(old), is_plain(new));
    let values = values((old_spec, &old.ty), (new_spec, &new.ty));
    match (was_plain, is_plain) {
        (false, true) => Taken::Changed,
        (true, false) => match (&old.ty, &new.ty, values) {
            (_, _, Taken::Same) => Taken::Widened,
            // Plain text was a borrowed one, which all of these take.
            (Type::String, Type::Timestamp | Type::Date | Type::Enum(_), _) => Taken::Widened,
            _ => Taken::Changed,
        },
        (true, true) if values == Taken::Widened => Taken::Changed,
        _ => values,
    }
}

/// Whether a method takes the bare value, not what an `Arg` can be made of.
fn is_plain(parameter: &Parameter) -> bool {
    let is_scalar = matches!(
        parameter.ty,
        Type::Integer | Type::Number | Type::Boolean | Type::String
    );
    parameter.location == Location::Path && is_scalar
}

fn values(old: (&Spec, &Type), new: (&Spec, &Type)) -> Taken {
    match (old.1, new.1) {
        (Type::List(from), Type::List(to)) | (Type::Map(from), Type::Map(to)) => {
            values((old.0, from), (new.0, to))
        }
        _ if same(old, new).is_some() => Taken::Same,
        (Type::Any, _) | (Type::Timestamp | Type::Date, Type::String) => Taken::Widened,
        (Type::String, Type::Enum(_)) => Taken::Texts,
        _ => Taken::Changed,
    }
}

/// What a method takes, as it is told.
fn given(spec: &Spec, parameter: &Parameter) -> String {
    match (is_plain(parameter), &parameter.ty) {
        (true, Type::String) => "&str".to_owned(),
        (true, plain) => ty(spec, plain),
        (false, other) if parameter.location == Location::Path => {
            format!("Arg<{}>", ty(spec, other))
        }
        (false, other) => ty(spec, other),
    }
}

/// How a list is written, in words.
fn style(style: Style) -> String {
    match style {
        Style::Default => "default".to_owned(),
        Style::Joined { outer, inner: ',' } => format!("joined by {outer:?}"),
        Style::Joined { outer, inner } => format!("joined by {outer:?}, lists in it by {inner:?}"),
        Style::Repeated { inner: ',' } => "repeated".to_owned(),
        Style::Repeated { inner } => format!("repeated, lists in it joined by {inner:?}"),
        Style::Deep => "deep".to_owned(),
        Style::Json => "json".to_owned(),
    }
}

/// The name of a location, as the model has it.
fn named_as(variant: impl std::fmt::Debug) -> String {
    format!("{variant:?}").to_lowercase()
}
