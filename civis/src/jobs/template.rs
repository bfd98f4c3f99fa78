//! Running a template.

use civis_core::{Call, Location, Request, Result, Session, support};
use http::Method;
use serde_json::{Map, Value};

use super::kind::Kind;
use super::run::Run;
use super::start::start;

/// Runs a template: makes a custom script from it, and starts a run of that.
///
/// ```no_run
/// use civis::jobs;
///
/// let session = civis::Session::from_env()?;
/// let run = jobs::run_template(&session, 11)
///     .argument("TABLE", "public.people")
///     .argument("ROWS", 1000)
///     .send()?;
/// let done = run.wait()?;
/// println!("accuracy: {:?}", done.run().output("accuracy")?.value);
/// # Ok::<(), civis::Error>(())
/// ```
pub fn run_template(session: &Session, template_id: i64) -> Template {
    let request = Request::new("scripts.post_custom", Method::POST, "/scripts/custom").with(
        Location::Field,
        "fromTemplateId",
        template_id,
    );
    Template {
        session: session.clone(),
        request,
        arguments: Map::new(),
    }
}

/// A template to run, from [`run_template`]: setters, ended by [`send`](Self::send).
#[derive(Debug)]
#[must_use = "a template does not run until it is sent"]
pub struct Template {
    session: Session,
    request: Request,
    arguments: Map<String, Value>,
}

impl Template {
    /// Sets the value of a parameter of the template. By default parameters have the values that the template says.
    pub fn argument(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.arguments.insert(name.into(), value.into());
        self
    }

    /// Sets the values of several parameters.
    ///
    /// ```no_run
    /// use civis::jobs;
    ///
    /// # let session = civis::Session::from_env()?;
    /// # let own = jobs::own_run(&session)?.expect("on the Platform");
    /// let run = jobs::run_template(&session, 11).arguments(own.parent_arguments()).send()?;
    /// # let _ = run;
    /// # Ok::<(), civis::Error>(())
    /// ```
    pub fn arguments<N: Into<String>, V: Into<Value>>(
        mut self,
        arguments: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let arguments = arguments.into_iter();
        self.arguments
            .extend(arguments.map(|(name, value)| (name.into(), value.into())));
        self
    }

    /// The name of the script. The default is that of the Platform.
    pub fn name(self, name: impl Into<String>) -> Self {
        self.property("name", name.into())
    }

    /// The ID of the job that runs the script: see [`own_run`](super::own_run). By default there is none.
    pub fn parent_id(self, job_id: i64) -> Self {
        self.property("parentId", job_id)
    }

    /// Sets any other property of `scripts.post_custom`, by its name in the specification: `remoteHostId`,
    /// `credentialId`, `hidden`, `requiredResources`, ….
    pub fn property(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.request.set(Location::Field, name, value);
        self
    }

    /// Makes the script and starts it.
    ///
    /// # Errors
    /// Those of any call. If the script was made and cannot be started, the error says its ID.
    pub fn send(mut self) -> Result<Run> {
        if !self.arguments.is_empty() {
            self.request
                .set(Location::Field, "arguments", Value::Object(self.arguments));
        }
        let script = Call::<Value>::new(&self.session, self.request).send_json()?;
        let script = script.get("id").and_then(Value::as_i64);
        let script = script.ok_or_else(|| support::missing_field("scripts.post_custom", "id"))?;
        start(&self.session, Kind::Custom, script).map_err(|error| {
            let advice = format!("script {script} was made from the template, and is left");
            support::with_advice(error, &advice)
        })
    }
}
