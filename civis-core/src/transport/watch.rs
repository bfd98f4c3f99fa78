//! What the transport over ureq has to know of its connections, and ureq does not
//! tell.

use std::cell::Cell;
use std::io;
use std::time::Duration;

use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};
use ureq::{Error, Timeout};

/// How long an answer is looked for when a request cannot be sent to its end: it
/// is on this machine by then, or will not come.
const GRACE: Duration = Duration::from_millis(20);

thread_local! {
    /// Whether something of the request has left. ureq runs a request on the thread
    /// of its caller from the first byte to the last.
    static LEFT: Cell<bool> = const { Cell::new(false) };
    /// How many connections are being made: two if one leads to a proxy.
    static BEGUN: Cell<u32> = const { Cell::new(0) };
}

/// A new request on this thread: nothing of it has left.
pub(super) fn begin() {
    LEFT.set(false);
    BEGUN.set(0);
}

/// Whether something of this thread's request may have left.
pub(super) fn has_left() -> bool {
    LEFT.get()
}

/// The chain of connectors between a first link that counts and a last one, above
/// TLS and proxies, that watches: what passes it is HTTP.
pub(super) fn watched(chain: impl Connector) -> impl Connector {
    First.chain(chain).chain(Last)
}

#[derive(Debug)]
struct First;

impl Connector for First {
    type Out = ();

    fn connect(&self, _: &ConnectionDetails<'_>, _: Option<()>) -> Result<Option<()>, Error> {
        BEGUN.set(BEGUN.get() + 1);
        Ok(None)
    }
}

#[derive(Debug)]
struct Last;

impl<In: Transport> Connector<In> for Last {
    type Out = Watched<In>;

    fn connect(
        &self,
        _: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let outer = BEGUN.get().saturating_sub(1);
        BEGUN.set(outer);
        Ok(chained.map(|connection| Watched {
            connection,
            to_proxy: outer > 0,
            cut: false,
            found: false,
        }))
    }
}

/// A connection.
#[derive(Debug)]
struct Watched<T> {
    connection: T,
    /// Whether another one passes through it, which is the one to watch.
    to_proxy: bool,
    /// Whether the server answered before it had the whole request, and takes no
    /// more of it.
    cut: bool,
    /// Whether the start of that answer is in the buffer, and was not asked for yet.
    found: bool,
}

impl<T: Transport> Watched<T> {
    /// Whether the server has answered already.
    fn has_answered(&mut self) -> bool {
        let timeout = NextTimeout {
            after: GRACE.into(),
            reason: Timeout::RecvResponse,
            ..NextTimeout::default()
        };
        matches!(self.connection.maybe_await_input(timeout), Ok(true))
    }
}

impl<T: Transport> Transport for Watched<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.connection.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if self.to_proxy {
            return self.connection.transmit_output(amount, timeout);
        }
        if self.cut {
            return Ok(());
        }
        LEFT.set(true);
        match self.connection.transmit_output(amount, timeout) {
            // A refusal of a long body is more worth than that it was cut.
            Err(_) if self.has_answered() => {
                (self.cut, self.found) = (true, true);
                Ok(())
            }
            result => result,
        }
    }

    /// ureq takes a reset, and the end of TCP below TLS, for the end of a body
    /// without a length: a part would pass for the whole.
    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        if std::mem::take(&mut self.found) {
            return Ok(true);
        }
        self.connection
            .await_input(timeout)
            .map_err(|error| match error {
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

    fn is_open(&mut self) -> bool {
        !self.cut && self.connection.is_open()
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

    use super::{Watched, begin, has_left};

    /// A server that takes nothing, and answers if `answers`.
    #[derive(Debug)]
    struct Unwilling {
        buffers: LazyBuffers,
        answers: bool,
    }

    impl Transport for Unwilling {
        fn buffers(&mut self) -> &mut dyn Buffers {
            &mut self.buffers
        }

        fn transmit_output(&mut self, _: usize, _: NextTimeout) -> Result<(), Error> {
            Err(io::Error::from(io::ErrorKind::BrokenPipe).into())
        }

        fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
            if !self.answers {
                return Err(io::Error::from(io::ErrorKind::ConnectionReset).into());
            }
            self.buffers.input_append_buf()[..4].copy_from_slice(b"HTTP");
            self.buffers.input_appended(4);
            Ok(true)
        }

        fn is_open(&mut self) -> bool {
            true
        }
    }

    fn connection(answers: bool) -> Watched<Unwilling> {
        let buffers = LazyBuffers::new(100, 100);
        Watched {
            connection: Unwilling { buffers, answers },
            to_proxy: false,
            cut: false,
            found: false,
        }
    }

    #[test]
    fn an_early_answer_is_read_once_and_ends_the_use_of_its_connection() {
        let mut connection = connection(true);
        let timeout = NextTimeout::default();
        assert!(connection.is_open());
        // The first fails below and finds the answer; the rest goes nowhere.
        for _ in 0..3 {
            connection.transmit_output(10, timeout).expect("an answer");
        }
        assert_eq!(connection.buffers().input(), b"HTTP");
        assert!(connection.await_input(timeout).expect("the same answer"));
        assert_eq!(connection.buffers().input(), b"HTTP");
        assert!(connection.await_input(timeout).expect("the rest of it"));
        assert_eq!(connection.buffers().input(), b"HTTPHTTP");
        assert!(!connection.is_open());
    }

    #[test]
    fn what_cannot_be_sent_may_have_left_and_a_reset_is_no_end() {
        let mut connection = connection(false);
        let timeout = NextTimeout::default();
        begin();
        assert!(!has_left());
        let error = connection.transmit_output(10, timeout);
        assert!(matches!(error, Err(Error::Io(io)) if io.kind() == io::ErrorKind::BrokenPipe));
        assert!(has_left());
        let error = connection.await_input(timeout);
        assert!(matches!(error, Err(Error::Io(io)) if io.kind() == io::ErrorKind::Other));
        assert!(connection.is_open());
    }
}
