# Webhooks, trackers and other services.

integration-error-unauthorized = { $service } refused the credential (401).
integration-error-forbidden = { $service } does not allow this (403). { $text }
integration-error-not-found = { $service } does not know this (404). { $text }
integration-error-rate-limited = { $service } takes no more requests for { $seconds } s (429).
integration-error-refused = { $service } refused the request ({ $status }). { $text }
integration-error-page = { $service } answered with a web page instead of data ({ $status }).
integration-error-server = { $service } failed ({ $status }).
integration-error-unreadable = The answer of { $service } cannot be read: { $reason }
integration-error-network = { $service } cannot be reached: { $reason }
integration-error-timeout = { $service } did not answer within { $seconds } s.
integration-error-answer-lost = The answer of { $service } was lost; it may have done what was asked.
integration-error-no-credential = There is no credential for { $service }.
integration-error-address = { $address } is not the address of a service.
integration-error-private = { $address } is in a private network, which webhooks may not reach.
integration-error-redirect = The receiver answered with a redirect, which is not followed.
integration-error-sealed = The address cannot be decrypted with the key of this computer.
integration-error-text = The { $name } has a character that is not allowed, or a length that is not.

integration-remedy-unauthorized = Store a valid credential for this address.
integration-remedy-forbidden = Give the credential the right to do this.
integration-remedy-not-found = Check the address, the project and the rights of the credential.
integration-remedy-page = Check the address: it must be that of the API, without a sign-in page or proxy before it.
integration-remedy-answer-lost = Try again: what was created is looked for first.
integration-remedy-no-credential = Set it in the environment or in the file of credentials.
integration-remedy-private = Allow the network when the server is started, if it is yours.
integration-remedy-sealed = Set the variable VOLUPTAS_SECRET_KEY to the key of the other servers, or set the address again.

webhook-error-template = The template must be json, slack, teams, telegram or mattermost.
webhook-error-language = The language must be en or ru.
webhook-error-events = Name at least one event: run.completed, gate.broken, case.changed, mute.expired.
webhook-error-url = A webhook needs an address.
webhook-error-chat = Telegram needs the id of a chat.
webhook-error-no-gate = The event gate.broken needs rules of a quality gate.
webhook-error-gate = The rules of the quality gate cannot be read: “{ $reason }”.

webhook-open = Open the run
webhook-test = { $project }: test of the webhook
webhook-run-completed = { $project }: run { $run } is completed: { $title }
webhook-gate-broken = { $project }: run { $run } breaks the quality gate: { $title }
webhook-figures = Tests: { $tests }, passed: { $passed }, failed: { $failed }, skipped: { $skipped }
webhook-rule = { $rule }: limit { $limit }, found { $found }
webhook-cases-changed = { $count ->
    [one] { $project }: { $author } changed { $count } case
   *[other] { $project }: { $author } changed { $count } cases
}
webhook-case-created = { $project }-{ $case } created: { $title }
webhook-case-changed = { $project }-{ $case } changed: { $title }
webhook-case-deleted = { $project }-{ $case } deleted: { $title }
webhook-case-restored = { $project }-{ $case } restored: { $title }
webhook-mutes-expired = { $count ->
    [one] { $project }: a mute has ended
   *[other] { $project }: { $count } mutes have ended
}
webhook-muted-test = { $title } ({ $reason })
webhook-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}

tracker-error-none = The project has no tracker.
tracker-error-not-failed = The result did not fail: there is nothing to report.
tracker-error-busy = The issue of this result is being created. Try again in two minutes.
tracker-error-report = The report of the run cannot be written: { $reason }
tracker-error-kind = The kind of a tracker must be jira-cloud, jira-server, github or gitlab.
tracker-error-place = The place must be the key of a project in Jira, owner/repository in GitHub, or the path of a project in GitLab.
tracker-error-base-url = The address of a tracker must begin with https://.
tracker-error-private = The address is in a private network. The administrator of the server can allow the network, or set a credential for the address.
tracker-message = Message
tracker-steps = Steps
tracker-where = Where
tracker-where-run = Project { $project }, run { $run }: { $title }

testrail-job = Import from TestRail
testrail-stage-cases = Reading cases
testrail-stage-files = Reading files of cases
testrail-stage-runs = Reading runs
testrail-error-changing = The project kept changing during the import. No cases were imported.
testrail-remedy-again = Start the import again: it goes on where it ended.

tracker-job = Create an issue
tracker-remedy-none = Set the tracker in the settings of the projects, or with “voluptas-cli tracker set”.
run-create-issue = Create issue
run-issues = Issues
run-issue-checked = Status of { $time }
issue-created = Created issue { $key }
issue-exists = Issue { $key } exists already
issue-no-tracker = The project has no tracker. Set it in the settings of the projects.
issue-open-settings = Open settings
settings-tracker = Issue tracker
settings-tracker-none = None
settings-tracker-jira-cloud = Jira Cloud
settings-tracker-jira-server = Jira Data Center
settings-tracker-github = GitHub
settings-tracker-gitlab = GitLab
settings-tracker-address = Tracker address
settings-tracker-place = Project key, repository or path
settings-tracker-credential = The credential is not stored here. It comes from the environment, the file integrations.env or the keychain (“voluptas-cli secrets set”).

webhook-job-test = Test a webhook
gui-cmd-webhooks = Webhooks…
palette-also-webhooks = outgoing notifications slack teams telegram deliveries log resend
webhooks-title = Webhooks
webhooks-unread = The webhooks cannot be read
webhooks-none = No webhooks
webhooks-none-more = “voluptas-cli webhooks add” adds one: it tells another service of events of the project.
webhooks-test = Test
webhooks-log = Log
webhooks-off = Off
webhooks-log-of = Log of “{ $title }”
webhooks-log-none = Nothing was sent yet.
webhooks-pending = Queued
webhooks-delivered = Delivered
webhooks-failed = Failed
webhooks-dropped = Dropped
webhooks-resend = Send again
webhooks-resend-more = A running server sends it.
webhooks-resent = Queued for delivery
webhooks-waiting = The delivery is already queued
webhooks-attempts = { $n ->
    [one] { $n } attempt
   *[other] { $n } attempts
}
webhooks-tested = The receiver accepted the test ({ $status }).
webhooks-test-failed = The receiver did not accept the test ({ $status }). { $reason }
