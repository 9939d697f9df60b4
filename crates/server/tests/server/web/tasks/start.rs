//! Home, search, preferences, projects of the bar.

use super::each_way;
use crate::support::World;
use testkit::chromium::Modifier;

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_attention_is_opened_from_home() {
    each_way(0, |p, _: &World| {
        p.open("/");
        let words = p.fmt("web-home-new-failures", &[("count", 1_u32.into()), ("title", "Nightly".into()), ("run", "2".into())]);
        p.follow("link", &words);
        assert!(p.place().starts_with("/DEMO/runs/2"), "{}", p.place());
        p.sees("expected 3, got 2");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn language_and_theme_are_changed_on_the_page_that_is_open() {
    each_way(1, |p, _| {
        p.open("/DEMO/cases?selected_id=1");
        let (theme, other) = if p.theme == "light" { ("report-theme-light", "dark") } else { ("report-theme-dark", "system") };
        let name = p.t(theme);
        p.follow("button", &name);
        assert_eq!(p.browser.value("document.documentElement.dataset.theme"), other);
        assert_eq!(p.place(), "/DEMO/cases?selected_id=1");
        let lang = p.tr.lang().code();
        p.follow("button", if lang == "ru" { "English" } else { "Русский" });
        assert_ne!(p.browser.value("document.documentElement.lang"), lang);
        assert_eq!(p.browser.value("document.documentElement.dataset.theme"), other, "the theme stays");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_found_by_the_search_of_the_bar() {
    each_way(2, |p, _| {
        p.open("/DEMO/runs");
        match p.hand {
            super::Hand::Mouse => p.reach(&p.t("web-search"), 0),
            super::Hand::Keys => p.browser.key("k", "KeyK", Modifier::Control),
        }
        p.browser.type_text("voucher");
        p.leaving(|p| p.browser.key("Enter", "Enter", Modifier::None));
        p.look("the search");
        p.follow("link", "Pays by voucher");
        assert!(p.place().starts_with("/DEMO/cases"), "{}", p.place());
        p.sees("DEMO-2");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_is_created_and_selected_in_the_bar() {
    each_way(3, |p, _| {
        p.open("/server/projects");
        p.fill(&p.t("web-project-code"), "shop2");
        p.fill_at(&p.t("web-field-title"), 0, "Second shop");
        p.follow("button", &p.t("web-create-project"));
        assert_eq!(p.place(), "/SHOP2/cases");
        assert_eq!(p.get("/projects/SHOP2")["title"], "Second shop");
        if p.width >= 560 {
            p.menu("SHOP2 · Second shop");
            p.follow("link", "DEMO Demo shop");
            assert_eq!(p.place(), "/DEMO/cases");
        }
    })
    .await;
}
