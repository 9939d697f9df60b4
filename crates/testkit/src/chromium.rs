//! A real Chromium, driven through its DevTools protocol.

use crate::wait::wait_for;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A Chromium with one page. Ends when dropped.
#[derive(Debug)]
pub struct Browser {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    last: u64,
    session: Option<String>,
    /// Texts of what the page said of its own: errors, and scripts that the policy refused.
    pub said: Vec<String>,
    _profile: tempfile::TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Browser {
    /// Starts it; `None` where no Chromium is installed.
    pub fn start() -> Option<Self> {
        let name = ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .find(|name| Command::new(name).arg("--version").output().is_ok_and(|o| o.status.success()))?;
        let profile = tempfile::tempdir().expect("folder");
        // The protocol speaks on descriptors 3 and 4, which the shell makes of standard input and output.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$@\" 3<&0 4>&1 >/dev/null 2>&1", "sh", name])
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--remote-debugging-pipe",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("--window-size=1440,1000")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the browser starts");
        let (to, from) = (child.stdin.take().expect("input"), BufReader::new(child.stdout.take().expect("output")));
        Some(Self { child, to, from, last: 0, session: None, said: Vec::new(), _profile: profile })
    }

    /// Calls a method of the protocol that must succeed.
    pub fn call(&mut self, method: &str, params: Value) -> Value {
        self.ask(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Calls a method of the protocol.
    pub fn ask(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.last += 1;
        let id = self.last;
        let mut message = json!({"id": id, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.to.write_all(format!("{message}\0").as_bytes()).expect("the browser listens");
        loop {
            let mut bytes = Vec::new();
            self.from.read_until(0, &mut bytes).expect("the browser answers");
            bytes.pop();
            let answer: Value = serde_json::from_slice(&bytes).expect("an answer is JSON");
            match answer["method"].as_str() {
                Some("Runtime.exceptionThrown" | "Log.entryAdded") => self.said.push(answer["params"].to_string()),
                _ if answer["id"] == id => {
                    return if answer["error"].is_null() { Ok(answer["result"].clone()) } else { Err(answer["error"].clone()) };
                }
                _ => {}
            }
        }
    }

    /// Opens an address in a new page, and waits until `is_ready` is true there.
    pub fn open(&mut self, url: &str, is_ready: &str) {
        let target = self.call("Target.createTarget", json!({"url": "about:blank"}))["targetId"].clone();
        let session = self.call("Target.attachToTarget", json!({"targetId": target, "flatten": true}));
        self.session = session["sessionId"].as_str().map(str::to_owned);
        for method in ["Runtime.enable", "Log.enable", "Page.enable"] {
            self.call(method, json!({}));
        }
        self.call("Page.navigate", json!({"url": url}));
        self.until("the page is there", is_ready);
    }

    /// The value of an expression in the page.
    pub fn value(&mut self, expression: &str) -> Value {
        let answer =
            self.call("Runtime.evaluate", json!({"expression": expression, "returnByValue": true, "awaitPromise": true}));
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    pub fn text(&mut self, selector: &str) -> String {
        let value = self.value(&format!("document.querySelector({})?.innerText ?? ''", json!(selector)));
        value.as_str().unwrap_or_default().to_owned()
    }

    pub fn until(&mut self, what: &str, expression: &str) {
        // A page that is being replaced has no document for a moment.
        let params = json!({"expression": expression, "returnByValue": true});
        wait_for(what, || {
            let answer = self.ask("Runtime.evaluate", params.clone()).ok()?;
            (answer["result"]["value"] == true).then_some(())
        });
    }

    /// Presses and releases a key.
    pub fn press(&mut self, key: &str) {
        let text = if key.chars().count() == 1 { key } else { "" };
        self.call("Input.dispatchKeyEvent", json!({"type": "keyDown", "key": key, "text": text}));
        self.call("Input.dispatchKeyEvent", json!({"type": "keyUp", "key": key}));
    }

    /// Closes the dialog and waits until it is out of the document: the page removes it in the event that follows, and a dialog opened
    /// before that would stand behind it.
    pub fn close_dialog(&mut self) {
        self.click("dialog[open] button");
        self.until("the dialog is gone", "!document.querySelector('dialog')");
    }

    pub fn click(&mut self, selector: &str) {
        let clicked = self.value(&format!("(e => e && (e.click(), true))(document.querySelector({}))", json!(selector)));
        assert_eq!(clicked, true, "{selector} is there");
    }
}
