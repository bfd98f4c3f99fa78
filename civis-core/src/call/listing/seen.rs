//! What has been seen of a list, and which pages it cannot have.

use std::collections::HashSet;

use crate::call::identity::{MAX_SEEN, hash, ids};
use crate::call::listing::position::Position;
use crate::call::listing::property;
use crate::record::{Field, View};

/// How many pages in succession may have no items.
const MAX_EMPTY: u32 = 20;

/// What has been seen of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    positions: HashSet<u64>,
    /// The hashes of pages with IDs.
    pages: HashSet<u64>,
    last: Option<PageKey>,
    /// How many pages in succession had no items.
    empty: u32,
    /// Whether a page had as many items as the call asks for.
    was_full: bool,
}

/// What two pages have in common if they are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageKey {
    /// The hash of the IDs of the items: the rest of a page may change, such as its time.
    Ids(u64),
    /// The hash of the bytes, if not every item has an `id`.
    Bytes(u64),
}

impl PageKey {
    /// `items` is the path of the items.
    pub(super) fn new(page: &dyn Field, items: &str, bytes: &[u8]) -> Self {
        let mut found = None;
        let mut read = |view: &View<'_>| found = ids(view);
        match items {
            "" => read(&page.view()),
            items => _ = property::visit(&page.view(), items, &mut read),
        }
        match found.filter(|ids| !ids.is_empty()) {
            Some(ids) => Self::Ids(hash(&ids)),
            None => Self::Bytes(hash(bytes)),
        }
    }
}

impl Seen {
    /// Whether this page or one before has as many items as the call asks for.
    pub(super) fn was_full(&mut self, count: u64, size: Option<u64>) -> bool {
        self.was_full |= size.is_some_and(|size| count >= size);
        self.was_full
    }

    /// Whether a position is the present one or that of a page before.
    pub(super) fn contains(&self, present: &Position, position: &Position) -> bool {
        present == position || self.positions.contains(&hash(position))
    }

    /// Whether a page is the same as the one before, or as any page before if its items have IDs.
    pub(super) fn is_same_page(&self, page: PageKey) -> bool {
        let is_known = matches!(page, PageKey::Ids(hash) if self.pages.contains(&hash));
        is_known || self.last == Some(page)
    }

    /// Adds a page.
    ///
    /// # Errors
    /// The message about too many pages without items.
    pub(super) fn add(
        &mut self,
        position: &Position,
        page: PageKey,
        count: u64,
    ) -> Result<(), String> {
        self.empty = if count == 0 { self.empty + 1 } else { 0 };
        if self.empty > MAX_EMPTY {
            self.empty = 0;
            return Err(format!(
                "more than {MAX_EMPTY} pages in succession have no items"
            ));
        }
        remember(&mut self.positions, hash(position));
        if let PageKey::Ids(hash) = page {
            remember(&mut self.pages, hash);
        }
        self.last = Some(page);
        Ok(())
    }
}

fn remember(hashes: &mut HashSet<u64>, hash: u64) {
    if hashes.len() >= MAX_SEEN {
        hashes.clear();
    }
    hashes.insert(hash);
}
