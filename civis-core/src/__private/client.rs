//! `__client!`: the client.

/// Declares the client: a struct with a field for each resource, which dereferences to its session.
#[doc(hidden)]
#[macro_export]
macro_rules! __civis_client {
    ($(#$attr:tt)* $name:ident { $($(#$field_attr:tt)* $field:ident: $module:ident::$ty:ident,)* }) => {
        $(#$attr)*
        #[derive($crate::__private::Clone)]
        pub struct $name {
            session: $crate::__private::Session,
            $($(#$field_attr)* pub $field: $module::$ty,)*
        }

        impl $name {
            /// Creates a client from the environment: the key is `CIVIS_API_KEY`,
            /// the base URL is `CIVIS_API_ENDPOINT` if that is set.
            ///
            /// # Errors
            /// Fails if the key is missing or invalid, or if the base URL is invalid.
            #[inline]
            pub fn from_env() -> $crate::__private::Result<Self, $crate::__private::Error> {
                $crate::__private::Session::from_env().map($crate::__private::From::from)
            }

            /// Creates a client with the given key, and takes everything else from
            /// the environment.
            ///
            /// # Errors
            /// Fails if the key, or the base URL of the environment, is invalid.
            #[inline]
            pub fn new(
                api_key: impl $crate::__private::Into<$crate::__private::String>,
            ) -> $crate::__private::Result<Self, $crate::__private::Error> {
                $crate::__private::Session::new(api_key).map($crate::__private::From::from)
            }

            /// Returns the session that sends all calls of this client.
            #[inline]
            #[must_use]
            pub fn session(&self) -> &$crate::__private::Session {
                &self.session
            }
        }

        // The lookups, and whatever takes a session, work with the client.
        impl $crate::__private::__Deref for $name {
            type Target = $crate::__private::Session;

            #[inline]
            fn deref(&self) -> &$crate::__private::Session {
                &self.session
            }
        }

        impl $crate::__private::From<$crate::__private::Session> for $name {
            #[inline]
            fn from(session: $crate::__private::Session) -> Self {
                Self {
                    $($field: $module::$ty($crate::__private::Clone::clone(&session)),)*
                    session,
                }
            }
        }

        impl $crate::__private::From<&$crate::__private::Session> for $name {
            fn from(session: &$crate::__private::Session) -> Self {
                $crate::__private::From::from($crate::__private::Clone::clone(session))
            }
        }

        impl $crate::__private::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::Debug::fmt(&self.session, f)
            }
        }
    };
}
