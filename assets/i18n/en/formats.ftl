# Files of others: what was read, taken and left out. A note names its place as file:line.

formats-summary = { $file } ({ $encoding }): { $rows ->
    [one] { $rows } row
   *[other] { $rows } rows
} read, { $taken } imported, { $skipped } skipped
formats-reason-blank = { $count } with a blank cell that is required
formats-reason-duplicate = { $count } that repeat an earlier row
formats-reason-no-type = { $count } without a type
formats-reason-bad-value = { $count } with an invalid value
formats-reason-too-long = { $count } with a text that is too long
formats-reason-open-quote = { $count } with a quote that is not closed
formats-reason-no-case = { $count } without a case below the heading

formats-error-empty = { $file } is empty.
formats-error-not-text = { $file } is not a text file.
formats-error-no-column = { $file } has no column “{ $column }”. Its first row has: { $found }.
formats-error-no-sheet = { $file } has no sheet “{ $sheet }”. It has: { $found }.
formats-error-no-choice = No column of { $file } is selected for “{ $column }”. Its columns are { $found }.
formats-error-no-header = { $file } has no row at line { $line } or below it.
formats-error-broken = { $file } cannot be read after line { $line }. The parser says: “{ $reason }”.
formats-error-open-element = { $file } cannot be read after line { $line }: the file ends within an element.
formats-error-open-value = { $file } cannot be read after line { $line }: the file ends within a value.
formats-error-no-test = { $file } cannot be read after line { $line }: the file ends before the end of its first test.
formats-error-end-tag = { $file } cannot be read after line { $line }: the end tag </{ $found }> has no start tag.
formats-error-other-end-tag = { $file } cannot be read after line { $line }: the element <{ $expected }> is open, and the end tag </{ $found }> follows.
formats-error-entities = { $file } cannot be read after line { $line }: a document type with entities is not accepted.
formats-error-too-deep = { $file } cannot be read after line { $line }: the elements are nested too deeply.
formats-error-many-attributes = { $file } cannot be read after line { $line }: an element has too many attributes.
formats-error-not-json = { $file } cannot be read after line { $line }: the text at character { $column } is not JSON. The parser says: “{ $reason }”.
formats-error-not-object = { $file } cannot be read after line { $line }: the value is not a JSON object.
formats-error-open-fence = { $file } cannot be read after line { $line }: a text between fences is not closed.
formats-error-open-quote = { $more ->
    [0] { $file }:{ $line }: a quote is opened here and never closed, so the rows after it cannot be told apart. Nothing was imported.
    [one] { $file }:{ $line }: a quote is opened here and never closed, and the same in { $more } more line. Nothing was imported.
   *[other] { $file }:{ $line }: a quote is opened here and never closed, and the same in { $more } more lines. Nothing was imported.
}
formats-remedy-save-as-csv = Save the sheet as CSV and try again.
formats-remedy-columns = The first row must contain the column names.
formats-remedy-choice = The table has no column names: select a field for each column, or use a preset.

formats-remedy-open-quote = Close the quote in that line. Inside a quoted cell a quote is written twice.

formats-skip-blank = { $file }:{ $line }: “{ $field }” is empty; the row was skipped
formats-skip-too-long = { $file }:{ $line }: “{ $field }” has { $length } characters, at most { $max } are allowed; the row was skipped
formats-skip-duplicate = { $file }:{ $line }: “{ $id }” is already in line { $first }; the row was skipped
formats-skip-no-type = { $file }:{ $line }: “{ $field }” is empty and the title does not show the type; the row was skipped
formats-skip-bad-type = { $file }:{ $line }: “{ $value }” is not a type; the row was skipped
formats-skip-invalid = { $file }:{ $line }: “{ $field }” cannot be stored; the row was skipped
formats-skip-bad-status = { $file }:{ $line }: “{ $value }” is not a status; the row was skipped
formats-skip-bad-case = { $file }:{ $line }: “{ $value }” is not a case: enter a number or a code such as SHOP-12; the row was skipped
formats-skip-bad-time = { $file }:{ $line }: “{ $value }” is not a time: enter seconds, “850 ms” or “1:02:03”; the row was skipped

formats-skip-open-quote = { $file }:{ $line }: a quote is opened here and never closed; the row is skipped
formats-skip-no-case = { $file }:{ $line }: “{ $title }” is no test case: no heading of the document has “Steps”, “Preconditions” or fields of a case below it; the row was skipped
formats-warning-only-text = { $file }:{ $line }: “{ $title }” has no steps, preconditions or fields; its text becomes the description of a case
formats-shared-blank = { $file }:{ $line }: “{ $field }” of a shared step is empty; its cases get its steps as plain ones
formats-shared-too-long = { $file }:{ $line }: “{ $field }” of a shared step has { $length } characters, at most { $max } are allowed; its cases get its steps as plain ones
formats-shared-invalid = { $file }:{ $line }: “{ $field }” of a shared step cannot be stored; its cases keep its name as a plain step
formats-shared-twice = { $file }:{ $line }: a shared step with { $field } “{ $value }” is already in line { $first }; that one is used

formats-warning-column-twice = { $file }:{ $line }: duplicate column “{ $field }”; the first one is used
formats-warning-header-row = { $file }:{ $line }: the column names stand in this line; the lines above were not read
formats-warning-column-nameless = { $file }: the column { $field } has no name; its values were not imported, such as “{ $value }”
formats-warning-choice-absent = { $file }: there is no column “{ $field }”, for which a field was selected
formats-warning-choice-unknown = { $file }:{ $line }: the field “{ $word }” selected for the column “{ $field }” is unknown; the name of the column decides
formats-note-column-replaced = { $file }: the column “{ $field }” is not imported, because another column was selected for its field
formats-warning-error-cell = { $file }:{ $line }: a formula gave the error { $value }; the cell is read as blank
formats-warning-undecodable = { $file }:{ $line }: some bytes are not { $encoding }; each is read as “�”
formats-warning-quotes = { $file }:{ $line }: a quote inside a quoted cell is not written twice; check the text of the cell
formats-warning-long-row = { $file }:{ $line }: { $cells } cells for { $columns } columns; the extra cells were ignored
formats-warning-id-case = { $file }:{ $line }: “{ $id }” differs only in letter case from “{ $other }” in line { $first }
formats-warning-alias-twice = { $file }:{ $line }: the alias “{ $alias }” is already in line { $first } and was skipped
formats-warning-too-long = { $file }:{ $line }: “{ $field }” has { $length } characters, at most { $max } are allowed; the value was skipped
formats-warning-cut = { $file }:{ $line }: “{ $field }” has { $length } characters, at most { $max } are allowed; the rest was cut off
formats-warning-flag = { $file }:{ $line }: “{ $field }” is “{ $value }”, neither yes nor no; read as no
formats-warning-link = { $file }:{ $line }: “{ $link }” in “{ $field }” is no address of a page; skipped
formats-warning-unknown-value = { $file }:{ $line }: “{ $field }” is “{ $value }”, which is not in the dictionary
formats-warning-respelled = { $file }:{ $line }: “{ $field }”: “{ $value }” was read as “{ $as }”
formats-warning-formula = { $file }:{ $line }: “{ $field }” starts with “=”; it was stored as text
formats-warning-custom-fields = { $file }:{ $line }: “{ $field }” is not a JSON object and was skipped
formats-warning-one-person = { $file }:{ $line }: “{ $field }” takes one person: { $kept } was imported, { $others } skipped
formats-warning-orphan = { $file }:{ $line }: “{ $field }” is “{ $name }”, which has no row of its own
formats-warning-own-parent = { $file }:{ $line }: “{ $field }” is the row itself and is ignored
formats-warning-parent-circle = { $file }:{ $line }: the parents in “{ $field }” form a circle ({ $names }); the parent of this row is ignored
formats-note-parent-elsewhere = { $file }:{ $line }: “{ $field }” is “{ $name }”, which is not in this file
formats-warning-result-again = { $file }:{ $line }: duplicate result; the first one is in line { $first }

formats-note-custom-column = { $file }: the column “{ $field }” was imported as a custom field
formats-note-suite-slash = { $file }:{ $line }: “{ $suite }” is the title of one suite; nested suites are written with blanks: “{ $nested }”
formats-note-column-unused = { $file }: the column “{ $field }” is none of Qase and was not imported
formats-warning-later-row = { $file }:{ $line }: “{ $field }” is “{ $value }”, not as in the first row of the case; the first row counts
formats-warning-step-files = { $file }:{ $line }: a step has files, which were not imported
formats-warning-step-call = { $file }:{ $line }: a step calls test { $test }; its steps were not imported
formats-warning-sheet-unused = { $file }: the sheet “{ $field }” was not imported
formats-warning-suite-cell = { $file }:{ $line }: a suite has no “{ $field }”; “{ $value }” was not imported
formats-note-type-guessed = { $file }:{ $line }: the type { $type } was taken from the title
formats-error-other-content = { $file } holds { $kind ->
    [functions] functions, not test cases.
   *[results] results of a test run, not test cases.
}
formats-remedy-functions = Import it as functions: File → Import functions, or “voluptas-cli functions import”.
formats-error-unknown = { $file } is not a file of test cases
formats-error-language = { $file }:{ $line }: keywords of Gherkin in the language “{ $language }” are unknown. Nothing was imported.
formats-remedy-language = Correct the code in “# language: …”: docs/files.md lists the known ones.
formats-error-no-language = { $file }:{ $line }: the feature is in the language “{ $language }” or one like it, and no line above names the language. Nothing was imported.
formats-remedy-no-language = Add “# language: { $language }” as the first line of the file.
formats-error-newer = { $file } was written by a newer version (format { $version })
formats-remedy-newer = Update VoluptAS.
formats-remedy-cases = Select a file of one of the supported formats, or name its format.
formats-warning-suite-circle = The parents of suite “{ $suite }” form a circle. It was put at the top.
formats-warning-suite-depth = Suite “{ $suite }” is nested deeper than { $max } levels. It was put into the suite at level { $max }.
formats-warning-case-word = { $file }:{ $line }: “{ $field }” has the unknown value “{ $word }”; read as “{ $default }”
formats-warning-case-word-kept = { $file }:{ $line }: “{ $field }” has the unknown value “{ $word }”; read as “{ $default }”, and kept in the custom field “{ $field }”
formats-warning-fence = { $file }:{ $line }: the block of code that begins here is not closed; it was read as text
formats-warning-steps = { $file }:{ $line }: { $more ->
    [one] one more step has a result or data but no action
   *[other] { $more } more steps have a result or data but no action
} (steps: { $steps })
formats-warning-parameter = { $file }:{ $line }: the parameter “{ $text }” has no values and was skipped
formats-note-muted = { $file }:{ $line }: “{ $field }” has no counterpart and was not imported
formats-error-too-large = { $file } is larger than { $limit } MB.
formats-error-too-many-cells = { $file } has a sheet with more than { $limit } cells.
formats-error-sheet-cut = { $file }: sheet “{ $sheet }” is damaged or incomplete. Its rows break off before the end.
formats-error-cell = { $file }: sheet “{ $sheet }” names the cell “{ $cell }”, which no sheet can have.
formats-error-too-many-strings = { $file } has more than { $limit } shared texts.
formats-error-too-many-values = { $file } has more than { $limit } values.
formats-error-too-many-steps = { $file } has more than { $limit } steps.
formats-error-too-many-results = { $file } has more than { $limit } results.
formats-error-long-text = { $file } has a text of more than { $limit } MB, which begins at line { $line }.
formats-error-elements-at = { $file } has more than { $limit } elements; line { $line } is beyond the limit.
formats-error-results-at = { $file } has more than { $limit } results; line { $line } is beyond the limit.
formats-error-too-many-columns = { $file } has more than { $limit } columns.
formats-error-encrypted = { $file } has a password or is a workbook of an old format.
formats-error-workbook = { $file } is not a readable workbook. The parser says: “{ $reason }”.
formats-error-read-only = Files of the format { $format } can be imported but not exported.
formats-error-unwritable = The file cannot be written: { $reason }.
formats-remedy-split = Split the file and import the parts one by one.
formats-remedy-encrypted = Save it as XLSX without a password.
formats-remedy-workbook = Open it in a spreadsheet and save it again as XLSX or CSV.
formats-remedy-other-format = Select another format, such as JSON.
formats-warning-blank = { $file }:{ $line }: “{ $field }” is empty; the row was skipped
formats-warning-twice = { $file }:{ $line }: “{ $value }” is there twice; the first row counts
formats-warning-relation-type = { $file }:{ $line }: “{ $value }” is not a type of relation; the row was skipped
formats-warning-flag-yes = { $file }:{ $line }: “{ $field }” is “{ $value }”, neither yes nor no; read as yes
formats-warning-weight = { $file }:{ $line }: “{ $field }” is “{ $value }”, which is no number; the stored value stays
formats-skip-long-cell = { $file }:{ $line }: the cell in column { $column } (“{ $field }”) has more than { $max } MB of text; the row was skipped
formats-error-row-twice = { $file }: sheet “{ $sheet }” has row { $row } twice, so one of them would be lost.
formats-error-other-format = { $file } is { $found ->
    [workbook] a workbook (XLSX)
    [xml] XML of another kind
   *[table] a text table (CSV)
}, not a file of the format { $format }.
formats-remedy-detect-format = Leave the format out: it is detected.
formats-error-nested-shared = { $file }: the shared step “{ $title }” contains a shared step, which is not possible.
formats-remedy-nested-shared = Put the steps themselves into the shared step and try again.
