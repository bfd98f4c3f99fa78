//! Wrong arguments are errors before the first request, which name the argument.

use std::collections::BTreeMap;
use std::io;

use civis::jiff::{Timestamp, ToSpan as _};
use civis::{Error, ErrorKind, files};

use crate::support::{Backend, Folder, World, whole};

on_every_transport! { wrong_arguments_are_errors_before_the_first_request, }

fn wrong_arguments_are_errors_before_the_first_request(backend: Backend) {
    let world = World::new(backend);
    let session = &world.session;
    let folder = Folder::new();
    let path = folder.file("data.csv", "content");
    let upload = || files::upload(session, &path);
    let past = Timestamp::now() - 1.second();
    let too_long = "é".repeat(513);
    let not_json = BTreeMap::from([(vec![1], 1)]);
    let cases: Vec<(Result<i64, Error>, ErrorKind, &str)> = vec![
        (
            files::upload(session, folder.join("none.csv")).send(),
            ErrorKind::File,
            "files::upload: `path`: ",
        ),
        (
            files::upload(session, &*folder).send(),
            ErrorKind::File,
            "files::upload: `path`: ",
        ),
        (
            files::upload(session, "/").name("root").send(),
            ErrorKind::File,
            "files::upload: `path`: / cannot be read: is a directory",
        ),
        (
            files::upload(session, "..").send(),
            ErrorKind::InvalidRequest,
            "files::upload: `name` must not be empty",
        ),
        (
            upload().name("").send(),
            ErrorKind::InvalidRequest,
            "files::upload: `name` must not be empty",
        ),
        (
            files::upload_bytes(session, "", "content").send(),
            ErrorKind::InvalidRequest,
            "files::upload_bytes: `name` must not be empty",
        ),
        (
            upload().description(too_long).send(),
            ErrorKind::InvalidRequest,
            "files::upload: `description` has 513 characters; the most are 512",
        ),
        (
            upload().expires_at(past).send(),
            ErrorKind::InvalidRequest,
            "files::upload: `expires_at` is ",
        ),
        (
            upload().threads(0).send(),
            ErrorKind::InvalidRequest,
            "files::upload: `threads` must not be 0",
        ),
        (
            upload().part_bytes(0).send(),
            ErrorKind::InvalidRequest,
            "files::upload: `part_bytes` is 0; it must be 5242880 to 5368709120",
        ),
        (
            upload().part_bytes((5 << 30) + 1).send(),
            ErrorKind::InvalidRequest,
            "files::upload: `part_bytes` is 5368709121; it must be 5242880 to 5368709120",
        ),
        (
            upload().length(8).send(),
            ErrorKind::InvalidRequest,
            "files::upload: `length` is 8, but the content has 7 bytes",
        ),
        (
            files::upload_reader(session, "endless", io::repeat(0))
                .length((5 << 40) + 1)
                .send(),
            ErrorKind::InvalidRequest,
            "files::upload_reader: `length` is 5497558138881; the most are 5497558138880 (5 TiB)",
        ),
        (
            files::upload_reader(session, "short", &b"1234"[..])
                .length(5)
                .send(),
            ErrorKind::File,
            "the reader ended after 4 of 5 bytes",
        ),
        (
            files::upload_reader(session, "long", &b"123456"[..])
                .length(5)
                .send(),
            ErrorKind::File,
            "the reader has more than 5 bytes",
        ),
        (
            files::upload_json(session, &not_json).send(),
            ErrorKind::InvalidRequest,
            "files::upload_json: `value` cannot be written as JSON: key must be a string",
        ),
        (
            files::upload_rows(session, [vec![1, 2], vec![3]]).send(),
            ErrorKind::InvalidRequest,
            "files::upload_rows: `rows` have different lengths: row 2 has 1 fields, not 2",
        ),
        (
            files::download(session, 7).to_path(&*folder).map(|_| 0),
            ErrorKind::File,
            "files::download: `path`: ",
        ),
        (
            files::download(session, 7)
                .to_path(folder.join("none/copy.csv"))
                .map(|_| 0),
            ErrorKind::File,
            "files::download: `path`: ",
        ),
        (
            files::download(session, 7).threads(0).bytes().map(|_| 0),
            ErrorKind::InvalidRequest,
            "files::download: `threads` must not be 0",
        ),
        (
            files::download(session, 7)
                .delimiter('"')
                .records()
                .map(|_| 0),
            ErrorKind::InvalidRequest,
            "files::download: `delimiter` cannot be '\"'",
        ),
    ];
    for (result, kind, text) in cases {
        let error = result.expect_err(text);
        assert!(
            whole(&error).starts_with(text),
            "{} is not: {text}",
            whole(&error)
        );
        assert_eq!(error.kind(), kind, "{text}");
    }
    assert_eq!(world.requests(), [""; 0]);
    assert_eq!(folder.names(), ["data.csv"]);

    // These are not wrong.
    let soon = Timestamp::now() + 1.hour();
    let id = upload()
        .description("é".repeat(512))
        .expires_at(soon)
        .threads(1000)
        .send();
    assert_eq!(world.file(id.expect("an ID")), b"content");
}
