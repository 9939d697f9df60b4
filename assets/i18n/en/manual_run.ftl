# Runs by hand: creation, execution, end.
gui-menu-run = Run
gui-cmd-new-run = New run…
gui-cmd-add-run-cases = Add cases…
gui-cmd-finish-run = Complete run
gui-cmd-reopen-run = Reopen run
gui-cmd-copy-unfinished = Continue in a new run
gui-cmd-copy-failed = New run of failed cases
gui-cmd-create-issue = Create issue
gui-cmd-send-run = Send results to Qase…
gui-cmd-edit-run = Edit run…
gui-cmd-delete-runs = Move run to trash…
gui-cmd-export-report = Report…
palette-also-new-run = create start manual test execution
palette-also-finish-run = close finish end
palette-also-reopen-run = open again continue
palette-also-copy-unfinished = rerun retry failed blocked untested again
palette-also-copy-failed = rerun retry failed broken again copy
palette-also-create-issue = bug defect report tracker jira github gitlab
palette-also-send-run = post export results
palette-also-edit-run = rename title description environment milestone tags
palette-also-delete-runs = delete remove results
palette-also-export-report = HTML Markdown JUnit JSON save export share

manual-run-too-many-combinations = “{ $title }” has { $n } combinations of parameters; at most { $max } can be run
manual-run-too-many-results = This run would have { $n } results; at most { $max } are possible
manual-run-no-suite = The project has no suite { $number }
manual-run-no-case = The project has no case { $number }
manual-run-no-function = The registry has no function { $function }
manual-run-no-cases = Select at least one case
manual-run-is-closed = The run is closed; reopen it to enter results
manual-run-has-ended = Run { $number } has already ended
manual-run-not-by-hand = Run { $number } is not executed by hand
manual-run-has-all-cases = The run has all of these cases already
manual-run-add-cases = Add cases to the run
manual-run-add-these = Add
manual-run-cases-added = { $n ->
    [one] { $n } case was added to the run
   *[other] { $n } cases were added to the run
}
manual-run-nothing-to-copy = Nothing to copy: no result failed, is blocked or has no status
manual-run-nothing-failed-to-copy = Nothing to copy: no result of a case failed or is broken
history-create-run = Created run “{ $title }”
history-add-run-cases = { $n ->
    [one] Added { $n } case to run “{ $title }”
   *[other] Added { $n } cases to run “{ $title }”
}
history-edit-run = Edited run “{ $title }”
history-close-run = Completed run “{ $title }”
history-reopen-run = Reopened run “{ $title }”
history-set-result = { $status ->
    [passed] “{ $title }” passed
    [failed] “{ $title }” failed
    [blocked] “{ $title }” blocked
    [skipped] “{ $title }” skipped
    [invalid] “{ $title }” invalid
   *[other] Status of “{ $title }” cleared
}
history-assign-run-cases = Assigned “{ $title }” to { $name }
history-unassign-run-cases = Unassigned “{ $title }”
window-step-assign-run-cases = assignee of “{ $title }”
window-step-unassign-run-cases = assignee of “{ $title }”
window-step-create-run = create run “{ $title }”
window-step-add-run-cases = cases added to run “{ $title }”
window-step-edit-run = edit run “{ $title }”
window-step-close-run = complete run “{ $title }”
window-step-reopen-run = reopen run “{ $title }”
window-step-set-step = set the result of a step
window-step-set-result = { $status ->
    [passed] “{ $title }” passed
    [failed] “{ $title }” failed
    [blocked] “{ $title }” blocked
    [skipped] “{ $title }” skipped
    [invalid] “{ $title }” invalid
   *[other] cleared status of “{ $title }”
}

run-edit-title = Run #{ $number }
run-edit-discard = Discard the changes?
run-edit-discard-more = The run stays as it is. What you entered is lost.
run-trash-ask = { $n ->
    [one] Move { $n } run to the trash?
   *[other] Move { $n } runs to the trash?
}
run-trash-note = { $tests ->
    [0] The run has no results.
    [one] Its result no longer counts for cases, functions and trends. It can be restored from the trash.
   *[other] The { $tests } results no longer count for cases, functions and trends. They can be restored from the trash.
}
run-series-runs = { $n ->
    [one] { $n } run
   *[other] { $n } runs
}
run-series-turn = Expand or collapse
run-series-compare = Compare the last two runs
run-series-delete = Move all runs to trash…
manual-run-default-title = Run of { $date }
manual-run-copy-title = { $title }, again
manual-run-copy-failed-title = { $title }, failed cases
manual-run-discard = Discard the run?
manual-run-discard-more = The run is not created yet. What you entered is lost.
manual-run-environment = Environment
manual-run-milestone = Milestone
manual-run-not-set = Not set
manual-run-find-or-name = Find, or type a new name
manual-run-new-name = new
manual-run-add-name = Create “{ $name }”
manual-run-configurations-new = New configurations
manual-run-configurations-hint = Browser = Chrome, OS = Linux
manual-run-configurations-unfit = Write a name and a value: Browser = Chrome
manual-run-configurations-sign = A value cannot contain “=”. Separate configurations by “,” or “;”
manual-run-tags = Tags
manual-run-tags-hint = smoke, release
manual-run-people = Assignees
manual-run-people-none = Unassigned
manual-run-people-one = All cases are assigned to this person
manual-run-people-several = These people get the cases in turn
manual-run-cases = Cases
manual-run-of-suite = New run of this suite…
manual-run-from-selection = Selected
manual-run-from-suites = Suites
manual-run-from-functions = Functions
manual-run-from-filter = Saved filter
manual-run-from-failed = Failed last time
manual-run-find-suites = Find suites and cases
manual-run-find-functions = Find functions
manual-run-tree-suites = Suites and cases to run
manual-run-tree-functions = Functions to run
manual-run-select-filter = Select a filter
manual-run-all-lists = The run takes the checked cases of all lists, each once.
manual-run-no-filter = Use no filter
manual-run-nothing-failed = No case failed last time
manual-run-check-all = All of these cases
manual-run-no-cases-yet = The project has no cases yet
manual-run-all-present = All of these cases are in the run already
manual-run-some-present = { $present } of { $all } cases { $present ->
    [one] is
   *[other] are
} in the run already
manual-run-size = { $cases ->
    [one] { $cases } case
   *[other] { $cases } cases
}, { $results ->
    [one] { $results } result
   *[other] { $results } results
}

manual-run-items = Cases of the run
manual-run-empty = The run has no cases
manual-run-none = No such cases
manual-run-choose = Select a case
manual-run-left = Left
manual-run-assignee = Assignee
manual-run-unassigned = Unassigned
manual-run-progress = { $done } of { $total }
manual-run-spent = Time of all results
manual-run-finish = Complete run…
manual-run-finish-title = Complete the run?
manual-run-finish-untested = { $n ->
    [one] { $n } case without a result stays untested.
   *[other] { $n } cases without a result stay untested.
}
manual-run-finish-in-progress = { $n ->
    [one] { $n } result stays in progress.
   *[other] { $n } results stay in progress.
}
manual-run-continued = { $n ->
    [one] Created run “{ $title }” for { $n } result that failed, was blocked or has no status
   *[other] Created run “{ $title }” for { $n } results that failed, were blocked or have no status
}
manual-run-failed-copied = { $n ->
    [one] Created run “{ $title }” for { $n } result that failed or was broken
   *[other] Created run “{ $title }” for { $n } results that failed or were broken
}
manual-run-closed = Completed the run
manual-run-reopened = Reopened the run
manual-run-show-results = Results of the run
manual-run-execute = Execute
manual-run-without-cases = This run has no cases
manual-run-without-cases-more = The cases of a run are selected when it is created. Create a run with cases to execute them by hand.

manual-run-open-case = Open the case
manual-run-attempt = { $n ->
    [one] { $n } attempt
   *[other] { $n } attempts
}
manual-run-pause = Pause the timer
manual-run-resume = Start the timer
manual-run-timer = Time spent on this case
manual-run-no-steps = The case has no steps
manual-run-step = Step { $n }
manual-run-step-comment = What happened
manual-run-comment = Comment
manual-run-comment-hint = What you saw
manual-run-link-defect = Link defect
manual-run-defect = Defect
manual-run-defect-hint = Key or address of the defect
manual-run-remove-defect = Remove the link to { $name }
manual-run-earlier-defects = Defects of earlier results
manual-run-defect-again = Link { $name } to this result
manual-run-add = Add
manual-run-case-files = Attachments of the case
manual-run-past = Last results
manual-run-attach-note = The file is stored beside the workspace and attached to the result.
manual-run-attach-gone = The files were stored, but the result is no longer open
manual-run-bad-steps = { $n ->
    [one] The case is passed, but { $n } step is not
   *[other] The case is passed, but { $n } steps are not
}
manual-run-bad-steps-of = { $n ->
    [one] “{ $title }” passed, but { $n } step did not
   *[other] “{ $title }” passed, but { $n } steps did not
}
manual-run-mark-failed = Mark case as failed
manual-run-again = New attempt
manual-run-new-attempt = Attempt { $n } of { $case } · not tested yet
manual-run-new-attempt-short = attempt { $n }, not tested yet
manual-run-earlier-attempt = Back to attempt { $n }
manual-run-next = Next case
manual-run-goes-on = Go to the next case after Passed or Skipped
manual-run-saved = Saved
manual-run-saving = Saving…
manual-run-not-saved = Not saved.

manual-run-hint-step = step down, up
manual-run-hint-step-result = step result
manual-run-hint-comment = comment
manual-run-hint-defect = defect
manual-run-hint-paste = screenshot
manual-run-hint-timer = timer
manual-run-hint-all = all keys
manual-run-keys = Execution of a run
manual-run-key-next = Next case without a status
manual-run-key-case-down = Next case
manual-run-key-case-up = Previous case
manual-run-key-step-down = Next step
manual-run-key-step-up = Previous step, or the step of that number
manual-run-key-step-passed = Step passed
manual-run-key-step-failed = Step failed
manual-run-key-step-blocked = Step blocked
manual-run-key-step-skipped = Step skipped
manual-run-key-step-comment = Comment on the step
manual-run-key-comment = Comment on the result
manual-run-key-defect = Link a defect
manual-run-key-timer = Pause or start the timer
manual-run-key-again = New attempt
manual-run-key-paste = Attach the screenshot of the clipboard
manual-run-lost-title = Not saved
manual-run-lost-text = What you entered is below. Copy it to keep it. If the run is reopened before the window closes, it is still in the case.
manual-run-lost-copy = Copy the text
manual-run-case-gone = “{ $title }” was removed from the run. What you entered is kept in its result, which comes back with the case.
