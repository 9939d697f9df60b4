//! Files of test tools, broken in every way: cut, repeated, joined with one another, with hostile words in them. No parser may fall
//! over, take more than the file has, or give another answer the second time.
//!
//! Each parser has a property of its own, which starts from files of real tools. `PROPTEST_CASES=100000` makes a long run of it, with a quarter of that number for each parser;
//! what ever failed is kept in `tests/formats/mutated.proptest-regressions` and tried first.

use std::path::{Path, PathBuf};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use voluptas_app::results::files::{Found, Limits, Read, gather};
use voluptas_formats::cases::read_cases;
use voluptas_formats::tool_results::{self, Attempt, FirstPass, Piece, ToolFormat, ToolResults, ToolStep};
use voluptas_formats::{ReadOptions, read_functions, read_mapping, read_results};

/// Longest file that is mutated: longer ones only make each attempt slower.
const LONGEST: usize = 192 << 10;

/// A change of a file. Positions are shares of its length, in 65,536ths.
#[derive(Debug, Clone)]
enum Mutation {
    Cut { from: u16, length: u16 },
    Put { at: u16, bytes: Vec<u8> },
    Flip { at: u16, mask: u8 },
    Repeat { from: u16, length: u16, times: u8 },
    Splice { at: u16, other: u8, from: u16, length: u16 },
}

/// Words that matter to a parser.
const WORDS: &[&str] = &[
    "<",
    ">",
    "</testsuite>",
    "<testcase/>",
    "<![CDATA[",
    "]]>",
    "&#0;",
    "&amp;",
    "&x;",
    "<!DOCTYPE a [<!ENTITY x 'y'>]>",
    "<!--",
    "\u{0}",
    "\"",
    "{",
    "}",
    "[",
    "]",
    "null",
    "1e999",
    "-9223372036854775808",
    "99999999999999999999",
    "\\ud800",
    "\u{feff}",
    "NaN",
    "true",
    "\u{202e}",
    "9999-12-31T23:59:59Z",
    "-0001-01-01",
    "time=\"-1\"",
    "time=\"1e30\"",
    "\r",
    "\u{1b}[31m",
    ":",
    ",",
    "=",
];

fn mutation() -> impl Strategy<Value = Mutation> {
    let word = proptest::sample::select(WORDS).prop_map(|word| word.as_bytes().to_vec());
    let bytes = prop_oneof![4 => word, 1 => vec(any::<u8>(), 1..8)];
    prop_oneof![
        2 => (any::<u16>(), 0_u16..4000).prop_map(|(from, length)| Mutation::Cut { from, length }),
        4 => (any::<u16>(), bytes).prop_map(|(at, bytes)| Mutation::Put { at, bytes }),
        2 => (any::<u16>(), any::<u8>()).prop_map(|(at, mask)| Mutation::Flip { at, mask }),
        1 => (any::<u16>(), 0_u16..2000, 1_u8..40).prop_map(|(from, length, times)| Mutation::Repeat { from, length, times }),
        2 => (any::<u16>(), any::<u8>(), any::<u16>(), 0_u16..8000)
            .prop_map(|(at, other, from, length)| Mutation::Splice { at, other, from, length }),
    ]
}

fn place(bytes: &[u8], share: u16) -> usize {
    bytes.len() * usize::from(share) / 65_536
}

fn part(bytes: &[u8], from: u16, length: u16) -> Vec<u8> {
    let from = place(bytes, from);
    bytes[from..bytes.len().min(from + place(bytes, length).max(1))].to_vec()
}

impl Mutation {
    fn apply(&self, bytes: &mut Vec<u8>, corpus: &[Vec<u8>]) {
        match self {
            Self::Cut { from, length } => {
                let from = place(bytes, *from);
                let to = bytes.len().min(from + place(bytes, *length).max(1));
                bytes.drain(from..to);
            }
            Self::Put { at, bytes: new } => {
                let at = place(bytes, *at);
                bytes.splice(at..at, new.iter().copied());
            }
            Self::Flip { at, mask } => {
                let at = place(bytes, *at);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= mask;
                }
            }
            Self::Repeat { from, length, times } => {
                let repeated = part(bytes, *from, *length).repeat(usize::from(*times));
                let at = place(bytes, *from);
                bytes.splice(at..at, repeated);
            }
            Self::Splice { at, other, from, length } => {
                let new = part(&corpus[usize::from(*other) % corpus.len()], *from, *length);
                let at = place(bytes, *at);
                bytes.splice(at..at, new);
            }
        }
    }
}

fn files_below(path: &Path, found: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        return found.push(path.to_owned());
    }
    let mut entries: Vec<PathBuf> = std::fs::read_dir(path).expect("folder").map(|entry| entry.expect("entry").path()).collect();
    entries.sort();
    entries.iter().for_each(|entry| files_below(entry, found));
}

/// Names and contents of the samples of a format.
fn samples(format: ToolFormat) -> (Vec<String>, Vec<Vec<u8>>) {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples");
    let mut paths = Vec::new();
    files_below(&home, &mut paths);
    let mut found = (Vec::new(), Vec::new());
    for path in paths {
        let name = path.file_name().and_then(|n| n.to_str()).expect("name").to_owned();
        let bytes = std::fs::read(&path).expect("file");
        let is_of_it =
            bytes.len() <= LONGEST && matches!(tool_results::read(&name, &bytes), Ok(Piece::Results(f, _)) if f == format);
        if is_of_it && found.0.len() < 40 {
            found.0.push(name);
            found.1.push(bytes);
        }
    }
    assert!(!found.0.is_empty(), "a sample of {}", format.as_str());
    found
}

fn depth(steps: &[ToolStep]) -> usize {
    steps.iter().map(|step| 1 + depth(&step.steps)).max().unwrap_or(0)
}

fn count(steps: &[ToolStep]) -> usize {
    steps.iter().map(|step| 1 + count(&step.steps)).sum()
}

/// Asserts the rules that hold for every attempt, whatever the file.
fn check(attempt: &Attempt, length: usize) {
    assert!(depth(&attempt.steps) <= 250, "deeper than any document may be");
    assert!(count(&attempt.steps) <= length, "more steps than bytes");
    assert!(!attempt.name.contains('\0') && !attempt.full_name.contains('\0'));
    assert!(attempt.name.len() <= 4 * length + 100, "a name that is longer than the file");
}

fn read_mutated(format: ToolFormat, sample: u8, mutations: &[Mutation], corpus: &(Vec<String>, Vec<Vec<u8>>)) {
    let (names, files) = corpus;
    let at = usize::from(sample) % files.len();
    let mut bytes = files[at].clone();
    mutations.iter().for_each(|mutation| mutation.apply(&mut bytes, files));
    let read = tool_results::read(&names[at], &bytes);
    if let Ok(Piece::Results(_, results)) = &read {
        assert!(results.attempts.len() <= bytes.len(), "{}: more attempts than bytes", format.as_str());
        results.attempts.iter().for_each(|attempt| check(attempt, bytes.len()));
    }
    assert_eq!(format!("{read:?}"), format!("{:?}", tool_results::read(&names[at], &bytes)), "the same file, read again");
    // The first reading of a large file tells whether it can be read to its end, and where it is cut off.
    let first = |mut before: FirstPass| {
        let mut line = None;
        let mut look = |part: ToolResults| line = part.cut.map(|cut| cut.line);
        let read = tool_results::read_in_parts(&names[at], &bytes, &bytes[..], &mut before, &mut look);
        (read.map_err(|error| format!("{error:?}")), line)
    };
    let (looked, read) = (first(FirstPass::that_only_looks()), first(FirstPass::default()));
    // It takes what pytest writes of a stop for a test, so that a file of nothing else is found out by the second reading.
    assert!(looked == read || (looked.1.is_some() && read.0.is_err()), "{}: {looked:?} {read:?}", format.as_str());
}

fn config() -> ProptestConfig {
    let persistence = FileFailurePersistence::WithSource("proptest-regressions");
    // A case costs milliseconds, so that each parser gets a quarter of the usual number.
    let cases = ProptestConfig::default().cases.div_ceil(4);
    ProptestConfig { cases, failure_persistence: Some(Box::new(persistence)), ..ProptestConfig::default() }
}

macro_rules! property_of {
    ($($name:ident: $format:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            let corpus = samples(ToolFormat::$format);
            proptest!(config(), |(sample in any::<u8>(), mutations in vec(mutation(), 1..6))| {
                read_mutated(ToolFormat::$format, sample, &mutations, &corpus);
            });
        }
    )*};
}

property_of! {
    mutated_allure_1: Allure1,
    mutated_allure_2: Allure2,
    mutated_junit: Junit,
    mutated_trx: Trx,
    mutated_nunit: Nunit,
    mutated_xunit: Xunit,
    mutated_robot: Robot,
    mutated_ctest: Ctest,
    mutated_catch2: Catch2,
    mutated_doctest: Doctest,
    mutated_qttest: Qttest,
    mutated_boost_log: BoostLog,
    mutated_boost_report: BoostReport,
    mutated_cucumber: CucumberJson,
    mutated_playwright: PlaywrightJson,
    mutated_ctrf: Ctrf,
    mutated_mochawesome: Mochawesome,
    mutated_testng: Testng,
    mutated_tap: Tap,
    mutated_go_test: GoTest,
    mutated_gtest: Gtest,
    mutated_pytest_json: PytestJson,
    mutated_xcresult: Xcresult,
    mutated_jest: Jest,
    mutated_vitest: Vitest,
    mutated_newman: Newman,
    mutated_cucumber_messages: CucumberMessages,
    mutated_qase_report: QaseReport,
    mutated_mocha: Mocha,
    mutated_rspec: Rspec,
    mutated_cypress: Cypress,
    mutated_k6: K6,
    mutated_nightwatch: Nightwatch,
    mutated_webdriverio: Webdriverio,
    mutated_testcafe: Testcafe,
    mutated_libtest: Libtest,
    mutated_reportlog: PytestReportlog,
}

/// Archives are unpacked into a folder of their own and nowhere else, within their limits.
#[test]
fn mutated_archives() {
    let files = [
        "allure-results.tar.gz",
        "unsafe-archive.tar.gz",
        "tools/archives/allure2-pytest.zip",
        "tools/archives/ci-artifacts.zip",
    ];
    let corpus: Vec<Vec<u8>> = files.iter().map(|name| crate::read_sample(name)).collect();
    let limits = Limits { files: 500, unpacked: 4 << 20, ..Limits::default() };
    let config = ProptestConfig { cases: ProptestConfig::default().cases.div_ceil(8), ..config() };
    proptest!(config, |(sample in any::<u8>(), mutations in vec(mutation(), 1..4))| {
        let at = usize::from(sample) % corpus.len();
        let mut bytes = corpus[at].clone();
        mutations.iter().for_each(|mutation| mutation.apply(&mut bytes, &corpus));
        let home = tempfile::tempdir().expect("folder");
        let archive = home.path().join(files[at].rsplit('/').next().expect("name"));
        std::fs::write(&archive, &bytes).expect("archive");
        if let Ok(mut gathered) = gather(&[archive], limits) {
            prop_assert!(gathered.files.len() <= limits.files);
            prop_assert!(gathered.files.iter().filter_map(Found::size).sum::<u64>() <= limits.unpacked + bytes.len() as u64);
            let ended = gathered.read(|piece| matches!(piece, Read::Results(..)), |_| Ok::<(), ()>(()));
            prop_assert_eq!(ended, Ok(()));
        }
        let left: Vec<_> = std::fs::read_dir(home.path()).expect("folder").collect();
        prop_assert_eq!(left.len(), 1, "nothing beside the archive");
    });
}

/// Own files of cases and functions, those of other tools, and tables of results and mappings. Every reader gets every file.
#[test]
fn mutated_lists() {
    let mut corpus: Vec<(String, Vec<u8>)> = [
        ("cases.xml", crate::foreign_tools::TESTRAIL),
        ("cases.xml", crate::foreign_tools::TESTLINK),
        ("cases.xml", crate::foreign_tools::SCALE),
        ("cases.feature", crate::foreign_cases::RUSSIAN),
        ("cases.md", "# Shop\n\n## Cart\n\n### Adds a pot\n\n1. Open the shop\n   - Expected: the page\n2. Add a pot\n\n```gherkin\nGiven a cart\n```\n"),
        ("cases.json", r#"{"format":"voluptas-cases","version":1,"cases":[{"title":"Adds","steps":[{"action":"Open","steps":[{"action":"StatusClass"}]}]}]}"#),
    ]
    .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
    .to_vec();
    for name in
        ["qase_cases_v2.csv", "app_export.csv", "registry_master_cp1251.csv", "registry_ragged.csv", "registry_master.xlsx"]
    {
        corpus.push((name.to_owned(), crate::read_sample(name)));
    }
    let files: Vec<Vec<u8>> = corpus.iter().map(|(_, bytes)| bytes.clone()).collect();
    proptest!(config(), |(sample in any::<u8>(), mutations in vec(mutation(), 1..6))| {
        let (name, bytes) = &corpus[usize::from(sample) % corpus.len()];
        let mut bytes = bytes.clone();
        mutations.iter().for_each(|mutation| mutation.apply(&mut bytes, &files));
        if let Ok(cases) = read_cases(name, &bytes, None, &ReadOptions::default()) {
            prop_assert!(cases.rows.len() <= bytes.len() * 40, "more cases than a packed file may have");
        }
        drop(read_functions(name, &bytes));
        drop(read_mapping(name, &bytes));
        drop(read_results(name, &bytes, &[]));
    });
}
