//! A workspace as a whole: its attachments in a bucket, backup and restore, and bytes that nothing names.

use crate::bad_way::{BadWay, Break};
use crate::bucket::{BucketServer, SECRET};
use crate::support::{Ended, Home, Serving, TOKEN};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use testkit::bench_data::{self, Sizes};
use testkit::wait::wait_for;
use voluptas_core::base::SystemClock;
use voluptas_store::Store;

const SCREENSHOT: &[u8] = b"\x89PNG the first screenshot";
const LOG: &[u8] = b"the log of the second test";

/// A folder with a result of Allure that has an attachment.
fn results(home: &Home, name: &str, bytes: &[u8]) -> PathBuf {
    let folder = home.path().join(name);
    std::fs::create_dir(&folder).expect("folder");
    std::fs::write(folder.join("8c2a4b1e-0f6d-4a3b-9c1e-2d7f5a6b8c9d-attachment.png"), bytes).expect("file");
    let attachments =
        json!([{ "name": "Screen", "source": "8c2a4b1e-0f6d-4a3b-9c1e-2d7f5a6b8c9d-attachment.png", "type": "image/png" }]);
    let result = json!({ "uuid": name, "name": name, "fullName": name, "status": "failed", "start": 1, "stop": 2,
        "attachments": attachments });
    std::fs::write(folder.join(format!("{name}-result.json")), result.to_string()).expect("result");
    folder
}

fn ingest(home: &Home, bucket: Option<&BucketServer>, folder: &Path) -> Ended {
    let mut command = home.command(&["ingest", &folder.to_string_lossy(), "--project", "SHOP", "--create-project", "--json"]);
    if let Some(bucket) = bucket {
        bucket.give_to(&mut command);
    }
    command.output().expect("runs").into()
}

fn with(bucket: &BucketServer, home: &Home, args: &[&str]) -> Ended {
    bucket.give_to(&mut home.command(args)).output().expect("runs").into()
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

fn make_old(path: &Path) {
    let file = std::fs::File::options().append(true).open(path).expect("file");
    file.set_modified(SystemTime::now() - Duration::from_secs(3 * 24 * 60 * 60)).expect("time");
}

#[test]
fn attachments_move_to_a_bucket_and_are_used_from_there() {
    let (bucket, home) = (BucketServer::start(), Home::new());
    ingest(&home, None, &results(&home, "one", SCREENSHOT)).expect(0);
    let place = format!("s3://{}/shop", BucketServer::NAME);
    let dry = with(&bucket, &home, &["workspace", "attachments", "--move-to", &place, "--dry-run", "--json"]).expect(0).json();
    assert_eq!((&dry["copied"], &dry["dry_run"]), (&json!(1), &json!(true)));
    assert!(bucket.stored("").is_empty());
    let moved = with(&bucket, &home, &["workspace", "attachments", "--move-to", &place, "--json"]).expect(0).json();
    assert_eq!((&moved["place"], &moved["copied"], &moved["missing"]), (&json!(place), &json!(1), &json!([])));

    ingest(&home, Some(&bucket), &results(&home, "two", LOG)).expect(0);
    let names = |paths: Vec<PathBuf>| {
        let mut names: Vec<String> = paths.iter().map(|p| p.file_name().expect("name").to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    let mut both = vec![hash(SCREENSHOT), hash(LOG)];
    both.sort();
    assert_eq!(names(bucket.stored("shop")), both);
    with(&bucket, &home, &["doctor"]).expect(0);
    let page = home.path().join("report.html");
    let report = ["report", "--project", "SHOP", "--out", &page.to_string_lossy(), "--json"];
    let written = with(&bucket, &home, &report).expect(0);
    assert!(std::fs::read_to_string(&page).expect("page").contains(&format!("{} ", hash(LOG))), "{}", written.out);

    // Without the keys, nothing is lost and the reason is named.
    let without = home.run(&["doctor"]);
    assert_ne!(without.code, 0, "{}", without.out);
    let log = std::fs::read_to_string(home.path().join("logs/voluptas.log")).unwrap_or_default();
    for text in [&written.out, &written.err, &without.out, &without.err, &log] {
        assert!(!text.contains(SECRET), "{text}");
    }

    // The bytes were lost in the bucket.
    std::fs::remove_file(&bucket.stored("shop")[0]).expect("removed");
    with(&bucket, &home, &["doctor"]).expect(1);
}

#[test]
fn a_bucket_that_is_busy_and_cut_off_loses_nothing() {
    let (bucket, home) = (BucketServer::start(), Home::new());
    ingest(&home, None, &results(&home, "one", LOG)).expect(0);
    let place = format!("s3://{}/shop", BucketServer::NAME);
    with(&bucket, &home, &["workspace", "attachments", "--move-to", &place]).expect(0);
    let over = |breaks: &[Break], args: &[&str]| {
        let way = BadWay::to(bucket.address(), breaks);
        let mut command = home.command(args);
        let ended: Ended = bucket.give_to(&mut command).env("AWS_ENDPOINT_URL", &way.address).output().expect("runs").into();
        assert!(way.is_mended(), "{args:?}: {ended:?}");
        ended
    };
    // Larger than what a system sends at once, so that the cut is within the bytes.
    let large: Vec<u8> = (0..3_000_000_u32).flat_map(|n| n.to_le_bytes()).take(3_000_000).collect();
    let folder = results(&home, "two", &large);
    let args = ["ingest", &folder.to_string_lossy(), "--project", "SHOP", "--json"];
    let done = over(&[Break::Busy, Break::Busy, Break::Cut(40)], &args).expect(0).json();
    assert_eq!((&done["attachments"], &done["attachments_missing"]), (&json!(1), &json!(0)), "{done}");
    assert_eq!(bucket.stored("shop").len(), 2);
    over(&[Break::Cut(1_000_000), Break::Busy, Break::Cut(0)], &["workspace", "backup", "shop.tar.gz"]).expect(0);
    home.run(&["workspace", "restore", "shop.tar.gz", "--workspace", "back.voluptas"]).expect(0);
    let of_large = hash(&large);
    let kept = home.path().join("back.attachments").join(&of_large[..2]).join(&of_large);
    assert!(std::fs::read(kept).expect("the file") == large);
}

#[test]
fn a_bucket_that_another_workspace_uses_is_refused() {
    let (bucket, one, two) = (BucketServer::start(), Home::new(), Home::new());
    let place = format!("s3://{}", BucketServer::NAME);
    for home in [&one, &two] {
        ingest(home, None, &results(home, "one", SCREENSHOT)).expect(0);
    }
    let to_bucket = ["workspace", "attachments", "--move-to", &place];
    with(&bucket, &one, &to_bucket).expect(0);
    with(&bucket, &one, &to_bucket).expect(0);
    let refused = with(&bucket, &two, &to_bucket).expect(1);
    assert!(refused.err.contains("belongs to another workspace"), "{}", refused.err);
    // Nor is a folder taken that holds the files of a workspace that never moved, or any others.
    let theirs = two.path().join("workspace.attachments");
    for folder in [theirs.clone(), theirs.join("below"), two.path().to_owned()] {
        let refused = with(&bucket, &one, &["workspace", "attachments", "--move-to", &folder.to_string_lossy()]).expect(1);
        assert!(refused.err.contains("belongs to another workspace"), "{}", refused.err);
        assert!(!folder.join("workspace").exists(), "{}", folder.display());
    }
    let shown = two.run(&["workspace", "attachments", "--json"]).expect(0).json();
    assert!(shown["place"].as_str().is_some_and(|place| place.ends_with(".attachments")), "{shown}");
}

#[test]
fn the_same_folder_by_another_name_is_no_move() {
    let home = Home::new();
    ingest(&home, None, &results(&home, "one", SCREENSHOT)).expect(0);
    let shown = |args: &[&str]| home.run(&[&["workspace", "attachments", "--json"], args].concat()).expect(0).json();
    let before = shown(&[]);
    for name in ["workspace.attachments", "./workspace.attachments/", "one/../workspace.attachments"] {
        let moved = shown(&["--move-to", name]);
        assert_eq!((&moved["copied"], &moved["place"]), (&json!(0), &before["place"]), "{name}");
        assert_eq!(shown(&[]), before, "{name}");
    }
}

#[test]
fn a_server_takes_and_gives_files_of_a_bucket() {
    let (bucket, home) = (BucketServer::start(), Home::new());
    ingest(&home, None, &results(&home, "one", SCREENSHOT)).expect(0);
    let place = format!("s3://{}/a/b", BucketServer::NAME);
    with(&bucket, &home, &["workspace", "attachments", "--move-to", &place]).expect(0);
    let serve = |flags: &[&str]| {
        let mut command = std::process::Command::new(crate::support::binary());
        bucket.give_to(&mut command);
        Serving::with(command, &home.path().join("workspace.voluptas"), flags)
    };
    let (server, signing) = (serve(&[]), serve(&["--presigned"]));
    rustls::crypto::ring::default_provider().install_default().ok();
    let client = reqwest::Client::new();
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    runtime.block_on(async {
        let bytes = vec![7_u8; 9_000_000];
        let part = reqwest::multipart::Part::bytes(bytes.clone()).file_name("trace.zip");
        let form = reqwest::multipart::Form::new().part("file[]", part);
        let url = format!("{}/attachment/SHOP", server.base_url);
        let sent = client.post(url).header("Token", TOKEN).multipart(form).send().await.expect("answer");
        assert_eq!(sent.status(), 200);
        let answer: serde_json::Value = sent.json().await.expect("JSON");
        let url = answer["result"][0]["url"].as_str().expect("address");
        let back = client.get(url).header("Token", TOKEN).send().await.expect("answer");
        assert_eq!(back.content_length(), Some(9_000_000));
        assert_eq!(back.bytes().await.expect("bytes"), bytes);
        assert_eq!(bucket.stored("a/b").len(), 2);

        let root = |server: &Serving| server.base_url.trim_end_matches("/v1").to_owned();
        let signed = url.replace(&root(&server), &root(&signing));
        let led = client.get(signed).send().await.expect("answer");
        assert!(
            led.url().as_str().contains("X-Amz-Signature") && led.url().path().starts_with("/team-files/a/b/"),
            "{}",
            led.url()
        );
        assert_eq!(led.bytes().await.expect("bytes"), bytes);
    });
}

#[test]
fn a_backup_is_restored_whole_and_a_broken_one_is_refused() {
    let home = Home::new();
    ingest(&home, None, &results(&home, "one", SCREENSHOT)).expect(0);
    ingest(&home, None, &results(&home, "two", LOG)).expect(0);
    let backup = home.path().join("shop.tar.gz");
    let backup_name = backup.to_string_lossy();
    let written = home.run(&["workspace", "backup", &backup_name, "--json"]).expect(0).json();
    assert_eq!((&written["files"], &written["missing"]), (&json!(2), &json!([])));

    let other = Home::new();
    let workspace = other.path().join("back.voluptas");
    let restore =
        |from: &Path| other.run(&["workspace", "restore", &from.to_string_lossy(), "--workspace", &workspace.to_string_lossy()]);
    let bytes = std::fs::read(&backup).expect("backup");
    for (name, broken) in [
        ("cut.tar.gz", bytes[..bytes.len() - 100].to_vec()),
        ("half.tar.gz", bytes[..bytes.len() / 2].to_vec()),
        ("text.tar.gz", b"no archive".to_vec()),
        ("blank.tar.gz", Vec::new()),
    ] {
        let path = other.path().join(name);
        std::fs::write(&path, broken).expect("file");
        let ended = restore(&path);
        assert_eq!(ended.code, 1, "{name}: {}{}", ended.out, ended.err);
        assert!(!workspace.exists() && !other.path().join("back.attachments").exists(), "{name}");
    }
    restore(&backup).expect(0);
    let runs = |home: &Home, workspace: &Path| {
        home.run(&["run", "list", "--project", "SHOP", "--json", "--workspace", &workspace.to_string_lossy()]).expect(0).json()
    };
    assert_eq!(runs(&other, &workspace), runs(&home, &home.path().join("workspace.voluptas")));
    other.run(&["doctor", "--workspace", &workspace.to_string_lossy()]).expect(0);
    assert!(restore(&backup).expect(1).err.contains("already there"));
}

#[test]
fn a_backup_that_goes_on_behind_its_end_or_is_no_file_is_refused() {
    let home = Home::new();
    ingest(&home, None, &results(&home, "one", SCREENSHOT)).expect(0);
    home.run(&["workspace", "backup", "shop.tar.gz"]).expect(0);
    let bytes = std::fs::read(home.path().join("shop.tar.gz")).expect("backup");
    let packed = |content: &[u8]| {
        use std::io::Write as _;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(content).expect("packed");
        packer.finish().expect("packed")
    };
    let other = Home::new();
    let restore = |from: &str| other.run(&["workspace", "restore", from, "--workspace", "back.voluptas"]);
    for (name, broken, words) in [
        // The check sum of the compression is cut off: every entry is whole.
        ("cut", bytes[..bytes.len() - 4].to_vec(), "ends too early"),
        ("text", [&bytes[..], b"and more than a header"].concat(), "follows its end"),
        ("zeros", [&bytes[..], &[0; 512]].concat(), "follows its end"),
        ("archive", [&bytes[..], &packed(b"another archive")].concat(), "follows its end"),
    ] {
        let path = other.path().join(format!("{name}.tar.gz"));
        std::fs::write(&path, broken).expect("file");
        let ended = restore(&path.to_string_lossy()).expect(1);
        assert!(ended.err.contains(words), "{name}: {}", ended.err);
        assert!(!other.path().join("back.voluptas").exists() && !other.path().join("back.attachments").exists(), "{name}");
    }
    restore(&other.path().to_string_lossy()).expect(1);
    #[cfg(unix)]
    {
        let pipe = other.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
        assert!(made.success());
        for path in [pipe.to_string_lossy().into_owned(), "/dev/zero".into()] {
            assert!(restore(&path).expect(1).err.contains("no backup"), "{path}");
        }
    }
    let padded = other.path().join("padded.tar.gz");
    std::fs::write(&padded, [&bytes[..], &packed(&[0; 10_240])].concat()).expect("file");
    restore(&padded.to_string_lossy()).expect(0);
}

#[test]
fn a_restore_that_is_stopped_leaves_nothing() {
    use std::sync::Arc;
    use voluptas_app::workspace::backup::{Error, restore, start_restore};
    use voluptas_core::base::SystemClock;
    use voluptas_jobs::{JobCtx, JobRunner};
    use voluptas_store::Location;
    let home = Home::new();
    ingest(&home, None, &results(&home, "one", SCREENSHOT)).expect(0);
    home.run(&["workspace", "backup", "shop.tar.gz"]).expect(0);
    let (backup, folder) = (home.path().join("shop.tar.gz"), home.path().join("stopped"));
    let to = Location::File(folder.join("back.voluptas"));
    let jobs = JobRunner::new(Arc::new(SystemClock)).expect("runtime");
    let ctx = JobCtx::detached(Arc::new(SystemClock));
    ctx.cancel();
    let stopped = restore(&backup, &to, Arc::new(SystemClock), &ctx, &jobs);
    assert!(matches!(stopped, Err(Error::Stopped)), "{stopped:?}");
    assert_eq!(std::fs::read_dir(&folder).expect("folder").count(), 0, "nothing is left");
    let job = start_restore(&jobs, backup, to, Arc::new(SystemClock)).expect("started");
    let ctx = job.ctx.clone();
    assert_eq!(job.wait().expect("restored").files, 1);
    assert!(ctx.progress().total.is_some_and(|total| total > 0), "{:?}", ctx.progress());
    home.run(&["doctor", "--workspace", "stopped/back.voluptas"]).expect(0);
}

#[test]
fn a_restore_that_was_killed_is_repeated() {
    use voluptas_store::copy::begin_restore;
    let home = Home::new();
    ingest(&home, None, &results(&home, "one", SCREENSHOT)).expect(0);
    ingest(&home, None, &results(&home, "two", LOG)).expect(0);
    home.run(&["workspace", "backup", "shop.tar.gz"]).expect(0);
    let runs = |name: &str| home.run(&["run", "list", "--project", "SHOP", "--json", "--workspace", name]);
    let restore = |name: &str| home.run(&["workspace", "restore", "shop.tar.gz", "--workspace", name]);
    let file = |name: &str| home.path().join(name);
    for (name, has_files, has_some) in [("before", false, false), ("between", true, false), ("within", true, true)] {
        let workspace = format!("{name}.voluptas");
        restore(&workspace).expect(0);
        // As a kill leaves it: the workspace has its name and its mark, its attachments have theirs or not.
        begin_restore(&file(&workspace), "shop.tar.gz").expect("marked");
        let folder = file(&format!("{name}.attachments"));
        if !has_files {
            std::fs::remove_dir_all(&folder).expect("removed");
        }
        if has_some {
            let of_log = hash(LOG);
            std::fs::remove_file(folder.join(&of_log[..2]).join(&of_log)).expect("removed");
        }
        let refused = runs(&workspace).expect(1);
        assert!(refused.err.contains("unfinished copy of shop.tar.gz"), "{}", refused.err);
        restore(&workspace).expect(0);
        assert_eq!(runs(&workspace).expect(0).json(), runs("workspace.voluptas").expect(0).json(), "{name}");
        home.run(&["doctor", "--workspace", &workspace]).expect(0);
        assert!(restore(&workspace).expect(1).err.contains("already there"));
    }
    // Attachments without a workspace are somebody's.
    std::fs::create_dir(file("theirs.attachments")).expect("folder");
    assert!(restore("theirs.voluptas").expect(1).err.contains("already there"));
}

#[test]
fn a_workspace_is_copied_with_its_attachments() {
    let (bucket, home) = (BucketServer::start(), Home::new());
    ingest(&home, None, &results(&home, "one", SCREENSHOT)).expect(0);
    ingest(&home, None, &results(&home, "two", LOG)).expect(0);
    let from = "workspace.voluptas";
    let copy = |to: &str, more: &[&str]| with(&bucket, &home, &[&["workspace", "copy", from, to], more].concat());
    let runs = |name: &str| home.run(&["run", "list", "--project", "SHOP", "--json", "--workspace", name]).expect(0).json();
    let dry = copy("copy.voluptas", &["--dry-run", "--json"]).expect(0).json();
    assert_eq!((&dry["copied"], &dry["dry_run"], &dry["tables"]), (&json!(2), &json!(true), &json!([])));
    assert!(!home.path().join("copy.voluptas").exists() && !home.path().join("copy.attachments").exists());
    let done = copy("copy.voluptas", &["--json"]).expect(0).json();
    assert_eq!(
        (&done["copied"], &done["named"], &done["missing"], &done["rows"]),
        (&json!(2), &json!(2), &json!([]), &dry["rows"])
    );
    let results = done["tables"].as_array().expect("tables").iter().find(|t| t["table"] == "results").expect("results");
    assert_eq!(results["rows"], 2);
    home.run(&["doctor", "--workspace", "copy.voluptas"]).expect(0);
    assert_eq!(runs("copy.voluptas"), runs(from));
    let again = copy("copy.voluptas", &[]).expect(1);
    assert!(again.err.contains("replaces nothing"), "{}", again.err);

    // To a bucket, and on from there: the copy names the place and has the id of the workspace.
    let place = format!("s3://{}/shop", BucketServer::NAME);
    let moved = copy("far.voluptas", &["--attachments", &place, "--json"]).expect(0).json();
    assert_eq!((&moved["place"], &moved["copied"]), (&json!(place), &json!(2)));
    assert_eq!(bucket.stored("shop").len(), 2);
    let on = |to: &str, more: &[&str]| {
        with(&bucket, &home, &[&["workspace", "copy", "far.voluptas", to, "--json"], more].concat()).expect(0)
    };
    let near = on("near.voluptas", &[]);
    assert_eq!(near.json()["copied"], 2);
    home.run(&["doctor", "--workspace", "near.voluptas"]).expect(0);
    let shared = on("shared.voluptas", &["--attachments", &place]);
    assert_eq!((&shared.json()["copied"], &shared.json()["place"]), (&json!(0), &json!(place)));
    let told = with(&bucket, &home, &["workspace", "copy", "far.voluptas", "also.voluptas", "--attachments", &place]).expect(0);
    assert!(told.err.contains("never sweep"), "{}", told.err);
    with(&bucket, &home, &["doctor", "--workspace", "shared.voluptas"]).expect(0);

    // What is missing is named; a folder of somebody else and a missing one stop the copy.
    let of_log = hash(LOG);
    let stored = home.path().join("workspace.attachments").join(&of_log[..2]).join(&of_log);
    std::fs::write(&stored, "damaged").expect("written");
    let lacking = copy("lacking.voluptas", &["--json"]).expect(3);
    assert_eq!(lacking.json()["missing"], json!([of_log]));
    std::fs::create_dir_all(home.path().join("theirs.attachments/ab")).expect("folder");
    assert!(copy("theirs.voluptas", &[]).expect(1).err.contains("holds files already"));
    assert!(!home.path().join("theirs.voluptas").exists());
    copy("nowhere/copy.voluptas", &[]).expect(1);
    copy(from, &[]).expect(1);
    home.run(&["workspace", "copy", "missing.voluptas", "new.voluptas"]).expect(1);
    assert!(!home.path().join("missing.voluptas").exists() && !home.path().join("new.voluptas").exists());
    copy("x.voluptas", &["--attachments", "s3://key:word@bucket/a"]).expect(2);
    home.run(&["workspace", "copy", from, "postgres://anna:hunter2@127.0.0.1:1/shop"]).expect(2);
}

#[test]
fn a_copy_that_was_killed_goes_on_and_refuses_a_changed_source() {
    use voluptas_store::copy::{Begin, Copy};
    use voluptas_store::{Location, Store};
    let home = Home::new();
    ingest(&home, None, &results(&home, "one", SCREENSHOT)).expect(0);
    let (from, to) = (home.path().join("workspace.voluptas"), home.path().join("copy.voluptas"));
    let half = || {
        let store = Store::open(&from, std::sync::Arc::new(voluptas_core::base::SystemClock)).expect("open");
        let begin = Begin { batch: 3, anew: true, ..Begin::of(&store) };
        let mut copy = Copy::begin(&store, &Location::from(to.as_path()), &begin).expect("begun");
        let mut left = 5;
        copy.rows(&mut |_, _, _| {
            left -= 1;
            left > 0
        })
        .expect_err("stopped");
    };
    half();
    for args in [
        &["doctor"][..],
        &["run", "list", "--project", "SHOP"],
        &["workspace", "attachments"],
        &["workspace", "backup", "x.tar.gz"],
    ] {
        let refused = home.run(&[args, &["--workspace", "copy.voluptas"]].concat()).expect(1);
        assert!(refused.err.contains("unfinished copy of"), "{args:?}: {}", refused.err);
    }
    let copy = |more: &[&str]| home.run(&[&["workspace", "copy", "workspace.voluptas", "copy.voluptas"], more].concat());
    let planned = copy(&["--dry-run", "--json"]).expect(0).json();
    assert_eq!(planned["resumed"], true);
    ingest(&home, None, &results(&home, "two", LOG)).expect(0);
    for more in [&[][..], &["--dry-run"]] {
        let refused = copy(more).expect(1);
        assert!(refused.err.contains("changed since") && refused.err.contains("--anew"), "{}", refused.err);
    }
    half();
    let done = copy(&["--json"]).expect(0).json();
    assert_eq!((&done["resumed"], &done["copied"]), (&json!(true), &json!(2)));
    home.run(&["doctor", "--workspace", "copy.voluptas"]).expect(0);
}

#[test]
fn a_copy_whose_process_is_killed_goes_on() {
    use voluptas_store::Location;
    use voluptas_store::copy::{Target, target_state};
    let home = Home::new();
    let store = Store::open(&home.path().join("large.voluptas"), Arc::new(SystemClock)).expect("a workspace");
    bench_data::fill(&store, &Sizes::new(50, 500, 20_000, Some(2), 1), |_, _| ()).expect("filled");
    drop(store);
    let to = home.path().join("copy.voluptas");
    let command = ["workspace", "copy", "large.voluptas", "copy.voluptas", "--json"];
    let mut child = home.command(&command).stdout(std::process::Stdio::null()).spawn().expect("the binary runs");
    // The copy may be whole before the kill: then there is nothing to go on with.
    let is_part = wait_for("rows are copied", || match target_state(&Location::from(to.as_path())) {
        _ if child.try_wait().expect("asked").is_some() => Some(false),
        Ok(Target::Unfinished { rows, .. }) if rows > 0 => Some(true),
        _ => None,
    });
    child.kill().expect("killed");
    child.wait().expect("ended");
    let again = home.run(&command);
    if is_part && again.code == 0 {
        assert_eq!(again.json()["resumed"], true);
    } else {
        assert!(again.err.contains("replaces nothing"), "{}", again.err);
    }
    home.run(&["doctor", "--workspace", "copy.voluptas"]).expect(0);
    let sums = |from: &str, to: &str| home.run(&["workspace", "copy", from, to, "--json"]).expect(0).json()["tables"].clone();
    assert_eq!(sums("large.voluptas", "one.voluptas"), sums("copy.voluptas", "two.voluptas"));
}

#[test]
fn a_sweep_removes_old_bytes_that_nothing_names() {
    let home = Home::new();
    ingest(&home, None, &results(&home, "one", SCREENSHOT)).expect(0);
    let stored = |name: &str| {
        let folder = home.path().join("workspace.attachments").join(&name[..2]);
        std::fs::create_dir_all(&folder).expect("folder");
        folder.join(name)
    };
    let (old, young) = (stored(&hash(b"old")), stored(&hash(b"young")));
    std::fs::write(&old, b"old").expect("file");
    std::fs::write(&young, b"young").expect("file");
    make_old(&old);
    make_old(&stored(&hash(SCREENSHOT)));
    let notes = home.file("workspace.attachments/notes.txt", "a person's");
    let found = home.run(&["doctor", "--sweep", "--json"]).expect(0).json();
    assert_eq!(
        [&found["stored"], &found["unnamed"], &found["young"], &found["removed"]],
        [&json!(3), &json!(2), &json!(1), &json!(0)]
    );
    assert!(old.exists());
    let swept = home.run(&["doctor", "--sweep", "--apply", "--json"]).expect(0).json();
    assert_eq!(swept["removed"], 1);
    assert!(!old.exists() && young.exists() && notes.exists());
    home.run(&["doctor"]).expect(0);
    assert_eq!(home.run(&["doctor", "--apply"]).code, 2, "a removal is asked for by its name");
}

#[test]
fn an_address_with_a_secret_is_refused() {
    let home = Home::new();
    ingest(&home, None, &results(&home, "one", SCREENSHOT)).expect(0);
    for place in ["s3://key:word@bucket/a", "gs://bucket", "s3://", " "] {
        home.run(&["workspace", "attachments", "--move-to", place]).expect(2);
    }
}
