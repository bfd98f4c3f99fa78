//! Equality of records.

use super::field::{Record, View, Visit};

/// Returns whether two records of one type have equal fields and extras: the body of their `PartialEq`.
#[must_use]
pub fn equal<R: Record>(one: &R, other: &R) -> bool {
    is_equal_record(one, other)
}

fn is_equal_record(one: &dyn Record, other: &dyn Record) -> bool {
    let mut is_equal = false;
    one.slots(&mut Visit::new(&mut |_, one_slots, one_extra| {
        other.slots(&mut Visit::new(&mut |_, other_slots, other_extra| {
            is_equal = one_extra == other_extra
                && one_slots.len() == other_slots.len()
                && one_slots
                    .iter()
                    .zip(other_slots)
                    .all(|(one, other)| is_equal_view(&one.view(), &other.view()));
        }));
    }));
    is_equal
}

fn is_equal_view(one: &View<'_>, other: &View<'_>) -> bool {
    match (one, other) {
        (View::Null, View::Null) => true,
        (View::Bool(one), View::Bool(other)) => one == other,
        (View::Int(one), View::Int(other)) => one == other,
        (View::Float(one), View::Float(other)) => one == other,
        (View::Text(one), View::Text(other)) => one == other,
        (View::Timestamp(one), View::Timestamp(other)) => one == other,
        (View::Any(one), View::Any(other)) => one == other,
        (View::Record(one), View::Record(other)) => is_equal_record(*one, *other),
        (View::List(one), View::List(other)) => {
            one.len() == other.len()
                && (0..one.len()).all(|index| is_equal_view(&one.at(index), &other.at(index)))
        }
        (View::Map(one), View::Map(other)) => {
            let mut is_equal = one.len() == other.len();
            one.each(&mut |key, one| {
                is_equal = is_equal
                    && other
                        .get(key)
                        .is_some_and(|other| is_equal_view(&one, &other));
            });
            is_equal
        }
        _ => false,
    }
}
