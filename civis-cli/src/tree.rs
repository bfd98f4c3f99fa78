//! The grammar of the whole program, as far as some words need it: for help, completion and manuals.
//!
//! It has the operations of one resource, and the options of one of them.

use civis_spec::Spec;
use clap::Command;

use crate::error::Error;
use crate::operations::grammar;
use crate::operations::names::{self, OperationNames};
use crate::scan::Scan;
use crate::specification::Catalog;

/// Adds to the everyday commands what the words lead to.
pub(crate) fn grow(root: Command, catalog: &Catalog, words: &Scan) -> Result<Command, Error> {
    let mut root = root;
    for resource in catalog.resources() {
        root = with_group(root, &resource);
    }
    let Some(noun) = &words.noun else {
        return Ok(root);
    };
    let resource = names::dashed(noun).replace('-', "_");
    Ok(match catalog.load(&resource)? {
        Some(spec) => grow_resource(root, &spec, &resource, words),
        None => root,
    })
}

/// Adds the operations of the resource that the words name.
pub(crate) fn grow_resource(root: Command, spec: &Spec, resource: &str, words: &Scan) -> Command {
    let model = spec.resources.iter().find(|one| one.name == resource);
    let operations = model.map(names::operations).unwrap_or_default();
    let method = words.method.as_deref();
    let method = method.and_then(|name| names::find(&operations, name));
    let is_method =
        |one: &&OperationNames<'_>| method.is_some_and(|method| method.command == one.command);
    let commands: Vec<Command> = operations
        .iter()
        .map(|one| match is_method(&one) {
            true => grammar::command(spec, resource, one),
            false => grammar::stub(one),
        })
        .collect();
    let name = names::dashed(resource);
    let root = with_group(root, resource);
    let has_own = root
        .find_subcommand(&name)
        .is_some_and(|group| group.get_arguments().next().is_some());
    // As the user writes it: `git_repos`.
    let alias = words.noun.clone().filter(|noun| *noun != name);
    root.mut_subcommand(&name, |group| {
        group
            .aliases(alias)
            .subcommands(commands)
            .subcommand_required(!has_own)
            .arg_required_else_help(!has_own)
            .disable_help_subcommand(true)
    })
}

/// The command for the operations of a resource, unless it is an everyday command too.
fn with_group(root: Command, resource: &str) -> Command {
    let name = names::dashed(resource);
    if root.find_subcommand(&name).is_some() {
        return root;
    }
    root.subcommand(Command::new(name).about(format!("Operations of {resource}")))
}
