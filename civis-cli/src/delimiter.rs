//! `--delimiter`.

/// The character between values of CSV, as the Platform reads and writes it: by itself or by its name.
pub(crate) fn delimiter(text: &str) -> Result<char, String> {
    match text {
        "," | "comma" => Ok(','),
        "\t" | "\\t" | "tab" => Ok('\t'),
        "|" | "pipe" => Ok('|'),
        _ => Err("it must be a comma, a tab or a pipe".to_owned()),
    }
}
