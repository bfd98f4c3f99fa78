//! `civis files upload`.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use civis::jiff::civil::Date;
use civis::jiff::tz::TimeZone;
use civis::progress::Bars;
use civis::{Session, files};
use clap::{Args, ValueHint};
use serde_json::json;

use super::tree::{self, LocalFile};
use super::workers;
use crate::context::Context;
use crate::error::Error;

const EXAMPLES: &str = "\
Examples:
  civis files upload people.csv
  civis files upload people.csv --name nightly.csv --expires-at never --description 'Nightly export'
  civis files upload -r reports summary.pdf
  pg_dump shop | civis files upload - --name shop.sql";

/// Upload files, and print their IDs
///
/// One file: its ID. Several: a line for each, with its ID and its path. With `--output`, objects with `id`, `name` and `path`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Upload {
    /// Files, and folders with `-r`; `-` for standard input
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,

    /// Upload the files of folders, with their paths as names
    #[arg(short, long)]
    recursive: bool,

    /// Name of the file on the Platform [default: that of the local file]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// Time at which the files expire, `2027-01-15` or `2027-01-15T15:25:10Z`, or `never` [default: after 30 days]
    #[arg(long, value_name = "TIME", value_parser = expiry)]
    expires_at: Option<Expiry>,

    /// Description, of at most 512 characters
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,

    /// Number of files that are uploaded at once
    #[arg(long, value_name = "COUNT", default_value = "4")]
    parallel: NonZeroUsize,

    /// Draw no progress bars
    #[arg(short, long)]
    quiet: bool,
}

/// When a file expires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expiry {
    Never,
    At(civis::jiff::Timestamp),
}

fn expiry(text: &str) -> Result<Expiry, String> {
    if text.eq_ignore_ascii_case("never") {
        return Ok(Expiry::Never);
    }
    if let Ok(time) = text.parse() {
        return Ok(Expiry::At(time));
    }
    let date = text.parse::<Date>();
    let midnight = date.and_then(|date| TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)));
    midnight.map(Expiry::At).map_err(|_| {
        "it must be a date (2027-01-15), a time (2027-01-15T15:25:10Z) or `never`".to_owned()
    })
}

impl Upload {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let files = self.files()?;
        let session = context.session()?.cancelled_by(context.interrupt()?);
        let bars = (!self.quiet).then(Bars::new);
        let results = workers::run(&files, self.parallel, |file| {
            self.upload(&session, file, bars.as_ref())
        });
        let mut first_error = None;
        let mut uploaded = Vec::new();
        for (file, result) in files.iter().zip(results) {
            match result {
                Some(Ok(id)) => uploaded.push((id, file)),
                Some(Err(error)) => {
                    first_error.get_or_insert(error);
                }
                None => {}
            }
        }
        self.print(context, &uploaded)?;
        match first_error {
            None => Ok(()),
            Some(error) if uploaded.is_empty() => Err(error.into()),
            Some(error) => {
                let hint = format!("{} of {} files were uploaded", uploaded.len(), files.len());
                Err(Error::from(error).with_hint(hint))
            }
        }
    }

    /// The files to upload, before anything is sent.
    fn files(&self) -> Result<Vec<LocalFile>, Error> {
        let mut files = Vec::new();
        for path in &self.paths {
            if is_input(path) {
                if self.name.is_none() {
                    let message = "standard input has no name: add `--name NAME`";
                    return Err(Error::usage(message));
                }
                if self.paths.iter().filter(|path| is_input(path)).count() > 1 {
                    return Err(Error::usage("`-` can be given once"));
                }
            } else if path.is_dir() {
                if !self.recursive {
                    let message = format!("{} is a folder", path.display());
                    return Err(Error::usage(message).with_hint("`-r` uploads the files in it"));
                }
                files.extend(tree::files(path)?);
                continue;
            }
            files.push(LocalFile {
                path: path.clone(),
                name: self.name.clone(),
            });
        }
        if files.is_empty() {
            return Err(Error::usage("there are no files in the folder"));
        }
        if self.name.is_some() && files.len() > 1 {
            let message = format!("`--name` is for one file, and there are {}", files.len());
            return Err(Error::usage(message));
        }
        Ok(files)
    }

    fn upload(
        &self,
        session: &Session,
        file: &LocalFile,
        bars: Option<&Bars>,
    ) -> civis::Result<i64> {
        let name = file.name.as_deref();
        let mut upload = if is_input(&file.path) {
            files::upload_reader(session, name.unwrap_or_default(), std::io::stdin())
        } else {
            files::upload(session, &file.path)
        };
        if let Some(name) = name {
            upload = upload.name(name);
        }
        if let Some(description) = &self.description {
            upload = upload.description(description);
        }
        match self.expires_at {
            Some(Expiry::Never) => upload = upload.never_expires(),
            Some(Expiry::At(time)) => upload = upload.expires_at(time),
            None => {}
        }
        if let Some(bars) = bars {
            upload = upload.on_progress(bars.bar(display_name(file)));
        }
        upload.send()
    }

    fn print(&self, context: &Context, uploaded: &[(i64, &LocalFile)]) -> Result<(), Error> {
        if context.chosen_format().is_none() {
            return match uploaded {
                // A program reads it: it is the only one that was to be uploaded.
                [(id, _)] if self.paths.len() == 1 && !self.recursive => {
                    context.print_line(&id.to_string())
                }
                uploaded => uploaded.iter().try_for_each(|(id, file)| {
                    context.print_line(&format!("{id}\t{}", file.path.display()))
                }),
            };
        }
        let object = |(id, file): &(i64, &LocalFile)| json!({"id": id, "name": display_name(file), "path": file.path.to_string_lossy()});
        let columns = ["id", "name", "path"].map(str::to_owned);
        if let [only] = uploaded
            && self.paths.len() == 1
            && !self.recursive
        {
            return context.print_value_with(&columns, object(only));
        }
        context.print_rows_with(
            &columns,
            uploaded.iter().map(|file| Ok::<_, Error>(object(file))),
        )
    }
}

fn is_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The name of a file on the Platform.
fn display_name(file: &LocalFile) -> String {
    match &file.name {
        Some(name) => name.clone(),
        None => file
            .path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Expiry, expiry};

    #[test]
    fn a_date_is_its_beginning_in_utc() {
        let midnight = "2027-01-15T00:00:00Z".parse().expect("a time");
        for (text, expected) in [
            ("2027-01-15", Ok(Expiry::At(midnight))),
            ("2027-01-15T01:00:00+01:00", Ok(Expiry::At(midnight))),
            ("Never", Ok(Expiry::Never)),
        ] {
            assert_eq!(expiry(text), expected, "{text}");
        }
        for text in ["", "soon", "2027-13-01", "30"] {
            assert!(expiry(text).is_err(), "{text}");
        }
    }
}
