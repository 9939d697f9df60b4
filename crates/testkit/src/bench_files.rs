//! Files of results of any number, as test tools write them, for measurements.
//!
//! The content depends on the number and the seed alone. An Allure result has 14 steps with values in their names, every third with steps
//! inside, a dozen labels and two parameters; ten results share setup and teardown. One in ten fails with a stack trace and a log, one in
//! twenty of these passes at a second attempt.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use serde_json::json;

use super::bench_data::Random;
use voluptas_core::base::Millis;

/// Begin of the first test: 2026-01-01.
const BEGIN: Millis = 1_767_225_600_000;
/// Steps of a result.
const STEPS: usize = 14;
/// Results that share setup and teardown.
const GROUP: usize = 10;
/// Limit of the duration of a test, in milliseconds.
const LONGEST: usize = 5000;

/// The kind of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    /// A folder of Allure 2 results.
    Allure,
    /// One file of JUnit XML.
    Junit,
}

/// Writes files of `results` tests into a new folder. `run` shifts times and outcomes, so that several folders are runs of the same
/// tests.
///
/// # Errors
/// The folder is there already or cannot be written.
pub fn write(folder: &Path, kind: Kind, results: usize, seed: u64, run: u64) -> io::Result<()> {
    std::fs::create_dir(folder)?;
    let mut random = Random::new(seed.wrapping_add(run.wrapping_mul(7919)));
    match kind {
        Kind::Allure => allure(folder, results, run, &mut random),
        Kind::Junit => {
            let xml = junit(results, run, &mut random).map_err(io::Error::other)?;
            std::fs::write(folder.join("junit.xml"), xml)
        }
    }
}

fn allure(folder: &Path, results: usize, run: u64, random: &mut Random) -> io::Result<()> {
    std::fs::write(folder.join("environment.properties"), "stand=bench-stage\nbrowser=firefox\n")?;
    std::fs::write(folder.join("executor.json"), json!({"name": "CI", "buildName": format!("bench #{run}")}).to_string())?;
    for i in 0..results {
        let is_bad = random.below(10) == 0;
        attempt(folder, i, 0, run, is_bad, random)?;
        if is_bad && random.below(20) == 0 {
            attempt(folder, i, 1, run, false, random)?;
        }
    }
    for group in 0..results.div_ceil(GROUP) {
        let children: Vec<String> = (group * GROUP..results.min((group + 1) * GROUP)).map(|i| uuid_of(i, 0, run)).collect();
        let fixture = |name: &str| {
            json!([{"name": name, "status": "passed", "stage": "finished",
            "steps": [{"name": format!("{name} for group {group}"), "status": "passed", "stage": "finished"}]}])
        };
        let value = json!({"uuid": uuid_of(group, 0xffff, run), "children": children,
            "befores": fixture("open the shop"), "afters": fixture("empty the cart")});
        std::fs::write(folder.join(format!("{}-container.json", uuid_of(group, 0xffff, run))), value.to_string())?;
    }
    Ok(())
}

fn uuid_of(i: usize, attempt: usize, run: u64) -> String {
    format!("{run:08x}-{attempt:04x}-4000-8000-{i:012x}")
}

fn attempt(folder: &Path, i: usize, attempt: usize, run: u64, is_bad: bool, random: &mut Random) -> io::Result<()> {
    let uuid = uuid_of(i, attempt, run);
    let day = i64::try_from(run).unwrap_or(0) * 86_400_000;
    // A second attempt begins when the first one has ended.
    let start = BEGIN + day + i64::try_from(i * 40 + attempt * LONGEST).unwrap_or(0);
    let took = i64::try_from(random.below(LONGEST - 20)).unwrap_or(0) + 20;
    let class = format!("com.example.shop.Suite{}Test", i / 50);
    let step = |n: usize| {
        let status = if is_bad && n == STEPS - 1 { "failed" } else { "passed" };
        let inner: Vec<_> = (0..if n.is_multiple_of(3) { 2 } else { 0 })
            .map(|m| json!({"name": format!("Part {m} of step {n}"), "status": status, "stage": "finished"}))
            .collect();
        json!({"name": format!("Step {n} with article {i} of page {}", i % 40), "status": status, "stage": "finished", "steps": inner,
            "start": start + i64::try_from(n).unwrap_or(0), "stop": start + i64::try_from(n).unwrap_or(0) + 1})
    };
    let mut value = json!({
        "uuid": uuid,
        "historyId": format!("{:032x}", i + 1),
        "testCaseId": format!("{:032x}", i + 1),
        "fullName": format!("{class}.check{i}"),
        "name": format!("Checks article {i}"),
        "status": if is_bad { "failed" } else { "passed" },
        "stage": "finished",
        "start": start,
        "stop": start + took,
        "steps": (0..STEPS).map(step).collect::<Vec<_>>(),
        "parameters": [{"name": "city", "value": format!("City {}", i % 30)}, {"name": "run", "value": run.to_string(), "excluded": true}],
        "labels": [
            {"name": "host", "value": "ci-1"}, {"name": "thread", "value": format!("worker {}", i % 8)},
            {"name": "framework", "value": "junit5"}, {"name": "language", "value": "java"},
            {"name": "package", "value": "com.example.shop"}, {"name": "testClass", "value": class},
            {"name": "testMethod", "value": format!("check{i}")}, {"name": "parentSuite", "value": "Shop"},
            {"name": "suite", "value": format!("Suite {}", i / 50)}, {"name": "epic", "value": format!("Epic {}", i / 500)},
            {"name": "feature", "value": format!("Feature {}", i / 100)}, {"name": "severity", "value": "normal"},
        ],
    });
    if is_bad {
        let attachment = format!("{uuid}-attachment.txt");
        std::fs::write(folder.join(&attachment), format!("log of article {i}\n").repeat(40))?;
        value["attachments"] = json!([{"name": "Log", "source": attachment, "type": "text/plain"}]);
        let message = format!("Expected {} but found {}", random.below(1000), random.below(1000));
        value["statusDetails"] = json!({"message": message, "trace": super::bench_data::trace(random)});
    }
    std::fs::write(folder.join(format!("{uuid}-result.json")), value.to_string())
}

fn junit(results: usize, run: u64, random: &mut Random) -> Result<String, std::fmt::Error> {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for suite in 0..results.div_ceil(50) {
        writeln!(xml, "<testsuite name=\"Suite {suite}\" timestamp=\"2026-01-{:02}T09:00:00\">", run % 28 + 1)?;
        for i in suite * 50..results.min((suite + 1) * 50) {
            let time = random.below(5000);
            write!(
                xml,
                "<testcase classname=\"shop.Suite{suite}\" name=\"checks article {i}\" time=\"{}.{:03}\"",
                time / 1000,
                time % 1000
            )?;
            if random.below(10) == 0 {
                writeln!(
                    xml,
                    "><failure message=\"Expected {} but found {}\" type=\"AssertionError\">{}</failure></testcase>",
                    random.below(1000),
                    random.below(1000),
                    super::bench_data::trace(random)
                )?;
            } else {
                xml.push_str("/>\n");
            }
        }
        xml.push_str("</testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    Ok(xml)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_files() {
        let home = tempfile::tempdir().expect("folder");
        let bytes = |name: &str, kind, run| {
            let folder = home.path().join(name);
            write(&folder, kind, 30, 1, run).expect("written");
            let mut all: Vec<_> = std::fs::read_dir(&folder)
                .expect("folder")
                .map(|e| e.expect("entry"))
                .map(|e| (e.file_name(), std::fs::read(e.path()).expect("file")))
                .collect();
            all.sort();
            all
        };
        assert_eq!(bytes("a", Kind::Allure, 1), bytes("b", Kind::Allure, 1));
        assert_ne!(bytes("c", Kind::Allure, 2), bytes("d", Kind::Allure, 1));
        assert_eq!(bytes("e", Kind::Junit, 1), bytes("f", Kind::Junit, 1));
        assert!(write(home.path(), Kind::Junit, 1, 1, 1).is_err(), "the folder is there");
    }
}
