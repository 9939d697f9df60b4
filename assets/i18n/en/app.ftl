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
