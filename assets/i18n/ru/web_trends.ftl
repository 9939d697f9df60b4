# Страницы сервера: тренды.
web-trends-no-mutes = Заглушённых тестов нет
web-trends-ended = закончилось
