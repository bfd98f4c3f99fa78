//! Preprocessing of CSV files before they are imported.

use crate::platform::object::{Object, flag, required_number, text};
use crate::platform::resources::Resources;
use crate::platform::tables::csv_file::{Compression, compress};
use crate::platform::tables::detect::Detected;

/// Converts a file to UTF-8, in place or as a new file, and stores what was
/// detected in it. Returns the converted file.
pub(super) fn run(sent: &Object, resources: &mut Resources) -> Result<u64, String> {
    let now = resources.env.now();
    let id = required_number(sent, "fileId")?;
    let bytes = resources.files.read(id, now)?;
    let header = flag(sent, "includeHeader");
    let detected = Detected::new(&bytes, header, text(sent, "columnDelimiter"))?;
    let mut info = detected.info(flag(sent, "detectTableColumns").unwrap_or(false));
    let name = resources.files.get(id).map(|file| file.name.clone());
    let name = name.unwrap_or_default();
    // The Platform does not write archives.
    let compression = match detected.compression {
        Compression::Zip => Compression::Gzip,
        compression => compression,
    };
    info["compression"] = compression.name().into();
    let content = compress(detected.text, compression, &name)?;
    let converted = if flag(sent, "inPlace").unwrap_or(true) {
        if let Some(file) = resources.files.get_mut(id) {
            file.put(content, None, now);
        }
        id
    } else {
        resources.files.add(&name, content, &mut resources.env)
    };
    if let Some(file) = resources.files.get_mut(converted) {
        file.detected = info;
    }
    Ok(converted)
}
