//! What stands behind a path: a query or a fragment. Some documents distinguish operations of one
//! path by them.

/// Splits a path or a URL before its query or fragment.
pub(crate) fn split_path(path: &str) -> (&str, &str) {
    // In an unoptimized macro, a search for one character is much faster than for two.
    let begins = [path.find('?'), path.find('#')];
    let end = begins.into_iter().flatten().min();
    path.split_at(end.unwrap_or(path.len()))
}

#[cfg(test)]
mod tests {
    use super::split_path;

    #[test]
    fn a_path_ends_at_the_first_mark() {
        for (path, expected) in [
            ("/jobs", ("/jobs", "")),
            ("/jobs?a=1#b?", ("/jobs", "?a=1#b?")),
            ("/jobs#b?a", ("/jobs", "#b?a")),
            ("", ("", "")),
        ] {
            assert_eq!(split_path(path), expected, "{path}");
        }
    }
}
