//! Compares resources and operations.

use std::collections::HashSet;

use super::change::{Change, Subject, compare_descriptions};
use super::pair::{Endpoint, Pairing, same_type};
use super::parameters::{self, has_builder};
use super::rule::Rule;
use super::spelling::{method, methods, target, ty};
use crate::model::{Method, Operation, Resource, Spec};

/// Two specifications, without the operations that the official client does not offer, and
/// how their operations correspond.
pub(super) struct Comparison<'a> {
    pub(super) old: &'a Spec,
    pub(super) new: &'a Spec,
    /// The new one with all operations.
    pub(super) declared: &'a Spec,
    pub(super) pairing: &'a Pairing<'a>,
}

impl Comparison<'_> {
    /// Compares a resource, and its operations in the order of their paths.
    pub(super) fn resource(
        &self,
        old: Option<&Resource>,
        new: Option<&Resource>,
        changes: &mut Vec<Change>,
    ) {
        match (old, new) {
            (Some(old), Some(new)) => self.compare_resources(old, new, changes),
            (Some(old), None) => changes.push(resource_change(Rule::ResourceRemoved, old)),
            (None, Some(new)) => changes.push(resource_change(Rule::ResourceAdded, new)),
            (None, None) => {}
        }
        // An operation that moved here is compared even if the resource is new.
        let Some(new) = new else { return };
        for (from, to) in &self.pairing.pairs {
            if to.resource.name == new.name {
                self.compare_operations(*from, *to, changes);
            }
        }
    }

    fn compare_resources(&self, old: &Resource, new: &Resource, changes: &mut Vec<Change>) {
        let names = |one: &Resource| format!("{}::{}", one.ident, one.type_ident);
        if names(old) != names(new) {
            let change = resource_change(Rule::ResourceRenamed, new);
            changes.push(change.from(names(old)).to(names(new)));
        }
        for endpoint in &self.pairing.removed {
            if endpoint.resource.name == old.name {
                let mut change = change(Rule::OperationRemoved, *endpoint);
                if self.is_declared(endpoint.operation) {
                    change = change.to("declared, but no longer offered");
                }
                changes.push(change);
            }
        }
        for endpoint in &self.pairing.added {
            if endpoint.resource.name == new.name {
                changes.push(change(Rule::OperationAdded, *endpoint));
            }
        }
    }

    /// Whether the new specification declares an operation, whether offered or not.
    fn is_declared(&self, operation: &Operation) -> bool {
        let mut all = self
            .declared
            .resources
            .iter()
            .flat_map(|one| &one.operations);
        all.any(|one| one.http_method == operation.http_method && one.path == operation.path)
    }

    fn compare_operations(&self, from: Endpoint<'_>, to: Endpoint<'_>, changes: &mut Vec<Change>) {
        let (old, new) = (from.operation, to.operation);
        if target(old) != target(new) {
            let moved = change(Rule::OperationMoved, to);
            changes.push(moved.from(target(old)).to(target(new)));
        }
        compare_methods(from, to, changes);
        if old.summary != new.summary {
            let summary = change(Rule::SummaryChanged, to);
            changes.push(summary.texts(Some(&old.summary), Some(&new.summary)));
        }
        let change = |rule| change(rule, to);
        compare_descriptions(&old.description, &new.description, &change, changes);
        if old.statuses != new.statuses {
            let list = |statuses: &[u16]| {
                let texts: Vec<String> = statuses.iter().map(u16::to_string).collect();
                texts.join(", ")
            };
            let statuses = change(Rule::StatusesChanged);
            changes.push(statuses.from(list(&old.statuses)).to(list(&new.statuses)));
        }
        if old.content_type != new.content_type {
            let (old, new) = (old.content_type.as_ref(), new.content_type.as_ref());
            changes.push(change(Rule::ContentTypeChanged).texts(old, new));
        }
        parameters::changes(
            (self.old, old),
            (self.new, new),
            (&subject(to), &to.methods()),
            changes,
        );
        self.compare_responses(from, to, changes);
        compare_builders(from, to, changes);
    }

    fn compare_responses(&self, from: Endpoint<'_>, to: Endpoint<'_>, changes: &mut Vec<Change>) {
        let (old, new) = (from.operation, to.operation);
        let is_same = match (&old.response, &new.response) {
            (None, None) => true,
            (Some(old), Some(new)) => same_type(old, new).is_some(),
            _ => false,
        };
        let response = |spec: &Spec, operation: &Operation| match &operation.response {
            Some(response) => ty(spec, response),
            None => "()".to_owned(),
        };
        if !is_same {
            let (from, to_type) = (response(self.old, old), response(self.new, new));
            changes.push(change(Rule::ResponseChanged, to).from(from).to(to_type));
        } else if old.paged != new.paged && !has_builder(old) && !has_builder(new) {
            // The method returns the call itself, which now has another type.
            let call = |spec, operation: &Operation| {
                let name = if operation.paged { "PagedCall" } else { "Call" };
                format!("{name} of {}", response(spec, operation))
            };
            let (from, to_call) = (call(self.old, old), call(self.new, new));
            changes.push(change(Rule::ResponseChanged, to).from(from).to(to_call));
        } else if old.paged != new.paged {
            let rule = if new.paged {
                Rule::PagesAdded
            } else {
                Rule::PagesRemoved
            };
            changes.push(change(rule, to));
        }
    }
}

fn compare_builders(from: Endpoint<'_>, to: Endpoint<'_>, changes: &mut Vec<Change>) {
    let (old, new) = (from.operation, to.operation);
    let (Some(old_method), Some(new_method)) = (old.methods.first(), new.methods.first()) else {
        return;
    };
    let (old_name, new_name) = (&old_method.type_ident, &new_method.type_ident);
    match (has_builder(old), has_builder(new)) {
        (false, true) => changes.push(change(Rule::BuilderAdded, to).to(new_name)),
        (true, false) => changes.push(change(Rule::BuilderRemoved, to).from(old_name)),
        // A renamed method implies a renamed builder.
        (true, true) if old_name != new_name && shares_method(from, to) => {
            let change = change(Rule::BuilderRenamed, to);
            changes.push(change.from(old_name).to(new_name));
        }
        _ => {}
    }
}

/// Whether an operation has a method under the same name as before.
fn shares_method(from: Endpoint<'_>, to: Endpoint<'_>) -> bool {
    let names: HashSet<String> = from.methods().into_iter().collect();
    to.methods().iter().any(|name| names.contains(name))
}

/// Compares the names of the methods of an operation, and their deprecations.
fn compare_methods(from: Endpoint<'_>, to: Endpoint<'_>, changes: &mut Vec<Change>) {
    let find = |endpoint: Endpoint<'_>, name: &str| -> Option<Method> {
        let mut methods = endpoint.operation.methods.iter();
        let found = methods.find(|one| method(endpoint.resource, one) == name);
        found.cloned()
    };
    // A renamed resource is a change of its own, not one of each method.
    let from = if from.resource.name == to.resource.name {
        Endpoint {
            resource: to.resource,
            ..from
        }
    } else {
        from
    };
    let (olds, news) = (from.methods(), to.methods());
    let mut gained: Vec<&String> = news.iter().filter(|name| !olds.contains(name)).collect();
    for name in olds.iter().filter(|name| !news.contains(name)) {
        if gained.is_empty() {
            changes.push(change(Rule::MethodRemoved, to).from(name));
        } else {
            let new = gained.remove(0);
            changes.push(change(Rule::MethodRenamed, to).from(name).to(new));
        }
    }
    for name in gained {
        changes.push(change(Rule::MethodAdded, to).to(name));
    }
    for name in olds.iter().filter(|name| news.contains(name)) {
        let (Some(old), Some(new)) = (find(from, name), find(to, name)) else {
            continue;
        };
        let rule = match (&old.deprecated, &new.deprecated) {
            (None, Some(_)) => Rule::Deprecated,
            (Some(_), None) => Rule::DeprecationLifted,
            (Some(old), Some(new)) if old != new => Rule::DeprecationChanged,
            _ => continue,
        };
        let change = Change::new(rule, subject(to)).affecting([name.clone()]);
        changes.push(change.texts(old.deprecated.as_ref(), new.deprecated.as_ref()));
    }
}

fn change(rule: Rule, endpoint: Endpoint<'_>) -> Change {
    Change::new(rule, subject(endpoint)).affecting(endpoint.methods())
}

fn resource_change(rule: Rule, resource: &Resource) -> Change {
    let subject = Subject::Resource {
        name: resource.ident.to_string(),
    };
    let operations = resource.operations.iter();
    Change::new(rule, subject).affecting(operations.flat_map(|one| methods(resource, one)))
}

fn subject(endpoint: Endpoint<'_>) -> Subject {
    Subject::Operation {
        name: endpoint.methods().into_iter().next().unwrap_or_default(),
        target: target(endpoint.operation),
    }
}
