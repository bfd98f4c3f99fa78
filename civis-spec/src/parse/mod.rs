//! The first stage: reads the bytes of a file as a document, as it is written.
//!
//! In reading order: [`sniff`] recognizes a file that is not JSON, [`json`] reads JSON,
//! [`nodes`] are the parts of any document, [`document`](mod@document) is what is read of Swagger 2.0 and
//! OpenAPI 3, [`media`] compares media types, [`openapi`] moves the parts of an OpenAPI 3
//! document to where Swagger 2.0 has them, and [`schemas`] spells its schemas in fewer ways. All
//! later stages see Swagger 2.0 alone.
//!
//! A file in YAML is refused. This converts one: `yq -o=json spec.yaml > spec.json`.

pub(crate) mod document;
pub(crate) mod json;
pub(crate) mod media;
pub(crate) mod nodes;
pub(crate) mod openapi;
pub(crate) mod schemas;
mod sniff;

use crate::error::{Error, Problem};
use crate::parse::document::{Dialect, Document};
use crate::parse::json::{Object, Read as _, ReadError, Reader};
use crate::parse::nodes::{Entries, Leaf, Node};
use crate::parse::schemas::Spelling;

/// A document, and the spelling of its schemas, for parts that are read later.
pub(crate) struct Parsed<'a> {
    pub(crate) document: Document<'a>,
    pub(crate) spelling: Spelling,
}

/// Reads a document and checks its version.
pub(crate) fn parse(bytes: &[u8]) -> Result<Parsed<'_>, Error> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    sniff::check(bytes)?;
    let text = text(bytes)?;
    let read = |levels| {
        let mut document = Document::default();
        Reader::new(text, levels).whole(&mut document)?;
        Ok(document)
    };
    let mut document: Document<'_> =
        on_enough_stack(read).map_err(|error| Error::new(vec![error.problem(text)]))?;
    document.text = text;
    check_version(&document)?;
    let mut spelling = Spelling::default();
    if document.swagger.text().is_none() {
        openapi::lower(&mut document);
        spelling = schemas::lower(&mut document);
    }
    // From OpenAPI 3.1 on, a document may consist of shared parts alone.
    if document.paths.is_none() && document.dialect == Dialect::OpenApi3 {
        document.paths = Some(Entries(Vec::new()));
    }
    if document.paths.is_none() {
        return Err(Error::whole("the key `paths` is missing"));
    }
    Ok(Parsed { document, spelling })
}

const SUPPORTED: &str = "expected Swagger 2.0 or OpenAPI 3, in JSON";

fn check_version(document: &Document<'_>) -> Result<(), Error> {
    let refused = |key: &str, message: String| {
        let problem = Problem::new(format!("/{key}"), message);
        Err(Error::new(vec![problem]))
    };
    let (key, version) = match (document.swagger.text(), document.openapi.text()) {
        (Some("2.0"), _) => return Ok(()),
        (Some(version), _) => ("swagger", version),
        (None, Some(version)) if version.starts_with("3.") => return Ok(()),
        (None, Some(version)) => ("openapi", version),
        (None, None) => {
            let keys = [
                ("swagger", &document.swagger, "2.0"),
                ("openapi", &document.openapi, "3.0.3"),
            ];
            for (key, version, example) in keys {
                if *version != Leaf::Absent {
                    let message = format!(
                        "the version is not a string: expected one such as `\"{example}\"`"
                    );
                    return refused(key, message);
                }
            }
            let message =
                format!("the key `swagger` or `openapi` for the version is missing: {SUPPORTED}");
            return Err(Error::whole(message));
        }
    };
    refused(key, format!("the version is `{version}`: {SUPPORTED}"))
}

/// Reads a part of a document that a reference names. Anything else than an object is none.
pub(crate) fn part<'a, T>(text: &'a str) -> Option<Node<T>>
where
    T: Object<'a> + Default + Send,
{
    let read = |levels| Node::read(&mut Reader::new(text, levels));
    let part = on_enough_stack(read).ok()?;
    part.object().is_some().then_some(part)
}

/// How deep objects may nest in a document that is read on the caller's stack. Reading it
/// takes less than a megabyte of stack in an unoptimized build. Published specifications
/// are half as deep.
const LEVELS: usize = 12;

/// Reads with a limit of levels, and without one on a thread of its own if that is too deep.
/// Other documents do without a thread, because the compiler, which runs this in a macro, never
/// reuses the memory of a thread that ended.
fn on_enough_stack<T: Send>(
    read: impl Fn(usize) -> Result<T, ReadError> + Sync,
) -> Result<T, ReadError> {
    match read(LEVELS) {
        Err(error) if error.is_too_deep() => on_own_stack(|| read(usize::MAX)),
        read => read,
    }
}

/// Twice the stack that the deepest document takes in an unoptimized build.
const STACK: usize = 16 * 1024 * 1024;

/// Runs a function on a stack that is large enough for it, or on the caller's if no thread
/// can be started.
fn on_own_stack<T: Send>(function: impl Fn() -> T + Sync) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        match thread.spawn_scoped(scope, &function) {
            Ok(thread) => thread
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => function(),
        }
    })
}

/// The text of a file.
fn text(bytes: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        Error::whole(format!(
            "line {line} is not UTF-8, the encoding of JSON: convert the file"
        ))
    })
}
