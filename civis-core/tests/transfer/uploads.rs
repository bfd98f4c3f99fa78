//! Uploads.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::{fs, io};

use civis_core::transfer::{Form, Source};
use civis_core::{ErrorKind, Session};

use crate::store::{Exchange, QUERY, Store, noise};
use crate::support::{Backend, for_each_backend};

for_each_backend!(
    every_source_is_uploaded_unchanged,
    no_secret_and_no_job_header_is_sent,
    a_form_sends_its_fields_in_order_and_the_file_last,
    progress_restarts_with_each_attempt,
);

/// A store that records the bodies of successful uploads.
pub(crate) fn recording_store(
    fault: impl Fn(usize, &mut Exchange) -> io::Result<bool> + Send + Sync + 'static,
) -> (Store, Arc<Mutex<Vec<Vec<u8>>>>) {
    let bodies: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
    let recorded = Arc::clone(&bodies);
    let store = Store::new(move |number, exchange| {
        if fault(number, exchange)? {
            return Ok(());
        }
        let body = exchange.read_body()?;
        recorded.lock().expect("the lock").push(body);
        exchange.respond(200, "ETag: \"abc\"\r\n", b"")
    });
    (store, bodies)
}

pub(crate) fn session(backend: Backend) -> Session {
    let session = backend.session("https://api.test").job(11, Some(22));
    session.build().expect("a session")
}

/// A temporary file.
pub(crate) struct TestFile(pub(crate) PathBuf);

impl TestFile {
    pub(crate) fn new(name: &str, bytes: &[u8]) -> Self {
        let name = format!("civis-transfer-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, bytes).expect("a file");
        Self(path)
    }
}

impl Drop for TestFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn every_source_is_uploaded_unchanged(backend: Backend) {
    for size in [0, 1, 70_000, 3 << 20] {
        let bytes = noise(size);
        let file = TestFile::new(&format!("{backend:?}-{size}"), &bytes);
        let half = (size / 2) as u64;
        let (store, bodies) = recording_store(|_, _| Ok(false));
        let session = session(backend);
        let url = store.url("/bucket/key");
        let token = civis_core::CancelToken::new();
        for session in [&session, &session.cancelled_by(&token)] {
            let sources = [
                Source::bytes(&*bytes),
                Source::file(&file.0).expect("a file"),
                Source::file_section(&file.0, half, size as u64 - half),
                Source::reader(&*bytes, size as u64),
                Source::reader(&*bytes, half),
                Source::reader(&*bytes, None),
            ];
            let half = size / 2;
            let expected = [
                &*bytes,
                &bytes,
                &bytes[half..],
                &bytes,
                &bytes[..half],
                &bytes,
            ];
            for (source, expected) in sources.into_iter().zip(expected) {
                let case = format!("{size} {source:?}");
                let length = source.length();
                let stored = session.put_signed(&url, source).send().expect(&case);
                assert_eq!(stored.etag(), Some("\"abc\""));
                let body = bodies.lock().expect("the lock").pop().expect("a body");
                assert!(body == expected, "{case}: {} bytes", body.len());
                let seen = store.requests().pop().expect("a request");
                let stated = seen.header("content-length").map(str::to_owned);
                assert_eq!(stated, length.map(|length| length.to_string()), "{case}");
            }
        }
    }
}

fn no_secret_and_no_job_header_is_sent(backend: Backend) {
    let (store, _) = recording_store(|_, _| Ok(false));
    let session = session(backend);
    let url = store.url("/bucket/key");
    session
        .put_signed(&url, Source::bytes(&b"abc"[..]))
        .send()
        .expect("an upload");
    session.get_signed(&url).send().expect("a download");
    let form = Form::new().file("a", Source::bytes(&b"abc"[..]));
    session
        .post_form_signed(&url, form)
        .send()
        .expect("an upload");
    let methods = ["PUT", "GET", "POST"];
    for (seen, method) in store.requests().iter().zip(methods) {
        assert_eq!(seen.method, method);
        assert_eq!(seen.target, format!("/bucket/key?{QUERY}"));
        let names: Vec<&str> = seen.headers.iter().map(|(name, _)| name.as_str()).collect();
        let allowed = [
            "accept",
            "accept-encoding",
            "content-length",
            "host",
            "user-agent",
        ];
        for name in names {
            let is_type = name == "content-type" && method == "POST";
            assert!(allowed.contains(&name) || is_type, "{name} in {method}");
        }
        let agent = seen.header("user-agent").expect("an agent");
        assert!(agent.starts_with("civis-rust/"), "{agent}");
    }
}

fn a_form_sends_its_fields_in_order_and_the_file_last(backend: Backend) {
    let (store, bodies) = recording_store(|number, exchange| {
        if number > 0 {
            return Ok(false);
        }
        exchange.read_body()?;
        exchange.respond(500, "", b"").map(|()| true)
    });
    let form = Form::new()
        .field("key", "files/a \"b\".csv")
        .field("X-Amz-Signature", "5ec7e7")
        .field("policy", "e30=\r\n");
    let form = form.file("a \"b\"\r\n.csv", Source::bytes(&b"1,2\n"[..]));
    assert!(!format!("{form:?}").contains("5ec7e7"));
    let url = store.url("/");
    session(backend)
        .post_form_signed(&url, form)
        .send()
        .expect("an upload");
    let seen = store.requests().pop().expect("a request");
    let media_type = seen.header("content-type").expect("a type");
    let boundary = media_type
        .strip_prefix("multipart/form-data; boundary=")
        .expect("one");
    let field = |name: &str, value: &str| {
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
    };
    let expected = [
        field("key", "files/a \"b\".csv"),
        field("X-Amz-Signature", "5ec7e7"),
        field("policy", "e30=\r\n"),
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; \
             filename=\"a %22b%22%0D%0A.csv\"\r\nContent-Type: application/octet-stream\r\n\r\n\
             1,2\n\r\n--{boundary}--\r\n"
        ),
    ];
    let body = bodies.lock().expect("the lock").pop().expect("a body");
    assert_eq!(String::from_utf8(body).expect("text"), expected.concat());
    assert_eq!(store.requests().len(), 2);
}

fn progress_restarts_with_each_attempt(backend: Backend) {
    let (store, _) = recording_store(|number, exchange| {
        if number > 0 {
            return Ok(false);
        }
        exchange.read_body()?;
        exchange.respond(503, "", b"").map(|()| true)
    });
    let bytes = noise(300_000);
    let mut counts = Vec::new();
    let url = store.url("/bucket/key");
    session(backend)
        .put_signed(&url, Source::bytes(&*bytes))
        .on_progress(|count| counts.push(count))
        .send()
        .expect("an upload");
    let anew = counts.windows(2).position(|pair| pair[0] >= pair[1]);
    let (first, second) = counts.split_at(anew.expect("two attempts") + 1);
    for attempt in [first, second] {
        assert!(attempt.is_sorted(), "{attempt:?}");
        assert_eq!(attempt.last(), Some(&300_000));
    }
}

#[test]
fn a_url_that_would_be_exposed_is_rejected() {
    let session = crate::support::bare_session("https://api.test").build();
    let session = session.expect("a session");
    let url = "http://bucket.test/a?X-Amz-Signature=5ec7e7"
        .parse()
        .expect("a URL");
    let error = session
        .put_signed(&url, Source::bytes(&b""[..]))
        .send()
        .expect_err("a rejection");
    assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
    assert!(!error.to_string().contains("5ec7e7"));
}
