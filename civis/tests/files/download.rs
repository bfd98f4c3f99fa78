//! Downloads: where the content goes, and what is left after an error.

use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::{fs, thread};

use civis::{Error, ErrorKind, files};
use serde_json::json;

use crate::support::{Backend, Folder, World, content};

on_every_transport! {
    a_file_is_downloaded_everywhere,
    a_file_appears_under_its_name_only_when_it_is_complete,
    a_file_without_content_is_an_error_and_creates_no_file,
    a_file_that_does_not_exist_is_an_error,
    a_writer_that_fails_is_an_error,
    a_full_device_is_an_error,
    a_full_disk_is_an_error_and_keeps_the_old_file,
    the_store_gets_no_key,
    a_reader_can_be_moved_to_a_thread,
}

fn a_file_is_downloaded_everywhere(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    for length in [0, 1, 1 << 20] {
        let content = content(length);
        let id = world.add_file("data.bin", &*content);
        let download = || files::download(&world.session, id);
        assert!(download().bytes().expect("bytes") == content);
        let mut written = Vec::new();
        assert_eq!(download().to_writer(&mut written).expect("written"), length);
        assert!(written == content);
        let path = folder.join("copy.bin");
        assert_eq!(download().to_path(&path).expect("a file"), length);
        assert!(fs::read(&path).expect("a file") == content);
        let mut reader = download().reader().expect("a reader");
        assert_eq!(reader.length(), Some(length));
        let mut read = Vec::new();
        reader.read_to_end(&mut read).expect("read");
        assert!(read == content);
        assert_eq!(folder.names(), ["copy.bin"]);
    }
    // Two requests for each of the downloads.
    assert_eq!(world.requests().len(), 3 * 4 * 2);
}

fn a_file_appears_under_its_name_only_when_it_is_complete(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let path = folder.file("copy.csv", "old");
    let id = world.add_file("data.csv", content(1 << 20));
    let mut seen = Vec::new();
    let download = files::download(&world.session, id).on_progress(|_| {
        assert_eq!(fs::read(&path).expect("a file"), b"old");
        seen.extend(folder.names());
    });
    download.to_path(&path).expect("a file");
    assert!(
        seen.iter()
            .any(|name| name.starts_with(".copy.csv.") && name.ends_with(".tmp"))
    );
    assert_eq!(folder.names(), ["copy.csv"]);
    assert!(fs::read(&path).expect("a file") == content(1 << 20));
}

fn a_file_without_content_is_an_error_and_creates_no_file(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let file = json!({"id": 7, "name": "gone.csv", "fileSize": 0, "fileUrl": null});
    world.server.answer("GET", "/files/{id}", 200, &file);
    let path = folder.join("copy.csv");
    let error = files::download(&world.session, 7)
        .to_path(&path)
        .expect_err("no content");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let expected = "file 7 has no content: it has expired, or its upload was not completed";
    assert_eq!(error.to_string(), expected);
    assert_eq!(folder.names(), [""; 0]);
}

fn a_file_that_does_not_exist_is_an_error(backend: Backend) {
    let world = World::new(backend);
    let error = files::download(&world.session, 7)
        .bytes()
        .expect_err("no file");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.path(), Some("/files/7"));
}

struct Full;

impl io::Write for Full {
    fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn check_full(error: &Error, text: &str) {
    assert_eq!(error.kind(), ErrorKind::File);
    assert_eq!(error.to_string(), text);
    let cause = std::error::Error::source(error).expect("a cause");
    let cause = cause.downcast_ref::<io::Error>().expect("an I/O error");
    assert_eq!(cause.kind(), io::ErrorKind::StorageFull);
}

fn a_writer_that_fails_is_an_error(backend: Backend) {
    let world = World::new(backend);
    let id = world.add_file("data.bin", content(1 << 20));
    let error = files::download(&world.session, id)
        .to_writer(Full)
        .expect_err("full");
    check_full(&error, &format!("file {id} cannot be written"));
    // Nothing was retried.
    assert_eq!(world.requests().len(), 2);
}

fn a_full_device_is_an_error(backend: Backend) {
    let device = Path::new("/dev/full");
    if !device.exists() {
        return;
    }
    let world = World::new(backend);
    let id = world.add_file("data.bin", content(1 << 20));
    let error = files::download(&world.session, id)
        .to_path(device)
        .expect_err("full");
    check_full(&error, "/dev/full cannot be written");
    assert!(device.exists());
}

/// A file system of one MiB, which is unmounted at the end of a test.
struct SmallDisk<'a>(&'a Folder);

impl<'a> SmallDisk<'a> {
    /// Needs the rights to mount.
    fn mount(folder: &'a Folder) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]);
        let status = mount.arg(&**folder).stderr(Stdio::null()).status();
        status
            .is_ok_and(|status| status.success())
            .then_some(Self(folder))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&**self.0).status();
    }
}

fn a_full_disk_is_an_error_and_keeps_the_old_file(backend: Backend) {
    let folder = Folder::new();
    let Some(_disk) = SmallDisk::mount(&folder) else {
        // Written past the capture of the test harness.
        let _ = writeln!(io::stderr(), "a full disk: skipped, nothing can be mounted");
        return;
    };
    let path = folder.file("copy.bin", "old");
    let world = World::new(backend);
    // As a stream, and in ranges.
    for length in [2 << 20, 32 << 20] {
        let id = world.add_file("data.bin", content(length));
        let download = files::download(&world.session, id);
        let error = download.to_path(&path).expect_err("full");
        check_full(&error, &format!("{} cannot be written", path.display()));
        assert_eq!(folder.names(), ["copy.bin"]);
        assert_eq!(fs::read(&path).expect("a file"), b"old");
    }
}

fn the_store_gets_no_key(backend: Backend) {
    let world = World::with(backend, civis_mock::Platform::new(), |builder| {
        builder.environment(|name| match name {
            "CIVIS_JOB_ID" => Some("5".into()),
            "CIVIS_RUN_ID" => Some("6".into()),
            _ => None,
        })
    });
    let id = files::upload_bytes(&world.session, "a", "content")
        .send()
        .expect("an ID");
    files::download(&world.session, id).bytes().expect("bytes");
    let requests = world.server.requests();
    let (store, platform): (Vec<_>, Vec<_>) = requests
        .iter()
        .partition(|request| request.path.starts_with("/civis-mock-files"));
    assert_eq!((store.len(), platform.len()), (2, 2));
    for request in platform {
        assert!(request.header("authorization").is_some());
        assert_eq!(request.header("x-civis-job-id"), Some("5"));
    }
    for request in store {
        assert_eq!(request.header("authorization"), None);
        assert_eq!(request.header("x-civis-job-id"), None);
        assert!(!whole_headers(request).contains(world.server.api_key()));
    }
}

fn whole_headers(request: &civis_mock::RecordedRequest) -> String {
    format!("{:?}", request.headers)
}

fn a_reader_can_be_moved_to_a_thread(backend: Backend) {
    let world = World::new(backend);
    let id = world.add_file("data.bin", content(100_000));
    let reader = files::download(&world.session, id)
        .reader()
        .expect("a reader");
    let copied = thread::spawn(move || {
        let mut reader = reader;
        io::copy(&mut reader, &mut io::sink())
    });
    assert_eq!(copied.join().expect("no panic").expect("read"), 100_000);
}
