//! `civis notebooks download`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::api;
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::signed;

const EXAMPLES: &str = "\
Examples:
  civis notebooks download 7 analysis.ipynb
  civis notebooks download 7 - | jq '.cells | length'";

/// Download a notebook
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Download {
    /// ID of the notebook
    #[arg(value_name = "ID")]
    id: i64,

    /// File to write; `-` for standard output
    #[arg(value_name = "PATH", value_hint = ValueHint::FilePath)]
    path: PathBuf,
}

impl Download {
    pub(super) fn run(&self, context: &Context) -> Result<(), Error> {
        let session = context.session()?.cancelled_by(context.interrupt()?);
        let notebook = api::get(
            &session,
            "notebooks.get",
            "/notebooks/{id}",
            &[("id", self.id)],
        )?;
        let url = notebook["notebookUrl"].as_str().ok_or_else(|| {
            Error::new(
                Exit::NotFound,
                format!("notebook {} has no content", self.id),
            )
        })?;
        signed::download(context, &session, url, &self.path)
    }
}
