//! Content as JSON and as rows.

use std::io::Write as _;

use civis::{ErrorKind, files};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Deserialize;

use crate::support::{Backend, World};

on_every_transport! {
    json_and_text_are_decoded,
    rows_are_typed_or_records,
    gzip_files_are_decompressed,
    a_broken_gzip_file_is_an_error,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Person {
    id: u32,
    name: Option<String>,
}

fn json_and_text_are_decoded(backend: Backend) {
    let world = World::new(backend);
    let id = world.add_file("a.json", r#"{"id": 1, "name": "Zoë"}"#);
    let person: Person = files::read_json(&world.session, id).expect("a person");
    assert_eq!(person.name.as_deref(), Some("Zoë"));
    let text = files::download(&world.session, id).text().expect("text");
    assert_eq!(text, r#"{"id": 1, "name": "Zoë"}"#);

    let error = files::read_json::<Vec<u8>>(&world.session, id).expect_err("no list");
    assert_eq!(error.kind(), ErrorKind::Decode);
    let text = error.to_string();
    assert!(
        text.starts_with(&format!("file {id} cannot be decoded: ")),
        "{text}"
    );

    let id = world.add_file("latin.txt", b"caf\xe9".to_vec());
    let error = files::download(&world.session, id)
        .text()
        .expect_err("not UTF-8");
    assert_eq!(error.kind(), ErrorKind::Decode);
    let expected = format!("file {id} is not UTF-8: incomplete utf-8 byte sequence from index 3");
    assert_eq!(error.to_string(), expected);
}

const PEOPLE: &str = "id,name\r\n1,\"a, b\"\r\n2,\r\n";

fn rows_are_typed_or_records(backend: Backend) {
    let world = World::new(backend);
    let id = world.add_file("people.csv", PEOPLE);
    let rows = files::download(&world.session, id)
        .rows::<Person>()
        .expect("rows");
    let people: Vec<Person> = rows.map(|row| row.expect("a person")).collect();
    assert_eq!(people[0].name.as_deref(), Some("a, b"));
    assert_eq!(people[1], Person { id: 2, name: None });

    let records = files::download(&world.session, id)
        .records()
        .expect("records");
    assert_eq!(records.headers(), vec!["id", "name"]);
    let records: Vec<_> = records.map(|record| record.expect("a record")).collect();
    assert_eq!(records, [vec!["1", "a, b"], vec!["2", ""]]);

    let id = world.add_file("people.txt", "1|a\n2|b\n");
    let pairs = files::download(&world.session, id)
        .delimiter('|')
        .has_headers(false)
        .rows::<(u32, String)>()
        .expect("rows");
    let pairs: Vec<_> = pairs.map(|row| row.expect("a pair")).collect();
    assert_eq!(pairs, [(1, "a".to_owned()), (2, "b".to_owned())]);

    let id = world.add_file("empty.csv", "");
    assert_eq!(
        files::download(&world.session, id)
            .rows::<Person>()
            .expect("rows")
            .count(),
        0
    );
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).expect("packed");
    encoder.finish().expect("packed")
}

fn gzip_files_are_decompressed(backend: Backend) {
    let world = World::new(backend);
    // As the parts of a large export: each part is a file of its own.
    let (head, tail) = PEOPLE.as_bytes().split_at(13);
    let id = world.add_file("people.csv.gz", [gzip(head), gzip(tail)].concat());
    let records = files::download(&world.session, id)
        .records()
        .expect("records");
    let records: Vec<_> = records.map(|record| record.expect("a record")).collect();
    assert_eq!(records, [vec!["1", "a, b"], vec!["2", ""]]);
}

fn a_broken_gzip_file_is_an_error(backend: Backend) {
    let world = World::new(backend);
    let packed = gzip(PEOPLE.as_bytes());
    let id = world.add_file("people.csv.gz", &packed[..packed.len() - 9]);
    let rows = files::download(&world.session, id).rows::<Person>();
    let error = rows.and_then(|rows| rows.collect::<Result<Vec<_>, _>>());
    let error = error.expect_err("cut off");
    assert_eq!(error.kind(), ErrorKind::Decode);
    let text = error.to_string();
    assert!(
        text.starts_with(&format!("file {id} cannot be decompressed: ")),
        "{text}"
    );
}
