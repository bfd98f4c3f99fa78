//! What goes wrong with a connection.

use civis_core::ErrorKind;

use super::{CHUNKED, FORGED, Fault, LATE, LOST, OK, Patience, Truth, UNTIL_CLOSE, with};
use crate::server::{Act, End, Piece, Reading};
use crate::tls::Flaw;

pub(super) fn connections() -> Vec<Fault> {
    let never = |name: &str, act| Fault::new(name, act, Truth::NoConnection(ErrorKind::Connect));
    let late = Truth::NoConnection(ErrorKind::Timeout);
    let mut all = vec![
        never("connection refused", Act::Refused),
        never("unknown host", Act::UnknownHost),
        Fault::new("closed before it is read", Act::Unread(End::Close), LOST),
        Fault::new("reset before it is read", Act::Unread(End::Reset), LOST),
    ];
    if cfg!(target_os = "linux") {
        all.push(Fault::new("queue is full", Act::QueueFull, late).short());
    }
    all.push(Fault::new("never accepted", Act::Unaccepted, LATE).short());
    all
}

pub(super) fn cuts() -> Vec<Fault> {
    let mut all = Vec::new();
    for (end, ending) in [(End::Close, "closed"), (End::Reset, "reset")] {
        let cut =
            |name: &str, bytes: &[u8]| Fault::http(&format!("{name}, {ending}"), bytes, end, LOST);
        all.extend([
            cut("no answer", b""),
            cut("no answer", b"").warm(),
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
    let reset = |name: &str, reading| Fault::http(name, b"", End::Reset, LOST).long(reading);
    all.extend([
        reset("reset after the head of a long request", Reading::Head),
        reset("reset while a long request is sent", Reading::Part),
        reset("reset after a long request", Reading::Whole),
        Fault::http(
            "body until the end, reset",
            with(&[UNTIL_CLOSE, b"1234"]),
            End::Reset,
            LOST,
        )
        .in_body(),
        Fault::http(
            "body until the end",
            with(&[UNTIL_CLOSE, b"1234"]),
            End::Close,
            Truth::Answer(200, "1234"),
        )
        .in_body(),
        // Its last answer before it goes.
        Fault::pieces(
            "idle connection is closed",
            vec![Piece::Echo],
            End::Close,
            Truth::Echo,
        )
        .warm(),
    ]);
    all
}

pub(super) fn silences() -> Vec<Fault> {
    let silent = |name: &str, bytes: &[u8]| Fault::http(name, bytes, End::Hang, LATE).short();
    let drip = |name: &str, head: &[u8], rest: Vec<u8>| {
        let pieces = vec![Piece::Bytes(head.to_vec()), Piece::Drip(rest)];
        let mut fault = Fault::pieces(name, pieces, End::Close, LATE);
        fault.patience = Patience::Call;
        fault
    };
    vec![
        silent("no answer, ever", b""),
        silent("no answer, ever", b"").warm(),
        silent("half a head, and silence", b"HTTP/1.1 200 OK\r\nContent-Le"),
        silent("only 102, and silence", b"HTTP/1.1 102 Processing\r\n\r\n"),
        silent("no body, ever", &with(&[OK, b"Content-Length: 9\r\n\r\n"])).in_body(),
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
        |name: &str, act| Fault::new(name, act, Truth::NoConnection(ErrorKind::Tls)).tls();
    let cut = |name: &str, end| {
        let act = Act::NoHandshake(b"", end);
        Fault::new(name, act, Truth::NoConnection(ErrorKind::Connect)).tls()
    };
    let plain = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    vec![
        refused(
            "plain text in place of TLS",
            Act::NoHandshake(plain, End::Close),
        ),
        refused(
            "unknown authority",
            Act::Certificate(Flaw::UnknownAuthority),
        ),
        refused("expired certificate", Act::Certificate(Flaw::Expired)),
        refused(
            "certificate of another host",
            Act::Certificate(Flaw::OtherHost),
        ),
        cut("handshake closed", End::Close),
        cut("handshake reset", End::Reset),
        Fault::new(
            "handshake without an answer",
            Act::NoHandshake(b"", End::Hang),
            Truth::NoConnection(ErrorKind::Timeout),
        )
        .tls()
        .short(),
        Fault::http("no answer", b"", End::Close, LOST).tls(),
        Fault::http("no answer, cut", b"", End::Cut, LOST)
            .tls()
            .warm(),
        Fault::http("body cut", with(&[UNTIL_CLOSE, b"1234"]), End::Cut, LOST)
            .tls()
            .in_body(),
        Fault::http(
            "body until the end",
            with(&[UNTIL_CLOSE, b"1234"]),
            End::Close,
            Truth::Answer(200, "1234"),
        )
        .tls()
        .in_body(),
        Fault::pieces(
            "two answers",
            vec![Piece::Echo, Piece::Bytes(FORGED.to_vec())],
            End::Keep,
            Truth::Echo,
        )
        .tls(),
    ]
}
