# Страница функций.
web-functions-no-right = Ваша роль не показывает функции
web-functions-count = { $n ->
    [one] { $count } функция
    [few] { $count } функции
   *[many] { $count } функций
}
web-functions-find = Найти функцию
web-functions-filter = Какие функции показать
web-functions-matrix = Матрица покрытия
web-functions-one = Функция
web-functions-all = Все
web-functions-critical = Критичные
web-functions-critical-one = Критичная
web-functions-result-of = Результаты
web-functions-last-results = последние у каждого кейса
web-functions-in-run = В прогоне
web-functions-cases-inside = { $count ->
    [one] У функций внутри { $count } кейс
    [few] У функций внутри { $count } кейса
   *[many] У функций внутри { $count } кейсов
}
web-functions-focus = В фокусе
web-functions-uncovered = Без кейсов
web-functions-failing = Падают
web-functions-cases = Кейсы
web-functions-last = Последний результат
web-functions-partly = Проверена частично
web-functions-whole = Все функции
web-functions-share = Доля, %
web-functions-gap = критичная функция без покрытия
web-functions-previous = Назад
web-functions-next = Дальше
web-functions-close = Закрыть
web-functions-people = Люди
web-functions-related = Связанные функции
web-functions-accountable = Отвечает
web-functions-consulted = Консультирует
web-functions-informed = В курсе
web-functions-more-cases = { $count ->
    [one] и ещё { $count } кейс
    [few] и ещё { $count } кейса
   *[many] и ещё { $count } кейсов
}
web-functions-hidden-cases = { $count ->
    [one] { $count } кейс в проектах, которые вам не видны
    [few] { $count } кейса в проектах, которые вам не видны
   *[many] { $count } кейсов в проектах, которые вам не видны
}
web-functions-shared = Реестр общий для всех проектов
