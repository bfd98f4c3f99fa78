//! `civis files ls`.

use civis::Session;
use clap::Args;
use serde_json::Value;

use crate::api;
use crate::context::Context;
use crate::error::Error;
use crate::runs::run_of;

const EXAMPLES: &str = "\
Examples:
  civis files ls 7 8
  civis files ls --project 12
  civis files ls --job 7 --run 9";

/// List files: by their IDs, of a project, or those that a run has put out
///
/// The API has no list of all files.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct List {
    /// IDs of files
    #[arg(value_name = "ID", required_unless_present_any = ["project", "job"],
          conflicts_with_all = ["project", "job"])]
    ids: Vec<i64>,

    /// Project whose files to list
    #[arg(long, value_name = "ID", conflicts_with = "job")]
    project: Option<i64>,

    /// Job whose output files to list
    #[arg(long, value_name = "ID")]
    job: Option<i64>,

    /// Run of the job [default: the last one]
    #[arg(long, value_name = "ID", requires = "job")]
    run: Option<i64>,
}

impl List {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let session = context.session()?;
        if let Some(project) = self.project {
            let columns = ["id", "fileName", "fileSize", "updatedAt"].map(str::to_owned);
            let parameters = [("project_id", project)];
            let path = "/projects/{project_id}";
            let project = api::get(session, "projects.get", path, &parameters)?;
            let files = project["files"].as_array().cloned().unwrap_or_default();
            return context.print_rows_with(&columns, files.into_iter().map(Ok::<_, Error>));
        }
        let columns = ["id", "name", "fileSize", "createdAt", "expiresAt"].map(str::to_owned);
        let ids = match self.job {
            Some(job) => {
                let run = run_of(session, civis::jobs::Kind::Job, job, self.run)?;
                let outputs = run.outputs()?;
                let files = outputs.iter().filter(|output| output.is_file());
                files.map(|output| output.object_id).collect()
            }
            None => self.ids.clone(),
        };
        context.print_rows_with(&columns, ids.into_iter().map(|id| file(session, id)))
    }
}

/// Fetches a file, without its signed URLs: they give it to everyone who has them.
fn file(session: &Session, id: i64) -> civis::Result<Value> {
    let mut file = api::get(session, "files.get", "/files/{id}", &[("id", id)])?;
    if let Some(fields) = file.as_object_mut() {
        fields.retain(|name, _| !matches!(name.as_str(), "fileUrl" | "downloadUrl"));
    }
    Ok(file)
}
