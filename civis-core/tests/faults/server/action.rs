//! What a server does to a request.

use crate::tls::Flaw;

/// What the server does.
#[derive(Debug, Clone)]
pub(crate) enum Action {
    /// Does not listen.
    Refused,
    /// Has a host name that does not exist.
    UnknownHost,
    /// Listens, with a full accept queue.
    QueueFull,
    /// Listens, and does not accept.
    Unaccepted,
    /// Ends a connection before it reads anything.
    Unread(End),
    /// Sends these bytes instead of a TLS handshake, and ends the connection.
    NoHandshake(&'static [u8], End),
    /// Uses a wrong certificate in the handshake.
    Certificate(Flaw),
    /// Reads a request, sends these pieces, and ends the connection.
    Http(Reading, Vec<Piece>, End),
}

/// How much of a request is read before the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    Head,
    Part,
    Whole,
}

/// A piece of a response.
#[derive(Debug, Clone)]
pub(crate) enum Piece {
    Bytes(Vec<u8>),
    /// The correct response to the request.
    Echo,
    /// The same bytes, this many times.
    Flood(Vec<u8>, usize),
    /// The same bytes without end, at most a thousand times per second.
    Endless(Vec<u8>),
    /// Bytes one by one.
    Drip(Vec<u8>),
    Pause,
    /// A pause until the fault is healed.
    Hang,
    /// A pause of up to 300 microseconds.
    Moment,
    /// The correct response and these bytes, in one write.
    EchoAnd(Vec<u8>),
    /// A `Location` header.
    Location(RedirectTarget),
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum RedirectTarget {
    Itself,
    AnotherServer,
    PlainHttp,
    UserInfo,
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Keep,
    /// An orderly shutdown, of TLS too.
    Close,
    /// A shutdown of TCP without that of TLS.
    Cut,
    Reset,
    Hang,
}
