# The embedded server: its two pages for people.

server-page-not-found = This run does not exist
server-page-forbidden = This page is available only on the server's computer
server-page-broken = Failed to read the workspace
server-page-more = Showing the first { $shown } of { $total } results.
server-run-active = In progress
server-run-complete = Complete
server-run-aborted = Aborted
server-column-status = Status
server-column-title = Test
server-column-time = Time
server-column-comment = Comment
server-duration-ms = { $ms } ms
server-status-passed = passed
server-status-failed = failed
server-status-broken = broken
server-status-blocked = blocked
server-status-skipped = skipped
server-status-invalid = invalid
server-status-in-progress = in progress
server-status-untested = untested
