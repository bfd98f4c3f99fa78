//! Writes the names of a specification as JSON: for each resource and method the
//! operation and its parameters. `cargo run -p civis-spec --example dump -- spec.json`

use std::io::Write;

use civis_spec::{Method, Operation, Resource, Selection, Spec};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os()
        .nth(1)
        .ok_or("usage: dump <specification>")?;
    let spec = Spec::from_slice(&std::fs::read(path)?)?.select(&Selection::All)?;
    let resources: Map<String, Value> = spec
        .resources
        .iter()
        .map(|resource| (resource.name.clone(), Value::Object(methods(resource))))
        .collect();
    let dump = json!({ "resources": resources });
    writeln!(std::io::stdout(), "{dump:#}")?;
    Ok(())
}

fn methods(resource: &Resource) -> Map<String, Value> {
    let operations = resource.operations.iter();
    operations
        .flat_map(|operation| {
            operation
                .methods
                .iter()
                .map(move |method| (method.name.clone(), description(operation, method)))
        })
        .collect()
}

fn description(operation: &Operation, method: &Method) -> Value {
    let names = |required| -> Vec<&str> {
        let parameters = operation.parameters.iter();
        parameters
            .filter(|parameter| parameter.required == required)
            .map(|parameter| &*parameter.name)
            .collect()
    };
    json!({
        "verb": operation.http_method.as_str(),
        "path": operation.path,
        "required": names(true),
        "optional": names(false),
        "paged": operation.paged,
        "deprecated": method.deprecated,
        "ident": &*method.ident,
    })
}
