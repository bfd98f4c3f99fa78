//! `__open_enum!`: an enum that keeps unknown values.

/// Declares an open enum.
///
/// One with very many values is not declared by it: the compiler takes time that grows with the square of the number of
/// variants. The generator writes out a struct of text with a constant for each value, and `@impls` adds the rest.
#[doc(hidden)]
#[macro_export]
macro_rules! __civis_open_enum {
    ($(#$attr:tt)* $name:ident { $($(#$variant_attr:tt)* $variant:ident = $wire:literal,)* }) => {
        $(#$attr)*
        pub enum $name {
            $($(#$variant_attr)* $variant,)*
            /// Any other value.
            Unknown($crate::__private::String),
        }

        impl $name {
            /// The value on the wire.
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(text) => text,
                }
            }
        }

        impl __OpenEnum for $name {
            const VALUES: &'static [&'static str] = &[$($wire),*];

            #[inline]
            fn from_text(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    _ => Self::Unknown(__From::from(text)),
                }
            }
        }

        $crate::__private::__open_enum! { @impls $name }
    };
    (@impls $name:ident) => {
        impl __AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl __Default for $name {
            /// The value for an empty text.
            #[inline]
            fn default() -> Self {
                __OpenEnum::from_text("")
            }
        }

        // Through the text: the compiler takes half the time of a derive.
        impl __Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                __OpenEnum::from_text(self.as_str())
            }
        }

        // `Self` implements `AsRef<str>` too, so this compares two values as well.
        impl<S: ::core::convert::AsRef<str> + ?::core::marker::Sized> __PartialEq<S> for $name {
            fn eq(&self, other: &S) -> bool {
                self.as_str() == other.as_ref()
            }
        }

        impl __Eq for $name {}

        impl __Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                __Hash::hash(self.as_str(), state)
            }
        }

        impl __Generated for $name {
            type Kind = __EnumKind;
        }

        impl __Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __debug_enum(self, f)
            }
        }

        impl __Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl __From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                __OpenEnum::from_text(text)
            }
        }

        impl __From<__String> for $name {
            #[inline]
            fn from(text: $crate::__private::String) -> Self {
                __OpenEnum::from_text(&text)
            }
        }

        impl __Serialize for $name {
            fn serialize<S: $crate::__private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> __Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                __deserialize_enum(deserializer)
            }
        }
    };
}
