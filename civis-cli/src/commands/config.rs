//! `civis config`: the configuration file.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::config::file::ConfigFile;
use crate::context::Context;
use crate::error::{Error, Exit};

const EXAMPLES: &str = "\
Examples:
  civis config show
  civis config set database redshift-general
  civis config set key_command 'pass show civis' --profile work";

/// The commands of `civis config`.
#[derive(Subcommand, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) enum Config {
    /// Show what is in use: profile, endpoint, defaults, and where the key comes from
    Show,
    /// Print the path of the file
    Path,
    /// List the profiles
    Profiles,
    /// Print a setting
    Get(Name),
    /// Change a setting
    #[command(after_help = EXAMPLES)]
    Set(Change),
    /// Remove a setting
    Unset(Name),
}

/// A setting.
#[derive(Args, Debug)]
pub(crate) struct Name {
    /// Setting: `profile`, `output`, `database`; of a profile also `endpoint`, `key_command`, `key_env`, `key_file`
    #[arg(value_name = "SETTING")]
    name: String,
}

/// A setting, and its value.
#[derive(Args, Debug)]
pub(crate) struct Change {
    #[command(flatten)]
    setting: Name,

    /// Value
    #[arg(value_name = "VALUE")]
    value: String,
}

impl Config {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let profile = context.globals().profile.as_deref();
        match self {
            Self::Show => show(context),
            Self::Path => context.print_line(&ConfigFile::open()?.path().display().to_string()),
            Self::Profiles => {
                let file = ConfigFile::open()?;
                let used = context.account()?.profile.as_deref();
                let rows = file.profiles().into_iter().map(|name| {
                    let is_used = used == Some(name.as_str());
                    Ok::<_, Error>(json!({"profile": name, "inUse": is_used}))
                });
                context.print_rows_with(&["profile", "inUse"].map(str::to_owned), rows)
            }
            Self::Get(Name { name }) => {
                refuse_key(name)?;
                let file = ConfigFile::open()?;
                match file.setting(profile, name) {
                    Some(value) => context.print_line(&value),
                    None => Err(Error::new(Exit::NotFound, format!("`{name}` is not set"))),
                }
            }
            Self::Set(Change { setting, value }) => change(context, &setting.name, Some(value)),
            Self::Unset(Name { name }) => change(context, name, None),
        }
    }
}

/// The key has commands of its own, which neither take nor show it.
fn refuse_key(name: &str) -> Result<(), Error> {
    if name != "key" {
        return Ok(());
    }
    let error = Error::usage("the key is neither shown nor taken from the command line");
    Err(error.with_hint("`civis login` asks for it"))
}

fn change(context: &Context, name: &str, value: Option<&str>) -> Result<(), Error> {
    if value.is_some() {
        refuse_key(name)?;
    }
    let mut file = ConfigFile::open()?;
    file.set(context.globals().profile.as_deref(), name, value)?;
    file.save()
}

fn show(context: &Context) -> Result<(), Error> {
    let account = context.account()?;
    let file = ConfigFile::open()?;
    let columns = ["profile", "endpoint", "key", "database", "output", "file"].map(str::to_owned);
    let shown: Value = json!({
        "profile": account.profile,
        "endpoint": context.base_url()?,
        "key": account.key.to_string(),
        "database": account.database,
        "output": file.setting(account.profile.as_deref(), "output").or_else(|| file.setting(None, "output")),
        "file": file.path().to_string_lossy(),
    });
    context.print_value_with(&columns, shown)
}
