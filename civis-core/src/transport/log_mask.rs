//! Keeps secrets out of the log of `ureq-proto`, which dumps all that it sends and
//! receives at the level `TRACE`, 16 bytes a line.
//!
//! ureq gets a request whose sensitive header values are replaced by random text of the
//! same length; so is the query of its URL, and [`BodyMask`] masks the body, if they can be
//! logged. The connection below it puts them back as they are sent.
//!
//! In a response that can be logged, the connection masks the body, the values of
//! [`SECRET_HEADERS`], and what the server echoes of the headers and the query. The response
//! is unmasked above ureq. Echoes are found unless the server sends a part of one, and the
//! rest later than [`GRACE`].

use std::cell::RefCell;
use std::io::{self, Read};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{CONTENT_LOCATION, LINK, LOCATION, SET_COOKIE};
use http::uri::{PathAndQuery, Uri};
use http::{HeaderMap, HeaderName, HeaderValue};
use memchr::{memchr_iter, memmem};
use ureq::unversioned::transport::{NextTimeout, Transport};
use ureq::{Error, Timeout};
use zeroize::Zeroizing;

use super::body_mask::BodyMask;

/// Headers of responses whose values may be secret: signed URLs, and the cookies of a session.
const SECRET_HEADERS: [HeaderName; 4] = [LOCATION, CONTENT_LOCATION, LINK, SET_COOKIE];

/// Shorter parts of a value are not masked in responses: too much of one would go.
const MIN_ECHO_LENGTH: usize = 8;

/// How long to wait for the rest of a secret whose beginning was received. A response that
/// merely ends like one is delayed by this, if it can be logged.
const GRACE: Duration = Duration::from_millis(250);

thread_local! {
    /// The masks of the request that this thread works on: ureq processes it on the thread of
    /// its caller.
    static MASKS: RefCell<Option<Box<Masks>>> = const { RefCell::new(None) };
}

/// A secret, and the text of the same length that stands for it.
struct Mask {
    secret: Zeroizing<Vec<u8>>,
    text: Vec<u8>,
}

/// The masks of a request.
#[derive(Default)]
pub(super) struct Masks {
    /// The query that is not sent yet, if it is masked.
    query: Option<Mask>,
    /// The header lines that are not sent yet: the name, and the mask of the value.
    headers: Vec<(HeaderName, Mask)>,
    /// The body, if it can be logged.
    request: Option<BodyMask>,
    /// The body of the response, if it can be logged.
    response: Option<BodyMask>,
    /// What to mask in the head of the response, the longest first; empty if it cannot be logged.
    echoes: Vec<Mask>,
    /// The masked values of [`SECRET_HEADERS`] in the response.
    values: Vec<Mask>,
}

impl Masks {
    /// Masks a body if it can be logged: returns the text that stands for it.
    pub(super) fn mask_body(&mut self, body: &[u8]) -> Option<Vec<u8>> {
        let mask = self.request.as_mut().filter(|_| !body.is_empty())?;
        let mut text = body.to_vec();
        mask.mask(&mut text);
        Some(text)
    }
}

/// Applies masks to this thread until the result is dropped.
pub(super) fn apply(masks: &mut Option<Box<Masks>>) -> Applied<'_> {
    Applied {
        previous: MASKS.replace(masks.take()),
        masks,
    }
}

/// Applies masks to this thread until it is dropped. Then it restores the masks before, which are
/// those of a request whose body this one reads.
pub(super) struct Applied<'a> {
    masks: &'a mut Option<Box<Masks>>,
    previous: Option<Box<Masks>>,
}

impl Drop for Applied<'_> {
    fn drop(&mut self) {
        *self.masks = MASKS.replace(self.previous.take());
    }
}

impl Mask {
    fn new(secret: &[u8]) -> Self {
        let mut random = fastrand::Rng::new();
        let text = secret.iter().map(|_| random.alphanumeric() as u8);
        Self {
            text: text.collect(),
            secret: Zeroizing::new(secret.to_vec()),
        }
    }

    /// Replaces the text by the secret where it stands after `start` and `label`, and before `end`.
    /// Returns whether it was found there.
    fn reveal_in(&self, output: &mut [u8], start: u8, label: &[&[u8]], end: &[u8]) -> bool {
        let text_after = |start: usize| {
            let mut label = label.iter();
            let rest =
                label.try_fold(&output[start + 1..], |rest, part| rest.strip_prefix(*part))?;
            let is_here = rest.strip_prefix(&*self.text)?.starts_with(end);
            is_here.then_some(output.len() - rest.len())
        };
        let Some(at) = memchr_iter(start, output).find_map(text_after) else {
            return false;
        };
        output[at..][..self.secret.len()].copy_from_slice(&self.secret);
        true
    }
}

/// Masks the sensitive values of a request's headers, and its query if it can be logged.
pub(super) fn mask(uri: &mut Uri, headers: &mut HeaderMap) -> Box<Masks> {
    let mut masks = Box::<Masks>::default();
    let is_dumped = is_logged(log::Level::Trace);
    if is_dumped {
        masks.request = Some(BodyMask::default());
        masks.response = Some(BodyMask::default());
    }
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
            masks.headers.push((name.clone(), mask));
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

/// Masks the next bytes of the body of a request that is streamed, if they can be logged.
pub(super) fn mask_streamed(bytes: &mut [u8]) {
    MASKS.with_borrow_mut(|masks| {
        if let Some(masks) = masks
            && let Some(mask) = &mut masks.request
        {
            mask.mask(bytes);
        }
    });
}

/// Puts the query, the values and the body back into a part of the request, before it is sent.
///
/// # Errors
/// [`Error::Io`] if a masked query, header or body is not found.
pub(super) fn unmask(output: &mut [u8]) -> Result<(), Error> {
    MASKS.with_borrow_mut(|masks| {
        let Some(masks) = masks else { return Ok(()) };
        if let Some(body) = &mut masks.request {
            body.reveal_in(output)?;
        }
        if masks.headers.is_empty() && masks.query.is_none() {
            return Ok(());
        }
        masks
            .query
            .take_if(|mask| mask.reveal_in(output, b'?', &[], b" "));
        masks.headers.retain(|(name, mask)| {
            let label = [name.as_str().as_bytes(), b": "];
            !mask.reveal_in(output, b'\n', &label, b"\r\n")
        });
        let is_left = !masks.headers.is_empty() || masks.query.is_some();
        if is_left && memmem::find(output, b"\r\n\r\n").is_some() {
            return Err(io::Error::other("a masked value was not found").into());
        }
        Ok(())
    })
}

/// Masks the secrets in what a connection has received after the first `masked` bytes. Returns the
/// error of a read beyond that.
pub(super) fn mask_input(connection: &mut dyn Transport, masked: usize) -> Option<Error> {
    MASKS.with_borrow_mut(|masks| {
        let Some(Masks {
            response: Some(body),
            echoes,
            values,
            ..
        }) = masks.as_deref_mut()
        else {
            return None;
        };
        let mut failure = None;
        let timeout = NextTimeout {
            after: GRACE.into(),
            reason: Timeout::RecvResponse,
            ..NextTimeout::default()
        };
        let is_unclear = |input: &[u8]| {
            body.is_in_head_after(&input[masked..]) && ends_within_secret(input, echoes)
        };
        while is_unclear(connection.buffers().input()) {
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
        body.hide_in(&mut input[masked..]);
        mask_secret_headers(&mut input, values);
        replace(&mut input, echoes, |mask| (&mask.secret, &mask.text));
        buffers.input_consume(input.len());
        buffers.input_append_buf()[..input.len()].copy_from_slice(&input);
        buffers.input_appended(input.len());
        failure
    })
}

/// Masks the values of [`SECRET_HEADERS`] in the lines of a head that are whole.
fn mask_secret_headers(head: &mut [u8], values: &mut Vec<Mask>) {
    for line in head.split_inclusive_mut(|byte| *byte == b'\n') {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            continue;
        };
        let (name, value) = line.split_at_mut(colon);
        let is_secret = |known: &HeaderName| name.eq_ignore_ascii_case(known.as_str().as_bytes());
        if !value.ends_with(b"\n") || !SECRET_HEADERS.iter().any(is_secret) {
            continue;
        }
        let value = &mut value[1..];
        let start = value.len() - value.trim_ascii_start().len();
        let length = value.trim_ascii().len();
        let value = &mut value[start..][..length];
        if !value.is_empty() && !values.iter().any(|mask| mask.text == *value) {
            let mask = Mask::new(value);
            value.copy_from_slice(&mask.text);
            values.push(mask);
        }
    }
}

/// Puts the secrets back into the headers of a response.
pub(super) fn unmask_headers(headers: &mut HeaderMap) {
    MASKS.with_borrow(|masks| {
        let Some(masks) = masks else { return };
        if masks.echoes.is_empty() && masks.values.is_empty() {
            return;
        }
        for (name, value) in headers.iter_mut() {
            let mut bytes = value.as_bytes().to_vec();
            if SECRET_HEADERS.contains(name)
                && let Some(mask) = masks.values.iter().find(|mask| mask.text == bytes)
            {
                bytes.copy_from_slice(&mask.secret);
            }
            replace(&mut bytes, &masks.echoes, |mask| (&mask.text, &mask.secret));
            if bytes != value.as_bytes()
                && let Ok(unmasked) = HeaderValue::from_bytes(&bytes)
            {
                *value = unmasked;
            }
        }
    });
}

/// Puts the secrets back into the body of a response.
pub(super) fn unmask_body<R: Read>(body: R, masks: Option<Box<Masks>>) -> UnmaskedBody<R> {
    UnmaskedBody { body, masks }
}

/// A body with the masks of its request, which it applies while it is read.
pub(super) struct UnmaskedBody<R> {
    body: R,
    masks: Option<Box<Masks>>,
}

impl<R: Read> Read for UnmaskedBody<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = {
            let _applied = apply(&mut self.masks);
            self.body.read(buf)?
        };
        if let Some(masks) = &mut self.masks
            && let Some(mask) = &mut masks.response
        {
            mask.reveal(&mut buf[..count])?;
        }
        Ok(count)
    }
}

/// Replaces texts in place by others of the same length.
fn replace(bytes: &mut [u8], masks: &[Mask], pair: impl Fn(&Mask) -> (&Vec<u8>, &Vec<u8>)) {
    for mask in masks {
        let (from, to) = pair(mask);
        let mut start = 0;
        while let Some(at) = memmem::find(&bytes[start..], from) {
            bytes[start + at..][..to.len()].copy_from_slice(to);
            start += at + to.len();
        }
    }
}

fn ends_within_secret(bytes: &[u8], masks: &[Mask]) -> bool {
    masks.iter().any(|mask| {
        let longest = bytes.len().min(mask.secret.len() - 1);
        (1..=longest).any(|length| bytes.ends_with(&mask.secret[..length]))
    })
}
