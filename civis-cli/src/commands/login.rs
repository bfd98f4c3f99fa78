//! `civis login`.

use std::io::BufRead as _;
use std::path::PathBuf;

use clap::{Args, ValueHint};
use zeroize::Zeroizing;

use crate::api;
use crate::config::Account;
use crate::config::file::ConfigFile;
use crate::config::key::{KeySource, shell};
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::session;

/// The profile of the first login.
const DEFAULT_PROFILE: &str = "default";

const EXAMPLES: &str = "\
Examples:
  civis login
  civis login --profile work --key-command 'pass show civis'
  pass show civis | civis login --profile work";

/// Save an API key, or where it is, in the configuration file
///
/// The key is asked for without showing it, or read from standard input; it is never on the command line. It is used for one
/// request, which shows whose it is, before anything is saved. Only you can read the file.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Login {
    /// Command that prints the key, such as that of a secret manager; it is saved in place of the key
    #[arg(long, value_name = "COMMAND", value_hint = ValueHint::CommandString)]
    key_command: Option<String>,

    /// Environment variable with the key; its name is saved in place of the key
    #[arg(long, value_name = "NAME", conflicts_with = "key_command")]
    key_env: Option<String>,

    /// File with nothing but the key; its path is saved in place of the key
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath,
          conflicts_with_all = ["key_command", "key_env"])]
    key_file: Option<PathBuf>,

    /// Address of the API, if it is not that of the Platform
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    endpoint: Option<String>,
}

impl Login {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let mut file = ConfigFile::open()?;
        let named = context.globals().profile.clone();
        let profile = named
            .or_else(|| file.setting(None, "profile"))
            .unwrap_or_else(|| DEFAULT_PROFILE.to_owned());
        let (setting, value, key) = self.key(context)?;
        let endpoint = self
            .endpoint
            .clone()
            .or_else(|| file.setting(Some(&profile), "endpoint"));
        let account = Account {
            profile: Some(profile.clone()),
            endpoint,
            output: None,
            database: None,
            key,
        };
        let key = account.key.read()?;
        let key = key.as_ref().map(|key| key.as_str());
        context.show_events();
        let session = session::build(&account, key, context.globals())?;
        let me = api::get(&session, "users.list_me", "/users/me", &[])?;
        for other in ["key", "key_command", "key_env", "key_file"] {
            file.set(
                Some(&profile),
                other,
                (other == setting).then_some(&**value),
            )?;
        }
        if let Some(endpoint) = &self.endpoint {
            file.set(Some(&profile), "endpoint", Some(endpoint))?;
        }
        if file.setting(None, "profile").is_none() {
            file.set(None, "profile", Some(&profile))?;
        }
        file.save()?;
        let username = me["username"].as_str().unwrap_or("an unnamed user");
        let path = file.path().display();
        context.note(&format!(
            "the profile `{profile}` in {path} is that of {username}"
        ));
        Ok(())
    }

    /// The setting that says where the key is, its value, and how to read the key.
    fn key(
        &self,
        context: &Context,
    ) -> Result<(&'static str, Zeroizing<String>, KeySource), Error> {
        if let Some(command) = &self.key_command {
            let source = KeySource::Command(shell(command.clone()));
            return Ok(("key_command", command.clone().into(), source));
        }
        if let Some(name) = &self.key_env {
            return Ok((
                "key_env",
                name.clone().into(),
                KeySource::Variable(name.clone()),
            ));
        }
        if let Some(path) = &self.key_file {
            let absolute = std::path::absolute(path)
                .map_err(|error| Error::file(path, "cannot be found", &error))?;
            let text = absolute
                .to_str()
                .ok_or_else(|| Error::usage("the path is not UTF-8"))?;
            return Ok((
                "key_file",
                text.to_owned().into(),
                KeySource::File(absolute),
            ));
        }
        let key = read_key(context)?;
        Ok(("key", key.clone(), KeySource::Key(key)))
    }
}

/// Asks for the key without showing it, or reads the first line of standard input.
fn read_key(context: &Context) -> Result<Zeroizing<String>, Error> {
    let read = if context.terminal().stdin() {
        rpassword::prompt_password("API key: ").map(Zeroizing::new)
    } else {
        let mut line = Zeroizing::new(String::new());
        std::io::stdin().lock().read_line(&mut line).map(|_| line)
    };
    let key = read
        .map_err(|error| Error::new(Exit::Failure, format!("the key cannot be read: {error}")))?;
    let key = Zeroizing::new(key.trim().to_owned());
    if key.is_empty() {
        return Err(Error::usage("there is no key: the input is empty"));
    }
    Ok(key)
}
