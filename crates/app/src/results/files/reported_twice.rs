//! Tests of one execution that two files tell of: TestNG writes `testng-results.xml` beside the JUnit XML of Surefire, and JUnit XML of its
//! own into `junitreports` below.
//!
//! A file of JUnit XML is compared with the file of TestNG in its folder. A test is left out of the JUnit XML where TestNG's file has as many
//! entries of its class and method, with the same outcomes and similar durations. TestNG's file stays, because it also has times, parameters and
//! groups. Tests that only one of the files has stay. A file with one test that differs, and one of another time, tells of another
//! execution and stays whole. Files of different folders are never compared: jobs of a matrix execute equal tests.

use std::collections::HashMap;
use std::hash::BuildHasher as _;
use std::path::{Path, PathBuf};

use foldhash::fast::FixedState;
use foldhash::{HashSet, HashSetExt as _};

use super::skipped::SkippedFile;
use super::{Found, Gathered, Read, ResultFile};
use voluptas_core::base::Millis;
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::status::ResultStatus;
use voluptas_formats::tool_results::{Attempt, ToolFormat, ToolResults};

/// Folder below that of `testng-results.xml` into which TestNG writes JUnit XML.
const OF_TESTNG: &str = "junitreports";
/// Difference between two measurements of one duration, in milliseconds: setups may count in one of them alone.
const NEAR_MS: i64 = 1000;
/// Part of a longer duration by which two measurements may differ.
const NEAR_PART: i64 = 5;
/// Time between the run and the start of a suite that belongs to it, in milliseconds: some writers give the time of the report.
const SLACK_MS: Millis = 60_000;
/// Time zones differ by multiples of a quarter of an hour, in milliseconds. Times without a zone are not known better.
const ZONE_MS: Millis = 900_000;
/// Largest difference between two time zones, in milliseconds.
const MOST_ZONES_MS: Millis = 26 * 3_600_000;

/// Tests that are left out of files of JUnit XML, by the index of the file.
#[derive(Debug, Default)]
pub(super) struct ReportedTwice(HashMap<usize, ReportedFile>);

#[derive(Debug)]
struct ReportedFile {
    /// Hashes of class and method.
    names: HashSet<u64>,
    /// The file of TestNG.
    by: String,
}

/// Outcome and duration of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    outcome: u8,
    duration_ms: Option<i64>,
}

/// The tests of a file by the hash of class and method.
#[derive(Debug, Default)]
struct Tests {
    entries: HashMap<u64, Vec<Entry>>,
    start_ms: Option<Millis>,
    end_ms: Option<Millis>,
}

/// Class and method without values of parameters and the suffix of a report: writers append them in brackets.
fn name(attempt: &Attempt) -> u64 {
    let plain = |text: &str| text.split(['[', '(']).next().unwrap_or_default().trim().to_owned();
    let (class, method) = match attempt.label("testClass") {
        Some(class) => (class, attempt.name.as_str()),
        None => attempt.full_name.rsplit_once('.').unwrap_or(("", &attempt.full_name)),
    };
    FixedState::default().hash_one((plain(class), plain(method)))
}

fn outcome(status: &ResultStatus) -> u8 {
    // What TestNG calls failed is an error for Surefire, unless an assertion failed.
    match status {
        status if is_bad(status) => 1,
        ResultStatus::Passed => 0,
        _ => 2,
    }
}

impl Tests {
    /// The tests of a file of this format; `None` for other files, and for those that were not read as a whole.
    fn read(gathered: &Gathered, place: usize, format: ToolFormat) -> Option<Self> {
        let file = ResultFile { gathered, file: gathered.files.get(place)?, place };
        let (mut tests, mut is_whole) = (Self::default(), true);
        let mut look = |piece: Read<'_>| {
            match piece {
                Read::Results(_, of, results, _) if of == format => tests.take(&results),
                _ => is_whole = false,
            }
            is_whole
        };
        gathered.pieces(file, Some(&|| true), &mut look).ok()?;
        Some(tests).filter(|tests| is_whole && !tests.entries.is_empty())
    }

    fn take(&mut self, part: &ToolResults) {
        self.start_ms = self.start_ms.or(part.run.start_ms);
        self.end_ms = self.end_ms.or(part.run.end_ms);
        for attempt in &part.attempts {
            let entry = Entry { outcome: outcome(&attempt.status), duration_ms: attempt.duration_ms };
            self.entries.entry(name(attempt)).or_default().push(entry);
        }
    }

    /// The tests of a file of JUnit XML that these tests tell of as well; none where one differs.
    fn told(&self, other: &Self) -> HashSet<u64> {
        let mut shared = HashSet::new();
        for (name, entries) in &other.entries {
            let Some(own) = self.entries.get(name) else { continue };
            if !are_equal(own, entries) {
                return HashSet::new();
            }
            shared.insert(*name);
        }
        // Few tests of many say nothing of the file.
        let is_evident = shared.len() * 2 >= other.entries.len() && self.is_of_time(other);
        if is_evident { shared } else { HashSet::new() }
    }

    /// False for a file whose suites began at another time.
    fn is_of_time(&self, other: &Self) -> bool {
        let (Some(start), Some(end), Some(began)) = (self.start_ms, self.end_ms, other.start_ms) else { return true };
        let length = end.saturating_sub(start).max(0).saturating_add(2 * SLACK_MS);
        let after = began.saturating_sub(start.saturating_sub(SLACK_MS));
        after.rem_euclid(ZONE_MS) <= length && after.saturating_abs() <= length.saturating_add(MOST_ZONES_MS)
    }
}

/// True for entries of one test with the same outcomes and similar durations, in any order.
fn are_equal(one: &[Entry], other: &[Entry]) -> bool {
    let sorted = |entries: &[Entry]| {
        let mut entries = entries.to_vec();
        entries.sort_unstable();
        entries
    };
    let is_near = |(one, other): (Entry, Entry)| {
        let times = one.duration_ms.zip(other.duration_ms);
        let is_near = |(a, b): (i64, i64)| a.abs_diff(b) <= NEAR_MS.max(a.max(b) / NEAR_PART).unsigned_abs();
        one.outcome == other.outcome && times.is_none_or(is_near)
    };
    one.len() == other.len() && sorted(one).into_iter().zip(sorted(other)).all(is_near)
}

/// True for the name that TestNG gives its file.
fn is_of_testng(file: &Found) -> bool {
    let name = file.file_name().to_ascii_lowercase();
    name.contains("testng") && is_xml(&name)
}

fn is_xml(name: &str) -> bool {
    [".xml", ".xml.gz"].iter().any(|ending| name.ends_with(ending))
}

impl ReportedTwice {
    /// The tests that two of these files tell of. Files are read for it only beside a file of TestNG.
    pub(super) fn find(gathered: &Gathered) -> Self {
        let mut this = Self::default();
        let of_testng: Vec<usize> = (0..gathered.files.len()).filter(|place| is_of_testng(&gathered.files[*place])).collect();
        if of_testng.is_empty() {
            return this;
        }
        let mut folders: HashMap<PathBuf, Vec<usize>> = HashMap::new();
        for (place, file) in gathered.files.iter().enumerate() {
            if is_xml(&file.file_name().to_ascii_lowercase()) && gathered.copies.original(place).is_none() {
                folders.entry(folder_of(file)).or_default().push(place);
            }
        }
        for place in of_testng {
            let file = &gathered.files[place];
            let Some(tests) = Tests::read(gathered, place, ToolFormat::Testng) else { continue };
            let folder = folder_of(file);
            for beside in [folder.join(OF_TESTNG), folder] {
                this.compare(gathered, &tests, &file.name(), folders.get(&beside).map_or(&[][..], Vec::as_slice));
            }
        }
        this
    }

    /// Compares the files of a folder with the tests of a file of TestNG. Each test is left out once.
    fn compare(&mut self, gathered: &Gathered, tests: &Tests, by: &str, places: &[usize]) {
        let mut left = HashSet::new();
        for place in places {
            if self.0.contains_key(place) {
                continue;
            }
            let Some(other) = Tests::read(gathered, *place, ToolFormat::Junit) else { continue };
            let mut names = tests.told(&other);
            names.retain(|name| left.insert(*name));
            if !names.is_empty() {
                self.0.insert(*place, ReportedFile { names, by: by.to_owned() });
            }
        }
    }

    /// Removes the tests that another file also reports from a part of the file at a place. Returns the number of removed
    /// results.
    pub(super) fn take_out(&self, place: usize, part: &mut ToolResults) -> usize {
        let Some(told) = self.0.get(&place) else { return 0 };
        let before = part.attempts.len();
        part.attempts.retain(|attempt| !told.names.contains(&name(attempt)));
        before - part.attempts.len()
    }

    /// Says of the file at a place how many of its results were left out.
    pub(super) fn named(&self, place: usize, file: &Found, all: usize, left_out: usize) -> Option<SkippedFile> {
        let told = self.0.get(&place).filter(|_| left_out > 0)?;
        Some(SkippedFile::told_twice(file.name(), &told.by, all, left_out))
    }
}

fn folder_of(file: &Found) -> PathBuf {
    file.path().parent().unwrap_or(Path::new("")).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tests(entries: &[(&str, ResultStatus, i64)], times: [Option<Millis>; 2]) -> Tests {
        let attempts = entries.iter().map(|(full_name, status, took)| Attempt {
            name: full_name.rsplit('.').next().unwrap_or_default().to_owned(),
            full_name: (*full_name).to_owned(),
            status: status.clone(),
            duration_ms: Some(*took),
            ..Attempt::default()
        });
        let mut part = ToolResults { attempts: attempts.collect(), ..ToolResults::default() };
        [part.run.start_ms, part.run.end_ms] = times;
        let mut tests = Tests::default();
        tests.take(&part);
        tests
    }

    #[test]
    fn tests_are_told_twice_where_none_differs() {
        use ResultStatus::{Broken, Failed, Passed};
        let own = tests(&[("a.T.x", Passed, 40), ("a.T.x", Failed, 40), ("a.T.y", Failed, 9000)], [None, None]);
        let told = |entries: &[(&str, ResultStatus, i64)]| own.told(&tests(entries, [None, None])).len();
        assert_eq!(told(&[("a.T.x[1](1)", Failed, 41), ("a.T.x[0](0)", Passed, 45), ("a.T.y", Broken, 9100)]), 2);
        assert_eq!(told(&[("a.T.y", Failed, 9000), ("a.T.only here", Passed, 1)]), 1, "a test of one file alone");
        assert_eq!(told(&[("a.T.y", Passed, 9000)]), 0, "another outcome");
        assert_eq!(told(&[("a.T.y", Failed, 9000), ("a.T.x", Passed, 40)]), 0, "another number of rows");
        assert_eq!(told(&[("a.T.y", Failed, 20_000)]), 0, "another duration");
        assert_eq!(told(&[("a.T.y", Failed, 9000), ("a.T.1", Passed, 1), ("a.T.2", Passed, 1)]), 0, "too few");
    }

    #[test]
    fn files_of_another_time_tell_of_another_execution() {
        let at = |minutes: Millis| Some(1_700_000_000_000 + minutes * 60_000);
        let test = [("a.T.x", ResultStatus::Passed, 40)];
        let own = tests(&test, [at(0), at(2)]);
        let told = |start| own.told(&tests(&test, [start, None])).len();
        assert_eq!([told(None), told(at(0)), told(at(1)), told(at(3))], [1; 4]);
        assert_eq!(told(at(180)), 1, "another time zone");
        assert_eq!([told(at(7)), told(at(-5)), told(at(60 * 48))], [0; 3]);
    }
}
