//! A real provider: `oidc-provider` of npm, with its own pages of sign-in and consent.

use super::{Tab, add, config};
use crate::support::World;
use serde_json::json;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use testkit::chromium::Browser;
use testkit::skip::skip;
use voluptas_core::domain::user::Role;
use voluptas_server::ServerConfig;

const CLIENT: &str = "voluptas";
const SECRET: &str = "a secret with / and + of this test";

/// A provider that ends with its standard input.
struct Running {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    issuer: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.input.take());
        self.child.wait().ok();
    }
}

/// The provider, installed once per target folder; `None` where there is no npm, node or network.
fn provider() -> Option<Running> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/server/oidc/provider");
    let target: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("server-oidc");
    std::fs::create_dir_all(&target).expect("folder");
    for name in ["package.json", "package-lock.json", "provider.mjs"] {
        std::fs::copy(source.join(name), target.join(name)).expect("copy");
    }
    if !target.join("node_modules/oidc-provider/package.json").exists() {
        let Ok(install) = Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&target).output() else {
            skip("npm is not there");
            return None;
        };
        if !install.status.success() {
            skip(&format!("npm ci: {}", String::from_utf8_lossy(&install.stderr)));
            return None;
        }
    }
    let started = Command::new("node")
        .args(["provider.mjs", CLIENT, SECRET])
        .current_dir(&target)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = started else {
        skip("node is not there");
        return None;
    };
    let (input, mut output) = (child.stdin.take(), BufReader::new(child.stdout.take().expect("output")));
    let mut line = String::new();
    output.read_line(&mut line).expect("line");
    Some(Running { child, input, output, issuer: line.trim().to_owned() })
}

/// Follows redirects until one leads to a path of our server, and sends the forms of the provider on the way: sign-in and consent.
async fn at_provider(person: &mut Tab, login: &str, deny: bool, address: &str) -> String {
    let own = person.root.clone();
    let mut address = address.to_owned();
    for _ in 0..12 {
        if let Some(path) = address.strip_prefix(&own) {
            return path.to_owned();
        }
        let url = url::Url::parse(&address).expect("address");
        let page = person.get(&address).await;
        let next = |to: &str| url.join(to).expect("address").to_string();
        if page.status == 303 || page.status == 302 {
            address = next(&page.to);
            continue;
        }
        assert_eq!(page.status, 200, "{address}: {}", page.text);
        if deny {
            let at = page.text.find("/abort\"").expect("link to cancel");
            let begin = page.text[..at].rfind('"').expect("quote") + 1;
            address = next(&page.text[begin..at + "/abort".len()]);
            continue;
        }
        let at = page.text.find("action=\"").expect("form") + 8;
        let action = next(page.text[at..].split('"').next().expect("end"));
        let body = if page.text.contains("value=\"login\"") {
            format!("prompt=login&login={login}&password=any")
        } else {
            "prompt=consent".to_owned()
        };
        let request = person.client.post(action).header("Content-Type", "application/x-www-form-urlencoded").body(body);
        address = next(&person.send(request).await.to);
    }
    panic!("the provider does not lead back: {address}");
}

impl Running {
    /// Makes our server known as a client.
    fn add(&mut self, root: &str) {
        let input = self.input.as_mut().expect("input");
        writeln!(input, "{root}/sign-in/oidc/callback").expect("written");
        let mut line = String::new();
        // It warns of its settings for developers on this way, too.
        while !line.starts_with("known ") {
            line.clear();
            assert_ne!(self.output.read_line(&mut line).expect("line"), 0, "the provider has ended");
        }
    }
}

async fn serve(running: &mut Running, create_role: Option<Role>) -> World {
    let oidc = config(&running.issuer, CLIENT, SECRET, create_role);
    let w = World::demo_with(|config| ServerConfig { oidc: Some(oidc), ..config }).await;
    running.add(&w.server.root_url());
    w
}

#[tokio::test(flavor = "multi_thread")]
async fn people_sign_in_at_a_real_provider() {
    let Some(mut running) = tokio::task::spawn_blocking(provider).await.expect("provider") else { return };
    let w = serve(&mut running, None).await;
    add(&w, "Vera", "vera@shop.example");
    let visit = async |login: &str, deny: bool| {
        let mut tab = Tab::new(&w);
        let started = tab.get("/sign-in/oidc?next=%2FDEMO%2Fcases").await;
        assert_eq!(started.status, 303, "{}", started.text);
        // Cookies of both are in one jar here; they have different names.
        let back = at_provider(&mut tab, login, deny, &started.to).await;
        let answer = tab.get(&back).await;
        (tab, answer)
    };
    let (mut tab, answer) = visit("vera", false).await;
    assert_eq!((answer.status, answer.to.as_str()), (303, "/DEMO/cases"), "{}", answer.text);
    assert!(tab.get("/").await.text.contains("Vera"));
    // The provider remembers the browser and asks nothing.
    let again = tab.get("/sign-in/oidc").await;
    let back = at_provider(&mut tab, "nobody", false, &again.to).await;
    assert_eq!(tab.get(&back).await.to, "/");
    let (_, unknown) = visit("irina", false).await;
    assert!(unknown.status == 403 && unknown.text.contains("irina@shop.example has no user here"), "{}", unknown.text);
    let (_, unverified) = visit("unsure", false).await;
    assert!(unverified.status == 403 && unverified.text.contains("did not confirm"), "{}", unverified.text);
    let (tab, denied) = visit("vera", true).await;
    assert!(denied.status == 403 && denied.text.contains("access was denied") && tab.session().is_none(), "{}", denied.text);
    let users = w.store.read(|tx| tx.users().all()).expect("users");
    assert_eq!(users.len(), 1, "{users:?}");
    let running = in_a_browser(running).await;
    creates_users_and_survives_the_end_of(running).await;
}

/// The same in Chromium, which knows `SameSite`, the policy of a page and `Refresh`: the server is `localhost`, which is another site than the
/// provider's `127.0.0.1`.
async fn in_a_browser(mut running: Running) -> Running {
    let oidc = config(&running.issuer, CLIENT, SECRET, None);
    let w = World::demo_with(|config| ServerConfig { oidc: Some(oidc), ..config }).await;
    add(&w, "Vera", "vera@shop.example");
    let irina = crate::team::user(&w.store, "Irina", None, &[("DEMO", Role::Tester)]);
    w.until_it_knows(&irina).await;
    let root = w.server.root_url().replace("127.0.0.1", "localhost");
    running.add(&root);
    let work = move || {
        let Some(mut browser) = Browser::start() else {
            skip("Chromium is not installed");
            return running;
        };
        browser.open(&format!("{root}/DEMO/cases"), "!!document.querySelector('a[href^=\"/sign-in/oidc\"]')");
        browser.click("a[href^='/sign-in/oidc']");
        browser.until("the form of the provider", "!!document.querySelector('input[name=login]')");
        browser.value("document.querySelector('input[name=login]').value = 'vera'");
        browser.value("document.querySelector('input[name=password]').value = 'any'");
        browser.click("button[type=submit]");
        browser.until("the consent", "!!document.querySelector('input[value=consent]')");
        browser.click("button[type=submit]");
        let own = format!("location.href === '{root}/DEMO/cases' && !!document.querySelector('[data-form-key]')");
        browser.until("the page that was asked for", &own);
        // The sign-out goes on at the provider, which asks, and comes back.
        browser.value("document.querySelector('form[action=\"/sign-out\"] button').click()");
        browser.until("the question of the provider", "!!document.querySelector('button[name=logout]')");
        browser.click("button[name=logout]");
        browser.until(
            "the word of the sign-out",
            &format!("location.href === '{root}/sign-out' && !!document.querySelector('.notice.passed')"),
        );
        browser.click("a[href^='/sign-in/oidc']");
        browser.until("the provider asks for the name again", "!!document.querySelector('input[name=login]')");
        browser.value("document.querySelector('input[name=login]').value = 'vera'");
        browser.value("document.querySelector('input[name=password]').value = 'any'");
        browser.click("button[type=submit]");
        browser.until(
            "the consent or the page",
            &format!("!!document.querySelector('input[value=consent]') || location.href === '{root}/'"),
        );
        browser.value("document.querySelector('input[value=consent]')?.form.requestSubmit()");
        browser.until("the home page after it", &format!("location.href === '{root}/'"));
        // Somebody else in the same browser connects the account that the provider remembers: it is Vera's.
        browser.call("Page.navigate", json!({ "url": format!("{root}/sign-in") }));
        browser.until("the form", "!!document.querySelector('input[name=token]')");
        browser.value(&format!("document.querySelector('input[name=token]').value = {}", json!(irina.expose())));
        browser.value("document.querySelector('input[name=token]').form.requestSubmit()");
        browser.until("the home page", "location.pathname === '/'");
        browser.call("Page.navigate", json!({ "url": format!("{root}/account") }));
        browser.until("the account", "!!document.querySelector('form[action=\"/account/provider\"]')");
        browser.click("form[action='/account/provider'] button");
        browser.until("the refusal", "document.body.innerText.includes('belongs to another user')");
        let refused: Vec<_> = browser.said.iter().filter(|said| said.contains("Content Security Policy")).collect();
        assert!(refused.is_empty(), "{refused:?}");
        running
    };
    tokio::task::spawn_blocking(work).await.expect("browser")
}

async fn creates_users_and_survives_the_end_of(mut running: Running) {
    let w = serve(&mut running, Some(Role::Tester)).await;
    let mut tab = Tab::new(&w);
    let started = tab.get("/sign-in/oidc").await;
    let back = at_provider(&mut tab, "nina", false, &started.to).await;
    assert_eq!(tab.get(&back).await.status, 303);
    assert!(tab.get("/").await.text.contains("Person nina"));
    let started = tab.get("/sign-in/oidc").await;
    let back = at_provider(&mut tab, "nina", false, &started.to).await;
    // It stops while the browser is on its way back.
    tokio::task::spawn_blocking(move || drop(running)).await.expect("stopped");
    let answer = tab.get(&back).await;
    assert!(answer.status == 503 && answer.text.contains("does not answer"), "{}", answer.text);
    assert_eq!(tab.get("/").await.status, 200, "who is in stays in");
}
