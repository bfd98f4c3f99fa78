//! Keeps secrets out of the log of `ureq-proto`, which dumps all that it sends and
//! receives at the level `TRACE`, 16 bytes a line.
//!
//! ureq gets a request whose sensitive header values are replaced by random text of the
//! same length; so are the query of its URL and a body in memory, if they can be logged. The
//! connection below it puts them back as they are sent. A server may echo the headers and the
//! query, so the connection also masks them in what it receives, if that can be logged, and
//! the response is unmasked above ureq. Bodies that are streamed, such as files, are not masked.
//!
//! The values are found in a head whole. In a body they are found unless the server
//! sends a part of one, and the rest later than [`GRACE`].

use std::cell::RefCell;
use std::io::{self, Read};
use std::mem;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::uri::{PathAndQuery, Uri};
use http::{HeaderMap, HeaderValue};
use ureq::unversioned::transport::{NextTimeout, Transport};
use ureq::{Error, Timeout};
use zeroize::Zeroizing;

use super::body_mask::BodyMask;

/// Shorter parts of a value are not masked in responses: too much of one would go.
const MIN_ECHO_LENGTH: usize = 8;

/// How long to wait for the rest of a secret whose beginning was received. A response that
/// merely ends like one is delayed by this, if it can be logged.
const GRACE: Duration = Duration::from_millis(250);

thread_local! {
    /// The masks of the request that this thread works on: ureq processes it on the thread of
    /// its caller.
    static MASKS: RefCell<Masks> = const { RefCell::new(Masks::NONE) };
}

/// A secret, and the text of the same length that stands for it.
struct Mask {
    secret: Zeroizing<Vec<u8>>,
    text: Vec<u8>,
}

/// The masks of a request.
pub(super) struct Masks {
    /// The query that is not sent yet, if it is masked.
    query: Option<Mask>,
    /// The header lines that are not sent yet: the name, and the mask of the value.
    headers: Vec<(String, Mask)>,
    /// The body, if it is masked.
    body: Option<BodyMask>,
    /// What to mask in the response, the longest first; empty if it cannot be logged.
    echoes: Vec<Mask>,
}

impl Masks {
    const NONE: Self = Self {
        query: None,
        headers: Vec::new(),
        body: None,
        echoes: Vec::new(),
    };

    /// Masks a body if it can be logged: returns the text that stands for it.
    pub(super) fn mask_body(&mut self, body: &[u8]) -> Option<Vec<u8>> {
        if !is_logged(log::Level::Trace) || body.is_empty() {
            return None;
        }
        let (text, mask) = BodyMask::new(body);
        self.body = Some(mask);
        Some(text)
    }

    /// Applies these masks to this thread until the result is dropped.
    pub(super) fn apply(&mut self) -> Applied<'_> {
        let own = mem::replace(self, Self::NONE);
        Applied {
            previous: MASKS.replace(own),
            masks: self,
        }
    }
}

/// Applies masks to this thread until it is dropped. Then it restores the masks before, which are
/// those of a request whose body this one reads.
pub(super) struct Applied<'a> {
    masks: &'a mut Masks,
    previous: Masks,
}

impl Drop for Applied<'_> {
    fn drop(&mut self) {
        let previous = mem::replace(&mut self.previous, Masks::NONE);
        *self.masks = MASKS.replace(previous);
    }
}

impl Mask {
    fn new(secret: &[u8]) -> Self {
        let text = secret.iter().map(|_| fastrand::alphanumeric() as u8);
        Self {
            text: text.collect(),
            secret: Zeroizing::new(secret.to_vec()),
        }
    }
}

/// Masks the sensitive values of a request's headers, and its query if it can be logged.
pub(super) fn mask(uri: &mut Uri, headers: &mut HeaderMap) -> Masks {
    let mut masks = Masks::NONE;
    let is_dumped = is_logged(log::Level::Trace);
    if is_logged(log::Level::Debug) {
        masks.query = mask_query(uri);
        if let Some(mask) = masks.query.as_ref().filter(|_| is_dumped) {
            add_echoes(&mask.secret, &mut masks.echoes);
        }
    }
    for (name, value) in headers.iter_mut().filter(|(_, value)| value.is_sensitive()) {
        if is_dumped {
            add_echoes(value.as_bytes(), &mut masks.echoes);
        }
        let mask = Mask::new(value.as_bytes());
        // Letters and digits are a valid value.
        if let Ok(mut masked) = HeaderValue::from_bytes(&mask.text) {
            masked.set_sensitive(true);
            *value = masked;
            masks.headers.push((name.as_str().to_owned(), mask));
        }
    }
    masks
        .echoes
        .sort_by_key(|mask| std::cmp::Reverse(mask.secret.len()));
    masks
}

fn is_logged(level: log::Level) -> bool {
    log::STATIC_MAX_LEVEL >= level && log::max_level() >= level
}

/// Masks the query of a URL, if there is one.
fn mask_query(uri: &mut Uri) -> Option<Mask> {
    let query = uri.query().filter(|query| !query.is_empty())?;
    let mask = Mask::new(query.as_bytes());
    let target = format!("{}?{}", uri.path(), str::from_utf8(&mask.text).ok()?);
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(target).ok()?);
    *uri = Uri::from_parts(parts).ok()?;
    Some(mask)
}

/// The parts of a value that a server may echo: tokens, values of cookies and of a query, and
/// the user name and password of basic authentication.
fn add_echoes(value: &[u8], echoes: &mut Vec<Mask>) {
    let mut add = |parts: &[u8], is_end: fn(&u8) -> bool| {
        let long = parts
            .split(is_end)
            .filter(|part| part.len() >= MIN_ECHO_LENGTH);
        echoes.extend(long.map(Mask::new));
    };
    add(value, |byte| b" ;,=&\"".contains(byte));
    if let Some((scheme, pair)) = value.split_at_checked(6)
        && scheme.eq_ignore_ascii_case(b"basic ")
        && let Ok(pair) = STANDARD.decode(pair).map(Zeroizing::new)
    {
        add(&pair, |byte| *byte == b':');
    }
}

/// Puts the query, the values and the body back into a part of the request, before it is sent.
///
/// # Errors
/// [`Error::Io`] if the head ends without a masked query or header.
pub(super) fn unmask(output: &mut [u8]) -> Result<(), Error> {
    MASKS.with_borrow_mut(|masks| {
        if let Some(body) = &mut masks.body {
            body.unmask(output);
        }
        if masks.headers.is_empty() && masks.query.is_none() {
            return Ok(());
        }
        if let Some(mask) = &masks.query
            && let Some(at) = find(output, &[b"?", &*mask.text, b" "].concat())
        {
            output[at + 1..][..mask.secret.len()].copy_from_slice(&mask.secret);
            masks.query = None;
        }
        masks.headers.retain(|(name, mask)| {
            let line = [b"\r\n", name.as_bytes(), b": ", &mask.text, b"\r\n"].concat();
            let Some(at) = find(output, &line) else {
                return true;
            };
            let value = at + 2 + name.len() + 2;
            output[value..value + mask.secret.len()].copy_from_slice(&mask.secret);
            false
        });
        let has_ended = find(output, b"\r\n\r\n").is_some();
        if has_ended && !(masks.headers.is_empty() && masks.query.is_none()) {
            return Err(io::Error::other("a masked value was not found").into());
        }
        Ok(())
    })
}

/// Masks the secrets in what a connection has received. Returns the error of a read
/// beyond that.
pub(super) fn mask_input(connection: &mut dyn Transport) -> Option<Error> {
    MASKS.with_borrow(|masks| {
        if masks.echoes.is_empty() {
            return None;
        }
        let mut failure = None;
        let timeout = NextTimeout {
            after: GRACE.into(),
            reason: Timeout::RecvResponse,
            ..NextTimeout::default()
        };
        while ends_within_secret(connection.buffers().input(), &masks.echoes) {
            match connection.await_input(timeout) {
                Ok(true) => {}
                Ok(false) | Err(Error::Timeout(_)) => break,
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
        }
        let buffers = connection.buffers();
        let mut input = Zeroizing::new(buffers.input().to_vec());
        if replace(&mut input, &masks.echoes, |mask| (&mask.secret, &mask.text)) {
            buffers.input_consume(input.len());
            buffers.input_append_buf()[..input.len()].copy_from_slice(&input);
            buffers.input_appended(input.len());
        }
        failure
    })
}

/// Puts the secrets back into the headers of a response.
pub(super) fn unmask_headers(headers: &mut HeaderMap) {
    MASKS.with_borrow(|masks| {
        if masks.echoes.is_empty() {
            return;
        }
        for value in headers.values_mut() {
            let mut bytes = value.as_bytes().to_vec();
            if replace(&mut bytes, &masks.echoes, |mask| (&mask.text, &mask.secret))
                && let Ok(unmasked) = HeaderValue::from_bytes(&bytes)
            {
                *value = unmasked;
            }
        }
    });
}

/// Puts the secrets back into the body of a response.
pub(super) fn unmask_body<R: Read>(body: R, masks: Masks) -> UnmaskedBody<R> {
    UnmaskedBody {
        body,
        masks,
        ready: Vec::new(),
        taken: 0,
        has_ended: false,
    }
}

/// A body with the masks of its request, which it applies while it is read.
pub(super) struct UnmaskedBody<R> {
    body: R,
    masks: Masks,
    /// What was read: the end of it may be the beginning of a masked text.
    ready: Vec<u8>,
    /// How many of these bytes were handed out.
    taken: usize,
    has_ended: bool,
}

impl<R: Read> Read for UnmaskedBody<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let Some(longest) = self.masks.echoes.first().map(|mask| mask.text.len()) else {
            let _applied = self.masks.apply();
            return self.body.read(buf);
        };
        let available = loop {
            let left = self.ready.len() - self.taken;
            let available = if self.has_ended {
                left
            } else {
                left.saturating_sub(longest - 1)
            };
            if available > 0 || self.has_ended {
                break available;
            }
            self.ready.drain(..self.taken);
            self.taken = 0;
            let mut block = [0; 8 * 1024];
            let count = {
                let _applied = self.masks.apply();
                self.body.read(&mut block)?
            };
            self.has_ended = count == 0;
            self.ready.extend_from_slice(&block[..count]);
            replace(&mut self.ready, &self.masks.echoes, |mask| {
                (&mask.text, &mask.secret)
            });
        };
        let count = available.min(buf.len());
        buf[..count].copy_from_slice(&self.ready[self.taken..self.taken + count]);
        self.taken += count;
        Ok(count)
    }
}

/// Replaces texts in place by others of the same length; says whether there were any.
fn replace(bytes: &mut [u8], masks: &[Mask], pair: impl Fn(&Mask) -> (&Vec<u8>, &Vec<u8>)) -> bool {
    let mut has_replaced = false;
    for mask in masks {
        let (from, to) = pair(mask);
        let mut start = 0;
        while let Some(at) = find(&bytes[start..], from) {
            bytes[start + at..][..to.len()].copy_from_slice(to);
            start += at + to.len();
            has_replaced = true;
        }
    }
    has_replaced
}

fn find(bytes: &[u8], text: &[u8]) -> Option<usize> {
    bytes.windows(text.len()).position(|window| window == text)
}

fn ends_within_secret(bytes: &[u8], masks: &[Mask]) -> bool {
    masks.iter().any(|mask| {
        let longest = bytes.len().min(mask.secret.len() - 1);
        (1..=longest).any(|length| bytes.ends_with(&mask.secret[..length]))
    })
}
