//! The fields of the Platform's responses that lookups read.
#![allow(unreachable_pub, reason = "the macro declares types for users' crates")]

use super::list::Item;
use crate::__private::*;

__record! {
    Named Option {
        id: i64 = "id",
        name: String = "name",
    }
}

__record! {
    Credential Option {
        id: i64 = "id",
        name: String = "name",
        r#type: String = "type",
        username: String = "username",
        owner: String = "owner",
        remote_host_id: i64 = "remoteHostId",
        remote_host_name: String = "remoteHostName",
        default: bool = "default",
    }
}

__record! {
    Table Option {
        id: i64 = "id",
        database_id: i64 = "databaseId",
        schema: String = "schema",
        name: String = "name",
    }
}

__record! {
    User Option {
        username: String = "username",
    }
}

impl Item for Named {
    fn id(&self) -> Option<i64> {
        self.id
    }
}

impl Item for Credential {
    fn id(&self) -> Option<i64> {
        self.id
    }
}

impl Item for Table {
    fn id(&self) -> Option<i64> {
        self.id
    }
}
