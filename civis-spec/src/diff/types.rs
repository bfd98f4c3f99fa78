//! Changes of the types that operations reach.
//!
//! Types are paired by where they are used, from the paired operations down: what
//! an answer, a parameter or a field was of, and is of. Each pair is compared once.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::operations::{all, description};
use super::pair::{Pairing, named};
use super::parameters;
use super::rule::Rule;
use super::shown::ty;
use super::{Change, Subject};
use crate::model::{Field, Spec, Type, TypeDef, TypeId, TypeKind, Variant};

/// A named type of the old specification, and what it became.
type Pair = (TypeId, TypeId);

/// Which operations reach each pair; in the order of the operations.
type Reached = BTreeMap<Pair, Vec<String>>;

/// Whether two types are the same but for the names and the contents of the named
/// ones in them, and the pair of those if there are such.
pub(super) fn same(old: (&Spec, &Type), new: (&Spec, &Type)) -> Option<Option<Pair>> {
    match (old.1, new.1) {
        (Type::List(from), Type::List(to)) | (Type::Map(from), Type::Map(to)) => {
            same((old.0, from), (new.0, to))
        }
        (Type::Record(from), Type::Record(to)) | (Type::Enum(from), Type::Enum(to)) => {
            Some(Some((*from, *to)))
        }
        (from, to) => (from == to).then_some(None),
    }
}

/// The changes of all types, by name.
pub(super) fn changes(old: &Spec, new: &Spec, pairing: &Pairing<'_>, changes: &mut Vec<Change>) {
    let mut reached = Reached::new();
    for (from, to) in &pairing.pairs {
        let parameters = parameters::pairs(from.operation, to.operation);
        let parameters = parameters
            .into_iter()
            .filter_map(|(from, to)| Some((&from?.ty, &to?.ty)));
        let answer = from
            .operation
            .response
            .as_ref()
            .zip(to.operation.response.as_ref());
        let roots = parameters.chain(answer);
        let roots = roots.filter_map(|(from, to)| same((old, from), (new, to))?);
        reach(old, new, roots.collect(), &all(*to), &mut reached);
    }
    by_name(old, new, pairing, &mut reached);
    let mut sorted: Vec<(Pair, Vec<String>)> = reached.into_iter().collect();
    // What became one type stands together.
    sorted.sort_by_key(|((from, to), _)| (&new.type_def(*to).ident, &old.type_def(*from).ident));
    let mut found = Vec::new();
    for ((from, to), operations) in sorted {
        let both = Compared {
            old,
            new,
            from: old.type_def(from),
            to: new.type_def(to),
            operations,
        };
        both.changes(&mut found);
    }
    changes.extend(merged(found));
}

/// Changes that are the same but for the operations, as one: several old types may
/// have become one.
fn merged(changes: Vec<Change>) -> Vec<Change> {
    let mut merged: Vec<Change> = Vec::new();
    let mut places = HashMap::new();
    for change in changes {
        let key = (
            change.rule,
            change.subject.clone(),
            change.old.clone(),
            change.new.clone(),
        );
        match places.entry(key) {
            Entry::Occupied(place) => {
                let one: &mut Change = &mut merged[*place.get()];
                for operation in change.operations {
                    if !one.operations.contains(&operation) {
                        one.operations.push(operation);
                    }
                }
            }
            Entry::Vacant(place) => {
                place.insert(merged.len());
                merged.push(change);
            }
        }
    }
    merged
}

/// Adds what a few pairs lead to, with the operations that they are of.
fn reach(
    old: &Spec,
    new: &Spec,
    mut rest: Vec<Pair>,
    operations: &[String],
    reached: &mut Reached,
) {
    let mut seen: BTreeSet<Pair> = BTreeSet::new();
    while let Some(pair) = rest.pop() {
        if !seen.insert(pair) {
            continue;
        }
        reached
            .entry(pair)
            .or_default()
            .extend_from_slice(operations);
        let kinds = (&old.type_def(pair.0).kind, &new.type_def(pair.1).kind);
        if let (TypeKind::Record(from), TypeKind::Record(to)) = kinds {
            let kept = fields(from, to)
                .into_iter()
                .filter_map(|(from, to)| from.zip(to));
            rest.extend(kept.filter_map(|(from, to)| same((old, &from.ty), (new, &to.ty))?));
        }
    }
}

/// Pairs by name the types that nothing kept leads to.
fn by_name(old: &Spec, new: &Spec, pairing: &Pairing<'_>, reached: &mut Reached) {
    let lone = |spec: &Spec, known: &BTreeSet<TypeId>| -> BTreeMap<String, TypeId> {
        let ids = (0..spec.types.len()).map(TypeId);
        ids.filter(|id| !known.contains(id))
            .map(|id| (spec.type_def(id).ident.clone(), id))
            .collect()
    };
    let olds = lone(old, &reached.keys().map(|pair| pair.0).collect());
    let news = lone(new, &reached.keys().map(|pair| pair.1).collect());
    let pairs: Vec<Pair> = olds
        .iter()
        .filter_map(|(name, from)| Some((*from, *news.get(name)?)))
        .filter(|(from, to)| {
            let kinds = (&old.type_def(*from).kind, &new.type_def(*to).kind);
            matches!(
                kinds,
                (TypeKind::Record(_), TypeKind::Record(_)) | (TypeKind::Enum(_), TypeKind::Enum(_))
            )
        })
        .collect();
    let everywhere = pairing.pairs.iter().map(|(_, to)| to).chain(&pairing.added);
    let users: Vec<(Vec<String>, BTreeSet<TypeId>)> = if pairs.is_empty() {
        Vec::new()
    } else {
        everywhere
            .map(|place| {
                let parameters = place.operation.parameters.iter().map(|one| &one.ty);
                let used = parameters.chain(&place.operation.response);
                (all(*place), closure(new, used.collect()))
            })
            .collect()
    };
    for pair in pairs {
        let names = users.iter().filter(|(_, types)| types.contains(&pair.1));
        reached.insert(pair, names.flat_map(|(names, _)| names.clone()).collect());
    }
}

/// The named types that some types reach.
fn closure<'a>(spec: &'a Spec, mut rest: Vec<&'a Type>) -> BTreeSet<TypeId> {
    let mut found = BTreeSet::new();
    while let Some(ty) = rest.pop() {
        match ty {
            Type::List(inner) | Type::Map(inner) => rest.push(inner),
            Type::Record(id) | Type::Enum(id) if found.insert(*id) => {
                if let TypeKind::Record(fields) = &spec.type_def(*id).kind {
                    rest.extend(fields.iter().map(|field| &field.ty));
                }
            }
            _ => {}
        }
    }
    found
}

fn fields<'a>(old: &'a [Field], new: &'a [Field]) -> Vec<(Option<&'a Field>, Option<&'a Field>)> {
    named(old, new, |one| &one.wire, |one| &one.ident)
}

/// A pair of types.
struct Compared<'a> {
    old: &'a Spec,
    new: &'a Spec,
    from: &'a TypeDef,
    to: &'a TypeDef,
    operations: Vec<String>,
}

impl Compared<'_> {
    fn changes(&self, changes: &mut Vec<Change>) {
        self.names(changes);
        let said = |rule| self.change(rule, self.subject());
        description(&self.from.description, &self.to.description, &said, changes);
        match (&self.from.kind, &self.to.kind) {
            (TypeKind::Record(from), TypeKind::Record(to)) => {
                for (from, to) in fields(from, to) {
                    self.field(from, to, changes);
                }
            }
            (TypeKind::Enum(from), TypeKind::Enum(to)) => {
                for (from, to) in named(from, to, |one| &one.wire, |one| &one.ident) {
                    self.value(from, to, changes);
                }
            }
            _ => {}
        }
    }

    fn subject(&self) -> Subject {
        Subject::Type {
            name: self.to.ident.clone(),
        }
    }

    fn change(&self, rule: Rule, subject: Subject) -> Change {
        Change::new(rule, subject).touching(self.operations.iter().cloned())
    }

    /// Any name of the old type may stand in a caller's code.
    fn names(&self, changes: &mut Vec<Change>) {
        let has = |name: &String| self.to.ident == *name || self.to.aliases.contains(name);
        let lost: Vec<&str> = self
            .from
            .aliases
            .iter()
            .filter(|alias| !has(alias))
            .map(String::as_str)
            .collect();
        if !has(&self.from.ident) {
            let change = self.change(Rule::TypeRenamed, self.subject());
            let mut names = vec![&*self.from.ident];
            names.extend(lost);
            changes.push(change.from(names.join(", ")).to(&self.to.ident));
        } else if !lost.is_empty() {
            let change = self.change(Rule::AliasRemoved, self.subject());
            changes.push(change.from(lost.join(", ")));
        }
    }

    fn field(&self, from: Option<&Field>, to: Option<&Field>, changes: &mut Vec<Change>) {
        let Some(shown) = to.or(from) else { return };
        let said = |rule| {
            let subject = Subject::Field {
                of: self.to.ident.clone(),
                name: shown.ident.clone(),
            };
            self.change(rule, subject)
        };
        match (from, to) {
            (None, Some(new)) => {
                changes.push(said(Rule::FieldAdded).to(field_type(self.new, new)));
            }
            (Some(old), None) => {
                changes.push(said(Rule::FieldRemoved).from(field_type(self.old, old)));
            }
            (Some(old), Some(new)) => self.kept_field(old, new, &said, changes),
            (None, None) => {}
        }
    }

    fn kept_field(
        &self,
        old: &Field,
        new: &Field,
        said: &dyn Fn(Rule) -> Change,
        changes: &mut Vec<Change>,
    ) {
        if old.ident != new.ident {
            changes.push(said(Rule::FieldRenamed).from(&old.ident).to(&new.ident));
        } else if old.wire != new.wire {
            changes.push(said(Rule::FieldRespelled).from(&old.wire).to(&new.wire));
        }
        let is_same = same((self.old, &old.ty), (self.new, &new.ty)).is_some();
        if !is_same || old.boxed != new.boxed {
            let (from, to) = (field_type(self.old, old), field_type(self.new, new));
            changes.push(said(Rule::FieldTypeChanged).from(from).to(to));
        }
        if is_same && old.allowed != new.allowed {
            let change = said(Rule::KnownValuesChanged);
            changes.push(parameters::known_values(change, &old.allowed, &new.allowed));
        }
        match (old.required, new.required) {
            (false, true) => changes.push(said(Rule::FieldNowRequired)),
            (true, false) => changes.push(said(Rule::FieldNowOptional)),
            _ => {}
        }
        description(&old.description, &new.description, said, changes);
    }

    fn value(&self, from: Option<&Variant>, to: Option<&Variant>, changes: &mut Vec<Change>) {
        let Some(shown) = to.or(from) else { return };
        let subject = Subject::Value {
            of: self.to.ident.clone(),
            name: shown.wire.clone(),
        };
        let change = |rule| self.change(rule, subject.clone());
        match (from, to) {
            (None, Some(new)) => changes.push(change(Rule::ValueAdded).to(&new.ident)),
            (Some(old), None) => changes.push(change(Rule::ValueRemoved).from(&old.ident)),
            (Some(old), Some(new)) if old.ident != new.ident => {
                changes.push(change(Rule::ValueRenamed).from(&old.ident).to(&new.ident));
            }
            (Some(old), Some(new)) if old.wire != new.wire => {
                changes.push(change(Rule::ValueRespelled).from(&old.wire).to(&new.wire));
            }
            _ => {}
        }
    }
}

fn field_type(spec: &Spec, field: &Field) -> String {
    let ty = ty(spec, &field.ty);
    if field.boxed {
        format!("Box<{ty}>")
    } else {
        ty
    }
}
