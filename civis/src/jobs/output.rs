//! The outputs of a run.

use std::collections::HashSet;

use civis_core::{ErrorKind, Location, PagedCall, Request, Result, Session, support};
use serde_json::Value;

use super::run::Run;

/// The largest page of outputs, by the specification.
const PAGE: u32 = 50;

/// An output of a run: a file, a JSON value, a table, ….
///
/// ```no_run
/// use civis::jobs;
///
/// let session = civis::Session::from_env()?;
/// let done = jobs::run(&session, 7)?.wait()?;
/// for output in done.run().outputs()? {
///     println!("{} {}: {}", output.object_type, output.object_id, output.name.unwrap_or_default());
/// }
/// # Ok::<(), civis::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Output {
    /// `File`, `Table`, `Report`, `Project`, `Credential` or `JSONValue`, by the specification.
    pub object_type: String,
    /// The ID of the file, table, ….
    pub object_id: i64,
    /// The name of the file, table, ….
    pub name: Option<String>,
    /// The link to the object in the API.
    pub link: Option<String>,
    /// The value of a JSON value.
    pub value: Option<Value>,
}

impl Output {
    /// Whether it is a file.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.object_type == "File"
    }

    /// Whether it is a JSON value.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.object_type == "JSONValue"
    }

    fn key(&self) -> (String, i64) {
        (self.object_type.clone(), self.object_id)
    }

    /// Reads an item of a list of outputs.
    pub(crate) fn new(json: &Value) -> Result<Self> {
        let text = |name: &str| json.get(name)?.as_str().map(str::to_owned);
        let missing = |name| support::missing_field("an output of a run", name);
        Ok(Self {
            object_type: text("objectType").ok_or_else(|| missing("objectType"))?,
            object_id: json
                .get("objectId")
                .and_then(Value::as_i64)
                .ok_or_else(|| missing("objectId"))?,
            name: text("name"),
            link: text("link"),
            value: json.get("value").filter(|value| !value.is_null()).cloned(),
        })
    }
}

impl Run {
    /// Fetches the outputs of the run, from all pages.
    ///
    /// # Errors
    /// Those of any call, and [`ErrorKind::InvalidRequest`] for a kind that has no outputs.
    pub fn outputs(&self) -> Result<Vec<Output>> {
        let endpoint = self.kind().outputs();
        let request = self.request(self.session(), endpoint, "Run::outputs", "have outputs")?;
        outputs(self.session(), request)
    }

    /// Finds the output with a name, among all pages of outputs.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], which lists the names that there are; [`ErrorKind::Ambiguous`] if several outputs have the
    /// name; and those of [`outputs`](Self::outputs).
    ///
    /// ```no_run
    /// use civis::jobs;
    ///
    /// let session = civis::Session::from_env()?;
    /// let done = jobs::run(&session, 7)?.wait()?;
    /// let accuracy = done.run().output("accuracy")?.value;
    /// # let _ = accuracy;
    /// # Ok::<(), civis::Error>(())
    /// ```
    pub fn output(&self, name: &str) -> Result<Output> {
        named(self, "output", self.outputs()?, name)
    }
}

/// Fetches all pages of a list of outputs. If the list grows meanwhile, a page repeats outputs of the one before; they are
/// returned once.
fn outputs(session: &Session, request: Request) -> Result<Vec<Output>> {
    let request = request.with(Location::Query, "limit", PAGE);
    let mut outputs: Vec<Output> = Vec::new();
    let mut earlier: HashSet<(String, i64)> = HashSet::new();
    for page in PagedCall::<Value>::new(session, request).pages() {
        let first = outputs.len();
        for json in &page? {
            let output = Output::new(json)?;
            if !earlier.contains(&output.key()) {
                outputs.push(output);
            }
        }
        earlier.extend(outputs[first..].iter().map(Output::key));
    }
    Ok(outputs)
}

/// The one of these outputs of a run that has a name. `what` is what they are, in the singular.
pub(crate) fn named(run: &Run, what: &str, mut outputs: Vec<Output>, name: &str) -> Result<Output> {
    let names = outputs.iter().filter_map(|output| output.name.as_deref());
    let names: Vec<String> = names.map(|name| format!("{name:?}")).collect();
    outputs.retain(|output| output.name.as_deref() == Some(name));
    let (kind, message) = match &mut *outputs {
        [_] => return Ok(outputs.remove(0)),
        [] => {
            let names = match names.is_empty() {
                true => "it has none with a name".to_owned(),
                false => format!("it has {}", names.join(", ")),
            };
            let message = format!("{run} has no {what} {name:?}: {names}");
            (ErrorKind::NotFound, message)
        }
        found => {
            let ids = found.iter();
            let ids = ids.map(|output| format!("{} {}", output.object_type, output.object_id));
            let ids = ids.collect::<Vec<_>>().join(", ");
            let message = format!("{run} has {} {what}s {name:?}: {ids}", found.len());
            (ErrorKind::Ambiguous, message)
        }
    };
    Err(support::error(kind, message))
}
