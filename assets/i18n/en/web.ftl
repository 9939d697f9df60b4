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
web-theme = Theme
web-api = REST API
web-copied = Copied
web-offline = The server cannot be reached
web-to-home = Home page
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
web-home-since = compared with run #{ $run }
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
web-home-no-projects = There are no projects that you can see
web-home-covered = { $covered } of { $all } functions have a case
web-create-project = Create project
web-upload-results = Upload results
web-new-run = New run
web-last-run = Last run
web-no-finished-run = No finished run
web-automated = Automated
web-coverage = Coverage
web-run-done = { $done } of { $total }
