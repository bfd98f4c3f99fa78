//! The part of a body that a request asks for.

use http_range::{HttpRange, HttpRangeParseError};

/// The effect of a `Range` header on a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Range {
    /// All of it. S3 also returns this for several ranges, and for a header that
    /// it cannot parse.
    Whole,
    /// From the first byte to the last one, inclusive.
    Part(usize, usize),
    /// No byte of the body.
    Unsatisfiable,
}

/// Reads a `Range` header for a body of a length in bytes.
pub(crate) fn range(header: &str, length: usize) -> Range {
    match HttpRange::parse(header, length as u64).as_deref() {
        // The last bytes of an empty body.
        Ok([HttpRange { length: 0, .. }]) => Range::Unsatisfiable,
        // The range has been cut to the body, whose length is a `usize`.
        Ok([HttpRange { start, length }]) => {
            Range::Part(*start as usize, (start + length - 1) as usize)
        }
        Ok(_) | Err(HttpRangeParseError::InvalidRange) => Range::Whole,
        Err(HttpRangeParseError::NoOverlap) => Range::Unsatisfiable,
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
            ("bytes=10-", Range::Unsatisfiable),
            ("bytes=-0", Range::Unsatisfiable),
            ("bytes=5-4", Range::Whole),
            ("bytes=0-1,4-5", Range::Whole),
            ("lines=0-1", Range::Whole),
            ("bytes=x-", Range::Whole),
        ];
        for (header, wanted) in cases {
            assert_eq!(range(header, 10), wanted, "{header}");
        }
        assert_eq!(range("bytes=0-", 0), Range::Unsatisfiable);
        assert_eq!(range("bytes=-3", 0), Range::Unsatisfiable);
    }
}
