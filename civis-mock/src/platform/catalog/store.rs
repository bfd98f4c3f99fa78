//! The user, and the databases, credentials and storage hosts of an account.

use serde_json::{Value, json};

use crate::platform::object::{Object, get, number, object, set, set_all, text};

/// When the initial objects were created.
const CREATED: &str = "2024-01-02T12:00:00.000Z";

/// The type of credentials for databases.
const DATABASE: &str = "Database";

/// The type of credentials for S3.
const S3: &str = "Amazon Web Services S3";

#[derive(Debug)]
pub(crate) struct Catalog {
    pub(crate) me: Object,
    pub(crate) databases: Vec<Object>,
    pub(crate) credentials: Vec<Object>,
    pub(crate) storage_hosts: Vec<Object>,
    last_id: u64,
}

impl Catalog {
    /// One user, one database with its default credential, one S3 credential and
    /// one storage host.
    pub(crate) fn with_fixtures() -> Self {
        let mut catalog = Catalog::with_user_only();
        catalog.add_database("redshift-general");
        catalog.add_aws_credential("aws");
        catalog.add_storage_host("storage");
        catalog
    }

    pub(crate) fn with_user_only() -> Self {
        let mut catalog = Catalog {
            me: Object::new(),
            databases: Vec::new(),
            credentials: Vec::new(),
            storage_hosts: Vec::new(),
            last_id: 0,
        };
        catalog.set_me("me");
        catalog
    }

    fn new_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    pub(crate) fn set_me(&mut self, username: &str) {
        self.me = object(json!({
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

    /// The user, as objects show their author.
    pub(crate) fn author(&self) -> Value {
        let names = ["id", "name", "username", "initials"];
        let properties = names.map(|name| {
            let value = get(&self.me, name).cloned().unwrap_or_default();
            (name.to_owned(), value)
        });
        let mut author: Object = properties.into_iter().collect();
        author.insert("online".to_owned(), false.into());
        author.into()
    }

    pub(crate) fn username(&self) -> Value {
        get(&self.me, "username").cloned().unwrap_or_default()
    }

    /// Adds a database and the user's credential for it. The credential of the
    /// first database is the default one.
    pub(crate) fn add_database(&mut self, name: &str) -> u64 {
        let id = self.new_id();
        self.databases.push(object(json!({
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
        let credential = self.push_credential(DATABASE, &username, is_first);
        set(credential, "remoteHostId", id.into());
        set(credential, "remoteHostName", name.into());
        id
    }

    pub(crate) fn add_aws_credential(&mut self, name: &str) -> u64 {
        self.push_credential(S3, &name.into(), false);
        self.last_id
    }

    /// Adds a database credential of the user, with some properties overridden.
    pub(crate) fn add_credential_with(&mut self, mut properties: Object) -> u64 {
        let name = get(&properties, "name").cloned().unwrap_or_default();
        properties.retain(|key, _| !key.eq_ignore_ascii_case("id"));
        set_all(self.push_credential(DATABASE, &name, false), properties);
        self.last_id
    }

    /// Adds the credential that a request describes, and returns it.
    pub(crate) fn create_credential(&mut self, sent: &Object) -> &Object {
        let name = text(sent, "name").or_else(|| text(sent, "username"));
        let name = name.map_or(Value::Null, Value::from);
        let kind = text(sent, "type").unwrap_or(DATABASE);
        let host = get(sent, "remoteHostId").cloned().unwrap_or_default();
        let mut databases = self.databases.iter();
        let database = databases.find(|database| get(database, "id") == Some(&host));
        let host_name = database.and_then(|database| get(database, "name").cloned());
        let credential = self.push_credential(kind, &name, false);
        for name in ["username", "description"] {
            if let Some(value) = get(sent, name) {
                set(credential, name, value.clone());
            }
        }
        set(credential, "remoteHostId", host);
        set(credential, "remoteHostName", host_name.unwrap_or_default());
        credential
    }

    fn push_credential(&mut self, kind: &str, name: &Value, is_default: bool) -> &mut Object {
        let id = self.new_id();
        let credential = object(json!({
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
        self.storage_hosts.push(object(json!({
            "id": id,
            "owner": self.author(),
            "name": name,
            "provider": "s3",
            "bucket": name,
            "s3Options": {"region": "us-east-1"},
        })));
        id
    }

    /// The id of the database with a name.
    pub(crate) fn database(&self, name: &str) -> Option<u64> {
        let mut databases = self.databases.iter();
        let database = databases.find(|database| text(database, "name") == Some(name))?;
        number(database, "id")
    }

    pub(crate) fn database_ids(&self) -> impl Iterator<Item = u64> {
        self.databases
            .iter()
            .filter_map(|database| number(database, "id"))
    }

    pub(crate) fn has_database(&self, id: u64) -> bool {
        self.database_ids().any(|own| own == id)
    }

    /// The id itself, or the error that there is no such database.
    pub(crate) fn require_database(&self, id: u64) -> Result<u64, String> {
        if self.has_database(id) {
            Ok(id)
        } else {
            Err(format!("there is no database {id}"))
        }
    }
}
