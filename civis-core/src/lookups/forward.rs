//! The lookups of a session, as methods of an expanded client.

/// Declares the lookups of a client, which has a field `session`.
#[doc(hidden)]
#[macro_export]
macro_rules! __civis_lookups {
    ($name:ident) => {
        /// Lookups: IDs by name. An ID in place of a name is returned as it is,
        /// without a request; names are compared exactly; what was found is kept
        /// for the session.
        impl $name {
            /// The ID of a database, by its name.
            ///
            /// # Errors
            /// If none has the name, or more than one, and those of any call.
            #[inline]
            pub fn get_database_id(
                &self,
                database: impl $crate::__private::Into<$crate::__private::IdOrName>,
            ) -> $crate::__private::Result<::core::primitive::i64, $crate::__private::Error> {
                self.session.get_database_id(database)
            }

            /// The ID of the credential of a user of a database.
            ///
            /// # Errors
            /// If none fits, or more than one, and those of any call.
            #[inline]
            pub fn get_database_credential_id(
                &self,
                username: impl $crate::__private::Into<$crate::__private::IdOrName>,
                database: impl $crate::__private::Into<$crate::__private::IdOrName>,
            ) -> $crate::__private::Result<::core::primitive::i64, $crate::__private::Error> {
                self.session.get_database_credential_id(username, database)
            }

            /// The ID of a credential for Amazon Web Services S3, by its name. Without
            /// an owner, where more than one has the name, the key's own user is meant.
            ///
            /// # Errors
            /// If none fits, or more than one, and those of any call.
            #[inline]
            pub fn get_aws_credential_id(
                &self,
                name: impl $crate::__private::Into<$crate::__private::IdOrName>,
                owner: $crate::__private::Option<&::core::primitive::str>,
            ) -> $crate::__private::Result<::core::primitive::i64, $crate::__private::Error> {
                self.session.get_aws_credential_id(name, owner)
            }

            /// The ID of a table, by `schema.table` or `table`. A part that holds a
            /// dot stands in double quotes.
            ///
            /// # Errors
            /// If the text is not the name of a table, if no table or database has the
            /// name, or more than one, and those of any call.
            #[inline]
            pub fn get_table_id(
                &self,
                table: impl $crate::__private::Into<$crate::__private::IdOrName>,
                database: impl $crate::__private::Into<$crate::__private::IdOrName>,
            ) -> $crate::__private::Result<::core::primitive::i64, $crate::__private::Error> {
                self.session.get_table_id(table, database)
            }

            /// The ID of a storage host, by its name.
            ///
            /// # Errors
            /// If none has the name, or more than one, and those of any call.
            #[inline]
            pub fn get_storage_host_id(
                &self,
                storage_host: impl $crate::__private::Into<$crate::__private::IdOrName>,
            ) -> $crate::__private::Result<::core::primitive::i64, $crate::__private::Error> {
                self.session.get_storage_host_id(storage_host)
            }

            /// The ID of the user's default credential, of whatever type, if the
            /// user has one.
            ///
            /// # Errors
            /// Those of any call.
            #[inline]
            pub fn default_credential(
                &self,
            ) -> $crate::__private::Result<
                $crate::__private::Option<::core::primitive::i64>,
                $crate::__private::Error,
            > {
                self.session.default_credential()
            }

            /// The ID of the user's default credential for databases.
            ///
            /// # Errors
            /// If the user has none, and those of any call.
            #[inline]
            pub fn default_database_credential_id(
                &self,
            ) -> $crate::__private::Result<::core::primitive::i64, $crate::__private::Error> {
                self.session.default_database_credential_id()
            }

            /// The name of the key's user on the Platform.
            ///
            /// # Errors
            /// Those of any call.
            #[inline]
            pub fn username(
                &self,
            ) -> $crate::__private::Result<$crate::__private::String, $crate::__private::Error>
            {
                self.session.username()
            }
        }
    };
}
