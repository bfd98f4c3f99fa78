//! The rows of a statement, to a file or to standard output.

use std::path::Path;

use civis::progress;
use civis::sql::Export;

use crate::context::Context;

/// Runs the statement, and writes its rows as CSV: to a file, in gzip or zip if its name ends so, or to standard output if the
/// path is `-`.
pub(crate) fn export_to(
    context: &Context,
    mut export: Export<'_>,
    path: &Path,
    is_quiet: bool,
) -> civis::Result<()> {
    if path.as_os_str() == "-" {
        export.to_writer(context.output())?;
        return Ok(());
    }
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("gz") => export = export.gzip(),
        Some("zip") => export = export.zip(),
        _ => {}
    }
    if !is_quiet {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        export = export.on_progress(progress::bar(name));
    }
    let bytes = export.to_path(path)?;
    if !is_quiet {
        context.note(&format!("wrote {bytes} bytes to {}", path.display()));
    }
    Ok(())
}
