//! The request that creates a script.

use civis::http::Method;
use civis::{IdOrName, Session};
use serde_json::{Map, Value, json};

use super::RunScript;
use super::language::Language;
use crate::api;
use crate::error::Error;

/// What a container gets unless the user says otherwise: the API demands both.
const CONTAINER_CPU: u64 = 1000;
const CONTAINER_MEMORY: u64 = 2048;

/// Creates the script, and returns its ID.
pub(super) fn create(
    session: &Session,
    arguments: &RunScript,
    language: Language,
    source: String,
    database: Option<IdOrName>,
) -> Result<i64, Error> {
    let (operation, path) = language.operation();
    let fields = fields(session, arguments, language, source, database)?;
    let request = api::request(operation, Method::POST, path, &[]);
    let created = api::send(session, api::with_fields(request, fields))?;
    created["id"].as_i64().ok_or_else(|| {
        let message = format!("{operation}: the response has no `id`");
        Error::new(crate::error::Exit::Failure, message)
    })
}

/// The body, by the names of the specification.
fn fields(
    session: &Session,
    arguments: &RunScript,
    language: Language,
    source: String,
    database: Option<IdOrName>,
) -> Result<Map<String, Value>, Error> {
    let mut fields = Map::new();
    let mut set = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    let file_name = arguments.file.file_name().unwrap_or_default();
    let name = arguments.name.clone();
    set(
        "name",
        name.unwrap_or_else(|| file_name.to_string_lossy().into_owned())
            .into(),
    );
    set("hidden", arguments.hidden.into());
    let source_name = match language {
        Language::Sql => "sql",
        Language::Container => "dockerCommand",
        Language::Python3 | Language::R | Language::Javascript => "source",
    };
    set(source_name, source.into());
    if let Some(database) = database {
        set("remoteHostId", session.get_database_id(&database)?.into());
        let credential = match arguments.database.credential() {
            Some(credential) => session.get_database_credential_id(credential, &database)?,
            None => session.default_database_credential_id()?,
        };
        set("credentialId", credential.into());
    }
    if let Some(image) = &arguments.image {
        set("dockerImageName", image.as_str().into());
    }
    if let Some(tag) = &arguments.image_tag {
        set("dockerImageTag", tag.as_str().into());
    }
    if language == Language::Container || arguments.has_resources() {
        set("requiredResources", resources(arguments, language));
    }
    if !arguments.arguments.is_empty() {
        let names = arguments
            .arguments
            .iter()
            .map(|(name, _)| json!({"name": name, "type": "string"}));
        set("params", names.collect());
        let values = arguments.arguments.iter().cloned();
        let values = values.map(|(name, value)| (name, Value::from(value)));
        set("arguments", Value::Object(values.collect()));
    }
    Ok(fields)
}

fn resources(arguments: &RunScript, language: Language) -> Value {
    let default = |value| (language == Language::Container).then_some(value);
    let resources = [
        (
            "cpu",
            arguments.cpu.or(default(CONTAINER_CPU)).map(Value::from),
        ),
        (
            "memory",
            arguments
                .memory
                .or(default(CONTAINER_MEMORY))
                .map(Value::from),
        ),
        ("diskSpace", arguments.disk.map(Value::from)),
    ];
    let set = resources
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(set.collect())
}
