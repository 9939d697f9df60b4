# Parts of the window: tabs, undo, history, activity, help.

## Tabs

window-tab-keep = Keep open
window-tab-close-others = Close others
window-tab-close-all = Close all
window-tab-more = More tabs
window-open = Open
window-open-keep = Open in a new tab
window-open-in-qase = Open in Qase
window-copy-code = Copy ID
window-copy-title = Copy title
window-expand = Expand
window-collapse = Collapse
window-expand-below = Expand all inside

## Undo: what stands after "Undo:" and "Redo:"

window-undo-project-stays = Project { $code } stays and is empty: Redo and the trash bring its cases back into it.
window-undo-draft = Nothing more to undo in this field. The case has unsaved edits.
window-undo-saved = Nothing unsaved to undo in this field. Edit → Undo takes back what was saved: { $what }
window-undo-trashed-cases = { $n ->
    [one] { $n } case went to the trash
   *[other] { $n } cases went to the trash
}
window-undo-trashed = { $n ->
    [one] { $n } item went to the trash
   *[other] { $n } items went to the trash
}
window-open-trash = Open the trash
window-not-undone = Not undone, because it was changed since: { $what }
window-not-redone = Not redone, because it was changed since: { $what }
window-undo-left = Left as is: { $what }
window-undo-left-by = { $field } (changed by { $who })
window-undo-left-since = { $field } (changed since)
window-undo-left-more = and { $n } more
window-undo-left-contents = contents
window-undo-left-mapping = mapping
window-undo-left-sync = sync
window-undo-left-ingest = result file
window-step-restore-version = restoring of a version
window-step-revert = undo of an edit
window-step-revert-of = undo of “{ $what }”
window-step-redo-of = redo of “{ $what }”
window-redo-too-late = Not redone: there are newer changes.
window-undo-too-late = Not undone: there are newer changes. Undo them first.
window-step-edit-function = edit { $func }
window-step-create-function = create “{ $title }”
window-step-create-case = create “{ $title }”
window-step-delete-functions = { $count ->
    [one] delete { $count } function
   *[other] delete { $count } functions
}
window-step-edit-case = edit “{ $title }”
window-step-link = { $count ->
    [one] link { $count } case
   *[other] link { $count } cases
}
window-step-unlink = { $count ->
    [one] unlink { $count } case
   *[other] unlink { $count } cases
}
window-step-import-functions = { $count ->
    [one] import { $count } function from { $file }
   *[other] import { $count } functions from { $file }
}
window-step-import-people = { $count ->
    [one] import { $count } person or relation from { $file }
   *[other] import { $count } people and relations from { $file }
}
window-step-import-cases = { $count ->
    [one] import { $count } case from { $file }
   *[other] import { $count } cases from { $file }
}
window-step-import-suites = { $count ->
    [one] import { $count } suite from { $file }
   *[other] import { $count } suites from { $file }
}
window-step-move-function = move a function
window-step-move-case = move a case
window-step-accept-mappings = accept suggested links
window-step-merge-tags = merge tags into “{ $title }”
window-step-remove-tags = remove tags “{ $title }”
window-step-trash-functions = { $count ->
    [one] move { $count } function to the trash
   *[other] move { $count } functions to the trash
}
window-step-trash-suites = { $count ->
    [one] move { $count } suite to the trash
   *[other] move { $count } suites to the trash
}
window-step-trash-cases = { $count ->
    [one] move { $count } case to the trash
   *[other] move { $count } cases to the trash
}
window-step-trash-runs = { $count ->
    [one] move { $count } run to the trash
   *[other] move { $count } runs to the trash
}
window-step-delete-things = { $count ->
    [one] move { $count } item to the trash
   *[other] move { $count } items to the trash
}
window-step-restore-functions = { $count ->
    [one] restore { $count } function
   *[other] restore { $count } functions
}
window-step-restore-suites = { $count ->
    [one] restore { $count } suite
   *[other] restore { $count } suites
}
window-step-restore-cases = { $count ->
    [one] restore { $count } case
   *[other] restore { $count } cases
}
window-step-restore-runs = { $count ->
    [one] restore { $count } run
   *[other] restore { $count } runs
}
window-step-restore-things = { $count ->
    [one] restore { $count } item
   *[other] restore { $count } items
}
window-step-change-functions = { $count ->
    [one] change { $count } function
   *[other] change { $count } functions
}
window-step-move-functions = { $count ->
    [one] move { $count } function
   *[other] move { $count } functions
}
window-step-move-suites = { $count ->
    [one] move { $count } suite
   *[other] move { $count } suites
}
window-step-move-cases = { $count ->
    [one] move { $count } case
   *[other] move { $count } cases
}

## History of a function or a case

window-history-menu = Actions with this edit
window-history-revert = Undo this edit
window-history-step-moved = Step { $from } moved to { $to }
window-history-version = Restored a version
window-history-gone = Not possible any more: the edit was undone, or is not yours.
window-version-title = Version of { $at }
window-version-show = Show this version
window-version-restore = Restore this version
window-history-edited = Edited
window-history-created = Created
window-history-this-computer = this computer
window-history-deleted = Moved to the trash
window-history-restored = Restored from the trash
window-history-moved = Moved
window-history-undone = undone
window-history-empty = empty
window-history-yes = yes
window-history-no = no
window-history-more = { $n ->
    [one] { $n } more field
   *[other] { $n } more fields
}
window-field-relations = Relations
window-history-nesting = Nesting of steps
window-history-removed-there = Removed in Qase: { $case }
window-history-back-there = In Qase again: { $case }
window-history-steps = { $n ->
    [one] { $n } step
   *[other] { $n } steps
}
window-field-type = Type
window-field-alias = Alias
window-field-tags = Tags
window-field-aliases = Other names
window-field-parent = Parent
window-field-suite = Suite
window-field-container = Container
window-field-database = Database
window-field-subsystems = Subsystems
window-field-services = External services
window-field-roles = User roles
window-field-documents = Documents
window-field-stories = Stories
window-field-owner = Owner
window-field-steps = Steps
window-field-flaky = Marked flaky

## Activity

window-activity-details = Details
window-activity-hide = Hide details
window-activity-started = Started
window-activity-ended = Ended
window-activity-warning = Warning
window-activity-news = Message
window-activity-error = Error
window-activity-warnings = Warnings

## Help

window-keys-lists = Lists and trees
window-keys-run = Results of a run
window-keys-dialogs = Dialogs and menus
window-keys-passed = Passed
window-keys-failed = Failed
window-keys-blocked = Blocked
window-keys-skipped = Skipped
window-keys-invalid = Invalid
window-keys-next = Next case
window-keys-no-status = Clear the result
window-keys-pages = One page up or down
window-keys-cursor = Go to a row without selecting it
window-keys-all = Select all that is shown
window-keys-clear = Clear the selection
window-keys-menu = Context menu
window-legend = What the marks mean
window-legend-dots = Coverage of a function and everything inside it
window-legend-passing = Covered, last results passed
window-legend-failing = Covered, some of the last results failed
window-legend-not-run = Covered, not all of it has been run
window-legend-uncovered = No case covers it
window-legend-results = Last result of a case

## Case

window-case-expected = Expected result
window-dot-covered = { $covered } of { $total } covered
window-pill-all = All { $all } functions, { $total } of them need cases. Modules and epics have no cases of their own.
window-pill-uncovered = Functions that need cases and have none

## Inspector of runs and results

run-state-running = Running
run-state-aborted = Aborted
run-state-passed = Passed
run-state-failed = Failed
run-state-share = { $state } · { $rate } passed
run-state-broken = Broken
run-state-complete = Complete
run-state-shards = Running, { $shards }
run-shards-of = { $received } of { $expected ->
    [one] { $expected } shard
   *[other] { $expected } shards
}
run-shards = { $received ->
    [one] { $received } shard
   *[other] { $received } shards
}
inspector-environment = Environment
inspector-milestone = Milestone
inspector-began = Start
inspector-duration = Duration
inspector-rate = Pass rate
inspector-no-results = No results yet
inspector-failures = Failures
inspector-new = new
inspector-new-failures = { $n } new
inspector-all-failures = Show all { $n }
inspector-result-gone = This result no longer exists
inspector-case-elsewhere = The case is in the trash or in another project
inspector-case-in-trash = This case is in the trash
run-defects = Defects
run-defect-open = open
run-defect-in-progress = in progress
run-defect-resolved = resolved
run-defect-invalid = invalid
