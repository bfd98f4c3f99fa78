//! The types that fields have: [`Field`], [`Slot`], [`Text`], [`List`] and [`Map`] for each.

use std::any::Any;
use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;

use super::blob::Blob;
use super::field::{Field, List, Map, Record, Slot, Target, Text, View, Visit, VisitMut};
use super::timestamp::Timestamp;

impl<F: Field + Default + Clone> Slot for Option<F> {
    fn clone_from_slot(&mut self, other: &dyn Slot) {
        let other: &dyn Any = other;
        if let Some(other) = other.downcast_ref::<Self>() {
            self.clone_from(other);
        }
    }

    fn insert_default(&mut self) -> Target<'_> {
        self.insert(F::default()).target()
    }

    fn clear(&mut self) {
        *self = None;
    }

    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Null, Field::view)
    }
}

impl<F: Field + Default + Clone> Field for Option<F> {
    fn target(&mut self) -> Target<'_> {
        Target::Slot(self)
    }

    fn view(&self) -> View<'_> {
        Slot::view(self)
    }
}

impl Field for () {
    fn target(&mut self) -> Target<'_> {
        Target::Nothing
    }

    fn view(&self) -> View<'_> {
        View::Null
    }
}

impl Field for Blob {
    fn target(&mut self) -> Target<'_> {
        Target::File(self)
    }

    fn view(&self) -> View<'_> {
        View::Text(String::from_utf8_lossy(self.bytes()))
    }
}

macro_rules! scalars {
    ($($ty:ty: $kind:ident),*) => {$(
        impl Field for $ty {
            fn target(&mut self) -> Target<'_> {
                Target::$kind(self)
            }

            fn view(&self) -> View<'_> {
                View::$kind(*self)
            }
        }
    )*};
}

scalars!(bool: Bool, i64: Int, f64: Float);

impl Field for Value {
    fn target(&mut self) -> Target<'_> {
        Target::Any(self)
    }

    fn view(&self) -> View<'_> {
        View::Any(self)
    }
}

impl Text for String {
    fn set(&mut self, text: &str) -> bool {
        *self = text.to_owned();
        true
    }
}

impl Field for String {
    fn target(&mut self) -> Target<'_> {
        Target::Text(self)
    }

    fn view(&self) -> View<'_> {
        View::Text(Cow::Borrowed(self))
    }
}

impl Text for Timestamp {
    fn set(&mut self, text: &str) -> bool {
        text.parse().map(|parsed| *self = parsed).is_ok()
    }
}

impl Field for Timestamp {
    fn target(&mut self) -> Target<'_> {
        Target::Text(self)
    }

    fn view(&self) -> View<'_> {
        View::Timestamp(self)
    }
}

impl Text for Date {
    fn set(&mut self, text: &str) -> bool {
        // Only if encoding gives the same text, so that nothing is lost.
        match text.parse::<Date>() {
            Ok(date) if date.to_string() == text => {
                *self = date;
                true
            }
            _ => false,
        }
    }
}

impl Field for Date {
    fn target(&mut self) -> Target<'_> {
        Target::Text(self)
    }

    fn view(&self) -> View<'_> {
        View::Text(Cow::Owned(self.to_string()))
    }
}

impl<F: Field + Default> List for Vec<F> {
    fn reserve(&mut self, count: usize, max_bytes: usize) {
        Vec::reserve(self, count.min(max_bytes / size_of::<F>().max(1)));
    }

    fn push(&mut self) -> Target<'_> {
        let index = Vec::len(self);
        // Unlike `push`, this writes the default where it stays, without a copy of it.
        self.resize_with(index + 1, F::default);
        self[index].target()
    }

    fn clear(&mut self) {
        Vec::clear(self);
    }

    fn truncate(&mut self, len: usize) {
        Vec::truncate(self, len);
    }

    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn at(&self, index: usize) -> View<'_> {
        self.get(index).map_or(View::Null, Field::view)
    }
}

impl<F: Field + Default> Field for Vec<F> {
    fn target(&mut self) -> Target<'_> {
        Target::List(self)
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

impl<F: Field + Default> Map for BTreeMap<String, F> {
    fn put(&mut self, key: String) -> Target<'_> {
        let value = self.entry(key).or_default();
        *value = F::default();
        value.target()
    }

    fn clear(&mut self) {
        BTreeMap::clear(self);
    }

    fn get(&self, key: &str) -> Option<View<'_>> {
        BTreeMap::get(self, key).map(Field::view)
    }

    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        for (key, value) in self {
            visit(key, value.view());
        }
    }

    fn len(&self) -> usize {
        BTreeMap::len(self)
    }
}

impl<F: Field + Default> Field for BTreeMap<String, F> {
    fn target(&mut self) -> Target<'_> {
        Target::Map(self)
    }

    fn view(&self) -> View<'_> {
        View::Map(self)
    }
}

impl<R: Record> Record for Box<R> {
    fn slots(&self, visit: &mut Visit<'_>) {
        (**self).slots(visit);
    }

    fn slots_mut(&mut self, visit: &mut VisitMut<'_>) {
        (**self).slots_mut(visit);
    }

    fn secrets(&self) -> &'static [&'static str] {
        (**self).secrets()
    }

    fn type_name(&self) -> &'static str {
        (**self).type_name()
    }
}
