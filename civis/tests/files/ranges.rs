//! A long file is fetched in several ranges at a time.

use std::fs;
use std::io::Write as _;

use civis::{ErrorKind, files};
use civis_mock::{Cut, Fault, Reply};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use crate::support::{Backend, Folder, OBJECT, World, content};

/// The shortest file that is fetched in ranges, in bytes.
const LONG: u64 = 32 << 20;

on_every_transport! {
    a_long_file_is_fetched_in_ranges,
    a_broken_range_goes_on,
    a_file_that_changes_meanwhile_is_an_error,
    a_range_that_is_too_short_is_an_error,
    a_store_without_ranges_sends_the_whole,
    a_content_that_is_stored_compressed_is_decompressed,
}

fn ranges(world: &World) -> Vec<String> {
    let requests = world.server.requests();
    let ranges = requests
        .iter()
        .filter_map(|request| request.header("range"));
    let mut ranges: Vec<String> = ranges.map(str::to_owned).collect();
    ranges.sort();
    ranges
}

fn a_long_file_is_fetched_in_ranges(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let whole = content(LONG + 2);
    let id = world.add_file("long.bin", &*whole);
    let path = folder.join("copy.bin");
    let mut last = 0;
    let download = files::download(&world.session, id).on_progress(|transfer| {
        assert_eq!(transfer.total, Some(LONG + 2));
        last = transfer.bytes;
    });
    assert_eq!(download.to_path(&path).expect("a file"), LONG + 2);
    assert!(fs::read(&path).expect("a file") == whole);
    assert_eq!(last, LONG + 2);
    let expected = [
        "bytes=0-8388608",
        "bytes=16777218-25165826",
        "bytes=25165827-33554433",
        "bytes=8388609-16777217",
    ];
    assert_eq!(ranges(&world), expected);
    assert_eq!(world.requests().len(), 5);
    assert_eq!(folder.names(), ["copy.bin"]);

    for (threads, count) in [(1, 0), (2, 2), (1000, 5)] {
        world.server.clear_requests();
        let download = files::download(&world.session, id).threads(threads);
        download.to_path(&path).expect("a file");
        assert!(fs::read(&path).expect("a file") == whole);
        assert_eq!(ranges(&world).len(), count, "{threads} threads");
    }
}

fn a_broken_range_goes_on(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let whole = content(LONG);
    let id = world.add_file("long.bin", &*whole);
    world
        .server
        .fault(Fault::cut(Cut::InBody).on("GET", OBJECT).times(2));
    world.server.fault(Fault::status(503).on("GET", OBJECT));
    let path = folder.join("copy.bin");
    let download = files::download(&world.session, id);
    download.to_path(&path).expect("a file");
    assert!(fs::read(&path).expect("a file") == whole);
    assert_eq!(world.count_in_store("GET"), 4 + 3);
}

fn a_file_that_changes_meanwhile_is_an_error(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let id = world.add_file("long.bin", content(LONG));
    let path = folder.join("copy.bin");
    // The first range is as it was, and the others are of another content.
    world
        .server
        .fault(Fault::reply(range(0, "\"one\"")).on("GET", OBJECT));
    world
        .server
        .fault(Fault::reply(range(1, "\"two\"")).on("GET", OBJECT).always());
    let download = files::download(&world.session, id).threads(2);
    let error = download.to_path(&path).expect_err("changed");
    assert_eq!(error.kind(), ErrorKind::Conflict);
    let expected = format!("file {id} has changed while it was downloaded");
    assert_eq!(error.to_string(), expected);
    assert_eq!(folder.names(), [""; 0]);
}

/// A half of the content.
fn range(index: u64, etag: &str) -> Reply {
    let half = LONG / 2;
    let first = index * half;
    let bytes = content(half);
    let place = format!("bytes {first}-{}/{LONG}", first + half - 1);
    let reply = Reply::bytes(206, "binary/octet-stream", bytes);
    reply.header("etag", etag).header("content-range", &place)
}

fn a_range_that_is_too_short_is_an_error(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let id = world.add_file("long.bin", content(LONG));
    let place = format!("bytes 0-999/{LONG}");
    let short = Reply::bytes(206, "binary/octet-stream", content(1000));
    let short = short
        .header("etag", "\"one\"")
        .header("content-range", &place);
    world.server.fault(Fault::reply(short).on("GET", OBJECT));
    let whole = range(1, "\"one\"");
    world
        .server
        .fault(Fault::reply(whole).on("GET", OBJECT).always());
    let download = files::download(&world.session, id).threads(2);
    let error = download
        .to_path(folder.join("copy.bin"))
        .expect_err("short");
    assert_eq!(error.kind(), ErrorKind::Transport);
    let expected = format!("file {id}: a range ended 16776216 bytes early");
    assert_eq!(error.to_string(), expected);
    assert_eq!(folder.names(), [""; 0]);
}

fn a_store_without_ranges_sends_the_whole(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let whole = content(LONG);
    let id = world.add_file("long.bin", &*whole);
    let reply = Reply::bytes(200, "binary/octet-stream", whole.clone());
    world.server.reply("GET", OBJECT, reply);
    let path = folder.join("copy.bin");
    files::download(&world.session, id)
        .to_path(&path)
        .expect("a file");
    assert!(fs::read(&path).expect("a file") == whole);
    assert_eq!(world.count_in_store("GET"), 2);
}

fn a_content_that_is_stored_compressed_is_decompressed(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(b"id,name\n1,a\n").expect("packed");
    let packed = packed.finish().expect("packed");
    // The Platform knows the length in the store, which says that it has ranges of it.
    let url = format!("{}/civis-mock-files/files/7/a.csv", world.server.url());
    let file = json!({"id": 7, "fileSize": LONG, "fileUrl": url});
    world.server.answer("GET", "/files/{id}", 200, &file);
    world.server.handle("GET", OBJECT, move |request| {
        let reply = match request.header("range") {
            Some(_) => Reply::bytes(206, "text/csv", &packed[..10])
                .header("content-range", &format!("bytes 0-9/{LONG}")),
            None => Reply::bytes(200, "text/csv", &*packed),
        };
        reply
            .header("content-encoding", "gzip")
            .header("etag", "\"a\"")
    });
    let path = folder.join("copy.csv");
    let length = files::download(&world.session, 7).to_path(&path);
    assert_eq!(length.expect("a file"), 12);
    assert_eq!(fs::read(&path).expect("a file"), b"id,name\n1,a\n");
}
