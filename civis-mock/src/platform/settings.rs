//! What a test sets and asks of the Platform.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

use crate::platform::catalog::fixtures::Fixtures;
use crate::platform::clock::Clock;
use crate::platform::jobs::plan::RunPlan;
use crate::platform::object::facts;
use crate::platform::state::World;
use crate::platform::tables::table::{Table, TableName};
use crate::route::Pattern;

/// What a [`MockServer`](crate::MockServer) keeps where it is to act as Civis
/// Platform does: jobs that run, logs that grow, files behind signed URLs,
/// tables that SQL reads and imports fill, and workflows.
///
/// Clones are of one Platform. It may be changed and asked before the server
/// starts, while it runs, and afterwards.
///
/// There are from the beginning: the user `me`, the database `redshift-general`
/// with a default credential of that user, the credential `aws` of S3, and the
/// storage host `storage`.
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
pub struct Platform(Arc<Mutex<World>>);

impl fmt::Debug for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the content of all files.
        f.debug_struct("Platform").finish_non_exhaustive()
    }
}

impl Default for Platform {
    fn default() -> Self {
        Platform::new()
    }
}

impl Platform {
    /// A Platform with what there is from the beginning.
    #[must_use]
    pub fn new() -> Self {
        Platform(Arc::new(Mutex::new(World::new())))
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        // No step leaves it half changed, so a panic elsewhere is no reason to stop.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes by a clock. By default by the system's.
    #[must_use]
    pub fn clock(self, clock: Clock) -> Self {
        self.world().clock = clock;
        self
    }

    /// How long runs are queued and how long they run, where their plan does not
    /// tell. By default each poll of a run sees it a step further.
    #[must_use]
    pub fn runs_take(self, queued: Duration, running: Duration) -> Self {
        self.world().usual_time = Some((queued, running));
        self
    }

    /// The user whose key is used. `me` by default.
    #[must_use]
    pub fn username(self, name: &str) -> Self {
        self.world().fixtures.set_me(name);
        self
    }

    /// Begins with no databases, credentials or storage hosts.
    #[must_use]
    pub fn without_fixtures(self) -> Self {
        self.world().fixtures = Fixtures::of_user_alone();
        self
    }

    /// The smallest part of an upload that is not the last one, in bytes: 5 MiB
    /// by default, as in S3.
    #[must_use]
    pub fn smallest_part(self, bytes: usize) -> Self {
        self.world().files.smallest_part = bytes;
        self
    }

    /// Adds a database, with a credential of the user's for it. The first one's
    /// is the user's default credential. Answers the database's id.
    pub fn add_database(&self, name: &str) -> u64 {
        self.world().fixtures.add_database(name)
    }

    /// Adds a credential of S3, and answers its id.
    pub fn add_aws_credential(&self, name: &str) -> u64 {
        self.world().fixtures.add_aws_credential(name)
    }

    /// Adds any credential of the user's, and answers its id. What is told of it
    /// is shown as it is; its type is `Database` where none is told.
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
    pub fn add_credential(&self, told: &Value) -> u64 {
        let told = facts(told.clone());
        self.world().fixtures.add_told_credential(told)
    }

    /// Adds a storage host, and answers its id.
    pub fn add_storage_host(&self, name: &str) -> u64 {
        self.world().fixtures.add_storage_host(name)
    }

    /// Plans the runs of jobs that are started from now on. The path is that of
    /// one job (`/jobs/7`, `/scripts/sql/7`), of a kind (`/scripts/sql/{id}`,
    /// `/scripts/{id}` for all scripts), or of all (`/jobs/{id}`). Of several
    /// that fit the newest counts.
    pub fn plan(&self, path: &str, plan: RunPlan) {
        self.world().plans.push((Pattern::new(path), plan));
    }

    /// Adds a job of a kind, as if it had been posted to the path, and answers
    /// its id.
    ///
    /// ```
    /// # use civis_mock::Platform;
    /// # use serde_json::json;
    /// let platform = Platform::new();
    /// let job = platform.add_job("/scripts/python3", &json!({"name": "nightly", "source": "…"}));
    /// ```
    pub fn add_job(&self, path: &str, sent: &Value) -> u64 {
        let home = path.trim_matches('/');
        self.world().add_job(home, facts(sent.clone()))
    }

    /// The state of a run as it was last seen, `None` if there is no such run.
    #[must_use]
    pub fn run_state(&self, run: u64) -> Option<String> {
        let mut world = self.world();
        world.settle();
        Some(world.runs.get(&run)?.state.clone())
    }

    /// The runs of a job, oldest first.
    #[must_use]
    pub fn runs(&self, job: u64) -> Vec<u64> {
        let world = self.world();
        world
            .jobs
            .get(&job)
            .map(|job| job.runs.clone())
            .unwrap_or_default()
    }

    /// Adds a line to the log of a run, even of one that has ended.
    pub fn log(&self, run: u64, level: &str, message: &str) {
        let mut world = self.world();
        world.settle();
        let now = world.now();
        world.log(run, now, level, message);
    }

    /// Adds a file, which expires after 30 days, and answers its id.
    pub fn add_file(&self, name: &str, content: impl Into<Vec<u8>>) -> u64 {
        self.world().add_file(name, content.into())
    }

    /// What a file holds, `None` if it is not there or has expired.
    #[must_use]
    pub fn file(&self, id: u64) -> Option<Vec<u8>> {
        let world = self.world();
        Some(world.content(id)?.bytes.to_vec())
    }

    /// Adds a table to a database, or replaces it. `name` is `schema.table`;
    /// `public` is the schema where it tells none.
    ///
    /// # Errors
    /// If there is no such database, the name is none, or SQLite does not take
    /// the table.
    pub fn set_table(&self, database: &str, name: &str, table: &Table) -> Result<(), String> {
        let mut world = self.world();
        let id = world.fixtures.database(database);
        let id = id.ok_or_else(|| format!("there is no database `{database}`"))?;
        let name = TableName::read(name).ok_or_else(|| format!("`{name}` names no table"))?;
        world.databases.set(id, &name, table)
    }

    /// What a table of a database holds, `None` if it is not there.
    #[must_use]
    pub fn table(&self, database: &str, name: &str) -> Option<Table> {
        let mut world = self.world();
        world.settle();
        let id = world.fixtures.database(database)?;
        world.databases.engine(id).read(&TableName::read(name)?)
    }

    /// Sets what an SQL text gives, in every database: rows, or the error with
    /// which a query or script of it fails.
    pub fn answer_sql(&self, sql: &str, answer: Result<Table, String>) {
        let entry = (sql.to_owned(), answer);
        self.world().databases.answers.push(entry);
    }
}
