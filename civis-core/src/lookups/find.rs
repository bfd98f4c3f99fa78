//! The requests of each lookup, and the objects that match.

use super::disambiguate::{Candidate, exactly_one};
use super::list::{get, one, paged, whole};
use super::records::{Credential, Named, Table, User};
use crate::error::Error;
use crate::names::id_or_name::IdOrName;
use crate::names::table_name::TableName;
use crate::request::Location;
use crate::session::Session;

const DATABASE: &str = "Database";
const AWS: &str = "Amazon Web Services S3";

pub(super) fn database(session: &Session, name: &str) -> Result<i64, Error> {
    let databases = whole(session, get("databases.list", "/databases"))?;
    named(&format!("database {name:?}"), name, &databases)
}

pub(super) fn storage_host(session: &Session, name: &str) -> Result<i64, Error> {
    let hosts = whole(session, get("storage_hosts.list", "/storage_hosts"))?;
    named(&format!("storage host {name:?}"), name, &hosts)
}

fn named(what: &str, name: &str, all: &[Named]) -> Result<i64, Error> {
    let matching = all.iter().filter(|one| one.name.as_deref() == Some(name));
    let names = all.iter().filter_map(|one| one.name.as_deref());
    exactly_one(
        what,
        &candidates(matching, |one| one.id, |_| String::new()),
        names,
        "its ID",
        name,
    )
}

pub(super) fn database_credential(
    session: &Session,
    username: &str,
    database: &IdOrName,
) -> Result<i64, Error> {
    let mut all = credentials(session, DATABASE)?;
    all.retain(|one| match database {
        IdOrName::Id(id) => one.remote_host_id == Some(*id),
        IdOrName::Name(name) => one.remote_host_name.as_ref() == Some(name),
    });
    let matching = all
        .iter()
        .filter(|one| one.username.as_deref() == Some(username));
    let matching = candidates(
        matching,
        |one| one.id,
        |one| quoted("name", one.name.as_deref()),
    );
    let names = all.iter().filter_map(|one| one.username.as_deref());
    let what = format!("credential of user {username:?} for database {database}");
    exactly_one(&what, &matching, names, "its ID", username)
}

/// If several credentials have the name and no owner is given, prefers those of the
/// key's own user.
pub(super) fn aws_credential(
    session: &Session,
    name: &str,
    owner: Option<&str>,
) -> Result<i64, Error> {
    let all = credentials(session, AWS)?;
    let mut matching: Vec<&Credential> = all
        .iter()
        .filter(|one| one.name.as_deref() == Some(name))
        .filter(|one| owner.is_none() || one.owner.as_deref() == owner)
        .collect();
    if owner.is_none() && matching.len() > 1 {
        let me = session.username()?;
        let mine = |one: &&Credential| one.owner.as_ref() == Some(&me);
        if matching.iter().any(mine) {
            matching.retain(mine);
        }
    }
    let matching = candidates(
        matching.into_iter(),
        |one| one.id,
        |one| quoted("owner", one.owner.as_deref()),
    );
    let names = all
        .iter()
        .filter(|one| owner.is_none() || one.owner.as_deref() == owner)
        .filter_map(|one| one.name.as_deref());
    let (what, advice) = match owner {
        Some(owner) => (format!("AWS credential {name:?} of {owner:?}"), "its ID"),
        None => (format!("AWS credential {name:?}"), "the owner, or its ID"),
    };
    exactly_one(&what, &matching, names, advice, name)
}

/// Fetches all credentials of a type.
fn credentials(session: &Session, r#type: &'static str) -> Result<Vec<Credential>, Error> {
    let request = get("credentials.list", "/credentials").with(Location::Query, "type", r#type);
    let mut all: Vec<Credential> = paged(session, request)?;
    all.retain(|one| is_or_unset(one.r#type.as_deref(), r#type));
    Ok(all)
}

/// The filters of this list treat `%` and `*` as wildcards, so the results are
/// compared again.
pub(super) fn table(session: &Session, name: &TableName, database: i64) -> Result<i64, Error> {
    let mut request = get("tables.list", "/tables")
        .with(Location::Query, "database_id", database)
        .with(Location::Query, "name", name.table());
    if let Some(schema) = name.schema() {
        request.set(Location::Query, "schema", schema);
    }
    let mut all: Vec<Table> = paged(session, request)?;
    all.retain(|one| {
        is_or_unset(one.database_id.as_ref(), &database)
            && (name.schema().is_none() || one.schema.as_deref() == name.schema())
    });
    let matching = all
        .iter()
        .filter(|one| one.name.as_deref() == Some(name.table()));
    let matching = candidates(
        matching,
        |one| one.id,
        |one| quoted("schema", one.schema.as_deref()),
    );
    let names = all.iter().filter_map(|one| one.name.as_deref());
    let what = format!("table {name} in database {database}");
    let advice = match name.schema() {
        Some(_) => "its ID",
        None => "the schema, or its ID",
    };
    exactly_one(&what, &matching, names, advice, name.table())
}

/// Returns the user's default credential, of any type or for databases only.
pub(super) fn default_credential(
    session: &Session,
    databases_only: bool,
) -> Result<Option<i64>, Error> {
    let mut request = get("credentials.list", "/credentials");
    if databases_only {
        request.set(Location::Query, "type", DATABASE);
    }
    request.set(Location::Query, "default", true);
    // The Platform returns one at most.
    let all: Vec<Credential> = whole(session, request)?;
    let found = all.iter().find(|one| {
        is_or_unset(one.default.as_ref(), &true)
            && (!databases_only || is_or_unset(one.r#type.as_deref(), DATABASE))
    });
    Ok(found.and_then(|one| one.id))
}

pub(super) fn username(session: &Session) -> Result<String, Error> {
    let user = one::<User>(session, get("users.get_me", "/users/me"))?;
    user.username.clone().ok_or_else(|| {
        Error::not_found("the response does not have the username of the key's user")
    })
}

/// Returns whether a value matches the filter of the request, if the response has it.
fn is_or_unset<T: PartialEq + ?Sized>(value: Option<&T>, wanted: &T) -> bool {
    value.is_none_or(|value| value == wanted)
}

fn candidates<'a, T: 'a>(
    matching: impl Iterator<Item = &'a T>,
    id: impl Fn(&T) -> Option<i64>,
    detail: impl Fn(&T) -> String,
) -> Vec<Candidate> {
    matching
        .filter_map(|one| {
            Some(Candidate {
                id: id(one)?,
                detail: detail(one),
            })
        })
        .collect()
}

fn quoted(label: &str, value: Option<&str>) -> String {
    value.map_or_else(String::new, |value| format!("{label} {value:?}"))
}
