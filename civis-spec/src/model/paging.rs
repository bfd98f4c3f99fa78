//! How a list of another service than the Platform comes in pages.

use crate::model::{Field, Spec, Type, TypeKind};

/// Where the items of a page are, and what leads to the next page.
///
/// Parameters are those of the query, by their names on the wire. A property of the response is
/// given by its name there, or by the names on the way to it through objects, separated by dots:
/// `meta.next`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// The property that holds the items. `None` if the response is the list itself.
    pub items: Option<String>,
    /// What leads to the next page.
    pub next: NextPage,
    /// The property that is false on the last page, if there is one.
    pub more: Option<String>,
}

/// What leads to the next page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NextPage {
    /// A parameter counts the pages.
    Page {
        /// The parameter.
        parameter: String,
        /// The parameter that sets the largest number of items in a page, if there is one.
        size: Option<String>,
        /// The number of the first page, if it is known. Otherwise it is 1.
        first: Option<u64>,
    },
    /// A parameter is the number of items before the page.
    Offset {
        /// The parameter.
        parameter: String,
        /// The parameter that sets the largest number of items in a page, if there is one.
        size: Option<String>,
        /// Its value for the first page, if it is known. Otherwise it is 0.
        first: Option<u64>,
    },
    /// A property of the response is the value of a parameter for the next page.
    Cursor {
        /// The parameter.
        parameter: String,
        /// The property.
        property: String,
    },
    /// A property of the response is the URL of the next page.
    Url {
        /// The property.
        property: String,
    },
    /// The header `Link` has the URL of the next page.
    Link,
}

impl Spec {
    /// The fields on the way from a type to a property, by its path: its name, or the names on
    /// the way to it through records, separated by dots. `None` if there is no such property.
    ///
    /// ```
    /// use civis_spec::{Spec, Type};
    ///
    /// let spec = Spec::from_slice(br##"{"swagger": "2.0", "paths": {"/pets": {"get": {"responses": {
    ///     "200": {"schema": {"properties": {"data": {"properties": {"items": {"type": "array"}}}}}}}}}}}"##)?;
    /// let response = spec.resources[0].operations[0].response.clone().unwrap_or(Type::Any);
    /// let fields = spec.property(&response, "data.items").unwrap_or_default();
    /// assert!(matches!(fields[..], [data, items] if data.wire == "data" && items.wire == "items"));
    /// assert_eq!(spec.property(&response, "items"), None);
    /// # Ok::<(), civis_spec::Error>(())
    /// ```
    #[must_use]
    pub fn property(&self, ty: &Type, path: &str) -> Option<Vec<&Field>> {
        let Type::Record(id) = ty else {
            return None;
        };
        let TypeKind::Record(fields) = &self.type_def(*id).kind else {
            return None;
        };
        splits(path).find_map(|(name, rest)| {
            let field = fields.iter().find(|field| field.wire == name)?;
            let more = match rest {
                None => Vec::new(),
                Some(rest) => self.property(&field.ty, rest)?,
            };
            Some([field].into_iter().chain(more).collect())
        })
    }
}

/// The first name of a path of properties and what follows it, for each name that it may be: a
/// name may have dots itself.
pub(crate) fn splits(path: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let at_dots = path.match_indices('.');
    let split = at_dots.map(|(dot, _)| (&path[..dot], Some(&path[dot + 1..])));
    [(path, None)].into_iter().chain(split)
}
