//! Requests for imports that upload a file, for the syncs of imports, and for scans of tables.

use serde_json::{Value, json};

use super::handler::JobHandler;
use crate::platform::files::links::{form_fields, form_url, upload_url};
use crate::platform::object::{flag, object, set};
use crate::reply::Reply;

impl JobHandler<'_> {
    /// Creates an import whose file is sent to a signed URL.
    pub(super) fn add_upload_import(&mut self) -> Reply {
        let mut sent = self.context.sent();
        let is_form = flag(&sent, "multipart") == Some(true);
        let env = &mut self.resources.env;
        let file = self.resources.files.add_upload("import.csv", env);
        sent.insert("fileId".to_owned(), file.id.into());
        let (url, fields) = if is_form {
            (form_url(env), form_fields(file, env).into())
        } else {
            (upload_url(file, env), json!({}))
        };
        let id = self.jobs.add("imports/files", sent, env);
        self.context.one(&object(json!({
            "id": id,
            "uploadUri": url,
            "runUri": format!("http://{}/imports/files/{id}/runs", env.host),
            "uploadFields": fields,
        })))
    }

    /// Creates a job that scans a table, and starts it.
    pub(super) fn scan_table(&mut self) -> Reply {
        let sent = self.context.sent();
        let env = &mut self.resources.env;
        let job = self.jobs.add("tables/scan", sent, env);
        let run = self.jobs.start_run(job, env);
        self.context
            .one(&object(json!({"jobId": job, "runId": run})))
    }

    /// Adds a sync to an import.
    pub(super) fn add_sync(&mut self, import: u64) -> Reply {
        let mut sync = self.context.sent();
        set(&mut sync, "id", self.resources.env.new_id().into());
        let Some(job) = self.jobs.jobs.get_mut(&import) else {
            return self.context.not_found();
        };
        let syncs = job.sent.entry("syncs").or_insert_with(|| json!([]));
        if let Some(syncs) = syncs.as_array_mut() {
            syncs.push(sync.clone().into());
        }
        self.context.one(&sync)
    }

    /// Replaces a sync.
    pub(super) fn change_sync(&mut self, import: u64, id: u64) -> Reply {
        let mut sync = self.context.sent();
        set(&mut sync, "id", id.into());
        let Some((syncs, index)) = self.find_sync(import, id) else {
            return self.context.not_found();
        };
        syncs[index] = sync.clone().into();
        self.context.one(&sync)
    }

    pub(super) fn remove_sync(&mut self, import: u64, id: u64) -> Reply {
        let Some((syncs, index)) = self.find_sync(import, id) else {
            return self.context.not_found();
        };
        syncs.remove(index);
        self.context.one(&object(json!({"id": id})))
    }

    /// The syncs of an import, and the index of one of them.
    fn find_sync(&mut self, import: u64, id: u64) -> Option<(&mut Vec<Value>, usize)> {
        let job = self.jobs.jobs.get_mut(&import)?;
        let syncs = job.sent.get_mut("syncs")?.as_array_mut()?;
        let index = syncs.iter().position(|own| own["id"] == id)?;
        Some((syncs, index))
    }
}
