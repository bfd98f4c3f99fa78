//! Checks the definition of a workflow.
//!
//! | file | what |
//! |---|---|
//! | `mod.rs` | the text and its outermost keys |
//! | `read.rs`, `document.rs`, `scalar.rs` | YAML with the position of each value |
//! | `task.rs`, `transition.rs`, `actions.rs` | what a task may contain |
//! | `order.rs`, `graph.rs` | the order of the tasks |
//! | `problem.rs`, `checker.rs`, `path.rs` | what is reported |

mod actions;
mod checker;
mod document;
mod graph;
mod order;
mod path;
mod problem;
mod read;
mod scalar;
mod task;
#[cfg(test)]
mod tests;
mod transition;

pub use problem::{Problem, Report, Severity};

use checker::Checker;
use document::{Document, Mapping, Value};
use order::{Direction, Task, Tasks};
use path::{Path, quoted};
use problem::Position;
use task::Links;

/// The version of the workflow language.
const VERSION: &str = "2.0";

/// Checks the definition of a workflow, and reports every problem with its position.
///
/// Sends nothing. Never panics, and takes time and memory in proportion to the text: of a text that is much larger
/// than it looks, by aliases, it says so. A syntax error of YAML is a problem like the others, and the only one that hides
/// those behind it.
///
/// An **error** is what keeps a workflow from working:
///
/// - characters outside of ASCII, which the Platform does not accept; syntax errors, tags and duplicate keys of YAML
/// - a structure other than `version: "2.0"` and one workflow with its `tasks`
/// - unknown attributes and actions, values of the wrong type, and inputs of Civis actions with unknown or missing
///   parameters; their values are not checked, since they can be expressions
/// - transitions and `requires` that lead to no task, in tasks and in `task-defaults`, or to the task itself
/// - no task that can start, tasks that require each other, and a `join` that never ends
///
/// A **warning** is what the Platform accepts, but was probably not meant:
///
/// - tasks that form a cycle: the language allows it, for loops that a condition ends
/// - a task that is never started, since only tasks that never start lead to it
/// - `requires` in a direct workflow, and transitions in a reverse one
///
/// YAML is read in version 1.1, as the Platform's engine and the official client read it, where `on` is a boolean. The rules
/// are those of `civis.workflows.validate_workflow_yaml` of the official client 2.10.1, and those of the engine
/// ([Mistral's workflow language](https://docs.openstack.org/mistral/latest/user/wf_lang_v2.html)) where it has none.
///
/// ```
/// use civis::workflows::{Severity, validate};
///
/// let report = validate(
///     "
/// version: '2.0'
/// nightly:
///   tasks:
///     extract:
///       action: civis.run_job
///       input: {job: 7}
///       on-success: lod
///     load: {action: civis.run_job, input: {job_id: 8}}
/// ",
/// );
/// assert!(!report.is_valid());
/// let lines: Vec<_> = report.problems().iter().map(|problem| problem.line()).collect();
/// assert_eq!(lines, [7, 7, 8]);
/// assert!(report.to_string().ends_with("there is no task `lod`; did you mean `load`?"));
/// ```
#[must_use]
pub fn validate(definition: &str) -> Report {
    let mut checker = Checker::new();
    check_ascii(&mut checker, definition);
    if let Some(document) = read::read(definition, &mut checker) {
        check_document(&mut checker, &document);
    }
    Report::new(checker.into_problems())
}

/// Reports the first character in each line that is not ASCII.
fn check_ascii(checker: &mut Checker, text: &str) {
    if text.is_ascii() {
        return;
    }
    // The line breaks of YAML.
    let text = text.replace("\r\n", "\n");
    for (line, content) in text.split(['\n', '\r']).enumerate() {
        let mut characters = content.chars().enumerate();
        if let Some((column, character)) = characters.find(|(_, character)| !character.is_ascii()) {
            let place = Position {
                line: line + 1,
                column: column + 1,
            };
            let shown = quoted(&character.to_string());
            let message = format!(
                "the character {shown} (U+{:04X}) is not ASCII",
                u32::from(character)
            );
            checker.error(place, &"", message);
        }
    }
}

fn check_document(checker: &mut Checker, document: &Document) {
    let Some(root) = document.root() else {
        return checker.error(Position::START, &"", "the definition is empty");
    };
    let Some(top) = root.mapping() else {
        let message = format!(
            "a definition is a mapping of `version` and the workflow, not {}",
            root.describe()
        );
        return checker.error(root.place(), &"", message);
    };
    check_version(checker, top, root.place());
    let mut workflows = Vec::new();
    for (key, value) in top.iter() {
        let name = &*key.scalar.text;
        let path = Path::top(name);
        if key.scalar.as_text() == Some("version") {
            continue;
        }
        if key.scalar.as_text().is_none() {
            let kind = key.scalar.value.describe();
            let message = format!(
                "the name of the workflow is {kind} in YAML 1.1, and must be text; put it in quotes"
            );
            checker.error(key.place, &path, message);
        }
        if !workflows.is_empty() {
            let message = format!(
                "a definition has one workflow, and there is {} already",
                quoted(workflows[0])
            );
            checker.error(key.place, &path, message);
        }
        workflows.push(name);
        check_workflow(checker, value, key.place, &path);
        if !checker.may_check(1) {
            break;
        }
    }
    if workflows.is_empty() {
        checker.error(root.place(), &"", "there is no workflow besides `version`");
    }
}

fn check_version(checker: &mut Checker, top: Mapping<'_>, place: Position) {
    let Some(version) = top.get("version") else {
        return checker.error(place, &"", "there is no `version`, which must be \"2.0\"");
    };
    if version.text() == Some(VERSION) {
        return;
    }
    let path = Path::top("version");
    let is_unquoted = version
        .scalar()
        .is_some_and(|scalar| scalar.text == VERSION);
    let message = if is_unquoted {
        "the version must be text; put it in quotes: \"2.0\""
    } else {
        "the version must be \"2.0\""
    };
    checker.error(version.place(), &path, message);
}

fn check_workflow(checker: &mut Checker, workflow: Value<'_>, place: Position, path: &Path<'_>) {
    let Some(attributes) = checker.mapping(workflow, path) else {
        return;
    };
    for name in ["type", "description"] {
        if let Some(value) = attributes.get(name)
            && value.text().is_none()
        {
            checker.mismatch(value, &path.key(name), "text");
        }
    }
    if let Some(input) = attributes.get("input") {
        check_workflow_input(checker, input, &path.key("input"));
    }
    let direction = direction(checker, attributes, path);
    let defaults = match attributes.get("task-defaults") {
        Some(defaults) => {
            let path = path.key("task-defaults");
            task::check(checker, defaults, defaults.place(), &path, true)
        }
        None => Links::default(),
    };
    let path = path.key("tasks");
    let Some(tasks) = attributes.get("tasks") else {
        return checker.error(place, &path, "the workflow has no `tasks`");
    };
    let Some(entries) = checker.mapping(tasks, &path) else {
        return;
    };
    if entries.len() == 0 {
        checker.error(tasks.place(), &path, "there must be at least one task");
    }
    let mut all = Vec::new();
    for (name, key, task) in checker.entries(entries, &path) {
        let own = path.key(name);
        task::check_name(checker, name, key.place, &own);
        let links = task::check(checker, task, key.place, &own, false);
        let place = key.place;
        all.push(Task { name, place, links });
    }
    let tasks = Tasks {
        tasks: all,
        defaults,
        direction,
        place: tasks.place(),
    };
    tasks.check(checker, &path);
}

fn direction(checker: &mut Checker, workflow: Mapping<'_>, path: &Path<'_>) -> Direction {
    let value = workflow.get("type");
    match value.and_then(|value| Some((value, value.text()?))) {
        Some((_, "reverse")) => Direction::Reverse,
        None | Some((_, "direct")) => Direction::Direct,
        Some((value, name)) => {
            let similar = checker.suggestion(name, ["direct", "reverse"].into_iter());
            let message = format!(
                "a workflow is `direct` or `reverse`, not {}{similar}",
                quoted(name)
            );
            checker.error(value.place(), &path.key("type"), message);
            Direction::Direct
        }
    }
}

/// The names of the workflow's own inputs, with or without a default.
fn check_workflow_input(checker: &mut Checker, input: Value<'_>, path: &Path<'_>) {
    let Some(items) = input.list() else {
        return checker.mismatch(input, path, "a list");
    };
    if !checker.may_check(items.len()) {
        return;
    }
    for (index, item) in items.enumerate() {
        if item.text().is_none() && item.mapping().is_none() {
            let wanted = "a name, or a name with its default";
            checker.mismatch(item, &path.index(index), wanted);
        }
    }
}
