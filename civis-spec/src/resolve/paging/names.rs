//! The names that are in use for pages, in snake case.

/// Properties that hold the items of a page.
pub(super) const ITEMS: &[&str] = &[
    "items",
    "results",
    "data",
    "content",
    "value",
    "values",
    "records",
    "entries",
    "objects",
    "rows",
    "list",
    "nodes",
    "resources",
];

/// Properties that hold an object with the items.
pub(super) const ENVELOPES: &[&str] = &[
    "data", "result", "results", "response", "payload", "body", "content", "embedded",
];

/// Properties that hold an object with what is known about the page.
pub(super) const INFOS: &[&str] = &[
    "meta",
    "metadata",
    "pagination",
    "paging",
    "page",
    "page_info",
    "info",
    "links",
    "cursors",
    "response_metadata",
];

/// Lists that are not the items of a page.
pub(super) const NO_ITEMS: &[&str] = &["errors", "warnings", "messages", "links"];

/// Properties that only a page of a list has.
pub(super) const MARKS: &[&str] = &[
    "count",
    "total",
    "total_count",
    "total_items",
    "total_elements",
    "total_results",
    "total_pages",
    "page",
    "pages",
    "page_size",
    "per_page",
    "size",
    "limit",
    "offset",
    "next",
    "previous",
    "prev",
    "has_more",
    "has_next",
    "has_next_page",
    "next_cursor",
    "next_page",
    "next_page_token",
    "next_token",
    "next_link",
    "next_url",
    "odata_next_link",
    "end_cursor",
    "cursor",
    "pagination",
    "paging",
    "page_info",
];

/// Properties with the value for the next page, and parameters that take it.
pub(super) const CURSORS: &[&str] = &[
    "next_cursor",
    "next_page_token",
    "next_token",
    "continuation_token",
    "next_page",
    "end_cursor",
    "cursor",
    "next",
    "after",
];
pub(super) const CURSOR_PARAMETERS: &[&str] = &[
    "cursor",
    "page_token",
    "next_token",
    "continuation_token",
    "next_cursor",
    "page_cursor",
    "after",
    "starting_after",
    "marker",
];

/// Properties with the URL of the next page.
pub(super) const URLS: &[&str] = &[
    "next_link",
    "next_url",
    "next_uri",
    "next_page_url",
    "odata_next_link",
];

/// Properties that are false on the last page.
pub(super) const MORES: &[&str] = &["has_more", "has_next", "has_next_page", "more"];

/// Properties that lead to the page before. Beside one of them, `next` is a URL.
pub(super) const PREVIOUS: &[&str] = &["previous", "prev"];

pub(super) const OFFSETS: &[&str] = &["offset", "skip", "start_index"];
pub(super) const PAGES: &[&str] = &["page", "page_number", "page_num", "page_no", "page_index"];
pub(super) const SIZES: &[&str] = &[
    "limit",
    "size",
    "page_size",
    "per_page",
    "page_limit",
    "count",
    "take",
    "top",
    "max_results",
];

pub(super) fn is_one_of(wire: &str, names: &[&str]) -> bool {
    names.contains(&&*snake(wire))
}

/// A name in snake case, without the characters that begin the names of some services.
pub(super) fn snake(wire: &str) -> String {
    let name = wire.trim_start_matches(['$', '_', '@']);
    crate::snake_case::snake_case(name).replace(['-', '.', ':'], "_")
}
