//! The program against an embedded server, in a folder of its own.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use civis_mock::{MockServer, Platform, Table};
use civis_spec::{ReadOptions, Spec};
use serde_json::{Value, json};

pub(super) const DATABASE: &str = "redshift-general";

/// How long something that happens soon may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server with a table, and a folder in which the program runs.
pub(super) struct World {
    pub(super) platform: Platform,
    pub(super) server: MockServer,
    folder: PathBuf,
}

/// What the program has written, and its exit code.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) code: i32,
    pub(super) out: String,
    pub(super) err: String,
}

impl Done {
    /// Standard output of a program that has succeeded.
    pub(super) fn ok(&self) -> &str {
        assert_eq!(self.code, 0, "{self:?}");
        &self.out
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(self.ok()).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Checks the exit code and a part of standard error.
    #[track_caller]
    pub(super) fn failed(&self, code: i32, message: &str) {
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.err.contains(message), "{message}: {self:?}");
    }
}

impl World {
    pub(super) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
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
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("civis-everyday-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir(&folder).expect("a folder");
        Self {
            server: server.start().expect("a server"),
            platform,
            folder,
        }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(super) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).expect("a folder");
        fs::write(&path, content).expect("written");
        path
    }

    pub(super) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect(name)
    }

    /// The program with arguments that white space separates.
    pub(super) fn civis(&self, arguments: &str) -> Done {
        self.run(arguments.split_whitespace(), "")
    }

    pub(super) fn run<'a>(
        &self,
        arguments: impl IntoIterator<Item = &'a str>,
        input: &str,
    ) -> Done {
        self.run_with(arguments, input, |_| {})
    }

    /// Runs the program with another environment.
    pub(super) fn run_with<'a>(
        &self,
        arguments: impl IntoIterator<Item = &'a str>,
        input: &str,
        change: impl FnOnce(&mut Command),
    ) -> Done {
        let mut command = self.command(arguments);
        change(&mut command);
        let mut child = command.spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("piped");
        // The program may end before it has read everything.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        done(child)
    }

    /// Starts the program.
    pub(super) fn start<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Child {
        let mut command = self.command(arguments);
        command.spawn().expect("the program starts")
    }

    pub(super) fn command<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_civis"));
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env_clear()
            .env("HOME", &self.folder)
            .env("CIVIS_SPEC_REFRESH", "never")
            .env("CIVIS_API_KEY", self.server.api_key())
            .env("CIVIS_API_ENDPOINT", self.server.url())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        command
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
}

impl World {
    /// Waits until a request with a method and a path of the specification has been answered.
    pub(super) fn wait_for_request(&self, method: &str, operation: &str) {
        let start = Instant::now();
        while self.sent(method, operation).is_empty() {
            assert!(start.elapsed() < PATIENCE, "no {method} {operation}");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Waits for the end of the program.
pub(super) fn done(child: Child) -> Done {
    let output = child.wait_with_output().expect("the program ends");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Done {
        code: output.status.code().expect("no signal"),
        out: text(output.stdout),
        err: text(output.stderr),
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
    let read = || {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../civis/civis-spec.json");
        let bytes = fs::read(path).expect("the pinned specification");
        Spec::read(&bytes, &ReadOptions::default()).expect("a specification")
    };
    SPECIFICATION.get_or_init(read).clone()
}
