//! Suggestions for unknown names.

/// Names of this length in bytes are not compared.
const TOO_LONG: usize = 200;

/// How many names are compared at most.
const MAX_NAMES: usize = 3_000;

/// Returns the most similar of some names, or `None` if none is similar enough.
///
/// Names of 200 bytes or more are ignored, and of more than 3,000 names none is returned.
///
/// ```
/// let names = ["jobs", "scripts"];
/// assert_eq!(civis_spec::nearest("scirpts", names.into_iter()), Some("scripts"));
/// assert_eq!(civis_spec::nearest("users", names.into_iter()), None);
/// ```
#[must_use]
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = 1 + name.chars().count() / 3;
    let names: Vec<&str> = names
        .filter(|candidate| name.len().max(candidate.len()) < TOO_LONG)
        .take(MAX_NAMES + 1)
        .collect();
    if names.len() > MAX_NAMES {
        return None;
    }
    let names = names.into_iter();
    names
        // In an unoptimized macro, the exact distance takes thirty times as long.
        .filter(|candidate| least_distance(name, candidate) <= limit)
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many characters one of two names has beside those of the other, in any order. Their
/// distance is no smaller.
fn least_distance(one: &str, other: &str) -> usize {
    // Characters may share a count, which makes the result smaller and not wrong.
    let mut counts = [0_i32; 64];
    for char in one.chars() {
        counts[char as usize % 64] += 1;
    }
    for char in other.chars() {
        counts[char as usize % 64] -= 1;
    }
    let mut beside = [0, 0];
    for count in counts {
        beside[usize::from(count < 0)] += count.unsigned_abs();
    }
    beside[0].max(beside[1]) as usize
}

#[cfg(test)]
mod tests {
    use super::{least_distance, nearest};

    #[test]
    fn the_least_distance_is_no_larger_than_the_distance() {
        let names = [
            "", "jobs", "job", "bojs", "scripts", "scirpts", "größe", "grosse", "日本", "本日",
        ];
        for one in names {
            for other in names {
                let least = least_distance(one, other);
                assert!(
                    least <= strsim::osa_distance(one, other),
                    "{one}, {other}: {least}"
                );
            }
        }
        assert_eq!(least_distance("jobs", "users"), 4);
    }

    #[test]
    fn the_nearest_name_is_suggested_if_it_is_similar() {
        let names = ["jobs", "scripts", "users"];
        assert_eq!(nearest("job", names.into_iter()), Some("jobs"));
        assert_eq!(nearest("scirpts", names.into_iter()), Some("scripts"));
        assert_eq!(nearest("databases", names.into_iter()), None);
    }
}
