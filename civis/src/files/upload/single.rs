//! An upload in one piece: a form that the store takes.

use civis_core::transfer::{Form, SignedUrl, Source, Stored};
use civis_core::{Call, Error, Request, Result, support};
use http::Method;

use super::Prepared;
use crate::files::checksum::Checksum;
use crate::files::data::Data;
use crate::files::records::Created;
use crate::progress::PartMeter;

const OPERATION: &str = "files.post";

/// The field that S3 wants first.
const KEY: &str = "key";

pub(super) fn send(upload: &Prepared<'_, '_>, data: &Data) -> Result<i64> {
    let mut request = Request::new(OPERATION, Method::POST, "/files");
    upload.arguments.set(&mut request);
    let created = Call::<Created>::new(upload.session, request).send()?;
    let id = created.id.ok_or_else(|| missing("id"))?;
    let checksum = upload.arguments.checksum();
    let stored = send_form(upload, data, &created, &checksum).map_err(|error| {
        let left = if error.may_have_executed() {
            "and may have its content"
        } else {
            "without content"
        };
        support::with_advice(error, &format!("file {id} remains on the Platform, {left}"))
    })?;
    checksum.check(&stored.headers).map_err(|error| {
        let left = format!("file {id} remains on the Platform, with this content");
        support::with_advice(error, &left)
    })?;
    Ok(id)
}

fn send_form(
    upload: &Prepared<'_, '_>,
    data: &Data,
    created: &Created,
    checksum: &Checksum,
) -> Result<Stored> {
    let url = created.upload_url.as_deref();
    let url = SignedUrl::parse(url.ok_or_else(|| missing("uploadUrl"))?)?;
    let fields = created.upload_fields.as_ref();
    let fields = fields.ok_or_else(|| missing("uploadFields"))?;
    let meter = PartMeter::new(upload.meter);
    let length = data.length();
    let source = Source::from_fn(length, || {
        let summed = checksum.attempt(data.section(0, length));
        Ok(Box::new(meter.attempt(summed)))
    });
    let key = fields.get_key_value(KEY).into_iter();
    let rest = fields.iter().filter(|(name, _)| *name != KEY);
    let mut form = Form::new().file(&upload.arguments.name, source);
    for (name, value) in key.chain(rest) {
        form = form.field(name, value);
    }
    upload.session.post_form_signed(&url, form).send()
}

fn missing(field: &str) -> Error {
    support::missing_field(OPERATION, field)
}
