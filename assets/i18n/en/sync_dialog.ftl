# The dialog of the synchronisation with Qase: import, export, mapping, history.

sync-dialog-title = Sync with Qase
sync-dialog-close = Close
sync-dialog-tab-import = Import
sync-dialog-tab-export = Export
sync-dialog-tab-mapping = Mapping
sync-dialog-tab-mirror = Mirror
sync-dialog-tab-history = History
sync-dialog-keys-apply = Ctrl+Enter
sync-dialog-not-connected = Not connected
sync-dialog-no-connection = No connection
sync-dialog-no-project = No project selected
sync-dialog-project-unseen = { $code }: no access to the project
sync-dialog-not-connected-head = Qase is not connected yet
sync-dialog-not-connected-more = Enter an API token and a project code in the settings. The token stays on this computer.
sync-dialog-open-settings = Open settings
sync-dialog-dismiss = Dismiss
sync-dialog-busy = Another sync of this project is still running. Wait for it or cancel it.

sync-dialog-step-choose = Select
sync-dialog-step-preview = Preview
sync-dialog-step-apply = Apply
sync-dialog-step-summary = Summary
sync-dialog-back = Back
sync-dialog-cancel = Cancel
sync-dialog-stopping = Stopping…
sync-dialog-please-wait = One moment
sync-dialog-just-begun = Just started
sync-dialog-since = { $time } elapsed
sync-dialog-done-of = { $done } of { $total }
sync-dialog-waiting-limit = Waiting for Qase's rate limit: { $time }
sync-dialog-goes-on = You can close this dialog: the work continues, and the status bar shows its progress.

sync-dialog-project = Project
sync-dialog-refresh = Refresh
sync-dialog-loading = Loading…
sync-dialog-choose-project = Select a project
sync-dialog-choose-project-head = Select a Qase project
sync-dialog-choose-project-more = The list is at the top left. Then select the suites to import.
sync-dialog-filter-suites = Suites
sync-dialog-suites = Suites of the project
sync-dialog-loading-suites = Loading suites…
sync-dialog-no-suites = The project has no suites. Its cases are imported without suites.
sync-dialog-without-suite = Without a suite
sync-dialog-no-suite = no suite
sync-dialog-check-all = Select all suites
sync-dialog-check-none = Clear selection
sync-dialog-clear = Clear
sync-dialog-find = Find
sync-dialog-chosen-suites = Suites: { $suites } of { $all }, cases: { $cases }
sync-dialog-to-preview = Preview
sync-dialog-how-to-import = How to import
sync-dialog-how-to-import-more = Review the changes first. Nothing is saved until you click Apply.
sync-dialog-on-conflict = On conflict
sync-dialog-policy-smart = Smart merge
sync-dialog-policy-smart-more = Takes changes made on one side and merges tags. You resolve only what changed on both.
sync-dialog-policy-ask = Ask me
sync-dialog-policy-ask-more = You resolve every difference that was not made on one side only, field by field.
sync-dialog-policy-theirs = Take from Qase
sync-dialog-policy-theirs-more = Qase wins conflicts. Fields never filled in Qase do not erase yours.
sync-dialog-policy-mine = Keep mine
sync-dialog-policy-mine-more = Your values win conflicts. Empty fields and changes made only in Qase are imported.
sync-dialog-also = Also
sync-dialog-functions-from-suites = Create functions from suites
sync-dialog-functions-from-suites-more = Each suite becomes a function in the registry, covered by the suite's cases.

sync-dialog-class-all = All
sync-dialog-class-new = New
sync-dialog-class-changed = Changed
sync-dialog-class-conflict = Conflicts
sync-dialog-class-removed = Removed in Qase
sync-dialog-class-gone = Removed
sync-dialog-class-skipped = Skipped
sync-dialog-class-unchanged = Unchanged
sync-dialog-conflicts-all = For all conflicts:
sync-dialog-take-theirs = Take from Qase
sync-dialog-keep-mine = Keep mine
sync-dialog-preview-empty = Nothing to compare: the selection has no cases
sync-dialog-preview-none = No such cases
sync-dialog-preview-table = Cases in the preview
sync-dialog-check-case = Include
sync-dialog-column-id = ID
sync-dialog-column-title = Title
sync-dialog-column-suite = Suite
sync-dialog-column-differs = Differences
sync-dialog-column-decision = Decision
sync-dialog-column-outcome = Result
sync-dialog-column-what = Item
sync-dialog-column-why = Reason
sync-dialog-column-when = When
sync-dialog-column-kind = Action
sync-dialog-column-done = Done
sync-dialog-decided-left-out = skip
sync-dialog-decided-open = unresolved
sync-dialog-decided-create = create
sync-dialog-decided-theirs = take from Qase
sync-dialog-decided-mine = keep mine
sync-dialog-decided-by-field = by field
sync-dialog-decided-unlink = unlink
sync-dialog-decided-trash = move to trash
sync-dialog-decided-nothing = —
sync-dialog-side-field = Field
sync-dialog-side-was = Last sync
sync-dialog-side-here = Here
sync-dialog-side-there = In Qase
sync-dialog-blank = empty
sync-dialog-yes = yes
sync-dialog-no = no
sync-dialog-whole-case = A new case. It will be created with all its fields, steps and tags.
sync-dialog-removed-all = All shown:
sync-dialog-removed-keep = Keep here
sync-dialog-removed-trash = Move to trash
sync-dialog-removed-case = This case was removed in Qase. It stays here. If it returns in Qase, it will be linked to this case again.
sync-dialog-same-case = Both sides are the same. Nothing to change.
sync-dialog-into-suite = Suite
sync-dialog-root-suite = Without a suite
sync-dialog-suite-of-new = Suite for new cases
sync-dialog-new-of-functions = { $n ->
    [one] { $n } selected function has no case; one will be created
   *[other] { $n } selected functions have no case; one will be created for each
}
sync-dialog-dropped = The connection to Qase has changed. The preview of the old connection was closed.
sync-dialog-stale = The selection of suites has changed. Refresh the preview.
sync-dialog-preview-again = Refresh preview
sync-dialog-nothing-to-apply = Nothing to apply
sync-dialog-apply-n = { $n ->
    [one] Apply { $n } change
   *[other] Apply { $n } changes
}
sync-dialog-import-will = { $created } to be created, { $updated } updated, { $left_out } deselected by you.
sync-dialog-will-trash = { $n } to be moved to the trash.
sync-dialog-will-unlink = { $n } to be unlinked.
sync-dialog-open-conflicts = Unresolved conflicts: { $n }.
sync-dialog-count-created = To be created
sync-dialog-count-updated = To be updated
sync-dialog-count-unlinked = To be unlinked
sync-dialog-count-trashed = To be moved to the trash
sync-dialog-count-left-out = Deselected by you
sync-dialog-count-open = Unresolved
sync-dialog-count-results = Results to be sent
sync-dialog-guard-anyway = Unlink anyway…
sync-dialog-guard-what = { $n ->
    [one] { $n } case will no longer be linked to Qase. It stays in the workspace, but the next export will create it in Qase again.
   *[other] { $n } cases will no longer be linked to Qase. They stay in the workspace, but the next export will create them in Qase again.
}
sync-dialog-guard-sure = { $n ->
    [one] I have checked: this case was removed in Qase on purpose
   *[other] I have checked: these { $n } cases were removed in Qase on purpose
}
sync-dialog-guard-do = Unlink { $n }
sync-dialog-guard-leave = Keep linked
sync-dialog-guard = { $removed } of { $linked } linked cases are not in Qase, so they stay linked. Check that this is the right project and that the token sees all of it.
sync-dialog-importing = Import from { $project }

sync-dialog-field-title = Title
sync-dialog-field-description = Description
sync-dialog-field-preconditions = Preconditions
sync-dialog-field-postconditions = Postconditions
sync-dialog-field-expected-result = Expected result
sync-dialog-field-links = Links
sync-dialog-field-severity = Severity
sync-dialog-field-priority = Priority
sync-dialog-field-kind = Type
sync-dialog-field-layer = Layer
sync-dialog-field-behavior = Behavior
sync-dialog-field-automation = Automation
sync-dialog-field-status = Status
sync-dialog-field-is-flaky = Marked flaky
sync-dialog-field-steps = Steps
sync-dialog-field-step-n = Step { $steps }
sync-dialog-field-steps-n = Steps { $steps }
sync-dialog-field-tags = Tags
sync-dialog-field-parameters = Parameters
sync-dialog-field-custom-fields = Custom fields
sync-dialog-field-attachments = Attachments
sync-dialog-field-suite = Suite

sync-dialog-option-undefined = not set
sync-dialog-option-blocker = blocker
sync-dialog-option-critical = critical
sync-dialog-option-major = major
sync-dialog-option-normal = normal
sync-dialog-option-minor = minor
sync-dialog-option-trivial = trivial
sync-dialog-option-high = high
sync-dialog-option-medium = medium
sync-dialog-option-low = low
sync-dialog-option-other = other
sync-dialog-option-functional = functional
sync-dialog-option-smoke = smoke
sync-dialog-option-regression = regression
sync-dialog-option-security = security
sync-dialog-option-usability = usability
sync-dialog-option-performance = performance
sync-dialog-option-acceptance = acceptance
sync-dialog-option-compatibility = compatibility
sync-dialog-option-integration = integration
sync-dialog-option-exploratory = exploratory
sync-dialog-option-unknown = not set
sync-dialog-option-e2e = E2E
sync-dialog-option-api = API
sync-dialog-option-unit = unit
sync-dialog-option-positive = positive
sync-dialog-option-negative = negative
sync-dialog-option-destructive = destructive
sync-dialog-option-is-not-automated = manual
sync-dialog-option-to-be-automated = to be automated
sync-dialog-option-automated = automated
sync-dialog-option-actual = actual
sync-dialog-option-draft = draft
sync-dialog-option-deprecated = deprecated
sync-dialog-option-classic = step by step
sync-dialog-option-gherkin = Gherkin

sync-dialog-by-watching = by watching
sync-dialog-by-webhook = by webhook
sync-dialog-kind-import = Import
sync-dialog-kind-export = Export
sync-dialog-kind-mapping = Mapping
sync-dialog-kind-mirror = Mirror
sync-dialog-headline-done = { $kind } finished
sync-dialog-headline-partly = { $kind } partly finished
sync-dialog-headline-failed = { $kind } failed
sync-dialog-headline-cancelled = { $kind } cancelled
sync-dialog-headline-interrupted = { $kind } interrupted: the program was closed
sync-dialog-headline-running = { $kind } is running
sync-dialog-headline-unresolved = Unresolved conflicts: { $n }
sync-dialog-nothing-done = Nothing was changed
sync-dialog-nothing-done-more = The work stopped before the first write. Nothing has changed here or in Qase.
sync-dialog-in-step = Nothing to change: both sides are the same
sync-dialog-items-table = Result for each item
sync-dialog-items-failed = Failed
sync-dialog-items-conflict = Conflicts
sync-dialog-items-created = Created
sync-dialog-items-sent = Sent
sync-dialog-items-updated = Updated
sync-dialog-items-removed = Unlinked
sync-dialog-items-skipped = Skipped
sync-dialog-items-unchanged = Unchanged
sync-dialog-item-failed = failed
sync-dialog-item-conflict = conflict
sync-dialog-item-created = created
sync-dialog-item-updated = updated
sync-dialog-item-removed = unlinked
sync-dialog-item-skipped = skipped
sync-dialog-item-unchanged = unchanged
sync-dialog-word-failed = failed
sync-dialog-word-conflict = conflicts
sync-dialog-word-created = created
sync-dialog-word-updated = updated
sync-dialog-word-removed = removed
sync-dialog-word-skipped = skipped
sync-dialog-word-unchanged = unchanged
sync-dialog-tile-case-failed = { $n ->
    [one] case failed
   *[other] cases failed
}
sync-dialog-tile-case-conflict = { $n ->
    [one] conflict
   *[other] conflicts
}
sync-dialog-tile-case-created = { $n ->
    [one] case created
   *[other] cases created
}
sync-dialog-tile-case-updated = { $n ->
    [one] case updated
   *[other] cases updated
}
sync-dialog-tile-case-removed = { $n ->
    [one] case unlinked
   *[other] cases unlinked
}
sync-dialog-tile-case-skipped = { $n ->
    [one] case skipped
   *[other] cases skipped
}
sync-dialog-tile-case-unchanged = { $n ->
    [one] case unchanged
   *[other] cases unchanged
}
sync-dialog-tile-result-failed = { $n ->
    [one] result failed
   *[other] results failed
}
sync-dialog-tile-result-conflict = { $n ->
    [one] conflict
   *[other] conflicts
}
sync-dialog-tile-result-created = { $n ->
    [one] result sent
   *[other] results sent
}
sync-dialog-tile-result-updated = { $n ->
    [one] result updated
   *[other] results updated
}
sync-dialog-tile-result-removed = { $n ->
    [one] result removed
   *[other] results removed
}
sync-dialog-tile-result-skipped = { $n ->
    [one] result skipped
   *[other] results skipped
}
sync-dialog-tile-result-unchanged = already sent
sync-dialog-entity-case = case
sync-dialog-entity-suite = suite
sync-dialog-entity-run = run
sync-dialog-entity-result = result
sync-dialog-entity-mapping = mapping
sync-dialog-entity-shared-step = shared step
sync-dialog-entity-function = function
sync-dialog-of-suites = Suites
sync-dialog-of-cases = Cases
sync-dialog-of-results = Results
sync-dialog-functions-made = Functions created: { $n }
sync-dialog-mappings-made = Mappings added: { $n }
sync-dialog-run-made = Run created: #{ $id } “{ $title }”
sync-dialog-run-used = Run: #{ $id } “{ $title }”
sync-dialog-open-run = Open run in Qase
sync-dialog-no-changes = no changes
sync-dialog-save-report = Save report…
sync-dialog-report-path = Report file
sync-dialog-report-kinds = .md to read, .json for scripts
sync-dialog-report-kinds-mirror = .md or .html to read, .json for scripts
sync-dialog-report-saved = Report saved: { $path }
sync-dialog-report-failed = Failed to save the report: { $reason }
sync-dialog-browse = Select file…
sync-dialog-save = Save
sync-dialog-new-import = New import
sync-dialog-to-mapping = Open mapping

sync-dialog-history-n = { $n ->
    [one] { $n } sync
   *[other] { $n } syncs
}
sync-dialog-history-empty = No syncs yet
sync-dialog-history-empty-more = Every import and export will be listed here with its time, counts and the result for each case.
sync-dialog-history-unread = Failed to read the history.
sync-dialog-outcome-unread = Failed to read the outcome of this sync.
sync-dialog-registry-unread = Failed to read functions and cases.
sync-dialog-mapping-unread = Failed to read the mapping.
sync-dialog-entry-unread = Failed to read the entered results.
sync-dialog-entry-unended = The results were sent, but their run was not closed here.
sync-dialog-go-import = Start with an import

sync-dialog-exporting = Export to { $project }
sync-dialog-new-export = New export
sync-dialog-finish = Done
sync-dialog-export-will = In Qase: { $created } to be created, { $updated } updated, { $left_out } deselected by you.
sync-dialog-will-send = Results: { $n } → “{ $run }”.
sync-dialog-send-n = { $n ->
    [one] Send { $n } change
   *[other] Send { $n } changes
}
sync-dialog-shortcut-all = All
sync-dialog-shortcut-failing = Failing
sync-dialog-shortcut-changed = Changed
sync-dialog-shortcut-unmapped = Without cases
sync-dialog-filter-functions = Functions
sync-dialog-functions = Functions of the registry
sync-dialog-no-functions = The registry has no functions yet
sync-dialog-no-functions-more = Import a list of functions (File → Import), or create functions from Qase's suites.
sync-dialog-choose-functions = Select functions on the left
sync-dialog-chosen-functions = Functions: { $functions }, cases: { $cases }.
sync-dialog-without-case = Results not sent because Qase does not have their cases: { $n }.
sync-dialog-without-case-select = Results not sent because Qase does not have their cases: { $n }. Go back and select “Cases” to create them.
sync-dialog-results-of-run = All results of the run “{ $title }” are sent.
sync-dialog-of-run-note = Results of the run “{ $title }”: each attempt and each combination of parameters, with cases that no function covers.
sync-dialog-of-run-other = Enter or send last results
sync-dialog-of-run-alone-head = No functions selected
sync-dialog-of-run-alone = Results of the run whose cases no function covers are sent.
sync-dialog-last-results-n = Last results to send: { $n }.
sync-dialog-no-results-yet = No results to send: no case was run yet.
sync-dialog-entered-n = Results entered: { $n }.
sync-dialog-send = Send
sync-dialog-send-cases = Cases
sync-dialog-send-results = Results
sync-dialog-into-run = Run
sync-dialog-run = Run in Qase
sync-dialog-run-settings = Settings
sync-dialog-run-listed = From list
sync-dialog-run-new = New
sync-dialog-run-title = Title of the run
sync-dialog-new-run-title = VoluptAS, { $date }
sync-dialog-no-open-runs = No open runs
sync-dialog-choose-run = Select a run
sync-dialog-from-file = From a CSV file…
sync-dialog-unknown-line = Line { $line }: “{ $what }” was not found.
sync-dialog-not-kept = Failed to save the entered results: { $reason }
sync-dialog-by-functions = Functions
sync-dialog-by-cases = Cases
sync-dialog-filter-cases = Suites and cases
sync-dialog-cases-of-project = Suites and cases of the project
sync-dialog-choose-cases = Select cases on the left
sync-dialog-choose-cases-more = Select suites or cases on the left. They and their results will be sent.
sync-dialog-chosen-cases = Cases: { $cases }.
sync-dialog-choose-functions-head = What to send to Qase?
sync-dialog-choose-functions-more = Select functions on the left. Their cases and results will be sent.
sync-dialog-choose-all-changed = Select changed
sync-dialog-no-cases-chosen = The selected functions have no cases yet
sync-dialog-no-cases-chosen-more = The export will create one case for each function. You can enter results after that.
sync-dialog-entry-run = Results entered, { $date }
sync-dialog-entry-table = Result entry
sync-dialog-cases-table = Cases to send
sync-dialog-results-table = Results to send
sync-dialog-new-case = new
sync-dialog-column-case = Case
sync-dialog-column-status = Status
sync-dialog-column-time = Time
sync-dialog-column-comment = Comment
sync-dialog-column-last = Last result
sync-dialog-column-state = State
sync-dialog-state-changed = changed here
sync-dialog-state-same = same as in Qase
sync-dialog-result-send = send
sync-dialog-result-sent = already sent
sync-dialog-key-next = next

sync-dialog-show-mapped = Linked
sync-dialog-show-functions = Functions without cases
sync-dialog-show-cases = Cases without functions
sync-dialog-show-suggestions = Suggestions
sync-dialog-show-doubles = Duplicates
sync-dialog-column-func-id = FuncID
sync-dialog-column-function = Function
sync-dialog-column-qase-id = Qase ID
sync-dialog-column-origin = Origin
sync-dialog-column-reason = Reason
sync-dialog-column-score = Score
sync-dialog-origin-manual = by hand
sync-dialog-origin-custom-field = field functional_id
sync-dialog-origin-id-in-title = FuncID in the title
sync-dialog-origin-same-title = same title
sync-dialog-origin-similar-title = similar title
sync-dialog-origin-csv = CSV file
sync-dialog-origin-export = export
sync-dialog-origin-import = import
sync-dialog-link-linked = in Qase
sync-dialog-link-local = only here
sync-dialog-link-removed = removed in Qase
sync-dialog-double = Duplicate: one case covers several functions, or a function has identical cases
sync-dialog-ambiguous = Matches several functions: select one
sync-dialog-threshold = Threshold
sync-dialog-mapping-table = Functions and their cases
sync-dialog-check-accept = Accept
sync-dialog-check-unlink = Select
sync-dialog-accept-one = Link: { $case }
sync-dialog-unlink-one = Unlink: { $case }
sync-dialog-accept-n = { $n ->
    [one] Link { $n } pair
   *[other] Link { $n } pairs
}
sync-dialog-unlink-n = { $n ->
    [one] Unlink { $n } pair
   *[other] Unlink { $n } pairs
}
sync-dialog-linked-n = { $n ->
    [one] { $n } pair linked
   *[other] { $n } pairs linked
}
sync-dialog-unlinked-n = { $n ->
    [one] { $n } pair unlinked
   *[other] { $n } pairs unlinked
}
sync-dialog-checked-of = Selected: { $n } of { $all }
sync-dialog-will-link = Pairs to link: { $n }
sync-dialog-mapping-numbers = Linked pairs: { $mapped }. Functions without cases: { $functions }, cases without functions: { $cases }.
sync-dialog-mapping-import = Import CSV…
sync-dialog-mapping-export = Export CSV…
sync-dialog-mapping-written = Mappings exported: { $n }, file { $path }
sync-dialog-mapping-file = Rows: { $rows }, new pairs: { $new }, already linked: { $known }, skipped: { $unknown }.
sync-dialog-mapping-empty = Nothing to link yet
sync-dialog-mapping-empty-more = Import cases from Qase first, then link them to functions.
sync-dialog-mapping-no-functions = No functions to link yet
sync-dialog-mapping-no-functions-more = Import a list of functions or create functions in the registry, then link them to cases.
sync-dialog-no-mappings = Nothing is linked yet
sync-dialog-show-suggested = Show suggestions
sync-dialog-no-lonely-functions = Every function has a case
sync-dialog-no-lonely-cases = Every case covers a function
sync-dialog-no-suggestions = No suggestions: no similar titles or FuncIDs found
sync-dialog-find-case = Find a case by title or ID
sync-dialog-find-function = Find a function by title or FuncID
sync-dialog-nothing-found = Nothing found
sync-dialog-link = Link

sync-dialog-mirror-from = From
sync-dialog-mirror-to = To
sync-dialog-mirror-swap = Swap sides
sync-dialog-mirror-project-from = Source project
sync-dialog-mirror-project-to = Target project
sync-dialog-mirror-project-first = Select a project first
sync-dialog-mirror-find-project = Code or title
sync-dialog-mirror-run = Run
sync-dialog-mirror-run-from = Source run
sync-dialog-mirror-run-to = Target run
sync-dialog-mirror-find-run = Number, title or date
sync-dialog-mirror-latest = Latest finished
sync-dialog-mirror-no-runs = No runs
sync-dialog-mirror-finished = finished
sync-dialog-mirror-open = still running
sync-dialog-mirror-same-title = Same title
sync-dialog-mirror-same-title-more = Created if it does not exist.
sync-dialog-mirror-titled = Other title
sync-dialog-mirror-titled-more = Created if it does not exist. {"{"}title{"}"} is the title of the source run.
sync-dialog-mirror-same-project = Both sides are the same project. Select another one.
sync-dialog-mirror-match = Match cases by
sync-dialog-mirror-match-key = Key
sync-dialog-mirror-match-key-title = Key, then title
sync-dialog-mirror-match-title = Title
sync-dialog-mirror-match-key-more = Cases with the same value of a field shared by both projects. Results of cases without a key are skipped.
sync-dialog-mirror-match-key-title-more = By the value of the shared field first, then by title among cases without a key.
sync-dialog-mirror-match-title-more = Cases with the same title. No shared field is needed.
sync-dialog-mirror-field = Key field
sync-dialog-mirror-field-not-shared = The projects do not share the field “{ $title }”. Select another field.
sync-dialog-mirror-no-shared-field = These projects share no text field of cases. Create one in Qase for both projects, or match by title.
sync-dialog-mirror-match-by-title = Match by title
sync-dialog-mirror-copy = What to copy
sync-dialog-mirror-copy-more = Status, time and comment are always copied. Tags and suite path are set only for created cases.
sync-dialog-mirror-include-steps = Steps
sync-dialog-mirror-include-params = Parameters
sync-dialog-mirror-include-attachments = Attachments
sync-dialog-mirror-include-stacktrace = Stack traces
sync-dialog-mirror-include-tags = Tags
sync-dialog-mirror-include-suites = Suite path
sync-dialog-mirror-create-cases = Create cases missing in the target project
sync-dialog-mirror-resend-edited = Send again what was edited after it was mirrored
sync-dialog-mirror-latest-only = Only the last result of each case
sync-dialog-mirror-complete = Complete the target run once it has all results
sync-dialog-mirror-lack-from = Select the source project
sync-dialog-mirror-lack-to = Select the target project
sync-dialog-mirror-lack-account = The second account is not set up. Enter its token in Settings.
sync-dialog-mirror-account-first = This account
sync-dialog-mirror-account-second = Second account
sync-dialog-mirror-pairs = Saved pairs
sync-dialog-mirror-pairs-none = Save pairs of projects here to mirror their results again.
sync-dialog-mirror-pair-keep = Save pair
sync-dialog-mirror-pair-update = Update pair
sync-dialog-mirror-pair-kept = Pair saved
sync-dialog-mirror-pair-keep-more = Saves the projects, how cases are matched and what to copy. The latest run is used each time.
sync-dialog-mirror-pair-never = not mirrored yet
sync-dialog-mirror-pair-watched = watching
sync-dialog-mirror-pair-again = Try again
sync-dialog-mirror-pair-watch = Keep watching
sync-dialog-mirror-pair-watch-more = Each completed run is mirrored automatically while the program is open, also after a restart.
sync-dialog-mirror-pair-titles = Titles of runs to watch; * matches any text
sync-dialog-mirror-pair-titles-hint = all runs, or Nightly*
sync-dialog-mirror-pair-remove = Delete pair
sync-dialog-mirror-pair-removed = Pair deleted
sync-dialog-mirror-pair-undo = Undo
sync-dialog-mirror-lack-finished = The project has no finished runs. Select one from the list.
sync-dialog-mirror-lack-source-run = Select the source run
sync-dialog-mirror-lack-target-run = Select the target run
sync-dialog-mirror-lack-title = Enter the title of the target run
sync-dialog-mirror-lack-shared-field = These projects share no field for keys
sync-dialog-mirror-lack-field = Select the key field
sync-dialog-mirror-will-go = Results of “{ $run }”: { $source } → { $target }
sync-dialog-mirror-group-key = By key
sync-dialog-mirror-group-title = By title
sync-dialog-mirror-group-new = To a new case
sync-dialog-mirror-group-there = Already there
sync-dialog-mirror-group-no-key = No key
sync-dialog-mirror-group-duplicate = Ambiguous
sync-dialog-mirror-group-not-final = In progress
sync-dialog-mirror-group-undecided = Held back
sync-dialog-mirror-group-no-counterpart = No target case
sync-dialog-mirror-group-no-case = No case
sync-dialog-mirror-group-case-gone = Case removed
sync-dialog-mirror-group-doubtful = Incomplete list
sync-dialog-mirror-group-superseded = Newer result exists
sync-dialog-mirror-group-edited = Edited since
sync-dialog-mirror-group-mirrored = Created by a mirror
sync-dialog-mirror-group-beyond-limit = Over the limit
sync-dialog-mirror-untraced = { $n ->
    [one] { $n } result may already be in the target run: another tool mirrored a similar one without a trace.
   *[other] { $n } results may already be in the target run: another tool mirrored similar ones without a trace.
}
sync-dialog-mirror-untraced-hold = Hold back
sync-dialog-mirror-untraced-adopt = Count as mirrored
sync-dialog-mirror-untraced-post = Mirror anyway
sync-dialog-mirror-column-key = Key
sync-dialog-mirror-column-target = Case in { $project }
sync-dialog-mirror-table = Results of the mirror
sync-dialog-mirror-none = No such results
sync-dialog-mirror-empty-run = The source run has no results
sync-dialog-mirror-all-there = Nothing to mirror: run #{ $id } already has { $count }.
sync-dialog-mirror-nothing-fits = Nothing to mirror: no result matches. The table shows the reasons.
sync-dialog-mirror-nothing = Nothing to mirror
sync-dialog-mirror-only-complete = Complete run
sync-dialog-mirror-will = { $n ->
    [one] { $count } result to be mirrored to run “{ $run }”.
   *[other] { $count } results to be mirrored to run “{ $run }”.
}
sync-dialog-mirror-will-make = { $n ->
    [one] { $count } result to be mirrored to the new run “{ $run }”.
   *[other] { $count } results to be mirrored to the new run “{ $run }”.
}
sync-dialog-mirror-will-create = { $n ->
    [one] { $count } case to be created.
   *[other] { $count } cases to be created.
}
sync-dialog-mirror-will-skip = { $n ->
    [one] { $count } result skipped.
   *[other] { $count } results skipped.
}
sync-dialog-mirror-apply-n = { $n ->
    [one] Mirror { $n } result
   *[other] Mirror { $n } results
}
sync-dialog-mirroring = Mirroring { $source } → { $target }
sync-dialog-new-mirror = New mirror
sync-dialog-mirror-item-case = case created
sync-dialog-mirror-item-sent = sent
sync-dialog-mirror-item-there = already there
