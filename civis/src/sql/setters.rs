//! The setters that statements have in common.

/// Setters of a builder whose field `$statement` is a [`Statement`](super::statement::Statement).
macro_rules! setters {
    ($statement:ident) => {
        /// The credential for the database: its ID, or the name of the user in the database. The default is the user's
        /// default credential for databases. The session looks each up once.
        pub fn credential(mut self, credential: impl Into<crate::IdOrName>) -> Self {
            self.$statement.credential = Some(credential.into());
            self
        }

        /// The name of the script on the Platform. The default is the name of the function with a random number, so that
        /// the script can be found.
        pub fn name(mut self, name: impl Into<String>) -> Self {
            self.$statement.name = Some(name.into());
            self
        }

        /// Whether the Platform leaves the script out of its lists. The default is true.
        pub fn hidden(mut self, hidden: bool) -> Self {
            self.$statement.hidden = hidden;
            self
        }

        /// Declares a parameter, which the SQL has as `{{name}}`. Needed only for what an argument does not show: see
        /// [`Param`](super::Param). By default there are none.
        pub fn param(mut self, param: super::Param) -> Self {
            self.$statement.params.declare(param);
            self
        }

        /// Sets the argument for a parameter: text, a number or a boolean. The Platform puts it into the SQL in place of
        /// `{{name}}`. By default there are none.
        pub fn argument(
            mut self,
            name: impl Into<String>,
            value: impl Into<serde_json::Value>,
        ) -> Self {
            self.$statement.params.set(name.into(), value.into());
            self
        }
    };
}

pub(super) use setters;
