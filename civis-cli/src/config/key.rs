//! Where the key of an account comes from. It is never on the command line.

use std::borrow::Cow;
use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use zeroize::Zeroizing;

use super::KEY_VARIABLE;
use super::file::{ConfigFile, check_permissions};
use crate::error::{Error, Exit};

/// Where a key comes from.
#[derive(Clone)]
pub(crate) enum KeySource {
    /// `CIVIS_API_KEY`, which the session reads.
    Environment,
    /// Another variable.
    Variable(String),
    /// The key itself, in the configuration file.
    Key(Zeroizing<String>),
    /// A file with nothing but the key.
    File(PathBuf),
    /// The output of a command: a secret manager.
    Command(Vec<String>),
}

impl KeySource {
    /// The source that a profile names.
    pub(super) fn of_profile(file: &ConfigFile, profile: &str) -> Result<Self, Error> {
        let setting = |name| file.setting(Some(profile), name);
        let command = match (file.words(profile, "key_command"), setting("key_command")) {
            (Some(words), _) => Some(words),
            (None, Some(line)) => Some(shell(line)),
            (None, None) => None,
        };
        let sources = [
            setting("key").map(|key| Self::Key(Zeroizing::new(key))),
            command.map(Self::Command),
            setting("key_env").map(Self::Variable),
            setting("key_file").map(|path| Self::File(PathBuf::from(path))),
        ];
        let mut sources = sources.into_iter().flatten();
        match (sources.next(), sources.next()) {
            (Some(source), None) => Ok(source),
            (None, _) => Ok(Self::Environment),
            (Some(_), Some(_)) => {
                let path = file.path().display();
                Err(Error::usage(format!(
                    "{path}: the profile `{profile}` says twice where its key is"
                )))
            }
        }
    }

    /// The key; `None` leaves it to the session, which reads `CIVIS_API_KEY`.
    pub(crate) fn read(&self) -> Result<Option<Zeroizing<String>>, Error> {
        match self {
            Self::Environment => Ok(None),
            Self::Key(key) => Ok(Some(key.clone())),
            Self::Variable(name) => match env::var(name) {
                Ok(key) => Ok(Some(Zeroizing::new(key))),
                Err(_) => Err(no_key(format!(
                    "the variable {name}, which should have the key, is not set"
                ))),
            },
            Self::File(path) => {
                let text = fs::read_to_string(path).map(Zeroizing::new);
                let text = text.map_err(|error| Error::file(path, "cannot be read", &error))?;
                check_permissions(path, true)?;
                Ok(Some(Zeroizing::new(text.trim().to_owned())))
            }
            Self::Command(words) => run(words).map(Some),
        }
    }

    /// Whether reading the key runs a command, which may ask the user for a password.
    pub(crate) fn is_command(&self) -> bool {
        matches!(self, Self::Command(_))
    }

    /// What distinguishes this key from others, found without running a command. `None` if there is no key.
    pub(super) fn identity(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Environment => {
                Cow::Owned(env::var(KEY_VARIABLE).ok().filter(|key| !key.is_empty())?)
            }
            Self::Variable(name) => Cow::Owned(env::var(name).ok()?),
            Self::Key(key) => Cow::Borrowed(key.as_str()),
            Self::File(path) => path.to_string_lossy(),
            Self::Command(words) => Cow::Owned(words.join("\0")),
        })
    }
}

/// Where the key comes from, and not what it is.
impl fmt::Display for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment => f.write_str(KEY_VARIABLE),
            Self::Variable(name) => f.write_str(name),
            Self::Key(_) => f.write_str("the configuration file"),
            Self::File(path) => path.display().fmt(f),
            Self::Command(words) => write!(f, "the command `{}`", words.join(" ")),
        }
    }
}

impl fmt::Debug for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A line as a command for the shell of the system.
pub(crate) fn shell(line: String) -> Vec<String> {
    let words = if cfg!(windows) {
        ["cmd", "/C"]
    } else {
        ["sh", "-c"]
    };
    words.map(str::to_owned).into_iter().chain([line]).collect()
}

/// Runs the command. It may ask the user for a password: its other streams are those of this program.
fn run(words: &[String]) -> Result<Zeroizing<String>, Error> {
    let failed = |what: String| no_key(format!("the command for the key {what}"));
    let (program, arguments) = words
        .split_first()
        .ok_or_else(|| failed("is empty".to_owned()))?;
    let output = Command::new(Path::new(program))
        .args(arguments)
        .stderr(Stdio::inherit())
        .stdin(Stdio::inherit())
        .output()
        .map_err(|error| failed(format!("cannot be run: {error}")))?;
    if !output.status.success() {
        return Err(failed(format!("failed: {}", output.status)));
    }
    let bytes = Zeroizing::new(output.stdout);
    let text = std::str::from_utf8(&bytes).map_err(|_| failed("printed no text".to_owned()))?;
    // Secret managers print further lines after the secret.
    match text.lines().next().map(str::trim) {
        Some(key) if !key.is_empty() => Ok(Zeroizing::new(key.to_owned())),
        _ => Err(failed("printed nothing".to_owned())),
    }
}

fn no_key(message: String) -> Error {
    Error::new(Exit::NotAuthorized, message)
}

#[cfg(test)]
mod tests {
    use super::KeySource;

    #[cfg(unix)]
    #[test]
    fn a_command_prints_the_key_on_its_first_line() {
        let command = |line: &str| KeySource::Command(super::shell(line.to_owned()));
        let key = command("printf 'secret\\nuser: me\\n'")
            .read()
            .expect("a key");
        assert_eq!(key.as_deref().map(String::as_str), Some("secret"));
        for (line, problem) in [
            ("exit 3", "failed"),
            ("true", "printed nothing"),
            ("/no/such/program", "failed"),
        ] {
            let error = command(line).read().expect_err("no key").to_string();
            assert!(error.contains(problem), "{error}");
        }
    }

    #[test]
    fn debug_shows_no_key() {
        let source = KeySource::Key("secret".to_owned().into());
        assert!(!format!("{source:?} {source}").contains("secret"));
    }
}
