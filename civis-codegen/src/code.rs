//! Source text, and what may stand in it.
//!
//! Text of the document must never become code by mistake. So [`Code`] is made by the
//! [`code!`] template alone, which takes only what implements [`Emit`]: other code,
//! identifiers (which only the naming module of `civis-spec` makes), text of the generator
//! itself, and string literals of anything else.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

use civis_spec::Ident;

/// Source text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Code(Cow<'static, str>);

/// What a template takes.
pub(crate) trait Emit: Display {}

impl Emit for Code {}
impl Emit for &'static str {}
impl Emit for Ident {}
impl Emit for Literal<'_> {}
impl Emit for RawLiteral<'_> {}
impl Emit for CharLiteral {}
impl Emit for Number {}
impl<E: Emit> Emit for &E {}

/// A template: `code!("{name}: {ty},", name = &field.ident, ty)`. Each place is given by
/// name, and must be [`Emit`].
macro_rules! code {
    (@value $name:ident) => { $name };
    (@value $name:ident $value:expr) => { $value };
    ($template:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {
        // In `concat!`, the template cannot capture variables past the check.
        $crate::code::Code::from_template(format!(
            concat!($template),
            $($name = $crate::code::checked(&code!(@value $name $($value)?))),+
        ))
    };
}
pub(crate) use code;

/// Lets only what implements [`Emit`] into a template.
pub(crate) fn checked<E: Emit>(value: &E) -> &E {
    value
}

impl Code {
    /// For [`code!`] alone.
    pub(crate) fn from_template(text: String) -> Self {
        Self(Cow::Owned(text))
    }

    pub(crate) fn join(parts: &[Code], separator: &'static str) -> Self {
        let texts: Vec<&str> = parts.iter().map(|part| &*part.0).collect();
        Self(Cow::Owned(texts.join(separator)))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn into_text(self) -> String {
        self.0.into_owned()
    }
}

impl From<&'static str> for Code {
    fn from(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl FromIterator<Code> for Code {
    fn from_iter<I: IntoIterator<Item = Code>>(parts: I) -> Self {
        let mut text = String::new();
        for part in parts {
            text.push_str(&part.0);
        }
        Self(Cow::Owned(text))
    }
}

impl Display for Code {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A string literal.
pub(crate) struct Literal<'t>(pub(crate) &'t str);

impl Display for Literal<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// A literal of a number.
pub(crate) struct Number(pub(crate) u64);

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A literal of a character.
pub(crate) struct CharLiteral(pub(crate) char);

impl Display for CharLiteral {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// A raw string literal, or an escaped one where a raw one cannot hold the text. The
/// compiler goes through the escapes of a literal again and again.
pub(crate) struct RawLiteral<'t>(pub(crate) &'t str);

impl Display for RawLiteral<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(text) = self;
        // Most texts have no quote, and a search for one byte is much faster than for two.
        if text.contains('\r') || (text.contains('"') && text.contains("\"#")) {
            return write!(f, "{text:?}");
        }
        f.write_str("r#\"")?;
        f.write_str(text)?;
        f.write_str("\"#")
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Literal, RawLiteral};

    #[test]
    fn any_text_can_be_a_literal() {
        for text in ["", "a \"b\" {c}", "\"#; fn f() {}", "\r\n\\", "\u{202e}"] {
            for literal in [Literal(text).to_string(), RawLiteral(text).to_string()] {
                let parsed: syn::LitStr = syn::parse_str(&literal).expect("a literal");
                assert_eq!(parsed.value(), text);
            }
        }
    }

    #[test]
    fn a_template_replaces_each_placeholder_once() {
        let name = Code::from("{name}");
        let code = code!("{name} = {value};", name, value = Literal("{name}"));
        assert_eq!(code.to_string(), r#"{name} = "{name}";"#);
    }
}
