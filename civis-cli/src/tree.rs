//! The grammar of the whole program, as far as some words need it: for help, completion and manuals.
//!
//! Of the operations it has those of one resource, and of these the options of one.

use clap::Command;

use crate::error::Error;
use crate::operations::{grammar, names};
use crate::scan::Scan;
use crate::specification::Catalog;

/// Adds to the everyday commands what the words lead to.
pub(crate) fn grow(root: Command, catalog: &Catalog, words: &Scan) -> Result<Command, Error> {
    let mut root = root;
    for resource in catalog.resources() {
        let name = names::dashed(&resource);
        if root.find_subcommand(&name).is_none() {
            root = root.subcommand(Command::new(name).about(format!("Operations of {resource}")));
        }
    }
    let Some(noun) = &words.noun else {
        return Ok(root);
    };
    let resource = names::dashed(noun).replace('-', "_");
    let Some(spec) = catalog.load(&resource)? else {
        return Ok(root);
    };
    let model = spec.resources.iter().find(|one| one.name == resource);
    let operations = model.map(names::operations).unwrap_or_default();
    let method = words
        .method
        .as_deref()
        .and_then(|name| names::find(&operations, name));
    let commands: Vec<Command> = operations
        .iter()
        .map(
            |one| match method.filter(|method| method.command == one.command) {
                Some(method) => grammar::command(&spec, &resource, method),
                None => grammar::stub(one),
            },
        )
        .collect();
    let has_own = root
        .find_subcommand(noun)
        .is_some_and(|group| group.get_arguments().next().is_some());
    Ok(root.mut_subcommand(names::dashed(noun), |group| {
        group
            .subcommands(commands)
            .subcommand_required(!has_own)
            .arg_required_else_help(!has_own)
            .disable_help_subcommand(true)
    }))
}
