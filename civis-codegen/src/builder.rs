//! The struct of the optional parameters of an operation, with a setter for each.
//!
//! Hundreds of operations take the very same ones (those of `…/shares/users`, say), and
//! each setter costs its user compile time. So the first of them declares the struct,
//! generic over the call, and the others name it by an alias.

use std::collections::BTreeMap;

use civis_spec::{Location, Method, Operation, Parameter, Resource, Spec, Style, Type};

use crate::code::{Code, code};
use crate::docs;
use crate::parameter::{Setter, split};
use crate::rust_type::Scope;
use crate::support_names::SupportNames;

/// The structs of optional parameters of a specification.
pub(crate) struct Builders<'s> {
    builders: Vec<Builder<'s>>,
    /// The builder of an operation, by the names of its module and of its struct.
    by_name: BTreeMap<(&'s str, &'s str), usize>,
}

/// A struct of optional parameters.
pub(crate) struct Builder<'s> {
    /// The resource whose module declares it.
    resource: &'s Resource,
    /// The method that it is named after.
    method: &'s Method,
    /// The operations that share it.
    operations: Vec<&'s Operation>,
}

impl<'s> Builders<'s> {
    pub(crate) fn new(spec: &'s Spec) -> Self {
        let mut builders: Vec<Builder<'s>> = Vec::new();
        let mut by_name = BTreeMap::new();
        let mut by_setters = BTreeMap::new();
        for resource in &spec.resources {
            for operation in &resource.operations {
                let (_, optional) = split(operation);
                let Some(method) = operation.methods.first().filter(|_| !optional.is_empty())
                else {
                    continue;
                };
                let index = *by_setters.entry(keys(&optional)).or_insert_with(|| {
                    builders.push(Builder {
                        resource,
                        method,
                        operations: Vec::new(),
                    });
                    builders.len() - 1
                });
                builders[index].operations.push(operation);
                by_name.insert((&*resource.ident, &*method.type_ident), index);
            }
        }
        Self { builders, by_name }
    }

    /// The struct of an operation's optional parameters, if it has any.
    pub(crate) fn of(&self, resource: &Resource, method: &Method) -> Option<&Builder<'s>> {
        let name = (&*resource.ident, &*method.type_ident);
        self.by_name.get(&name).map(|&index| &self.builders[index])
    }

    /// The declaration of the struct of an operation, or of the alias of one.
    pub(crate) fn declaration(
        &self,
        resource: &Resource,
        operation: &Operation,
        scope: &Scope<'_>,
    ) -> Option<Code> {
        let method = operation.methods.first()?;
        let builder = self.of(resource, method)?;
        Some(if builder.is_declared_by(resource, method) {
            builder.declaration(scope)
        } else {
            code!(
                "{doc}pub type {ident} = {path}<{call}>;\n",
                doc = docs::operation::builder(&[operation]),
                ident = &method.type_ident,
                path = builder.path(resource),
                call = scope.call(operation),
            )
        })
    }
}

impl Builder<'_> {
    /// Whether it is declared for this method in the module of a resource.
    fn is_declared_by(&self, resource: &Resource, method: &Method) -> bool {
        self.resource.ident == resource.ident && self.method.type_ident == method.type_ident
    }

    /// Its path from the module of a resource.
    pub(crate) fn path(&self, from: &Resource) -> Code {
        let (module, ident) = (&self.resource.ident, &self.method.type_ident);
        if *module == from.ident {
            code!("{ident}", ident)
        } else {
            code!("super::{module}::{ident}", module, ident)
        }
    }

    fn declaration(&self, scope: &Scope<'_>) -> Code {
        let operation = self.operations[0];
        let (_, optional) = split(operation);
        let setters = optional.iter().map(|one| setter(one, scope));
        // A `for` loop takes the struct if one of its operations comes in pages.
        let is_paged = self.operations.iter().any(|one| one.paged);
        let is_list = self.operations.iter().any(|one| one.paging.is_some());
        code!(
            "__operation! {{
                {doc}{ident}({call}){iterate}
            }}
            impl<C: {arguments}> {ident}<C> {{
                {setters}}}
            ",
            doc = docs::operation::builder(&self.operations),
            ident = &self.method.type_ident,
            call = scope.call(operation),
            arguments = scope.names.arguments,
            setters = setters.collect::<Code>(),
            iterate = match (is_paged, is_list) {
                (false, false) => "",
                (true, false) => " IntoIterator",
                (false, true) => "; IntoIterator",
                (true, true) => " IntoIterator; IntoIterator",
            },
        )
    }
}

fn setter(parameter: &Parameter, scope: &Scope<'_>) -> Code {
    let Setter { function, place } = Setter::new(parameter);
    let SupportNames { arg, into, .. } = scope.names;
    code!(
        "{doc}pub fn {ident}(self, value: impl {into}<{arg}<{ty}>>) -> Self {{
            Self(self.0.{function}::<{ty}>({place}, value))
        }}
        ",
        doc = docs::operation::parameter(scope.spec, parameter),
        ident = &parameter.ident,
        into,
        arg,
        ty = scope.parameter(parameter),
        function,
        place,
    )
}

/// Everything that a setter is made of, including its documentation.
type Key<'s> = (
    (&'s str, &'s str, &'s Type, bool, Location, Style),
    (Option<&'s str>, Option<String>, Vec<String>),
);

fn keys<'s>(optional: &[&'s Parameter]) -> Vec<Key<'s>> {
    let key = |one: &&'s Parameter| -> Key<'s> {
        let default = one.default.as_ref().map(ToString::to_string);
        let allowed = one.allowed.iter().map(ToString::to_string).collect();
        (
            (
                &*one.ident,
                &*one.wire,
                &one.ty,
                one.takes_file,
                one.location,
                one.style,
            ),
            (one.description.as_deref(), default, allowed),
        )
    };
    optional.iter().map(key).collect()
}
