//! Checksums, which are compared with those of the store.

use civis::{ErrorKind, files};
use civis_mock::{Fault, Reply};

use crate::support::{Backend, FORM, Folder, OBJECT, SINGLE, World, content};

on_every_transport! {
    checksums_of_what_was_not_changed_are_equal,
    a_wrong_checksum_of_a_form_is_an_error,
    a_wrong_checksum_of_a_part_is_an_error,
    a_wrong_checksum_of_a_download_is_an_error,
}

const WRONG: &str = "\"d41d8cd98f00b204e9800998ecf8427e\"";

fn checksums_of_what_was_not_changed_are_equal(backend: Backend) {
    let world = World::new(backend);
    let upload = |length| {
        // The first attempt reads the content, and counts for nothing.
        world.server.fault(Fault::status(503).on("POST", FORM));
        world.server.fault(Fault::status(503).on("PUT", OBJECT));
        let upload = files::upload_bytes(&world.session, "a", content(length));
        let id = upload.verify_md5().send().expect("an ID");
        world.server.clear_faults();
        id
    };
    for length in [1 << 20, SINGLE + 1] {
        let id = upload(length);
        let copy = files::download(&world.session, id).verify_md5().bytes();
        assert!(copy.expect("bytes") == content(length));
    }
}

fn a_wrong_checksum_of_a_form_is_an_error(backend: Backend) {
    let world = World::new(backend);
    let stored = Reply::empty(204).header("etag", WRONG);
    world
        .server
        .fault(Fault::reply(stored).on("POST", FORM).always());
    let upload = || files::upload_bytes(&world.session, "a", "content");
    let error = upload().verify_md5().send().expect_err("another checksum");
    assert_eq!(error.kind(), ErrorKind::Transport);
    let text = error.to_string();
    let expected = "the MD5 checksum is 9a0364b9e99bb480dd25e1f0284c8555, but the store has \
                    d41d8cd98f00b204e9800998ecf8427e; file ";
    assert!(text.starts_with(expected), "{text}");
    assert!(
        text.ends_with(" remains on the Platform, with this content"),
        "{text}"
    );
    upload().send().expect("it is not compared");
}

fn a_wrong_checksum_of_a_part_is_an_error(backend: Backend) {
    let world = World::new(backend);
    let stored = Reply::empty(200).header("etag", WRONG);
    world.server.fault(Fault::reply(stored).on("PUT", OBJECT));
    let upload = files::upload_bytes(&world.session, "a", content(SINGLE + 1)).threads(1);
    let error = upload.verify_md5().send().expect_err("another checksum");
    assert_eq!(error.kind(), ErrorKind::Transport);
    let text = error.to_string();
    assert!(text.starts_with("part 1 of 4 of file "), "{text}");
    assert!(
        text.ends_with("without content: 0 of its 4 parts were sent"),
        "{text}"
    );
}

fn a_wrong_checksum_of_a_download_is_an_error(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let id = world.add_file("a", "content");
    let reply = Reply::bytes(200, "text/plain", "content").header("etag", WRONG);
    world.server.reply("GET", OBJECT, reply);
    let download = || files::download(&world.session, id);
    let path = folder.join("copy");
    let error = download()
        .verify_md5()
        .to_path(path)
        .expect_err("another checksum");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(folder.names(), [""; 0]);
    assert_eq!(download().bytes().expect("it is not compared"), b"content");
}
