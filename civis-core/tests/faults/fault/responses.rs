//! Faults of responses.

use std::io::Write as _;
use std::time::Duration;

use civis_core::ErrorKind;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::{
    ALWAYS, CHUNKED, Effect, FORGED, Fault, INVALID_RESPONSE, NO_RESPONSE, NO_WAIT, OK,
    UNTIL_CLOSE, with,
};
use crate::server::{End, Piece, Reading, RedirectTarget};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("a write to memory");
    encoder.finish().expect("a write to memory")
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let length = format!("Content-Length: {}\r\n\r\n", bytes.len());
    with(&[OK, b"Content-Encoding: gzip\r\n", length.as_bytes(), bytes])
}

pub(super) fn lengths() -> Vec<Fault> {
    let mut all = Vec::new();
    for length in ["x", "-1", "", "5 5", "0x5", "99999999999999999999999"] {
        let bytes = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nhello");
        all.push(
            Fault::http(
                &format!("length {length:?}"),
                bytes,
                End::Close,
                NO_RESPONSE,
            )
            .in_head(),
        );
    }
    let two = with(&[OK, b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"]);
    all.push(Fault::http("two lengths", two, End::Close, NO_RESPONSE).in_head());
    for size in ["zz", "-4", "", "ffffffffffffffffff", "4;"] {
        let bytes = with(&[CHUNKED, size.as_bytes(), b"\n1234!!0\r\n\r\n"]);
        all.push(
            Fault::http(
                &format!("chunk of size {size:?}"),
                bytes,
                End::Close,
                NO_RESPONSE,
            )
            .in_body(),
        );
    }
    for (name, start) in [("size", "1"), ("extension", "5;x=")] {
        let pieces = vec![
            Piece::Bytes(with(&[CHUNKED, start.as_bytes()])),
            Piece::Flood(vec![b'1'; 1 << 20], 100),
        ];
        let name = format!("a chunk's {name} of 100 MiB");
        all.push(Fault::pieces(&name, pieces, End::Close, NO_RESPONSE).in_body());
    }
    let longer = with(&[OK, b"Content-Length: 5\r\n\r\nhello, and more"]);
    all.push(
        Fault::http(
            "longer than its length",
            longer,
            End::Keep,
            Effect::Response(200, "hello"),
        )
        .in_body(),
    );
    all
}

pub(super) fn statuses() -> Vec<Fault> {
    let status = |status: u16, header: &str, wait| {
        let bytes = format!("HTTP/1.1 {status} Test\r\n{header}Content-Length: 0\r\n\r\n");
        let name = format!("{status} {}", header.trim());
        Fault::http(name.trim(), bytes, End::Keep, Effect::Status(status, wait))
    };
    let mut all = Vec::new();
    for code in [400, 401, 403, 404, 408, 425, 500, 501, 505, 599, 101, 304] {
        all.push(status(code, "", NO_WAIT));
    }
    for code in [429, 502, 503, 504] {
        let mut burst = status(code, "", NO_WAIT);
        burst.times = &[1, 2, 3, ALWAYS];
        all.push(burst);
    }
    // The clock of the tests starts at 1994-11-06 08:49:37.
    for (value, seconds) in [
        ("0", 0.0),
        ("3", 3.0),
        ("3600", 3600.0),
        ("Sun, 06 Nov 1994 08:49:47 GMT", 10.0),
        ("Sun, 06 Nov 1994 08:49:07 GMT", 0.0),
        ("-5", 0.0),
        ("soon", 0.0),
        ("1e9", 0.0),
        ("99999999999999999999", 1e9),
        ("\u{e9}", 0.0),
    ] {
        for code in [429, 503] {
            let header = format!("Retry-After: {value}\r\n");
            all.push(status(code, &header, Duration::from_secs_f64(seconds)));
        }
    }
    all
}

pub(super) fn redirections() -> Vec<Fault> {
    let to = |name: &str, status: u16, target| {
        let pieces = vec![
            Piece::Bytes(format!("HTTP/1.1 {status} Moved\r\n").into()),
            Piece::Location(target),
            Piece::Bytes(b"Content-Length: 0\r\n\r\n".to_vec()),
        ];
        let name = format!("{status} to {name}");
        let mut fault = Fault::pieces(&name, pieces, End::Keep, Effect::Status(status, NO_WAIT));
        fault.times = &[ALWAYS];
        fault
    };
    let mut all = Vec::new();
    for status in [301, 302, 303, 307, 308] {
        all.push(to("another host", status, RedirectTarget::AnotherServer));
    }
    all.extend([
        to("itself, in a loop", 302, RedirectTarget::Itself),
        to("itself with a user", 302, RedirectTarget::UserInfo),
        to("plain HTTP", 302, RedirectTarget::PlainHttp).tls(),
    ]);
    all
}

pub(super) fn oddities() -> Vec<Fault> {
    let first = |name: &str, bytes: &[u8]| {
        let pieces = vec![Piece::Bytes(bytes.to_vec()), Piece::Echo];
        Fault::pieces(name, pieces, End::Keep, Effect::Echo)
    };
    let garbage = |name: &str, bytes: &[u8]| Fault::http(name, bytes, End::Close, NO_RESPONSE);
    let empty = |name: &str, bytes: &[u8]| {
        Fault::http(
            name,
            with(&[OK, bytes]),
            End::Keep,
            Effect::Response(200, ""),
        )
    };
    let compressed = gzip(&b"1234567890".repeat(100));
    let html = b"Content-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>";
    vec![
        first("100 before the response", b"HTTP/1.1 100 Continue\r\n\r\n"),
        first(
            "102 before the response",
            b"HTTP/1.1 102 Processing\r\n\r\n",
        ),
        first(
            "103 before the response",
            b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
        ),
        first(
            "many before the response",
            &b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(50),
        ),
        garbage("HTTP/0.9", b"<html>hello</html>\n"),
        garbage("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        garbage(
            "HTTP/2 frames",
            b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80\0\x04\0\x01\0\0",
        ),
        garbage("another protocol", b"SSH-2.0-OpenSSH_9.6\r\n"),
        garbage("a TLS alert", b"\x15\x03\x01\x00\x02\x02\x0a"),
        garbage("a status of two digits", b"HTTP/1.1 20 OK\r\n\r\n"),
        garbage(
            "a header without a name",
            &with(&[OK, b": x\r\nContent-Length: 0\r\n\r\n"]),
        ),
        garbage(
            "a zero in a header",
            &with(&[OK, b"X: a\0b\r\nContent-Length: 0\r\n\r\n"]),
        ),
        empty(
            "header bytes outside ASCII",
            b"X-Odd: \xff\xfe\xe9\r\nContent-Length: 0\r\n\r\n",
        ),
        empty("200 without a body", b"Content-Length: 0\r\n\r\n"),
        empty("200 without a body, as JSON", b"Content-Length: 0\r\n\r\n").json(),
        Fault::http(
            "HTML instead of JSON",
            with(&[OK, html]),
            End::Keep,
            Effect::BadResponse(ErrorKind::Decode),
        )
        .json()
        .in_body(),
        empty(
            "an empty gzip body",
            b"Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n",
        ),
        Fault::http(
            "gzip that is not",
            gzipped(b"1234567890 1234567890"),
            End::Keep,
            NO_RESPONSE,
        )
        .in_body(),
        Fault::http(
            "truncated gzip",
            gzipped(&compressed[..compressed.len() / 2]),
            End::Keep,
            NO_RESPONSE,
        )
        .in_body(),
        early("closed", Piece::Pause, End::Close),
        early("reset", Piece::Pause, End::Reset),
        early("silence", Piece::Hang, End::Close).short(),
        early("the rest is awaited", Piece::Hang, End::Keep).short(),
    ]
}

/// A response before the whole request is received.
fn early(name: &str, then: Piece, end: End) -> Fault {
    let bytes = b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n";
    let pieces = vec![Piece::Bytes(bytes.to_vec()), then];
    let name = format!("413 early, and {name}");
    Fault::pieces(&name, pieces, end, Effect::Status(413, NO_WAIT)).long(Reading::Head)
}

pub(super) fn surplus() -> Vec<Fault> {
    let forged = || Piece::Bytes(FORGED.to_vec());
    let two = |name: &str, pieces| Fault::pieces(name, pieces, End::Keep, Effect::Echo);
    let bare = |status: u16, effect| {
        let bytes = format!("HTTP/1.1 {status} Test\r\nContent-Length: 8\r\n\r\n\"forged\"");
        Fault::http(&format!("{status} with a body"), bytes, End::Keep, effect)
    };
    let mut twice = crate::server::echo("GET", "/fault/of-another");
    twice.extend(FORGED);
    vec![
        two("two responses", vec![Piece::Echo, forged()]),
        two(
            "two responses, one late",
            vec![Piece::Echo, Piece::Pause, forged()],
        ),
        two(
            "half a surplus response",
            vec![Piece::Echo, Piece::Bytes(FORGED[..20].to_vec())],
        ),
        two(
            "a surplus line",
            vec![Piece::Echo, Piece::Bytes(b"\r\n".to_vec())],
        ),
        two("two responses", vec![Piece::Echo, forged()]).warm(),
        bare(204, Effect::Response(204, "")),
        bare(304, Effect::Status(304, NO_WAIT)),
        Fault::http(
            "a length and chunks",
            with(&[
                OK,
                b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n1234\r\n0\r\n\r\n",
            ]),
            End::Keep,
            Effect::Response(200, "1234"),
        )
        .in_body(),
    ]
}

/// Responses far beyond the size limits.
pub(crate) fn floods() -> Vec<Fault> {
    const MIB: usize = 1024 * 1024;
    let flood = |name: &str, head: &[u8], unit: Vec<u8>, times| {
        let pieces = vec![Piece::Bytes(head.to_vec()), Piece::Flood(unit, times)];
        Fault::pieces(name, pieces, End::Close, INVALID_RESPONSE)
    };
    let declared = b"Content-Length: 2147483648\r\n\r\n";
    let chunk = with(&[b"100000\r\n", &vec![b'x'; MIB], b"\r\n"]);
    let bomb = gzip(&vec![b'x'; 64 * MIB]);
    let gzipped = with(&[OK, b"Content-Encoding: gzip\r\n\r\n"]);
    let mut all = vec![
        flood(
            "2 GiB, declared",
            &with(&[OK, declared]),
            vec![b'x'; MIB],
            2048,
        )
        .in_body(),
        flood("2 GiB in chunks", CHUNKED, chunk, 2048).in_body(),
        flood("2 GiB until the end", UNTIL_CLOSE, vec![b'x'; MIB], 2048).in_body(),
        flood("2 GiB of a gzip bomb", &gzipped, bomb, 32).in_body(),
        flood("100,000 headers", OK, b"X-Many: 1\r\n".repeat(100), 1000),
        flood(
            "a header of 100 MiB",
            &with(&[OK, b"X-Long: "]),
            vec![b'x'; MIB],
            100,
        ),
        flood(
            "a status line of 100 MiB",
            b"HTTP/1.1 200 ",
            vec![b'x'; MIB],
            100,
        ),
    ];
    for fault in &mut all {
        fault.times = &[ALWAYS];
    }
    all
}

/// Responses that never end: the start, and what is repeated.
pub(crate) const ENDLESS: [(&str, &[u8], &[u8]); 3] = [
    ("zeros in a chunk size", CHUNKED, b"0"),
    (
        "103",
        b"",
        b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
    ),
    (
        "trailers",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
        b"X-Many: 1\r\n",
    ),
];
