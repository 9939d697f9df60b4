//! A real Chromium, driven through its DevTools protocol.

use crate::wait::wait_for;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A Chromium with one page. Ends when dropped.
#[derive(Debug)]
pub struct Browser {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    last: u64,
    session: Option<String>,
    /// Messages of the page: errors, and scripts that the policy refused.
    pub said: Vec<String>,
    /// Questions of dialogs, which are all answered with yes.
    pub asked: Vec<String>,
    /// The input whose file dialog is open.
    chooser: Option<Value>,
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
        Some(Self {
            child,
            to,
            from,
            last: 0,
            session: None,
            said: Vec::new(),
            asked: Vec::new(),
            chooser: None,
            _profile: profile,
        })
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
            let params = &answer["params"];
            match answer["method"].as_str() {
                Some("Log.entryAdded") if params["entry"]["level"] == "verbose" => {}
                Some("Runtime.exceptionThrown" | "Log.entryAdded") => self.said.push(params.to_string()),
                Some("Runtime.consoleAPICalled") if params["type"] == "error" => self.said.push(params["args"].to_string()),
                Some("Page.javascriptDialogOpening") => {
                    self.asked.push(params["message"].as_str().unwrap_or_default().to_owned());
                    self.answer_dialog();
                }
                Some("Page.fileChooserOpened") => self.chooser = Some(params["backendNodeId"].clone()),
                _ if answer["id"] == id => {
                    return if answer["error"].is_null() { Ok(answer["result"].clone()) } else { Err(answer["error"].clone()) };
                }
                _ => {}
            }
        }
    }

    /// Answers a question of the page with yes. The page stands still until then, so this happens within whatever call is under way.
    fn answer_dialog(&mut self) {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": "Page.handleJavaScriptDialog", "params": {"accept": true}});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.to.write_all(format!("{message}\0").as_bytes()).expect("the browser listens");
    }

    /// Closes the present page.
    pub fn close(&mut self) {
        if let Some(session) = self.session.take() {
            let info = self.call("Target.getTargets", json!({}));
            let pages = info["targetInfos"].as_array().cloned().unwrap_or_default();
            for page in pages.iter().filter(|page| page["attached"] == true && page["type"] == "page") {
                self.call("Target.closeTarget", json!({"targetId": page["targetId"]}));
            }
            drop(session);
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
        // A page that is being replaced has no document for a moment, and one that is being read has only its first elements.
        let expression = format!("document.readyState !== 'loading' && ({expression})");
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

    /// Closes the dialog and waits until the page has removed it from the document, which happens in the next event. A dialog
    /// that opens earlier would be behind it.
    pub fn close_dialog(&mut self) {
        self.click("dialog[open] button");
        self.until("the dialog is gone", "!document.querySelector('dialog')");
    }

    pub fn click(&mut self, selector: &str) {
        let clicked = self.value(&format!("(e => e && (e.click(), true))(document.querySelector({}))", json!(selector)));
        assert_eq!(clicked, true, "{selector} is there");
    }
}

/// Keys that have a name, with their number on Windows, which Chromium acts on.
const KEYS: &[(&str, u32)] = &[
    ("Tab", 9),
    ("Enter", 13),
    ("Escape", 27),
    ("PageDown", 34),
    ("End", 35),
    ("Home", 36),
    ("ArrowLeft", 37),
    ("ArrowUp", 38),
    ("ArrowRight", 39),
    ("ArrowDown", 40),
    ("Delete", 46),
];

/// A key that is held while another one is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Modifier {
    None,
    Alt,
    Control,
    Shift,
}

impl Modifier {
    fn bits(self) -> u32 {
        match self {
            Self::None => 0,
            Self::Alt => 1,
            Self::Control => 2,
            Self::Shift => 8,
        }
    }
}

/// An element of the page, by its id in the DevTools protocol.
#[derive(Debug, Clone, PartialEq)]
pub struct Element(Value);

/// Input as of a person: by the place on the screen and by keys, never by scripts of the page.
impl Browser {
    /// Presses and releases a key: a name of [`KEYS`], or a character. `code` is the place of the key on the keyboard, such as `KeyP`.
    pub fn key(&mut self, key: &str, code: &str, held: Modifier) {
        let is_letter = key.chars().count() == 1;
        let text = match key {
            "Enter" => "\r",
            _ if is_letter && held == Modifier::None => key,
            _ => "",
        };
        let named = KEYS.iter().find(|(name, _)| *name == key).map(|(_, number)| *number);
        let number = named.or_else(|| code.strip_prefix("Key").and_then(|c| c.chars().next()).map(u32::from));
        let number = number.or_else(|| code.strip_prefix("Digit").and_then(|c| c.chars().next()).map(u32::from));
        let number = number.unwrap_or(if key == " " { 32 } else { 0 });
        let mut event = json!({ "type": "keyDown", "key": key, "code": code, "text": text, "modifiers": held.bits(), "windowsVirtualKeyCode": number });
        if held == Modifier::Control {
            // The editing commands of the system's menu, which a headless browser does not have.
            let command = match key {
                "a" => Some("selectAll"),
                "c" => Some("copy"),
                "v" => Some("paste"),
                _ => None,
            };
            event["commands"] = json!(command.into_iter().collect::<Vec<_>>());
        }
        self.call("Input.dispatchKeyEvent", event.clone());
        event["type"] = json!("keyUp");
        event["text"] = json!("");
        event["commands"] = json!([]);
        self.call("Input.dispatchKeyEvent", event);
    }

    /// Types a text, key by key.
    pub fn type_text(&mut self, text: &str) {
        for letter in text.chars() {
            let code = match letter.to_ascii_uppercase() {
                upper @ 'A'..='Z' => format!("Key{upper}"),
                digit @ '0'..='9' => format!("Digit{digit}"),
                _ => String::new(),
            };
            if letter == '\n' {
                self.key("Enter", "Enter", Modifier::None)
            } else {
                self.key(&letter.to_string(), &code, Modifier::None)
            }
        }
    }

    /// Elements of the document with this role, in document order, with their accessible names. Leaves out invisible elements.
    pub fn elements(&mut self, role: &str) -> Vec<(String, Element)> {
        let Ok(document) = self.ask("DOM.getDocument", json!({ "depth": 0 })) else { return Vec::new() };
        let root = &document["root"]["nodeId"];
        // A page that is being replaced has no tree for a moment.
        let Ok(found) = self.ask("Accessibility.queryAXTree", json!({ "nodeId": root, "role": role })) else { return Vec::new() };
        let nodes = found["nodes"].as_array().cloned().unwrap_or_default();
        let seen = nodes.into_iter().filter(|node| node["ignored"] != true);
        seen.map(|node| {
            let element = Element(node["backendDOMNodeId"].clone());
            // A label has no name of its own: it is one.
            let label = if role == "LabelText" { self.of(&element, "this.innerText") } else { Value::Null };
            let name = label.as_str().or(node["name"]["value"].as_str()).unwrap_or_default().trim().to_owned();
            (name, element)
        })
        .collect()
    }

    /// The value of an expression about an element, which is `this` in it.
    pub fn of(&mut self, element: &Element, expression: &str) -> Value {
        let Ok(object) = self.ask("DOM.resolveNode", json!({ "backendNodeId": element.0 })) else { return Value::Null };
        let params = json!({
            "objectId": object["object"]["objectId"],
            "functionDeclaration": format!("function() {{ return {expression} }}"),
            "returnByValue": true,
        });
        self.ask("Runtime.callFunctionOn", params).map(|answer| answer["result"]["value"].clone()).unwrap_or_default()
    }

    /// The centre of an element, scrolled into view.
    ///
    /// # Errors
    /// The reason why a person could not click there: it has no size, or something covers it.
    pub fn place(&mut self, element: &Element) -> Result<(f64, f64), String> {
        self.ask("DOM.scrollIntoViewIfNeeded", json!({ "backendNodeId": element.0 })).map_err(|error| error.to_string())?;
        let quads = self.ask("DOM.getContentQuads", json!({ "backendNodeId": element.0 })).map_err(|error| error.to_string())?;
        let corners: Vec<f64> = quads["quads"][0].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        if corners.len() != 8 {
            return Err("it has no size".to_owned());
        }
        let (x, y) = ((corners[0] + corners[4]) / 2.0, (corners[1] + corners[5]) / 2.0);
        // A click on a label goes to its field.
        let cover = format!(
            "(at => !at ? 'it is outside of the window' : this.contains(at) || at.closest('label')?.control === this || at.tagName === 'LABEL' && at.contains(this) ? '' : \
             'covered by ' + at.outerHTML.slice(0, 160))(document.elementFromPoint({x}, {y}))"
        );
        match self.of(element, &cover).as_str() {
            Some("") => Ok((x, y)),
            Some(why) => Err(why.to_owned()),
            None => Err("it is gone".to_owned()),
        }
    }

    /// Moves the pointer to the centre of an element, and presses and releases the button there.
    pub fn mouse(&mut self, element: &Element) -> Result<(), String> {
        let (x, y) = self.place(element)?;
        for (kind, button, count) in [("mouseMoved", "none", 0), ("mousePressed", "left", 1), ("mouseReleased", "left", 1)] {
            self.call("Input.dispatchMouseEvent", json!({ "type": kind, "x": x, "y": y, "button": button, "clickCount": count }));
        }
        Ok(())
    }

    /// Presses Tab until the element has the focus.
    ///
    /// # Errors
    /// When all stops of the page were passed, or the element has the focus where nobody sees it.
    pub fn tab(&mut self, element: &Element) -> Result<(), String> {
        for _ in 0..300 {
            if self.of(element, "this.isConnected") != true {
                return Err("it is gone".to_owned());
            }
            if self.of(element, "this === document.activeElement") == true {
                // A field that is hidden behind its label is seen where the label is.
                let label = "(label => label && this.offsetWidth <= 1 && (box => label.contains(document.elementFromPoint(box.x + box.width / 2, \
                             box.y + box.height / 2)))(label.getBoundingClientRect()))(this.closest('label'))";
                return if self.of(element, label) == true { Ok(()) } else { self.place(element).map(drop) };
            }
            self.key("Tab", "Tab", Modifier::None);
        }
        Err(format!(
            "no Tab leads there; the last stop is {}",
            self.value("document.activeElement?.outerHTML.slice(0, 160) ?? ''")
        ))
    }

    /// Keeps file dialogs from opening: [`Browser::choose_files`] answers them.
    pub fn catch_file_dialogs(&mut self) {
        self.call("Page.setInterceptFileChooserDialog", json!({ "enabled": true }));
    }

    /// Selects files in the dialog that the last click or key has opened.
    pub fn choose_files(&mut self, files: &[&Path]) {
        let input = wait_for("the file dialog", || {
            self.value("1");
            self.chooser.take()
        });
        self.call("DOM.setFileInputFiles", json!({ "files": files, "backendNodeId": input }));
    }

    /// Drags files from outside onto an element, and lets them go there.
    pub fn drop_files(&mut self, element: &Element, files: &[&Path]) -> Result<(), String> {
        let (x, y) = self.place(element)?;
        let data = json!({ "items": [], "files": files, "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            self.call("Input.dispatchDragEvent", json!({ "type": kind, "x": x, "y": y, "data": data }));
        }
        Ok(())
    }

    /// Stores downloads in a folder.
    pub fn download_to(&mut self, folder: &Path) {
        self.call("Browser.setDownloadBehavior", json!({ "behavior": "allow", "downloadPath": folder }));
    }

    /// Waits for the one file in a folder of downloads.
    pub fn downloaded(&mut self, folder: &Path) -> PathBuf {
        wait_for("the download", || {
            let files = std::fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
            let mut whole = files.filter(|path| path.extension().is_none_or(|ending| ending != "crdownload"));
            whole.next().filter(|path| std::fs::metadata(path).is_ok_and(|facts| facts.len() > 0))
        })
    }
}
