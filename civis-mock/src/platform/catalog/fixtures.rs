//! Who and what is there from the beginning: the user, databases, credentials
//! and storage hosts.

use serde_json::{Value, json};

use crate::platform::object::{Facts, facts, named, set};
use crate::platform::request_context::{Ask, brief};
use crate::reply::Reply;

/// When all that is there from the beginning was created.
const CREATED: &str = "2024-01-02T12:00:00.000Z";

/// The type of the credentials of databases.
const DATABASE: &str = "Database";

/// The type of the credentials of S3.
const S3: &str = "Amazon Web Services S3";

#[derive(Debug)]
pub(crate) struct Fixtures {
    pub(crate) me: Facts,
    pub(crate) databases: Vec<Facts>,
    pub(crate) credentials: Vec<Facts>,
    pub(crate) storage_hosts: Vec<Facts>,
    last_id: u64,
}

impl Fixtures {
    /// One user, one database with its default credential, one credential of S3
    /// and one storage host.
    pub(crate) fn usual() -> Self {
        let mut fixtures = Fixtures::of_user_alone();
        fixtures.add_database("redshift-general");
        fixtures.add_aws_credential("aws");
        fixtures.add_storage_host("storage");
        fixtures
    }

    fn new_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    pub(crate) fn set_me(&mut self, username: &str) {
        self.me = facts(json!({
            "id": 1,
            "name": username,
            "username": username,
            "initials": username.get(..1).unwrap_or_default().to_uppercase(),
            "email": format!("{username}@example.com"),
            "createdAt": CREATED,
            "featureFlags": {},
        }));
        let (author, username) = (self.author(), Value::from(username));
        for credential in &mut self.credentials {
            set(credential, "owner", username.clone());
            set(credential, "user", author.clone());
        }
        for host in &mut self.storage_hosts {
            set(host, "owner", author.clone());
        }
    }

    /// The user, as objects show their authors.
    pub(crate) fn author(&self) -> Value {
        brief(&self.me)
    }

    pub(crate) fn username(&self) -> Value {
        named(&self.me, "username").cloned().unwrap_or_default()
    }

    /// Adds a database, and the user's credential for it. The credential of the
    /// first database is the default one.
    pub(crate) fn add_database(&mut self, name: &str) -> u64 {
        let id = self.new_id();
        self.databases.push(facts(json!({
            "id": id,
            "name": name,
            "adapter": "redshift",
            "host": "localhost",
            "port": 5439,
            "databaseName": "dev",
            "managed": true,
        })));
        let username = self.username();
        let is_first = self.databases.len() == 1;
        let credential = self.add_credential(DATABASE, &username, is_first);
        for (key, value) in [
            ("remoteHostId", Value::from(id)),
            ("remoteHostName", name.into()),
        ] {
            set(credential, key, value);
        }
        id
    }

    pub(crate) fn add_aws_credential(&mut self, name: &str) -> u64 {
        self.add_credential(S3, &name.into(), false);
        self.last_id
    }

    /// Adds a credential of the user's for a database, with some of its
    /// properties told.
    pub(crate) fn add_told_credential(&mut self, told: Facts) -> u64 {
        let name = named(&told, "name").cloned().unwrap_or_default();
        let credential = self.add_credential(DATABASE, &name, false);
        for (key, value) in told {
            if !key.eq_ignore_ascii_case("id") {
                set(credential, &key, value);
            }
        }
        self.last_id
    }

    fn add_credential(&mut self, kind: &str, name: &Value, is_default: bool) -> &mut Facts {
        let id = self.new_id();
        let credential = facts(json!({
            "id": id,
            "name": name,
            "type": kind,
            "username": name,
            "owner": self.username(),
            "user": self.author(),
            "createdAt": CREATED,
            "updatedAt": CREATED,
            "default": is_default,
            "remoteHostId": null,
            "remoteHostName": null,
        }));
        self.credentials.push(credential);
        let last = self.credentials.len() - 1;
        &mut self.credentials[last]
    }

    pub(crate) fn add_storage_host(&mut self, name: &str) -> u64 {
        let id = self.new_id();
        self.storage_hosts.push(facts(json!({
            "id": id,
            "owner": self.author(),
            "name": name,
            "provider": "s3",
            "bucket": name,
            "s3Options": {"region": "us-east-1"},
        })));
        id
    }

    /// The user and nothing else.
    pub(crate) fn of_user_alone() -> Self {
        let mut fixtures = Fixtures {
            me: Facts::new(),
            databases: Vec::new(),
            credentials: Vec::new(),
            storage_hosts: Vec::new(),
            last_id: 0,
        };
        fixtures.set_me("me");
        fixtures
    }

    /// The id of a database by its name.
    pub(crate) fn database(&self, name: &str) -> Option<u64> {
        let mut databases = self.databases.iter();
        let database = databases.find(|database| named(database, "name") == Some(&name.into()));
        database.and_then(id_of)
    }

    pub(crate) fn database_ids(&self) -> Vec<u64> {
        self.databases.iter().filter_map(id_of).collect()
    }

    pub(crate) fn has_database(&self, id: u64) -> bool {
        self.databases.iter().any(|facts| id_of(facts) == Some(id))
    }
}

pub(crate) fn id_of(facts: &Facts) -> Option<u64> {
    named(facts, "id").and_then(Value::as_u64)
}

impl Ask<'_> {
    pub(crate) fn me(&self) -> Reply {
        self.one(&self.world.fixtures.me)
    }

    /// The items of one list of the fixtures.
    pub(crate) fn fixtures(&self, of: fn(&Fixtures) -> &Vec<Facts>) -> Reply {
        self.list(of(&self.world.fixtures).clone())
    }

    /// One item of a list of the fixtures.
    pub(crate) fn fixture(&self, of: fn(&Fixtures) -> &Vec<Facts>) -> Reply {
        let mut items = of(&self.world.fixtures).iter();
        match items.find(|item| id_of(item).is_some() && id_of(item) == self.id(1)) {
            Some(item) => self.one(item),
            None => self.not_found(),
        }
    }

    /// Adds a credential that a request describes.
    pub(crate) fn add_credential(&mut self) -> Reply {
        let sent = self.sent();
        let fixtures = &mut self.world.fixtures;
        let name = ["name", "username"].into_iter().find_map(|name| {
            named(&sent, name)
                .filter(|value| value.is_string())
                .cloned()
        });
        let kind = named(&sent, "type")
            .and_then(Value::as_str)
            .unwrap_or(DATABASE);
        let host = named(&sent, "remoteHostId").cloned().unwrap_or_default();
        let mut databases = fixtures.databases.iter();
        let host_name = databases
            .find(|database| named(database, "id") == Some(&host))
            .and_then(|database| named(database, "name").cloned());
        let credential = fixtures.add_credential(kind, &name.unwrap_or_default(), false);
        for name in ["username", "description"] {
            if let Some(value) = named(&sent, name) {
                set(credential, name, value.clone());
            }
        }
        set(credential, "remoteHostId", host);
        set(credential, "remoteHostName", host_name.unwrap_or_default());
        let credential = credential.clone();
        self.one(&credential)
    }
}
