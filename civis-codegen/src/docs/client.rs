//! The doc comment of the client, where the documentation of the generated code begins.

use std::fmt::Write as _;

use civis_spec::{Credentials, Method, Operation, Resource, Spec};

use super::attribute;
use super::call;
use super::markdown::{code, escape, one_line};
use crate::client_name::ClientName;
use crate::code::Code;
use crate::parameter::split;

/// Where the guide is, as docs.rs shows it. The generated code cannot link to it by its path:
/// the user's crate may have another name for `civis`.
const GUIDE: &str = "https://docs.rs/civis/latest/civis/guide/";

/// The doc comment of the client: what it is, how to create it, and a first call.
pub(crate) fn introduction(spec: &Spec, name: &ClientName) -> Code {
    let service = match spec.title.is_empty() {
        true => "the service".to_owned(),
        false => escape(&one_line(&spec.title)),
    };
    let version = escape(&one_line(&spec.version));
    let mut doc = format!(
        "A client for {service} (version {version} of the specification).\n\n\
         Each field is a resource, with a method for each of its operations. A method returns a \
         call. Set its optional parameters, and send it:\n\n\
         ```text\n"
    );
    if spec.is_platform() {
        let _ = writeln!(doc, "let client = {name}::from_env()?;");
    } else {
        doc.push_str(&session(spec, name));
    }
    if let Some((resource, operation, method)) = first_call(spec) {
        doc.push_str(&call::rust(resource, operation, method));
        doc.push('\n');
    }
    doc.push_str("```\n\n");
    if !spec.is_platform() && !spec.security_schemes.is_empty() {
        doc.push_str(
            "The specification declares these credentials, each with the method of \
             `Session::builder()` that sets it:\n",
        );
        for scheme in &spec.security_schemes {
            let method = code(&setting(&scheme.credentials));
            let _ = write!(doc, "- {}: {method}", code(&scheme.name));
            if let Some(description) = &scheme.description {
                let _ = write!(doc, ": {}", escape(&one_line(description)));
            }
            doc.push('\n');
        }
        doc.push('\n');
    }
    let _ = write!(doc, "The [guide]({GUIDE}) explains the rest.");
    if let Some(warnings) = warnings(spec) {
        doc.push_str("\n\n");
        doc.push_str(&warnings);
    }
    attribute(&doc)
}

/// How a client of a server other than the Platform is made.
fn session(spec: &Spec, name: &ClientName) -> String {
    let host = one_line(spec.host.as_deref().unwrap_or("…"));
    let credentials = spec.security_schemes.first().map(|one| &one.credentials);
    let setting = credentials.map_or("anonymous()".to_owned(), setting);
    format!(
        "let session = civis::Session::builder()\n    .base_url({:?})\n    .{setting}\n    \
         .build()?;\nlet client = {name}::from(session);\n",
        format!("https://{host}")
    )
}

/// The call of a method of the session's builder.
fn setting(credentials: &Credentials) -> String {
    let named = |method: &str, name: &str| format!("{method}({:?}, \"…\")", one_line(name));
    match credentials {
        Credentials::Basic => "basic_auth(\"…\", \"…\")".to_owned(),
        Credentials::Bearer => "bearer_token(\"…\")".to_owned(),
        Credentials::Authorization(scheme) => {
            format!("authorization({:?})", format!("{} …", one_line(scheme)))
        }
        Credentials::Header(name) if name.eq_ignore_ascii_case("authorization") => {
            "authorization(\"…\")".to_owned()
        }
        Credentials::Header(name) => named("secret_header", name),
        Credentials::Query(name) => named("secret_query", name),
        Credentials::Cookie(name) => named("secret_cookie", name),
        _ => "authorization(\"…\")".to_owned(),
    }
}

/// How many problems of the specification the doc comment lists. It counts the others.
const SHOWN: usize = 20;

/// What of the specification could not be resolved.
fn warnings(spec: &Spec) -> Option<String> {
    let count = spec.warnings.len();
    let warnings = spec.warnings.iter().take(SHOWN).map(|problem| {
        let message = escape(&one_line(&problem.message));
        format!("- {}: {message}", code(&problem.pointer))
    });
    let mut list = warnings.collect::<Vec<_>>().join("\n");
    if count > SHOWN {
        list.push_str(&format!("\n- and {} more", count - SHOWN));
    }
    (count > 0).then(|| {
        format!(
            "# Problems of the specification\n\nNot everything in it can be resolved:\n\n{list}"
        )
    })
}

/// The first operation that reads, if possible without arguments.
fn first_call(spec: &Spec) -> Option<(&Resource, &Operation, &Method)> {
    let operations = spec.resources.iter().flat_map(|resource| {
        let operations = resource.operations.iter();
        operations.filter_map(move |one| Some((resource, one, one.methods.first()?)))
    });
    operations.min_by_key(|(_, one, _)| {
        let reads = one.http_method == civis_spec::HttpMethod::Get;
        (!reads, split(one).0.len())
    })
}
