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
}

/// A new request on this thread: nothing of it has left.
pub(super) fn begin() {
    LEFT.set(false);
}

/// Whether something of this thread's request may have left.
pub(super) fn has_left() -> bool {
    LEFT.get()
}

/// The last link of the chain of connectors, above TLS and proxies: what passes it
/// is HTTP.
#[derive(Debug)]
pub(super) struct Watch;

impl<In: Transport> Connector<In> for Watch {
    type Out = Watched<In>;

    fn connect(
        &self,
        _: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|connection| Watched {
            connection,
            cut: false,
            found: false,
        }))
    }
}

/// A connection.
#[derive(Debug)]
pub(super) struct Watched<T> {
    connection: T,
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
