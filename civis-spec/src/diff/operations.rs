//! Changes of resources and operations.

use std::collections::HashSet;

use super::pair::{Pairing, Place};
use super::parameters::{self, has_builder};
use super::rule::Rule;
use super::shown::{called, target, ty};
use super::types::same;
use super::{Change, Subject};
use crate::model::{Method, Operation, Resource, Spec};

/// Two specifications as they are offered, and what became of the operations.
pub(super) struct Both<'a> {
    pub(super) old: &'a Spec,
    pub(super) new: &'a Spec,
    /// The new one with what is not offered.
    pub(super) declared: &'a Spec,
    pub(super) pairing: &'a Pairing<'a>,
}

impl Both<'_> {
    /// The changes of a resource, and of its operations in path order.
    pub(super) fn resource(
        &self,
        old: Option<&Resource>,
        new: Option<&Resource>,
        changes: &mut Vec<Change>,
    ) {
        match (old, new) {
            (Some(old), Some(new)) => self.kept_resource(old, new, changes),
            (Some(old), None) => changes.push(whole(Rule::ResourceRemoved, old)),
            (None, Some(new)) => changes.push(whole(Rule::ResourceAdded, new)),
            (None, None) => {}
        }
        // Those that came from another resource are told even if all is new.
        let Some(new) = new else { return };
        for (from, to) in &self.pairing.pairs {
            if to.resource.name == new.name {
                self.operation(*from, *to, changes);
            }
        }
    }

    fn kept_resource(&self, old: &Resource, new: &Resource, changes: &mut Vec<Change>) {
        let names = |one: &Resource| format!("{}::{}", one.ident, one.type_ident);
        if names(old) != names(new) {
            let subject = Subject::Resource {
                name: new.ident.clone(),
            };
            let change = Change::new(Rule::ResourceRenamed, subject);
            let operations = new.operations.iter().flat_map(|one| all_called(new, one));
            changes.push(change.from(names(old)).to(names(new)).touching(operations));
        }
        for place in &self.pairing.removed {
            if place.resource.name == old.name {
                let mut change = change(Rule::OperationRemoved, *place);
                if self.is_declared(place.operation) {
                    change = change.to("declared, but no longer offered");
                }
                changes.push(change);
            }
        }
        for place in &self.pairing.added {
            if place.resource.name == new.name {
                changes.push(change(Rule::OperationAdded, *place));
            }
        }
    }

    /// Whether the new specification has an operation that is not offered.
    fn is_declared(&self, operation: &Operation) -> bool {
        let mut all = self
            .declared
            .resources
            .iter()
            .flat_map(|one| &one.operations);
        all.any(|one| one.http_method == operation.http_method && one.path == operation.path)
    }

    fn operation(&self, from: Place<'_>, to: Place<'_>, changes: &mut Vec<Change>) {
        let (old, new) = (from.operation, to.operation);
        if target(old) != target(new) {
            let moved = change(Rule::OperationMoved, to);
            changes.push(moved.from(target(old)).to(target(new)));
        }
        methods(from, to, changes);
        if old.summary != new.summary {
            let summary = change(Rule::SummaryChanged, to);
            changes.push(texts(summary, Some(&old.summary), Some(&new.summary)));
        }
        let said = |rule| change(rule, to);
        description(&old.description, &new.description, &said, changes);
        if old.statuses != new.statuses {
            let shown = |statuses: &[u16]| {
                let texts: Vec<String> = statuses.iter().map(u16::to_string).collect();
                texts.join(", ")
            };
            let statuses = change(Rule::StatusesChanged, to);
            changes.push(statuses.from(shown(&old.statuses)).to(shown(&new.statuses)));
        }
        if old.content_type != new.content_type {
            let (old, new) = (old.content_type.as_ref(), new.content_type.as_ref());
            changes.push(texts(change(Rule::ContentTypeChanged, to), old, new));
        }
        parameters::changes(
            (self.old, old),
            (self.new, new),
            (&subject(to), &all(to)),
            changes,
        );
        self.answer(from, to, changes);
    }

    fn answer(&self, from: Place<'_>, to: Place<'_>, changes: &mut Vec<Change>) {
        let (old, new) = (from.operation, to.operation);
        let (had, has) = (has_builder(old), has_builder(new));
        let is_same = match (&old.response, &new.response) {
            (None, None) => true,
            (Some(old), Some(new)) => same((self.old, old), (self.new, new)).is_some(),
            _ => false,
        };
        let shown = |spec: &Spec, operation: &Operation| match &operation.response {
            Some(answer) => ty(spec, answer),
            None => "()".to_owned(),
        };
        if !is_same {
            let answer = change(Rule::AnswerChanged, to);
            changes.push(answer.from(shown(self.old, old)).to(shown(self.new, new)));
        } else if old.paged != new.paged && !had && !has {
            // The method returns the call itself, whose type is another one.
            let call = |spec, operation: &Operation| {
                let name = if operation.paged { "PagedCall" } else { "Call" };
                format!("{name} of {}", shown(spec, operation))
            };
            let answer = change(Rule::AnswerChanged, to);
            changes.push(answer.from(call(self.old, old)).to(call(self.new, new)));
        } else if old.paged != new.paged {
            let rule = if new.paged {
                Rule::PagesAdded
            } else {
                Rule::PagesRemoved
            };
            changes.push(change(rule, to));
        }
        let names = old.methods.first().zip(new.methods.first());
        let Some((old, new)) = names.map(|(old, new)| (&old.type_ident, &new.type_ident)) else {
            return;
        };
        match (had, has) {
            (false, true) => changes.push(change(Rule::BuilderAdded, to).to(new)),
            (true, false) => changes.push(change(Rule::BuilderRemoved, to).from(old)),
            // Where the method has another name, so has the struct.
            (true, true) if old != new && shares_method(from, to) => {
                changes.push(change(Rule::BuilderRenamed, to).from(old).to(new));
            }
            _ => {}
        }
    }
}

/// Whether an operation kept a name.
fn shares_method(from: Place<'_>, to: Place<'_>) -> bool {
    let names: HashSet<String> = all(from).into_iter().collect();
    all(to).iter().any(|name| names.contains(name))
}

/// The names under which an operation is called, and their deprecations.
fn methods(from: Place<'_>, to: Place<'_>, changes: &mut Vec<Change>) {
    let find = |place: Place<'_>, name: &str| -> Option<Method> {
        let mut methods = place.operation.methods.iter();
        methods
            .find(|one| called(place.resource, one) == name)
            .cloned()
    };
    // What a renamed resource does to its methods is told of the resource.
    let from = if from.resource.name == to.resource.name {
        Place {
            resource: to.resource,
            ..from
        }
    } else {
        from
    };
    let (olds, news) = (all(from), all(to));
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
        let change = Change::new(rule, subject(to)).touching([name.clone()]);
        changes.push(texts(
            change,
            old.deprecated.as_ref(),
            new.deprecated.as_ref(),
        ));
    }
}

/// A change with the texts that were and are, where there are such.
pub(super) fn texts(mut change: Change, old: Option<&String>, new: Option<&String>) -> Change {
    change.old = old.filter(|text| !text.is_empty()).cloned();
    change.new = new.filter(|text| !text.is_empty()).cloned();
    change
}

/// Tells of another description.
pub(super) fn description(
    old: &Option<String>,
    new: &Option<String>,
    said: &dyn Fn(Rule) -> Change,
    changes: &mut Vec<Change>,
) {
    if old != new {
        let change = said(Rule::DescriptionChanged);
        changes.push(texts(change, old.as_ref(), new.as_ref()));
    }
}

fn change(rule: Rule, place: Place<'_>) -> Change {
    Change::new(rule, subject(place)).touching(all(place))
}

fn whole(rule: Rule, resource: &Resource) -> Change {
    let subject = Subject::Resource {
        name: resource.ident.clone(),
    };
    let operations = resource.operations.iter();
    Change::new(rule, subject).touching(operations.flat_map(|one| all_called(resource, one)))
}

fn subject(place: Place<'_>) -> Subject {
    Subject::Operation {
        name: all(place).into_iter().next().unwrap_or_default(),
        target: target(place.operation),
    }
}

/// All names under which an operation is called, the newest first.
pub(super) fn all(place: Place<'_>) -> Vec<String> {
    all_called(place.resource, place.operation)
}

fn all_called(resource: &Resource, operation: &Operation) -> Vec<String> {
    let methods = operation.methods.iter();
    methods.map(|method| called(resource, method)).collect()
}
