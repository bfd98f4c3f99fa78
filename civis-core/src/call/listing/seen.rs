//! What has been seen of a list, and which pages it cannot have.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher as _};

use crate::call::listing::position::Position;

/// How many pages in succession may have no items.
const MAX_EMPTY: u32 = 20;

/// How many positions are remembered at most: 4 MiB of hashes.
const MAX_SEEN: usize = 1 << 18;

/// What has been seen of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    positions: HashSet<u64>,
    /// The hash of the last page.
    page: Option<u64>,
    /// How many pages in succession had no items.
    empty: u32,
    /// Whether a page had as many items as the call asks for.
    was_full: bool,
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

    /// Whether a page has the same bytes as the one before.
    pub(super) fn is_same_page(&self, body: &[u8]) -> bool {
        self.page == Some(hash(body))
    }

    /// Adds a page.
    ///
    /// # Errors
    /// The message about too many pages without items.
    pub(super) fn add(
        &mut self,
        position: &Position,
        body: &[u8],
        count: u64,
    ) -> Result<(), String> {
        self.empty = if count == 0 { self.empty + 1 } else { 0 };
        if self.empty > MAX_EMPTY {
            self.empty = 0;
            return Err(format!(
                "more than {MAX_EMPTY} pages in succession have no items"
            ));
        }
        if self.positions.len() >= MAX_SEEN {
            self.positions.clear();
        }
        self.positions.insert(hash(position));
        self.page = Some(hash(body));
        Ok(())
    }
}

fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
