//! Refused forms: the page comes again with what was typed, the reason at its field, and the keyboard there.

use super::browser::Browser;
use crate::support::{TOKEN, World};
use crate::team::user;
use serde_json::json;
use voluptas_core::domain::user::Role;

async fn with_webhooks() -> World {
    let outgoing = crate::webhooks::outgoing(crate::webhooks::open_network());
    World::demo_with(|config| voluptas_server::ServerConfig { outgoing: Some(outgoing), ..config }).await
}

/// The tag of the first field with this name.
fn field(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no {name}: {page}"));
    let begin = page[..at].rfind('<').expect("begin");
    page[begin..].split('>').next().expect("end").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The field that takes the keyboard.
fn focused(page: &str) -> Vec<String> {
    page.match_indices("autofocus")
        .map(|(at, _)| {
            let begin = page[..at].rfind('<').expect("begin");
            let name = page[begin..at].split("name=\"").nth(1).expect("name");
            name.split('"').next().expect("end").to_owned()
        })
        .collect()
}

#[tokio::test]
async fn a_refused_form_of_settings_comes_again_with_its_texts_and_reasons() {
    let w = with_webhooks().await;
    let b = Browser::open(&w, TOKEN).await;
    let long = "x".repeat(300);
    let tag = b.get("/DEMO/settings").await.value("tag");
    for (path, form, fields, wrong, kept) in [
        (
            "/DEMO/settings",
            "project",
            vec![("tag", tag.as_str()), ("title", "Kept <1>"), ("issue_url", "nowhere")],
            "issue_url",
            "Kept &lt;1&gt;",
        ),
        (
            "/DEMO/settings/retention",
            "retention",
            vec![("days", "90"), ("runs", "soon"), ("files_days", "")],
            "runs",
            "value=\"soon\"",
        ),
        ("/DEMO/settings/limits", "limits", vec![("cases", "many"), ("results", "17")], "cases", "value=\"17\""),
        ("/DEMO/settings/environments", "new", vec![("title", long.as_str()), ("host", "kept.example")], "title", "kept.example"),
        ("/DEMO/settings/milestones", "new", vec![("title", "Kept"), ("due_at", "tomorrow")], "due_at", "value=\"Kept\""),
        ("/DEMO/settings/members", "new", vec![("name", "Nobody <2>"), ("role", "lead")], "name", "Nobody &lt;2&gt;"),
        (
            "/DEMO/settings/integrations",
            "tracker",
            vec![("kind", "gitlab"), ("base_url", "nowhere"), ("place", "kept")],
            "base_url",
            "value=\"kept\"",
        ),
        (
            "/DEMO/settings/webhooks",
            "new",
            vec![("title", "Kept"), ("url", "nowhere"), ("events", "case.changed")],
            "url",
            "value=\"Kept\"",
        ),
        ("/server/users", "new", vec![("act", "add"), ("name", long.as_str()), ("role", "lead")], "name", "Users and tokens"),
        ("/server/projects", "new", vec![("code", "1"), ("title", "Kept")], "code", "value=\"Kept\""),
    ] {
        let mut sent = vec![("form", form)];
        sent.extend(fields);
        let page = b.post(path, &sent).await;
        assert_eq!(page.status, 422, "{path}: {}", page.text);
        let form = page.text.find(&format!("name=\"form\" value=\"{form}\"")).expect("the form");
        let shown = field(&page.text[form..], wrong);
        assert!(shown.contains("aria-invalid=\"true\"") && shown.contains("aria-describedby"), "{path}: {shown}");
        assert_eq!(focused(&page.text), [wrong], "{path}");
        assert!(page.text.contains(kept) && page.text.contains("class=\"wrong\""), "{path}: {}", page.text);
        assert_eq!(
            page.value("next"),
            path.trim_end_matches("/retention").trim_end_matches("/limits"),
            "the page has its own address"
        );
    }
    assert!(
        w.send(reqwest::Method::GET, "/api/v1/projects/DEMO/milestones", None).await.1["items"]
            .as_array()
            .is_some_and(Vec::is_empty)
    );
}

#[tokio::test]
async fn reasons_are_in_the_language_of_the_visitor_and_selections_stay() {
    let w = with_webhooks().await;
    let b = Browser::open(&w, TOKEN).await;
    let russian = Browser { cookie: b.cookie.replace("=en", "=ru"), ..b };
    let fields =
        [("form", "new"), ("act", "add"), ("name", "Irina"), ("role", "viewer"), ("project", ""), ("project_role", "tester")];
    let page = russian.post("/server/users", &fields).await;
    assert!(page.status == 422 && page.text.contains("Выберите проект для этой роли"), "{}", page.text);
    assert_eq!(focused(&page.text), ["project"]);
    let roles = &page.text[page.text.find("name=\"project_role\"").expect("roles")..];
    assert!(roles.contains("<option value=\"tester\" selected>"), "{roles}");
    let fields = [("form", "new"), ("act", "add"), ("name", "Irina"), ("role", ""), ("project", "DEMO"), ("project_role", "")];
    let page = russian.post("/server/users", &fields).await;
    assert!(page.status == 422 && page.text.contains("Выберите роль в этом проекте"), "{}", page.text);
    let users = w.send(reqwest::Method::GET, "/api/v1/users", None).await.1;
    assert!(!users.to_string().contains("Irina"), "{users}");
    let none =
        russian.post("/DEMO/settings/webhooks", &[("form", "new"), ("title", "Kept"), ("url", "https://example.com/x")]).await;
    assert!(none.status == 422 && none.text.contains("События"), "{}", none.text);
}

#[tokio::test]
async fn a_form_that_met_another_change_shows_what_is_stored_beside_what_was_typed() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let tag = b.get("/DEMO/settings").await.value("tag");
    w.send(reqwest::Method::PATCH, "/api/v1/projects/DEMO", Some(json!({ "title": "By them" }))).await;
    let met = b.post("/DEMO/settings", &[("form", "project"), ("tag", &tag), ("title", "By me")]).await;
    assert!(met.status == 412 && met.text.contains("Stored now: By them"), "{}", met.text);
    assert_eq!(met.value("title"), "By me");
    let again = b.post("/DEMO/settings", &[("form", "project"), ("tag", &met.value("tag")), ("title", "By me")]).await;
    assert_eq!(again.status, 303);
}

#[tokio::test]
async fn the_dialog_of_a_user_opens_again_and_a_wrong_password_is_at_its_field() {
    let (w, vera) = World::team(None, |store| user(store, "Vera", None, &[("DEMO", Role::Viewer)])).await;
    let admin = Browser::open(&w, TOKEN).await;
    let users = w.send(reqwest::Method::GET, "/api/v1/users", None).await.1;
    let user = users["items"].as_array().expect("users").iter().find(|user| user["name"] == "Vera").expect("Vera").clone();
    let id = user["id"].to_string();
    let page =
        admin.post("/server/users", &[("form", "user"), ("act", "change"), ("id", &id), ("name", " "), ("role", "lead")]).await;
    assert!(page.text.contains("<dialog id=\"user\""), "{}: {}", page.status, page.text);
    assert_eq!((page.status, focused(&page.text)), (422, vec!["name".to_owned()]));
    let past = [("form", "token"), ("act", "token"), ("id", &id), ("title", "Kept"), ("expires_at", "2020-01-01")];
    let page = admin.post("/server/users", &past).await;
    assert!(
        page.status == 422 && page.text.contains("lies in the past") && page.text.contains("value=\"Kept\""),
        "{}",
        page.text
    );
    let own = Browser::open(&w, vera.expose()).await;
    let differs = own.post("/account", &[("form", "password"), ("password", "a long enough one"), ("again", "another")]).await;
    assert_eq!((differs.status, focused(&differs.text)), (422, vec!["again".to_owned()]));
    assert!(differs.text.contains("The two passwords differ") && !differs.text.contains("a long enough one"), "{}", differs.text);
}

#[tokio::test]
async fn the_first_wrong_field_of_a_case_or_suite_takes_the_keyboard() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    assert_eq!(focused(&b.get("/DEMO/cases?create=1").await.text), ["title"]);
    let wrong = b.post("/DEMO/cases", &[("title", "Kept"), ("suite", "Nowhere"), ("action", ""), ("expected", "x")]).await;
    assert_eq!((wrong.status, focused(&wrong.text)), (422, vec!["suite".to_owned()]));
    let wrong = b.post("/DEMO/cases", &[("title", "Kept"), ("action", ""), ("expected", "x")]).await;
    assert_eq!((wrong.status, focused(&wrong.text)), (422, vec!["action".to_owned()]));
    assert!(wrong.text.contains("id=\"wrong-case-step-0\""), "{}", wrong.text);
    let wrong = b.post("/DEMO/suites", &[("title", "Kept"), ("parent", "Nowhere")]).await;
    assert_eq!((wrong.status, focused(&wrong.text)), (422, vec!["parent".to_owned()]));
}

#[tokio::test]
async fn the_sign_in_keeps_the_name_and_the_sign_out_says_a_word() {
    let (w, vera) = World::team(None, |store| user(store, "Vera", None, &[("DEMO", Role::Viewer)])).await;
    let b = Browser::open(&w, vera.expose()).await;
    let password = "five green bottles & a half";
    assert_eq!(b.post("/account", &[("form", "password"), ("password", password), ("again", password)]).await.status, 303);
    let stranger = Browser { cookie: "voluptas_lang=en".into(), key: String::new(), ..Browser::open(&w, TOKEN).await };
    let wrong = stranger.post("/sign-in", &[("name", "Vera <V>"), ("password", "a wrong one"), ("next", "/DEMO/cases")]).await;
    assert_eq!(
        (wrong.status, wrong.value("name").as_str(), wrong.value("next").as_str()),
        (403, "Vera &lt;V&gt;", "/DEMO/cases")
    );
    assert_eq!(focused(&wrong.text), ["password"]);
    assert!(!wrong.text.contains("a wrong one"), "{}", wrong.text);
    let out = b.post("/sign-out", &[]).await;
    assert_eq!((out.status, out.to.as_str()), (303, "/sign-out"));
    let page = b.get("/sign-out").await;
    for text in ["You are signed out.", "app.css", "action=\"/sign-in\""] {
        assert!(page.text.contains(text), "{text}: {}", page.text);
    }
    assert_eq!(page.status, 200);
    assert_eq!(b.get("/sessions").await.status, 401);
}

#[tokio::test]
async fn a_form_of_an_ended_session_is_found_again_behind_the_sign_in() {
    let w = World::demo().await;
    let gone = Browser { cookie: "voluptas_lang=en".into(), key: String::new(), ..Browser::open(&w, TOKEN).await };
    let send = async |path: &str, from: &str| {
        let request =
            gone.client.post(w.url(path)).header("Referer", from).header("Content-Type", "application/x-www-form-urlencoded");
        gone.read(request.body("title=Typed")).await
    };
    for (path, from, words) in [
        ("/DEMO/cases", "/DEMO/cases?create=1", "it offers the draft"),
        ("/DEMO/runs/new", "/DEMO/runs/new", "go back to the form."),
    ] {
        let page = send(path, &w.url(from)).await;
        assert_eq!((page.status, page.value("next").as_str()), (401, from), "{path}: {}", page.text);
        assert!(page.text.contains("nothing was saved") && page.text.contains(words), "{path}: {}", page.text);
    }
    let foreign = send("/DEMO/runs/new", "https://evil.example/DEMO/runs").await;
    assert_eq!((foreign.status, foreign.value("next").as_str()), (401, "/"));
}

#[tokio::test]
async fn the_address_of_a_form_without_a_page_leads_to_the_page_that_shows_it() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    for (form, page) in [
        ("/DEMO/settings/limits", "/DEMO/settings"),
        ("/DEMO/settings/retention/apply", "/DEMO/settings"),
        ("/DEMO/cases/1/versions/2/restore", "/DEMO/cases/1"),
        ("/DEMO/cases/1/attachments", "/DEMO/cases/1"),
        ("/DEMO/runs/1/execute/files", "/DEMO/runs/1/execute"),
        ("/DEMO/runs/1/share/end", "/DEMO/runs/1"),
        ("/DEMO/import/cases", "/DEMO/import"),
        ("/account/tokens", "/account"),
        ("/preferences", "/"),
    ] {
        let answer = b.get(form).await;
        assert_eq!((answer.status, answer.to.as_str()), (303, page), "{form}");
    }
    // A refused form stands at its own address. Sent again after the end of the session, it leads to the sign-in and from there back.
    let limits = "/DEMO/settings/limits";
    let gone = Browser { cookie: "voluptas_lang=en".into(), key: String::new(), ..Browser::open(&w, TOKEN).await };
    let request = gone.client.post(w.url(limits)).header("Referer", w.url(limits));
    let asked = gone.read(request.header("Content-Type", "application/x-www-form-urlencoded").body("cases=-1")).await;
    assert_eq!((asked.status, asked.value("next").as_str()), (401, limits), "{}", asked.text);
    let back = gone.post("/sign-in", &[("token", TOKEN), ("next", limits)]).await;
    assert_eq!((back.status, back.to.as_str()), (303, limits), "{}", back.text);
    assert_eq!(b.get(&b.get(&back.to).await.to).await.status, 200);
}

#[tokio::test]
async fn the_audit_says_fields_before_and_after_and_notes_what_changed_alone() {
    let (w, _) = World::team(None, |store| user(store, "Vera", None, &[("DEMO", Role::Viewer)])).await;
    let admin = Browser::open(&w, TOKEN).await;
    let users = w.send(reqwest::Method::GET, "/api/v1/users", None).await.1;
    let user = users["items"].as_array().expect("users").iter().find(|user| user["name"] == "Vera").expect("Vera").clone();
    let before = w.store.read(|tx| tx.audit().list(&Default::default(), 1000)).expect("audit").len();
    let id = user["id"].to_string();
    let change =
        [("act", "change"), ("id", id.as_str()), ("name", "Vera"), ("role", ""), ("role-DEMO", "lead"), ("role-BANK", "")];
    assert_eq!(admin.post("/server/users", &change).await.status, 303);
    let rows = w.store.read(|tx| tx.audit().list(&Default::default(), 1000)).expect("audit");
    let new: Vec<&str> = rows[..rows.len() - before].iter().map(|row| row.action.as_str()).filter(|a| *a != "sign-in").collect();
    assert_eq!(new, ["set-role"], "neither the name nor the other roles have changed");
    let page = admin.get("/server/audit?action=set-role").await.text;
    assert!(page.contains("Change role") && page.contains("role: Viewer → Lead"), "{page}");
    let russian = Browser { cookie: admin.cookie.replace("=en", "=ru"), ..admin };
    let page = russian.get("/server/audit?action=set-role").await.text;
    assert!(page.contains("Изменение роли") && page.contains("роль: Наблюдатель → Руководитель"), "{page}");
    assert!(!page.contains("{&quot;") && !page.contains("{&#34;"), "no JSON: {page}");
}

#[tokio::test]
async fn a_taken_name_of_an_environment_is_told_at_its_title() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let fields = [("form", "new"), ("title", "Stage"), ("host", "")];
    assert_eq!(b.post("/DEMO/settings/environments", &fields).await.status, 303);
    let taken = b.post("/DEMO/settings/environments", &fields).await;
    assert_eq!((taken.status, focused(&taken.text)), (422, vec!["title".to_owned()]));
    assert!(taken.text.contains("belongs to another environment") && !taken.text.contains("slug:"), "{}", taken.text);
}

#[tokio::test]
async fn an_address_that_leads_nowhere_leads_on_to_the_list_of_its_project() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    for (path, list) in [
        ("/DEMO/cases/999", "/DEMO/cases"),
        ("/DEMO/runs/999", "/DEMO/runs"),
        ("/DEMO/import/cases/none", "/DEMO/import"),
        ("/DEMO/suites/999", "/DEMO/cases"),
    ] {
        let page = b.get(path).await;
        assert_eq!(page.status, 404, "{path}: {}", page.text);
        assert!(page.text.contains(&format!("<a class=\"button primary\" href=\"{list}\">")), "{path}: {}", page.text);
        assert!(!page.text.contains("Back to the form"), "{path}: {}", page.text);
    }
    assert!(!b.get("/NONE/cases/1").await.text.contains("href=\"/NONE/cases\""), "a project that the visitor does not see");
    assert!(b.post("/DEMO/cases/999/delete", &[]).await.text.contains("Back to the form"));
}

#[tokio::test]
async fn a_run_without_a_case_takes_the_keyboard_to_its_cases() {
    let w = World::demo().await;
    w.post("/v1/case/DEMO", json!({ "title": "Pays" })).await;
    let b = Browser::open(&w, TOKEN).await;
    assert_eq!(focused(&b.get("/DEMO/runs/new").await.text), ["title"]);
    for which in ["suites", "tags", "failed"] {
        let none = b.post("/DEMO/runs/new", &[("title", "Kept"), ("which", which)]).await;
        assert_eq!((none.status, focused(&none.text)), (422, vec!["which".to_owned()]), "{which}: {}", none.text);
        let radio = none.text.find(&format!("name=\"which\" value=\"{which}\"")).expect("the radio button");
        assert!(none.text[radio..].split('>').next().is_some_and(|tag| tag.contains("wrong-cases")), "{which}: {}", none.text);
    }
    let blank = b.post("/DEMO/runs/new", &[("title", " "), ("which", "suites")]).await;
    assert_eq!((blank.status, focused(&blank.text)), (422, vec!["title".to_owned()]));
}

#[tokio::test]
async fn pages_of_the_server_say_what_is_not_there_yet_and_how_a_code_is_written() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let projects = b.get("/server/projects").await.text;
    assert_eq!(projects.matches("2 to 10 letters and digits").count(), 2, "{projects}");
    let users = b.get("/server/users").await.text;
    assert!(users.contains("No users yet"), "{users}");
}

#[tokio::test]
async fn an_equal_case_of_a_moment_ago_is_asked_about_once() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let send =
        async |title: &str, button: &str| b.post("/DEMO/cases", &[("title", title), ("tags", "api"), ("do", button)]).await;
    assert_eq!(send("Pays", "save").await.status, 303);
    let asked = send("Pays", "save").await;
    assert_eq!((asked.status, asked.value("title").as_str()), (409, "Pays"), "{}", asked.text);
    for words in ["An equal case was created a moment ago", "href=\"/DEMO/cases/1\"", "value=\"another\""] {
        assert!(asked.text.contains(words), "{words}: {}", asked.text);
    }
    assert_eq!(send("Pays twice", "save").await.status, 303, "another title is another case");
    assert_eq!(send("Pays", "another").await.status, 303);
    w.clock.advance(11 * 60_000);
    assert_eq!(send("Pays", "save").await.status, 303, "long ago");
    assert_eq!(w.get("/v1/case/DEMO").await["total"], 4);
}

#[tokio::test]
async fn a_form_says_a_refusal_that_belongs_to_none_of_its_fields() {
    let w = World::demo().await;
    let limits = json!({ "cases": 1 });
    assert_eq!(w.send(reqwest::Method::PATCH, "/api/v1/projects/DEMO/limits", Some(limits)).await.0, 200);
    w.post("/v1/case/DEMO", json!({ "title": "First" })).await;
    let b = Browser::open(&w, TOKEN).await;
    let full = b.post("/DEMO/cases", &[("title", "Kept <1>"), ("action", ""), ("expected", "")]).await;
    assert_eq!((full.status, full.value("title").as_str()), (422, "Kept &lt;1&gt;"), "{}", full.text);
    assert!(full.text.contains("role=\"alert\">The project has reached its limit of cases: 1."), "{}", full.text);
}
