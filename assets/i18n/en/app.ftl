# Use cases shared by the window and the command line.

history-edit-function = Edited { $func }
history-create-function = Created “{ $title }”
history-delete-functions = { $count ->
    [one] Deleted { $count } function
   *[other] Deleted { $count } functions
}
history-edit-case = Edited “{ $title }”
history-link = { $count ->
    [one] Linked { $count } case
   *[other] Linked { $count } cases
}
history-unlink = { $count ->
    [one] Unlinked { $count } case
   *[other] Unlinked { $count } cases
}

app-error-no-project = No project is named.
app-remedy-no-project = Name it with --project, in QASE_PROJECT_CODE or in Settings, Qase: it is the code in the project's address, for example SHOP.
app-job-check = Checking the connection
app-job-list = Reading from Qase
app-check-good = Connected: { $code }, { $title }
app-check-token = { $count ->
    [one] Connected; the token sees { $count } project
   *[other] Connected; the token sees { $count } projects
}
app-check-no-project = { $count ->
    [one] The token is good, but it sees no project { $code }; it sees { $count } project
   *[other] The token is good, but it sees no project { $code }; it sees { $count } projects
}

history-import-functions = { $count ->
    [one] Imported { $count } function from { $file }
   *[other] Imported { $count } functions from { $file }
}
app-warning-alias-taken = The alias “{ $alias }” of { $func } already belongs to { $other } and is left out
app-job-import = Import from Qase: { $project }
app-job-export = Export to Qase: { $project }
app-job-repair = Repair in Qase: { $project }

demo-begin = The whole loop with a fictional shop, against a Qase-compatible server on this machine alone.
demo-step-server = Server at { $url }, files in { $folder }
demo-step-imported = Import: { $suites } suites and { $cases } cases taken over, { $unchanged } cases unchanged
demo-step-mapped = Mapping: { $proposed } proposals, { $made } accepted; { $functions } functions have a case
demo-step-entered = Results entered: { $count }
demo-step-exported = Export: { $created } cases made, { $updated } changed, { $results } results sent to run { $run }
demo-step-same = Read back over HTTP: { $suites } suites, { $cases } cases, { $results } results; both sides agree
demo-step-different = Read back over HTTP: { $count ->
    [one] { $count } difference
   *[other] { $count } differences
}
demo-step-again = The same once more:
demo-step-changes = Changes the second time: { $count }
demo-end-good = Everything agrees. It took { $time }.
demo-end-bad = Something does not agree.
demo-files = The files are in { $folder }; “voluptas --demo” opens a window with the same shop.
demo-run-title = Demo: regression by hand
demo-comment = Seen on the test stand; looks like a defect.
demo-edit = The cart of the test customer is empty again.

app-job-import-preview = Preview of the import: { $project }
app-error-read-file = The file { $path } could not be read: { $reason }
app-job-export-preview = Preview of the export: { $project }
app-job-mirror-preview = Preview of the mirror: { $source } → { $target }
app-job-mirror = Mirroring results: { $source } → { $target }
app-remedy-mirror-run = Refresh the list and choose another run.
app-remedy-mirror-closed = Choose another run or name a new one.
app-remedy-mirror-same = Choose two different projects.
app-error-write-file = The file { $path } could not be written: { $reason }
demo-run-past = Regression, { $date }
demo-later-remark = Checked again after the release: still as described.
demo-later-here = The test customer is signed in and the cart is empty.
demo-later-there = The test customer is signed in; two articles lie in the cart.
demo-later-case-1 = The list of products keeps its place after going back
demo-later-case-2 = A product that just sold out cannot be ordered
demo-later-case-3 = The price in the cart follows a change of currency
demo-later-action = Do what the title says, on the test stand
demo-later-expected = The shop behaves as the title says

app-job-attachment = Fetching { $name }
app-attachment-no-address = This file has no address to fetch it from
app-attachment-no-qase = Connect Qase in the settings first: the file lies there

app-job-watch = Watching { $from } → { $to }
app-job-mirror-run = Mirroring run { $run } of { $from } → { $to }
app-watch-looking = Looking for completed runs
app-watch-waiting = { $count ->
    [0] Waiting for completed runs
    [one] Waiting for completed runs; { $count } run mirrored
   *[other] Waiting for completed runs; { $count } runs mirrored
}
app-error-no-second-account = The second account is not set up, and the project { $project } is in it.
app-remedy-no-second-account = Enter its address and token in the settings.
app-error-mirror-taken = Another synchronisation or mirror on this workspace is writing into { $project }.
app-remedy-mirror-taken = Wait until it is done, or stop it.
