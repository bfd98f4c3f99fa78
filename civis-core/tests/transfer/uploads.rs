//! Uploads.

use std::fs;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use civis_core::transfer::{Form, Source, is_expired};
use civis_core::{ErrorKind, RetryPolicy, Session};

use crate::store::{Exchange, QUERY, Store, noise, response, xml};
use crate::support::{Backend, for_each_backend, timed_session};

for_each_backend!(
    every_source_is_uploaded_unchanged,
    no_secret_and_no_job_header_is_sent,
    a_failed_upload_is_retried_from_the_beginning,
    the_error_of_the_store_decides_about_a_retry,
    a_reader_is_not_sent_twice,
    a_rejection_ends_a_long_upload_early_and_is_returned,
    an_error_of_the_source_is_returned_and_the_upload_is_incomplete,
    a_form_sends_its_fields_in_order_and_the_file_last,
    the_timeout_ends_an_upload,
    progress_restarts_with_each_attempt,
);

/// A store that records the bodies of successful uploads.
fn recording_store(
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

fn session(backend: Backend) -> Session {
    let session = backend.session("https://api.test").job(11, Some(22));
    session.build().expect("a session")
}

/// A temporary file.
struct TestFile(PathBuf);

impl TestFile {
    fn new(name: &str, bytes: &[u8]) -> Self {
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

fn a_failed_upload_is_retried_from_the_beginning(backend: Backend) {
    let bytes = noise(3 << 20);
    // Closed within the body, after it, and within the response.
    let (store, bodies) = recording_store(|number, exchange| match number {
        0 => {
            exchange.read_some(1 << 20)?;
            exchange.cut(b"", 0).map(|()| true)
        }
        1 => {
            exchange.read_body()?;
            exchange.cut(b"", 0).map(|()| true)
        }
        2 => {
            exchange.read_body()?;
            exchange
                .cut(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", 40)
                .map(|()| true)
        }
        _ => Ok(false),
    });
    let file = TestFile::new(&format!("{backend:?}-repeated"), &bytes);
    let url = store.url("/bucket/key");
    let source = Source::file_section(&file.0, 1000, 2 << 20);
    let stored = session(backend).put_signed(&url, source).send();
    assert_eq!(stored.expect("an upload").status, 200);
    assert_eq!(store.requests().len(), 4);
    let bodies = bodies.lock().expect("the lock");
    assert!(bodies.len() == 1 && bodies[0] == bytes[1000..1000 + (2 << 20)]);
}

fn the_error_of_the_store_decides_about_a_retry(backend: Backend) {
    for (status, code, is_repeated) in [
        (500, "InternalError", true),
        (503, "SlowDown", true),
        (503, "", true),
        (400, "RequestTimeout", true),
        (502, "", true),
        (400, "MalformedXML", false),
        (403, "AccessDenied", false),
        (404, "NoSuchUpload", false),
    ] {
        let (store, bodies) = recording_store(move |number, exchange| {
            if number > 0 {
                return Ok(false);
            }
            exchange.read_body()?;
            let body = match code {
                "" => Vec::new(),
                code => xml(code, "It is &quot;wrong&quot;."),
            };
            exchange.respond(status, "", &body).map(|()| true)
        });
        let url = store.url("/bucket/key");
        for form in [false, true] {
            let session = session(backend);
            let source = Source::bytes(&b"abc"[..]);
            let result = match form {
                false => session.put_signed(&url, source).send(),
                true if !is_repeated => break,
                true => {
                    let form = Form::new().file("a", source);
                    session.post_form_signed(&url, form).send()
                }
            };
            assert_eq!(result.is_ok(), is_repeated, "{status} {code}");
            if let Err(error) = result {
                let shown = format!("PUT {}/bucket/key: {status}", store.origin());
                let text = error.to_string();
                assert!(text.starts_with(&shown), "{text}");
                assert!(
                    text.ends_with(&format!("It is \"wrong\". ({code})")),
                    "{text}"
                );
                assert!(!format!("{error:?}").contains("5ec7e7"), "{error:?}");
                assert_eq!(error.code(), Some(code));
                assert_eq!(is_expired(&error), status == 403);
                assert_eq!(store.requests().len(), 1);
                assert!(bodies.lock().expect("the lock").is_empty());
            }
        }
    }
}

fn a_reader_is_not_sent_twice(backend: Backend) {
    let (store, bodies) = recording_store(|_, exchange| {
        exchange.read_some(1000)?;
        exchange.cut(b"", 0).map(|()| true)
    });
    let bytes = noise(1 << 20);
    let url = store.url("/bucket/key");
    let source = Source::reader(&*bytes, bytes.len() as u64);
    let error = session(backend)
        .put_signed(&url, source)
        .send()
        .expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    assert_eq!(error.attempts(), 1);
    assert!(error.may_have_executed());
    assert_eq!(store.requests().len(), 1);
    assert!(bodies.lock().expect("the lock").is_empty());

    // A reader can be retried before its first byte is read.
    let bound = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let refused = format!("http://{}/a?s", bound.local_addr().expect("an address"));
    drop(bound);
    let url = civis_core::transfer::SignedUrl::parse(&refused).expect("a URL");
    let session = backend
        .session("https://api.test")
        .retry(RetryPolicy::default().max_retries(2));
    let session = session.build().expect("a session");
    let token = civis_core::CancelToken::new();
    for session in [&session, &session.cancelled_by(&token)] {
        for length in [10, bytes.len() as u64] {
            let source = Source::reader(&*bytes, length);
            let error = session.put_signed(&url, source).send();
            let error = error.expect_err("a failure");
            let case = (error.kind(), error.attempts());
            assert_eq!(case, (ErrorKind::Connect, 3), "{error}");
        }
    }
}

/// An endless source that counts the bytes read from it.
struct Endless(Arc<Mutex<u64>>);

impl Read for Endless {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        *self.0.lock().expect("the lock") += buf.len() as u64;
        Ok(buf.len())
    }
}

fn a_rejection_ends_a_long_upload_early_and_is_returned(backend: Backend) {
    const LENGTH: u64 = 64 << 30;
    let store = Store::new(|_, exchange| {
        exchange.read_some(100_000)?;
        let refusal = response(
            403,
            "Connection: close\r\n",
            &xml("AccessDenied", "Expired."),
        );
        exchange.cut(&refusal, refusal.len())
    });
    let read = Arc::new(Mutex::new(0));
    let url = store.url("/bucket/key");
    let source = Source::reader(Endless(Arc::clone(&read)), LENGTH);
    let error = session(backend).put_signed(&url, source).send();
    let error = error.expect_err("a failure");
    match backend {
        #[cfg(feature = "ureq")]
        Backend::Ureq => assert!(is_expired(&error), "{error}"),
        // As documented, the error may be the broken connection instead.
        #[cfg(feature = "reqwest")]
        Backend::Reqwest => assert!(
            is_expired(&error) || error.kind() == ErrorKind::Transport,
            "{error}"
        ),
    }
    assert!(*read.lock().expect("the lock") < LENGTH / 64);
}

fn an_error_of_the_source_is_returned_and_the_upload_is_incomplete(backend: Backend) {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the tape is torn"))
        }
    }
    let (store, bodies) = recording_store(|_, _| Ok(false));
    let url = store.url("/bucket/key");
    let session = session(backend);
    let file = TestFile::new(&format!("{backend:?}-short"), b"abc");
    let token = civis_core::CancelToken::new();
    for session in [&session, &session.cancelled_by(&token)] {
        for (source, text) in [
            (
                Source::reader((&b"abc"[..]).chain(Broken), 9),
                "the tape is torn",
            ),
            (
                Source::reader((&b"abc"[..]).chain(Broken), None),
                "the tape is torn",
            ),
            (
                Source::reader(&b"abc"[..], 9),
                "6 bytes before its stated length",
            ),
            (
                Source::file_section(&file.0, 1, 9),
                "the file has become shorter",
            ),
        ] {
            let error = session.put_signed(&url, source).send();
            let error = error.expect_err(text);
            assert_eq!(error.kind(), ErrorKind::File, "{error}");
            assert!(error.to_string().contains(text), "{error}");
            assert_eq!(error.attempts(), 1);
        }
    }
    assert!(bodies.lock().expect("the lock").is_empty());

    let before = store.requests().len();
    let missing = std::env::temp_dir().join("civis-no-such-file");
    let error = Source::file(&missing).expect_err("no file");
    assert_eq!(error.kind(), ErrorKind::File);
    assert!(error.to_string().contains("civis-no-such-file"), "{error}");
    assert_eq!(
        Source::file(std::env::temp_dir())
            .expect_err("a directory")
            .kind(),
        ErrorKind::File
    );
    let error = session
        .put_signed(&url, Source::file_section(missing, 0, 1))
        .send()
        .expect_err("no file");
    assert_eq!(error.kind(), ErrorKind::File);
    assert_eq!(store.requests().len(), before);
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

fn the_timeout_ends_an_upload(backend: Backend) {
    let store = Store::new(|_, exchange| {
        exchange.read_some(10)?;
        exchange.hang()
    });
    let url = store.url("/bucket/key");
    let session = timed_session(backend, "https://api.test").timeout(Duration::from_millis(300));
    let session = session.build().expect("a session");
    let start = Instant::now();
    let bytes = noise(16 << 20);
    let error = session
        .put_signed(&url, Source::bytes(&*bytes))
        .send()
        .expect_err("a time-out");
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert!(start.elapsed() < Duration::from_secs(15));
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
