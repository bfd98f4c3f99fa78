//! Files that are seen under their name only once they are complete.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::new_file;

/// The longest part of a file's name that the name of its temporary file repeats, in bytes. File systems allow 255.
const MAX_NAME: usize = 200;

/// A file that replaces another one, or becomes a new one, when it is [committed](Self::commit). Until then it has
/// another name, in the same folder. It is removed if it is dropped before.
///
/// If the path is a link, its target is replaced. A device or a pipe is written to directly.
#[derive(Debug)]
pub struct AtomicFile {
    file: File,
    /// `None` if the content is written to its place directly.
    rename: Option<Rename>,
}

#[derive(Debug)]
struct Rename {
    from: PathBuf,
    to: PathBuf,
}

impl AtomicFile {
    /// Creates the temporary file.
    ///
    /// # Errors
    /// If the folder does not exist or no file can be created in it, or if the path is that of a folder.
    pub fn create(path: &Path) -> io::Result<Self> {
        let existing = match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(metadata) => Some(metadata),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        if existing
            .as_ref()
            .is_some_and(|existing| !existing.is_file())
        {
            let file = OpenOptions::new().write(true).open(path)?;
            return Ok(Self { file, rename: None });
        }
        let to = if existing.is_some() {
            fs::canonicalize(path)?
        } else {
            path.to_owned()
        };
        let from = temporary_path(&to)?;
        let file = new_file().read(true).open(&from)?;
        let created = Self {
            file,
            rename: Some(Rename { from, to }),
        };
        if let Some(existing) = existing {
            created.file.set_permissions(existing.permissions())?;
        }
        Ok(created)
    }

    /// The open file, to write at positions of it.
    #[must_use]
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Whether the content can be written in any order: it cannot if the path is that of a device or a pipe.
    #[must_use]
    pub fn is_seekable(&self) -> bool {
        self.rename.is_some()
    }

    /// Waits until the content is on the disk, and gives the file its name.
    ///
    /// # Errors
    /// If the disk does not store the content, or the file cannot be renamed. The temporary file is removed then.
    pub fn commit(mut self) -> io::Result<()> {
        let Some(rename) = &self.rename else {
            return self.file.flush();
        };
        self.file.sync_all()?;
        fs::rename(&rename.from, &rename.to)?;
        let folder = rename.to.parent().map(Path::to_owned);
        self.rename = None;
        folder.map_or(Ok(()), |folder| sync_folder(&folder))
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if let Some(rename) = &self.rename {
            // The error that made it incomplete is the one to report.
            let _ = fs::remove_file(&rename.from);
        }
    }
}

/// A path in the same folder, and so on the same file system, that nothing else uses.
fn temporary_path(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidInput, "the path does not name a file")
    })?;
    let mut temporary = OsString::from(".");
    if name.len() <= MAX_NAME {
        temporary.push(name);
    }
    temporary.push(format!(".{:016x}.tmp", fastrand::u64(..)));
    Ok(path.with_file_name(temporary))
}

/// Makes a rename last: on Unix, the entries of a folder are stored by syncing the folder.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // Folders that may be written to but not read, and file systems that do not sync folders.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::PermissionDenied
                    | io::ErrorKind::InvalidInput
                    | io::ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        result => result,
    }
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{self, Write as _};
    use std::path::{Path, PathBuf};

    use super::AtomicFile;

    /// A folder that is removed at the end of a test.
    struct Folder(PathBuf);

    impl Folder {
        fn new() -> Self {
            let name = format!("civis-test-{:016x}", fastrand::u64(..));
            let path = std::env::temp_dir().join(name);
            fs::create_dir(&path).expect("a folder");
            Self(path)
        }

        fn names(&self) -> Vec<String> {
            let entries = fs::read_dir(&self.0).expect("entries");
            let names = entries.map(|entry| entry.expect("an entry").file_name());
            let mut names: Vec<_> = names
                .map(|name| name.to_string_lossy().into_owned())
                .collect();
            names.sort();
            names
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn write(path: &Path, content: &str) -> AtomicFile {
        let mut file = AtomicFile::create(path).expect("a file");
        file.write_all(content.as_bytes()).expect("written");
        file
    }

    #[test]
    fn nothing_is_seen_under_the_name_before_the_commit() {
        let folder = Folder::new();
        let path = folder.0.join("a.csv");
        let file = write(&path, "new");
        assert!(file.is_seekable() && !path.exists());
        file.commit().expect("committed");
        assert_eq!(fs::read_to_string(&path).expect("a file"), "new");
        let file = write(&path, "newer");
        assert_eq!(fs::read_to_string(&path).expect("a file"), "new");
        file.commit().expect("committed");
        assert_eq!(fs::read_to_string(&path).expect("a file"), "newer");
        assert_eq!(folder.names(), ["a.csv"]);
    }

    #[test]
    fn a_file_that_is_not_committed_is_removed() {
        let folder = Folder::new();
        let path = folder.0.join("a.csv");
        fs::write(&path, "old").expect("written");
        drop(write(&path, "half"));
        assert_eq!(folder.names(), ["a.csv"]);
        assert_eq!(fs::read_to_string(&path).expect("a file"), "old");
    }

    #[test]
    fn a_folder_and_a_path_without_a_folder_are_refused() {
        let folder = Folder::new();
        let error = AtomicFile::create(&folder.0).expect_err("a folder");
        assert_eq!(error.kind(), io::ErrorKind::IsADirectory);
        let error = AtomicFile::create(&folder.0.join("no/a.csv")).expect_err("no folder");
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert_eq!(folder.names(), [""; 0]);
    }

    #[test]
    fn a_long_name_has_a_temporary_file_too() {
        let folder = Folder::new();
        let name = "n".repeat(255);
        write(&folder.0.join(&name), "content")
            .commit()
            .expect("committed");
        assert_eq!(folder.names(), [name]);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = Folder::new();
        let (target, link) = (folder.0.join("target"), folder.0.join("link"));
        fs::write(&target, "old").expect("written");
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).expect("set");
        symlink(&target, &link).expect("a link");
        write(&link, "new").commit().expect("committed");
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&target).expect("a file"), "new");
        let mode = fs::metadata(&target).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_device_is_not_replaced() {
        let mut file = AtomicFile::create(Path::new("/dev/full")).expect("a device");
        assert!(!file.is_seekable());
        let error = file.write_all(b"content").expect_err("full");
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        drop(file);
        assert!(Path::new("/dev/full").exists());
    }
}
