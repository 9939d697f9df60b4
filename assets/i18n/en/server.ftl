# The embedded server: its pages for people.

server-page-not-found = This run does not exist
server-sign-in-title = Sign in
server-sign-in-hint = Enter your token to see this workspace.
server-sign-in-token = Token
server-sign-in-button = Sign in
server-sign-in-wrong = This token is not valid.
server-sign-in-blocked = Too many wrong passwords or tokens came from this network. Try again in a minute.
server-sign-in-foreign = The form came from another site. Open the address of this server and sign in there.
server-sign-out-button = Sign out
server-sign-out-done = You are signed out.
server-sessions-title = Sign-ins of browsers
server-sessions-owner = User
server-sessions-address = Address
server-sessions-began = Signed in (UTC)
server-sessions-seen = Last page (UTC)
server-sessions-this = this browser
server-sessions-end = End
server-sessions-none = This sign-in has ended already.
server-page-whole = whole text
server-page-no-result = This result does not exist
server-page-broken = Failed to read the workspace
server-page-more = Showing the first { $shown } of { $total } results.
server-run-active = In progress
server-run-complete = Complete
server-run-aborted = Aborted
server-run-errors = Errors outside of tests
server-run-errors-more = { $count ->
    [one] and { $count } more error
   *[other] and { $count } more errors
}
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

server-tls-error-read = { $kind ->
    [absent] { $path } does not exist.
    [denied] No permission to read { $path }.
   *[other] Failed to read { $path }: { $reason }.
}
server-tls-error-not-pem = { $path } is not a valid PEM file.
server-tls-error-no-certificate = { $path } has no certificate (BEGIN CERTIFICATE).
server-tls-error-no-key = { $path } has no private key (BEGIN PRIVATE KEY). A key with a passphrase cannot be used.
server-tls-error-bad-key = The private key in { $path } cannot be used. Supported: RSA from 2048 bits, ECDSA P-256 and P-384, Ed25519.
server-tls-error-bad-certificate = The certificate in { $path } cannot be used.
server-tls-error-mismatch = The private key in { $key } does not belong to the certificate in { $certificate }.

# Messages of the paths of TestOps. Their clients know the Russian ones.
testops-file-missing = A file is required
testops-attachment-missing = Attachment not found
testops-run-missing = TestRun not found
testops-run-deleted = TestRun was marked as deleted
testops-no-files = At least one file has to be uploaded
testops-uploaded = The files were uploaded
server-sign-in-name = Name
server-sign-in-password = Password
server-sign-in-by-token = Sign in with a token
server-sign-in-wrong-password = Name or password is wrong.
server-oidc-button = Sign in with { $provider }
server-oidc-or = or
server-oidc-unavailable = { $provider } does not answer. Try again in a minute, or sign in another way.
server-oidc-ended = This sign-in has ended or was started in another tab. Start again.
server-oidc-denied = { $provider } reports that access was denied.
server-oidc-refused = { $provider } refused the sign-in ({ $code }).
server-oidc-invalid = The answer of { $provider } failed a check. Start again; if it happens again, tell an administrator.
server-oidc-unknown = { $email } has no user here. Ask an administrator to add the e-mail to your user.
server-oidc-unverified = { $provider } did not confirm your e-mail, so your user cannot be found. Confirm it there, or ask an administrator.
server-oidc-other = The user of { $email } signs in with another account of { $provider }. An administrator can unlink it.
server-oidc-name = No user can be created for { $email }. Ask an administrator.
server-oidc-other-user = This account of { $provider } belongs to another user.
server-oidc-has-account = Your user already has another account of { $provider }. An administrator can unlink it.
server-oidc-leave = Sign out of { $provider } as well
