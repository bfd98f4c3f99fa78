//! The module of a resource: its struct, the methods, and the structs of their optional
//! parameters.

use civis_spec::{Resource, Spec};

use crate::builder::Builders;
use crate::client_name::ClientName;
use crate::code::{Code, code};
use crate::docs;
use crate::generated::GeneratedModule;
use crate::method::methods;
use crate::rust_type::Scope;
use crate::support_names::SupportNames;

pub(crate) fn module(
    spec: &Spec,
    resource: &Resource,
    builders: &Builders<'_>,
    client: &ClientName,
) -> GeneratedModule {
    let operations = &resource.operations;
    let named = operations.iter().flat_map(|one| &one.methods);
    let items = named.map(|method| &*method.type_ident);
    let scope = &Scope {
        spec,
        types: "super::types::",
        names: SupportNames::beside(items.chain([&*resource.type_ident])),
    };
    let methods = operations
        .iter()
        .map(|operation| methods(resource, operation, scope, builders));
    let declarations = operations
        .iter()
        .filter_map(|operation| builders.declaration(resource, operation, scope));
    let doc = docs::resource(&resource.name);
    let body = code!(
        "__resource! {{
            {doc}{ident}
        }}
        impl {ident} {{
            {methods}}}
        {declarations}",
        doc,
        ident = &resource.type_ident,
        methods = methods.collect::<Code>(),
        declarations = declarations.collect::<Code>(),
    );
    let doc = docs::resource_module(resource, client);
    GeneratedModule::new(&doc, code!("{ident}", ident = &resource.ident), body)
}
