//! Lists of other services than the Platform: what leads to the next page, and the records that
//! are pages.

use civis_spec::{Field, NextPage, Operation, Paging, Spec, Type, TypeDef, TypeId, TypeKind};

use crate::code::{Code, Literal, Number, code};
use crate::rust_type::Scope;

/// What tells a call where the next page is, unless it is where every call finds it.
pub(crate) fn follow(paging: &Paging) -> Option<Code> {
    let next = match &paging.next {
        NextPage::Number {
            parameter,
            size,
            first,
        } => code!(
            "Number {{ parameter: {parameter}, size: {size}, first: {first} }}",
            parameter = Literal(parameter),
            size = Literal(size.as_deref().unwrap_or_default()),
            first = Number(*first),
        ),
        NextPage::Offset { parameter, size } => code!(
            "Offset {{ parameter: {parameter}, size: {size} }}",
            parameter = Literal(parameter),
            size = Literal(size.as_deref().unwrap_or_default()),
        ),
        NextPage::Cursor {
            parameter,
            property,
        } => code!(
            "Cursor {{ parameter: {parameter}, property: {property} }}",
            parameter = Literal(parameter),
            property = Literal(property),
        ),
        NextPage::Url { property } => code!(
            "Url {{ property: {property} }}",
            property = Literal(property)
        ),
        _ => return None,
    };
    Some(code!(".follow(__NextPage::{next})", next))
}

/// The field of each record that holds the items of a page, if the record is the response of a
/// list.
pub(crate) fn items(spec: &Spec) -> Vec<Option<&Field>> {
    let mut items = vec![None; spec.types.len()];
    let operations = spec.resources.iter().flat_map(|one| &one.operations);
    for operation in operations {
        if let Some((TypeId(id), field)) = page(spec, operation) {
            items[id] = Some(field);
        }
    }
    items
}

fn page<'s>(spec: &'s Spec, operation: &Operation) -> Option<(TypeId, &'s Field)> {
    let wire = operation.paging.as_ref()?.items.as_deref()?;
    let Some(Type::Record(id)) = &operation.response else {
        return None;
    };
    let TypeKind::Record(fields) = &spec.type_def(*id).kind else {
        return None;
    };
    let field = fields.iter().find(|field| field.wire == wire)?;
    Some((*id, field))
}

/// The implementation for a record that is a page.
pub(crate) fn list_page(ty: &TypeDef, items: &Field, scope: &Scope<'_>) -> Option<Code> {
    let Type::List(item) = &items.ty else {
        return None;
    };
    Some(code!(
        "impl __ListPage for {ident} {{
            type Item = {item};
            #[inline]
            fn count(&self) -> usize {{
                self.{field}.as_ref().map_or(0, __Vec::len)
            }}
            #[inline]
            fn into_items(self) -> __Vec<{item}> {{
                self.{field}.unwrap_or_default()
            }}
        }}
        ",
        ident = &ty.ident,
        item = scope.field(item),
        field = &items.ident,
    ))
}
