//! Redirects to the same origin: those of `GET` and `HEAD` are followed, and those of other
//! methods that correct a slash at the end of the path.
//!
//! Web frameworks send the latter where `/items` was requested and `/items/` is served, or the
//! other way around. The statuses 307 and 308 keep method and body, and say that the server has
//! not executed the request, so it is sent again with both. It is not sent to any other path: its
//! body may be meant for the first path only.

use http::header::LOCATION;
use http::{HeaderMap, Method, StatusCode, Uri};

use crate::methods::is_get_or_head;

/// How many redirects of one request are followed.
pub(super) const MAX: u32 = 5;

/// The URL to follow, if the response redirects to the same origin.
pub(super) fn next(
    method: &Method,
    url: &Uri,
    status: StatusCode,
    headers: &HeaderMap,
) -> Option<Uri> {
    let next = target(url, status, headers)?;
    let keeps_method = matches!(status.as_u16(), 307 | 308);
    let is_followed = is_get_or_head(method) || (keeps_method && differ_in_slash(url, &next));
    (is_followed && origin(url) == origin(&next)).then_some(next)
}

/// Whether two URLs have the same path, but for a slash at its end, and the same query.
fn differ_in_slash(one: &Uri, other: &Uri) -> bool {
    let (one_path, other_path) = (one.path(), other.path());
    let is_slash = one_path.strip_suffix('/') == Some(other_path)
        || other_path.strip_suffix('/') == Some(one_path);
    is_slash && one.query() == other.query()
}

/// The URL that a response redirects to, of any origin.
pub(super) fn target(url: &Uri, status: StatusCode, headers: &HeaderMap) -> Option<Uri> {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = headers.get(LOCATION)?.to_str().ok()?.trim();
    resolve(url, location)
}

fn resolve(base: &Uri, location: &str) -> Option<Uri> {
    let location = location.split('#').next()?;
    if location.is_empty() {
        return None;
    }
    let (scheme, authority) = (base.scheme_str()?, base.authority()?);
    let absolute = if location.starts_with("//") {
        format!("{scheme}:{location}")
    } else if location.starts_with('/') {
        format!("{scheme}://{authority}{location}")
    } else if location.starts_with('?') {
        format!("{scheme}://{authority}{}{location}", base.path())
    } else if has_scheme(location) {
        location.to_owned()
    } else {
        let (folder, _) = base.path().rsplit_once('/')?;
        format!("{scheme}://{authority}{folder}/{location}")
    };
    let next: Uri = absolute.parse().ok()?;
    // A user name would be sent as credentials.
    let has_user = next.authority()?.as_str().contains('@');
    (!has_user).then_some(next)
}

/// Whether a colon comes before the first `/` or `?`: RFC 3986, 4.2.
fn has_scheme(location: &str) -> bool {
    let end = location.find(['/', '?']).unwrap_or(location.len());
    location[..end].contains(':')
}

fn origin(uri: &Uri) -> Option<(String, String, u16)> {
    let scheme = uri.scheme_str()?.to_ascii_lowercase();
    let port = uri.port_u16().or(match scheme.as_str() {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    })?;
    Some((scheme, uri.host()?.to_ascii_lowercase(), port))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};

    use super::next;

    fn follow(method: &Method, status: u16, location: &'static str) -> Option<String> {
        let at = Uri::from_static("https://h.test/a/b?c=d");
        let mut headers = HeaderMap::new();
        headers.insert("location", HeaderValue::from_static(location));
        let status = StatusCode::from_u16(status).expect("a status");
        next(method, &at, status, &headers).map(|uri| uri.to_string())
    }

    #[test]
    fn only_the_same_origin_is_followed() {
        for (location, to) in [
            ("/x?y=z#f", Some("https://h.test/x?y=z")),
            ("x/y", Some("https://h.test/a/x/y")),
            ("?y", Some("https://h.test/a/b?y")),
            ("https://h.test/x", Some("https://h.test/x")),
            ("https://H.test:443/x", Some("https://H.test:443/x")),
            ("//h.test/x", Some("https://h.test/x")),
            ("http://h.test/x", None),
            ("https://h.test:8443/x", None),
            ("https://evil.test/x", None),
            ("//evil.test/x", None),
            ("https://h.test@evil.test/x", None),
            ("https://user@h.test/x", None),
            ("https://h.test.evil.test/x", None),
            ("javascript:alert(1)", None),
            ("#f", None),
            ("", None),
        ] {
            assert_eq!(
                follow(&Method::GET, 302, location).as_deref(),
                to,
                "{location}"
            );
        }
    }

    #[test]
    fn the_default_port_is_that_of_the_scheme() {
        for (at, location, is_followed) in [
            ("http://h.test/a", "http://h.test:80/x", true),
            ("http://h.test:80/a", "http://h.test/x", true),
            ("http://h.test/a", "http://h.test:443/x", false),
            ("https://h.test/a", "https://h.test:443/x", true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("location", HeaderValue::from_static(location));
            let next = next(
                &Method::GET,
                &Uri::from_static(at),
                StatusCode::FOUND,
                &headers,
            );
            assert_eq!(next.is_some(), is_followed, "{at} {location}");
        }
    }

    #[test]
    fn other_methods_follow_only_a_corrected_slash() {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            for (status, location, is_followed) in [
                (307, "/a/b/?c=d", true),
                (308, "/a/b/?c=d", true),
                (308, "https://h.test/a/b/?c=d", true),
                (301, "/a/b/?c=d", false),
                (302, "/a/b/?c=d", false),
                (303, "/a/b/?c=d", false),
                (307, "/a/b/", false),
                (307, "/a/b/?c=e", false),
                (307, "/a/b?c=d", false),
                (307, "/a/b//?c=d", false),
                (307, "/a/b/c/?c=d", false),
                (307, "/x", false),
                (307, "https://evil.test/a/b/?c=d", false),
                (307, "http://h.test/a/b/?c=d", false),
                (307, "https://h.test:8443/a/b/?c=d", false),
            ] {
                let next = follow(&method, status, location);
                assert_eq!(next.is_some(), is_followed, "{status} {location}");
            }
        }
        for method in [Method::GET, Method::HEAD] {
            assert!(follow(&method, 308, "/x").is_some());
            for status in [200, 300, 304, 305, 404] {
                assert_eq!(follow(&method, status, "/x"), None);
            }
        }
    }
}
