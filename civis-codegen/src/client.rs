//! The client: a field for each resource.

use civis_spec::{Resource, Spec};

use crate::client_name::ClientName;
use crate::code::{Code, code};
use crate::docs;

/// The content of `__client! { … }`.
pub(crate) fn declaration(spec: &Spec, name: &ClientName) -> Code {
    code!(
        "{doc}{name} {{
            {fields}}}",
        doc = docs::client::introduction(spec, name),
        name,
        fields = spec.resources.iter().map(field).collect::<Code>(),
    )
}

fn field(resource: &Resource) -> Code {
    code!(
        "{doc}{module}: {module}::{ty},\n",
        doc = docs::resource(&resource.name),
        module = &resource.ident,
        ty = &resource.type_ident,
    )
}
