//! The faults as data: what the server does, and what the caller should see.

mod connections;
pub(crate) mod responses;

use std::time::Duration;

use crate::server::{Action, End, Piece, Reading};
use crate::support::Backend;
use civis_core::ErrorKind;

pub(crate) struct Fault {
    pub(crate) name: String,
    pub(crate) action: Action,
    pub(crate) effect: Effect,
    /// Whether the fault is in the body, which a response to `HEAD` does not have.
    pub(crate) in_body: bool,
    /// Whether the request is too long for the buffers of sockets.
    pub(crate) long: bool,
    pub(crate) timeouts: Timeouts,
    pub(crate) tls: bool,
    /// Whether the request reuses a connection.
    pub(crate) warm: bool,
    /// Whether the response is decoded as JSON.
    pub(crate) json: bool,
    /// Whether the headers already show a fault of the body.
    pub(crate) in_head: bool,
    /// Whether it is random that part of the request is sent before the fault.
    pub(crate) random: bool,
    /// How many requests get the fault. Each number is a case.
    pub(crate) times: &'static [usize],
}

/// The effect of a fault on the caller.
#[derive(Debug, Clone)]
pub(crate) enum Effect {
    /// No byte of the request was sent.
    NoConnection(ErrorKind),
    /// The request may have executed.
    NoResponse(ErrorKind),
    /// The request may have executed, and a retry would not help.
    BadResponse(ErrorKind),
    /// An error response, and the wait that it requests.
    Status(u16, Duration),
    /// A response with a body.
    Response(u16, &'static str),
    /// The correct response.
    Echo,
}

/// Which timeouts are short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Timeouts {
    Long,
    /// Short timeouts to connect and to read.
    Short,
    /// A short timeout for the call.
    Call,
}

pub(crate) const ALWAYS: usize = usize::MAX;

/// The size limit of response bodies in these tests, in bytes.
pub(crate) const MAX_BODY: u64 = 256 * 1024;

impl Fault {
    fn new(name: &str, action: Action, effect: Effect) -> Self {
        let times: &[usize] = match &action {
            Action::Http(..) => &[1, ALWAYS],
            _ => &[ALWAYS],
        };
        Self {
            name: name.to_owned(),
            effect,
            in_body: false,
            long: false,
            timeouts: Timeouts::Long,
            tls: false,
            warm: false,
            json: false,
            in_head: false,
            random: matches!(action, Action::Unread(_)),
            action,
            times,
        }
    }

    /// Reads the request, and sends these bytes.
    fn http(name: &str, bytes: impl Into<Vec<u8>>, end: End, effect: Effect) -> Self {
        Self::pieces(name, vec![Piece::Bytes(bytes.into())], end, effect)
    }

    fn pieces(name: &str, pieces: Vec<Piece>, end: End, effect: Effect) -> Self {
        Self::new(name, Action::Http(Reading::Whole, pieces, end), effect)
    }

    fn in_body(mut self) -> Self {
        self.in_body = true;
        self
    }

    fn in_head(mut self) -> Self {
        self.in_head = true;
        self.in_body()
    }

    fn short(mut self) -> Self {
        self.timeouts = Timeouts::Short;
        self
    }

    fn warm(mut self) -> Self {
        self.warm = true;
        self.name.push_str(", on a used connection");
        self
    }

    fn tls(mut self) -> Self {
        self.tls = true;
        self.name.push_str(", over TLS");
        self
    }

    fn json(mut self) -> Self {
        self.json = true;
        self
    }

    /// A long request, of which this much is read.
    fn long(mut self, reading: Reading) -> Self {
        self.long = true;
        if let Action::Http(much, ..) = &mut self.action {
            *much = reading;
        }
        self
    }
}

const OK: &[u8] = b"HTTP/1.1 200 OK\r\n";
const CHUNKED: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const UNTIL_CLOSE: &[u8] = b"HTTP/1.1 200 OK\r\n\r\n";
pub(crate) const FORGED: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n\"forged\"";

const NO_RESPONSE: Effect = Effect::NoResponse(ErrorKind::Transport);
const TIMED_OUT: Effect = Effect::NoResponse(ErrorKind::Timeout);
const INVALID_RESPONSE: Effect = Effect::BadResponse(ErrorKind::Transport);
const NO_WAIT: Duration = Duration::ZERO;

fn with(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

/// All faults, adapted to a transport.
pub(crate) fn all(backend: Backend) -> Vec<Fault> {
    let mut all = connections::connections();
    all.extend(connections::cuts());
    all.extend(responses::lengths());
    all.extend(connections::silences());
    all.extend(connections::encryption());
    all.extend(responses::statuses());
    all.extend(responses::redirections());
    all.extend(responses::oddities());
    all.extend(responses::surplus());
    all.extend(responses::floods());
    for fault in &mut all {
        match backend {
            #[cfg(feature = "ureq")]
            Backend::Ureq => fault.in_body &= !fault.in_head,
            // hyper stops reading when it cannot write.
            #[cfg(feature = "reqwest")]
            Backend::Reqwest if fault.name.starts_with("413 early") => fault.random = true,
            #[cfg(feature = "reqwest")]
            Backend::Reqwest => {}
        }
    }
    all
}
