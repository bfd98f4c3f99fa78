use std::ffi::OsString;

use http::Uri;
use proptest::prelude::*;

use super::url::ProxyUrl;
use super::{NoProxy, Proxies};

fn of(variables: &[(&str, &str)]) -> Result<Proxies, String> {
    Proxies::from_environment(&|name| {
        let found = variables.iter().find(|(one, _)| *one == name);
        found.map(|(_, value)| OsString::from(value))
    })
}

fn via(variables: &[(&str, &str)], url: &str) -> Option<String> {
    let proxies = of(variables).expect("proxies");
    let url: Uri = url.parse().expect("a URL");
    proxies.of(&url).map(ProxyUrl::reveal)
}

#[test]
fn each_scheme_uses_its_variables_in_the_order_of_curl() {
    let (http, https) = ("http://h.test/x", "https://h.test/x");
    for (variables, by_http, by_https) in [
        (&[][..], None, None),
        (&[("https_proxy", "http://a")], None, Some("http://a:80")),
        (&[("HTTPS_PROXY", "http://a")], None, Some("http://a:80")),
        (
            &[("HTTPS_PROXY", "http://b"), ("https_proxy", "http://a")],
            None,
            Some("http://a:80"),
        ),
        (
            &[("https_proxy", ""), ("HTTPS_PROXY", "http://a")],
            None,
            Some("http://a:80"),
        ),
        (&[("http_proxy", "http://a")], Some("http://a:80"), None),
        (&[("HTTP_PROXY", "http://a")], None, None),
        (&[("HTTP_PROXY", "garbage::::")], None, None),
        (
            &[("ALL_PROXY", "socks5://s"), ("HTTPS_PROXY", "http://a:8")],
            Some("socks5://s:1080"),
            Some("http://a:8"),
        ),
        (
            &[("ALL_PROXY", "http://b"), ("all_proxy", "a")],
            Some("http://a:80"),
            Some("http://a:80"),
        ),
    ] {
        assert_eq!(via(variables, http).as_deref(), by_http, "{variables:?}");
        assert_eq!(via(variables, https).as_deref(), by_https, "{variables:?}");
    }
}

#[test]
fn the_error_for_an_invalid_value_names_the_variable() {
    for name in [
        "https_proxy",
        "HTTPS_PROXY",
        "http_proxy",
        "all_proxy",
        "ALL_PROXY",
    ] {
        for value in [
            " http://sesame:3128",
            "http://sesame:3128 ",
            "http://sesame\n",
            "http://us er:sesame@h",
            "garbage::::",
            "http://",
            "http://:3128",
            "http://user:sesame@",
            "http://user:sesame@h:0",
            "http://user:sesame@h:99999",
            "http://user:sesame@h:+80",
            "http://user:sesame@h:80:80",
            "http://user:%ff@h",
            "http://[sesame]:80",
            "http://[127.0.0.1]:80",
            "http://[::1",
            "http://[::1]x",
            "http://h$",
            "ftp://user:sesame@h",
            "://h",
        ] {
            let error = of(&[(name, value)]).expect_err(value);
            assert!(error.starts_with(&format!("{name} ")), "{error}");
            assert!(!error.contains("sesame"), "{error}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_utf_8_is_an_error() {
    use std::os::unix::ffi::OsStringExt as _;
    let lookup = |name: &str| (name == "https_proxy").then(|| OsString::from_vec(vec![0xff]));
    let error = Proxies::from_environment(&lookup).expect_err("an error");
    assert_eq!(error, "https_proxy is not UTF-8");
}

#[test]
fn urls_are_parsed_like_curl_does() {
    for (given, expected) in [
        ("h", "http://h:80"),
        ("h:3128", "http://h:3128"),
        ("h:", "http://h:80"),
        ("user@h:3128", "http://user@h:3128"),
        ("HTTP://H.Test:3128/", "http://h.test:3128"),
        ("https://h", "https://h:443"),
        ("socks4://h", "socks4://h:1080"),
        ("socks://h/", "socks4://h:1080"),
        ("socks4a://h", "socks4a://h:1080"),
        ("socks5h://h:9", "socks5h://h:9"),
        ("http://[fd00::1]:8/x?y#z", "http://[fd00::1]:8"),
        (
            "http://us%40er:p%3Aa%2Fss@h",
            "http://us%40er:p%3Aa%2Fss@h:80",
        ),
        ("http://user:p@ss@h", "http://user:p%40ss@h:80"),
        ("http://user:a:b@h", "http://user:a%3Ab@h:80"),
        ("http://user:@h", "http://user:@h:80"),
        ("http://%zz:x@h", "http://%25zz:x@h:80"),
    ] {
        let url = ProxyUrl::parse(given).expect(given);
        assert_eq!(url.reveal(), expected);
        let shown = format!("{url:?}");
        assert!(
            !shown.contains("ss") && shown.contains(url.host()),
            "{shown}"
        );
    }
}

#[test]
fn hosts_in_no_proxy_are_exempt() {
    for (list, url, is_exempt) in [
        ("other.test, civis.test", "https://civis.test", true),
        ("other.test civis.test", "https://civis.test", true),
        (",, ,civis.test,", "https://civis.test", true),
        ("civis.test", "https://api.civis.test", true),
        ("civis.test", "https://notcivis.test", false),
        ("civis.test", "https://civis.test.evil", false),
        (".civis.test", "https://api.civis.test", true),
        (".civis.test", "https://civis.test", true),
        ("*.civis.test", "https://api.civis.test", true),
        ("CIVIS.test", "https://civis.TEST", true),
        ("civis.test.", "https://civis.test", true),
        ("civis.test", "https://civis.test.", true),
        ("civis.test:8443", "https://civis.test:8443", true),
        ("civis.test:8443", "https://civis.test", false),
        ("civis.test:443", "https://civis.test", true),
        ("civis.test:80", "http://civis.test", true),
        ("civis.test:x", "https://civis.test", false),
        ("*", "https://civis.test", true),
        ("*", "https://10.0.0.1", true),
        ("10.1.2.3", "https://10.1.2.3", true),
        ("10.1.2.3:80", "https://10.1.2.3", false),
        ("2.3", "https://10.1.2.3", false),
        ("10.0.0.0/8", "https://10.1.2.3", true),
        ("10.0.0.0/8", "https://11.1.2.3", false),
        ("10.0.0.0/33", "https://10.0.0.0", false),
        ("10.1.2.3/0", "https://11.1.2.3", true),
        ("0.0.0.0/0", "https://[fd00::1]", false),
        ("fd00::1", "https://[fd00::1]", true),
        ("[fd00::1]", "https://[FD00:0::1]:80", true),
        ("[fd00::1]:80", "https://[fd00::1]:80", true),
        ("[fd00::1]:80", "https://[fd00::1]", false),
        ("fd00::/8", "https://[fd12::1]", true),
        ("fd00::/8", "https://[fe80::1]", false),
        ("::/0", "https://[fe80::1]", true),
        ("10.0.0.1", "https://[::ffff:10.0.0.1]", true),
        ("", "https://civis.test", false),
        (".", "https://civis.test", false),
        ("http://civis.test", "https://civis.test", false),
    ] {
        let url: Uri = url.parse().expect(url);
        assert_eq!(
            NoProxy::parse(list).contains(&url),
            is_exempt,
            "{list} {url}"
        );
    }
}

#[test]
fn lower_case_no_proxy_comes_first() {
    let proxy = ("https_proxy", "http://p");
    let both = [proxy, ("no_proxy", "a.test"), ("NO_PROXY", "b.test")];
    assert_eq!(via(&both, "https://a.test"), None);
    assert!(via(&both, "https://b.test").is_some());
    assert_eq!(
        via(&[proxy, ("NO_PROXY", "b.test")], "https://b.test"),
        None
    );
}

#[test]
fn loopback_bypasses_proxies_from_the_environment() {
    let all = [("all_proxy", "http://p")];
    for host in [
        "127.0.0.1",
        "127.8.9.1:80",
        "localhost",
        "LOCALHOST:80",
        "[::1]:80",
    ] {
        for scheme in ["http", "https"] {
            assert_eq!(via(&all, &format!("{scheme}://{host}/x")), None, "{host}");
        }
    }
    assert!(via(&all, "http://128.0.0.1").is_some());
    assert!(via(&all, "http://localhost.test").is_some());
}

#[test]
fn a_remote_proxy_is_not_used_for_plain_http_to_loopback() {
    let is_used = |proxy: &str, url: &str| {
        let proxies = Proxies::all(proxy).expect("a proxy");
        proxies.of(&url.parse().expect("a URL")).is_some()
    };
    assert!(!is_used("http://p.test", "http://127.0.0.1:80"));
    assert!(is_used("http://p.test", "https://127.0.0.1:80"));
    assert!(is_used("http://p.test", "http://h.test"));
    assert!(is_used("http://127.0.0.1:1", "http://127.0.0.1:80"));
    assert!(
        Proxies::none()
            .of(&Uri::from_static("https://h.test"))
            .is_none()
    );
}

proptest! {
    #[test]
    fn any_text_is_parsed_or_rejected(text in any::<String>(), host in "[a-z0-9.:\\[\\]]{1,20}") {
        let _ = ProxyUrl::parse(&text);
        let _ = NoProxy::parse(&text);
        if let Ok(url) = format!("https://{host}").parse::<Uri>() {
            NoProxy::parse(&host).contains(&url);
        }
    }

    #[test]
    fn credentials_survive(user in "[^:]{1,12}", password in any::<String>()) {
        let encode = |text: &str| {
            let set = percent_encoding::NON_ALPHANUMERIC;
            percent_encoding::utf8_percent_encode(text, set).to_string()
        };
        let text = format!("http://{}:{}@h:80", encode(&user), encode(&password));
        let url = ProxyUrl::parse(&text).expect("a URL");
        prop_assert_eq!(url.reveal(), text);
    }
}
