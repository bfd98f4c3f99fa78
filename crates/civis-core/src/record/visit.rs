//! What a record lends its fields to.
//!
//! A struct with a method, where a closure would do: the compiler takes half the time
//! over a call of the former, and there are two in each expanded type.

use super::{Extra, Shape, Slot};

type Look<'v> = dyn FnMut(Shape, &[&dyn Slot], &Extra) + 'v;
type Fill<'v> = dyn FnMut(&mut [&mut dyn Slot], &mut Extra) + 'v;

/// Looks at the fields of a record.
pub struct Visit<'v>(&'v mut Look<'v>);

impl<'v> Visit<'v> {
    pub(crate) fn new(look: &'v mut Look<'v>) -> Self {
        Self(look)
    }

    /// Takes the name of the record, those of its fields on the wire, the fields, and
    /// what did not fit any.
    #[inline]
    pub fn fields<const N: usize>(
        &mut self,
        name: &'static str,
        fields: &'static [&'static str],
        slots: [&dyn Slot; N],
        extra: &Extra,
    ) {
        (self.0)(Shape { name, fields }, &slots, extra);
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
    pub fn fields<const N: usize>(&mut self, mut slots: [&mut dyn Slot; N], extra: &mut Extra) {
        (self.0)(&mut slots, extra);
    }
}
