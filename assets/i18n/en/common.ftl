# Numbers, units and times. The blank between a number and its unit is a no-break space.

common-unit-ms = { $n } ms
common-unit-s = { $n } s
common-unit-min = { $n } min
common-unit-h = { $n } h
common-unit-d = { $n } d
common-unit-points = { $n } pp

common-time-left = { $time } left
common-time-ahead = in { $time }
common-time-now = just now
common-time-seconds-ago = { $n } s ago
common-time-minutes-ago = { $n } min ago
common-time-hours-ago = { $n } h ago
common-time-yesterday = yesterday
common-time-days-ago = { $n ->
    [one] { $n } day ago
   *[other] { $n } days ago
}

common-month-1 = Jan
common-month-2 = Feb
common-month-3 = Mar
common-month-4 = Apr
common-month-5 = May
common-month-6 = Jun
common-month-7 = Jul
common-month-8 = Aug
common-month-9 = Sep
common-month-10 = Oct
common-month-11 = Nov
common-month-12 = Dec

common-size-b = { $n } B
common-size-kb = { $n } KB
common-size-mb = { $n } MB
common-size-gb = { $n } GB
