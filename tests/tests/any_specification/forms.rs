//! Text fields of forms with files, and responses where none is declared.

use civis::jiff::civil::date;
use civis::{Blob, ErrorKind, Timestamp};
use civis_mock::Reply;
use civis_tests::{last, serve};
use serde_json::{Value, json};
use shelter::Client;
use shelter::types::Kind;

use super::text;

mod shelter {
    civis::civis_api!("specs/shelter.json", resources = [cards]);
}

#[test]
fn text_of_any_format_may_be_a_file_in_a_form_with_files() -> civis::Result<()> {
    let (server, session) = serve("shelter");
    let client = Client::from(session);
    let at: Timestamp = "2026-02-03T04:05:06Z".parse().expect("a timestamp");
    let call = client.cards.post(date(2026, 1, 2)).at(&at).kind(Kind::Cat);
    call.kinds([Kind::Cat, Kind::Dog])
        .id("a-b")
        .count(3)
        .send()?;
    let sent = text(&last(&server));
    for (name, value) in [
        ("on", "2026-01-02"),
        ("at", "2026-02-03T04:05:06Z"),
        ("kind", "cat"),
        ("kinds", "dog"),
        ("id", "a-b"),
        ("count", "3"),
    ] {
        let part = format!("name=\"{name}\"\r\n\r\n{value}\r\n");
        assert!(sent.contains(&part), "{name}: {sent}");
    }
    let file = || Blob::new(*b"...").name("on.txt");
    let call = client.cards.post(file()).at(file()).kind(file());
    call.kinds([file(), file()]).id(file()).send()?;
    let sent = text(&last(&server));
    assert_eq!(sent.matches("filename=\"on.txt\"").count(), 6, "{sent}");
    Ok(())
}

#[test]
fn what_comes_where_nothing_is_declared_is_kept() -> civis::Result<()> {
    let (server, session) = serve("shelter");
    let client = Client::from(session);
    let bytes = |content_type: &str, body: &str| Reply::bytes(200, content_type, body.as_bytes());
    for (reply, unexpected) in [
        (Reply::empty(204), None),
        (Reply::empty(200), None),
        (
            Reply::json(200, &json!({"ok": true})),
            Some(json!({"ok": true})),
        ),
        (Reply::json(200, &Value::Null), None),
        (bytes("text/plain", "done"), Some(json!("done"))),
        // As Flask and Express send text.
        (
            bytes("text/html; charset=utf-8", "done"),
            Some(json!("done")),
        ),
        (bytes("application/json", "{\"cut"), Some(json!("{\"cut"))),
        (
            bytes("application/octet-stream", "\u{1}"),
            Some(json!("\u{1}")),
        ),
    ] {
        let shown = format!("{reply:?}");
        server.reply("DELETE", "/cards", reply);
        let response = client.cards.delete().send()?;
        assert_eq!(response.unexpected(), unexpected.as_ref(), "{shown}");
    }
    // A proxy or a sign-in may have sent a page.
    server.reply(
        "DELETE",
        "/cards",
        bytes("text/html", "\n<!doctype html><p>Sign in"),
    );
    let error = client.cards.delete().send().expect_err("a page");
    assert_eq!(error.kind(), ErrorKind::Decode);
    Ok(())
}
