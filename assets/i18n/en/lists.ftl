# Lists of the window: selecting, moving, bulk edit, trash.

lists-quoted = “{ $title }”
lists-trash-ask = Move { $what } to the trash?
lists-trash-number = { $kind ->
    [functions] { $n ->
        [one] { $n } function
       *[other] { $n } functions
    }
    [suites] { $n ->
        [one] { $n } suite
       *[other] { $n } suites
    }
   *[cases] { $n ->
        [one] { $n } case
       *[other] { $n } cases
    }
}
lists-trash-and = { $before } and { $last }
lists-trash-name = { $kind ->
    [function] Function { $code } { $title }
    [suite] Suite { $title }
   *[case] Case { $code } { $title }
}
lists-trash-one = { $title } will be moved to the trash.
lists-trash-several = These will be moved to the trash:
lists-trash-inside-of = Inside, and moved as well: { $what }.
lists-trash-more = { $n ->
    [one] and { $n } more
   *[other] and { $n } more
}

## History

history-trash-functions = { $count ->
    [one] Moved { $count } function to the trash
   *[other] Moved { $count } functions to the trash
}
history-trash-suites = { $count ->
    [one] Moved { $count } suite to the trash
   *[other] Moved { $count } suites to the trash
}
history-trash-cases = { $count ->
    [one] Moved { $count } case to the trash
   *[other] Moved { $count } cases to the trash
}
history-trash-runs = { $count ->
    [one] Moved { $count } run to the trash
   *[other] Moved { $count } runs to the trash
}
history-delete-things = { $count ->
    [one] Moved { $count } item to the trash
   *[other] Moved { $count } items to the trash
}
history-restore-functions = { $count ->
    [one] Restored { $count } function
   *[other] Restored { $count } functions
}
history-restore-suites = { $count ->
    [one] Restored { $count } suite
   *[other] Restored { $count } suites
}
history-restore-cases = { $count ->
    [one] Restored { $count } case
   *[other] Restored { $count } cases
}
history-restore-runs = { $count ->
    [one] Restored { $count } run
   *[other] Restored { $count } runs
}
history-restore-things = { $count ->
    [one] Restored { $count } item
   *[other] Restored { $count } items
}
history-change-functions = { $count ->
    [one] Changed { $count } function
   *[other] Changed { $count } functions
}
history-move-functions = { $count ->
    [one] Moved { $count } function
   *[other] Moved { $count } functions
}
history-move-suites = { $count ->
    [one] Moved { $count } suite
   *[other] Moved { $count } suites
}
history-move-cases = { $count ->
    [one] Moved { $count } case
   *[other] Moved { $count } cases
}

## Inspector

lists-rollup = Cases of what lies inside
lists-rollup-covered = Covered functions
lists-rollup-value = { $covered } of { $total }
lists-rollup-cases = Linked cases
lists-rollup-last = Last results
lists-rollup-other = Other
lists-tags = Tags
lists-tag-remove = Remove the tag “{ $tag }”
lists-change-add-tag = Add the tag “{ $tag }”
lists-change-ask = { $n ->
    [one] Change { $n } function?
   *[other] Change { $n } functions?
}
lists-change-mark = Mark as “{ $field }”
lists-change-unmark = Remove the mark “{ $field }”
lists-change-value = { $field }: { $value }
lists-change-button = Change
lists-mixed = { $n ->
    [one] Mixed, { $n } value
   *[other] Mixed, { $n } values
}

## Bulk edit

lists-clear-selection = Clear selection
lists-set-field = Set field
lists-tag = Tag
lists-tag-hint = New tag
lists-tag-add = Add tag
lists-move = Move
lists-no-place = No place holds all of these
lists-delete = Move to trash
lists-inspector-close = Close inspector
lists-column-alias = Alias
lists-column-updated = Updated

## New function

lists-place = Inside
lists-func-id-note = Leave blank to build it from the place and the title. It cannot be changed later.
lists-func-id-taken = This FuncID is taken
lists-new-function-discard = Discard the function?
lists-new-function-discard-more = The function is not created yet. What you entered is lost.
lists-func-id-in-trash = The function “{ $title }” in the trash has this FuncID. Restore it or enter another FuncID.
lists-restore-function = Restore the function

## Trash

# A suite of the tree whose cases stand in the grid
lists-suite-shown = Shown in the grid
gui-cmd-trash = Trash…
lists-suites = Suites
lists-kind-function = Function
lists-kind-suite = Suite
lists-kind-case = Case
lists-kind-run = Run
lists-trash-empty = The trash is empty
lists-trash-empty-more = Functions, cases, suites and runs that you delete stay here until you restore them or empty the trash.
lists-trash-code = ID
lists-trash-place = Was in
lists-trash-inside = Inside
lists-trash-deleted = Deleted
lists-restore = Restore
lists-trash-unselected = Select what to restore or delete
lists-purge = Delete permanently…
lists-empty-trash = Empty trash…
lists-purge-title = Delete permanently?
lists-purge-text = { $n ->
    [one] { $n } item will be deleted for good, with its comments and links to Qase. Results stay in their runs. This cannot be undone.
   *[other] { $n } items will be deleted for good, with their comments and links to Qase. Results stay in their runs. This cannot be undone.
}
lists-purge-inside = { $n ->
    [one] with { $n } item inside
   *[other] with { $n } items inside
}
lists-purge-along = Also deleted, because they were inside and went to the trash earlier:
lists-purge-button = Delete permanently
lists-purged = { $n ->
    [one] { $n } item deleted for good
   *[other] { $n } items deleted for good
}

## Values of cells

registry-refused = Not stored: { $cells }.
registry-refused-cell = { $id } · { $column } { $text } ({ $reason })
registry-refused-cell-blank = { $id } · { $column } ({ $reason })
registry-refused-more = { $n ->
    [one] { $n } more value
   *[other] { $n } more values
}
registry-refused-outside = { $n ->
    [one] { $n } value outside the grid
   *[other] { $n } values outside the grid
}
registry-refused-blank = the title is empty
registry-refused-long = the text is too long
registry-refused-word = the list has no such value
registry-refused-person = no such person
registry-refused-read-only = the column cannot be edited
registry-not-stored = Not stored: { $cells }. The alias is taken, or the value is no longer in the list.
