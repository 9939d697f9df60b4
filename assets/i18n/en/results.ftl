# Files of results of test tools.
result-files-unreadable = Cannot read { $path }: { $error }
temporary-folder-failed = { $kind ->
    [absent] The folder for temporary files { $path } does not exist.
    [full] The folder for temporary files { $path } is full. Free up space there, or set TMPDIR to another folder.
   *[other] Cannot write to the folder for temporary files { $path }: { $reason }. Set TMPDIR to another folder.
}
result-files-too-many = There are more than { $limit } files
result-files-too-large = larger than { $limit } MB, or packed and unpacks to too much
result-files-not-read = cannot be read: { $error }
result-files-link = a symbolic link, which is not followed
result-files-special = neither a file nor a folder
result-files-too-deep = lies more than { $limit } folders deep
result-files-long-name = its path in the archive has { $bytes } bytes, and the file system does not take so long a name; shorten it and pack the archive again
result-files-utf16 = JSON in { $encoding } of more than { $limit } MB; save the file as UTF-8 (in PowerShell with Out-File -Encoding utf8)
result-files-copy = the same as { $original }, which is read once
result-files-more-copies = a copy of a file that is read once; copies that are not named: { $count }
result-files-told-twice = { $count } of its { $all } results are also in { $by }, which tells of the same execution; they count once
result-files-nested-archive = an archive that is not unpacked here; unpack it and add its files
result-files-stray-bytes = before or behind its archives stand { $bytes } bytes that belong to none, or to one that is cut off; they are not read
result-files-cut-off = { $file } is cut off in line { $line }, after test { $tests }. The complete tests are taken, the others are missing.
result-files-faulty = { $file } is malformed in line { $line }, after test { $tests }. The tests before are taken, the others are missing.
# A text of earlier versions, which runs have stored.
result-files-malformed = { $file } cannot be read after line { $line } and test { $tests }: a tag is not closed or not opened. The tests before are taken, the others are missing.
result-files-other = not a file of results that the program knows
result-files-more-others = not a file of results that the program knows; such files that are not named: { $count }
result-archive-damaged = { $file } is damaged or not an archive. The parser says: “{ $reason }”.
result-archive-unsafe-path = { $file } holds the unsafe path { $member }; nothing was unpacked
result-archive-unsafe-member = { $file } holds { $member }, which is a link, a device or a second file of that name; nothing was unpacked
result-archive-same-name = { $file } holds two files of one name; nothing was unpacked
result-archive-long-header = { $file } holds a member whose name and facts take { $bytes } bytes, more than is accepted; nothing was unpacked
result-archive-empty = { $file } holds no file
result-archive-too-large = { $file } unpacks to more files, folders or bytes than are accepted
result-archive-io = { $file } cannot be unpacked: { $error }

# Results taken from files.
ingest-stage = Reading files of results
ingest-equal-formats = { $one } and { $other } have equal tests: { $count }. If both tell of one execution, they count twice: import one of the two formats.
ingest-no-results = No file holds a result; nothing was written
ingest-no-results-remedy = Name the folder, archive or file that the test tool wrote: Allure results, JUnit XML, TRX, NUnit, xUnit, Robot Framework, Cucumber, Playwright, CTRF, Cypress, TestCafe, WebdriverIO, Nightwatch, Mocha, Mochawesome, TestNG, TAP, go test, GoogleTest, CTest, Catch2, doctest, QtTest, Boost.Test, pytest-json-report, pytest-reportlog, Xcode, Jest, Vitest, RSpec, Newman, k6, Cucumber messages, Dart, Flutter, Rust or Qase reports
ingest-failed = The results cannot be stored: { $error }
ingest-cancelled = Stopped; nothing was written
ingest-shard-ended = Run { $number } has ended and takes no more results; nothing was written
ingest-shard-all-came = Run { $number } has ended with { $count ->
    [one] its { $count } shard
   *[other] all { $count } shards
} and takes no more results; nothing was written
ingest-shard-ended-remedy = Use another key for each execution of the pipeline, or close the run after the last shard
ingest-shards-differ = The run ends with { $known } shards, as the first call said, not with { $given }; nothing was written
ingest-run-key-invalid = The key of a run must have 1 to { $max } characters
ingest-more-files = and { $count } more files
history-ingest = Results of files
history-ingest-run = Imported results: { $title }
run-context-more = { $n } more
window-step-ingest-run = import results “{ $title }”
window-step-ingest = import results of files

difference-new-failure = New failures
difference-new-failure-muted = New failures of muted tests
difference-message-changed = Still failing, with another message
difference-still-failing = Still failing
difference-fixed = Fixed
difference-appeared = New tests
difference-gone = Missing tests
difference-untested = Untested in one run
difference-slower = Slower
difference-faster = Faster
difference-other = Other changes
difference-unchanged = Unchanged

app-job-ingest = Reading test results
gui-cmd-ingest-results = Import test results…
gui-ingest = Import
gui-ingest-note = A folder, archive or file that a test tool wrote: Allure, JUnit XML, TRX, NUnit, Robot Framework, Cucumber, Playwright, Jest, pytest, TestNG, go test and others. Dropping it on the window does the same.
gui-ingest-run-name = Run name
gui-ingest-run-name-hint = That of the build, otherwise format and start
gui-ingest-environment = Environment
gui-ingest-environment-hint = The one that the files name
gui-ingest-rerun = Re-run
gui-ingest-rerun-note = Results of tests that were executed again (optional): they are further attempts, and the last one decides.
gui-ingest-labels = Labels
gui-ingest-bad-label = “{ $label }” has no name or no value: write browser=chrome
gui-ingest-reruns = Results of re-runs: { $matched } further attempts, { $unmatched } of tests of their own
gui-ingest-create-cases = Create a case for each test that has none
gui-ingest-again = Create another run of input that was stored before
gui-ingest-import-again = Import again
gui-ingest-done = Run { $number }: { $count ->
    [one] { $count } test
   *[other] { $count } tests
}, without a case: { $unmatched }
gui-ingest-known = The same files are already stored as run { $number } ({ $count ->
    [one] { $count } test
   *[other] { $count } tests
}, without a case: { $unmatched })
gui-ingest-skipped = Files not read: { $count }; the first: { $reason }
gui-ingest-in-part = Files read in part: { $count }; the first: { $reason }
gui-ingest-left-out = Skipped files: { $count }; the first: { $reason }
gui-ingest-run-errors = Errors outside of tests: { $count }; the first: { $first }
gui-ingest-told-twice = Results not counted twice, because another file tells of the same execution: { $count }.
gui-ingest-unnamed = Tests without a name, named by their place in the file: { $count }
gui-ingest-files-missing = Attached files that are missing or too large: { $count }
gui-ingest-waits = Other results are being read; these follow
gui-ingest-open = Open the run
palette-also-ingest-results = allure junit xml trx nunit xunit robot cucumber playwright k6 cypress testcafe wdio webdriverio nightwatch ctrf mochawesome testng tap go gtest googletest ctest catch2 doctest qt boost pytest xcode xcresult ci load upload run report
run-attempt-of = attempt { $n } of { $of }
run-attempts = Attempts
run-executed = Executed
run-gone-opens = Tests of the run before that this run lacks. Opens the comparison of both runs
run-labels = Labels
run-flaky = Flaky
run-flaky-here = Flaky in this run
run-flaky-here-rule = It passed after a failed attempt of this run, or its tool calls it flaky. The flaky rate of the history is about several runs.
run-unknown-status = Unknown status in the file: { $word }
run-no-status = No status in the file
run-found-by = Case link
run-set-up = Setup
run-tear-down = Teardown
found-by-hand = by hand
found-by-number = number
found-by-external-id = external ID
found-by-automation-key = automation key
found-by-function = FuncID
found-by-earlier-result = earlier result of the test
found-by-full-name = full name
found-by-title = suite and title
found-by-title-alone = title
found-by-created = case created for the result
run-since = Since run { $number } “{ $title }”:
run-since-same = nothing changed
run-untested-why = Cases without a result. They count among “All” and in no other number.
run-untested-case = This case has no result in the run.
run-since-short = Since #{ $number }:
run-new-failures-hint = Failed now; passed or skipped in the last run that has the test. “Compare with #{ $number }” lists a test that #{ $number } lacks under New tests.
run-without-case = No case
run-show = Form of the results
run-show-list = List
run-show-message = By error message
run-show-category = By category
run-show-suite = By suite
run-show-package = By package
run-show-function = By function
run-show-severity = By severity
run-show-owner = By owner
run-show-timeline = Timeline
run-find = Find in results
run-only-without-case = Without case
run-only-flaky = Flaky
run-only-muted = Muted
run-selected = { $n ->
    [one] { $n } result
   *[other] { $n } results
}
run-untested-cases = { $n ->
    [one] { $n } case
   *[other] { $n } cases
}
run-group-open = Expand group
run-group-close = Collapse group
run-group-similar = { $n ->
    [one] and { $n } similar
   *[other] and { $n } similar
}
run-group-similar-note = The group also has messages that differ from this one in numbers, ids, times or quoted words alone. The title is the most frequent message.
run-result-of = Result: { $title }
run-group-untested = Without a result
run-group-not-yet = Not grouped yet
run-group-no-failure = Without a failure
run-group-blocked = Blocked
run-group-failed-silently = Failed without a message
run-group-broken-silently = Broken without a message
run-group-product-defects = Product defects (failed)
run-group-test-defects = Test defects (broken)
run-group-no-suite = Without a suite
run-group-no-package = Without a package
run-group-no-owner = Without an owner
run-group-no-severity = Without a severity
run-group-no-function = Cases without a function
run-group-no-case = Without a case
run-categories-unusable = Category rules that cannot be used (damaged, too large, or with look-around): { $names }
run-timeline-empty = No result of this run has a time: grouped by error message
run-timeline-workers = { $n ->
    [one] { $n } worker
   *[other] { $n } workers
}
run-timeline-timeless = { $n ->
    [one] { $n } test without a time
   *[other] { $n } tests without a time
}
run-timeline-unnamed = Worker
run-timeline-fit = Show the whole run
run-timeline-note = Ctrl+wheel zooms, a drag moves, two clicks show the whole run; arrows, Home and End lead from test to test
run-timeline-bars = Tests on the timeline
run-create-case = Create a case
run-create-cases = Create cases
run-link-case = Link to case…
run-link-other-case = Link to another case…
run-unlink-case = Unlink from case
run-link-title = Link to case
run-link-note = { $n ->
    [one] The case of { $n } test, for its results in this and all other runs. The link is remembered: it wins when new results come in.
   *[other] The case of { $n } tests, for their results in this and all other runs. The link is remembered: it wins when new results come in.
}
run-cases-created = { $tests ->
    [one] { $tests } test has a case now
   *[other] { $tests } tests have a case now
} (created: { $created }; results: { $results })
run-cases-show = Show cases
run-case-created = Created case “{ $title }” in { $suite }
run-case-created-root = Created case “{ $title }” outside suites
run-case-found = Linked to case “{ $title }” in { $suite }
run-case-found-root = Linked to case “{ $title }” outside suites
run-linked = { $tests ->
    [one] { $tests } test linked
   *[other] { $tests } tests linked
} (results: { $results })
run-unlinked = { $tests ->
    [one] { $tests } test unlinked
   *[other] { $tests } tests unlinked
} (results: { $results })
history-link-tests = { $count ->
    [one] Link of { $count } test to a case
   *[other] Link of { $count } tests to a case
}
window-step-link-tests = { $count ->
    [one] link { $count } test to a case
   *[other] link { $count } tests to a case
}
history-unlink-tests = { $count ->
    [one] Removal of the case of { $count } test
   *[other] Removal of the case of { $count } tests
}
window-step-unlink-tests = { $count ->
    [one] remove the case of { $count } test
   *[other] remove the case of { $count } tests
}
history-cases-of-tests = { $count ->
    [one] Case of { $count } test
   *[other] Cases of { $count } tests
}
window-step-cases-of-tests = { $count ->
    [one] create a case of { $count } test
   *[other] create cases of { $count } tests
}
run-mute = Mute…
run-mute-button = Mute
run-unmute = Unmute
run-muted = Muted
run-muted-until = Muted until { $date }
run-muted-tests = { $count ->
    [one] { $count } test muted
   *[other] { $count } tests muted
}
run-unmuted-tests = { $count ->
    [one] { $count } test is no longer muted
   *[other] { $count } tests are no longer muted
}
gui-cmd-mutes = Muted tests…
palette-also-mutes = mute unmute known failures quarantine expire
gui-cmd-milestones = Milestones…
palette-also-milestones = milestone release version due date sprint
milestones-title = Milestones
milestones-unread = Failed to read the milestones.
milestones-none = No milestones yet
milestones-none-more = Create a milestone for a release. Cases and runs belong to it, and a mute can end on its due date.
milestones-new = New milestone
milestones-edit-title = Edit milestone
milestones-edit = Edit “{ $title }”
milestones-due = Due date
milestones-due-hint = YYYY-MM-DD, or blank for none
milestones-due-on = due { $date }
milestones-overdue = overdue since { $date }
milestones-open = Open
milestones-completed = Completed
milestones-runs = { $n ->
    [0] no runs
    [one] { $n } run
   *[other] { $n } runs
}
milestones-complete = Complete
milestones-reopen = Reopen
milestones-was-created = Created milestone “{ $title }”
milestones-was-changed = Saved milestone “{ $title }”
milestones-was-completed = Completed milestone “{ $title }”
milestones-was-reopened = Reopened milestone “{ $title }”
milestones-changed-meanwhile = Somebody changed this milestone meanwhile, to: { $values }. If you save, your values replace theirs.
milestones-gone = This milestone was deleted meanwhile. Saving creates a new one of what you typed.
milestones-discard = Discard the changes?
milestones-discard-more = The milestone is not saved yet. What you entered is lost.
milestones-taken = Another milestone has this title. Lists of milestones cannot tell them apart.
milestones-delete = Delete “{ $title }”
milestones-delete-title = Delete the milestone “{ $title }”?
milestones-delete-button = Delete
milestones-delete-what = { $runs } { $cases }
milestones-delete-runs = { $n ->
    [0] No run names it.
    [one] { $n } run stays without a milestone.
   *[other] { $n } runs stay without a milestone.
}
milestones-delete-cases = { $n ->
    [0] No case names it.
    [one] { $n } case stays without a milestone.
   *[other] { $n } cases stay without a milestone.
}
history-create-milestone = Created milestone “{ $title }”
history-change-milestone = Changed milestone “{ $title }”
history-complete-milestone = Completed milestone “{ $title }”
history-reopen-milestone = Reopened milestone “{ $title }”
window-step-create-milestone = create milestone “{ $title }”
window-step-change-milestone = change milestone “{ $title }”
window-step-complete-milestone = complete milestone “{ $title }”
window-step-reopen-milestone = reopen milestone “{ $title }”
history-delete-milestone = Deleted milestone “{ $title }”
window-step-delete-milestone = delete milestone “{ $title }”
mutes-title = Muted tests
mutes-none = No test is muted
mutes-none-more = A test can be muted from its result in a run when the problem is known: its failures count apart until the mute ends.
mute-ended-show = Show mutes
mutes-ended = Ended on { $date }
mutes-remove = Remove
mutes-again = Mute again…
mutes-change = Change…
mute-title = Mute tests
mute-change-title = Mute of “{ $title }”
mute-again-title = Mute “{ $title }” again
mute-discard = Discard the mute?
mute-discard-more = The tests are not muted yet. What you entered is lost.
mute-discard-change = Discard the changes?
mute-discard-change-more = The mute stays as it was. What you entered is lost.
history-mute-tests = { $count ->
    [1] Muted “{ $title }”
   *[other] Muted { $count } tests
}
history-unmute-tests = { $count ->
    [1] Unmuted “{ $title }”
   *[other] Unmuted { $count } tests
}
window-step-mute-tests = { $count ->
    [1] mute “{ $title }”
   *[other] mute { $count } tests
}
window-step-unmute-tests = { $count ->
    [1] unmute “{ $title }”
   *[other] unmute { $count } tests
}
mute-note = { $n ->
    [one] Failures of { $n } test are known: they stay visible, count apart, and do not break the quality gate.
   *[other] Failures of { $n } tests are known: they stay visible, count apart, and do not break the quality gate.
}
mute-reason = Reason
mute-owner = Owner
mute-until = Last day
mute-until-hint = YYYY-MM-DD, or blank for no end
mute-week = 1 week
mute-two-weeks = 2 weeks
mute-month = 30 days
mute-release = Until { $title }
mute-forever = No end
mute-error-date = Enter a date as YYYY-MM-DD
mute-error-past = The date has passed
mute-error-no-reason = Enter the reason of the mute
mute-ended = { $count ->
    [one] The mute of “{ $title }” has ended
   *[other] The mutes of { $count } tests have ended, the first: “{ $title }”
}
gui-cmd-compare-runs = Compare runs
compare-with-run = Compare with #{ $number }
compare-no-label = Run { $number } has no result with the label { $label }
compare-run = Run { $letter }
compare-label = Label of { $letter }
compare-find-run = Find a run
compare-swap = Swap A and B
compare-rate-note = Change of the share of passed tests, in percentage points
rate-of-run = Passed tests among the executed tests of the run. Skipped and untested ones do not count.
rate-of-newest-run = Passed tests among the executed tests of the newest run of the series. Skipped and untested ones do not count.
rate-of-gate = Passed tests among the executed tests of the run. Skipped and untested ones do not count, and muted ones only where the rules count them.
rate-of-module = Passed tests among the executed tests of the module, by the last outcome of each test in the shown runs. Skipped and untested ones do not count.
rate-of-environment = Passed results among the executed results of all shown runs in the environment. A test counts once in each run; skipped and untested ones do not count.
compare-pace-rule = Passed in both runs, and the duration changed by at least { $percent } % and { $time }
run-milestone-due = { $title } (due { $date })
run-gate-met = Quality gate: passed
run-gate-broken = Quality gate: failed
run-gate-unreadable = Quality gate: rules not read
run-gate-met-brief = Gate passed
run-gate-broken-brief = Gate failed
run-gate-unreadable-brief = Gate not read
run-gate-met-whole = Quality gate of the whole run: passed
run-gate-broken-whole = Quality gate of the whole run: failed
run-gate-unreadable-whole = Quality gate of the whole run: rules not read
run-gate-met-whole-brief = Gate of the whole run passed
run-gate-broken-whole-brief = Gate of the whole run failed
run-gate-unreadable-whole-brief = Gate of the whole run not read
run-gate-whole-note = The gate is that of all results of the run; only those with one label are shown below
run-gate-note = Rules of the file { $file } beside the workspace
run-gate-all-hold = The run keeps all rules
run-gate-broken-rule = { $name }: { $found }, limit { $limit }
run-gate-broken-status = { $status }: { $found }, none allowed
run-gate-none-executed = no test was executed
run-gate-rule-min-executed = No test was executed
run-gate-rule-max-failures = Failures
run-gate-rule-max-new-failures = New failures
run-gate-rule-max-flaky = Flaky tests
run-gate-rule-max-duration = Duration
run-gate-rule-min-pass-rate = Pass rate, %
run-gate-rule-require-coverage = Critical functions with a case, %
run-gate-rule-run-errors = Errors outside of tests
run-errors = Errors outside of tests
run-without-results = No results in this run
run-errors-strip = Errors outside of tests ({ $count }): { $first }
run-errors-show = Show errors
run-errors-hide = Hide errors
run-errors-more = and { $count } more errors
run-error-totals = Tests stated: { $stated }, read: { $read }; failed tests stated: { $stated_bad }, read: { $read_bad }
run-error-totals-tests = Tests stated: { $stated }, read: { $read }
run-error-shards = Only { $received } of { $expected } shards came
run-error-suite-alone = { $n ->
    [one] The suite states an error and has no tests.
   *[other] The suite states { $n } errors and has no tests.
}
run-error-file-alone = { $n ->
    [one] The file states an error outside of its tests.
   *[other] The file states { $n } errors outside of its tests.
}
run-error-rspec = { $n ->
    [one] RSpec states an error outside of its examples.
   *[other] RSpec states { $n } errors outside of its examples.
}
run-error-no-plan = A document of TAP ends without its plan.
run-error-pytest-stopped = pytest was stopped within a test.
run-error-setup = The setup failed.
run-error-teardown = The teardown failed.
run-error-totals-bad = Failed tests stated: { $stated_bad }, read: { $read_bad }
compare-all = All changes
compare-find = Find in changes
compare-group = Group by
compare-group-message = By failure message
compare-group-difference = By kind of change
compare-group-nothing = Not grouped
compare-matrix = Matrix of statuses
new-failures-muted = { $n ->
    [one] { $n } muted test counts apart
   *[other] { $n } muted tests count apart
}
compare-muted = { $n ->
    [one] { $n } of them is muted
   *[other] { $n } of them are muted
}
compare-same = The runs do not differ
compare-same-common = The tests of both runs do not differ
compare-one-sided = { $n } of { $total } tests are in one run only
compare-one-sided-hidden = { $n } of { $total } tests are in one run only and hidden
compare-one-sided-show = Show them
compare-one-sided-hide = Hide them
compare-change = Change
compare-list = Changed tests
compare-message-changed = message changed
compare-open = Open in #{ $number }
compare-no-result = No result
compare-gone = Missing
compare-appeared = New
gui-settings-failure-categories = Failure categories: Name = regular expression of the message
gui-settings-rules = Rules about results
gui-settings-rule-flaky-switches = Flaky: switches at least
gui-settings-rule-flaky-percent = Flaky: share of switches, %
gui-settings-rule-flaky-runs = Flaky: runs with a retry
gui-settings-rule-slower-percent = Slower: change, %
gui-settings-rule-slower-ms = Slower: change, ms
gui-settings-failure-categories-hint = Timeouts = (?i)time.?out
gui-settings-issue-url = Address of issues
gui-settings-issue-url-wrong = Enter an address that begins with http:// or https:// and has {"{id}"} in place of the id

## Calendar

calendar-open = Select the day
calendar-before = Previous month
calendar-next = Next month
# Two letters for each day from Monday on
calendar-weekdays = Mo Tu We Th Fr Sa Su
calendar-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
