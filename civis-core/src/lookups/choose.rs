//! The one that was meant: or none, or more than one.

use std::fmt::Write as _;

use crate::error::Error;

/// How many names or candidates an error lists.
const SHOWN: usize = 10;

/// How many near names an error suggests.
const SUGGESTED: usize = 3;

/// Something that fits exactly.
pub(super) struct Candidate {
    pub(super) id: i64,
    /// What tells it apart from the others, or empty.
    pub(super) detail: String,
}

/// The ID of the only candidate.
///
/// `what` is what was looked up (`database "dev"`), `names` are those that are
/// there, and `advice` says how to tell candidates apart.
pub(super) fn only<'a>(
    what: &str,
    candidates: &[Candidate],
    names: impl Iterator<Item = &'a str>,
    advice: &str,
    sought: &str,
) -> Result<i64, Error> {
    match candidates {
        [] => Err(not_found(what, &nearest(sought, names))),
        [one] => Ok(one.id),
        _ => Err(ambiguous(what, candidates, advice)),
    }
}

fn not_found(what: &str, nearest: &[&str]) -> Error {
    let mut message = format!("{what} is not found");
    for (index, name) in nearest.iter().enumerate() {
        let lead = if index == 0 { "; near to it: " } else { ", " };
        // Writing to a string cannot fail.
        let _ = write!(message, "{lead}{name:?}");
    }
    Error::not_found(message)
}

fn ambiguous(what: &str, candidates: &[Candidate], advice: &str) -> Error {
    let shown: Vec<_> = candidates.iter().take(SHOWN).map(shown).collect();
    let mut message = format!(
        "{what} is ambiguous: {} fit, with the IDs {}",
        candidates.len(),
        shown.join(", ")
    );
    if candidates.len() > SHOWN {
        let _ = write!(message, " and {} more", candidates.len() - SHOWN);
    }
    let _ = write!(message, "; give {advice}");
    Error::ambiguous(message)
}

fn shown(candidate: &Candidate) -> String {
    if candidate.detail.is_empty() {
        candidate.id.to_string()
    } else {
        format!("{} ({})", candidate.id, candidate.detail)
    }
}

/// The names that a slip of the pen may have meant, the nearest first.
fn nearest<'a>(sought: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let folded: Vec<char> = sought.to_lowercase().chars().collect();
    let mut near: Vec<(usize, &str)> = names
        .filter_map(|name| {
            let other: Vec<char> = name.to_lowercase().chars().collect();
            let longer = folded.len().max(other.len());
            // Spares the table of distances for names that cannot be near.
            if folded.len().abs_diff(other.len()) > longer / 3 {
                return None;
            }
            let distance = distance(&folded, &other);
            (distance <= longer / 3).then_some((distance, name))
        })
        .collect();
    near.sort_unstable();
    near.dedup();
    near.truncate(SUGGESTED);
    near.into_iter().map(|(_, name)| name).collect()
}

/// How many letters are to be added, removed or replaced (Levenshtein).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, a) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (index, b) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[index + 1];
            row[index + 1] = replaced.min(diagonal + 1).min(row[index] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::{Candidate, distance, nearest, only};
    use crate::error::ErrorKind;

    fn candidates(ids: std::ops::Range<i64>) -> Vec<Candidate> {
        ids.map(|id| Candidate {
            id,
            detail: String::new(),
        })
        .collect()
    }

    #[test]
    fn distances_count_letters() {
        let of = |a: &str, b: &str| {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            distance(&chars(a), &chars(b))
        };
        for (a, b, count) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
            ("flaw", "lawn", 2),
            ("é", "e", 1),
        ] {
            assert_eq!(of(a, b), count, "{a} {b}");
        }
    }

    #[test]
    fn near_names_are_suggested_the_nearest_first() {
        let names = [
            "Redshift-General",
            "redshift-genera",
            "mysql",
            "redshift-generals",
        ];
        let near = nearest("redshift-general", names.into_iter());
        assert_eq!(
            near,
            ["Redshift-General", "redshift-genera", "redshift-generals"]
        );
        assert!(nearest("dev", ["prod"].into_iter()).is_empty());
        assert!(nearest("", ["a"].into_iter()).is_empty());
    }

    #[test]
    fn many_candidates_are_listed_in_part() {
        let error = only(
            "x \"a\"",
            &candidates(1..14),
            std::iter::empty(),
            "its ID",
            "a",
        )
        .expect_err("ambiguous");
        assert_eq!(error.kind(), ErrorKind::Ambiguous);
        assert_eq!(
            error.to_string(),
            "x \"a\" is ambiguous: 13 fit, with the IDs 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 3 more; give its ID"
        );
    }
}
