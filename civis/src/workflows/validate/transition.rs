//! Transitions: `on-success`, `on-error` and `on-complete`.
//!
//! | form | meaning |
//! |---|---|
//! | `task` | one task |
//! | `[task, {task: condition}]` | several, each with or without a condition |
//! | `{task: condition}` | one, with a condition |
//! | `{publish: {…}, next: …}` | variables to publish, and the task or tasks, all with or all without a condition |

use super::checker::Checker;
use super::document::Value;
use super::path::{Path, quoted};
use super::problem::Position;

/// A task that a transition or `requires` names.
#[derive(Debug, Clone)]
pub(super) struct Target<'d> {
    pub(super) task: &'d str,
    pub(super) place: Position,
    pub(super) path: String,
}

/// Checks the form of a transition, and returns the tasks that it leads to.
pub(super) fn targets<'d>(
    checker: &mut Checker,
    transition: Value<'d>,
    path: &Path<'_>,
) -> Vec<Target<'d>> {
    let mut targets = Vec::new();
    let Some(mapping) = transition.mapping() else {
        if !add_name(&mut targets, transition, path)
            && !add_list(checker, &mut targets, transition, path)
        {
            let wanted = "the name of a task, a list of names, or a mapping with `next`";
            checker.mismatch(transition, path, wanted);
        }
        return targets;
    };
    let next = mapping.get("next");
    if next.is_none() && mapping.get("publish").is_none() {
        add_guarded(checker, &mut targets, transition, path);
        return targets;
    }
    for (name, key, _) in checker.entries(mapping, path) {
        if name != "next" && name != "publish" {
            let similar = checker.suggestion(name, ["next", "publish"].into_iter());
            let message = format!(
                "a transition has `next` and `publish`, not {}{similar}",
                quoted(name)
            );
            checker.error(key.place, &path.key(name), message);
        }
    }
    if let Some(next) = next {
        add_next(checker, &mut targets, next, &path.key("next"));
    }
    targets
}

/// The value of `next`: stricter than a transition without it, as it is for the official client.
fn add_next<'d>(
    checker: &mut Checker,
    targets: &mut Vec<Target<'d>>,
    next: Value<'d>,
    path: &Path<'_>,
) {
    if add_name(targets, next, path) {
        return;
    }
    let Some(items) = next.list() else {
        return checker.mismatch(next, path, "the name of a task or a list of names");
    };
    let is_uniform = items.clone().all(|item| item.text().is_some())
        || items.clone().all(|item| item.mapping().is_some());
    if items.len() == 0 {
        checker.error(next.place(), path, "the list is empty");
    } else if !is_uniform {
        let message = "in `next`, either all tasks or none must have a condition";
        checker.error(next.place(), path, message);
    }
    add_list(checker, targets, next, path);
}

fn add_name<'d>(targets: &mut Vec<Target<'d>>, value: Value<'d>, path: &Path<'_>) -> bool {
    let name = value.text();
    targets.extend(name.map(|task| Target {
        task,
        place: value.place(),
        path: path.to_string(),
    }));
    name.is_some()
}

/// Returns whether the value is a list.
fn add_list<'d>(
    checker: &mut Checker,
    targets: &mut Vec<Target<'d>>,
    value: Value<'d>,
    path: &Path<'_>,
) -> bool {
    let Some(items) = value.list() else {
        return false;
    };
    if checker.may_check(items.len()) {
        for (index, item) in items.enumerate() {
            let own = path.index(index);
            if !add_name(targets, item, &own) {
                add_guarded(checker, targets, item, &own);
            }
        }
    }
    true
}

/// `{task: condition}`.
fn add_guarded<'d>(
    checker: &mut Checker,
    targets: &mut Vec<Target<'d>>,
    value: Value<'d>,
    path: &Path<'_>,
) {
    let Some(mapping) = value.mapping() else {
        return checker.mismatch(
            value,
            path,
            "the name of a task, or a task with its condition",
        );
    };
    let entries = checker.entries(mapping, path);
    if mapping.len() != 1 {
        let message = format!(
            "this must be one task with its condition, not {}",
            mapping.len()
        );
        checker.error(value.place(), path, message);
    }
    targets.extend(entries.into_iter().map(|(task, key, _)| Target {
        task,
        place: key.place,
        path: path.to_string(),
    }));
}
