//! Picks the one candidate of a lookup, or explains why there is not exactly one.

use std::fmt::Write as _;

use crate::error::Error;

/// How many candidates an error lists.
const MAX_LISTED: usize = 10;

/// How many similar names an error suggests.
const MAX_SUGGESTED: usize = 3;

/// An object whose name matches.
pub(super) struct Candidate {
    pub(super) id: i64,
    /// What distinguishes it from the others, or empty.
    pub(super) detail: String,
}

/// Returns the ID of the only candidate.
///
/// `what` describes the lookup (`database "dev"`), `names` are the names that exist,
/// and `advice` says what to pass to select one of several candidates.
pub(super) fn exactly_one<'a>(
    what: &str,
    candidates: &[Candidate],
    names: impl Iterator<Item = &'a str>,
    advice: &str,
    name: &str,
) -> Result<i64, Error> {
    match candidates {
        [] => Err(not_found(what, &similar_names(name, names))),
        [one] => Ok(one.id),
        _ => Err(ambiguous(what, candidates, advice)),
    }
}

fn not_found(what: &str, similar: &[&str]) -> Error {
    let mut message = format!("{what} not found");
    for (index, name) in similar.iter().enumerate() {
        let lead = if index == 0 { "; did you mean " } else { ", " };
        // Writing to a string cannot fail.
        let _ = write!(message, "{lead}{name:?}");
    }
    if !similar.is_empty() {
        message.push('?');
    }
    Error::not_found(message)
}

fn ambiguous(what: &str, candidates: &[Candidate], advice: &str) -> Error {
    let listed: Vec<_> = candidates.iter().take(MAX_LISTED).map(listed).collect();
    let mut message = format!(
        "{what} is ambiguous: {} match, with the IDs {}",
        candidates.len(),
        listed.join(", ")
    );
    if candidates.len() > MAX_LISTED {
        let _ = write!(message, " and {} more", candidates.len() - MAX_LISTED);
    }
    let _ = write!(message, "; pass {advice}");
    Error::ambiguous(message)
}

fn listed(candidate: &Candidate) -> String {
    if candidate.detail.is_empty() {
        candidate.id.to_string()
    } else {
        format!("{} ({})", candidate.id, candidate.detail)
    }
}

/// Returns the names of which `name` may be a misspelling, the most similar first.
pub(crate) fn similar_names<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let name = name.to_lowercase();
    let len = name.chars().count();
    let mut similar: Vec<(usize, &str)> = names
        .filter_map(|candidate| {
            let lower = candidate.to_lowercase();
            let candidate_len = lower.chars().count();
            let limit = len.max(candidate_len) / 3;
            // The lengths alone rule most names out, without computing the distance.
            if len.abs_diff(candidate_len) > limit {
                return None;
            }
            let distance = strsim::levenshtein(&name, &lower);
            (distance <= limit).then_some((distance, candidate))
        })
        .collect();
    similar.sort_unstable();
    similar.dedup();
    similar.truncate(MAX_SUGGESTED);
    similar
        .into_iter()
        .map(|(_, candidate)| candidate)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Candidate, exactly_one, similar_names};
    use crate::error::ErrorKind;

    fn candidates(ids: std::ops::Range<i64>) -> Vec<Candidate> {
        ids.map(|id| Candidate {
            id,
            detail: String::new(),
        })
        .collect()
    }

    #[test]
    fn suggestions_begin_with_the_most_similar_name() {
        let names = [
            "Redshift-General",
            "redshift-genera",
            "mysql",
            "redshift-generals",
        ];
        let near = similar_names("redshift-general", names.into_iter());
        assert_eq!(
            near,
            ["Redshift-General", "redshift-genera", "redshift-generals"]
        );
        // Up to a third of the letters may differ.
        let near = similar_names(
            "abcdef",
            ["abcxyz", "abcdefghij", "abcdefgh", "abcdxy"].into_iter(),
        );
        assert_eq!(near, ["abcdefgh", "abcdxy"]);
        assert!(similar_names("dev", ["prod"].into_iter()).is_empty());
        assert!(similar_names("", ["a"].into_iter()).is_empty());
    }

    #[test]
    fn a_long_list_of_candidates_is_truncated() {
        let error = exactly_one(
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
            "x \"a\" is ambiguous: 13 match, with the IDs 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 3 more; pass its ID"
        );
    }

    #[test]
    fn one_candidate_is_the_answer_and_none_suggests_names() {
        let find = |candidates: &[Candidate], names: &[&'static str]| {
            exactly_one("x", candidates, names.iter().copied(), "its ID", "load")
        };
        assert_eq!(find(&candidates(7..8), &[]).expect("one"), 7);
        for (names, expected) in [
            (
                &["loads", "other", "Load"][..],
                "x not found; did you mean \"Load\", \"loads\"?",
            ),
            (&["other"], "x not found"),
        ] {
            let error = find(&[], names).expect_err("none");
            assert_eq!(error.kind(), ErrorKind::NotFound);
            assert_eq!(error.to_string(), expected);
        }
        let mut ten = candidates(1..11);
        ten[1].detail = "of Ann".to_owned();
        let error = find(&ten, &[]).expect_err("ambiguous");
        assert_eq!(
            error.to_string(),
            "x is ambiguous: 10 match, with the IDs 1, 2 (of Ann), 3, 4, 5, 6, 7, 8, 9, 10; pass its ID"
        );
    }
}
