//! The operations that a program calls.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, LexError, TokenStream, TokenTree};

/// The calls `resource.method(…)` in Rust source, as `resource.method`.
///
/// They are found by their spelling, so the result has all calls on a field or variable. Those
/// of operations are the ones that a specification declares.
///
/// ```
/// let source = "fn f(client: &Client) -> Result<i64> { client.jobs.get(5).send()?.id.present() }";
/// let calls = civis_spec::diff::calls(source)?;
/// assert!(calls.contains("jobs.get"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Fails if the text does not consist of Rust tokens.
pub fn calls(source: &str) -> Result<BTreeSet<String>, LexError> {
    let mut calls = BTreeSet::new();
    let mut rest = vec![source.parse::<TokenStream>()?];
    while let Some(tokens) = rest.pop() {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for window in tokens.windows(4) {
            if let [
                TokenTree::Ident(resource),
                TokenTree::Punct(dot),
                TokenTree::Ident(method),
                TokenTree::Group(arguments),
            ] = window
                && dot.as_char() == '.'
                && arguments.delimiter() == Delimiter::Parenthesis
            {
                calls.insert(format!("{resource}.{method}"));
            }
        }
        let groups = tokens.into_iter().filter_map(|token| match token {
            TokenTree::Group(group) => Some(group.stream()),
            _ => None,
        });
        rest.extend(groups);
    }
    Ok(calls)
}
