//! The results of all exchanges of a specification.

use std::fmt;

use civis::{RetryPolicy, Session};
use civis_mock::{Exchanges, Fault, MockServer, Reply};
use civis_spec::{ReadOptions, Spec};
use serde_json::Value;

use super::run::Run;
use super::{Case, Outcome};
use crate::hostile;
use crate::recorded::{Recorded, arguments, body, without_nulls};

/// The results of all exchanges of a specification.
#[derive(Debug, Default)]
pub struct Report {
    file: String,
    exchanges: usize,
    not_offered: usize,
    successes: usize,
    decoded: usize,
    unexpected: usize,
    lossless: usize,
    errors: usize,
    errors_complete: usize,
    requests_typed: usize,
    requests_by_name: usize,
    replayed: usize,
    variants: usize,
    variants_lossless: usize,
    /// Oddities of the recordings, which are not failures.
    notes: Vec<String>,
    /// Must be empty.
    pub failures: Vec<String>,
}

impl Report {
    /// Whether the specification has no recordings.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.exchanges == 0
    }

    /// Runs every case.
    ///
    /// # Panics
    /// If the file cannot be read or the server cannot start.
    #[must_use]
    pub fn new<C>(file: &str, client: fn(Session) -> C, cases: &[Case<C>]) -> Self {
        let bytes = std::fs::read(file).expect("the specification");
        let options = ReadOptions::new().exchanges(true);
        let spec = Spec::read(&bytes, &options).expect("a specification");
        let server = MockServer::builder()
            .spec_bytes(bytes)
            .exchanges(Exchanges::Replay)
            .start()
            .expect("the embedded server");
        let session = Session::builder()
            .api_key("recorded")
            .base_url(server.url())
            .retry(RetryPolicy::default().max_retries(0))
            .build()
            .expect("a session");
        let client = client(session.clone());
        let mut report = Report {
            file: file.to_owned(),
            ..Report::default()
        };
        for case in cases {
            let found = spec
                .resources
                .iter()
                .filter(|resource| resource.name == case.resource)
                .flat_map(|resource| &resource.operations)
                .find(|one| one.path == case.path && one.http_method.as_str() == case.http_method)
                .expect("the operation of a case");
            let run = Run {
                server: &server,
                session: &session,
                spec: &spec,
                operation: found,
                exchange: &found.exchanges[case.index],
            };
            report.case(case, &client, &run);
        }
        report
    }

    fn case<C>(&mut self, case: &Case<C>, client: &C, run: &Run<'_>) {
        self.exchanges += 1;
        let name = format!("{} {} [{}]", case.http_method, case.path, case.index);
        let recorded = arguments(run.operation, run.exchange);
        for undeclared in &recorded.undeclared {
            self.notes
                .push(format!("{name}: `{undeclared}` is not declared"));
        }
        match case.call {
            Ok(call) => {
                let mut outcome = run.send(|| call(client));
                if run.is_recorded(&outcome) {
                    self.replayed += 1;
                } else {
                    // Another recording has the same request, or this one carries an undeclared
                    // parameter.
                    run.script();
                    outcome = run.send(|| call(client));
                }
                if !case.stand_ins.is_empty() {
                    let reasons = case.stand_ins.iter();
                    self.notes
                        .extend(reasons.map(|one| format!("{name}: {one}")));
                } else if run.same_request(&recorded) {
                    self.requests_typed += 1;
                } else {
                    self.failures
                        .push(format!("{name}: typed request {}", run.difference()));
                }
                self.check_response(&name, run, &outcome);
                self.check_variants(&name, run, || call(client));
            }
            Err(reason) => {
                self.not_offered += 1;
                self.notes.push(format!("{name}: {reason}"));
            }
        }
        self.check_by_name(case.resource, &name, run, &recorded);
    }

    fn check_response(&mut self, name: &str, run: &Run<'_>, outcome: &Outcome) {
        let exchange = run.exchange;
        if (200..300).contains(&exchange.status) {
            self.successes += 1;
            let decoded = match &outcome.result {
                Ok(decoded) => decoded,
                Err(error) => return self.failures.push(format!("{name}: {error}")),
            };
            if decoded.is_unexpected {
                self.unexpected += 1;
                self.failures.push(format!(
                    "{name}: the response does not have the declared type"
                ));
            } else {
                self.decoded += 1;
            }
            let original = body(&exchange.body).unwrap_or_default();
            let same = decoded.status == exchange.status
                && (original.is_null()
                    || without_nulls(&decoded.value) == without_nulls(&original));
            if same {
                self.lossless += 1;
            } else {
                let value = &decoded.value;
                self.failures
                    .push(format!("{name}: {value} is not {original}"));
            }
            return;
        }
        self.errors += 1;
        let Err(error) = &outcome.result else {
            return self.failures.push(format!("{name}: no error"));
        };
        let recorded = body(&exchange.body).unwrap_or_default();
        let text = |key: &str| recorded.get(key).and_then(Value::as_str);
        let message = text("errorDescription").unwrap_or_default();
        let status = error.status().map(|status| status.as_u16());
        let code = text("error").or(text("code"));
        if status == Some(exchange.status)
            && error.code() == code
            && error.message().contains(message)
        {
            self.errors_complete += 1;
        } else {
            self.failures
                .push(format!("{name}: {error} does not say {recorded}"));
        }
    }

    /// Checks responses that differ from the recorded one in their values.
    fn check_variants(&mut self, name: &str, run: &Run<'_>, call: impl Fn() -> Outcome) {
        let Some(recorded) = body(&run.exchange.body) else {
            return;
        };
        if !(200..300).contains(&run.exchange.status) || recorded.is_null() {
            return;
        }
        for variant in hostile::variants(&recorded) {
            self.variants += 1;
            let reply = Reply::json(run.exchange.status, &variant);
            run.server.fault(Fault::reply(reply));
            let outcome = run.send(&call);
            match &outcome.result {
                Ok(decoded) if without_nulls(&decoded.value) == without_nulls(&variant) => {
                    self.variants_lossless += 1;
                }
                other => self
                    .failures
                    .push(format!("{name}: {variant} is {other:?}")),
            }
        }
    }

    fn check_by_name(&mut self, resource: &str, name: &str, run: &Run<'_>, recorded: &Recorded) {
        let Some(method) = run.operation.methods.first() else {
            return;
        };
        let arguments = &recorded.arguments;
        let call = match run
            .session
            .call(run.spec, resource, &method.name, arguments)
        {
            Ok(call) => call,
            Err(error) => return self.notes.push(format!("{name}: refused by name: {error}")),
        };
        run.script();
        let result = run.send(|| call.send_json());
        if run.same_request(recorded) {
            self.requests_by_name += 1;
        } else {
            self.failures
                .push(format!("{name}: request by name {}", run.difference()));
        }
        if let Ok(value) = result {
            if value != body(&run.exchange.body).unwrap_or_default() {
                self.failures
                    .push(format!("{name}: the result by name is {value}"));
            }
        } else if (200..300).contains(&run.exchange.status) {
            self.failures.push(format!("{name}: by name: {result:?}"));
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.file)?;
        writeln!(f, "  exchanges              {:4}", self.exchanges)?;
        writeln!(f, "  not offered            {:4}", self.not_offered)?;
        writeln!(f, "  replayed as recorded   {:4}", self.replayed)?;
        writeln!(
            f,
            "  successes decoded      {:4} of {}",
            self.decoded, self.successes
        )?;
        writeln!(f, "  unexpected             {:4}", self.unexpected)?;
        writeln!(
            f,
            "  successes lossless     {:4} of {}",
            self.lossless, self.successes
        )?;
        writeln!(
            f,
            "  other values lossless  {:4} of {}",
            self.variants_lossless, self.variants
        )?;
        writeln!(
            f,
            "  errors complete        {:4} of {}",
            self.errors_complete, self.errors
        )?;
        writeln!(f, "  requests, typed        {:4}", self.requests_typed)?;
        writeln!(f, "  requests, by name      {:4}", self.requests_by_name)?;
        for note in &self.notes {
            writeln!(f, "  note: {note}")?;
        }
        for failure in &self.failures {
            writeln!(f, "  FAILURE: {failure}")?;
        }
        Ok(())
    }
}
