//! What `Debug` shows of the public types: sizes and settings, never content.

use civis_core::transfer::{Form, SignedUrl, Source};
use civis_core::transport::{RequestBody, ResponseBody, Settings};
use civis_core::{Arg, Blob, Call, Extra, ListCall, Location, PagedCall, Request, Session};
use http::Method;
use serde_json::{Value, json};

use crate::support::server::{Server, Step, http_response};
use crate::support::{KEY, bare_session, get};

fn session() -> Session {
    bare_session("https://h.test").build().expect("a session")
}

#[test]
fn bodies_and_files_show_their_lengths() {
    let bytes = RequestBody::from(&b"sesame"[..]);
    assert_eq!(
        format!("{bytes:?}"),
        "RequestBody::Bytes { length: Some(6) }"
    );
    let reader = RequestBody::reader(&b"sesame"[..], 6);
    assert_eq!(
        format!("{reader:?}"),
        "RequestBody::Reader { length: Some(6) }"
    );
    let bytes = ResponseBody::from(b"sesame".to_vec());
    assert_eq!(format!("{bytes:?}"), "ResponseBody::Bytes");
    let reader = ResponseBody::reader(&b"sesame"[..]);
    assert_eq!(format!("{reader:?}"), "ResponseBody::Reader");
    let blob = Blob::from(b"sesame".to_vec()).name("cat.png");
    assert!(!blob.is_empty());
    assert_eq!(
        format!("{blob:?}"),
        r#"Blob { bytes: 6 bytes, name: Some("cat.png"), content_type: None }"#
    );
}

#[test]
fn arguments_and_calls_show_their_request() {
    let argument: Arg<String> = "sesame".into();
    assert_eq!(format!("{argument:?}"), "Arg(..)");
    let request = Request::new("jobs.list", Method::GET, "/jobs").with(Location::Query, "limit", 5);
    let session = session();
    let paged: PagedCall<Value> = PagedCall::new(&session, request.clone());
    let list: ListCall<Vec<Value>> = ListCall::new(&session, request);
    for shown in [
        format!("{paged:?}"),
        format!("{list:?}"),
        format!("{:?}", list.iter()),
        format!("{:?}", paged.pages()),
    ] {
        for part in ["jobs.list", "GET", "/jobs", "Query limit: 5"] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
    }
    assert!(format!("{:?}", list.iter()).contains("items: 0"));
    assert!(format!("{:?}", paged.pages()).contains("total_pages: None"));
}

#[test]
fn a_response_shows_its_status_and_length() {
    let server = Server::always(http_response(201, &[], "[1]"));
    let session = bare_session(&server.url()).build().expect("a session");
    let response = get(&session).expect("a response");
    assert_eq!(
        format!("{response:?}"),
        "RawResponse { status: 201, body: 3 bytes, attempts: 1 }"
    );
}

#[test]
fn settings_show_whether_there_is_a_proxy() {
    for (settings, proxy) in [
        (Settings::default(), "of the environment"),
        (Settings::default().no_proxy(), "none"),
        (
            Settings::default().proxy("http://user:sesame@h.test"),
            "set",
        ),
    ] {
        let shown = format!("{settings:?}");
        assert!(shown.contains(&format!("proxy: {proxy},")), "{shown}");
        assert!(shown.contains("connect_timeout: "), "{shown}");
        assert!(!shown.contains("sesame"), "{shown}");
    }
}

#[test]
fn values_beside_the_fields_of_a_record_are_shown_without_secrets() {
    let mut extra = Extra::default();
    extra.insert("limit", json!(5));
    extra.insert("token", json!("sesame"));
    assert_eq!(
        format!("{extra:?}"),
        r#"{"limit": 5, "token": "[redacted]"}"#
    );
    assert_eq!(extra.remove("limit"), Some(json!(5)));
    assert_eq!(extra.remove("limit"), None);
}

#[test]
fn a_signed_url_shows_no_query() {
    let url = SignedUrl::parse("https://bucket.test:8443/a%20b/c?signature=sesame").expect("a URL");
    assert_eq!((url.host(), url.path()), ("bucket.test", "/a%20b/c"));
    let server = Server::always(http_response(200, &[], "sesame"));
    let stored = SignedUrl::parse(&format!("{}/a/c?signature=sesame", server.url()));
    let stored = stored.expect("a URL");
    let session = session();
    let form = || {
        let form = Form::new().field("policy", "sesame");
        form.file("a.csv", Source::bytes(&b"sesame"[..]))
    };
    let download = session.download_signed(stored.clone());
    let streamed = session.get_signed(&stored).send().expect("a response");
    for (shown, part) in [
        (format!("{url:?}"), "/a%20b/c"),
        (format!("{:?}", form()), "policy"),
        (
            format!("{:?}", session.post_form_signed(&url, form())),
            "/a%20b/c",
        ),
        (format!("{:?}", session.get_signed(&url)), "/a%20b/c"),
        (format!("{download:?}"), "/a/c"),
        (format!("{streamed:?}"), "length: Some(6)"),
        (
            format!("{:?}", download.open().expect("a response")),
            "/a/c",
        ),
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
        assert!(!shown.contains("sesame") && !shown.contains(KEY), "{shown}");
    }
}

#[test]
fn a_typed_response_tells_what_came_with_it() {
    let headers = [
        ("X-RateLimit-Limit", "1000"),
        ("X-RateLimit-Remaining", "3"),
    ];
    let server = Server::new(move |number, _| {
        Step::Respond(match number {
            0 => http_response(503, &[("Retry-After", "0")], ""),
            _ => http_response(200, &headers, "[1, 2]"),
        })
    });
    let session = bare_session(&server.url()).build().expect("a session");
    let request = Request::new("", Method::GET, "/things");
    let call: Call<Vec<Value>> = Call::new(&session, request);
    let response = call.send().expect("a response");
    assert_eq!(response.attempts(), 2);
    assert_eq!(response.rate_limit().limit, Some(1000));
    assert_eq!(response.rate_limit().remaining, Some(3));
    assert_eq!((&response).into_iter().count(), 2);
    assert_eq!(response.into_inner(), [1, 2]);
}
