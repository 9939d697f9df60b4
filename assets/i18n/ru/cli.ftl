# Командная строка.

cli-about = Что проверено, какими кейсами и что показал последний прогон: функции, кейсы и результаты, согласованные с Qase.
cli-heading-usage = Использование
cli-heading-commands = Команды
cli-heading-arguments = Аргументы
cli-heading-options = Параметры
cli-heading-everywhere = Параметры всех команд здесь
cli-value-command = КОМАНДА
cli-after-help = Коды выхода: 0 сделано, 1 не удалось, 2 ошибка в команде, 3 сделано не всё, 4 ничего не нашлось, 5 нет доступа, 130 остановлено.

cli-command-demo = Показать весь путь на вымышленном магазине: импорт, соответствия, результаты, экспорт и повтор без единого изменения
cli-command-serve = Открыть рабочий файл как сервер с API Qase
cli-command-qase = Импорт из Qase, соответствия, экспорт в Qase
cli-command-qase-check = Проверить подключение: годен ли токен и виден ли проект
cli-command-qase-projects = Список проектов
cli-command-qase-suites = Список сьют проекта
cli-command-qase-runs = Список прогонов проекта
cli-command-qase-import = Импортировать сьюты и кейсы проекта
cli-command-qase-map = Какой кейс покрывает какую функцию
cli-command-qase-map-list = Список соответствий, а также функции и кейсы без них
cli-command-qase-map-suggest = Предложить соответствия с оценкой и принять хорошие
cli-command-qase-map-link = Связать кейс с функцией
cli-command-qase-map-unlink = Убрать связь
cli-command-qase-map-export = Записать соответствия в файл CSV
cli-command-qase-map-import = Прочитать соответствия из файла CSV
cli-command-qase-export = Отправить кейсы функций и их результаты в Qase
cli-command-functions = Реестр функций
cli-command-functions-import = Прочитать функции из файла CSV
cli-command-functions-export = Записать функции в файл CSV
cli-command-functions-list = Список функций с покрытием
cli-command-doctor = Проверить рабочий файл и сказать, что найдено
cli-command-completions = Вывести скрипт автодополнения для оболочки

cli-arg-help = Показать справку
cli-arg-version = Показать версию
cli-arg-workspace = Рабочий файл; в его папке тогда лежат и настройки, и доступы, и журнал
cli-arg-json = Вывести один объект JSON
cli-arg-quiet = Выводить только ошибки
cli-arg-verbose = Показывать журнал; дважды — подробнее
cli-arg-lang = Язык: ru или en [как в настройках или в системе]
cli-arg-demo-dir = Папка для файлов демо; без неё берётся временная, которая в конце удаляется
cli-arg-serve-listen = Адрес и порт; порт 0 — любой свободный [127.0.0.1:8420]
cli-arg-serve-project = Создать такой проект, если его нет; можно повторять
cli-arg-serve-new-token = Создать новый токен; прежний больше не принимается
cli-arg-project = Код проекта [QASE_PROJECT_CODE, настройки]
cli-arg-base-url = Адрес API [QASE_BASE_URL, настройки, https://api.qase.io/v1]
cli-arg-token-file = Файл с токеном в первой строке; «-» — стандартный ввод [QASE_API_TOKEN, credentials/qase.env, связка ключей]
cli-arg-requests-per-minute = С какого числа запросов в минуту начинать; 0: без ограничения, пока сервер не сообщит своё [QASE_REQUESTS_PER_MINUTE, настройки, 100]
cli-arg-timeout = Сколько секунд ждать ответа на запрос [настройки, 10]
cli-arg-dry-run = Показать, что изменится, и ничего не менять
cli-arg-policy = Если обе стороны изменили одно и то же: smart (сообщить), mine (наша сторона главнее), theirs (главнее Qase) [smart]
cli-arg-qase-import-suite = Только эта сьюта со всем, что в ней; можно повторять
cli-arg-qase-import-functions-from-suites = Создать функции из сьют и связать с ними их кейсы
cli-arg-qase-import-allow-removals = Принять, что кейсов в Qase больше нет, сколько бы их ни было
cli-arg-qase-map-suggest-accept = Принять все предложения с оценкой не ниже этой, от 0 до 1
cli-arg-qase-map-link-func-id = FuncID функции
cli-arg-qase-map-link-case = Кейс: его номер в Qase (42 или SHOP-42)
cli-arg-qase-map-unlink-func-id = FuncID функции
cli-arg-qase-map-unlink-case = Кейс: его номер в Qase (42 или SHOP-42)
cli-arg-qase-map-export-file = Файл CSV; «-» — стандартный вывод
cli-arg-qase-map-import-file = Файл CSV; «-» — стандартный ввод
cli-arg-qase-export-func = Номера FuncID, несколько через пробел
cli-arg-qase-export-all = Все функции, у которых есть кейсы
cli-arg-qase-export-cases = Отправить кейсы; так и будет, если больше ничего не указано
cli-arg-qase-export-results = Отправить последние результаты или результаты из файла CSV (FuncID или кейс, статус, время, комментарий)
cli-arg-qase-export-run = Результаты — в этот прогон [QASE_TEST_RUN_ID, настройки]
cli-arg-qase-export-new-run = Результаты — в новый прогон с таким названием
cli-arg-functions-import-file = Файл CSV в любом из известных видов; «-» — стандартный ввод
cli-arg-functions-export-file = Файл CSV; «-» — стандартный вывод
cli-arg-functions-list-kind = Только этот тип: Module, Epic, Feature, Story, Page, Element, Service
cli-arg-functions-list-uncovered = Только те, что можно проверить, но нечем
cli-arg-completions-shell = bash, elvish, fish, powershell или zsh

cli-usage-unknown = { $like ->
    [none] Здесь нет параметра { $arg }.
   *[other] Здесь нет параметра { $arg }. Может быть, { $like }?
}
cli-usage-command = { $like ->
    [none] Здесь нет команды «{ $name }».
   *[other] Здесь нет команды «{ $name }». Может быть, { $like }?
}
cli-usage-no-command = Не указана команда. Есть такие: { $names }.
cli-usage-no-value = Параметру { $arg } нужно значение ({ $valid }).
cli-usage-value = { $arg } не может быть «{ $value }» ({ $valid }).
cli-usage-missing = Не хватает: { $arg }.
cli-usage-conflict = { $arg } и { $other } исключают друг друга.
cli-usage-other = { $text }
cli-usage-help = Справка: { $command }

cli-word-error = Ошибка
cli-word-warning = Внимание
cli-word-stopped = Остановлено
cli-mark-good = хорошо
cli-mark-warning = внимание
cli-mark-bad = ПЛОХО
cli-stopped = по вашей просьбе. Сделанное сохранено.
cli-stopped-remedy = Повторите ту же команду: она продолжит с этого места.
cli-error-file = { $kind ->
    [absent] Нет файла { $path }.
    [denied] Нет прав на { $path }.
    [full] Не удалось записать { $path }: на диске нет места.
    [readonly] Не удалось записать { $path }: диск только для чтения.
   *[other] Не удалось использовать { $path }: { $reason }.
}
cli-error-no-workspace = Нет рабочего файла { $path }.
cli-remedy-no-workspace = Укажите его в --workspace или создайте: импортируйте функции или проект Qase.
cli-remedy-no-second-token = Задайте QASE_TARGET_API_TOKEN, запишите токен в credentials/qase.env (образец в credentials.example) или назовите переменную в --target-token-env.
cli-remedy-no-token = Задайте QASE_API_TOKEN, запишите токен в credentials/qase.env (образец в credentials.example) или укажите файл в --token-file.
cli-progress-waiting = { $seconds ->
    [one] ждём { $seconds } секунду: предел запросов Qase
    [few] ждём { $seconds } секунды: предел запросов Qase
   *[many] ждём { $seconds } секунд: предел запросов Qase
}
cli-progress-stopping = остановка после этого шага; ещё раз Ctrl-C — сразу

cli-doctor-file = Рабочий файл { $path }
cli-doctor-good = Файл в порядке.
cli-doctor-warning = Файл цел, но кое на что стоит взглянуть.
cli-doctor-bad = Файл повреждён. Вернитесь к резервной копии или сначала скопируйте его.

cli-check-details = { $url }, откуда токен: { $origin }, ответ за { $time }
cli-list-empty = Здесь ничего нет.
cli-col-id = Номер
cli-col-code = Код
cli-col-title = Название
cli-col-suites = Сьюты
cli-col-cases = Кейсы
cli-col-runs = Прогоны
cli-col-status = Статус
cli-col-total = Всего
cli-col-passed = Пройдено
cli-col-failed = Провалено
cli-col-func-id = FuncID
cli-col-type = Тип
cli-col-coverage = Покрытие
cli-coverage-nothing = -
cli-coverage-passing = пройдено
cli-coverage-untested = не запускалось
cli-coverage-blocked = заблокировано
cli-coverage-uncovered = нет кейсов
cli-coverage-broken = сломано
cli-coverage-failing = провалено
cli-functions-imported = Функции: создано { $created }, изменено { $updated }, без изменений { $unchanged }; новых людей: { $people }
cli-functions-would = Функции: будет создано { $created }, изменено { $updated }, без изменений { $unchanged }; новых людей: { $people }
cli-functions-exported = { $count ->
    [one] { $count } функция записана в { $path }
    [few] { $count } функции записаны в { $path }
   *[many] { $count } функций записано в { $path }
}
cli-error-two-outputs = Стандартный вывод не может принять и файл, и объект JSON.

cli-serve-listens = Слушает на { $url }, рабочий файл { $path }
cli-serve-token = Токен; показан один раз, хранится только его хеш: { $token }
cli-serve-token-known = Токен: прежний или из { $variable }. Новый: --new-token
cli-serve-no-project = Проектов пока нет: создайте через --project КОД или через API.
cli-serve-end = Ctrl-C завершает работу.
cli-serve-open = Адрес { $address } доступен другим компьютерам, и токен идёт туда без шифрования. Поставьте перед ним прокси с TLS.
cli-serve-ended = { $count ->
    [one] Завершено после { $count } запроса.
    [few] Завершено после { $count } запросов.
   *[many] Завершено после { $count } запросов.
}
cli-error-listen = «{ $value }» — не адрес, на котором можно слушать, например 127.0.0.1:8420.

cli-sync-would = Будет сделано:
cli-sync-suites = Сьюты
cli-sync-cases = Кейсы
cli-sync-results = Результаты
cli-sync-created = новых { $n }
cli-sync-updated = изменено { $n }
cli-sync-unchanged = без изменений { $n }
cli-sync-removed = исчезло { $n }
cli-sync-conflicts = в конфликте { $n }
cli-sync-skipped = не тронуто { $n }
cli-sync-failed = не удалось { $n }
cli-sync-functions = Создано функций: { $functions }, соответствий: { $mappings }
cli-sync-run = Прогон { $id }: { $title }
cli-sync-run-new = Новый прогон { $id }: { $title }
cli-sync-mark-new = новый
cli-sync-mark-changed = изменён
cli-sync-mark-removed = исчез
cli-sync-mark-conflict = конфликт
cli-sync-more = { $count ->
    [one] и ещё { $count }
    [few] и ещё { $count }
   *[many] и ещё { $count }
}
cli-sync-in-step = Стороны согласованы: менять было нечего.
cli-sync-nothing = Ничего не нашлось.
cli-error-no-function = Нет функции { $func }.
cli-error-no-functions = В реестре нет функций, которые можно проверить.
cli-error-no-case = В рабочем файле нет кейса { $case } проекта { $project }.
cli-error-no-results = Ни одна строка { $file } не называет известную функцию или кейс.
cli-error-not-imported = В рабочем файле нет ничего из проекта { $code }.
cli-error-case = «{ $value }» — не кейс проекта { $code }: нужен номер, например 42 или { $code }-42.
cli-remedy-list-functions = Список: voluptas-cli functions list
cli-remedy-no-functions = Импортируйте их: voluptas-cli functions import ФАЙЛ
cli-remedy-import-first = Сначала импортируйте проект: voluptas-cli qase import --project КОД
cli-warning-unknown-row = { $file }:{ $line }: «{ $named }» здесь не известно; строка пропущена

cli-col-case = Кейс
cli-col-reason = Почему
cli-col-score = Оценка
cli-reason-manual = вручную
cli-reason-custom-field = поле кейса
cli-reason-id-in-title = FuncID в названии
cli-reason-same-title = то же название
cli-reason-similar-title = похожее название
cli-reason-csv = файл
cli-reason-export = экспорт
cli-reason-import = импорт
cli-map-functions-left = Функции без кейсов
cli-map-cases-left = Кейсы без функций
cli-map-ambiguous = подходит и другая
cli-map-no-suggestions = Предложить нечего.
cli-map-accepted = { $count ->
    [one] Создано { $count } соответствие.
    [few] Создано { $count } соответствия.
   *[many] Создано { $count } соответствий.
}
cli-map-accept-hint = Принять хорошие: --accept 0.9, отдельные: qase map link FUNCID КЕЙС
cli-map-linked = { $func } теперь покрыта кейсом { $case }.
cli-map-linked-before = { $func } уже была покрыта кейсом { $case }.
cli-map-unlinked = { $func } больше не покрыта кейсом { $case }.
cli-map-not-linked = { $func } не была покрыта кейсом { $case }.
cli-map-exported = { $count ->
    [one] { $count } соответствие записано в { $path }
    [few] { $count } соответствия записаны в { $path }
   *[many] { $count } соответствий записано в { $path }
}
cli-map-imported = Соответствия: создано { $created }, уже было { $unchanged }, не известно { $unknown }

cli-command-mirror = Перенести результаты прогона на кейсы другого проекта, каждый ровно один раз
cli-arg-mirror-source-project = Код проекта, откуда берутся результаты
cli-arg-mirror-source-run-id = Его прогон по id
cli-arg-mirror-source-run-title = Его прогон по точному названию; из нескольких — самый новый
cli-arg-mirror-use-latest-source-run = Его прогон с наибольшим id
cli-arg-mirror-target-project = Код проекта, куда идут результаты
cli-arg-mirror-target-run-id = Прогон, куда идут результаты, по id
cli-arg-mirror-target-run-title = Прогон, куда идут результаты, по точному названию; если его нет, он создаётся [название исходного прогона]
cli-arg-mirror-automation-field-title = Название пользовательского поля, общего для проектов [Automation Key]
cli-arg-mirror-match-by = Как ищутся соответствия: по ключу, по ключу и иначе по названию, только по названию [key]
cli-arg-mirror-on-duplicate-key = Кейсы с общим ключом: исключить, взять самый старый или остановиться [exclude]
cli-arg-mirror-include = Что ещё копировать: steps, params, attachments, stacktrace, tags, suites
cli-arg-mirror-status-map = Статусы цели для статусов источника, например broken=failed,retest=blocked
cli-arg-mirror-no-create-cases = Пропускать результаты, кейса для которых в цели нет
cli-arg-mirror-latest-only = Из нескольких результатов кейса брать только последний
cli-arg-mirror-limit = Отправить не больше стольких результатов; следующий перенос продолжит
cli-arg-mirror-force = Отправить ещё раз то, что в целевом прогоне уже есть
cli-arg-mirror-complete-target-run = Завершить целевой прогон, когда в нём всё есть
cli-arg-mirror-dry-run = Показать, что будет сделано, и ничего не записывать
cli-arg-mirror-explain = Для каждого результата сказать, почему он подошёл, создаётся или пропущен
cli-arg-mirror-report = Записать отчёт по расширению: .json, .md или .html; можно несколько раз
cli-arg-mirror-log-file = Файл, куда дописываются ошибки [QASE_SYNC_LOG_FILE, sync_results_errors.log]
cli-arg-mirror-base-url = Адрес API [QASE_BASE_URL, .env, настройки, https://api.qase.io/v1]
cli-arg-mirror-token-file = Файл с токеном в первой строке; «-» — стандартный ввод [QASE_API_TOKEN, .env, credentials/qase.env, связка ключей]
cli-arg-mirror-target-base-url = Адрес API цели, если он другой [как у источника]
cli-arg-mirror-target-second-account = Цель — во втором аккаунте из настроек: его токен [QASE_TARGET_API_TOKEN, .env, credentials/qase.env, связка ключей] и адрес [QASE_TARGET_BASE_URL, .env, настройки, https://api.qase.io/v1]
cli-arg-mirror-target-token-env = Переменная окружения с токеном цели, если он другой
cli-arg-mirror-concurrency = Запросов одновременно [6]
cli-error-no-variable = Переменная окружения { $variable } не задана, а в ней должен быть токен цели.
cli-remedy-no-variable = Задайте её в окружении или в файле .env этой папки.
cli-error-report-form = Отчёт бывает JSON, Markdown или HTML: { $path } не оканчивается на .json, .md или .html.
cli-warning-log-file = Файл ошибок { $path } не записывается: { $reason }
cli-arg-serve-mirror-pairs = Принимать веб-хук Qase (run.completed) и переносить завершённые прогоны по парам проектов из этого файла JSON [секрет: QASE_WEBHOOK_SECRET]
cli-serve-webhook = Веб-хук для Qase: { $url }
cli-error-mirror-pairs = Пары в { $path } не имеют смысла: { $reason }
cli-error-webhook-secret = Переменная окружения { $variable } не задана, а без секрета Qase не отличить от других.

cli-repair-none = Двойников в Qase нет.
cli-repair-merge = { $entity ->
    [suite] Сьюта
    [run] Прогон
   *[case] Кейс
} { $id } «{ $title }»: объединение с { $of }.
cli-repair-left = { $entity ->
    [suite] Сьюта
    [run] Прогон
   *[case] Кейс
} { $id } «{ $title }» рядом с { $of } остаётся вам: { $why ->
    [results] есть относящиеся сюда результаты.
   *[edited] один из двух изменили.
}
cli-repair-done = Объединено: { $merged }. Осталось вам: { $left }.
cli-repair-forgotten = Связи с проектом { $project } забыты. Следующий импорт начнёт заново; кейсы и сьюты здесь остаются.
cli-repair-unknown = В этом рабочем файле нет связей с проектом { $project }.

cli-command-qase-repair = Объединить то, что запоздавшая запись создала в Qase дважды
cli-arg-qase-repair-forget-links = Забыть связи с проектом: его удалили и создали в Qase заново
cli-arg-qase-export-recreate-removed = Создать заново кейсы и сьюты, удалённые в Qase
