//! Drafts to types: equivalent drafts of one family become one type, with names for it, its
//! fields and its variants.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::{Field, TypeDef, TypeId, TypeKind, Variant};
use crate::name::equivalence::classes;
use crate::name::families::Families;
use crate::name::ident::{Ident, IdentSet, pascal_ident, snake_ident_except};
use crate::name::recursion::box_recursion;
use crate::name::scheme::Scheme;
use crate::name::types::{TypeNames, names};
use crate::resolve::draft::{Draft, DraftField, DraftKind};
use crate::snake_case::snake_case;

/// The types, and the type of each draft.
pub(super) fn merge(drafts: &[Draft], scheme: &Scheme) -> (Vec<TypeDef>, Vec<TypeId>) {
    let families = Families::new(drafts);
    let classes = classes(drafts, &families.ids);
    let count = classes.iter().max().map_or(0, |last| last + 1);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (draft, class) in classes.iter().enumerate() {
        members[*class].push(draft);
    }
    let names = names(drafts, scheme, &families, &members);
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| names[*one].ident.cmp(&names[*other].ident));
    let mut ids = vec![TypeId(0); count];
    for (index, class) in order.iter().enumerate() {
        ids[*class] = TypeId(index);
    }
    let drafts_to_ids: Vec<TypeId> = classes.iter().map(|class| ids[*class]).collect();
    let mut types: Vec<TypeDef> = order
        .into_iter()
        .map(|class| definition(&names[class], &members[class], drafts, &drafts_to_ids))
        .collect();
    box_recursion(&mut types);
    (types, drafts_to_ids)
}

/// A type for each draft: the merged one, with the name of the draft's own definition and with
/// what it declares.
pub(super) fn separate(drafts: Vec<Draft>, scheme: &Scheme) -> Vec<TypeDef> {
    let (merged, ids) = merge(&drafts, scheme);
    let mut types: Vec<TypeDef> = ids.into_iter().map(|id| merged[id.0].clone()).collect();
    for (ty, draft) in types.iter_mut().zip(drafts) {
        let own = pascal_ident(&[&draft.source]);
        if let Some(alias) = ty.aliases.iter_mut().find(|alias| **alias == own) {
            std::mem::swap(&mut ty.ident, alias);
        }
        ty.source = draft.source;
        ty.description = draft.description;
        if let (TypeKind::Record(fields), DraftKind::Record(declared)) = (&mut ty.kind, draft.kind)
        {
            for (field, declared) in fields.iter_mut().zip(declared) {
                field.ty = declared.ty;
                field.required = declared.required;
                field.description = declared.description;
                field.allowed = declared.allowed;
            }
        }
    }
    types
}

fn definition(names: &TypeNames, members: &[usize], drafts: &[Draft], ids: &[TypeId]) -> TypeDef {
    let draft = &drafts[names.draft];
    // What all of the drafts agree on is true of the type. The others say nothing.
    let agreed = |text: &dyn Fn(&Draft) -> Option<&String>| {
        let mut texts = members.iter().filter_map(|member| text(&drafts[*member]));
        let first = texts.next();
        first
            .filter(|first| texts.all(|text| text == *first))
            .cloned()
    };
    let kind = match &draft.kind {
        DraftKind::Record(fields) => {
            // A field is required if it is in all of the drafts.
            let required = |index: usize| {
                members.iter().all(|member| match &drafts[*member].kind {
                    DraftKind::Record(fields) => fields[index].required,
                    DraftKind::Enum(_) => false,
                })
            };
            let secret = |index: usize| {
                members.iter().any(|member| match &drafts[*member].kind {
                    DraftKind::Record(fields) => fields[index].secret,
                    DraftKind::Enum(_) => false,
                })
            };
            let allowed = |index: usize, allowed: &[Value]| {
                members.iter().all(|member| match &drafts[*member].kind {
                    DraftKind::Record(fields) => fields[index].allowed == allowed,
                    DraftKind::Enum(_) => false,
                })
            };
            let idents = field_idents(fields);
            let fields = fields.iter().zip(idents).enumerate();
            TypeKind::Record(
                fields
                    .map(|(index, (field, ident))| Field {
                        wire: field.wire.clone(),
                        ident,
                        ty: field.ty.renumbered(ids),
                        boxed: false,
                        required: required(index),
                        secret: secret(index),
                        description: agreed(&|draft| match &draft.kind {
                            DraftKind::Record(fields) => fields[index].description.as_ref(),
                            DraftKind::Enum(_) => None,
                        }),
                        // Values that only some of the drafts allow are not all.
                        allowed: match allowed(index, &field.allowed) {
                            true => field.allowed.clone(),
                            false => Vec::new(),
                        },
                    })
                    .collect(),
            )
        }
        DraftKind::Enum(values) => TypeKind::Enum(variants(values)),
    };
    TypeDef {
        ident: names.ident.clone(),
        aliases: names.aliases.clone(),
        source: draft.source.clone(),
        description: agreed(&|draft| draft.description.as_ref()),
        kind,
    }
}

/// The identifiers of fields. Of two equal ones, the first in alphabetical order of the names
/// on the wire has no number.
fn field_idents(fields: &[DraftField]) -> Vec<Ident> {
    let mut order: Vec<usize> = (0..fields.len()).collect();
    order.sort_by(|one, other| fields[*one].wire.cmp(&fields[*other].wire));
    let mut used = IdentSet::default();
    let mut idents = vec![Ident::UNNAMED; fields.len()];
    for index in order {
        let name = snake_case(&fields[index].wire);
        idents[index] = used.snake(snake_ident_except(&name, &["extra"]));
    }
    idents
}

fn variants(values: &[String]) -> Vec<Variant> {
    let mut order: Vec<&String> = values.iter().collect();
    order.sort();
    let mut used = IdentSet::default();
    let mut idents: BTreeMap<&String, Ident> = BTreeMap::new();
    for value in order {
        let ident = match pascal_ident(&[value]) {
            ident if ident == "Unknown" => ident.with_underscore(),
            ident => ident,
        };
        idents.insert(value, used.pascal(ident));
    }
    let variants = values.iter().map(|value| Variant {
        wire: value.clone(),
        ident: idents[value].clone(),
    });
    variants.collect()
}
