# The pages of the server.
web-tab-home = Home
web-tab-functions = Functions
web-tab-cases = Cases
web-tab-runs = Runs
web-tab-trends = Trends
web-tab-settings = Settings
web-all-projects = All projects
web-projects = Projects
web-project = Project
web-pages = Pages
web-search = Search
web-search-hint = Search cases, runs, functions
web-skip = Skip to the content
web-api = REST API
web-copied = Copied
web-offline = The server cannot be reached
web-to-home = Home page
web-signed-out-form = You are signed out, and nothing was saved. Sign in to go back to the form.
web-signed-out-draft = You are signed out, and nothing was saved. Sign in to go back to the form: it offers the draft that this browser has kept.
web-refused-signed-out = Sign in to see this page
web-refused-right = Your role does not allow this
web-refused-not-found = There is nothing at this address
web-refused-changed = Somebody changed this meanwhile. Nothing was saved.
web-refused-conflict = This is not possible in the present state
web-refused-large = This is too large
web-refused-many = Too many requests. Try again in a minute.
web-refused-input = The form has wrong values
web-refused-broken = The server could not do this
web-form-expired = This form has expired. Open the page again.
web-home-projects = { $count ->
    [one] { $count } project
   *[other] { $count } projects
}
web-home-cases = { $n ->
    [one] { $count } case
   *[other] { $count } cases
}
web-home-attention = Needs attention
web-home-all-quiet = Nothing needs attention
web-home-new-failures = { $count ->
    [one] { $title } #{ $run } has { $count } new failure
   *[other] { $title } #{ $run } has { $count } new failures
}
web-home-first-failures = { $count ->
    [one] { $title } #{ $run } has { $count } failure of a test that runs for the first time
   *[other] { $title } #{ $run } has { $count } failures of tests that run for the first time
}
web-home-since = compared with run #{ $run }
web-home-run-errors = { $title } #{ $run } has errors outside of tests: { $count }
web-home-gate = { $title } #{ $run } does not meet the quality gate
web-home-run = { $title } #{ $run }
web-home-mine = assigned to me
web-home-critical = { $count ->
    [one] { $count } critical function has no case
   *[other] { $count } critical functions have no case
}
web-home-in-review = { $count ->
    [one] { $count } case waits for review
   *[other] { $count } cases wait for review
}
web-home-ending-mutes = { $count ->
    [one] { $count } mute ends within a week
   *[other] { $count } mutes end within a week
}
web-home-last-finished = Result of the last finished run
web-home-runs = Last runs
web-home-active = Runs in progress
web-home-no-active = No run is in progress
web-home-activity = Recent activity
web-author-window = VoluptAS window
web-author-cli = command line
web-home-no-projects = There are no projects that you can see
web-home-covered = { $covered } of { $all } functions have a case
web-create-project = Create project
web-upload-results = Upload results
web-new-run = New run
web-last-run = Last run
web-no-finished-run = No finished run
web-automated = Automated
web-coverage = Coverage
web-run-errors = Errors outside of tests: { $count }
web-run-done = { $done } of { $total }
web-server = Server
web-settings-general = General
web-settings-environments = Environments
web-settings-tags = Tags
web-settings-webhooks = Webhooks
web-members = Members
web-members-none = No members yet: only administrators of the server see this project
web-members-new = Add member
web-members-name = Name of a user
web-members-hint = Administrators of the server create users.
web-members-of-server = Administrator of the server
web-members-admin-may = settings, members, webhooks
web-members-ask = Take the role in this project from this user?
web-milestones = Milestones
web-milestones-none = No milestones yet
web-milestone-new = New milestone
web-milestone-due = Due
web-milestone-late = Overdue
web-milestone-completed = Completed
web-milestone-ask = Delete this milestone? Cases and runs stay.
web-integrations = Integrations
web-qase-none = No project of Qase is imported here. Import one in the window (Tools → Sync → Qase.io) or by command:
web-qase-cases = mapped cases:
web-qase-imported = imported
web-qase-never = not imported yet
web-mirrors = Mirrors between projects of Qase
web-mirror-watched = Watched
web-mirror-by-hand = By hand
web-from-ci = Results from CI
web-from-ci-hint = Send the result files at the end of a job, by the command or with curl.
web-testrail-hint = One command imports suites, cases, runs and files of a TestRail project, by its number there.
web-own-tokens = My tokens
web-own-tokens-hint = A token lets a script or CI do what you may do.
web-own-tokens-none = No tokens yet
web-own-tokens-less = You are signed in with a token of fewer rights than yours. Sign in with a password or another token to create tokens.
web-settings-users = Users and tokens
web-settings-audit = Audit log
web-settings-health = Health
web-field-title = Title
web-field-name = Name
web-field-description = Description
web-field-host = Host
web-field-issue-url = Address of issues
web-field-auto-create = Results without a case create one
web-save = Save
web-add = Add
web-remove = Remove
web-edit = Edit
web-copy = Copy
web-apply = Apply
web-reset = Reset
web-older = Older
web-from = From
web-until = To
web-when = When
web-role = Role
web-retention = Retention
web-retention-hint = Blank keeps for ever. A run that is protected stays.
web-retention-days = Days of ended runs
web-retention-runs = Number of last runs
web-retention-files = Days of files of passed results
web-retention-would = By these rules, { $runs } runs with { $results } results and { $files } files of { $bytes } would be removed now.
web-retention-apply = Remove now
web-retention-ask = Remove these runs and files for good?
web-limits = Limits
web-limits-none = no limit
web-limits-bytes = Bytes of attachments
web-tracker = Issue tracker
web-tracker-kind = Product
web-tracker-url = Address
web-tracker-place = Project or repository
web-tracker-type = Type of issue
web-tracker-hint = The credential is set where the server runs: voluptas-cli tracker credential.
web-tracker-ask = Remove the tracker of this project?
web-environments-none = No environments yet
web-environment-new = New environment
web-environment-ask = Delete this environment?
web-tags-search = Search tags
web-tags-empty = No tags
web-tags-into = New name of the selected tags
web-tags-merge = Rename or merge
web-tags-remove = Remove from all cases
web-tags-ask = Remove the selected tags from all cases?
web-tags-none = Select tags first
web-users = Users
web-users-none = No users yet: whoever has a token signs in with it
web-tokens-none = No tokens
web-user = User
web-users-audited = Every change here is written to the
web-user-new = New user
web-user-add = Create and invite
web-user-add-hint = You get a link by which the user sets a password.
web-user-sign-in = Sign-in
web-user-password = Password
web-user-invited = Invited
web-user-tokens-alone = Tokens only
web-user-ask = Remove this user with all tokens?
web-role-none = No role
web-role-owner = As the owner
web-role-viewer = Viewer
web-role-tester = Tester
web-role-lead = Lead
web-role-admin = Admin
web-role-registry = Role in the registry
web-role-projects = Roles in projects
web-role-in-project = Role in the project
web-role-viewer-may = reads everything
web-role-tester-may = writes cases and results
web-role-lead-may = manages the project
web-role-admin-may = users, tokens, settings
web-tokens = API tokens
web-token-new = New token
web-token-create = Create token
web-token-made = New token
web-token-once = Copy it now: the server keeps only a hash and cannot show the token again.
web-token-ci = Upload results by it
web-token-owner = Owner
web-token-all = all
web-token-used = Last use
web-token-unused = never used
web-token-ends = Expires
web-token-endless = never
web-token-revoke = Revoke
web-token-ask = Revoke this token? Programs that use it stop working.
web-invite = Set your password
web-invite-accept = Set password and sign in
web-invite-made = Invite link
web-invite-make = Invite link
web-invite-once = Send this link to the user. It works once, within a week, and cannot be shown again.
web-invite-ended = This link was used or has expired. Ask an administrator for a new one.
web-account = Account
web-account-token = You signed in with a token that belongs to no user. It has no password.
web-password-rule = At least { $min } characters, not your name
web-password-present = Present password
web-password-new = New password
web-password-again = New password again
web-password-save = Set password
web-password-set = The password is set
web-password-wrong = The present password is wrong
web-password-differs = The two passwords differ
web-hooks-none = No webhooks yet
web-hook-new = New webhook
web-hook-address = Address
web-hook-form = Form of the message
web-hook-events = Events
web-hook-secret = Secret of the signature
web-hook-chat = Chat (Telegram only)
web-hook-gate = Rules of the quality gate (as in voluptas.gate.toml)
web-hook-test = Send test
web-hook-on = Switch on
web-hook-off = Switch off
web-hook-ask = Delete this webhook with its log?
web-hook-run-completed = run completed
web-hook-gate-broken = quality gate not met
web-hook-case-changed = case changed
web-hook-mute-expired = mute ended
web-hook-delivered = Delivered
web-hook-failed = Failed
web-hook-dropped = Dropped
web-hook-pending = Queued
web-hook-no-deliveries = Nothing was sent yet
web-hook-attempts = Attempts
web-hook-answer = Answer
web-hook-resend = Send again
web-audit-action = Action
web-audit-object = Object
web-audit-none = Nothing found
web-project-code = Code
web-project-code-form = 2 to 10 letters and digits, the first a letter
web-health-version = Version
web-health-uptime = Uptime
web-health-schema = Version of the schema
web-health-free = Free disk space
web-health-requests = Requests under way
web-health-reading = Reading requests + waiting
web-health-writing = Writing requests + waiting
web-health-sessions = Browsers signed in
web-done-saved = Saved
web-done-created = Created
web-done-removed = Removed
web-done-sent = Queued for delivery
web-user-email = E-mail for the first sign-in
web-user-email-hint = The provider has to name this address as verified. Later sign-ins go by the account and no longer by the e-mail.
web-user-unlink = Unlink account
web-user-unlink-ask = Unlink this user from the account at the provider? Sign-ins with it end.
web-account-linked = Your user is connected with an account of { $provider }. An administrator can unlink it.
web-account-not-linked = Connect your account of { $provider } to sign in with it from now on.
web-account-connect = Connect account of { $provider }
web-account-way = Continue to { $provider }
web-show = Show
web-wrong-required = is required
web-wrong-nul = has a NUL character
web-wrong-number = is no number
web-wrong-date = is neither a date nor a time with an offset
web-wrong-late = lies behind 9999-12-29, the last day that can be kept
web-wrong-past = lies in the past
web-wrong-nothing = names nothing in this project
web-wrong-user = names no user
web-wrong-member = is a member already
web-wrong-project = names a project that is not there
web-wrong-no-project = names no project
web-wrong-function = names no function
web-wrong-other-user = belongs to another user
web-wrong-other-project = belongs to another project
web-wrong-other-function = belongs to another function, also in the trash, or its alias does
web-wrong-other-filter = belongs to another filter
web-wrong-other-environment = belongs to another environment
web-wrong-below = is the suite itself or below it
web-wrong-itself = is the function itself
web-wrong-file = is no uploaded file of this project
web-wrong-tag = is no tag of a case of this project
web-wrong-code = must have { $a } to { $b } letters and digits and begin with a letter
web-wrong-length = must have { $a } to { $b } characters
web-wrong-long = may not have more than { $a } characters
web-wrong-items = must have { $a } to { $b } items
web-wrong-page = must be the address of a page with {"{"}id{"}"} in it
web-wrong-email = is not an e-mail
web-wrong-case = { $a } is no case of this project
web-wrong-no-file = The file field is required.
web-wrong-more = is wrong; further wrong fields: { $a }
web-field-file = File
web-reason-busy = The server has too many long requests. Try again in a few seconds.
web-reason-broken-off = The body broke off.
web-reason-broken-body = The multipart body is broken.
web-reason-not-written = The server could not write the files. Nothing was stored.
web-reason-disk-full = The server's disk is full. Nothing was stored; free some space and try again.
web-reason-database = The server cannot reach its database. Nothing was stored; try again in a few seconds.
web-reason-written = Another program writes to the server's workspace. Nothing was stored; try again in a few seconds.
web-reason-newer = A newer version has upgraded the workspace of this server. Nothing was stored; install that version here, too.
web-reason-reviewer = Only a reviewer of this review decides this.
web-reason-nothing-own = There is nothing of yours to take back or to do again.
web-reason-run-ended = The run has ended.
web-reason-no-credentials = This server has no credentials of trackers.
web-reason-queued = The delivery is already queued.
web-reason-no-webhooks = This server does not deliver webhooks.
web-reason-taken = The value has already been taken.
web-reason-missing = The data points to something that does not exist.
web-reason-no-room = The server has no room to write this report.
web-reason-long-answer = The server has no room for an answer of this length. Ask for fewer rows, or try again in a few seconds.
web-reason-large-file = A file may not be greater than { $a } megabytes.
web-reason-large-files = The files of one request may not be greater than { $a } megabytes.
web-reason-many-files = The file[] may not have more than { $a } items.
web-reason-many-alike = The file[] may not have more than { $a } items of one name. Send them in an archive.
web-reason-large-form = The request is too large.
web-reason-limit-cases = The project has reached its limit of cases: { $a }. Nothing was stored; remove something, or ask an administrator for more.
web-reason-limit-results = The project has reached its limit of results: { $a }. Nothing was stored; remove something, or ask an administrator for more.
web-reason-limit-bytes = The project has reached its limit of bytes of attachments: { $a }. Nothing was stored; remove something, or ask an administrator for more.
web-refused-back = Back to the form
web-refused-theirs = Stored now
web-refused-last-token = This is the last token of an administrator: the server could not be managed by another one. Create one first.
web-refused-last-manager = This project has no other administrator. Give another member that role first.
web-user-role-missing = Select a role in this project
web-user-project-missing = Select a project for this role
web-hook-form-json = JSON
web-hook-form-slack = Slack
web-hook-form-teams = Microsoft Teams
web-hook-form-telegram = Telegram
web-hook-form-mattermost = Mattermost
web-sync-done = { $kind ->
    [import] Import finished
    [export] Export finished
    [mirror] Mirror finished
   *[mapping] Mapping finished
}
web-sync-partly = { $kind ->
    [import] Import partly finished
    [export] Export partly finished
    [mirror] Mirror partly finished
   *[mapping] Mapping partly finished
}
web-sync-failed = { $kind ->
    [import] Import failed
    [export] Export failed
    [mirror] Mirror failed
   *[mapping] Mapping failed
}
web-sync-cancelled = { $kind ->
    [import] Import cancelled
    [export] Export cancelled
    [mirror] Mirror cancelled
   *[mapping] Mapping cancelled
}
web-sync-interrupted = { $kind ->
    [import] Import interrupted: the program was closed
    [export] Export interrupted: the program was closed
    [mirror] Mirror interrupted: the program was closed
   *[mapping] Mapping interrupted: the program was closed
}
web-sync-running = { $kind ->
    [import] Import in progress
    [export] Export in progress
    [mirror] Mirror in progress
   *[mapping] Mapping in progress
}
