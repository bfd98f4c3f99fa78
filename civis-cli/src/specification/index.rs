//! A specification in parts: one small document for each resource, so that a command reads only that of its own.
//!
//! An index is a line that names its format, a line of JSON with the name and the position of each part, and the parts,
//! compressed. The build script makes one of the bundled specification, and the cache holds one for each account.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use civis_spec::Spec;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

/// The first line. The number changes with the format.
const FORMAT: &[u8] = b"civis-spec-index 1\n";

/// The keys of a Swagger 2.0 document whose entries are referred to from elsewhere.
const SHARED: [&str; 3] = ["definitions", "parameters", "responses"];

/// A JSON object with its values as they are written.
type Entries<'d> = BTreeMap<String, &'d RawValue>;

/// An index, in its bytes.
#[derive(Debug)]
pub(crate) struct Index<'b> {
    /// The name of each resource, and the position and the length of its part.
    header: Vec<(String, usize, usize)>,
    parts: &'b [u8],
}

impl<'b> Index<'b> {
    /// Reads the header. `None` if the bytes are not an index of this format.
    pub(crate) fn read(bytes: &'b [u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(FORMAT)?;
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let header = serde_json::from_slice(&bytes[..end]).ok()?;
        let parts = &bytes[end + 1..];
        Some(Self { header, parts })
    }

    /// The names of the resources, in the order of the specification.
    pub(crate) fn resources(&self) -> impl Iterator<Item = &str> {
        self.header.iter().map(|(name, ..)| name.as_str())
    }

    /// The document of a resource. `None` if there is no such resource, or if its part is damaged.
    pub(crate) fn document(&self, resource: &str) -> Option<Vec<u8>> {
        let (_, start, length) = self.header.iter().find(|(name, ..)| name == resource)?;
        decompress(self.parts.get(*start..start.checked_add(*length)?)?)
    }
}

/// Makes the index of a document, which `spec` is the model of.
pub(crate) fn build(document: &[u8], spec: &Spec) -> Result<Vec<u8>, serde_json::Error> {
    let mut root: Entries<'_> = serde_json::from_slice(document)?;
    let paths = take(&mut root, "paths")?;
    let mut shared = Vec::new();
    for key in SHARED {
        shared.push((key, take(&mut root, key)?));
    }
    let mut header = Vec::new();
    let mut parts = Vec::new();
    for resource in &spec.resources {
        let own = resource.operations.iter().map(|operation| &operation.path);
        let own = own.filter_map(|path| paths.get_key_value(path));
        let own: Entries<'_> = own.map(|(path, item)| (path.clone(), *item)).collect();
        let part = match reached(&own, &shared)? {
            Some(reached) => compress(&part(&root, &own, &reached)?),
            // A reference leads elsewhere.
            None => compress(document),
        };
        header.push((&resource.name, parts.len(), part.len()));
        parts.extend(part);
    }
    let mut index = FORMAT.to_vec();
    serde_json::to_writer(&mut index, &header)?;
    index.push(b'\n');
    index.extend(parts);
    Ok(index)
}

fn take<'d>(root: &mut Entries<'d>, key: &str) -> Result<Entries<'d>, serde_json::Error> {
    root.remove(key).map_or(Ok(Entries::new()), |entries| {
        serde_json::from_str(entries.get())
    })
}

/// The shared entries that the paths refer to, directly or through others. `None` if a reference leads elsewhere.
fn reached<'d>(
    own: &Entries<'d>,
    shared: &[(&'static str, Entries<'d>)],
) -> Result<Option<BTreeMap<&'static str, Entries<'d>>>, serde_json::Error> {
    let mut reached: BTreeMap<&'static str, Entries<'d>> = BTreeMap::new();
    let mut rest: Vec<&RawValue> = own.values().copied().collect();
    while let Some(raw) = rest.pop() {
        let mut references = Vec::new();
        collect(&serde_json::from_str(raw.get())?, &mut references);
        for reference in references {
            let found = shared.iter().find_map(|(key, entries)| {
                let name = reference
                    .strip_prefix("#/")?
                    .strip_prefix(key)?
                    .strip_prefix('/')?;
                let name = name.replace("~1", "/").replace("~0", "~");
                let raw = entries.get(&name)?;
                Some((*key, name, *raw))
            });
            let Some((key, name, raw)) = found else {
                return Ok(None);
            };
            if reached.entry(key).or_default().insert(name, raw).is_none() {
                rest.push(raw);
            }
        }
    }
    Ok(Some(reached))
}

/// The references in a value, except those in recorded exchanges.
fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            if let Some(Value::String(reference)) = entries.get("$ref") {
                references.push(reference.clone());
            }
            let entries = entries.iter().filter(|(key, _)| *key != "x-examples");
            entries.for_each(|(_, below)| collect(below, references));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}

/// The document with these paths and these shared entries only.
fn part(
    root: &Entries<'_>,
    own: &Entries<'_>,
    reached: &BTreeMap<&'static str, Entries<'_>>,
) -> Result<Vec<u8>, serde_json::Error> {
    let own = to_raw_value(own)?;
    let mut shared = Vec::new();
    for (key, entries) in reached {
        shared.push((*key, to_raw_value(entries)?));
    }
    let mut document = root.clone();
    document.insert("paths".to_owned(), &own);
    for (key, entries) in &shared {
        document.insert((*key).to_owned(), entries);
    }
    serde_json::to_vec(&document)
}

/// The bytes that [`compress`] was given.
pub(crate) fn decompress(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    DeflateDecoder::new(bytes).read_to_end(&mut plain).ok()?;
    Some(plain)
}

/// The bytes in the compression of the parts.
pub(crate) fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
