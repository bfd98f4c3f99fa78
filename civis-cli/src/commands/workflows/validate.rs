//! `civis workflows validate`.

use std::path::{Path, PathBuf};

use civis::workflows::{Problem, Severity, validate};
use clap::{Args, ValueHint};
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::{Error, Exit};
use crate::io::read_text;

const EXAMPLES: &str = "\
Examples:
  civis workflows validate nightly.yaml
  civis workflows validate flows/*.yaml --output json";

/// Check definitions of workflows, without the Platform
///
/// Prints each problem with its place, as compilers do. The exit code is 1 if there is an error; warnings do not count.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Validate {
    /// YAML files; `-` for standard input
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,
}

impl Validate {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let mut problems = Vec::new();
        for path in &self.files {
            let report = validate(&read(path)?);
            problems.extend(
                report
                    .problems()
                    .iter()
                    .map(|problem| (path, problem.clone())),
            );
        }
        let is_error = |problem: &Problem| problem.severity() == Severity::Error;
        let errors = problems
            .iter()
            .filter(|(_, problem)| is_error(problem))
            .count();
        if context.chosen_format().is_some() {
            let objects = problems
                .iter()
                .map(|(path, problem)| Ok::<_, Error>(object(path, problem)));
            let columns = ["file", "line", "column", "severity", "path", "message"];
            context.print_rows_with(&columns.map(str::to_owned), objects)?;
        } else {
            for (path, problem) in &problems {
                let line = format!("{}:{problem}", path.display());
                context.print_line(&civis_spec::escape_control(&line))?;
            }
        }
        match errors {
            0 => Ok(()),
            1 => Err(Error::new(Exit::Failure, "1 error")),
            count => Err(Error::new(Exit::Failure, format!("{count} errors"))),
        }
    }
}

fn read(path: &Path) -> Result<String, Error> {
    read_text(path).map_err(|error| Error::file(path, "cannot be read", &error))
}

fn object(path: &Path, problem: &Problem) -> Value {
    json!({
        "file": path.to_string_lossy(),
        "line": problem.line(),
        "column": problem.column(),
        "severity": problem.severity().to_string(),
        "path": problem.path(),
        "message": problem.message(),
    })
}
