//! Requests for the outputs of runs, and for JSON values.

use serde_json::json;

use super::handler::JobHandler;
use super::store::Output;
use crate::platform::object::{get, number, object, text};
use crate::reply::Reply;

impl JobHandler<'_> {
    pub(super) fn outputs(&mut self, run: u64) -> Reply {
        let outputs = self.jobs.run(run).map(|run| run.outputs.as_slice());
        let outputs = outputs.unwrap_or_default().iter();
        let files = &self.resources.files;
        let outputs = outputs.map(|output| self.jobs.output_object(output, files));
        self.context.list(outputs.collect())
    }

    /// Adds an output, as programs that run on the Platform do.
    pub(super) fn add_output(&mut self, run: u64) -> Reply {
        let sent = self.context.sent();
        let (kind, object) = (text(&sent, "objectType"), number(&sent, "objectId"));
        let (Some(kind), Some(object)) = (kind, object) else {
            return Reply::bad_request("an output needs an `objectType` and an `objectId`");
        };
        let kind = match kind {
            "Files" => "File",
            "JSONValues" => "JSONValue",
            kind => kind,
        };
        let exists = match kind {
            "File" => self.resources.files.get(object).is_some(),
            "JSONValue" => self.jobs.json_values.contains_key(&object),
            _ => true,
        };
        if !exists {
            return Reply::not_found(&format!("There is no {kind} {object}."));
        }
        self.jobs.add_output(run, kind, object);
        let kind = kind.to_owned();
        let output = Output { kind, object };
        let output = self.jobs.output_object(&output, &self.resources.files);
        self.context.one(&output)
    }

    pub(super) fn add_json_value(&mut self) -> Reply {
        let sent = self.context.sent();
        let value = text(&sent, "valueStr").map(serde_json::from_str);
        let Some(Ok(value)) = value else {
            return Reply::bad_request("`valueStr` is not JSON");
        };
        let name = get(&sent, "name").cloned().unwrap_or_default();
        let env = &mut self.resources.env;
        let id = self.jobs.add_json_value(name, value, env);
        self.json_value(id)
    }

    pub(super) fn json_value(&self, id: u64) -> Reply {
        let value = self.jobs.json_values.get(&id);
        let value =
            value.map(|(name, value)| object(json!({"id": id, "name": name, "value": value})));
        self.context.one_or_not_found(value)
    }
}
