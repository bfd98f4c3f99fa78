//! Uploads: what the Platform and the store are sent.

use std::io::{self, Read};

use civis::files;
use civis::jiff::{Timestamp, ToSpan as _};
use serde::Serialize;
use serde_json::{Value, json};

use crate::support::{Backend, Folder, PART, SINGLE, World, content};

on_every_transport! {
    a_file_of_up_to_50_mib_is_sent_as_a_form,
    a_longer_file_is_sent_in_parts,
    every_kind_of_content_arrives,
    expiry_is_unset_or_a_time_or_never,
    a_long_reader_is_sent_in_parts,
    an_empty_file_is_uploaded,
}

/// The JSON body of the first request.
fn first_body(world: &World) -> Value {
    let requests = world.server.requests();
    serde_json::from_slice(&requests[0].body).expect("JSON")
}

fn a_file_of_up_to_50_mib_is_sent_as_a_form(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let path = folder.file("a b&é.csv", "id\n1\n");
    let upload = files::upload(&world.session, &path).description("nightly");
    let id = upload.send().expect("an ID");
    assert_eq!(world.file(id), b"id\n1\n");
    let sent = json!({"name": "a b&é.csv", "description": "nightly"});
    assert_eq!(first_body(&world), sent);
    assert_eq!(world.requests(), ["POST /files", "POST /civis-mock-files"]);

    let form = &world.server.requests()[1];
    assert_eq!(form.header("authorization"), None);
    let length = form.body.len().to_string();
    assert_eq!(form.header("content-length"), Some(&*length));
    let text = String::from_utf8_lossy(&form.body);
    let names: Vec<&str> = text
        .split("name=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|name| !name.contains(".csv"))
        .collect();
    assert_eq!(
        (names.first(), names.last()),
        (Some(&"key"), Some(&"file")),
        "{names:?}"
    );
}

fn a_longer_file_is_sent_in_parts(backend: Backend) {
    let world = World::new(backend);
    let folder = Folder::new();
    let whole = content(SINGLE + 1);
    let path = folder.file("long.bin", &whole);
    let id = files::upload(&world.session, &path).send().expect("an ID");
    assert!(world.file(id) == whole);
    assert_eq!(
        first_body(&world),
        json!({"name": "long.bin", "numParts": 4})
    );

    let requests = world.server.requests();
    let (parts, rest): (Vec<_>, Vec<_>) = requests.iter().partition(|one| one.method == "PUT");
    let mut lengths: Vec<usize> = parts.iter().map(|part| part.body.len()).collect();
    lengths.sort_unstable();
    assert_eq!(lengths, [2_690_475, 16_579_442, 16_579_442, 16_579_442]);
    for part in parts {
        assert_eq!(
            part.header("content-length"),
            Some(&*part.body.len().to_string())
        );
        for absent in ["authorization", "content-type", "transfer-encoding"] {
            assert_eq!(part.header(absent), None, "{absent}");
        }
    }
    let complete = format!("/files/multipart/{id}/complete");
    let paths: Vec<&str> = rest.iter().map(|request| &*request.path).collect();
    assert_eq!(paths, ["/files/multipart", &complete]);
}

#[derive(Serialize)]
struct Person {
    id: u32,
    name: Option<&'static str>,
}

fn every_kind_of_content_arrives(backend: Backend) {
    let world = World::new(backend);
    let session = &world.session;
    let people = [(1, Some("Ada")), (2, None)].map(|(id, name)| Person { id, name });
    let value = json!({"a": [1, null, "é"]});
    let mut names = Vec::new();
    for (sent, name, expected) in [
        (
            files::upload_bytes(session, "a", "bytes").send(),
            "a",
            &b"bytes"[..],
        ),
        (
            files::upload_reader(session, "b", &b"reader"[..]).send(),
            "b",
            b"reader",
        ),
        (
            files::upload_reader(session, "c", &b"reader"[..])
                .length(6)
                .send(),
            "c",
            b"reader",
        ),
        (
            files::upload_json(session, &value).send(),
            "file.json",
            "{\"a\":[1,null,\"é\"]}".as_bytes(),
        ),
        (
            files::upload_rows(session, &people).send(),
            "data.csv",
            b"id,name\n1,Ada\n2,\n",
        ),
        (
            files::upload_rows(session, [["x", "y"], ["1", "2"]])
                .name("d")
                .send(),
            "d",
            b"x,y\n1,2\n",
        ),
    ] {
        let id = sent.expect(name);
        assert_eq!(world.file(id), expected, "{name}");
        names.push(name);
    }
    let requests = world.server.requests();
    let created = requests.iter().filter(|one| one.path == "/files");
    let bodies = created.map(|one| serde_json::from_slice::<Value>(&one.body).expect("JSON"));
    let sent: Vec<Value> = bodies.map(|body| body["name"].clone()).collect();
    assert_eq!(sent, names);
}

fn expiry_is_unset_or_a_time_or_never(backend: Backend) {
    let world = World::new(backend);
    let upload = || files::upload_bytes(&world.session, "a", "a");
    let time = Timestamp::now() + 48.hours();
    for (upload, expected) in [
        (upload(), None),
        (upload().expires_at(time), Some(json!(time.to_string()))),
        (upload().never_expires(), Some(Value::Null)),
    ] {
        upload.send().expect("an ID");
        assert_eq!(first_body(&world).get("expiresAt"), expected.as_ref());
        world.server.clear_requests();
    }
}

fn a_long_reader_is_sent_in_parts(backend: Backend) {
    let whole = content(SINGLE + 2 * PART);
    for length in [None, Some(whole.len() as u64)] {
        let world = World::new(backend);
        // A reader that returns little at a time, and says nothing of its length.
        let reader = io::empty().chain(&whole[..1]).chain(&whole[1..]);
        let mut upload = files::upload_reader(&world.session, "long", reader).part_bytes(2 * PART);
        if let Some(length) = length {
            upload = upload.length(length);
        }
        let id = upload.threads(3).send().expect("an ID");
        assert!(world.file(id) == whole, "{length:?}");
        assert_eq!(world.count_in_store("PUT"), 6);
    }
}

fn an_empty_file_is_uploaded(backend: Backend) {
    let world = World::new(backend);
    let id = files::upload_bytes(&world.session, "empty", "").send();
    assert_eq!(world.file(id.expect("an ID")), b"");
}
