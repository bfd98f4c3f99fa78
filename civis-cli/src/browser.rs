//! The user's browser.

use crate::context::Context;
use crate::error::Error;

/// Opens an address in the browser. Prints it if there is no browser, if standard output is not a terminal, or if that
/// is wanted.
pub(crate) fn show(context: &Context, url: &str, prints: bool) -> Result<(), Error> {
    if prints || !context.terminal().stdout() || !opens(url) {
        return context.print_line(url);
    }
    context.note(&format!("opened {url}"));
    Ok(())
}

/// Opens an address in the browser, if there is one, for a command whose result is something else.
pub(crate) fn show_aside(context: &Context, url: &str) {
    if !context.terminal().stdout() || !opens(url) {
        context.note(&format!("open {url} in a browser"));
    }
}

/// Whether a browser has opened it.
fn opens(url: &str) -> bool {
    has_display() && open::that_detached(url).is_ok()
}

/// Whether there is a screen. Without one, a browser in the terminal would take the place of this program.
fn has_display() -> bool {
    if cfg!(any(windows, target_os = "macos")) {
        return true;
    }
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
