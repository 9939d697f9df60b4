# The domain: names of types, statuses and rules.

invalid-title-taken = “{ $title }” is the title of another active case of the project
invalid-blank = must not be empty
invalid-too-long = too long: { $length } characters, at most { $max }
invalid-tag-line = must be a single line of text
invalid-tag-comma = must not contain a comma: a comma separates tags
invalid-nul = contains a character that cannot be stored (NUL)
invalid-too-deep = steps are nested deeper than { $max } levels
invalid-shared-inside = a shared step cannot contain shared steps
invalid-suites-too-deep = suites are nested deeper than { $max } levels
invalid-project-code = “{ $code }” is not a valid project code: use 2 to 10 Latin letters and digits, starting with a letter
invalid-replacement = “{ $option }” is no option of the field after the change
invalid-option-in-use = The option “{ $title }” is in use in { $count ->
    [one] { $count } value
   *[other] { $count } values
}: name in replace_values what they get in place of “{ $option }”, or an empty text to clear them; force=true leaves them as they are
invalid-tree-cycle = It cannot be inside itself
invalid-suite-project = The suite belongs to another project
invalid-function-place = { $kind } cannot be inside { $parent }
invalid-func-id-fixed = The FuncID of an existing function cannot be changed
invalid-url = “{ $url }” is no address of a page: it begins with http:// or https:// and has no blanks
