//! A position in a log.

use std::fmt;
use std::str::FromStr;

use civis_core::{Error, support};

/// A place in a log from which to continue later, also in another process: [`Follow::position`](super::Follow::position).
///
/// It has the ID of a line, and the IDs of the lines after it that were returned already, because lines are not always
/// stored in the order of their IDs. The ID of a line alone is a position too: everything up to it counts as returned.
///
/// Its text can be stored, and parsed again.
///
/// ```
/// use civis::logs::Position;
///
/// let position = Position::from(17);
/// assert_eq!(position.to_string(), "17");
/// assert_eq!("17".parse::<Position>()?, position);
/// # Ok::<(), civis::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Position {
    pub(crate) after: i64,
    /// In ascending order.
    pub(crate) seen: Vec<i64>,
}

impl From<i64> for Position {
    /// After the line with this ID.
    fn from(id: i64) -> Self {
        Self {
            after: id,
            seen: Vec::new(),
        }
    }
}

/// The IDs, with commas in between.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.after)?;
        self.seen.iter().try_for_each(|id| write!(f, ",{id}"))
    }
}

impl FromStr for Position {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let ids: Result<Vec<i64>, _> = text.split(',').map(|id| id.trim().parse()).collect();
        match ids.as_deref() {
            Ok([after, seen @ ..]) => Ok(Self {
                after: *after,
                seen: seen.to_vec(),
            }),
            _ => {
                let message = format!("is {text:?}, which is not a list of IDs");
                Err(support::invalid_argument("Position", "text", &message))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn a_text_is_read_as_it_was_written() {
        let position = Position {
            after: -3,
            seen: vec![5, 9],
        };
        assert_eq!(position.to_string(), "-3,5,9");
        assert_eq!("-3,5,9".parse::<Position>().expect("a position"), position);
        for text in ["", ",", "1,", "x", "1;2"] {
            let error = text.parse::<Position>().expect_err(text);
            assert!(error.message().contains("not a list of IDs"), "{error}");
        }
    }
}
