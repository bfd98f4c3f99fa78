//! Which lines of a log were seen.

use std::collections::BTreeSet;

use super::position::Position;

/// The IDs that are remembered. They bound the memory of a log that is followed for long.
const REMEMBERED: usize = 5_000;

/// The lines that are fetched again when a log is looked at again, as in the official client: lines of the program and of
/// the Platform are not stored in the order of their IDs.
const REFETCHED: usize = 100;

/// The IDs of the lines that were seen last.
#[derive(Debug)]
pub(crate) struct Window {
    /// Every line up to this ID counts as seen.
    forgotten: i64,
    /// The IDs above that were seen.
    seen: BTreeSet<i64>,
}

impl Window {
    pub(crate) fn new(position: &Position) -> Self {
        Self {
            forgotten: position.after,
            seen: position.seen.iter().copied().collect(),
        }
    }

    /// Records a line. Returns whether it is new.
    pub(crate) fn insert(&mut self, id: i64) -> bool {
        if id <= self.forgotten || !self.seen.insert(id) {
            return false;
        }
        if self.seen.len() > REMEMBERED
            && let Some(oldest) = self.seen.pop_first()
        {
            self.forgotten = oldest;
        }
        true
    }

    /// The newest ID that was seen.
    pub(crate) fn newest(&self) -> i64 {
        self.seen.last().copied().unwrap_or(self.forgotten)
    }

    /// The ID after which to look again for lines that come late.
    pub(crate) fn rewound(&self) -> i64 {
        let id = self.seen.iter().rev().nth(REFETCHED);
        id.copied().unwrap_or(self.forgotten)
    }

    /// The place to continue from, if these lines were seen but not returned yet.
    pub(crate) fn position(&self, pending: &BTreeSet<i64>) -> Position {
        let before = pending.first().map(|id| id - 1);
        let rewound = self.rewound();
        let after = before.map_or(rewound, |before| before.min(rewound));
        let returned = self.seen.iter().filter(|id| **id > after);
        Position {
            after,
            seen: returned
                .filter(|id| !pending.contains(id))
                .copied()
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{REFETCHED, REMEMBERED, Window};
    use crate::logs::Position;

    #[test]
    fn a_line_is_new_once_whatever_the_order() {
        let mut window = Window::new(&Position::from(10));
        for (id, is_new) in [
            (12, true),
            (11, true),
            (12, false),
            (10, false),
            (-1, false),
        ] {
            assert_eq!(window.insert(id), is_new, "{id}");
        }
        assert_eq!((window.newest(), window.rewound()), (12, 10));
    }

    #[test]
    fn the_memory_is_bounded() {
        let mut window = Window::new(&Position::default());
        for id in 1..=20_000 {
            assert!(window.insert(id));
        }
        assert_eq!(window.seen.len(), REMEMBERED);
        assert!(!window.insert(1) && !window.insert(15_500));
        assert_eq!(
            window.rewound(),
            20_000 - i64::try_from(REFETCHED).expect("small")
        );
    }

    #[test]
    fn a_position_leaves_out_what_was_not_returned() {
        let mut window = Window::new(&Position::default());
        (1..=500).for_each(|id| {
            window.insert(id);
        });
        let pending = BTreeSet::from([300, 450]);
        let position = window.position(&pending);
        let mut resumed = Window::new(&position);
        let new: Vec<i64> = (1..=501).filter(|id| resumed.insert(*id)).collect();
        assert_eq!(new, [300, 450, 501]);
        assert!(window.position(&BTreeSet::new()).seen.len() <= REFETCHED);
    }
}
