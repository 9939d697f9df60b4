# Collecting, comparing, planning, applying.

sync-stage-read-suites = Reading suites of Qase
sync-stage-read-cases = Reading cases of Qase
sync-stage-read-local = Reading the workspace
sync-stage-compare = Comparing both sides
sync-stage-recover = Looking for what a broken-off export left in Qase
sync-stage-write-suites = Writing suites
sync-stage-write-cases = Writing cases
sync-stage-write-functions = Making functions and mappings
sync-stage-send-suites = Sending suites to Qase
sync-stage-send-files = Uploading files to Qase
sync-stage-send-cases = Sending cases to Qase
sync-stage-send-results = Sending results to Qase
sync-stage-verify = Checking what was written

sync-error-cancelled = Stopped.
sync-error-no-suite = Project { $project } has no suite { $id }.
sync-error-no-run-there = Project { $project } has no run { $id }.
sync-error-closed-run = Run { $id } of project { $project } is closed and takes no results.
sync-error-no-run = There are results to send, but no run to send them to.
sync-error-stale = The two sides have changed since the preview.
sync-error-internal = Something went wrong inside the program: { $detail }

sync-remedy-list-suites = Load the suites again and choose one that is there.
sync-remedy-choose-run = Choose a run that is open, or let a new one be made.
sync-remedy-preview-again = Make the preview again, then apply it.

sync-warning-no-system-fields = The account does not show its system fields; their usual options are assumed.
sync-warning-no-custom-fields = The account does not show its custom fields; their values are left alone.
sync-warning-mass-removal = { $removed ->
    [one] { $removed } case
   *[other] { $removed } cases
} of { $linked } linked ones are gone from Qase. That is so much that they stay linked for now; say so if it is meant.
sync-warning-no-function-field = Qase has no custom field “{ $field }”, so the FuncID is not written into cases.
sync-warning-file-refused = Qase did not take the file “{ $file }”: { $reason } Its case went without it.
sync-warning-files-not-taken = { $count ->
    [one] The file “{ $file }” was
   *[other] { $count } files (“{ $file }” and others) were
} not sent: there is no room or no right for files in Qase ({ $reason }). The rest went without them.

sync-note-title-cut = The title was longer than { $max } characters and was cut.
sync-note-unknown-option = Qase sent an unknown option of “{ $field }”: { $value }
sync-note-unknown-field = Qase sent a value of an unknown custom field { $id }: { $value }
sync-note-steps-too-deep = Steps nested too deep were left out.
sync-note-no-such-option = Qase has no option “{ $value }” of the field “{ $field }”; the field is left alone.
sync-note-no-such-field = Qase has no custom field “{ $field }”; its value “{ $value }” stays here.
sync-note-attachments-stay = Files that cannot be sent (larger than 32 MB, or not on this computer) stay here.
sync-note-step-files-stay = Steps with files that cannot be sent (larger than 32 MB, or not on this computer) stay as they are in Qase.
sync-note-no-root = Qase has no way to move a case out of its suite.
sync-note-deleted-here = It is in the trash here and stays there.
sync-note-removed-in-qase = It was removed in Qase. Here it stays; it is not created there again unless you say so.
sync-note-removed-trashed = It is no longer in Qase; here it goes into the trash.
sync-note-removal-held = It is no longer in Qase; it stays linked, since too much is gone at once.
sync-note-not-testable = Cases are expected for what it holds, not for itself.
sync-note-no-case = No case covers this function.
sync-note-not-sendable = A result “{ $status }” is none yet.
sync-note-suite-not-there = Its suite could not be made in Qase.
sync-note-case-not-there = Its case is not in Qase yet.
sync-note-same-title-here = The workspace has a case of the same title in this suite: { $number }. It is linked with it.
sync-note-same-title-there = Qase has another case of the same title in this suite: { $id }

sync-item-fields = Fields: { $fields }
sync-item-changed-there = Somebody changed it in Qase after the preview ({ $fields }), so nothing was sent. Look at it again.
sync-item-gone-there = It was removed in Qase after the preview, so nothing was sent.
sync-item-files-gone = Qase refused it: { $reason } { $count ->
    [one] A file of it is
   *[other] { $count } files of it are
} no longer in Qase and will be uploaded again by the next export.
sync-item-stale = It has changed since the preview.
sync-item-found-again = Made by an earlier export and found again.

sync-drift-case = Case { $id } “{ $title }” differs in Qase from what was sent: { $fields }
sync-drift-case-missing = Case { $id } “{ $title }” is not in Qase.
sync-drift-import = { $missing ->
    [one] { $missing } case that was read is not linked here.
   *[other] { $missing } cases that were read are not linked here.
}
sync-drift-results = Run { $id } shows { $seen } of { $sent } results so far. Qase stores them some time after it takes them.

sync-error-busy = Another synchronisation of project { $project } is running ({ $kind }, since { $since }).
sync-remedy-busy = Wait until it has finished, or stop it, and try again.
sync-error-other-project = { $others ->
    [one] { $others } linked case of project { $project } is
   *[other] { $others } linked cases of project { $project } are
} another case in Qase now: the project was deleted and created again under the same code. Nothing was changed.
sync-remedy-other-project = To start over with the new project, run “voluptas-cli qase repair --forget-links”, then import again.
sync-error-short-list = { $missing ->
    [one] Qase's list of project { $project } lacks { $missing } linked item
   *[other] Qase's list of project { $project } lacks { $missing } linked items
}, but the project counts more than the list has. Nothing was changed.
sync-remedy-short-list = Try again later.
sync-warning-apart = { $count ->
    [one] { $count } case has
   *[other] { $count } cases have
} values that one side cannot hold ({ $fields }). Both sides keep theirs.
sync-note-unknown-value = Qase sent a value of “{ $field }” that is none of its options: { $value }
sync-note-double = One write made it twice in Qase: it is a double of { $of }.
sync-note-former = It was removed in Qase, created again from here, and has returned.
sync-note-suite-circle = Both sides moved suites so that they would lie in each other. Decide in Qase or here where it belongs.
sync-note-suite-removed = Its suite was removed in Qase. Move the case, or let removed suites and cases be created again.
sync-note-of-a-suite = It stands for a suite and is covered by the cases in it.
sync-item-unclear = Qase gave no answer, and nothing of it has shown since. The next synchronisation looks for it before sending it again.
sync-item-unclear-run = The run “{ $title }” got no answer from Qase and has not shown since. The next export looks for it before creating it again.
sync-drift-double-suite = Suite { $id } “{ $title }” is a double of suite { $of } in Qase. “voluptas-cli qase repair” merges them.
sync-drift-double-case = Case { $id } “{ $title }” is a double of case { $of } in Qase. “voluptas-cli qase repair” merges them.
sync-drift-former = Case { $id } “{ $title }” has returned to Qase, and was created again meanwhile. “voluptas-cli qase repair” merges them.
sync-drift-case-refused = Qase did not take all of case { $id } “{ $title }”: { $fields }. Both sides keep theirs.
sync-drift-suite-refused = Qase did not take all of suite { $id } “{ $title }”: { $fields }. Both sides keep theirs.
sync-repair-edited = Somebody has changed one of the two.
sync-repair-results = { $count ->
    [one] { $count } result belongs to it.
   *[other] { $count } results belong to it.
}
sync-repair-runs = { $count ->
    [one] { $count } run has it.
   *[other] { $count } runs have it.
}
sync-repair-merged = Merged into { $of }.
sync-repair-run-left = Run { $id } “{ $title }” is a double and has results: decide in Qase which of the two stays.
sync-warning-unsteady = The lists of project { $project } changed again and again while they were read. What was missed comes with the next synchronisation.
sync-note-not-taken = Qase did not take what is here of: { $fields }. Both sides keep theirs.
