//! `civis scripts`: a local file as a script on the Platform.
//!
//! | module | what |
//! |---|---|
//! | `language` | what is in the file |
//! | `create` | the request that creates the script |

mod create;
mod language;

use std::fs;
use std::path::PathBuf;

use civis::jobs::{self, Run, State};
use clap::{Args, Subcommand, ValueHint};
use serde_json::{Value, json};

use crate::context::Context;
use crate::database::DatabaseArgs;
use crate::error::Error;
use crate::follow::{follow, follow_aside};
use crate::wait::WaitArgs;
use language::Language;

/// The everyday commands of `civis scripts`.
#[derive(Subcommand, Debug)]
pub(crate) enum Scripts {
    Run(RunScript),
}

impl Scripts {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        match self {
            Self::Run(command) => command.run(context),
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  civis scripts run train.py
  civis scripts run report.sql -d redshift-general
  civis scripts run job.sh --type container --image python --image-tag 3.13
  civis scripts run train.py --arg YEAR=2027 --timeout 2h";

/// Run a local file as a new script on the Platform
///
/// Prints the log as it grows, and reports what the script has put out. The exit code is 5 if it fails. The script stays on the
/// Platform, where it can be run again.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct RunScript {
    /// File with the script; for a container, with the commands of a shell
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,

    /// What is in the file [default: by its extension: py, r, sql, sh]
    #[arg(long = "type", value_enum, value_name = "TYPE")]
    language: Option<Language>,

    /// Name of the script [default: that of the file]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    #[command(flatten)]
    database: DatabaseArgs,

    /// Value of a parameter of the script, which becomes an environment variable; can be given several times
    #[arg(long = "arg", value_name = "NAME=VALUE", value_parser = argument)]
    arguments: Vec<(String, String)>,

    /// Docker image
    #[arg(long, value_name = "NAME")]
    image: Option<String>,

    /// Tag of the Docker image
    #[arg(long, value_name = "TAG")]
    image_tag: Option<String>,

    /// CPU in thousandths of a core [default for a container: 1000]
    #[arg(long, value_name = "SHARES")]
    cpu: Option<u64>,

    /// Memory in MB [default for a container: 2048]
    #[arg(long, value_name = "MB")]
    memory: Option<u64>,

    /// Disk space in GB
    #[arg(long, value_name = "GB")]
    disk: Option<f64>,

    /// Leave the script out of lists
    #[arg(long)]
    hidden: bool,

    #[command(flatten)]
    wait: WaitArgs,
}

fn argument(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("it must be NAME=VALUE".to_owned()),
    }
}

impl RunScript {
    fn run(&self, context: &Context) -> Result<(), Error> {
        let language = match self.language {
            Some(language) => language,
            None => Language::of(&self.file).ok_or_else(|| self.unknown_language())?,
        };
        self.check(language)?;
        let source = fs::read_to_string(&self.file)
            .map_err(|error| Error::file(&self.file, "cannot be read", &error))?;
        if source.trim().is_empty() {
            return Err(Error::usage(format!("{} is empty", self.file.display())));
        }
        let database = match language.needs_database() {
            true => Some(self.database.database(context)?),
            false => None,
        };
        let session = self.wait.session(context)?;
        let id = create::create(&session, self, language, source, database)?;
        if !self.wait.quiet {
            context.note(&format!("script {id} was created"));
        }
        let run = jobs::start(&session, language.kind(), id)?;
        if context.chosen_format().is_some() {
            follow_aside(context, &run, &self.wait)?;
            return print_result(context, &run);
        }
        follow(context, &run, &self.wait)?;
        if !self.wait.quiet {
            note_result(context, &run)?;
        }
        Ok(())
    }

    fn unknown_language(&self) -> Error {
        let message = format!(
            "the extension of {} does not say what it is",
            self.file.display()
        );
        Error::usage(message)
            .with_hint("add `--type sql`, `python3`, `r`, `javascript` or `container`")
    }

    /// Refuses options that the script cannot follow.
    fn check(&self, language: Language) -> Result<(), Error> {
        let needs_database = language.needs_database();
        let is_container = language == Language::Container;
        let refused = [
            (
                !needs_database && self.database.database.is_some(),
                "`--database` is for SQL",
            ),
            (
                !needs_database && self.database.credential.is_some(),
                "`--credential` is for SQL",
            ),
            (is_container && self.image.is_none(), "`--image` is missing"),
            (
                !is_container && self.image.is_some(),
                "`--image` is for containers",
            ),
            (
                needs_database && self.image_tag.is_some(),
                "`--image-tag` is not for SQL",
            ),
            (
                needs_database && self.has_resources(),
                "`--cpu`, `--memory` and `--disk` are not for SQL",
            ),
        ];
        match refused.into_iter().find(|(is_wrong, _)| *is_wrong) {
            Some((_, message)) => Err(Error::usage(message)),
            None => Ok(()),
        }
    }

    fn has_resources(&self) -> bool {
        self.cpu.is_some() || self.memory.is_some() || self.disk.is_some()
    }
}

/// Prints a run that has succeeded, and what it has put out.
fn print_result(context: &Context, run: &Run) -> Result<(), Error> {
    let outputs = run.outputs()?;
    let outputs = outputs.iter().map(|output| {
        json!({
            "name": output.name,
            "objectType": output.object_type,
            "objectId": output.object_id,
            "value": output.value,
        })
    });
    let columns = ["job", "run", "state", "url", "outputs"].map(str::to_owned);
    let result = json!({
        "job": run.id(),
        "run": run.run_id(),
        "state": State::Succeeded.as_str(),
        "url": run.url(),
        "outputs": outputs.collect::<Value>(),
    });
    context.print_value_with(&columns, result)
}

/// Tells a person about a run that has succeeded. Standard output has the log.
fn note_result(context: &Context, run: &Run) -> Result<(), Error> {
    context.note(&format!("{run} has succeeded"));
    for output in run.outputs()? {
        let name = output.name.as_deref().unwrap_or("output");
        let shown = match &output.value {
            Some(value) => value.to_string(),
            None => format!("{} {}", output.object_type, output.object_id),
        };
        context.note(&format!("  {name}: {shown}"));
    }
    Ok(())
}
