//! The content of a file of results: attempts of tests with their steps and files, and facts about the run.

use voluptas_core::base::Millis;
use voluptas_core::domain::result::{ResultLink, ResultStep};
use voluptas_core::domain::status::ResultStatus;

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, strum::IntoStaticStr, strum::EnumIter)]
#[strum(serialize_all = "kebab-case")]
pub enum ToolFormat {
    /// A file of an Allure 2 or 3 folder.
    Allure2,
    /// A suite of an Allure 1 folder.
    Allure1,
    /// JUnit XML, whatever tool wrote it.
    Junit,
    /// Test results of Visual Studio and `dotnet test`.
    Trx,
    /// NUnit 2 or 3.
    Nunit,
    /// xUnit.net v2.
    Xunit,
    /// `output.xml` or JSON output of Robot Framework.
    Robot,
    /// `Test.xml` of CTest.
    Ctest,
    /// XML of Catch2 2 and 3.
    Catch2,
    /// XML of `QtTest`.
    Qttest,
    /// XML of doctest.
    Doctest,
    /// The XML log of Boost.Test.
    BoostLog,
    /// The XML report of Boost.Test.
    BoostReport,
    /// Cucumber's JSON.
    CucumberJson,
    /// Playwright's JSON reporter.
    PlaywrightJson,
    /// Common Test Report Format.
    Ctrf,
    /// The result of Cypress as a module.
    Cypress,
    /// The summary of k6.
    K6,
    /// JSON of Nightwatch.
    Nightwatch,
    /// JSON reporter of WebdriverIO.
    Webdriverio,
    /// JSON reporter of TestCafe.
    Testcafe,
    Mochawesome,
    /// `testng-results.xml`.
    Testng,
    /// Test Anything Protocol.
    Tap,
    /// `go test -json`.
    GoTest,
    /// JSON of GoogleTest.
    Gtest,
    /// pytest-json-report.
    PytestJson,
    /// Tests of `xcrun xcresulttool`.
    Xcresult,
    /// `jest --json`.
    Jest,
    /// `vitest --reporter=json`.
    Vitest,
    /// `newman run -r json`.
    Newman,
    /// Cucumber messages: a line of JSON for each event.
    CucumberMessages,
    /// The folder of Qase's reporters in their mode `report`.
    QaseReport,
    /// A run of TestRail, as XML or CSV.
    Testrail,
    /// `mocha --reporter json`.
    Mocha,
    /// `rspec --format json`.
    Rspec,
    /// `dart test --reporter json` and `flutter test --machine`.
    DartTest,
    /// Rust's test programs with `--format json`, and nextest with `libtest-json`.
    Libtest,
    /// pytest-reportlog: a line of JSON for each report.
    PytestReportlog,
}

impl ToolFormat {
    /// The word of the format.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The name that people use, the same in every language.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Allure2 | Self::Allure1 => "Allure",
            Self::Junit => "JUnit",
            Self::Trx => "TRX",
            Self::Nunit => "NUnit",
            Self::Xunit => "xUnit",
            Self::Robot => "Robot Framework",
            Self::Ctest => "CTest",
            Self::Catch2 => "Catch2",
            Self::Qttest => "QtTest",
            Self::Doctest => "doctest",
            Self::BoostLog => "Boost.Test",
            Self::BoostReport => "Boost.Test report",
            Self::CucumberJson => "Cucumber",
            Self::PlaywrightJson => "Playwright",
            Self::Ctrf => "CTRF",
            Self::Cypress => "Cypress",
            Self::K6 => "k6",
            Self::Nightwatch => "Nightwatch",
            Self::Webdriverio => "WebdriverIO",
            Self::Testcafe => "TestCafe",
            Self::Mochawesome => "Mochawesome",
            Self::Testng => "TestNG",
            Self::Tap => "TAP",
            Self::GoTest => "go test",
            Self::Gtest => "GoogleTest",
            Self::PytestJson => "pytest-json-report",
            Self::Xcresult => "Xcode",
            Self::Jest => "Jest",
            Self::Vitest => "Vitest",
            Self::Newman => "Newman",
            Self::CucumberMessages => "Cucumber messages",
            Self::QaseReport => "Qase report",
            Self::Testrail => "TestRail",
            Self::Mocha => "Mocha",
            Self::Rspec => "RSpec",
            Self::DartTest => "Dart test",
            Self::Libtest => "Rust test",
            Self::PytestReportlog => "pytest-reportlog",
        }
    }
}

/// A value for which a test was executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    pub name: String,
    /// Value; [`MASK`] for one that the tool masks or hides.
    pub value: String,
    /// The value is no part of the test's identity.
    pub is_excluded: bool,
}

/// Stands for a masked or hidden value, which is never stored.
pub const MASK: &str = "••••••";

/// A file of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolFile {
    /// Name for people.
    pub name: String,
    /// Media type; blank when the tool does not tell.
    pub mime: String,
    /// The bytes, or the path at which they lie.
    pub content: FileContent,
}

/// The content of a file of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileContent {
    /// A path as the tool wrote it: beside the file of results, or on the machine that ran the test.
    Path(String),
    /// The content itself.
    Bytes(Vec<u8>),
}

impl ToolResults {
    /// The files of all attempts, steps, setups and teardowns.
    pub fn files(&self) -> Vec<&ToolFile> {
        fn of_steps<'r>(steps: &'r [ToolStep], found: &mut Vec<&'r ToolFile>) {
            for step in steps {
                found.extend(&step.files);
                of_steps(&step.steps, found);
            }
        }
        let mut found = Vec::new();
        for attempt in &self.attempts {
            found.extend(&attempt.files);
            of_steps(&attempt.steps, &mut found);
        }
        for container in &self.containers {
            of_steps(&container.before, &mut found);
            of_steps(&container.after, &mut found);
        }
        found
    }
}

/// A step with its files. `step.attachments` and `step.steps` stay empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ToolStep {
    pub step: ResultStep,
    /// Screenshots, logs and other files of the step.
    pub files: Vec<ToolFile>,
    /// Nested steps.
    pub steps: Vec<ToolStep>,
}

/// Evidence that an attempt repeats a test which was executed before in its run. An equal name alone is none: data rows, shards and suites
/// have tests of equal names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Repeat {
    /// The first execution of a test.
    #[default]
    None,
    /// Another execution of the last test of this identity in the file: the tool marks it.
    Marked,
    /// Like `Marked`, but only the name tells: it stands again behind a failure in one suite of a tool that has no mark.
    ByName,
    /// Another execution if any file of the run has the same identity, full name and parameters (Allure).
    ByKey,
    /// An execution before the one of this identity in another file, which the name of the own file tells (Bazel).
    Earlier,
}

/// One execution of a test as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Name for people.
    pub name: String,
    /// Full name: identity over runs together with the parameters, when the tool gives none of its own.
    pub full_name: String,
    /// Identity over runs that the tool gives.
    pub history_id: Option<String>,
    /// Id of this execution in its folder, to which containers refer.
    pub uuid: Option<String>,
    /// Suites from the outermost.
    pub suites: Vec<String>,
    /// Outcome.
    pub status: ResultStatus,
    /// The word of the file for an outcome that is not known; blank when there is none at all.
    pub unknown_status: Option<String>,
    /// The tool says that the test is flaky.
    pub is_flaky: bool,
    /// Relation to the attempts before.
    pub repeat: Repeat,
    /// Start time.
    pub start_ms: Option<Millis>,
    /// End time.
    pub end_ms: Option<Millis>,
    /// The start is that of the suite or of another attempt: the file says none of its own.
    pub is_start_shared: bool,
    /// Duration in milliseconds.
    pub duration_ms: Option<i64>,
    /// Message of a failure, or reason of a skip.
    pub message: Option<String>,
    /// Stack trace.
    pub trace: Option<String>,
    /// Description of the test. Markdown.
    pub description: Option<String>,
    /// Worker or thread.
    pub thread: Option<String>,
    /// Labels, tags and properties: name and value, in the order of the file. A tag has the name `tag`.
    pub labels: Vec<(String, String)>,
    /// Links to issues, cases and the like.
    pub links: Vec<ResultLink>,
    pub params: Vec<Param>,
    pub steps: Vec<ToolStep>,
    pub files: Vec<ToolFile>,
    /// Line of the file, from 1, where the format has lines.
    pub line: Option<u64>,
}

impl Default for Attempt {
    fn default() -> Self {
        Self {
            name: String::new(),
            full_name: String::new(),
            history_id: None,
            uuid: None,
            suites: Vec::new(),
            status: ResultStatus::Untested,
            unknown_status: None,
            is_flaky: false,
            repeat: Repeat::None,
            start_ms: None,
            end_ms: None,
            is_start_shared: false,
            duration_ms: None,
            message: None,
            trace: None,
            description: None,
            thread: None,
            labels: Vec::new(),
            links: Vec::new(),
            params: Vec::new(),
            steps: Vec::new(),
            files: Vec::new(),
            line: None,
        }
    }
}

/// Labels that name the browser, project or device of a test, the most telling one first.
const CONFIGURATION: [&str; 10] = [
    "browser",
    "project",
    "browserName",
    "device",
    "deviceName",
    "platform",
    "platformName",
    "configuration",
    "variant",
    "targetFramework",
];

impl Attempt {
    /// Sets the outcome from a tool's word.
    pub(super) fn judge(&mut self, known: Option<ResultStatus>, word: &str) {
        // A word that is not known counts as failed (R2.27).
        self.unknown_status = known.is_none().then(|| word.trim().to_owned());
        self.status = known.unwrap_or(ResultStatus::Failed);
    }

    /// Sets the end from start and duration, or the duration from start and end, whichever is missing.
    pub(super) fn complete_times(&mut self) {
        match (self.start_ms, self.end_ms, self.duration_ms) {
            // A duration that is none gives no end, either.
            (Some(start), None, Some(took)) if is_duration(took) => self.end_ms = start.checked_add(took),
            (Some(start), Some(end), None) => self.duration_ms = end.checked_sub(start).filter(|took| *took >= 0),
            _ => {}
        }
    }

    /// Browser, project or device of the test; blank where the tool names none.
    pub fn configuration(&self) -> &str {
        CONFIGURATION.iter().find_map(|name| self.label(name)).unwrap_or_default().trim()
    }

    /// The first value of a label, whatever its letter case.
    pub fn label(&self, name: &str) -> Option<&str> {
        self.labels.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Facts about the run as a whole. A file fills those that its format has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunFacts {
    /// Name of the run or of the build.
    pub name: Option<String>,
    /// Address of the build.
    pub url: Option<String>,
    /// Start of the run.
    pub start_ms: Option<Millis>,
    /// End of the run.
    pub end_ms: Option<Millis>,
    /// Environment: name and value.
    pub environment: Vec<(String, String)>,
    /// Rules that sort failures, as `categories.json` has them.
    pub categories: Vec<serde_json::Value>,
    /// Number of tests without a name that only their place in the file tells apart.
    pub unnamed: usize,
    /// What failed outside of any test.
    pub errors: Vec<RunError>,
    /// Totals that the file states of itself.
    pub stated: Stated,
    /// Totals that the file states of all files of its folder.
    pub stated_of_folder: Stated,
    /// Words by which the file says that its run failed as a whole, such as `success: false`. They are an error of the run where nothing else
    /// in the file says what failed.
    pub verdict: Option<String>,
    /// Name of the encoding of texts that are not in the one that the file declares, as their letters tell.
    pub guessed_encoding: Option<String>,
}

/// A failure outside of any test: a file that does not load, a global setup or teardown, an aborted run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunError {
    /// Message, one line or more.
    pub message: String,
    /// Stack trace.
    pub trace: Option<String>,
    /// The file, suite or phase that failed.
    pub source: Option<String>,
}

/// Maximum number of errors of a run that are kept: what failed a thousand times is known.
const MAX_ERRORS: usize = 1000;

impl RunFacts {
    /// Keeps an error of the run. One without a message and trace tells nothing.
    pub(super) fn add_error(&mut self, error: RunError) {
        if self.errors.len() < MAX_ERRORS && (!error.message.is_empty() || error.trace.is_some()) {
            self.errors.push(error);
        }
    }
}

/// Totals that a file states of itself, as far as it does and as far as its tool can be believed. They are compared with the attempts of the
/// file, not with its tests: some tools count attempts, and a total of tests is never larger than theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stated {
    /// Number of tests.
    pub tests: Option<u64>,
    /// Number of failed and broken tests or attempts.
    pub bad: Option<u64>,
}

/// Setups and teardowns around tests. They change no outcome; a failed setup is the reason why its tests did not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// Ids ([`Attempt::uuid`]) of the executions inside.
    pub children: Vec<String>,
    /// Setups, with the message of a failed one as the comment of the step.
    pub before: Vec<ToolStep>,
    /// Teardowns, like the setups.
    pub after: Vec<ToolStep>,
    /// Start time.
    pub start_ms: Option<Millis>,
    /// End time.
    pub end_ms: Option<Millis>,
}

/// The content of one file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ToolResults {
    /// The executions, in the order of the file; attempts of one test in their order.
    pub attempts: Vec<Attempt>,
    /// Fixtures around tests, of an Allure container.
    pub containers: Vec<Container>,
    /// Facts about the run.
    pub run: RunFacts,
    /// The end of a file that is cut off or malformed: its complete tests were taken.
    pub cut: Option<Cut>,
}

/// The end of a file whose tool was killed while it wrote, or the fault of one that cannot be read further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// Line of the end, from 1.
    pub line: u64,
    /// Number of complete tests before it.
    pub tests: usize,
    /// The file goes on behind a fault, such as an end tag without its beginning.
    pub is_malformed: bool,
}

/// Earliest time that is kept: the start of the year 2000, UTC.
const FIRST_MS: Millis = 946_684_800_000;
/// Latest time that is kept, however late a clock says it is: the end of the year 9999, UTC.
const LAST_MS: Millis = 253_402_300_799_999;
/// Distance into the future within which times are kept, in milliseconds: a year. Without its times a result also loses its place among
/// the attempts of its test, which a clock that is merely fast must not cost.
const AHEAD_MS: Millis = 31_536_000_000;
/// Longest duration that is kept, in milliseconds: a year.
const LONGEST_MS: i64 = 31_536_000_000;

impl ToolResults {
    /// Removes times before the year 2000, which a tool writes that has none, after the year 9999 or more than a year after `now`, and durations that are negative or longer than a
    /// year. A tool with a broken clock or field writes them; sums and differences of them would overflow, and a result of the future
    /// would stay the last one of its case.
    pub fn drop_impossible_times(&mut self, now: Millis) {
        let last = now.saturating_add(AHEAD_MS).min(LAST_MS);
        for attempt in &mut self.attempts {
            drop_times(&mut attempt.start_ms, &mut attempt.end_ms, last);
            drop_duration(&mut attempt.duration_ms);
            attempt.steps.iter_mut().for_each(ToolStep::drop_impossible_durations);
        }
        for container in &mut self.containers {
            drop_times(&mut container.start_ms, &mut container.end_ms, last);
            container.before.iter_mut().chain(&mut container.after).for_each(ToolStep::drop_impossible_durations);
        }
        drop_times(&mut self.run.start_ms, &mut self.run.end_ms, last);
    }
}

impl ToolStep {
    fn drop_impossible_durations(&mut self) {
        drop_duration(&mut self.step.duration_ms);
        self.steps.iter_mut().for_each(Self::drop_impossible_durations);
    }
}

fn drop_times(start: &mut Option<Millis>, end: &mut Option<Millis>, last: Millis) {
    for time in [start, end] {
        *time = time.filter(|at| (FIRST_MS..=last).contains(at));
    }
}

fn drop_duration(duration: &mut Option<i64>) {
    *duration = duration.filter(|took| is_duration(*took));
}

fn is_duration(ms: i64) -> bool {
    (0..=LONGEST_MS).contains(&ms)
}

/// Gives attempts of one test ends that keep their order, which is the tool's own: where the file has no times of an attempt, or only
/// those of its suite, durations alone would decide which attempt was the last one.
pub(super) fn keep_order(attempts: &mut [Attempt]) {
    for at in (1..attempts.len()).rev() {
        let next = attempts[at].start_ms.filter(|_| !attempts[at].is_start_shared).or(attempts[at].end_ms);
        let before = &mut attempts[at - 1];
        if before.end_ms.is_none() {
            before.end_ms = next;
        }
    }
    for at in 1..attempts.len() {
        let before = attempts[at - 1].end_ms;
        let own = &mut attempts[at];
        if own.end_ms < before {
            own.end_ms = before;
        }
    }
}

/// The use of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Results, or facts about their run.
    Results(ToolFormat, Box<ToolResults>),
    /// A file that results may name as theirs, or a part of a folder of results that holds none.
    Beside,
    /// No file of results.
    Other,
}

/// The last part of a path.
pub(super) fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
