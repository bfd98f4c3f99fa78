//! The files of a folder.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// A local file, and its name on the Platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LocalFile {
    pub(super) path: PathBuf,
    /// `None` for the last component of the path.
    pub(super) name: Option<String>,
}

/// The files of a folder and of the folders in it, sorted. Their names are their paths, from the name of the folder on.
/// Symbolic links to files are followed, those to folders are not, so that there are no cycles.
pub(super) fn files(folder: &Path) -> Result<Vec<LocalFile>, Error> {
    let canonical =
        fs::canonicalize(folder).map_err(|error| Error::file(folder, "cannot be read", &error))?;
    let root = canonical.file_name().unwrap_or_default();
    let mut files = Vec::new();
    add(folder, &root.to_string_lossy(), &mut files)?;
    Ok(files)
}

fn add(folder: &Path, name: &str, files: &mut Vec<LocalFile>) -> Result<(), Error> {
    let unreadable = |error| Error::file(folder, "cannot be read", &error);
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let mut entries = entries.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let own_name = entry.file_name();
        let own_name = own_name.to_string_lossy();
        let name = if name.is_empty() {
            own_name.into_owned()
        } else {
            format!("{name}/{own_name}")
        };
        if entry.file_type().map_err(unreadable)?.is_dir() {
            add(&path, &name, files)?;
        } else if path.is_file() {
            files.push(LocalFile {
                path,
                name: Some(name),
            });
        }
    }
    Ok(())
}
