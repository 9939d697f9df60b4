# Pages of the server: import of cases, the form of a case while a person writes, deletion of suites.
web-import = Import
web-import-cases = Import of cases
web-import-cases-drop = Drop a file of cases here or select one
web-import-show-plan = Show the plan
web-import-choices-title = Choices
web-import-again = Update the plan
web-import-drop = Discard the file
web-import-changed = The project changed since this plan was shown. Nothing was imported; this is the plan now.
web-import-choices = The plan now follows your choices. Check it, then import.
web-import-former = The choices before still hold.
web-import-tag-wrong = A tag has one line without commas. No tag is added.
web-import-unreadable = The file cannot be read
web-import-gone = This file is no longer here. Select it again.
web-import-no-room = The server has no room for the file now. Try again later.
web-import-cut = { $text }… (shortened here; imported whole)
web-import-range = { $from }–{ $to } of { $all }
web-import-previous = Previous
web-import-next = Next
web-import-written = Imported cases
web-import-more = { $n ->
    [one] and { $n } more case
   *[other] and { $n } more cases
}
web-import-to-cases = Show the cases
web-import-another = Import another file
web-draft-saved = Draft saved at { $time }
web-draft-offer = A draft of { $time } was not saved.
web-draft-older = A draft of { $time } was not saved, and the case changed since. Restored, it is compared with the present version when you save it.
web-draft-waits = Restore or discard the former draft first: until then, what you type has no draft.
web-draft-restore = Restore draft
web-draft-forget = Discard draft
web-cases-make-main = Set as main suite
web-cases-step-move = Move step: drag, or use the arrow keys
web-cases-step-moved = Step moved to place { $n }
web-cases-step-remove-ask = Remove this step?
web-suite-delete = Delete suite
web-suite-delete-what = The suite and the suites inside go to the trash.
web-suite-cases = Cases in them
web-suite-cases-to-parent = Move to “{ $suite }”
web-suite-cases-to-top = Move to the top level
web-suite-cases-to-suite = Move to another suite
web-suite-cases-to-trash = Move to the trash
web-suite-goes-too = This suite is deleted as well. Select another one
web-import-columns-more = { $n ->
    [one] { $n } more column is not shown; its name decides what it fills.
   *[other] { $n } more columns are not shown; their names decide what they fill.
}
