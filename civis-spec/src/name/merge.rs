//! Drafts to types: those of one shape become one type, each gets its name, and
//! fields through which a record would hold itself are boxed.
//!
//! The name of a type is that of the definition, of several of one shape the
//! shortest, and of those the first in the alphabet; the others are aliases. A
//! type that is declared in place is named by what holds it (`JobState` for the
//! property `state` of `Job`). So names do not depend on the order of the file.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::{Field, Resource, Type, TypeDef, TypeId, TypeKind, Variant};
use crate::name::equivalence::classes;
use crate::name::ident::{Taken, pascal_ident, snake_case, snake_ident};
use crate::name::type_names::{Names, names};
use crate::resolve::schemas::{Draft, DraftField, DraftKind};

/// The types, and for each draft which of them it became.
pub(crate) fn merge(drafts: Vec<Draft>) -> (Vec<TypeDef>, Vec<TypeId>) {
    let classes = classes(&drafts);
    let count = classes.iter().max().map_or(0, |last| last + 1);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (draft, class) in classes.iter().enumerate() {
        members[*class].push(draft);
    }
    let names = names(&drafts, &classes, &members);
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| names[*one].ident.cmp(&names[*other].ident));
    let mut ids = vec![TypeId(0); count];
    for (place, class) in order.iter().enumerate() {
        ids[*class] = TypeId(place);
    }
    let drafts_to_ids: Vec<TypeId> = classes.iter().map(|class| ids[*class]).collect();
    let mut types: Vec<TypeDef> = order
        .into_iter()
        .map(|class| definition(&names[class], &members[class], &drafts, &drafts_to_ids))
        .collect();
    box_recursion(&mut types);
    (types, drafts_to_ids)
}

/// Replaces the types in a type by what they became.
pub(crate) fn renumber(ty: &mut Type, ids: &[TypeId]) {
    match ty {
        Type::List(inner) | Type::Map(inner) => renumber(inner, ids),
        Type::Record(id) | Type::Enum(id) => *id = ids[id.0],
        _ => {}
    }
}

/// Likewise, of a copy.
pub(crate) fn renumbered(ty: &Type, ids: &[TypeId]) -> Type {
    let mut ty = ty.clone();
    renumber(&mut ty, ids);
    ty
}

impl Resource {
    /// Likewise in parameters and answers.
    pub(crate) fn renumber(&mut self, ids: &[TypeId]) {
        for operation in &mut self.operations {
            let parameters = operation.parameters.iter_mut().map(|one| &mut one.ty);
            for ty in parameters.chain(&mut operation.response) {
                renumber(ty, ids);
            }
        }
    }
}

fn definition(names: &Names, members: &[usize], drafts: &[Draft], ids: &[TypeId]) -> TypeDef {
    let draft = &drafts[names.draft];
    let kind = match &draft.kind {
        DraftKind::Record(fields) => {
            // What only some of the definitions of one shape demand is not demanded.
            let required = |place: usize| {
                members.iter().all(|member| match &drafts[*member].kind {
                    DraftKind::Record(fields) => fields[place].required,
                    DraftKind::Enum(_) => false,
                })
            };
            let allowed = |place: usize, allowed: &[Value]| {
                members.iter().all(|member| match &drafts[*member].kind {
                    DraftKind::Record(fields) => fields[place].allowed == allowed,
                    DraftKind::Enum(_) => false,
                })
            };
            let idents = field_idents(fields);
            let fields = fields.iter().zip(idents).enumerate();
            TypeKind::Record(
                fields
                    .map(|(place, (field, ident))| Field {
                        wire: field.wire.clone(),
                        ident,
                        ty: renumbered(&field.ty, ids),
                        boxed: false,
                        required: required(place),
                        description: field.description.clone(),
                        // What only some of them allow is not all that comes.
                        allowed: match allowed(place, &field.allowed) {
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
        description: draft.description.clone(),
        kind,
    }
}

/// Identifiers of fields; of two that meet, the first in the alphabet of the wire
/// keeps its own.
fn field_idents(fields: &[DraftField]) -> Vec<String> {
    let mut order: Vec<usize> = (0..fields.len()).collect();
    order.sort_by(|one, other| fields[*one].wire.cmp(&fields[*other].wire));
    let mut taken = Taken::new(&["extra"]);
    let mut idents = vec![String::new(); fields.len()];
    for place in order {
        let ident = snake_ident(&snake_case(&fields[place].wire));
        let ident = if ident == "extra" {
            "extra_".to_owned()
        } else {
            ident
        };
        idents[place] = taken.snake(ident);
    }
    idents
}

fn variants(values: &[String]) -> Vec<Variant> {
    let mut order: Vec<&String> = values.iter().collect();
    order.sort();
    let mut taken = Taken::new(&["Unknown"]);
    let idents: BTreeMap<&String, String> = order
        .into_iter()
        .map(|value| {
            let ident = pascal_ident(&[value]);
            let ident = if ident == "Unknown" {
                "Unknown_".to_owned()
            } else {
                ident
            };
            (value, taken.pascal(ident))
        })
        .collect();
    values
        .iter()
        .map(|value| Variant {
            wire: value.clone(),
            ident: idents[value].clone(),
        })
        .collect()
}

/// Boxes the fields that hold a record directly and lie on a circle of such
/// fields. What leads to no circle, and what no circle leads to, is set aside
/// until nothing more is; what remains is boxed.
fn box_recursion(types: &mut [TypeDef]) {
    let edges: Vec<(usize, usize)> = types
        .iter()
        .enumerate()
        .flat_map(|(from, ty)| {
            let fields: &[Field] = match &ty.kind {
                TypeKind::Record(fields) => fields,
                TypeKind::Enum(_) => &[],
            };
            fields.iter().filter_map(move |field| match field.ty {
                Type::Record(to) => Some((from, to.0)),
                _ => None,
            })
        })
        .collect();
    let mut on_circle = vec![true; types.len()];
    for (from, to) in [(0, 1), (1, 0)] {
        peel(&edges, &mut on_circle, |edge| {
            let ends = [edge.0, edge.1];
            (ends[from], ends[to])
        });
    }
    for (place, ty) in types.iter_mut().enumerate() {
        let TypeKind::Record(fields) = &mut ty.kind else {
            continue;
        };
        for field in fields {
            if let Type::Record(to) = field.ty {
                field.boxed = on_circle[place] && on_circle[to.0];
            }
        }
    }
}

/// Takes away what has no edge to what remains, again and again.
fn peel(
    edges: &[(usize, usize)],
    remains: &mut [bool],
    direction: impl Fn(&(usize, usize)) -> (usize, usize),
) {
    let mut count = vec![0_usize; remains.len()];
    let mut back: Vec<Vec<usize>> = vec![Vec::new(); remains.len()];
    for edge in edges {
        let (from, to) = direction(edge);
        if remains[from] && remains[to] {
            count[from] += 1;
            back[to].push(from);
        }
    }
    let mut idle: Vec<usize> = (0..remains.len())
        .filter(|place| remains[*place] && count[*place] == 0)
        .collect();
    while let Some(place) = idle.pop() {
        remains[place] = false;
        for &from in &back[place] {
            count[from] -= 1;
            if count[from] == 0 {
                idle.push(from);
            }
        }
    }
}
