# Results in the overview: charts over runs, lists of tests.
dashboard-environment = Environment
dashboard-environments = All environments
dashboard-label = Label
dashboard-labels = All labels
dashboard-title = Title of runs
dashboard-titles = All runs
dashboard-range = Runs
dashboard-last-runs = { $n ->
    [one] Last run
   *[other] Last { $n } runs
}
dashboard-last-days = { $n ->
    [one] Last day
   *[other] Last { $n } days
}
dashboard-newest = Last run finished { $time }
dashboard-none = No finished runs yet
dashboard-none-in-scope = No finished run in this environment and time
dashboard-no-runs = Trends of results appear here once a run of this project is finished.

dashboard-pass-rate = Pass rate
dashboard-passed-percent = Passed, %
dashboard-failed = Failed
dashboard-broken = Broken
dashboard-other = Other
dashboard-results = Tests by status
dashboard-duration = Duration of runs
dashboard-duration-in = { $time } in #{ $number }
dashboard-bad-tests = Failed and broken tests
dashboard-rate-in = Pass rate { $rate } in run #{ $number }
dashboard-rate-of = { $rate } of the executed tests passed
dashboard-change = { $change } to #{ $number }
dashboard-passed-of = { $passed } of { $executed } tests in #{ $number }

dashboard-all = All { $n }
dashboard-top = Top { $n }
dashboard-fewer = Show fewer
dashboard-rule-of = { $list }: { $rule }
dashboard-failing = Top failing tests
dashboard-failing-note = failures in the shown runs
dashboard-failing-rule = Failed and broken outcomes of a test in the shown runs, among the last { $window } finished runs of its environment. The last attempt in a run counts.
dashboard-failing-none = No test failed in these runs
dashboard-flaky = Top flaky tests
dashboard-flaky-note = up to { $n } outcomes
dashboard-flaky-rule = A test is flaky when its outcomes in the shown runs, among the last { $window } finished runs of an environment, switch between passed and failed at least { $switches } times and in at least { $rate } % of the steps from run to run, or when it passed only after a retry in at least { $runs } runs. The rate is the larger of the two shares. A test that has only failed or only passed is not flaky.
dashboard-flaky-none = No flaky tests in these runs
dashboard-slow = Slowest tests
dashboard-slow-note = mean time
dashboard-slow-rule = Mean duration of the passed outcomes in the shown runs, among the last { $window } finished runs of an environment. The percentage compares the last passed outcome with the mean of those before it.
dashboard-slow-none = No test has a duration
dashboard-figures = { $runs ->
    [one] Last outcome
   *[other] Last { $runs } outcomes
}: { $bad } failed, { $switches ->
    [one] { $switches } switch between passed and failed
   *[other] { $switches } switches between passed and failed
}, flaky within { $flaky ->
    [one] { $flaky } run
   *[other] { $flaky } runs
}.
dashboard-figures-mean = Mean time { $time }.
dashboard-slower-by = { $change }: the last passed run took longer than the runs before on average.
dashboard-faster-by = { $change }: the last passed run took less time than the runs before on average.
dashboard-open-run = Open in run #{ $number }
dashboard-open-case = Open the case
dashboard-copy-title = Copy the title
dashboard-without-case = Tests without a case in #{ $number }
dashboard-in-review = Cases in review
dashboard-ending-mutes = Mutes that end within a week
dashboard-run-errors = Errors outside of tests in #{ $number }
dashboard-new-failures = New failures in #{ $number }

dashboard-modules = Test results by module
dashboard-modules-note = last outcome of each test
dashboard-modules-rule = Tests by the top function that their case covers, otherwise by the top suite of the case. The last outcome of each test in the shown runs counts. The red number counts failed and broken tests and lists them. The pass rate counts passed among executed tests; skipped and untested ones do not count.
dashboard-no-module = Without a module
dashboard-module-row = { $title }: { $rate } passed
dashboard-module-bad = { $title }: { $n } failing
dashboard-module-bad-opens = Lists these tests. A test opens in its run
dashboard-module-opens-function = The line opens the function, the red number its failing tests
dashboard-module-opens-suite = The line opens the cases of the suite, the red number its failing tests
dashboard-by-environment = By environment
dashboard-by-environment-note = pass rate of all shown runs
dashboard-no-environment = No environment
dashboard-environment-row = { $title }: { $rate } passed, last run #{ $number }
dashboard-runs = { $n ->
    [one] { $n } run
   *[other] { $n } runs
}
dashboard-runs-of = { $title }: { $runs }

dashboard-history = History by run
dashboard-history-figures = { $passed } passed · flaky { $flaky }
dashboard-history-flaky-runs = { $n ->
    [one] flaky within { $n } run
   *[other] flaky within { $n } runs
}
dashboard-history-rule = A test is flaky when its outcomes in the last { $window } finished runs of an environment switch between passed and failed at least { $switches } times and in at least { $rate } % of the steps from run to run, or when it passed only after a retry in at least { $runs } runs. The pass rate counts passed among executed tests; skipped and untested ones do not count.
dashboard-history-mean = mean { $time }
dashboard-flaky-by = Flaky rule
dashboard-rule-switches = Flaky: switches
dashboard-rule-classic = Flaky: classic
dashboard-flaky-classic-rule = Classic rule: a test is flaky when it fails in its last run and passed after a failure among the { $before } runs before. The rate is the share of switches between passed and failed in the last { $window } finished runs of an environment.
