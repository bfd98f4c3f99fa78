//! The arguments of `civis_api!` are parsed or refused, and the generated code is Rust.

use civis_codegen::{Input, expand};
use proc_macro2::TokenStream;

const SPEC: &[u8] = include_bytes!("../../civis-codegen/tests/specs/constructs.json");

/// Parses the arguments as the macro does, and generates the client.
pub fn check(text: &str) {
    let Ok(tokens) = format!("::civis; {text}").parse::<TokenStream>() else {
        return;
    };
    let expanded = syn::parse2::<Input>(tokens).and_then(|input| {
        let spec = input.spec(SPEC)?;
        Ok(expand(&spec, &input.options()))
    });
    let tokens = expanded.unwrap_or_else(|error| {
        assert!(!error.to_string().is_empty());
        error.into_compile_error()
    });
    syn::parse2::<syn::File>(tokens).expect("the expansion is Rust");
}
