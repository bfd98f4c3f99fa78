//! Uploads that fail.

use std::io;
use std::io::Read;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use civis_core::transfer::{Form, Source, is_expired};
use civis_core::{ErrorKind, RetryPolicy};

use super::uploads::{TestFile, recording_store, session};
use crate::store::{Received, Store, noise, response, xml};
use crate::support::{Backend, for_each_backend, timed_session};

for_each_backend!(
    a_failed_upload_is_retried_from_the_beginning,
    the_error_of_the_store_decides_about_a_retry,
    a_reader_is_not_sent_twice,
    a_rejection_ends_a_long_upload_early_and_is_returned,
    an_error_of_the_source_is_returned_and_the_upload_is_incomplete,
    the_timeout_ends_an_upload,
);

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
    let url = store.url("/bucket/missing");
    let error = session
        .put_signed(&url, Source::file_section(missing, 0, 1))
        .send()
        .expect_err("no file");
    assert_eq!(error.kind(), ErrorKind::File);
    let requests = store.requests();
    let is_sent = |request: &Received| request.target == "/bucket/missing";
    assert!(!requests.iter().any(is_sent), "{requests:?}");
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
