# Duplicate cases: search and merge.

gui-cmd-find-duplicates = Find duplicates…

duplicates-same-title = Same title
duplicates-same-steps = Same steps
duplicates-similar-title = Similar title

## Search

duplicates-job = Search for duplicate cases
duplicates-stage-read = Reading cases
duplicates-stage-compare = Comparing cases
duplicates-searching = Searching for duplicates…
duplicates-stopped = The search was stopped.
duplicates-search = Search again
duplicates-scope-project = Whole project
duplicates-scope-suite = Suite “{ $title }”
duplicates-none = No duplicates
duplicates-none-more = No cases have the same title, a similar title or the same steps.
duplicates-none-of = { $n ->
    [one] No duplicates in { $n } case
   *[other] No duplicates in { $n } cases
}
duplicates-found = { $groups ->
    [one] { $groups } group
   *[other] { $groups } groups
} in { $n ->
    [one] { $n } case
   *[other] { $n } cases
}
duplicates-groups = Groups of duplicates
duplicates-cases = { $n ->
    [one] { $n } case
   *[other] { $n } cases
}

## A group

duplicates-keep-which = Which case to keep
duplicates-keep = Keep
duplicates-last-result = Last result
duplicates-merge-column = Merge
duplicates-merge-this = Merge { $code }
duplicates-root = No suite
duplicates-no-result = No results
duplicates-results = { $n ->
    [one] { $n } result
   *[other] { $n } results
}
duplicates-functions = { $n ->
    [one] { $n } function
   *[other] { $n } functions
}
duplicates-in-qase = In Qase
duplicates-changed = Changed { $ago }

## Preview

duplicates-preview = Result of the merge
duplicates-preview-keeps = { $code } stays with its title, steps and suite.
duplicates-preview-tags = Tags added: { $names }
duplicates-preview-functions = Functions added: { $names }
duplicates-preview-suites = Suites added: { $names }
duplicates-preview-files = Files added: { $names }
duplicates-preview-fields = Blank fields filled: { $names }
duplicates-preview-from = { $field } from { $code }
duplicates-preview-adds-nothing = Nothing is added: { $code } has all tags, functions and files already.
duplicates-preview-differs = Not taken over, because { $code } has another value: { $names }
duplicates-preview-of = { $field } of { $code }
duplicates-preview-trash = To the trash, can be restored: { $names }
duplicates-preview-results = { $n ->
    [one] { $n } result stays with the case in the trash.
   *[other] { $n } results stay with the cases in the trash.
}
duplicates-preview-comments = { $n ->
    [one] { $n } comment stays with the case in the trash.
   *[other] { $n } comments stay with the cases in the trash.
}
duplicates-preview-reviewed = The review stays with the case in the trash: { $names }. { $code } keeps its own.
duplicates-preview-linked = Linked to Qase: { $names }. The link stays with the case in the trash; { $code } gets none.
duplicates-preview-more = and { $n } more
duplicates-preview-unread = Failed to read the cases of the group.
duplicates-nothing = Select at least one case to merge.
duplicates-merge = { $n ->
    [one] Merge { $n } case into { $code }
   *[other] Merge { $n } cases into { $code }
}
duplicates-merging = Merging…
duplicates-changed-meanwhile = { $n ->
    [one] Not merged, because it was changed meanwhile: { $names }
   *[other] Not merged, because they were changed meanwhile: { $names }
}
duplicates-partly = { $merged ->
    [one] { $merged } case merged
   *[other] { $merged } cases merged
}. Not merged, because changed meanwhile: { $names }

## History

history-merge-cases = Merged duplicates into “{ $title }”
window-step-merge-cases = merge duplicates into “{ $title }”
gui-report-duplicate-groups = groups of duplicates
