//! The response to a request. The first of these that applies decides:
//!
//! 1. the `Host` header, if it is not allowed;
//! 2. a scripted fault with a reply;
//! 3. the bucket of the [`Platform`], whose URLs carry their own signature;
//! 4. authentication, and the checks against the specification;
//! 5. a scripted reply or handler;
//! 6. a recorded exchange;
//! 7. `GET /endpoints`, the specification itself;
//! 8. the [`Platform`], for the paths that it handles;
//! 9. the default response, or 404 and 405.
//!
//! Scripted replies outside the specification skip step 4.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use civis_spec::Spec;
use http::HeaderMap;
use hyper::body::Bytes;

use crate::api::Api;
use crate::check;
use crate::fault::{Cut, Fault};
use crate::host::AllowedHosts;
use crate::platform::{BUCKET, Platform};
use crate::replay::{Exchanges, Recordings};
use crate::reply::Reply;
use crate::request::{self, RecordedRequest};
use crate::route::Route;
use crate::routed_request::RoutedRequest;
use crate::server_state::{Handler, ScriptedReply, ServerState};

/// The number of calls in an hour that the rate limit headers announce.
const RATE_LIMIT: u64 = 1000;

/// What decides about responses. The server's connections and its owner share it.
#[derive(Debug)]
pub(crate) struct Responder {
    api: Api,
    recordings: Recordings,
    options: Options,
    platform: Option<Platform>,
    state: Mutex<ServerState>,
}

/// The options of the builder.
pub(crate) struct Options {
    /// The key that is accepted, or `None` for any that is not empty.
    pub(crate) api_key: Option<String>,
    pub(crate) exchanges: Exchanges,
    pub(crate) check_requests: bool,
    pub(crate) hosts: AllowedHosts,
    /// The file that `GET /endpoints` returns.
    pub(crate) spec: Option<Bytes>,
}

/// What the connection does for a request.
#[derive(Debug)]
pub(crate) struct ResponsePlan {
    pub(crate) delay: Duration,
    pub(crate) cut: Option<Cut>,
    pub(crate) reply: PlannedReply,
    /// `X-RateLimit-Limit` and `X-RateLimit-Remaining`.
    pub(crate) rate_limit: (u64, u64),
}

/// A reply, or the function that returns it.
pub(crate) enum PlannedReply {
    Reply(Reply),
    Handler(Handler, Box<RecordedRequest>),
}

impl Responder {
    pub(crate) fn new(spec: Spec, options: Options, platform: Option<Platform>) -> Self {
        let api = Api::new(spec);
        let recordings = match options.exchanges {
            Exchanges::Replay => {
                Recordings::new(&api.operations, |path| api.router.without_base(path))
            }
            Exchanges::Ignore | Exchanges::Prefer => Recordings::default(),
        };
        Responder {
            api,
            recordings,
            options,
            platform,
            state: Mutex::default(),
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, ServerState> {
        // No step leaves it half changed, so a panic elsewhere does not poison it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the fault of a request if it cuts the connection while the body is read. Returns whether it does.
    pub(crate) fn take_cut_in_request(
        &self,
        method: &str,
        path: &str,
        headers: &HeaderMap,
    ) -> bool {
        if self.options.hosts.check(headers).is_err() {
            return false;
        }
        let router = &self.api.router;
        let segments = router.without_base(request::segments(path));
        let operation = match router.route(method, &segments) {
            Route::Operation(index) => Some(index),
            Route::WrongMethod(_) | Route::Unknown => None,
        };
        let mut state = self.state();
        let cut = state.next_cut(router, method, operation, &segments);
        let is_cut = cut == Some(Cut::InRequest);
        if is_cut {
            state.take_fault(router, method, operation, &segments);
        }
        is_cut
    }

    /// Logs a request of which only a part was read.
    pub(crate) fn record_part(&self, request: RecordedRequest) {
        self.state().record(request);
    }

    /// Logs a request, and plans the response.
    pub(crate) fn plan(
        &self,
        method: &str,
        path: &str,
        query: Option<&str>,
        headers: HeaderMap,
        body: Bytes,
    ) -> ResponsePlan {
        let mut request = RecordedRequest::new(method, path, query, headers, body);
        let router = &self.api.router;
        let segments = router.without_base(request::segments(path));
        let route = router.route(method, &segments);
        let operation = match route {
            Route::Operation(index) => Some(index),
            Route::WrongMethod(_) | Route::Unknown => None,
        };
        if let Some(index) = operation {
            request.operation = Some(self.api.operations[index].path.clone());
            request.params = router.params(index, &segments);
        }
        let mut state = self.state();
        state.record(request.clone());
        let used = state.count % RATE_LIMIT + 1;
        state.count += 1;
        let rate_limit = (RATE_LIMIT, RATE_LIMIT - used);
        if let Err(reply) = self.options.hosts.check(&request.headers) {
            return ResponsePlan {
                delay: Duration::ZERO,
                cut: None,
                reply: PlannedReply::Reply(reply),
                rate_limit,
            };
        }
        let fault = state.take_fault(router, method, operation, &segments);
        let (delay, cut, scripted) = match fault {
            Some(Fault {
                delay, cut, reply, ..
            }) => (delay, cut, reply),
            None => (Duration::ZERO, None, None),
        };
        let reply = match scripted {
            Some(reply) => PlannedReply::Reply(reply),
            None => self.reply(&mut state, &route, request, &segments),
        };
        ResponsePlan {
            delay,
            cut,
            reply,
            rate_limit,
        }
    }

    fn reply(
        &self,
        state: &mut ServerState,
        route: &Route,
        request: RecordedRequest,
        path: &[String],
    ) -> PlannedReply {
        let operation = match route {
            Route::Operation(index) => Some(*index),
            Route::WrongMethod(_) | Route::Unknown => None,
        };
        let scripted = state.scripted_reply(&self.api.router, &request.method, operation, path);
        if let Some(platform) = &self.platform
            && scripted.is_none()
            && path.first().is_some_and(|first| first == BUCKET)
        {
            let (platform, path) = (platform.clone(), path.to_vec());
            let handler: Handler =
                Arc::new(move |request| platform.respond_from_bucket(request, &path));
            return PlannedReply::Handler(handler, Box::new(request));
        }
        // A scripted path outside the specification is not the Platform's: it may
        // stand for a signed URL, and accepts any request.
        let outside = scripted.is_some() && operation.is_none();
        if !outside && let Err(reply) = self.authenticate(&request) {
            return PlannedReply::Reply(reply);
        }
        if let Some(index) = operation
            && self.options.check_requests
            && self.recordings.find(&request, path).is_none()
        {
            let operation = &self.api.operations[index];
            if let Err(problem) = check::request(&self.api.types, operation, &request) {
                return PlannedReply::Reply(Reply::bad_request(&problem));
            }
        }
        if let Some((scripted, params)) = scripted {
            return match scripted {
                ScriptedReply::Reply(reply) => PlannedReply::Reply(reply),
                ScriptedReply::Handler(handler) => {
                    PlannedReply::Handler(handler, Box::new(RecordedRequest { params, ..request }))
                }
            };
        }
        if let Some(reply) = self.recordings.find(&request, path) {
            return PlannedReply::Reply(reply.clone());
        }
        if let Some(spec) = &self.options.spec
            && request.method == "GET"
            && path == ["endpoints"]
        {
            return PlannedReply::Reply(Reply::shared(200, "application/json", spec.clone()));
        }
        PlannedReply::Reply(match route {
            Route::Operation(index) => {
                let routed = RoutedRequest {
                    api: &self.api,
                    index: *index,
                    request: &request,
                    path,
                    prefer_recorded: self.options.exchanges != Exchanges::Ignore,
                };
                let platform = self.platform.as_ref();
                platform
                    .and_then(|platform| platform.respond(&routed, state))
                    .unwrap_or_else(|| routed.default_response(state))
            }
            Route::WrongMethod(methods) => {
                let methods: Vec<&str> = methods.iter().map(|method| method.as_str()).collect();
                let methods = methods.join(", ");
                let description = format!("The path allows only {methods}.");
                Reply::error(405, "method_not_allowed", &description).header("allow", &methods)
            }
            Route::Unknown => Reply::not_found("There is no such endpoint."),
        })
    }

    /// Checks Basic authentication, whose user name is the API key.
    fn authenticate(&self, request: &RecordedRequest) -> Result<(), Reply> {
        let problem = match request.header("authorization").map(key_of) {
            None => "The request has no API key.",
            Some(None) => "The `authorization` header is not Basic, or is not valid.",
            Some(Some(key)) if key.is_empty() => "The API key is empty.",
            Some(Some(key)) => match &self.options.api_key {
                Some(wanted) if *wanted != key => "The API key is not valid.",
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

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Omits the key, and a megabyte of specification.
        f.debug_struct("Options")
            .field("exchanges", &self.exchanges)
            .field("check_requests", &self.check_requests)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for PlannedReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PlannedReply::Reply(reply) => reply.fmt(f),
            PlannedReply::Handler(_, request) => request.fmt(f),
        }
    }
}
