//! The real window on a real X server: it opens, draws, takes keys, ends, and what it did is in the file.
//!
//! Needs `Xvfb`, `xdotool` and `xwd`; without them it says that it is skipped.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use testkit::skip::skip;
use testkit::wait::wait_for;

/// Ends the process when the test does, whichever way.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn missing_tool() -> Option<&'static str> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    ["Xvfb", "xdotool", "xwd"].into_iter().find(|tool| !folders.iter().any(|f| f.join(tool).is_file()))
}

/// An X server on the first free display.
fn x_server() -> (Running, String) {
    // It would else begin anew when its last client goes, and who comes in that moment is turned away.
    let mut server = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("Xvfb starts");
    let mut number = String::new();
    let out = server.stdout.take().expect("its output");
    std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut number).expect("its display");
    (Running(server), format!(":{}", number.trim()))
}

fn xdotool(display: &str, args: &[&str]) -> String {
    let out = Command::new("xdotool").args(args).env("DISPLAY", display).output().expect("xdotool runs");
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

/// Number of different pixel values on the screen.
fn colours(display: &str) -> usize {
    let out = Command::new("xwd").args(["-root", "-silent", "-display", display]).output().expect("xwd runs");
    let pixels = out.stdout.get(out.stdout.len() % 4096..).unwrap_or_default();
    pixels.chunks_exact(4).collect::<std::collections::HashSet<_>>().len()
}

fn start(home: &Path, display: &str, args: &[&str]) -> Running {
    let child = Command::new(env!("CARGO_BIN_EXE_voluptas"))
        .args(args)
        .env("VOLUPTAS_HOME", home)
        .env("VOLUPTAS_KEYCHAIN", "off")
        .env("DISPLAY", display)
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env_remove("WAYLAND_DISPLAY")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the window's program starts");
    Running(child)
}

/// Waits until the program has used no processor for a second: a window in which nothing happens draws nothing. One that draws in
/// every pass never rests, however long it is waited for, and a machine under load makes it rest no later than it otherwise
/// would.
#[cfg(target_os = "linux")]
fn rests(program: &Running) {
    let used = || {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", program.0.id())).expect("its state");
        // Behind the name, which may hold blanks: field 14 and 15 of proc_pid_stat(5), in hundredths of a second.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        fields[11..13].iter().map(|n| n.parse::<u64>().expect("a number")).sum::<u64>()
    };
    let mut busy = (Instant::now(), used());
    wait_for("the window to rest", || {
        let now = used();
        if now - busy.1 > 2 {
            busy = (Instant::now(), now);
        }
        (busy.0.elapsed() >= Duration::from_secs(1)).then_some(())
    });
}

#[cfg(not(target_os = "linux"))]
fn rests(_: &Running) {}

/// Opens the demo's window and waits until it has drawn. Gives the window's number.
fn open_demo(home: &Path, display: &str) -> (Running, String) {
    let mut program = start(home, display, &["--demo", "--lang", "en"]);
    let window = wait_for("the window", || {
        assert!(program.0.try_wait().expect("its state").is_none(), "the program ended before it showed a window");
        xdotool(display, &["search", "--onlyvisible", "--name", "VoluptAS"]).lines().next().map(str::to_owned)
    });
    wait_for("the demo to be drawn", || (colours(display) > 200).then_some(()));
    rests(&program);
    (program, window)
}

/// Opens the demo's window, waits until it has drawn, ends it by keyboard.
fn open_and_quit(home: &Path, display: &str) {
    let (mut program, window) = open_demo(home, display);
    let ended = wait_for("the end", || {
        xdotool(display, &["windowfocus", &window, "key", "ctrl+q"]);
        program.0.try_wait().expect("its state")
    });
    assert!(ended.success(), "the program ended with {ended}");
}

#[test]
fn the_demo_opens_draws_and_is_there_after_a_restart() {
    if let Some(tool) = missing_tool() {
        skip(&format!("{tool} is missing"));
        return;
    }
    let home = tempfile::tempdir().expect("temporary folder");
    let (_server, display) = x_server();
    open_and_quit(home.path(), &display);
    let file = home.path().join("demo/demo.voluptas");
    let cases = || {
        let store =
            voluptas_store::Store::open(&file, std::sync::Arc::new(voluptas_core::base::SystemClock)).expect("the demo's file");
        store.read(|tx| tx.count("SELECT count(*) FROM cases", &[])).expect("its cases")
    };
    let before = cases();
    assert!(before > 40, "{before} cases");
    open_and_quit(home.path(), &display);
    assert_eq!(cases(), before);
}

/// The drafts in the folder of the demo, as text. A draft that is being written is none yet.
fn drafts(home: &Path) -> String {
    let folders = std::fs::read_dir(home.join("demo/demo.drafts")).into_iter().flatten().flatten();
    let files = folders.flat_map(|folder| std::fs::read_dir(folder.path()).into_iter().flatten().flatten());
    let whole = files.filter(|file| file.path().extension().is_some_and(|e| e == "json"));
    whole.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect()
}

#[test]
fn what_was_typed_before_a_kill_is_a_draft_that_can_be_saved() {
    if let Some(tool) = missing_tool() {
        skip(&format!("{tool} is missing"));
        return;
    }
    let home = tempfile::tempdir().expect("temporary folder");
    let (_server, display) = x_server();
    let (program, window) = open_demo(home.path(), &display);
    let file = home.path().join("demo/demo.voluptas");
    let store =
        voluptas_store::Store::open(&file, std::sync::Arc::new(voluptas_core::base::SystemClock)).expect("the demo's file");
    let cases = || {
        let project = store.read(|tx| tx.projects().all()).expect("projects").remove(0).id;
        store.read(|tx| tx.cases().of_project(project)).expect("cases")
    };
    let known: Vec<_> = cases().into_iter().map(|c| c.id).collect();
    // A new case: its title, then its first step, in which the keyboard is after Enter. A slow pass may swallow the first letters
    // behind a key that opens something, so only the end of what was typed counts.
    xdotool(&display, &["windowfocus", "--sync", &window, "key", "ctrl+shift+n"]);
    xdotool(&display, &["type", "--delay", "60", "Cut off by a power failure"]);
    xdotool(&display, &["key", "Return"]);
    let id = wait_for("the new case", || cases().into_iter().map(|c| c.id).find(|id| !known.contains(id)));
    // The window keeps its tabs now and then; the tab of the case is in front after the restart.
    let tab = format!("\"case\":{}", id.0);
    let settings =
        || std::fs::read_to_string(home.path().join("settings.json")).unwrap_or_default().replace(char::is_whitespace, "");
    wait_for("the tab to be kept", || settings().contains(&tab).then_some(()));
    xdotool(&display, &["type", "--delay", "60", "pull the plug"]);
    wait_for("the draft to be kept", || drafts(home.path()).contains("the plug").then_some(()));
    drop(program);
    let stored = || store.read(|tx| tx.cases().get(id)).expect("the case").content;
    assert!(stored().steps.is_empty(), "nothing was saved");
    let (_program, window) = open_demo(home.path(), &display);
    wait_for("the draft to be saved", || {
        xdotool(&display, &["windowfocus", &window, "key", "ctrl+s"]);
        stored().steps.first().is_some_and(|s| s.action.ends_with("the plug")).then_some(())
    });
    wait_for("the draft to be gone", || drafts(home.path()).is_empty().then_some(()));
}

#[test]
fn a_run_goes_on_after_a_kill_where_it_was() {
    use voluptas_app::runs::manual::{RunForm, create};
    use voluptas_core::domain::run::RunContent;
    if let Some(tool) = missing_tool() {
        skip(&format!("{tool} is missing"));
        return;
    }
    let home = tempfile::tempdir().expect("temporary folder");
    let (_server, display) = x_server();
    // The demo has its run before it is opened to execute it.
    open_and_quit(home.path(), &display);
    let file = home.path().join("demo/demo.voluptas");
    let store =
        voluptas_store::Store::open(&file, std::sync::Arc::new(voluptas_core::base::SystemClock)).expect("the demo's file");
    let project = store.read(|tx| tx.projects().all()).expect("projects").remove(0).id;
    let cases = store.read(|tx| tx.cases().lines(project)).expect("cases").into_iter().take(2).map(|line| line.id).collect();
    let content = RunContent { title: "Power failure".into(), ..RunContent::default() };
    let run = create(&store, project, &RunForm { content, cases, ..RunForm::default() }).expect("run").id;
    let results = || {
        let all = store.read(|tx| tx.results().of_run(run)).expect("results");
        all.into_iter().map(|r| (r.content.status.slug().to_owned(), r.content.comment.unwrap_or_default())).collect::<Vec<_>>()
    };
    // The window keeps its tabs now and then; the tab of the run is in front after the restart.
    let tab = format!("\"run\":{}", run.0);
    let settings =
        || std::fs::read_to_string(home.path().join("settings.json")).unwrap_or_default().replace(char::is_whitespace, "");
    let (program, window) = open_demo(home.path(), &display);
    // A slow pass may swallow the first letters behind the key that opens the palette: the others are enough to find the run.
    xdotool(&display, &["windowfocus", "--sync", &window, "key", "ctrl+k"]);
    xdotool(&display, &["type", "--delay", "60", "#Power failure"]);
    xdotool(&display, &["key", "Return"]);
    wait_for("the tab to be kept", || settings().contains(&tab).then_some(()));
    wait_for("the first status", || {
        // The case may not be read yet when its tab is kept; the key concerns one result, however often it is pressed.
        xdotool(&display, &["key", "p"]);
        (results() == [("passed".to_owned(), String::new())]).then_some(())
    });
    xdotool(&display, &["key", "n"]);
    xdotool(&display, &["key", "c"]);
    xdotool(&display, &["type", "--delay", "60", "The page is sl"]);
    wait_for("the comment", || results().get(1).is_some_and(|(_, comment)| comment.ends_with("page is sl")).then_some(()));
    drop(program);
    let lost = results();
    assert_eq!((lost.len(), lost[1].0.as_str()), (2, "in_progress"));
    let mut program = start(home.path(), &display, &["--demo", "--lang", "en"]);
    let window = wait_for("the window", || {
        assert!(program.0.try_wait().expect("its state").is_none(), "the program ended before it showed a window");
        xdotool(&display, &["search", "--onlyvisible", "--name", "VoluptAS"]).lines().next().map(str::to_owned)
    });
    wait_for("the case to get its status", || {
        // Both keys concern one result, however often they are pressed.
        xdotool(&display, &["windowfocus", &window, "key", "BackSpace", "f"]);
        let all = results();
        (all.len() == 2 && all[1].0 == "failed").then_some(())
    });
    assert_eq!(results()[1].1, lost[1].1, "what was typed is there");
}

#[test]
fn a_script_is_played_and_measured() {
    if let Some(tool) = missing_tool() {
        skip(&format!("{tool} is missing"));
        return;
    }
    let home = tempfile::tempdir().expect("temporary folder");
    let (out, script) = (home.path().join("stats.json"), home.path().join("walk.txt"));
    let steps = "mark open\nready\ncommand show-registry\nready\nmark keys\npress down 5\nready\nmark palette\npress ctrl+k\ntype sync\nready\n";
    std::fs::write(&script, steps).expect("the script");
    let (_server, display) = x_server();
    let word = |path: &Path| path.to_str().expect("a path").to_owned();
    let mut program = start(home.path(), &display, &["--demo", "--frame-stats", &word(&out), "--script", &word(&script)]);
    let ended = wait_for("the end of the script", || program.0.try_wait().expect("its state"));
    assert!(ended.success(), "the program ended with {ended}");
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(&out).expect("the report")).expect("JSON");
    assert_eq!(report["complete"], true, "{report}");
    let sections = report["sections"].as_array().expect("sections");
    let names: Vec<&str> = sections.iter().filter_map(|s| s["name"].as_str()).collect();
    assert_eq!(names, ["start", "open", "keys", "palette"]);
    assert!(sections[2]["pass"]["count"].as_u64().is_some_and(|n| n >= 5), "{report}");
    assert_eq!(sections[3]["answer"]["count"], 1, "{report}");
    assert!(sections[3]["memory_mb"].as_f64().is_some_and(|mb| mb > 1.0), "{report}");
}

/// A day of a tester without a mouse: a suite, a case with steps, a tag and a comment, its review. Each `ready` waits until what the key
/// before it asked for is read, stored and drawn.
const DAY: &str = "\
ready
press ctrl+3
ready
press ctrl+shift+g
ready
type Gift cards
press enter
ready
press ctrl+shift+n
ready
type A gift card pays the order
press enter
ready
type Open the cart
press tab
type card 1001
press tab
type The sum is 740
press enter
ready
type Enter the number of the card
press tab
press tab
type Nothing is left to pay
press ctrl+s
ready
press ctrl+k
ready
type >add tag
ready
press enter
ready
type payment
press enter
ready
press ctrl+k
ready
type >add a comment
ready
press enter
ready
type Ask for a card that expired
press ctrl+enter
ready
press ctrl+shift+r
ready
press ctrl+shift+a
ready
press enter
ready
";

#[test]
fn a_day_without_a_mouse_ends_with_an_approved_case() {
    if let Some(tool) = missing_tool() {
        skip(&format!("{tool} is missing"));
        return;
    }
    let home = tempfile::tempdir().expect("temporary folder");
    let (out, script) = (home.path().join("stats.json"), home.path().join("day.txt"));
    std::fs::write(&script, DAY).expect("the script");
    let (_server, display) = x_server();
    let word = |path: &Path| path.to_str().expect("a path").to_owned();
    let args = ["--demo", "--lang", "en", "--frame-stats", &word(&out), "--script", &word(&script)];
    let mut program = start(home.path(), &display, &args);
    let ended = wait_for("the end of the day", || program.0.try_wait().expect("its state"));
    assert!(ended.success(), "the program ended with {ended}");
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(&out).expect("the report")).expect("JSON");
    assert_eq!(report["complete"], true, "{report}");
    let file = home.path().join("demo/demo.voluptas");
    let store =
        voluptas_store::Store::open(&file, std::sync::Arc::new(voluptas_core::base::SystemClock)).expect("the demo's file");
    let (suite, cases) = store
        .read(|tx| {
            let project = tx.projects().all()?.remove(0).id;
            let suite = tx.suites().of_project(project)?.into_iter().find(|s| s.content.title == "Gift cards");
            Ok((suite, tx.cases().of_project(project)?))
        })
        .expect("suites and cases");
    let suite = suite.expect("the new suite");
    let inside: Vec<_> = cases.iter().filter(|case| case.suite_id == Some(suite.id)).collect();
    let [case] = inside[..] else { panic!("{} cases in the suite", inside.len()) };
    assert_eq!(case.content.title, "A gift card pays the order");
    let steps: Vec<_> =
        case.content.steps.iter().map(|s| (s.action.as_str(), s.data.as_deref(), s.expected.as_deref())).collect();
    let want = [
        ("Open the cart", Some("card 1001"), Some("The sum is 740")),
        ("Enter the number of the card", None, Some("Nothing is left to pay")),
    ];
    assert_eq!(steps, want);
    assert_eq!(case.content.tags, ["payment"]);
    let comments = store.read(|tx| tx.reviews().comments(case.id)).expect("comments");
    assert_eq!(comments.iter().map(|c| c.body.as_str()).collect::<Vec<_>>(), ["Ask for a card that expired"]);
    let review = case.review.as_ref().expect("a review");
    assert_eq!(review.state, voluptas_core::domain::review::ReviewState::Approved);
    assert!(!review.is_outdated(case.updated_ms), "nothing was changed after the approval");
    assert!(drafts(home.path()).is_empty(), "no draft is left");
}

#[test]
fn a_wrong_script_is_named_before_a_window_opens() {
    let home = tempfile::tempdir().expect("temporary folder");
    let script = home.path().join("walk.txt");
    std::fs::write(&script, "ready\nfly 3\n").expect("the script");
    let out = Command::new(env!("CARGO_BIN_EXE_voluptas"))
        .args(["--lang", "en", "--frame-stats"])
        .args([home.path().join("stats.json"), "--script".into(), script])
        .env("VOLUPTAS_HOME", home.path())
        .env_remove("DISPLAY")
        .output()
        .expect("the window's program starts");
    assert_eq!(out.status.code(), Some(2));
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(said.contains("Line 2 of the script is no step: fly 3"), "{said}");
}

#[test]
fn without_a_display_it_says_so_and_does_not_fall_over() {
    let home = tempfile::tempdir().expect("temporary folder");
    let out = Command::new(env!("CARGO_BIN_EXE_voluptas"))
        .arg("--demo")
        .env("VOLUPTAS_HOME", home.path())
        .env("VOLUPTAS_KEYCHAIN", "off")
        .env("LANG", "en_US.UTF-8")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .expect("the window's program starts");
    let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{said}");
    assert!(said.contains("Changes in the second pass: 0"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn the_demo_in_a_terminal_ends_well_without_a_reader() {
    let home = tempfile::tempdir().expect("temporary folder");
    let mut child = Command::new(env!("CARGO_BIN_EXE_voluptas"))
        .args(["--demo", "--lang", "en"])
        .env("VOLUPTAS_HOME", home.path())
        .env("VOLUPTAS_KEYCHAIN", "off")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the window's program starts");
    drop(child.stdout.take());
    let out = child.wait_with_output().expect("its end");
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success() && !said.contains("panicked"), "{said}");
}

#[test]
fn a_password_in_the_address_of_a_database_is_refused() {
    let home = tempfile::tempdir().expect("folder");
    let out = Command::new(env!("CARGO_BIN_EXE_voluptas"))
        .args(["--lang", "en", "postgres://anna:hunter2@127.0.0.1:1/shop"])
        .env_clear()
        .env("VOLUPTAS_HOME", home.path())
        .output()
        .expect("the program");
    let said = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(said.contains("PGPASSWORD") && !said.contains("hunter2"), "{said}");
}
