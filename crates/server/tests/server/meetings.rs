//! What meets on a server: equal requests at the same moment, two servers of one workspace, rights that go during an upload, protections
//! during retention, and filters whose parts are deleted.

use crate::rest::Api;
use crate::support::{TOKEN, World, read};
use crate::team::user;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;
use voluptas_app::runs::retention;
use voluptas_app::workspace::presence::Presence;
use voluptas_core::base::Secret;
use voluptas_core::domain::user::Role;
use voluptas_store::{Author, Location, Op, Source, Store};

/// A request of the own API by the administrator; the status must be a success.
async fn admin(w: &World, method: Method, path: &str, body: Value) -> Value {
    let request = w.client.request(method, w.url(&format!("/api/v1{path}"))).bearer_auth(TOKEN);
    let request = if body.is_null() { request } else { request.json(&body) };
    let (status, answer) = read(request.send().await.expect("answer")).await;
    assert!(status.is_success(), "{path}: {status} {answer}");
    answer
}

async fn titles(api: &Api, query: &str) -> Vec<Value> {
    let page = api.get(&format!("/projects/DEMO/cases?{query}")).await;
    page["items"].as_array().expect("cases").iter().map(|case| case["title"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_requests_at_once_take_one_edit_back_and_make_one_token() {
    let api = Api::new().await;
    for n in 0..6 {
        api.made("/projects/DEMO/cases", json!({ "title": format!("Case {n}") })).await;
    }
    let key = [("idempotency-key", "back-1")];
    let answers = futures::future::join_all((0..6).map(|_| api.send("POST", "/history/undo", Some(json!({})), &key))).await;
    for answer in &answers {
        assert_eq!((answer.status, &answer.body["id"]), (200, &answers[0].body["id"]), "{}", answer.body);
    }
    assert_eq!(titles(&api, "limit=100").await.len(), 5, "one edit is taken back");

    let owner = api.made("/users", json!({ "name": "irina" })).await["id"].clone();
    let path = format!("/users/{owner}/tokens");
    let key = [("idempotency-key", "token-8")];
    let wanted = || Some(json!({ "title": "CI" }));
    let answers = futures::future::join_all((0..6).map(|_| api.send("POST", &path, wanted(), &key))).await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert!(answers.iter().all(|answer| matches!(answer.status, 201 | 409)) && made == 1, "{made}");
    assert_eq!(api.get(&path).await["items"].as_array().expect("tokens").len(), 1);

    let key = [("idempotency-key", "user-1")];
    let new = || Some(json!({ "name": "boris" }));
    let answers = futures::future::join_all((0..6).map(|_| api.send("POST", "/users", new(), &key))).await;
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (201, &answers[0].body));
    }
}

#[tokio::test]
async fn a_key_is_of_one_address_and_of_one_user() {
    let (w, irina) = World::team(None, |store| user(store, "irina", Some(Role::Admin), &[])).await;
    let keyed = async |token: &str, path: &str, body: Value| {
        let request = w.client.post(w.url(path)).bearer_auth(token).header("Idempotency-Key", "one");
        let (status, body) = read(request.json(&body).send().await.expect("answer")).await;
        (status.as_u16(), body)
    };
    let (status, _) = keyed(TOKEN, "/api/v1/projects/DEMO/suites", json!({ "title": "Run" })).await;
    assert_eq!(status, 201);
    let (status, body) = keyed(TOKEN, "/api/v1/projects/DEMO/runs", json!({ "title": "Run" })).await;
    assert_eq!(status, 422, "another address: {body}");

    let (status, first) = keyed(irina.expose(), "/api/v1/projects/DEMO/cases", json!({ "title": "Pay" })).await;
    assert_eq!(status, 201);
    // Under another name it is the same person, and whoever gets the name next is another one.
    let id = w.store.read(|tx| tx.users().by_name("irina")).expect("read").expect("user").id.0;
    admin(&w, Method::PATCH, &format!("/users/{id}"), json!({ "name": "irina-2" })).await;
    let (status, again) = keyed(irina.expose(), "/api/v1/projects/DEMO/cases", json!({ "title": "Pay" })).await;
    assert_eq!((status, &again), (201, &first));
    let other = admin(&w, Method::POST, "/users", json!({ "name": "irina", "role": "admin" })).await["id"].clone();
    let other = admin(&w, Method::POST, &format!("/users/{other}/tokens"), json!({ "title": "Mine" })).await;
    let (status, new) =
        keyed(other["token"].as_str().expect("token"), "/api/v1/projects/DEMO/cases", json!({ "title": "Pay" })).await;
    assert_eq!(status, 201);
    assert_ne!(new["id"], first["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_tells_files_from_those_of_reruns() {
    let w = World::demo().await;
    let part = |name: &'static str| {
        let report = format!("<testsuite name='s'><testcase name='{name}'/></testsuite>");
        reqwest::multipart::Part::bytes(report.into_bytes()).file_name(name)
    };
    let send = async |second: &'static str| {
        let form = reqwest::multipart::Form::new().part("file[]", part("a.xml")).part(second, part("b.xml"));
        let request = w.client.post(w.url("/api/v1/projects/DEMO/results?again=true")).bearer_auth(TOKEN).multipart(form);
        let (status, body) = read(request.header("Idempotency-Key", "night").send().await.expect("answer")).await;
        (status.as_u16(), body)
    };
    let first = send("file[]").await;
    assert_eq!(first.0, 200, "{}", first.1);
    assert_eq!(send("rerun[]").await.0, 422, "another request");
    assert_eq!(send("file[]").await, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_upload_is_executed_once() {
    let w = World::demo().await;
    let send = async |key: &str, path: &str, body: &str| {
        let part = reqwest::multipart::Part::bytes(body.as_bytes().to_vec()).file_name("junit.xml");
        let form = reqwest::multipart::Form::new().part("file[]", part);
        let request = w.client.post(w.url(&format!("/api/v1/projects/DEMO/{path}"))).bearer_auth(TOKEN).multipart(form);
        let (status, body) = read(request.header("Idempotency-Key", key).send().await.expect("answer")).await;
        (status.as_u16(), body)
    };
    let suite = |name: &str| format!("<testsuite name='s'><testcase name='{name}'/></testsuite>");
    let (one, other) = (suite("one"), suite("other"));
    let (status, first) = send("run-1", "results?again=true", &one).await;
    assert_eq!(status, 200, "{first}");
    assert_eq!(send("run-1", "results?again=true", &one).await, (200, first), "no second run");
    assert_eq!(send("run-1", "results?again=true", &other).await.0, 422, "another file");
    let together = futures::future::join_all((0..6).map(|_| send("run-2", "results?again=true", &one))).await;
    assert!(together.iter().all(|(status, _)| matches!(status, 200 | 409)), "{together:?}");
    assert_eq!(w.get("/v1/run/DEMO").await["total"], 2);
    // What was refused can be sent under its key again.
    assert_eq!(send("run-3", "results?into=99", &other).await.0, 404);
    assert_eq!(send("run-3", "results?into=99", &other).await.0, 404);
    // A program was killed while it executed the request.
    let claim =
        "INSERT INTO kept_answers (owner, key, request, status, headers, created_ms) VALUES ('admin', 'run-4', 'x', 0, '', ";
    testkit::engine::raw(w.store.location(), &format!("{claim}{})", w.store.clock().now()));
    assert!(matches!(send("run-4", "results", &other).await.0, 409 | 422));
    w.clock.advance(20 * 60_000);
    assert_eq!(send("run-4", "results", &other).await.0, 200);
    // The key of a killed server is free at once, that of one at work is not.
    let at_work = Presence::new(w.store.location());
    let mark = at_work.mark().expect("a lock").to_owned();
    assert_eq!(send("run-5", "results?again=true", &other).await.0, 200);
    let claimed = |holder: &str| {
        let sql = format!("UPDATE kept_answers SET status = 0, headers = '{holder}' WHERE key = 'run-5'");
        testkit::engine::raw(w.store.location(), &sql);
    };
    claimed(&mark);
    assert_eq!(send("run-5", "results?again=true", &other).await.0, 409);
    drop(at_work);
    assert_eq!(send("run-5", "results?again=true", &other).await.0, 200);
    claimed("0123456789ab");
    assert_eq!(send("run-5", "results?again=true", &one).await.0, 422, "another file");
    assert_eq!(send("run-5", "results?again=true", &other).await.0, 200);
    // The key of a refused request could not be given up. Nobody executes the request, so that it may come again.
    if testkit::engine::is_file() {
        let raw = |sql: &str| testkit::engine::raw(w.store.location(), sql);
        raw("CREATE TRIGGER stuck BEFORE DELETE ON kept_answers WHEN old.status = 0 BEGIN SELECT RAISE(ABORT, 'stuck'); END");
        assert_eq!(send("run-6", "results?into=99", &other).await.0, 404);
        raw("DROP TRIGGER stuck");
        assert_eq!(send("run-6", "results?into=99", &other).await.0, 404);
    }

    // While the request stood still, another server took its key: nothing of it is stored.
    if testkit::engine::is_file() {
        let raw = |sql: &str| testkit::engine::raw(w.store.location(), sql);
        let runs = w.get("/v1/run/DEMO").await["total"].clone();
        raw("CREATE TRIGGER taken AFTER INSERT ON runs BEGIN \
             UPDATE kept_answers SET headers = '0123456789ab', created_ms = created_ms + 1 WHERE key = 'run-7'; END");
        assert_eq!(send("run-7", "results?again=true", &other).await.0, 409);
        raw("DROP TRIGGER taken");
        assert_eq!(w.get("/v1/run/DEMO").await["total"], runs);
        assert_eq!(send("run-7", "results?again=true", &other).await.0, 200);
    }

    let (status, first) = send("file-1", "attachments", "text").await;
    assert_eq!((status, send("file-1", "attachments", "text").await), (201, (201, first)));
    assert_eq!(send("file-1", "attachments", "other").await.0, 422);
    let together = futures::future::join_all((0..6).map(|_| send("file-2", "attachments", "more"))).await;
    assert!(together.iter().all(|answer| *answer == together[0]), "{together:?}");
    assert_eq!(w.get("/v1/attachment").await["total"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_shows_itself_again_after_its_connections_were_cut() {
    let w = World::demo().await;
    if matches!(w.store.location(), Location::File(_)) {
        return;
    }
    let (one, other) = (Presence::new(w.store.location()), Presence::new(w.store.location()));
    let mark = one.mark().expect("a lock").to_owned();
    assert!(other.is_there(&mark));
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'voluptas lock %'";
    testkit::engine::raw(w.store.location(), cut);
    testkit::wait::until("the lock to be lost", || !other.is_there(&mark)).await;
    testkit::wait::until("the lock to be taken again", || one.retake_lock().is_ok() && other.is_there(&mark)).await;
    drop(one);
    assert!(!other.is_there(&mark));
}

#[tokio::test]
async fn undo_takes_the_latest_edit_back_whichever_server_wrote_it() {
    let api = Api::new().await;
    api.made("/projects/DEMO/cases", json!({ "title": "Here" })).await;
    // As another server of the same workspace does, by the same user.
    let other = Store::open_at(api.w.store.location(), api.w.store.clock().clone()).expect("the same workspace");
    let who = api.get("/history?limit=1").await["items"][0]["author"].as_str().map(str::to_owned);
    let other = other.by(Author::new(Source::Api, who.as_deref()));
    let project = other.read(|tx| tx.projects().by_code("DEMO")).expect("read").expect("project").id;
    let content = voluptas_core::domain::case::CaseContent { title: "There".into(), ..Default::default() };
    let new = voluptas_core::domain::case::NewCase { content, ..Default::default() };
    other.write(Op::edit("create_case"), |tx| tx.cases().create(project, &new)).expect("written");
    assert_eq!(api.post("/history/undo", json!({})).await.status, 200);
    assert_eq!(titles(&api, "limit=100").await, ["Here"]);
}

#[tokio::test]
async fn undo_says_what_it_left_to_others() {
    let (w, (ann, bob)) = World::team(None, |store| {
        let roles = [("DEMO", Role::Tester)];
        (user(store, "Ann", Some(Role::Tester), &roles), user(store, "Bob", Some(Role::Tester), &roles))
    })
    .await;
    let send = async |token: &Secret, method: Method, path: &str, body: Value| {
        let (status, answer) = w.send_as(token, method, &format!("/api/v1{path}"), Some(body)).await;
        assert!(status.is_success(), "{path}: {status} {answer}");
        answer
    };
    let undo = async || send(&ann, Method::POST, "/history/undo", json!({})).await;
    let words = |step: &Value| (step["is_undone"].clone(), step["is_without_effect"].clone(), step["left"].clone());
    let cases = "/projects/DEMO/cases";
    // Somebody else changed the field since.
    send(&bob, Method::POST, cases, json!({ "title": "Pay" })).await;
    send(&ann, Method::PATCH, &format!("{cases}/1"), json!({ "title": "Pay by card" })).await;
    send(&bob, Method::PATCH, &format!("{cases}/1"), json!({ "title": "Pay later" })).await;
    let step = undo().await;
    assert_eq!(words(&step), (json!(false), json!(true), json!(1)), "{step}");
    assert_eq!(w.get("/v1/case/DEMO/1").await["title"], "Pay later");
    // A suite with a case of somebody else stays.
    let suite = send(&ann, Method::POST, "/projects/DEMO/suites", json!({ "title": "Cards" })).await["id"].clone();
    send(&bob, Method::POST, cases, json!({ "title": "Refund", "suite_id": suite })).await;
    let step = undo().await;
    assert_eq!((&step["is_undone"], &step["is_without_effect"]), (&json!(false), &json!(true)), "{step}");
    assert_eq!(w.get(&format!("/v1/suite/DEMO/{suite}")).await["title"], "Cards");
    // What nobody else touched goes, and comes again.
    send(&ann, Method::POST, cases, json!({ "title": "Void" })).await;
    let step = undo().await;
    assert_eq!(words(&step), (json!(true), json!(false), json!(0)), "{step}");
    assert_eq!(step["trashed"], json!({ "cases": 1, "others": 0 }));
    let again = send(&ann, Method::POST, "/history/redo", json!({})).await;
    assert_eq!(words(&again), (json!(false), json!(false), json!(0)), "{again}");
}

/// Sends the first part of an upload, lets `meanwhile` happen, and sends the rest. The status.
async fn upload_around(w: &World, path: &str, token: &str, meanwhile: impl AsyncFnOnce()) -> u16 {
    let begin = "--X\r\nContent-Disposition: form-data; name=\"file[]\"; filename=\"junit.xml\"\r\n\r\n<testsuite name='s'>";
    let rest = "<testcase name='t'/></testsuite>\r\n--X--\r\n";
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
         Content-Type: multipart/form-data; boundary=X\r\nContent-Length: {}\r\n\r\n{begin}",
        begin.len() + rest.len()
    );
    let mut stream = TcpStream::connect(w.server.addr()).expect("connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("limit");
    stream.write_all(head.as_bytes()).expect("the first part");
    testkit::wait::until("the first part to arrive", || !w.server.is_idle()).await;
    meanwhile().await;
    stream.write_all(rest.as_bytes()).expect("the rest");
    let answer = tokio::task::spawn_blocking(move || {
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok();
        String::from_utf8_lossy(&answer).into_owned()
    });
    let answer = answer.await.expect("answer");
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_stood_still_for_a_day_stores_nothing() {
    let w = World::demo().await;
    let headers = format!("{TOKEN}\r\nIdempotency-Key: slow");
    let status = async |hours: i64| {
        upload_around(&w, "/api/v1/projects/DEMO/attachments", &headers, async || w.clock.advance(hours * 3_600_000)).await
    };
    // By then the answer of an equal request would be forgotten.
    assert_eq!(status(25).await, 409);
    assert_eq!(w.get("/v1/attachment").await["total"], 0);
    assert_eq!(status(1).await, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_that_go_during_an_upload_are_gone() {
    let (w, (lowered, removed)) = World::team(None, |store| {
        let token = |name| user(store, name, None, &[("DEMO", Role::Tester)]);
        (token("lowered"), token("removed"))
    })
    .await;
    let of = |name: &str| {
        let user = w.store.read(|tx| tx.users().by_name(name)).expect("read").expect("user");
        format!("/users/{}", user.id.0)
    };
    for path in ["/api/v1/projects/DEMO/results", "/v1/attachment/DEMO"] {
        let set = async |role: &str| {
            admin(&w, Method::PATCH, &of("lowered"), json!({ "projects": { "DEMO": role } })).await;
        };
        set("tester").await;
        let status = upload_around(&w, path, lowered.expose(), async || set("viewer").await).await;
        assert_eq!(status, 403, "{path}");
    }
    let status = upload_around(&w, "/api/v1/projects/DEMO/results", removed.expose(), async || {
        admin(&w, Method::DELETE, &of("removed"), Value::Null).await;
    })
    .await;
    assert_eq!(status, 401);
    assert_eq!(w.get("/v1/result/DEMO").await["total"], 0);
    assert_eq!(w.get("/v1/attachment").await["total"], 0);
}

#[tokio::test]
async fn the_last_way_to_administer_is_not_removed_over_the_network() {
    let api = Api::new().await;
    let admin = api.made("/users", json!({ "name": "boss", "role": "admin" })).await["id"].clone();
    let token = api.post(&format!("/users/{admin}/tokens"), json!({ "title": "Mine" })).await.body;
    let text = token["token"].as_str().expect("token").to_owned();
    // A server without a given token: this one is the only one that administers.
    let w = &api.w;
    let config = voluptas_server::ServerConfig::local(w.store.clone(), voluptas_server::TokenSource::Kept);
    let server = voluptas_server::Server::start(config).await.expect("server");
    let send = async |method: Method, path: String| {
        let request = w.client.request(method, format!("{}/api/v1{path}", server.root_url())).bearer_auth(&text);
        read(request.send().await.expect("answer")).await
    };
    let (status, body) = send(Method::DELETE, format!("/users/{admin}/tokens/{}", token["id"])).await;
    assert_eq!(status, StatusCode::CONFLICT, "{body}");
    let (status, body) = send(Method::DELETE, format!("/users/{admin}")).await;
    assert_eq!(status, StatusCode::CONFLICT, "the only user: {body}");
    assert_eq!(send(Method::GET, "/users".into()).await.0, 200);
}

#[tokio::test]
async fn a_limit_of_cases_holds_for_cases_of_uploads() {
    let w = World::demo().await;
    w.post("/v1/case/DEMO", json!({ "title": "First" })).await;
    let limits = w.client.patch(w.url("/api/v1/projects/DEMO/limits")).bearer_auth(TOKEN).json(&json!({ "cases": 1 }));
    assert_eq!(limits.send().await.expect("answer").status(), 200);
    for (query, expected) in [("?create_cases=true", 422), ("", 200)] {
        let part = reqwest::multipart::Part::bytes(b"<testsuite name='s'><testcase name='t'/></testsuite>".to_vec());
        let form = reqwest::multipart::Form::new().part("file[]", part.file_name("junit.xml"));
        let path = format!("/api/v1/projects/DEMO/results{query}");
        let request = w.client.post(w.url(&path)).bearer_auth(TOKEN).multipart(form);
        assert_eq!(request.send().await.expect("answer").status(), expected, "{query}");
    }
    assert_eq!(w.get("/v1/case/DEMO").await["total"], 1);
}

#[tokio::test]
async fn what_is_protected_during_retention_stays() {
    let w = World::demo().await;
    let project = w.store.read(|tx| tx.projects().by_code("DEMO")).expect("read").expect("project").id;
    for title in ["Kept", "Release", "Free"] {
        w.post("/v1/run/DEMO", json!({ "title": title })).await;
    }
    for n in 1..4 {
        w.post(&format!("/v1/run/DEMO/{n}/complete"), json!({})).await;
    }
    let milestone = w.post("/v1/milestone/DEMO", json!({ "title": "1.0" })).await["id"].clone();
    let runs = w.store.read(|tx| tx.runs().latest(project, 10)).expect("runs");
    let id = |title: &str| runs.iter().find(|run| run.content.title == title).expect("run").id;
    // The plan of a removal that is under way names all three.
    let of_api = |path: &str, body: Value| {
        let request = w.client.request(if body.is_null() { Method::POST } else { Method::PATCH }, w.url(path));
        let request = request.bearer_auth(TOKEN);
        if body.is_null() { request } else { request.json(&body) }
    };
    let kept = of_api("/api/v1/projects/DEMO/runs/1/keep", Value::Null).send().await.expect("answer");
    assert_eq!(kept.status(), 204);
    let released = of_api("/api/v1/projects/DEMO/runs/2", json!({ "milestone_id": milestone })).send().await.expect("answer");
    assert_eq!(released.status(), 200);
    let gone = |title: &str| {
        let run = id(title);
        let removed =
            w.store.write(Op::bulk("retention"), |tx| Ok((tx.retention().strip_passed(run)?, tx.retention().remove_run(run)?)));
        removed.expect("written").value.1
    };
    assert_eq!((gone("Kept"), gone("Release"), gone("Free")), (false, false, true));
    assert!(retention::apply(&w.store, "DEMO", None).is_ok(), "without rules nothing goes");
    assert_eq!(w.get("/v1/run/DEMO").await["total"], 2);
}

#[tokio::test]
async fn a_filter_keeps_its_meaning_when_its_milestone_is_deleted_and_can_always_be_deleted() {
    let api = Api::new().await;
    api.made("/projects/DEMO/cases", json!({ "title": "Pay" })).await;
    let milestone = api.made("/projects/DEMO/milestones", json!({ "title": "1.0" })).await["id"].clone();
    let made = api.made("/projects/DEMO/filters", json!({ "name": "Due", "filter": { "milestones": [milestone] } })).await;
    let (path, id) = (format!("/projects/DEMO/filters/{}", made["id"]), made["id"].clone());
    assert_eq!(api.send("DELETE", &format!("/projects/DEMO/milestones/{milestone}"), None, &[]).await.status, 204);
    let shown = api.get(&path).await;
    assert!(shown["filter"]["milestones"][0].as_i64().is_some_and(|number| number < 0), "{shown}");
    assert_eq!(api.send("PATCH", &path, Some(json!({ "filter": shown["filter"] })), &[]).await.status, 200);
    assert_eq!(titles(&api, &format!("filter_id={id}")).await, Vec::<Value>::new(), "not every case");

    // As a newer version or a spoilt file has them.
    for content in ["{\"zzz\":1}", "no JSON"] {
        let sql = format!("UPDATE saved_filters SET content = '{content}' WHERE id = {id}");
        testkit::engine::raw(api.w.store.location(), &sql);
        let answer = api.send("GET", &format!("/projects/DEMO/cases?filter_id={id}"), None, &[]).await;
        assert_eq!(answer.status, 400, "{content}: {}", answer.body);
        assert_eq!(api.send("GET", &path, None, &[]).await.status, 409, "{content}");
        assert_eq!(api.get("/projects/DEMO/filters").await["items"], json!([]), "{content}");
    }
    assert_eq!(api.send("DELETE", &path, None, &[]).await.status, 204);
}
