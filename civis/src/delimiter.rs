//! The Platform's names of the characters between the columns of a file.

const NAMES: [(char, &str); 3] = [(',', "comma"), ('\t', "tab"), ('|', "pipe")];

/// The name of a delimiter, if the Platform knows it.
pub(crate) fn name(delimiter: char) -> Option<&'static str> {
    let known = NAMES.iter().find(|(one, _)| *one == delimiter);
    known.map(|(_, name)| *name)
}

/// The delimiter with a name.
pub(crate) fn named(name: &str) -> Option<char> {
    let known = NAMES.iter().find(|(_, one)| *one == name);
    known.map(|(delimiter, _)| *delimiter)
}
