//! The program against an embedded server, in a folder of its own.

use std::ops::Deref;
use std::process::{Child, Command};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use civis_mock::{MockServer, Platform, Table};
use civis_spec::Spec;
use serde_json::{Value, json};

use crate::support::{Done, Home, pinned};

pub(super) const DATABASE: &str = "redshift-general";

/// How long something that happens soon may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server with a table, and a folder in which the program runs.
pub(super) struct World {
    pub(super) platform: Platform,
    pub(super) server: MockServer,
    home: Home,
}

impl Deref for World {
    type Target = Home;

    fn deref(&self) -> &Home {
        &self.home
    }
}

impl World {
    pub(super) fn new() -> Self {
        let platform = Platform::new();
        let people = Table::typed([("id", "INT"), ("name", "VARCHAR(20)")])
            .row([json!(1), json!("Ada")])
            .row([json!(2), Value::Null]);
        platform
            .set_table(DATABASE, "public.people", &people)
            .expect("a table");
        let server = MockServer::builder()
            .spec(specification())
            .platform(&platform);
        let server = server.start().expect("a server");
        Self {
            home: Home::of(&server),
            server,
            platform,
        }
    }

    /// Runs the program with arguments that white space separates.
    pub(super) fn civis(&self, arguments: &str) -> Done {
        self.home.run(arguments.split_whitespace())
    }

    /// A script in Python.
    pub(super) fn job(&self) -> u64 {
        let sent = json!({"name": "job", "source": ""});
        self.platform.add_job("/scripts/python3", &sent)
    }

    /// The bodies of the requests with a method and a path of the specification.
    pub(super) fn sent(&self, method: &str, operation: &str) -> Vec<Value> {
        let requests = self.server.requests().into_iter();
        let wanted = requests.filter(|request| {
            let path = request.operation.as_deref().unwrap_or_default();
            request.method == method && path.trim_end_matches('/') == operation
        });
        wanted
            .map(|request| request.json().unwrap_or_default())
            .collect()
    }

    /// Waits until a run of the job has this state.
    pub(super) fn wait_for_run(&self, job: u64, state: &str) -> u64 {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let [.., run] = *self.platform.runs(job)
                && self.platform.run_state(run).as_deref() == Some(state)
            {
                return run;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("no run of job {job} is {state}");
    }

    /// Waits until a request with a method and a path of the specification has been answered.
    pub(super) fn wait_for_request(&self, method: &str, operation: &str) {
        let start = Instant::now();
        while self.sent(method, operation).is_empty() {
            assert!(start.elapsed() < PATIENCE, "no {method} {operation}");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Presses Ctrl-C.
#[cfg(unix)]
pub(super) fn interrupt(child: &Child) {
    let status = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(status.expect("kill").success());
}

/// The pinned specification, which is read once.
fn specification() -> Spec {
    static SPECIFICATION: OnceLock<Spec> = OnceLock::new();
    let read = || Spec::from_slice(&pinned()).expect("a specification");
    SPECIFICATION.get_or_init(read).clone()
}
