# Вебхуки, трекеры и другие сервисы.

integration-error-unauthorized = { $service } не принимает учётные данные (401).
integration-error-forbidden = { $service } не разрешает это действие (403). { $text }
integration-error-not-found = { $service } не знает такого объекта (404). { $text }
integration-error-rate-limited = { $service } не принимает запросы ещё { $seconds } с (429).
integration-error-refused = { $service } отклонил запрос ({ $status }). { $text }
integration-error-page = { $service } ответил веб-страницей вместо данных ({ $status }).
integration-error-server = Сбой на стороне { $service } ({ $status }).
integration-error-unreadable = Не удалось прочитать ответ { $service }: { $reason }
integration-error-network = Нет связи с { $service }: { $reason }
integration-error-timeout = { $service } не ответил за { $seconds } с.
integration-error-answer-lost = Ответ { $service } потерян; возможно, запрос выполнен.
integration-error-no-credential = Нет учётных данных для { $service }.
integration-error-address = { $address } — не адрес сервиса.
integration-error-private = { $address } — адрес частной сети, куда вебхуки не отправляются.
integration-error-redirect = Получатель ответил перенаправлением, переход по нему запрещён.
integration-error-sealed = Адрес не удалось расшифровать ключом этого компьютера.
integration-error-text = Недопустимый символ или длина: { $name }.

integration-remedy-unauthorized = Сохраните действующие учётные данные для этого адреса.
integration-remedy-forbidden = Дайте этим учётным данным нужное право.
integration-remedy-not-found = Проверьте адрес, проект и права учётных данных.
integration-remedy-page = Проверьте адрес: нужен адрес API, без страницы входа и прокси перед ним.
integration-remedy-answer-lost = Повторите: сначала выполняется поиск уже созданного.
integration-remedy-no-credential = Задайте их в окружении или в файле учётных данных.
integration-remedy-private = Если сеть ваша, разрешите её при запуске сервера.
integration-remedy-sealed = Задайте в переменной VOLUPTAS_SECRET_KEY ключ других серверов или укажите адрес заново.

webhook-error-template = Шаблон: json, slack, teams, telegram или mattermost.
webhook-error-language = Язык: en или ru.
webhook-error-events = Укажите хотя бы одно событие: run.completed, gate.broken, case.changed, mute.expired.
webhook-error-url = Вебхуку нужен адрес.
webhook-error-chat = Для Telegram нужен id чата.
webhook-error-no-gate = Для события gate.broken нужны правила порога качества.
webhook-error-gate = Не удалось прочитать правила порога качества: «{ $reason }».

webhook-open = Открыть прогон
webhook-test = { $project }: проверка вебхука
webhook-run-completed = { $project }: прогон { $run } завершён: { $title }
webhook-gate-broken = { $project }: прогон { $run } не прошёл порог качества: { $title }
webhook-figures = Тестов: { $tests }, успешно: { $passed }, упало: { $failed }, пропущено: { $skipped }
webhook-rule = { $rule }: предел { $limit }, на деле { $found }
webhook-cases-changed = { $count ->
    [one] { $project }: { $author } изменил(а) { $count } кейс
    [few] { $project }: { $author } изменил(а) { $count } кейса
   *[many] { $project }: { $author } изменил(а) { $count } кейсов
}
webhook-case-created = { $project }-{ $case } создан: { $title }
webhook-case-changed = { $project }-{ $case } изменён: { $title }
webhook-case-deleted = { $project }-{ $case } удалён: { $title }
webhook-case-restored = { $project }-{ $case } восстановлен: { $title }
webhook-mutes-expired = { $count ->
    [one] { $project }: заглушка закончилась
    [few] { $project }: закончились { $count } заглушки
   *[many] { $project }: закончились { $count } заглушек
}
webhook-muted-test = { $title } ({ $reason })
webhook-more = { $count ->
    [one] и ещё { $count }
    [few] и ещё { $count }
   *[many] и ещё { $count }
}

tracker-error-none = У проекта нет трекера.
tracker-error-not-failed = Результат не упал: сообщать не о чем.
tracker-error-busy = Задача по этому результату уже создаётся. Повторите через две минуты.
tracker-error-report = Не удалось записать отчёт о прогоне: { $reason }
tracker-error-kind = Вид трекера: jira-cloud, jira-server, github или gitlab.
tracker-error-place = Место — ключ проекта Jira, владелец/репозиторий GitHub или путь проекта GitLab.
tracker-error-base-url = Адрес трекера должен начинаться с https://.
tracker-error-private = Адрес находится в частной сети. Администратор сервера может разрешить эту сеть или задать учётные данные для адреса.
tracker-message = Сообщение
tracker-steps = Шаги
tracker-where = Где
tracker-where-run = Проект { $project }, прогон { $run }: { $title }

testrail-job = Импорт из TestRail
testrail-stage-cases = Чтение кейсов
testrail-stage-files = Чтение файлов кейсов
testrail-stage-runs = Чтение прогонов
testrail-error-changing = Проект менялся во время импорта. Кейсы не импортированы.
testrail-remedy-again = Запустите импорт снова: он продолжит с того места, где прервался.

tracker-job = Создание задачи
tracker-remedy-none = Задайте трекер в настройках проектов или командой «voluptas-cli tracker set».
run-create-issue = Создать задачу
run-issues = Задачи
run-issue-checked = Статус на { $time }
issue-created = Создана задача { $key }
issue-exists = Задача { $key } уже есть
issue-no-tracker = У проекта нет трекера. Задайте его в настройках проектов.
issue-open-settings = Открыть настройки
settings-tracker = Трекер задач
settings-tracker-none = Нет
settings-tracker-jira-cloud = Jira Cloud
settings-tracker-jira-server = Jira Data Center
settings-tracker-github = GitHub
settings-tracker-gitlab = GitLab
settings-tracker-address = Адрес трекера
settings-tracker-place = Ключ проекта, репозиторий или путь
settings-tracker-credential = Учётные данные здесь не хранятся. Они берутся из окружения, файла integrations.env или связки ключей («voluptas-cli secrets set»).

webhook-job-test = Проверка вебхука
gui-cmd-webhooks = Вебхуки…
palette-also-webhooks = исходящие уведомления slack teams telegram доставки журнал повтор
webhooks-title = Вебхуки
webhooks-unread = Не удалось прочитать вебхуки
webhooks-none = Вебхуков нет
webhooks-none-more = Команда «voluptas-cli webhooks add» добавляет вебхук: он сообщает другому сервису о событиях проекта.
webhooks-test = Проверить
webhooks-log = Журнал
webhooks-off = Выключен
webhooks-log-of = Журнал вебхука «{ $title }»
webhooks-log-none = Пока ничего не отправлено.
webhooks-pending = В очереди
webhooks-delivered = Доставлено
webhooks-failed = Не доставлено
webhooks-dropped = Отброшено
webhooks-resend = Отправить снова
webhooks-resend-more = Отправит работающий сервер.
webhooks-resent = Поставлено в очередь
webhooks-waiting = Доставка уже в очереди
webhooks-attempts = { $n ->
    [one] { $n } попытка
    [few] { $n } попытки
   *[many] { $n } попыток
}
webhooks-tested = Получатель принял проверку ({ $status }).
webhooks-test-failed = Получатель не принял проверку ({ $status }). { $reason }
