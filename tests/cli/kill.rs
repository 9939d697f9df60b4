//! Killed after a random number of requests of import and export, against a server that fails 30 % of requests: run again until it is
//! done, it ends with exactly the right cases and results, none twice, none lost, and a file that opens.

use crate::support::{Ended, Home, Serving, TOKEN};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use testkit::wait::ends_before_point;
use voluptas_core::base::SystemClock;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_store::{Op, Slice, Store};

const SUITES: usize = 12;
const CASES: usize = 260;
const FUNCTIONS: usize = 45;

fn store(path: &Path) -> Store {
    Store::open(path, Arc::new(SystemClock)).expect("the file opens")
}

fn fill(path: &Path) {
    let store = store(path);
    store
        .write(Op::bulk("fill"), |tx| {
            let project = tx.projects().create("SHOP", "Shop", None)?.id;
            tx.fields().ensure_for_cases("functional_id")?;
            for s in 0..SUITES {
                let content = SuiteContent { title: format!("Suite {s}"), ..SuiteContent::default() };
                let suite = tx.suites().create(project, &NewSuite { parent_id: None, number: None, content })?;
                let cases: Vec<NewCase> = (0..CASES)
                    .filter(|n| n % SUITES == s)
                    .map(|n| NewCase {
                        suite_id: Some(suite),
                        number: None,
                        content: CaseContent { title: format!("Case {n}"), ..CaseContent::default() },
                    })
                    .collect();
                tx.cases().create_many(project, &cases)?;
            }
            Ok(())
        })
        .expect("filled");
}

/// Number of requests that the server of this workspace has answered, by its log.
fn answered(served: &Path) -> usize {
    let log = served.parent().expect("folder").join("logs").join("voluptas.log");
    let text = std::fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    text.lines().filter(|line| line.contains(" request method=")).count()
}

/// Kills the command some times, then lets it run until it is done. Gives how many kills hit it at work.
fn run_through_kills(home: &Home, served: &Path, args: &[&str], random: &mut StdRng) -> usize {
    let mut hits = 0;
    for _ in 0..5 {
        let point = answered(served) + random.random_range(1..=8);
        let mut child = home.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary runs");
        let has_ended = ends_before_point(&mut child, "the requests are answered", || answered(served) >= point);
        hits += usize::from(!has_ended);
        child.kill().expect("killed");
        child.wait().expect("gone");
        home.run(&["doctor", "-q"]);
    }
    until_done(home, args);
    hits
}

/// Runs the command until no fault of the server stops it.
fn until_done(home: &Home, args: &[&str]) -> Ended {
    for _ in 0..20 {
        let ended = home.run(args);
        if ended.code == 0 {
            return ended;
        }
        assert!(matches!(ended.code, 1 | 3), "{ended:?}");
    }
    panic!("not done after 20 runs: {args:?}");
}

fn titles(store: &Store, code: &str) -> Vec<String> {
    store
        .read(|tx| {
            let project = tx.projects().by_code(code)?.expect("project");
            Ok(tx.cases().lines(project.id)?.into_iter().map(|c| c.title).collect())
        })
        .expect("read")
}

#[test]
fn nothing_twice_and_nothing_lost() {
    let seed = std::env::var("VOLUPTAS_TEST_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(20_261_120);
    let mut random = StdRng::seed_from_u64(seed);
    let dir = tempfile::tempdir().expect("folder");
    let served = dir.path().join("server.voluptas");
    fill(&served);
    let seed_word = seed.to_string();
    let serving = Serving::start(&served, &["--faults", "0.3", "--fault-seed", &seed_word, "--delay-ms", "15"]);
    let home = Home::with_server(&serving.base_url, TOKEN);

    let mut hits = run_through_kills(&home, &served, &["qase", "import", "-p", "SHOP"], &mut random);
    let workspace = home.path().join("workspace.voluptas");
    let here: Vec<String> = titles(&store(&workspace), "SHOP");
    let different: BTreeSet<&String> = here.iter().collect();
    assert_eq!((here.len(), different.len()), (CASES, CASES), "seed {seed}");

    let rows: String = (0..FUNCTIONS).map(|n| format!("shop.f{n},Function {n},Feature\n")).collect();
    home.file("f.csv", &format!("FuncID,Title,Type\nshop,Shop,Module\n{rows}"));
    home.run(&["functions", "import", "f.csv"]).expect(0);
    let export = ["qase", "export", "-p", "SHOP", "--all", "--cases"];
    hits += run_through_kills(&home, &served, &export, &mut random);
    let results: String = (0..FUNCTIONS).map(|n| format!("shop.f{n},passed,{n}\n")).collect();
    home.file("r.csv", &format!("FuncID,status,time\n{results}"));
    let send = ["qase", "export", "-p", "SHOP", "--all", "--results", "r.csv", "--new-run", "After kills"];
    hits += run_through_kills(&home, &served, &send, &mut random);
    assert!(hits >= 3, "only {hits} of 15 kills came before the end: seed {seed}");
    home.run(&["doctor"]).expect(0);
    let again = until_done(&home, &["qase", "import", "-p", "SHOP", "--json"]);
    assert_eq!(again.json()["cases"]["created"], 0, "seed {seed}: {again:?}");
    drop(serving);

    let there = store(&served);
    let all = titles(&there, "SHOP");
    let different: BTreeSet<&String> = all.iter().collect();
    assert_eq!((all.len(), different.len()), (CASES + FUNCTIONS, CASES + FUNCTIONS), "seed {seed}");
    there
        .read(|tx| {
            let project = tx.projects().by_code("SHOP")?.expect("project").id;
            let runs = tx.runs().list(project, &voluptas_store::runs::RunFilter::default(), Slice::ALL)?.rows;
            assert_eq!(runs.iter().map(|r| r.content.title.as_str()).collect::<Vec<_>>(), ["After kills"], "seed {seed}");
            let results = tx.results().of_run(runs[0].id)?;
            let cases: BTreeSet<_> = results.iter().filter_map(|r| r.content.case_id).collect();
            assert_eq!((results.len(), cases.len()), (FUNCTIONS, FUNCTIONS), "seed {seed}");
            Ok(())
        })
        .expect("read");
}
