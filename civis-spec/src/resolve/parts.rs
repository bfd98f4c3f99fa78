//! The parts of `allOf` that declare something else than an object.
//!
//! The type is that of the part that says most about it. Parts that declare different types
//! contradict each other, and no value is valid for all of them.

use crate::parse::document::Schema;
use crate::parse::nodes::Node;
use crate::pointer::Pointer;
use crate::resolve::definitions::Definitions;
use crate::resolve::keywords::{SchemaAt, type_name};

impl<'a> Definitions<'a> {
    /// The part that declares the type of a schema, unless the schema does so itself or is an
    /// object.
    ///
    /// # Errors
    /// The message about parts that contradict each other.
    pub(crate) fn typed_part(
        &mut self,
        schema: &'a Schema<'a>,
        at: &Pointer<'_>,
    ) -> Result<Option<SchemaAt<'a>>, String> {
        let Some(parts) = &schema.all_of else {
            return Ok(None);
        };
        let own = declared(schema);
        let mut known = own;
        let mut best: Option<(usize, usize)> = None;
        for (index, node) in parts.iter().enumerate() {
            if !self.step(1, at) {
                return Ok(None);
            }
            let Some(part) = self.effective(node) else {
                continue;
            };
            let Some(name) = declared(part) else {
                continue;
            };
            let before = *known.get_or_insert(name);
            if !is_compatible(before, name) {
                return Err(format!(
                    "its parts contradict each other: they are of the types `{before}` and `{name}`"
                ));
            }
            let weight = weight(part);
            if best.is_none_or(|(_, most)| weight > most) {
                best = Some((index, weight));
            }
        }
        let best = best.filter(|_| own.is_none() && known != Some("object"));
        Ok(best.map(|(index, _)| SchemaAt {
            node: &parts[index],
            at: at.child("allOf").child(&index.to_string()).write(),
        }))
    }
}

/// The declared type. Properties make an object.
fn declared<'s>(schema: &'s Schema<'_>) -> Option<&'s str> {
    let properties = schema.properties.as_ref();
    let is_object = || properties.is_some_and(|entries| !entries.0.is_empty());
    type_name(schema).or_else(|| is_object().then_some("object"))
}

fn is_compatible(one: &str, other: &str) -> bool {
    let is_number = |name| matches!(name, "integer" | "number");
    one == other || one == "any" || other == "any" || (is_number(one) && is_number(other))
}

/// How much a part says beside its type.
fn weight(part: &Schema<'_>) -> usize {
    let is_integer = type_name(part) == Some("integer");
    let has = |node: &Option<Node<Schema<'_>>>| usize::from(node.is_some());
    usize::from(!part.known().is_empty()) * 4
        + has(&part.items)
        + has(&part.additional)
        + usize::from(part.format.text().is_some())
        + usize::from(is_integer)
}
