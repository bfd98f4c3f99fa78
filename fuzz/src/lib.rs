//! The checks of the fuzz targets, and their shared code.
//!
//! | module | contents |
//! |---|---|
//! | `decode` | decodes any JSON into large records without panics or loss |
//! | `encoding` | arguments in every location: a server decodes the given values |
//! | `headers` | responses with any status, headers and body, through a session |
//! | `macro_input` | the arguments of `civis_api!` |
//! | `reader` | any bytes as a specification |
//! | `expansion` | every valid specification generates Rust |
//! | `mutate` | mutations of JSON that stay JSON |
//! | `scripted` | a session with a scripted transport and clock |

#![forbid(unsafe_code)]

pub mod decode;
pub mod encoding;
pub mod expansion;
// `macro_input` includes the macro's input, which finds these at the root of its crate.
#[path = "../../civis-macros/src/at_next.rs"]
mod at_next;
#[path = "../../civis-macros/src/file_path.rs"]
mod file_path;
pub mod headers;
pub mod macro_input;
pub mod mutate;
#[path = "../../civis-macros/src/paging.rs"]
mod paging;
pub mod reader;
mod scripted;

use serde_json::Value;

/// JSON without nulls in objects: a null in a declared field decodes to `None`, which is not serialized.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(entries) => Value::Object(
            entries
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key.clone(), without_nulls(value)))
                .collect(),
        ),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}
