//! Where a list of pages ends, and which pages cannot be right.

use std::collections::HashSet;
use std::fmt;

use crate::call::identity::{MAX_SEEN, hash, ids};
use crate::record::Field;
use crate::response::Response;
use crate::response::raw::Pagination;

/// How many pages in succession may have nothing new, although the headers announce more.
/// Objects that the user may not see can leave a few pages empty.
const MAX_IDLE: u32 = 20;

/// What has been seen of a list so far.
///
/// A list ends at the last page that the headers announce. Without such headers it ends at
/// a page that is empty, or has only items of earlier pages. Items are the same if they
/// have the same `id`; pages of items without one are the same if their bytes are.
/// A list that changes while it is read may have a page of earlier items, but not an earlier
/// page.
#[derive(Clone, Default)]
pub(super) struct Progress {
    /// The number that was asked for first, and the one that the response stated.
    first: Option<(u64, Option<u64>)>,
    total_pages: Option<u64>,
    total_entries: Option<u64>,
    /// How many items have come.
    items: u64,
    seen: HashSet<u64>,
    /// Hashes of the pages. Another page may have only earlier items, which have moved.
    pages: HashSet<u64>,
    /// How many pages in succession had nothing new.
    idle: u32,
}

/// A page, as far as the progress depends on it.
pub(super) struct Page {
    number: u64,
    pagination: Pagination,
    len: u64,
    /// Hashes that identify the items, or the whole page.
    keys: Vec<u64>,
}

/// What follows a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The page is not part of the list, which has ended.
    Ended,
    /// The page is the last one.
    Last,
    /// The headers announce another page.
    More,
    /// There may be another page.
    Unknown,
}

impl Progress {
    /// Adds a page, unless it cannot be right: the error says why.
    ///
    /// `limit` is the page size that was asked for.
    pub(super) fn add(&mut self, page: &Page, limit: Option<u64>) -> Result<Next, String> {
        self.check_number(page)?;
        let total_pages = total_pages(&page.pagination).or(self.total_pages);
        let total_entries = page.pagination.total_entries.or(self.total_entries);
        let next = self.next(page, total_pages, total_entries);
        let new = page.keys.iter().filter(|key| !self.seen.contains(key));
        let new = new.count();
        let mut idle = self.idle;
        if page.len == 0 || new == 0 {
            let is_repeated = page.len > 0;
            // A list that grows at its beginning shifts items to the next page.
            let has_grown = next == Next::More && total_entries > self.total_entries;
            if is_repeated && !(has_grown && self.total_entries.is_some()) {
                let is_numbered = page.pagination.current_page.is_some() || total_pages.is_some();
                // A full page of a list that has no end is not the whole list either.
                let is_part = is_numbered || limit == Some(page.len);
                if !is_part {
                    return Ok(Next::Ended);
                }
                if self.pages.contains(&hash(&page.keys)) {
                    return Err(format!(
                        "page {} of the list repeats items of earlier pages only, \
                         as if the server ignored `page_num`",
                        page.number
                    ));
                }
            }
            if !is_repeated && next != Next::More {
                return Ok(Next::Ended);
            }
            idle += 1;
        } else if new * 2 < page.keys.len() {
            idle += 1;
        } else {
            idle = 0;
        }
        if idle > MAX_IDLE {
            self.idle = 0;
            return Err(format!(
                "page {} of the list has nothing new, nor have the {MAX_IDLE} before it",
                page.number
            ));
        }
        self.idle = idle;
        self.total_pages = total_pages;
        self.total_entries = total_entries;
        self.items += page.len;
        let stated = page.pagination.current_page;
        let first = self.first.get_or_insert((page.number, stated));
        if first.1.is_none() && stated.is_some() {
            *first = (page.number, stated);
        }
        if self.seen.len() > MAX_SEEN {
            self.seen.clear();
            self.pages.clear();
        }
        self.seen.extend(&page.keys);
        self.pages.insert(hash(&page.keys));
        Ok(next)
    }

    /// Checks the number that a page states. Some servers count from another number than
    /// `page_num` does, but each page must follow the one before.
    fn check_number(&self, page: &Page) -> Result<(), String> {
        let Some(stated) = page.pagination.current_page else {
            return Ok(());
        };
        let (expected, is_right) = match self.first {
            Some((number, Some(first))) => {
                let expected = first.saturating_add(page.number.saturating_sub(number));
                (expected, stated == expected)
            }
            _ => (page.number, page.number <= 1 || stated >= page.number),
        };
        if is_right {
            Ok(())
        } else {
            Err(format!(
                "expected page {expected} of the list, got page {stated}"
            ))
        }
    }

    /// What the headers say.
    fn next(&self, page: &Page, total_pages: Option<u64>, total_entries: Option<u64>) -> Next {
        let stated = page.pagination.current_page.unwrap_or(page.number);
        let is_from_start = self.first.map_or(page.number, |(number, _)| number) == 1;
        let is_last = match (total_pages, total_entries) {
            (Some(total), _) => stated >= total,
            (None, Some(total)) if is_from_start => self.items + page.len >= total,
            _ => return Next::Unknown,
        };
        if is_last { Next::Last } else { Next::More }
    }
}

fn total_pages(pagination: &Pagination) -> Option<u64> {
    let computed = || {
        let per_page = pagination.per_page.filter(|per_page| *per_page > 0)?;
        Some(pagination.total_entries?.div_ceil(per_page))
    };
    pagination.total_pages.or_else(computed)
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress")
            .field("items", &self.items)
            .field("total_pages", &self.total_pages)
            .finish_non_exhaustive()
    }
}

impl Page {
    pub(super) fn new<T: Field + Default>(number: u64, response: &Response<Vec<T>>) -> Self {
        Self {
            number,
            pagination: response.pagination(),
            len: response.len() as u64,
            keys: keys(ids(&(**response).view()), response.raw()),
        }
    }
}

/// The hashes of the IDs, if each item has one of its own; else that of the page.
fn keys(ids: Option<Vec<u64>>, page: &[u8]) -> Vec<u64> {
    let ids = ids.filter(|ids| {
        let distinct: HashSet<_> = ids.iter().collect();
        distinct.len() == ids.len()
    });
    ids.unwrap_or_else(|| vec![hash(page)])
}

#[cfg(test)]
mod tests {
    use super::{MAX_IDLE, Next, Page, Progress, keys};
    use crate::call::identity::hash;
    use crate::response::raw::Pagination;

    /// Full pages of two new items each.
    fn page(number: u64, pagination: Pagination) -> Page {
        Page {
            number,
            pagination,
            len: 2,
            keys: vec![2 * number, 2 * number + 1],
        }
    }

    #[test]
    fn the_headers_announce_the_last_page() {
        let pages = |total| Pagination {
            total_pages: Some(total),
            ..Pagination::default()
        };
        let entries = |total, per_page| Pagination {
            total_entries: Some(total),
            per_page,
            ..Pagination::default()
        };
        for (pagination, expected) in [
            (pages(2), [Next::More, Next::Last]),
            (entries(4, Some(2)), [Next::More, Next::Last]),
            (entries(3, Some(2)), [Next::More, Next::Last]),
            (entries(5, Some(2)), [Next::More, Next::More]),
            (entries(4, None), [Next::More, Next::Last]),
            (entries(5, None), [Next::More, Next::More]),
            (entries(4, Some(0)), [Next::More, Next::Last]),
            (Pagination::default(), [Next::Unknown, Next::Unknown]),
        ] {
            let mut progress = Progress::default();
            for (number, expected) in (1..).zip(expected) {
                let next = progress.add(&page(number, pagination), Some(2));
                assert_eq!(next, Ok(expected), "{pagination:?}, page {number}");
            }
        }
        // The number of entries says nothing to a list that begins later.
        let mut progress = Progress::default();
        let next = progress.add(&page(2, entries(2, None)), Some(2));
        assert_eq!(next, Ok(Next::Unknown));
    }

    #[test]
    fn each_page_follows_the_one_before() {
        let stated = |current| Pagination {
            current_page: Some(current),
            ..Pagination::default()
        };
        // A server may count from 0.
        for (first, second, is_right) in [(1, 2, true), (0, 1, true), (1, 3, false), (1, 1, false)]
        {
            let mut progress = Progress::default();
            progress.add(&page(1, stated(first)), None).expect("a page");
            let second = progress.add(&page(2, stated(second)), None);
            assert_eq!(second.is_ok(), is_right, "{second:?}");
        }
    }

    fn with_keys(number: u64, pagination: Pagination, keys: impl Into<Vec<u64>>) -> Page {
        let keys = keys.into();
        Page {
            number,
            pagination,
            len: keys.len() as u64,
            keys,
        }
    }

    fn total(total_pages: Option<u64>, total_entries: Option<u64>) -> Pagination {
        Pagination {
            total_pages,
            total_entries,
            ..Pagination::default()
        }
    }

    #[test]
    fn items_come_again_only_if_the_list_has_grown() {
        let none = total(None, None);
        let stated = |current| Pagination {
            current_page: Some(current),
            ..Pagination::default()
        };
        for (pagination, repeated, limit, expected) in [
            // Two items were added before those of the first page.
            (
                total(Some(2), Some(4)),
                total(Some(3), Some(6)),
                None,
                Some(Next::More),
            ),
            (total(Some(3), Some(6)), total(Some(3), Some(6)), None, None),
            (total(Some(3), Some(6)), total(Some(3), Some(4)), None, None),
            (total(Some(3), None), total(Some(3), Some(6)), None, None),
            // It has grown, but this is its last page.
            (total(Some(2), Some(4)), total(Some(2), Some(5)), None, None),
            (stated(1), stated(2), None, None),
            (none, none, Some(2), None),
            // The whole list, from a server that does not have pages.
            (none, none, None, Some(Next::Ended)),
            (none, none, Some(3), Some(Next::Ended)),
        ] {
            let mut progress = Progress::default();
            let first = progress.add(&with_keys(1, pagination, [1, 2]), limit);
            first.expect("a page");
            let next = progress.add(&with_keys(2, repeated, [1, 2]), limit);
            assert_eq!(next.ok(), expected, "{repeated:?}, limit {limit:?}");
        }
    }

    #[test]
    fn items_may_move_to_a_later_page() {
        // An item of the third page moved to the first, after that was read.
        for (pagination, limit) in [(total(Some(3), None), None), (total(None, None), Some(2))] {
            let mut progress = Progress::default();
            for (number, keys) in [(1, [1, 2]), (2, [3, 4])] {
                let page = with_keys(number, pagination, keys);
                progress.add(&page, limit).expect("a page");
            }
            let moved = progress.add(&with_keys(3, pagination, [2, 4]), limit);
            assert!(matches!(moved, Ok(Next::Last | Next::Unknown)), "{moved:?}");
            let again = progress.add(&with_keys(4, pagination, [3, 4]), limit);
            assert!(again.is_err(), "{again:?}");
        }
    }

    #[test]
    fn an_empty_page_ends_a_list_unless_more_is_announced() {
        for (pages, expected) in [
            (Some(3), Next::More),
            (Some(2), Next::Ended),
            (None, Next::Ended),
        ] {
            let mut progress = Progress::default();
            let pagination = total(pages, None);
            let first = progress.add(&with_keys(1, pagination, [1, 2]), None);
            first.expect("a page");
            let next = progress.add(&with_keys(2, pagination, []), None);
            assert_eq!(next, Ok(expected), "{pages:?}");
        }
    }

    #[test]
    fn a_list_may_have_a_number_of_pages_with_little_that_is_new() {
        let pagination = total(Some(100), None);
        // New items, all items, and whether this is less than half.
        for (new, len, is_idle) in [
            (0, 0, true),
            (1, 3, true),
            (3, 8, true),
            (2, 4, false),
            (1, 1, false),
        ] {
            let mut progress = Progress::default();
            let old: Vec<u64> = (0..8).collect();
            let first = progress.add(&with_keys(1, pagination, &old[..]), None);
            first.expect("a page");
            for number in 2..=u64::from(MAX_IDLE) + 2 {
                let fresh = (0..new).map(|index| 100 * number + index);
                let page: Vec<u64> = fresh.chain(0..len - new).collect();
                let next = progress.add(&with_keys(number, pagination, page), None);
                let is_too_many = is_idle && number == u64::from(MAX_IDLE) + 2;
                assert_eq!(next.is_err(), is_too_many, "{new} of {len}, page {number}");
            }
        }
    }

    #[test]
    fn items_are_remembered_over_pages_and_up_to_a_limit() {
        let pagination = total(Some(9), None);
        let mut progress = Progress::default();
        for number in 1..=3 {
            let page = page(number, pagination);
            progress.add(&page, None).expect("a page");
        }
        let repeated = progress.add(&with_keys(4, pagination, [2, 3]), None);
        assert!(repeated.is_err(), "{repeated:?}");

        for (count, kept) in [(1 << 18, (1 << 18) + 1), ((1 << 18) + 1, 1)] {
            let mut progress = Progress::default();
            let many: Vec<u64> = (0..count).collect();
            for (number, keys) in [(1, many), (2, vec![count])] {
                let page = with_keys(number, pagination, keys);
                progress.add(&page, None).expect("a page");
            }
            assert_eq!(progress.seen.len(), kept);
        }
    }

    #[test]
    fn a_list_of_three_pages_is_counted_to_its_end() {
        let pagination = total(None, Some(6));
        let mut progress = Progress::default();
        for (number, expected) in (1..).zip([Next::More, Next::More, Next::Last]) {
            let next = progress.add(&page(number, pagination), None);
            assert_eq!(next, Ok(expected), "page {number}");
        }
    }

    #[test]
    fn a_list_that_begins_later_is_not_before_its_page() {
        for (stated, is_right) in [(3, true), (4, true), (2, false)] {
            let pagination = Pagination {
                current_page: Some(stated),
                ..Pagination::default()
            };
            let next = Progress::default().add(&page(3, pagination), None);
            assert_eq!(next.is_ok(), is_right, "{stated}");
        }
    }

    #[test]
    fn items_with_the_same_id_are_known_by_their_page() {
        assert_eq!(keys(Some(vec![1, 2]), b"page"), [1, 2]);
        assert_eq!(keys(Some(vec![1, 1]), b"page"), [hash(b"page")]);
        assert_eq!(keys(None, b"page"), [hash(b"page")]);
        assert_ne!(hash(b"page"), hash(b"other"));
    }
}
