//! What runs put out, and JSON values.

use serde_json::{Value, json};

use crate::platform::jobs::plan::PlannedOutput;
use crate::platform::object::{Facts, facts, named};
use crate::platform::request_context::Ask;
use crate::platform::state::World;
use crate::reply::Reply;

/// An object that a run has put out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    /// `File`, `JSONValue`, `Report`, …
    pub(crate) kind: String,
    pub(crate) object: u64,
}

impl World {
    pub(crate) fn add_output(&mut self, run: u64, kind: &str, object: u64) {
        if let Some(run) = self.runs.get_mut(&run) {
            run.outputs.push(Output {
                kind: kind.to_owned(),
                object,
            });
        }
    }

    pub(crate) fn put_out(&mut self, run: u64, planned: Vec<PlannedOutput>) {
        for output in planned {
            match output {
                PlannedOutput::Json(name, value) => {
                    let id = self.new_id();
                    self.json_values.insert(id, (name.into(), value));
                    self.add_output(run, "JSONValue", id);
                }
                PlannedOutput::File(name, content) => {
                    let id = self.add_file(&name, content);
                    self.add_output(run, "File", id);
                }
            }
        }
    }

    fn output_facts(&self, output: &Output) -> Facts {
        let id = output.object;
        let (path, name, value) = match output.kind.as_str() {
            "File" => {
                let file = self.files.get(id);
                ("files", file.map(|file| file.name.clone().into()), None)
            }
            "JSONValue" => match self.json_values.get(&id) {
                Some((name, value)) => ("json_values", Some(name.clone()), Some(value.clone())),
                None => ("json_values", None, None),
            },
            kind => (kind, Some(format!("{kind} {id}").into()), None),
        };
        facts(json!({
            "objectType": output.kind,
            "objectId": id,
            "name": name,
            "link": format!("api.civisanalytics.com/{path}/{id}"),
            "value": value,
        }))
    }
}

impl Ask<'_> {
    pub(crate) fn outputs(&mut self, run: u64) -> Reply {
        let outputs = self.world.runs.get(&run).map(|run| run.outputs.clone());
        let outputs = outputs.unwrap_or_default();
        let shown = outputs.iter().map(|output| self.world.output_facts(output));
        self.list(shown.collect())
    }

    /// Takes what a program that runs on the Platform puts out.
    pub(crate) fn add_output(&mut self, run: u64) -> Reply {
        let sent = self.sent();
        let kind = named(&sent, "objectType").and_then(Value::as_str);
        let object = named(&sent, "objectId").and_then(Value::as_u64);
        let (Some(kind), Some(object)) = (kind, object) else {
            return Reply::bad_request("`objectType` and `objectId` name what is put out");
        };
        let kind = match kind {
            "Files" => "File",
            "JSONValues" => "JSONValue",
            kind => kind,
        };
        let is_there = match kind {
            "File" => self.world.files.get(object).is_some(),
            "JSONValue" => self.world.json_values.contains_key(&object),
            _ => true,
        };
        if !is_there {
            return Reply::not_found(&format!("There is no {kind} {object}."));
        }
        self.world.add_output(run, kind, object);
        let output = Output {
            kind: kind.to_owned(),
            object,
        };
        self.one(&self.world.output_facts(&output))
    }

    pub(crate) fn add_json_value(&mut self) -> Reply {
        let sent = self.sent();
        let text = named(&sent, "valueStr").and_then(Value::as_str);
        let Some(Ok(value)) = text.map(serde_json::from_str) else {
            return Reply::bad_request("`valueStr` is not JSON");
        };
        let name = named(&sent, "name").cloned().unwrap_or_default();
        let id = self.world.new_id();
        self.world.json_values.insert(id, (name, value));
        self.json_value(id)
    }

    pub(crate) fn json_value(&self, id: u64) -> Reply {
        match self.world.json_values.get(&id) {
            Some((name, value)) => {
                self.one(&facts(json!({"id": id, "name": name, "value": value})))
            }
            None => self.not_found(),
        }
    }
}
