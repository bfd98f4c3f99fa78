//! The file, and the model in it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use civis_spec::{ReadOptions, Selection, Spec, nearest};
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{Error, LitStr};

use crate::input::{Input, Resources};

/// A file that was read.
pub(crate) struct File {
    bytes: Vec<u8>,
    /// An expression that makes the compiler watch the file.
    pub(crate) tracked: TokenStream,
}

/// Reads the file, from the folder of the invoking crate's manifest.
pub(crate) fn file(path: &LitStr) -> syn::Result<File> {
    let given = path.value();
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let folder = folder.unwrap_or_default();
    let bytes = fs::read(folder.join(&given))
        .map_err(|error| Error::new(path.span(), not_read(&folder, &given, &error)))?;
    let tracked = if Path::new(&given).is_absolute() {
        quote!(::core::include_bytes!(#given))
    } else {
        quote!(::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", #given)
        ))
    };
    Ok(File { bytes, tracked })
}

/// Why a file could not be read, and what to do.
fn not_read(folder: &Path, given: &str, error: &std::io::Error) -> String {
    let full = folder.join(given);
    if given.is_empty() {
        return "the path is empty: the specification is a file in the folder of this crate's \
                Cargo.toml"
            .to_owned();
    }
    if full.is_dir() {
        let mut message = format!("`{given}` is a folder, and not a specification");
        if let [only] = &*names(&full) {
            let only = Path::new(given).join(only);
            message.push_str(&format!("; did you mean `{}`?", only.display()));
        } else {
            message.push_str("; name a file in it");
        }
        return message;
    }
    if error.kind() != ErrorKind::NotFound {
        return format!("cannot read the specification `{given}`: {error}");
    }
    let mut message = format!("there is no file `{given}`");
    if let Some(near) = near(&full, given) {
        message.push_str(&format!("; did you mean `{near}`?"));
    }
    message.push_str(
        " (a path is relative to the folder of this crate's Cargo.toml, and \
         `civis::spec::download` fetches the specification)",
    );
    message
}

/// The file of a similar name in the same folder, as it is to be given.
fn near(full: &Path, given: &str) -> Option<String> {
    let names = names(full.parent()?);
    let wanted = full.file_name()?.to_str()?;
    let near = nearest(wanted, names.iter().map(String::as_str))?;
    Some(Path::new(given).with_file_name(near).display().to_string())
}

/// The names of the JSON files in a folder, in their order.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".json")).collect();
    names.sort();
    names
}

/// The model of the resources that were chosen.
pub(crate) fn spec(input: &Input, file: &File) -> syn::Result<Spec> {
    let mut options = ReadOptions::new();
    if let Some(path) = &input.root_path {
        options = options.root_path(path.value());
    }
    let spec = Spec::read(&file.bytes, &options).map_err(|error| {
        let message = error.in_file(input.path.value()).to_string();
        Error::new(input.path.span(), message)
    })?;
    let spec = match &input.resources {
        Resources::All => select(input, &spec, &Selection::All)?,
        Resources::Base => select(input, &spec, &Selection::Base)?,
        Resources::Only(names) => only(input, &spec, names)?,
    };
    check_client(input, &spec)?;
    Ok(spec)
}

fn select(input: &Input, spec: &Spec, selection: &Selection) -> syn::Result<Spec> {
    spec.select(selection).map_err(|error| {
        let message = format!("{}: {error}", input.path.value());
        Error::new(input.path.span(), message)
    })
}

/// The listed resources, or an error at each that does not exist.
fn only(input: &Input, spec: &Spec, names: &[proc_macro2::Ident]) -> syn::Result<Spec> {
    let text = |name: &proc_macro2::Ident| name.unraw().to_string();
    let chosen = Selection::Only(names.iter().map(text).collect());
    spec.select(&chosen).map_err(|_| {
        let errors = names.iter().filter_map(|name| {
            let error = spec.select(&Selection::Only(vec![text(name)])).err()?;
            let message = format!("{}: {error}", input.path.value());
            Some(Error::new(name.span(), message))
        });
        let all = errors.reduce(|mut all, one| {
            all.combine(one);
            all
        });
        all.unwrap_or_else(|| Error::new(input.path.span(), "a resource cannot be selected"))
    })
}

/// A type of the name of a module beside it would be a second definition.
fn check_client(input: &Input, spec: &Spec) -> syn::Result<()> {
    let name = input.client.to_string();
    let mut modules = spec.resources.iter().map(|resource| &*resource.ident);
    if name == "types" || modules.any(|module| module == name) {
        let message = format!(
            "the client cannot be called `{name}`: the module `{name}` of the expansion is; a name \
             of a type is usual, as in `client = Platform`"
        );
        return Err(Error::new(input.client.span(), message));
    }
    Ok(())
}
