//! Creates and changes workflows.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use civis_core::{Call, ErrorKind, Location, Request, Result, Session, support};
use http::Method;
use serde_json::{Map, Value};

/// The definition of a workflow: a text in YAML, or the path of a file with it. A `&str` or `String` is a text, a [`Path`] or
/// [`PathBuf`] a file, which is read when the request is sent.
///
/// ```
/// use std::path::Path;
/// use civis::workflows::Definition;
///
/// let text = Definition::from("version: '2.0'\nhello:\n  tasks:\n    greet: {action: std.noop}\n");
/// let file = Definition::from(Path::new("nightly.yaml"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition(Source);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    Text(String),
    File(PathBuf),
}

impl From<&str> for Definition {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<String> for Definition {
    fn from(text: String) -> Self {
        Definition(Source::Text(text))
    }
}

impl From<&Path> for Definition {
    fn from(path: &Path) -> Self {
        path.to_owned().into()
    }
}

impl From<PathBuf> for Definition {
    fn from(path: PathBuf) -> Self {
        Definition(Source::File(path))
    }
}

impl Definition {
    /// The text, after its checks.
    fn read(&self, function: &str, is_checked: bool) -> Result<Cow<'_, str>> {
        let (text, name) = match &self.0 {
            Source::Text(text) => (Cow::Borrowed(&**text), String::new()),
            Source::File(path) => {
                let text = fs::read_to_string(path)
                    .map_err(|error| support::file_error(path, "cannot be read", error))?;
                (Cow::Owned(text), format!("{}: ", path.display()))
            }
        };
        if text.trim().is_empty() {
            let message = format!("{name}is empty");
            return Err(support::invalid_argument(function, "definition", &message));
        }
        if is_checked {
            check(&text, &name, function)?;
        }
        Ok(text)
    }
}

#[cfg(feature = "yaml")]
fn check(text: &str, name: &str, function: &str) -> Result<()> {
    let report = super::validate(text);
    for warning in report.warnings() {
        tracing::warn!(problem = %warning, "{function}: the definition has a problem");
    }
    let errors: Vec<String> = report
        .errors()
        .map(|error| format!("{name}{error}"))
        .collect();
    if errors.is_empty() {
        return Ok(());
    }
    let message = format!("is not valid:\n{}", errors.join("\n"));
    Err(support::invalid_argument(function, "definition", &message))
}

#[cfg(not(feature = "yaml"))]
fn check(_text: &str, _name: &str, _function: &str) -> Result<()> {
    Ok(())
}

/// A workflow on the Platform, as it was created or changed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Workflow {
    /// The ID.
    pub id: i64,
    /// The name.
    pub name: Option<String>,
    /// Whether the Platform accepts the definition.
    pub valid: Option<bool>,
    /// Why it does not.
    pub validation_errors: Option<String>,
}

impl Workflow {
    fn new(json: &Value, operation: &str) -> Result<Self> {
        let id = json["id"].as_i64();
        let text = |name: &str| json[name].as_str().map(str::to_owned);
        Ok(Workflow {
            id: id.ok_or_else(|| support::missing_field(operation, "id"))?,
            name: text("name"),
            valid: json["valid"].as_bool(),
            validation_errors: text("validationErrors"),
        })
    }
}

/// What [`Create`] and [`Update`] have in common.
#[derive(Debug, Clone)]
struct Attributes {
    session: Session,
    definition: Option<Definition>,
    fields: Map<String, Value>,
    is_checked: bool,
}

impl Attributes {
    fn new(session: &Session, definition: Option<Definition>) -> Self {
        Attributes {
            session: session.clone(),
            definition,
            fields: Map::new(),
            is_checked: true,
        }
    }

    fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.fields.insert(name.to_owned(), value.into());
    }

    fn send(mut self, function: &str, mut request: Request, done: &str) -> Result<Workflow> {
        for name in ["name", "timeZone"] {
            let is_empty =
                |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
            if self.fields.get(name).is_some_and(is_empty) {
                let argument = if name == "name" { name } else { "time_zone" };
                return Err(support::invalid_argument(function, argument, "is empty"));
            }
        }
        if let Some(definition) = self.definition.take() {
            let text = definition.read(function, self.is_checked)?;
            self.set("definition", text.into_owned());
        }
        if self.fields.is_empty() {
            let message = "is not set, and nothing else is";
            return Err(support::invalid_argument(function, "definition", message));
        }
        for (name, value) in self.fields {
            request.set(Location::Field, name, value);
        }
        let operation = request.operation().to_owned();
        let json = Call::<Value>::new(&self.session, request).send_json()?;
        let workflow = Workflow::new(&json, &operation)?;
        if self.is_checked && workflow.valid == Some(false) {
            let reason = workflow
                .validation_errors
                .as_deref()
                .unwrap_or("it does not say why");
            let id = workflow.id;
            let message = format!(
                "workflow {id} was {done}, but the Platform does not accept its definition: {reason}"
            );
            return Err(support::error(ErrorKind::Unprocessable, message));
        }
        Ok(workflow)
    }
}

/// The setters that [`Create`] and [`Update`] share.
macro_rules! setters {
    () => {
        /// Sets the description.
        pub fn description(mut self, description: impl Into<String>) -> Self {
            self.attributes.set("description", description.into());
            self
        }

        /// Sets whether the workflow can be executed while an execution is in progress. The Platform's default is in its
        /// specification.
        pub fn allow_concurrent_executions(mut self, allow: bool) -> Self {
            self.attributes.set("allowConcurrentExecutions", allow);
            self
        }

        /// Sets the time zone of the schedule, such as `America/Chicago`.
        pub fn time_zone(mut self, name: impl Into<String>) -> Self {
            self.attributes.set("timeZone", name.into());
            self
        }

        /// Sets the schedule, as `schedule` of `POST /workflows` has it.
        pub fn schedule(mut self, schedule: impl Into<Value>) -> Self {
            self.attributes.set("schedule", schedule);
            self
        }

        /// Sets the notifications, as `notifications` of `POST /workflows` has them.
        pub fn notifications(mut self, notifications: impl Into<Value>) -> Self {
            self.attributes.set("notifications", notifications);
            self
        }

        /// Sends the definition unchecked, and returns the workflow even if the Platform does not accept it:
        /// [`Workflow::valid`].
        pub fn unchecked(mut self) -> Self {
            self.attributes.is_checked = false;
            self
        }
    };
}

/// A new workflow, ready to be sent; from [`create`](super::create).
#[derive(Debug, Clone)]
#[must_use = "nothing is created until it is sent"]
pub struct Create {
    attributes: Attributes,
}

impl Create {
    pub(super) fn new(session: &Session, name: String, definition: Definition) -> Self {
        let mut attributes = Attributes::new(session, Some(definition));
        attributes.set("name", name);
        Create { attributes }
    }

    setters!();

    /// Hides the workflow from lists. Default: false.
    pub fn hidden(mut self, hidden: bool) -> Self {
        self.attributes.set("hidden", hidden);
        self
    }

    /// Creates the workflow.
    ///
    /// # Errors
    /// - [`ErrorKind::InvalidRequest`] for an empty argument, and with the feature `yaml` for a definition that is not valid,
    ///   with all its errors; before anything is sent;
    /// - [`ErrorKind::File`] if the file cannot be read;
    /// - [`ErrorKind::Unprocessable`] if the Platform does not accept the definition. The workflow was created, and the error
    ///   has its ID;
    /// - those of any call.
    pub fn send(self) -> Result<Workflow> {
        let request = Request::new("workflows.post", Method::POST, "/workflows");
        self.attributes
            .send("workflows::create", request, "created")
    }
}

/// A change of a workflow, ready to be sent; from [`update`](super::update).
#[derive(Debug, Clone)]
#[must_use = "nothing is changed until it is sent"]
pub struct Update {
    workflow: i64,
    attributes: Attributes,
}

impl Update {
    pub(super) fn new(session: &Session, workflow: i64) -> Self {
        Update {
            workflow,
            attributes: Attributes::new(session, None),
        }
    }

    /// Sets the definition. Executions in progress go on with the old one.
    pub fn definition(mut self, definition: impl Into<Definition>) -> Self {
        self.attributes.definition = Some(definition.into());
        self
    }

    /// Sets the name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.attributes.set("name", name.into());
        self
    }

    setters!();

    /// Changes what has been set, and nothing else.
    ///
    /// # Errors
    /// Those of [`Create::send`], and [`ErrorKind::InvalidRequest`] if nothing has been set.
    pub fn send(self) -> Result<Workflow> {
        let request = Request::new("workflows.patch", Method::PATCH, "/workflows/{id}").with(
            Location::Path,
            "id",
            self.workflow,
        );
        self.attributes
            .send("workflows::update", request, "changed")
    }
}
