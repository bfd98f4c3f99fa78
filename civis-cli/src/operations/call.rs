//! Sends the request of an operation, goes through its pages, and writes the result.

use civis::{PagedCall, Request};
use civis_spec::{Spec, Type};
use serde_json::Value;

use super::arguments::Arguments;
use super::dry_run;
use super::grammar::{self, Control};
use super::names::{self, OperationNames};
use crate::context::Context;
use crate::error::Error;
use crate::output::Format;

/// A call of an operation, ready to be sent.
#[derive(Debug)]
pub(crate) struct Call {
    request: Request,
    control: Control,
    is_paged: bool,
    /// The fields of the response, in the order of the specification.
    columns: Vec<String>,
    notes: Vec<String>,
    /// The call in Rust.
    rust: String,
}

impl Call {
    pub(super) fn new(
        spec: &Spec,
        resource: &str,
        named: &OperationNames<'_>,
        arguments: Arguments,
        control: Control,
    ) -> Result<Self, Error> {
        let operation = named.operation;
        let name = format!("{}.{}", names::dashed(resource), named.command);
        let rust = dry_run::rust(spec, resource, named, &arguments.values, control.all);
        let mut notes = arguments.notes;
        notes.extend(grammar::deprecation(named).map(|note| format!("note: {note}")));
        let item = match &operation.response {
            Some(Type::List(item)) => Some(&**item),
            response => response.as_ref(),
        };
        let fields = item.map_or(&[][..], |item| grammar::fields(spec, item));
        Ok(Self {
            request: Request::of_operation(name, spec, operation, &arguments.values)?,
            control,
            is_paged: operation.paged,
            columns: fields.iter().map(|field| field.wire.clone()).collect(),
            notes,
            rust,
        })
    }

    /// Adds a note for the user, shown before the request is sent.
    pub(crate) fn add_note(&mut self, note: Option<&str>) {
        self.notes.extend(note.map(str::to_owned));
    }

    /// Sends the request, or shows it.
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        for note in &self.notes {
            context.note(note);
        }
        if let Some(form) = self.control.dry_run {
            return dry_run::show(context, &self.request, &self.rust, form);
        }
        let session = context.session()?;
        if self.control.all {
            let pages = PagedCall::<Value>::new(session, self.request.clone());
            return context.print_rows_with(&self.columns, pages.iter());
        }
        let call = civis::Call::<Value>::new(session, self.request.clone());
        if context.format() == Format::Raw {
            return context.print_bytes(call.send_raw()?.body());
        }
        let response = call.send()?;
        let pages = response.pagination();
        context.print_value_with(&self.columns, response.into_inner())?;
        if let (true, Some(page), Some(last)) =
            (self.is_paged, pages.current_page, pages.total_pages)
            && page < last
            && context.terminal().stdout()
        {
            context.note(&format!(
                "page {page} of {last}; `--all` goes through all of them"
            ));
        }
        Ok(())
    }
}
