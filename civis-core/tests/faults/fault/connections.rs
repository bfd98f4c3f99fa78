//! Faults of connections.

use civis_core::ErrorKind;

use super::{
    CHUNKED, Effect, FORGED, Fault, NO_RESPONSE, OK, TIMED_OUT, Timeouts, UNTIL_CLOSE, with,
};
use crate::server::{Action, End, Piece, Reading};
use crate::tls::Flaw;

pub(super) fn connections() -> Vec<Fault> {
    let never =
        |name: &str, action| Fault::new(name, action, Effect::NoConnection(ErrorKind::Connect));
    let late = Effect::NoConnection(ErrorKind::Timeout);
    let mut all = vec![
        never("connection refused", Action::Refused),
        never("unknown host", Action::UnknownHost),
        Fault::new(
            "closed before it is read",
            Action::Unread(End::Close),
            NO_RESPONSE,
        ),
        Fault::new(
            "reset before it is read",
            Action::Unread(End::Reset),
            NO_RESPONSE,
        ),
    ];
    if cfg!(target_os = "linux") {
        all.push(Fault::new("accept queue is full", Action::QueueFull, late).short());
    }
    all.push(Fault::new("never accepted", Action::Unaccepted, TIMED_OUT).short());
    all
}

pub(super) fn cuts() -> Vec<Fault> {
    let mut all = Vec::new();
    for (end, ending) in [(End::Close, "closed"), (End::Reset, "reset")] {
        let cut = |name: &str, bytes: &[u8]| {
            Fault::http(&format!("{name}, {ending}"), bytes, end, NO_RESPONSE)
        };
        all.extend([
            cut("no response", b""),
            cut("no response", b"").warm(),
            cut("half a status line", b"HTTP/1.1 20"),
            cut("half a head", b"HTTP/1.1 200 OK\r\nContent-Le"),
            cut(
                "half a body",
                &with(&[OK, b"Content-Length: 9\r\n\r\n1234"]),
            )
            .in_body(),
            cut("no body", &with(&[OK, b"Content-Length: 9\r\n\r\n"])).in_body(),
            cut("half a chunk", &with(&[CHUNKED, b"9\r\n1234"])).in_body(),
            cut("half a chunk's size", &with(&[CHUNKED, b"4\r\n1234\r\n5"])).in_body(),
            cut("no last chunk", &with(&[CHUNKED, b"4\r\n1234\r\n"])).in_body(),
            cut("only 100", b"HTTP/1.1 100 Continue\r\n\r\n"),
            cut(
                "only 103",
                b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
            ),
        ]);
    }
    let reset = |name: &str, reading| Fault::http(name, b"", End::Reset, NO_RESPONSE).long(reading);
    all.extend([
        reset("reset after the head of a long request", Reading::Head),
        reset("reset while a long request is sent", Reading::Part),
        reset("reset after a long request", Reading::Whole),
        Fault::http(
            "body until the end, reset",
            with(&[UNTIL_CLOSE, b"1234"]),
            End::Reset,
            NO_RESPONSE,
        )
        .in_body(),
        Fault::http(
            "body until the end",
            with(&[UNTIL_CLOSE, b"1234"]),
            End::Close,
            Effect::Response(200, "1234"),
        )
        .in_body(),
        // The server closes the connection after this response.
        Fault::pieces(
            "idle connection is closed",
            vec![Piece::Echo],
            End::Close,
            Effect::Echo,
        )
        .warm(),
    ]);
    all
}

pub(super) fn silences() -> Vec<Fault> {
    let silent = |name: &str, bytes: &[u8]| Fault::http(name, bytes, End::Hang, TIMED_OUT).short();
    let drip = |name: &str, head: &[u8], rest: Vec<u8>| {
        let pieces = vec![Piece::Bytes(head.to_vec()), Piece::Drip(rest)];
        let mut fault = Fault::pieces(name, pieces, End::Close, TIMED_OUT);
        fault.timeouts = Timeouts::Call;
        fault
    };
    vec![
        silent("no response at all", b""),
        silent("no response at all", b"").warm(),
        silent("half a head, and silence", b"HTTP/1.1 200 OK\r\nContent-Le"),
        silent("only 102, and silence", b"HTTP/1.1 102 Processing\r\n\r\n"),
        silent("no body at all", &with(&[OK, b"Content-Length: 9\r\n\r\n"])).in_body(),
        silent(
            "half a body, and silence",
            &with(&[OK, b"Content-Length: 9\r\n\r\n1234"]),
        )
        .in_body(),
        drip(
            "a head byte by byte",
            b"",
            b"HTTP/1.1 200 OK\r\nX-Long: ".repeat(20),
        ),
        drip(
            "a body byte by byte",
            &with(&[OK, b"Content-Length: 999\r\n\r\n"]),
            vec![b'x'; 999],
        )
        .in_body(),
    ]
}

pub(super) fn encryption() -> Vec<Fault> {
    let refused =
        |name: &str, action| Fault::new(name, action, Effect::NoConnection(ErrorKind::Tls)).tls();
    let cut = |name: &str, end| {
        let action = Action::NoHandshake(b"", end);
        Fault::new(name, action, Effect::NoConnection(ErrorKind::Connect)).tls()
    };
    let plain = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    vec![
        refused(
            "plain text instead of TLS",
            Action::NoHandshake(plain, End::Close),
        ),
        refused(
            "unknown authority",
            Action::Certificate(Flaw::UnknownAuthority),
        ),
        refused("expired certificate", Action::Certificate(Flaw::Expired)),
        refused(
            "certificate of another host",
            Action::Certificate(Flaw::OtherHost),
        ),
        cut("handshake closed", End::Close),
        cut("handshake reset", End::Reset),
        Fault::new(
            "handshake without a response",
            Action::NoHandshake(b"", End::Hang),
            Effect::NoConnection(ErrorKind::Timeout),
        )
        .tls()
        .short(),
        Fault::http("no response", b"", End::Close, NO_RESPONSE).tls(),
        Fault::http("no response, cut", b"", End::Cut, NO_RESPONSE)
            .tls()
            .warm(),
        Fault::http(
            "body cut",
            with(&[UNTIL_CLOSE, b"1234"]),
            End::Cut,
            NO_RESPONSE,
        )
        .tls()
        .in_body(),
        Fault::http(
            "body until the end",
            with(&[UNTIL_CLOSE, b"1234"]),
            End::Close,
            Effect::Response(200, "1234"),
        )
        .tls()
        .in_body(),
        Fault::pieces(
            "two responses",
            vec![Piece::Echo, Piece::Bytes(FORGED.to_vec())],
            End::Keep,
            Effect::Echo,
        )
        .tls(),
    ]
}
