//! Records everything that the process logs, at every level: spans and events of this
//! library, and the records that other libraries write to `log`.

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
    static THIS_THREAD: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The lines of all threads, including those of transports.
static ALL: LazyLock<Mutex<HashMap<ThreadId, String>>> = LazyLock::new(Mutex::default);

/// Starts recording. All tests share one subscriber, since a process has only one.
pub(crate) fn record() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing::subscriber::set_global_default(Recorder(AtomicU64::new(1)))
            .expect("the only subscriber");
        log::set_logger(&Logger).expect("the only logger");
        log::set_max_level(log::LevelFilter::Trace);
    });
}

/// The spans, events and log records of this thread, one per line.
pub(crate) fn of_this_thread() -> Vec<String> {
    THIS_THREAD.with_borrow(|lines| lines.lines().map(str::to_owned).collect())
}

/// Everything that was recorded, thread by thread.
pub(crate) fn all() -> String {
    ALL.lock().expect("the lock").values().cloned().collect()
}

/// Fails if a secret was logged: in a line, in hex, or in a hex dump across several lines.
pub(crate) fn assert_absent(secrets: &[&str]) {
    let all = ALL.lock().expect("the lock").clone();
    for lines in all.values() {
        let (mut hex, mut text) = (String::new(), String::new());
        for line in lines.lines() {
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
        let lower = lines.to_ascii_lowercase();
        for secret in secrets {
            let leaks = lines.lines().filter(|line| line.contains(secret));
            assert_eq!(leaks.collect::<Vec<_>>(), [""; 0]);
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
    THIS_THREAD.with_borrow_mut(|lines| writeln!(lines, "{line}").expect("a text"));
    let mut all = ALL.lock().expect("the lock");
    let thread = all.entry(thread::current().id()).or_default();
    writeln!(thread, "{line}").expect("a text");
}

struct Recorder(AtomicU64);

struct Line(String);

impl Line {
    fn new(metadata: &Metadata<'_>) -> Self {
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

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line::new(span.metadata());
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
        let mut line = Line::new(event.metadata());
        event.record(&mut line);
        write(&line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Records what ureq, reqwest, hyper and rustls write to `log`.
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
