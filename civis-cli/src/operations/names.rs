//! The names of commands and options, and those that are accepted beside them.

use std::collections::BTreeSet;

use civis_spec::{Location, Operation, Parameter, Resource};

/// A name as a command or an option: in lower case, with `-` for everything but letters and digits.
pub(crate) fn dashed(name: &str) -> String {
    let is_plain = |one: char| one.is_ascii_alphanumeric();
    let words = name
        .split(|one| !is_plain(one))
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

/// The official command line's name of an option: it puts one `-` before each run of capitals (`provide-apikey`).
pub(crate) fn official_option(wire: &str) -> String {
    let mut name = String::new();
    let mut was_capital = false;
    for one in wire.chars() {
        if one.is_ascii_uppercase() && !was_capital {
            name.push('_');
        }
        was_capital = one.is_ascii_uppercase();
        name.push(one);
    }
    dashed(&name)
}

/// An operation with the names of its command.
#[derive(Debug, Clone)]
pub(crate) struct OperationNames<'s> {
    pub(crate) operation: &'s Operation,
    /// The name of the official command line.
    pub(crate) command: String,
    /// The official Python client's, and further names that are accepted.
    pub(crate) others: Vec<String>,
    /// The reason, if the operation is deprecated.
    pub(crate) deprecated: Option<String>,
}

/// The operations of a resource with their names, sorted. No two have a name in common.
pub(crate) fn operations(resource: &Resource) -> Vec<OperationNames<'_>> {
    let mut taken = BTreeSet::new();
    // Those that the Python client offers have precedence over the deprecated ones, which it omits.
    let offered = resource
        .operations
        .iter()
        .filter(|one| !one.methods.is_empty());
    let omitted = resource
        .operations
        .iter()
        .filter(|one| one.methods.is_empty());
    let mut named: Vec<OperationNames<'_>> = offered
        .chain(omitted)
        .map(|operation| {
            let official = dashed(&operation.command_name());
            let idents = operation.methods.iter().map(|method| dashed(&method.ident));
            let candidates = [official.clone()].into_iter().chain(idents.clone());
            let numbered = (2..).map(|number| format!("{official}-{number}"));
            let command = candidates
                .chain(numbered)
                .find(|name| !taken.contains(name));
            let command = command.unwrap_or(official);
            taken.insert(command.clone());
            OperationNames {
                operation,
                command,
                others: idents.collect(),
                deprecated: deprecation(operation),
            }
        })
        .collect();
    for one in &mut named {
        let names = std::mem::take(&mut one.others);
        one.others = names
            .into_iter()
            .filter(|name| taken.insert(name.clone()))
            .collect();
    }
    named.sort_by(|one, other| one.command.cmp(&other.command));
    named
}

fn deprecation(operation: &Operation) -> Option<String> {
    match operation.methods.first() {
        Some(method) => method.deprecated.clone(),
        None => Some("the official Python client does not offer it".to_owned()),
    }
}

/// The operation of a name, with `_` for `-` if the user likes it so.
pub(crate) fn find<'o, 's>(
    operations: &'o [OperationNames<'s>],
    name: &str,
) -> Option<&'o OperationNames<'s>> {
    let name = dashed(name);
    operations
        .iter()
        .find(|one| one.command == name || one.others.contains(&name))
}

/// A parameter with the name of its option.
#[derive(Debug, Clone)]
pub(crate) struct OptionNames<'s> {
    pub(crate) parameter: &'s Parameter,
    /// The name of the option, without `--`.
    pub(crate) option: String,
    /// Further names that are accepted.
    others: Vec<String>,
}

impl OptionNames<'_> {
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.option == name || self.others.iter().any(|other| other == name)
    }
}

/// The parameters of an operation in the order of positional arguments: that of the specification, the properties of a
/// body in alphabetical order.
pub(crate) fn options(operation: &Operation) -> Vec<OptionNames<'_>> {
    let mut parameters: Vec<&Parameter> = operation.parameters.iter().collect();
    let is_field = |parameter: &&Parameter| parameter.location == Location::Field;
    for run in parameters.chunk_by_mut(|one, other| is_field(one) == is_field(other)) {
        if is_field(&run[0]) {
            run.sort_by_key(|parameter| official_option(&parameter.wire).replace('-', "_"));
        }
    }
    let mut taken = BTreeSet::new();
    let mut options: Vec<OptionNames<'_>> = parameters
        .into_iter()
        .map(|parameter| {
            let names = [dashed(&parameter.name), dashed(&parameter.ident)];
            let numbered = (2..).map(|number| format!("{}-{number}", names[0]));
            let free = names.clone().into_iter().chain(numbered);
            let option = free
                .into_iter()
                .find(|name| !name.is_empty() && !taken.contains(name));
            let option = option.unwrap_or_default();
            taken.insert(option.clone());
            OptionNames {
                parameter,
                option,
                others: vec![official_option(&parameter.wire), dashed(&parameter.wire)],
            }
        })
        .collect();
    for one in &mut options {
        let names = std::mem::take(&mut one.others);
        one.others = names
            .into_iter()
            .filter(|name| taken.insert(name.clone()))
            .collect();
    }
    options
}

/// The option of a name, as the user writes it.
pub(crate) fn find_option<'o, 's>(
    options: &'o [OptionNames<'s>],
    name: &str,
) -> Option<&'o OptionNames<'s>> {
    let name = dashed(name);
    options.iter().find(|one| one.is_named(&name))
}

#[cfg(test)]
mod tests {
    use civis_spec::Spec;

    use super::{dashed, find, find_option, official_option, operations, options};

    #[test]
    fn options_have_the_official_names() {
        for (wire, official, ours) in [
            ("remoteHostId", "remote-host-id", "remote-host-id"),
            ("provideAPIKey", "provide-apikey", "provide-api-key"),
            ("page_num", "page-num", "page-num"),
            ("limitingSQL", "limiting-sql", "limiting-sql"),
        ] {
            assert_eq!(official_option(wire), official);
            assert_eq!(dashed(&civis_spec::snake_case(wire)), ours);
        }
    }

    #[test]
    fn every_operation_has_a_name_of_its_own() {
        let spec =
            Spec::from_slice(include_bytes!("../../civis-spec.json")).expect("a specification");
        let mut count = 0;
        for resource in &spec.resources {
            let operations = operations(resource);
            for one in &operations {
                count += 1;
                assert_eq!(
                    one.command,
                    dashed(&one.operation.command_name()),
                    "{}",
                    resource.name
                );
                let found = find(&operations, &one.command).expect("an operation");
                assert_eq!(found.operation.path, one.operation.path);
                for method in &one.operation.methods {
                    let found = find(&operations, &method.name).expect("an operation");
                    assert_eq!(found.operation.path, one.operation.path, "{}", method.name);
                }
                for parameter in &one.operation.parameters {
                    for name in [&parameter.name, &parameter.wire] {
                        let options = options(one.operation);
                        let found = find_option(&options, name).expect("an option");
                        assert_eq!(found.parameter.wire, parameter.wire, "{}", one.command);
                    }
                }
            }
        }
        assert!(count > 200, "{count}");
    }
}
