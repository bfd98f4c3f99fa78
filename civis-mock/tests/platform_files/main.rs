//! Files on the simulated Platform, and the bucket that stores them.

#[path = "../common/mod.rs"]
mod common;
mod links;
mod multipart;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use civis_mock::{Clock, Fault, MockServer, Platform};
use common::{Client, Response, raw, start_platform, target};
use serde_json::{Value, json};

const HOUR: Duration = Duration::from_secs(3600);

/// Sends a request to the bucket, without the API key.
fn send_to_bucket(
    server: &MockServer,
    method: &str,
    target: &str,
    headers: &str,
    body: &str,
) -> Response {
    raw(server.address(), method, target, headers, body).expect("a response")
}

/// The status, and the code in the XML of an S3 error.
fn s3_error(response: &Response) -> (u16, String) {
    let text = String::from_utf8(response.body.clone()).expect("text");
    assert!(text.starts_with("<?xml"), "{text}");
    assert_eq!(response.header("content-type"), Some("application/xml"));
    let code = text
        .split("<Code>")
        .nth(1)
        .and_then(|rest| rest.split("</Code>").next());
    (response.status, code.expect("a code").to_owned())
}

fn upload(client: &Client) -> Value {
    let response = client.post("/files", &json!({"name": "a b/é.txt", "description": "d"}));
    assert_eq!(response.status, 201);
    response.json()
}

const FORM: &str = "Content-Type: multipart/form-data; boundary=XX\r\n";

fn form(fields: &[(&str, &str)], file: &str) -> String {
    let mut body = String::new();
    for (name, value) in fields {
        body +=
            &format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += &format!(
        "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\
         Content-Type: text/plain\r\n\r\n{file}\r\n--XX--\r\n"
    );
    body
}

fn fields(upload: &Value) -> Vec<(&str, &str)> {
    let fields = upload["uploadFields"].as_object().expect("fields").iter();
    fields
        .map(|(name, value)| (name.as_str(), value.as_str().expect("text")))
        .collect()
}

fn link(client: &Client, id: &Value) -> Value {
    client.get(&format!("/files/{id}")).json()["fileUrl"].clone()
}

#[test]
fn a_file_is_uploaded_by_form_and_downloaded_by_link() {
    let (server, client) = start_platform(&Platform::new());
    let upload = upload(&client);
    let id = &upload["id"];
    let before = client.get(&format!("/files/{id}")).json();
    assert_eq!(
        (&before["fileUrl"], &before["fileSize"]),
        (&Value::Null, &json!(0))
    );
    let body = form(&fields(&upload), "content --XX and\r\nmore");
    let path = target(&server, &upload["uploadUrl"]);
    let response = send_to_bucket(&server, "POST", path, FORM, &body);
    assert_eq!(response.status, 204, "{response:?}");
    let after = client.get(&format!("/files/{id}")).json();
    assert_eq!(
        (&after["name"], &after["fileSize"]),
        (&json!("a b/é.txt"), &json!(22))
    );
    assert_eq!(after["description"], "d");
    for url in ["fileUrl", "downloadUrl"] {
        let file = send_to_bucket(&server, "GET", target(&server, &after[url]), "", "");
        assert_eq!(
            (file.status, &file.body[..]),
            (200, &b"content --XX and\r\nmore"[..])
        );
        assert_eq!(file.header("content-type"), Some("text/plain"));
        assert_eq!(file.header("etag"), response.header("etag"));
        assert_eq!(
            file.header("content-disposition").is_some(),
            url == "downloadUrl"
        );
    }
}

#[test]
fn a_form_must_match_its_signature() {
    let clock = Clock::fake();
    let (server, client) = start_platform(&Platform::new().clock(clock.clone()));
    let upload = upload(&client);
    let path = target(&server, &upload["uploadUrl"]);
    let send = |headers: &str, body: &str| {
        s3_error(&send_to_bucket(
            &server,
            "POST",
            path,
            &format!("{FORM}{headers}"),
            body,
        ))
    };
    let changed = |name: &str, value: &str| {
        let mut fields = fields(&upload);
        for field in &mut fields {
            if field.0 == name {
                field.1 = value;
            }
        }
        form(&fields, "x")
    };
    let denied = (403, "AccessDenied".to_owned());
    let no_match = (403, "SignatureDoesNotMatch".to_owned());
    assert_eq!(send("", &changed("key", "files/1/other")), denied);
    assert_eq!(send("", &changed("x-amz-signature", "00")), no_match);
    let policy = STANDARD.encode(r#"{"expiration": "2999-01-01T00:00:00Z", "conditions": []}"#);
    assert_eq!(send("", &changed("policy", &policy)), no_match);
    let mut extra = fields(&upload);
    extra.push(("acl", "public-read"));
    assert_eq!(send("", &form(&extra, "x")), denied);
    assert_eq!(send("", &form(&[("key", "files/1/a")], "x")), denied);
    let malformed = (400, "MalformedPOSTRequest".to_owned());
    assert_eq!(send("", "--XX\r\nno part"), malformed);
    let right = form(&fields(&upload), "x");
    let invalid_argument = (400, "InvalidArgument".to_owned());
    assert_eq!(
        send("Authorization: Basic eDo=\r\n", &right),
        invalid_argument
    );
    let without_file = right.replace("name=\"file\"", "name=\"other\"");
    assert_eq!(send("", &without_file), invalid_argument);
    clock.advance(13 * HOUR);
    assert_eq!(send("", &right), denied);
    assert_eq!(link(&client, &upload["id"]), Value::Null);
}

#[test]
fn range_requests_return_parts_of_a_file() {
    let platform = Platform::new();
    let (server, client) = start_platform(&platform);
    let url = link(&client, &json!(platform.add_file("a.txt", "0123456789")));
    let path = target(&server, &url);
    let get = |headers: &str| send_to_bucket(&server, "GET", path, headers, "");
    for (range, part, content_range) in [
        ("0-3", "0123", "bytes 0-3/10"),
        ("7-", "789", "bytes 7-9/10"),
        ("-2", "89", "bytes 8-9/10"),
        ("8-99", "89", "bytes 8-9/10"),
    ] {
        let response = get(&format!("Range: bytes={range}\r\n"));
        assert_eq!(
            (response.status, &response.body[..]),
            (206, part.as_bytes()),
            "{range}"
        );
        assert_eq!(response.header("content-range"), Some(content_range));
    }
    let outside = get("Range: bytes=10-\r\n");
    assert_eq!(s3_error(&outside), (416, "InvalidRange".to_owned()));
    assert_eq!(outside.header("content-range"), Some("bytes */10"));
    let etag = get("").header("etag").expect("an etag").to_owned();
    assert_eq!(etag, "\"781e5e245d69b566979b86e28d23f2c7\"");
    assert_eq!(get("").header("accept-ranges"), Some("bytes"));
    assert_eq!(get(&format!("If-None-Match: {etag}\r\n")).status, 304);
    assert_eq!(get("If-Match: \"other\"\r\n").status, 412);
    assert_eq!(
        get(&format!("Range: bytes=0-0\r\nIf-Range: {etag}\r\n")).status,
        206
    );
    assert_eq!(
        get("Range: bytes=0-0\r\nIf-Range: \"other\"\r\n").status,
        200
    );
}

/// Starts a multipart upload.
#[test]
fn faults_apply_to_the_bucket_too() {
    let platform = Platform::new();
    let (server, client) = start_platform(&platform);
    let url = link(&client, &json!(platform.add_file("a.txt", "x")));
    let path = target(&server, &url);
    server.fault(Fault::status(503).on("GET", "/civis-mock-files/files/{id}/{name}"));
    assert_eq!(send_to_bucket(&server, "GET", path, "", "").status, 503);
    assert_eq!(send_to_bucket(&server, "GET", path, "", "").status, 200);
    assert_eq!(
        send_to_bucket(&server, "GET", "/civis-mock-files", "", "").status,
        405
    );
}
