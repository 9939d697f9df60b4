//! Runs the examples of `docs/mirror.md` as a pipeline would.
#![cfg(unix)]

use crate::support::{AUTO, SHOP, TOKEN, World, result};
use std::path::Path;
use std::process::Command;
use voluptas_mirror::Pair;

fn manual() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/mirror.md")).expect("docs/mirror.md")
}

/// The commands of the CI examples, as the shell of the job gets them.
fn commands() -> Vec<String> {
    let text = manual().replace("\\\n", " ").replace("${{ github.run_number }}", "7").replace("SHOPAUTO", AUTO);
    let ci = text.split("\n## CI\n").nth(1).and_then(|t| t.split("\n## ").next()).expect("the section on CI").to_owned();
    let lines = ci.lines().filter_map(|l| l.find("voluptas-cli mirror --").map(|at| l[at..].trim_end_matches('\'').to_owned()));
    lines.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_example_for_ci_mirrors() {
    let (world, home) = (World::new().await, tempfile::tempdir().expect("folder"));
    world.cases(SHOP, &["K1"]).await;
    let auto = world.cases(AUTO, &["K1"]).await;
    let run = world.run(AUTO, "Nightly").await;
    world.post(AUTO, run, &[result(1, auto[0], "passed", "")]).await;
    let commands = commands();
    assert_eq!(commands.len(), 3, "{commands:?}");
    let folder = testkit::program().parent().expect("folder of the binary").to_owned();
    for line in commands {
        let shell = ["/bin/sh", "/usr/bin/sh"].into_iter().find(|p| Path::new(p).exists()).expect("a shell");
        let mut command = Command::new(shell);
        command
            .args(["-e", "-c", &line])
            .env("PATH", &folder)
            .env("VOLUPTAS_HOME", home.path())
            .env("VOLUPTAS_KEYCHAIN", "off")
            .env("QASE_API_TOKEN", TOKEN)
            .env("QASE_BASE_URL", world.server.base_url())
            .env("QASE_RUN_ID", run.to_string())
            .current_dir(home.path());
        let ended = tokio::task::spawn_blocking(move || command.output()).await.expect("joined").expect("runs");
        assert!(ended.status.success(), "{line}: {}", String::from_utf8_lossy(&ended.stderr));
    }
    for report in ["mirror.md", "mirror.html", "mirror.json"] {
        assert!(home.path().join(report).is_file(), "{report}");
    }
}

#[test]
fn the_pairs_of_the_manual_are_pairs() {
    let text = manual();
    let json = text.split("```json").nth(1).and_then(|t| t.split("```").next()).expect("an example");
    let pairs: Vec<Pair> = serde_json::from_str(json).expect("pairs");
    assert!(pairs[0].is_for("SHOPAUTO") && pairs[0].takes("Nightly 3"));
}
