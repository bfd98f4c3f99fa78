//! What a request is answered: the order in which faults, authentication,
//! scripted answers, recordings, checks and ordinary answers are asked.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use civis_spec::Spec;
use http::HeaderMap;

use crate::api::Api;
use crate::check;
use crate::default_response::Call;
use crate::fault::{Cut, Fault};
use crate::platform::{BUCKET, Platform};
use crate::replay::{Exchanges, Recordings};
use crate::reply::Reply;
use crate::request::{self, RecordedRequest};
use crate::route::Route;
use crate::state::{Handler, Scripted, State};

/// The hourly number of calls that the answers' headers tell.
const RATE_LIMIT: u64 = 1000;

/// What the server knows, shared by its connections and its owner.
#[derive(Debug)]
pub(crate) struct Responder {
    api: Api,
    recordings: Recordings,
    settings: Settings,
    platform: Option<Platform>,
    state: Mutex<State>,
}

/// What the builder sets.
pub(crate) struct Settings {
    /// The key that is accepted; any that is not empty if `None`.
    pub(crate) api_key: Option<String>,
    pub(crate) exchanges: Exchanges,
    pub(crate) check_requests: bool,
    /// What `GET /endpoints` answers.
    pub(crate) spec: Option<Vec<u8>>,
}

/// What is to be done for a request.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) delay: Duration,
    pub(crate) cut: Option<Cut>,
    pub(crate) answer: Answer,
    /// `X-RateLimit-Limit` and `X-RateLimit-Remaining`.
    pub(crate) rate_limit: (u64, u64),
}

/// An answer, or the function that gives it.
pub(crate) enum Answer {
    Reply(Reply),
    Handler(Handler, Box<RecordedRequest>),
}

impl Responder {
    pub(crate) fn new(spec: Spec, settings: Settings, platform: Option<Platform>) -> Self {
        let api = Api::new(spec);
        let recordings = match settings.exchanges {
            Exchanges::Replay => {
                Recordings::new(&api.operations, |path| api.router.without_base(path))
            }
            Exchanges::Ignore | Exchanges::Prefer => Recordings::default(),
        };
        Responder {
            api,
            recordings,
            settings,
            platform,
            state: Mutex::default(),
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // No step leaves the state half changed, so a panic elsewhere is no reason to stop.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records a request and decides what becomes of it.
    pub(crate) fn plan(
        &self,
        method: &str,
        path: &str,
        query: Option<&str>,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Plan {
        let mut request = RecordedRequest::new(method, path, query, headers, body);
        let router = &self.api.router;
        let segments = router.without_base(request::segments(path));
        let route = router.route(method, &segments);
        let operation = match route {
            Route::Operation(index) => Some(index),
            Route::WrongVerb(_) | Route::Unknown => None,
        };
        if let Some(index) = operation {
            request.operation = Some(self.api.operations[index].path.clone());
            request.params = router.params(index, &segments);
        }
        let mut state = self.state();
        state.record(request.clone());
        let used = state.count % RATE_LIMIT + 1;
        state.count += 1;
        let fault = state.take_fault(router, method, operation, &segments);
        let (delay, cut, scripted) = match fault {
            Some(Fault {
                delay, cut, reply, ..
            }) => (delay, cut, reply),
            None => (Duration::ZERO, None, None),
        };
        let answer = match scripted {
            Some(reply) => Answer::Reply(reply),
            None => self.answer(&mut state, &route, request, &segments),
        };
        Plan {
            delay,
            cut,
            answer,
            rate_limit: (RATE_LIMIT, RATE_LIMIT - used),
        }
    }

    fn answer(
        &self,
        state: &mut State,
        route: &Route,
        request: RecordedRequest,
        path: &[String],
    ) -> Answer {
        let operation = match route {
            Route::Operation(index) => Some(*index),
            Route::WrongVerb(_) | Route::Unknown => None,
        };
        let scripted = state.scripted(&self.api.router, &request.method, operation, path);
        if let Some(platform) = &self.platform
            && scripted.is_none()
            && path.first().is_some_and(|first| first == BUCKET)
        {
            return Answer::Reply(platform.bucket(&request, path));
        }
        // A scripted path outside the specification is no part of the Platform
        // (a signed URL, say), and takes whatever comes.
        let outside = scripted.is_some() && operation.is_none();
        if !outside && let Err(reply) = self.authenticate(&request) {
            return Answer::Reply(reply);
        }
        if let Some(index) = operation
            && self.settings.check_requests
            && self.recordings.find(&request, path).is_none()
        {
            let operation = &self.api.operations[index];
            if let Err(complaint) = check::request(&self.api.types, operation, &request) {
                return Answer::Reply(Reply::bad_request(&complaint));
            }
        }
        if let Some((scripted, params)) = scripted {
            return match scripted {
                Scripted::Reply(reply) => Answer::Reply(reply),
                Scripted::Handler(handler) => {
                    Answer::Handler(handler, Box::new(RecordedRequest { params, ..request }))
                }
            };
        }
        if let Some(reply) = self.recordings.find(&request, path) {
            return Answer::Reply(reply.clone());
        }
        if let Some(spec) = &self.settings.spec
            && request.method == "GET"
            && path == ["endpoints"]
        {
            return Answer::Reply(Reply::bytes(200, "application/json", spec.clone()));
        }
        Answer::Reply(match route {
            Route::Operation(index) => {
                let call = Call {
                    api: &self.api,
                    index: *index,
                    request: &request,
                    path,
                    recorded: self.settings.exchanges != Exchanges::Ignore,
                };
                let platform = self.platform.as_ref();
                platform
                    .and_then(|platform| platform.answer(&call, state))
                    .unwrap_or_else(|| call.answer(state))
            }
            Route::WrongVerb(verbs) => {
                let verbs: Vec<&str> = verbs.iter().map(|verb| verb.as_str()).collect();
                let verbs = verbs.join(", ");
                let description = format!("The path has other verbs than that: {verbs}.");
                Reply::error(405, "method_not_allowed", &description).header("allow", &verbs)
            }
            Route::Unknown => Reply::not_found("There is no such endpoint."),
        })
    }

    /// Checks Basic authentication, whose user name is the API key.
    fn authenticate(&self, request: &RecordedRequest) -> Result<(), Reply> {
        let problem = match request.header("authorization").map(key_of) {
            None => "No API key was given.",
            Some(None) => "The authorization is not Basic, or cannot be read.",
            Some(Some(key)) if key.is_empty() => "The API key is empty.",
            Some(Some(key)) => match &self.settings.api_key {
                Some(wanted) if *wanted != key => "The API key is not known.",
                _ => return Ok(()),
            },
        };
        Err(Reply::error(401, "unauthorized", problem)
            .header("www-authenticate", "Basic realm=\"Civis Platform\""))
    }
}

/// The user name of Basic authentication.
fn key_of(authorization: &str) -> Option<String> {
    let (scheme, encoded) = authorization.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = STANDARD.decode(encoded.trim()).ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (key, _) = decoded.split_once(':')?;
    Some(key.to_owned())
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither the key nor a megabyte of specification.
        f.debug_struct("Settings")
            .field("exchanges", &self.exchanges)
            .field("check_requests", &self.check_requests)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Answer::Reply(reply) => reply.fmt(f),
            Answer::Handler(_, request) => request.fmt(f),
        }
    }
}

/// Shared by the connections.
pub(crate) type Shared = Arc<Responder>;
