//! The attributes of a task, and of the defaults of all tasks.
//!
//! The rules are those of the official client 2.10.1, and of the engine (Mistral's workflow language 2) where the client
//! has none.

use super::actions::{self, ACTIONS, Parameters, SYNC};
use super::checker::Checker;
use super::document::Value;
use super::path::{Path, quoted};
use super::problem::Position;
use super::transition::{self, Target};

/// The longest name of a task.
const MAX_NAME: usize = 255;

/// Names that mean something else as the target of a transition.
const RESERVED: [&str; 4] = ["noop", "fail", "succeed", "pause"];

/// What the value of an attribute must be.
#[derive(Debug, Clone, Copy)]
enum Rule {
    Text,
    /// Text that could be the name of a task.
    Name,
    Boolean,
    AtLeast(f64),
    Mapping,
    TextOrTexts,
    Action,
    Join,
    Names,
    Retry,
    Transition,
}

/// The attributes of a task.
const ATTRIBUTES: [(&str, Rule); 22] = [
    ("name", Rule::Name),
    ("description", Rule::Text),
    ("action", Rule::Action),
    ("input", Rule::Mapping),
    ("publish", Rule::Mapping),
    ("publish-on-error", Rule::Mapping),
    ("on-success", Rule::Transition),
    ("on-error", Rule::Transition),
    ("on-complete", Rule::Transition),
    ("join", Rule::Join),
    ("requires", Rule::Names),
    ("with-items", Rule::TextOrTexts),
    ("keep-result", Rule::Boolean),
    ("target", Rule::Text),
    ("pause-before", Rule::Boolean),
    ("wait-before", Rule::AtLeast(0.0)),
    ("wait-after", Rule::AtLeast(0.0)),
    ("fail-on", Rule::Text),
    ("timeout", Rule::AtLeast(0.0)),
    ("retry", Rule::Retry),
    ("concurrency", Rule::AtLeast(1.0)),
    ("safe-rerun", Rule::Boolean),
];

/// The keys of a `retry` that is a mapping.
const RETRY: [(&str, Rule); 4] = [
    ("count", Rule::AtLeast(0.0)),
    ("delay", Rule::AtLeast(0.0)),
    ("break-on", Rule::Text),
    ("continue-on", Rule::Text),
];

/// What the other checks need of a task, or of the defaults.
#[derive(Debug, Default)]
pub(super) struct Links<'d> {
    pub(super) on_success: Vec<Target<'d>>,
    pub(super) on_error: Vec<Target<'d>>,
    pub(super) on_complete: Vec<Target<'d>>,
    pub(super) requires: Vec<Target<'d>>,
    pub(super) join: Option<Join>,
}

/// The attribute `join`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Join {
    /// How many tasks must have led here; `None` for all of them.
    pub(super) count: Option<f64>,
    pub(super) place: Position,
}

/// Checks a key of `tasks`.
pub(super) fn check_name(checker: &mut Checker, name: &str, place: Position, path: &Path<'_>) {
    if RESERVED.contains(&name) {
        let message = format!(
            "{} is not a name for a task: as a target it ends or pauses the workflow",
            quoted(name)
        );
        checker.error(place, path, message);
    }
    let length = name.chars().count();
    if length > MAX_NAME {
        let message =
            format!("the name has {length} characters; it must not have more than {MAX_NAME}");
        checker.error(place, path, message);
    }
}

/// Checks the attributes of a task, or of the defaults of all tasks, where `action` may be missing.
pub(super) fn check<'d>(
    checker: &mut Checker,
    task: Value<'d>,
    place: Position,
    path: &Path<'_>,
    is_default: bool,
) -> Links<'d> {
    let mut links = Links::default();
    let Some(attributes) = checker.mapping(task, path) else {
        return links;
    };
    for (name, key, value) in checker.entries(attributes, path) {
        let own = path.key(name);
        let Some((_, rule)) = ATTRIBUTES.iter().find(|(known, _)| *known == name) else {
            let names = ATTRIBUTES.iter().map(|(known, _)| *known);
            let message = format!(
                "a task has no attribute {}{}",
                quoted(name),
                checker.suggestion(name, names)
            );
            checker.error(key.place, &own, message);
            continue;
        };
        check_value(checker, *rule, value, &own);
        match name {
            "on-success" => links.on_success = transition::targets(checker, value, &own),
            "on-error" => links.on_error = transition::targets(checker, value, &own),
            "on-complete" => links.on_complete = transition::targets(checker, value, &own),
            "requires" => links.requires = required_tasks(value, &own),
            "join" => links.join = join(value),
            _ => {}
        }
    }
    let action = attributes.get("action");
    let input = attributes.get("input");
    if action.is_none() && !is_default {
        checker.error(place, path, "the task has no `action`");
    }
    if let (None, Some(input), true) = (action, input, is_default) {
        let message = "the defaults have an `input`, but no `action` that it is for";
        checker.error(input.place(), &path.key("input"), message);
    }
    let known = action.and_then(|action| actions::find(action.text()?));
    if let Some(parameters) = known.and_then(|action| action.input) {
        match input {
            Some(input) => check_input(checker, input, parameters, &path.key("input")),
            None if is_default => {}
            None => require(checker, parameters, |_| false, place, path),
        }
    }
    links
}

fn check_value(checker: &mut Checker, rule: Rule, value: Value<'_>, path: &Path<'_>) {
    let number = value.number();
    let is_boolean = || value.describe() == "a boolean";
    let is_texts = || {
        let mut items = value.list()?;
        Some(items.all(|item| item.text().is_some()))
    };
    match rule {
        Rule::Text if value.text().is_none() => checker.mismatch(value, path, "text"),
        Rule::Name => match value.text() {
            Some(name) => check_name(checker, name, value.place(), path),
            None => checker.mismatch(value, path, "text"),
        },
        Rule::Boolean if !is_boolean() => {
            checker.mismatch(value, path, "a boolean");
        }
        Rule::AtLeast(least) => match number {
            Some(number) if number.is_finite() && number >= least => {}
            Some(_) => {
                checker.error(
                    value.place(),
                    path,
                    format!("this must be a number of at least {least}"),
                );
            }
            None => checker.mismatch(value, path, "a number"),
        },
        Rule::Mapping => {
            checker.mapping(value, path);
        }
        Rule::TextOrTexts => {
            if value.text().is_none() && is_texts() != Some(true) {
                checker.error(value.place(), path, "this must be text or a list of texts");
            }
        }
        Rule::Action => match value.text() {
            None => checker.mismatch(value, path, "text"),
            Some(name) if actions::find(name).is_none() => {
                let names = ACTIONS.iter().map(|action| action.name);
                let message = format!(
                    "there is no action {}{}",
                    quoted(name),
                    checker.suggestion(name, names)
                );
                checker.error(value.place(), path, message);
            }
            Some(_) => {}
        },
        Rule::Join if join(value).is_none() => {
            checker.error(
                value.place(),
                path,
                "this must be `all` or a whole number of at least 1",
            );
        }
        Rule::Names => {
            if is_texts() != Some(true) {
                checker.error(
                    value.place(),
                    path,
                    "this must be a list of the names of tasks",
                );
            }
        }
        Rule::Retry => check_retry(checker, value, path),
        Rule::Text | Rule::Boolean | Rule::Join | Rule::Transition => {}
    }
}

fn check_retry(checker: &mut Checker, value: Value<'_>, path: &Path<'_>) {
    let Some(mapping) = value.mapping() else {
        if value.text().is_none() {
            checker.mismatch(value, path, "a mapping or text");
        }
        return;
    };
    for (name, key, value) in checker.entries(mapping, path) {
        let own = path.key(name);
        match RETRY.iter().find(|(known, _)| *known == name) {
            Some((_, rule)) => check_value(checker, *rule, value, &own),
            None => {
                let names = RETRY.iter().map(|(known, _)| *known);
                let message = format!(
                    "`retry` has no {}{}",
                    quoted(name),
                    checker.suggestion(name, names)
                );
                checker.error(key.place, &own, message);
            }
        }
    }
}

/// Checks the input of an action of Civis: its keys, not their values, which may be expressions.
fn check_input(checker: &mut Checker, input: Value<'_>, parameters: Parameters, path: &Path<'_>) {
    let Some(mapping) = input.mapping() else {
        return;
    };
    for (name, key, value) in checker.entries(mapping, path) {
        let own = path.key(name);
        if parameters.names().all(|known| known != name) {
            let similar = checker.suggestion(name, parameters.names());
            let message = format!("the action has no parameter {}{similar}", quoted(name));
            checker.error(key.place, &own, message);
        } else if name == "syncs" {
            check_syncs(checker, value, &own);
        }
    }
    require(
        checker,
        parameters,
        |name| mapping.get(name).is_some(),
        input.place(),
        path,
    );
}

fn check_syncs(checker: &mut Checker, syncs: Value<'_>, path: &Path<'_>) {
    let Some(items) = syncs.list() else {
        return checker.mismatch(syncs, path, "a list");
    };
    if !checker.may_check(items.len()) {
        return;
    }
    for (index, sync) in items.enumerate() {
        let own = path.index(index);
        if checker.mapping(sync, &own).is_some() {
            check_input(checker, sync, SYNC, &own);
        }
    }
}

fn require(
    checker: &mut Checker,
    parameters: Parameters,
    has: impl Fn(&str) -> bool,
    place: Position,
    path: &Path<'_>,
) {
    let missing: Vec<_> = parameters
        .required
        .iter()
        .filter(|name| !has(name))
        .collect();
    if !missing.is_empty() {
        let names: Vec<_> = missing.iter().map(|name| quoted(name)).collect();
        checker.error(
            place,
            path,
            format!("the action needs {} in its input", names.join(", ")),
        );
    }
}

/// The value of `join`, if it is valid.
fn join(value: Value<'_>) -> Option<Join> {
    let place = value.place();
    let count = value.number();
    match count {
        Some(count) if count >= 1.0 && count.fract() == 0.0 => {}
        None if value.text() == Some("all") => {}
        _ => return None,
    }
    Some(Join { count, place })
}

/// The names in `requires`.
fn required_tasks<'d>(requires: Value<'d>, path: &Path<'_>) -> Vec<Target<'d>> {
    let items = requires.list().into_iter().flatten();
    let named = items.enumerate().filter_map(|(index, item)| {
        Some(Target {
            task: item.text()?,
            place: item.place(),
            path: path.index(index).to_string(),
        })
    });
    named.collect()
}
