//! Crates outside the workspace that use the macro. Cargo compiles them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A crate that depends on `civis`, in its own directory.
#[derive(Debug)]
pub struct Crate {
    folder: PathBuf,
    target: PathBuf,
}

/// The outcome of a compilation.
#[derive(Debug)]
pub struct Checked {
    /// Whether it compiled.
    pub success: bool,
    /// Errors and warnings.
    pub messages: Vec<Message>,
}

/// An error or a warning.
#[derive(Debug)]
pub struct Message {
    /// `error` or `warning`.
    pub level: String,
    /// The text without the location.
    pub text: String,
    /// The text with the location, notes and suggestions.
    pub rendered: String,
    /// The source at the first primary span, up to the end of its line.
    pub at: String,
}

impl Crate {
    /// Creates an empty crate below a directory, which the next run uses again.
    ///
    /// `dependencies` are lines of the manifest, in which `{civis}` stands for the workspace.
    ///
    /// # Panics
    /// If a file cannot be written.
    #[must_use]
    pub fn new(below: &Path, name: &str, edition: &str, dependencies: &str) -> Self {
        let folder = below.join("downstream").join(name);
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("the workspace");
        let dependencies = dependencies.replace("{civis}", &workspace.display().to_string());
        let this = Self {
            folder,
            target: below.join("downstream-target"),
        };
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"{edition}\"\n\
             [workspace]\n[dependencies]\n{dependencies}\n"
        );
        this.write("Cargo.toml", &manifest);
        // The same versions as in the workspace, so that nothing is fetched.
        let lock = fs::read_to_string(workspace.join("Cargo.lock")).expect("the lock file");
        this.write("Cargo.lock", &lock);
        this
    }

    /// Writes a file, unless it exists with the same content.
    ///
    /// # Panics
    /// If a file cannot be written.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.folder.join(path);
        let text = text.as_ref();
        if fs::read(&path).is_ok_and(|existing| existing == text) {
            return;
        }
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
        fs::write(path, text).expect("the file");
    }

    /// The directory of the manifest.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The directory in which `cargo doc` writes the pages of the crate.
    #[must_use]
    pub fn documentation(&self) -> PathBuf {
        let name = self.folder.file_name().unwrap_or_default();
        let name = name.to_string_lossy().replace('-', "_");
        self.target.join("doc").join(name)
    }

    /// Runs cargo in the crate.
    ///
    /// # Panics
    /// If cargo cannot be started.
    pub fn cargo(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        let cargo = std::env::var_os("CARGO");
        Command::new(cargo.as_deref().unwrap_or(OsStr::new("cargo")))
            .args(arguments)
            .arg("--offline")
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "0")
            .envs(variables.iter().copied())
            .output()
            .expect("cargo")
    }

    /// Runs `cargo check`.
    ///
    /// # Panics
    /// If cargo fails before it compiles the crate.
    pub fn check(&self) -> Checked {
        self.check_with(&[])
    }

    /// Runs `cargo check` with more arguments.
    ///
    /// # Panics
    /// If cargo fails before it compiles the crate.
    pub fn check_with(&self, arguments: &[&str]) -> Checked {
        let common = ["check", "--quiet", "--message-format=json"];
        let output = self.cargo(&[&common, arguments].concat(), &[]);
        let stdout = String::from_utf8_lossy(&output.stdout);
        let messages: Vec<Message> = stdout.lines().filter_map(message).collect();
        assert!(
            output.status.success() || !messages.is_empty(),
            "cargo: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Checked {
            success: output.status.success(),
            messages,
        }
    }
}

/// Parses a message of the compiler about the crate itself.
fn message(line: &str) -> Option<Message> {
    let line: Value = serde_json::from_str(line).ok()?;
    let message = line.get("message")?;
    let text = |value: &Value, key: &str| value.get(key)?.as_str().map(str::to_owned);
    let level = text(message, "level")?;
    let spans = message.get("spans")?.as_array()?;
    if spans.is_empty() {
        return None;
    }
    let primary = spans.iter().find(|span| span["is_primary"] == true)?;
    Some(Message {
        level,
        text: text(message, "message")?,
        rendered: text(message, "rendered")?,
        at: snippet(primary).unwrap_or_default(),
    })
}

/// The source at a span, or at the macro call from which it comes.
fn snippet(span: &Value) -> Option<String> {
    let line = span.get("text")?.as_array()?.first()?;
    let text: Vec<char> = line.get("text")?.as_str()?.chars().collect();
    let column = |key: &str| {
        Some(
            usize::try_from(line.get(key)?.as_u64()?)
                .ok()?
                .saturating_sub(1),
        )
    };
    let (start, end) = (column("highlight_start")?, column("highlight_end")?);
    text.get(start..end).map(|chars| chars.iter().collect())
}
