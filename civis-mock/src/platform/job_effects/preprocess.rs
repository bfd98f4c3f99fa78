//! The cleaning of CSV files before they are imported.

use serde_json::Value;

use crate::platform::job_effects::{number, text};
use crate::platform::object::{Facts, named};
use crate::platform::state::World;
use crate::platform::tables::csv_file::{Compression, packed};
use crate::platform::tables::detect::Detected;

/// Writes a file in UTF-8, in place or as a new one, tells what was found in
/// it, and puts it out.
pub(crate) fn clean(world: &mut World, run: u64, sent: &Facts) -> Result<(), String> {
    let flag = |name, usual| named(sent, name).and_then(Value::as_bool).unwrap_or(usual);
    let file = number(sent, "fileId")?;
    let bytes = world.bytes(file)?;
    let header = named(sent, "includeHeader").and_then(Value::as_bool);
    let detected = Detected::new(&bytes, header, text(sent, "columnDelimiter"))?;
    let info = detected.info(flag("detectTableColumns", false));
    let name = world.files.get(file).map(|file| file.name.clone());
    let name = name.unwrap_or_default();
    // An archive does not stay one.
    let compression = match detected.compression {
        Compression::Zip => Compression::Gzip,
        compression => compression,
    };
    let content = packed(detected.text, compression, &name)?;
    let now = world.now();
    let cleaned = if flag("inPlace", true) {
        if let Some(file) = world.files.get_mut(file) {
            file.put(content, None, now);
        }
        file
    } else {
        world.add_file(&name, content)
    };
    if let Some(file) = world.files.get_mut(cleaned) {
        file.detected = info;
        file.detected["compression"] = compression.word().into();
    }
    world.add_output(run, "File", cleaned);
    Ok(())
}
