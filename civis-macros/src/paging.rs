//! The option `paging`: how lists come in pages.

use civis_spec::{NextPage, Paging, nearest};
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Error, LitInt, LitStr, Token, bracketed, parenthesized, token};

use crate::at_next::{at_next, comma};

/// One way in which lists come in pages, and where it is declared.
pub(crate) struct Declaration {
    pub(crate) paging: Paging,
    pub(crate) span: Span,
}

/// The value of the option: one way, or a list of them.
pub(crate) struct Declarations(pub(crate) Vec<Declaration>);

pub(crate) const PAGING: &str = "`paging` is `offset(\"start\")`, `page(\"page\")`, \
    `cursor(\"after\", \"meta.next\")`, `url(\"links.next\")`, `link`, or a list of these, as in \
    `paging = [offset(\"start\", size = \"count\"), link]`";

/// The ways, by their names.
const WAYS: [&str; 5] = ["offset", "page", "cursor", "url", "link"];

impl Parse for Declarations {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(token::Bracket) {
            return Ok(Self(vec![input.parse()?]));
        }
        let list;
        let bracket = bracketed!(list in input);
        let mut all = Vec::new();
        while !list.is_empty() {
            all.push(list.parse()?);
            comma(&list, "expected a comma before the next way of paging")?;
        }
        if all.is_empty() {
            let message = format!("no way of paging is listed: {PAGING}");
            return Err(Error::new(bracket.span.join(), message));
        }
        Ok(Self(all))
    }
}

impl Parse for Declaration {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(Ident::peek_any) {
            return Err(at_next(input, PAGING));
        }
        let way = input.call(Ident::parse_any)?;
        let name = way.to_string();
        if !WAYS.contains(&&*name) {
            let near = nearest(&name, WAYS.into_iter());
            let near = near.map(|near| format!("; did you mean `{near}`?"));
            let near = near.unwrap_or_default();
            let message = format!("there is no paging by `{name}`{near} ({PAGING})");
            return Err(Error::new(way.span(), message));
        }
        let mut arguments = Arguments::default();
        if input.peek(token::Paren) {
            let content;
            parenthesized!(content in input);
            arguments = Arguments::parse(&content, &way)?;
        }
        let paging = arguments.paging(&way)?;
        let span = way.span();
        Ok(Self { paging, span })
    }
}

/// The arguments of a way of paging.
#[derive(Default)]
struct Arguments {
    /// Those without a name.
    plain: Vec<LitStr>,
    size: Option<String>,
    first: Option<u64>,
    items: Option<String>,
    more: Option<String>,
}

impl Arguments {
    fn parse(input: ParseStream<'_>, way: &Ident) -> syn::Result<Self> {
        let usage = usage(way);
        let mut arguments = Self::default();
        while !input.is_empty() {
            if input.peek(LitStr) {
                arguments.plain.push(text(input, &usage)?);
            } else {
                arguments.named(input, way)?;
            }
            comma(input, "expected a comma before the next argument")?;
        }
        Ok(arguments)
    }

    /// Parses an argument with a name.
    fn named(&mut self, input: ParseStream<'_>, way: &Ident) -> syn::Result<()> {
        let usage = usage(way);
        if !input.peek(Ident::peek_any) {
            return Err(at_next(input, &usage));
        }
        let name = input.call(Ident::parse_any)?;
        let is_counted = way == "offset" || way == "page";
        let is_known = match &*name.to_string() {
            "items" | "more" => true,
            "size" | "first" => is_counted,
            _ => false,
        };
        if !is_known {
            let message = format!("`{way}` takes no `{name}`: {usage}");
            return Err(Error::new(name.span(), message));
        }
        if !input.peek(Token![=]) {
            let message = format!("expected `=` and a value after `{name}`: {usage}");
            return Err(Error::new(name.span(), message));
        }
        input.parse::<Token![=]>()?;
        let is_first = if name == "first" {
            let number: LitInt = input.parse().map_err(|_| at_next(input, FIRST))?;
            let number = number
                .base10_parse()
                .map_err(|_| Error::new(number.span(), FIRST))?;
            self.first.replace(number).is_none()
        } else {
            let value = text(input, &usage)?.value();
            let slot = match &*name.to_string() {
                "items" => &mut self.items,
                "more" => &mut self.more,
                _ => &mut self.size,
            };
            slot.replace(value).is_none()
        };
        match is_first {
            true => Ok(()),
            false => Err(Error::new(name.span(), format!("`{name}` is given twice"))),
        }
    }

    fn paging(self, way: &Ident) -> syn::Result<Paging> {
        let (size, first) = (self.size, self.first);
        let mut plain = self.plain.iter().map(LitStr::value);
        let next = match (&*way.to_string(), plain.next(), plain.next()) {
            ("offset", Some(parameter), None) => NextPage::Offset {
                parameter,
                size,
                first,
            },
            ("page", Some(parameter), None) => NextPage::Page {
                parameter,
                size,
                first,
            },
            ("cursor", Some(parameter), Some(property)) if self.plain.len() == 2 => {
                NextPage::Cursor {
                    parameter,
                    property,
                }
            }
            ("url", Some(property), None) => NextPage::Url { property },
            ("link", None, None) => NextPage::Link,
            _ => return Err(Error::new(way.span(), usage(way))),
        };
        Ok(Paging {
            items: self.items,
            next,
            more: self.more,
        })
    }
}

const FIRST: &str = "`first` is the value of the parameter for the first page, a number of 0 or \
    more, as in `first = 0`";

/// What a way of paging takes.
fn usage(way: &Ident) -> String {
    let (arguments, named) = match &*way.to_string() {
        "offset" => (
            "the parameter that is the number of items before a page: `offset(\"start\")`",
            "`size = \"count\"`, `first = 0`, `items = \"data.items\"` and `more = \"has_more\"`",
        ),
        "page" => (
            "the parameter that is the number of a page: `page(\"page\")`",
            "`size = \"count\"`, `first = 1`, `items = \"data.items\"` and `more = \"has_more\"`",
        ),
        "cursor" => (
            "a parameter, and the property of the response that is its value for the next page: \
             `cursor(\"after\", \"meta.next\")`",
            "`items = \"data.items\"` and `more = \"has_more\"`",
        ),
        "url" => (
            "the property of the response that is the URL of the next page: `url(\"links.next\")`",
            "`items = \"data.items\"` and `more = \"has_more\"`",
        ),
        _ => (
            "nothing, since the header `Link` has the URL of the next page: `link`",
            "`items = \"data.items\"` and `more = \"has_more\"`",
        ),
    };
    format!("`{way}` takes {arguments}; and it may have {named}")
}

/// Parses text in quotes that is not empty.
fn text(input: ParseStream<'_>, usage: &str) -> syn::Result<LitStr> {
    let text: LitStr = input.parse().map_err(|_| at_next(input, usage))?;
    if text.value().is_empty() {
        return Err(Error::new(
            text.span(),
            format!("the name is empty: {usage}"),
        ));
    }
    Ok(text)
}
