//! `civis spec show`.

use civis_spec::{Operation, Parameter, Spec, nearest};
use clap::Args;
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::Error;
use crate::operations::value::type_name;
use crate::specification::{Catalog, Source};

const EXAMPLES: &str = "\
Examples:
  civis spec show
  civis spec show jobs
  civis spec show jobs list-runs";

/// Show what a specification declares: its resources, the operations of one, or the parameters of an operation
///
/// It is the specification of your account, or that of `--spec`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Show {
    /// Resource, such as `jobs`
    #[arg(value_name = "RESOURCE")]
    resource: Option<String>,

    /// Operation, such as `list-runs`
    #[arg(value_name = "OPERATION", requires = "resource")]
    operation: Option<String>,
}

impl Show {
    pub(super) fn run(&self, context: &Context) -> Result<(), Error> {
        let catalog = Catalog::find(context.globals())?;
        let resources = catalog.resources();
        let Some(resource) = &self.resource else {
            context.note(&source(&catalog));
            let rows = resources
                .into_iter()
                .map(|name| Ok::<_, Error>(json!({"resource": name})));
            return context.print_rows_with(&["resource".to_owned()], rows);
        };
        let name = resource.replace('-', "_");
        let Some(spec) = catalog.load(&name)? else {
            return Err(unknown(
                "resource",
                resource,
                resources.iter().map(String::as_str),
            ));
        };
        match &self.operation {
            None => show_operations(context, &spec, &name),
            Some(operation) => show_parameters(context, &spec, &name, operation),
        }
    }
}

/// Which specification it is, for a person.
fn source(catalog: &Catalog) -> String {
    match catalog.source() {
        Source::Bundled => "the specification that this program was built with".to_owned(),
        Source::Cache => "the specification of the account, from the cache".to_owned(),
        Source::File(path) => format!("the specification in {}", path.display()),
    }
}

fn operations<'s>(
    spec: &'s Spec,
    resource: &'s str,
) -> impl Iterator<Item = (&'s str, &'s Operation)> {
    let resources = spec
        .resources
        .iter()
        .filter(move |one| one.name == resource);
    let operations = resources.flat_map(|one| &one.operations);
    operations.flat_map(|one| {
        one.methods
            .iter()
            .map(move |method| (method.name.as_str(), one))
    })
}

fn show_operations(context: &Context, spec: &Spec, resource: &str) -> Result<(), Error> {
    let columns = ["operation", "method", "path", "summary"].map(str::to_owned);
    let rows = operations(spec, resource).map(|(name, operation)| {
        Ok::<_, Error>(json!({
            "operation": name,
            "method": operation.http_method.to_string(),
            "path": operation.path,
            "summary": operation.summary,
        }))
    });
    context.print_rows_with(&columns, rows)
}

fn show_parameters(
    context: &Context,
    spec: &Spec,
    resource: &str,
    name: &str,
) -> Result<(), Error> {
    let wanted = name.replace('-', "_");
    let mut found = operations(spec, resource).filter(|(name, _)| *name == wanted);
    let Some((_, operation)) = found.next() else {
        let names = operations(spec, resource).map(|(name, _)| name);
        return Err(unknown("operation", name, names));
    };
    let columns = ["parameter", "in", "type", "required", "description"].map(str::to_owned);
    let rows = operation
        .parameters
        .iter()
        .map(|parameter| Ok::<_, Error>(row(parameter)));
    context.print_rows_with(&columns, rows)
}

fn row(parameter: &Parameter) -> Value {
    json!({
        "parameter": parameter.name,
        "in": format!("{:?}", parameter.location).to_lowercase(),
        "type": type_name(&parameter.ty),
        "required": parameter.required,
        "description": parameter.description,
    })
}

fn unknown<'n>(what: &str, name: &str, names: impl Iterator<Item = &'n str>) -> Error {
    let wanted = name.replace('-', "_");
    let error = Error::usage(format!("the specification has no {what} `{name}`"));
    match nearest(&wanted, names) {
        Some(similar) => error.with_hint(format!("did you mean `{similar}`?")),
        None => error,
    }
}
