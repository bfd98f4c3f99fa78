//! The faults, as data: what a server does, and what that is in truth.

pub(crate) mod answers;
mod connections;

use std::time::Duration;

use crate::server::{Act, End, Piece, Reading};
use crate::support::Backend;
use civis_core::ErrorKind;

pub(crate) struct Fault {
    pub(crate) name: String,
    pub(crate) act: Act,
    pub(crate) truth: Truth,
    /// Whether it sits in the answer's body, which an answer to `HEAD` has not.
    pub(crate) in_body: bool,
    /// Whether the request is too long for what the sockets hold.
    pub(crate) long: bool,
    pub(crate) patience: Patience,
    pub(crate) tls: bool,
    /// Whether the request finds a connection that was used.
    pub(crate) warm: bool,
    /// Whether the answer is read as JSON.
    pub(crate) json: bool,
    /// Whether the head already tells of a fault in the body, to those who look.
    pub(crate) in_head: bool,
    /// Whether it is left to chance if something of the request leaves before.
    pub(crate) by_chance: bool,
    /// How many of the next requests meet the fault.
    pub(crate) times: &'static [usize],
}

/// What a fault is to the caller.
#[derive(Debug, Clone)]
pub(crate) enum Truth {
    /// Not a byte of the request left.
    NoConnection(ErrorKind),
    /// The request may have been carried out.
    NoAnswer(ErrorKind),
    /// The same, and the next answer would be no better.
    BadAnswer(ErrorKind),
    /// An answer that is an error, and the wait that it asks for.
    Status(u16, Duration),
    /// An answer, with its body.
    Answer(u16, &'static str),
    /// The right answer.
    Echo,
}

/// What bounds the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Patience {
    Long,
    /// Little time to connect and for each read.
    Short,
    /// Little time for the call.
    Call,
}

pub(crate) const ALWAYS: usize = usize::MAX;

/// How long an answer may be in these tests, in bytes.
pub(crate) const MAX_BODY: u64 = 256 * 1024;

impl Fault {
    fn new(name: &str, act: Act, truth: Truth) -> Self {
        let times: &[usize] = match &act {
            Act::Http(..) => &[1, ALWAYS],
            _ => &[ALWAYS],
        };
        Self {
            name: name.to_owned(),
            truth,
            in_body: false,
            long: false,
            patience: Patience::Long,
            tls: false,
            warm: false,
            json: false,
            in_head: false,
            by_chance: matches!(act, Act::Unread(_)),
            act,
            times,
        }
    }

    /// A request that is read, and these bytes.
    fn http(name: &str, bytes: impl Into<Vec<u8>>, end: End, truth: Truth) -> Self {
        Self::pieces(name, vec![Piece::Bytes(bytes.into())], end, truth)
    }

    fn pieces(name: &str, pieces: Vec<Piece>, end: End, truth: Truth) -> Self {
        Self::new(name, Act::Http(Reading::Whole, pieces, end), truth)
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
        self.patience = Patience::Short;
        self
    }

    fn warm(mut self) -> Self {
        self.warm = true;
        self.name.push_str(", on a used connection");
        self
    }

    fn tls(mut self) -> Self {
        self.tls = true;
        self.name.push_str(", by TLS");
        self
    }

    fn json(mut self) -> Self {
        self.json = true;
        self
    }

    /// A long request, of which so much is read.
    fn long(mut self, reading: Reading) -> Self {
        self.long = true;
        if let Act::Http(much, ..) = &mut self.act {
            *much = reading;
        }
        self
    }
}

const OK: &[u8] = b"HTTP/1.1 200 OK\r\n";
const CHUNKED: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const UNTIL_CLOSE: &[u8] = b"HTTP/1.1 200 OK\r\n\r\n";
pub(crate) const FORGED: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n\"forged\"";

const LOST: Truth = Truth::NoAnswer(ErrorKind::Transport);
const LATE: Truth = Truth::NoAnswer(ErrorKind::Timeout);
const BAD: Truth = Truth::BadAnswer(ErrorKind::Transport);
const NOW: Duration = Duration::ZERO;

fn with(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

/// All faults, to a transport.
pub(crate) fn all(backend: Backend) -> Vec<Fault> {
    let mut all = connections::connections();
    all.extend(connections::cuts());
    all.extend(answers::lengths());
    all.extend(connections::silences());
    all.extend(connections::encryption());
    all.extend(answers::statuses());
    all.extend(answers::redirections());
    all.extend(answers::oddities());
    all.extend(answers::surplus());
    all.extend(answers::floods());
    for fault in &mut all {
        match backend {
            #[cfg(feature = "ureq")]
            Backend::Ureq => fault.in_body &= !fault.in_head,
            // hyper gives up reading when it cannot write.
            #[cfg(feature = "reqwest")]
            Backend::Reqwest if fault.name.starts_with("413 early") => fault.by_chance = true,
            #[cfg(feature = "reqwest")]
            Backend::Reqwest => {}
        }
    }
    all
}
