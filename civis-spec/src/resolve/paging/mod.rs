//! Which operations return a page of a list, and what leads to the next page. That of the
//! Platform is a [fact](crate::model::Operation::paged); for others it is
//! [declared](declared), or [found](found).
//!
//! What is found follows from the names of properties and parameters that are in use for it:
//!
//! - The **items** are the response, if it is a list; else the list of an object that has a
//!   usual name for it, or is its only list. If it has none, they are a list of a usual name
//!   in an object of a usual name, as in `data.items`.
//! - Such an object is a **page** if it has a property that only a page has (`total`,
//!   `has_more`), also in an object beside the items (`meta.total`), or nothing but a list of a
//!   usual name.
//! - The **next page** is in the first of these that there is: a property that a parameter takes
//!   (`next_cursor`), a URL (`next` beside `previous`, `links.next`), a parameter that counts
//!   items or pages, the header `Link`.

mod declared;
mod found;
mod names;
mod page;

use crate::error::Problem;
use crate::model::{HttpMethod, Paging};
use crate::resolve::draft::Draft;
use crate::resolve::operations::ReadOperation;

/// Sets how the lists of a document come in pages: as it is declared, and else as it is found.
/// Returns the problems of the declarations.
pub(super) fn set(
    operations: &mut [ReadOperation],
    declared: &[Paging],
    drafts: &[Draft],
) -> Vec<Problem> {
    for read in &mut *operations {
        if read.operation.http_method == HttpMethod::Get {
            (read.is_list, read.operation.paging) =
                found::find(&read.operation, read.has_link, drafts);
        }
    }
    declared::apply(operations, declared, drafts)
}

/// The problems of declarations for the Platform's document.
pub(super) fn of_platform(declared: &[Paging]) -> Vec<Problem> {
    let message = "the lists of the Platform come in pages by `limit` and `page_num`, and need no \
                   declaration";
    let problem = |(index, _): (usize, &Paging)| Problem::of_paging(index, message);
    declared.iter().enumerate().map(problem).collect()
}
