//! Transfers that another thread cancels.

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
    cancelling_ends_an_upload,
    cancelling_ends_a_download_in_every_phase,
    nothing_is_sent_with_a_cancelled_token,
);

/// The longest time that cancelling may take on a busy machine. It is much shorter than the
/// timeouts.
const MAX_DELAY: Duration = Duration::from_secs(15);

/// Cancels a transfer once the store has reported its start, and returns the error.
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
        begun.recv_timeout(MAX_DELAY).expect("a beginning");
        // The transfer has to reach its wait.
        thread::sleep(Duration::from_millis(50));
        let start = Instant::now();
        token.cancel();
        let error = transferring.join().expect("a thread");
        assert!(start.elapsed() < MAX_DELAY);
        assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
        error
    })
}

fn cancelling_ends_an_upload(backend: Backend) {
    // The store stops reading within the body, and never responds.
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
        assert_eq!(store.requests().len(), 2);
    }
}

fn cancelling_ends_a_download_in_every_phase(backend: Backend) {
    // Before the headers, before the body, within the body, and while waiting to resume.
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

fn nothing_is_sent_with_a_cancelled_token(backend: Backend) {
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
    assert!(store.requests().is_empty());
}
