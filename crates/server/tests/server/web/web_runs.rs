//! Pages of runs: the list, a run with its results, comparison, trends, execution by hand, shared reports, badges, import.

use crate::support::{TOKEN, World};
use crate::team::user_with;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::multipart;
use serde_json::{Value, json};
use voluptas_core::domain::user::Role;

const HOSTILE: &str = "<script>alert(1)</script>\"'";

/// A browser that has signed in.
struct Browser<'w> {
    world: &'w World,
    client: reqwest::Client,
    session: String,
    key: String,
}

/// An answer: status, place it leads to, text.
type Page = (u16, String, String);

impl<'w> Browser<'w> {
    async fn of(world: &'w World, token: &str) -> Self {
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().expect("client");
        let form = [("token", token), ("next", "/")];
        let answer = client.post(world.url("/sign-in")).body(encoded(&form)).header("Content-Type", FORM).send().await;
        let cookie = answer.expect("answer").headers()[SET_COOKIE].to_str().expect("text").to_owned();
        let session = cookie.split(';').next().expect("pair").to_owned();
        let mut browser = Self { world, client, session, key: String::new() };
        let (_, _, home) = browser.get("/").await;
        let rest = home.split("data-form-key=\"").nth(1).expect("key");
        browser.key = rest.split('"').next().expect("key").to_owned();
        browser
    }

    async fn sent(&self, request: reqwest::RequestBuilder) -> Page {
        let answer = request.header(COOKIE, &self.session).header("Accept-Language", "en").send().await.expect("answer");
        let place = answer.headers().get(LOCATION).and_then(|place| place.to_str().ok()).unwrap_or_default().to_owned();
        (answer.status().as_u16(), place, answer.text().await.expect("text"))
    }

    async fn get(&self, path: &str) -> Page {
        self.sent(self.client.get(self.world.url(path))).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut all = vec![("form_key", self.key.as_str())];
        all.extend(fields);
        self.sent(self.client.post(self.world.url(path)).header("Content-Type", FORM).body(encoded(&all))).await
    }

    async fn text(&self, path: &str) -> String {
        let (status, _, text) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {text}");
        text
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

fn encoded(fields: &[(&str, &str)]) -> String {
    let part = |text: &str| text.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
    fields.iter().map(|(name, value)| format!("{}={}", part(name), part(value))).collect::<Vec<_>>().join("&")
}

/// The value of a hidden field.
fn field<'t>(page: &'t str, name: &str) -> &'t str {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
    rest.split('"').next().unwrap_or_default()
}

/// A finished run with these results: title, status, message.
async fn run(w: &World, title: &str, results: &[(&str, &str, &str)]) -> i64 {
    let number = w.post("/v1/run/DEMO", json!({ "title": title, "is_autotest": true })).await["id"].as_i64().expect("id");
    for (title, status, comment) in results {
        let result = json!({ "case": { "title": title }, "status": status, "comment": comment, "time_ms": 1200 });
        w.post(&format!("/v1/result/DEMO/{number}"), result).await;
    }
    w.post(&format!("/v1/run/DEMO/{number}/complete"), Value::Null).await;
    number
}

#[tokio::test]
async fn a_list_has_pages_and_filters() {
    let w = World::demo().await;
    for n in 1..=23 {
        w.post("/v1/run/DEMO", json!({ "title": format!("Nightly <{n}>") })).await;
    }
    let b = Browser::of(&w, TOKEN).await;
    let first = b.text("/DEMO/runs").await;
    assert!(first.contains("Nightly &lt;23&gt;") && first.contains("Nightly &lt;4&gt;") && !first.contains("Nightly &lt;3&gt;"));
    assert!(first.contains("/DEMO/runs?before=4") && !first.contains("rel=\"prev\""));
    let second = b.text("/DEMO/runs?before=4").await;
    assert!(second.contains("Nightly &lt;3&gt;") && second.contains("/DEMO/runs?after=3") && !second.contains("rel=\"next\""));
    assert!(b.text("/DEMO/runs?from=2026-11-21&to=2026-11-20").await.contains("must not be after"));
    assert!(b.text("/DEMO/runs?from=2031-01-01").await.contains("No runs match"));
    assert_eq!(b.get("/reports").await.1, "/DEMO/runs");
    assert_eq!(b.get("/NONE/runs").await.0, 404);
    assert_eq!(b.get("/DEMO/runs/99").await.0, 404);
    for run in ["99", "99999999999999999999", "soon"] {
        assert_eq!(b.get(&format!("/DEMO/functions?run={run}")).await.0, 404, "{run}");
    }
    assert_eq!(b.get("/DEMO/functions?run=").await.0, 200);
}

#[tokio::test]
async fn a_run_shows_failures_and_hostile_texts_as_texts() {
    let w = World::demo().await;
    run(&w, "Nightly 1", &[("pays", "passed", ""), ("ships", "failed", "old"), (HOSTILE, "passed", "")]).await;
    let number =
        run(&w, "Nightly 2", &[("pays", "failed", "new one"), ("ships", "failed", "old"), (HOSTILE, "failed", HOSTILE)]).await;
    let b = Browser::of(&w, TOKEN).await;
    let page = b.text(&format!("/DEMO/runs/{number}")).await;
    for words in ["pays", "ships", "new one", "Since #1", ">New</span>"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let new = b.text(&format!("/DEMO/runs/{number}?show=new")).await;
    assert!(new.contains("new one") && !new.contains(">ships<"), "{new}");
    let known = b.text(&format!("/DEMO/runs/{number}?show=known")).await;
    assert!(known.contains(">ships<") && !known.contains("new one"), "{known}");
    let found = b.text(&format!("/DEMO/runs/{number}?q=SHIP")).await;
    assert!(found.contains(">ships<") && !found.contains(">pays<"), "{found}");
    let grouped = b.text(&format!("/DEMO/runs/{number}?by=message")).await;
    assert!(grouped.contains("<details class=\"group\""), "{grouped}");
    let link = page.split("href=\"").find(|rest| rest.starts_with(&format!("/DEMO/runs/{number}/results/"))).expect("link");
    let result = link.split('"').next().expect("address");
    let pages = [
        format!("/DEMO/runs/{number}"),
        result.to_owned(),
        format!("/DEMO/runs/{number}/timeline"),
        format!("/DEMO/runs/{number}/compare?with=1"),
        format!("/DEMO/runs/{number}/compare?with=1&show=all"),
        "/DEMO/trends".to_owned(),
        format!("/DEMO/runs?q={}", HOSTILE.replace('"', "%22").replace('<', "%3C").replace('>', "%3E")),
    ];
    for path in pages {
        let text = b.text(&path).await;
        assert!(!text.contains("<script>alert") && !text.contains(" style="), "{path}: {text}");
    }
    let trends = b.text("/DEMO/trends").await;
    assert!(trends.contains("#1 · Failed, #2 · Failed"), "{trends}");
    for (format, start) in [("html", "<!"), ("markdown", "#"), ("junit", "<?xml"), ("json", "{")] {
        let report = b.text(&format!("/DEMO/runs/{number}/report?format={format}")).await;
        assert!(report.trim_start().to_lowercase().starts_with(start), "{format}: {}", &report[..40]);
    }
    assert_eq!(b.get(&format!("/DEMO/runs/{number}/report?format=exe")).await.0, 404);
    let other = b.get(&format!("/DEMO/runs/1/results/{}", result.rsplit('/').next().expect("hash"))).await;
    assert_eq!(other.0, 404, "a result is shown in its own run alone");
}

#[tokio::test]
async fn failures_of_a_first_run_are_neither_new_nor_known() {
    let w = World::demo().await;
    let b = Browser::of(&w, TOKEN).await;
    run(&w, "Nightly 1", &[("pays", "failed", "no"), ("ships", "passed", "")]).await;
    let count = |page: &str, show: &str| {
        let rest =
            page.split(&format!("show={show}\"")).nth(1).map(|rest| rest.split("class=\"mono\">").nth(1).unwrap_or_default());
        rest.map(|rest| rest.split('<').next().unwrap_or_default().to_owned())
    };
    let page = b.text("/DEMO/runs/1").await;
    let counts = |page: &str| ["failing", "new", "known", "first"].map(|show| count(page, show).unwrap_or_default());
    assert_eq!(counts(&page), ["1", "0", "0", "1"], "{page}");
    let first = b.text("/DEMO/runs/1?show=first").await;
    assert!(first.contains(">pays<") && first.contains("no earlier run to compare with"), "{first}");
    assert!(b.text("/").await.contains("Nightly 1 #1 has 1 failure of a test that runs for the first time"));
    // The second run: one new failure, one known, and one of a test that is run for the first time.
    run(&w, "Nightly 2", &[("pays", "failed", "no"), ("ships", "failed", "late"), ("refunds", "failed", "new")]).await;
    let page = b.text("/DEMO/runs/2").await;
    assert_eq!(counts(&page), ["3", "1", "1", "1"], "{page}");
    for (show, title) in [("new", "ships"), ("known", "pays"), ("first", "refunds")] {
        let list = b.text(&format!("/DEMO/runs/2?show={show}")).await;
        let titles: Vec<&str> =
            ["pays", "ships", "refunds"].into_iter().filter(|title| list.contains(&format!(">{title}<"))).collect();
        assert_eq!(titles, [title], "{show}");
        assert!(list.contains("Compared with run #1. New: "), "{list}");
    }
    // The comparison counts the same, and says what tells its lists apart.
    let compared = b.text("/DEMO/runs/2/compare?with=1").await;
    assert_eq!(
        ["new_failure", "still_failing", "appeared"].map(|show| count(&compared, show).unwrap_or_default()),
        ["1", "1", "1"]
    );
    assert!(compared.contains("New tests are not in #1 at all"), "{compared}");
    let home = b.text("/").await;
    assert!(home.contains("Nightly 2 #2 has 1 new failure") && home.contains("runs for the first time"), "{home}");
}

#[tokio::test]
async fn no_end_is_promised_while_workers_are_silent() {
    let w = World::demo().await;
    let b = Browser::of(&w, TOKEN).await;
    for title in ["pays", "ships", "refunds"] {
        w.post("/v1/case/DEMO", json!({ "title": title })).await;
    }
    let new = json!({ "title": "Nightly", "is_autotest": true, "cases": [1, 2, 3] });
    w.post("/v1/run/DEMO", new).await;
    w.clock.advance(60_000);
    w.post("/v1/result/DEMO/1", json!({ "case_id": 1, "status": "passed", "time_ms": 1000 })).await;
    let going = b.text("/DEMO/runs/1").await;
    assert!(going.contains(" left") && !going.contains("No results for"), "{going}");
    w.clock.advance(40 * 60_000);
    let silent = b.text("/DEMO/runs/1").await;
    assert!(!silent.contains(" left") && silent.contains("No results for"), "{silent}");
}

#[tokio::test]
async fn bars_of_trends_say_what_they_show() {
    let w = World::demo().await;
    let b = Browser::of(&w, TOKEN).await;
    run(&w, "Nightly 1", &[("pays", "passed", ""), ("ships", "passed", "")]).await;
    run(&w, "Nightly 2", &[("pays", "passed", ""), ("ships", "failed", "no"), ("refunds", "passed", ""), ("adds", "passed", "")])
        .await;
    let page = b.text("/DEMO/trends").await;
    for words in
        ["2 tests: 2 passed · 100 %", "4 tests: 3 passed, 1 failed · 75.0 %", "Highest bar: 4 tests", "#1 · 20", "#2 · 20"]
    {
        assert!(page.replace('\u{a0}', " ").contains(words), "{words}: {page}");
    }
    // Two of four tests are half as high as four.
    assert!(
        page.contains("y=\"60\" width=\"18\" height=\"60\"") && page.contains("height=\"90\"") && page.contains("height=\"30\"")
    );
    let home = b.text("/").await;
    let line = home.split("class=\"spark\"").nth(1).and_then(|rest| rest.split("points=\"").nth(1)).expect("line");
    let line = line.split('"').next().expect("points");
    assert_eq!(line, "2.0,3.0 98.0,21.0", "inside of its box");
}

#[tokio::test]
async fn a_run_is_created_executed_and_completed_by_forms() {
    let w = World::demo().await;
    for title in ["Pays by card", "Ships"] {
        let steps = json!([{ "action": "Open", "expected_result": "It opens" }, { "action": "Pay" }]);
        w.post("/v1/case/DEMO", json!({ "title": title, "steps": steps })).await;
    }
    let b = Browser::of(&w, TOKEN).await;
    let blank = b.post("/DEMO/runs/new", &[("title", " "), ("description", "kept"), ("which", "all")]).await;
    assert!(blank.0 == 422 && blank.2.contains(">kept</textarea>"), "{blank:?}");
    let nothing = b.post("/DEMO/runs/new", &[("title", "Empty"), ("which", "tags")]).await;
    assert!(nothing.0 == 422 && nothing.2.contains("value=\"Empty\""), "{nothing:?}");
    for environment in ["999", "x"] {
        let strange = b.post("/DEMO/runs/new", &[("title", "Kept"), ("which", "all"), ("environment", environment)]).await;
        assert!(strange.0 == 422 && strange.2.contains("value=\"Kept\"") && strange.2.contains("names nothing"), "{strange:?}");
    }
    assert_eq!(b.post("/DEMO/runs/new", &[("title", "Release"), ("which", "all")]).await.1, "/DEMO/runs/1");
    let page = b.text("/DEMO/runs/1/execute").await;
    assert!(page.contains("Pays by card") && page.contains("It opens"), "{page}");
    let (item, tag) = (field(&page, "item").to_owned(), field(&page, "tag").to_owned());
    let base = [("item", item.as_str()), ("tag", tag.as_str()), ("base_comment", ""), ("back", "page")];
    let with = |more: &[(&'static str, &'static str)]| -> Vec<(String, String)> {
        base.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let post = async |fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        b.post("/DEMO/runs/1/execute", &fields).await
    };
    // A step with a comment, then the status.
    let step = post(with(&[("comment", "The sum is wrong"), ("do", "step:0:passed")])).await;
    assert!(step.0 == 303 && step.1.contains("step=1"), "{step:?}");
    let page = b.text(&step.1).await;
    assert!(page.contains("The sum is wrong</textarea>") && page.contains("Saved"), "{page}");
    // Somebody who began before the step was set is shown what is there, and keeps what was typed.
    let met = post(with(&[("comment", "Mine <b>"), ("do", "status:failed")])).await;
    assert!(met.0 == 412 && met.2.contains("Mine &lt;b&gt;</textarea>") && met.2.contains("The sum is wrong"), "{met:?}");
    let fields = with(&[("comment", "Mine"), ("do", "replace:status:failed"), ("defect", "https://bugs.test/1")]);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(b.post("/DEMO/runs/1/execute", &fields).await.0, 303);
    let results = w.get("/v1/result/DEMO?run=1").await;
    assert_eq!((results["total"].as_i64(), results["entities"][0]["status"].as_str()), (Some(1), Some("failed")), "{results}");
    let comment = results["entities"][0]["comment"].as_str().expect("comment");
    assert!(comment.contains("Mine") && comment.contains("The sum is wrong"), "both stay: {comment}");
    // A screenshot, with the key in the form.
    let file = multipart::Part::bytes(b"png".to_vec()).file_name("a.png").mime_str("image/png").expect("mime");
    let form = multipart::Form::new().text("form_key", b.key.clone()).part("file", file);
    let path = format!("/DEMO/runs/1/execute/files?item={item}");
    let attached = b.sent(b.client.post(w.url(&path)).multipart(form)).await;
    assert_eq!(attached.0, 303, "{attached:?}");
    let file = multipart::Part::bytes(b"png".to_vec()).file_name("b.png");
    let keyless = b.sent(b.client.post(w.url(&path)).multipart(multipart::Form::new().part("file", file))).await;
    assert_eq!(keyless.0, 403);
    assert!(b.text(&format!("/DEMO/runs/1/execute?item={item}")).await.contains("a.png"));
    assert_eq!(b.post("/DEMO/runs/1/end", &[]).await.1, "/DEMO/runs/1");
    assert_eq!(b.get("/DEMO/runs/1/execute").await.1, "/DEMO/runs/1", "an ended run takes no results");
    assert_eq!(b.post("/DEMO/runs/1/delete", &[]).await.1, "/DEMO/runs");
    assert_eq!(b.get("/DEMO/runs/1").await.0, 404);
}

#[tokio::test]
async fn viewers_read_and_write_nothing_and_hidden_projects_are_not_there() {
    let (w, token) = World::team(None, |store| user_with(store, "Vera", None, &[("DEMO", Role::Viewer)], |new| new)).await;
    let number = run(&w, "Nightly", &[("pays", "failed", "no")]).await;
    w.post("/v1/run/BANK", json!({ "title": "Secret" })).await;
    let viewer = Browser::of(&w, token.expose()).await;
    let page = viewer.text(&format!("/DEMO/runs/{number}")).await;
    assert!(!page.contains("/delete") && !page.contains("/share"), "{page}");
    let writes = ["end", "delete", "share", "share/end", "execute"];
    for path in writes.map(|name| format!("/DEMO/runs/{number}/{name}")) {
        assert_eq!(viewer.post(&path, &[("until", "2026-12-01"), ("id", "1")]).await.0, 403, "{path}");
    }
    for (path, fields) in [("/DEMO/runs/new", [("title", "x")]), ("/DEMO/trends/unmute", [("test", "1")])] {
        assert_eq!(viewer.post(path, &fields).await.0, 403, "{path}");
    }
    for path in ["/DEMO/import", "/DEMO/runs/new"] {
        assert_eq!(viewer.get(path).await.0, 403, "{path}");
    }
    let file = multipart::Part::bytes(b"<testsuite/>".to_vec()).file_name("junit.xml");
    let form = multipart::Form::new().text("form_key", viewer.key.clone()).part("file[]", file);
    assert_eq!(viewer.sent(viewer.client.post(w.url("/DEMO/import")).multipart(form)).await.0, 403);
    for path in ["runs", "runs/1", "runs/1/timeline", "runs/1/compare", "runs/1/execute", "trends", "import", "runs/new"] {
        assert_eq!(viewer.get(&format!("/BANK/{path}")).await.0, 404, "{path}");
    }
    assert_eq!(viewer.get("/badge/BANK.svg").await.0, 404);
    // Without the key of the session nothing is written, whoever asks.
    let admin = Browser::of(&w, TOKEN).await;
    let keyless = admin.client.post(w.url(&format!("/DEMO/runs/{number}/delete")));
    assert_eq!(admin.sent(keyless.header("Content-Type", FORM).body("")).await.0, 403);
}

#[tokio::test]
async fn a_report_is_shared_until_its_day_or_until_somebody_ends_it() {
    let w = World::demo().await;
    let number = run(&w, "Nightly", &[("pays", "failed", "no")]).await;
    let other = run(&w, "Other", &[]).await;
    let b = Browser::of(&w, TOKEN).await;
    for wrong in ["2020-01-01", "2099-01-01", "soon", ""] {
        assert_eq!(b.post(&format!("/DEMO/runs/{number}/share"), &[("until", wrong)]).await.0, 422, "{wrong}");
    }
    let fields = [("form_key", b.key.as_str()), ("until", "2026-11-22")];
    let request = b.client.post(w.url(&format!("/DEMO/runs/{number}/share"))).header(COOKIE, &b.session);
    let made = request.header("Content-Type", FORM).body(encoded(&fields)).send().await.expect("answer");
    assert_eq!(made.status(), 303);
    let cookie = made.headers()[SET_COOKIE].to_str().expect("text").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let secret = cookie.split(';').next().expect("pair").split_once('=').expect("pair").1.to_owned();
    let guest = reqwest::Client::builder().no_proxy().build().expect("client");
    let get = async |path: String| {
        let answer = guest.get(w.url(&path)).send().await.expect("answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    };
    let (status, page) = get(format!("/shared/{secret}")).await;
    assert!(status == 200 && page.contains("pays") && !page.contains("/DEMO/"), "{page}");
    let link = page.split("href=\"").find(|rest| rest.contains("/results/")).expect("link").split('"').next().expect("address");
    assert!(get(link.to_owned()).await.1.contains("pays"));
    // The secret opens the badge of its run and of its project, and of no other run.
    for (path, expected) in [
        (format!("/badge/DEMO.svg?key={secret}"), 200),
        (format!("/badge/DEMO/{number}.svg?key={secret}"), 200),
        (format!("/badge/DEMO/{other}.svg?key={secret}"), 404),
        ("/badge/DEMO.svg".to_owned(), 404),
        (format!("/badge/NONE.svg?key={secret}"), 404),
        ("/shared/wrong".to_owned(), 404),
    ] {
        assert_eq!(get(path.clone()).await.0, expected, "{path}");
    }
    let page = b.text(&format!("/DEMO/runs/{number}")).await;
    assert!(!page.contains(&secret), "only a hash is kept");
    let id = field(&page, "id").to_owned();
    assert_eq!(b.post(&format!("/DEMO/runs/{other}/share/end"), &[("id", &id)]).await.0, 404, "a link of another run");
    assert_eq!(b.post(&format!("/DEMO/runs/{number}/share/end"), &[("id", &id)]).await.0, 303);
    assert_eq!(get(format!("/shared/{secret}")).await.0, 404);
}

#[tokio::test]
async fn a_shared_report_ends_with_its_day() {
    let w = World::demo().await;
    let number = run(&w, "Nightly", &[]).await;
    let b = Browser::of(&w, TOKEN).await;
    let fields = [("form_key", b.key.as_str()), ("until", "2026-11-20")];
    let request = b.client.post(w.url(&format!("/DEMO/runs/{number}/share"))).header(COOKIE, &b.session);
    let made = request.header("Content-Type", FORM).body(encoded(&fields)).send().await.expect("answer");
    let secret = made.headers()[SET_COOKIE]
        .to_str()
        .expect("text")
        .split(';')
        .next()
        .expect("pair")
        .split_once('=')
        .expect("pair")
        .1
        .to_owned();
    let path = format!("/shared/{secret}");
    assert_eq!(b.get(&path).await.0, 200);
    w.clock.advance(86_400_000);
    assert_eq!(b.get(&path).await.0, 404);
}

#[tokio::test]
async fn files_of_a_form_become_a_run() {
    let w = World::demo().await;
    let b = Browser::of(&w, TOKEN).await;
    let junit = "<testsuite name=\"s\"><testcase classname=\"a\" name=\"pays\"/><testcase classname=\"a\" name=\"ships\"><failure message=\"no\"/></testcase></testsuite>";
    let form = |key: &str, text: &str| {
        let file = multipart::Part::bytes(text.as_bytes().to_vec()).file_name("junit.xml");
        multipart::Form::new()
            .text("form_key", key.to_owned())
            .text("run_name", "By form")
            .text("environment", "stage")
            .part("file[]", file)
    };
    let send = async |form| b.sent(b.client.post(w.url("/DEMO/import")).multipart(form)).await;
    assert_eq!(send(form("wrong", junit)).await.0, 403);
    let stored = send(form(&b.key, junit)).await;
    assert!(stored.0 == 303 && stored.1.starts_with("/DEMO/import?run=1&"), "{stored:?}");
    let page = b.text(&stored.1).await;
    assert!(page.contains("By form") && page.contains("Stored 2 results"), "{page}");
    let refused = send(form(&b.key, "nothing")).await;
    assert_eq!(refused.0, 422);
    // What was typed stays, and the file is named with its reason.
    for words in ["value=\"By form\"", "value=\"stage\"", "No file holds a result", "junit.xml", "Select the files again"] {
        assert!(refused.2.contains(words), "{words}: {}", refused.2);
    }
    let empty = multipart::Form::new().text("form_key", b.key.clone()).text("run_name", "Typed before");
    let refused = send(empty).await;
    assert!(refused.0 == 400 && refused.2.contains("value=\"Typed before\"") && refused.2.contains("File: "), "{refused:?}");
    let archive = multipart::Part::bytes(b"PK\x03\x04 and nothing of an archive".to_vec()).file_name("results.zip");
    let broken = multipart::Form::new().text("form_key", b.key.clone()).text("run_name", "Zipped").part("file[]", archive);
    let refused = send(broken).await;
    assert!(refused.0 >= 400 && refused.2.contains("results.zip") && refused.2.contains("value=\"Zipped\""), "{refused:?}");
    assert_eq!(w.get("/v1/run/DEMO").await["total"], 1, "nothing was stored");
    let run = w.get("/v1/run/DEMO/1").await;
    assert_eq!(run["title"], "By form");
}

/// Uploads files by the form, and opens the page after it.
async fn uploaded(b: &Browser<'_>, files: &[(&str, String)]) -> String {
    let form = multipart::Form::new().text("form_key", b.key.clone());
    let form = files.iter().fold(form, |form, (name, text)| {
        form.part("file[]", multipart::Part::bytes(text.clone().into_bytes()).file_name((*name).to_owned()))
    });
    let stored = b.sent(b.client.post(b.world.url("/DEMO/import")).multipart(form)).await;
    assert_eq!(stored.0, 303, "{stored:?}");
    b.text(&stored.1).await
}

#[tokio::test]
async fn errors_outside_of_tests_are_told_wherever_the_run_is() {
    let w = World::demo().await;
    let b = Browser::of(&w, TOKEN).await;
    let report = |tests: Value| {
        let failed =
            json!({ "nodeid": "test_cart.py", "outcome": "failed", "result": [], "longrepr": "E   ImportError: no <cart>" });
        json!({ "created": 1_795_170_000.5, "duration": 1.5, "exitcode": 1, "root": "/srv/shop", "environment": {},
            "summary": { "collected": 1 }, "collectors": [failed], "tests": tests })
    };
    let none = uploaded(&b, &[("report.json", report(json!([])).to_string())]).await;
    for words in ["Stored 0 results", "Errors outside of tests: 1", "test_cart.py: ImportError: no &lt;cart&gt;"] {
        assert!(none.contains(words), "{words}: {none}");
    }
    assert!(!none.contains("<span class=\"s-passed\">"), "{none}");
    let list = b.text("/DEMO/runs").await;
    assert!(list.contains("Errors outside of tests: 1") && !list.contains("No results yet"), "{list}");
    let passed =
        json!([{ "nodeid": "test_pay.py::test_pay", "lineno": 1, "outcome": "passed", "call": { "outcome": "passed" } }]);
    uploaded(&b, &[("report.json", report(passed).to_string())]).await;
    let home = b.text("/").await;
    assert!(home.contains("has errors outside of tests: 1"), "{home}");
    for path in ["/DEMO/runs", "/", "/DEMO/runs/2/compare?with=1"] {
        let page = b.text(path).await;
        assert!(page.contains("Errors outside of tests: 1"), "{path}: {page}");
        assert!(page.contains("<rect class=\"f-broken\" x=\"960\" width=\"40\""), "no bar is all green: {path}: {page}");
    }
}

#[tokio::test]
async fn an_upload_names_files_that_were_not_read_and_no_link_can() {
    let w = World::demo().await;
    let b = Browser::of(&w, TOKEN).await;
    let times = [1_795_170_000_000_i64, 1_795_170_001_000];
    let result = json!({ "uuid": "1", "name": "Pays", "status": "passed", "start": times[0], "stop": times[1] });
    let files = [("1-result.json", result.to_string()), ("2-result.json", "{\"uuid\": \"2\", \"name".to_owned())];
    let page = uploaded(&b, &files).await;
    assert!(page.contains("1 file was not read") && page.contains("2-result.json"), "{page}");
    assert!(!page.contains("<span class=\"s-passed\">"), "{page}");
    // Tests before the cut are stored: the file was read in part.
    let cut = r#"<testsuite name="s" tests="2"><testcase name="Pays by card" classname="s" time="1"/><testcase name="Re"#;
    let page = uploaded(&b, &[("cut.xml", cut.to_owned())]).await;
    assert!(page.contains("Stored 1 result") && page.contains("1 file was read in part"), "{page}");
    assert!(!page.contains("was not read") && page.contains("cut.xml"), "{page}");
    let forged = b.text(&format!("/DEMO/import?run=1&skipped=1&not_read=Call+me&proof={}", "0".repeat(64))).await;
    assert!(!forged.contains("Call me"), "{forged}");
}

#[tokio::test]
async fn a_run_can_be_made_of_any_of_many_suites() {
    let w = World::demo().await;
    for i in 0..120 {
        w.post("/v1/suite/DEMO", json!({ "title": format!("Area {i}") })).await;
    }
    let b = Browser::of(&w, TOKEN).await;
    let page = b.text("/DEMO/runs/new").await;
    let boxes = |page: &str| page.matches(r#"name="suite""#).count();
    assert_eq!(boxes(&page), 100);
    let cases = page.rfind(r#"name="which""#).expect("the choice of cases");
    assert!(page[cases..].contains(">Create run</button>"), "the button comes after the cases: {page}");
    assert!(page.contains("There are more; find them by name.") && page.contains(r#"name="find""#), "{page}");
    let found = b.text("/DEMO/runs/new?find=area+119&which=suites&suite=3").await;
    assert_eq!(boxes(&found), 2, "{found}");
    assert!(found.contains(r#"name="suite" value="3" checked"#) && found.contains("Area 119"), "{found}");
    assert!(!found.contains("There are more"), "{found}");
}

#[tokio::test]
async fn a_form_that_comes_again_makes_one_run_and_leads_to_it() {
    let w = World::demo().await;
    w.post("/v1/case/DEMO", json!({ "title": "Pays" })).await;
    let b = Browser::of(&w, TOKEN).await;
    let send = async |once: &str, title: &str, more: (&str, &str)| {
        b.post("/DEMO/runs/new", &[("once", once), ("title", title), ("which", "all"), more]).await
    };
    let page = b.text("/DEMO/runs/new").await;
    let once = field(&page, "once").to_owned();
    assert_ne!(once, field(&b.text("/DEMO/runs/new").await, "once"), "each page has its own key");
    let none = ("find", "");
    let (first, second) = tokio::join!(send(&once, "Release", none), send(&once, "Release", none));
    let third = send(&once, "Release", none).await;
    for answer in [first, second, third] {
        assert_eq!((answer.0, answer.1.as_str()), (303, "/DEMO/runs/1"), "{answer:?}");
    }
    assert_eq!(w.get("/v1/run/DEMO").await["total"], 1);
    // Another text on the page to which somebody went back is another run.
    assert_eq!(send(&once, "Release 2", none).await.1, "/DEMO/runs/2");
    // An equal form of another page asks once whether another run is meant.
    let asked = send(&"0".repeat(32), "Release", none).await;
    assert_eq!(asked.0, 409, "{asked:?}");
    for words in ["An equal run was created a moment ago", "href=\"/DEMO/runs/1\"", "name=\"another\"", "value=\"Release\""] {
        assert!(asked.2.contains(words), "{words}: {}", asked.2);
    }
    assert_eq!(send(&"0".repeat(32), "Release", ("another", "1")).await.1, "/DEMO/runs/3");
    // A refused form may be sent again.
    let refused = b.post("/DEMO/runs/new", &[("once", &once), ("title", "Tagged"), ("which", "tags")]).await;
    assert_eq!((refused.0, field(&refused.2, "once")), (422, once.as_str()));
    for _ in 0..2 {
        assert_eq!(send(&once, "By a tool", ("by_tool", "1")).await.1, "/DEMO/runs/4");
    }
    assert_eq!(w.get("/v1/run/DEMO").await["total"], 4);
}

#[tokio::test]
async fn an_equal_run_for_a_tool_is_asked_about_until_it_ends() {
    let w = World::demo().await;
    let b = Browser::of(&w, TOKEN).await;
    let send =
        async |more: &[(&str, &str)]| b.post("/DEMO/runs/new", &[&[("title", "Nightly"), ("by_tool", "1")], more].concat()).await;
    assert_eq!(send(&[]).await.1, "/DEMO/runs/1");
    let asked = send(&[]).await;
    assert!(asked.0 == 409 && asked.2.contains("href=\"/DEMO/runs/1\""), "{asked:?}");
    assert_eq!(send(&[("description", "Other")]).await.1, "/DEMO/runs/2");
    assert_eq!(send(&[("another", "1")]).await.1, "/DEMO/runs/3");
    for run in [1, 3] {
        w.post(&format!("/v1/run/DEMO/{run}/complete"), json!({})).await;
    }
    assert_eq!(send(&[]).await.1, "/DEMO/runs/4", "the tool runs again");
    w.clock.advance(11 * 60_000);
    assert_eq!(send(&[]).await.1, "/DEMO/runs/5", "long ago");
}
