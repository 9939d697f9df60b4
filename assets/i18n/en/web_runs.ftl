# Pages of the server: runs, their results, comparison, execution by hand, shared reports, import of results.
web-runs-count = { $n ->
    [one] { $count } run
   *[other] { $count } runs
}
web-runs-from = From
web-runs-to = To
web-runs-apply = Apply
web-runs-today = Today
web-runs-reset = Reset
web-runs-dates-wrong = The date “From” must not be after the date “To”
web-runs-none = No runs yet
web-runs-none-found = No runs match the filters
web-runs-title = Title
web-runs-state = State
web-runs-began = Started
web-runs-ended = Ended
web-runs-results = Results
web-runs-newer = Newer
web-runs-older = Older
web-runs-progress = { $n ->
    [one] of { $total } result
   *[other] of { $total } results
}
web-runs-started = started { $time }
web-runs-left = about { $time } left
web-runs-change = { $change } since #{ $run }
web-runs-failing = Failures
web-runs-new-ones = New
web-runs-new-one = New
web-runs-known = Known
web-runs-first-ones = First run
web-runs-first-one = First run
web-runs-ages = Compared with run #{ $run }. New: the test passed or was skipped when it ran last. Known: it failed then too, or is muted. First run: no earlier verdict.
web-runs-compare-ages = New failures: the test passed or was skipped in #{ $run }. New tests are not in #{ $run } at all, whatever their result.
web-runs-ages-alone = There is no earlier run to compare with. Failures of muted tests are known; the others are failures of a first run.
web-runs-flaky = Flaky
web-runs-all = All
web-runs-others = Other statuses
web-runs-since = Since #{ $run }
web-runs-newest-first = Newest first
web-runs-newer-failures = { $n ->
    [one] { $n } newer failure
   *[other] { $n } newer failures
}
web-runs-to-newest = To the newest
web-runs-further = Show more
web-runs-follow = Follow
web-runs-unfollow = Stop following
web-runs-none-failing = No test failed
web-runs-report = Report
web-runs-share = Share
web-runs-more = More actions
web-runs-complete = Complete run…
web-runs-complete-ask = Complete the run? It takes no more results.
web-runs-abort = Abort run
web-runs-abort-ask = Abort the run? It ends early and takes no more results.
web-runs-trash = Move to trash
web-runs-trash-ask = Move the run to the trash? Its results no longer count.
web-runs-per-minute = Results per minute
web-runs-now = now
web-runs-average = on average
web-runs-ci = Command for CI
web-runs-ci-hint = The second command ends with code 6 when a test failed that passed before.
web-runs-from-ci = CI
web-runs-by-hand = By hand
web-runs-silent-worker = No result from { $worker } for { $time }
web-runs-silent-workers = { $n ->
    [one] No result from { $n } worker for { $time }
   *[other] No results from { $n } workers for { $time }
}
web-runs-silent = No results for { $time }
web-runs-facts = Details
web-runs-shards = Shards
web-runs-share-note = Anyone with the link can read the report of this run until the selected day, without signing in.
web-runs-share-until = Until
web-runs-share-make = Create link
web-runs-share-made = The link is ready. It is shown only once.
web-runs-share-link = Link to the report
web-runs-share-line = until { $until }
web-runs-share-end = End
web-runs-share-end-ask = End this link? The report can no longer be opened with it.
web-runs-share-wrong = Select a day between today and a year from now
web-runs-no-times = No result of this run has a time
web-runs-lanes-hidden = { $n ->
    [one] { $n } more lane is not shown
   *[other] { $n } more lanes are not shown
}
web-runs-by-tool = A test tool adds the results; no cases are executed by hand
web-runs-create = Create run
web-runs-create-another = Create another run
web-runs-twin = An equal run was created a moment ago:
web-runs-cancel = Cancel
web-runs-cases-all = All cases
web-runs-boxes-find = Find a suite or a tag
web-runs-boxes-cut = There are more; find them by name.
web-runs-cases-suites = Suites
web-runs-cases-tags = Tags
web-runs-badge-none = no finished run
web-runs-badge-passed = { $rate } passed
web-runs-badge-failed = { $rate } passed, { $n } failed
web-runs-my-cases = My cases
web-runs-place = { $n } of { $total }
web-runs-save = Save
web-runs-met = Somebody entered a result meanwhile. Yours is not saved yet.
web-runs-replace = Replace
web-runs-replace-step = status of the step
web-runs-keep-theirs = Keep theirs
web-runs-step-down = next step
web-runs-step-up = previous step
web-runs-case-down = next case
web-runs-case-up = previous case
web-runs-clear = clear status
web-runs-undo = undo the last mark
web-runs-key-undo = Undo the last mark
web-runs-unlink = Unlink
web-runs-screenshot = Paste or drop a screenshot
web-runs-attach = Attach
web-runs-no-file = Select a file
web-runs-past-last = { $status } in #{ $run }
web-runs-before = Before
web-runs-after = After
web-runs-compare = Compare
web-runs-moved = How results moved
web-runs-around = What changed around the tests
web-runs-around-same = Nothing changed
web-runs-equal = { $n ->
    [one] { $n } equal value
   *[other] { $n } equal values
}
web-runs-open = Open run
web-runs-import-read = { $n ->
    [one] Stored { $count } result
   *[other] Stored { $count } results
}
web-runs-import-known = These files were stored before; the run already existed.
web-runs-import-unmatched = { $n ->
    [one] { $n } test has no case
   *[other] { $n } tests have no case
}
web-runs-import-skipped = { $n ->
    [one] { $n } file was not read
   *[other] { $n } files were not read
}
web-runs-import-incomplete = { $n ->
    [one] { $n } file was read in part
   *[other] { $n } files were read in part
}
web-runs-import-missing = { $n ->
    [one] { $n } attachment is missing
   *[other] { $n } attachments are missing
}
web-runs-import-refused = The files cannot be read; nothing was stored
web-runs-import-again = Select the files again: the browser does not keep them.
web-runs-import-title-hint = Taken from the files if left empty
web-runs-import-cases = Create a case for each test without one
web-runs-import-drop = Drop files here or select them
web-runs-import-formats = Allure, JUnit, pytest, Playwright, Jest, TRX, NUnit, xUnit, Cucumber and others; also as ZIP or tar.gz
web-runs-mute-note = Failures of a muted test are known and count apart until that day; blank is without end
web-count-passed = passed
web-count-failed = failed
web-count-broken = broken
web-count-blocked = blocked
web-count-invalid = invalid
web-count-skipped = skipped
web-count-untested = untested
