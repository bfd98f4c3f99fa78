//! What the documentation must contain about each method, setter, field and value of the model.

use std::path::Path;

use civis_spec::{Location, Operation, Parameter, Spec, Type, TypeKind, escape_control};

use crate::pages::Page;

/// Lists what is missing on the pages of the generated code.
pub(crate) fn missing(spec: &Spec, pages: &Path) -> Vec<String> {
    let mut missing = Vec::new();
    for resource in &spec.resources {
        let folder = pages.join(bare(&resource.ident));
        let page = Page::read(&folder.join(format!("struct.{}.html", resource.type_ident)));
        for operation in &resource.operations {
            for method in &operation.methods {
                let place = format!("{}.{}", resource.ident, method.ident);
                let shown = page.section(&format!("method.{}", bare(&method.ident)));
                let mut expected = operation_texts(spec, operation);
                if spec.is_platform() {
                    expected.push(format!("client.{}.{}(", resource.name, method.name));
                }
                expected.push(format!("client.{}.{}(", resource.ident, method.ident));
                expected.extend(
                    method
                        .deprecated
                        .iter()
                        .map(|note| format!("Deprecated: {note}")),
                );
                check(&place, shown, &expected, &mut missing);
                let setters = Page::of_struct(&folder, &method.type_ident);
                for parameter in operation.parameters.iter().filter(|one| !is_required(one)) {
                    let shown = setters.section(&format!("method.{}", bare(&parameter.ident)));
                    let mut expected: Vec<String> = parameter.description.iter().cloned().collect();
                    expected.extend(values(spec, &parameter.ty));
                    expected.extend(parameter.default.iter().map(ToString::to_string));
                    check(
                        &format!("{place}.{}", parameter.ident),
                        shown,
                        &expected,
                        &mut missing,
                    );
                }
            }
        }
    }
    for ty in &spec.types {
        let folder = pages.join("types");
        match &ty.kind {
            TypeKind::Record(fields) => {
                let page = Page::read(&folder.join(format!("struct.{}.html", ty.ident)));
                for field in fields {
                    let shown = page.section(&format!("structfield.{}", bare(&field.ident)));
                    let mut expected: Vec<String> = field.description.iter().cloned().collect();
                    expected.extend(values(spec, &field.ty));
                    check(
                        &format!("{}.{}", ty.ident, field.ident),
                        shown,
                        &expected,
                        &mut missing,
                    );
                }
                let top = Some(page.top());
                let expected: Vec<String> = ty.description.iter().cloned().collect();
                check(&ty.ident, top, &expected, &mut missing);
            }
            TypeKind::Enum(variants) => {
                let page = Page::read(&folder.join(format!("enum.{}.html", ty.ident)));
                for variant in variants {
                    let shown = page.section(&format!("variant.{}", variant.ident));
                    check(
                        &ty.ident,
                        shown,
                        std::slice::from_ref(&variant.wire),
                        &mut missing,
                    );
                }
            }
        }
    }
    missing
}

/// What the documentation of a method must contain about its operation.
fn operation_texts(spec: &Spec, operation: &Operation) -> Vec<String> {
    let returns = match &operation.response {
        Some(ty) if operation.paged => format!("→ {}, in pages", in_words(spec, ty)),
        Some(ty) => format!("→ {}", in_words(spec, ty)),
        None => "→ nothing".to_owned(),
    };
    let mut texts = vec![
        format!("{} {} {returns}", operation.http_method, operation.path),
        operation.summary.clone(),
    ];
    texts.extend(operation.description.clone());
    for parameter in &operation.parameters {
        let mut line = format!("{}, {}", parameter.name, in_words(spec, &parameter.ty));
        let values = values(spec, &parameter.ty);
        if !values.is_empty() {
            line.push_str(&format!(" ({})", values.join(", ")));
        }
        if let Some(default) = &parameter.default {
            line.push_str(&format!(", by default {default}"));
        }
        texts.push(line);
        if is_required(parameter) {
            texts.extend(parameter.description.clone());
        }
    }
    texts
}

fn is_required(parameter: &Parameter) -> bool {
    parameter.required || parameter.location == Location::Path
}

fn in_words(spec: &Spec, ty: &Type) -> String {
    match ty {
        Type::Any => "any JSON".to_owned(),
        Type::String => "text".to_owned(),
        Type::Integer => "integer".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Boolean => "true or false".to_owned(),
        Type::Timestamp => "timestamp".to_owned(),
        Type::Date => "date".to_owned(),
        Type::File => "file".to_owned(),
        Type::List(item) => format!("list of {}", in_words(spec, item)),
        Type::Map(value) => format!("map to {}", in_words(spec, value)),
        Type::Record(id) | Type::Enum(id) => spec.type_def(*id).ident.to_string(),
    }
}

fn values(spec: &Spec, ty: &Type) -> Vec<String> {
    match ty {
        Type::List(item) => values(spec, item),
        Type::Enum(id) => match &spec.type_def(*id).kind {
            TypeKind::Enum(variants) => variants.iter().map(|one| one.wire.clone()).collect(),
            TypeKind::Record(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn check(place: &str, shown: Option<String>, expected: &[String], missing: &mut Vec<String>) {
    let Some(shown) = shown else {
        missing.push(format!("{place} is not on its page"));
        return;
    };
    let has = letters(&shown);
    for text in expected {
        let forms: [fn(&str) -> &str; 2] = [|line| line, unnumbered];
        let is_shown = forms.iter().any(|form| {
            let lines = text
                .lines()
                .map(|line| letters(&escape_control(form(line))));
            has.contains(&lines.collect::<String>())
        });
        if !is_shown {
            missing.push(format!("{place} does not contain {text:?}: {shown}"));
        }
    }
}

/// A line without the number of a list item, which a page does not contain as text.
fn unnumbered(line: &str) -> &str {
    let line = line.trim_start_matches([' ', '-', '+', '*']);
    let rest = line.trim_start_matches(|char: char| char.is_ascii_digit());
    if rest.len() < line.len() && rest.starts_with(['.', ')']) {
        rest
    } else {
        line
    }
}

/// Letters and digits only: rustdoc replaces quotes, dashes and dots.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|char| char.is_alphanumeric() || *char == '_')
        .collect()
}

fn bare(ident: &str) -> &str {
    ident.strip_prefix("r#").unwrap_or(ident)
}
