//! Which operations share the struct of their optional parameters.
//!
//! Hundreds of operations take the very same ones (those of `…/shares/users`, say),
//! and each setter costs its user compile time. So the first of them declares the
//! struct, generic over the call, and the others name it by an alias.

use std::collections::BTreeMap;

use civis_spec::{Location, Method, Operation, Parameter, Resource, Spec, Style, Type};

use crate::resources::split;

/// The structs of optional parameters of a specification.
pub(crate) struct Builders<'s> {
    groups: Vec<Builder<'s>>,
    /// The group of an operation, by the names of its module and of its struct.
    places: BTreeMap<(&'s str, &'s str), usize>,
}

/// A struct of optional parameters.
pub(crate) struct Builder<'s> {
    /// The resource whose module declares it.
    resource: &'s Resource,
    /// Its name there.
    pub(crate) ident: &'s str,
    /// The operations that share it.
    pub(crate) operations: Vec<&'s Operation>,
}

impl<'s> Builders<'s> {
    pub(crate) fn new(spec: &'s Spec) -> Self {
        let mut groups: Vec<Builder<'s>> = Vec::new();
        let mut places = BTreeMap::new();
        let mut alike = BTreeMap::new();
        for resource in &spec.resources {
            for operation in &resource.operations {
                let (_, optional) = split(operation);
                let Some(method) = operation.methods.first().filter(|_| !optional.is_empty())
                else {
                    continue;
                };
                let group = *alike.entry(signature(&optional)).or_insert_with(|| {
                    groups.push(Builder {
                        resource,
                        ident: &method.type_ident,
                        operations: Vec::new(),
                    });
                    groups.len() - 1
                });
                groups[group].operations.push(operation);
                places.insert((&*resource.ident, &*method.type_ident), group);
            }
        }
        Self { groups, places }
    }

    /// The struct of an operation's optional parameters, where it has any.
    pub(crate) fn of(&self, resource: &Resource, method: &Method) -> Option<&Builder<'s>> {
        let place = (&*resource.ident, &*method.type_ident);
        self.places.get(&place).map(|&group| &self.groups[group])
    }
}

impl Builder<'_> {
    /// Whether it is declared under this name in the module of a resource.
    pub(crate) fn is_declared(&self, resource: &Resource, method: &Method) -> bool {
        self.module(resource).is_none() && self.ident == method.type_ident
    }

    /// Its module, if that is another than a resource's.
    fn module(&self, from: &Resource) -> Option<&str> {
        let module = &*self.resource.ident;
        (module != from.ident).then_some(module)
    }

    /// Its path from the module of a resource.
    pub(crate) fn path(&self, from: &Resource) -> String {
        match self.module(from) {
            None => self.ident.to_owned(),
            Some(module) => format!("super::{module}::{}", self.ident),
        }
    }
}

/// All that a setter is made of, its documentation included.
type Setter<'s> = (
    (&'s str, &'s str, &'s Type, Location, Style),
    (Option<&'s str>, Option<String>, Vec<String>),
);

fn signature<'s>(optional: &[&'s Parameter]) -> Vec<Setter<'s>> {
    let setter = |one: &&'s Parameter| -> Setter<'s> {
        let default = one.default.as_ref().map(ToString::to_string);
        let allowed = one.allowed.iter().map(ToString::to_string).collect();
        (
            (&*one.ident, &*one.wire, &one.ty, one.location, one.style),
            (one.description.as_deref(), default, allowed),
        )
    };
    optional.iter().map(setter).collect()
}
