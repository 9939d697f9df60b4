# The grid of cases: columns, filters, editing, preview of changes.

cases-new = New case
cases-new-line = New case…
cases-new-hint = Title of the new case
cases-new-note-root = Enter creates, Esc cancels
cases-new-note = In “{ $suite }”. Enter creates, Esc cancels
cases-search = Search cases
cases-nothing-more = Change the filter or the search.
cases-empty-more = Create a case, import a file, or sync with Qase.
cases-empty-suite = No cases in this suite
cases-empty-suite-more = Create a case here, or select another suite in the tree.
cases-yes = Yes
cases-no = No

## Columns

cases-column-id = ID
cases-column-suite = Suite
cases-column-flaky = Marked flaky
cases-column-functions = Functions
cases-column-owner = Owner
cases-owner-of-functions = Responsible for testing the linked functions
cases-column-changed-by = Changed by
cases-column-milestone = Milestone
cases-no-milestone = No milestone
cases-fault-milestone = There is no such milestone
cases-fault-milestones = Several milestones have this title
cases-column-left = Move { $column } left
cases-column-right = Move { $column } right

## Filters and groups

cases-quick-mine = Mine
cases-quick-mine-hint = Cases that you own, and cases that you created or edited one at a time. Bulk edits and imports do not count.
cases-quick-never-run = Never run
cases-quick-flaky = Flaky
cases-quick-flaky-hint = Cases with a test that is flaky by its results, by the rule of the overview: its outcomes in the last finished runs of an environment switch between passed and failed, or it passed only after a retry more than once.
cases-marked-flaky = Marked flaky
cases-flaky-in-runs = Flaky by its results
cases-flaky-marked = Marked flaky
cases-quick-uncovered = No function
cases-part-remove = Remove from the filter
cases-part-changed = Changed since
cases-part-days = { $n ->
    [one] Last day
   *[other] Last { $n } days
}
cases-part-function = Function
cases-part-function-ask = Function…
cases-part-fields = Custom fields
cases-part-contains = Contains
cases-part-least = From
cases-part-most = To
cases-part-from = from { $value }
cases-part-to = to { $value }
cases-set = Set
cases-set-none = Clear the field
cases-set-value = Value
cases-set-name = Another name
cases-suite-deep = With nested suites
cases-suite-flat = With nested suites
cases-suite-deep-hint = Show or hide the cases of nested suites
cases-filter-save = Save filter
cases-filter-replace = Replace filter
cases-filter-name = Name of the filter
cases-filter-delete = Delete saved filter
cases-group-by = Group by: { $field }
cases-group-off = None
cases-group-none = Not set
cases-group-root = No suite
cases-group-select = Select its cases
cases-groups-close = Collapse all groups
cases-groups-open = Expand all groups

## Clone

cases-move-sorted = The grid is sorted by a column. Reset the sorting to move cases by hand.
cases-clone = Clone
cases-run = Run
cases-clone-here = Clone in the same suites
cases-clone-into = Clone to project { $project }
cases-clone-suffix = { " " }(copy)
cases-clone-title = { $n ->
    [one] Clone { $n } case?
   *[other] Clone { $n } cases?
}
cases-clone-text = The copies go into the suites of the originals, with steps, tags, fields, files and functions:
cases-clone-text-project = The copies go into the project { $project }, with steps, tags, fields, files and functions:

## Preview of changes

cases-change-meanwhile = Somebody changed these cases meanwhile. “Now” shows their values as they are.
cases-lost-title = The case is in the trash
cases-lost-text = “{ $title }” was moved to the trash while you edited it. Copy your text to keep it:
cases-change-title = Change cases
cases-change-title-paste = Paste into cases
cases-change-title-fill = Fill down
cases-change-apply = { $n ->
    [one] Change { $n } case
   *[other] Change { $n } cases
}
cases-change-values = { $n ->
    [one] { $n } value changes
   *[other] { $n } values change
}
cases-owner-of-function = { $name } (from the function)
cases-change-same = { $n ->
    [one] { $n } unchanged
   *[other] { $n } unchanged
}
cases-change-outside = { $n ->
    [one] { $n } outside the grid
   *[other] { $n } outside the grid
}
cases-change-faults = { $n ->
    [one] { $n } value is skipped
   *[other] { $n } values are skipped
}
cases-change-none = No case would change.
cases-change-field = Field
cases-change-before = Now
cases-change-after = After

cases-fault = “{ $text }”. { $reason }
cases-fault-blank = The title is empty.
cases-fault-long = The title is longer than 255 characters.
cases-fault-value = The list has no such value.
cases-fault-flag = Enter yes or no.
cases-fault-number = Enter a number.
cases-fault-suite = No suite has this path, or several have this title.
cases-fault-read-only = This column cannot be edited.

## History

history-change-cases = { $count ->
    [one] Changed { $count } case
   *[other] Changed { $count } cases
}
history-clone-cases = { $count ->
    [one] Cloned { $count } case
   *[other] Cloned { $count } cases
}

window-step-change-cases = { $count ->
    [one] change { $count } case
   *[other] change { $count } cases
}
window-step-clone-cases = { $count ->
    [one] clone { $count } case
   *[other] clone { $count } cases
}

## Several cases

cases-selection = Selection
cases-count = { $n ->
    [one] { $n } case
   *[other] { $n } cases
}
cases-several-hint = { $n ->
    [one] A change here applies to { $n } case. It is previewed first and undone in one step.
   *[other] A change here applies to all { $n } cases. It is previewed first and undone in one step.
}
cases-several-uncovered = None of them is linked to a function

## Keys

cases-keys = Grid of cases
cases-keys-row = First and last cell of the row
cases-keys-ends = First and last row
cases-keys-range = Select a range of cells
cases-keys-edit = Edit the cell
cases-keys-type = Type over the cell
cases-keys-enter = Edit the cell; in a column that is not edited, open the case or rename the function
cases-keys-open = Open the case, or rename the function
cases-keys-tab = Next and previous cell while editing
cases-keys-escape = Cancel editing, then clear the selection
cases-keys-clipboard = Copy and paste cells, also from a spreadsheet
cases-keys-fill = Fill down

## Further suites

cases-column-further = Also in suites
cases-home = Home: { $path }
cases-go-home = Go to the home suite
cases-show-in-suite = Also in suite…
cases-remove-from-suite = Remove from this suite
history-show-in-suite = { $count ->
    [one] Showed { $count } case in a further suite
   *[other] Showed { $count } cases in a further suite
}
window-step-show-in-suite = { $count ->
    [one] show { $count } case in a further suite
   *[other] show { $count } cases in a further suite
}
history-remove-from-suite = { $count ->
    [one] Removed { $count } case from a further suite
   *[other] Removed { $count } cases from a further suite
}
window-step-remove-from-suite = { $count ->
    [one] remove { $count } case from a further suite
   *[other] remove { $count } cases from a further suite
}

## Counts

cases-count-linked = { $own ->
    [one] { $own } case
   *[other] { $own } cases
}, and { $linked } shown here from other suites
cases-shown-of = { $shown } of { $total } shown
cases-show-all = Show all { $total }
cases-draft = Unsaved changes
cases-draft-tab = Unsaved changes
cases-draft-hint = Unsaved changes. Open the case to go on.
cases-draft-open = Open the changes

## Places of found words

search-in-tag = Tag
search-in-description = Description
search-in-preconditions = Preconditions
search-in-step = Step { $n }
search-in-postconditions = Postconditions
search-in-expected = Expected result
search-in-link = Link
