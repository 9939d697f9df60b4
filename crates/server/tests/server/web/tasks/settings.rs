//! Settings of a project: general, retention, limits, environments, tags, webhooks.

use super::each_way;
use reqwest::Method;
use serde_json::json;
use testkit::chromium::Modifier;

#[tokio::test(flavor = "multi_thread")]
async fn general_settings_retention_and_limits_are_changed() {
    each_way(30, |p, _| {
        p.open("/DEMO/settings");
        p.fill(&p.t("web-field-title"), "Shop of demos");
        p.fill(&p.t("web-field-description"), "Sells");
        p.follow_at("button", &p.t("web-save"), 0);
        p.sees(&p.t("web-done-saved"));
        let project = p.get("/projects/DEMO");
        assert_eq!((&project["title"], &project["description"]), (&json!("Shop of demos"), &json!("Sells")));
        p.fill(&p.t("web-retention-runs"), "1");
        p.leaving(|p| p.browser.key("Enter", "Enter", Modifier::None));
        assert_eq!(p.get("/projects/DEMO/retention")["runs"], 1);
        p.look("a preview");
        p.follow("button", &p.t("web-retention-apply"));
        assert_eq!(p.asked(), [p.t("web-retention-ask")]);
        assert_eq!(p.ask(crate::support::TOKEN, Method::GET, "/projects/DEMO/runs/1", None).0, 404);
        p.fill(&p.t("web-tab-cases"), "500");
        p.follow_at("button", &p.t("web-save"), 2);
        assert_eq!(p.get("/projects/DEMO/limits")["cases"], 500);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn environments_are_added_renamed_and_deleted() {
    each_way(31, |p, _| {
        p.open("/DEMO/settings/environments");
        p.fill(&p.t("web-environment-new"), "Stage");
        p.follow("button", &p.t("web-add"));
        p.fill(&p.t("web-field-title"), "Stage 2");
        p.follow("button", &p.t("web-save"));
        let all = p.get("/projects/DEMO/environments");
        assert_eq!((&all["items"][0]["title"], all["items"].as_array().map(Vec::len)), (&json!("Stage 2"), Some(1)), "{all}");
        p.follow("button", &format!("{} Stage 2", p.t("web-remove")));
        assert_eq!(p.asked(), [p.t("web-environment-ask")]);
        assert_eq!(p.get("/projects/DEMO/environments")["items"], json!([]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_merged() {
    each_way(32, |p, _| {
        p.api(Method::PATCH, "/projects/DEMO/cases/2", Some(json!({ "tags": ["sale"] })));
        p.open("/DEMO/settings/tags");
        p.press("checkbox", "promo");
        p.press("checkbox", "sale");
        p.fill(&p.t("web-tags-into"), "offer");
        match p.hand {
            super::Hand::Mouse => p.follow("button", &p.t("web-tags-merge")),
            super::Hand::Keys => p.leaving(|p| p.browser.key("Enter", "Enter", Modifier::None)),
        }
        for number in [1, 2] {
            assert_eq!(p.get(&format!("/projects/DEMO/cases/{number}"))["tags"], json!(["offer"]));
        }
        p.sees("offer");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_created_tested_and_its_log_read() {
    each_way(33, |p, _| {
        p.open("/DEMO/settings/webhooks");
        p.fill(&p.t("web-field-name"), "Chat");
        p.fill(&p.t("web-hook-address"), "http://127.0.0.1:9/hook");
        p.press("checkbox", &p.t("web-hook-case-changed"));
        p.follow("button", &p.t("web-add"));
        let hooks = p.get("/projects/DEMO/webhooks");
        assert_eq!(hooks["items"][0]["title"], "Chat", "{hooks}");
        assert_eq!(hooks["items"][0]["events"].as_array().map(Vec::len), Some(2), "{hooks}");
        p.follow("link", "Chat");
        p.sees(&p.t("web-hook-no-deliveries"));
        p.follow("button", &p.t("web-hook-test"));
        p.sees(&p.t("web-done-sent"));
        p.look("a log of deliveries");
        let id = hooks["items"][0]["id"].as_i64().expect("id");
        p.until_api(&format!("/projects/DEMO/webhooks/{id}/deliveries"), |answer| {
            answer["items"].as_array().is_some_and(|all| !all.is_empty())
        });
        p.follow("link", &p.t("web-settings-webhooks"));
        p.follow("button", &p.t("web-hook-off"));
        assert_eq!(p.get(&format!("/projects/DEMO/webhooks/{id}"))["enabled"], false);
        p.follow("button", &format!("{} Chat", p.t("web-remove")));
        assert_eq!(p.asked(), [p.t("web-hook-ask")]);
        assert_eq!(p.get("/projects/DEMO/webhooks")["items"], json!([]));
    })
    .await;
}
