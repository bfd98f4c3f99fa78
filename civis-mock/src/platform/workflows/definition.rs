//! The definition of a workflow: YAML of tasks and of what follows them.

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
    /// Whether it waits for all that lead to it.
    pub(crate) joins: bool,
}

impl Definition {
    /// Reads a definition. The complaint tells what keeps it from being run.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let documents = YamlLoader::load_from_str(text).map_err(|error| error.to_string())?;
        let top = documents.first().and_then(Yaml::as_hash);
        let top = top.ok_or("the definition is no mapping")?;
        let workflow = top
            .iter()
            .find(|(name, _)| name.as_str() != Some("version"))
            .and_then(|(_, workflow)| workflow.as_hash())
            .ok_or("the definition has no workflow beside its version")?;
        let tasks = get(workflow, "tasks").and_then(Yaml::as_hash);
        let tasks = tasks.ok_or("the workflow has no tasks")?;
        let defaults = get(workflow, "task-defaults").and_then(Yaml::as_hash);
        let tasks: Result<Vec<_>, String> = tasks
            .iter()
            .map(|(name, task)| read_task(&text_of(name), task, defaults))
            .collect();
        let definition = Definition { tasks: tasks? };
        definition.check()?;
        Ok(definition)
    }

    /// Whether every transition leads to a task or an end.
    fn check(&self) -> Result<(), String> {
        for task in &self.tasks {
            for next in task.transitions().chain(&task.requires) {
                let is_end = ["pause", "succeed", "fail", "noop"].contains(&next.as_str());
                if !is_end && self.tasks.iter().all(|task| task.name != *next) {
                    return Err(format!(
                        "task `{}` leads to `{next}`, which is no task",
                        task.name
                    ));
                }
            }
        }
        Ok(())
    }
}

impl TaskDefinition {
    /// Every task that may follow.
    pub(crate) fn transitions(&self) -> impl Iterator<Item = &String> {
        let ended = self.on_success.iter().chain(&self.on_error);
        ended.chain(&self.on_complete)
    }
}

fn read_task(name: &str, task: &Yaml, defaults: Option<&Hash>) -> Result<TaskDefinition, String> {
    let task = task
        .as_hash()
        .ok_or_else(|| format!("task `{name}` is no mapping"))?;
    let own = |key: &str| get(task, key).or_else(|| defaults.and_then(|own| get(own, key)));
    let action = own("action").and_then(Yaml::as_str);
    let action = action.ok_or_else(|| format!("task `{name}` has no action"))?;
    let names = |key: &str| own(key).map(names_in).unwrap_or_default();
    Ok(TaskDefinition {
        name: name.to_owned(),
        action: action.to_owned(),
        input: own("input").map_or(Value::Null, json_of),
        on_success: names("on-success"),
        on_error: names("on-error"),
        on_complete: names("on-complete"),
        requires: get(task, "requires").map(names_in).unwrap_or_default(),
        joins: get(task, "join").is_some(),
    })
}

/// The tasks of a transition: a name, a list of names, or what `next` holds.
/// A condition on a name is taken to hold.
fn names_in(transition: &Yaml) -> Vec<String> {
    match transition {
        Yaml::Array(items) => items.iter().flat_map(names_in).collect(),
        Yaml::Hash(hash) => match get(hash, "next") {
            Some(next) => names_in(next),
            None => hash.keys().map(text_of).collect(),
        },
        Yaml::Null | Yaml::BadValue => Vec::new(),
        name => vec![text_of(name)],
    }
}

fn get<'a>(hash: &'a Hash, key: &str) -> Option<&'a Yaml> {
    hash.get(&Yaml::String(key.to_owned()))
}

fn text_of(yaml: &Yaml) -> String {
    match yaml {
        Yaml::String(text) | Yaml::Real(text) => text.clone(),
        Yaml::Integer(number) => number.to_string(),
        Yaml::Boolean(value) => value.to_string(),
        _ => String::new(),
    }
}

fn json_of(yaml: &Yaml) -> Value {
    match yaml {
        Yaml::Real(text) => text.parse::<f64>().map_or(Value::Null, Value::from),
        Yaml::Integer(number) => (*number).into(),
        Yaml::String(text) => text.as_str().into(),
        Yaml::Boolean(value) => (*value).into(),
        Yaml::Array(items) => items.iter().map(json_of).collect(),
        Yaml::Hash(hash) => {
            let entries = hash
                .iter()
                .map(|(key, value)| (text_of(key), json_of(value)));
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
        let definition = Definition::read(text).expect("a definition");
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
    fn what_cannot_be_run_is_told() {
        let cases = [
            ("[", "while parsing"),
            ("a", "no mapping"),
            ("version: '2.0'", "no workflow"),
            ("version: '2.0'\nw: {tasks: {a: {}}}", "no action"),
            (
                "w: {tasks: {a: {action: std.noop, on-success: b}}}",
                "`b`, which is no task",
            ),
        ];
        for (text, wanted) in cases {
            let error = Definition::read(text).expect_err(text);
            assert!(error.contains(wanted), "{text}: {error}");
        }
    }
}
