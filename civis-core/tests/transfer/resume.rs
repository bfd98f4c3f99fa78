//! Downloads over connections that break.

use std::io::Read as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use civis_core::transport::Settings;
use civis_core::{CancelToken, ErrorKind, RetryPolicy, Session};

use crate::downloads::{gzip, inner};
use crate::store::{Store, noise, response, xml};
use crate::support::{Backend, FakeClock, bare_session, for_each_backend};

for_each_backend!(
    a_broken_download_resumes_at_its_position,
    without_validators_a_download_starts_again,
    a_download_starts_again_if_the_store_ignores_ranges,
    bytes_of_different_versions_are_never_mixed,
    a_response_with_another_range_is_rejected,
    a_url_that_expires_during_a_download_is_renewed,
    every_received_byte_resets_the_retries,
    a_permanently_broken_download_is_an_error,
    a_silent_connection_counts_as_broken,
    a_decoded_download_starts_again,
    a_range_resumes_within_the_range,
);

const SIZE: usize = 1 << 20;

fn session(backend: Backend) -> Session {
    let session = backend.session("https://api.test");
    session.build().expect("a session")
}

/// Downloads `/a` with and without a token. Returns the bytes or the error of each.
fn with_and_without_token(
    backend: Backend,
    store: impl Fn() -> Store,
    check: impl Fn(Result<Vec<u8>, civis_core::Error>, &Store),
) {
    let session = session(backend);
    for session in [&session, &session.cancelled_by(&CancelToken::new())] {
        let store = store();
        let mut body = Vec::new();
        let mut download = session
            .download_signed(store.url("/a"))
            .open()
            .expect("a head");
        let result = download.read_to_end(&mut body).map_err(inner);
        check(result.map(|_| body), &store);
    }
}

fn ranges(store: &Store) -> Vec<Option<(String, Option<String>)>> {
    let seen = store.requests();
    let range = |seen: &crate::store::Received| {
        let condition = seen.header("if-range").map(str::to_owned);
        Some((seen.header("range")?.to_owned(), condition))
    };
    seen.iter().map(range).collect()
}

fn a_broken_download_resumes_at_its_position(backend: Backend) {
    let bytes = noise(SIZE);
    let store = || {
        let held = bytes.clone();
        Store::new(move |number, exchange| {
            let whole = exchange.object(&held, "\"e\"");
            match number {
                // Within the headers of the first response, twice within the body, and at its very end.
                0 => exchange.cut(&whole, 9),
                1 => exchange.cut(&whole, 300_000),
                2 => exchange.cut(&whole, 300_000),
                3 => exchange.cut(&whole, whole.len() - 1),
                _ => exchange.write(&whole),
            }
        })
    };
    with_and_without_token(backend, store, |body, store| {
        assert!(body.expect("a body") == bytes);
        let ranges = ranges(store);
        assert_eq!((ranges.len(), &ranges[..2]), (5, &[None, None][..]));
        let last = format!("bytes={}-{}", SIZE - 1, SIZE - 1);
        assert_eq!(ranges[4], Some((last, Some("\"e\"".to_owned()))));
    });
}

fn without_validators_a_download_starts_again(backend: Backend) {
    let bytes = noise(SIZE);
    for chunked in [false, true] {
        let store = || {
            let held = bytes.clone();
            Store::new(move |number, exchange| {
                let mut whole = response(200, "", &held);
                if chunked {
                    whole = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
                    whole.extend(format!("{SIZE:x}\r\n").bytes());
                    whole.extend(&held);
                    whole.extend(b"\r\n0\r\n\r\n");
                }
                match number {
                    0 | 1 => exchange.cut(&whole, 300_000 + number),
                    _ => exchange.write(&whole),
                }
            })
        };
        with_and_without_token(backend, store, |body, store| {
            assert!(body.expect("a body") == bytes);
            assert!(ranges(store)[1..].iter().all(|range| {
                range
                    .as_ref()
                    .is_none_or(|(range, _)| range.starts_with("bytes=0-"))
            }));
            assert_eq!(store.requests().len(), 3);
        });
    }
}

fn a_download_starts_again_if_the_store_ignores_ranges(backend: Backend) {
    let bytes = noise(SIZE);
    let store = || {
        let held = bytes.clone();
        Store::new(move |number, exchange| {
            let whole = response(200, "ETag: \"e\"\r\n", &held);
            match number {
                0 => exchange.cut(&whole, 300_000),
                _ => exchange.write(&whole),
            }
        })
    };
    with_and_without_token(backend, store, |body, store| {
        assert!(body.expect("a body") == bytes);
        let ranges = ranges(store);
        assert!(ranges.len() == 2 && ranges[1].is_some());
    });
}

fn bytes_of_different_versions_are_never_mixed(backend: Backend) {
    let bytes = noise(SIZE);
    let mut others = bytes.clone();
    others[7] ^= 1;
    let longer = noise(SIZE + 1);
    for (first_etag, other_etag, others) in [
        ("\"e\"", "\"f\"", &bytes),
        ("\"e\"", "\"f\"", &others),
        ("\"e\"", "", &others),
        ("", "", &others),
        ("", "", &longer),
        ("W/\"e\"", "W/\"e\"", &others),
    ] {
        let store = || {
            let (held, others) = (bytes.clone(), others.clone());
            Store::new(move |number, exchange| match number {
                0 => exchange.cut(&exchange.object(&held, first_etag), 300_000),
                _ => exchange.write(&exchange.object(&others, other_etag)),
            })
        };
        with_and_without_token(backend, store, |body, store| {
            let error = body.expect_err("other bytes");
            assert_eq!(error.kind(), ErrorKind::Conflict, "{first_etag} {error}");
            assert!(error.to_string().contains("have changed"), "{error}");
            assert_eq!(store.requests().len(), 2);
        });
    }
}

fn a_response_with_another_range_is_rejected(backend: Backend) {
    let bytes = noise(SIZE);
    for headers in [
        "Content-Range: bytes 5-9/1048576\r\n",
        "Content-Range: nonsense\r\n",
        "",
    ] {
        let store = || {
            let held = bytes.clone();
            Store::new(move |number, exchange| match number {
                0 => exchange.cut(&exchange.object(&held, "\"e\""), 300_000),
                _ => exchange.respond(206, headers, &held[5..10]),
            })
        };
        with_and_without_token(backend, store, |body, store| {
            let error = body.expect_err("another range");
            assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
            assert!(error.to_string().contains("another range"), "{error}");
            assert_eq!(store.requests().len(), 2);
        });
    }
}

fn a_url_that_expires_during_a_download_is_renewed(backend: Backend) {
    let bytes = noise(SIZE);
    let held = bytes.clone();
    let store = Store::new(move |number, exchange| match number {
        // Each URL returns a part, and is then rejected.
        0 | 2 | 4 => exchange.cut(&exchange.object(&held, "\"e\""), 300_000),
        1 | 3 | 5 => exchange.respond(403, "", &xml("AccessDenied", "Request has expired")),
        _ => exchange.write(&exchange.object(&held, "\"e\"")),
    });
    let asked = AtomicUsize::new(0);
    let session = session(backend);
    let download = session.download_signed(store.url("/a")).renew_url(|| {
        let number = asked.fetch_add(1, Ordering::SeqCst);
        Ok(store.url(&format!("/new/{number}")))
    });
    let mut body = Vec::new();
    download
        .open()
        .expect("a head")
        .read_to_end(&mut body)
        .expect("a body");
    assert!(body == bytes);
    assert_eq!(asked.load(Ordering::SeqCst), 3);
    assert!(store.requests()[6].target.starts_with("/new/2?"));
}

fn every_received_byte_resets_the_retries(backend: Backend) {
    let bytes = noise(20_000);
    let held = bytes.clone();
    let store = Store::new(move |_, exchange| {
        let whole = exchange.object(&held, "\"e\"");
        exchange.cut(&whole, whole.len().min(2000))
    });
    let clock = FakeClock::default();
    let session = backend
        .session("https://api.test")
        .retry(RetryPolicy::default().max_retries(1))
        .clock(clock.clone());
    let session = session.build().expect("a session");
    let mut body = Vec::new();
    let mut download = session
        .download_signed(store.url("/a"))
        .open()
        .expect("a head");
    download.read_to_end(&mut body).expect("a body");
    assert!(body == bytes);
    let sleeps = clock.sleeps();
    assert!(sleeps.len() >= 10, "{sleeps:?}");
    assert!(
        sleeps
            .iter()
            .all(|wait| *wait == Duration::from_millis(375)),
        "{sleeps:?}"
    );
}

fn a_permanently_broken_download_is_an_error(backend: Backend) {
    let store = Store::new(|_, exchange| {
        let whole = exchange.object(&noise(SIZE), "\"e\"");
        // The headers of the remaining part without any byte of it.
        let end = whole
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .expect("a head")
            + 4;
        let sent = if exchange.range().is_some() {
            end
        } else {
            end + 1000
        };
        exchange.cut(&whole, sent)
    });
    let clock = FakeClock::default();
    let session = backend
        .session("https://api.test")
        .retry(RetryPolicy::default().max_retries(2))
        .clock(clock.clone());
    let session = session.build().expect("a session");
    let mut download = session
        .download_signed(store.url("/a"))
        .open()
        .expect("a head");
    let mut body = Vec::new();
    let error = inner(download.read_to_end(&mut body).expect_err("broken"));
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    assert!(error.to_string().contains("after 1000 bytes"), "{error}");
    assert_eq!((body.len(), store.requests().len()), (1000, 3));
    let waits = [375, 750].map(Duration::from_millis);
    assert_eq!(clock.sleeps(), waits);
    // The next read tries again.
    download.read(&mut [0; 10]).expect_err("still broken");
    assert_eq!(store.requests().len(), 4);
}

fn a_silent_connection_counts_as_broken(backend: Backend) {
    let bytes = noise(100_000);
    let held = bytes.clone();
    let store = Store::new(move |number, exchange| {
        let whole = exchange.object(&held, "\"e\"");
        if number > 0 {
            return exchange.write(&whole);
        }
        exchange.write(&whole[..50_000])?;
        exchange.hang()
    });
    let settings = Settings::default().read_timeout(Duration::from_millis(300));
    let session = bare_session("https://api.test").transport(backend.transport(settings));
    let session = session.build().expect("a session");
    let mut body = Vec::new();
    let mut download = session
        .download_signed(store.url("/a"))
        .open()
        .expect("a head");
    download.read_to_end(&mut body).expect("a body");
    assert!(body == bytes);
    assert_eq!(store.requests().len(), 2);
}

fn a_decoded_download_starts_again(backend: Backend) {
    let bytes = noise(SIZE);
    let encoded = gzip(&bytes);
    let store = || {
        let encoded = encoded.clone();
        Store::new(move |number, exchange| {
            let headers = "Content-Encoding: gzip\r\nETag: \"e\"\r\n";
            let whole = response(200, headers, &encoded);
            match number {
                0 => exchange.cut(&whole, 300_000),
                _ => exchange.write(&whole),
            }
        })
    };
    with_and_without_token(backend, store, |body, store| {
        assert!(body.expect("a body") == bytes);
        assert_eq!(ranges(store), [None, None]);
    });
}

fn a_range_resumes_within_the_range(backend: Backend) {
    let bytes = noise(SIZE);
    for etag in ["\"e\"", ""] {
        let held = bytes.clone();
        let store = Store::new(move |number, exchange| {
            let whole = exchange.object(&held, etag);
            match number {
                0 => exchange.cut(&whole, 100_000),
                _ => exchange.write(&whole),
            }
        });
        let session = session(backend);
        let download = session
            .download_signed(store.url("/a"))
            .range(1000, 500_999);
        let mut body = Vec::new();
        let mut download = download.open().expect("a head");
        download.read_to_end(&mut body).expect("a body");
        assert!(body == bytes[1000..501_000], "{etag} {}", body.len());
        assert_eq!(download.position(), 500_000);
        assert!(download.headers().contains_key("content-length"));
        assert!(
            ranges(&store)
                .iter()
                .flatten()
                .all(|(range, _)| range.ends_with("-500999"))
        );
    }
}
