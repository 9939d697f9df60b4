# The window.

## The window: menus and commands

gui-menu-file = File
gui-menu-edit = Edit
gui-menu-case = Case
gui-menu-view = View
gui-menu-tools = Tools
gui-menu-help = Help
gui-menu-theme = Theme
gui-menu-language = Language
gui-menu-zoom = Zoom
gui-menu-sync = Sync
gui-cmd-new-workspace = New workspace…
gui-cmd-open-workspace = Open workspace…
gui-cmd-open-demo = Open the demo
gui-cmd-import-functions = Import functions…
gui-cmd-export-functions = Export functions…
gui-cmd-import-cases = Import cases…
gui-cmd-export-cases = Export cases…
gui-cmd-settings = Settings…
gui-cmd-quit = Quit
gui-cmd-undo = Undo
gui-cmd-redo = Redo
gui-cmd-find = Find in list
gui-cmd-palette = Command palette
gui-cmd-new-function = New function
gui-cmd-new-project = New project
gui-cmd-new-case = New case
gui-cmd-rename = Rename
gui-cmd-toggle-critical = Critical
gui-cmd-toggle-focus = In focus
gui-cmd-delete-functions = Move to trash…
gui-cmd-copy-func-id = Copy FuncID
gui-cmd-copy-cells = Copy
gui-cmd-paste-cells = Paste
gui-cmd-fill-down = Fill down
gui-cmd-select-all = Select all
gui-cmd-show-overview = Overview
gui-cmd-show-registry = Registry
gui-cmd-show-cases = Cases
gui-cmd-next-tab = Next tab
gui-cmd-previous-tab = Previous tab
gui-cmd-close-tab = Close tab
gui-cmd-toggle-tree = Sidebar
gui-cmd-toggle-inspector = Inspector
gui-cmd-toggle-activity = Activity
gui-cmd-expand-all = Expand all
gui-cmd-collapse-all = Collapse all
gui-cmd-refresh = Refresh
gui-cmd-theme-system = Match system
gui-cmd-theme-light = Light
gui-cmd-theme-dark = Dark
gui-cmd-lang-en = English
gui-cmd-lang-ru = Russian
gui-cmd-zoom-in = Zoom in
gui-cmd-zoom-out = Zoom out
gui-cmd-zoom-reset = Actual size
gui-cmd-sync-qase = Sync with Qase…
gui-cmd-map-cases = Link functions and cases…
gui-cmd-mirror-results = Mirror results between projects…
gui-cmd-check-connection = Check connection
gui-cmd-shortcuts = Keyboard shortcuts
gui-cmd-open-log = Open log folder
gui-cmd-about = About VoluptAS
gui-search-hint = Search functions, cases, commands

## Buttons

gui-close = Close
gui-cancel = Cancel
gui-save = Save
gui-create = Create
gui-open = Open
gui-import = Import
gui-export = Export
gui-browse = Browse…
gui-browse-folder = Folder…
gui-browse-file = File…
gui-more = More
gui-show = Show the token
gui-hide = Hide the token
gui-choose = Select
gui-link = Link…
gui-unlink = Unlink
gui-open-settings = Open settings

## Workspace and first start

gui-project-shown = Project: { $project }
gui-workspace-none = No workspace
gui-workspace-demo = Demo shop
gui-opening = Opening { $name }…
gui-loading = Loading…
gui-try-again = Try again
gui-unread-functions = Failed to read the functions.
gui-unread-cases = Failed to read the cases.
gui-unread-runs = Failed to read the runs.
gui-unread-results = Failed to read the results.
gui-unread-edits = Failed to read what can be undone.
gui-unread-history = Failed to read the history of changes.
gui-unread-deleted = Failed to read the trash.
gui-first-what = See what is tested, by which cases, and how the last run went.
gui-first-demo = Open the demo
gui-first-demo-more = A sample shop with a built-in server. No account needed.
gui-first-new = New workspace
gui-first-new-more = One file on this computer for functions, cases and results
gui-first-import = Import a list
gui-first-import-more = Your product's functions from a CSV file or a workbook
gui-first-qase = Connect Qase
gui-first-qase-more = Import suites and cases with an API token
gui-first-recent = Recent
gui-path = File
gui-path-open-note = A file with the extension .voluptas
gui-path-new-note = The file is created if it does not exist
gui-path-import-note = Existing functions are updated by FuncID, new ones are added, nothing is deleted
gui-path-export-note = The exported file can be imported again without loss. The extension sets the format: .csv for functions, .xlsx for functions, people and relations.

## Reasons why a command of a menu is not available

gui-need-workspace = Open or create a workspace first
gui-need-project = Create a project first
gui-need-case = Open a case or select one
gui-need-cases = Open a case or select some
gui-need-several-cases = Select several cases
gui-need-functions = Select functions
gui-need-functions-or-cases = Select functions or cases
gui-need-two-runs = A comparison needs two runs
gui-need-grid = Click into a table first
gui-need-list = Click into a list or a table first
gui-need-suite-or-case = Select one suite or case in the tree
gui-need-undo = Nothing to undo
gui-need-redo = Nothing to redo
gui-need-run = Open a run first
gui-need-one-run = Open a run or select one
gui-need-runs = Open a run or select some
gui-need-open-run = Open a run in progress
gui-need-closed-run = Open a closed run that was executed by hand
gui-need-run-by-hand = Open a run that is executed by hand
gui-need-failed-result = Select a failed result of a run
gui-need-failed-run = Open a run with failures
gui-need-closable-tab = This tab always stays open
gui-need-one = Select one function, suite, case or run
gui-need-selection = Select what is to be deleted

## Left panel and registry

gui-left-functions = Functions
gui-left-cases = Cases
gui-left-runs = Runs
gui-runs-empty = No runs yet
gui-runs-empty-more = Create a run of your cases, or import results of test tools.
gui-runs-latest = The latest { $count } runs
gui-tab-run = Run #{ $number }
gui-run-gone = This run no longer exists
gui-run-gone-more = If it was moved to the trash, it can be restored from there.
gui-run-unlisted = This run is not in the list
gui-run-unlisted-more = It is older than the latest { $count } runs, which the window shows, or no longer exists. If it was moved to the trash, it can be restored from there.
gui-run-active = In progress
gui-run-complete = Complete
gui-run-aborted = Aborted
gui-run-results = Run results
gui-run-case = Case
gui-run-time = Time
gui-run-empty = No such results
gui-run-choose = Select a result
gui-filter = Filter
gui-more-filters = { $n } more
gui-filter-clear = Clear filter
gui-grid-filter = Find in registry
gui-nothing-found = Nothing found
gui-functions-empty = No functions yet
gui-functions-empty-more = Import the functions of your product or create the first one with Ctrl+N.
gui-cases-empty = No cases yet
gui-cases-empty-more = Create a project and its first case, import a file, or sync with Qase.
gui-critical = Critical
gui-focus = In focus
gui-quick-all = All
gui-quick-critical = Critical
gui-quick-focus = In focus
gui-quick-uncovered = Uncovered
gui-quick-covered = Covered
gui-quick-covered-in = { $branch }: covered
gui-quick-testable-in = { $branch }: testable
gui-columns = Select columns
gui-columns-usual = Reset columns
gui-column-func-id = FuncID
gui-column-title = Title
gui-column-type = Type
gui-column-segment = Segment
gui-column-qa = QA
gui-column-cases = Cases
gui-column-result = Last result
gui-column-result-brief = Result
gui-tab-overview = Overview
gui-tab-registry = Registry
gui-tab-close = Close
gui-count-functions = { $n ->
    [one] { $n } function
   *[other] { $n } functions
}
gui-count-cases = { $n ->
    [one] { $n } case
   *[other] { $n } cases
}
gui-count-chosen = { $n } selected
gui-count-selected = { $what } selected
gui-count-suites = { $n ->
    [one] { $n } suite
   *[other] { $n } suites
}
gui-card-covered = Functions covered
gui-card-covered-note = { $covered } of { $total } testable
gui-card-critical = Critical without a case
gui-card-critical-note = { $n ->
    [one] of { $n } critical function
   *[other] of { $n } critical functions
}
gui-card-results = Functions by last result
gui-card-results-unit = passed
gui-card-results-none = No runs yet
gui-card-results-rule = Share of passed functions: each has the worst of the last results of its cases. Skipped and untested functions do not count. A part of the bar opens the functions with that result.
gui-card-automated = Functions automated
gui-overview-modules = Functions covered by module
gui-overview-attention = Needs attention
gui-overview-failing = Failing functions
gui-overview-critical = Critical functions without a case
gui-overview-next = There are functions but no cases yet. Import suites and cases from Qase, then link them.
gui-overview-next-map = No case is linked to a function yet. Review the suggested mappings and accept them.
gui-overview-map = Link cases
gui-overview-calm = Nothing needs attention

## Inspector, functions, cases

gui-inspector-empty = Nothing selected
gui-inspector-empty-more = Select a function or a case to see and edit it here.
gui-inspector-cases = Cases
gui-inspector-no-cases = No case covers this function yet.
gui-inspector-recent = Recent activity
gui-inspector-results = Last results
gui-inspector-history = History
gui-further-fields = Further fields
gui-field-title = Title
gui-field-qa = QA
gui-field-dev = Dev
gui-field-maturity = Maturity
gui-field-automation = Automation
gui-field-segment = Segment
gui-field-status = Status
gui-field-description = Description
gui-title-needed = Enter a title
gui-nobody = Unassigned
gui-you = you
gui-function-add-below = New function inside…
gui-function-link = Link cases…
gui-function-new-case = New case…
gui-link-search = Case title or number
gui-new-at-root = At the top level
gui-delete-button = Move to trash
gui-quit-writing = Storing your last change; the window closes when it is done.
gui-quit-title = A job is running. Quit?
gui-quit-text = The current item will finish; the rest will stop. Run it again to continue.
gui-quit-button = Stop and quit
gui-copied = Copied: { $text }
gui-undone = Undone
gui-redone = Redone
gui-tab-in-trash = { $code } in the trash
gui-tab-deleted = Deleted case
gui-case-gone = This case no longer exists
gui-case-open = Open the case
gui-case-covers = Functions covered
gui-case-covers-none = Not linked to a function
gui-case-severity = Severity
gui-case-priority = Priority
gui-case-type = Type
gui-case-layer = Layer
gui-case-behavior = Behavior
gui-case-automation = Automation
gui-case-status = Status
gui-case-description = Description
gui-case-preconditions = Preconditions
gui-case-postconditions = Postconditions
gui-case-steps = Steps
gui-case-parameters = Parameters
gui-case-fields = Custom fields
gui-case-attachments = Attachments
gui-case-expected-result = Expected result
gui-case-links = Links
gui-type-module = Module
gui-type-epic = Epic
gui-type-feature = Feature
gui-type-story = Story
gui-type-page = Page
gui-type-element = Element
gui-type-service = Service
gui-status-passed = Passed
gui-status-failed = Failed
gui-status-broken = Broken
gui-status-blocked = Blocked
gui-status-skipped = Skipped
gui-status-invalid = Invalid
gui-status-in-progress = In progress
gui-status-untested = Untested

## Values of dictionaries and of Qase's lists

gui-value-not-started = Not started
gui-value-in-progress = In progress
gui-value-automated = Automated
gui-value-partially-automated = Partially automated
gui-value-not-applicable = Not applicable
gui-value-is-not-automated = Manual
gui-value-to-be-automated = To be automated
gui-value-draft = Draft
gui-value-poc = PoC
gui-value-production = Production
gui-value-legacy = Legacy
gui-value-deprecated = Deprecated
gui-value-approved = Approved
gui-value-actual = Actual
gui-value-undefined = Not set
gui-value-unknown = Not set
gui-value-blocker = Blocker
gui-value-critical = Critical
gui-value-major = Major
gui-value-normal = Normal
gui-value-minor = Minor
gui-value-trivial = Trivial
gui-value-high = High
gui-value-medium = Medium
gui-value-low = Low
gui-value-positive = Positive
gui-value-negative = Negative
gui-value-destructive = Destructive
gui-value-other = Other
gui-value-functional = Functional
gui-value-smoke = Smoke
gui-value-regression = Regression
gui-value-security = Security
gui-value-usability = Usability
gui-value-performance = Performance
gui-value-acceptance = Acceptance
gui-value-compatibility = Compatibility
gui-value-integration = Integration
gui-value-exploratory = Exploratory
gui-value-e2e = E2E
gui-value-api = API
gui-value-unit = Unit

## Status bar and activity

gui-qase-no-token = Qase: no token
gui-qase-unchecked = Qase: { $project }
gui-qase-checking = Qase: checking…
gui-qase-connected = Qase: { $project }, { $time }
gui-qase-failed = Qase: no connection
gui-qase-check-hint = Check the connection to Qase
gui-job-cancel = Cancel the job
gui-job-stop = Stop
gui-job-of = { $done } of { $total }
gui-job-waits = waiting { $time }: rate limit
gui-job-running = Running
gui-job-waiting = Waiting
gui-job-finished = Finished
gui-job-partly = Finished with failures
gui-job-failed = Failed
gui-job-cancelled = Cancelled
gui-activity = Activity
gui-activity-close = Close activity
gui-activity-empty = No jobs in this session
gui-report-created = created
gui-report-results = results
gui-report-updated = updated
gui-report-unchanged = unchanged
gui-report-skipped = skipped
gui-report-left-out = deselected by you
gui-report-failed = failed
gui-report-rows = rows
gui-report-conflicts = conflicts
gui-report-cases = cases
gui-report-removed = unlinked
gui-report-linked = linked
gui-report-projects = projects
gui-report-runs = runs
gui-report-written = written
gui-report-people-created = people created
gui-job-import-functions = Function import
gui-job-export-functions = Function export
gui-job-import-cases = Case import
gui-job-export-cases = Case export
gui-job-export-report = Report of a run
gui-job-writing = Writing
gui-storing = Saving changes…
gui-job-busy = Another job of this kind is still running.
gui-exported = { $n ->
    [one] { $n } function exported to { $path }
   *[other] { $n } functions exported to { $path }
}
gui-report-read = read

## Settings

gui-settings-discard = Discard the changes?
gui-settings-discard-more = The settings are not saved yet. What you entered is lost.
gui-settings-general = General
gui-settings-qase = Qase
gui-settings-second = Second account
gui-settings-server = Projects
gui-settings-server-what = Rules of the projects of the open workspace. The window, the command line and the server that “voluptas-cli serve” starts follow them.
gui-settings-auto-create = Results without a case
gui-settings-auto-create-what = Reporters send results by test name. The server can create a case for each result that belongs to none.
gui-settings-auto-create-unnamed = Create a case unless the result names one
gui-settings-auto-create-on = Always create a case
gui-settings-auto-create-off = Never create a case
gui-settings-server-no-projects = The workspace has no project yet.
gui-lang-system = Match system
gui-settings-folder = Workspace folder
gui-settings-file = Settings file
gui-settings-log = Log folder
gui-settings-folder-note = To keep all of this in another folder, set VOLUPTAS_HOME or --workspace.
gui-settings-token = API token
gui-settings-token-hint = Paste the token
gui-settings-token-kept = Token saved. Type to replace it.
gui-settings-token-help = Create a token in Qase:
gui-settings-token-page = user settings, API tokens
gui-settings-token-in-force = Using: { $place }
gui-settings-token-none = No token yet
gui-settings-token-forget = Remove token
gui-store-keychain = system keychain
gui-store-file = credentials/qase.env
gui-store-session = memory (this session only)
gui-settings-token-place = Store new tokens in
gui-settings-base-url = API address
gui-settings-project = Project code
gui-settings-project-bad = Enter 2 to 10 Latin letters and digits
gui-settings-run = Test run ID
gui-settings-number-bad = Enter a whole number
gui-settings-project-list = Select a project
gui-settings-no-projects = The token has no access to any project.
gui-settings-run-list = Select an open run
gui-settings-no-runs = { $project } has no open runs.
gui-settings-run-needs-project = Select a project first.
gui-settings-list-find = Find
gui-settings-list-again = Try again
gui-settings-list-no-way = Enter a token above to load the list.
gui-settings-author = Your name
gui-settings-author-note = Shown in the history beside your changes. Blank: the name of the account on this computer.
gui-settings-rpm = Requests per minute
gui-settings-rpm-note = Starting rate; adjusts to the server's limit. 0: no starting limit.
gui-settings-timeout = Timeout, seconds
gui-settings-timeout-note = Longest wait for one answer of Qase
gui-settings-cache = Keep answers, minutes
gui-settings-cache-note = How long answers of Qase are reused. 0: never.
gui-settings-late-write = Wait for lost writes, seconds
gui-settings-late-write-note = How long to look for an unanswered change
gui-settings-range = Enter a whole number from { $min } to { $max }
gui-settings-address-bad = Enter an address that begins with https:// or http:// and has no user name
gui-settings-demo = The demo always talks to its built-in server. Changes on this tab apply until the demo is closed; the settings of your own account stay as they are.
gui-settings-second-what = Results can be mirrored between two Qase accounts, or to a team server. Enter its address and token here.
gui-settings-check-note = Checking the values entered here. Nothing is saved yet.

## Help

gui-keys-tree = Move in the tree, expand and collapse
gui-keys-ends = First and last row
gui-keys-results = Next and previous result of a run or a comparison
gui-keys-letters = Jump to a title by its first letters
gui-keys-range = Select several rows
gui-keys-open = Open
gui-keys-check = Select or deselect the row
gui-keys-delete = Move to trash
gui-keys-menu = Open the menus
gui-keys-close = Close a dialog or a menu
gui-keys-apply = Apply in a dialog
gui-usage =
    VoluptAS: see what is tested, by which cases, and how the last run went

    voluptas [--demo] [--lang ru|en] [FILE]

    FILE is a workspace, or the address of one on a server (postgres://USER@HOST/DATABASE); without it the last one is opened. --demo opens a sample shop with a built-in server, in a new workspace when FILE names one.
    For scripts, use voluptas-cli.
    --frame-stats OUT.json [--script FILE] measures the window and closes it; see docs/measuring.md.
gui-usage-wrong = Unknown argument { $flag }; see voluptas --help
gui-script-wrong = Line { $line } of the script is no step: { $text }; see docs/measuring.md
gui-script-unreadable = Cannot read the script { $path }: { $error }
gui-stats-failed = Cannot write the measurement: { $error }
gui-no-display = { $kind ->
    [display] Cannot open a window: there is no display (neither X11 nor Wayland).
    [graphics] Cannot open a window: the display has no working OpenGL ({ $reason }). The log has the details.
   *[other] Cannot open a window: { $reason }. The log has the details.
}
gui-no-display-remedy = Start the program where there is a display (X11 or Wayland with OpenGL), or use voluptas-cli.
gui-no-display-demo = The demo continues in the terminal.
gui-about-fonts = Fonts: Inter and JetBrains Mono (SIL Open Font License), Material Symbols (Apache-2.0).

gui-file-show = Show in folder
gui-file-missing = { $name }, file is missing
gui-file-here = File location: { $path }
