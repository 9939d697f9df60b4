# Страницы сервера: тренды.
web-trends-no-mutes = Заглушённых тестов нет
web-trends-ended = закончилось
web-trends-tests = { $n ->
    [one] { $count } тест
    [few] { $count } теста
   *[many] { $count } тестов
}
web-trends-highest = Самый высокий столбец:
