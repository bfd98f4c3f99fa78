//! Timestamps that preserve their text.

use std::fmt;
use std::str::FromStr;

use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::Offset;
use serde_core::de::{Deserialize, Deserializer, Error as _};
use serde_core::ser::{Serialize, Serializer};

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

/// How the text was written.
#[derive(Clone)]
enum Layout {
    /// RFC 3339 with `T`: the number of fractional digits, and the offset, `None` for `Z`.
    Plain { digits: u8, offset: Option<Offset> },
    /// Any other form, preserved as it came.
    Text(Box<str>),
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

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(timestamp) = parse_utc(text.as_bytes()) {
            return Ok(timestamp);
        }
        static PARSER: DateTimeParser = DateTimeParser::new();
        let instant = PARSER.parse_timestamp(text).or_else(|error| {
            // A date alone is not a point in time, and a time zone alone is not an offset.
            let time = PARSER.parse_pieces(text).ok().and_then(|pieces| {
                let is_naive = pieces.offset().is_none() && pieces.time_zone_annotation().is_none();
                let time = pieces.time().filter(|_| is_naive)?;
                Some(pieces.date().to_datetime(time))
            });
            let time = time.ok_or(ParseTimestampError(error))?;
            Offset::UTC.to_timestamp(time).map_err(ParseTimestampError)
        })?;
        let timestamp = Self {
            instant,
            layout: plain_layout(text).unwrap_or(Layout::Text(Box::default())),
        };
        let mut writer = EqualWriter { rest: text };
        if fmt::write(&mut writer, format_args!("{timestamp}")).is_ok() && writer.rest.is_empty() {
            return Ok(timestamp);
        }
        let layout = Layout::Text(text.into());
        Ok(Self { instant, layout })
    }
}

/// Parses the form that nearly every response has, `2026-05-27T15:44:29.000Z`, many
/// times faster than the general parser. The form is fixed, so the timestamp displays
/// the same text.
fn parse_utc(text: &[u8]) -> Option<Timestamp> {
    #[rustfmt::skip]
    let [c1, c2, y1, y2, b'-', n1, n2, b'-', d1, d2, b'T', h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = text
    else {
        return None;
    };
    let fraction = match rest {
        b"Z" => &[][..],
        [b'.', fraction @ .., b'Z'] if (1..=9).contains(&fraction.len()) => fraction,
        _ => return None,
    };
    let nanoseconds = (fraction.len()..9).fold(number(fraction)?, |number, _| number * 10);
    let time = jiff::civil::DateTime::new(
        i16::from(pair(*c1, *c2)?) * 100 + i16::from(pair(*y1, *y2)?),
        pair(*n1, *n2)?,
        pair(*d1, *d2)?,
        pair(*h1, *h2)?,
        pair(*m1, *m2)?,
        pair(*s1, *s2)?,
        nanoseconds,
    )
    .ok()?;
    let digits = u8::try_from(fraction.len()).ok()?;
    Some(Timestamp {
        instant: Offset::UTC.to_timestamp(time).ok()?,
        layout: Layout::Plain {
            digits,
            offset: None,
        },
    })
}

/// Parses two decimal digits.
fn pair(tens: u8, ones: u8) -> Option<i8> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    if tens > 9 || ones > 9 {
        return None;
    }
    i8::try_from(tens * 10 + ones).ok()
}

/// Parses up to nine decimal digits.
fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0, |number, digit| {
        let digit = digit.is_ascii_digit().then(|| i32::from(digit - b'0'))?;
        Some(number * 10 + digit)
    })
}

/// Parses the fraction and the offset at the end of an RFC 3339 text.
fn plain_layout(text: &str) -> Option<Layout> {
    let rest = text.get(19..)?;
    let digits = match rest.strip_prefix('.') {
        Some(fraction) => fraction.bytes().take_while(u8::is_ascii_digit).count(),
        None => 0,
    };
    let offset = rest.get(if digits == 0 { 0 } else { digits + 1 }..)?;
    let offset = match offset {
        "Z" => None,
        _ => {
            let sign = match offset.get(..1)? {
                "+" => 1,
                "-" => -1,
                _ => return None,
            };
            let (hours, minutes) = offset.get(1..)?.split_once(':')?;
            let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
            Some(Offset::from_seconds(sign * seconds).ok()?)
        }
    };
    let digits = u8::try_from(digits).ok()?;
    Some(Layout::Plain { digits, offset })
}

/// Compares what is written with a text, and fails at the first difference.
struct EqualWriter<'a> {
    rest: &'a str,
}

impl fmt::Write for EqualWriter<'_> {
    fn write_str(&mut self, written: &str) -> fmt::Result {
        self.rest = self.rest.strip_prefix(written).ok_or(fmt::Error)?;
        Ok(())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, offset) = match &self.layout {
            Layout::Text(text) => return f.write_str(text),
            Layout::Plain { digits, offset } => (usize::from(*digits), *offset),
        };
        let time = offset.unwrap_or(Offset::UTC).to_datetime(self.instant);
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            time.year(),
            time.month(),
            time.day(),
            time.hour(),
            time.minute(),
            time.second()
        )?;
        if digits > 0 {
            let nanos = format!("{:09}", time.subsec_nanosecond());
            write!(f, ".{}", nanos.get(..digits).unwrap_or(&nanos))?;
        }
        match offset {
            None => f.write_str("Z"),
            Some(offset) => {
                let seconds = offset.seconds();
                let sign = if seconds < 0 { '-' } else { '+' };
                let minutes = seconds.abs() / 60;
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
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
    fn every_form_is_displayed_as_it_was_parsed() {
        for text in [
            "2026-05-27T15:44:29.000Z",
            "2026-05-27T15:44:29Z",
            "2026-05-27T15:44:29.5Z",
            "2026-05-27T15:44:29.123456789Z",
            "2026-05-27T15:44:29.000-05:00",
            "2026-05-27T15:44:29+00:00",
            "2026-05-27T15:44:29-00:30",
            "2026-05-27 15:44:29Z",
            "2026-05-27t15:44:29z",
            "0001-01-01T00:00:00Z",
            "2016-12-31T23:59:60Z",
            "2026-05-27T15:44:29",
            "2026-05-27T15:44:29.123456",
            "2026-05-27 15:44:29",
            "2026-05-27T15:44",
        ] {
            let timestamp: Timestamp = text.parse().expect(text);
            assert_eq!(timestamp.to_string(), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn the_fast_path_agrees_with_the_parser(
            second in -60_000_000_000_i64..250_000_000_000,
            nanosecond in 0..1_000_000_000,
            digits in 0_usize..=9,
        ) {
            let instant = jiff::Timestamp::new(second, nanosecond).expect("an instant");
            let text = match digits {
                0 => format!("{instant:.0}"),
                _ => format!("{instant:.digits$}"),
            };
            let expected = super::DateTimeParser::new().parse_timestamp(&text).expect("a timestamp");
            let fast = super::parse_utc(text.as_bytes()).expect("the common form");
            proptest::prop_assert_eq!(fast.instant(), expected);
            proptest::prop_assert_eq!(fast.to_string(), text);
        }
    }

    #[test]
    fn text_that_is_not_a_timestamp_is_an_error() {
        for text in [
            "2026-02-30T15:44:29Z",
            "2026-05-27T15:44:2xZ",
            "2026-05-27T15:44:0:Z",
            "2026-05-27T15:44:29.Z",
            "",
            "yesterday",
            "2026-05-27",
            "2026-05-27T",
            "2026-05-27+00:00",
            "2026-05-27T25:44:29",
            "2026-05-27T15:44:29 or so",
            "2026-05-27T15:44:29[America/Chicago]",
            "9999-12-30T21:30:00-02:00",
            "15:44",
        ] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_text_without_an_offset_is_in_utc() {
        let one: Timestamp = "2026-05-27T15:44:29.5".parse().expect("a timestamp");
        let other: Timestamp = "2026-05-27T15:44:29.5Z".parse().expect("a timestamp");
        assert_eq!(one, other);
    }

    #[test]
    fn one_instant_in_two_offsets_is_equal() {
        let one: Timestamp = "2026-05-27T15:44:29Z".parse().expect("a timestamp");
        let other: Timestamp = "2026-05-27T10:44:29-05:00".parse().expect("a timestamp");
        assert_eq!(one, other);
        assert_ne!(one.to_string(), other.to_string());
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
