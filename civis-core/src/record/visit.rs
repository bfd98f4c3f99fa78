//! How generated code passes the fields of a record on.
//!
//! [`Visit`] is a struct with a method rather than a closure, and [`Slots`] is a tuple of references rather than an array
//! of trait objects. Each halves the time that the compiler takes for a call, and every generated type has two calls.

use super::extra::Extra;
use super::field::{Slot, Visit, VisitFn, VisitMut, VisitMutFn};

impl Visit<'_> {
    /// Visits the fields: their JSON keys, the fields, and the values that they could not hold.
    #[inline]
    pub fn fields(&mut self, names: &'static [&'static str], slots: impl Slots, extra: &Extra) {
        slots.with(&mut |slots| (self.0)(names, slots, extra));
    }

    /// Adds the fields that come after those of the longest tuple.
    pub fn more<'m, const N: usize>(&'m mut self, slots: [&'m dyn Slot; N]) -> More<'m, N> {
        let visit = &mut *self.0;
        More { visit, slots }
    }
}

/// A [`Visit`] with the fields that come after those of the longest tuple.
pub struct More<'m, const N: usize> {
    visit: &'m mut VisitFn<'m>,
    slots: [&'m dyn Slot; N],
}

impl<const N: usize> More<'_, N> {
    /// As [`Visit::fields`], with the fields that come first.
    pub fn fields(self, names: &'static [&'static str], slots: impl Slots, extra: &Extra) {
        slots.with(&mut |slots| {
            let all: Vec<&dyn Slot> = slots.iter().chain(&self.slots).copied().collect();
            (self.visit)(names, &all, extra);
        });
    }
}

impl VisitMut<'_> {
    /// Visits the fields in the order of their names, and the values that they could not hold.
    #[inline]
    pub fn fields(&mut self, slots: impl SlotsMut, extra: &mut Extra) {
        slots.with(&mut |slots| (self.0)(slots, extra));
    }

    /// Adds the fields that come after those of the longest tuple.
    pub fn more<'m, const N: usize>(&'m mut self, slots: [&'m mut dyn Slot; N]) -> MoreMut<'m, N> {
        let visit = &mut *self.0;
        MoreMut { visit, slots }
    }
}

/// A [`VisitMut`] with the fields that come after those of the longest tuple.
pub struct MoreMut<'m, const N: usize> {
    visit: &'m mut VisitMutFn<'m>,
    slots: [&'m mut dyn Slot; N],
}

impl<const N: usize> MoreMut<'_, N> {
    /// As [`VisitMut::fields`], with the fields that come first.
    pub fn fields(mut self, slots: impl SlotsMut, extra: &mut Extra) {
        slots.with(&mut |slots| {
            let mut all: Vec<&mut dyn Slot> = Vec::new();
            all.extend(slots.iter_mut().map(|slot| &mut **slot));
            all.extend(self.slots.iter_mut().map(|slot| &mut **slot));
            (self.visit)(&mut all, extra);
        });
    }
}

/// References to the fields of a record: a tuple of up to 32.
pub trait Slots {
    /// Calls a function with the fields as trait objects.
    fn with(self, visit: &mut dyn FnMut(&[&dyn Slot]));
}

/// Mutable references to the fields of a record: a tuple of up to 32.
pub trait SlotsMut {
    /// Calls a function with the fields as trait objects.
    fn with(self, visit: &mut dyn FnMut(&mut [&mut dyn Slot]));
}

macro_rules! tuples {
    () => {
        impl Slots for () {
            fn with(self, visit: &mut dyn FnMut(&[&dyn Slot])) {
                visit(&[]);
            }
        }

        impl SlotsMut for () {
            fn with(self, visit: &mut dyn FnMut(&mut [&mut dyn Slot])) {
                visit(&mut []);
            }
        }
    };
    ($first:ident $($rest:ident)*) => {
        impl<$first: Slot, $($rest: Slot),*> Slots for (&$first, $(&$rest,)*) {
            #[inline]
            #[allow(non_snake_case, reason = "a value is named as its type")]
            fn with(self, visit: &mut dyn FnMut(&[&dyn Slot])) {
                let ($first, $($rest,)*) = self;
                visit(&[$first, $($rest),*]);
            }
        }

        impl<$first: Slot, $($rest: Slot),*> SlotsMut for (&mut $first, $(&mut $rest,)*) {
            #[inline]
            #[allow(non_snake_case, reason = "a value is named as its type")]
            fn with(self, visit: &mut dyn FnMut(&mut [&mut dyn Slot])) {
                let ($first, $($rest,)*) = self;
                visit(&mut [$first, $($rest),*]);
            }
        }

        tuples!($($rest)*);
    };
}

tuples!(A1 A2 A3 A4 A5 A6 A7 A8 B1 B2 B3 B4 B5 B6 B7 B8 C1 C2 C3 C4 C5 C6 C7 C8 D1 D2 D3 D4 D5 D6 D7 D8);
