//! `voluptas-cli mirror` as a pipeline has it: flags, environment, output, files and exit codes, and what a kill leaves.

use crate::support::{AUTO, SHOP, TOKEN, World, options, result};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use testkit::wait::{ends_before_point, until};
use voluptas_app::mirror;
use voluptas_core::base::SystemClock;
use voluptas_server::faults::{Fault, Shares};
use voluptas_settings::Paths;
use voluptas_store::Store;

/// Exit code and output of a command.
struct Ended {
    code: i32,
    out: String,
    err: String,
}

impl Ended {
    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}\n{}", self.out, self.err))
    }
}

/// An empty computer with the server's address and token in its environment.
fn command(home: &Path, world: &World, words: &str) -> Command {
    let mut command = Command::new(testkit::program());
    for (name, _) in std::env::vars().filter(|(n, _)| n.starts_with("QASE_") || n.starts_with("VOLUPTAS_")) {
        command.env_remove(name);
    }
    command
        .env("VOLUPTAS_HOME", home)
        .env("VOLUPTAS_KEYCHAIN", "off")
        .env("LC_ALL", "en_GB.UTF-8")
        .env("QASE_REQUESTS_PER_MINUTE", "6000")
        .env("QASE_API_TOKEN", TOKEN)
        .env("QASE_BASE_URL", world.server.base_url())
        .current_dir(home)
        .stdin(Stdio::null())
        .arg("mirror")
        .args(words.split(' ').filter(|w| !w.is_empty()).map(|w| w.replace('~', " ")));
    command
}

/// Runs it to its end. A `~` in the words is a blank.
async fn run(mut command: Command) -> Ended {
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("joined").expect("the binary runs");
    Ended {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

const BOTH: &str = "--source-project AUTO --target-project SHOP";

/// A run of two results; the target has the case of the first.
async fn usual(world: &World) -> i64 {
    world.cases(SHOP, &["K1"]).await;
    let auto = world.cases(AUTO, &["K1", "K2"]).await;
    let run = world.run(AUTO, "Nightly run").await;
    let hostile = result(2, auto[1], "failed", "<script>alert(1)</script>");
    world.post(AUTO, run, &[result(1, auto[0], "passed", "x"), hostile]).await;
    run
}

/// Sets up [`usual`] with a third result, whose case has no key.
async fn with_keyless(world: &World) -> i64 {
    let run = usual(world).await;
    let keyless = world.cases(AUTO, &[""]).await;
    world.post(AUTO, run, &[result(3, keyless[0], "passed", "")]).await;
    run
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pipeline_mirrors_reads_the_summary_and_finds_the_reports() {
    let (world, home) = (World::new().await, tempfile::tempdir().expect("folder"));
    with_keyless(&world).await;
    let words = format!("{BOTH} --source-run-title Nightly~run");
    let dry = run(command(home.path(), &world, &format!("{words} --dry-run --json --explain"))).await;
    assert_eq!(dry.code, 3, "{}", dry.err);
    let dry = dry.json();
    assert_eq!((&dry["dry_run"], &dry["counts"]["mirrored"]), (&Value::Bool(true), &2.into()));
    assert_eq!(dry["results"].as_array().map(Vec::len), Some(3));
    assert_eq!(dry["results"][2]["code"], "mirror-reason-no-key");

    let first = run(command(home.path(), &world, &format!("{words} --report r.json --report r.md --report r.html"))).await;
    assert_eq!(first.code, 3, "{}", first.err);
    for line in [
        "[INFO] Custom field",
        "[INFO] Source run",
        "[INFO] 3 results fetched",
        "[INFO] 1 case with a key in",
        "[INFO] 2 cases with a key in",
        "[INFO] Target run",
        "[WARN] 1 result of a case without a key",
    ] {
        assert!(first.err.contains(line), "{line} is missing: {}", first.err);
    }
    for item in ["Created case", "Mirrored result"] {
        assert!(!first.err.contains(item), "single items are told with -v alone: {}", first.err);
    }
    assert!(first.out.contains("Mirrored: 2") && first.out.contains("Cases created: 1"), "{}", first.out);
    let read = |name: &str| std::fs::read_to_string(home.path().join(name)).expect(name);
    let report: Value = serde_json::from_str(&read("r.json")).expect("JSON");
    assert_eq!((&report["ok"], &report["counts"]["mirrored"]), (&Value::Bool(false), &2.into()));
    assert!(report["left"][0].as_str().is_some_and(|t| t.contains("without a key")), "{}", report["left"]);
    assert!(read("r.md").starts_with("# Mirror") && read("r.html").starts_with("<!doctype html>"));
    assert!(!read("r.html").contains("<script"));
    assert!(!home.path().join("sync_results_errors.log").exists(), "no error, no file");

    world.server.stats().reset();
    let second = run(command(home.path(), &world, &format!("{words} --json -q"))).await;
    assert_eq!((second.code, second.err.as_str()), (3, ""));
    let second = second.json();
    assert_eq!((&second["counts"]["already"], &second["counts"]["mirrored"]), (&2.into(), &0.into()));
    assert_eq!(second["results"], Value::Null);
    assert_eq!(world.server.stats().writes(), 0);
    let latest = run(command(home.path(), &world, &format!("{BOTH} --use-latest-source-run --lang ru"))).await;
    assert_eq!(latest.code, 3);
    assert!(latest.out.contains("Уже было: 2") && latest.err.contains("[INFO] Исходный прогон"), "{}", latest.out);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_error_has_its_exit_code() {
    let (world, home) = (World::new().await, tempfile::tempdir().expect("folder"));
    let source = usual(&world).await;
    let empty = world.run(AUTO, "Empty").await;
    let by_id = format!("{BOTH} --source-run-id {source}");
    let go = |words: String| run(command(home.path(), &world, &words));
    let usage = [
        BOTH.to_owned(),
        format!("{by_id} --use-latest-source-run"),
        format!("{by_id} --target-run-id 1 --target-run-title x"),
        format!("{by_id} --include everything"),
        format!("{by_id} --match nothing"),
        format!("{by_id} --status-map x"),
        format!("{by_id} --report r.pdf"),
        format!("{by_id} --target-base-url http://127.0.0.1:1"),
        format!("--source-project AUTO --target-project auto --source-run-id {source}"),
    ];
    world.server.stats().reset();
    for words in usage {
        let ended = go(words.clone()).await;
        assert_eq!(ended.code, 2, "{words}: {}", ended.err);
    }
    assert_eq!(world.server.stats().requests(), 0);
    let missing = [
        (format!("--source-project AUTOO --target-project SHOP --source-run-id {source}"), "AUTO"),
        (format!("{BOTH} --source-run-id 99"), "99"),
        (format!("{BOTH} --source-run-title Nightly"), "Nightly run"),
        (format!("{by_id} --automation-field-title Automat"), "Automation Key"),
        (format!("{by_id} --target-run-id 99"), "99"),
    ];
    for (words, named) in missing {
        let ended = go(words.clone()).await;
        assert_eq!(ended.code, 4, "{words}: {}", ended.err);
        assert!(ended.err.contains(named), "{words}: {}", ended.err);
    }
    assert_eq!(go(format!("{BOTH} --source-run-id {empty}")).await.code, 4);
    let refused = go(format!("{by_id} --status-map failed=postponed --json")).await;
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert_eq!(refused.json()["failures"].as_array().map(Vec::len), Some(1));
    let log = std::fs::read_to_string(home.path().join("sync_results_errors.log")).expect("log");
    let line = log.lines().find(|l| l.contains(" - ERROR - post_result - ")).expect("a line for the result");
    let (time, _) = line.split_once(" - ").expect("a time");
    assert!(time.len() == 23 && time.as_bytes()[19] == b',' && time.as_bytes()[10] == b' ', "{line}");
    assert!(!log.contains(TOKEN));

    // Without a token nothing is sent; with a wrong one the server says no; one without rights as well.
    world.server.stats().reset();
    let mut without = command(home.path(), &world, &by_id);
    without.env_remove("QASE_API_TOKEN");
    assert_eq!(run(without).await.code, 5);
    assert_eq!(world.server.stats().requests(), 0);
    let mut wrong = command(home.path(), &world, &by_id);
    wrong.env("QASE_API_TOKEN", "wrong-token-0000000").env("QASE_SYNC_LOG_FILE", "own.log");
    assert_eq!(run(wrong).await.code, 5);
    assert!(std::fs::read_to_string(home.path().join("own.log")).is_ok_and(|t| t.contains(" - ERROR - ")));
    let mut nobody = command(home.path(), &world, &format!("{by_id} --json --timeout 1"));
    nobody.env("QASE_BASE_URL", "http://127.0.0.1:1");
    let nobody = run(nobody).await;
    assert_eq!((nobody.code, &nobody.json()["error"]["kind"]), (1, &"network".into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_complete_ends_with_3_and_says_why() {
    let (world, home) = (World::new().await, tempfile::tempdir().expect("folder"));
    let source = usual(&world).await;
    let words = format!("{BOTH} --source-run-id {source} --json");
    let go = |words: String| run(command(home.path(), &world, &words));
    let left = |ended: &Ended| ended.json()["left"].as_array().map_or(0, Vec::len);
    // A dry run reports the same.
    let limited = go(format!("{words} --limit 1 --dry-run")).await;
    assert_eq!((limited.code, limited.json()["ok"].as_bool(), left(&limited)), (3, Some(false), 1), "{}", limited.err);
    // A second target case with the key of the first.
    let twin = world.cases(SHOP, &["K1"]).await;
    let ended = go(words.clone()).await;
    assert_eq!((ended.code, ended.json()["ok"].as_bool(), left(&ended)), (3, Some(false), 1), "{}", ended.err);
    let counts = &ended.json()["counts"];
    assert_eq!((&counts["mirrored"], &counts["skipped_duplicate"]), (&1.into(), &1.into()));
    world.client.delete_case(SHOP, twin[0]).await.expect("deleted");
    // A result of another tool that may be the missing one.
    let shop = world.client.refresh().list_cases(SHOP, &Default::default()).await.expect("cases");
    let case = shop.iter().find(|c| c.custom_field(world.field) == Some("K1")).expect("case").id;
    let target = world.run(SHOP, "By another tool").await;
    world.post(SHOP, target, &[result(9, case, "passed", "[Mirrored from AUTO] x")]).await;
    let into = format!("{words} --target-run-id {target}");
    let ended = go(into.clone()).await;
    assert_eq!((ended.code, &ended.json()["counts"]["skipped_undecided"]), (3, &1.into()), "{}", ended.err);
    let plain = go(format!("{BOTH} --source-run-id {source} --target-run-id {target} --lang en")).await;
    assert_eq!(plain.code, 3);
    assert!(plain.out.contains("Not complete:") && plain.out.contains("--adopt-untraced"), "{}", plain.out);
    let ended = go(format!("{into} --adopt-untraced yes")).await;
    assert_eq!((ended.code, &ended.json()["counts"]["already"], left(&ended)), (0, &2.into(), 0), "{}", ended.err);
    assert_eq!(go(format!("{into} --adopt-untraced maybe")).await.code, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_environment_and_its_file_and_a_second_account() {
    let (world, other, home) = (World::new().await, World::new().await, tempfile::tempdir().expect("folder"));
    let source = usual(&world).await;
    // The file gives what the environment does not.
    std::fs::write(
        home.path().join(".env"),
        format!("QASE_API_TOKEN={TOKEN}\nQASE_BASE_URL=http://127.0.0.1:1\nSECOND_ACCOUNT={TOKEN}\n"),
    )
    .expect("written");
    let mut from_file = command(home.path(), &world, &format!("{BOTH} --source-run-id {source} --dry-run --json"));
    from_file.env_remove("QASE_API_TOKEN");
    let ended = run(from_file).await;
    assert_eq!(ended.code, 0, "{}", ended.err);
    // Into the project of the same code in another account.
    let words = format!(
        "--source-project AUTO --target-project AUTO --source-run-id {source} --target-token-env SECOND_ACCOUNT --target-base-url {} --json",
        other.server.base_url()
    );
    world.server.stats().reset();
    let ended = run(command(home.path(), &world, &words)).await;
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert_eq!(ended.json()["counts"]["cases_created"], 2);
    assert_eq!(world.server.stats().writes(), 0, "the source is only read");
    let run_id = ended.json()["target"]["run_id"].as_i64().expect("run");
    assert_eq!(other.results(AUTO, run_id).await.len(), 2);
    let words = format!("{BOTH} --source-run-id {source} --target-token-env NOT_THERE");
    assert_eq!(run(command(home.path(), &world, &words)).await.code, 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_account_of_the_settings_is_used_when_it_is_asked_for() {
    let (world, other, home) = (World::new().await, World::new().await, tempfile::tempdir().expect("folder"));
    let source = usual(&world).await;
    let words = format!("{BOTH} --source-run-id {source} --json");
    let second = format!("{words} --target-second-account");
    // Nobody has a second account yet: nothing is sent anywhere.
    world.server.stats().reset();
    let ended = run(command(home.path(), &world, &second)).await;
    assert_eq!(ended.code, 5, "{}", ended.err);
    assert!(ended.json()["error"]["remedy"].as_str().is_some_and(|r| r.contains("QASE_TARGET_API_TOKEN")), "{}", ended.out);
    assert_eq!(world.server.stats().requests(), 0);
    // The token of the environment before that of the file, the address of the settings.
    std::fs::create_dir_all(home.path().join("credentials")).expect("folder");
    let keys = format!("QASE_TARGET_API_TOKEN={TOKEN}\n");
    std::fs::write(home.path().join("credentials/qase.env"), keys).expect("written");
    let settings = serde_json::json!({"version": 1, "second": {"base_url": other.server.base_url()}});
    std::fs::write(home.path().join("settings.json"), settings.to_string()).expect("written");
    const WRONG: &str = "second-token-0123456789";
    let mut wrong = command(home.path(), &world, &format!("{second} -vv"));
    wrong.env("QASE_TARGET_API_TOKEN", WRONG);
    let ended = run(wrong).await;
    assert_eq!(ended.code, 5, "{}", ended.err);
    assert!(!ended.out.contains(WRONG) && !ended.err.contains(WRONG), "{}", ended.err);
    assert_eq!(world.server.stats().writes(), 0);
    let ended = run(command(home.path(), &world, &second)).await;
    assert_eq!(ended.code, 0, "{}", ended.err);
    let run_id = ended.json()["target"]["run_id"].as_i64().expect("run");
    assert_eq!(other.results(SHOP, run_id).await.len(), 2);
    assert_eq!(world.server.stats().writes(), 0, "the source is only read");
    // The variable of the environment sends it elsewhere; a flag goes before both.
    let mut elsewhere = command(home.path(), &world, &second);
    elsewhere.env("QASE_TARGET_BASE_URL", "http://127.0.0.1:1").arg("--timeout").arg("1");
    assert_eq!(run(elsewhere).await.code, 1);
    let mut flag = command(home.path(), &world, &format!("{second} --target-base-url {}", other.server.base_url()));
    flag.env("QASE_TARGET_BASE_URL", "http://127.0.0.1:1");
    let ended = run(flag).await;
    assert_eq!((ended.code, &ended.json()["counts"]["already"]), (0, &2.into()), "{}", ended.err);
    // Unless it is asked for, it plays no part.
    let ended = run(command(home.path(), &world, &words)).await;
    assert_eq!((ended.code, &ended.json()["counts"]["mirrored"]), (0, &2.into()), "{}", ended.err);
    let mut folders = vec![home.path().to_path_buf()];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).expect("folder").flatten().map(|e| e.path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).expect("file");
                assert!(!bytes.windows(WRONG.len()).any(|w| w == WRONG.as_bytes()), "the token is in {}", path.display());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_ten_times_under_faults_the_next_one_finishes_it() {
    let (world, home) = (World::new().await, tempfile::tempdir().expect("folder"));
    let keys: Vec<String> = (0..450).map(|n| format!("KEY_{n:04}")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    world.cases(SHOP, &keys[..150]).await;
    let auto = world.cases(AUTO, &keys).await;
    let source = world.run(AUTO, "Nightly").await;
    let results: Vec<_> = (0..600_usize)
        .map(|n| result(i64::try_from(n).expect("small"), auto[n * 7 % 450], if n % 5 == 0 { "failed" } else { "passed" }, ""))
        .collect();
    world.post(AUTO, source, &results).await;
    let shares = Shares { too_many: 0.05, server_error: 0.1, cut_before: 0.05, cut_after: 0.1, retry_after: 0 };
    world.server.faults().set_shares(shares);
    world.server.faults().set_delay_ms(5);
    let words = format!("{BOTH} --source-run-id {source} -q --timeout 3 --late-write 0");
    let mut killed = 0;
    for n in 0..10_usize {
        let mut child = command(home.path(), &world, &words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("runs");
        let stats = world.server.stats().clone();
        let point = stats.requests() + n * n * 7 % 60;
        let kill = tokio::task::spawn_blocking(move || {
            let has_ended = ends_before_point(&mut child, "the request", || stats.requests() > point);
            child.kill().ok();
            child.wait().expect("ended");
            !has_ended
        });
        killed += usize::from(kill.await.expect("killed"));
    }
    let mut last = -1;
    for _ in 0..20 {
        last = run(command(home.path(), &world, &words)).await.code;
        if last == 0 {
            break;
        }
    }
    assert_eq!(last, 0);
    assert!(killed > 2, "it was too quick to be killed: {killed}");
    world.server.faults().clear();
    let runs = world.client.refresh().list_runs(SHOP, &Default::default()).await.expect("runs");
    assert_eq!(runs.len(), 1);
    assert_eq!(world.seen(SHOP, runs[0].id).await, world.seen(AUTO, source).await);
    assert_eq!(world.client.refresh().list_cases(SHOP, &Default::default()).await.expect("cases").len(), 450);
    world.server.faults().fail_next("GET /v1/project", Fault::CutBefore);
    assert_eq!(run(command(home.path(), &world, &words)).await.code, 0);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ctrl_c_ends_it_between_two_requests_and_the_next_one_finishes_it() {
    let (world, home) = (World::new().await, tempfile::tempdir().expect("folder"));
    let source = usual(&world).await;
    world.server.faults().set_delay_ms(150);
    let words = format!("{BOTH} --source-run-id {source} --json");
    let mut child = command(home.path(), &world, &words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("runs");
    until("the first list of cases", || world.server.stats().count("GET", "/v1/case/") > 0).await;
    let signal = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(signal.success());
    let ended = tokio::task::spawn_blocking(move || {
        let mut out = String::new();
        std::io::Read::read_to_string(&mut child.stdout.take().expect("stdout"), &mut out).expect("read");
        (child.wait().expect("ended").code(), out)
    });
    let (code, out) = ended.await.expect("joined");
    assert_eq!(code, Some(130), "{out}");
    let answer: Value = serde_json::from_str(&out).expect("one object");
    assert_eq!(answer["error"]["kind"], "cancelled");
    world.server.faults().clear();
    let ended = run(command(home.path(), &world, &words)).await;
    assert_eq!((ended.code, &ended.json()["counts"]["mirrored"]), (0, &2.into()));
}

/// The workspace that the window opens with the same home.
fn workspace(home: &Path) -> Store {
    Store::open(&home.join(Paths::DEFAULT_WORKSPACE), Arc::new(SystemClock)).expect("store")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workspace_has_the_mirror_in_its_history_and_keeps_a_second_one_off() {
    let (world, home) = (World::new().await, tempfile::tempdir().expect("folder"));
    let source = usual(&world).await;
    let words = format!("{BOTH} --source-run-id {source} --timeout 5 --late-write 1");
    // A mirror that was killed: begun, and never ended.
    let store = workspace(home.path());
    let account = world.client.base_url().to_owned();
    let killed = mirror::record::begin(&store, &account, &options(source), None).expect("store").expect("free");
    let busy = run(command(home.path(), &world, &words)).await;
    assert_eq!(busy.code, 1, "{}", busy.err);
    assert!(busy.err.contains("is writing to SHOP"), "{}", busy.err);
    drop(killed);
    drop(store);
    let done = run(command(home.path(), &world, &words)).await;
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("[INFO] Waiting: results sent by an interrupted mirror may still arrive"), "{}", done.err);
    let dry = run(command(home.path(), &world, &format!("{words} --dry-run"))).await;
    assert!(!dry.err.contains("Waiting"), "{}", dry.err);
    let rows = workspace(home.path()).read(|tx| tx.syncs().list(10)).expect("history");
    let outcomes: Vec<&str> = rows.iter().map(|row| row.outcome.as_str()).collect();
    // The killed one counts as interrupted two minutes after its last sign of life.
    assert_eq!(outcomes, ["done", "running"], "a dry run leaves no entry");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_workspace_stops_the_mirror_only_when_it_was_named() {
    let (world, home) = (World::new().await, tempfile::tempdir().expect("folder"));
    let source = usual(&world).await;
    std::fs::write(home.path().join(Paths::DEFAULT_WORKSPACE), "no database").expect("written");
    let words = format!("{BOTH} --source-run-id {source}");
    let usual = run(command(home.path(), &world, &words)).await;
    assert_eq!(usual.code, 0, "{}", usual.err);
    assert!(usual.err.contains(Paths::DEFAULT_WORKSPACE), "it is warned about: {}", usual.err);
    let elsewhere = tempfile::tempdir().expect("folder");
    std::fs::write(elsewhere.path().join("shop.voluptas"), "no database").expect("written");
    let mut named = command(home.path(), &world, &words);
    named.env_remove("VOLUPTAS_HOME").arg("--workspace").arg(elsewhere.path().join("shop.voluptas"));
    let named = run(named).await;
    assert_eq!(named.code, 1, "{}", named.err);
    assert!(named.err.contains("shop.voluptas"), "{}", named.err);
}
