//! What objects of the Platform are called, and which of them a session knows.
//!
//! | module | what |
//! |---|---|
//! | `id_or_name` | an ID or a name: the argument of a lookup |
//! | `table_name` | `schema.table`, with quotes where they are needed |
//! | `cache` | the results of lookups, which a session and its clones share |
//!
//! A session holds the cache, and the lookups need a session, so the cache is in a module of its own.

pub(crate) mod cache;
pub(crate) mod id_or_name;
pub(crate) mod table_name;
