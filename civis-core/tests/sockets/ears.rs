//! What a program hears that listens to everything, at every level: our spans and
//! events, and what the libraries below say through `log`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, Once};
use std::thread::{self, ThreadId};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

thread_local! {
    static HERE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Of all threads, those of transports too.
static EVERYWHERE: LazyLock<Mutex<HashMap<ThreadId, String>>> = LazyLock::new(Mutex::default);

/// Begins to listen. There is one listener for all tests, since there can be one in
/// a process.
pub(crate) fn open() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing::subscriber::set_global_default(Ears(AtomicU64::new(1))).expect("the first one");
        log::set_logger(&Logger).expect("the first one");
        log::set_max_level(log::LevelFilter::Trace);
    });
}

/// The spans and events of this thread, a line each.
pub(crate) fn here() -> Vec<String> {
    HERE.with_borrow(|heard| heard.lines().map(str::to_owned).collect())
}

/// All that was heard in this process, thread by thread.
pub(crate) fn everywhere() -> String {
    EVERYWHERE
        .lock()
        .expect("the lock")
        .values()
        .cloned()
        .collect()
}

/// Fails if a secret was heard: in a line, in hex, or in a dump that is spread over lines.
pub(crate) fn heard_nowhere(secrets: &[&str]) {
    let everywhere = EVERYWHERE.lock().expect("the lock").clone();
    for heard in everywhere.values() {
        let (mut hex, mut text) = (String::new(), String::new());
        for line in heard.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            let is_hex = |word: &&&str| {
                word.len() == 4
                    && word
                        .bytes()
                        .all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
            };
            let first = words
                .iter()
                .position(|word| is_hex(&word))
                .unwrap_or(words.len());
            let row: Vec<&&str> = words[first..].iter().take_while(is_hex).collect();
            hex.extend(row.iter().map(|word| word.replace('-', "")));
            text.push_str(words[first + row.len()..].concat().trim_end_matches('.'));
        }
        let hex = hex.to_ascii_lowercase();
        let lower = heard.to_ascii_lowercase();
        for secret in secrets {
            let lines = heard.lines().filter(|line| line.contains(secret));
            assert_eq!(lines.collect::<Vec<_>>(), [""; 0]);
            let encoded: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            assert!(
                !hex.contains(&encoded) && !lower.contains(&encoded),
                "{secret} in hex"
            );
            assert!(!text.contains(secret), "{secret} in the text of a dump");
        }
    }
}

fn write(line: &str) {
    HERE.with_borrow_mut(|heard| writeln!(heard, "{line}").expect("a text"));
    let mut everywhere = EVERYWHERE.lock().expect("the lock");
    let thread = everywhere.entry(thread::current().id()).or_default();
    writeln!(thread, "{line}").expect("a text");
}

struct Ears(AtomicU64);

struct Line(String);

impl Line {
    fn of(metadata: &Metadata<'_>) -> Self {
        let kind = if metadata.is_span() { " span" } else { "" };
        let name = if metadata.is_span() {
            metadata.name()
        } else {
            ""
        };
        Self(format!(
            "{} {}{kind} {name}",
            metadata.level(),
            metadata.target()
        ))
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).expect("a text");
    }
}

impl Subscriber for Ears {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line::of(span.metadata());
        span.record(&mut line);
        write(&line.0);
        Id::from_u64(self.0.fetch_add(1, Ordering::Relaxed))
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line("recorded".to_owned());
        values.record(&mut line);
        write(&line.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line::of(event.metadata());
        event.record(&mut line);
        write(&line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// What ureq, reqwest, hyper and rustls say.
struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        write(&format!(
            "{} log {} {}",
            record.level(),
            record.target(),
            record.args()
        ));
    }

    fn flush(&self) {}
}
