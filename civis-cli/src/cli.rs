//! The options of every command.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, ValueHint};

use crate::output::Format;
use crate::output::fields::{FieldPath, SortKey};

/// The options of every command.
#[derive(Args, Debug, Clone, Default)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Globals {
    /// Format of the result: table, json, ndjson, yaml, csv or raw [default: table on a terminal, else json]
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "FORMAT",
        hide_possible_values = true
    )]
    pub(crate) output: Option<Format>,

    /// Fields to show, with commas: `id,name,author.username`
    #[arg(long, global = true, value_name = "FIELDS", value_delimiter = ',')]
    pub(crate) fields: Vec<FieldPath>,

    /// Fields to sort by, with commas; `-` before a field for descending order
    #[arg(
        long,
        global = true,
        value_name = "FIELDS",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    pub(crate) sort: Vec<SortKey>,

    /// Leave out the header of a table or of CSV
    #[arg(long, global = true)]
    pub(crate) no_header: bool,

    /// Show requests and retries; twice for headers too
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,

    /// Account of the configuration file [env: CIVIS_PROFILE]
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// Specification to use instead of that of the account: a file, or `bundled`
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) spec: Option<PathBuf>,

    /// How long to wait at most: seconds, or `10m`, `1h 30m`
    #[arg(long, global = true, value_name = "TIME")]
    pub(crate) timeout: Option<Timeout>,

    /// Answer yes to every question
    #[arg(short, long, global = true)]
    pub(crate) yes: bool,

    /// Talk to an embedded server instead of the Platform, without a key
    #[arg(long, global = true)]
    pub(crate) demo: bool,
}

/// A time-out, as `--timeout` takes it: seconds, or a duration such as `10m`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Timeout(pub(crate) Duration);

impl FromStr for Timeout {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let example = || format!("`{text}` is not a time, such as 30, 30s, 10m or 1h 30m");
        let duration = match text.parse::<f64>() {
            Ok(seconds) => Duration::try_from_secs_f64(seconds).ok(),
            Err(_) => {
                let parsed = text.parse::<civis::jiff::SignedDuration>();
                parsed
                    .ok()
                    .and_then(|parsed| Duration::try_from(parsed).ok())
            }
        };
        let duration = duration.ok_or_else(example)?;
        if duration.is_zero() {
            return Err("a time-out must be longer than 0".to_owned());
        }
        Ok(Self(duration))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Timeout;

    #[test]
    fn a_time_out_is_a_number_of_seconds_or_a_duration() {
        for (text, seconds) in [("30", 30), ("10m", 600), ("1h 30m", 5400), ("1h30m", 5400)] {
            assert_eq!(
                text.parse(),
                Ok(Timeout(Duration::from_secs(seconds))),
                "{text}"
            );
        }
        for text in ["", "0", "-1", "soon", "-5m", "1e400", "nan"] {
            assert!(text.parse::<Timeout>().is_err(), "{text}");
        }
    }
}
