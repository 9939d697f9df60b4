//! `bench-data`: the sizes that were asked for, the same content for the same seed, and sound roll-ups.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};
use voluptas_core::base::SystemClock;
use voluptas_store::Store;
use voluptas_store::page::Slice;
use voluptas_store::runs::RunFilter;

const SIZES: [&str; 8] = ["--functions", "700", "--cases", "300", "--results", "1000", "--runs", "4"];

/// Case, status and end of a result.
type Seen = (i64, String, Option<i64>);

/// Runs the program in a folder and checks its exit code.
#[track_caller]
fn run(home: &Path, args: &[&str], code: i32) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_testkit")).args(args).current_dir(home).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    output
}

/// Titles of functions and cases, and the results.
fn content(home: &Path) -> (Vec<String>, Vec<Seen>) {
    let store = Store::open(&home.join("bench.voluptas"), std::sync::Arc::new(SystemClock)).expect("store");
    store
        .read(|tx| {
            let project = tx.projects().by_code("BENCH")?.expect("project");
            let mut titles: Vec<String> = tx.functions().all()?.into_iter().map(|f| f.content.title).collect();
            titles.extend(tx.cases().lines(project.id)?.into_iter().map(|c| c.title));
            let mut results = Vec::new();
            for run in tx.runs().list(project.id, &RunFilter::default(), Slice::ALL)?.rows {
                let of_run = tx.results().of_run(run.id)?;
                results.extend(
                    of_run
                        .into_iter()
                        .map(|r| (r.content.case_id.map_or(0, |c| c.0), r.content.status.to_string(), r.content.end_ms)),
                );
            }
            Ok((titles, results))
        })
        .expect("content")
}

#[test]
fn the_same_seed_gives_the_same_workspace() {
    let homes = ["1", "1", "2"].map(|seed| (seed, tempfile::tempdir().expect("a folder")));
    let contents = homes.each_ref().map(|(seed, home)| {
        let output = run(home.path(), &[&["--json", "bench-data", "--seed", *seed], &SIZES[..]].concat(), 0);
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let sizes = ["functions", "cases", "runs", "results"].map(|k| answer[k].as_u64().expect("number"));
        assert_eq!(sizes, [700, 300, 4, 1000]);
        content(home.path())
    });
    assert_eq!((contents[0].0.len(), contents[0].1.len()), (1000, 1000));
    assert_eq!(contents[0], contents[1]);
    assert_ne!(contents[0], contents[2]);
    let by_status = contents[0].1.iter().fold(BTreeMap::new(), |mut n, r| {
        *n.entry(r.1.as_str()).or_insert(0) += 1;
        n
    });
    assert_eq!(by_status.keys().copied().collect::<Vec<_>>(), ["broken", "failed", "passed", "skipped"]);
    testkit::fixture::assert_sound_file(&homes[0].1.path().join("bench.voluptas"));
}

#[test]
fn a_second_filling_is_refused_and_changes_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    let home = home.path();
    let fill = ["bench-data", "--functions", "3", "--cases", "2", "--results", "0"];
    run(home, &fill, 0);
    let before = content(home);
    let refused = run(home, &fill, 1);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("BENCH"), "{refused:?}");
    assert_eq!(content(home), before);
    run(home, &["bench-data", "--functions", "3", "--cases", "0", "--results", "5"], 2);
    for number in ["99999999999", "18446744073709551615", "-1"] {
        run(home, &["bench-data", "--functions", number, "--cases", "1", "--results", "1"], 2);
    }
}

#[test]
fn files_of_results_have_the_number_that_was_asked_for() {
    let home = tempfile::tempdir().expect("a folder");
    run(home.path(), &["bench-files", "allure", "--results", "7"], 0);
    let names = std::fs::read_dir(home.path().join("allure")).expect("the folder").flatten().map(|entry| entry.file_name());
    let names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    let count = |end: &str| names.iter().filter(|name| name.ends_with(end)).count();
    assert_eq!((count("-result.json"), count("-container.json")), (7, 1));
}
