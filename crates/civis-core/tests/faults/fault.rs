//! The faults, as data: what a server does, and what that is in truth.

use std::io::Write as _;
use std::time::Duration;

use civis_core::ErrorKind;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::server::{Act, End, Piece, Place, Reading};
use crate::support::Backend;
use crate::tls::Flaw;

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

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let length = format!("Content-Length: {}\r\n\r\n", bytes.len());
    with(&[OK, b"Content-Encoding: gzip\r\n", length.as_bytes(), bytes])
}

/// All faults, to a transport.
pub(crate) fn all(backend: Backend) -> Vec<Fault> {
    let mut all = connections();
    all.extend(cuts());
    all.extend(lengths());
    all.extend(silences());
    all.extend(encryption());
    all.extend(statuses());
    all.extend(redirections());
    all.extend(oddities());
    all.extend(surplus());
    all.extend(floods());
    for fault in &mut all {
        match backend {
            #[cfg(feature = "ureq")]
            Backend::Ureq => fault.in_body &= !fault.in_head,
            // hyper gives up reading when it cannot write.
            #[cfg(feature = "reqwest")]
            Backend::Reqwest => fault.by_chance |= fault.name.starts_with("413 early"),
        }
    }
    all
}

fn connections() -> Vec<Fault> {
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

fn cuts() -> Vec<Fault> {
    let mut all = Vec::new();
    for (end, ending) in [(End::Close, "closed"), (End::Reset, "reset")] {
        let cut = |name: &str, bytes: &[u8]| Fault::http(&format!("{name}, {ending}"), bytes, end, LOST);
        all.extend([
            cut("no answer", b""),
            cut("no answer", b"").warm(),
            cut("half a status line", b"HTTP/1.1 20"),
            cut("half a head", b"HTTP/1.1 200 OK\r\nContent-Le"),
            cut("half a body", &with(&[OK, b"Content-Length: 9\r\n\r\n1234"])).in_body(),
            cut("no body", &with(&[OK, b"Content-Length: 9\r\n\r\n"])).in_body(),
            cut("half a chunk", &with(&[CHUNKED, b"9\r\n1234"])).in_body(),
            cut("half a chunk's size", &with(&[CHUNKED, b"4\r\n1234\r\n5"])).in_body(),
            cut("no last chunk", &with(&[CHUNKED, b"4\r\n1234\r\n"])).in_body(),
            cut("only 100", b"HTTP/1.1 100 Continue\r\n\r\n"),
            cut("only 103", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"),
        ]);
    }
    let reset = |name: &str, reading| Fault::http(name, b"", End::Reset, LOST).long(reading);
    all.extend([
        reset("reset after the head of a long request", Reading::Head),
        reset("reset while a long request is sent", Reading::Part),
        reset("reset after a long request", Reading::Whole),
        Fault::http("body until the end, reset", with(&[UNTIL_CLOSE, b"1234"]), End::Reset, LOST)
            .in_body(),
        Fault::http(
            "body until the end",
            with(&[UNTIL_CLOSE, b"1234"]),
            End::Close,
            Truth::Answer(200, "1234"),
        )
        .in_body(),
        // Its last answer before it goes.
        Fault::pieces("idle connection is closed", vec![Piece::Echo], End::Close, Truth::Echo).warm(),
    ]);
    all
}

fn lengths() -> Vec<Fault> {
    let mut all = Vec::new();
    for length in ["x", "-1", "", "5 5", "0x5", "99999999999999999999999"] {
        let bytes = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nhello");
        all.push(Fault::http(&format!("length {length:?}"), bytes, End::Close, LOST).in_head());
    }
    let two = with(&[OK, b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"]);
    all.push(Fault::http("two lengths", two, End::Close, LOST).in_head());
    for size in ["zz", "-4", "", "ffffffffffffffffff", "4;"] {
        let bytes = with(&[CHUNKED, size.as_bytes(), b"\n1234!!0\r\n\r\n"]);
        all.push(Fault::http(&format!("chunk of size {size:?}"), bytes, End::Close, LOST).in_body());
    }
    let longer = with(&[OK, b"Content-Length: 5\r\n\r\nhello, and more"]);
    all.push(
        Fault::http("longer than its length", longer, End::Keep, Truth::Answer(200, "hello"))
            .in_body(),
    );
    all
}

fn silences() -> Vec<Fault> {
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
        silent("half a body, and silence", &with(&[OK, b"Content-Length: 9\r\n\r\n1234"])).in_body(),
        drip("a head byte by byte", b"", b"HTTP/1.1 200 OK\r\nX-Long: ".repeat(20)),
        drip(
            "a body byte by byte",
            &with(&[OK, b"Content-Length: 999\r\n\r\n"]),
            vec![b'x'; 999],
        )
        .in_body(),
    ]
}

fn encryption() -> Vec<Fault> {
    let refused = |name: &str, act| Fault::new(name, act, Truth::NoConnection(ErrorKind::Tls)).tls();
    let cut = |name: &str, end| {
        let act = Act::NoHandshake(b"", end);
        Fault::new(name, act, Truth::NoConnection(ErrorKind::Connect)).tls()
    };
    let plain = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    vec![
        refused("plain text in place of TLS", Act::NoHandshake(plain, End::Close)),
        refused("unknown authority", Act::Certificate(Flaw::UnknownAuthority)),
        refused("expired certificate", Act::Certificate(Flaw::Expired)),
        refused("certificate of another host", Act::Certificate(Flaw::OtherHost)),
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
        Fault::http("no answer, cut", b"", End::Cut, LOST).tls().warm(),
        Fault::http("body cut", with(&[UNTIL_CLOSE, b"1234"]), End::Cut, LOST).tls().in_body(),
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

fn statuses() -> Vec<Fault> {
    let status = |status: u16, header: &str, wait| {
        let bytes = format!("HTTP/1.1 {status} Told\r\n{header}Content-Length: 0\r\n\r\n");
        let name = format!("{status} {}", header.trim());
        Fault::http(name.trim(), bytes, End::Keep, Truth::Status(status, wait))
    };
    let mut all = Vec::new();
    for code in [400, 401, 403, 404, 408, 425, 500, 501, 505, 599, 101, 304] {
        all.push(status(code, "", NOW));
    }
    for code in [429, 502, 503, 504] {
        let mut burst = status(code, "", NOW);
        burst.times = &[1, 2, 3, ALWAYS];
        all.push(burst);
    }
    // The tests' clock begins at 1994-11-06 08:49:37.
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

fn redirections() -> Vec<Fault> {
    let to = |name: &str, status: u16, place| {
        let pieces = vec![
            Piece::Bytes(format!("HTTP/1.1 {status} Moved\r\n").into()),
            Piece::Location(place),
            Piece::Bytes(b"Content-Length: 0\r\n\r\n".to_vec()),
        ];
        let name = format!("{status} to {name}");
        let mut fault = Fault::pieces(&name, pieces, End::Keep, Truth::Status(status, NOW));
        fault.times = &[ALWAYS];
        fault
    };
    let mut all = Vec::new();
    for status in [301, 302, 303, 307, 308] {
        all.push(to("another host", status, Place::AnotherServer));
    }
    all.extend([
        to("itself, in a circle", 302, Place::Itself),
        to("itself with a user", 302, Place::UserInfo),
        to("plain HTTP", 302, Place::PlainHttp).tls(),
    ]);
    all
}

fn oddities() -> Vec<Fault> {
    let first = |name: &str, bytes: &[u8]| {
        let pieces = vec![Piece::Bytes(bytes.to_vec()), Piece::Echo];
        Fault::pieces(name, pieces, End::Keep, Truth::Echo)
    };
    let garbage = |name: &str, bytes: &[u8]| Fault::http(name, bytes, End::Close, LOST);
    let empty = |name: &str, bytes: &[u8]| {
        Fault::http(name, with(&[OK, bytes]), End::Keep, Truth::Answer(200, ""))
    };
    let packing = gzip(&b"1234567890".repeat(100));
    let html = b"Content-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>";
    vec![
        first("100 before the answer", b"HTTP/1.1 100 Continue\r\n\r\n"),
        first("102 before the answer", b"HTTP/1.1 102 Processing\r\n\r\n"),
        first("103 before the answer", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"),
        first(
            "many before the answer",
            &b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(50),
        ),
        garbage("HTTP/0.9", b"<html>hello</html>\n"),
        garbage("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        garbage("frames of HTTP/2", b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80\0\x04\0\x01\0\0"),
        garbage("another protocol", b"SSH-2.0-OpenSSH_9.6\r\n"),
        garbage("an alert of TLS", b"\x15\x03\x01\x00\x02\x02\x0a"),
        garbage("a status of two digits", b"HTTP/1.1 20 OK\r\n\r\n"),
        garbage("a header without a name", &with(&[OK, b": x\r\nContent-Length: 0\r\n\r\n"])),
        garbage("a zero in a header", &with(&[OK, b"X: a\0b\r\nContent-Length: 0\r\n\r\n"])),
        empty("header bytes outside ASCII", b"X-Odd: \xff\xfe\xe9\r\nContent-Length: 0\r\n\r\n"),
        empty("200 without a body", b"Content-Length: 0\r\n\r\n"),
        empty("200 without a body, as JSON", b"Content-Length: 0\r\n\r\n").json(),
        Fault::http(
            "HTML in place of JSON",
            with(&[OK, html]),
            End::Keep,
            Truth::BadAnswer(ErrorKind::Decode),
        )
        .json()
        .in_body(),
        empty("an empty body, packed", b"Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"),
        Fault::http("packed, and is not", packed(b"1234567890 1234567890"), End::Keep, LOST).in_body(),
        Fault::http(
            "packed, and cut",
            packed(&packing[..packing.len() / 2]),
            End::Keep,
            LOST,
        )
        .in_body(),
        early("413 early, and closed", End::Close),
        early("413 early, and reset", End::Reset),
        early("413 early, and silence", End::Hang).short(),
    ]
}

/// An answer before the whole request has come.
fn early(name: &str, end: End) -> Fault {
    let bytes = b"HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    let pieces = vec![Piece::Bytes(bytes.to_vec()), Piece::Pause];
    Fault::pieces(name, pieces, end, Truth::Status(413, NOW)).long(Reading::Head)
}

fn surplus() -> Vec<Fault> {
    let forged = || Piece::Bytes(FORGED.to_vec());
    let two = |name: &str, pieces| Fault::pieces(name, pieces, End::Keep, Truth::Echo);
    let bare = |status: u16, truth| {
        let bytes = format!("HTTP/1.1 {status} Told\r\nContent-Length: 8\r\n\r\n\"forged\"");
        Fault::http(&format!("{status} with a body"), bytes, End::Keep, truth)
    };
    let mut twice = crate::server::echo("GET", "/fault/of-another");
    twice.extend(FORGED);
    vec![
        two("two answers", vec![Piece::Echo, forged()]),
        two("two answers, one late", vec![Piece::Echo, Piece::Pause, forged()]),
        two("half an answer too much", vec![Piece::Echo, Piece::Bytes(FORGED[..20].to_vec())]),
        two("a line too much", vec![Piece::Echo, Piece::Bytes(b"\r\n".to_vec())]),
        two("two answers", vec![Piece::Echo, forged()]).warm(),
        bare(204, Truth::Answer(204, "")),
        bare(304, Truth::Status(304, NOW)),
        Fault::http(
            "a length and chunks",
            with(&[
                OK,
                b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n1234\r\n0\r\n\r\n",
            ]),
            End::Keep,
            Truth::Answer(200, "1234"),
        )
        .in_body(),
    ]
}

/// Answers without a bound: much longer than they may be.
pub(crate) fn floods() -> Vec<Fault> {
    const MIB: usize = 1024 * 1024;
    let flood = |name: &str, head: &[u8], unit: Vec<u8>, times| {
        let pieces = vec![Piece::Bytes(head.to_vec()), Piece::Flood(unit, times)];
        Fault::pieces(name, pieces, End::Close, BAD)
    };
    let declared = b"Content-Length: 2147483648\r\n\r\n";
    let chunk = with(&[b"100000\r\n", &vec![b'x'; MIB], b"\r\n"]);
    let bomb = gzip(&vec![b'x'; 64 * MIB]);
    let packed = with(&[OK, b"Content-Encoding: gzip\r\n\r\n"]);
    let mut all = vec![
        flood("2 GiB, declared", &with(&[OK, declared]), vec![b'x'; MIB], 2048).in_body(),
        flood("2 GiB in chunks", CHUNKED, chunk, 2048).in_body(),
        flood("2 GiB until the end", UNTIL_CLOSE, vec![b'x'; MIB], 2048).in_body(),
        flood("2 GiB of a gzip bomb", &packed, bomb, 32).in_body(),
        flood("100,000 headers", OK, b"X-Many: 1\r\n".repeat(100), 1000),
        flood("a header of 100 MiB", &with(&[OK, b"X-Long: "]), vec![b'x'; MIB], 100),
        flood("a status line of 100 MiB", b"HTTP/1.1 200 ", vec![b'x'; MIB], 100),
    ];
    for fault in &mut all {
        fault.times = &[ALWAYS];
    }
    all
}
