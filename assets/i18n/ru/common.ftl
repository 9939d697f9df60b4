# Числа, единицы и время. Между числом и единицей стоит неразрывный пробел.

common-unit-ms = { $n } мс
common-unit-s = { $n } с
common-unit-min = { $n } мин
common-unit-h = { $n } ч
common-unit-d = { $n } д
common-unit-points = { $n } п. п.

common-time-left = осталось { $time }
common-time-ahead = через { $time }
common-time-now = только что
common-time-seconds-ago = { $n } с назад
common-time-minutes-ago = { $n } мин назад
common-time-hours-ago = { $n } ч назад
common-time-yesterday = вчера
common-time-days-ago = { $n ->
    [one] { $n } день назад
    [few] { $n } дня назад
   *[many] { $n } дней назад
}

common-month-1 = янв
common-month-2 = фев
common-month-3 = мар
common-month-4 = апр
common-month-5 = мая
common-month-6 = июн
common-month-7 = июл
common-month-8 = авг
common-month-9 = сен
common-month-10 = окт
common-month-11 = ноя
common-month-12 = дек

common-size-b = { $n } Б
common-size-kb = { $n } КБ
common-size-mb = { $n } МБ
common-size-gb = { $n } ГБ
