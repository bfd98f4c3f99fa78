//! Calls of operations that are chosen at run time, by name.

use civis_spec::{HttpMethod, Operation, Paging, Spec};
use http::Method;
use serde_json::{Map, Value};

use crate::call::Call;
use crate::call::listing::{ListCall, NextPage};
use crate::call::pages::PagedCall;
use crate::error::Error;
use crate::request::{Location, Request, Style};
use crate::session::Session;

impl Session {
    /// Creates a call of an operation by name, for programs that choose the operation
    /// at run time.
    ///
    /// `resource` and `method` are the names of the official Python client. Arguments
    /// go by the names of that client or by those of the specification. The request is
    /// the same as that of the typed call.
    ///
    /// ```
    /// use civis_core::Session;
    /// use civis_spec::Spec;
    /// use serde_json::json;
    ///
    /// # let file = br#"{"swagger": "2.0", "info": {}, "paths": {"/jobs/{id}": {"get": {
    /// #     "parameters": [{"name": "id", "in": "path", "type": "integer", "required": true}],
    /// #     "responses": {"200": {}}}}}}"#;
    /// let spec = Spec::from_slice(file).expect("a specification");
    /// let session = Session::new("my-api-key")?;
    /// let arguments = json!({"id": 5}).as_object().cloned().unwrap_or_default();
    /// let call = session.call(&spec, "jobs", "get", &arguments)?;
    /// assert_eq!(call.request().path(), "/jobs/{id}");
    ///
    /// let error = session.call(&spec, "jobs", "gett", &arguments).unwrap_err();
    /// assert!(error.to_string().contains("did you mean `get`?"));
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the resource
    /// or the method does not exist, or if arguments are missing, unknown, or of the
    /// wrong type. The error names all of them.
    pub fn call(
        &self,
        spec: &Spec,
        resource: &str,
        method: &str,
        arguments: &Map<String, Value>,
    ) -> Result<Call<Value>, Error> {
        let (request, _) = request(spec, resource, method, arguments)?;
        Ok(Call::new(self, request))
    }

    /// Creates a call as [`call`](Self::call) does, of a list that comes in pages.
    ///
    /// # Errors
    /// Those of [`call`](Self::call), and if the operation does not take `limit` and
    /// `page_num`.
    pub fn call_pages(
        &self,
        spec: &Spec,
        resource: &str,
        method: &str,
        arguments: &Map<String, Value>,
    ) -> Result<PagedCall<Value>, Error> {
        let (request, operation) = request(spec, resource, method, arguments)?;
        if operation.paged {
            Ok(PagedCall::new(self, request))
        } else {
            let message = "is not a parameter: the list does not come in pages";
            Err(Error::invalid_request(
                request.operation(),
                "page_num",
                message,
            ))
        }
    }

    /// Creates a call as [`call`](Self::call) does, of a list of another service than the
    /// Platform that comes in pages. The pages and items are those of the typed call.
    ///
    /// ```no_run
    /// use civis_core::Session;
    /// use civis_spec::Spec;
    ///
    /// let spec = Spec::from_slice(&std::fs::read("pets.json")?)?;
    /// let session = Session::builder().base_url("https://pets.test").api_key("my-key").build()?;
    /// for pet in session.call_list(&spec, "pets", "list", &serde_json::Map::new())? {
    ///     println!("{}", pet?["name"]);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`call`](Self::call), and if it is neither found in the specification nor
    /// declared (`ReadOptions::paging`) how the response comes in pages.
    pub fn call_list(
        &self,
        spec: &Spec,
        resource: &str,
        method: &str,
        arguments: &Map<String, Value>,
    ) -> Result<ListCall<Value>, Error> {
        let (request, operation) = request(spec, resource, method, arguments)?;
        match &operation.paging {
            Some(paging) => {
                let items = paging.items.clone().unwrap_or_default();
                let call = ListCall::new(self, request);
                Ok(call.follow(NextPage::from(paging)).items(items))
            }
            None => Err(Error::no_list(request.operation())),
        }
    }
}

/// What leads to the next page, as a specification says it.
impl From<&Paging> for NextPage {
    fn from(paging: &Paging) -> Self {
        let counted = |mut next: Self, size: Option<String>, first: Option<u64>| {
            if let Some(first) = first {
                next = next.first(first);
            }
            match size {
                Some(size) => next.size(size),
                None => next,
            }
        };
        let next = match paging.next.clone() {
            civis_spec::NextPage::Page {
                parameter,
                size,
                first,
            } => counted(Self::page(parameter), size, first),
            civis_spec::NextPage::Offset {
                parameter,
                size,
                first,
            } => counted(Self::offset(parameter), size, first),
            civis_spec::NextPage::Cursor {
                parameter,
                property,
            } => Self::cursor(parameter, property),
            civis_spec::NextPage::Url { property } => Self::url(property),
            _ => Self::link(),
        };
        match &paging.more {
            Some(more) => next.more(more.clone()),
            None => next,
        }
    }
}

/// The request of an operation, and the operation.
fn request<'s>(
    spec: &'s Spec,
    resource: &str,
    method: &str,
    arguments: &Map<String, Value>,
) -> Result<(Request, &'s Operation), Error> {
    let name = format!("{resource}.{method}");
    let (_, operation) = spec
        .operation(resource, method)
        .map_err(|error| Error::unknown_operation(&name, &error))?;
    let request = Request::of_operation(name, spec, operation, arguments)?;
    Ok((request, operation))
}

impl Request {
    /// Creates the request of an operation that was chosen at run time, as
    /// [`Session::call`] does.
    ///
    /// `name` is what errors and log events show (`scripts.post_sql`). Arguments go by the
    /// names of the official client or by those of the specification.
    ///
    /// ```
    /// use civis_core::Request;
    /// use civis_spec::Spec;
    /// use serde_json::json;
    ///
    /// let spec = Spec::from_slice(br#"{"swagger": "2.0", "info": {}, "paths": {"/jobs/{id}": {"get": {
    ///     "parameters": [{"name": "id", "in": "path", "type": "integer", "required": true}],
    ///     "responses": {"200": {}}}}}}"#).expect("a specification");
    /// let operation = &spec.resources[0].operations[0];
    /// let arguments = json!({"id": 5}).as_object().cloned().unwrap_or_default();
    /// let request = Request::of_operation("jobs.get", &spec, operation, &arguments)?;
    /// assert_eq!(request.parts()?.path, "/jobs/5");
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if arguments are
    /// missing, unknown, or of the wrong type. The error names all of them.
    pub fn of_operation(
        name: impl Into<String>,
        spec: &Spec,
        operation: &Operation,
        arguments: &Map<String, Value>,
    ) -> Result<Self, Error> {
        let name = name.into();
        let arguments = spec
            .arguments(operation, arguments)
            .map_err(|errors| Error::invalid_arguments(&name, &errors))?;
        let method = http_method(operation.http_method);
        let mut request = Request::new(name, method, spec.full_path(operation));
        if let Some(media_type) = &operation.content_type {
            request.set_content_type(media_type.clone());
        }
        if let Some(accept) = &operation.accept {
            request.set_accept(accept.clone());
        }
        if spec.omits_empty_body(operation) {
            request.omit_empty_body();
        }
        for (parameter, value) in arguments {
            request.set_styled(
                location(parameter.location),
                style(parameter.style),
                parameter.wire.clone(),
                value.clone(),
            );
            if parameter.secret {
                request.mark_secret(location(parameter.location), &parameter.wire);
            }
        }
        Ok(request)
    }
}

fn http_method(method: HttpMethod) -> Method {
    match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Post => Method::POST,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Trace => Method::TRACE,
    }
}

fn location(location: civis_spec::Location) -> Location {
    match location {
        civis_spec::Location::Path => Location::Path,
        civis_spec::Location::Query => Location::Query,
        civis_spec::Location::Header => Location::Header,
        civis_spec::Location::Cookie => Location::Cookie,
        civis_spec::Location::Field => Location::Field,
        civis_spec::Location::Body => Location::Body,
        civis_spec::Location::Form => Location::Form,
        civis_spec::Location::Multipart => Location::Multipart,
    }
}

fn style(style: civis_spec::Style) -> Style {
    match style {
        civis_spec::Style::Default => Style::Default,
        civis_spec::Style::Joined { outer, inner } => Style::Joined { outer, inner },
        civis_spec::Style::Repeated { inner } => Style::Repeated { inner },
        civis_spec::Style::Deep => Style::Deep,
        civis_spec::Style::Json => Style::Json,
    }
}

#[cfg(test)]
mod tests {
    use civis_spec::{Paging, Spec};
    use serde_json::{Map, Value, json};

    use super::request;
    use crate::call::listing::NextPage;

    #[test]
    fn each_argument_is_sent_where_and_as_its_parameter_says() {
        let list = |place: &str, name: &str, style: &str| {
            let items = json!({"type": "array", "items": {"type": "string"}});
            let explode = style == "form" || style == "deepObject";
            json!({"in": place, "name": name, "style": style, "explode": explode, "schema": items})
        };
        let mut tag = list("query", "tag", "deepObject");
        tag["schema"] = json!({"type": "object"});
        let mut id = list("path", "id", "simple");
        id["required"] = true.into();
        let parameters = json!([
            id,
            list("query", "each", "form"),
            list("query", "joined", "pipeDelimited"),
            list("header", "X-List", "simple"),
            list("cookie", "c", "form"),
            tag,
        ]);
        let get = json!({"parameters": parameters, "responses": {"200": {}}});
        let document =
            json!({"openapi": "3.0.0", "info": {}, "paths": {"/things/{id}": {"get": get}}});
        let spec = Spec::from_slice(document.to_string().as_bytes()).expect("a specification");
        let two = ["a", "b"];
        let arguments = json!({"id": two, "each": two, "joined": two, "X-List": two, "c": ["d"], "tag": {"k": "v"}});
        let arguments = arguments.as_object().expect("an object");
        let (request, _) = request(&spec, "things", "get", arguments).expect("a request");
        let parts = request.parts().expect("parts");
        assert_eq!(parts.path, "/things/a%2Cb");
        assert_eq!(parts.query, "each=a&each=b&joined=a%7Cb&tag%5Bk%5D=v");
        assert_eq!(parts.headers["x-list"], "a,b");
        assert_eq!(parts.headers["cookie"], "c=d");
    }

    #[test]
    fn the_next_page_is_what_the_specification_says() {
        use civis_spec::NextPage as Declared;
        let page = |first| Declared::Page {
            parameter: "page".to_owned(),
            size: Some("size".to_owned()),
            first,
        };
        let offset = |size| Declared::Offset {
            parameter: "start".to_owned(),
            size,
            first: None,
        };
        let cursor = Declared::Cursor {
            parameter: "after".to_owned(),
            property: "meta.next".to_owned(),
        };
        let url = Declared::Url {
            property: "next".to_owned(),
        };
        let next_page = |next: Declared, more: Option<&str>| {
            NextPage::from(&Paging {
                items: None,
                next,
                more: more.map(str::to_owned),
            })
        };
        for (declared, expected) in [
            (page(Some(0)), NextPage::page("page").size("size").first(0)),
            (page(None), NextPage::page("page").size("size")),
            (offset(None), NextPage::offset("start")),
            (
                offset(Some("count".to_owned())),
                NextPage::offset("start").size("count"),
            ),
            (cursor, NextPage::cursor("after", "meta.next")),
            (url, NextPage::url("next")),
            (Declared::Link, NextPage::link()),
        ] {
            assert_eq!(next_page(declared.clone(), None), expected);
            assert_eq!(next_page(declared, Some("more")), expected.more("more"));
        }
    }

    /// The body of `POST /things` without arguments.
    fn empty_body(mut document: Value, operation: Value) -> Option<Vec<u8>> {
        document["paths"] = json!({"/things": {"post": operation}});
        let spec = Spec::from_slice(document.to_string().as_bytes()).expect("a specification");
        let (request, _) = request(&spec, "things", "post", &Map::new()).expect("a request");
        request.parts().expect("parts").body
    }

    #[test]
    fn only_platform_calls_send_an_undeclared_empty_body() {
        let bare = || json!({"responses": {"204": {}}});
        let swagger = |info: Value| json!({"swagger": "2.0", "info": info});
        let object = Some(b"{}".to_vec());
        let platform = swagger(json!({"title": "Civis Analytics API"}));
        assert_eq!(empty_body(platform, bare()), object);
        for host in ["api.civisanalytics.com", "api.civisanalytics.com:443"] {
            let mut platform = swagger(json!({}));
            platform["host"] = json!(host);
            assert_eq!(empty_body(platform, bare()), object);
        }
        for host in [
            "pets.test",
            "api.civisanalytics.com.pets.test",
            "notcivisanalytics.com",
        ] {
            let mut other = swagger(json!({"title": "Pets"}));
            other["host"] = json!(host);
            assert_eq!(empty_body(other, bare()), None);
        }
        // A form without fields is not JSON.
        let form = json!({"name": "a", "in": "formData", "type": "string"});
        let form = json!({"parameters": [form], "responses": {"204": {}}});
        assert_eq!(empty_body(swagger(json!({})), form), None);
        // A declared object is sent.
        let schema = json!({"type": "object", "properties": {"name": {"type": "string"}}});
        let body = json!({"name": "body", "in": "body", "schema": schema});
        let declared = json!({"parameters": [body], "responses": {"204": {}}});
        assert_eq!(empty_body(swagger(json!({})), declared), object);
    }
}
