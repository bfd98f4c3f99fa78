//! An app that is running, and what was called of it.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use civis::http::{Request, Response};
use civis::transport::{
    Limits, RequestBody, ResponseBody, Settings, Transport, TransportError, Ureq,
};
use civis::{RetryPolicy, Session, SessionBuilder};
use civis_spec::Spec;

/// An app that is running.
pub struct App {
    url: String,
    spec: Spec,
    transport: Arc<Recorder>,
}

impl App {
    /// Reads the address and the document of an app.
    pub fn open(folder: &str, name: &str) -> Result<Self, Box<dyn Error>> {
        let file = |kind| Path::new(folder).join(format!("{name}.{kind}"));
        Ok(Self {
            url: fs::read_to_string(file("url"))?,
            spec: Spec::from_slice(&fs::read(file("json"))?)?,
            transport: Arc::new(Recorder {
                transport: Ureq::new(&Settings::default())?,
                requests: Mutex::default(),
            }),
        })
    }

    /// A session with the app, without credentials and retries.
    pub fn session(&self) -> SessionBuilder {
        Session::builder()
            .base_url(&*self.url)
            .anonymous()
            .retry(RetryPolicy::none())
            .transport(Arc::clone(&self.transport))
    }

    /// The number of operations, or an error that names those that were not called.
    pub fn all_called(&self) -> Result<usize, String> {
        let requests = self
            .transport
            .requests
            .lock()
            .map_err(|error| error.to_string())?;
        let operations = self.spec.resources.iter().flat_map(|one| &one.operations);
        let mut count = 0;
        let mut uncalled = Vec::new();
        for operation in operations {
            let method = operation.http_method.to_string();
            let template = self.spec.full_path(operation);
            let is_it = |(sent, path): &(String, String)| *sent == method && fits(path, &template);
            if !requests.iter().any(is_it) {
                uncalled.push(format!("{method} {template}"));
            }
            count += 1;
        }
        match &*uncalled {
            [] => Ok(count),
            uncalled => Err(format!("not called: {}", uncalled.join(", "))),
        }
    }
}

/// Whether a path is that of a template with placeholders.
fn fits(path: &str, template: &str) -> bool {
    let (path, template) = (path.split('/'), template.split('/'));
    let mut segments = path.clone().zip(template.clone());
    path.count() == template.count() && segments.all(|(one, of)| of.starts_with('{') || one == of)
}

/// Records method and path of each request.
#[derive(Debug)]
struct Recorder {
    transport: Ureq,
    requests: Mutex<Vec<(String, String)>>,
}

impl Transport for Recorder {
    fn name(&self) -> &str {
        self.transport.name()
    }

    fn send(
        &self,
        request: Request<RequestBody<'_>>,
        limits: &Limits,
    ) -> Result<Response<ResponseBody>, TransportError> {
        let sent = (
            request.method().to_string(),
            request.uri().path().to_owned(),
        );
        if let Ok(mut requests) = self.requests.lock() {
            requests.push(sent);
        }
        self.transport.send(request, limits)
    }
}
