//! Proxies from the environment and from settings.

use std::ffi::OsString;

use civis_core::transport::{Settings, Transport};
use civis_core::{ErrorKind, RetryPolicy, Session};
use http::Method;
use rcgen::CertificateParams;

use crate::support::relay::{Protocol, Relay};
use crate::support::server::{Server, Step, http_response, ok};
use crate::support::tls::{TlsServer, self_signed};
use crate::support::{
    BASIC, Backend, KEY, bare_session, for_each_backend, get, send, unreachable_url,
};

for_each_backend!(
    a_proxy_from_the_environment_tunnels_https,
    a_proxy_for_https_is_not_used_for_http,
    a_host_in_no_proxy_is_connected_directly,
    an_invalid_variable_is_a_configuration_error,
    a_variable_for_another_scheme_is_ignored,
    loopback_bypasses_the_proxy_from_the_environment,
    a_remote_proxy_is_not_used_for_loopback,
    a_socks_proxy_tunnels_https,
    a_wrong_proxy_password_is_not_retried,
    a_407_of_an_http_proxy_is_not_retried,
    a_tunnel_that_is_refused_is_not_retried,
);

/// Settings with these variables in the environment.
fn with(variables: &[(&'static str, String)]) -> Settings {
    let variables = variables.to_vec();
    Settings::default().environment(move |name| {
        let found = variables.iter().find(|(one, _)| *one == name);
        found.map(|(_, value)| OsString::from(value))
    })
}

/// A TLS server that is `civis.test`, and its certificate in PEM.
fn civis_test() -> (TlsServer, String) {
    let params = CertificateParams::new(["civis.test".to_owned()]).expect("parameters");
    let (pem, config) = self_signed(&params);
    (TlsServer::new(config, ok()), pem)
}

fn session(base: &str, transport: Box<dyn Transport>) -> Session {
    bare_session(base)
        .allow_http_to("civis.test")
        .transport(transport)
        .retry(RetryPolicy::default().max_retries(1))
        .build()
        .expect("a session")
}

fn a_proxy_from_the_environment_tunnels_https(backend: Backend) {
    let (server, pem) = civis_test();
    let relay = Relay::new(Protocol::Connect, server.address);
    let proxy = format!("http://us%40er:p%3Aa%2Fss@{}", relay.address);
    for variables in [
        vec![("https_proxy", proxy.clone())],
        vec![("HTTPS_PROXY", proxy.clone())],
        vec![("ALL_PROXY", proxy.clone())],
        vec![
            ("ALL_PROXY", "socks5://127.0.0.1:1".to_owned()),
            ("HTTP_PROXY", "http://127.0.0.1:1".to_owned()),
            ("http_proxy", "http://127.0.0.1:1".to_owned()),
            ("HTTPS_PROXY", proxy.clone()),
            (
                "NO_PROXY",
                "other.test, notcivis.test, civis.test:80".to_owned(),
            ),
        ],
    ] {
        let transport = backend.transport_with_proxy(with(&variables).root_certificates(&*pem));
        get(&session("https://civis.test", transport)).expect("a response");
        let head = relay.requests().pop().expect("a tunnel");
        assert!(
            head.starts_with("CONNECT civis.test:443 HTTP/1.1\r\n"),
            "{head}"
        );
        // `us@er:p:a/ss`
        let credentials = "proxy-authorization: basic dxnazxi6cdphl3nz\r\n";
        assert!(head.to_lowercase().contains(credentials), "{head}");
        assert!(!head.contains(BASIC), "{head}");
    }
    assert_eq!((relay.requests().len(), server.heads().len()), (4, 4));
    assert!(server.heads().iter().all(|head| head.contains(BASIC)));
}

fn a_proxy_for_https_is_not_used_for_http(backend: Backend) {
    let proxy = Server::always(ok());
    for name in ["https_proxy", "HTTPS_PROXY", "HTTP_PROXY"] {
        let transport = backend.transport_with_proxy(with(&[(name, proxy.url())]));
        get(&session("http://civis.test", transport)).expect_err("no such host");
    }
    assert_eq!(proxy.connections(), 0);
}

fn a_host_in_no_proxy_is_connected_directly(backend: Backend) {
    let proxy = Server::always(ok());
    for list in ["other.test, civis.test", ".test", "*", "civis.test:443"] {
        let variables = [("https_proxy", proxy.url()), ("NO_PROXY", list.to_owned())];
        let transport = backend.transport_with_proxy(with(&variables));
        let error = get(&session("https://civis.test", transport)).expect_err("no such host");
        assert_eq!(error.kind(), ErrorKind::Connect, "{list}: {error}");
    }
    assert_eq!(proxy.connections(), 0);
}

fn an_invalid_variable_is_a_configuration_error(backend: Backend) {
    for (name, value) in [
        ("HTTPS_PROXY", "garbage::::"),
        ("https_proxy", " http://sesame:3128"),
        ("http_proxy", "ftp://sesame"),
        ("ALL_PROXY", "http://user:sesame@"),
    ] {
        let error = backend
            .try_transport(&with(&[(name, value.to_owned())]))
            .expect_err("a failure");
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let text = error.to_string();
        assert!(text.starts_with(name) && !text.contains("sesame"), "{text}");
    }
}

fn a_variable_for_another_scheme_is_ignored(backend: Backend) {
    let shadowed = [
        ("all_proxy", "garbage::::".to_owned()),
        ("https_proxy", "http://127.0.0.1:1".to_owned()),
        ("http_proxy", "http://127.0.0.1:1".to_owned()),
        ("HTTP_PROXY", "garbage::::".to_owned()),
    ];
    assert!(backend.try_transport(&with(&shadowed)).is_ok());
    assert!(
        backend
            .try_transport(&with(&[("HTTPS_PROXY", String::new())]))
            .is_ok()
    );
    let settings = with(&[("HTTPS_PROXY", "garbage::::".to_owned())]);
    assert!(backend.try_transport(&settings.clone().no_proxy()).is_ok());
    assert!(
        backend
            .try_transport(&settings.proxy("http://127.0.0.1:1"))
            .is_ok()
    );
}

fn loopback_bypasses_the_proxy_from_the_environment(backend: Backend) {
    let (proxy, server) = (Server::always(ok()), Server::always(ok()));
    let proxies = [
        ("http_proxy", proxy.url()),
        ("https_proxy", proxy.url()),
        ("all_proxy", proxy.url()),
    ];
    let transport = backend.transport_with_proxy(with(&proxies));
    get(&session(&server.url(), transport)).expect("a response");
    let port = server.url().rsplit(':').next().map(str::to_owned);
    let localhost = format!("http://localhost:{}", port.expect("a port"));
    let transport = backend.transport_with_proxy(with(&proxies));
    get(&session(&localhost, transport)).expect("a response");
    // The default transport of a session, with its environment.
    let builder = Session::builder().api_key(KEY).base_url(server.url());
    let own = builder.environment(move |name| {
        let found = proxies.iter().find(|(one, _)| *one == name);
        found.map(|(_, value)| OsString::from(value))
    });
    get(&own.build().expect("a session")).expect("a response");
    assert_eq!((proxy.connections(), server.requests().len()), (0, 3));
}

#[test]
fn a_session_uses_the_proxy_of_its_own_environment() {
    let proxy = Server::always(ok());
    let url = proxy.url();
    let session = bare_session("http://civis.test").allow_http_to("civis.test");
    let session = session.environment(move |name| (name == "http_proxy").then(|| (&*url).into()));
    get(&session.build().expect("a session")).expect("a response");
    assert_eq!(proxy.connections(), 1);
}

fn a_remote_proxy_is_not_used_for_loopback(backend: Backend) {
    let server = Server::always(ok());
    // The name belongs to another machine, which cannot be reached.
    let transport =
        backend.transport_with_proxy(Settings::default().proxy("http://proxy.invalid:3128"));
    get(&session(&server.url(), transport)).expect("a response");
    // A loopback proxy is used, since it is for debugging.
    let relay = Server::new(|_, request| match &*request.method {
        "CONNECT" => Step::Respond(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
        _ => Step::Respond(ok()),
    });
    let transport = backend.transport_with_proxy(Settings::default().proxy(relay.url()));
    get(&session(&server.url(), transport)).expect("a response");
    assert_eq!((relay.connections(), server.requests().len()), (1, 1));
}

fn a_socks_proxy_tunnels_https(backend: Backend) {
    let (server, pem) = civis_test();
    for (protocol, user) in [
        (Protocol::Socks5(None), ""),
        (Protocol::Socks5(Some("us er:pass")), "us%20er:pass@"),
    ] {
        let relay = Relay::new(protocol, server.address);
        let proxy = format!("socks5h://{user}{}", relay.address);
        let transport =
            backend.transport_with_proxy(with(&[("ALL_PROXY", proxy)]).root_certificates(&*pem));
        get(&session("https://civis.test", transport)).expect("a response");
        assert_eq!(relay.requests(), ["civis.test:443"]);
    }
}

fn a_wrong_proxy_password_is_not_retried(backend: Backend) {
    let (server, pem) = civis_test();
    let relay = Relay::new(Protocol::Socks5(Some("user:tulip")), server.address);
    let proxy = format!("socks5h://user:crocus@{}", relay.address);
    let transport =
        backend.transport_with_proxy(with(&[("ALL_PROXY", proxy)]).root_certificates(&*pem));
    let error = get(&session("https://civis.test", transport)).expect_err("a failure");
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Proxy, 1),
        "{error}"
    );
    assert_eq!(relay.only_request(), "a wrong password");
    assert!(!error.to_string().contains("crocus"), "{error}");

    let relay = Relay::new(Protocol::Socks5(Some("user:tulip")), server.address);
    let proxy = format!("socks5h://{}", relay.address);
    let transport = backend.transport_with_proxy(with(&[("ALL_PROXY", proxy)]));
    let error = get(&session("https://civis.test", transport)).expect_err("a failure");
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Proxy, 1),
        "{error}"
    );
    assert_eq!(relay.only_request(), "no password");
}

fn a_407_of_an_http_proxy_is_not_retried(backend: Backend) {
    let proxy = Server::always(http_response(407, &[("Proxy-Authenticate", "Basic")], ""));
    let transport = backend.transport_with_proxy(with(&[("http_proxy", proxy.url())]));
    let error = send(&session("http://civis.test", transport), &Method::GET);
    let error = error.expect_err("a failure");
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Proxy, 1),
        "{error}"
    );
    assert_eq!(proxy.requests().len(), 1);

    let unreachable = backend.transport_with_proxy(with(&[("http_proxy", unreachable_url())]));
    let error = send(&session("http://civis.test", unreachable), &Method::POST);
    let error = error.expect_err("a failure");
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Connect, 2),
        "{error}"
    );
}

fn a_tunnel_that_is_refused_is_not_retried(backend: Backend) {
    let denied = |status| http_response(status, &[("Proxy-Authenticate", "Basic")], "");
    for (response, advice) in [
        (denied(407), "set a valid user and password"),
        (denied(403), "the proxy responded"),
    ] {
        let proxy = Server::always(response);
        let transport = backend.transport_with_proxy(with(&[("https_proxy", proxy.url())]));
        let error = get(&session("https://civis.test", transport)).expect_err("a failure");
        assert_eq!(
            (error.kind(), error.attempts()),
            (ErrorKind::Proxy, 1),
            "{error}"
        );
        assert!(error.to_string().contains(advice), "{error}");
        assert_eq!(proxy.requests()[0].method, "CONNECT");
    }

    let proxy = Server::new(|_, _| Step::Close);
    let transport = backend.transport_with_proxy(with(&[("https_proxy", proxy.url())]));
    let error = get(&session("https://civis.test", transport)).expect_err("a failure");
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Connect, 2),
        "{error}"
    );
}
