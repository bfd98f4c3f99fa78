//! Pages that are declared beside the document.

use std::collections::BTreeMap;

use crate::error::Problem;
use crate::model::{HttpMethod, Location, NextPage, Operation, Paging, Type};
use crate::resolve::draft::Draft;
use crate::resolve::operations::ReadOperation;
use crate::resolve::paging::found;
use crate::resolve::paging::page::{Object, Page, is_list};
use crate::suggest::nearest;

/// Sets the first declaration that suits an operation, for each of them. Returns a problem for
/// each declaration that is not used.
pub(super) fn apply(
    operations: &mut [ReadOperation],
    declared: &[Paging],
    drafts: &[Draft],
) -> Vec<Problem> {
    let mut uses: Vec<Uses> = declared.iter().map(|_| Uses::default()).collect();
    // The list of a type is the same wherever it is a page.
    let mut lists: BTreeMap<Type, String> = BTreeMap::new();
    for read in operations.iter_mut() {
        let operation = &mut read.operation;
        if operation.http_method != HttpMethod::Get {
            continue;
        }
        let mut is_taken = false;
        for (paging, uses) in declared.iter().zip(&mut uses) {
            let Some(fitted) = fit(paging, operation, drafts) else {
                continue;
            };
            let fitted = fitted.and_then(|fitted| with_list(fitted, operation, &mut lists));
            match fitted {
                Ok(_) if is_taken => uses.comes_late = true,
                Ok(paging) => {
                    uses.is_used = true;
                    uses.has_size |= has_size(&paging, operation);
                    operation.paging = Some(paging);
                    read.is_list = true;
                    is_taken = true;
                }
                Err(reason) => {
                    let target = format!("`{} {}`", operation.http_method, operation.path);
                    uses.reason.get_or_insert(format!("{target} {reason}"));
                }
            }
        }
    }
    for read in operations.iter_mut() {
        let operation = &mut read.operation;
        let list = operation.response.as_ref().and_then(|ty| lists.get(ty));
        if let (Some(paging), Some(list)) = (&mut operation.paging, list) {
            paging.items = Some(list.clone());
        }
    }
    let numbered = declared.iter().zip(uses).enumerate();
    let problem = |(index, (paging, uses)): (usize, (&Paging, Uses))| {
        let message = uses.problem(paging, operations)?;
        Some(Problem::of_paging(index, message))
    };
    numbered.filter_map(problem).collect()
}

/// What became of a declaration.
#[derive(Default)]
struct Uses {
    is_used: bool,
    /// Whether one of the operations has the parameter that sets the size.
    has_size: bool,
    /// Whether it suits an operation that a declaration before it suits too.
    comes_late: bool,
    /// Why it does not suit the first operation that it might.
    reason: Option<String>,
}

impl Uses {
    fn problem(self, paging: &Paging, operations: &[ReadOperation]) -> Option<String> {
        let (parameter, size) = parameters(paging);
        if self.is_used {
            let size = size.filter(|_| !self.has_size)?;
            let names = query_names(operations, parameter);
            return Some(format!(
                "no operation that it suits has `{size}` in the query{}",
                suggestion(size, names)
            ));
        }
        if self.comes_late {
            let message = "a declaration before it suits every operation that it suits";
            return Some(message.to_owned());
        }
        if let Some(reason) = self.reason {
            return Some(format!("no operation comes in such pages: {reason}"));
        }
        Some(match parameter {
            Some(parameter) => format!(
                "no GET has `{parameter}` in the query{}",
                suggestion(parameter, query_names(operations, None))
            ),
            None => "no GET returns such a page of a list, unless it comes in pages by other means"
                .to_owned(),
        })
    }
}

/// A declaration as it applies to an operation: `None` if the operation is not meant, and the
/// reason if it is meant, but the declaration does not suit it.
fn fit(
    declared: &Paging,
    operation: &Operation,
    drafts: &[Draft],
) -> Option<Result<Paging, String>> {
    let (parameter, _) = parameters(declared);
    let parameter = match parameter {
        Some(wire) => Some(in_query(operation, wire)?),
        None => None,
    };
    // Where a property or a parameter leads on, the header may be missing.
    if declared.next == NextPage::Link && operation.paging.is_some() {
        return None;
    }
    let mut paging = declared.clone();
    if let NextPage::Page { first, .. } | NextPage::Offset { first, .. } = &mut paging.next {
        *first = first.or_else(|| found::first(parameter?));
    }
    let property = match &declared.next {
        NextPage::Cursor { property, .. } | NextPage::Url { property } => Some(&**property),
        _ => None,
    };
    let object = match Page::new(operation, drafts) {
        Page::Object(object) => object,
        Page::List => {
            let needed = [
                declared.items.as_deref(),
                property,
                declared.more.as_deref(),
            ];
            return match needed.into_iter().flatten().next() {
                None => Some(Ok(paging)),
                Some(_) if parameter.is_none() => None,
                Some(path) => Some(Err(format!("returns a list, which has no `{path}`"))),
            };
        }
        Page::Any if parameter.is_some() && property.is_some() && declared.items.is_none() => {
            let reason = "returns any JSON: `items` must say where the list is";
            return Some(Err(reason.to_owned()));
        }
        Page::Any if parameter.is_some() => return Some(Ok(paging)),
        _ if parameter.is_none() => return None,
        _ => return Some(Err("does not return a list".to_owned())),
    };
    // Without a parameter, the properties alone select the operations.
    if parameter.is_none() && property.is_some_and(|path| object.at(path).is_none()) {
        return None;
    }
    Some(in_object(&mut paging, property, object).map(|()| paging))
}

/// Checks the properties of a declaration, and finds the items if it does not say where they are.
fn in_object(
    paging: &mut Paging,
    property: Option<&str>,
    object: Object<'_>,
) -> Result<(), String> {
    let paths = || object.properties();
    match &paging.items {
        Some(path) => match object.at(path) {
            Some(ty) if is_list(ty) => {}
            Some(Type::Any) => {
                return Err(format!(
                    "declares any JSON at `{path}`, so its items have no type"
                ));
            }
            found => {
                let lists = paths().into_iter().filter(|one| is_list(one.ty));
                let lists: Vec<String> = lists.map(|one| one.path).collect();
                let what = if found.is_some() {
                    "no list"
                } else {
                    "nothing"
                };
                let has = match &*lists {
                    [] => String::new(),
                    [only] => format!("; it has a list at `{only}`"),
                    _ => suggestion(path, lists),
                };
                return Err(format!("returns {what} at `{path}`{has}"));
            }
        },
        // A link says nothing about the response, and an object with a list is not a page yet.
        None => {
            match found::items(object).filter(|one| one.is_page || paging.next != NextPage::Link) {
                Some(items) => paging.items = Some(items.path),
                None => {
                    return Err("returns an object: `items` must say where its list is".to_owned());
                }
            }
        }
    }
    for path in property.into_iter().chain(paging.more.as_deref()) {
        match object.at(path) {
            Some(Type::List(_) | Type::Map(_) | Type::Record(_)) => {
                return Err(format!("returns no text at `{path}`"));
            }
            Some(_) => {}
            None => {
                let paths = paths().into_iter().map(|one| one.path).collect();
                return Err(format!(
                    "returns nothing at `{path}`{}",
                    suggestion(path, paths)
                ));
            }
        }
    }
    Ok(())
}

/// The paging, unless another operation has the same type with the items elsewhere.
fn with_list(
    paging: Paging,
    operation: &Operation,
    lists: &mut BTreeMap<Type, String>,
) -> Result<Paging, String> {
    if let (Some(ty @ Type::Record(_)), Some(items)) = (&operation.response, &paging.items) {
        let list = lists.entry(ty.clone()).or_insert_with(|| items.clone());
        if list != items {
            return Err(format!(
                "returns a type whose items are at `{list}` in another operation"
            ));
        }
    }
    Ok(paging)
}

/// The parameter that leads to the next page, and the one that sets the size.
fn parameters(paging: &Paging) -> (Option<&str>, Option<&str>) {
    match &paging.next {
        NextPage::Page {
            parameter, size, ..
        }
        | NextPage::Offset {
            parameter, size, ..
        } => (Some(parameter), size.as_deref()),
        NextPage::Cursor { parameter, .. } => (Some(parameter), None),
        NextPage::Url { .. } | NextPage::Link => (None, None),
    }
}

fn has_size(paging: &Paging, operation: &Operation) -> bool {
    let (_, size) = parameters(paging);
    size.is_some_and(|size| in_query(operation, size).is_some())
}

fn in_query<'o>(operation: &'o Operation, wire: &str) -> Option<&'o crate::model::Parameter> {
    let mut parameters = operation.parameters.iter();
    parameters.find(|one| one.location == Location::Query && one.wire == wire)
}

/// The parameters in the query of each GET, or of each that has a certain one.
fn query_names(operations: &[ReadOperation], with: Option<&str>) -> Vec<String> {
    let operations = operations.iter().map(|read| &read.operation);
    let has = |one: &&Operation| with.is_none_or(|with| in_query(one, with).is_some());
    let operations = operations.filter(|one| one.http_method == HttpMethod::Get);
    let parameters = operations.filter(has).flat_map(|one| &one.parameters);
    let parameters = parameters.filter(|one| one.location == Location::Query);
    let mut names: Vec<String> = parameters.map(|one| one.wire.clone()).collect();
    names.sort();
    names.dedup();
    names
}

/// The nearest of some names, as the end of a message.
fn suggestion(name: &str, names: Vec<String>) -> String {
    match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => String::new(),
    }
}
