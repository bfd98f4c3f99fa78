//! Records that contain themselves.

use crate::model::{Field, Type, TypeDef, TypeKind};

/// Boxes the fields that contain a record directly and are part of a circle of such fields.
/// Records that lead to no circle and records to which none leads are removed until there are
/// no more; the remaining ones are boxed.
pub(super) fn box_recursion(types: &mut [TypeDef]) {
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

/// Removes nodes without an edge to a remaining node, repeatedly.
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
