//! The part of a body that a request asks for.

/// What a `Range` header means for a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Range {
    /// All of it, as S3 also answers a header that it does not understand.
    Whole,
    /// From the first byte to the last one.
    Part(usize, usize),
    /// Nothing that the body has.
    Outside,
}

/// Reads a `Range` header for a body of a length.
pub(crate) fn range(header: &str, length: usize) -> Range {
    let range = header
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'));
    let Some((first, last)) = range else {
        return Range::Whole;
    };
    let (first, last) = (first.trim(), last.trim());
    let end = length.saturating_sub(1);
    match (first.parse::<usize>(), last.parse::<usize>()) {
        (Ok(first), Ok(last)) if first > last => Range::Whole,
        (Ok(first), _) if first >= length => Range::Outside,
        (Ok(first), Ok(last)) => Range::Part(first, last.min(end)),
        (Ok(first), Err(_)) if last.is_empty() => Range::Part(first, end),
        (Err(_), Ok(0)) if first.is_empty() => Range::Outside,
        (Err(_), Ok(_)) if first.is_empty() && length == 0 => Range::Outside,
        (Err(_), Ok(count)) if first.is_empty() => Range::Part(length.saturating_sub(count), end),
        _ => Range::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::{Range, range};

    #[test]
    fn ranges_are_read_as_http_defines_them() {
        let cases = [
            ("bytes=0-3", Range::Part(0, 3)),
            ("bytes=4-", Range::Part(4, 9)),
            ("bytes=-3", Range::Part(7, 9)),
            ("bytes=-30", Range::Part(0, 9)),
            ("bytes=5-30", Range::Part(5, 9)),
            ("bytes=9-9", Range::Part(9, 9)),
            ("bytes=10-", Range::Outside),
            ("bytes=-0", Range::Outside),
            ("bytes=5-4", Range::Whole),
            ("bytes=0-1,4-5", Range::Whole),
            ("lines=0-1", Range::Whole),
            ("bytes=x-", Range::Whole),
        ];
        for (header, wanted) in cases {
            assert_eq!(range(header, 10), wanted, "{header}");
        }
        assert_eq!(range("bytes=0-", 0), Range::Outside);
    }
}
