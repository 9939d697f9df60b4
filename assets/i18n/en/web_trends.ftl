# Pages of the server: trends.
web-trends-no-mutes = No test is muted
web-trends-ended = ended
web-trends-tests = { $n ->
    [one] { $count } test
   *[other] { $count } tests
}
web-trends-highest = Highest bar:
