//! `Retry-After`: how long the server asks to wait.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Reads `Retry-After`: seconds, with or without a fraction, or an HTTP date. Returns
/// `None` for a date in the past and for anything else.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        let is_plain = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
        let seconds: f64 = text.parse().ok().filter(|_| is_plain)?;
        // A number that a `Duration` cannot hold is longer than any deadline.
        return Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX));
    }
    let date = http_date(text)?;
    date.duration_since(now).ok().filter(|wait| !wait.is_zero())
}

/// Reads an HTTP date in any of its three forms: RFC 9110, section 5.6.7.
fn http_date(text: &str) -> Option<SystemTime> {
    const FORMS: [&str; 3] = [
        "%a, %d %b %Y %H:%M:%S GMT",
        "%A, %d-%b-%y %H:%M:%S GMT",
        "%a %b %e %H:%M:%S %Y",
    ];
    let mut dates = FORMS.iter().map(|form| DateTime::strptime(form, text));
    let date = TimeZone::UTC
        .to_timestamp(dates.find_map(Result::ok)?)
        .ok()?;
    SystemTime::try_from(date).ok()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use http::{HeaderMap, HeaderValue, header};

    use super::retry_after;

    #[test]
    fn retry_after_is_seconds_or_a_future_date() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        for (text, wait) in [
            ("0", Some(0.0)),
            (" 120 ", Some(120.0)),
            ("1.5", Some(1.5)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", Some(10.0)),
            ("Sunday, 06-Nov-94 08:49:47 GMT", Some(10.0)),
            ("Sun Nov  6 08:49:47 1994", Some(10.0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49:27 GMT", None),
            ("-1", None),
            ("1e3", None),
            ("1.2.3", None),
            ("nan", None),
            ("inf", None),
            ("soon", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(text));
            let expected = wait.map(Duration::from_secs_f64);
            assert_eq!(retry_after(&headers, now), expected, "{text:?}");
        }
        let mut headers = HeaderMap::new();
        let huge = HeaderValue::from_static("99999999999999999999999999");
        headers.insert(header::RETRY_AFTER, huge);
        assert_eq!(retry_after(&headers, now), Some(Duration::MAX));
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
