//! The file of the specification.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use civis_spec::nearest;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Error;

use crate::file_path::FilePath;

/// The file, after it was read.
pub(crate) struct File {
    pub(crate) bytes: Vec<u8>,
    /// An expression that makes the compiler track the file.
    pub(crate) tracked: TokenStream,
}

/// Reads the file. Its path is relative to the folder of the calling crate's manifest.
pub(crate) fn file(path: &FilePath) -> syn::Result<File> {
    let given = path.value();
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let folder = folder.unwrap_or_default();
    let bytes = fs::read(folder.join(given))
        .map_err(|error| Error::new(path.span(), not_read(&folder, given, &error)))?;
    let tracked = if Path::new(given).is_absolute() {
        quote!(::core::include_bytes!(#path))
    } else {
        quote!(::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", #path)
        ))
    };
    Ok(File { bytes, tracked })
}

/// Why a file could not be read, and what to do about it.
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
    if let Ok(target) = fs::read_link(&full) {
        let target = target.display();
        return format!("`{given}` is a symbolic link to `{target}`, which does not exist");
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

/// The file of a similar name in the same folder, as a path to write in the macro.
fn near(full: &Path, given: &str) -> Option<String> {
    let names = names(full.parent()?);
    let wanted = full.file_name()?.to_str()?;
    let near = nearest(wanted, names.iter().map(String::as_str))?;
    Some(Path::new(given).with_file_name(near).display().to_string())
}

/// The names of the JSON files in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".json")).collect();
    names.sort();
    names
}

#[cfg(all(test, unix))]
mod tests {
    use std::path::Path;
    use std::{fs, io};

    use super::not_read;

    #[test]
    fn a_link_to_a_missing_file_is_named() {
        let folder = format!("civis-macros-{}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir_all(&folder).expect("a folder");
        let link = folder.join("civis-spec.json");
        std::os::unix::fs::symlink("elsewhere.json", link).expect("a link");
        let error = io::ErrorKind::NotFound.into();
        let message = not_read(Path::new(&folder), "civis-spec.json", &error);
        fs::remove_dir_all(&folder).expect("the folder is removed");
        assert_eq!(
            message,
            "`civis-spec.json` is a symbolic link to `elsewhere.json`, which does not exist"
        );
    }
}
