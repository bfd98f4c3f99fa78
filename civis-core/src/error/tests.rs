use std::io;
use std::panic::{RefUnwindSafe, UnwindSafe};

use std::error::Error as _;
use std::time::Duration;

use http::Method;

use super::{Error, ErrorKind, RunDetails, Target};
use crate::error::{TransportError, TransportErrorKind};
use crate::secret::Secret;

#[test]
fn the_kind_of_an_io_error_tells_a_timeout() {
    for (kind, expected) in [
        (ErrorKind::Timeout, io::ErrorKind::TimedOut),
        (ErrorKind::Api, io::ErrorKind::Other),
    ] {
        let error = io::Error::from(Error::new(kind, "late"));
        assert_eq!(error.kind(), expected);
        let inner = error.downcast::<Error>().expect("the error");
        assert_eq!((inner.kind(), inner.pointer()), (kind, None));
    }
    for (kind, expected) in [
        (TransportErrorKind::Timeout, io::ErrorKind::TimedOut),
        (TransportErrorKind::Protocol, io::ErrorKind::InvalidData),
        (TransportErrorKind::Io, io::ErrorKind::Other),
    ] {
        let error = io::Error::from(TransportError::new(kind, true, "late"));
        assert_eq!(error.kind(), expected);
    }
}

fn target(method: Method) -> Target {
    let path = "/jobs/1".to_owned();
    Target { method, path }
}

#[test]
fn only_a_request_that_was_sent_and_changes_something_may_have_executed() {
    let lost = |method, sent| {
        let source = TransportError::new(TransportErrorKind::Io, sent, "lost");
        Error::transport(target(method), &source, 1, &Secret::default())
    };
    let cancelled = |method, sent| Error::cancelled(target(method), 1, sent);
    for (method, sent, may_have_executed) in [
        (Method::POST, true, true),
        (Method::POST, false, false),
        (Method::GET, true, false),
        (Method::GET, false, false),
    ] {
        for error in [lost(method.clone(), sent), cancelled(method.clone(), sent)] {
            assert_eq!(error.may_have_executed(), may_have_executed, "{error}");
        }
    }
    let error = Error::cancelled(target(Method::POST), 0, false);
    assert_eq!(error.message(), "cancelled before it was sent");
    let error = cancelled(Method::POST, true);
    assert_eq!(error.message(), "cancelled, and may have executed");
    assert_eq!(cancelled(Method::POST, false).message(), "cancelled");

    for (one, other, both) in [
        (true, false, true),
        (false, true, true),
        (false, false, false),
    ] {
        let error = cancelled(Method::POST, one).or_may_have_executed(other);
        assert_eq!(error.may_have_executed(), both, "{one}, {other}");
    }
}

#[test]
fn attempts_are_shown_if_there_were_several() {
    let error = |attempts| {
        let error = Error::cancelled(target(Method::GET), attempts, false);
        error.with_elapsed(Duration::from_millis(1500)).to_string()
    };
    assert_eq!(error(1), "GET /jobs/1: cancelled");
    assert_eq!(
        error(2),
        "GET /jobs/1: cancelled, after 2 attempts in 1.5 s"
    );
}

#[test]
fn what_is_added_to_an_error_is_kept() {
    let run = RunDetails {
        job_id: 7,
        ..RunDetails::default()
    };
    let error = Error::new(ErrorKind::RunFailed, "").with_run(run.clone());
    assert_eq!(error.run(), Some(&run));
    assert!(error.source().is_none());
    let source = io::Error::from(io::ErrorKind::NotFound);
    let error = Error::io("a.csv", source);
    let source = error.source().and_then(|source| source.downcast_ref());
    let kind = source.map(io::Error::kind);
    assert_eq!(kind, Some(io::ErrorKind::NotFound));
    assert!(format!("{error:?}").contains("a.csv"), "{error:?}");
    assert_eq!(error.run(), None);

    for (message, expected) in [
        ("", "try again"),
        ("failed", "failed; try again"),
        ("failed\na line", "failed; try again\na line"),
    ] {
        let error = Error::new(ErrorKind::RunFailed, message).with_advice("try again");
        assert_eq!(error.message(), expected);
    }
}

#[test]
fn an_error_is_small_and_crosses_threads() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Error>();
    fn check_unwind<T: UnwindSafe + RefUnwindSafe>() {}
    check_unwind::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}
