//! What the tests share: a server, a home, and the program in it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use civis_mock::{MockServer, Platform, RecordedRequest};
use serde_json::Value;

pub(crate) const KEY: &str = "s3cret-key";

/// The pinned specification.
pub(crate) fn pinned() -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("civis-spec.json"))
        .expect("the specification")
}

/// A server with the state of a Platform, which accepts only [`KEY`].
pub(crate) fn server() -> MockServer {
    let server = MockServer::builder().spec_bytes(pinned()).api_key(KEY);
    server.platform(&Platform::new()).start().expect("a server")
}

/// Lets only this user read and change a file.
#[cfg(unix)]
pub(crate) fn make_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("permissions");
}

/// The only request that a server got.
pub(crate) fn only(server: &MockServer) -> RecordedRequest {
    let mut requests = server.requests();
    assert_eq!(requests.len(), 1, "{requests:?}");
    requests.remove(0)
}

/// A user with an empty home, and the environment of the program.
pub(crate) struct Home {
    folder: PathBuf,
    variables: Vec<(String, String)>,
}

impl Home {
    /// Without a key.
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("home-{}-{number}", std::process::id());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).expect("a folder");
        Self {
            folder,
            variables: Vec::new(),
        }
    }

    /// With the key and the address of a server.
    pub(crate) fn of(server: &MockServer) -> Self {
        let home = Self::new().set("CIVIS_API_KEY", server.api_key());
        home.set("CIVIS_API_ENDPOINT", &server.url())
    }

    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, content).expect("a file");
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect(name)
    }

    /// The program with arguments and pipes.
    pub(crate) fn command<A: AsRef<str>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_civis"));
        for argument in arguments {
            command.arg(argument.as_ref());
        }
        command
            .current_dir(&self.folder)
            .env_clear()
            .env("HOME", &self.folder)
            .env("CIVIS_SPEC_REFRESH", "never")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for name in ["PATH", "SYSTEMROOT"] {
            command.env(name, std::env::var_os(name).unwrap_or_default());
        }
        // Windows finds its folders by these.
        for name in ["APPDATA", "LOCALAPPDATA", "USERPROFILE"] {
            command.env(name, &self.folder);
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Starts the program.
    pub(crate) fn spawn<A: AsRef<str>>(&self, arguments: impl IntoIterator<Item = A>) -> Child {
        self.command(arguments).spawn().expect("the program starts")
    }

    pub(crate) fn run<A: AsRef<str>>(&self, arguments: impl IntoIterator<Item = A>) -> Done {
        self.run_with(arguments, "")
    }

    /// Runs the program with a text on standard input.
    pub(crate) fn run_with<A: AsRef<str>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
        input: &str,
    ) -> Done {
        Done::of(&mut self.command(arguments), input)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // What is left is in Cargo's folder for temporary files.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What the program did.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Done {
    /// Runs a program with a text on standard input.
    pub(crate) fn of(command: &mut Command, input: &str) -> Self {
        let mut child = command.spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("standard input");
        // The program may end before it has read everything.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        Self::wait(child)
    }

    /// Waits for the end of a program.
    pub(crate) fn wait(child: Child) -> Self {
        let output = child.wait_with_output().expect("the program ends");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        let done = Self {
            code: output.status.code().expect("no signal"),
            out: text(output.stdout),
            err: text(output.stderr),
        };
        let shown = format!("{}{}", done.out, done.err);
        assert!(!shown.contains(KEY), "the key is shown: {shown}");
        done
    }

    /// The output of a program that succeeded without a word on standard error.
    #[track_caller]
    pub(crate) fn ok(&self) -> String {
        assert_eq!(self.err, "", "{self:?}");
        self.output()
    }

    /// [`ok`](Self::ok) as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        self.ok();
        self.output_json()
    }

    /// The output of a program that succeeded, and may have shown progress.
    #[track_caller]
    pub(crate) fn output(&self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.out.clone()
    }

    /// [`output`](Self::output) as JSON.
    #[track_caller]
    pub(crate) fn output_json(&self) -> Value {
        let text = self.output();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// The lines of standard error of a program that failed with this code and printed nothing else.
    #[track_caller]
    pub(crate) fn failed(&self, code: i32) -> Vec<String> {
        assert_eq!((self.code, self.out.as_str()), (code, ""), "{self:?}");
        self.err.lines().map(str::to_owned).collect()
    }

    /// Checks the exit code and a part of standard error.
    #[track_caller]
    pub(crate) fn failed_with(&self, code: i32, message: &str) {
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.err.contains(message), "{message}: {self:?}");
    }
}
