# Collecting, comparing, planning, applying.

sync-stage-read-suites = Reading suites from Qase
sync-stage-read-cases = Reading cases from Qase
sync-stage-read-local = Reading the workspace
sync-stage-compare = Comparing both sides
sync-stage-recover = Looking for items that an interrupted export created in Qase
sync-stage-write-suites = Writing suites
sync-stage-write-cases = Writing cases
sync-stage-write-functions = Creating functions and mappings
sync-stage-send-suites = Sending suites to Qase
sync-stage-send-files = Uploading files to Qase
sync-stage-send-cases = Sending cases to Qase
sync-stage-send-results = Sending results to Qase
sync-stage-verify = Checking the saved data

sync-error-cancelled = Stopped.
sync-error-no-suite = Project { $project } has no suite { $id }.
sync-error-no-run-there = Project { $project } has no run { $id }.
sync-error-closed-run = Run { $id } of project { $project } is completed and takes no results.
sync-error-no-run = There are results to send, but no run to send them to.
sync-error-stale = The two sides have changed since the preview.
sync-error-internal = Internal error: { $detail }

sync-remedy-list-suites = Load the suites again and select an existing one.
sync-remedy-choose-run = Select an open run or create a new one.
sync-remedy-preview-again = Repeat the preview, then apply it.

sync-warning-no-system-fields = The account does not show its system fields; the default options are used.
sync-warning-no-custom-fields = The account does not show its custom fields; their values are unchanged.
sync-warning-mass-removal = { $removed ->
    [one] { $removed } case
   *[other] { $removed } cases
} of { $linked } linked ones are not in Qase. That is too many at once, so they stay linked. Confirm if they were removed on purpose.
sync-warning-no-shared-steps = { $count ->
    [one] Qase does not show the shared step that cases use; it has no text here.
   *[other] Qase does not show the { $count } shared steps that cases use; they have no texts here.
}
sync-warning-shared-steps = { $count ->
    [one] A shared step of Qase does not fit here: { $titles }
   *[other] { $count } shared steps of Qase do not fit here: { $titles }
}
sync-warning-double-shared = Two exports created the shared step “{ $title }” in Qase at the same moment. Both use { $of }; { $id } is left over. “voluptas-cli qase repair” merges them.
sync-warning-shared-not-sent = Qase did not take the shared step “{ $title }”.
sync-warning-no-function-field = Qase has no custom field “{ $field }”, so the FuncID is not saved in cases.
sync-warning-file-refused = Qase rejected the file “{ $file }”: { $reason } The case was sent without it.
sync-warning-files-not-taken = { $count ->
    [one] The file “{ $file }” was
   *[other] { $count } files (“{ $file }” and others) were
} not sent: Qase has no space or no permission for files ({ $reason }). Everything else was sent without them.

sync-note-title-cut = The title was longer than { $max } characters and was shortened.
sync-note-unknown-option = Qase sent an unknown option of “{ $field }”: { $value }
sync-note-unknown-field = Qase sent a value of an unknown custom field { $id }: { $value }
sync-note-steps-too-deep = Steps nested too deep were skipped.
sync-note-no-such-option = Qase has no option “{ $value }” for the field “{ $field }”; the field is unchanged.
sync-note-untold = Qase did not send “{ $field }”; the value here stays.
sync-note-no-such-field = Qase has no custom field “{ $field }”; its value “{ $value }” stays only here.
sync-note-attachments-stay = Files that cannot be sent (larger than 32 MB, or not on this computer) stay only here.
sync-note-step-files-stay = Steps with files that cannot be sent (larger than 32 MB, or not on this computer) are unchanged in Qase.
sync-note-no-root = Qase cannot move a case out of its suite.
sync-note-deleted-here = The case is in the trash here and stays there.
sync-note-removed-in-qase = Removed in Qase. It stays here and is created in Qase again only if you ask for it.
sync-note-removed-trashed = Removed in Qase; here it will be moved to the trash.
sync-note-removal-held = Not in Qase, but too many are missing at once, so it stays linked.
sync-note-not-testable = Containers have no cases of their own.
sync-note-no-case = No case covers this function.
sync-note-not-sendable = A result “{ $status }” is not final yet.
sync-note-suite-not-there = Its suite could not be created in Qase.
sync-note-result-unseen = Qase accepted this result and never listed it, and its run is closed now. It is not sent again.
sync-note-case-not-there = Its case is not in Qase yet.
sync-note-same-title-here = The workspace has a case with the same title in this suite: { $number }. It is linked with it.
sync-note-same-title-there = Qase has another case with the same title in this suite: { $id }

sync-item-fields = Fields: { $fields }
sync-item-conflict = Conflict: { $fields }
sync-item-conflict-updated = Conflict: { $fields }. Updated: { $updated }
sync-item-changed-there = Changed in Qase after the preview ({ $fields }), so nothing was sent. Repeat the preview.
sync-item-gone-there = Removed in Qase after the preview, so nothing was sent.
sync-item-files-gone = Qase rejected it: { $reason } { $count ->
    [one] { $count } file is
   *[other] { $count } files are
} no longer in Qase and will be uploaded again by the next export.
sync-item-stale = Changed since the preview.
sync-item-found-again = Created by an earlier export and found again.

sync-drift-case = Case { $id } “{ $title }” in Qase differs from what was sent: { $fields }
sync-drift-case-missing = Case { $id } “{ $title }” is not in Qase.
sync-drift-import = { $missing ->
    [one] { $missing } imported case is not linked here.
   *[other] { $missing } imported cases are not linked here.
}
sync-drift-results = Run { $id } shows { $seen } of { $sent } results so far. Qase needs some time to store results.

sync-drift-results-unseen =
    { $count ->
        [one] 1 result was accepted by Qase and never listed before its run was closed.
       *[other] { $count } results were accepted by Qase and never listed before their run was closed.
    }

sync-error-busy = Another sync of project { $project } is running ({ $kind }, since { $since }).
sync-remedy-busy = Wait until it finishes, or stop it, then try again.
sync-error-other-project = { $others ->
    [one] { $others } linked case of project { $project } is
   *[other] { $others } linked cases of project { $project } are
} a different case in Qase now: the project was deleted and created again with the same code. Nothing was changed.
sync-remedy-other-project = To start over with the new project, run “voluptas-cli qase repair --forget-links”, then import again.
sync-error-short-list = { $missing ->
    [one] Qase's list of project { $project } lacks { $missing } linked item
   *[other] Qase's list of project { $project } lacks { $missing } linked items
}, but the project counts more than the list has. Nothing was changed.
sync-remedy-short-list = Try again later.
sync-warning-apart = { $count ->
    [one] { $count } case has
   *[other] { $count } cases have
} values that one side cannot store ({ $fields }). Each side keeps its own.
sync-note-unknown-value = Qase sent a value of “{ $field }” that is not among its options: { $value }
sync-note-double = One write created it twice in Qase: it is a duplicate of { $of }.
sync-note-former = Removed in Qase, created again from here, and now restored in Qase.
sync-note-suite-circle = Both sides moved suites so that each would be inside the other. Move one of them in Qase or here.
sync-note-suite-removed = Its suite was removed in Qase. Move the case, or allow removed suites and cases to be created again.
sync-note-of-a-suite = The function stands for a suite and is covered by the suite's cases.
sync-item-unclear = Qase did not answer, and the item was not found since. The next sync looks for it before sending it again.
sync-item-unclear-run = Qase did not answer when the run “{ $title }” was created, and the run was not found since. The next export looks for it before creating it again.
sync-drift-double-suite = Suite { $id } “{ $title }” is a duplicate of suite { $of } in Qase. “voluptas-cli qase repair” merges them.
sync-drift-double-case = Case { $id } “{ $title }” is a duplicate of case { $of } in Qase. “voluptas-cli qase repair” merges them.
sync-drift-unclear-suite = Suite { $id } “{ $title }” may be a copy that a person created of suite { $of } in Qase, or a duplicate of one write. It was not imported. Delete or change it in Qase.
sync-drift-unclear-case = Case { $id } “{ $title }” may be a copy that a person created of case { $of } in Qase, or a duplicate of one write. It was not imported. Delete it in Qase, or change it to import it.
sync-drift-double-run = Run { $id } “{ $title }” is a duplicate of run { $of } in Qase: two exports created it at the same moment. “voluptas-cli qase repair” merges them.
sync-drift-run-unlisted = Run { $id } “{ $title }” was created, but Qase's list of runs does not have it yet. Repeat the export later.
sync-drift-cases-unlisted = { $count ->
    [one] { $count } created case is not in Qase's list yet
   *[other] { $count } created cases are not in Qase's list yet
}: { $ids }. Repeat the export later.
sync-drift-suites-unlisted = { $count ->
    [one] { $count } created suite is not in Qase's list yet
   *[other] { $count } created suites are not in Qase's list yet
}: { $ids }. Repeat the export later.
sync-note-spoilt = The stored text differs from what was last written ({ $fields }): the file may be damaged. Correct and save it, then export again.
sync-drift-spoilt = { $count ->
    [one] { $count } case was not sent, because its text differs
   *[other] { $count } cases were not sent, because their texts differ
} from what was last written: { $titles }. The file may be damaged; run “voluptas-cli doctor”.
sync-drift-untitled = Case { $id } in Qase has no title. It was not imported; give it a title in Qase.
sync-drift-former = Case { $id } “{ $title }” was restored in Qase after it was created again. “voluptas-cli qase repair” merges them.
sync-drift-case-refused = Qase did not accept all fields of case { $id } “{ $title }”: { $fields }. Each side keeps its own.
sync-note-several-there = Qase has { $count } cases of this title here, and none of the same content. Link the right one by hand, or rename this one.
sync-drift-several-there = { $count ->
    [one] { $count } case was not sent: Qase has several of its title, and it is unclear which one is meant. Link it by hand.
   *[other] { $count } cases were not sent: Qase has several of their titles, and it is unclear which ones are meant. Link them by hand.
}
sync-drift-suite-refused = Qase did not accept all fields of suite { $id } “{ $title }”: { $fields }. Each side keeps its own.
sync-repair-edited = One of the two was changed.
sync-repair-shared-used = Cases use it in Qase.
sync-repair-unclear = It may be a copy that a person created. Delete it in Qase, or change it there to import it.
sync-repair-results = { $count ->
    [one] { $count } result belongs to it.
   *[other] { $count } results belong to it.
}
sync-repair-runs = { $count ->
    [one] { $count } run has it.
   *[other] { $count } runs have it.
}
sync-repair-merged = Merged into { $of }.
sync-repair-run-left = Run { $id } “{ $title }” is a duplicate and has results: resolve in Qase which of the two stays.
sync-warning-unsteady = The lists of project { $project } kept changing while they were read. The next sync reads what was missed.
sync-note-not-taken = Qase did not accept the local values of: { $fields }. Each side keeps its own.
