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

formats-error-empty = { $file } is empty.
formats-error-not-text = { $file } is not a text file.
formats-error-no-column = { $file } has no column “{ $column }”. Its first row says: { $found }.
formats-error-broken = { $file } cannot be read beyond line { $line }: { $reason }.
formats-error-open-quote = { $more ->
    [0] { $file }:{ $line }: a quote is opened here and never closed, so the rows after it cannot be told apart. Nothing was imported.
    [one] { $file }:{ $line }: a quote is opened here and never closed, and the same in { $more } more line. Nothing was imported.
   *[other] { $file }:{ $line }: a quote is opened here and never closed, and the same in { $more } more lines. Nothing was imported.
}
formats-remedy-save-as-csv = Save the sheet as CSV and try again.
formats-remedy-columns = The first row must name the columns.
formats-remedy-open-quote = Close the quote in that line. Inside a quoted cell a quote is written twice.

formats-skip-blank = { $file }:{ $line }: “{ $field }” is blank; the row is left out
formats-skip-too-long = { $file }:{ $line }: “{ $field }” has { $length } characters, at most { $max } are allowed; the row is left out
formats-skip-duplicate = { $file }:{ $line }: “{ $id }” was already in line { $first }; the row is left out
formats-skip-no-type = { $file }:{ $line }: “{ $field }” is blank and the title does not tell it; the row is left out
formats-skip-bad-type = { $file }:{ $line }: “{ $value }” is no type; the row is left out
formats-skip-invalid = { $file }:{ $line }: “{ $field }” cannot be stored; the row is left out
formats-skip-bad-status = { $file }:{ $line }: “{ $value }” is no status; the row is left out
formats-skip-bad-case = { $file }:{ $line }: “{ $value }” is no case: a number or a code such as SHOP-12 is needed; the row is left out
formats-skip-bad-time = { $file }:{ $line }: “{ $value }” is no time: seconds, “850 ms” or “1:02:03” is needed; the row is left out
formats-skip-open-quote = { $file }:{ $line }: a quote is opened here and never closed; the row is skipped

formats-warning-column-twice = { $file }:{ $line }: the column “{ $field }” is there twice; the first one counts
formats-warning-undecodable = { $file }:{ $line }: some bytes are not { $encoding }; each is read as “�”
formats-warning-quotes = { $file }:{ $line }: a quote inside a quoted cell is not written twice; check the text of the cell
formats-warning-long-row = { $file }:{ $line }: { $cells } cells for { $columns } columns; the surplus is ignored
formats-warning-id-case = { $file }:{ $line }: “{ $id }” differs only in letter case from “{ $other }” in line { $first }
formats-warning-alias-twice = { $file }:{ $line }: the alias “{ $alias }” was already in line { $first } and is left out
formats-warning-too-long = { $file }:{ $line }: “{ $field }” has { $length } characters, at most { $max } are allowed; it is left out
formats-warning-flag = { $file }:{ $line }: “{ $field }” is “{ $value }”, neither yes nor no; it is read as no
formats-warning-unknown-value = { $file }:{ $line }: “{ $field }” is “{ $value }”, which the dictionary does not have
formats-warning-respelled = { $file }:{ $line }: “{ $field }” “{ $value }” is read as “{ $as }”
formats-warning-formula = { $file }:{ $line }: “{ $field }” begins with “=”; it is kept as text
formats-warning-custom-fields = { $file }:{ $line }: “{ $field }” is no JSON object and is left out
formats-warning-one-person = { $file }:{ $line }: “{ $field }” is one person: { $kept } is taken, { $others } left out
formats-warning-orphan = { $file }:{ $line }: “{ $field }” names “{ $name }”, which has no row of its own
formats-warning-own-parent = { $file }:{ $line }: “{ $field }” names the row itself; it is put at the root
formats-warning-parent-circle = { $file }:{ $line }: the parents in “{ $field }” form a circle ({ $names }); this row is put at the root
formats-warning-parent-elsewhere = { $file }:{ $line }: “{ $field }” names “{ $name }”, which is not in this file
formats-warning-result-again = { $file }:{ $line }: a second result of the same; the first is in line { $first }

formats-note-custom-column = { $file }: the column “{ $field }” is kept as a custom field
formats-note-type-guessed = { $file }:{ $line }: the type { $type } is taken from the title
