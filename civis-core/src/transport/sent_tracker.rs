//! Tracks whether the bytes of a request were sent, which ureq's errors do not say.
//! A connection of ureq is wrapped so that it also
//! - masks what ureq would log: see `log_mask`;
//! - reads the response to a long request that the server cuts short;
//! - reports a body that is cut off, where ureq would take it for complete.

use std::cell::Cell;
use std::io;
use std::time::{Duration as StdDuration, Instant};

use ureq::unversioned::transport::time::Duration;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};
use ureq::{Error, Timeout};

use super::log_mask;

/// How long to look for a response after a request could not be sent completely: by
/// then it has arrived, or it never will.
const GRACE: StdDuration = StdDuration::from_millis(20);

/// The state of a request.
#[derive(Clone, Copy)]
struct State {
    /// Whether bytes of the request were sent.
    sent: bool,
    /// How many connections are being made: two if one is a tunnel through a proxy.
    connecting: u32,
    /// The time by which the response, or its head, must have arrived.
    deadline: Option<Instant>,
    /// Whether the server has stopped reading the request.
    is_cut: bool,
}

thread_local! {
    /// The state of this thread's request. ureq processes a request on the thread of its
    /// caller, from the first byte to the last.
    static STATE: Cell<State> = const { Cell::new(State::NEW) };
}

impl State {
    const NEW: Self = Self {
        sent: false,
        connecting: 0,
        deadline: None,
        is_cut: false,
    };
}

/// Tracks a request until it is dropped. Then it restores the state of the request before, if this one
/// was sent to read that one's body.
pub(super) struct Tracking(State);

impl Drop for Tracking {
    fn drop(&mut self) {
        STATE.set(self.0);
    }
}

/// Starts a new request on this thread, or the next read of its response. All that it waits for must
/// arrive by the deadline.
pub(super) fn start(deadline: Option<Instant>) -> Tracking {
    Tracking(STATE.replace(State {
        deadline,
        ..State::NEW
    }))
}

/// Whether bytes of this thread's request may have been sent.
pub(super) fn bytes_sent() -> bool {
    STATE.get().sent
}

/// Whether the server has stopped reading this thread's request, and has responded.
pub(super) fn is_cut() -> bool {
    STATE.get().is_cut
}

/// Shortens a time-out so that it ends at the deadline of this thread's request.
fn within_deadline(mut timeout: NextTimeout) -> Result<NextTimeout, Error> {
    if let Some(deadline) = STATE.get().deadline {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Error::Timeout(Timeout::Global));
        }
        let left = Duration::from(left);
        if left < timeout.after {
            timeout.after = left;
            timeout.reason = Timeout::Global;
        }
    }
    Ok(timeout)
}

/// Puts a chain of connectors between one that counts connections and one that tracks
/// them. The latter is above TLS and proxies: all bytes that pass it are HTTP.
pub(super) fn track(chain: impl Connector) -> impl Connector {
    CountConnections.chain(chain).chain(TrackSent)
}

#[derive(Debug)]
struct CountConnections;

impl Connector for CountConnections {
    type Out = ();

    fn connect(&self, _: &ConnectionDetails<'_>, _: Option<()>) -> Result<Option<()>, Error> {
        let state = STATE.get();
        STATE.set(State {
            connecting: state.connecting + 1,
            ..state
        });
        Ok(None)
    }
}

#[derive(Debug)]
struct TrackSent;

impl<In: Transport> Connector<In> for TrackSent {
    type Out = Tracked<In>;

    fn connect(
        &self,
        _: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let state = STATE.get();
        let outer = state.connecting.saturating_sub(1);
        STATE.set(State {
            connecting: outer,
            ..state
        });
        Ok(chained.map(|connection| Tracked {
            connection,
            is_to_proxy: outer > 0,
            is_in_use: false,
            is_cut: false,
            has_input: false,
            failure: None,
        }))
    }
}

/// A tracked connection.
#[derive(Debug)]
struct Tracked<T> {
    connection: T,
    /// Whether this is the connection to a proxy. The one to track goes through it.
    is_to_proxy: bool,
    /// Whether a request was sent since the connection left the pool.
    is_in_use: bool,
    /// Whether the server responded before it had the whole request, and stopped
    /// reading it.
    is_cut: bool,
    /// Whether the start of that response is in the buffer and was not read yet.
    has_input: bool,
    /// The error of the next read.
    failure: Option<Error>,
}

impl<T: Transport> Tracked<T> {
    /// Whether the server has responded already.
    fn has_responded(&mut self) -> bool {
        let timeout = NextTimeout {
            after: GRACE.into(),
            reason: Timeout::RecvResponse,
            ..NextTimeout::default()
        };
        matches!(self.connection.maybe_await_input(timeout), Ok(true))
    }
}

impl<T: Transport> Transport for Tracked<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.connection.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if self.is_to_proxy {
            return self.connection.transmit_output(amount, timeout);
        }
        if self.is_cut {
            return Ok(());
        }
        self.is_in_use = true;
        let timeout = within_deadline(timeout)?;
        log_mask::unmask(&mut self.connection.buffers().output()[..amount])?;
        STATE.set(State {
            sent: true,
            ..STATE.get()
        });
        match self.connection.transmit_output(amount, timeout) {
            // The response, a refusal of a long body, says more than the error.
            Err(_) if self.has_responded() => {
                (self.is_cut, self.has_input) = (true, true);
                STATE.set(State {
                    is_cut: true,
                    ..STATE.get()
                });
                Ok(())
            }
            result => result,
        }
    }

    /// ureq takes a reset, and a TCP connection that ends without TLS's own end, for the
    /// end of a body without a length: a truncated body would look complete.
    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        if std::mem::take(&mut self.has_input) {
            self.failure = log_mask::mask_input(&mut self.connection, 0);
            return Ok(true);
        }
        let masked = self.connection.buffers().input().len();
        let result = match self.failure.take() {
            Some(error) => Err(error),
            None => self.connection.await_input(within_deadline(timeout)?),
        };
        if !self.is_to_proxy && matches!(result, Ok(true)) {
            self.failure = log_mask::mask_input(&mut self.connection, masked);
        }
        result.map_err(|error| match error {
            Error::Io(io)
                if matches!(
                    io.kind(),
                    io::ErrorKind::UnexpectedEof
                        | io::ErrorKind::ConnectionAborted
                        | io::ErrorKind::ConnectionReset
                ) =>
            {
                Error::Io(io::Error::other(io))
            }
            error => error,
        })
    }

    /// ureq asks when a connection returns to its pool, and again when it leaves it. To probe the
    /// connection takes three system calls; the second probe is enough.
    fn is_open(&mut self) -> bool {
        let is_returned = std::mem::take(&mut self.is_in_use);
        !self.is_cut && (is_returned || self.connection.is_open())
    }

    fn is_tls(&self) -> bool {
        self.connection.is_tls()
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use ureq::Error;
    use ureq::unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport};

    use super::{Tracked, bytes_sent, start};

    /// A server that reads nothing, and responds if `responds`. The connection is open if `is_open`.
    #[derive(Debug)]
    struct Unwilling {
        buffers: LazyBuffers,
        responds: bool,
        is_open: bool,
    }

    impl Transport for Unwilling {
        fn buffers(&mut self) -> &mut dyn Buffers {
            &mut self.buffers
        }

        fn transmit_output(&mut self, _: usize, _: NextTimeout) -> Result<(), Error> {
            Err(io::Error::from(io::ErrorKind::BrokenPipe).into())
        }

        fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
            if !self.responds {
                return Err(io::Error::from(io::ErrorKind::ConnectionReset).into());
            }
            self.buffers.input_append_buf()[..4].copy_from_slice(b"HTTP");
            self.buffers.input_appended(4);
            Ok(true)
        }

        fn is_open(&mut self) -> bool {
            self.is_open
        }
    }

    fn connection(responds: bool) -> Tracked<Unwilling> {
        let buffers = LazyBuffers::new(100, 100);
        Tracked {
            connection: Unwilling {
                buffers,
                responds,
                is_open: true,
            },
            is_to_proxy: false,
            is_in_use: false,
            is_cut: false,
            has_input: false,
            failure: None,
        }
    }

    #[test]
    fn an_early_response_is_read_once_and_its_connection_is_not_reused() {
        let mut connection = connection(true);
        let timeout = NextTimeout::default();
        assert!(connection.is_open());
        // The first attempt to send fails and finds the response. The rest is discarded.
        for _ in 0..3 {
            connection.transmit_output(10, timeout).expect("a response");
        }
        assert_eq!(connection.buffers().input(), b"HTTP");
        assert!(connection.await_input(timeout).expect("the same response"));
        assert_eq!(connection.buffers().input(), b"HTTP");
        assert!(connection.await_input(timeout).expect("the rest of it"));
        assert_eq!(connection.buffers().input(), b"HTTPHTTP");
        assert!(!connection.is_open());
    }

    #[test]
    fn a_failed_send_counts_as_sent_and_a_reset_is_an_error() {
        let mut connection = connection(false);
        let timeout = NextTimeout::default();
        let _tracking = start(None);
        assert!(!bytes_sent());
        let error = connection.transmit_output(10, timeout);
        assert!(matches!(error, Err(Error::Io(io)) if io.kind() == io::ErrorKind::BrokenPipe));
        assert!(bytes_sent());
        let error = connection.await_input(timeout);
        assert!(matches!(error, Err(Error::Io(io)) if io.kind() == io::ErrorKind::Other));
        assert!(connection.is_open());
    }

    #[test]
    fn a_connection_is_probed_when_it_leaves_the_pool() {
        let mut connection = connection(false);
        connection.connection.is_open = false;
        for _ in 0..2 {
            let sent = connection.transmit_output(10, NextTimeout::default());
            sent.expect_err("it is closed");
            assert!(connection.is_open());
            assert!(!connection.is_open());
            assert!(!connection.is_open());
        }
    }
}
