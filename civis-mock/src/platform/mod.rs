//! The Platform that the server imitates. Each area owns its state and handles its
//! own paths; [`Platform`] composes them and is what tests set up and inspect.
//!
//! An area depends only on those above it in this table:
//!
//! | module | contents |
//! |---|---|
//! | `clock`, `environment` | the time; ids and the server's address |
//! | `object`, `conform` | properties by name; objects in the shape of a declared type |
//! | `request_context` | one request, and the responses that can be built for it |
//! | `catalog` | the user, databases, credentials and storage hosts |
//! | `files` | files, their signed URLs, and the bucket behind them |
//! | `tables` | tables with and without SQL, and CSV files |
//! | `resources` | the state that jobs work on: all of the above |
//! | `job_effects` | what a run does: queries, exports, imports, syncs |
//! | `jobs` | jobs, runs, logs and outputs |
//! | `deployments` | notebooks and services, and their deployments |
//! | `workflows` | workflows and their executions, whose tasks run jobs |
//! | `state`, `handler` | all areas together; a request to the area that handles it |

mod catalog;
mod clock;
mod conform;
mod deployments;
mod environment;
mod files;
mod handler;
mod job_effects;
mod jobs;
mod object;
mod request_context;
mod resources;
mod state;
mod tables;
mod workflows;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use md5::{Digest as _, Md5};
use serde_json::Value;

use crate::reply::Reply;
use crate::request::RecordedRequest;
use crate::route::Pattern;
use crate::routed_request::RoutedRequest;
use crate::server_state::ServerState;
use catalog::store::Catalog;
use deployments::store::Kind;
use files::bucket::Bucket;
use object::object;
use state::PlatformState;
use tables::table::TableName;

pub use clock::Clock;
pub(crate) use files::store::BUCKET;
pub use jobs::plan::RunPlan;
pub use tables::table::Table;

/// The state that makes a [`MockServer`](crate::MockServer) behave like Civis
/// Platform: jobs that run, logs that grow, files behind signed URLs, tables that
/// SQL reads and imports fill, and workflows.
///
/// Clones share one state. It can be changed and inspected before the server
/// starts, while it runs, and after it has stopped.
///
/// A new `Platform` has the user `me`, the database `redshift-general` with a
/// default credential of that user, the S3 credential `aws`, and the storage host
/// `storage`.
///
/// ```
/// use civis_mock::{MockServer, Platform, Table};
/// use serde_json::json;
///
/// # let spec = br##"{"swagger": "2.0", "info": {"title": "Small", "version": "1"},
/// #     "paths": {"/files/{id}": {"get": {
/// #         "parameters": [{"name": "id", "in": "path", "type": "integer", "required": true}],
/// #         "responses": {"200": {"description": "success", "schema": {"type": "object"}}}}}}}"##;
/// let platform = Platform::new();
/// platform.set_table("redshift-general", "public.people", &Table::new(["id"]).row([json!(1)]))?;
/// let server = MockServer::builder()
///     .spec_bytes(&spec[..])       // or `spec_file("civis-spec.json")`
///     .platform(&platform)
///     .start()?;
/// let file = platform.add_file("people.csv", "id\n2\n");
/// # let _ = (server, file);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Platform(Arc<Mutex<PlatformState>>);

impl fmt::Debug for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Omits the contents of files and tables.
        f.debug_struct("Platform").finish_non_exhaustive()
    }
}

impl Default for Platform {
    fn default() -> Self {
        Platform::new()
    }
}

impl Platform {
    /// Creates a Platform with the initial user, database, credentials and
    /// storage host.
    #[must_use]
    pub fn new() -> Self {
        Platform(Arc::new(Mutex::new(PlatformState::new())))
    }

    fn state(&self) -> MutexGuard<'_, PlatformState> {
        // No step leaves it half changed, so a panic elsewhere does not poison it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the clock. Defaults to the system's.
    #[must_use]
    pub fn clock(self, clock: Clock) -> Self {
        self.state().resources.env.clock = clock;
        self
    }

    /// Sets how long runs are queued and how long they run, unless their plan
    /// says otherwise. By default each poll of a run advances it by one step.
    #[must_use]
    pub fn runs_take(self, queued: Duration, running: Duration) -> Self {
        self.state().jobs.default_durations = Some((queued, running));
        self
    }

    /// Sets the name of the user to whom the API key belongs. Defaults to `me`.
    #[must_use]
    pub fn username(self, name: &str) -> Self {
        self.state().resources.catalog.set_me(name);
        self
    }

    /// Removes the initial database, credentials and storage host.
    #[must_use]
    pub fn without_fixtures(self) -> Self {
        self.state().resources.catalog = Catalog::with_user_only();
        self
    }

    /// Sets the minimum size in bytes of every part of an upload but the last.
    /// Defaults to 5 MiB, as in S3.
    #[must_use]
    pub fn smallest_part(self, bytes: usize) -> Self {
        self.state().resources.files.smallest_part = bytes;
        self
    }

    /// Adds a database and a credential of the user for it, and returns the
    /// database's id. The credential of the first database is the user's default.
    pub fn add_database(&self, name: &str) -> u64 {
        self.state().resources.catalog.add_database(name)
    }

    /// Adds an S3 credential, and returns its id.
    pub fn add_aws_credential(&self, name: &str) -> u64 {
        self.state().resources.catalog.add_aws_credential(name)
    }

    /// Adds a credential of the user, and returns its id. `properties` override
    /// the default ones; the type defaults to `Database`.
    ///
    /// ```
    /// # use civis_mock::Platform;
    /// # use serde_json::json;
    /// let platform = Platform::new();
    /// let database = platform.add_database("redshift-other");
    /// platform.add_credential(&json!({
    ///     "name": "reports", "username": "reports", "owner": "somebody",
    ///     "remoteHostId": database, "remoteHostName": "redshift-other",
    /// }));
    /// ```
    pub fn add_credential(&self, properties: &Value) -> u64 {
        let properties = object(properties.clone());
        let catalog = &mut self.state().resources.catalog;
        catalog.add_credential_with(properties)
    }

    /// Adds a storage host, and returns its id.
    pub fn add_storage_host(&self, name: &str) -> u64 {
        self.state().resources.catalog.add_storage_host(name)
    }

    /// Plans the runs of jobs that are started from now on. The path is that of
    /// one job (`/jobs/7`, `/scripts/sql/7`), of a kind (`/scripts/sql/{id}`,
    /// `/scripts/{id}` for all scripts), or of all jobs (`/jobs/{id}`). The newest
    /// plan that matches applies.
    pub fn plan(&self, path: &str, plan: RunPlan) {
        self.state().jobs.plans.push((Pattern::new(path), plan));
    }

    /// Adds a job as if `sent` had been posted to the path, and returns its id.
    ///
    /// ```
    /// # use civis_mock::Platform;
    /// # use serde_json::json;
    /// let platform = Platform::new();
    /// let job = platform.add_job("/scripts/python3", &json!({"name": "nightly", "source": "…"}));
    /// ```
    pub fn add_job(&self, path: &str, sent: &Value) -> u64 {
        let kind = path.trim_matches('/');
        let mut guard = self.state();
        let state = &mut *guard;
        let sent = object(sent.clone());
        state.jobs.add(kind, sent, &mut state.resources.env)
    }

    /// The state of a run when it was last polled, or `None` if there is no such
    /// run.
    #[must_use]
    pub fn run_state(&self, run: u64) -> Option<String> {
        let mut state = self.state();
        state.catch_up();
        Some(state.jobs.run(run)?.state.clone())
    }

    /// The ids of a job's runs, oldest first.
    #[must_use]
    pub fn runs(&self, job: u64) -> Vec<u64> {
        let state = self.state();
        let job = state.jobs.job(job);
        job.map(|job| job.runs.clone()).unwrap_or_default()
    }

    /// Adds a line to the log of a run, even if the run has ended.
    pub fn log(&self, run: u64, level: &str, message: &str) {
        let mut state = self.state();
        state.catch_up();
        let now = state.resources.env.now();
        state.jobs.log(run, now, level, message);
    }

    /// Adds a file that expires after 30 days, and returns its id.
    pub fn add_file(&self, name: &str, content: impl Into<Vec<u8>>) -> u64 {
        let resources = &mut self.state().resources;
        let (files, env) = (&mut resources.files, &mut resources.env);
        files.add(name, content.into(), env)
    }

    /// Adds a notebook with this content, a text in the format of Jupyter, and
    /// returns its id.
    ///
    /// ```
    /// # use civis_mock::Platform;
    /// let platform = Platform::new();
    /// let notebook = platform.add_notebook("analysis", r#"{"cells": []}"#);
    /// ```
    pub fn add_notebook(&self, name: &str, content: impl Into<Vec<u8>>) -> u64 {
        let mut guard = self.state();
        let state = &mut *guard;
        let (files, env) = (&mut state.resources.files, &mut state.resources.env);
        let file = files.add("notebook.ipynb", content.into(), env);
        let sent = object(serde_json::json!({"name": name}));
        state.deployments.add(Kind::Notebook, sent, Some(file), env)
    }

    /// Adds a service, which is not deployed, and returns its id.
    pub fn add_service(&self, name: &str) -> u64 {
        let mut guard = self.state();
        let state = &mut *guard;
        let sent = object(serde_json::json!({"name": name}));
        let env = &mut state.resources.env;
        state.deployments.add(Kind::Service, sent, None, env)
    }

    /// The content of a file, or `None` if it does not exist or has expired.
    #[must_use]
    pub fn file(&self, id: u64) -> Option<Vec<u8>> {
        let resources = &self.state().resources;
        let content = resources.files.content(id, resources.env.now())?;
        Some(content.bytes.to_vec())
    }

    /// Adds or replaces a table of a database. `name` is `schema.table`, or
    /// `table` for the schema `public`.
    ///
    /// # Errors
    /// If there is no such database, the name is not valid, or SQLite rejects
    /// the table.
    pub fn set_table(&self, database: &str, name: &str, table: &Table) -> Result<(), String> {
        let resources = &mut self.state().resources;
        let id = resources.catalog.database(database);
        let id = id.ok_or_else(|| format!("there is no database `{database}`"))?;
        let name = TableName::parse(name).ok_or_else(|| format!("`{name}` is not a table name"))?;
        resources.databases.set(id, &name, table)
    }

    /// The content of a table, or `None` if it does not exist.
    #[must_use]
    pub fn table(&self, database: &str, name: &str) -> Option<Table> {
        let mut state = self.state();
        state.catch_up();
        let id = state.resources.catalog.database(database)?;
        let engine = state.resources.databases.engine(id);
        engine.read(&TableName::parse(name)?)
    }

    /// Sets the result of a SQL text in every database: rows, or the error with
    /// which a query or script fails.
    pub fn answer_sql(&self, sql: &str, answer: Result<Table, String>) {
        let entry = (sql.to_owned(), answer.map(Some));
        self.state().resources.databases.answers.push(entry);
    }

    /// Sets that a SQL text succeeds in every database and returns no rows, as an
    /// `insert` does.
    pub fn accept_sql(&self, sql: &str) {
        let entry = (sql.to_owned(), Ok(None));
        self.state().resources.databases.answers.push(entry);
    }

    /// Responds to a request that the specification allows, or returns `None` if
    /// the default response will do. Lists that a test has set take precedence.
    pub(crate) fn respond(
        &self,
        request: &RoutedRequest<'_>,
        server: &ServerState,
    ) -> Option<Reply> {
        if request.has_set_items(server) {
            return None;
        }
        self.state().respond(request, server)
    }

    /// Responds to a request under the path of the bucket.
    pub(crate) fn respond_from_bucket(&self, request: &RecordedRequest, path: &[String]) -> Reply {
        // Takes long for large bodies, so it is done without the lock.
        let digest = Md5::digest(&request.body).into();
        let mut state = self.state();
        state.catch_up();
        let now = state.resources.env.now();
        let files = &mut state.resources.files;
        Bucket { files, now, digest }.respond(request, path)
    }
}
