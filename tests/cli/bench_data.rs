//! `bench-data`: the sizes that were asked for, the same content for the same seed, and sound roll-ups.

use crate::support::Home;
use std::collections::BTreeMap;
use voluptas::base::SystemClock;
use voluptas::store::Store;
use voluptas::store::page::Slice;
use voluptas::store::runs::RunFilter;

const SIZES: [&str; 8] = ["--functions", "700", "--cases", "300", "--results", "1000", "--runs", "4"];

/// Case, status and end of a result.
type Seen = (i64, String, Option<i64>);

/// Titles of functions and cases, and the results.
fn content(home: &Home) -> (Vec<String>, Vec<Seen>) {
    let store = Store::open(&home.path().join("workspace.voluptas"), std::sync::Arc::new(SystemClock)).expect("store");
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
    let homes = [("1", Home::new()), ("1", Home::new()), ("2", Home::new())];
    let contents: Vec<_> = homes
        .iter()
        .map(|(seed, home)| {
            let answer = home.run(&[&["--json", "bench-data", "--seed", *seed], &SIZES[..]].concat()).expect(0).json();
            let sizes = ["functions", "cases", "runs", "results"].map(|k| answer[k].as_u64().expect("number"));
            assert_eq!(sizes, [700, 300, 4, 1000]);
            content(home)
        })
        .collect();
    assert_eq!((contents[0].0.len(), contents[0].1.len()), (1000, 1000));
    assert_eq!(contents[0], contents[1]);
    assert_ne!(contents[0], contents[2]);
    let by_status = contents[0].1.iter().fold(BTreeMap::new(), |mut n, r| {
        *n.entry(r.1.as_str()).or_insert(0) += 1;
        n
    });
    assert_eq!(by_status.keys().copied().collect::<Vec<_>>(), ["broken", "failed", "passed", "skipped"]);
    homes[0].1.run(&["doctor"]).expect(0);
}

#[test]
fn a_second_filling_is_refused_and_changes_nothing() {
    let home = Home::new();
    home.run(&["bench-data", "--functions", "3", "--cases", "2", "--results", "0"]).expect(0);
    let before = content(&home);
    let ended = home.run(&["bench-data", "--functions", "3", "--cases", "2", "--results", "0"]).expect(1);
    assert!(ended.err.contains("BENCH"), "{}", ended.err);
    assert_eq!(content(&home), before);
    home.run(&["bench-data", "--functions", "3", "--cases", "0", "--results", "5"]).expect(2);
    for number in ["99999999999", "18446744073709551615", "-1"] {
        home.run(&["bench-data", "--functions", number, "--cases", "1", "--results", "1"]).expect(2);
    }
}
