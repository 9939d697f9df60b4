# The domain: names of types, statuses and rules.

invalid-blank = must not be blank
invalid-too-long = too long: { $length } characters, at most { $max }
invalid-nul = holds a character that cannot be stored (NUL)
invalid-too-deep = steps are nested deeper than { $max } levels
