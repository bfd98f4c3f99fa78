//! What a record lends its fields to.
//!
//! A struct with a method, where a closure would do, and a tuple of references, where
//! an array of trait objects would do: either way the compiler takes half the time
//! over a call, and there are two in each expanded type.

use super::{Extra, Slot};

type Look<'v> = dyn FnMut(&'static [&'static str], &[&dyn Slot], &Extra) + 'v;
type Fill<'v> = dyn FnMut(&mut [&mut dyn Slot], &mut Extra) + 'v;

/// Looks at the fields of a record.
pub struct Visit<'v>(&'v mut Look<'v>);

impl<'v> Visit<'v> {
    pub(crate) fn new(look: &'v mut Look<'v>) -> Self {
        Self(look)
    }

    /// Takes the names of the fields on the wire, the fields, and what did not fit any.
    #[inline]
    pub fn fields(&mut self, names: &'static [&'static str], slots: impl Slots, extra: &Extra) {
        slots.lend(&mut |slots| (self.0)(names, slots, extra));
    }

    /// Takes the fields that come after those of the tuple.
    pub fn more<'m, const N: usize>(&'m mut self, slots: [&'m dyn Slot; N]) -> More<'m, N> {
        let look = &mut *self.0;
        More { look, slots }
    }
}

/// A [`Visit`] with the fields that no tuple holds.
pub struct More<'m, const N: usize> {
    look: &'m mut Look<'m>,
    slots: [&'m dyn Slot; N],
}

impl<const N: usize> More<'_, N> {
    /// As [`Visit::fields`], with the fields that come before.
    pub fn fields(self, names: &'static [&'static str], slots: impl Slots, extra: &Extra) {
        slots.lend(&mut |slots| {
            let all: Vec<&dyn Slot> = slots.iter().chain(&self.slots).copied().collect();
            (self.look)(names, &all, extra);
        });
    }
}

/// Fills the fields of a record.
pub struct VisitMut<'v>(&'v mut Fill<'v>);

impl<'v> VisitMut<'v> {
    pub(crate) fn new(fill: &'v mut Fill<'v>) -> Self {
        Self(fill)
    }

    /// Takes the fields, in the order of their names, and what did not fit any.
    #[inline]
    pub fn fields(&mut self, slots: impl SlotsMut, extra: &mut Extra) {
        slots.lend(&mut |slots| (self.0)(slots, extra));
    }

    /// Takes the fields that come after those of the tuple.
    pub fn more<'m, const N: usize>(&'m mut self, slots: [&'m mut dyn Slot; N]) -> MoreMut<'m, N> {
        let fill = &mut *self.0;
        MoreMut { fill, slots }
    }
}

/// A [`VisitMut`] with the fields that no tuple holds.
pub struct MoreMut<'m, const N: usize> {
    fill: &'m mut Fill<'m>,
    slots: [&'m mut dyn Slot; N],
}

impl<const N: usize> MoreMut<'_, N> {
    /// As [`VisitMut::fields`], with the fields that come before.
    pub fn fields(mut self, slots: impl SlotsMut, extra: &mut Extra) {
        slots.lend(&mut |slots| {
            let mut all: Vec<&mut dyn Slot> = Vec::new();
            all.extend(slots.iter_mut().map(|slot| &mut **slot));
            all.extend(self.slots.iter_mut().map(|slot| &mut **slot));
            (self.fill)(&mut all, extra);
        });
    }
}

/// References to the fields of a record: a tuple of up to 32.
pub trait Slots {
    /// Lends them as trait objects.
    fn lend(self, look: &mut dyn FnMut(&[&dyn Slot]));
}

/// References to the fields of a record, to be filled, likewise.
pub trait SlotsMut {
    /// Lends them as trait objects.
    fn lend(self, fill: &mut dyn FnMut(&mut [&mut dyn Slot]));
}

macro_rules! tuples {
    () => {
        impl Slots for () {
            fn lend(self, look: &mut dyn FnMut(&[&dyn Slot])) {
                look(&[]);
            }
        }

        impl SlotsMut for () {
            fn lend(self, fill: &mut dyn FnMut(&mut [&mut dyn Slot])) {
                fill(&mut []);
            }
        }
    };
    ($first:ident $($rest:ident)*) => {
        impl<$first: Slot, $($rest: Slot),*> Slots for (&$first, $(&$rest,)*) {
            #[inline]
            #[allow(non_snake_case, reason = "a value and its type have one name")]
            fn lend(self, look: &mut dyn FnMut(&[&dyn Slot])) {
                let ($first, $($rest,)*) = self;
                look(&[$first, $($rest),*]);
            }
        }

        impl<$first: Slot, $($rest: Slot),*> SlotsMut for (&mut $first, $(&mut $rest,)*) {
            #[inline]
            #[allow(non_snake_case, reason = "a value and its type have one name")]
            fn lend(self, fill: &mut dyn FnMut(&mut [&mut dyn Slot])) {
                let ($first, $($rest,)*) = self;
                fill(&mut [$first, $($rest),*]);
            }
        }

        tuples!($($rest)*);
    };
}

tuples!(A1 A2 A3 A4 A5 A6 A7 A8 B1 B2 B3 B4 B5 B6 B7 B8 C1 C2 C3 C4 C5 C6 C7 C8 D1 D2 D3 D4 D5 D6 D7 D8);
