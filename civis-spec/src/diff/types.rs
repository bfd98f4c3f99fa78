//! Compares the types that operations reach.
//!
//! Types are paired by their uses, from the paired operations down: the old and the new type
//! of a response, a parameter, or a field. Each pair is compared once.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::change::{Change, Subject, compare_descriptions};
use super::pair::{Pairing, TypePair, by_names, fields, parameters, same_type};
use super::rule::Rule;
use super::spelling::field_type;
use crate::model::{Field, Ident, Operation, Spec, Type, TypeDef, TypeId, TypeKind, Variant};

/// The operations that reach a pair, in their order.
#[derive(Debug, Default)]
struct Uses {
    all: Vec<String>,
    /// Those that send it.
    senders: Vec<String>,
}

type Reached = BTreeMap<TypePair, Uses>;

/// Compares all types, sorted by name.
pub(super) fn changes(old: &Spec, new: &Spec, pairing: &Pairing<'_>, changes: &mut Vec<Change>) {
    let mut reached = Reached::new();
    for (from, to) in &pairing.pairs {
        let parameters = parameters(from.operation, to.operation).into_iter();
        let parameters = parameters.filter_map(|(from, to)| Some((&from?.ty, &to?.ty)));
        let responses = (from.operation.response.as_ref()).zip(to.operation.response.as_ref());
        let pairs = |roots: Vec<(&Type, &Type)>| {
            let roots = roots.into_iter();
            let roots = roots.filter_map(|(from, to)| same_type(from, to)?);
            reach(old, new, roots.collect())
        };
        let (sent, received) = (
            pairs(parameters.collect()),
            pairs(responses.into_iter().collect()),
        );
        record_uses(to.methods(), &sent, &received, &mut reached);
    }
    for with_source in [true, false] {
        pair_by_name(old, new, pairing, with_source, &mut reached);
    }
    let mut sorted: Vec<(TypePair, Uses)> = reached.into_iter().collect();
    // Old types that became one new type are next to each other.
    sorted.sort_by_key(|((from, to), _)| (&new.type_def(*to).ident, &old.type_def(*from).ident));
    let mut found = Vec::new();
    let named: BTreeSet<&Ident> = old.types.iter().map(|ty| &ty.ident).collect();
    // Several types share a name, as they are compared before they are merged.
    let mut successors: HashMap<&Ident, BTreeSet<&Ident>> = HashMap::new();
    for ((from, to), _) in &sorted {
        let to = new.type_def(*to);
        let names = std::iter::once(&to.ident).chain(&to.aliases);
        successors
            .entry(&old.type_def(*from).ident)
            .or_default()
            .extend(names);
    }
    for ((from, to), uses) in sorted {
        let comparison = Comparison {
            old,
            new,
            named: &named,
            successors: &successors[&old.type_def(from).ident],
            from: old.type_def(from),
            to: new.type_def(to),
            uses,
        };
        comparison.run(&mut found);
    }
    changes.extend(merge(found));
}

/// Merges changes that differ only in the operations. They occur if several old types became
/// one.
fn merge(changes: Vec<Change>) -> Vec<Change> {
    let mut merged: Vec<Change> = Vec::new();
    let mut indices = HashMap::new();
    for change in changes {
        let key = (
            change.rule,
            change.level,
            change.subject.clone(),
            change.old.clone(),
            change.new.clone(),
        );
        match indices.entry(key) {
            Entry::Occupied(index) => {
                let one: &mut Change = &mut merged[*index.get()];
                for operation in change.operations {
                    if !one.operations.contains(&operation) {
                        one.operations.push(operation);
                    }
                }
            }
            Entry::Vacant(entry) => {
                entry.insert(merged.len());
                merged.push(change);
            }
        }
    }
    merged
}

/// Some pairs, and those that they lead to.
fn reach(old: &Spec, new: &Spec, mut rest: Vec<TypePair>) -> BTreeSet<TypePair> {
    let mut seen: BTreeSet<TypePair> = BTreeSet::new();
    while let Some(pair) = rest.pop() {
        if !seen.insert(pair) {
            continue;
        }
        let kinds = (&old.type_def(pair.0).kind, &new.type_def(pair.1).kind);
        if let (TypeKind::Record(from), TypeKind::Record(to)) = kinds {
            let both = fields(from, to)
                .into_iter()
                .filter_map(|(from, to)| from.zip(to));
            rest.extend(both.filter_map(|(from, to)| same_type(&from.ty, &to.ty)?));
        }
    }
    seen
}

/// Records that some methods send and receive some pairs.
fn record_uses(
    methods: Vec<String>,
    sent: &BTreeSet<TypePair>,
    received: &BTreeSet<TypePair>,
    reached: &mut Reached,
) {
    for pair in sent.union(received) {
        let uses = reached.entry(*pair).or_default();
        uses.all.extend_from_slice(&methods);
        if sent.contains(pair) {
            uses.senders.extend_from_slice(&methods);
        }
    }
}

/// Pairs by name the types that are not paired by use. Separate types of one name are
/// distinguished by their sources.
fn pair_by_name(
    old: &Spec,
    new: &Spec,
    pairing: &Pairing<'_>,
    with_source: bool,
    reached: &mut Reached,
) {
    let lone = |spec: &Spec, known: &BTreeSet<TypeId>| -> BTreeMap<String, TypeId> {
        let ids = (0..spec.types.len()).map(TypeId);
        ids.filter(|id| !known.contains(id))
            .map(|id| {
                let ty = spec.type_def(id);
                let source = if with_source { &*ty.source } else { "" };
                (format!("{} {source}", ty.ident), id)
            })
            .collect()
    };
    let olds = lone(old, &reached.keys().map(|pair| pair.0).collect());
    let news = lone(new, &reached.keys().map(|pair| pair.1).collect());
    let pairs: Vec<TypePair> = olds
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
    if pairs.is_empty() {
        return;
    }
    let among = |types: Vec<&Type>| -> BTreeSet<TypePair> {
        let types = closure(new, types);
        let pairs = pairs.iter().filter(|pair| types.contains(&pair.1));
        pairs.copied().collect()
    };
    let sent = |operation: &Operation| {
        let parameters = operation.parameters.iter().map(|one| &one.ty);
        among(parameters.collect())
    };
    let received = |operation: &Operation| among(operation.response.iter().collect());
    for (_, to) in &pairing.pairs {
        let (sent, received) = (sent(to.operation), received(to.operation));
        record_uses(to.methods(), &sent, &received, reached);
    }
    for to in &pairing.added {
        // No caller sends anything to an operation that is new.
        let used = &sent(to.operation) | &received(to.operation);
        record_uses(to.methods(), &BTreeSet::new(), &used, reached);
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

/// A pair of types, and the operations that reach it.
struct Comparison<'a> {
    old: &'a Spec,
    new: &'a Spec,
    /// The names of all old types.
    named: &'a BTreeSet<&'a Ident>,
    /// The names of all new types in place of those of the old name, which may have been split.
    successors: &'a BTreeSet<&'a Ident>,
    from: &'a TypeDef,
    to: &'a TypeDef,
    uses: Uses,
}

impl Comparison<'_> {
    fn run(&self, changes: &mut Vec<Change>) {
        self.compare_names(changes);
        let change = |rule| self.change(rule, self.subject());
        compare_descriptions(
            &self.from.description,
            &self.to.description,
            &change,
            changes,
        );
        match (&self.from.kind, &self.to.kind) {
            (TypeKind::Record(from), TypeKind::Record(to)) => {
                for (from, to) in fields(from, to) {
                    self.compare_fields(from, to, changes);
                }
            }
            (TypeKind::Enum(from), TypeKind::Enum(to)) => {
                for (from, to) in by_names(from, to, |one| &one.wire, |one| &one.ident) {
                    self.compare_values(from, to, changes);
                }
            }
            _ => {}
        }
    }

    fn subject(&self) -> Subject {
        Subject::Type {
            name: self.to.ident.to_string(),
        }
    }

    fn change(&self, rule: Rule, subject: Subject) -> Change {
        Change::new(rule, subject).affecting(self.uses.all.iter().cloned())
    }

    /// Compares all names of the types, since callers may use any of them. An alias that is
    /// also the name of a separate type is compared with that type. An alias that has become
    /// a type of its own is not lost.
    fn compare_names(&self, changes: &mut Vec<Change>) {
        let has = |name: &Ident| self.to.ident == *name || self.to.aliases.contains(name);
        let own = |alias: &&Ident| !self.named.contains(alias) && !self.successors.contains(alias);
        let names = std::iter::once(&self.from.ident).chain(self.from.aliases.iter().filter(own));
        let lost = names.filter(|name| !has(name));
        let (renumbered, lost): (Vec<&Ident>, Vec<&Ident>) =
            lost.partition(|name| without_digits(name).eq(without_digits(&self.to.ident)));
        let rule = match lost.first() {
            Some(first) if **first == self.from.ident => Rule::TypeRenamed,
            _ => Rule::AliasRemoved,
        };
        for (rule, names) in [(rule, lost), (Rule::TypeRenumbered, renumbered)] {
            if names.is_empty() {
                continue;
            }
            let names: Vec<&str> = names.into_iter().map(|name| &**name).collect();
            let change = self.change(rule, self.subject()).from(names.join(", "));
            changes.push(match rule {
                Rule::AliasRemoved => change,
                _ => change.to(&self.to.ident),
            });
        }
    }

    fn compare_fields(&self, from: Option<&Field>, to: Option<&Field>, changes: &mut Vec<Change>) {
        let Some(field) = to.or(from) else { return };
        let change = |rule| {
            let subject = Subject::Field {
                of: self.to.ident.to_string(),
                name: field.ident.to_string(),
            };
            self.change(rule, subject)
        };
        match (from, to) {
            (None, Some(new)) => {
                changes.push(change(Rule::FieldAdded).to(field_type(self.new, new)));
            }
            (Some(old), None) => {
                changes.push(change(Rule::FieldRemoved).from(field_type(self.old, old)));
            }
            (Some(old), Some(new)) => self.compare_field(old, new, &change, changes),
            (None, None) => {}
        }
    }

    fn compare_field(
        &self,
        old: &Field,
        new: &Field,
        change: &dyn Fn(Rule) -> Change,
        changes: &mut Vec<Change>,
    ) {
        if old.ident != new.ident {
            changes.push(change(Rule::FieldRenamed).from(&old.ident).to(&new.ident));
        } else if old.wire != new.wire {
            changes.push(
                change(Rule::FieldWireNameChanged)
                    .from(&old.wire)
                    .to(&new.wire),
            );
        }
        let is_same = same_type(&old.ty, &new.ty).is_some();
        if !is_same || old.boxed != new.boxed {
            let (from, to) = (field_type(self.old, old), field_type(self.new, new));
            changes.push(change(Rule::FieldTypeChanged).from(from).to(to));
        }
        if is_same && old.allowed != new.allowed {
            changes.push(change(Rule::KnownValuesChanged).values(&old.allowed, &new.allowed));
        }
        let requirement = match (old.required, new.required) {
            (false, true) => Some(change(Rule::FieldNowRequired)),
            (true, false) => Some(change(Rule::FieldNowOptional)),
            _ => None,
        };
        changes.extend(requirement.map(|change| match &*self.uses.senders {
            [] => change.silent(),
            senders => change.affecting(senders.iter().cloned()),
        }));
        compare_descriptions(&old.description, &new.description, change, changes);
    }

    fn compare_values(
        &self,
        from: Option<&Variant>,
        to: Option<&Variant>,
        changes: &mut Vec<Change>,
    ) {
        let Some(value) = to.or(from) else { return };
        let subject = Subject::Value {
            of: self.to.ident.to_string(),
            name: value.wire.clone(),
        };
        let change = |rule| self.change(rule, subject.clone());
        match (from, to) {
            (None, Some(new)) => changes.push(change(Rule::ValueAdded).to(&new.ident)),
            (Some(old), None) => changes.push(change(Rule::ValueRemoved).from(&old.ident)),
            (Some(old), Some(new)) if old.ident != new.ident => {
                changes.push(change(Rule::ValueRenamed).from(&old.ident).to(&new.ident));
            }
            (Some(old), Some(new)) if old.wire != new.wire => {
                changes.push(
                    change(Rule::ValueWireNameChanged)
                        .from(&old.wire)
                        .to(&new.wire),
                );
            }
            _ => {}
        }
    }
}

fn without_digits(name: &Ident) -> impl Iterator<Item = char> {
    name.chars().filter(|char| !char.is_ascii_digit())
}
