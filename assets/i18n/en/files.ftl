# Files in the window: selecting them, importing lists, and what is wrong with them.

## Selecting a file

files-no-dialog = This system has no file dialog (neither a desktop portal nor zenity was found). Type the path instead.
files-replace = Replace
files-replaces = A file with this name exists. Press Replace to overwrite it.
files-error-absent = { $path } does not exist.
files-error-exists = { $path } exists already. Open it, or enter another name.
files-error-no-folder = The folder { $path } does not exist.
files-error-denied = No permission to use { $path }.
files-error-folder = { $path } is a folder, not a file.
files-error-full = No space left on the disk for { $path }.
files-error-large = { $path } is larger than 256 MB.
files-error-read-only = { $path } is on a read-only disk.
files-error-path = A part of the path { $path } is a file, not a folder.
files-error-name = The file name { $path } is too long or has characters that the system does not accept.
files-error-other = The system does not let the program use { $path }. Its words: { $reason }.

## Import of functions

files-step-preview = Preview
files-preview = Preview
files-back = Back
files-done = Done
files-undo-import = Undo the import
files-cancelled = The import was cancelled. Nothing was changed.
files-importing = Importing…
files-import-people = Import people and relations
files-import-n = { $n ->
    [0] Nothing to import
    [one] Import { $n } function
   *[other] Import { $n } functions
}
files-into-new = The functions go into a new workspace: { $path }
files-rows = Rows
files-created = Created
files-new = New
files-changed = Changed
files-unchanged = Unchanged
files-people = People
files-skipped = Skipped
files-left-out = Deselected by you
files-line-remark = Line { $line }: { $words }
files-column-line = Line
files-save-remarks = Save this list…
files-remarks-saved = Saved: { $path }

# Cases
files-cases-path-note = CSV, also of Qase, XLSX, JSON, XML, Gherkin or Markdown. Nothing is changed before you confirm.
files-cases-export-note = The ending of the name is the format: .csv, .xlsx, .json, .xml, .feature or .md.
files-cases-export-whole = This format keeps everything but files.
files-cases-export-table = Tables write shared steps as plain steps; JSON and XML keep them.
files-cases-export-lossy = Feature files and Markdown leave some fields out and write shared steps as plain steps.
files-cases-export-qase = The columns that Qase imports; shared steps are written as plain steps.
files-export-for-qase = With the columns of Qase
files-export-all = All cases of the project
files-export-shown = Only what the grid shows
files-export-selected = Only what is selected
files-export-selected-what = { $suites ->
    [0] { $cases ->
        [one] { $cases } case
       *[other] { $cases } cases
    }
   *[other] { $cases ->
        [0] Suites with everything inside: { $suites }
       *[other] Suites with everything inside: { $suites }, cases: { $cases }
    }
}
files-cases-format = { $path } has no ending of a known format. Use .csv, .xlsx, .json, .xml, .feature or .md.
files-report-exported = Wrote the report of “{ $title }” to { $path }
files-report-note = One file that needs no network. The extension sets the format: .html, .md, .xml (JUnit) or .json.
files-report-format = { $path } has no ending of a report. Use .html, .md, .xml (JUnit) or .json.
files-functions-format = { $path } has no ending of a list of functions. Use .csv or .xlsx.
files-cases-file = { $format }, { $size }, { $rows ->
    [one] { $rows } row
   *[other] { $rows } rows
}
files-format-csv = Table
files-format-qase-csv = Qase CSV
files-format-json = JSON
files-format-xlsx = Workbook
files-format-xml = XML
files-format-testrail = TestRail
files-format-testlink = TestLink
files-format-xray = Xray
files-format-zephyr = Zephyr
files-format-feature = Gherkin
files-format-md = Markdown
files-encoding = Encoding
files-delimiter = Delimiter
files-delimiter-comma = Comma
files-delimiter-semicolon = Semicolon
files-delimiter-tab = Tab
files-delimiter-pipe = Vertical bar
files-sheet = Sheet
files-header-row = Header row
files-no-header-row = No header row
files-detect = Detect
files-detected = Detected
files-detected-short = detected
files-first-lines = First lines of the file
files-columns = Columns
files-columns-fold = Hide the columns
files-columns-unfold = Show the columns
files-columns-taken = { $taken } of { $all } imported
files-columns-complete = All needed columns are selected. The rows of the file are below.
files-columns-title-needed = Select the column that holds the title, or another header row.
files-column-use = Field of the column “{ $column }”
files-column-unused = not imported
files-column-by-name = by name
files-column-by-preset = from preset
files-column-by-hand = by hand
files-column-replaced = field is taken
files-preset = Preset
files-preset-none = No preset
files-preset-save = Save as preset…
files-preset-name = Name of the preset
files-preset-replaces = Replaces the preset of this name.
files-preset-delete = Delete preset
files-preset-delete-ask = Delete the preset “{ $name }”? The choices on this page stay.
files-field-skip = Don't import
files-field-custom = Custom field
files-field-title = Title
files-field-id = ID
files-field-suite = Suite
files-field-hierarchy = Path of the suite (A > B)
files-field-description = Description
files-field-preconditions = Preconditions
files-field-postconditions = Postconditions
files-field-expected-result = Expected result of the case
files-field-links = Links
files-field-steps = Steps: action
files-field-data = Steps: data
files-field-expected = Steps: expected result
files-field-steps-type = Kind of steps
files-field-priority = Priority
files-field-severity = Severity
files-field-type = Type
files-field-layer = Layer
files-field-behavior = Behavior
files-field-automation = Automation
files-field-status = Status
files-field-flaky = Flaky
files-field-tags = Tags
files-field-parameters = Parameters
files-field-functions = Functions (FuncID)
files-field-further = Also in suites
files-field-suite-id = Suite: number (Qase)
files-field-suite-parent-id = Suite: parent number (Qase)
files-field-suite-without-cases = Suite: without cases (Qase)
files-field-milestone-id = Milestone: number (Qase)
files-field-milestone = Milestone
files-field-external-id = External ID
files-field-step-number = Step number
files-field-muted = Muted (Qase)
files-project = Project
files-project-new = The workspace has no project yet. This code creates one.
files-project-needed = The project for these cases is missing. Enter its code, or create it with the suggested one.
files-project-missing = No project yet
files-project-make = Create project { $code }
files-project-other = New project…
files-project-title = Title of the new project
files-project-code = Code of the new project
files-project-new-code = The import creates the project.
files-comparing = Comparing…
files-planning = Comparing the file with the project…
files-match = Match by
files-match-auto = ID, then title and suite
files-match-id = ID in any file
files-match-title = Title, in any suite
files-match-function = Function (FuncID)
files-new-suites = Create missing suites
files-split-suites = Split suite titles at “/”
files-split-suites-more = “Cart/Prices” becomes the suite “Prices” in “Cart”. Otherwise it is the title of one suite.
files-add-tag = Add a tag to all
files-tag = Tag
files-step-file = File
files-step-columns = Columns and preview
files-step-import = Import
files-step-summary = Result
files-row-import = Import this row
files-column-field = Field
files-column-now = Now
files-column-fate = Outcome
files-column-done = Outcome
files-column-new-value = New value
files-steps = { $n ->
    [one] { $n } step
   *[other] { $n } steps
}
files-cases-will = { $created } new, { $updated } changed, { $unchanged } unchanged, { $skipped } skipped{ $left_out ->
    [0] {""}
   *[other] , { $left_out } deselected by you
}{ $changed_suites ->
    [0] {""}
   *[other] ; suites changed: { $changed_suites }
}.
files-cases-will-undo = One step of undo.
files-cases-will-undo-project = One step of undo; the new project stays.
files-policy = Cases that exist
files-policy-smart = Merge
files-policy-smart-more = Fills what is blank or has its default value, and joins lists. Other values stay.
files-policy-mine = Keep mine
files-policy-mine-more = Only fills what is blank in cases. Suites stay.
files-policy-theirs = Take the file
files-policy-usual = { $policy } (default)
files-policy-theirs-more = Values of the file win. Blank ones replace nothing.
files-column-number = Case
files-column-what = Changes or reason
files-find-row = Find a row
files-show-imported = Show imported
files-cases-import-n = { $n ->
    [0] Nothing to import
    [one] Import { $n } case
   *[other] Import { $n } cases
}
files-cases-imported = Created: { $created }, changed: { $updated }{ $suites ->
    [0] {""}
   *[other] , new suites: { $suites }
}{ $changed_suites ->
    [0] {""}
   *[other] , changed suites: { $changed_suites }
}{ $skipped ->
    [0] {""}
   *[other] , skipped: { $skipped }
}{ $left_out ->
    [0] .
   *[other] , deselected by you: { $left_out }.
}
files-cases-exported-files = { $n ->
    [one] { $n } case written to { $path }
   *[other] { $n } cases written to { $path }
} ({ $files ->
    [one] { $files } attachment is not in the file
   *[other] { $files } attachments are not in the file
})
files-cases-exported-part = { $n ->
    [one] { $n } case written to { $path }
   *[other] { $n } cases written to { $path }
} ({ $places ->
    [one] { $places } further suite outside of the exported part is not in the file
   *[other] { $places } further suites outside of the exported part are not in the file
})
files-cases-exported = { $n ->
    [one] { $n } case written to { $path }
   *[other] { $n } cases written to { $path }
}
files-cases-exported-gherkin = { $n ->
    [one] { $n } case written to { $path }
   *[other] { $n } cases written to { $path }
} with titles, texts, tags and steps; Gherkin has no place for other fields
files-cases-without-fields = The file has titles, suites, descriptions, preconditions, tags and steps as Gherkin. Its format has no place for the other fields of a case; CSV, XLSX, JSON and XML keep all of them.
files-cases-changed = The workspace changed while you looked at the preview. Nothing was imported; the preview is up to date now.
files-cases-stay = stays: { $fields }
files-cases-from-file = from the file
files-cases-stays = stays
files-cases-project-created = Project { $code } was created. Undo takes its cases back; the project stays, because Redo brings them back into it.
files-cases-import-suites = { $n ->
    [one] Import { $n } suite
   *[other] Import { $n } suites
}
files-drop-dialog = Close the dialog, then drop the files again.
files-drop-first = Only { $file } was taken, { $n ->
    [one] { $n } other file
   *[other] { $n } other files
} skipped: files are imported one by one.
files-cases-no-case = This document holds no test cases: below the heading of a case there are “Steps”, “Preconditions” or fields such as “- **Priority:** high”.
files-cases-suite = Suite
files-cases-file-suites = { $n ->
    [one] { $n } suite
   *[other] { $n } suites
}
files-row-new-function = New
files-row-created-function = Created
files-row-changed-function = Changed
files-row-skipped-function = Skipped
files-row-new = New
files-row-created = Created
files-row-changed = Changed
files-row-unchanged = Unchanged
files-remarked = With remarks
files-row-skipped = Skipped
files-row-left-out = Deselected by you
files-row-left-out-function = Deselected by you
files-presets-full = { $most } presets are saved already. Delete one to save another.
files-relations = Relations
files-functions-will = { $created } new, { $updated } changed, { $unchanged } unchanged, { $skipped } skipped{ $left_out ->
    [0] {""}
   *[other] , { $left_out } deselected by you
}{ $people ->
    [0] {""}
   *[other] ; people: { $people }
}{ $relations ->
    [0] {""}
   *[other] ; relations: { $relations }
}.
files-functions-imported = Created: { $created }, changed: { $updated }{ $people ->
    [0] {""}
   *[other] , people: { $people }
}{ $relations ->
    [0] {""}
   *[other] , relations: { $relations }
}{ $skipped ->
    [0] {""}
   *[other] , skipped: { $skipped }
}{ $left_out ->
    [0] .
   *[other] , deselected by you: { $left_out }.
}
files-no-rows = There are no rows below the names of the columns. Select another header row, if the line of names is not the first one.
files-functions-planning = Comparing the file with the functions…
files-functions-policy = Functions that exist
files-functions-smart-more = Fills what is blank and joins lists such as tags. Other values and the flags stay.
files-functions-mine-more = Only fills what is blank.
files-functions-sheets = people: { $people }, relations: { $relations }
files-functions-restored = comes back from the trash
files-functions-below = below { $parent }
files-columns-functions-needed = Select the columns that hold FuncID, title and type, or another header row.
files-field-consulted = Consulted
files-field-informed = Informed
files-field-test-cases = Test cases
files-field-custom-fields = Custom fields (JSON)
files-field-position = Position
files-field-email = Email
files-field-zoho-id = Zoho ID
files-field-github = GitHub
files-field-active = Active
files-field-weight = Weight
files-field-directed = Directed
files-field-notes = Notes
files-relation-hierarchy = Hierarchy
files-relation-functional = Works with
files-relation-page-element = Page and element
files-relation-service-dependency = Needs the service
files-relation-bug-link = Bug
files-relation-doc-link = Document
files-relation-custom = Other relation
files-discard-import = Discard the import?
files-discard-import-more = Nothing was imported yet. The choices for the file are lost.
files-discard-import-button = Discard

## Viewer of files

viewer-view = View the file
viewer-place = { $n } of { $of }
viewer-previous = Previous file
viewer-next = Next file
viewer-pause = Pause
viewer-play = Play
viewer-space = Space
viewer-keys-play = Pause or play a moving picture
viewer-fit = Fit
viewer-actual = 100 %
viewer-percent = { $n } %
viewer-pixels = { $width } × { $height }
viewer-lines = { $n ->
    [one] { $n } line
   *[other] { $n } lines
}
viewer-save = Save as…
viewer-saved = Saved: { $path }
viewer-outside = Open in another program
viewer-download = Download
viewer-away = This file has not been downloaded yet
viewer-missing = This file is missing
viewer-other = This file cannot be shown here
viewer-other-more = Save it, or open it in another program.
viewer-other-save = Save it to open it with its own program.
viewer-cut = Only the first { $size } are shown. Save the file to read all of it.
viewer-empty = The file is empty
viewer-unread = The file could not be read.
viewer-find = Find in the text
viewer-find-before = Previous hit
viewer-find-next = Next hit
viewer-keys = Viewer of files
viewer-keys-others = Previous or next file
viewer-keys-zoom = Zoom in or out
viewer-wheel = Wheel
viewer-keys-fit = Fit the picture
viewer-keys-actual = Actual size
viewer-keys-move = Move the picture or the text
viewer-keys-find = Find in the text
viewer-keys-hits = Next or previous hit, in the field of the search
viewer-keys-copy = Select all, and copy what is selected
