# The window.

## The window: menus and commands

gui-menu-file = File
gui-menu-edit = Edit
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
gui-cmd-import-functions = Import functions from CSV…
gui-cmd-export-functions = Export functions to CSV…
gui-cmd-settings = Settings…
gui-cmd-quit = Quit
gui-cmd-undo = Undo
gui-cmd-redo = Redo
gui-cmd-find = Find in the tree
gui-cmd-palette = Command palette
gui-cmd-new-function = New function
gui-cmd-rename = Rename
gui-cmd-delete-functions = Move to trash…
gui-cmd-copy-func-id = Copy FuncID
gui-cmd-show-overview = Overview
gui-cmd-show-registry = Registry
gui-cmd-toggle-tree = Left panel
gui-cmd-toggle-inspector = Inspector
gui-cmd-toggle-activity = Activity
gui-cmd-expand-all = Expand all
gui-cmd-collapse-all = Collapse all
gui-cmd-refresh = Refresh
gui-cmd-theme-system = As the system
gui-cmd-theme-light = Light
gui-cmd-theme-dark = Dark
gui-cmd-lang-en = English
gui-cmd-lang-ru = Russian
gui-cmd-zoom-in = Larger
gui-cmd-zoom-out = Smaller
gui-cmd-zoom-reset = 100 %
gui-cmd-sync-qase = Qase.io…
gui-cmd-map-cases = Link functions and cases…
gui-cmd-mirror-results = Mirror results between projects…
gui-cmd-check-connection = Check connection
gui-cmd-shortcuts = Keyboard shortcuts
gui-cmd-open-log = Open the log folder
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
gui-more = More
gui-show = Show the token
gui-hide = Hide the token
gui-choose = Choose
gui-link = Link…
gui-unlink = Unlink
gui-open-settings = Open settings

## Workspace and first start

gui-workspace-none = No workspace
gui-workspace-demo = Demo shop
gui-opening = Opening { $name }…
gui-loading = Loading…
gui-first-what = Of everything your product does: what is tested, by which cases, and what did the last run say?
gui-first-demo = Open the demo
gui-first-demo-more = A fictional shop with a server of its own: try everything, register nothing
gui-first-new = New workspace
gui-first-new-more = One file on this computer holds functions, cases and results
gui-first-import = Import a list
gui-first-import-more = Functions of your product from a CSV file
gui-first-qase = Connect Qase
gui-first-qase-more = Bring in suites and cases with an API token
gui-first-recent = Recent
gui-path = File
gui-path-open-note = A file of the kind name.voluptas
gui-path-new-note = The file is made where it does not exist yet
gui-path-import-note = Existing functions are updated by their FuncID, new ones are added, nothing is deleted
gui-path-export-note = What is exported can be imported again without loss

## Left panel and registry

gui-left-functions = Functions
gui-left-cases = Cases
gui-left-runs = Runs
gui-runs-empty = No runs yet
gui-runs-empty-more = Enter results when you export cases to Qase; each entry becomes a run.
gui-tab-run = Run #{ $number }
gui-run-gone = This run is no longer here
gui-run-active = In progress
gui-run-complete = Complete
gui-run-aborted = Aborted
gui-run-results = Results of the run
gui-run-case = Case
gui-run-time = Time
gui-run-empty = No results of this kind
gui-run-choose = Choose a result
gui-filter = Filter
gui-filter-clear = Clear the filter
gui-grid-filter = Find in the registry
gui-nothing-found = Nothing found
gui-functions-empty = No functions yet
gui-functions-empty-more = Import the list of what your product does, or add the first one with Ctrl+N.
gui-cases-empty = No cases yet
gui-cases-empty-more = Bring them in from Qase.
gui-critical = Critical
gui-focus = In focus
gui-quick-all = All
gui-quick-critical = Critical
gui-quick-focus = In focus
gui-quick-uncovered = Uncovered
gui-columns = Choose columns
gui-columns-usual = Usual columns and widths
gui-column-func-id = FuncID
gui-column-title = Title
gui-column-type = Type
gui-column-segment = Segment
gui-column-qa = QA
gui-column-cases = Cases
gui-column-result = Last result
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
gui-count-chosen = { $n ->
    [one] { $n } chosen
   *[other] { $n } chosen
}
gui-card-covered = Covered by cases
gui-card-covered-note = { $covered } of { $total } functions
gui-card-critical = Critical without a case
gui-card-critical-note = { $n ->
    [one] of { $n } critical
   *[other] of { $n } critical
}
gui-card-results = Last results
gui-card-results-number = { $share } passed
gui-card-results-none = Nothing has been run yet
gui-card-automated = Automated
gui-overview-modules = Coverage by module
gui-overview-attention = Needs attention
gui-overview-failing = Failing
gui-overview-critical = Critical without a case
gui-overview-next = There are functions but no cases yet. Bring suites and cases in from Qase, then link them.
gui-overview-next-map = Cases are here, but none is linked to a function. The program proposes the links; you accept them.
gui-overview-map = Link cases
gui-overview-calm = Nothing needs attention

## Inspector, functions, cases

gui-inspector-empty = Nothing chosen
gui-inspector-empty-more = Choose a function or a case to see and edit it here.
gui-inspector-cases = Cases
gui-inspector-no-cases = No case checks this function yet.
gui-inspector-results = Last results
gui-inspector-history = History
gui-field-title = Title
gui-field-qa = QA
gui-field-dev = Dev
gui-field-maturity = Maturity
gui-field-automation = Automation
gui-field-segment = Segment
gui-field-status = Status
gui-field-description = Description
gui-title-needed = A function needs a title
gui-nobody = Nobody
gui-function-add-below = Add below…
gui-function-link = Link cases…
gui-link-search = Title or number of a case
gui-new-at-root = At the top level
gui-new-below = Inside “{ $title }”
gui-delete-title = { $n ->
    [one] Move { $n } function to the trash?
   *[other] Move { $n } functions to the trash?
}
gui-delete-text = { $n ->
    [one] { $n } function goes to the trash, with all that lies below. Undo brings it back.
   *[other] { $n } functions go to the trash, with all that lies below. Undo brings them back.
}
gui-delete-button = Move to trash
gui-deleted = { $n ->
    [one] { $n } function moved to the trash
   *[other] { $n } functions moved to the trash
}
gui-quit-title = A job is running. Quit?
gui-quit-text = It stops after the item at hand; what is done stays done. Running it again does the rest.
gui-quit-button = Stop and quit
gui-copied = Copied: { $text }
gui-undone = Undone
gui-redone = Done again
gui-nothing-to-undo = Nothing to undo
gui-nothing-to-redo = Nothing to redo
gui-case-gone = This case is no longer here
gui-case-open = Open the case
gui-case-covers = Covers functions
gui-case-covers-none = Not linked to any function
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
gui-value-unknown = Unknown
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
gui-job-waits = waits { $time } for the rate limit
gui-job-running = Running
gui-job-waiting = Waiting
gui-job-finished = Finished
gui-job-partly = Finished with failures
gui-job-failed = Failed
gui-job-cancelled = Cancelled
gui-activity = Activity
gui-activity-close = Close the activity panel
gui-activity-empty = No jobs in this session
gui-report-created = created
gui-report-updated = updated
gui-report-unchanged = unchanged
gui-report-skipped = skipped
gui-report-failed = failed
gui-report-rows = rows
gui-report-conflicts = in conflict
gui-report-cases = cases
gui-report-removed = unlinked
gui-report-linked = linked
gui-report-projects = projects
gui-report-runs = runs
gui-report-written = written
gui-report-people-created = people
gui-job-import-functions = Import of functions
gui-job-export-functions = Export of functions
gui-job-reading = Reading the file
gui-job-writing = Writing
gui-job-busy = Another job of this kind is still running.
gui-exported = { $n ->
    [one] { $n } function written to { $path }
   *[other] { $n } functions written to { $path }
}
gui-file-error = { $path }: { $reason }
gui-report-read = read

## Settings

gui-settings-general = General
gui-settings-qase = Qase
gui-settings-second = Second account
gui-lang-system = As the system
gui-settings-folder = Workspace folder
gui-settings-file = Settings file
gui-settings-log = Log folder
gui-settings-folder-note = VOLUPTAS_HOME or --workspace moves all of it into one folder.
gui-settings-token = API token
gui-settings-token-hint = Paste the token here
gui-settings-token-kept = A token is kept; type to replace it
gui-settings-token-help = A token is made in Qase:
gui-settings-token-page = user settings, API tokens
gui-settings-token-in-force = In force: { $place }
gui-settings-token-none = No token yet
gui-settings-token-forget = Forget it
gui-store-keychain = the system keychain
gui-store-file = credentials/qase.env
gui-store-session = this session only
gui-settings-token-place = Keep a new token in
gui-settings-base-url = API address
gui-settings-project = Project code
gui-settings-project-bad = 2 to 10 Latin letters and digits
gui-settings-run = Test run ID
gui-settings-number-bad = A whole number
gui-settings-project-list = Choose a project
gui-settings-no-projects = The token sees no project.
gui-settings-run-list = Choose an open run
gui-settings-no-runs = { $project } has no open run.
gui-settings-run-needs-project = Name a project first: a run is one of its project.
gui-settings-list-find = Find
gui-settings-list-again = Try again
gui-settings-list-no-way = Without a token nothing can be read. Enter one above.
gui-settings-rpm = Requests per minute
gui-settings-rpm-bad = A number from 0 to 6000
gui-settings-rpm-note = Where the limiter starts, 0 for none; it learns the real limit.
gui-settings-second-what = Results can be mirrored between two Qase accounts, or to a team server. Its address and token go here; without a token there is no second account.
gui-settings-check-note = Trying what is entered here; nothing is saved yet.

## Help

gui-keys-tree = Move in the tree, open and close
gui-keys-ends = First and last line
gui-keys-letters = Jump to a title by its first letters
gui-keys-range = Choose several lines
gui-keys-open = Open
gui-keys-check = Check or choose the line
gui-keys-delete = Move to trash
gui-keys-close = Close a dialog or a menu
gui-keys-apply = Apply what a dialog shows
gui-usage = 
    VoluptAS: what is tested, by which cases, and what did the last run say

    voluptas [--demo] [--lang ru|en] [FILE]

    FILE is a workspace; without it the last one is opened. --demo opens a fictional shop with a server of its own.
    For scripts there is voluptas-cli.
gui-usage-wrong = { $flag } is not understood; see voluptas --help
gui-no-display = { $kind ->
    [display] No window can be opened: there is no display here (neither X11 nor Wayland).
   *[other] No window can be opened: the display offers no OpenGL that works. The log has the details.
}
gui-no-display-remedy = Start it where there is a display (X11 or Wayland with OpenGL), or use voluptas-cli.
gui-no-display-demo = The demo goes on in the terminal.
gui-about-licence = Free software under MIT or Apache-2.0, at your choice.
gui-about-fonts = Fonts: Inter and JetBrains Mono (SIL Open Font License), Material Symbols (Apache-2.0).

gui-file-fetch = Fetch the file and show its folder
gui-file-here = The file is here: { $path }
