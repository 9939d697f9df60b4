# Use cases shared by the window and the command line.

history-restore-version = Restored an earlier version
history-revert = Undid an edit
history-merge-tags = Merged tags into “{ $title }”
history-remove-tags = Removed tags “{ $title }”
history-edit-function = Edited { $func }
history-create-function = Created “{ $title }”
history-create-case = Created “{ $title }”
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

app-error-no-project = No project is specified.
app-remedy-no-project = Specify it with --project, in QASE_PROJECT_CODE, or in Settings under Qase. It is the code in the project's address, for example SHOP.
app-job-check = Checking the connection
app-job-list = Reading from Qase
app-check-good = Connected: { $code }, { $title }
app-check-token = { $count ->
    [one] Connected. The token has access to { $count } project
   *[other] Connected. The token has access to { $count } projects
}
app-check-no-project = { $count ->
    [one] The token is valid but has no access to project { $code }. It has access to { $count } project
   *[other] The token is valid but has no access to project { $code }. It has access to { $count } projects
}

history-import-functions = { $count ->
    [one] Imported { $count } function from { $file }
   *[other] Imported { $count } functions from { $file }
}
history-import-people = { $count ->
    [one] Imported { $count } person or relation from { $file }
   *[other] Imported { $count } people and relations from { $file }
}
history-import-cases = { $count ->
    [one] Imported { $count } case from { $file }
   *[other] Imported { $count } cases from { $file }
}
history-import-suites = { $count ->
    [one] Imported { $count } suite from { $file }
   *[other] Imported { $count } suites from { $file }
}
app-skip-case-twice = { $file }:{ $line }: line { $first } already has a case with this title in this suite; the row was skipped
app-skip-case-same-id = { $file }:{ $line }: line { $first } already has the case with this ID; the row was skipped
app-skip-case-invalid = { $file }:{ $line }: “{ $field }” cannot be stored; the row was skipped
app-skip-case-suite = { $file }:{ $line }: the suite “{ $suite }” has a blank or too long title; the row was skipped
app-skip-case-left-out = { $file }:{ $line }: not selected; the row was skipped
app-skip-case-several = { $file }:{ $line }: { $count } cases fit this row equally well; the row was skipped
app-skip-case-new-suite = { $file }:{ $line }: the suite “{ $suite }” does not exist; the row was skipped
app-warning-case-function = { $count ->
    [one] { $count } case names the unknown function { $func }
   *[other] { $count } cases name the unknown function { $func }
}
app-warning-case-ids-shared = The IDs of the file also fit cases of { $projects }. They were read as IDs of { $code }.
app-warning-case-ids-shared-unused = The IDs of the file also fit cases of { $projects }: projects of two accounts have the code { $code }. Cases were looked for by title and suite. “Match by: ID” uses the IDs.
app-warning-case-ids = { $count ->
    [one] { $count } ID is no number of project { $code } and was ignored
   *[other] { $count } IDs are no numbers of project { $code } and were ignored
}.
app-warning-case-no-id = { $count ->
    [one] { $count } row has no ID of a case of this project (line { $lines }). Its case was looked for by title and suite.
   *[other] { $count } rows have no ID of a case of this project (lines { $lines }). Their cases were looked for by title and suite.
}
app-warning-case-no-function = { $count ->
    [one] { $count } row names no known function (line { $lines }). Its case was looked for by title and suite.
   *[other] { $count } rows name no known function (lines { $lines }). Their cases were looked for by title and suite.
}
app-warning-case-shared = { $count ->
    [one] The shared step { $titles } keeps the words that the project has: an import changes no shared steps
   *[other] { $count } shared steps keep the words that the project has: an import changes no shared steps ({ $titles })
}
app-warning-case-fields = { $count ->
    [one] New custom field, created as a text field: { $fields }
   *[other] New custom fields, created as text fields: { $fields }
}
app-warning-alias-taken = The alias “{ $alias }” of { $func } already belongs to { $other } and was skipped
app-job-import = Import from Qase: { $project }
app-job-export = Export to Qase: { $project }
app-job-repair = Repair in Qase: { $project }

demo-begin = A full cycle with a sample shop and a built-in Qase-compatible server on this computer.
demo-step-server = Server at { $url }, files in { $folder }
demo-step-imported = Import: { $suites } suites and { $cases } cases imported, { $unchanged } cases unchanged
demo-step-mapped = Mapping: { $proposed } suggested, { $made } accepted; { $functions } functions have a case
demo-step-entered = Results entered: { $count }
demo-step-exported = Export: { $created } cases created, { $updated } updated, { $results } results sent to run { $run }
demo-step-same = Read back over HTTP: { $suites } suites, { $cases } cases, { $results } results; both sides are the same
demo-step-different = Read back over HTTP: { $count ->
    [one] { $count } difference
   *[other] { $count } differences
}
demo-step-again = Second pass:
demo-step-changes = Changes in the second pass: { $count }
demo-end-good = Both sides are the same. Time: { $time }.
demo-end-bad = The sides differ.
demo-files = Files: { $folder }. “voluptas --demo” opens a window with the same shop.
demo-workspace = Workspace: { $workspace }. “voluptas --demo { $workspace }” opens it in a window.
demo-workspace-server = Workspace: { $workspace }. “voluptas --demo” with the same address opens it in a window.
demo-error-no-server = { $workspace } is a demo whose server file { $server } is not there
demo-error-no-server-remedy = Open it where it was created, or name a new workspace for another demo.
demo-error-in-use = { $place } holds something other than the demo
demo-error-in-use-remedy = Name an empty workspace, or a new one, for the demo. Nothing was added to this one.
demo-run-title = Demo: manual regression
demo-comment = Seen on the test environment; looks like a defect.
demo-edit = The cart of the test customer is empty again.

app-job-import-preview = Import preview: { $project }
app-error-read-file = Failed to read { $path }: { $reason }
app-job-export-preview = Export preview: { $project }
app-job-mirror-preview = Mirror preview: { $source } → { $target }
app-job-mirror = Mirroring results: { $source } → { $target }
app-remedy-mirror-run = Refresh the list and select another run.
app-remedy-mirror-closed = Select another run or enter a title for a new one.
app-remedy-mirror-same = Select two different projects.
app-error-write-file = Failed to write { $path }: { $reason }
demo-run-past = Regression, { $date }
demo-later-remark = Checked again after the release: still as described.
demo-later-here = The test customer is signed in and the cart is empty.
demo-later-there = The test customer is signed in; the cart has two items.
demo-later-case-1 = The product list keeps its position after going back
demo-later-case-2 = A product that just sold out cannot be ordered
demo-later-case-3 = The price in the cart follows a change of currency
demo-later-action = Perform the check from the title on the test environment
demo-later-expected = The shop behaves as the title says

app-job-attachment = Downloading { $name }
app-attachment-no-address = The file has no download address
app-attachment-no-qase = Connect Qase in Settings first: the file is stored there

app-job-watch = Watching { $from } → { $to }
app-job-mirror-run = Mirroring run { $run } of { $from } → { $to }
app-watch-looking = Looking for completed runs
app-watch-waiting = { $count ->
    [0] Waiting for completed runs
    [one] Waiting for completed runs; { $count } run mirrored
   *[other] Waiting for completed runs; { $count } runs mirrored
}
app-error-plan-stale = The data has changed since it was planned. Plan again.
app-error-last-administrator = “{ $name }” is the last administrator. Give another user that role first.
app-error-project-twice = Project { $code } is named twice with --project. Name each project once.
app-error-token-many = A user may have at most { $max } tokens. Revoke one first.
app-error-token-expired = The end of a token must be in the future.
app-error-token-project = { $user } has no role in project { $code }, so a token cannot have one.
app-error-pair-unreadable = A newer version of the program wrote this pair of projects. Update the program to change the pair.
app-error-no-second-account = The second account is not set up, but the project { $project } belongs to it.
app-remedy-no-second-account = Enter its address and token in Settings.
app-error-mirror-taken = Another sync or mirror of this workspace is writing to { $project }.
app-remedy-mirror-taken = Wait until it finishes, or stop it.
app-warning-email-taken = { $name }: the address { $email } belongs to another person and was skipped
app-warning-parent-kind = { $file }:{ $line }: { $func } stays where it is: its type cannot be under { $parent }
app-warning-parent-circle = { $file }:{ $line }: { $func } stays where it is: { $parent } is below it
app-warning-parent-left-out = { $file }:{ $line }: { $func } does not go below { $parent }, whose row is not imported
app-warning-parent-absent = { $file }:{ $line }: { $func } does not go below { $parent }: there is no such function
app-warning-relation-dangling = { $file }, relations, row { $line }: there is no function { $func }
app-warning-relation-twice = { $file }, relations, row { $line }: { $source } → { $target } is there twice; the row was skipped

## Attached files

app-job-attach = { $count ->
    [one] Attaching a file
   *[other] Attaching { $count } files
}
app-attach-too-large = { $name } is larger than 32 MB, which is as much as Qase takes.
app-attach-no-picture = There is no picture in the clipboard.

app-files-place = { $named ->
    [one] { $place }: one file is named
   *[other] { $place }: { $named } files are named
}
app-files-would-move = { $copied ->
    [one] One of { $named } files would be copied from { $from } to { $place }.
   *[other] { $copied } of { $named } files would be copied from { $from } to { $place }.
}
app-files-moved = { $copied ->
    [one] The attachments are in { $place } now; one of { $named } files was copied. { $from } keeps its files.
   *[other] The attachments are in { $place } now; { $copied } of { $named } files were copied. { $from } keeps its files.
}
app-backup-unknown = The file is no backup of a workspace, or was written by a newer VoluptAS.
app-backup-incomplete = The backup ends too early: it was not written to its end, or was cut off.
app-backup-changed = The backup is damaged: { $name } is not what was written.
app-backup-appended = The backup is damaged: something else follows its end.
app-backup-taken = { $path } is already there; a backup replaces nothing.
app-backup-taken-remedy = Name a new workspace: --workspace NEWFILE, or an address with another schema
app-backup-stopped = The restore was stopped; the same command begins it anew.
app-restore-title = Restore a backup
app-restore-reading = Reading the backup, MiB
app-copy-title = Copy the workspace
app-copy-rows = Copying rows
app-copy-words = Filling the search index
app-copy-rules = Creating indexes
app-copy-files = Copying attachments
app-copy-comparing = Comparing both
app-copy-would = { $rows } rows of { $from } would be copied to { $to }, and { $files } attachments to { $place }.
app-copy-would-go-on = The copy of { $from } to { $to } would go on: { $rows } rows in all, and { $files } attachments to { $place }.
app-copy-done = { $to } has all of { $from }: { $rows } rows, compared table by table, and { $files } attachments in { $place }.
app-error-password-short = A password needs at least { $min } characters.
app-error-password-long = A password may have at most { $max } characters.
app-error-password-weak = This password is easy to guess. Use more different characters and not your name.
app-error-email = This is not an e-mail address.
app-error-email-taken = Another user has this e-mail.
app-error-name-reserved = “{ $name }” is kept for the holder of the server's token. Use another name.
