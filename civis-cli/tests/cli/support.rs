//! What the tests share: a server, a home, and the program in it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
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
        let home = Self::new().set("CIVIS_API_KEY", KEY);
        home.set("CIVIS_API_ENDPOINT", &server.url())
    }

    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("a file");
        path
    }

    /// The program with the words of a line; quotes are not special.
    pub(crate) fn command<A: AsRef<str>>(&self, arguments: &[A]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_civis"));
        command.args(arguments.iter().map(AsRef::as_ref));
        command.env_clear().current_dir(&self.folder);
        command
            .env("HOME", &self.folder)
            .env("CIVIS_SPEC_REFRESH", "never");
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        // Windows finds its folders by these.
        for name in ["APPDATA", "LOCALAPPDATA", "USERPROFILE"] {
            command.env(name, &self.folder);
        }
        command.env(
            "SYSTEMROOT",
            std::env::var_os("SYSTEMROOT").unwrap_or_default(),
        );
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(crate) fn run<A: AsRef<str>>(&self, arguments: &[A]) -> Done {
        self.run_with(arguments, "")
    }

    /// Runs the program with a text on standard input.
    pub(crate) fn run_with<A: AsRef<str>>(&self, arguments: &[A], input: &str) -> Done {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("standard input");
        // The program may end before it has read all.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().expect("the program ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        let done = Done {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        };
        let shown = format!("{}{}", done.out, done.err);
        assert!(!shown.contains(KEY), "the key is shown: {shown}");
        done
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // What remains is in a folder for what is temporary.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What the program did.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Done {
    /// The output of a program that succeeded without a word on standard error.
    pub(crate) fn ok(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{self:?}");
        self.out
    }

    /// The JSON of a program that succeeded.
    pub(crate) fn json(self) -> Value {
        let text = self.ok();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// The lines of standard error of a program that failed with this code and printed nothing else.
    pub(crate) fn failed(self, code: i32) -> Vec<String> {
        assert_eq!((self.code, self.out.as_str()), (Some(code), ""), "{self:?}");
        self.err.lines().map(str::to_owned).collect()
    }
}
