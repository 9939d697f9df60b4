//! Functions: the tree, the matrix, and links with cases.

use super::each_way;
use reqwest::Method;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn the_tree_is_opened_and_a_function_linked_with_a_case() {
    each_way(18, |p, _| {
        for (id, parent, title) in [
            ("web", None, "Web shop"),
            ("web.cart", Some("web"), "Basket"),
            ("web.cart.sum", Some("web.cart"), "Sum of the basket"),
        ] {
            let fields = json!({ "title": title, "type": "Epic" });
            p.api(Method::POST, "/functions", Some(json!({ "func_id": id, "parent": parent, "fields": fields })));
        }
        p.open("/DEMO/functions");
        // The name of the triangle is that of the function; the link behind it opens the function.
        for (title, inside) in [("Web shop", "Basket"), ("Basket", "Sum of the basket")] {
            if p.browser
                .value(&format!("[...document.querySelectorAll('#matrix .name a.cut')].some(a => a.innerText === '{inside}')"))
                == false
            {
                p.press_at("link", title, 0);
                p.sees(inside);
            }
        }
        p.look("an open tree");
        p.press("link", "Sum of the basket");
        p.until("the function", "document.querySelector('#function-title')?.innerText === 'Sum of the basket'");
        p.sees("web.cart.sum");
        p.press("link", &p.t("web-functions-close"));
        p.until("it is closed", "!document.querySelector('#function-title')");
        p.open("/DEMO/cases?selected_id=2");
        p.press("link", &format!("{} 0", p.t("web-cases-tab-functions")));
        p.fill(&p.t("web-cases-find-function"), "sum");
        p.leaving(|p| p.browser.key("Enter", "Enter", testkit::chromium::Modifier::None));
        p.follow("button", &p.t("web-cases-link"));
        let links = p.get("/projects/DEMO/mappings")["items"].to_string();
        assert!(links.contains("web.cart.sum"), "{links}");
        p.follow("link", "Sum of the basket");
        p.sees("DEMO-2");
    })
    .await;
}
