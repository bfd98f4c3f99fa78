//! What several files have in common, or how they differ. No requests are made here.

use std::fmt::{Display, Write as _};

use super::column::{Column, base, widest};

/// How many files an error lists for each value.
const MAX_LISTED: usize = 10;

/// The type that a column gets if one of its files has text in it.
const TEXT: &str = "VARCHAR";

/// A file that was cleaned, and what was detected in it.
#[derive(Debug, Clone, Default)]
pub(super) struct CleanedFile {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) has_header: Option<bool>,
    pub(super) delimiter: Option<String>,
    pub(super) compression: Option<String>,
    /// Empty if columns were not to be detected.
    pub(super) columns: Vec<DetectedColumn>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct DetectedColumn {
    pub(super) name: String,
    pub(super) sql_type: String,
}

/// What the caller has set.
#[derive(Debug, Clone, Default)]
pub(super) struct Given<'a> {
    pub(super) has_headers: Option<bool>,
    /// The Platform's name of the delimiter.
    pub(super) delimiter: Option<&'a str>,
    /// The columns without types, if they were to be detected.
    pub(super) names: Option<&'a [Column]>,
    /// Whether columns were to be detected.
    pub(super) detects_columns: bool,
}

/// What all files have in common.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) has_headers: bool,
    pub(super) delimiter: Option<String>,
    pub(super) compression: Option<String>,
    /// The columns, if they were to be detected.
    pub(super) columns: Option<Vec<Column>>,
}

/// Returns what all files have in common, or every difference that prevents them from being loaded together.
///
/// The rules are those of the official client: columns are compared by number and by base type. A column that is text in
/// one file and of another type in others is text. In this case a header row may have been detected in some files only,
/// since it cannot be distinguished from a row of text.
///
/// Beyond these rules, columns of one base type get the widest of their types, and headers that have the same names in
/// another order are an error.
pub(super) fn common_format(
    files: &[CleanedFile],
    given: &Given<'_>,
) -> Result<Format, Vec<String>> {
    let mut problems = Vec::new();
    let (mut columns, mut has_mixed_types) = (None, false);
    if given.detects_columns {
        let mut detected = detected_columns(files, &mut problems);
        if let Some(names) = given.names {
            rename(&mut detected.columns, names, &mut problems);
        }
        has_mixed_types = detected.has_mixed_types;
        columns = Some(detected.columns);
    }
    let has_headers = match uniform(files, |file| file.has_header) {
        Some(detected) => match (detected.or(given.has_headers), given.has_headers) {
            (Some(detected), Some(given)) if detected != given => {
                problems.push(format!(
                    "`has_headers` is {given}, but the first row is {} in every file",
                    row(Some(detected))
                ));
                given
            }
            (Some(detected), _) => detected,
            (None, _) => {
                problems.push("whether the first row is a header was not detected".to_owned());
                false
            }
        },
        None => {
            if !has_mixed_types || given.has_headers.is_some() {
                let rows = differences(files, |file| row(file.has_header));
                problems.push(format!("the first row is {rows}"));
            }
            true
        }
    };
    let show = |text: &Option<String>| text.clone().unwrap_or_else(|| "unknown".to_owned());
    let delimiter = match uniform(files, |file| file.delimiter.clone()) {
        Some(detected) => {
            let is_other = |given: &&str| detected.as_deref().is_some_and(|one| one != *given);
            if let Some(given) = given.delimiter.filter(is_other) {
                problems.push(format!(
                    "`delimiter` is {given}, but it is {} in every file",
                    show(&detected)
                ));
            }
            detected.or_else(|| given.delimiter.map(str::to_owned))
        }
        None => {
            let delimiters = differences(files, |file| show(&file.delimiter));
            problems.push(format!("the delimiter is {delimiters}"));
            None
        }
    };
    let compression = uniform(files, |file| file.compression.clone()).unwrap_or_else(|| {
        let compressions = differences(files, |file| show(&file.compression));
        problems.push(format!("the compression is {compressions}"));
        None
    });
    if problems.is_empty() {
        Ok(Format {
            has_headers,
            delimiter,
            compression,
            columns,
        })
    } else {
        Err(problems)
    }
}

fn row(is_header: Option<bool>) -> &'static str {
    match is_header {
        Some(true) => "a header",
        Some(false) => "data",
        None => "unknown",
    }
}

struct Detected {
    columns: Vec<Column>,
    /// Whether a column is text in some files only.
    has_mixed_types: bool,
}

fn detected_columns(files: &[CleanedFile], problems: &mut Vec<String>) -> Detected {
    let mut detected = Detected {
        columns: Vec::new(),
        has_mixed_types: false,
    };
    let Some(width) = uniform(files, |file| file.columns.len()) else {
        let widths = differences(files, |file| file.columns.len());
        problems.push(format!("the number of columns is {widths}"));
        return detected;
    };
    if width == 0 {
        problems.push("no columns were detected".to_owned());
    }
    for index in 0..width {
        let name = files.iter().map(|file| file.columns[index].name.as_str());
        let name = name.into_iter().find(|name| !name.is_empty());
        let name = name.map_or_else(|| format!("column_{}", index + 1), str::to_owned);
        let types: Vec<&str> = files
            .iter()
            .map(|file| file.columns[index].sql_type.as_str())
            .collect();
        let is_uniform = uniform(&types, |sql_type| base(sql_type)).is_some();
        let sql_type = if is_uniform {
            widest(&types).map_or_else(String::new, Into::into)
        } else if types.iter().any(|sql_type| base(sql_type) == TEXT) {
            detected.has_mixed_types = true;
            TEXT.to_owned()
        } else {
            let types = differences(files, |file| base(&file.columns[index].sql_type));
            problems.push(format!("column {} ({name:?}) is {types}", index + 1));
            continue;
        };
        detected.columns.push(Column {
            name,
            sql_type: Some(sql_type),
        });
    }
    if let Some((first, other)) = reordered(files) {
        problems.push(format!(
            "{} has the columns of {} in another order",
            listed(other),
            listed(first)
        ));
    }
    detected
}

/// The first two files with headers that have the same names in another order.
fn reordered(files: &[CleanedFile]) -> Option<(&CleanedFile, &CleanedFile)> {
    let names = |file: &CleanedFile| -> Vec<String> {
        let names = file.columns.iter().map(|column| column.name.to_lowercase());
        names.collect()
    };
    let mut with_header = files.iter().filter(|file| file.has_header == Some(true));
    let first = with_header.next()?;
    let wanted = names(first);
    let mut sorted = wanted.clone();
    sorted.sort_unstable();
    let other = with_header.find(|file| {
        let names = names(file);
        let mut own = names.clone();
        own.sort_unstable();
        names != wanted && own == sorted
    })?;
    Some((first, other))
}

/// Gives the detected columns the names that the caller has given.
fn rename(columns: &mut [Column], names: &[Column], problems: &mut Vec<String>) {
    if columns.len() == names.len() {
        for (column, given) in columns.iter_mut().zip(names) {
            column.name.clone_from(&given.name);
        }
    } else if problems.is_empty() {
        problems.push(format!(
            "`columns` has {}, but the files have {}",
            names.len(),
            columns.len()
        ));
    }
}

/// The value that all items have, or `None` if they differ.
fn uniform<T, V: PartialEq>(items: &[T], value: impl Fn(&T) -> V) -> Option<V> {
    let mut values = items.iter().map(value);
    let first = values.next()?;
    values.all(|other| other == first).then_some(first)
}

/// The values, each with the files that have it: `DATE in file 12 ("a.csv") and INT in file 13 ("b.csv"), file 14`.
fn differences<V: Display>(files: &[CleanedFile], value: impl Fn(&CleanedFile) -> V) -> String {
    let mut groups: Vec<(String, Vec<&CleanedFile>)> = Vec::new();
    for file in files {
        let value = value(file).to_string();
        match groups.iter_mut().find(|(other, _)| *other == value) {
            Some((_, files)) => files.push(file),
            None => groups.push((value, vec![file])),
        }
    }
    let mut text = String::new();
    for (index, (value, files)) in groups.iter().enumerate() {
        let lead = if index == 0 { "" } else { " and " };
        let shown = files.iter().take(MAX_LISTED).map(|file| listed(file));
        let shown: Vec<String> = shown.collect();
        // Writing to a string cannot fail.
        let _ = write!(text, "{lead}{value} in {}", shown.join(", "));
        if files.len() > MAX_LISTED {
            let _ = write!(text, " and {} more", files.len() - MAX_LISTED);
        }
    }
    text
}

fn listed(file: &CleanedFile) -> String {
    if file.name.is_empty() {
        format!("file {}", file.id)
    } else {
        format!("file {} ({:?})", file.id, file.name)
    }
}

#[cfg(test)]
mod tests;
