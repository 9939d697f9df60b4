# Mirroring a run of one project into another.

mirror-stage-settle = Waiting: results sent by an interrupted mirror may still arrive
mirror-stage-results = Reading the results of the source run
mirror-stage-late = Waiting for results that Qase does not list yet
mirror-stage-target-cases = Reading the cases of the target project
mirror-stage-source-cases = Reading the cases of the source project
mirror-stage-held = Reading the results in the target run
mirror-stage-post = Sending results
mirror-stage-begin = Connecting to Qase
mirror-stage-make-cases = Creating cases
mirror-stage-run = Preparing the target run
mirror-stage-visible = Checking that all results arrived
mirror-stage-record = Writing the history

mirror-info-field = Custom field “{ $title }” found, ID { $id }
mirror-info-field-there = Custom field “{ $title }” has ID { $id } in the target project
mirror-info-keyed = { $count ->
    [one] { $count } case with a key in { $project }
   *[other] { $count } cases with a key in { $project }
}
mirror-info-source-run = Source run { $id } “{ $title }”
mirror-info-results = { $count ->
    [one] { $count } result fetched
   *[other] { $count } results fetched
}
mirror-info-case-created = Created case { $key } → { $id }
mirror-info-run-reused = Target run { $id } “{ $title }” exists and will be used
mirror-info-run-created = Target run { $id } “{ $title }” created
mirror-info-mirrored = Mirrored result: case { $from } → case { $to }: { $status }
mirror-info-completed = Target run { $id } completed

mirror-reason-already-there = already in the target run
mirror-reason-alike-there = the target run has a similar result that was mirrored without a trace
mirror-reason-not-final = the test is still in progress
mirror-reason-undecided = the target run has a similar result without a trace; it may be another one
mirror-reason-no-case = the result has no case
mirror-reason-case-gone = the case was removed in the source project
mirror-reason-no-key = the case has no key
mirror-reason-duplicate = several cases have this key or title
mirror-reason-no-counterpart = the target project has no such case, and creating cases is off
mirror-reason-doubtful = the list of target cases or runs is incomplete, so the case or run may exist
mirror-reason-superseded = a later result of the same case is used instead
mirror-reason-edited = edited after it was mirrored
mirror-reason-mirrored = created by a mirror
mirror-reason-beyond-limit = over the limit
mirror-why-key = mirrored to case { $to }, which has the same key
mirror-why-title = mirrored to case { $to }, which has the same title
mirror-why-trace = mirrored to case { $to }, which an earlier mirror created for it
mirror-why-created = mirrored to a new case
mirror-item-not-reached = not sent: the mirror stopped earlier
mirror-item-files-lost = { $count ->
    [one] { $count } file was not copied. Results were sent without it.
   *[other] { $count } files were not copied. Results were sent without them.
}

mirror-warning-field-case = No custom field is named exactly “{ $wanted }”; “{ $title }” is used.
mirror-warning-several-runs = Several runs are named “{ $title }” (IDs { $ids }); the newest is used.
mirror-warning-several-targets = Several runs in the target project are named “{ $title }” (IDs { $ids }); run { $id } is used.
mirror-warning-open = The source run { $id } is still open and may get more results. Mirror it again when it is completed; nothing will be duplicated.
mirror-warning-strangers = { $count ->
    [one] { $count } result of another run was listed too and is skipped.
   *[other] { $count } results of other runs were listed too and are skipped.
}
mirror-warning-no-params = The results come without parameters: Qase’s API does not return them, so none were copied. Several results of one case stay apart, but not by their parameters.
mirror-warning-variants = { $count ->
    [one] { $count } earlier result of a case with parameters is mirrored as well: Qase’s API does not say to which variant a result belongs.
   *[other] { $count } earlier results of cases with parameters are mirrored as well: Qase’s API does not say to which variant a result belongs.
}
mirror-warning-duplicates = { $count ->
    [one] { $count } duplicate key in { $project } was ignored: { $keys }
   *[other] { $count } duplicate keys in { $project } were ignored: { $keys }
}
mirror-warning-duplicates-first = { $count ->
    [one] { $count } duplicate key in { $project }; its oldest case is used: { $keys }
   *[other] { $count } duplicate keys in { $project }; the oldest case of each is used: { $keys }
}
mirror-warning-no-case = { $count ->
    [one] { $count } result without a case is skipped.
   *[other] { $count } results without a case are skipped.
}
mirror-warning-case-gone = { $count ->
    [one] { $count } result of a removed case is skipped.
   *[other] { $count } results of removed cases are skipped.
}
mirror-warning-no-key = { $count ->
    [one] { $count } result of a case without a key is skipped.
   *[other] { $count } results of cases without a key are skipped.
}
mirror-warning-duplicate-results = { $count ->
    [one] { $count } result is skipped: several cases have its key or title.
   *[other] { $count } results are skipped: several cases have their key or title.
}
mirror-warning-no-counterpart = { $count ->
    [one] { $count } result is skipped: its case is not in the target project.
   *[other] { $count } results are skipped: their cases are not in the target project.
}
mirror-warning-late = { $count ->
    [one] The source run { $id } counts { $count } result more than the { $listed } listed by Qase. Repeat the mirror later.
   *[other] The source run { $id } counts { $count } results more than the { $listed } listed by Qase. Repeat the mirror later.
}
mirror-warning-not-final = { $count ->
    [one] { $count } test is still in progress. Its result is mirrored once it is final.
   *[other] { $count } tests are still in progress. Their results are mirrored once they are final.
}
mirror-warning-undecided = { $count ->
    [one] { $count } result is held back: the target run has a similar one without a trace. Resolve it with --adopt-untraced yes or no, or in the preview.
   *[other] { $count } results are held back: the target run has similar ones without a trace. Resolve them with --adopt-untraced yes or no, or in the preview.
}
mirror-warning-doubtful = { $count ->
    [one] { $count } result is held back: a list of the target project is incomplete, and its case or run may exist.
   *[other] { $count } results are held back: a list of the target project is incomplete, and their cases or run may exist.
}
mirror-warning-lists = Qase did not give complete lists: { $lists }. Repeat the mirror later.
mirror-warning-edited = { $count ->
    [one] { $count } result was edited after it was mirrored. The target has it as it was; it is sent again on request.
   *[other] { $count } results were edited after they were mirrored. The target has them as they were; they are sent again on request.
}
mirror-warning-run-not-listed = The list of runs of Qase does not show run { $id } yet. Start the next mirror of this run when it does: it would otherwise create another one.
mirror-warning-mirrored = { $count ->
    [one] { $count } result was created by a mirror and is not mirrored on.
   *[other] { $count } results were created by a mirror and are not mirrored on.
}
mirror-warning-beyond-limit = { $count ->
    [one] { $count } result is over the limit. The next mirror continues with it.
   *[other] { $count } results are over the limit. The next mirror continues with them.
}
mirror-warning-doubled-runs = Several open runs in the target project mirror this source run (IDs { $ids }). Run { $id } is used; results in the others count as mirrored.
mirror-warning-doubled-cases = { $count ->
    [one] { $count } case of { $project } was created several times by one write; the oldest is used: { $keys }
   *[other] { $count } cases of { $project } were created several times by one write; the oldest of each is used: { $keys }
}
mirror-warning-two-cases = { $count ->
    [one] Another mirror created { $count } case of { $project } at the same moment; all use the oldest: { $keys }
   *[other] Another mirror created { $count } cases of { $project } at the same moment; all use the oldest: { $keys }
}
mirror-warning-two-suites = Another mirror created the same suite at the same moment: both use suite { $id }; suite { $empty } stays empty.
mirror-warning-letter-case = { $count ->
    [one] A case will be created for { $count } key that differs only in letter case in the target project: { $key }
   *[other] Cases will be created for { $count } keys that differ only in letter case in the target project, such as { $key }
}
mirror-warning-key-not-kept = { $count ->
    [one] Qase did not keep the key of { $count } created case. The mirror recognises the case by its trace; other tools do not.
   *[other] Qase did not keep the keys of { $count } created cases. The mirror recognises the cases by their traces; other tools do not.
}
mirror-warning-not-in-run = { $count ->
    [one] { $count } case is not in run { $id } yet; its result adds it.
   *[other] { $count } cases are not in run { $id } yet; their results add them.
}
mirror-warning-without-files = { $count ->
    [one] { $count } result in the target lacks files that could not be copied. When the files are available, send it again with --force.
   *[other] { $count } results in the target lack files that could not be copied. When the files are available, send them again with --force.
}
mirror-file-is-page = the server sent a web page instead of the file
mirror-warning-file = Failed to copy file “{ $file }”: { $reason }
mirror-warning-two-runs = Another mirror of the same run started at the same time: both use run { $id }; run { $empty } stays empty.
mirror-warning-not-visible = Run { $id } shows { $seen } of { $expected } sent results so far. Qase needs some time to store results.
mirror-warning-not-completed = Run { $id } stays open: it does not have all results yet.
mirror-warning-still-open = Run { $id } stays open, although Qase confirmed that it was completed. Repeat the mirror later.

mirror-error-same-project = The source and the target are the same project: { $project }.
mirror-error-option = { $option } has no usable value.
mirror-error-no-project = Project { $project } does not exist, or the token has no access to it.
mirror-error-no-field = Project { $project } has no custom field “{ $title }” for cases.
mirror-error-several-fields = Several custom fields of cases are named “{ $title }”: IDs { $ids }.
mirror-error-field-kind = The custom field “{ $title }” is not a text field ({ $kind }), so equal values may differ in meaning.
mirror-error-no-run = Project { $project } has no run { $id }.
mirror-error-no-run-title = Project { $project } has no run named “{ $title }”.
mirror-error-no-runs = Project { $project } has no runs.
mirror-error-closed-run = Run { $id } of project { $project } is completed and takes no results.
mirror-error-other-source = Run { $id } of project { $project } mirrors another run { $run } of { $source }: none of its results is in the source run. The source project may have been created again.
mirror-error-duplicate-keys = Duplicate keys in project { $project }: { $keys }
mirror-error-spool = Failed to write a temporary file: { $reason }
mirror-error-case-not-made = Failed to create a case for case { $case }.
mirror-error-case-unclear = Qase did not confirm that the case was created, and the case was not found. The next mirror will create it.
mirror-error-suite-unclear = Qase did not confirm that the suite of the case was created, and the suite was not found. The next mirror will create both.

mirror-left-failed = { $count ->
    [one] { $count } result could not be sent.
   *[other] { $count } results could not be sent.
}
mirror-left-cases = { $count ->
    [one] { $count } case could not be created.
   *[other] { $count } cases could not be created.
}
mirror-left-files = { $count ->
    [one] { $count } file could not be copied.
   *[other] { $count } files could not be copied.
}

mirror-remedy-same-project = Specify two projects, or another account with --target-base-url or --target-token-env.
mirror-remedy-option = Specify a value, or omit the option.
mirror-remedy-closest = Similar: { $names }
mirror-remedy-projects = List the projects with “voluptas-cli qase projects”.
mirror-remedy-fields = Custom fields of cases in the project: { $names }
mirror-remedy-no-fields = The project has none: create a text field for cases and enable it for both projects.
mirror-remedy-several-fields = Rename all but one, or specify another field.
mirror-remedy-field-kind = Use a field of type string or text.
mirror-remedy-runs = List the runs with “voluptas-cli qase runs”.
mirror-remedy-closed-run = Specify another run with --target-run-id or --target-run-title.
mirror-remedy-duplicate-keys = Give each case its own key, or use --on-duplicate-key exclude or first.
mirror-remedy-spool = Free up space in the folder for temporary files.

mirror-report-language = en
mirror-report-title = Mirror { $source } → { $target }
mirror-report-preview = This is a preview. Nothing was saved.
mirror-report-runs = Run { $from } “{ $title }” → run { $to }
mirror-report-new-run = new
mirror-report-stopped = Stopped early: { $reason }
mirror-report-complete = Complete: all results that can be mirrored are in the target run.
mirror-report-would-be-complete = The mirror would be complete.
mirror-report-incomplete = Not complete:
mirror-report-outcome = Result
mirror-report-count = Count
mirror-report-warnings = Warnings
mirror-report-failures = Failures
mirror-report-created = Created cases
mirror-report-results = Results
mirror-report-result = Result
mirror-report-case = Case
mirror-report-key = Key
mirror-report-name = Title
mirror-report-status = Status
mirror-report-why = Reason
mirror-report-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
mirror-count-read = Results read
mirror-count-late = In the source run, not listed yet
mirror-count-mirrored = Mirrored
mirror-count-to-mirror = To be mirrored
mirror-count-already = Already there
mirror-count-no-case = Skipped: no case
mirror-count-no-key = Skipped: no key
mirror-count-duplicate = Skipped: duplicate key
mirror-count-not-final = Skipped: still in progress
mirror-count-undecided = Held back: similar one without a trace
mirror-count-no-counterpart = Skipped: no target case
mirror-count-doubtful = Skipped: incomplete list
mirror-count-edited = Skipped: edited after it was mirrored
mirror-count-made = Skipped: created by a mirror
mirror-count-by-choice = Skipped: limit or later result
mirror-count-failed = Failed
mirror-count-cases-created = Cases created
mirror-count-cases-to-create = Cases to create
mirror-count-cases-reused = Cases reused
mirror-count-cases-failed = Cases failed to create
mirror-count-files-copied = Files copied
mirror-count-files-failed = Files failed
