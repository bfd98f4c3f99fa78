//! Timestamps that preserve their text.

mod text;

use std::fmt;

use serde_core::de::{Deserialize, Deserializer, Error as _};
use serde_core::ser::{Serialize, Serializer};

use self::text::Layout;

/// A point in time, which is RFC 3339 text in JSON.
///
/// Timestamps compare as instants. Each displays exactly the text that it was parsed
/// from, with its offset and all digits of its fraction.
///
/// A text with neither an offset nor a time zone is taken as UTC, since many services in Python
/// send such texts.
///
/// ```
/// use civis_core::Timestamp;
///
/// let one: Timestamp = "2026-05-27T15:44:29.000Z".parse()?;
/// let other: Timestamp = "2026-05-27T17:44:29+02:00".parse()?;
/// assert_eq!(one, other);
/// assert_eq!(one.to_string(), "2026-05-27T15:44:29.000Z");
/// assert_eq!(one.instant().as_second(), 1_779_896_669);
///
/// let naive: Timestamp = "2026-05-27T15:44:29".parse()?;
/// assert_eq!(naive, one);
/// assert_eq!(naive.to_string(), "2026-05-27T15:44:29");
/// # Ok::<(), civis_core::ParseTimestampError>(())
/// ```
#[derive(Clone)]
pub struct Timestamp {
    instant: jiff::Timestamp,
    layout: Layout,
}

impl Timestamp {
    /// Returns the instant.
    #[must_use]
    pub fn instant(&self) -> jiff::Timestamp {
        self.instant
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(instant: jiff::Timestamp) -> Self {
        let digits = match instant.subsec_nanosecond() {
            nanos if nanos % 1_000_000 == 0 => 3,
            nanos if nanos % 1_000 == 0 => 6,
            _ => 9,
        };
        let layout = Layout::Plain {
            digits,
            offset: None,
        };
        Self { instant, layout }
    }
}

impl From<Timestamp> for jiff::Timestamp {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.instant
    }
}

impl Default for Timestamp {
    /// Returns the Unix epoch, 1970-01-01T00:00:00Z.
    fn default() -> Self {
        jiff::Timestamp::UNIX_EPOCH.into()
    }
}

/// The error of a text that is not an RFC 3339 timestamp, with or without an offset.
#[derive(Debug, Clone)]
pub struct ParseTimestampError(jiff::Error);

impl fmt::Display for ParseTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an RFC 3339 timestamp")
    }
}

impl std::error::Error for ParseTimestampError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        self.instant == other.instant
    }
}

impl Eq for Timestamp {}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.instant.cmp(&other.instant)
    }
}

impl std::hash::Hash for Timestamp {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.instant.hash(state);
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::error::Error as _;

    use super::Timestamp;

    #[test]
    fn one_instant_in_two_offsets_is_equal() {
        let one: Timestamp = "2026-05-27T15:44:29Z".parse().expect("a timestamp");
        let other: Timestamp = "2026-05-27T10:44:29-05:00".parse().expect("a timestamp");
        assert_eq!(one, other);
        assert_ne!(one.to_string(), other.to_string());
        assert_eq!(format!("{other:?}"), "2026-05-27T10:44:29-05:00");
    }

    #[test]
    fn an_instant_has_three_six_or_nine_digits() {
        for (nanosecond, text) in [
            (0, "1970-01-01T00:00:01.000Z"),
            (500_000_000, "1970-01-01T00:00:01.500Z"),
            (1_000, "1970-01-01T00:00:01.000001Z"),
            (1, "1970-01-01T00:00:01.000000001Z"),
            (1_000_001, "1970-01-01T00:00:01.001000001Z"),
        ] {
            let instant = jiff::Timestamp::new(1, nanosecond).expect("an instant");
            let timestamp = Timestamp::from(instant);
            assert_eq!(timestamp.to_string(), text);
            assert_eq!(jiff::Timestamp::from(timestamp), instant);
        }
    }

    #[test]
    fn timestamps_are_ordered_and_hashed_by_instant() {
        let parse = |text: &str| text.parse::<Timestamp>().expect("a timestamp");
        let one = parse("2026-05-27T15:44:29Z");
        let same = parse("2026-05-27T10:44:29-05:00");
        let later = parse("2026-05-27T15:44:30Z");
        assert!(one < later && later > same && one <= same);
        assert_eq!(HashSet::from([one, same, later]).len(), 2);
    }

    #[test]
    fn an_invalid_timestamp_is_an_error_with_its_reason() {
        let error = serde_json::from_str::<Timestamp>(r#""yesterday""#).expect_err("an error");
        assert!(
            error.to_string().contains("not an RFC 3339 timestamp"),
            "{error}"
        );
        let error = "yesterday".parse::<Timestamp>().expect_err("an error");
        assert!(error.source().is_some());
        let read: Timestamp = serde_json::from_str(r#""2026-05-27T15:44:29Z""#).expect("JSON");
        assert_eq!(read.instant().as_second(), 1_779_896_669);
    }
}
