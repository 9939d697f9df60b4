# The command line.

cli-about = See what is tested, by which cases, and how the last run went. Functions, cases and results, synced with Qase.
cli-heading-usage = Usage
cli-heading-commands = Commands
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-heading-everywhere = Common options
cli-value-command = COMMAND
cli-value-options = OPTIONS
cli-value-file-url = FILE|URL
cli-value-file = FILE
cli-value-dir = DIR
cli-value-addr = ADDR
cli-value-seconds = SECONDS
cli-value-title = TITLE
cli-value-name = NAME
cli-value-code = CODE
cli-value-p = CODE
cli-value-percent = PERCENT
cli-value-duration = DURATION
cli-value-score = SCORE
cli-value-type = TYPE
cli-value-code-title = CODE[=TITLE]
cli-value-func-id = FUNC_ID
cli-value-case = CASE
cli-value-shell = SHELL
cli-after-help = Exit codes: 0 done, 1 failed, 2 wrong command, flag or setting, 3 finished, but something was skipped, failed or is undecided, 4 nothing matched, 5 authentication, 6 quality gate not met, 130 stopped.

cli-command-demo = Show the full cycle with a sample shop: import, mapping, results, export, and a second pass without changes
cli-command-serve = Serve the workspace as a Qase-compatible server
cli-command-qase = Import from Qase, mapping, export to Qase
cli-command-qase-check = Check the connection, the token and its access to the project
cli-command-qase-projects = List projects
cli-command-qase-suites = List the suites of a project
cli-command-qase-runs = List the runs of a project
cli-command-qase-import = Import suites and cases of a project
cli-command-qase-map = Mappings of functions and cases
cli-command-qase-map-list = List mappings, and functions and cases without one
cli-command-qase-map-suggest = Suggest mappings with a score and accept the best
cli-command-qase-map-link = Link a case to a function
cli-command-qase-map-unlink = Unlink a case from a function
cli-command-qase-map-export = Export mappings to a CSV file
cli-command-qase-map-import = Import mappings from a CSV file
cli-command-qase-export = Export cases of functions and their results to Qase
cli-command-functions = The registry of functions
cli-command-functions-import = Import functions from a CSV file or a workbook
cli-command-functions-export = Export functions to a CSV file or a workbook
cli-command-functions-list = List functions with their coverage
cli-command-cases = Test cases
cli-command-cases-import = Import test cases from a file
cli-command-cases-export = Export test cases to a file
cli-command-cases-duplicates = List cases that may be duplicates: same title, similar title, same steps
cli-command-doctor = Check the workspace and report problems
cli-command-completions = Print a completion script for a shell

cli-arg-help = Print help
cli-arg-version = Print the version
cli-arg-workspace = Workspace file; its folder also holds settings, credentials and the log. Or a PostgreSQL database: postgres://USER@HOST/DATABASE?schema=NAME
cli-arg-json = Print one JSON object on standard output
cli-arg-quiet = Print only errors
cli-arg-verbose = Print the log to standard error; repeat for more
cli-arg-lang = Language: ru or en [settings, system]
cli-arg-demo-dir = Folder for the demo's files [temporary, removed at the end]
cli-arg-serve-listen = Address and port; port 0 selects a free one [127.0.0.1:8420]
cli-arg-serve-project = Create this project if it does not exist; can be repeated
cli-arg-serve-new-token = Create a new administrator token; the one of earlier starts is no longer accepted. A token of your own: VOLUPTAS_SERVER_TOKEN
cli-arg-project = Project code [QASE_PROJECT_CODE, settings]
cli-arg-base-url = API address [QASE_BASE_URL, settings, https://api.qase.io/v1]
cli-arg-token-file = File with the token in its first line; “-” reads standard input [QASE_API_TOKEN, credentials/qase.env, system keychain]
cli-arg-requests-per-minute = Starting rate; adjusts to the server's limit; 0: no starting limit [QASE_REQUESTS_PER_MINUTE, settings, 100]
cli-arg-timeout = Time limit for a request in seconds [settings, 10]
cli-arg-dry-run = Show the changes without saving them
cli-arg-encoding = Encoding of the file, such as utf-8, windows-1251, koi8-r or cp866 [detected]
cli-arg-skip-broken-rows = Skip rows with a quote that is not closed; without it such a file is refused
cli-arg-policy = Conflict policy: smart (report conflicts), mine (your values win), theirs (Qase wins) [smart]
cli-arg-qase-import-suite = Only this suite and its subsuites; can be repeated
cli-arg-qase-import-functions-from-suites = Create functions from suites and map their cases
cli-arg-qase-import-allow-removals = Accept that cases were removed in Qase, however many
cli-arg-qase-map-suggest-accept = Accept all suggestions with at least this score, 0 to 1
cli-arg-qase-map-link-func-id = FuncID of the function
cli-arg-qase-map-link-case = Case ID in Qase (42 or SHOP-42)
cli-arg-qase-map-unlink-func-id = FuncID of the function
cli-arg-qase-map-unlink-case = Case ID in Qase (42 or SHOP-42)
cli-arg-qase-map-export-file = CSV file; “-” writes to standard output
cli-arg-qase-map-import-file = CSV file; “-” reads standard input
cli-arg-qase-export-func = FuncIDs, separated by spaces
cli-arg-qase-export-case = Codes of cases, separated by spaces, whatever they cover
cli-arg-qase-export-suite = Numbers of suites in Qase, whose cases and those of the suites below them are sent
cli-arg-qase-export-all = All functions; one that can be tested and has no case gets a new case
cli-arg-qase-export-cases = Send cases (the default)
cli-arg-qase-export-results = Send the latest results, or those of a CSV file (FuncID or case, status, time, comment)
cli-arg-qase-export-run = Send results to this run [QASE_TEST_RUN_ID, settings]
cli-arg-qase-export-new-run = Send results to a new run with this title
cli-arg-functions-import-file = CSV or XLSX in any supported form; “-” reads standard input
cli-arg-functions-import-policy = Policy for different values: smart (fill blanks, join lists), mine (fill blanks), theirs (the file wins) [theirs]
cli-arg-functions-import-skip-line = Line of a function to skip; may be repeated
cli-arg-cases-import-file = CSV, XLSX, JSON, XML, feature file or Markdown; “-” reads standard input
cli-arg-cases-import-project = Project code
cli-arg-cases-import-create-project = Create the project if it does not exist; an empty workspace needs no permission
cli-arg-cases-import-format = Format of the file: csv, qase-csv, xlsx, json, xml, testrail, testlink, xray, zephyr, feature, md [detected]
cli-arg-cases-import-policy = Policy for different values: smart (fill blanks, join tags, list the rest), mine (fill blanks), theirs (the file wins) [smart]
cli-arg-cases-import-match-by = How a row finds its case: auto (ID in files of this project, then External ID, otherwise title and suite), id, title (any suite), function (FuncID); rows without an ID or a known function are found by title and suite [auto]
cli-arg-cases-import-no-new-suites = Create no suites: skip new cases of suites that do not exist
cli-arg-cases-import-split-suites = Split titles of suites at “/”: “Cart/Prices” becomes the suite “Prices” in “Cart” instead of one suite
cli-arg-cases-import-tag = Tag for every imported case
cli-arg-cases-import-skip-line = Line of a row to skip; may be repeated
cli-arg-preset = Preset for reading a table, saved in the window's import dialog; other options come before its choices
cli-arg-delimiter = Delimiter of a table: one character, or comma, semicolon, tab, pipe [detected]
cli-arg-sheet = Sheet of a workbook [the one with most of the known columns]
cli-arg-header-row = Line of the column names of a table, from 1 [the first one that is not blank]
cli-arg-no-header-row = The table has no line of column names; its columns are A, B, C, and the preset says which fields they fill
cli-arg-cases-export-file = File to write; “-” writes to standard output
cli-arg-cases-export-project = Project code
cli-arg-cases-export-suite = Only this suite and the suites below it; repeatable
cli-arg-cases-export-format = Format of the file: csv, qase-csv, xlsx, json, xml, feature, md [by the extension]
cli-arg-cases-duplicates-project = Project code
cli-arg-cases-duplicates-suite = Only this suite and the suites below it
cli-arg-functions-export-file = CSV or XLSX file; “-” writes to standard output
cli-arg-functions-export-format = Format of the file: csv, xlsx [by the extension]
cli-arg-functions-list-kind = Only this type: Module, Epic, Feature, Story, Page, Element, Service
cli-arg-functions-list-uncovered = Only testable functions without cases
cli-arg-completions-shell = bash, elvish, fish, powershell or zsh

cli-usage-unknown = { $like ->
    [none] Unknown option { $arg }.
   *[other] Unknown option { $arg }. Did you mean { $like }?
}
cli-usage-command = { $like ->
    [none] Unknown command “{ $name }”.
   *[other] Unknown command “{ $name }”. Did you mean { $like }?
}
cli-usage-command-of = Unknown command “{ $name }”. “{ $group }” has: { $names }.
cli-usage-no-command = Specify a command: { $names }.
cli-usage-no-value = { $arg } needs a value.
cli-usage-no-value-of = { $arg } needs a value: { $valid }.
cli-usage-number = { $arg } must be a whole number, not “{ $value }”.
cli-usage-value = { $arg } cannot be “{ $value }” ({ $valid }).
cli-usage-day = { $arg } cannot be “{ $value }”: this is not a day of the calendar. Example: { $valid }.
cli-usage-date = { $arg } is a date, not “{ $value }”: year-month-day, for example { $valid }.
cli-usage-missing = Missing: { $arg }.
cli-usage-superfluous = { $like ->
    [none] Unexpected argument “{ $arg }”.
   *[other] Unexpected argument “{ $arg }”. Did you mean { $like }?
}
cli-usage-twice = { $arg } can be given only once.
cli-usage-too-many = { $arg } does not take the value “{ $value }”.
cli-usage-count = { $arg } needs { $wanted ->
    [one] { $wanted } value
   *[other] { $wanted } values
}, given: { $given }.
cli-usage-equals = { $arg }: put “=” between the option and its value.
cli-usage-utf8 = An argument is not valid UTF-8.
cli-usage-conflict = { $arg } and { $other } cannot be used together.
cli-usage-other = { $text }
cli-usage-help = Help: { $command }

cli-word-error = Error
cli-word-warning = Warning
cli-word-note = Note
cli-word-stopped = Stopped
cli-mark-good = ok
cli-mark-warning = warning
cli-mark-bad = ERROR
cli-stopped = as requested. Finished items are saved.
cli-stopped-remedy = Run the same command again to continue.
cli-error-file = { $kind ->
    [absent] File { $path } does not exist.
    [exists] { $path } exists already and is not replaced. Name a new file.
    [denied] No permission to use { $path }.
    [full] Cannot write { $path }: the disk is full.
    [readonly] Cannot write { $path }: the disk is read-only.
    [large] { $path } is larger than 256 MB.
    [folder] { $path } is a folder, not a file.
    [path] A part of the path { $path } is a file, not a folder.
    [name] The file name { $path } is too long or has characters that the system does not accept.
   *[other] The system does not let the program use { $path }. Its words: { $reason }.
}
cli-error-no-folder = The folder { $path } does not exist.
cli-error-output = { $kind ->
    [full] Failed to write to standard output: the disk is full.
   *[other] Failed to write to standard output. The words of the system: { $reason }.
}
cli-error-no-threads = The system did not start the threads that the command needs: { $reason }
cli-error-no-workspace = The workspace file { $path } does not exist.
cli-error-not-a-workspace = { $path } is not a VoluptAS workspace.
cli-error-no-workspace-schema = There is no workspace in { $path } yet.
cli-error-not-a-workspace-schema = { $address } has tables of another program.
cli-remedy-schema = Name another schema: ?schema=NAME at the end of the address. A missing schema is created.
cli-remedy-no-workspace = Specify one with --workspace, or create it by importing functions or a Qase project.
cli-remedy-no-second-token = Set QASE_TARGET_API_TOKEN, write it to credentials/qase.env (see credentials.example), or specify a variable with --target-token-env.
cli-remedy-no-token = Set QASE_API_TOKEN, write it to credentials/qase.env (see credentials.example), or specify a file with --token-file.
cli-progress-waiting = { $seconds ->
    [one] waiting { $seconds } second for Qase's rate limit
   *[other] waiting { $seconds } seconds for Qase's rate limit
}
cli-progress-stopping = stopping after the current item; press Ctrl-C again to stop at once

cli-doctor-file = Workspace { $path }
cli-doctor-good = No problems found.
cli-doctor-warning = The workspace is intact, but has warnings.
cli-doctor-empty = If there was a workspace in it, restore a backup. Otherwise open it: a new workspace is created in it.
cli-doctor-bad = The workspace is damaged. Restore a backup, or copy the workspace before you do anything else.

cli-check-details = { $url }, token from: { $origin }, response in { $time }
cli-list-empty = Nothing found.
cli-col-id = ID
cli-col-code = Code
cli-col-title = Title
cli-col-suites = Suites
cli-col-cases = Cases
cli-col-suite = Suite
cli-col-results = Results
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
cli-coverage-partly-tested = partly run
cli-coverage-untested = never run
cli-coverage-blocked = blocked
cli-coverage-uncovered = no cases
cli-coverage-broken = broken
cli-coverage-failing = failing
cli-cases-imported = Cases: { $created } created, { $updated } updated, { $unchanged } unchanged; suites created: { $suites }
cli-cases-would = Cases: { $created } to be created, { $updated } updated, { $unchanged } unchanged; suites to be created: { $suites }
cli-cases-suites-updated = { $count ->
    [one] { $count } suite that exists gets texts of the file: { $suites }
   *[other] { $count } suites that exist get texts of the file: { $suites }
}
cli-cases-project = Project { $code } created
cli-cases-file-suites = { $count ->
    [one] { $count } suite in the file, counted apart
   *[other] { $count } suites in the file, counted apart
}
cli-import-kept = { $count ->
    [one] { $count } value differs from the file and was kept; --policy theirs takes the value of the file
   *[other] { $count } values differ from the file and were kept; --policy theirs takes the values of the file
}
cli-cases-exported = { $count ->
    [one] { $count } case exported to { $path }
   *[other] { $count } cases exported to { $path }
}
cli-error-cases-changing = The project is being changed by another program. Try again later.
cli-error-functions-format = The extension of { $path } names no format of functions.
cli-remedy-functions-format = Use .csv or .xlsx, or name the format with --format.
cli-error-case-format = The extension of { $path } names no format of cases.
cli-remedy-case-format = Use .csv, .xlsx, .json, .xml, .feature or .md, or name the format with --format.
cli-remedy-create-project = Check the code, or create the project with --create-project.
cli-remedy-presets = Known presets: { $names }.
cli-remedy-no-presets = No presets are saved yet. The window saves them in its import dialogs.
cli-remedy-no-sheets = Remove --sheet, or name an XLSX file.
cli-error-no-suite = Project { $project } has no suite { $suite }.
cli-functions-imported = Functions: { $created } created, { $updated } updated, { $unchanged } unchanged; people created: { $people }
cli-functions-would = Functions: { $created } to be created, { $updated } updated, { $unchanged } unchanged; people to be created: { $people }
cli-relations-would = Relations: { $created } to be created, { $updated } updated
cli-relations-imported = Relations: { $created } created, { $updated } updated
cli-functions-exported = { $count ->
    [one] { $count } function exported to { $path }
   *[other] { $count } functions exported to { $path }
}
cli-error-two-outputs = Standard output cannot hold both the file and the JSON object.
cli-remedy-open-quote = Close the quote in that line (inside a quoted cell a quote is written twice), or skip such rows with --skip-broken-rows.
cli-rows-more = { $count ->
    [one] and { $count } more row like these: line { $lines }
   *[other] and { $count } more rows like these: lines { $lines }
}
cli-rows-skipped = { $file }: { $skipped ->
    [one] { $skipped } row skipped
   *[other] { $skipped } rows skipped
} of { $rows }: { $reasons }
cli-reason-unknown = { $count } that name nothing known here

cli-serve-listens = Listening on { $url }, workspace { $path }
cli-serve-token = Administrator token, shown only once and stored as a hash: { $token }
cli-serve-token-known = Tokens: unchanged (voluptas-cli tokens list), or from { $variable }. To create a new administrator token: --new-token
cli-serve-no-project = No projects yet: create one with --project CODE or over the API.
cli-serve-end = Press Ctrl-C to stop.
cli-serve-open = Other computers can reach { $address }, and the token is sent without encryption. Put a TLS proxy in front of it.
cli-serve-local-attachments = The workspace is in PostgreSQL, and its attachments are in the folder { $path }. A server on another computer finds them only if it has the same folder there. To keep them in a bucket: voluptas-cli workspace attachments --move-to s3://BUCKET/PREFIX
cli-serve-ended = { $count ->
    [one] Stopped after { $count } request.
   *[other] Stopped after { $count } requests.
}
cli-arg-serve-database-attempts = Attempts to reach the PostgreSQL database at the start, 2 seconds apart
cli-arg-serve-tls-cert = PEM file with the certificate chain: the server speaks HTTPS; with --tls-key [VOLUPTAS_TLS_CERT]
cli-arg-serve-tls-key = PEM file with the private key of the certificate [VOLUPTAS_TLS_KEY]
cli-error-tls-half = HTTPS needs both a certificate and a key: { $flag } or { $variable } is missing.
cli-serve-open-key = Other users of this computer can read the private key { $path }. Allow only its owner to read it (chmod 600).
cli-error-listen = “{ $value }” is not an address to listen on. Example: 127.0.0.1:8420.
cli-error-address = { $kind ->
    [in-use] Another program already listens on { $address }.
    [not-here] { $address } is not an address of this computer.
    [denied] No permission to listen on { $address }.
   *[other] Failed to listen on { $address }: { $reason }.
}
cli-remedy-address = Select another address or port with --listen; port 0 selects a free one.

cli-case-was-sent = Qase has { $case } meanwhile: it is { $id } now.
cli-sync-would = Changes to be made:
cli-sync-suites = Suites
cli-sync-cases = Cases
cli-sync-results = Results
cli-sync-created = { $n } created
cli-sync-updated = { $n } updated
cli-sync-unchanged = { $n } unchanged
cli-sync-removed = { $n } removed
cli-sync-conflicts = { $n ->
    [one] { $n } conflict
   *[other] { $n } conflicts
}
cli-sync-skipped = { $n } skipped
cli-sync-failed = { $n } failed
cli-sync-functions = Functions created: { $functions }, mappings created: { $mappings }
cli-sync-run = Run { $id }: { $title }
cli-sync-run-new = New run { $id }: { $title }
cli-sync-mark-new = new
cli-sync-mark-changed = changed
cli-sync-mark-removed = removed
cli-sync-mark-conflict = conflict
cli-sync-mark-skipped = skipped
cli-sync-mark-failed = failed
cli-sync-left-suites = { $count ->
    [one] { $count } suite: { $reason }
   *[other] { $count } suites: { $reason }
}
cli-sync-left-results = { $count ->
    [one] { $count } result: { $reason }
   *[other] { $count } results: { $reason }
}
cli-sync-recreate = To create in Qase again what was removed there, add --recreate-removed.
cli-sync-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
cli-sync-in-step = Nothing to change: both sides are the same.
cli-sync-nothing = Nothing found.
cli-error-no-function = Function { $func } does not exist.
cli-error-no-functions = The registry has no testable functions.
cli-error-no-case = The workspace has no case { $case } of project { $project }.
cli-error-no-results = No row of { $file } has a known function or case.
cli-error-not-imported = The workspace has nothing from project { $code }.
cli-error-case = “{ $value }” is not a case of { $code }. Enter a code such as 42, { $code }-42 or { $code }-new-3.
cli-remedy-list-functions = List them: voluptas-cli functions list
cli-remedy-no-functions = Import them: voluptas-cli functions import FILE
cli-remedy-import-first = Import it first: voluptas-cli qase import --project CODE
cli-warning-unknown-row = { $file }:{ $line }: “{ $named }” was not found; the row was skipped

cli-col-case = Case
cli-col-reason = Reason
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
cli-map-ambiguous = matches several
cli-map-no-suggestions = No suggestions.
cli-map-accepted = { $count ->
    [one] { $count } mapping created.
   *[other] { $count } mappings created.
}
cli-map-accept-hint = Accept the best with --accept 0.9, or one with: qase map link FUNCID CASE
cli-map-linked = { $func } is now covered by case { $case }.
cli-map-linked-before = { $func } was already covered by case { $case }.
cli-map-unlinked = { $func } is no longer covered by case { $case }.
cli-map-not-linked = { $func } was not covered by case { $case }.
cli-map-exported = { $count ->
    [one] { $count } mapping exported to { $path }
   *[other] { $count } mappings exported to { $path }
}
cli-map-imported = Mappings: { $created } created, { $unchanged } unchanged, { $unknown } not found
cli-map-would = Mappings: { $created } to be created, { $unchanged } unchanged, { $unknown } not found

cli-command-mirror = Mirror the results of a run to the cases of another project, each exactly once
cli-arg-mirror-source-project = Code of the source project
cli-arg-mirror-source-run-id = ID of the source run
cli-arg-mirror-source-run-title = Exact title of the source run; the newest if there are several
cli-arg-mirror-use-latest-source-run = Use the run with the highest ID as the source
cli-arg-mirror-target-project = Code of the target project
cli-arg-mirror-target-run-id = ID of the target run
cli-arg-mirror-target-run-title = Exact title of the target run; created if it does not exist [title of the source run]
cli-arg-mirror-automation-field-title = Title of the custom field that both projects share [Automation Key]
cli-arg-mirror-match-by = Match cases by: key, key+title (key, then title), title [key]
cli-arg-mirror-on-duplicate-key = Cases with the same key: exclude (skip them), first (use the oldest) or fail (stop) [exclude]
cli-arg-mirror-include = Also copy: steps, params, attachments, stacktrace, tags, suites
cli-arg-mirror-status-map = Target statuses for source statuses, for example broken=failed,retest=blocked
cli-arg-mirror-no-create-cases = Skip results whose case is not in the target project
cli-arg-mirror-latest-only = Send only the last of several results of a case
cli-arg-mirror-limit = Send at most this many results; the next mirror continues
cli-arg-mirror-resend-edited = Send results again that were edited in the source after they were mirrored
cli-arg-mirror-force = Send results again that are already in the target run
cli-arg-mirror-complete-target-run = Complete the target run once it has all results
cli-arg-mirror-adopt-untraced = Results “[Mirrored from CODE]” of another tool without a trace of their run: count them as mirrored (yes) or send them anyway (no) [similar results are held back]
cli-arg-mirror-dry-run = Show the changes without saving them
cli-arg-mirror-explain = Print for each result why it is matched, created or skipped
cli-arg-mirror-report = Save a report; the extension sets the format: .json, .md or .html; can be repeated
cli-arg-mirror-log-file = File to append errors to [QASE_SYNC_LOG_FILE, sync_results_errors.log]
cli-arg-mirror-base-url = API address [QASE_BASE_URL, .env, settings, https://api.qase.io/v1]
cli-arg-mirror-token-file = File with the token in its first line; “-” reads standard input [QASE_API_TOKEN, .env, credentials/qase.env, system keychain]
cli-arg-mirror-target-base-url = API address of the target, if different [same as the source]
cli-arg-mirror-target-second-account = The target is in the second account from the settings: its token [QASE_TARGET_API_TOKEN, .env, credentials/qase.env, system keychain] and address [QASE_TARGET_BASE_URL, .env, settings, https://api.qase.io/v1]
cli-arg-mirror-target-token-env = Environment variable with the target token, if different
cli-arg-mirror-concurrency = Number of simultaneous requests [6]
cli-arg-mirror-late-write = Seconds after the time limit in which an unanswered create may still arrive; it is looked for that long [60]
cli-error-no-variable = The environment variable { $variable } is not set. It must hold the target token.
cli-remedy-no-variable = Set it in the environment or in the .env file of this folder.
cli-error-report-form = Unknown report format: { $path } must end with .json, .md or .html.
cli-warning-log-file = Failed to write the error file { $path }: { $reason }
cli-mirror-progress = { $stage }: { $done } of { $total }
cli-arg-serve-mirror-pairs = Accept Qase's webhook (run.completed) and mirror completed runs by the project pairs in this JSON file [secret: QASE_WEBHOOK_SECRET]
cli-serve-webhook = Webhook for Qase: { $url }
cli-error-mirror-pairs = The pairs in { $path } are not valid: { $reason }
cli-error-webhook-secret = The environment variable { $variable } is not set. Without the secret, webhooks cannot be verified.
cli-error-webhook-token = { $variable } turns the webhook on, and mirroring the runs needs a Qase API token, but there is none.

cli-repair-none = No duplicates in Qase.
cli-repair-merge = { $entity ->
    [suite] Suite
    [shared_step] Shared step
    [run] Run
   *[case] Case
} { $id } “{ $title }”: merged into { $of }.
cli-repair-left = { $entity ->
    [suite] Suite
    [shared_step] Shared step
    [run] Run
   *[case] Case
} { $id } “{ $title }” duplicates { $of } and was skipped: { $why ->
    [shared-used] cases use it.
    [results] it has results.
    [runs] it is in a run.
   *[edited] one of the two was changed.
} Resolve it in Qase.
cli-repair-done = Merged: { $merged }. Skipped: { $left }.
cli-repair-forgotten = The links to project { $project } were removed. The next import starts anew; cases and suites in the workspace stay.
cli-repair-unknown = This workspace has no links to project { $project }.

cli-command-qase-repair = Merge items that a late write created twice in Qase
cli-arg-qase-repair-forget-links = Remove the links to the project: it was deleted and created again in Qase
cli-arg-qase-export-recreate-removed = Create cases and suites again that were removed in Qase

# Projects of the workspace.
cli-command-projects = List the projects of the workspace and change their settings
cli-command-projects-list = List the projects with their settings
cli-command-projects-set = Change a setting of a project
cli-arg-projects-set-code = Code of the project
cli-arg-auto-create-cases = Create a case for each result that belongs to none: on or off; when never set, for results that name no case
cli-arg-serve-public-pages = Show the pages of runs without a sign-in
cli-arg-serve-presigned = Lead downloads of attachments to signed addresses of the bucket, which hold for 5 minutes
cli-arg-serve-check-health = Ask the server on the port of --listen whether it answers, and end
cli-health-good = The server at { $address } answers.
cli-health-bad = The server at { $address } does not answer: { $reason }
cli-serve-public-pages = The pages of runs are shown to everybody who can reach this address.
cli-col-auto-create-cases = Auto-create cases
cli-word-on = on
cli-word-off = off
cli-word-default = default
cli-error-no-own-project = This workspace has no project { $code }
cli-error-no-preset = There is no preset “{ $name }”
cli-error-no-sheets = { $file } is not a workbook, so it has no sheet “{ $sheet }”. Nothing was imported.

# Saving a damaged workspace.
cli-arg-doctor-recover = Save everything that can be read into this new workspace file
cli-doctor-remedy = To save what can be read: voluptas-cli doctor --recover NEWFILE
cli-recover-log = The log { $path }-wal was damaged: { $count } { $count ->
    [one] page
   *[other] pages
} of writes stood behind the damage, { $intact } of them intact. Check the latest changes.
cli-recover-whole = Everything was saved into { $path }: { $rows } rows.
cli-recover-partly = Saved into { $path }: { $rows } rows. Some could not be read; see the table.
cli-col-table = Table
cli-col-saved = Saved
cli-col-gaps = Unreadable places
cli-col-dropped = Skipped

# Users and tokens of the server.
cli-value-role = ROLE
cli-value-code-role = CODE=ROLE
cli-value-date = DATE
cli-command-users = The users of the server and their roles
cli-command-users-list = List the users with their roles
cli-command-users-add = Add a user
cli-command-users-change = Change the name, the roles and the e-mail of a user
cli-command-users-remove = Remove a user with all tokens
cli-command-tokens = The tokens of users, by which programs and people reach the server
cli-error-input-twice = “-” can be given only once: standard input is read to its end
cli-error-weak-token = The token in { $variable } is too easy to guess: at least { $least } characters, of which 8 differ
cli-error-weak-token-remedy = Create one with “openssl rand -hex 32”, or start without { $variable }: the server then creates a token and shows it once.
cli-command-audit = Who changed users, tokens, projects, fields and results on the server, who signed in and who was refused
cli-arg-audit-since = Only from this day or moment (UTC) on
cli-arg-audit-until = Only up to the end of this day, or before this moment (UTC)
cli-arg-audit-user = Only what this user did
cli-arg-audit-action = Only this action, such as delete-run, sign-in or refused-token; can be repeated
cli-arg-audit-limit = Most rows, the newest first [100; a file gets all]
cli-arg-audit-export = Write the rows to a CSV file; “-” writes to standard output
cli-arg-serve-trusted-proxy = Take the address of a client from X-Forwarded-For of this proxy, an address or a network such as 10.0.0.0/8; can be repeated
cli-value-network = NETWORK
cli-value-word = WORD
cli-audit-exported = { $count ->
    [one] { $count } row
   *[other] { $count } rows
} of the audit saved to { $path }
cli-audit-more = There are older rows: --limit or --export shows more than { $count }.
cli-col-time = Time, UTC
cli-col-source = Source
cli-col-address = Address
cli-col-action = Action
cli-col-project = Project
cli-col-object = Object
cli-col-detail = Values
cli-col-times = Times
cli-command-tokens-list = List the tokens with their owner, limits and last use
cli-command-tokens-add = Create a token; it is shown only once
cli-command-tokens-revoke = Revoke a token; a running server refuses it within two seconds
cli-arg-users-add-name = Name of the user
cli-arg-users-add-role = Role in the registry: viewer, tester, lead or admin; admin has every right in the workspace
cli-arg-users-add-project = Role in a project: viewer, tester, lead or admin; can be repeated. Other projects stay hidden
cli-arg-users-change-name = Name of the user
cli-arg-users-change-rename = New name
cli-arg-users-change-role = Role in the registry: viewer, tester, lead, admin or none
cli-arg-users-change-project = Role in a project: viewer, tester, lead, admin or none; can be repeated
cli-arg-users-remove-name = Name of the user
cli-arg-tokens-add-user = Name of the owner
cli-arg-tokens-add-title = Note on the purpose of the token
cli-arg-tokens-add-role = Highest role of the token: viewer, tester, lead or admin [roles of the owner]
cli-arg-tokens-add-project = Only this project; can be repeated [projects of the owner]
cli-arg-tokens-add-expires = Last day of the token in UTC, such as 2027-01-31, or a moment such as 2027-01-31T18:00:00Z [never]
cli-arg-tokens-revoke-id = ID of the token
cli-col-name = Name
cli-col-registry = Registry
cli-col-projects = Projects
cli-col-tokens = Tokens
cli-col-user = User
cli-col-role = Role
cli-col-expires = Expires, UTC
cli-col-used = Last used, UTC
cli-col-state = State
cli-word-all-projects = all
cli-word-active = active
cli-word-expired = expired
cli-user-removed = { $tokens ->
    [0] User { $name } was removed.
    [one] User { $name } was removed with { $tokens } token.
   *[other] User { $name } was removed with { $tokens } tokens.
}
cli-user-sees-nothing = { $name } sees no project. To add one: voluptas-cli users change '{ $name }' --project CODE=ROLE
cli-token-created = Token { $id } of { $user }, shown only once and stored as a hash: { $token }
cli-user-would-add = The user { $name } would be created:
cli-user-would-change = The user { $name } would be changed:
cli-user-would-remove = { $tokens ->
    [0] The user { $name } would be removed.
    [one] The user { $name } would be removed with one token.
   *[other] The user { $name } would be removed with { $tokens } tokens.
}
cli-token-would-create = A token of { $user } would be created.
cli-token-would-revoke = Token { $id } of { $user } would be revoked.
cli-project-would-set = Project { $code } would be changed:
cli-token-revoked = Token { $id } of { $user } was revoked.
cli-error-no-user = There is no user { $name }
cli-error-user-taken = There is already a user { $name }
cli-error-no-token = There is no token { $id }, or it was revoked before
cli-command-licences = Print the licences of all components of the program
cli-arg-doctor-support = Save a zip file for support: version, settings, row counts, log and crash reports, without titles and tokens
cli-support-saved = Saved { $path }: { $files }. It has no titles and no tokens; please look through it before you send it.
cli-man-saved = { $count ->
    [one] { $count } manual page in { $path }
   *[other] { $count } manual pages in { $path }
}
cli-command-man = Write the manual pages into a folder
cli-arg-man-dir = Folder for the pages; without it the main page is printed
cli-error-skip-line = { $file }:{ $line }: no case and no suite begins in this line (--skip-line)
cli-error-skip-line-function = { $file }:{ $line }: no function begins in this line (--skip-line)
cli-error-skip-line-several = { $file }:{ $line }: { $count } cases begin in this line; --skip-line cannot tell them apart
cli-error-title-invalid-blank = The title must not be empty
cli-error-title-invalid-nul = The title contains a character that cannot be stored (NUL)
cli-error-title-invalid-too-long = The title is too long: { $length } characters, at most { $max }
cli-error-tag-invalid-blank = --tag is blank
cli-error-tag-invalid-nul = --tag contains a character that cannot be stored (NUL)
cli-error-tag-invalid-too-long = --tag is too long: { $length } characters, at most { $max }
cli-error-tag-invalid-tag-line = --tag must be a single line of text
cli-error-tag-invalid-tag-comma = --tag is one tag: it must not contain a comma
cli-cases-files-left-out = { $count ->
    [one] { $count } attachment of these cases is not in the file.
   *[other] { $count } attachments of these cases are not in the file.
}
cli-cases-custom-left-out = This format has no place for custom fields, which are not in the file: { $fields }
cli-cases-places-left-out = { $count ->
    [one] { $count } further suite of these cases is outside the exported part and is not in the file.
   *[other] { $count } further suites of these cases are outside the exported part and are not in the file.
}

cli-command-ingest = Store what test tools wrote as a run: Allure, JUnit XML, TRX, NUnit, xUnit, Robot Framework, Cucumber, Playwright, CTRF, Cypress, TestCafe, WebdriverIO, Nightwatch, Mocha, Mochawesome, TestNG, TAP, go test, GoogleTest, CTest, Catch2, doctest, QtTest, Boost.Test, pytest-json-report, pytest-reportlog, Xcode, Jest, Vitest, RSpec, Newman, k6, Cucumber messages, Dart, Flutter, Rust, Qase reports
cli-arg-ingest-paths = Folders, archives (.zip, .tar.gz) and files; “-” reads one from standard input
cli-arg-ingest-project = Project code
cli-arg-ingest-create-project = Create the project if it does not exist; an empty workspace needs no permission
cli-arg-ingest-run-name = Title of the run [that of the build, otherwise format and start]
cli-arg-ingest-environment = Environment of the run by name or slug, created if it is new [the one that the files name]
cli-arg-ingest-create-cases = Create a case for each test that has none
cli-arg-ingest-again = Create another run of input that was stored before
cli-arg-ingest-rerun = Folder, archive or file of a re-run (robot --rerunfailed, mvn -Dtest, pytest --lf): its tests are further attempts of those before; repeatable
cli-arg-ingest-label = Label of all results, for example browser=chrome; repeatable
cli-arg-ingest-into = Add to the run in progress with this number
cli-arg-ingest-run-key = Add to the run of this key, such as the id of a CI pipeline; the first caller creates it
cli-arg-ingest-shards = The run ends with this number of shards
cli-command-compare = Compare two runs: new failures, fixed, still failing, new tests, missing tests, slower
cli-arg-compare-project = Project code
cli-arg-compare-runs = Numbers of the older and the newer run
cli-arg-compare-label = Compare only results with this label, for example browser=chrome
cli-arg-compare-label-older = Take only results with this label from the older run, for example browser=chrome; both runs may be the same
cli-arg-compare-label-newer = Take only results with this label from the newer run, for example browser=firefox
cli-arg-compare-unchanged = List unchanged tests too
cli-arg-compare-one-sided = List tests of one run only too where these are more than half of all
cli-error-two-runs = Two runs are needed: the older and the newer one
cli-ingest-done = Run { $number } “{ $title }” was stored
cli-ingest-known = The same input is already stored as run { $number } “{ $title }”; nothing was written, whatever other options say. --again stores it as another run
cli-ingest-shard-done = The results were added to run { $number } “{ $title }”
cli-ingest-shard-known = Run { $number } “{ $title }” has these results already; nothing was written
cli-ingest-run-open = Run { $number } is open with { $shards ->
    [one] { $shards } shard
   *[other] { $shards } shards
}: { $total } tests ({ $passed } passed, { $failed } failed, { $broken } broken, { $skipped } skipped{ $other ->
    [0] {""}
   *[other] {", "}{ $other } other
}); “run close” ends it
cli-ingest-run-open-of = Run { $number } is open, { $shards } of { $expected } shards: { $total } tests ({ $passed } passed, { $failed } failed, { $broken } broken, { $skipped } skipped{ $other ->
    [0] {""}
   *[other] {", "}{ $other } other
})
cli-ingest-run-ended = Run { $number } has ended with { $shards ->
    [one] { $shards } shard
   *[other] { $shards } shards
}: { $total } tests ({ $passed } passed, { $failed } failed, { $broken } broken, { $skipped } skipped{ $other ->
    [0] {""}
   *[other] {", "}{ $other } other
})
cli-ingest-gate-later = The quality gate is checked when the run ends
cli-ingest-differing-run-name = The run keeps its title “{ $kept }”, not “{ $given }”
cli-ingest-differing-environment = The run keeps its environment “{ $kept }”, not “{ $given }”
cli-ingest-results = Tests: { $total } ({ $passed } passed, { $failed } failed, { $broken } broken, { $skipped } skipped{ $other ->
    [0] {""}
   *[other] {", "}{ $other } other
}) in { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
}
cli-ingest-cases = With a case: { $matched }; without: { $unmatched }
cli-ingest-twins = Tests that share a name with another one: { $count }; told apart by their place alone: { $places }
cli-ingest-told-twice = Results not counted twice, because another file tells of the same execution: { $count }
cli-ingest-reruns-by-name = Attempts taken for repetitions by their name alone: { $count }
cli-ingest-reruns = Results of re-runs: { $matched } further attempts, { $unmatched } of tests of their own
cli-ingest-flaky = Flaky tests: { $count }
cli-ingest-unnamed = Tests without a name, named by their place in the file: { $count }
cli-ingest-files = Attached files: { $count }; missing or too large: { $missing }
cli-ingest-skipped = { $file }: { $reason }
cli-ingest-skipped-line = { $file }, line { $line }: { $reason }
cli-ingest-run-error = Outside of tests: { $line }
cli-ingest-more-run-errors = and { $count } more errors outside of tests
cli-compare-rates = Pass rate: { $older } → { $newer }
cli-compare-rates-change = Pass rate: { $older } → { $newer } ({ $change })
cli-compare-one-sided = { $n } of { $total } tests are in one run only and not listed; { $option } lists them
cli-compare-nothing = No test has a result in either run.
cli-compare-more = and { $count } more
cli-col-before = Before
cli-col-after = After
cli-col-duration = Duration
cli-command-gate = Check a run against the rules of a quality gate; exit code 6 when one is broken
cli-arg-gate-project = Project code
cli-arg-gate-run = Number of the run [the newest finished run of test tools]
cli-arg-gate-fail-on = Statuses that no test may have, for example failed,broken
cli-arg-gate-max-failures = Most failed and broken tests
cli-arg-gate-max-new-failures = Most failed and broken tests that passed or were skipped when they last ran in the environment
cli-arg-gate-max-flaky = Most tests that are flaky in the run
cli-arg-gate-min-pass-rate = Least share of passed tests among the executed ones, in percent
cli-arg-gate-max-duration = Longest duration of the run: 500ms, 90s, 15m, 2h
cli-arg-gate-require-coverage = Least share of critical functions with a case, in percent: critical=90
cli-arg-gate-count-muted = Count muted tests too
cli-arg-gate-allow-run-errors = Accept errors outside of tests, files that are cut off or state more tests or failures than were read, and missing shards
cli-arg-gate-gate-file = File with further rules (TOML) [voluptas.gate.toml of the current folder, otherwise the one beside the workspace]
cli-arg-ingest-fail-on = Statuses that no test may have, for example failed,broken
cli-arg-ingest-max-failures = Most failed and broken tests
cli-arg-ingest-max-new-failures = Most failed and broken tests that passed or were skipped when they last ran in the environment
cli-arg-ingest-max-flaky = Most tests that are flaky in the run
cli-arg-ingest-min-pass-rate = Least share of passed tests among the executed ones, in percent
cli-arg-ingest-max-duration = Longest duration of the run: 500ms, 90s, 15m, 2h
cli-arg-ingest-require-coverage = Least share of critical functions with a case, in percent: critical=90
cli-arg-ingest-count-muted = Count muted tests too
cli-arg-ingest-allow-run-errors = Accept errors outside of tests, files that are cut off or state more tests or failures than were read, and missing shards
cli-arg-ingest-gate-file = File with further rules (TOML) [voluptas.gate.toml of the current folder, otherwise the one beside the workspace]
cli-error-no-gate = No rule of the quality gate is given
cli-remedy-no-gate = Give a flag such as --max-failures 0, or write the rules into { $file }
cli-error-no-automated-run = The project { $code } has no finished run of test tools
cli-remedy-no-automated-run = Name the run with --run: runs by hand and unfinished runs are judged by their number only
cli-error-no-runs = The project { $code } has no run
cli-error-no-run-key = No run has the key “{ $key }”
cli-error-gate-file = The rules of { $path } cannot be read: { $error }
cli-gate-rule = Quality gate: { $rule } is { $found }, the limit is { $limit }
cli-gate-rule-status = Quality gate: { $rule } is { $found } with the status “{ $limit }”, none is allowed
cli-gate-rule-executed = Quality gate: no test was executed
cli-gate-rule-words = Quality gate: { $rule }: { $found }, the limit is { $limit }
cli-gate-untested = { $count ->
    [one] { $count } test of run { $number } has no result, and no rule counts it
   *[other] { $count } tests of run { $number } have no result, and no rule counts them
}
cli-gate-newer = Run { $number } “{ $title }” is newer, but not finished. The run before it is judged; --run { $number } names this one
cli-gate-met = Run { $number } “{ $title }” meets the quality gate
cli-gate-broken = Run { $number } “{ $title }” does not meet the quality gate: broken rules: { $count }
cli-cases-shared-plain = { $count ->
    [one] { $count } shared step is written as plain steps. JSON and XML keep shared steps.
   *[other] { $count } shared steps are written as plain steps. JSON and XML keep shared steps.
}
cli-command-report = Write the report of a run as one file: HTML, Markdown, JUnit XML or JSON
cli-arg-report-project = Project code
cli-arg-report-run = Number of the run [the latest]
cli-arg-report-out = The file, which replaces a file of that name; - is standard output and needs --format [PROJECT-run-N.html in the current folder]
cli-arg-report-format = html, md, xml (JUnit) or json [by the extension .html, .md, .xml or .json of --out; html without --out]
cli-arg-report-attachments-mb = Megabytes of attachments within an HTML report, the smallest files first [20]
cli-error-report-format = { $path } does not tell the format of the report: use the extension .html, .md, .xml or .json, or --format
cli-report-written = Report of run { $run } written to { $path } ({ $size }): { $count ->
    [one] { $count } test
   *[other] { $count } tests
}{ $untested ->
    [0] {""}
   *[other] , { $untested } untested
}
cli-report-written-empty = Report of run { $run } written to { $path } ({ $size }): no results yet, { $untested } untested
cli-report-files = Attached files in the report: { $count }; listed by name alone: { $listed }
cli-error-gate-rule = The rule “{ $value }” means nothing: a share is 0 to 100, a status is one of { $statuses }

cli-command-trend = Show how the last finished runs went: counts, pass rate, duration, results by module
cli-arg-trend-project = Project code
cli-arg-trend-runs = Number of the last finished runs [30]
cli-arg-trend-days = Runs that ended within so many days, in place of a number of runs
cli-arg-trend-environment = Slug of an environment
cli-arg-trend-run-name = Title of a run: those of its series, whose titles differ in numbers alone
cli-arg-trend-label = Only results with this label, for example browser=chrome
cli-command-failing = List the tests that failed most in the last finished runs
cli-arg-failing-project = Project code
cli-arg-failing-runs = Number of the last finished runs [30]
cli-arg-failing-days = Runs that ended within so many days, in place of a number of runs
cli-arg-failing-environment = Slug of an environment
cli-arg-failing-run-name = Title of a run: those of its series, whose titles differ in numbers alone
cli-arg-failing-label = Only results with this label, for example browser=chrome
cli-arg-failing-limit = Most tests of the list [20]
cli-command-flaky = List flaky tests with the figures of the rule
cli-arg-flaky-project = Project code
cli-arg-flaky-runs = Number of the last finished runs [30]
cli-arg-flaky-days = Runs that ended within so many days, in place of a number of runs
cli-arg-flaky-environment = Slug of an environment
cli-arg-flaky-run-name = Title of a run: those of its series, whose titles differ in numbers alone
cli-arg-flaky-label = Only results with this label, for example browser=chrome
cli-arg-flaky-limit = Most tests of the list [20]
cli-command-slowest = List the tests with the longest mean duration
cli-arg-slowest-project = Project code
cli-arg-slowest-runs = Number of the last finished runs [30]
cli-arg-slowest-days = Runs that ended within so many days, in place of a number of runs
cli-arg-slowest-environment = Slug of an environment
cli-arg-slowest-run-name = Title of a run: those of its series, whose titles differ in numbers alone
cli-arg-slowest-label = Only results with this label, for example browser=chrome
cli-arg-slowest-limit = Most tests of the list [20]
cli-error-no-environment = The project has no environment { $slug }
cli-error-no-run-named = Project { $code } has no finished run named { $title }
cli-col-number = Run
cli-col-date = Date
cli-col-rate = Pass rate
cli-col-blocked = Blocked
cli-col-untested = Untested
cli-col-run-errors = Errors outside tests
cli-col-others = Other
cli-col-due = Due
cli-col-description = Description
cli-col-broken = Broken
cli-col-skipped = Skipped
cli-col-module = Module
cli-col-failures = Failures
cli-col-flaky = Flaky
cli-col-environment = Environment
cli-col-start = Start
cli-col-milestone = Milestone
cli-col-outcomes = Outcomes
cli-command-mute = Mute tests: their failures are known and do not break the quality gate
cli-command-unmute = End the mutes of tests
cli-arg-mute-project = Project code
cli-arg-mute-test = Test by title, case code, full name or key; may be repeated
cli-arg-mute-reason = The reason
cli-arg-mute-owner = Person who looks after it [the author of the command]
cli-arg-mute-until = Last day (2026-12-31) or moment; without end when absent
cli-arg-unmute-project = Project code
cli-arg-unmute-test = Test by title, case code, full name or key; may be repeated
cli-arg-mute-all = Take all tests of a title that several have
cli-arg-unmute-all = Take all tests of a title that several have
cli-error-no-test = No test “{ $name }” in project { $code }
cli-error-several-tests = { $n } tests match “{ $name }”. Give --test the beginning of a line up to the dash, or add --all to take them all:
    { $tests }
cli-arg-projects-set-issue-url = Address of an issue in your tracker, with {"{id}"} in place of the id; a blank one removes it
cli-arg-projects-set-category = Category of failures whose message has the expression, may be repeated: the given ones replace those of before, a blank one removes all
cli-arg-projects-set-rule = Number of a rule about results: flaky-switches, flaky-percent, flaky-runs, slower-percent, slower-ms; may be repeated
cli-col-failure-categories = Failure categories
invalid-failure-category = “{ $line }” is no category of failures: write Name = regular expression, without look-around
invalid-failure-categories = At most { $max } categories are possible
cli-col-issue-url = Issues
invalid-issue-url = “{ $url }” is no address of issues: it begins with http:// or https:// and has {"{id}"} in place of the id
invalid-result-rule = { $name }: enter a number from { $least } to { $most }, not { $value }

cli-command-run = The runs of a project: list, create by hand, add cases, close
cli-command-run-list = List the runs, the newest first
cli-command-run-create = Create a run by hand with cases of suites, of functions, by number, or those that failed last time
cli-command-run-add-cases = Add cases to an open run by hand; cases of the run stay as they are
cli-command-run-close = End a run: it takes no more results
cli-arg-run-list-project = Project code
cli-arg-run-list-limit = Most runs of the list [30]
cli-arg-run-list-open = Only runs that take results
cli-arg-run-create-title = Title of the run
cli-arg-run-create-project = Project code
cli-arg-run-create-suite = Number of a suite, whose cases and those of the suites below it are executed; may be repeated
cli-arg-run-create-function = FuncID of a function, whose cases and those of the functions below it are executed; may be repeated
cli-arg-run-create-case = Code of a case, such as SHOP-42 or SHOP-new-3; may be repeated
cli-arg-run-create-failed = Cases whose last result is failed or broken
cli-arg-run-create-filter = Cases of a saved filter of the project; may be repeated
cli-arg-run-create-environment = Slug of the environment
cli-arg-run-create-milestone = Title of the milestone
cli-arg-run-create-assign = Person who executes the run; several get the cases in turn
cli-arg-run-create-description = Description of the run
cli-arg-run-create-tag = Tag of the run; may be repeated
cli-arg-run-add-cases-run = Number of the run
cli-arg-run-add-cases-project = Project code
cli-arg-run-add-cases-suite = Number of a suite, whose cases and those of the suites below it are added; may be repeated
cli-arg-run-add-cases-function = FuncID of a function, whose cases and those of the functions below it are added; may be repeated
cli-arg-run-add-cases-case = Number of a case; may be repeated
cli-arg-run-add-cases-failed = Cases whose last result is failed or broken
cli-arg-run-add-cases-filter = Cases of a saved filter of the project; may be repeated
cli-arg-run-close-run = Number of the run
cli-arg-run-close-project = Project code
cli-arg-run-close-run-key = Key of the run, as “ingest” got it
cli-arg-run-close-fail-on = Statuses that no test may have, for example failed,broken
cli-arg-run-close-max-failures = Most failed and broken tests
cli-arg-run-close-max-new-failures = Most failed and broken tests that passed or were skipped when they last ran in the environment
cli-arg-run-close-max-flaky = Most tests that are flaky in the run
cli-arg-run-close-min-pass-rate = Least share of passed tests among the executed ones, in percent
cli-arg-run-close-max-duration = Longest duration of the run: 500ms, 90s, 15m, 2h
cli-arg-run-close-require-coverage = Least share of critical functions with a case, in percent: critical=90
cli-arg-run-close-count-muted = Count muted tests too
cli-arg-run-close-allow-run-errors = Accept errors outside of tests, files that are cut off or state more tests or failures than were read, and missing shards
cli-arg-run-close-gate-file = File with further rules (TOML) [voluptas.gate.toml of the current folder, otherwise the one beside the workspace]
cli-worst-none-failing = No test has failed in these runs.
cli-worst-none-flaky = No test is flaky in these runs.
cli-worst-none-slowest = No test of these runs has a duration.
cli-mute-replaced = Mute replaced: { $test }; it was “{ $reason }”, { $end }
cli-mute-end = until { $date }
cli-mute-no-end = without end
cli-run-active = in progress
cli-run-complete = complete
cli-run-aborted = aborted
cli-run-shards = { $state } ({ $received }/{ $expected })
cli-run-created = Run { $number } “{ $title }” was created: { $total ->
    [one] { $total } test
   *[other] { $total } tests
}
cli-run-cases-added = Run { $number } “{ $title }” has { $total ->
    [one] { $total } test
   *[other] { $total } tests
} now
cli-run-closed = Run { $number } “{ $title }” is complete: { $total ->
    [one] { $total } test
   *[other] { $total } tests
}
cli-command-milestone = Milestones of a project: list, create, change, delete
cli-command-milestone-list = List the milestones: the open ones by due day, then the completed ones
cli-command-milestone-create = Create a milestone
cli-command-milestone-edit = Change a milestone: title, description, due day, state
cli-command-milestone-delete = Delete a milestone: its runs and cases stay without one
cli-arg-milestone-list-project = Project code
cli-arg-milestone-list-open = Only milestones that are not completed
cli-arg-milestone-create-title = Title of the milestone
cli-arg-milestone-create-project = Project code
cli-arg-milestone-create-description = Description of the milestone
cli-arg-milestone-create-due = Due day
cli-arg-milestone-edit-milestone = Number of the milestone
cli-arg-milestone-edit-project = Project code
cli-arg-milestone-edit-title = New title
cli-arg-milestone-edit-description = New description
cli-arg-milestone-edit-no-description = Remove the description
cli-arg-milestone-edit-due = New due day
cli-arg-milestone-edit-no-due = Remove the due day
cli-arg-milestone-edit-complete = Complete the milestone
cli-arg-milestone-edit-reopen = Open the milestone again
cli-arg-milestone-delete-milestone = Number of the milestone
cli-arg-milestone-delete-project = Project code
cli-milestone-created = Milestone { $number } “{ $title }” was created
cli-milestone-changed = Milestone { $number } “{ $title }” was changed
cli-milestone-deleted = Milestone { $number } “{ $title }” was deleted. { $what }
cli-error-no-milestone-number = The project { $code } has no milestone { $number }
cli-error-milestone-changed = Somebody changed this milestone at the same moment. Nothing was written; repeat the command.
cli-error-no-milestone = The project has no milestone “{ $name }”
cli-error-no-filter = No filter “{ $name }” is saved in this project. Saved: { $known }.
cli-error-no-filters = No filter “{ $name }”: no filter is saved in this project. Save one in the window, above the table of cases.
cli-error-no-person = The team has no person “{ $name }”
cli-arg-flaky-rule = switches: by switches between passed and failed; classic: failed in the last run and passed after a failure among the five runs before [switches]

cli-command-workspace = The workspace as a whole: the place of attachments, backup, restore, a copy in another place
cli-command-workspace-attachments = Show the place of the attachments, or move them to another one
cli-command-workspace-backup = Write the workspace and its attachments into one file
cli-command-workspace-restore = Create a workspace from a backup
cli-arg-workspace-attachments-move-to = The new place: a folder, or s3://BUCKET/PREFIX; keys and address of the server come from AWS_* variables
cli-arg-workspace-attachments-dry-run = Show what would be copied
cli-arg-workspace-backup-file = The file to write, a .tar.gz; the workspace may be in use
cli-arg-workspace-restore-file = The backup to read; the new workspace is the file or the address of --workspace
cli-command-workspace-copy = Copy a workspace with its attachments into another file or database, compare both, and go on where a stopped copy ended
cli-arg-workspace-copy-from = The workspace to copy: a file, or the address of a PostgreSQL database
cli-arg-workspace-copy-to = The new workspace: a file or a database without a workspace, or an unfinished copy of FROM
cli-arg-workspace-copy-attachments = The place of its attachments: a folder, or s3://BUCKET/PREFIX; otherwise the folder beside it
cli-arg-workspace-copy-anew = Begin an unfinished copy anew, for one whose FROM has changed
cli-arg-workspace-copy-dry-run = Show what would be copied
cli-arg-doctor-sweep = List the bytes of attachments that nothing names any more
cli-arg-doctor-apply = Remove what the sweep lists, except for files younger than a day
cli-value-place = PLACE
cli-value-from = FROM
cli-value-to = TO
cli-place-bucket = The address of a bucket is s3://BUCKET/PREFIX, with a name of lower-case letters, digits, dots and hyphens.
cli-place-secret = The address of a bucket may not hold a user, a password or a query: the list of processes shows it.
cli-place-secret-remedy = Put the keys into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
cli-place-scheme = Attachments can be in a folder or in a bucket (s3://BUCKET/PREFIX), not on another kind of server.
cli-place-blank = The place of the attachments is blank.
cli-files-missing = { $count ->
    [one] The bytes of one attachment are missing: { $names }
   *[other] The bytes of { $count } attachments are missing: { $names }
}
cli-backup-written = { $files ->
    [one] { $path } holds the workspace and one attachment.
   *[other] { $path } holds the workspace and { $files } attachments.
}
cli-backup-restored = { $files ->
    [one] { $path } is restored, with one attachment.
   *[other] { $path } is restored, with { $files } attachments.
}
cli-copy-former = { $from } is as it was. End its use: what is written there from now on is not in the copy.
cli-copy-shares = Both workspaces name { $place } now. End the use of { $from } and never sweep it: its sweep would remove files of the copy.
cli-sweep-found = Stored: { $stored } ({ $stored_size }). Named by nothing: { $unnamed } ({ $unnamed_size }), { $young } of them younger than a day.
cli-sweep-done = Stored: { $stored } ({ $stored_size }). Named by nothing: { $unnamed } ({ $unnamed_size }). Removed: { $removed }. Kept, because younger than a day: { $young }.
cli-sweep-remedy = To remove them: voluptas-cli doctor --sweep --apply

# Secrets of services in the keychain.
cli-value-address = ADDRESS
cli-value-id = ID
cli-command-secrets = Passwords of databases and keys of buckets in the keychain of the system
cli-command-secrets-set = Keep the password of a database, or the key of a bucket, in the keychain
cli-command-secrets-remove = Remove a password or key from the keychain
cli-arg-secrets-set-address = postgres://USER@HOST/DATABASE, s3://BUCKET, or https://HOST of a tracker
cli-arg-secrets-set-key-id = ID of the key of a bucket, the AWS_ACCESS_KEY_ID; or the user of a tracker
cli-arg-secrets-set-from = File with the password or key in its first line; “-” reads standard input [-]
cli-arg-secrets-remove-address = The address that was given to “secrets set”
cli-secret-saved = The keychain keeps the secret of { $address }. Variables and files come first.
cli-secret-removed = The keychain has no secret of { $address } any more.
cli-secret-no-key-id = A bucket needs the ID of its key as well: --key-id ID
cli-secret-key-id = --key-id is for buckets; a database has a password alone
cli-secret-no-account = The address names no account: postgres://USER@HOST/DATABASE
cli-secret-address = Not an address with a secret: expected postgres://USER@HOST/DATABASE or s3://BUCKET
cli-secret-blank = The secret is blank, or has characters that none has
cli-secret-elsewhere = On a machine without a keychain, put a password into PGPASSWORD or the file of PGPASSFILE, and keys into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY

# Webhooks

cli-value-event = EVENT
cli-value-template = TEMPLATE
cli-value-language = LANGUAGE
cli-value-url = URL
cli-col-template = Template
cli-col-events = Events
cli-col-event = Event
cli-col-attempts = Attempts
cli-delivery-pending = pending
cli-delivery-delivered = delivered
cli-delivery-failed = failed
cli-delivery-dropped = not sent: the gate was met
cli-command-webhooks = Webhooks that tell other services of events
cli-command-webhooks-list = List the webhooks
cli-command-webhooks-add = Add a webhook to a project
cli-command-webhooks-change = Change a webhook
cli-command-webhooks-remove = Remove a webhook with its log
cli-command-webhooks-test = Send a test event at once; exit code 1 if it is not accepted
cli-command-webhooks-log = List the deliveries of a webhook, the newest first
cli-command-webhooks-resend = Send a delivery again, under its ID; a running server sends it
cli-arg-webhooks-list-project = Code of the project [all projects]
cli-arg-webhooks-add-title = Title of the webhook
cli-arg-webhooks-add-project = Code of the project
cli-arg-webhooks-change-id = ID of the webhook
cli-arg-webhooks-change-title = New title
cli-arg-webhooks-remove-id = ID of the webhook
cli-arg-webhooks-test-id = ID of the webhook
cli-arg-webhooks-test-allow-private = Send into private networks, too
cli-arg-webhooks-log-id = ID of the webhook
cli-arg-webhooks-log-limit = Most deliveries [20]
cli-arg-webhooks-resend-id = ID of the webhook
cli-arg-webhooks-resend-delivery = ID of the delivery
cli-arg-url = Address of the receiver; other users of this computer can see it
cli-arg-url-file = File with the address in its first line; “-” reads standard input
cli-arg-secret-file = File with the secret of the signature in its first line, 16 to 256 characters
cli-arg-event = Event that is sent: run.completed, gate.broken, case.changed or mute.expired; can be repeated
cli-arg-template = Form of the message: json, slack, teams, telegram or mattermost [json]
cli-arg-texts = Language of the message: en or ru [en]
cli-arg-chat = ID of the chat in Telegram
cli-arg-gate = File with the rules of the quality gate, for gate.broken
cli-arg-enabled = Send events, or none
cli-arg-allow-private = Accept an address in a private network; the server needs --allow-private-webhooks as well
cli-arg-serve-allow-private-webhooks = Send webhooks into private networks, too
cli-arg-serve-webhook-network = Private network that webhooks may reach, such as 10.0.0.0/8; can be repeated
cli-arg-serve-public-url = Address at which people reach the server, for links in messages
cli-webhook-removed = Webhook “{ $title }” is removed.
cli-webhook-resent = Queued for delivery. A running server sends it.
cli-webhook-waiting = The delivery is already queued.
cli-webhook-tested = The receiver accepted the test ({ $status }).
cli-webhook-test-failed = The receiver did not accept the test ({ $status }). { $reason }
cli-error-secret-key = The key of webhooks cannot be read or created. { $variable } names one.
cli-error-public-url = The address of --public-url must begin with http:// or https://.

# Trackers and TestRail

cli-value-kind = KIND
cli-value-result = RESULT
cli-command-tracker = Issues of Jira, GitHub and GitLab, and comments on pull and merge requests
cli-command-tracker-show = Show the tracker of a project
cli-command-tracker-set = Set the tracker of a project; the credential comes from the environment, integrations.env or the keychain
cli-command-tracker-remove = Remove the tracker of a project
cli-command-tracker-report = Create the issue of a failed result; a result that has one gets no second one
cli-command-tracker-issues = List the issues that were created, with statuses of at most an hour ago
cli-command-tracker-comment = Write the figures of a run as a comment on a pull or merge request; later calls replace it
cli-arg-tracker-show-project = Code of the project
cli-arg-tracker-set-kind = jira-cloud, jira-server, github or gitlab
cli-arg-tracker-set-base-url = Address of the tracker: https://team.atlassian.net, https://api.github.com, https://gitlab.com
cli-arg-tracker-set-place = Key of the project in Jira, owner/repository in GitHub, or path of the project in GitLab
cli-arg-tracker-set-project = Code of the project
cli-arg-tracker-set-issue-type = Type of new issues in Jira [Bug]
cli-arg-tracker-remove-project = Code of the project
cli-arg-tracker-report-result = ID of the result, as the API and the pages show it
cli-arg-tracker-report-project = Code of the project
cli-arg-tracker-report-public-url = Address of the server, for the link back
cli-arg-tracker-issues-project = Code of the project
cli-arg-tracker-issues-refresh = Read all statuses again
cli-arg-tracker-comment-project = Code of the project
cli-arg-tracker-comment-run = Number of the run [the newest]
cli-arg-tracker-comment-request = Number of the pull or merge request [that of the CI job]
cli-arg-tracker-comment-repository = owner/repository, or path of the project in GitLab [that of the CI job]
cli-arg-tracker-comment-key = Name that tells the comments of several jobs apart [run]
cli-command-testrail = Cases and runs of TestRail as files; TESTRAIL_URL, TESTRAIL_USER and TESTRAIL_API_KEY name the account
cli-command-testrail-cases = Write the cases of a project of TestRail to a file for “cases import”
cli-command-testrail-run = Write a run of TestRail with its results to a file for “ingest”
cli-arg-testrail-cases-id = ID of the project in TestRail
cli-arg-testrail-cases-suite = ID of the only suite to read [all suites]
cli-arg-testrail-cases-out = File to write; “-” writes standard output
cli-arg-testrail-run-id = ID of the run in TestRail
cli-arg-testrail-run-out = File to write; “-” writes standard output
cli-tracker-set = { $project }: { $kind }, { $url }, { $place }
cli-tracker-none = Project { $project } has no tracker.
cli-tracker-issue = Issue { $key }: { $url }
cli-tracker-commented = The comment has the figures of run { $run }: { $url }
cli-tracker-no-ci = No job of GitHub or GitLab was found, and the project has no tracker.
cli-tracker-no-request = Name the pull or merge request with --request.
cli-command-testrail-import = Import everything of a project of TestRail; a second start goes on and creates no duplicates
cli-arg-testrail-import-id = ID of the project in TestRail
cli-arg-testrail-import-project = Code of the project here
cli-arg-testrail-import-create-project = Create the project if it is missing
cli-arg-testrail-import-suite = ID of the only suite to read [all suites]
cli-arg-testrail-import-without-runs = Leave runs and results out
cli-arg-testrail-import-without-attachments = Leave files of cases and results out
cli-testrail-cases = Cases: { $found } found, { $created } created, { $updated } updated, { $unchanged } unchanged, { $deleted } deleted in TestRail, { $skipped } skipped.
cli-testrail-runs = Runs: { $found } found, { $created } created, { $replaced } replaced, { $unchanged } unchanged, { $untested } without results.
cli-testrail-tests = Tests of the runs that were read: { $found } found, { $tested } with results, { $untested } without; { $results } results.
cli-testrail-files = Files: { $found } found, { $stored } stored, { $unchanged } unchanged, { $missing } missing.
cli-testrail-no-address = Set TESTRAIL_URL, TESTRAIL_USER and TESTRAIL_API_KEY.
cli-testrail-written = { $count ->
    [one] { $count } item in { $path }.
   *[other] { $count } items in { $path }.
}
cli-arg-serve-oidc-issuer = Sign in on web pages through the OpenID Connect provider at this address; with --oidc-client-id
cli-arg-serve-oidc-client-id = ID of this server at the provider [secret: VOLUPTAS_OIDC_CLIENT_SECRET]
cli-arg-serve-oidc-client-secret-file = File with the secret of this server at the provider, instead of the variable
cli-arg-serve-oidc-name = Name of the provider on the button [OpenID Connect]
cli-arg-serve-oidc-create-role = Create unknown users at their first sign-in with this role in the registry: viewer, tester or lead. Without it only users with a matching e-mail sign in
cli-arg-users-add-email = E-mail by which the first sign-in through OpenID Connect finds the user
cli-arg-users-change-email = E-mail by which the first sign-in through OpenID Connect finds the user, or none
cli-value-email = EMAIL
cli-error-oidc = The settings of OpenID Connect cannot be used.
cli-error-oidc-secret = The secret of OpenID Connect is missing: set { $variable } or --oidc-client-secret-file.
cli-error-oidc-file = { $path } holds no secret.
cli-error-oidc-name = The name of --oidc-name needs 1 to { $max } characters.
