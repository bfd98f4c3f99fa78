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
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_suggested_if_it_is_similar() {
        let names = ["jobs", "scripts", "users"];
        assert_eq!(nearest("job", names.into_iter()), Some("jobs"));
        assert_eq!(nearest("scirpts", names.into_iter()), Some("scripts"));
        assert_eq!(nearest("databases", names.into_iter()), None);
    }
}
