//! Transfers that another thread ends.

use std::io::Read as _;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use civis_core::transfer::{Form, Source};
use civis_core::{CancelToken, Error, ErrorKind, Session};

use crate::downloads::inner;
use crate::store::{Store, noise};
use crate::support::{Backend, for_each_backend, timed_session};

for_each_backend!(
    an_upload_ends_at_once,
    a_download_ends_at_once_wherever_it_is,
    a_token_that_is_cancelled_before_sends_nothing,
);

/// What the end may take on a busy machine: far less than the time-outs that would end it else.
const AT_ONCE: Duration = Duration::from_secs(15);

/// The error of a transfer that is cancelled once the store has said that it has begun.
fn cancelled(
    backend: Backend,
    begun: &mpsc::Receiver<()>,
    transfer: impl Fn(&Session) -> Error + Sync,
) -> Error {
    let session = timed_session(backend, "https://api.test").build();
    let token = CancelToken::new();
    let session = session.expect("a session").cancelled_by(&token);
    thread::scope(|scope| {
        let transfer = &transfer;
        let transferring = scope.spawn(move || transfer(&session));
        begun.recv_timeout(AT_ONCE).expect("a beginning");
        // On to where it waits.
        thread::sleep(Duration::from_millis(50));
        let start = Instant::now();
        token.cancel();
        let error = transferring.join().expect("a thread");
        assert!(start.elapsed() < AT_ONCE);
        assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
        error
    })
}

fn an_upload_ends_at_once(backend: Backend) {
    // The store stops reading in the middle, and does not respond in the end.
    for read in [1000, 8 << 20] {
        let (say, begun) = mpsc::channel();
        let store = Store::new(move |_, exchange| {
            exchange.read_some(read)?;
            say.send(()).expect("a test");
            exchange.hang()
        });
        let url = store.url("/bucket/key");
        let bytes = noise(8 << 20);
        let put = |session: &Session| {
            let put = session.put_signed(&url, Source::bytes(&*bytes));
            put.send().expect_err("cancelled")
        };
        let error = cancelled(backend, &begun, put);
        assert!(error.may_have_executed());
        let post = |session: &Session| {
            let form = Form::new().file("a", Source::reader(&*bytes, 8 << 20));
            session
                .post_form_signed(&url, form)
                .send()
                .expect_err("cancelled")
        };
        cancelled(backend, &begun, post);
        assert_eq!(store.seen().len(), 2);
    }
}

fn a_download_ends_at_once_wherever_it_is(backend: Backend) {
    // Before the head, before the body, in the body, and in the wait before going on.
    for sent in [0, 60, 500_000, 500_001] {
        let (say, begun) = mpsc::channel();
        let store = Store::new(move |_, exchange| {
            let whole = exchange.object(&noise(1 << 20), "\"e\"");
            if sent == 500_001 {
                say.send(()).expect("a test");
                return exchange.cut(&whole, 90);
            }
            exchange.write(&whole[..sent])?;
            say.send(()).expect("a test");
            exchange.hang()
        });
        let error = cancelled(backend, &begun, |session| {
            let download = session.download_signed(store.url("/a")).open();
            match download {
                Err(error) => error,
                Ok(mut download) => {
                    let error = download.read_to_end(&mut Vec::new());
                    inner(error.expect_err("cancelled"))
                }
            }
        });
        assert!(!error.may_have_executed(), "{sent}");
    }
}

fn a_token_that_is_cancelled_before_sends_nothing(backend: Backend) {
    let store = Store::new(|_, exchange| exchange.respond(200, "", b""));
    let session = timed_session(backend, "https://api.test").build();
    let token = CancelToken::new();
    token.cancel();
    let session = session.expect("a session").cancelled_by(&token);
    let url = store.url("/a");
    let errors = [
        session
            .put_signed(&url, Source::bytes(&b""[..]))
            .send()
            .map(drop),
        session.get_signed(&url).send().map(drop),
        session.download_signed(url.clone()).open().map(drop),
    ];
    for error in errors {
        let error = error.expect_err("cancelled");
        assert_eq!(error.kind(), ErrorKind::Cancelled);
        assert!(!error.may_have_executed());
    }
    assert!(store.seen().is_empty());
}
