//! Runs by the IDs of their jobs.

use civis::jobs::{Kind, Run};
use civis::{Call, Location, Request, Session, http};
use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::error::{Error, Exit};

/// What a run is a run of, for `--kind`. The names are those of the paths in the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum KindName {
    /// A job of any kind
    #[default]
    Job,
    /// A script in a container
    Container,
    /// A script made from a template
    Custom,
    /// A dbt script
    Dbt,
    /// A JavaScript script
    Javascript,
    /// A Python script
    Python3,
    /// An R script
    R,
    /// A SQL script
    Sql,
    /// A query
    Query,
    /// An import or export between databases
    Import,
    /// An import of an uploaded file
    FileImport,
    /// An import of CSV files
    CsvImport,
    /// An export to CSV files
    CsvExport,
    /// An enhancement by CASS and NCOA
    CassNcoa,
    /// An enhancement by data match
    DataMatch,
    /// An enhancement by geocoding
    Geocode,
    /// An enhancement by identity resolution
    IdentityResolution,
    /// A media optimization
    Optimization,
    /// A build of a model
    ModelBuild,
    /// An execution of a workflow
    Workflow,
}

impl From<KindName> for Kind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::Job => Self::Job,
            KindName::Container => Self::Container,
            KindName::Custom => Self::Custom,
            KindName::Dbt => Self::Dbt,
            KindName::Javascript => Self::JavaScript,
            KindName::Python3 => Self::Python,
            KindName::R => Self::R,
            KindName::Sql => Self::Sql,
            KindName::Query => Self::Query,
            KindName::Import => Self::Import,
            KindName::FileImport => Self::FileImport,
            KindName::CsvImport => Self::CsvImport,
            KindName::CsvExport => Self::CsvExport,
            KindName::CassNcoa => Self::CassNcoa,
            KindName::DataMatch => Self::DataMatch,
            KindName::Geocode => Self::Geocode,
            KindName::IdentityResolution => Self::IdentityResolution,
            KindName::Optimization => Self::Optimization,
            KindName::ModelBuild => Self::ModelBuild,
            KindName::Workflow => Self::WorkflowExecution,
        }
    }
}

/// The option `--kind`.
#[derive(Args, Debug)]
pub(crate) struct KindOption {
    /// Kind of the job, which decides what its result shows
    #[arg(
        long,
        value_enum,
        value_name = "KIND",
        default_value_t,
        hide_possible_values = true
    )]
    kind: KindName,
}

impl KindOption {
    pub(crate) fn kind(&self) -> Kind {
        self.kind.into()
    }
}

/// The run with this ID, or else the last one of the job.
pub(crate) fn run_of(
    session: &Session,
    kind: Kind,
    id: i64,
    run: Option<i64>,
) -> Result<Run, Error> {
    let run = match run {
        Some(run) => run,
        None => last_run(session, kind, id)?,
    };
    Ok(Run::attach(session, kind, id, run))
}

/// The ID of the last run. Whatever runs is a job, but for models and workflows.
fn last_run(session: &Session, kind: Kind, id: i64) -> Result<i64, Error> {
    let (noun, operation, path) = match kind {
        Kind::ModelBuild => ("model", "models.list_builds", "/models/{id}/builds"),
        Kind::WorkflowExecution => (
            "workflow",
            "workflows.list_executions",
            "/workflows/{id}/executions",
        ),
        _ => ("job", "jobs.list_runs", "/jobs/{id}/runs"),
    };
    let request = Request::new(operation, http::Method::GET, path)
        .with(Location::Path, "id", id)
        .with(Location::Query, "limit", 1)
        .with(Location::Query, "order", "id")
        .with(Location::Query, "order_dir", "desc");
    let runs = Call::<Value>::new(session, request).send_json()?;
    runs[0]["id"].as_i64().ok_or_else(|| {
        let message = format!("{noun} {id} has no runs");
        Error::new(Exit::NotFound, message)
    })
}
