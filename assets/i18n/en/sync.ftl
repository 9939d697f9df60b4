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
sync-note-removed-in-qase = It is no longer in Qase; here it stays, unlinked.
sync-note-removed-trashed = It is no longer in Qase; here it goes into the trash.
sync-note-removal-held = It is no longer in Qase; it stays linked, since too much is gone at once.
sync-note-not-testable = Cases are expected for what it holds, not for itself.
sync-note-no-case = No case covers this function.
sync-note-not-sendable = A result “{ $status }” is none yet.
sync-note-suite-not-there = Its suite could not be made in Qase.
sync-note-case-not-there = Its case is not in Qase yet.
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
