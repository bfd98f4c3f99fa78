//! `civis spec diff`.

use std::fs;
use std::path::{Path, PathBuf};

use civis_spec::{ReadOptions, Spec};
use clap::{Args, ValueHint};

use crate::context::Context;
use crate::error::{Error, Exit};
use crate::output::Format;

const EXAMPLES: &str = "\
Examples:
  civis spec diff civis-spec.json
  civis spec diff old.json new.json --breaking
  civis spec diff old.json new.json --output json";

/// Show what changes between two specifications, for the callers of a generated client
///
/// What breaks callers comes first.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Diff {
    /// Old specification
    #[arg(value_name = "OLD", value_hint = ValueHint::FilePath)]
    old: PathBuf,

    /// New specification [default: that of your account]
    #[arg(value_name = "NEW", value_hint = ValueHint::FilePath)]
    new: Option<PathBuf>,

    /// List only changes that break callers
    #[arg(long)]
    breaking: bool,

    /// List also what no caller notices
    #[arg(long, conflicts_with = "breaking")]
    all: bool,

    /// Exit with 1 if changes are listed
    #[arg(long)]
    exit_code: bool,
}

impl Diff {
    pub(super) fn run(&self, context: &Context) -> Result<(), Error> {
        let old = read(&file(&self.old)?, &self.old.display().to_string())?;
        let new = match &self.new {
            Some(path) => read(&file(path)?, &path.display().to_string())?,
            None => {
                let bytes = civis::spec::download(context.session()?)?;
                read(&bytes, "the specification of the account")?
            }
        };
        let mut diff = civis_spec::diff(&old, &new);
        if self.breaking {
            diff = diff.only_breaking();
        } else if !self.all {
            diff = diff.without_silent();
        }
        self.print(context, &diff)?;
        if self.exit_code && !diff.is_empty() {
            return Err(Error::new(Exit::Failure, "the specifications differ"));
        }
        Ok(())
    }

    fn print(&self, context: &Context, diff: &civis_spec::Diff) -> Result<(), Error> {
        match context.chosen_format() {
            None | Some(Format::Table | Format::Raw) => {
                let text = diff.to_string();
                context.print_line(text.trim_end())
            }
            Some(_) => {
                let changes = serde_json::to_value(&diff.changes).map_err(|error| {
                    Error::new(
                        Exit::Failure,
                        format!("the changes cannot be written: {error}"),
                    )
                })?;
                let columns = ["rule", "breaking", "subject", "old", "new", "operations"];
                context.print_value_with(&columns.map(str::to_owned), changes)
            }
        }
    }
}

fn file(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|error| Error::file(path, "cannot be read", &error))
}

fn read(bytes: &[u8], name: &str) -> Result<Spec, Error> {
    Spec::read(bytes, &ReadOptions::new().separate_types(true))
        .map_err(|error| Error::new(Exit::Failure, error.in_file(name.to_owned()).to_string()))
}
