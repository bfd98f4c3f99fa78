//! Downloads over connections that do not fail.

use std::io::{self, Read, Write as _};
use std::time::{Duration, Instant};

use civis_core::transfer::{SignedUrl, is_expired};
use civis_core::{Error, ErrorKind, RetryPolicy, Session};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::store::{QUERY, Store, noise, response, xml};
use crate::support::{Backend, bare_session, for_each_backend, timed_session};

for_each_backend!(
    bytes_are_downloaded_unchanged,
    a_range_is_exact_even_if_the_store_sends_more,
    a_new_url_is_requested_once,
    failed_requests_are_retried_according_to_the_policy,
    a_redirect_is_followed_without_secrets,
    a_gzipped_body_is_decoded,
    the_timeout_limits_the_headers_and_not_the_body,
    a_truncated_download_is_an_error,
    a_download_can_be_uploaded_directly,
    connections_are_reused,
);

fn session(backend: Backend) -> Session {
    let session = backend.session("https://api.test");
    session.build().expect("a session")
}

/// The error inside the error of a failed read.
pub(crate) fn inner(error: io::Error) -> Error {
    error.downcast().expect("an error of this crate")
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("bytes");
    encoder.finish().expect("bytes")
}

fn bytes_are_downloaded_unchanged(backend: Backend) {
    for size in [0, 1, 70_000, 5 << 20] {
        let bytes = noise(size);
        let held = bytes.clone();
        let store = Store::new(move |number, exchange| match number % 2 {
            0 => exchange.write(&exchange.object(&held, "\"e\"")),
            _ => {
                exchange.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
                for chunk in held.chunks(10_000) {
                    exchange.write(format!("{:x}\r\n", chunk.len()).as_bytes())?;
                    exchange.write(&[chunk, b"\r\n"].concat())?;
                }
                exchange.write(b"0\r\n\r\n")
            }
        });
        let session = session(backend);
        let token = civis_core::CancelToken::new();
        for session in [&session, &session.cancelled_by(&token)] {
            for length in [Some(size as u64), None] {
                let mut download = session
                    .download_signed(store.url("/a"))
                    .open()
                    .expect("a head");
                assert_eq!((download.length(), download.total()), (length, length));
                let mut body = Vec::new();
                download.read_to_end(&mut body).expect("a body");
                assert!(body == bytes, "{} bytes of {size}", body.len());
                assert_eq!(download.position(), size as u64);
                assert_eq!(download.read(&mut [0; 9]).expect("the end"), 0);
            }
        }
        assert_eq!(store.requests().len(), 4);
    }
}

fn a_range_is_exact_even_if_the_store_sends_more(backend: Backend) {
    let bytes = noise(200_000);
    let held = bytes.clone();
    let store = Store::new(move |_, exchange| match &*exchange.target.clone() {
        "/whole" => exchange.respond(200, "", &held),
        target if target.starts_with("/whole") => exchange.respond(200, "", &held),
        target if target.starts_with("/other") => {
            let other = "Content-Range: bytes 7-9/200000\r\n";
            exchange.respond(206, other, &held[7..10])
        }
        target if target.starts_with("/unnamed") => exchange.respond(206, "", &held[7..10]),
        _ => exchange.write(&exchange.object(&held, "\"e\"")),
    });
    let session = session(backend);
    for path in ["/ranges", "/whole"] {
        for (first, last, expected) in [
            (0, Some(99_999), &bytes[..100_000]),
            (1000, Some(1000), &bytes[1000..1001]),
            (150_000, None, &bytes[150_000..]),
            (150_000, Some(1 << 40), &bytes[150_000..]),
        ] {
            let download = session.download_signed(store.url(path));
            let mut download = download.range(first, last).open().expect("a head");
            let case = format!("{path} {first} {last:?}");
            assert_eq!(download.length(), Some(expected.len() as u64), "{case}");
            assert_eq!(download.total(), Some(200_000), "{case}");
            let mut body = Vec::new();
            download.read_to_end(&mut body).expect(&case);
            assert!(body == expected, "{case}: {} bytes", body.len());
        }
    }
    for path in ["/other", "/unnamed"] {
        let download = session.download_signed(store.url(path)).range(5, 8);
        let error = download.open().expect_err("another range");
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
        assert!(error.to_string().contains("another range"), "{error}");
    }
    let streamed = session.get_signed(&store.url("/ranges")).range(5, 8).send();
    let streamed = streamed.expect("a head");
    let range = streamed.content_range().expect("a range");
    assert_eq!(
        (range.first, range.last, range.total),
        (5, 8, Some(200_000))
    );
    assert_eq!(
        (streamed.status().as_u16(), streamed.length()),
        (206, Some(4))
    );
}

fn a_new_url_is_requested_once(backend: Backend) {
    let store = Store::new(move |_, exchange| {
        if exchange.target.starts_with("/new") {
            return exchange.respond(200, "", b"abc");
        }
        exchange.respond(403, "", &xml("AccessDenied", "Request has expired"))
    });
    let session = session(backend);
    let asked = std::sync::atomic::AtomicUsize::new(0);
    let renew = |path: &'static str| {
        let (store, asked) = (&store, &asked);
        move || {
            asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            Ok(store.url(path))
        }
    };
    let download = session.download_signed(store.url("/old"));
    let mut body = String::new();
    let mut download = download.renew_url(renew("/new")).open().expect("a head");
    download.read_to_string(&mut body).expect("a body");
    assert_eq!((&*body, store.requests().len()), ("abc", 2));

    let download = session.download_signed(store.url("/old"));
    let error = download
        .renew_url(renew("/older"))
        .open()
        .expect_err("a rejection");
    assert!(
        is_expired(&error) && error.code() == Some("AccessDenied"),
        "{error}"
    );
    assert!(
        error.to_string().contains("/older: 403 Forbidden"),
        "{error}"
    );
    assert_eq!(store.requests().len(), 4);
    assert_eq!(asked.load(std::sync::atomic::Ordering::SeqCst), 2);

    let error = session.download_signed(store.url("/old")).open();
    assert!(is_expired(&error.expect_err("a rejection")));
    let failing = || Err(SignedUrl::parse("").expect_err("not a URL"));
    let download = session
        .download_signed(store.url("/old"))
        .renew_url(failing);
    let error = download.open().expect_err("not a URL");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

fn failed_requests_are_retried_according_to_the_policy(backend: Backend) {
    let store = Store::new(|number, exchange| match number {
        0 => exchange.respond(500, "", &xml("InternalError", "Try again.")),
        1 => exchange.respond(503, "Retry-After: 7\r\n", &xml("SlowDown", "")),
        2 => exchange.cut(b"HTTP/1.1", 8),
        _ => exchange.respond(200, "", b"abc"),
    });
    let clock = crate::support::FakeClock::default();
    let session = backend.session("https://api.test").clock(clock.clone());
    let session = session.build().expect("a session");
    let mut body = String::new();
    let mut download = session
        .download_signed(store.url("/a"))
        .open()
        .expect("a head");
    download.read_to_string(&mut body).expect("a body");
    assert_eq!(body, "abc");
    assert_eq!(clock.sleeps()[1], Duration::from_secs(7));
    assert_eq!(store.requests().len(), 4);

    let store = Store::new(|_, exchange| exchange.respond(500, "", b""));
    let session = backend
        .session("https://api.test")
        .retry(RetryPolicy::none());
    let session = session.build().expect("a session");
    let error = session.download_signed(store.url("/a")).open();
    assert_eq!(error.expect_err("a failure").attempts(), 1);
}

fn a_redirect_is_followed_without_secrets(backend: Backend) {
    let target = Store::new(|_, exchange| exchange.respond(200, "", b"abc"));
    let to = format!("{}/there?a=b", target.origin());
    let store = Store::new(move |_, exchange| {
        let to = match exchange.target.starts_with("/a") {
            true => to.clone(),
            false => "http://bucket.test/there?X-Amz-Signature=5ec7e7".to_owned(),
        };
        exchange.respond(307, &format!("Location: {to}\r\n"), b"")
    });
    let mut body = String::new();
    let session = session(backend);
    let streamed = session.get_signed(&store.url("/a")).range(0, None).send();
    streamed
        .expect("a head")
        .read_to_string(&mut body)
        .expect("a body");
    assert_eq!(body, "abc");
    let seen = &target.requests()[0];
    assert_eq!(
        (&*seen.target, seen.header("range")),
        ("/there?a=b", Some("bytes=0-"))
    );
    assert_eq!(
        (seen.header("authorization"), seen.header("referer")),
        (None, None)
    );
    // A redirect that would expose the URL is not followed.
    let error = session
        .get_signed(&store.url("/b"))
        .send()
        .expect_err("a redirect");
    assert!(!error.to_string().contains("5ec7e7"), "{error}");
    assert!(
        error.to_string().contains("redirect to bucket.test"),
        "{error}"
    );
}

fn a_gzipped_body_is_decoded(backend: Backend) {
    let bytes = noise(500_000);
    let encoded = gzip(&bytes);
    let store = Store::new(move |_, exchange| {
        exchange.respond(200, "Content-Encoding: gzip\r\nETag: \"e\"\r\n", &encoded)
    });
    let mut download = session(backend)
        .download_signed(store.url("/a"))
        .open()
        .expect("a head");
    assert_eq!(download.length(), None);
    let mut body = Vec::new();
    download.read_to_end(&mut body).expect("a body");
    assert!(body == bytes);
    let asked = store.requests()[0]
        .header("accept-encoding")
        .map(str::to_owned);
    assert_eq!(asked.as_deref(), Some("identity"));
}

fn the_timeout_limits_the_headers_and_not_the_body(backend: Backend) {
    let store = Store::new(|_, exchange| {
        if exchange.target.starts_with("/never") {
            return exchange.hang();
        }
        exchange.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")?;
        for byte in b"abcde" {
            std::thread::sleep(Duration::from_millis(150));
            exchange.write(&[*byte])?;
        }
        Ok(())
    });
    let session = timed_session(backend, "https://api.test").timeout(Duration::from_millis(500));
    let session = session.build().expect("a session");
    let mut body = String::new();
    let mut download = session
        .download_signed(store.url("/slow"))
        .open()
        .expect("a head");
    download.read_to_string(&mut body).expect("a body");
    assert_eq!(body, "abcde");
    let start = Instant::now();
    let error = session.download_signed(store.url("/never")).open();
    let error = error.expect_err("a time-out");
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert!(start.elapsed() < Duration::from_secs(15));
    let error = session
        .with_timeout(Duration::ZERO)
        .get_signed(&store.url("/slow"))
        .send();
    assert_eq!(error.expect_err("no time").kind(), ErrorKind::Timeout);
}

fn a_truncated_download_is_an_error(backend: Backend) {
    let store = Store::new(|_, exchange| {
        let whole = response(200, "", &noise(100_000));
        exchange.cut(&whole, 50_000)
    });
    let session = session(backend);
    let mut streamed = session.get_signed(&store.url("/a")).send().expect("a head");
    let error = streamed.read_to_end(&mut Vec::new()).expect_err("cut off");
    let error = inner(error);
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    let shown = format!("GET {}/a: ", store.origin());
    assert!(error.to_string().starts_with(&shown), "{error}");
    assert_eq!(store.requests().len(), 1);
    assert!(!format!("{error:?}").contains(QUERY));
}

fn a_download_can_be_uploaded_directly(backend: Backend) {
    let bytes = noise(3 << 20);
    let held = bytes.clone();
    let store = Store::new(move |number, exchange| match &*exchange.method {
        "PUT" => {
            let same = exchange.read_body()? == held;
            exchange.respond(if same { 200 } else { 400 }, "", b"")
        }
        // The download resumes within the upload.
        _ if number == 0 => exchange.cut(&exchange.object(&held, "\"e\""), 1 << 20),
        _ => exchange.write(&exchange.object(&held, "\"e\"")),
    });
    let session = bare_session("https://api.test")
        .transport(backend.transport(civis_core::transport::Settings::default()))
        .build()
        .expect("a session");
    let download = session
        .download_signed(store.url("/a"))
        .open()
        .expect("a head");
    let length = download.length();
    let url = store.url("/b");
    session
        .put_signed(&url, civis_core::transfer::Source::reader(download, length))
        .send()
        .expect("an upload");
    assert_eq!(store.requests().len(), 3);
}

fn connections_are_reused(backend: Backend) {
    let bytes = noise(300_000);
    let held = bytes.clone();
    let store = Store::new(move |_, exchange| {
        exchange.read_body()?;
        exchange.write(&exchange.object(&held, "\"e\""))
    });
    let session = timed_session(backend, "https://api.test").timeout(Duration::from_secs(60));
    let session = session.build().expect("a session");
    let token = civis_core::CancelToken::new();
    for session in [&session, &session.cancelled_by(&token)] {
        for range in [(0, None), (1000, Some(1999))] {
            let url = store.url("/a");
            let put = session.put_signed(&url, civis_core::transfer::Source::bytes(&*bytes));
            put.send().expect("an upload");
            let mut streamed = session.get_signed(&url).send().expect("a response");
            io::copy(&mut streamed, &mut io::sink()).expect("a body");
            drop(streamed);
            let download = session.download_signed(url.clone()).range(range.0, range.1);
            let mut download = download.open().expect("a response");
            io::copy(&mut download, &mut io::sink()).expect("a body");
            // This body is not read to its end, so its connection may be closed.
            let mut begun = session.get_signed(&url).send().expect("a response");
            begun.read_exact(&mut [0; 9]).expect("a start");
        }
    }
    assert_eq!(store.requests().len(), 16);
    assert!(store.connections() <= 4, "{}", store.connections());
}
