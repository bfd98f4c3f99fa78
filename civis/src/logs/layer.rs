//! Log events of a program that runs on the Platform.

use std::io;

use tracing::level_filters::LevelFilter;
use tracing::{Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::writer::MakeWriterExt as _;
use tracing_subscriber::registry::LookupSpan;

/// The variable with the lowest level that is written.
const LEVEL: &str = "CIVIS_LOG_LEVEL";

/// A `tracing` layer for programs that run on the Platform: events up to the level `INFO` go to standard output, which
/// its log shows in black, and those of `WARN` and `ERROR` to standard error, which it shows in red.
///
/// The environment variable `CIVIS_LOG_LEVEL` sets the lowest level that is written: `DEBUG`, `INFO`, `WARNING` or `ERROR`,
/// or another name of a level that Python or `tracing` has. The default is `INFO`. An event is one line with its message
/// and fields, without the time, which the Platform adds. The official client has the same in `civis_logger`.
///
/// ```
/// use tracing_subscriber::layer::SubscriberExt as _;
/// use tracing_subscriber::util::SubscriberInitExt as _;
///
/// tracing_subscriber::registry().with(civis::logs::platform_layer()).init();
/// tracing::info!(rows = 1000, "loaded");
/// ```
pub fn platform_layer<S>() -> impl Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let level = std::env::var(LEVEL).ok();
    let level = level.as_deref().and_then(level_of);
    tracing_subscriber::fmt::layer()
        .without_time()
        .with_ansi(false)
        .with_level(false)
        .with_target(false)
        .with_writer(io::stderr.with_max_level(Level::WARN).or_else(io::stdout))
        .with_filter(level.unwrap_or(LevelFilter::INFO))
}

/// A level by its name in Python or in `tracing`.
fn level_of(name: &str) -> Option<LevelFilter> {
    let name = name.trim();
    match name.to_ascii_uppercase().as_str() {
        "WARNING" => Some(LevelFilter::WARN),
        "CRITICAL" | "FATAL" => Some(LevelFilter::ERROR),
        "NOTSET" => Some(LevelFilter::TRACE),
        "" => None,
        _ => name.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use tracing::level_filters::LevelFilter;

    use super::level_of;

    #[test]
    fn levels_have_the_names_of_python_and_of_tracing() {
        for (name, level) in [
            ("WARNING", Some(LevelFilter::WARN)),
            ("debug", Some(LevelFilter::DEBUG)),
            (" Error ", Some(LevelFilter::ERROR)),
            ("CRITICAL", Some(LevelFilter::ERROR)),
            ("trace", Some(LevelFilter::TRACE)),
            ("off", Some(LevelFilter::OFF)),
            ("", None),
            ("loud", None),
        ] {
            assert_eq!(level_of(name), level, "{name}");
        }
    }
}
