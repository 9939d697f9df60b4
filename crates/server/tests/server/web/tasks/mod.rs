//! The main task of each page in a real Chromium, done as a person does it: once with the mouse and once with the keyboard alone.
//!
//! Elements are found by their roles and names, as a screen reader says them. The mouse presses where the element is on the screen, so a task
//! fails where something covers it; the keyboard gets there by Tab, so it fails where no Tab leads. After a task the page may have said no
//! error, and axe finds nothing.

mod cases;
mod execute;
mod functions;
mod people;
mod reports;
mod runs;
mod settings;
mod start;

use super::super::browser::Browser as Client;
use super::{axe, faults, open_session, world};
use crate::support::{TOKEN, World};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use testkit::chromium::{Browser, Element, Modifier};
use testkit::skip::skip;
use testkit::wait::wait_long_for;
use tokio::runtime::Handle;
use voluptas_i18n::{Arg, Lang, Tr};

/// What a person works with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    Mouse,
    Keys,
}

/// Roles of fields for text.
const FIELDS: &[&str] = &["textbox", "searchbox", "combobox", "Date", "spinbutton"];
/// Time after which an element that is not there fails a test. It only bounds a hanging test.
const LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 60 });

/// Time after which an element that cannot be reached fails a test: a part of the page may be replaced meanwhile.
const PATIENCE: Duration = Duration::from_secs(4);

/// Somebody at a browser.
pub struct Person {
    pub browser: Browser,
    pub hand: Hand,
    pub tr: Tr,
    pub theme: &'static str,
    pub width: u32,
    pub root: String,
    client: reqwest::Client,
    runtime: Handle,
    axe: String,
}

/// Does a task with the mouse and with the keyboard, each in a world of its own, and in other languages, themes and widths. `place` is the
/// number of the task: tasks that follow each other are done in all combinations.
pub async fn each_way(place: usize, task: impl Fn(&mut Person, &World) + Send + 'static) {
    let runtime = Handle::current();
    let work = move || {
        let Some(axe) = axe() else { return };
        let Some(browser) = Browser::start() else { return skip("Chromium is not installed") };
        let mut browser = Some(browser);
        for (hand, place) in [(Hand::Mouse, place), (Hand::Keys, place + 7)] {
            let w = runtime.block_on(world());
            let lang = [Lang::En, Lang::Ru][place % 2];
            let theme = ["light", "dark"][place / 2 % 2];
            let width = [390, 1024, 1600][place / 4 % 3];
            let session = runtime.block_on(Client::open(&w, TOKEN)).cookie.split(';').next().expect("pair").to_owned();
            let mut person = Person {
                browser: browser.take().expect("browser"),
                hand,
                tr: Tr::new(lang),
                theme,
                width,
                root: w.server.root_url(),
                client: w.client.clone(),
                runtime: runtime.clone(),
                axe: axe.clone(),
            };
            person.sit_down(Some(&session));
            task(&mut person, &w);
            person.look("the end");
            person.browser.close();
            browser = Some(person.browser);
        }
    };
    tokio::task::spawn_blocking(work).await.expect("browser");
}

impl Person {
    /// A new page with the language, the theme and the width of this person.
    fn sit_down(&mut self, session: Option<&str>) {
        self.browser.open("about:blank", "true");
        self.browser.call("Network.clearBrowserCookies", json!({}));
        open_session(&mut self.browser, &self.root, session, self.tr.lang().code(), self.theme, self.width);
        self.browser.catch_file_dialogs();
        self.browser.said.clear();
        self.browser.asked.clear();
    }

    /// Another person with a browser of its own, who has not signed in.
    pub fn another(&self) -> Self {
        let mut other = Self {
            browser: Browser::start().expect("Chromium"),
            hand: self.hand,
            tr: self.tr,
            theme: self.theme,
            width: self.width,
            root: self.root.clone(),
            client: self.client.clone(),
            runtime: self.runtime.clone(),
            axe: self.axe.clone(),
        };
        other.sit_down(None);
        other
    }

    /// Language and theme, as the buttons of the bar set them.
    pub fn prefer(&mut self) {
        let (root, lang) = (self.root.clone(), self.tr.lang().code());
        open_session(&mut self.browser, &root, None, lang, self.theme, self.width);
    }

    /// Takes the sign-in of a session.
    pub fn sign_in_with(&mut self, session: &str) {
        let (root, lang) = (self.root.clone(), self.tr.lang().code());
        open_session(&mut self.browser, &root, Some(session), lang, self.theme, self.width);
    }

    /// Words of a key in the language of the person.
    pub fn t(&self, key: &str) -> String {
        self.tr.text(key).into_owned()
    }

    pub fn fmt(&self, key: &str, args: &[(&str, Arg)]) -> String {
        self.tr.fmt(key, args)
    }

    fn way(&self) -> String {
        format!("{:?}, {}, {}, {} px", self.hand, self.tr.lang().code(), self.theme, self.width)
    }

    /// Opens an address of the server.
    pub fn open(&mut self, path: &str) {
        let url = format!("{}{path}", self.root);
        self.browser.call("Page.navigate", json!({ "url": url }));
        self.browser.until(
            &format!("the page {path}"),
            &format!("location.href === {} && document.readyState === 'complete'", json!(url)),
        );
    }

    /// Fails if the present page has an error, is wider than the window, or axe finds something.
    pub fn look(&mut self, place: &str) {
        let found = faults(&mut self.browser, &self.axe, "");
        assert!(found.is_empty(), "{place}, {}: {}", self.way(), found.join("\n"));
    }

    /// The element of one of these roles with this name. If none has exactly this one, the first whose name begins with it, otherwise the
    /// first that contains it.
    fn found(&mut self, roles: &[&str], name: &str, at: usize) -> Element {
        let began = Instant::now();
        wait_long_for(name, LIMIT * 2, || {
            let all: Vec<(String, Element)> = roles.iter().flat_map(|role| self.browser.elements(role)).collect();
            let tests: [fn(&str, &str) -> bool; 3] = [|a, b| a == b, |a, b| a.starts_with(b), |a, b| a.contains(b)];
            let fitting = tests.iter().find_map(|fits| all.iter().filter(|(one, _)| fits(one, name)).nth(at));
            if fitting.is_none() && began.elapsed() > LIMIT {
                let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
                panic!("{}: no {roles:?} {name:?} among {names:?}: {}", self.way(), self.page());
            }
            fitting.map(|(_, element)| element.clone())
        })
    }

    /// Does something with an element again and again until it succeeds: a page may be replaced meanwhile.
    fn retry(&mut self, roles: &[&str], name: &str, at: usize, mut act: impl FnMut(&mut Self, &Element) -> Result<(), String>) {
        let began = Instant::now();
        wait_long_for(name, LIMIT * 3, || {
            self.settled();
            let element = self.found(roles, name, at);
            let done = act(self, &element);
            assert!(done.is_ok() || began.elapsed() < PATIENCE, "{}: {roles:?} {name:?}: {done:?}", self.way());
            done.ok()
        });
    }

    /// Presses a button, a link or a box: by a click, or by Tab and the key that presses it.
    pub fn press(&mut self, role: &str, name: &str) {
        self.press_at(role, name, 0);
    }

    /// The same with one of several of this name.
    pub fn press_at(&mut self, role: &str, name: &str, at: usize) {
        let key = if ["checkbox", "radio"].contains(&role) { (" ", "Space") } else { ("Enter", "Enter") };
        self.retry(&[role], name, at, |person, element| match person.hand {
            Hand::Mouse => person.browser.mouse(element),
            Hand::Keys => {
                person.browser.tab(element)?;
                person.browser.key(key.0, key.1, Modifier::None);
                Ok(())
            }
        });
    }

    /// Presses something that leads to another document, and waits for that.
    pub fn follow(&mut self, role: &str, name: &str) {
        self.follow_at(role, name, 0);
    }

    pub fn follow_at(&mut self, role: &str, name: &str, at: usize) {
        self.leaving(|person| person.press_at(role, name, at));
    }

    /// Does something that leads to another document, and waits for that.
    pub fn leaving(&mut self, act: impl FnOnce(&mut Self)) {
        self.browser.value("window.isLeft = true, 1");
        act(self);
        self.until("another document", "!window.isLeft && document.readyState === 'complete'");
    }

    /// Opens the menu with this name.
    pub fn menu(&mut self, name: &str) {
        self.press("DisclosureTriangle", name);
    }

    /// Puts a text into a field, in place of what it had.
    pub fn fill(&mut self, name: &str, text: &str) {
        self.fill_at(name, 0, text);
    }

    pub fn fill_at(&mut self, name: &str, at: usize, text: &str) {
        self.reach(name, at);
        self.browser.key("a", "KeyA", Modifier::Control);
        self.browser.type_text(text);
    }

    /// Gives the focus to a field.
    pub fn reach(&mut self, name: &str, at: usize) {
        self.retry(FIELDS, name, at, |person, element| match person.hand {
            Hand::Mouse => person.browser.mouse(element),
            Hand::Keys => person.browser.tab(element),
        });
    }

    /// Types a day into a field for one, in the order of an English browser: `11202026`.
    pub fn fill_day(&mut self, name: &str, month_day_year: &str) {
        // A click opens no calendar beside the button of the field, but selects the part of the day below the pointer.
        self.retry(&["Date"], name, 0, |person, element| person.browser.tab(element));
        self.browser.type_text(month_day_year);
    }

    /// Selects an option of a list by typing its beginning, as both kinds of people can.
    pub fn choose(&mut self, name: &str, option: &str) {
        let mut chosen = None;
        self.retry(&["combobox", "PopUpButton"], name, 0, |person, element| {
            person.browser.place(element)?;
            person.browser.tab(element)?;
            chosen = Some(element.clone());
            Ok(())
        });
        self.browser.type_text(option);
        let element = chosen.expect("found");
        let now = self.browser.of(&element, "this.selectedOptions[0]?.text ?? ''");
        assert!(now.as_str().is_some_and(|now| now.starts_with(option)), "{name}: {now} instead of {option}");
    }

    /// Address, errors and texts of the present page, for the message of a failure.
    fn page(&mut self) -> String {
        let texts = self
            .browser
            .value("location.href + ' ' + document.querySelector('main')?.innerText.replace(/\\s+/g, ' ').slice(0, 900)");
        format!("{texts} {:?}", self.browser.said)
    }

    /// Waits until the page shows a text.
    pub fn sees(&mut self, text: &str) {
        self.until(&format!("{text:?} is seen"), &format!("document.body.innerText.includes({})", json!(text)));
    }

    /// Waits until an expression is true in the page.
    pub fn until(&mut self, what: &str, expression: &str) {
        let began = Instant::now();
        let params = json!({ "expression": format!("!!({expression})"), "returnByValue": true });
        wait_long_for(what, LIMIT * 2, || {
            // A page that is being replaced has no document for a moment.
            let holds =
                self.browser.ask("Runtime.evaluate", params.clone()).is_ok_and(|answer| answer["result"]["value"] == true);
            assert!(holds || began.elapsed() < LIMIT, "{what}: never true, {}: {}", self.way(), self.page());
            holds.then_some(())
        });
    }

    /// Waits until what a click has replaced answers to clicks, as a person does who looks before the next one.
    fn settled(&mut self) {
        let busy = "document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')";
        self.until("the page rests", &format!("document.readyState === 'complete' && !{busy}"));
    }

    /// Presses a key of the page: a shortcut, by the place of the key.
    pub fn shortcut(&mut self, code: &str) {
        self.settled();
        let key = code.trim_start_matches("Key").trim_start_matches("Digit").to_lowercase();
        self.browser.key(&key, code, Modifier::None);
    }

    /// Path and query of the present page.
    pub fn place(&mut self) -> String {
        self.browser.value("location.pathname + location.search").as_str().unwrap_or_default().to_owned()
    }

    /// What the person is asked by a dialog since the last time.
    pub fn asked(&mut self) -> Vec<String> {
        std::mem::take(&mut self.browser.asked)
    }

    /// A request of the API that must succeed.
    pub fn api(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let (status, answer) = self.ask(TOKEN, method, path, body);
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    pub fn get(&self, path: &str) -> Value {
        self.api(Method::GET, path, None)
    }

    /// A request of the API with a token.
    pub fn ask(&self, token: &str, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = self.client.request(method, format!("{}/api/v1{path}", self.root)).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let (status, answer) = self.runtime.block_on(async { crate::support::read(request.send().await.expect("answer")).await });
        (status.as_u16(), answer)
    }

    /// Waits until the API answers with what is expected of it.
    pub fn until_api(&self, path: &str, holds: impl Fn(&Value) -> bool) -> Value {
        testkit::wait::wait_for(path, || Some(self.get(path)).filter(|answer| holds(answer)))
    }

    /// A request of the interface of Qase, by which the worlds of tests are made.
    pub fn block_on_post(&self, path: &str, body: Value) -> Value {
        let request = self.client.post(format!("{}{path}", self.root)).header("Token", TOKEN).json(&body);
        let (status, answer) = self.runtime.block_on(async { crate::support::read(request.send().await.expect("answer")).await });
        assert!(status.is_success(), "{path}: {status} {answer}");
        answer["result"].clone()
    }

    /// Drags files onto an element.
    pub fn drop_on(&mut self, role: &str, name: &str, files: &[&std::path::Path]) {
        self.retry(&[role], name, 0, |person, element| person.browser.drop_files(element, files));
    }

    /// Puts a picture into the clipboard, as a program for screenshots does.
    pub fn copy_picture(&mut self) {
        let origin = self.root.clone();
        let permissions = json!(["clipboardReadWrite", "clipboardSanitizedWrite"]);
        self.browser.call("Browser.grantPermissions", json!({ "origin": origin, "permissions": permissions }));
        self.browser.value(
            "new Promise((done) => { const board = document.createElement('canvas'); board.width = board.height = 2; board.toBlob(done) })\
             .then((picture) => navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })])).then(() => 1)",
        );
    }

    /// Forgets that the browser told of an answer with this status: the page is a refusal that was meant.
    pub fn meant(&mut self, status: &str) {
        // htmx tells of it too.
        let words = [format!("status of {status}"), format!("Status Error Code {status}")];
        self.browser.said.retain(|said| !words.iter().any(|words| said.contains(words)));
    }

    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }
}

/// A file of a test, which is gone with its folder.
pub fn file(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    path
}
