//! The `types` module: records, enums, aliases.

use civis_spec::{Field, Spec, TypeDef, TypeKind};

use crate::builders::Builders;
use crate::names::Names;
use crate::ty::Scope;
use crate::{Module, docs, operation_docs};

pub(crate) fn module(spec: &Spec, builders: &Builders<'_>) -> Module {
    let types = spec.types.iter();
    let items = types.flat_map(|ty| ty.aliases.iter().chain([&ty.ident]));
    let scope = Scope {
        spec,
        types: "",
        names: Names::beside(items.map(|item| &**item)),
        builders,
    };
    let types = spec.types.iter().map(|ty| definition(ty, &scope));
    let doc = docs::text("The types of parameters and answers.");
    Module::new(&doc, "types", types.collect())
}

/// How many fields of a record are lent as a tuple: as many as the largest holds for
/// which the support module lends them.
const TUPLE: usize = 32;

fn definition(ty: &TypeDef, scope: &Scope<'_>) -> String {
    let name = &ty.ident;
    let doc = docs::description(ty.description.as_deref());
    let mut definition = match &ty.kind {
        TypeKind::Record(fields) => {
            let (lent, more) = fields.split_at(fields.len().min(TUPLE));
            let mut fields: String = lent.iter().map(|one| field(one, scope)).collect();
            if !more.is_empty() {
                fields.push(';');
                fields.extend(more.iter().map(|one| field(one, scope)));
            }
            let option = scope.names.option;
            format!("__record! {{ {doc} {name} {option} {{ {fields} }} }}\n")
        }
        TypeKind::Enum(variants) => {
            let variants = variants.iter().map(|variant| {
                let doc = operation_docs::value(variant);
                format!("{doc} {} = {:?},", variant.ident, variant.wire)
            });
            let variants: String = variants.collect();
            format!("__open_enum! {{ {doc} {name} {{ {variants} }} }}\n")
        }
    };
    for alias in &ty.aliases {
        definition.push_str(&format!("pub type {alias} = {name};\n"));
    }
    definition
}

fn field(field: &Field, scope: &Scope<'_>) -> String {
    let doc = operation_docs::field(scope.spec, field);
    let mut ty = scope.field(&field.ty);
    if field.boxed {
        ty = format!("{}<{ty}>", scope.names.boxed).into();
    }
    format!("{doc} {}: {ty} = {:?},", field.ident, field.wire)
}
