# Files in the window: selecting them, importing lists, and what is wrong with them.

## Selecting a file

files-no-dialog = This system has no file dialog (neither a desktop portal nor zenity was found). Type the path instead.
files-replace = Replace
files-replaces = A file with this name exists. Press Replace to overwrite it.
files-error-absent = { $path } does not exist.
files-error-exists = { $path } exists already. Open it, or enter another name.
files-error-denied = No permission to use { $path }.
files-error-folder = { $path } is a folder, not a file.
files-error-full = No space left on the disk for { $path }.
files-error-read-only = { $path } is on a read-only disk.
files-error-other = { $path } cannot be used: { $reason }.

## Import of functions

files-preview = Preview
files-back = Back
files-done = Done
files-cancelled = The import was cancelled. Nothing was changed.
files-importing = Importing…
files-import-n = { $n ->
    [0] Nothing to import
    [one] Import { $n } function
   *[other] Import { $n } functions
}
files-imported = { $imported ->
    [one] { $imported } function imported
   *[other] { $imported } functions imported
}{ $skipped ->
    [0] .
    [one] , { $skipped } row skipped.
   *[other] , { $skipped } rows skipped.
}
files-into-new = The functions go into a new workspace: { $path }
files-read = { $file }, { $encoding }
files-rows = Rows
files-new = New
files-changed = Changed
files-unchanged = Unchanged
files-people = New people
files-skipped = Skipped
files-remarks = Remarks about the list
files-all-good = Every row can be imported
files-kind-skipped = Skipped
files-kind-warning = Warning
files-kind-note = Note
files-skipped-rows = Skipped
files-warnings = Warnings
files-notes = Notes
files-column-line = Line
files-column-kind = Kind
files-column-column = Column
files-column-reason = Reason
files-save-remarks = Save this list…
files-remarks-saved = Saved: { $path }
