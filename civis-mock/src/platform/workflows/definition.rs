//! The definition of a workflow: tasks and their transitions, in YAML.

use serde_json::{Map, Value};
use yaml_rust2::yaml::Hash;
use yaml_rust2::{Yaml, YamlLoader};

/// The tasks of a workflow, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Definition {
    pub(crate) tasks: Vec<TaskDefinition>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct TaskDefinition {
    pub(crate) name: String,
    pub(crate) action: String,
    pub(crate) input: Value,
    pub(crate) on_success: Vec<String>,
    pub(crate) on_error: Vec<String>,
    pub(crate) on_complete: Vec<String>,
    pub(crate) requires: Vec<String>,
    /// Whether it waits for all tasks that lead to it.
    pub(crate) joins: bool,
}

impl Definition {
    /// Parses a definition and checks its transitions.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let documents = YamlLoader::load_from_str(text).map_err(|error| error.to_string())?;
        let top = documents.first().and_then(Yaml::as_hash);
        let top = top.ok_or("the definition is not a mapping")?;
        let workflow = top
            .iter()
            .find(|(name, _)| name.as_str() != Some("version"))
            .and_then(|(_, workflow)| workflow.as_hash())
            .ok_or("the definition has no workflow besides its version")?;
        let tasks = get(workflow, "tasks").and_then(Yaml::as_hash);
        let tasks = tasks.ok_or("the workflow has no tasks")?;
        let defaults = get(workflow, "task-defaults").and_then(Yaml::as_hash);
        let tasks: Result<Vec<_>, String> = tasks
            .iter()
            .map(|(name, task)| parse_task(&to_text(name), task, defaults))
            .collect();
        let definition = Definition { tasks: tasks? };
        definition.check()?;
        Ok(definition)
    }

    /// Checks that every transition leads to a task or an end.
    fn check(&self) -> Result<(), String> {
        for task in &self.tasks {
            for next in task.transitions().chain(&task.requires) {
                let is_end = ["pause", "succeed", "fail", "noop"].contains(&next.as_str());
                if !is_end && self.tasks.iter().all(|task| task.name != *next) {
                    return Err(format!(
                        "task `{}` leads to `{next}`, which is not a task",
                        task.name
                    ));
                }
            }
        }
        Ok(())
    }
}

impl TaskDefinition {
    /// The names of all tasks that may follow.
    pub(crate) fn transitions(&self) -> impl Iterator<Item = &String> {
        let ended = self.on_success.iter().chain(&self.on_error);
        ended.chain(&self.on_complete)
    }
}

fn parse_task(name: &str, task: &Yaml, defaults: Option<&Hash>) -> Result<TaskDefinition, String> {
    let task = task
        .as_hash()
        .ok_or_else(|| format!("task `{name}` is not a mapping"))?;
    let own = |key: &str| get(task, key).or_else(|| defaults.and_then(|own| get(own, key)));
    let action = own("action").and_then(Yaml::as_str);
    let action = action.ok_or_else(|| format!("task `{name}` has no action"))?;
    let names = |key: &str| own(key).map(task_names).unwrap_or_default();
    Ok(TaskDefinition {
        name: name.to_owned(),
        action: action.to_owned(),
        input: own("input").map_or(Value::Null, to_json),
        on_success: names("on-success"),
        on_error: names("on-error"),
        on_complete: names("on-complete"),
        requires: get(task, "requires").map(task_names).unwrap_or_default(),
        joins: get(task, "join").is_some(),
    })
}

/// The tasks of a transition: a name, a list of names, or either under `next`.
/// Conditions on names are assumed to be true.
fn task_names(transition: &Yaml) -> Vec<String> {
    match transition {
        Yaml::Array(items) => items.iter().flat_map(task_names).collect(),
        Yaml::Hash(hash) => match get(hash, "next") {
            Some(next) => task_names(next),
            None => hash.keys().map(to_text).collect(),
        },
        Yaml::Null | Yaml::BadValue => Vec::new(),
        name => vec![to_text(name)],
    }
}

fn get<'a>(hash: &'a Hash, key: &str) -> Option<&'a Yaml> {
    hash.get(&Yaml::String(key.to_owned()))
}

fn to_text(yaml: &Yaml) -> String {
    match yaml {
        Yaml::String(text) | Yaml::Real(text) => text.clone(),
        Yaml::Integer(number) => number.to_string(),
        Yaml::Boolean(value) => value.to_string(),
        _ => String::new(),
    }
}

fn to_json(yaml: &Yaml) -> Value {
    match yaml {
        Yaml::Real(text) => text.parse::<f64>().map_or(Value::Null, Value::from),
        Yaml::Integer(number) => (*number).into(),
        Yaml::String(text) => text.as_str().into(),
        Yaml::Boolean(value) => (*value).into(),
        Yaml::Array(items) => items.iter().map(to_json).collect(),
        Yaml::Hash(hash) => {
            let entries = hash
                .iter()
                .map(|(key, value)| (to_text(key), to_json(value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Yaml::Alias(_) | Yaml::Null | Yaml::BadValue => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::Definition;

    #[test]
    fn transitions_are_read_in_every_form() {
        let text = "
            version: '2.0'
            flow:
              task-defaults: {on-error: [rescue]}
              tasks:
                a: {action: std.noop, on-success: b}
                b: {action: std.noop, on-success: [{c: <% $.go %>}, rescue], on-error: fail}
                c: {action: std.noop, on-complete: {next: [rescue]}}
                rescue: {action: std.noop, join: all, on-error: []}";
        let definition = Definition::parse(text).expect("a definition");
        let [a, b, c, rescue] = &definition.tasks[..] else {
            panic!("{definition:?}");
        };
        assert_eq!(
            (&a.on_success[..], &a.on_error[..]),
            (&["b".to_owned()][..], &["rescue".to_owned()][..])
        );
        assert_eq!(b.on_success, ["c", "rescue"]);
        assert_eq!(b.on_error, ["fail"]);
        assert_eq!(c.on_complete, ["rescue"]);
        assert!(rescue.joins && rescue.on_error.is_empty());
    }

    #[test]
    fn definitions_that_cannot_be_run_are_errors() {
        let cases = [
            ("[", "while parsing"),
            ("a", "not a mapping"),
            ("version: '2.0'", "no workflow"),
            ("version: '2.0'\nw: {tasks: {a: {}}}", "no action"),
            (
                "w: {tasks: {a: {action: std.noop, on-success: b}}}",
                "`b`, which is not a task",
            ),
        ];
        for (text, wanted) in cases {
            let error = Definition::parse(text).expect_err(text);
            assert!(error.contains(wanted), "{text}: {error}");
        }
    }
}
