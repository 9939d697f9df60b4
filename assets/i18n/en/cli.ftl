# The command line.

cli-about = What is tested, by which cases, and what did the last run say: functions, cases and results, kept in step with Qase.
cli-heading-usage = Usage
cli-heading-commands = Commands
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-heading-everywhere = Options of every command here
cli-value-command = COMMAND
cli-after-help = Exit codes: 0 done, 1 failed, 2 usage, 3 finished with some failures, 4 nothing matched, 5 authentication, 130 stopped.

cli-command-demo = Show the whole loop with a fictional shop: import, map, results, export, and once more with zero changes
cli-command-serve = Serve the workspace as a Qase-compatible server
cli-command-qase = Import from Qase, map, export to Qase
cli-command-qase-check = Check the connection: whether the token is good and sees the project
cli-command-qase-projects = List projects
cli-command-qase-suites = List the suites of a project
cli-command-qase-runs = List the runs of a project
cli-command-qase-import = Import suites and cases of a project
cli-command-qase-map = Which case covers which function
cli-command-qase-map-list = List mappings, and functions and cases without any
cli-command-qase-map-suggest = Propose mappings with a score, and accept the good ones
cli-command-qase-map-link = Link a case to a function
cli-command-qase-map-unlink = Take a link back
cli-command-qase-map-export = Write the mappings to a CSV file
cli-command-qase-map-import = Read mappings from a CSV file
cli-command-qase-export = Send the cases of functions, and their results, to Qase
cli-command-functions = The registry of functions
cli-command-functions-import = Read functions from a CSV file
cli-command-functions-export = Write functions to a CSV file
cli-command-functions-list = List functions with their coverage
cli-command-doctor = Examine the workspace file and say what is found
cli-command-completions = Write the completion script of a shell to standard output

cli-arg-help = Print help
cli-arg-version = Print the version
cli-arg-workspace = Workspace file; its folder then also has settings, credentials and log
cli-arg-json = Print one JSON object on standard output
cli-arg-quiet = Print errors alone
cli-arg-verbose = Show the log on standard error; twice for more
cli-arg-lang = Language: ru or en [as the settings or the system say]
cli-arg-demo-dir = Folder for the demo's files; without it a temporary one that is removed at the end
cli-arg-serve-listen = Address and port; port 0 takes a free one [127.0.0.1:8420]
cli-arg-serve-project = Make this project when it is not there; may be repeated
cli-arg-serve-new-token = Make a new token; the old one is no longer accepted
cli-arg-project = Code of the project [QASE_PROJECT_CODE, settings]
cli-arg-base-url = Address of the API [QASE_BASE_URL, settings, https://api.qase.io/v1]
cli-arg-token-file = File with the token in its first line; “-” reads standard input [QASE_API_TOKEN, credentials/qase.env, keychain]
cli-arg-requests-per-minute = Where the limiter of requests starts; 0 sets no limit until the server tells its own [QASE_REQUESTS_PER_MINUTE, settings, 100]
cli-arg-timeout = Seconds that one request may take [settings, 10]
cli-arg-dry-run = Show what would change, and change nothing
cli-arg-policy = Where both sides changed the same thing: smart (report it), mine (this side wins), theirs (Qase wins) [smart]
cli-arg-qase-import-suite = Only this suite with all below it; may be repeated
cli-arg-qase-import-functions-from-suites = Make functions of the suites and map their cases
cli-arg-qase-import-allow-removals = Take over that cases are gone from Qase, however many
cli-arg-qase-map-suggest-accept = Accept every proposal of at least this score, 0 to 1
cli-arg-qase-map-link-func-id = FuncID of the function
cli-arg-qase-map-link-case = The case: its id in Qase (42 or SHOP-42)
cli-arg-qase-map-unlink-func-id = FuncID of the function
cli-arg-qase-map-unlink-case = The case: its id in Qase (42 or SHOP-42)
cli-arg-qase-map-export-file = CSV file; “-” writes to standard output
cli-arg-qase-map-import-file = CSV file; “-” reads standard input
cli-arg-qase-export-func = FuncIDs, several with blanks between
cli-arg-qase-export-all = All functions that have cases
cli-arg-qase-export-cases = Send the cases; the default when nothing else is asked for
cli-arg-qase-export-results = Send the latest results, or those of a CSV file (FuncID or case, status, time, comment)
cli-arg-qase-export-run = Send results to this run [QASE_TEST_RUN_ID, settings]
cli-arg-qase-export-new-run = Send results to a new run of this title
cli-arg-functions-import-file = CSV file in any of the known forms; “-” reads standard input
cli-arg-functions-export-file = CSV file; “-” writes to standard output
cli-arg-functions-list-kind = Only this type: Module, Epic, Feature, Story, Page, Element, Service
cli-arg-functions-list-uncovered = Only those that could be tested and have no case
cli-arg-completions-shell = bash, elvish, fish, powershell or zsh

cli-usage-unknown = { $like ->
    [none] There is no option { $arg } here.
   *[other] There is no option { $arg } here. Is { $like } meant?
}
cli-usage-command = { $like ->
    [none] There is no command “{ $name }” here.
   *[other] There is no command “{ $name }” here. Is { $like } meant?
}
cli-usage-no-command = A command is missing. There are: { $names }.
cli-usage-no-value = { $arg } needs a value ({ $valid }).
cli-usage-value = { $arg } cannot be “{ $value }” ({ $valid }).
cli-usage-missing = Missing: { $arg }.
cli-usage-conflict = { $arg } and { $other } exclude one another.
cli-usage-other = { $text }
cli-usage-help = Help: { $command }

cli-word-error = Error
cli-word-warning = Warning
cli-word-stopped = Stopped
cli-mark-good = ok
cli-mark-warning = look
cli-mark-bad = BAD
cli-stopped = at your request. What was done is kept.
cli-stopped-remedy = Run the same command again: it goes on from there.
cli-error-file = { $kind ->
    [absent] There is no file { $path }.
    [denied] No right to use { $path }.
    [full] Cannot write { $path }: the disk is full.
    [readonly] Cannot write { $path }: the disk is read-only.
   *[other] Cannot use { $path }: { $reason }.
}
cli-error-no-workspace = There is no workspace file { $path }.
cli-remedy-no-workspace = Name one with --workspace, or make it by importing functions or a Qase project.
cli-remedy-no-second-token = Set QASE_TARGET_API_TOKEN, write it to credentials/qase.env (see credentials.example), or name a variable with --target-token-env.
cli-remedy-no-token = Set QASE_API_TOKEN, write it to credentials/qase.env (see credentials.example), or name a file with --token-file.
cli-progress-waiting = { $seconds ->
    [one] waiting { $seconds } second for Qase's rate limit
   *[other] waiting { $seconds } seconds for Qase's rate limit
}
cli-progress-stopping = stopping after this item; Ctrl-C once more ends at once

cli-doctor-file = Workspace { $path }
cli-doctor-good = The file is good.
cli-doctor-warning = The file is whole; some things want a look.
cli-doctor-bad = The file is damaged. Go back to a backup, or copy it before doing anything else.

cli-check-details = { $url }, token from: { $origin }, answer in { $time }
cli-list-empty = There is nothing here.
cli-col-id = Id
cli-col-code = Code
cli-col-title = Title
cli-col-suites = Suites
cli-col-cases = Cases
cli-col-runs = Runs
cli-col-status = Status
cli-col-total = Total
cli-col-passed = Passed
cli-col-failed = Failed
cli-col-func-id = FuncID
cli-col-type = Type
cli-col-coverage = Coverage
cli-coverage-nothing = -
cli-coverage-passing = passing
cli-coverage-untested = never run
cli-coverage-blocked = blocked
cli-coverage-uncovered = no cases
cli-coverage-broken = broken
cli-coverage-failing = failing
cli-functions-imported = Functions: { $created } made, { $updated } changed, { $unchanged } unchanged; people made: { $people }
cli-functions-would = Functions: { $created } would be made, { $updated } changed, { $unchanged } unchanged; people to make: { $people }
cli-functions-exported = { $count ->
    [one] { $count } function written to { $path }
   *[other] { $count } functions written to { $path }
}
cli-error-two-outputs = Standard output cannot take both the file and the JSON object.

cli-serve-listens = Listening at { $url }, serving { $path }
cli-serve-token = Token, shown this once and kept only as a hash: { $token }
cli-serve-token-known = Token: the one of an earlier start, or of { $variable }. A new one: --new-token
cli-serve-no-project = There is no project yet: make one with --project CODE, or over the API.
cli-serve-end = Ctrl-C ends it.
cli-serve-open = Other computers can reach { $address }, and the token goes there without encryption. Put a proxy with TLS before it.
cli-serve-ended = { $count ->
    [one] Ended after { $count } request.
   *[other] Ended after { $count } requests.
}
cli-error-listen = “{ $value }” is no address to listen at, such as 127.0.0.1:8420.

cli-sync-would = This would be done:
cli-sync-suites = Suites
cli-sync-cases = Cases
cli-sync-results = Results
cli-sync-created = { $n } new
cli-sync-updated = { $n } changed
cli-sync-unchanged = { $n } unchanged
cli-sync-removed = { $n } gone
cli-sync-conflicts = { $n } in conflict
cli-sync-skipped = { $n } left alone
cli-sync-failed = { $n } failed
cli-sync-functions = Functions made: { $functions }, mappings made: { $mappings }
cli-sync-run = Run { $id }: { $title }
cli-sync-run-new = New run { $id }: { $title }
cli-sync-mark-new = new
cli-sync-mark-changed = changed
cli-sync-mark-removed = gone
cli-sync-mark-conflict = conflict
cli-sync-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
cli-sync-in-step = Both sides are in step: nothing had to be changed.
cli-sync-nothing = Nothing matched.
cli-error-no-function = There is no function { $func }.
cli-error-no-functions = The registry has no function that can be tested.
cli-error-no-case = The workspace has no case { $case } of project { $project }.
cli-error-no-results = No row of { $file } names a function or a case that is known here.
cli-error-not-imported = The workspace knows nothing of project { $code }.
cli-error-case = “{ $value }” is no case of { $code }: a number such as 42 or { $code }-42 is needed.
cli-remedy-list-functions = See them with: voluptas-cli functions list
cli-remedy-no-functions = Import them: voluptas-cli functions import FILE
cli-remedy-import-first = Import it first: voluptas-cli qase import --project CODE
cli-warning-unknown-row = { $file }:{ $line }: “{ $named }” is not known here; the row is left out

cli-col-case = Case
cli-col-reason = Why
cli-col-score = Score
cli-reason-manual = by hand
cli-reason-custom-field = custom field
cli-reason-id-in-title = FuncID in the title
cli-reason-same-title = same title
cli-reason-similar-title = similar title
cli-reason-csv = file
cli-reason-export = export
cli-reason-import = import
cli-map-functions-left = Functions without a case
cli-map-cases-left = Cases without a function
cli-map-ambiguous = another fits as well
cli-map-no-suggestions = There is nothing to propose.
cli-map-accepted = { $count ->
    [one] { $count } mapping made.
   *[other] { $count } mappings made.
}
cli-map-accept-hint = Accept the good ones with --accept 0.9, single ones with: qase map link FUNCID CASE
cli-map-linked = { $func } is covered by case { $case }.
cli-map-linked-before = { $func } was already covered by case { $case }.
cli-map-unlinked = { $func } is no longer covered by case { $case }.
cli-map-not-linked = { $func } was not covered by case { $case }.
cli-map-exported = { $count ->
    [one] { $count } mapping written to { $path }
   *[other] { $count } mappings written to { $path }
}
cli-map-imported = Mappings: { $created } made, { $unchanged } there before, { $unknown } not known

cli-command-mirror = Put the results of a run onto the cases of another project, each exactly once
cli-arg-mirror-source-project = Code of the project that results come from
cli-arg-mirror-source-run-id = Its run, by id
cli-arg-mirror-source-run-title = Its run, by its exact title; of several the newest
cli-arg-mirror-use-latest-source-run = Its run with the highest id
cli-arg-mirror-target-project = Code of the project that results go to
cli-arg-mirror-target-run-id = The run that results go to, by id
cli-arg-mirror-target-run-title = The run that results go to, by its exact title; created when there is none [title of the source run]
cli-arg-mirror-automation-field-title = Title of the custom field that both projects share [Automation Key]
cli-arg-mirror-match-by = How counterparts are found: by key, by key and else by title, by title alone [key]
cli-arg-mirror-on-duplicate-key = Cases that share a key: leave them out, use the oldest, or stop [exclude]
cli-arg-mirror-include = What is copied besides: steps, params, attachments, stacktrace, tags, suites
cli-arg-mirror-status-map = Statuses of the target for those of the source, such as broken=failed,retest=blocked
cli-arg-mirror-no-create-cases = Leave out results whose case the target lacks
cli-arg-mirror-latest-only = Of several results of a case post the last alone
cli-arg-mirror-limit = Post no more than this many results; the next mirror goes on
cli-arg-mirror-force = Post once more what the target run already holds
cli-arg-mirror-complete-target-run = Complete the target run when everything is in it
cli-arg-mirror-dry-run = Show what would be done, and write nothing
cli-arg-mirror-explain = Say for every result why it matched, is created or is skipped
cli-arg-mirror-report = Write a report, by extension: .json, .md or .html; may be given several times
cli-arg-mirror-log-file = File that errors are appended to [QASE_SYNC_LOG_FILE, sync_results_errors.log]
cli-arg-mirror-base-url = Address of the API [QASE_BASE_URL, .env, settings, https://api.qase.io/v1]
cli-arg-mirror-token-file = File with the token in its first line; “-” reads standard input [QASE_API_TOKEN, .env, credentials/qase.env, keychain]
cli-arg-mirror-target-base-url = Address of the target’s API, when it is another [that of the source]
cli-arg-mirror-target-second-account = The target is in the second account of the settings: its token [QASE_TARGET_API_TOKEN, .env, credentials/qase.env, keychain] and its address [QASE_TARGET_BASE_URL, .env, settings, https://api.qase.io/v1]
cli-arg-mirror-target-token-env = Environment variable with the target’s token, when it is another
cli-arg-mirror-concurrency = Requests at the same time [6]
cli-error-no-variable = The environment variable { $variable } is not set, and the target’s token was to be in it.
cli-remedy-no-variable = Set it in the environment or in the file .env of this folder.
cli-error-report-form = A report is JSON, Markdown or HTML: { $path } ends with none of .json, .md, .html.
cli-warning-log-file = The file for errors { $path } cannot be written: { $reason }
cli-arg-serve-mirror-pairs = Take Qase’s webhook (run.completed) and mirror completed runs as the pairs of this JSON file say [secret: QASE_WEBHOOK_SECRET]
cli-serve-webhook = Webhook for Qase: { $url }
cli-error-mirror-pairs = The pairs in { $path } make no sense: { $reason }
cli-error-webhook-secret = The environment variable { $variable } is not set, and without the secret nobody could be told from Qase.

cli-repair-none = No doubles in Qase.
cli-repair-merge = { $entity ->
    [suite] Suite
    [run] Run
   *[case] Case
} { $id } “{ $title }” is merged into { $of }.
cli-repair-left = { $entity ->
    [suite] Suite
    [run] Run
   *[case] Case
} { $id } “{ $title }” is left to you, beside { $of }: { $why ->
    [results] results belong to it.
   *[edited] somebody has changed one of the two.
}
cli-repair-done = Merged: { $merged }. Left to you: { $left }.
cli-repair-forgotten = The links of project { $project } are forgotten. The next import begins anew; cases and suites here stay.
cli-repair-unknown = This workspace has no links with project { $project }.

cli-command-qase-repair = Merge what a late write has made twice in Qase
cli-arg-qase-repair-forget-links = Forget what is linked to the project: it was deleted and created again in Qase
cli-arg-qase-export-recreate-removed = Create cases and suites again that were removed in Qase
