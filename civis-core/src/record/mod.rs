//! Tolerant, lossless decoding and encoding of JSON into plain structs.
//!
//! A [`Record`] passes its fields on as trait objects, so everything that walks a record is compiled once, here, rather
//! than once per type in the user's crate.
//!
//! | file | what |
//! |---|---|
//! | `field.rs` | [`Record`], and [`Field`], what a field of one can be |
//! | `value.rs` | the types that are fields: text, numbers, lists, ... |
//! | `visit.rs` | how generated code passes the fields of a record on |
//! | `decode.rs` | JSON into a field; `key.rs` finds the fields, `number.rs` and `scalar.rs` store scalars, `outcome.rs` is the result, `findings.rs` what is found on the way |
//! | `repair_json.rs` | JSON that `serde_json` rejects or reads inexactly, rewritten so that it parses |
//! | `encode.rs` | a field into JSON; `debug.rs` and `equal.rs` walk a record likewise |
//! | `extra.rs` | [`Extra`], the values that the fields could not hold |
//! | `open_enum.rs` | [`OpenEnum`], enums that keep unknown values |
//! | `timestamp.rs`, `blob.rs` | value types |
//!
//! # Rules
//!
//! - A null becomes `None`.
//! - Five kinds of values are coerced: an integer or a boolean where text is declared becomes its text, a number without a
//!   fraction where an integer is declared becomes that integer, an integer where a number is declared becomes that
//!   number, or the nearest if it has more digits than 64 bits hold, and text that is a number in JSON becomes that number
//!   where one is declared.
//! - Any other value that does not match the declared type leaves the field `None`.
//! - The original of a coerced value, a value that does not match, and the value of an undeclared key are all preserved in
//!   the record's [`Extra`], under their own keys. Encoding the record writes them back.
//! - A null in a list keeps its position, as the default value. If any element of a list does not match, the whole list is
//!   preserved in `Extra`.
//! - What JSON does not have but some servers write is read nevertheless: `NaN` and `Infinity` are preserved as text, and
//!   control characters in text need no escape.
//! - An integer beyond 64 bits, and a number beyond their range such as `1e400`, is preserved as text, with all digits. Of
//!   a number with a fraction, the nearest that 64 bits hold is preserved. If any crate of the program turns on the
//!   feature `arbitrary_precision` of `serde_json`, all digits of every number are preserved.
//! - Half of a surrogate pair becomes U+FFFD, since Rust's text cannot hold it. The response has the original bytes.

pub(crate) mod blob;
mod debug;
pub(crate) mod decode;
mod encode;
mod equal;
mod extra;
mod field;
mod findings;
mod key;
mod number;
mod open_enum;
mod outcome;
mod repair_json;
mod scalar;
#[cfg(test)]
#[allow(unreachable_pub, reason = "the macros declare public types")]
mod tests;
pub(crate) mod timestamp;
mod value;
mod visit;

pub use debug::debug;
pub use decode::deserialize;
pub(crate) use decode::{DecodeError, Decoded, decode_text};
pub use encode::serialize;
pub(crate) use encode::{matches_json, not_finite, view_to_value};
pub use equal::equal;
pub use extra::Extra;
pub use field::{Field, Generated, Record, Visit, VisitMut, clone_record};
pub(crate) use field::{Target, View};
pub use open_enum::{EnumKind, OpenEnum, debug_enum, deserialize_enum};
