//! Selects resources of a specification, with the types that they reach.

use std::fmt;

use crate::model::{Resource, Spec, Type, TypeId, TypeKind};
use crate::platform_facts::BASE_RESOURCES;
use crate::suggest::nearest;

/// Which resources to select.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Selection {
    /// All resources.
    #[default]
    All,
    /// The 31 resources in the documentation of the official client's 1.x versions, if the
    /// specification has them.
    Base,
    /// The resources of these names.
    Only(Vec<String>),
}

/// The specification has no resource of the selected name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectError {
    resource: String,
    nearest: Option<String>,
    existing: Vec<String>,
}

impl SelectError {
    /// The name that was selected.
    #[must_use]
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// The most similar name of a resource, if one is similar.
    #[must_use]
    pub fn nearest(&self) -> Option<&str> {
        self.nearest.as_deref()
    }
}

impl fmt::Display for SelectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the specification has no resource `{}`", self.resource)?;
        if let Some(nearest) = &self.nearest {
            write!(f, "; did you mean `{nearest}`?")?;
        }
        write!(f, " (it has: {})", self.existing.join(", "))
    }
}

impl std::error::Error for SelectError {}

impl Spec {
    /// Returns the selected resources, with the operations that the official client offers and
    /// the types that these reach.
    ///
    /// ```
    /// use civis_spec::{Selection, Spec};
    ///
    /// let spec = Spec::from_slice(br#"{
    ///     "swagger": "2.0", "info": {},
    ///     "paths": {"/jobs": {"get": {"responses": {"200": {}}}}}
    /// }"#)?;
    /// let error = spec.select(&Selection::Only(vec!["job".to_owned()])).unwrap_err();
    /// assert_eq!(error.nearest(), Some("jobs"));
    /// # Ok::<(), civis_spec::Error>(())
    /// ```
    ///
    /// # Errors
    /// Fails if the specification has no resource of a selected name.
    pub fn select(&self, selection: &Selection) -> Result<Spec, SelectError> {
        self.check(selection)?;
        Ok(self.clone().narrow(selection))
    }

    /// Does the same as [`select`](Self::select) without cloning.
    ///
    /// # Errors
    /// Fails if the specification has no resource of a selected name.
    pub fn into_selected(self, selection: &Selection) -> Result<Spec, SelectError> {
        self.check(selection)?;
        Ok(self.narrow(selection))
    }

    /// Checks that the specification has all selected resources.
    ///
    /// # Errors
    /// Fails for the first selected name of which it has no resource.
    pub fn check(&self, selection: &Selection) -> Result<(), SelectError> {
        let Selection::Only(names) = selection else {
            return Ok(());
        };
        let is_known = |name: &String| self.resources.iter().any(|one| one.name == *name);
        match names.iter().find(|name| !is_known(name)) {
            Some(name) => Err(self.unknown(name)),
            None => Ok(()),
        }
    }

    fn narrow(mut self, selection: &Selection) -> Spec {
        let is_by_name = matches!(selection, Selection::Only(_));
        self.resources.retain_mut(|resource| {
            let is_selected = match selection {
                Selection::All => true,
                Selection::Base => BASE_RESOURCES.applies_to(&resource.name),
                Selection::Only(names) => names.contains(&resource.name),
            };
            resource
                .operations
                .retain(|operation| !operation.methods.is_empty());
            is_selected && (is_by_name || !resource.operations.is_empty())
        });
        self.keep_reached();
        self
    }

    fn unknown(&self, name: &str) -> SelectError {
        let names = || self.resources.iter().map(|resource| resource.name.as_str());
        SelectError {
            resource: name.to_owned(),
            nearest: nearest(name, names()).map(str::to_owned),
            existing: names().map(str::to_owned).collect(),
        }
    }

    /// Removes the types that no operation reaches, and renumbers the others.
    fn keep_reached(&mut self) {
        let mut is_reached = vec![false; self.types.len()];
        let mut rest: Vec<&Type> = self.resources.iter().flat_map(used_types).collect();
        while let Some(ty) = rest.pop() {
            match ty {
                Type::List(inner) | Type::Map(inner) => rest.push(inner),
                Type::Record(TypeId(id)) | Type::Enum(TypeId(id)) if !is_reached[*id] => {
                    is_reached[*id] = true;
                    if let TypeKind::Record(fields) = &self.types[*id].kind {
                        rest.extend(fields.iter().map(|field| &field.ty));
                    }
                }
                _ => {}
            }
        }
        let mut ids = vec![TypeId(0); self.types.len()];
        let mut types = Vec::with_capacity(self.types.len());
        for (index, ty) in std::mem::take(&mut self.types).into_iter().enumerate() {
            if is_reached[index] {
                ids[index] = TypeId(types.len());
                types.push(ty);
            }
        }
        for ty in &mut types {
            if let TypeKind::Record(fields) = &mut ty.kind {
                for field in fields {
                    field.ty.renumber(&ids);
                }
            }
        }
        self.types = types;
        for resource in &mut self.resources {
            resource.renumber(&ids);
        }
    }
}

fn used_types(resource: &Resource) -> impl Iterator<Item = &Type> {
    resource.operations.iter().flat_map(|operation| {
        let parameters = operation.parameters.iter().map(|parameter| &parameter.ty);
        parameters.chain(&operation.response)
    })
}
