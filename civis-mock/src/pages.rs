//! Pages of a list.

use civis_spec::Operation;

use crate::names::same_name;
use crate::reply::Reply;
use crate::request::RecordedRequest;

/// Items on a page unless the specification says otherwise.
const DEFAULT_SIZE: u64 = 20;

/// The largest number of items on a page unless the specification says otherwise.
const MAX_SIZE: u64 = 1000;

/// The page that a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    /// At least 1.
    number: u64,
    /// At least 1.
    size: u64,
}

impl Page {
    /// Reads `limit` and `page_num`. A limit above the maximum is reduced to it.
    pub(crate) fn requested(
        operation: &Operation,
        request: &RecordedRequest,
    ) -> Result<Self, String> {
        let (default, max) = sizes(operation);
        let number = positive(request, "page_num")?.unwrap_or(1);
        let size = positive(request, "limit")?.unwrap_or(default).min(max);
        Ok(Page { number, size })
    }

    /// The number of items on the pages before it.
    pub(crate) fn start(self) -> usize {
        let start = (self.number - 1).saturating_mul(self.size);
        usize::try_from(start).unwrap_or(usize::MAX)
    }

    /// The largest number of items on the page.
    pub(crate) fn size(self) -> usize {
        usize::try_from(self.size).unwrap_or(usize::MAX)
    }

    /// Adds the pagination headers.
    pub(crate) fn add_headers(self, reply: Reply, entries: usize) -> Reply {
        let pages = (entries as u64).div_ceil(self.size);
        reply
            .header("x-pagination-current-page", &self.number.to_string())
            .header("x-pagination-per-page", &self.size.to_string())
            .header("x-pagination-total-pages", &pages.to_string())
            .header("x-pagination-total-entries", &entries.to_string())
    }
}

fn positive(request: &RecordedRequest, name: &str) -> Result<Option<u64>, String> {
    let mut query = request.query.iter();
    match query.find(|(key, _)| same_name(key, name)) {
        None => Ok(None),
        Some((_, text)) => match text.parse() {
            Ok(number) if number > 0 => Ok(Some(number)),
            _ => Err(format!("`{name}` must be a positive integer, not `{text}`")),
        },
    }
}

/// The default and the maximum size of a page. The specification gives them in the
/// description of `limit`: "Defaults to 20. Maximum allowed is 50."
fn sizes(operation: &Operation) -> (u64, u64) {
    let limit = operation.parameters.iter().find(|p| p.wire == "limit");
    let words = limit.and_then(|limit| limit.description.as_deref());
    let words = words.unwrap_or_default().to_ascii_lowercase();
    let max = number_after(&words, "maximum").unwrap_or(MAX_SIZE);
    let default = number_after(&words, "default").unwrap_or(DEFAULT_SIZE);
    (default.min(max), max)
}

/// The first positive number after a word.
fn number_after(words: &str, word: &str) -> Option<u64> {
    let (_, rest) = words.split_once(word)?;
    let rest = rest.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = rest.find(|c: char| !c.is_ascii_digit());
    let number = rest[..end.unwrap_or(rest.len())].parse().ok()?;
    (number > 0).then_some(number)
}
