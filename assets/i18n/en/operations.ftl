# Operation of a server: rules by which projects keep runs and files, limits, logs.

cli-command-retention = How long projects keep runs and files; what would go, and its removal
cli-command-retention-show = Show the rules of a project
cli-command-retention-set = Change the rules of a project; a server applies them once a day
cli-command-retention-preview = Show what the rules would remove now
cli-command-retention-apply = Remove what the rules take now
cli-command-retention-keep = Protect a run: no rule takes it
cli-command-retention-release = End the protection of a run
cli-arg-retention-show-code = Code of the project
cli-arg-retention-set-code = Code of the project
cli-arg-retention-preview-code = Code of the project
cli-arg-retention-apply-code = Code of the project
cli-arg-retention-keep-code = Code of the project
cli-arg-retention-keep-run = Number of the run
cli-arg-retention-release-code = Code of the project
cli-arg-retention-release-run = Number of the run
cli-arg-retention-set-days = Keep ended runs for so many days; 0 removes the rule
cli-arg-retention-set-runs = Keep the last so many ended runs, however old they are; 0 removes the rule
cli-arg-retention-set-files-days = Keep the files of passed results for so many days; 0 removes the rule
cli-arg-retention-apply-stamp = Stamp of a preview: stop when something else than it showed would go
cli-value-stamp = STAMP
cli-retention-none = Nothing is removed from { $code }: it has no rules.
cli-retention-days = { $count ->
    [one] Ended runs are kept for { $count } day.
   *[other] Ended runs are kept for { $count } days.
}
cli-retention-runs = { $count ->
    [one] The last ended run is kept.
   *[other] The last { $count } ended runs are kept.
}
cli-retention-files = { $count ->
    [one] Files of passed results are kept for { $count } day.
   *[other] Files of passed results are kept for { $count } days.
}
cli-retention-would = { $runs ->
    [one] { $runs } run
   *[other] { $runs } runs
} with { $results ->
    [one] { $results } result
   *[other] { $results } results
} would go, from { $oldest } to { $newest } (UTC).
cli-retention-no-runs = No run would go.
cli-retention-would-strip = { $count ->
    [one] { $count } passed result would lose its files.
   *[other] { $count } passed results would lose their files.
}
cli-retention-would-free = { $count ->
    [one] { $count } file
   *[other] { $count } files
} ({ $size }) would be removed.
cli-retention-protected = { $count ->
    [one] { $count } run is old enough and protected: somebody keeps it, or it belongs to a milestone.
   *[other] { $count } runs are old enough and protected: somebody keeps them, or they belong to a milestone.
}
cli-retention-stamp = Exactly this: retention apply --stamp { $stamp }
cli-retention-applied = Removed: { $runs ->
    [one] { $runs } run
   *[other] { $runs } runs
} with { $results ->
    [one] { $results } result
   *[other] { $results } results
}, files of { $passed ->
    [one] { $passed } passed result
   *[other] { $passed } passed results
}; { $files ->
    [one] { $files } file
   *[other] { $files } files
} in all.
cli-retention-kept = Run { $number } is protected from the rules.
cli-retention-released = Run { $number } is no longer protected.
cli-command-limits = What projects may hold
cli-command-limits-show = Show the limits of a project and what it holds
cli-command-limits-set = Change the limits of a project; a running server follows within a second
cli-arg-limits-show-code = Code of the project
cli-arg-limits-set-code = Code of the project
cli-arg-limits-set-attachment-mb = Most megabytes of attachments; 0 removes the limit
cli-arg-limits-set-results = Most results outside the trash; 0 removes the limit
cli-arg-limits-set-cases = Most cases outside the trash; 0 removes the limit
cli-col-held = What
cli-col-holds = Holds
cli-col-limit = Limit
cli-word-no-limit = none
cli-word-attachments = Attachments
cli-word-results = Results
cli-word-cases = Cases
cli-arg-serve-rate-limit = Requests a minute of each token before the answer 429; 0 sets no limit [60000]
cli-arg-serve-address-rate-limit = Requests a minute of each address without a valid token before the answer 429; 0 sets no limit [12000]
cli-arg-serve-cors-origin = Let pages of this origin call the API from a browser, such as https://ci.example.com; can be repeated
cli-arg-serve-grace = Seconds that requests have to end when the server is stopped [20]
cli-arg-serve-log-json = Write the log as JSON lines to standard output, or to this file, which is rotated [VOLUPTAS_LOG_JSON]
cli-value-origin = ORIGIN
invalid-keep = The number of days or runs must be between 1 and { $max }
invalid-limit = A limit is zero or more
settings-warning-no-traces = Traces are not sent: { $reason }
