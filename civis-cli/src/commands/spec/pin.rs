//! `civis spec download` and `civis spec pin`.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use civis_core::support::AtomicFile;
use clap::{Args, ValueHint};

use crate::context::Context;
use crate::error::{Error, Exit};

/// Download the specification of your account, as the Platform sends it
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  civis spec download -o downloaded.json")]
pub(crate) struct Download {
    /// File to write; `-` for standard output
    #[arg(short, long, value_name = "FILE", default_value = "-", value_hint = ValueHint::FilePath)]
    out: PathBuf,
}

impl Download {
    pub(super) fn run(&self, context: &Context) -> Result<(), Error> {
        let session = context.session()?;
        if self.out.as_os_str() == "-" {
            return context.print_bytes(&civis::spec::download(session)?);
        }
        Ok(civis::spec::download_to(session, &self.out)?)
    }
}

const PIN_EXAMPLES: &str = "\
Examples:
  civis spec pin
  civis spec pin src/civis-spec.json --from downloaded.json";

/// Pin the specification of your account in a project, for `civis_api!`
///
/// Leaves out descriptions and recorded exchanges, which a client does not need. The file is not touched if it has the same
/// content already. `civis spec diff` shows what changes.
#[derive(Args, Debug)]
#[command(after_help = PIN_EXAMPLES)]
pub(crate) struct Pin {
    /// File to write
    #[arg(value_name = "FILE", default_value = "civis-spec.json", value_hint = ValueHint::FilePath)]
    path: PathBuf,

    /// Specification to pin, in place of that of your account
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    from: Option<PathBuf>,
}

impl Pin {
    pub(super) fn run(&self, context: &Context) -> Result<(), Error> {
        let (bytes, name) = match &self.from {
            Some(path) => {
                let bytes = fs::read(path);
                let bytes = bytes.map_err(|error| Error::file(path, "cannot be read", &error))?;
                (bytes, path.display().to_string())
            }
            None => (
                civis::spec::download(context.session()?)?,
                "the specification".to_owned(),
            ),
        };
        let text = civis_spec::strip(&bytes)
            .map_err(|error| Error::new(Exit::Failure, error.in_file(name).to_string()))?;
        if fs::read(&self.path).is_ok_and(|present| present == text.as_bytes()) {
            context.note(&format!("{} is up to date", self.path.display()));
            return Ok(());
        }
        let unwritable = |error| Error::file(&self.path, "cannot be written", &error);
        let mut file = AtomicFile::create(&self.path).map_err(unwritable)?;
        file.write_all(text.as_bytes()).map_err(unwritable)?;
        file.commit().map_err(unwritable)?;
        context.note(&format!("wrote {}", self.path.display()));
        Ok(())
    }
}
