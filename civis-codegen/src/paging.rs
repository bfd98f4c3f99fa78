//! Lists of other services than the Platform: what leads to the next page, and the records that
//! are pages.

use civis_spec::{Field, NextPage, Operation, Paging, Spec, Type, TypeDef, TypeId};

use crate::code::{Code, Literal, Number, code};
use crate::rust_type::Scope;

/// The code that sets where the items of a call are and how the next page is requested, as far
/// as it differs from the default.
pub(crate) fn follow(operation: &Operation) -> Option<Code> {
    let paging = operation.paging.as_ref()?;
    let items = paging.items.as_ref();
    let items = items.map(|path| code!(".items({path})", path = Literal(path)));
    let parts = next(paging).into_iter().chain(items);
    Some(parts.collect())
}

fn next(paging: &Paging) -> Option<Code> {
    let counted =
        |kind: &'static str, parameter: &str, size: &Option<String>, first: Option<u64>| {
            let start = code!("{kind}({parameter})", kind, parameter = Literal(parameter));
            let size = size.as_ref();
            let size = size.map(|size| code!(".size({size})", size = Literal(size)));
            let first = first.map(|first| code!(".first({first})", first = Number(first)));
            [start].into_iter().chain(size).chain(first).collect()
        };
    let next: Code = match &paging.next {
        NextPage::Page {
            parameter,
            size,
            first,
        } => counted("page", parameter, size, first.filter(|first| *first != 1)),
        NextPage::Offset {
            parameter,
            size,
            first,
        } => counted("offset", parameter, size, first.filter(|first| *first != 0)),
        NextPage::Cursor {
            parameter,
            property,
        } => code!(
            "cursor({parameter}, {property})",
            parameter = Literal(parameter),
            property = Literal(property),
        ),
        NextPage::Url { property } => code!("url({property})", property = Literal(property)),
        _ if paging.more.is_none() => return None,
        _ => Code::from("link()"),
    };
    let more = paging.more.as_ref();
    let more = more.map(|path| code!(".more({path})", path = Literal(path)));
    let more = more.unwrap_or_default();
    Some(code!(".follow(__NextPage::{next}{more})", next, more))
}

/// For each record that is the response of a list, the fields that lead to the items.
pub(crate) fn items(spec: &Spec) -> Vec<Vec<&Field>> {
    let mut items = vec![Vec::new(); spec.types.len()];
    let operations = spec.resources.iter().flat_map(|one| &one.operations);
    for operation in operations {
        if let Some((TypeId(id), fields)) = page(spec, operation) {
            items[id] = fields;
        }
    }
    items
}

fn page<'s>(spec: &'s Spec, operation: &Operation) -> Option<(TypeId, Vec<&'s Field>)> {
    let path = operation.paging.as_ref()?.items.as_deref()?;
    let ty = operation.response.as_ref()?;
    let Type::Record(id) = ty else {
        return None;
    };
    Some((*id, spec.property(ty, path)?))
}

/// The implementation for a record that is a page.
pub(crate) fn list_page(ty: &TypeDef, items: &[&Field], scope: &Scope<'_>) -> Option<Code> {
    let (list, objects) = items.split_last()?;
    let Type::List(item) = &list.ty else {
        return None;
    };
    let (mut shared, mut owned) = (Code::from("self"), Code::from("self"));
    for (index, field) in objects.iter().chain([list]).enumerate() {
        let field = &field.ident;
        if index == 0 {
            shared = code!("{shared}.{field}.as_ref()", shared, field);
            owned = code!("{owned}.{field}", owned, field);
        } else {
            shared = code!(
                "{shared}.and_then(|one| one.{field}.as_ref())",
                shared,
                field
            );
            owned = code!("{owned}.and_then(|one| one.{field})", owned, field);
        }
    }
    Some(code!(
        "impl __ListPage for {ident} {{
            type Item = {item};
            #[inline]
            fn count(&self, _: &str) -> __Option<usize> {{
                __Option::Some({shared}.map_or(0, __Vec::len))
            }}
            #[inline]
            fn into_items(self, _: &str) -> __Vec<{item}> {{
                {owned}.unwrap_or_default()
            }}
        }}
        ",
        ident = &ty.ident,
        item = scope.field(item),
        shared,
        owned,
    ))
}
