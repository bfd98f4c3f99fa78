//! An upload in parts, several at a time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use civis_core::transfer::{SignedUrl, Source};
use civis_core::{Call, ErrorKind, Location, Request, Result, Session, support};
use http::Method;
use serde_json::Value;

use super::Prepared;
use super::content::OpenContent;
use super::part_plan::PartPlan;
use crate::files::data::Data;
use crate::files::records::{Created, File};
use crate::files::workers::{self, Failed};
use crate::progress::PartMeter;

pub(super) fn send(
    upload: &Prepared<'_, '_>,
    content: OpenContent<'_>,
    plan: PartPlan,
) -> Result<i64> {
    let operation = "files.post_multipart";
    let mut request = Request::new(operation, Method::POST, "/files/multipart");
    upload.arguments.set(&mut request);
    request.set(Location::Field, "numParts", plan.count());
    let created = Call::<Created>::new(upload.session, request).send()?;
    let id = created.id;
    let id = id.ok_or_else(|| support::missing_field(operation, "id"))?;

    let sent = AtomicU64::new(0);
    let parts = urls(&created, plan.count()).and_then(|urls| {
        let sender = Sender {
            upload,
            id,
            plan,
            urls: &urls,
            queue: Queue::new(content, plan),
            sent: &sent,
            failed: Failed::default(),
        };
        sender.send_all()
    });
    parts.map_err(|error| {
        let (sent, count) = (sent.into_inner(), plan.count());
        let left = format!(
            "file {id} remains on the Platform, without content: {sent} of its {count} parts were sent"
        );
        support::with_advice(error, &left)
    })?;
    complete(upload.session, id, plan)?;
    Ok(id)
}

/// The URLs of the parts, as many as were asked for.
fn urls(created: &Created, count: u64) -> Result<Vec<SignedUrl>> {
    let urls = created.upload_urls.as_ref();
    let urls = urls.ok_or_else(|| support::missing_field("files.post_multipart", "uploadUrls"))?;
    if urls.len() as u64 != count {
        let message = format!(
            "files.post_multipart: the response has {} URLs for {count} parts",
            urls.len()
        );
        return Err(support::error(ErrorKind::Decode, message));
    }
    urls.iter().map(|url| SignedUrl::parse(url)).collect()
}

/// Joins the parts on the Platform.
fn complete(session: &Session, id: i64, plan: PartPlan) -> Result<()> {
    let request = Request::new(
        "files.post_multipart_complete",
        Method::POST,
        "/files/multipart/{id}/complete",
    );
    let request = request.with(Location::Path, "id", id);
    let Err(error) = Call::<Value>::new(session, request).send_raw() else {
        return Ok(());
    };
    if error.may_have_executed() && is_complete(session, id, plan.length()) {
        return Ok(());
    }
    let left =
        format!("file {id} remains on the Platform; its parts were sent but may not be joined");
    Err(support::with_advice(error, &left))
}

/// Whether the file has its content, for a request to complete it whose response was lost.
fn is_complete(session: &Session, id: i64, length: u64) -> bool {
    File::fetch(session, id)
        .is_ok_and(|file| file.file_url.is_some() && file.length() == Some(length))
}

/// The parts that are still to be sent.
struct Queue<'a>(Mutex<Remaining<'a>>);

struct Remaining<'a> {
    content: OpenContent<'a>,
    plan: PartPlan,
    next: u64,
}

/// A part, and where it is in the data.
struct Part {
    index: u64,
    data: Data,
    offset: u64,
    length: u64,
}

impl<'a> Queue<'a> {
    fn new(content: OpenContent<'a>, plan: PartPlan) -> Self {
        let next = 0;
        Self(Mutex::new(Remaining {
            content,
            plan,
            next,
        }))
    }

    /// Takes the next part. One of a reader is read and stored, while other threads wait for theirs.
    fn take(&self) -> Result<Option<Part>> {
        let mut remaining = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Remaining {
            content,
            plan,
            next,
        } = &mut *remaining;
        let index = *next;
        if index == plan.count() {
            return Ok(None);
        }
        // Also if it fails: nobody else reads on behind a gap.
        *next += 1;
        let (offset, length) = plan.part(index);
        let (data, offset) = match content {
            OpenContent::Data(data) => (data.clone(), offset),
            OpenContent::Stream(stream) => {
                let data = stream.next(length)?;
                if *next == plan.count() {
                    stream.check_end()?;
                }
                (data, 0)
            }
        };
        Ok(Some(Part {
            index,
            data,
            offset,
            length,
        }))
    }
}

/// What all threads share.
struct Sender<'w, 's, 'a, 'c> {
    upload: &'w Prepared<'s, 'a>,
    id: i64,
    plan: PartPlan,
    urls: &'w [SignedUrl],
    queue: Queue<'c>,
    /// The number of parts that were sent.
    sent: &'w AtomicU64,
    failed: Failed,
}

impl Sender<'_, '_, '_, '_> {
    fn send_all(&self) -> Result<()> {
        let count = usize::try_from(self.plan.count()).unwrap_or(usize::MAX);
        let threads = self.upload.arguments.threads.min(count);
        workers::run(threads, &self.failed, || self.send_next())
    }

    /// Sends parts until there are none.
    fn send_next(&self) -> Result<()> {
        while !self.failed.is_set()
            && let Some(part) = self.queue.take()?
        {
            self.send(&part).map_err(|error| {
                let (number, count) = (part.index + 1, self.plan.count());
                let context = format!("part {number} of {count} of file {}", self.id);
                support::with_context(error, &context)
            })?;
            self.sent.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }

    fn send(&self, part: &Part) -> Result<()> {
        let meter = PartMeter::new(self.upload.meter);
        let checksum = self.upload.arguments.checksum();
        let source = Source::from_fn(part.length, || {
            let section = part.data.section(part.offset, part.length);
            let summed = checksum.attempt(self.failed.guard(section));
            Ok(Box::new(meter.attempt(summed)))
        });
        // There are as many URLs as parts.
        let url = &self.urls[part.index as usize];
        let stored = self.upload.session.put_signed(url, source).send()?;
        checksum.check(&stored.headers)
    }
}
