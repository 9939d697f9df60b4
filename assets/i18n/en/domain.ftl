# The domain: names of types, statuses and rules.

invalid-blank = must not be blank
invalid-too-long = too long: { $length } characters, at most { $max }
invalid-nul = holds a character that cannot be stored (NUL)
invalid-too-deep = steps are nested deeper than { $max } levels
invalid-project-code = “{ $code }” cannot be a project code; it takes 2 to 10 Latin letters and digits and begins with a letter
invalid-tree-cycle = It cannot lie within itself
invalid-function-place = { $kind } cannot lie under { $parent }
invalid-func-id-fixed = The FuncID of an existing function does not change
