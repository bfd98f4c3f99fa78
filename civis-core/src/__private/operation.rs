//! `__operation!`: the optional parameters of an operation.

/// Declares the struct that an operation with optional parameters returns: a call.
///
/// The struct is generic over the call, so that operations with the same optional parameters share it. The default is the
/// call of the operation that it is named after. `IntoIterator` at the end, if a call of one of the operations comes in
/// pages, lets a `for` loop go through the items; after a semicolon, if that of another service does. The setters are in
/// an `impl` that the generator writes out.
#[doc(hidden)]
#[macro_export]
macro_rules! __civis_operation {
    ($(#$attr:tt)* $name:ident($call:ty) $($iterate:ident)? $(; $list:ident)?) => {
        $(#$attr)*
        #[must_use = "a call does nothing until it is sent"]
        pub struct $name<C = $call>(pub(super) C);

        impl<C: ::core::clone::Clone> __Clone for $name<C> {
            fn clone(&self) -> Self {
                Self(__Clone::clone(&self.0))
            }
        }

        impl<C> __Deref for $name<C> {
            type Target = C;

            fn deref(&self) -> &C {
                &self.0
            }
        }

        $(
            impl<T: $crate::Field + ::core::default::Default> ::core::iter::$iterate for $name<$crate::__private::PagedCall<T>> {
                type Item = $crate::__private::Result<T, $crate::__private::Error>;
                type IntoIter = $crate::__private::Iter<T>;

                fn into_iter(self) -> $crate::__private::Iter<T> {
                    self.0.iter()
                }
            }

            impl<T: $crate::Field + ::core::default::Default> ::core::iter::$iterate for &$name<$crate::__private::PagedCall<T>> {
                type Item = $crate::__private::Result<T, $crate::__private::Error>;
                type IntoIter = $crate::__private::Iter<T>;

                fn into_iter(self) -> $crate::__private::Iter<T> {
                    self.0.iter()
                }
            }
        )?

        $(
            impl<P: __ListPage> ::core::iter::$list for $name<$crate::__private::ListCall<P>> {
                type Item = $crate::__private::Result<P::Item, $crate::__private::Error>;
                type IntoIter = $crate::__private::ListItems<P>;

                fn into_iter(self) -> $crate::__private::ListItems<P> {
                    self.0.iter()
                }
            }

            impl<P: __ListPage> ::core::iter::$list for &$name<$crate::__private::ListCall<P>> {
                type Item = $crate::__private::Result<P::Item, $crate::__private::Error>;
                type IntoIter = $crate::__private::ListItems<P>;

                fn into_iter(self) -> $crate::__private::ListItems<P> {
                    self.0.iter()
                }
            }
        )?

        impl<C: ::core::fmt::Debug> __Debug for $name<C> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __Debug::fmt(&self.0, f)
            }
        }
    };
}
