//! The kinds of runs, and where the API has them.

use std::borrow::Cow;
use std::fmt;

use civis_core::{Location, Request, Result, support};
use http::Method;

/// What a [`Run`](super::Run) is a run of, which decides the paths of its requests.
///
/// Everything that runs is also a job, so [`Job`](Self::Job) fits all kinds but [`ModelBuild`](Self::ModelBuild),
/// [`ReportRefresh`](Self::ReportRefresh) and [`WorkflowExecution`](Self::WorkflowExecution). The specific kinds have
/// more in their status: the output files of a SQL script, the memory that a container used.
///
/// The paths are those of the specification. Cancelling, logs and outputs use the paths of the job for all kinds that are
/// jobs, as the official client does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A job of any kind: `/jobs`.
    Job,
    /// A script in a container: `/scripts/containers`.
    Container,
    /// A script made from a template: `/scripts/custom`.
    Custom,
    /// A dbt script: `/scripts/dbt`.
    Dbt,
    /// A JavaScript script: `/scripts/javascript`.
    JavaScript,
    /// A Python script: `/scripts/python3`.
    Python,
    /// An R script: `/scripts/r`.
    R,
    /// A SQL script: `/scripts/sql`.
    Sql,
    /// A query: `/queries`.
    Query,
    /// An import or an export between databases, or of another type that has no path of its own: `/imports`.
    Import,
    /// An import of an uploaded file: `/imports/files`.
    FileImport,
    /// An import of CSV files: `/imports/files/csv`.
    CsvImport,
    /// An export to CSV files: `/exports/files/csv`.
    CsvExport,
    /// An enhancement by CASS and NCOA: `/enhancements/cass-ncoa`.
    CassNcoa,
    /// An enhancement by data match: `/enhancements/civis-data-match`.
    DataMatch,
    /// An enhancement by geocoding: `/enhancements/geocode`.
    Geocode,
    /// An enhancement by identity resolution: `/enhancements/identity-resolution`.
    IdentityResolution,
    /// A media optimization: `/media/optimizations`.
    Optimization,
    /// A build of a model: `/models/{id}/builds`. It cannot be started here.
    ModelBuild,
    /// A refresh of a Tableau report: `/reports/{id}/refresh`. It has no log, no outputs, and cannot be cancelled.
    ReportRefresh,
    /// An execution of a workflow: `/workflows/{id}/executions`. It has no log and no outputs: its tasks have.
    WorkflowExecution,
}

/// An operation on a run.
pub(crate) struct Endpoint {
    method: Method,
    operation: Cow<'static, str>,
    path: Cow<'static, str>,
}

impl Endpoint {
    fn new(
        method: Method,
        operation: impl Into<Cow<'static, str>>,
        path: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            method,
            operation: operation.into(),
            path: path.into(),
        }
    }

    /// The request for a job, and for a run of it.
    pub(crate) fn request(self, id: i64, run: Option<&str>) -> Request {
        let mut request = Request::new(self.operation, self.method, self.path);
        request.set(Location::Path, "id", id);
        if let Some(run) = run {
            request.set(Location::Path, "run_id", run);
        }
        request
    }
}

impl Kind {
    /// The path of all objects of a kind whose paths of runs follow the common pattern.
    fn collection(self) -> &'static str {
        match self {
            Self::Job => "/jobs",
            Self::Container => "/scripts/containers",
            Self::Custom => "/scripts/custom",
            Self::Dbt => "/scripts/dbt",
            Self::JavaScript => "/scripts/javascript",
            Self::Python => "/scripts/python3",
            Self::R => "/scripts/r",
            Self::Sql => "/scripts/sql",
            Self::Query => "/queries",
            Self::Import => "/imports",
            Self::FileImport => "/imports/files",
            Self::CsvImport => "/imports/files/csv",
            Self::CsvExport => "/exports/files/csv",
            Self::CassNcoa => "/enhancements/cass-ncoa",
            Self::DataMatch => "/enhancements/civis-data-match",
            Self::Geocode => "/enhancements/geocode",
            Self::IdentityResolution => "/enhancements/identity-resolution",
            Self::Optimization => "/media/optimizations",
            Self::ModelBuild => "/models",
            Self::ReportRefresh => "/reports",
            Self::WorkflowExecution => "/workflows",
        }
    }

    /// An operation on the runs of this kind: `scripts.post_sql_runs` with the path `/scripts/sql/{id}/runs`.
    fn on_runs(self, method: Method, rest: &'static str) -> Endpoint {
        let collection = self.collection();
        let mut segments = collection.trim_start_matches('/').split('/');
        let mut operation = segments.next().unwrap_or_default().to_owned();
        operation.push('.');
        operation.push_str(&method.as_str().to_lowercase());
        for segment in segments {
            operation.push('_');
            operation.push_str(&segment.replace('-', "_"));
        }
        operation.push_str("_runs");
        Endpoint::new(method, operation, format!("{collection}/{{id}}/runs{rest}"))
    }

    /// The operation that starts a run, if there is one.
    pub(crate) fn start(self) -> Option<Endpoint> {
        Some(match self {
            Self::ModelBuild => return None,
            Self::ReportRefresh => Endpoint::new(
                Method::POST,
                "reports.post_refresh",
                "/reports/{id}/refresh",
            ),
            Self::WorkflowExecution => Endpoint::new(
                Method::POST,
                "workflows.post_executions",
                "/workflows/{id}/executions",
            ),
            _ => self.on_runs(Method::POST, ""),
        })
    }

    /// The operation that returns the state of a run.
    pub(crate) fn state(self) -> Endpoint {
        match self {
            // Imports of all types have their runs here; `/imports/{id}/runs/{run_id}` does not exist.
            Self::Import => Self::FileImport.state(),
            Self::ModelBuild => Endpoint::new(
                Method::GET,
                "models.get_builds",
                "/models/{id}/builds/{run_id}",
            ),
            Self::ReportRefresh => Endpoint::new(
                Method::GET,
                "reports.get_refresh",
                "/reports/{id}/refresh/{run_id}",
            ),
            Self::WorkflowExecution => Endpoint::new(
                Method::GET,
                "workflows.get_executions",
                "/workflows/{id}/executions/{run_id}",
            ),
            _ => self.on_runs(Method::GET, "/{run_id}"),
        }
    }

    /// The operation that cancels a run, if there is one.
    pub(crate) fn cancel(self) -> Option<Endpoint> {
        Some(match self {
            Self::ReportRefresh => return None,
            Self::ModelBuild => Endpoint::new(
                Method::DELETE,
                "models.delete_builds",
                "/models/{id}/builds/{run_id}",
            ),
            Self::WorkflowExecution => Endpoint::new(
                Method::POST,
                "workflows.post_executions_cancel",
                "/workflows/{id}/executions/{run_id}/cancel",
            ),
            _ => Self::Job.on_runs(Method::DELETE, "/{run_id}"),
        })
    }

    /// The operation that returns lines of a run's log, if there is one.
    pub(crate) fn log(self) -> Option<Endpoint> {
        Some(match self {
            Self::ReportRefresh | Self::WorkflowExecution => return None,
            Self::ModelBuild => Endpoint::new(
                Method::GET,
                "models.list_builds_logs",
                "/models/{id}/builds/{run_id}/logs",
            ),
            _ => Endpoint::new(
                Method::GET,
                "jobs.list_runs_logs",
                "/jobs/{id}/runs/{run_id}/logs",
            ),
        })
    }

    /// The operation that lists the outputs of a run, if there is one.
    pub(crate) fn outputs(self) -> Option<Endpoint> {
        Some(match self {
            Self::ModelBuild | Self::ReportRefresh | Self::WorkflowExecution => return None,
            Self::Custom => Endpoint::new(
                Method::GET,
                "scripts.list_custom_runs_outputs",
                "/scripts/custom/{id}/runs/{run_id}/outputs",
            ),
            _ => Endpoint::new(
                Method::GET,
                "jobs.list_runs_outputs",
                "/jobs/{id}/runs/{run_id}/outputs",
            ),
        })
    }

    /// The operation by which a run of this kind adds to its own outputs.
    pub(crate) fn add_output(self) -> Endpoint {
        let mut endpoint = self.on_runs(Method::POST, "/{run_id}/outputs");
        endpoint.operation.to_mut().push_str("_outputs");
        endpoint
    }

    /// What a run of this kind is called, and what it is a run of.
    pub(crate) fn nouns(self) -> (&'static str, &'static str) {
        match self {
            Self::ModelBuild => ("build", "model"),
            Self::ReportRefresh => ("refresh", "report"),
            Self::WorkflowExecution => ("execution", "workflow"),
            Self::Query => ("run", "query"),
            _ => ("run", "job"),
        }
    }
}

/// The endpoint of an operation that not all kinds have.
pub(super) fn supported(
    endpoint: Option<Endpoint>,
    function: &str,
    kind: Kind,
    what: &str,
) -> Result<Endpoint> {
    endpoint.ok_or_else(|| {
        let (run, of) = kind.nouns();
        let article = if run.starts_with('e') { "an" } else { "a" };
        let message =
            format!("is {kind:?}: the API has no way for {article} {run} of a {of} to {what}");
        support::invalid_argument(function, "kind", &message)
    })
}

/// The path of its objects: `scripts/sql`, `enhancements/cass-ncoa`, `workflows`.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.collection().trim_start_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn operations_are_named_as_the_generated_methods() {
        for (kind, operation, path) in [
            (Kind::Job, "jobs.get_runs", "/jobs/{id}/runs/{run_id}"),
            (
                Kind::Sql,
                "scripts.get_sql_runs",
                "/scripts/sql/{id}/runs/{run_id}",
            ),
            (
                Kind::CassNcoa,
                "enhancements.get_cass_ncoa_runs",
                "/enhancements/cass-ncoa/{id}/runs/{run_id}",
            ),
            (
                Kind::Import,
                "imports.get_files_runs",
                "/imports/files/{id}/runs/{run_id}",
            ),
        ] {
            let request = kind.state().request(7, Some("9"));
            assert_eq!((request.operation(), request.path()), (operation, path));
        }
        let start = Kind::Import.start().expect("an operation").request(7, None);
        assert_eq!(start.operation(), "imports.post_runs");
        assert_eq!(start.parts().expect("parts").path, "/imports/7/runs");
    }
}
