//! `civis files download`.

use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use civis::progress::Bars;
use civis::{Session, files};
use clap::{Args, ValueHint};
use serde_json::json;

use super::workers;
use crate::api;
use crate::context::Context;
use crate::error::Error;

const EXAMPLES: &str = "\
Examples:
  civis files download 7 people.csv
  civis files download 7 8 9 downloads/
  civis files download 7 - | gunzip | head";

/// Download files
///
/// A file is written to a temporary one beside it, which takes its name when it is complete. In a folder it has its name on the
/// Platform, and no file that is there already is replaced, unless `--force` is given.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Download {
    /// IDs of the files, and then the file to write, or the folder; `-` for standard output [default: this folder]
    #[arg(required = true, value_name = "ID", value_hint = ValueHint::AnyPath)]
    ids_and_path: Vec<String>,

    /// File to write, or the folder, in place of the last argument
    #[arg(short, long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    out: Option<PathBuf>,

    /// Replace files in the folder
    #[arg(long)]
    force: bool,

    /// Number of files that are downloaded at once
    #[arg(long, value_name = "COUNT", default_value = "4")]
    parallel: NonZeroUsize,

    /// Draw no progress bars
    #[arg(short, long)]
    quiet: bool,
}

/// Where files go.
enum Target {
    Output,
    File(PathBuf),
    Folder(PathBuf),
}

impl Download {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let (ids, target) = self.arguments()?;
        let session = context.session()?.cancelled_by(context.interrupt()?);
        if let Target::Output = target {
            for id in ids {
                files::download(&session, id).to_writer(context.output())?;
            }
            return Ok(());
        }
        let bars = (!self.quiet).then(Bars::new);
        let taken = Mutex::new(HashSet::new());
        let results = workers::run(&ids, self.parallel, |id| {
            let path = self.path(&session, *id, &target)?;
            let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
            if !taken.insert(path.clone()) {
                let message = format!("two of the files are to be {}", path.display());
                return Err(Error::usage(message).with_hint("download each with a path of its own"));
            }
            drop(taken);
            let mut download = files::download(&session, *id);
            if let Some(bars) = &bars {
                download = download.on_progress(bars.bar(path.display().to_string()));
            }
            let bytes = download.to_path(&path)?;
            Ok::<_, Error>((path, bytes))
        });
        let mut downloaded = Vec::new();
        let mut first_error = None;
        for (id, result) in ids.iter().zip(results) {
            match result {
                Some(Ok((path, bytes))) => {
                    let path = path.to_string_lossy();
                    downloaded.push(json!({"id": id, "path": path, "bytes": bytes}));
                }
                Some(Err(error)) => {
                    first_error.get_or_insert(error);
                }
                None => {}
            }
        }
        // The official command is silent; so is this one, unless it chooses the names, or a format is given.
        if context.chosen_format().is_some() {
            let columns = ["id", "path", "bytes"].map(str::to_owned);
            context.print_rows_with(&columns, downloaded.into_iter().map(Ok::<_, Error>))?;
        } else if let Target::Folder(_) = target {
            for file in &downloaded {
                context.print_line(file["path"].as_str().unwrap_or_default())?;
            }
        }
        first_error.map_or(Ok(()), Err)
    }

    /// The IDs of the files, and where they go.
    fn arguments(&self) -> Result<(Vec<i64>, Target), Error> {
        let mut arguments = self.ids_and_path.as_slice();
        let mut out = self.out.clone();
        if let ([ids @ .., last], None) = (arguments, &out)
            && !ids.is_empty()
            && last.parse::<i64>().is_err()
        {
            arguments = ids;
            out = Some(PathBuf::from(last));
        }
        let id = |text: &String| {
            text.parse().map_err(|_| {
                let error = Error::usage(format!("`{text}` is not the ID of a file"));
                error.with_hint("IDs are numbers; the path comes last")
            })
        };
        let ids = arguments
            .iter()
            .map(id)
            .collect::<Result<Vec<i64>, Error>>()?;
        let target = match out {
            None => Target::Folder(PathBuf::new()),
            Some(path) if path.as_os_str() == "-" => Target::Output,
            Some(path) if is_folder(&path) => Target::Folder(path),
            Some(path) if ids.len() == 1 => Target::File(path),
            Some(path) => {
                let message = format!(
                    "{} is not a folder, and there are several files",
                    path.display()
                );
                return Err(Error::usage(message));
            }
        };
        Ok((ids, target))
    }

    /// The path of a file. In a folder it has its name on the Platform.
    fn path(&self, session: &Session, id: i64, target: &Target) -> Result<PathBuf, Error> {
        let folder = match target {
            Target::File(path) => return Ok(path.clone()),
            Target::Folder(folder) => folder,
            Target::Output => return Ok(PathBuf::new()),
        };
        let file = api::get(session, "files.get", "/files/{id}", &[("id", id)])?;
        let name = file["name"].as_str().unwrap_or_default();
        let path = folder.join(local_name(name).unwrap_or_else(|| format!("file-{id}")));
        if path.exists() && !self.force {
            let message = format!("{} exists already", path.display());
            return Err(Error::usage(message).with_hint("`--force` replaces it"));
        }
        Ok(path)
    }
}

/// Whether a path is that of a folder, or is meant to be one.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', '\\'])
}

/// The last component of a name on the Platform, if a file can have it.
fn local_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next()?;
    let last: String = last.chars().filter(|c| !c.is_control()).collect();
    let mut components = Path::new(&last).components();
    match (components.next(), components.next()) {
        (Some(Component::Normal(_)), None) => Some(last),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::local_name;

    #[test]
    fn a_name_of_the_platform_stays_in_the_folder() {
        for (name, expected) in [
            ("people.csv", Some("people.csv")),
            ("a/b/people.csv", Some("people.csv")),
            ("../../etc/passwd", Some("passwd")),
            ("a\\b.csv", Some("b.csv")),
            ("a\u{1b}[31m.csv", Some("a[31m.csv")),
            ("..", None),
            (".", None),
            ("a/", None),
            ("", None),
        ] {
            assert_eq!(local_name(name).as_deref(), expected, "{name}");
        }
    }
}
