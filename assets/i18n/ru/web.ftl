# Страницы сервера.
web-tab-home = Главная
web-tab-functions = Функции
web-tab-cases = Кейсы
web-tab-runs = Прогоны
web-tab-trends = Тренды
web-tab-settings = Настройки
web-all-projects = Все проекты
web-projects = Проекты
web-project = Проект
web-pages = Страницы
web-search = Поиск
web-search-hint = Кейсы, прогоны, функции
web-skip = К содержимому
web-theme = Тема
web-api = REST API
web-copied = Скопировано
web-offline = Сервер недоступен
web-to-home = На главную
web-refused-signed-out = Войдите, чтобы увидеть эту страницу
web-refused-right = Ваша роль этого не позволяет
web-refused-not-found = По этому адресу ничего нет
web-refused-changed = Тем временем это изменил кто-то другой. Ничего не сохранено.
web-refused-conflict = В нынешнем состоянии это невозможно
web-refused-large = Слишком большой объём
web-refused-many = Слишком много запросов. Повторите через минуту.
web-refused-input = В форме неверные значения
web-refused-broken = Серверу не удалось это сделать
web-form-expired = Форма устарела. Откройте страницу заново.
web-home-projects = { $count ->
    [one] { $count } проект
    [few] { $count } проекта
   *[many] { $count } проектов
}
web-home-cases = { $n ->
    [one] { $count } кейс
    [few] { $count } кейса
   *[many] { $count } кейсов
}
web-home-attention = Требует внимания
web-home-all-quiet = Ничто не требует внимания
web-home-new-failures = { $count ->
    [one] { $title } #{ $run }: { $count } новый провал
    [few] { $title } #{ $run }: { $count } новых провала
   *[many] { $title } #{ $run }: { $count } новых провалов
}
web-home-since = по сравнению с прогоном #{ $run }
web-home-in-review = { $count ->
    [one] { $count } кейс ждёт ревью
    [few] { $count } кейса ждут ревью
   *[many] { $count } кейсов ждут ревью
}
web-home-ending-mutes = { $count ->
    [one] { $count } заглушка закончится в течение недели
    [few] { $count } заглушки закончатся в течение недели
   *[many] { $count } заглушек закончатся в течение недели
}
web-home-last-finished = Результат последнего завершённого прогона
web-home-runs = Последние прогоны
web-home-active = Текущие прогоны
web-home-no-active = Сейчас прогонов нет
web-home-no-projects = Нет проектов, которые вам видны
web-home-covered = { $covered } из { $all } функций имеют кейс
web-create-project = Создать проект
web-upload-results = Загрузить результаты
web-new-run = Новый прогон
web-last-run = Последний прогон
web-no-finished-run = Нет завершённых прогонов
web-automated = Автоматизировано
web-coverage = Покрытие
web-run-done = { $done } из { $total }
