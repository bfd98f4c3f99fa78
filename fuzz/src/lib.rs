//! What each fuzz target checks, and what they share.
//!
//! | module | what |
//! |---|---|
//! | `decode` | any JSON into large records: nothing panics, nothing is lost |
//! | `encoding` | arguments of every place: a server decodes what was given |
//! | `headers` | answers with any status, headers and body, through a session |
//! | `macro_input` | the arguments of `civis_api!` |
//! | `reader` | any bytes as a specification |
//! | `expansion` | any specification that is read expands to Rust |
//! | `mutate` | damage to JSON that leaves it JSON |
//! | `scripted` | a session whose transport and clock are the target's |

#![forbid(unsafe_code)]

pub mod decode;
pub mod encoding;
pub mod expansion;
pub mod headers;
pub mod macro_input;
pub mod mutate;
pub mod reader;
mod scripted;

use serde_json::Value;

/// JSON without its nulls in objects: a null where a field is declared is `None`,
/// which is left out.
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
