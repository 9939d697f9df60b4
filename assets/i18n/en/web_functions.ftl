# Page of functions.
web-functions-no-right = Your role does not show the functions
web-functions-count = { $n ->
    [one] { $count } function
   *[other] { $count } functions
}
web-functions-find = Find function
web-functions-filter = Functions to show
web-functions-matrix = Coverage matrix
web-functions-one = Function
web-functions-all = All
web-functions-critical = Critical
web-functions-critical-one = Critical
web-functions-result-of = Results of
web-functions-last-results = each case, the last
web-functions-in-run = In the run
web-functions-cases-inside = { $count ->
    [one] The functions inside have { $count } case
   *[other] The functions inside have { $count } cases
}
web-functions-focus = In focus
web-functions-uncovered = Uncovered
web-functions-failing = Failing
web-functions-cases = Cases
web-functions-last = Last result
web-functions-partly = Partly tested
web-functions-whole = All functions
web-functions-share = Share, %
web-functions-gap = critical gap
web-functions-previous = Previous
web-functions-next = Next
web-functions-close = Close
web-functions-people = People
web-functions-related = Related functions
web-functions-accountable = Accountable
web-functions-consulted = Consulted
web-functions-informed = Informed
web-functions-more-cases = { $count ->
    [one] and { $count } more case
   *[other] and { $count } more cases
}
web-functions-hidden-cases = { $count ->
    [one] { $count } case in projects that you do not see
   *[other] { $count } cases in projects that you do not see
}
web-functions-shared = One registry for all projects
