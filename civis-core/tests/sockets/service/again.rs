//! A service that rejects a cookie: the session signs in again.

use super::*;

for_each_backend!(
    a_session_signs_in_again_when_its_cookie_is_rejected,
    attempts_before_a_new_sign_in_may_have_executed,
    a_get_that_is_redirected_to_a_sign_in_page_signs_in_again,
    a_newer_sign_in_is_used_instead_of_another,
);

fn a_session_signs_in_again_when_its_cookie_is_rejected(backend: Backend) {
    let app = App::start();
    let platform = app.platform();
    let session = backend.session(&platform.url()).build().expect("a session");
    let service = session.service(7).expect("a service");
    call(&service, &Method::GET, "/a")
        .send_raw()
        .expect("a response");
    app.signed_in.fetch_add(10, Ordering::SeqCst);
    call(&service, &Method::POST, "/b")
        .send_raw()
        .expect("a response");
    assert_eq!(app.signed_in.load(Ordering::SeqCst), 12);
    let requests = app.server.requests();
    let to_b = requests.iter().filter(|request| request.target == "/b");
    let cookies: Vec<_> = to_b.map(|request| request.header("cookie")).collect();
    assert_eq!(
        cookies,
        [Some("app_session=cookie-1"), Some("app_session=cookie-12")]
    );
}

fn attempts_before_a_new_sign_in_may_have_executed(backend: Backend) {
    let last = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&last);
    let app = Server::new(move |_, request: &Received| {
        if request.target == "/sign" {
            return Step::Respond(http_response(
                200,
                &[("Set-Cookie", "app_session=cookie")],
                "",
            ));
        }
        let status = [502, 401, 404][count.fetch_add(1, Ordering::SeqCst).min(2)];
        Step::Respond(http_response(status, &[], "{}"))
    });
    let url = app.url();
    let signed = json!({"displayUrl": format!("{url}/sign")});
    let platform = platform(&json!({"currentUrl": url, "currentDeployment": signed}));
    let policy = RetryPolicy::default().base_backoff(Duration::ZERO);
    let session = backend.session(&platform.url()).retry(policy);
    let session = session.build().expect("a session");
    let service = session.service(7).expect("a service");
    let error = call(&service, &Method::DELETE, "/jobs")
        .send_raw()
        .expect_err("a 404");
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert!(error.may_have_executed(), "{error}");
    // If every attempt was rejected, nothing has executed.
    let error = call(&service, &Method::DELETE, "/jobs")
        .send_raw()
        .expect_err("a 404");
    assert!(!error.may_have_executed(), "{error}");
}

fn a_get_that_is_redirected_to_a_sign_in_page_signs_in_again(backend: Backend) {
    for (status, method, signs_in) in [
        (302, Method::GET, true),
        (303, Method::HEAD, true),
        (307, Method::GET, true),
        (302, Method::POST, false),
        (307, Method::DELETE, false),
        (304, Method::GET, false),
        (403, Method::POST, true),
        (404, Method::GET, false),
        (500, Method::GET, false),
    ] {
        let location = [("Location", "https://login.test/?next=/api")];
        let app = App::rejecting_with(http_response(status, &location, ""));
        let platform = app.platform();
        let session = backend.session(&platform.url()).build().expect("a session");
        let service = session.service(7).expect("a service");
        call(&service, &Method::GET, "/a")
            .send_raw()
            .expect("a response");
        app.signed_in.fetch_add(10, Ordering::SeqCst);
        let result = call(&service, &method, "/b").send_raw();
        assert_eq!(result.is_ok(), signs_in, "{method} {status}: {result:?}");
        let expected = if signs_in { 12 } else { 11 };
        assert_eq!(
            app.signed_in.load(Ordering::SeqCst),
            expected,
            "{method} {status}"
        );
    }
}

fn a_newer_sign_in_is_used_instead_of_another(backend: Backend) {
    let (sign_ins, early) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (count, waiting) = (Arc::clone(&sign_ins), Arc::clone(&early));
    // Rejects `/late` only after the call of `/early` has signed in again.
    let app = Server::new(move |_, request: &Received| {
        if request.target == "/sign" {
            let number = count.fetch_add(1, Ordering::SeqCst);
            let cookie = format!("app_session=cookie-{number}");
            return Step::Respond(http_response(200, &[("Set-Cookie", &cookie)], ""));
        }
        let is_valid = request.header("cookie") != Some("app_session=cookie-0");
        if request.target == "/early" && is_valid {
            waiting.fetch_add(1, Ordering::SeqCst);
        }
        let start = Instant::now();
        while request.target == "/late"
            && waiting.load(Ordering::SeqCst) == 0
            && start.elapsed() < Duration::from_secs(20)
        {
            thread::sleep(Duration::from_millis(1));
        }
        let is_rejected = !is_valid && request.target != "/first";
        let status = if is_rejected { 401 } else { 200 };
        Step::Respond(http_response(status, &[], "{}"))
    });
    let url = app.url();
    let signed = json!({"displayUrl": format!("{url}/sign")});
    let platform = platform(&json!({"currentUrl": url, "currentDeployment": signed}));
    let session = backend.session(&platform.url()).build().expect("a session");
    let service = session.service(7).expect("a service");
    let send = |path| {
        let response = call(&service, &Method::GET, path).send_raw();
        response.expect("a response");
    };
    send("/first");
    thread::scope(|scope| {
        let late = scope.spawn(|| send("/late"));
        // The late request is on its way with the first cookie.
        let start = Instant::now();
        while !app.requests().iter().any(|one| one.target == "/late")
            && start.elapsed() < Duration::from_secs(20)
        {
            thread::sleep(Duration::from_millis(1));
        }
        send("/early");
        late.join().expect("no panic");
    });
    assert_eq!(sign_ins.load(Ordering::SeqCst), 2);
}
