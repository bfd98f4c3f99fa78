//! The client: a field for each resource.

use civis_spec::{Resource, Spec};

use crate::client_name::ClientName;
use crate::code::{Code, code};
use crate::docs;
use crate::docs::markdown::{escape, one_line};

/// The content of `__client! { … }`.
pub(crate) fn declaration(spec: &Spec, name: &ClientName) -> Code {
    code!(
        "{doc}{name} {{
            {fields}}}",
        doc = doc(spec),
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

fn doc(spec: &Spec) -> Code {
    let service = match spec.title.is_empty() {
        true => "the service".to_owned(),
        false => escape(&one_line(&spec.title)),
    };
    let version = escape(&one_line(&spec.version));
    docs::attribute(&format!(
        "A client for {service} (version {version} of the specification).\n\n\
         Each field is a resource, with a method for each of its operations."
    ))
}
