# Lists of the window: selecting, moving, bulk edit, trash.

lists-quoted = “{ $title }”
lists-trash-title = { $n ->
    [one] Move { $n } item to the trash?
   *[other] Move { $n } items to the trash?
}
lists-trash-one = { $title } will be moved to the trash.
lists-trash-one-inside = { $n ->
    [one] { $title } and { $n } item inside will be moved to the trash.
   *[other] { $title } and { $n } items inside will be moved to the trash.
}
lists-trash-several = { $inside ->
    [0] These will be moved to the trash:
    [one] These and { $inside } item inside will be moved to the trash:
   *[other] These and { $inside } items inside will be moved to the trash:
}
lists-trash-more = { $n ->
    [one] and { $n } more
   *[other] and { $n } more
}
lists-trashed = { $n ->
    [one] { $n } item moved to the trash
   *[other] { $n } items moved to the trash
}

## History

history-delete-things = { $count ->
    [one] Moved { $count } item to the trash
   *[other] Moved { $count } items to the trash
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
lists-mixed = { $n ->
    [one] Mixed, { $n } value
   *[other] Mixed, { $n } values
}
