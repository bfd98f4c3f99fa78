//! The operations that a program calls.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, LexError, Literal, Spacing, TokenStream, TokenTree};

use crate::snake_case::snake_case;

/// The calls in Rust source, as `resource.method`: `client.jobs.get(…)`, `Jobs::get(…)`, and
/// calls by name with the texts `"jobs", "get"` or `"jobs.get"`.
///
/// They are found by their spelling, so the result has all calls on a field or variable. Those
/// of operations are the ones that a specification declares. A variable stands for the resource
/// that it was bound to (`let api = &client.jobs;`), or whose type it has (`api: &Jobs`).
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
    let mut found = Found::default();
    let mut rest = vec![source.parse::<TokenStream>()?];
    while let Some(tokens) = rest.pop() {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for index in 0..tokens.len() {
            found.look_at(&tokens[index..]);
        }
        let groups = tokens.into_iter().filter_map(|token| match token {
            TokenTree::Group(group) => Some(group.stream()),
            _ => None,
        });
        rest.extend(groups);
    }
    Ok(found.into_calls())
}

#[derive(Default)]
struct Found {
    /// The receivers and methods of calls.
    calls: BTreeSet<(String, String)>,
    /// The resources that variables and fields may stand for.
    aliases: BTreeMap<String, BTreeSet<String>>,
    /// Texts that may name an operation.
    texts: BTreeSet<String>,
}

impl Found {
    /// Adds what begins at the first of some tokens.
    fn look_at(&mut self, tokens: &[TokenTree]) {
        match tokens {
            [TokenTree::Literal(literal), rest @ ..] => {
                let text = text(literal);
                // A call by name: `session.call(&spec, "jobs", "get", …)`.
                if let Some([TokenTree::Literal(method), ..]) = after(rest, ",") {
                    let method = self::text(method);
                    self.calls.insert((text.clone(), method));
                }
                self.texts.insert(text);
            }
            [TokenTree::Ident(word), rest @ ..] if word == "let" => self.add_binding(rest),
            [TokenTree::Ident(receiver), rest @ ..] => {
                let receiver = bare(&receiver.to_string());
                if let Some(rest) = after(rest, ".") {
                    self.add_call(receiver, rest);
                } else if let Some(rest) = after(rest, "::") {
                    self.add_call(snake_case(&receiver), rest);
                } else if let Some(rest) = after(rest, ":") {
                    self.add_type(&receiver, rest);
                }
            }
            _ => {}
        }
    }

    /// Adds a call of the method that begins some tokens.
    fn add_call(&mut self, receiver: String, tokens: &[TokenTree]) {
        let [TokenTree::Ident(method), rest @ ..] = tokens else {
            return;
        };
        let is_call = |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
        // `method(…)` or `method::<…>(…)`.
        let mut rest = match after(rest, "::") {
            Some(generics) => generics.iter(),
            None => rest.iter(),
        };
        let is_turbofish =
            matches!(rest.as_slice(), [TokenTree::Punct(open), ..] if open.as_char() == '<');
        let arguments = match is_turbofish {
            true => rest.find(|token| matches!(token, TokenTree::Group(_))),
            false => rest.next(),
        };
        if arguments.is_some_and(is_call) {
            self.calls.insert((receiver, bare(&method.to_string())));
        }
    }

    /// Adds the name of `let name = ….resource;`, and of `let name = ….resource.clone();`.
    fn add_binding(&mut self, tokens: &[TokenTree]) {
        let is_end =
            |token: &TokenTree| matches!(token, TokenTree::Punct(end) if end.as_char() == ';');
        let statement = tokens.split(is_end).next().unwrap_or_default();
        let mut words = statement.iter().filter_map(|token| match token {
            TokenTree::Ident(word) if word != "mut" => Some(bare(&word.to_string())),
            _ => None,
        });
        let Some(name) = words.next() else { return };
        let last: Vec<String> = words.collect();
        let resource = match &*last {
            [.., resource, clone] if clone == "clone" => resource,
            [.., resource] => resource,
            [] => return,
        };
        let is_field = matches!(
            statement,
            [.., TokenTree::Punct(dot), TokenTree::Ident(_)] if dot.as_char() == '.'
        );
        if is_field || last.last().is_some_and(|word| word == "clone") {
            self.add_alias(&name, resource);
        }
    }

    /// Adds the name of `name: &Resource`, and of the pattern `resource: name`.
    fn add_type(&mut self, name: &str, tokens: &[TokenTree]) {
        let mut words = tokens.iter().map_while(|token| match token {
            TokenTree::Punct(sign) if ['&', ':', '\''].contains(&sign.as_char()) => Some(None),
            TokenTree::Ident(word) => Some(Some(bare(&word.to_string()))),
            _ => None,
        });
        // A lifetime and a path precede the name of the type.
        if let Some(ty) = words.by_ref().flatten().last() {
            self.add_alias(name, &snake_case(&ty));
            self.add_alias(&ty, name);
        }
    }

    fn add_alias(&mut self, name: &str, resource: &str) {
        let resources = self.aliases.entry(name.to_owned()).or_default();
        resources.insert(resource.to_owned());
    }

    fn into_calls(self) -> BTreeSet<String> {
        let mut calls = self.texts;
        for (receiver, method) in &self.calls {
            let aliases = self.aliases.get(receiver).into_iter().flatten();
            for resource in aliases.chain([receiver]) {
                calls.insert(format!("{resource}.{method}"));
            }
        }
        calls
    }
}

/// The tokens after a sign at their beginning: `.`, `,`, `:` or `::`.
fn after<'a>(tokens: &'a [TokenTree], sign: &str) -> Option<&'a [TokenTree]> {
    let is_joint = |punct: &proc_macro2::Punct| punct.spacing() == Spacing::Joint;
    match (sign, tokens) {
        ("::", [TokenTree::Punct(one), TokenTree::Punct(two), rest @ ..])
            if one.as_char() == ':' && is_joint(one) && two.as_char() == ':' =>
        {
            Some(rest)
        }
        (":", [TokenTree::Punct(one), rest @ ..]) if one.as_char() == ':' && !is_joint(one) => {
            Some(rest)
        }
        ("." | ",", [TokenTree::Punct(one), rest @ ..]) if sign.starts_with(one.as_char()) => {
            Some(rest)
        }
        _ => None,
    }
}

/// The text of a literal, without escapes.
fn text(literal: &Literal) -> String {
    let literal = literal.to_string();
    let text = literal.trim_start_matches(['r', '#']).trim_end_matches('#');
    text.trim_matches('"').to_owned()
}

/// An identifier without `r#`.
fn bare(ident: &str) -> String {
    ident.strip_prefix("r#").unwrap_or(ident).to_owned()
}
