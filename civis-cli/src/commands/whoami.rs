//! `civis whoami`: whose key this is.

use civis::http::Method;
use civis::{Call, Request};
use clap::Args;
use serde_json::Value;

use crate::context::Context;
use crate::error::Error;

/// Show whose key this is
#[derive(Args, Debug)]
pub(crate) struct Whoami {}

impl Whoami {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let session = context.session()?;
        let request = Request::new("users.get_me", Method::GET, "/users/me");
        let mut me = Call::<Value>::new(session, request).send_json()?;
        let mut shown = serde_json::Map::new();
        for field in ["id", "name", "email", "username"] {
            shown.insert(field.to_owned(), me[field].take());
        }
        shown.insert("endpoint".to_owned(), session.base_url().into());
        let columns = ["id", "username", "name", "email", "endpoint"].map(str::to_owned);
        context.print_value_with(&columns, Value::Object(shown))
    }
}
