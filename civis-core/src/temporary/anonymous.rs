//! Files without a name.

use std::env;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

use super::new_file;

/// Creates a file that no other process can open, and that disappears when it is closed, even if the program is
/// killed. It is in the folder for temporary files (`TMPDIR` on Unix).
///
/// # Errors
/// Those of creating a file.
pub fn anonymous_file() -> io::Result<File> {
    let name = format!("civis-{:016x}.tmp", fastrand::u64(..));
    let path = env::temp_dir().join(name);
    open_and_hide(new_file().read(true), &path)
}

#[cfg(unix)]
fn open_and_hide(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let file = options.mode(0o600).open(path)?;
    std::fs::remove_file(path)?;
    Ok(file)
}

#[cfg(windows)]
fn open_and_hide(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt as _;
    const FILE_ATTRIBUTE_TEMPORARY: u32 = 0x100;
    const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;
    options
        .share_mode(0)
        .attributes(FILE_ATTRIBUTE_TEMPORARY)
        .custom_flags(FILE_FLAG_DELETE_ON_CLOSE)
        .open(path)
}

#[cfg(not(any(unix, windows)))]
fn open_and_hide(_options: &mut OpenOptions, _path: &Path) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Seek as _, Write as _};

    use super::anonymous_file;

    #[test]
    fn what_is_written_can_be_read_again() {
        let mut file = anonymous_file().expect("a file");
        file.write_all(b"content").expect("written");
        file.rewind().expect("a seek");
        let mut content = String::new();
        file.read_to_string(&mut content).expect("read");
        assert_eq!(content, "content");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_file_has_no_name() {
        use std::os::fd::AsRawFd as _;
        let file = anonymous_file().expect("a file");
        let link = std::fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd()));
        let link = link.expect("a link").to_string_lossy().into_owned();
        assert!(link.ends_with("(deleted)"), "{link}");
    }
}
