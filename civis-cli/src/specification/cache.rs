//! The index of an account's specification on disk, for this user only.
//!
//! Its file is named after a hash of the endpoint and the key. Beside it is the message of the last attempt to renew it,
//! if that failed.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::config::Account;
use crate::config::file::write_private;
use crate::config::folders;

/// From this age on, an index is renewed.
const FRESH: Duration = Duration::from_secs(24 * 3600);

/// How long to wait after a failure before the next attempt.
const PAUSE: Duration = Duration::from_secs(3600);

/// The place of an account in the cache.
#[derive(Debug, Clone)]
pub(super) struct CacheEntry {
    index: PathBuf,
    failure: PathBuf,
}

impl CacheEntry {
    /// `None` if there is no key, or no folder for caches.
    pub(super) fn of(account: &Account) -> Option<Self> {
        let folder = folders::cache()?.join("specifications");
        let name = account.fingerprint()?;
        Some(Self {
            index: folder.join(format!("{name}.index")),
            failure: folder.join(format!("{name}.failure")),
        })
    }

    /// The bytes of the index, if there is one.
    pub(super) fn read(&self) -> Option<Vec<u8>> {
        fs::read(&self.index).ok()
    }

    /// Replaces the index.
    pub(super) fn write(&self, index: &[u8]) -> io::Result<()> {
        write_private(&self.index, index)?;
        match fs::remove_file(&self.failure) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Stores why there is no newer index.
    pub(super) fn write_failure(&self, message: &str) -> io::Result<()> {
        write_private(&self.failure, message.as_bytes())
    }

    /// Whether the index should be renewed now.
    pub(super) fn is_due(&self) -> bool {
        let is_older = |path, limit| age(path).is_none_or(|age| age >= limit);
        is_older(&self.index, FRESH) && is_older(&self.failure, PAUSE)
    }

    /// A warning for the user: the age of an old index, and why it was not renewed.
    pub(super) fn warning(&self) -> Option<String> {
        let age = age(&self.index).filter(|age| *age >= FRESH)?;
        let failure = fs::read_to_string(&self.failure).ok()?;
        let hours = age.as_secs() / 3600;
        let age = match hours {
            0..48 => format!("{hours} hours"),
            _ => format!("{} days", hours / 24),
        };
        Some(format!(
            "note: the specification in use is {age} old, and could not be renewed: {}",
            failure.trim()
        ))
    }
}

/// The time since a file was written; `None` if there is none.
fn age(path: &PathBuf) -> Option<Duration> {
    let modified = fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .ok()?;
    // A file of the future is new.
    Some(
        SystemTime::now()
            .duration_since(modified)
            .unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

    use super::CacheEntry;

    #[test]
    fn an_old_index_is_due_and_its_failure_is_told() {
        let folder = std::env::temp_dir().join(format!("civis-cli-cache-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let place = CacheEntry {
            index: folder.join("a.index"),
            failure: folder.join("a.failure"),
        };
        let _ = fs::remove_file(&place.index);
        let _ = fs::remove_file(&place.failure);
        assert!(place.is_due() && place.read().is_none() && place.warning().is_none());
        place.write(b"index").expect("written");
        assert!(!place.is_due());
        let old = SystemTime::now() - Duration::from_secs(3 * 24 * 3600);
        let file = File::options()
            .write(true)
            .open(&place.index)
            .expect("the index");
        file.set_modified(old).expect("the time");
        assert!(place.is_due() && place.warning().is_none());
        place.write_failure("no connection").expect("written");
        assert!(!place.is_due(), "there is a pause after a failure");
        let warning = place.warning().expect("a warning");
        assert!(
            warning.contains("3 days") && warning.contains("no connection"),
            "{warning}"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&place.index)
                .expect("the index")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        place.write(b"newer").expect("written");
        assert_eq!(place.read().as_deref(), Some(&b"newer"[..]));
        assert!(place.warning().is_none());
    }
}
