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
