//! What a request shows, and what it refuses.

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Value, json};

use crate::__private::*;
use crate::error::ErrorKind;
use crate::record::blob::Blob;
use crate::request::arg::{Arg, Null, TextOrFile};
use crate::request::{Location, Request, Style};

__record! {
    #[doc = "A weight."]
    Weight Option {
        name: String = "name",
        share: f64 = "share",
        more: Vec<f64> = "more",
        parts: Vec<Weight> = "parts",
        by_name: BTreeMap<String, f64> = "byName",
    }
}

fn request(location: Location, value: Arg<Value>) -> Request {
    let mut request = Request::new("models.post", Method::POST, "/models/{limit}");
    request.set(Location::Path, "limit", 5);
    request.set_arg(location, Style::Default, "weights", value);
    request
}

/// The argument of any type as that of any JSON.
fn erased<T>(value: impl Into<Arg<T>>) -> Arg<Value> {
    value.into().erased()
}

#[test]
fn a_non_finite_number_is_rejected_with_its_location() {
    let weight = |share| Weight {
        share: Some(share),
        ..Weight::default()
    };
    let nested = |share| Weight {
        parts: Some(vec![Weight::default(), weight(share)]),
        ..weight(1.0)
    };
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let arguments: [(Arg<Value>, &str); 11] = [
            (erased::<f64>(bad), ""),
            (erased::<f64>(&bad), ""),
            (erased::<f64>(bad as f32), ""),
            (erased::<f64>(Some(bad)), ""),
            (erased::<Vec<f64>>([1.0, bad]), " at `/1`"),
            (erased::<Vec<Vec<f64>>>([[1.0, bad]]), " at `/0/1`"),
            (
                erased::<BTreeMap<String, f64>>(BTreeMap::from([("a", bad)])),
                " at `/a`",
            ),
            (erased::<Weight>(weight(bad)), " at `/share`"),
            (erased::<Weight>(&nested(bad)), " at `/parts/1/share`"),
            (
                erased::<Vec<Weight>>(vec![Weight {
                    more: Some(vec![bad]),
                    ..weight(1.0)
                }]),
                " at `/0/more/0`",
            ),
            (
                erased::<Weight>(Weight {
                    by_name: Some([("a".to_owned(), bad)].into()),
                    ..Weight::default()
                }),
                " at `/byName/a`",
            ),
        ];
        for (argument, at) in arguments {
            for location in [
                Location::Field,
                Location::Body,
                Location::Query,
                Location::Header,
                Location::Cookie,
                Location::Form,
                Location::Multipart,
            ] {
                let error = request(location, argument.clone())
                    .parts()
                    .expect_err("an error");
                assert_eq!(error.kind(), ErrorKind::InvalidRequest);
                assert_eq!(
                    error.to_string(),
                    format!(
                        "models.post: `weights` is NaN or infinite{at}, which JSON cannot hold"
                    )
                );
            }
        }
    }
    for good in [
        erased::<f64>(0.5),
        erased::<f64>(Null),
        erased::<Weight>(nested(f64::MAX)),
    ] {
        request(Location::Field, good).parts().expect("parts");
    }
}

#[test]
fn secrets_are_redacted() {
    let body = json!({"name": "n", "auth": {"user": "u", "password": "s3cret"}, "limit": 7});
    let mut request = Request::new("credentials.post", Method::POST, "/tokens/{token}/a/{id}")
        .with(Location::Path, "token", "s3cret")
        .with(Location::Path, "id", 5)
        .with(Location::Query, "apiKey", "s3cret")
        .with(Location::Query, "sortkey", "shown")
        .with(Location::Header, "X-Api-Key", "s3cret")
        .with(Location::Header, "Authorization", "Basic s3cret")
        .with(Location::Cookie, "session", "s3cret")
        .with(Location::Field, "username", "u")
        .with(Location::Field, "password", "s3cret")
        .with(Location::Field, "remote", body)
        .with(Location::Field, "credentialId", 55);
    request.set_file("privateKey", crate::Blob::new(*b"s3cret"));
    let parts = request.parts().expect("parts");
    assert_eq!(parts.path, "/tokens/s3cret/a/5");
    let target = crate::error::Target::from(&parts);
    assert_eq!(target.path, "/tokens/[redacted]/a/5");
    for text in [
        format!("{request:?} {request:#?}"),
        format!("{parts:?} {parts:#?}"),
        format!("{:?}", Arg::<String>::from("s3cret")),
        format!("{:?}", Arg::<Vec<String>>::from(["s3cret"])),
    ] {
        assert!(!text.contains("s3cret"), "{text}");
    }
    let text = format!("{request:?}");
    for shown in [
        "credentials.post",
        "/tokens/{token}/a/{id}",
        "\"shown\"",
        "55",
        "\"u\"",
        "\"limit\":7",
    ] {
        assert!(text.contains(shown), "{shown} {text}");
    }
}

#[test]
fn a_path_without_secrets_is_shown_unchanged() {
    let request = Request::new("", Method::GET, "/a/{tokenId}").with(Location::Path, "tokenId", 5);
    let parts = request.parts().expect("parts");
    assert_eq!(crate::error::Target::from(&parts).path, "/a/5");
}

#[test]
fn values_marked_secret_by_the_specification_are_redacted() {
    let session = crate::Session::new("my-api-key").expect("a session");
    let call: crate::Call<Value> = __Arguments::start(&session, "POST a.post /a/{answer}");
    let call = call
        .secret::<String>(Location::Path, Style::Default, "answer", "s3cret")
        .secret::<i64>(Location::Field, Style::Default, "count", 53)
        .field::<String>("name", "n");
    assert_eq!(call.request().parts().expect("parts").path, "/a/s3cret");
    let text = format!("{call:?} {:?}", call.request().parts());
    assert!(!text.contains("s3cret") && !text.contains("53"), "{text}");
    assert!(
        text.contains("/a/[redacted]") && text.contains("\"n\""),
        "{text}"
    );
}

#[cfg(feature = "dynamic")]
#[test]
fn values_marked_secret_are_redacted_in_calls_by_name() {
    let file = json!({"openapi": "3.0.0", "info": {}, "paths": {"/a": {"post": {
        "requestBody": {"content": {"application/json": {"schema": {
            "type": "object",
            "properties": {
                "answer": {"type": "string", "format": "password"},
                "other": {"$ref": "#/components/schemas/Hidden"},
                "name": {"type": "string"},
            },
        }}}},
        "responses": {"200": {}},
    }}}, "components": {"schemas": {"Hidden": {"type": "string", "format": "password"}}}});
    let spec = civis_spec::Spec::from_slice(file.to_string().as_bytes()).expect("a specification");
    let session = crate::Session::new("my-api-key").expect("a session");
    let arguments = json!({"answer": "s3cret", "other": "s3cret", "name": "n"});
    let arguments = arguments.as_object().cloned().unwrap_or_default();
    let call = session
        .call(&spec, "a", "post", &arguments)
        .expect("a call");
    let text = format!("{call:?}");
    assert!(!text.contains("s3cret") && text.contains("\"n\""), "{text}");
}

#[test]
fn a_file_among_fields_makes_the_body_a_form() {
    let mut request = Request::new("items.post", Method::POST, "/items");
    request.set(Location::Field, "name", "anvil");
    request.set(Location::Field, "tags", vec!["iron", "heavy"]);
    let file = Blob::new(*b"%PDF").name("a.pdf");
    request.set_arg(
        Location::Field,
        Style::Default,
        "note",
        Arg::<TextOrFile>::from(&file),
    );
    let parts = request.parts().expect("parts");
    let content_type = parts.headers["content-type"].to_str().expect("text");
    let (form, boundary) = content_type.split_once("; boundary=").expect("a boundary");
    assert_eq!(form, "multipart/form-data");
    let part = |head: &str, content: &str| {
        format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
    };
    let body = String::from_utf8(parts.body.expect("a body")).expect("text");
    let expected = [
        part("name=\"name\"", "anvil"),
        part("name=\"tags\"", "iron"),
        part("name=\"tags\"", "heavy"),
        part(
            "name=\"note\"; filename=\"a.pdf\"\r\nContent-Type: application/octet-stream",
            "%PDF",
        ),
        format!("--{boundary}--\r\n"),
    ];
    assert_eq!(body, expected.concat());
    // Text leaves it JSON.
    request.set_arg(
        Location::Field,
        Style::Default,
        "note",
        Arg::<TextOrFile>::from("x"),
    );
    let parts = request.parts().expect("parts");
    assert_eq!(parts.headers["content-type"], "application/json");
}

#[test]
fn a_file_outside_the_body_is_rejected() {
    for location in [
        Location::Path,
        Location::Query,
        Location::Header,
        Location::Cookie,
    ] {
        let mut request = Request::new("items.get", Method::GET, "/items/{file}");
        let file = Arg::<Blob>::from(Blob::new(*b"a"));
        request.set_arg(location, Style::Default, "file", file);
        let error = request.parts().expect_err("an error");
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        let message = "items.get: `file` is a file, which only the body can hold";
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn a_whole_body_of_text_is_json_only_if_its_media_type_is() {
    for (media_type, expected) in [
        (None, "\"a b\""),
        (Some("application/vnd.api+json; charset=utf-8"), "\"a b\""),
        (Some("text/plain; charset=utf-8"), "a b"),
        (Some("application/xml"), "a b"),
        (Some("application/x-ndjson"), "a b"),
        (Some("Text/JSON"), "\"a b\""),
    ] {
        let mut request =
            Request::new("notes.post", Method::POST, "/notes").with(Location::Body, "body", "a b");
        if let Some(media_type) = media_type {
            request.set_content_type(media_type);
        }
        let parts = request.parts().expect("parts");
        assert_eq!(
            parts.body.as_deref(),
            Some(expected.as_bytes()),
            "{media_type:?}"
        );
        let sent = &parts.headers[http::header::CONTENT_TYPE];
        assert_eq!(sent, media_type.unwrap_or("application/json"));
    }
}

/// The body of a request, as text, and its media type.
fn sent(request: &Request) -> (String, String) {
    let parts = request.parts().expect("parts");
    let media_type = parts.headers["content-type"].to_str().expect("text");
    let body = parts.body.as_deref().unwrap_or_default();
    (
        String::from_utf8(body.to_vec()).expect("text"),
        media_type.to_owned(),
    )
}

#[test]
fn fields_are_added_to_an_object_that_is_the_whole_body() {
    let post = || Request::new("things.post", Method::POST, "/things");
    let whole = |value: Value| post().with(Location::Body, "body", value);
    for (request, body) in [
        (whole(json!({"a": 1})), json!({"a": 1})),
        (
            whole(json!({"a": 1, "b": 2})).with(Location::Field, "b", 3),
            json!({"a": 1, "b": 3}),
        ),
        (
            whole(Value::Null).with(Location::Field, "b", 3),
            json!({"b": 3}),
        ),
        (whole(Value::Null), Value::Null),
        (whole(json!([1])).with(Location::Field, "b", 3), json!([1])),
        (post(), json!({})),
    ] {
        let (text, media_type) = sent(&request);
        assert_eq!(text, body.to_string());
        assert_eq!(media_type, "application/json");
    }
    // An empty object that is set is sent, even where one that is not set would not be.
    let mut request = whole(json!({}));
    request.omit_empty_body();
    assert_eq!(sent(&request).0, "{}");
    let mut request = whole(json!({"a": 1}));
    request.set_content_type("application/merge-patch+json");
    assert_eq!(sent(&request).1, "application/merge-patch+json");
}

#[test]
fn parts_of_a_form_are_written_in_their_styles() {
    let mut request = Request::new("things.post", Method::POST, "/things");
    let joined = Style::Joined {
        outer: ',',
        inner: ';',
    };
    let list = json!(["a", "b"]);
    request.set_styled(Location::Multipart, joined, "joined", list.clone());
    request.set_styled(Location::Multipart, Style::Json, "json", list.clone());
    request.set_styled(Location::Multipart, Style::Default, "plain", json!(5));
    request.set_file("file", Blob::new(*b"x").name("a.txt"));
    let (text, media_type) = sent(&request);
    assert!(
        media_type.starts_with("multipart/form-data"),
        "{media_type}"
    );
    let parts: Vec<&str> = text.split("\r\n--").collect();
    let part = |name: &str| {
        let name = format!("name=\"{name}\"");
        let found = parts.iter().find(|part| part.contains(&name));
        found.copied().expect("a part")
    };
    assert!(part("joined").ends_with("\r\n\r\na,b"), "{text}");
    assert!(part("file").contains("filename=\"a.txt\""), "{text}");
    assert!(part("json").ends_with("\r\n\r\n[\"a\",\"b\"]"), "{text}");
    assert!(part("json").contains("application/json"), "{text}");
    assert!(part("plain").ends_with("\r\n\r\n5"), "{text}");
    assert!(!part("plain").contains("application/json"), "{text}");
}

#[test]
fn nulls_in_nested_lists_are_left_out() {
    let mut request = Request::new("things.list", Method::GET, "/things");
    let joined = Style::Joined {
        outer: ',',
        inner: ';',
    };
    let value = json!([["a", null, "b"], null, "c", {"d": 1}]);
    request.set_styled(Location::Query, joined, "q", value);
    let parts = request.parts().expect("parts");
    assert_eq!(parts.query, "q=a%3Bb%2Cc%2C%7B%22d%22%3A1%7D");
}
