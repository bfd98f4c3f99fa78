//! The configuration file.
//!
//! ```toml
//! profile = "work"        # the profile to use without `--profile`
//! output = "table"
//!
//! [profiles.work]
//! key_command = "pass show civis"
//! database = "redshift-general"
//!
//! [profiles.test]
//! endpoint = "https://platform.test"
//! key_file = "/home/me/.civis-test-key"
//! ```

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use civis_core::support::AtomicFile;
use toml_edit::{DocumentMut, Item, Table, value};

use super::folders;
use crate::error::Error;

/// The settings of the file, and of each profile.
pub(crate) const SETTINGS: [&str; 2] = ["output", "database"];
/// The further settings of a profile.
pub(crate) const PROFILE_SETTINGS: [&str; 5] =
    ["endpoint", "key", "key_command", "key_env", "key_file"];

/// The configuration file, as it is on disk. A missing file is an empty one.
#[derive(Debug)]
pub(crate) struct ConfigFile {
    path: PathBuf,
    document: DocumentMut,
}

impl ConfigFile {
    /// Reads the file of this user.
    ///
    /// A file that others can change is refused, since it names commands to run; so is one that others can read and
    /// that has a key in it.
    pub(crate) fn open() -> Result<Self, Error> {
        Self::at(folders::config_file().unwrap_or_else(|| PathBuf::from("civis.toml")))
    }

    fn at(path: PathBuf) -> Result<Self, Error> {
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Error::file(&path, "cannot be read", &error)),
        };
        let wrong = |error: toml_edit::TomlError| {
            Error::usage(format!(
                "{} is not valid: {}",
                path.display(),
                error.message()
            ))
        };
        let document: DocumentMut = text.parse().map_err(wrong)?;
        let file = Self { path, document };
        if !text.is_empty() {
            let has_key = file
                .profiles()
                .iter()
                .any(|name| file.setting(Some(name), "key").is_some());
            check_permissions(&file.path, has_key)?;
        }
        Ok(file)
    }

    /// Where the file is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The names of the profiles.
    pub(crate) fn profiles(&self) -> Vec<String> {
        let profiles = self.document.get("profiles").and_then(Item::as_table_like);
        let names = profiles.into_iter().flat_map(|profiles| profiles.iter());
        names.map(|(name, _)| name.to_owned()).collect()
    }

    /// A setting of a profile, or of the file itself.
    pub(crate) fn setting(&self, profile: Option<&str>, name: &str) -> Option<String> {
        let item = match profile {
            Some(profile) => self.document.get("profiles")?.get(profile)?.get(name)?,
            None => self.document.get(name)?,
        };
        match item.as_str() {
            Some(text) => Some(text.to_owned()),
            None => item.as_integer().map(|number| number.to_string()),
        }
    }

    /// The words of a setting that is a list: a command with its arguments.
    pub(crate) fn words(&self, profile: &str, name: &str) -> Option<Vec<String>> {
        let item = self.document.get("profiles")?.get(profile)?.get(name)?;
        let words = item
            .as_array()?
            .iter()
            .map(|word| word.as_str().map(str::to_owned));
        words.collect()
    }

    /// Changes a setting; `None` removes it. Comments and order remain.
    pub(crate) fn set(
        &mut self,
        profile: Option<&str>,
        name: &str,
        text: Option<&str>,
    ) -> Result<(), Error> {
        let is_known = match profile {
            Some(_) => SETTINGS.contains(&name) || PROFILE_SETTINGS.contains(&name),
            None => SETTINGS.contains(&name) || name == "profile",
        };
        if !is_known {
            return Err(Error::usage(format!("`{name}` is not a setting")));
        }
        let not_a_table = || {
            Error::usage(format!(
                "{}: `profiles` is not a table",
                self.path.display()
            ))
        };
        let table: &mut dyn toml_edit::TableLike = match profile {
            None => self.document.as_table_mut(),
            Some(profile) => {
                let mut implicit = Table::new();
                implicit.set_implicit(true);
                let profiles = self
                    .document
                    .entry("profiles")
                    .or_insert(Item::Table(implicit));
                let profiles = profiles.as_table_like_mut().ok_or_else(not_a_table)?;
                let own = profiles.entry(profile).or_insert(Item::Table(Table::new()));
                own.as_table_like_mut().ok_or_else(not_a_table)?
            }
        };
        match text {
            Some(text) => {
                table.insert(name, value(text));
            }
            None => {
                table.remove(name);
            }
        }
        Ok(())
    }

    /// Writes the file, at once and readable for this user only.
    pub(crate) fn save(&self) -> Result<(), Error> {
        write_private(&self.path, self.document.to_string().as_bytes())
            .map_err(|error| Error::file(&self.path, "cannot be written", &error))
    }
}

/// Replaces a file atomically. Only this user can read it.
pub(crate) fn write_private(path: &Path, contents: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = AtomicFile::create(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.file()
            .set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    file.write_all(contents)?;
    file.commit()
}

/// Refuses a file that others can change, and one with a secret that others can read.
#[cfg(unix)]
pub(super) fn check_permissions(path: &Path, has_secret: bool) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt;
    let metadata =
        fs::metadata(path).map_err(|error| Error::file(path, "cannot be read", &error))?;
    let mode = metadata.permissions().mode();
    let problem = if mode & 0o022 != 0 {
        "can be changed by other users"
    } else if has_secret && mode & 0o044 != 0 {
        "has a key in it, and can be read by other users"
    } else {
        return Ok(());
    };
    let error = Error::usage(format!("{} {problem}", path.display()));
    Err(error.with_hint(format!("`chmod 600 {}`", path.display())))
}

/// Other systems give each user a folder that others cannot read.
#[cfg(not(unix))]
pub(super) fn check_permissions(_path: &Path, _has_secret: bool) -> Result<(), Error> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::ConfigFile;

    fn file(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("civis-cli-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        folder.join(name)
    }

    #[test]
    fn settings_are_changed_and_comments_remain() {
        let path = file("settings.toml");
        fs::write(&path, "# mine\noutput = \"json\"\n").expect("a file");
        #[cfg(unix)]
        private(&path, 0o600);
        let mut config = ConfigFile::at(path.clone()).expect("a configuration");
        config
            .set(Some("work"), "key_command", Some("pass show civis"))
            .expect("a setting");
        config
            .set(None, "profile", Some("work"))
            .expect("a setting");
        config.set(None, "output", None).expect("a setting");
        assert!(config.set(None, "nonsense", Some("x")).is_err());
        config.save().expect("saved");
        let config = ConfigFile::at(path.clone()).expect("a configuration");
        assert_eq!(config.profiles(), ["work"]);
        assert_eq!(
            config.setting(Some("work"), "key_command").as_deref(),
            Some("pass show civis")
        );
        assert_eq!(config.setting(None, "profile").as_deref(), Some("work"));
        assert_eq!(config.setting(None, "output"), None);
        assert!(
            ConfigFile::at(file("missing.toml")).is_ok_and(|config| config.profiles().is_empty())
        );
    }

    #[cfg(unix)]
    fn private(path: &std::path::Path, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_use_is_refused() {
        let path = file("permissions.toml");
        fs::write(&path, "[profiles.work]\nkey = \"k\"\n").expect("a file");
        for (mode, problem) in [
            (0o600, None),
            (0o644, Some("has a key in it")),
            (0o620, Some("can be changed")),
        ] {
            private(&path, mode);
            let error = ConfigFile::at(path.clone())
                .err()
                .map(|error| error.to_string());
            assert_eq!(error.is_some(), problem.is_some(), "{mode:o}");
            assert!(
                error
                    .unwrap_or_default()
                    .contains(problem.unwrap_or_default()),
                "{mode:o}"
            );
        }
        fs::write(&path, "[profiles.work]\nkey_env = \"K\"\n").expect("a file");
        private(&path, 0o644);
        assert!(ConfigFile::at(path).is_ok());
    }
}
