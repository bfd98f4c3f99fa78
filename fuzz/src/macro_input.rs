//! The arguments of `civis_api!`: they are parsed or rejected, and the selected client is
//! valid Rust.

use proc_macro2::TokenStream;

use self::input::Input;

// A macro crate can only export macros.
#[path = "../../civis-macros/src/input.rs"]
mod input;

const SPEC: &[u8] = include_bytes!("../../civis-codegen/tests/specs/constructs.json");

/// Parses the arguments as the macro gets them, and generates the client.
pub fn check(text: &str) {
    let Ok(tokens) = format!("::civis; {text}").parse::<TokenStream>() else {
        return;
    };
    let generated = syn::parse2::<Input>(tokens).and_then(|input| {
        let _ = (input.civis(), input.path());
        input.generate(SPEC)
    });
    match generated {
        Ok(generated) => {
            assert!(generated.warning.is_none(), "{:?}", generated.warning);
            let client = generated.client.to_source("::civis");
            syn::parse_file(&client).expect("the generated code is Rust");
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
