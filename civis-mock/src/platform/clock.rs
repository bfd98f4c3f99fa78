//! The time that the Platform goes by.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The time by which runs go on, links expire and timestamps are written: that
/// of the system, or one that a test sets forward. Clones show the same time.
///
/// ```
/// use std::time::Duration;
/// use civis_mock::{Clock, Platform};
///
/// let clock = Clock::fake();
/// let platform = Platform::new().clock(clock.clone());
/// clock.advance(Duration::from_secs(60));
/// ```
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    Real,
    Fake(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn real() -> Self {
        Clock(Source::Real)
    }

    /// A clock that stands still until it is [advanced](Self::advance). It
    /// begins at the present time of the system.
    #[must_use]
    pub fn fake() -> Self {
        Clock(Source::Fake(Arc::new(Mutex::new(Timestamp::now()))))
    }

    /// Sets a fake clock forward. A real one is not changed.
    pub fn advance(&self, by: Duration) {
        if let Source::Fake(time) = &self.0 {
            let mut time = time.lock().unwrap_or_else(PoisonError::into_inner);
            *time = later(*time, by);
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        match &self.0 {
            Source::Real => Timestamp::now(),
            Source::Fake(time) => *time.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }
}

/// A time after another; the last one that can be written if it is beyond.
pub(crate) fn later(time: Timestamp, by: Duration) -> Timestamp {
    match SignedDuration::try_from(by) {
        Ok(by) => time.checked_add(by).unwrap_or(Timestamp::MAX),
        Err(_) => Timestamp::MAX,
    }
}

/// A time as the Platform writes it: `2026-10-01T12:00:00.000Z`.
pub(crate) fn text(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// A time, or the first moment of a date, as requests give it.
pub(crate) fn read(text: &str) -> Option<Timestamp> {
    if let Ok(time) = text.parse() {
        return Some(time);
    }
    // Without an offset it is read as UTC.
    let time: DateTime = text.parse().ok()?;
    TimeZone::UTC.to_timestamp(time).ok()
}
