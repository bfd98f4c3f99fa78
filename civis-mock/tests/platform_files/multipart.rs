//! Uploads in parts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use civis_mock::Platform;
use serde_json::{Value, json};

use crate::common::{Client, start_platform, target};
use crate::{link, s3_error, send_to_bucket};

fn start_multipart(client: &Client, parts: u64) -> Value {
    let response = client.post(
        "/files/multipart",
        &json!({"name": "big", "numParts": parts}),
    );
    assert_eq!(response.status, 201);
    response.json()
}

#[test]
fn a_multipart_upload_becomes_a_file() {
    let platform = Platform::new().smallest_part(4);
    let (server, client) = start_platform(&platform);
    let upload = start_multipart(&client, 3);
    let id = &upload["id"];
    let complete = || client.post(&format!("/files/multipart/{id}/complete"), &json!({}));
    let put = |part: usize, body: &str| {
        let url = &upload["uploadUrls"][part];
        send_to_bucket(&server, "PUT", target(&server, url), "", body)
    };
    assert_eq!(put(2, "ccc").status, 200);
    assert_eq!(
        put(0, "aaaa").header("etag"),
        Some("\"74b87337454200d4d33f80c4663dc5e5\"")
    );
    let (status, problem) = complete().problem();
    assert_eq!(status, 400);
    assert!(
        problem.contains("part 2 of 3 was not uploaded"),
        "{problem}"
    );
    put(1, "b");
    let (_, problem) = complete().problem();
    assert!(problem.contains("part 2 has 1 bytes"), "{problem}");
    assert_eq!(link(&client, id), Value::Null);
    put(1, "bbbb");
    assert_eq!(complete().status, 204);
    let url = link(&client, id);
    let file = send_to_bucket(&server, "GET", target(&server, &url), "", "");
    assert_eq!(file.body, b"aaaabbbbccc");
    assert!(
        file.header("etag")
            .is_some_and(|etag| etag.ends_with("-3\"")),
        "{file:?}"
    );
    assert_eq!(s3_error(&put(0, "aaaa")), (404, "NoSuchUpload".to_owned()));
    assert_eq!(complete().status, 400);
    assert_eq!(
        client
            .post("/files/multipart/9/complete", &json!({}))
            .status,
        404
    );
}

#[test]
fn uploads_are_checked_like_in_s3() {
    let platform = Platform::new();
    let (server, client) = start_platform(&platform);
    let upload = start_multipart(&client, 1);
    let path = target(&server, &upload["uploadUrls"][0]);
    let put = |headers: &str| send_to_bucket(&server, "PUT", path, headers, "aaaa");
    let right = STANDARD.encode([
        0x74, 0xb8, 0x73, 0x37, 0x45, 0x42, 0x00, 0xd4, 0xd3, 0x3f, 0x80, 0xc4, 0x66, 0x3d, 0xc5,
        0xe5,
    ]);
    let wrong = STANDARD.encode([0; 16]);
    assert_eq!(put(&format!("Content-MD5: {right}\r\n")).status, 200);
    let response = put(&format!("Content-MD5: {wrong}\r\n"));
    assert_eq!(s3_error(&response), (400, "BadDigest".to_owned()));
    assert_eq!(
        s3_error(&put("Content-MD5: x\r\n")),
        (400, "InvalidDigest".to_owned())
    );
    let request = format!(
        "PUT {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n\
         4\r\naaaa\r\n0\r\n\r\n",
        server.address()
    );
    let mut stream = std::net::TcpStream::connect(server.address()).expect("a connection");
    std::io::Write::write_all(&mut stream, request.as_bytes()).expect("the request is sent");
    let response = std::io::read_to_string(stream).expect("a response");
    assert!(response.starts_with("HTTP/1.1 501"), "{response}");
    assert!(
        response.contains("<Code>NotImplemented</Code>"),
        "{response}"
    );
}
