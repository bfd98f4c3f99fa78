//! The text of a timestamp: parsed, and written as it was.

use std::fmt;
use std::str::FromStr;

use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::Offset;

use super::{ParseTimestampError, Timestamp};

/// How the text was written.
#[derive(Clone)]
pub(super) enum Layout {
    /// RFC 3339 with `T`: the number of fractional digits, and the offset, `None` for `Z`.
    Plain { digits: u8, offset: Option<Offset> },
    /// Any other form, preserved as it came.
    Text(Box<str>),
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

#[cfg(test)]
mod tests {
    use super::{Layout, Timestamp};

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

    #[test]
    fn no_text_is_kept_of_the_usual_forms() {
        let is_plain = |text: &str| {
            let timestamp: Timestamp = text.parse().expect(text);
            matches!(timestamp.layout, Layout::Plain { .. })
        };
        for fraction in ["", ".5", ".000", ".123456789"] {
            for offset in ["Z", "+00:00", "+05:30", "-00:30", "-05:00", "+14:00"] {
                let text = format!("2026-05-27T15:44:29{fraction}{offset}");
                assert!(is_plain(&text), "{text}");
            }
        }
        assert!(!is_plain("2026-05-27 15:44:29Z"));
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
}
