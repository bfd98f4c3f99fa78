//! The types of scalars. The Platform's engine and the official client read YAML 1.1, by PyYAML: `yes` and `on` are
//! booleans, `1:30` is 90, `2026-11-30` is a date, and `1e3` is text.

/// A scalar: its text, and what YAML takes it for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scalar {
    pub(super) text: String,
    pub(super) value: ScalarValue,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum ScalarValue {
    Text,
    Null,
    Boolean,
    Number(f64),
    Timestamp,
    /// `<<`, the key that merges other mappings into its own.
    Merge,
    /// `=`, which has a meaning of its own in YAML 1.1 and is refused by PyYAML.
    Default,
}

impl ScalarValue {
    /// The type of a scalar without quotes and tag.
    pub(super) fn of_plain(text: &str) -> Self {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => Self::Null,
            "<<" => Self::Merge,
            "=" => Self::Default,
            "yes" | "Yes" | "YES" | "no" | "No" | "NO" | "true" | "True" | "TRUE" | "false"
            | "False" | "FALSE" | "on" | "On" | "ON" | "off" | "Off" | "OFF" => Self::Boolean,
            _ if is_timestamp(text) => Self::Timestamp,
            _ => number(text).map_or(Self::Text, Self::Number),
        }
    }

    /// The type in an error message.
    pub(super) fn describe(self) -> &'static str {
        match self {
            Self::Text | Self::Merge | Self::Default => "text",
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number(_) => "a number",
            Self::Timestamp => "a date",
        }
    }
}

fn number(text: &str) -> Option<f64> {
    let (sign, unsigned) = match text.split_at_checked(1) {
        Some(("-", rest)) => (-1.0, rest),
        Some(("+", rest)) => (1.0, rest),
        _ => (1.0, text),
    };
    let has_sign = unsigned.len() < text.len();
    let value = match unsigned {
        ".inf" | ".Inf" | ".INF" => f64::INFINITY,
        ".nan" | ".NaN" | ".NAN" if !has_sign => f64::NAN,
        _ if unsigned.starts_with('.') && has_sign => return None,
        _ if unsigned.contains('.') => float(unsigned)?,
        _ => integer(unsigned)?,
    };
    Some(sign * value)
}

fn integer(text: &str) -> Option<f64> {
    let radix = |digits: &str, radix: u32| {
        let mut value = 0.0;
        for digit in digits.chars().filter(|digit| *digit != '_') {
            value = value * f64::from(radix) + f64::from(digit.to_digit(radix)?);
        }
        Some(value)
    };
    match text.as_bytes() {
        [b'0'] => Some(0.0),
        [b'0', b'b', _, ..] => radix(&text[2..], 2),
        [b'0', b'x', _, ..] => radix(&text[2..], 16),
        [b'0', ..] => radix(&text[1..], 8),
        [b'1'..=b'9', ..] => base_60(text),
        _ => None,
    }
}

/// Digits, or numbers separated by colons as in `1:30:00`, where all but the first are below 60.
fn base_60(text: &str) -> Option<f64> {
    let mut parts = text.split(':');
    let mut value = decimal(parts.next()?)?;
    for part in parts {
        let is_short = matches!(part.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9']);
        value = value * 60.0 + decimal(part).filter(|_| is_short)?;
    }
    Some(value)
}

fn float(text: &str) -> Option<f64> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            let digits = exponent.strip_prefix(['-', '+'])?;
            decimal(digits).filter(|_| !digits.contains('_'))?;
            (mantissa, exponent)
        }
        None => (text, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.')?;
    let starts_with_digit = |text: &str| text.starts_with(|digit: char| digit.is_ascii_digit());
    let is_digits = |text: &str| {
        text.bytes()
            .all(|digit| digit.is_ascii_digit() || digit == b'_')
    };
    if !is_digits(fraction) || !starts_with_digit(whole) && !starts_with_digit(fraction) {
        return None;
    }
    if whole.contains(':') {
        let is_number = exponent == "0" && starts_with_digit(whole);
        let fraction: f64 = format!("0.{fraction}").replace('_', "").parse().ok()?;
        return base_60(whole)
            .filter(|_| is_number)
            .map(|whole| whole + fraction);
    }
    if !is_digits(whole) {
        return None;
    }
    let digits = format!("{whole}.{fraction}").replace('_', "");
    format!("{digits}e{exponent}").parse().ok()
}

fn decimal(digits: &str) -> Option<f64> {
    let first = digits.bytes().next()?;
    let is_number = first.is_ascii_digit();
    let digits = digits.replace('_', "");
    digits
        .parse()
        .ok()
        .filter(|_| is_number && digits.bytes().all(|digit| digit.is_ascii_digit()))
}

/// A date, or a date and a time of day with or without an offset.
fn is_timestamp(text: &str) -> bool {
    let Some((date, rest)) =
        text.split_at_checked(text.find(['T', 't', ' ', '\t']).unwrap_or(text.len()))
    else {
        return false;
    };
    let mut parts = date.split('-');
    let mut part = |shortest: usize, longest: usize| {
        parts
            .next()
            .is_some_and(|part| is_number_of(part, shortest, longest))
    };
    if rest.is_empty() {
        return part(4, 4) && part(2, 2) && part(2, 2) && parts.next().is_none();
    }
    let is_date = part(4, 4) && part(1, 2) && part(1, 2) && parts.next().is_none();
    let time = match rest.strip_prefix(['T', 't']) {
        Some(time) => time,
        None => rest.trim_start_matches([' ', '\t']),
    };
    is_date && is_time_of_day(time)
}

fn is_time_of_day(text: &str) -> bool {
    let end = text.find(['Z', '+', '-', ' ', '\t']).unwrap_or(text.len());
    let Some((time, offset)) = text.split_at_checked(end) else {
        return false;
    };
    let offset = offset.trim_start_matches([' ', '\t']);
    let is_offset = match offset.strip_prefix(['+', '-']) {
        Some(offset) => {
            let (hours, minutes) = offset.split_once(':').unwrap_or((offset, "00"));
            is_number_of(hours, 1, 2) && is_number_of(minutes, 2, 2)
        }
        None => offset == "Z" || offset.is_empty() && end == text.len(),
    };
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut parts = time.split(':');
    let mut part = |shortest: usize| {
        parts
            .next()
            .is_some_and(|part| is_number_of(part, shortest, 2))
    };
    is_offset
        && part(1)
        && part(2)
        && part(2)
        && parts.next().is_none()
        && fraction.bytes().all(|digit| digit.is_ascii_digit())
}

fn is_number_of(text: &str, shortest: usize, longest: usize) -> bool {
    (shortest..=longest).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::ScalarValue::{self, Boolean, Null, Number, Text, Timestamp};

    #[test]
    fn plain_scalars_have_the_types_of_yaml_1_1() {
        let cases = [
            ("", Null),
            ("~", Null),
            ("NULL", Null),
            ("nULL", Text),
            ("on", Boolean),
            ("Yes", Boolean),
            ("y", Text),
            ("0", Number(0.0)),
            ("-12_000", Number(-12_000.0)),
            ("010", Number(8.0)),
            ("09", Text),
            ("0b101", Number(5.0)),
            ("0xFF", Number(255.0)),
            ("0o7", Text),
            ("1:30", Number(90.0)),
            ("1:30:00", Number(5400.0)),
            ("1:60", Text),
            ("1:30.5", Number(90.5)),
            ("1e3", Text),
            ("1.0e3", Text),
            ("1.0e+3", Number(1000.0)),
            ("1.", Number(1.0)),
            (".5", Number(0.5)),
            ("-.5", Text),
            ("._5", Text),
            ("2.0", Number(2.0)),
            ("2.0.0", Text),
            ("-.inf", Number(f64::NEG_INFINITY)),
            ("-.nan", Text),
            (".", Text),
            ("-", Text),
            ("+", Text),
            ("2026-11-30", Timestamp),
            ("2026-1-3", Text),
            ("2026-1-3 4:05:06", Timestamp),
            ("2026-11-30T04:05:06.789Z", Timestamp),
            ("2026-11-30 04:05:06 +1:30", Timestamp),
            ("2026-11-30 04:05", Text),
            ("2026-11-30T04:05:06 ", Text),
            ("é", Text),
        ];
        for (text, wanted) in cases {
            assert_eq!(ScalarValue::of_plain(text), wanted, "{text}");
        }
        assert!(matches!(ScalarValue::of_plain(".NaN"), Number(number) if number.is_nan()));
    }
}
