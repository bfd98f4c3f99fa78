//! `__impl_record!`: what a struct of JSON fields implements. `__record!` declares the struct, too.

/// Declares a record that is written by hand. The generator writes the struct out, which costs the compiler less.
///
/// The name is followed by the module's name for `Option`, and each field by its key.
#[doc(hidden)]
#[macro_export]
macro_rules! __civis_record {
    ($(#$attr:tt)* $name:ident $option:ident {
        $($(#$field_attr:tt)* $field:ident: $ty:ty = $wire:literal,)*
    }) => {
        $(#$attr)*
        pub struct $name {
            $($(#$field_attr)* pub $field: $option<$ty>,)*
            /// Other JSON values, by key: those that no field holds.
            pub extra: $crate::__private::Extra,
        }

        __impl_record! { $name { $($field = $wire,)* } }
    };
}

/// Makes a struct a record.
///
/// Its fields follow with their keys, and after a `;` those beyond the longest tuple that implements `Slots`. The keys of the
/// fields that the specification marks as secrets follow `secret`.
#[doc(hidden)]
#[macro_export]
macro_rules! __civis_impl_record {
    (
        $name:ident {
            $($field:ident = $wire:literal,)*
            $(; $($more:ident = $more_wire:literal,)*)?
        } $(secret [$($secret:literal,)*])?
    ) => {
        impl __Default for $name {
            #[inline]
            fn default() -> Self {
                Self {
                    $($field: __None,)*
                    $($($more: __None,)*)?
                    extra: __Extra::new(),
                }
            }
        }

        impl __Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                __clone_record(self)
            }
        }

        impl __Record for $name {
            #[inline]
            fn slots(&self, visit: &mut $crate::__private::Visit<'_>) {
                visit$(.more([$(&self.$more),*]))?.fields(
                    &[$($wire,)* $($($more_wire),*)?],
                    ($(&self.$field,)*),
                    &self.extra,
                );
            }

            #[inline]
            fn slots_mut(&mut self, visit: &mut $crate::__private::VisitMut<'_>) {
                visit$(.more([$(&mut self.$more),*]))?.fields(
                    ($(&mut self.$field,)*),
                    &mut self.extra,
                );
            }

            $(
                #[inline]
                fn secrets(&self) -> &'static [&'static str] {
                    &[$($secret,)*]
                }
            )?
        }

        impl __Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __debug(self, f)
            }
        }

        impl __PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                __equal(self, other)
            }
        }

        impl __Serialize for $name {
            fn serialize<S: $crate::__private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                __serialize(self, serializer)
            }
        }

        impl<'de> __Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                __deserialize(deserializer)
            }
        }
    };
}
