# The embedded server: its two pages for people.

server-page-not-found = There is no such run
server-page-forbidden = This page is shown on the computer of the server only
server-page-broken = The workspace could not be read
server-page-more = The first { $shown } of { $total } results are shown.
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
