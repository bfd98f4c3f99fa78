//! Files, here and on the Platform.

use std::fs;
use std::io::Read as _;
use std::sync::{Arc, Mutex};

use civis::{ErrorKind, sql};
use flate2::read::MultiGzDecoder;

use crate::support::{DATABASE, Fixture, Folder, PEOPLE, PEOPLE_CSV, quick};

fn export(fixture: &Fixture) -> sql::Export<'static> {
    sql::read(&fixture.session, PEOPLE, DATABASE).waiter(quick())
}

fn gunzip(bytes: &[u8]) -> String {
    let mut text = String::new();
    let read = MultiGzDecoder::new(bytes).read_to_string(&mut text);
    read.expect("gzip");
    text
}

#[test]
fn a_path_receives_plain_text_gzip_or_zip() {
    let fixture = Fixture::new();
    let folder = Folder::new();
    let path = folder.file("people.csv", "old");
    let size = export(&fixture).to_path(&path).expect("written");
    assert_eq!(fs::read_to_string(&path).expect("text"), PEOPLE_CSV);
    assert_eq!(size, PEOPLE_CSV.len() as u64);

    let path = folder.join("people.csv.gz");
    let size = export(&fixture).gzip().to_path(&path).expect("written");
    let bytes = fs::read(&path).expect("bytes");
    assert_eq!(
        (gunzip(&bytes), size),
        (PEOPLE_CSV.to_owned(), bytes.len() as u64)
    );

    fixture.server.clear_requests();
    let path = folder.join("people.zip");
    export(&fixture)
        .zip()
        .prefix("people")
        .to_path(&path)
        .expect("written");
    let settings = &fixture.sent("/scripts/sql")["csvSettings"];
    assert_eq!(
        (&settings["compression"], &settings["filenamePrefix"]),
        (&"zip".into(), &"people".into())
    );
    assert!(fs::read(&path).expect("bytes").starts_with(b"PK\x03\x04"));
    assert_eq!(
        folder.names(),
        ["people.csv", "people.csv.gz", "people.zip"]
    );
}

#[test]
fn a_writer_and_a_reader_get_the_text_with_the_settings() {
    let fixture = Fixture::new();
    let mut text = Vec::new();
    let size = export(&fixture)
        .delimiter('|')
        .has_headers(false)
        .unquoted()
        .to_writer(&mut text)
        .expect("written");
    assert_eq!(text, "1|Ada|1.5\n2|é, \"☃\"|\n".as_bytes());
    assert_eq!(size, text.len() as u64);

    let mut packed = Vec::new();
    export(&fixture)
        .gzip()
        .to_writer(&mut packed)
        .expect("written");
    assert_eq!(gunzip(&packed), PEOPLE_CSV);

    let mut text = String::new();
    let mut reader = export(&fixture).gzip().reader().expect("a reader");
    reader.read_to_string(&mut text).expect("text");
    assert_eq!(text, PEOPLE_CSV);
}

#[test]
fn a_file_stays_on_the_platform() {
    let fixture = Fixture::new();
    let id = export(&fixture).prefix("mine").to_file().expect("a file");
    let id = u64::try_from(id).expect("an ID");
    assert_eq!(fixture.platform.file(id), Some(PEOPLE_CSV.into()));
    assert!(!fixture.requests().contains(&"GET content".to_owned()));
    let settings = &fixture.sent("/scripts/sql")["csvSettings"];
    assert_eq!(
        (&settings["compression"], &settings["filenamePrefix"]),
        (&"none".into(), &"mine".into())
    );
}

#[test]
fn several_files_have_a_manifest() {
    let fixture = Fixture::new();
    let manifest = export(&fixture)
        .gzip()
        .delimiter('|')
        .prefix("part")
        .max_file_size(100)
        .to_files()
        .expect("a manifest");
    assert_eq!(manifest.query, PEOPLE);
    assert_eq!(manifest.header, ["id", "name", "score"]);
    assert_eq!(
        (
            manifest.delimiter,
            &*manifest.compression,
            manifest.unquoted
        ),
        ('|', "gzip", false)
    );
    let settings = &fixture.sent("/scripts/sql")["csvSettings"];
    assert_eq!(
        (&settings["forceMultifile"], &settings["maxFileSize"]),
        (&true.into(), &100.into())
    );
    let texts: Vec<String> = manifest
        .entries
        .iter()
        .map(|entry| {
            let id = u64::try_from(entry.id).expect("an ID");
            let bytes = fixture.platform.file(id).expect("a file");
            assert_eq!(entry.size, Some(bytes.len() as u64));
            assert!(entry.name.starts_with("part_"), "{}", entry.name);
            gunzip(&bytes)
        })
        .collect();
    let header = "\"id\"|\"name\"|\"score\"\n";
    assert_eq!(
        texts,
        [
            format!("{header}\"1\"|\"Ada\"|\"1.5\"\n"),
            format!("{header}\"2\"|\"é, \"\"☃\"\"\"|\"\"\n"),
        ]
    );
}

#[test]
fn progress_ends_with_the_total() {
    let fixture = Fixture::new();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&seen);
    export(&fixture)
        .on_progress(move |transfer| sink.lock().expect("a lock").push(transfer))
        .to_writer(std::io::sink())
        .expect("written");
    let seen = seen.lock().expect("a lock");
    let last = seen.last().expect("progress");
    assert!(last.is_complete() && last.bytes > 0, "{seen:?}");
    assert!(seen.is_sorted_by_key(|transfer| transfer.bytes), "{seen:?}");
}

/// Writing always fails: the disk is full.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_that_names_the_path() {
    let fixture = Fixture::new();
    let error = export(&fixture)
        .to_path("/dev/full")
        .expect_err("a full disk");
    assert_eq!(error.kind(), ErrorKind::File);
    assert!(error.to_string().contains("/dev/full"), "{error}");
}
