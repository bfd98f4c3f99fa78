//! What a program hears that listens to everything, at every level: our spans and
//! events, and what the libraries below say through `log`.

use std::cell::RefCell;
use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

thread_local! {
    static HERE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Of all threads, those of transports too.
static EVERYWHERE: Mutex<String> = Mutex::new(String::new());

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

/// All that was heard in this process.
pub(crate) fn everywhere() -> String {
    EVERYWHERE.lock().expect("the lock").clone()
}

fn write(line: &str) {
    HERE.with_borrow_mut(|heard| writeln!(heard, "{line}").expect("a text"));
    let mut everywhere = EVERYWHERE.lock().expect("the lock");
    writeln!(everywhere, "{line}").expect("a text");
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
