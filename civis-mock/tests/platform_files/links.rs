//! Signed links, and their expiry.

use std::time::Duration;

use civis_mock::{Clock, Platform};
use serde_json::{Value, json};

use crate::common::{start_platform, target};
use crate::{HOUR, link, s3_error, send_to_bucket};

#[test]
fn a_link_must_match_its_signature_and_expires() {
    let clock = Clock::fake();
    let platform = Platform::new().clock(clock.clone());
    let (server, client) = start_platform(&platform);
    let id = json!(platform.add_file("a.txt", "content"));
    let url = link(&client, &id);
    let signed = target(&server, &url);
    let get = |target: &str, headers: &str| send_to_bucket(&server, "GET", target, headers, "");
    assert_eq!(get(signed, "").body, b"content");
    let no_match = (403, "SignatureDoesNotMatch".to_owned());
    for (from, to) in [
        ("X-Amz-Signature=", "X-Amz-Signature=0"),
        ("X-Amz-Expires=1800", "X-Amz-Expires=9999999"),
        ("a.txt?", "b.txt?"),
        ("/files/", "/files/1"),
        ("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=date"),
    ] {
        assert!(signed.contains(from), "{signed} has no {from}");
        assert_eq!(
            s3_error(&get(&signed.replacen(from, to, 1), "")),
            no_match,
            "{to}"
        );
    }
    assert_eq!(
        s3_error(&get(&format!("{signed}&response-content-type=x"), "")),
        no_match
    );
    assert_eq!(
        s3_error(&send_to_bucket(&server, "PUT", signed, "", "x")),
        no_match
    );
    let denied = (403, "AccessDenied".to_owned());
    let (path, _) = signed.split_once('?').expect("a query");
    assert_eq!(s3_error(&get(path, "")), denied);
    assert_eq!(s3_error(&get(signed, "x-amz-meta-a: b\r\n")), denied);
    let invalid_argument = (400, "InvalidArgument".to_owned());
    assert_eq!(
        s3_error(&get(signed, "Authorization: Basic eDo=\r\n")),
        invalid_argument
    );
    clock.advance(HOUR / 2);
    assert_eq!(get(signed, "").status, 200);
    clock.advance(Duration::from_secs(1));
    assert_eq!(s3_error(&get(signed, "")), denied);
}

#[test]
fn the_expiry_of_a_link_can_be_requested() {
    let clock = Clock::fake();
    let platform = Platform::new().clock(clock.clone());
    let (server, client) = start_platform(&platform);
    let id = platform.add_file("a.txt", "content");
    let request_link = |until: &str| client.get(&format!("/files/{id}?link_expires_at={until}"));
    let expires = client.get(&format!("/files/{id}")).json()["expiresAt"].clone();
    assert_eq!(request_link(expires.as_str().expect("a time")).status, 400);
    assert_eq!(request_link("2020-01-01").status, 400);
    let now = client.get(&format!("/files/{id}")).json()["createdAt"].clone();
    clock.advance(Duration::from_secs(30 * 24 * 3600) - HOUR);
    let hour = request_link(expires.as_str().expect("a time")).json()["fileUrl"].clone();
    assert!(
        hour.as_str()
            .is_some_and(|url| url.contains("X-Amz-Expires=3600")),
        "{hour} {now}"
    );
    assert_eq!(
        send_to_bucket(&server, "GET", target(&server, &hour), "", "").status,
        200
    );
    clock.advance(HOUR);
    let gone = client.get(&format!("/files/{id}")).json();
    assert_eq!(gone["fileUrl"], Value::Null);
    let response = send_to_bucket(&server, "GET", target(&server, &hour), "", "");
    assert_eq!(s3_error(&response), (404, "NoSuchKey".to_owned()));
    client.send(
        "PATCH",
        &format!("/files/{id}"),
        r#"{"expiresAt": null, "name": "kept.txt"}"#,
    );
    let updated = client.get(&format!("/files/{id}")).json();
    assert_eq!(
        (&updated["name"], &updated["expiresAt"]),
        (&json!("kept.txt"), &Value::Null)
    );
    assert_eq!(
        send_to_bucket(&server, "GET", target(&server, &updated["fileUrl"]), "", "").status,
        200
    );
}

#[test]
fn the_expiry_of_a_file_is_stored_as_sent() {
    let (_server, client) = start_platform(&Platform::new());
    let expires = |sent: Value| {
        let mut body = json!({"name": "a"});
        if sent != json!("omitted") {
            body["expires_at"] = sent;
        }
        client.post("/files", &body).json()
    };
    assert_eq!(expires(Value::Null)["expiresAt"], Value::Null);
    assert_eq!(
        expires(json!("2030-05-06"))["expiresAt"],
        "2030-05-06T00:00:00.000Z"
    );
    assert_eq!(
        expires(json!("2030-05-06T01:02:03-01:00"))["expiresAt"],
        "2030-05-06T02:02:03.000Z"
    );
    assert!(expires(json!("omitted"))["expiresAt"].is_string());
    assert_eq!(
        client
            .post("/files", &json!({"name": "a", "expiresAt": "2030-50-06"}))
            .status,
        400
    );
}
