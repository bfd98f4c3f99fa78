//! `__resource!`: a resource.

/// Declares a resource. Its methods are in an `impl` that the generator writes out.
#[doc(hidden)]
#[macro_export]
macro_rules! __civis_resource {
    ($(#$attr:tt)* $name:ident) => {
        $(#$attr)*
        pub struct $name(pub(super) __Session);

        impl __Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                Self(__Clone::clone(&self.0))
            }
        }

        impl __Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __Debug::fmt(&self.0, f)
            }
        }
    };
}
