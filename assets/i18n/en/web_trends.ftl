# Pages of the server: trends.
web-trends-no-mutes = No test is muted
web-trends-ended = ended
