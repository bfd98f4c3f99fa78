//! The user's accounts: where key, endpoint and defaults come from.
//!
//! | module | |
//! |---|---|
//! | `file` | the configuration file: its path, its permissions, its settings |
//! | `key` | where a key comes from: the environment, the file, another file, a command |
//! | `folders` | where configuration and cache are |
//!
//! Without `--profile`, the key of `CIVIS_API_KEY` has precedence over the configuration file. With it, key and endpoint
//! are those of that profile.

pub(crate) mod file;
pub(crate) mod folders;
pub(crate) mod key;

use std::env;

use clap::ValueEnum;
use sha2::{Digest, Sha256};

use crate::cli::Globals;
use crate::error::Error;
use crate::output::Format;
use file::ConfigFile;
use key::KeySource;

/// The variable with the key, and that with the name of a profile.
pub(crate) const KEY_VARIABLE: &str = "CIVIS_API_KEY";
const PROFILE_VARIABLE: &str = "CIVIS_PROFILE";
const ENDPOINT_VARIABLE: &str = "CIVIS_API_ENDPOINT";

/// Key, endpoint and defaults of one account.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    /// The profile of the configuration file; `None` is the environment.
    pub(crate) profile: Option<String>,
    /// The base URL; `None` is that of the environment, or the Platform's.
    pub(crate) endpoint: Option<String>,
    /// The format of results.
    pub(crate) output: Option<Format>,
    /// The name or the ID of the database to use if a command names none.
    pub(crate) database: Option<String>,
    pub(crate) key: KeySource,
}

impl Account {
    /// The account that the options, the environment and the configuration file name.
    pub(crate) fn find(globals: &Globals) -> Result<Self, Error> {
        let file = ConfigFile::open()?;
        let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let explicit = globals.profile.clone();
        let profile = match explicit {
            Some(name) => Some(name),
            None if env::var_os(KEY_VARIABLE).is_some() => None,
            None => set(PROFILE_VARIABLE).or_else(|| file.setting(None, "profile")),
        };
        if let Some(name) = &profile
            && !file.profiles().contains(name)
        {
            let error = Error::usage(format!("{} has no profile `{name}`", file.path().display()));
            let profiles = file.profiles();
            return Err(match profiles.is_empty() {
                true => error.with_hint(format!("`civis login --profile {name}` makes it")),
                false => error.with_hint(format!("it has {}", profiles.join(", "))),
            });
        }
        let name = profile.as_deref();
        let own = |setting| file.setting(name, setting);
        let output = own("output").or_else(|| file.setting(None, "output"));
        let output = output.map(|text| Format::from_str(&text, true)).transpose();
        let wrong = |text| Error::usage(format!("{}: `output`: {text}", file.path().display()));
        Ok(Self {
            endpoint: name.and_then(|_| own("endpoint")),
            output: output.map_err(wrong)?,
            database: own("database").or_else(|| file.setting(None, "database")),
            key: match name {
                Some(name) => KeySource::of_profile(&file, name)?,
                None => KeySource::Environment,
            },
            profile,
        })
    }

    /// The account of the embedded server.
    #[cfg(feature = "demo")]
    pub(crate) fn with_key(endpoint: String, key: String) -> Self {
        Self {
            profile: None,
            endpoint: Some(endpoint),
            output: None,
            database: None,
            key: KeySource::Key(key.into()),
        }
    }

    /// A name for what belongs to the endpoint and the key: a hash, from which neither can be read. `None` if there is
    /// no key.
    pub(crate) fn fingerprint(&self) -> Option<String> {
        let endpoint = self
            .endpoint
            .clone()
            .or_else(|| env::var(ENDPOINT_VARIABLE).ok());
        let mut hash = Sha256::new();
        hash.update(endpoint.unwrap_or_default().trim_end_matches('/'));
        hash.update([0]);
        hash.update(self.key.identity()?.as_bytes());
        let hash = hash.finalize();
        Some(
            hash[..16]
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        )
    }
}
