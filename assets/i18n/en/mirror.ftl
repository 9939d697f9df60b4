# Mirroring a run of one project into another.

mirror-stage-settle = Waiting: what an interrupted mirror sent may still arrive
mirror-stage-results = Reading the results of the source run
mirror-stage-late = Waiting for results that Qase does not list yet
mirror-stage-target-cases = Reading the cases of the target project
mirror-stage-source-cases = Reading the cases of the source project
mirror-stage-held = Reading what the target run holds
mirror-stage-post = Posting results
mirror-stage-begin = Connecting to Qase
mirror-stage-make-cases = Creating cases
mirror-stage-run = Preparing the target run
mirror-stage-visible = Checking that everything arrived
mirror-stage-record = Writing the history

mirror-info-field = Custom field “{ $title }” found, id { $id }
mirror-info-field-there = Custom field “{ $title }” of the target has id { $id }
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
mirror-info-run-reused = Target run { $id } “{ $title }” is there and is used
mirror-info-run-created = Target run { $id } “{ $title }” created
mirror-info-mirrored = Mirrored result: case { $from } → case { $to }: { $status }
mirror-info-completed = Target run { $id } completed

mirror-reason-already-there = the target run holds it already
mirror-reason-alike-there = the target run holds one like it that was mirrored without a trace
mirror-reason-not-final = the test is still in progress
mirror-reason-undecided = the target run holds one like it without a trace, and nothing shows that it is the same
mirror-reason-no-case = it belongs to no case
mirror-reason-case-gone = its case is no longer in the source project
mirror-reason-no-key = its case has no key
mirror-reason-duplicate = several cases have this key or title
mirror-reason-no-counterpart = the target has no such case, and none is to be created
mirror-reason-superseded = a later result of the same case stands for it
mirror-reason-beyond-limit = it is beyond the limit
mirror-why-key = posted to case { $to }, which has the same key
mirror-why-title = posted to case { $to }, which has the same title
mirror-why-created = posted to a case that is created for it
mirror-item-not-reached = not sent: the mirror stopped before it
mirror-item-files-lost = { $count ->
    [one] { $count } file was not copied. Results were sent without it.
   *[other] { $count } files were not copied. Results were sent without them.
}

mirror-warning-field-case = No custom field is called exactly “{ $wanted }”; “{ $title }” is used.
mirror-warning-several-runs = Several runs are called “{ $title }” (ids { $ids }); the newest is used.
mirror-warning-several-targets = Several runs of the target are called “{ $title }” (ids { $ids }); run { $id } is used.
mirror-warning-open = The source run { $id } is still open: results may follow. Mirror it again when it is complete; nothing will be there twice.
mirror-warning-strangers = { $count ->
    [one] { $count } result of another run came along and is left out.
   *[other] { $count } results of other runs came along and are left out.
}
mirror-warning-duplicates = { $count ->
    [one] { $count } key is there several times in { $project } and takes no part: { $keys }
   *[other] { $count } keys are there several times in { $project } and take no part: { $keys }
}
mirror-warning-duplicates-first = { $count ->
    [one] { $count } key is there several times in { $project }; its oldest case is used: { $keys }
   *[other] { $count } keys are there several times in { $project }; the oldest case of each is used: { $keys }
}
mirror-warning-no-case = { $count ->
    [one] { $count } result belongs to no case and is left out.
   *[other] { $count } results belong to no case and are left out.
}
mirror-warning-case-gone = { $count ->
    [one] { $count } result belongs to a case that is gone and is left out.
   *[other] { $count } results belong to cases that are gone and are left out.
}
mirror-warning-no-key = { $count ->
    [one] { $count } result belongs to a case without a key and is left out.
   *[other] { $count } results belong to cases without a key and are left out.
}
mirror-warning-duplicate-results = { $count ->
    [one] { $count } result is left out because several cases have its key or title.
   *[other] { $count } results are left out because several cases have their key or title.
}
mirror-warning-no-counterpart = { $count ->
    [one] { $count } result is left out because the target lacks its case.
   *[other] { $count } results are left out because the target lacks their cases.
}
mirror-warning-late = { $count ->
    [one] The source run { $id } counts { $count } result more than the { $listed } that Qase lists. Start the mirror again later.
   *[other] The source run { $id } counts { $count } results more than the { $listed } that Qase lists. Start the mirror again later.
}
mirror-warning-not-final = { $count ->
    [one] { $count } test is still in progress. Its result is mirrored once it is final.
   *[other] { $count } tests are still in progress. Their results are mirrored once they are final.
}
mirror-warning-undecided = { $count ->
    [one] { $count } result is held back: the target run holds one like it without a trace. Decide with --adopt-untraced yes or no, or in the preview.
   *[other] { $count } results are held back: the target run holds some like them without a trace. Decide with --adopt-untraced yes or no, or in the preview.
}
mirror-warning-beyond-limit = { $count ->
    [one] { $count } result is beyond the limit. The next mirror goes on with it.
   *[other] { $count } results are beyond the limit. The next mirror goes on with them.
}
mirror-warning-doubled-runs = Several open runs of the target mirror this source run (ids { $ids }). Run { $id } is used; results in the others count as mirrored.
mirror-warning-doubled-cases = { $count ->
    [one] { $count } case of { $project } was created several times by one write; the oldest is used: { $keys }
   *[other] { $count } cases of { $project } were created several times by one write; the oldest of each is used: { $keys }
}
mirror-warning-letter-case = { $count ->
    [one] A case is created for { $count } key that the target has in other letter case: { $key }
   *[other] Cases are created for { $count } keys that the target has in other letter case, such as { $key }
}
mirror-warning-not-in-run = { $count ->
    [one] { $count } case is not in run { $id } yet; its result brings it in.
   *[other] { $count } cases are not in run { $id } yet; their results bring them in.
}
mirror-warning-file = File “{ $file }” could not be copied: { $reason }
mirror-warning-two-runs = Another mirror of the same run began at the same time: both use run { $id }, and run { $empty } stays empty.
mirror-warning-not-visible = Run { $id } shows { $seen } of { $expected } results so far. Qase stores them some time after it takes them.
mirror-warning-not-completed = Run { $id } is left open, because not everything is in it yet.

mirror-error-same-project = Source and target are the same project: { $project }.
mirror-error-option = { $option } has no value that makes sense.
mirror-error-no-project = There is no project { $project }, or the token does not see it.
mirror-error-no-field = Cases of project { $project } have no custom field “{ $title }”.
mirror-error-several-fields = Several custom fields of cases are called “{ $title }”: ids { $ids }.
mirror-error-field-kind = The custom field “{ $title }” holds no texts ({ $kind }), so equal values need not mean the same.
mirror-error-no-run = Project { $project } has no run { $id }.
mirror-error-no-run-title = Project { $project } has no run called “{ $title }”.
mirror-error-no-runs = Project { $project } has no runs.
mirror-error-closed-run = Run { $id } of project { $project } is closed and takes no results.
mirror-error-duplicate-keys = Keys are there several times in project { $project }: { $keys }
mirror-error-spool = What was read could not be put aside: { $reason }
mirror-error-case-not-made = The counterpart of case { $case } could not be created.
mirror-error-case-unclear = Qase did not confirm that the case was created, and it is not there. The next mirror creates it.
mirror-error-suite-unclear = Qase did not confirm that the suite of the case was created, and it is not there. The next mirror creates both.

mirror-left-failed = { $count ->
    [one] { $count } result could not be posted.
   *[other] { $count } results could not be posted.
}
mirror-left-cases = { $count ->
    [one] { $count } case could not be created.
   *[other] { $count } cases could not be created.
}
mirror-left-files = { $count ->
    [one] { $count } file could not be copied.
   *[other] { $count } files could not be copied.
}

mirror-remedy-same-project = Name two projects, or another account with --target-base-url or --target-token-env.
mirror-remedy-option = Give it a value, or leave it out.
mirror-remedy-closest = Most like it: { $names }
mirror-remedy-projects = List the projects with “voluptas-cli qase projects”.
mirror-remedy-fields = Custom fields of cases there: { $names }
mirror-remedy-no-fields = There are none there: create a text field for cases and enable it for both projects.
mirror-remedy-several-fields = Rename all but one, or name another field.
mirror-remedy-field-kind = Use a field of the type string or text.
mirror-remedy-runs = List the runs with “voluptas-cli qase runs”.
mirror-remedy-closed-run = Name another run with --target-run-id or --target-run-title.
mirror-remedy-duplicate-keys = Give each case its own key, or use --on-duplicate-key exclude or first.
mirror-remedy-spool = Free some room in the folder for temporary files.

mirror-report-language = en
mirror-report-title = Mirror { $source } → { $target }
mirror-report-preview = This is a preview: nothing was written.
mirror-report-runs = Run { $from } “{ $title }” → run { $to }
mirror-report-new-run = new
mirror-report-stopped = Stopped before the end: { $reason }
mirror-report-complete = Complete: everything that can be mirrored is in the target run.
mirror-report-would-be-complete = The mirror would be complete.
mirror-report-incomplete = Not complete:
mirror-report-outcome = Outcome
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
mirror-report-why = Why
mirror-report-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
mirror-count-read = Results read
mirror-count-late = Counted in the source, not listed yet
mirror-count-mirrored = Mirrored
mirror-count-to-mirror = To be mirrored
mirror-count-already = Already there
mirror-count-no-case = Skipped: no case
mirror-count-no-key = Skipped: no key
mirror-count-duplicate = Skipped: duplicate key
mirror-count-not-final = Skipped: still in progress
mirror-count-undecided = Held back: one like it without a trace
mirror-count-no-counterpart = Skipped: no counterpart
mirror-count-by-choice = Skipped: limit or later result
mirror-count-failed = Failed
mirror-count-cases-created = Cases created
mirror-count-cases-to-create = Cases to create
mirror-count-cases-reused = Cases reused
mirror-count-cases-failed = Cases failed
mirror-count-files-copied = Files copied
mirror-count-files-failed = Files failed
