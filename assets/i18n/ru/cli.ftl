# Командная строка.

cli-about = Что проверено, какими кейсами и чем закончился последний прогон. Функции, кейсы и результаты, синхронизированные с Qase.
cli-heading-usage = Использование
cli-heading-commands = Команды
cli-heading-arguments = Аргументы
cli-heading-options = Параметры
cli-heading-everywhere = Общие параметры
cli-value-command = КОМАНДА
cli-value-options = ПАРАМЕТРЫ
cli-value-file-url = ФАЙЛ|АДРЕС
cli-value-file = ФАЙЛ
cli-value-dir = ПАПКА
cli-value-addr = АДРЕС
cli-value-seconds = СЕКУНДЫ
cli-value-title = НАЗВАНИЕ
cli-value-name = ИМЯ
cli-value-code = КОД
cli-value-p = КОД
cli-value-percent = ПРОЦЕНТ
cli-value-duration = ДЛИТЕЛЬНОСТЬ
cli-value-score = ОЦЕНКА
cli-value-type = ТИП
cli-value-code-title = КОД[=НАЗВАНИЕ]
cli-value-func-id = FUNC_ID
cli-value-case = КЕЙС
cli-value-shell = ОБОЛОЧКА
cli-after-help = Коды завершения: 0 готово, 1 ошибка, 2 неверная команда, параметр или настройка, 3 завершено, но что-то пропущено, не удалось или ждёт решения, 4 ничего не найдено, 5 токен, 6 порог качества не пройден, 130 остановлено.

cli-command-demo = Показать полный цикл на примере магазина: импорт, соответствия, результаты, экспорт и второй проход без изменений
cli-command-serve = Запустить рабочее пространство как сервер, совместимый с Qase
cli-command-qase = Импорт из Qase, соответствия, экспорт в Qase
cli-command-qase-check = Проверить подключение, токен и доступ к проекту
cli-command-qase-projects = Список проектов
cli-command-qase-suites = Список сьютов проекта
cli-command-qase-runs = Список прогонов проекта
cli-command-qase-import = Импортировать сьюты и кейсы проекта
cli-command-qase-map = Соответствия функций и кейсов
cli-command-qase-map-list = Список соответствий, а также функции и кейсы без них
cli-command-qase-map-suggest = Предложить соответствия с оценкой и принять лучшие
cli-command-qase-map-link = Связать кейс с функцией
cli-command-qase-map-unlink = Отвязать кейс от функции
cli-command-qase-map-export = Экспортировать соответствия в файл CSV
cli-command-qase-map-import = Импортировать соответствия из файла CSV
cli-command-qase-export = Экспортировать кейсы функций и их результаты в Qase
cli-command-functions = Реестр функций
cli-command-functions-import = Импортировать функции из файла CSV или XLSX
cli-command-functions-export = Экспортировать функции в файл CSV или XLSX
cli-command-functions-list = Список функций с покрытием
cli-command-cases = Тест-кейсы
cli-command-cases-import = Импортировать тест-кейсы из файла
cli-command-cases-export = Экспортировать тест-кейсы в файл
cli-command-cases-duplicates = Показать возможные дубликаты: то же название, похожее название, те же шаги
cli-command-doctor = Проверить рабочее пространство и сообщить о проблемах
cli-command-completions = Вывести скрипт автодополнения для оболочки

cli-arg-help = Показать справку
cli-arg-version = Показать версию
cli-arg-workspace = Файл рабочего пространства; в его папке также лежат настройки, токены и журнал. Или база данных PostgreSQL: postgres://ПОЛЬЗОВАТЕЛЬ@ХОСТ/БАЗА?schema=ИМЯ
cli-arg-json = Вывести один объект JSON
cli-arg-quiet = Выводить только ошибки
cli-arg-verbose = Выводить журнал в поток ошибок; дважды — подробнее
cli-arg-lang = Язык: ru или en [настройки, система]
cli-arg-demo-dir = Папка для файлов демо [временная, в конце удаляется]
cli-arg-serve-listen = Адрес и порт; порт 0 — любой свободный [127.0.0.1:8420]
cli-arg-serve-project = Создать такой проект, если его нет; можно повторять
cli-arg-serve-new-token = Создать новый токен администратора; токен прежних запусков больше не принимается. Свой токен: VOLUPTAS_SERVER_TOKEN
cli-arg-project = Код проекта [QASE_PROJECT_CODE, настройки]
cli-arg-base-url = Адрес API [QASE_BASE_URL, настройки, https://api.qase.io/v1]
cli-arg-token-file = Файл с токеном в первой строке; «-» — стандартный ввод [QASE_API_TOKEN, credentials/qase.env, системное хранилище паролей]
cli-arg-requests-per-minute = Начальная скорость, запросов в минуту; подстраивается под лимит сервера; 0: без начального лимита [QASE_REQUESTS_PER_MINUTE, настройки, 100]
cli-arg-timeout = Время ожидания ответа на запрос в секундах [настройки, 10]
cli-arg-dry-run = Показать изменения, ничего не сохраняя
cli-arg-encoding = Кодировка файла, например utf-8, windows-1251, koi8-r или cp866 [определяется]
cli-arg-skip-broken-rows = Пропустить строки с незакрытой кавычкой; иначе такой файл не принимается
cli-arg-policy = Решение конфликтов: smart (сообщить), mine (побеждают ваши значения), theirs (побеждает Qase) [smart]
cli-arg-qase-import-suite = Только этот сьют и вложенные в него; можно повторять
cli-arg-qase-import-functions-from-suites = Создать функции из сьютов и связать с ними их кейсы
cli-arg-qase-import-allow-removals = Принять удаление кейсов в Qase, сколько бы их ни было
cli-arg-qase-map-suggest-accept = Принять все предложения с оценкой не ниже этой, от 0 до 1
cli-arg-qase-map-link-func-id = FuncID функции
cli-arg-qase-map-link-case = ID кейса в Qase (42 или SHOP-42)
cli-arg-qase-map-unlink-func-id = FuncID функции
cli-arg-qase-map-unlink-case = ID кейса в Qase (42 или SHOP-42)
cli-arg-qase-map-export-file = Файл CSV; «-» — стандартный вывод
cli-arg-qase-map-import-file = Файл CSV; «-» — стандартный ввод
cli-arg-qase-export-func = FuncID, несколько через пробел
cli-arg-qase-export-case = Коды кейсов через пробел, с функциями или без
cli-arg-qase-export-suite = Номера сьютов в Qase: отправляются их кейсы и кейсы вложенных сьютов
cli-arg-qase-export-all = Все функции; для тестируемой функции без кейса создаётся новый кейс
cli-arg-qase-export-cases = Отправить кейсы (по умолчанию)
cli-arg-qase-export-results = Отправить последние результаты или результаты из файла CSV (FuncID или кейс, статус, время, комментарий)
cli-arg-qase-export-run = Отправить результаты в этот прогон [QASE_TEST_RUN_ID, настройки]
cli-arg-qase-export-new-run = Отправить результаты в новый прогон с этим названием
cli-arg-functions-import-file = CSV или XLSX в любом поддерживаемом виде; «-» — стандартный ввод
cli-arg-functions-import-policy = Что делать с разными значениями: smart (заполнить пустые, объединить списки), mine (заполнить пустые), theirs (побеждает файл) [theirs]
cli-arg-functions-import-skip-line = Номер строки с функцией, которую не импортировать; можно указать несколько раз
cli-arg-cases-import-file = CSV, XLSX, JSON, XML, файл .feature или Markdown; «-» — стандартный ввод
cli-arg-cases-import-project = Код проекта
cli-arg-cases-import-create-project = Создать проект, если его нет; в пустом рабочем пространстве разрешение не нужно
cli-arg-cases-import-format = Формат файла: csv, qase-csv, xlsx, json, xml, testrail, testlink, xray, zephyr, feature, md [определяется сам]
cli-arg-cases-import-policy = Что делать с разными значениями: smart (заполнить пустые, объединить теги, остальное показать), mine (заполнить пустые), theirs (побеждает файл) [smart]
cli-arg-cases-import-match-by = Как строка находит свой кейс: auto (ID в файлах этого проекта, затем External ID, иначе название и сьют), id, title (в любом сьюте), function (FuncID); строки без ID или известной функции ищутся по названию в том же сьюте [auto]
cli-arg-cases-import-no-new-suites = Не создавать сьюты: новые кейсы отсутствующих сьютов пропустить
cli-arg-cases-import-split-suites = Разделять названия сьютов по «/»: «Cart/Prices» станет сьютом «Prices» в «Cart», а не одним сьютом
cli-arg-cases-import-tag = Тег для каждого импортируемого кейса
cli-arg-cases-import-skip-line = Номер строки, которую не импортировать; можно указать несколько раз
cli-arg-preset = Пресет чтения таблицы, сохранённый в окне импорта; остальные параметры важнее
cli-arg-delimiter = Разделитель таблицы: один символ или comma, semicolon, tab, pipe [определяется]
cli-arg-sheet = Лист книги [тот, где больше известных столбцов]
cli-arg-header-row = Номер строки с названиями столбцов, с 1 [первая непустая]
cli-arg-no-header-row = В таблице нет строки с названиями столбцов; её столбцы — A, B, C, а их поля задаёт пресет
cli-arg-cases-export-file = Файл для записи; «-» — стандартный вывод
cli-arg-cases-export-project = Код проекта
cli-arg-cases-export-suite = Только этот сьют и вложенные в него; можно повторять
cli-arg-cases-export-format = Формат файла: csv, qase-csv, xlsx, json, xml, feature, md [по расширению]
cli-arg-cases-duplicates-project = Код проекта
cli-arg-cases-duplicates-suite = Только этот сьют и вложенные в него
cli-arg-functions-export-file = Файл CSV или XLSX; «-» — стандартный вывод
cli-arg-functions-export-format = Формат файла: csv, xlsx [по расширению]
cli-arg-functions-list-kind = Только этот тип: Module, Epic, Feature, Story, Page, Element, Service
cli-arg-functions-list-uncovered = Только проверяемые функции без кейсов
cli-arg-completions-shell = bash, elvish, fish, powershell или zsh

cli-usage-unknown = { $like ->
    [none] Неизвестный параметр { $arg }.
   *[other] Неизвестный параметр { $arg }. Возможно, { $like }?
}
cli-usage-command = { $like ->
    [none] Неизвестная команда «{ $name }».
   *[other] Неизвестная команда «{ $name }». Возможно, { $like }?
}
cli-usage-command-of = Неизвестная команда «{ $name }». В «{ $group }» есть: { $names }.
cli-usage-no-command = Укажите команду: { $names }.
cli-usage-no-value = Параметру { $arg } нужно значение.
cli-usage-no-value-of = Параметру { $arg } нужно значение: { $valid }.
cli-usage-number = { $arg } — это целое число, а не «{ $value }».
cli-usage-value = { $arg } не может быть «{ $value }» ({ $valid }).
cli-usage-day = { $arg } не может быть «{ $value }»: такого дня нет в календаре. Пример: { $valid }.
cli-usage-date = { $arg } — это дата, а не «{ $value }»: год-месяц-день, например { $valid }.
cli-usage-missing = Не хватает: { $arg }.
cli-usage-superfluous = { $like ->
    [none] Лишний аргумент «{ $arg }».
   *[other] Лишний аргумент «{ $arg }». Возможно, { $like }?
}
cli-usage-twice = { $arg } можно указать только один раз.
cli-usage-too-many = Параметр { $arg } не принимает значение «{ $value }».
cli-usage-count = Параметру { $arg } { $wanted ->
    [one] нужно { $wanted } значение
    [few] нужно { $wanted } значения
   *[many] нужно { $wanted } значений
}, указано: { $given }.
cli-usage-equals = Между параметром { $arg } и его значением нужен знак «=».
cli-usage-utf8 = Один из аргументов — не текст в UTF-8.
cli-usage-conflict = { $arg } и { $other } нельзя указать вместе.
cli-usage-other = { $text }
cli-usage-help = Справка: { $command }

cli-word-error = Ошибка
cli-word-warning = Внимание
cli-word-note = Примечание
cli-word-stopped = Остановлено
cli-mark-good = ок
cli-mark-warning = внимание
cli-mark-bad = ОШИБКА
cli-stopped = по вашему запросу. Готовое сохранено.
cli-stopped-remedy = Чтобы продолжить, запустите ту же команду ещё раз.
cli-error-file = { $kind ->
    [absent] Файла { $path } нет.
    [exists] { $path } уже есть и не заменяется. Укажите новый файл.
    [denied] Нет прав на { $path }.
    [full] Не удалось записать { $path }: диск заполнен.
    [readonly] Не удалось записать { $path }: диск доступен только для чтения.
    [large] { $path } больше 256 МБ.
    [folder] { $path } — папка, а не файл.
    [path] Часть пути { $path } — файл, а не папка.
    [name] Имя файла { $path } слишком длинное, или в нём есть недопустимые символы.
   *[other] Система не даёт работать с { $path }. Её сообщение: { $reason }.
}
cli-error-no-folder = Папки { $path } не существует.
cli-error-output = { $kind ->
    [full] Не удалось записать в стандартный вывод: на диске нет места.
   *[other] Не удалось записать в стандартный вывод. Сообщение системы: { $reason }.
}
cli-error-no-threads = Система не запустила потоки, нужные команде: { $reason }
cli-error-no-workspace = Файла рабочего пространства { $path } нет.
cli-error-not-a-workspace = { $path } — не рабочее пространство VoluptAS.
cli-error-no-workspace-schema = В { $path } ещё нет рабочего пространства.
cli-error-not-a-workspace-schema = В { $address } лежат таблицы другой программы.
cli-remedy-schema = Укажите другую схему: ?schema=ИМЯ в конце адреса. Отсутствующая схема будет создана.
cli-remedy-no-workspace = Укажите его с помощью --workspace или создайте: импортируйте функции или проект Qase.
cli-remedy-no-second-token = Задайте QASE_TARGET_API_TOKEN, запишите токен в credentials/qase.env (образец в credentials.example) или укажите переменную с помощью --target-token-env.
cli-remedy-no-token = Задайте QASE_API_TOKEN, запишите токен в credentials/qase.env (образец в credentials.example) или укажите файл с помощью --token-file.
cli-progress-waiting = { $seconds ->
    [one] ожидание { $seconds } секунду: лимит запросов Qase
    [few] ожидание { $seconds } секунды: лимит запросов Qase
   *[many] ожидание { $seconds } секунд: лимит запросов Qase
}
cli-progress-stopping = остановка после текущего элемента; ещё раз Ctrl-C — сразу

cli-doctor-file = Рабочее пространство { $path }
cli-doctor-good = Проблем не найдено.
cli-doctor-warning = Рабочее пространство цело, но есть предупреждения.
cli-doctor-empty = Если в файле было рабочее пространство, восстановите резервную копию. Если нет, откройте файл: в нём будет создано новое.
cli-doctor-bad = Рабочее пространство повреждено. Восстановите резервную копию или сначала скопируйте его.

cli-check-details = { $url }, источник токена: { $origin }, ответ за { $time }
cli-list-empty = Ничего не найдено.
cli-col-id = ID
cli-col-code = Код
cli-col-title = Название
cli-col-suites = Сьюты
cli-col-cases = Кейсы
cli-col-suite = Сьют
cli-col-results = Результаты
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
cli-coverage-partly-tested = пройдено не всё
cli-coverage-untested = не запускалось
cli-coverage-blocked = заблокировано
cli-coverage-uncovered = нет кейсов
cli-coverage-broken = сломано
cli-coverage-failing = провалено
cli-cases-imported = Кейсы: создано { $created }, изменено { $updated }, без изменений { $unchanged }; создано сьютов: { $suites }
cli-cases-would = Кейсы: будет создано { $created }, изменено { $updated }, без изменений { $unchanged }; будет создано сьютов: { $suites }
cli-cases-suites-updated = { $count ->
    [one] { $count } существующий сьют получает тексты из файла: { $suites }
    [few] { $count } существующих сьюта получают тексты из файла: { $suites }
   *[many] { $count } существующих сьютов получают тексты из файла: { $suites }
}
cli-cases-project = Создан проект { $code }
cli-cases-file-suites = { $count ->
    [one] { $count } сьют в файле, считается отдельно
    [few] { $count } сьюта в файле, считаются отдельно
   *[many] { $count } сьютов в файле, считаются отдельно
}
cli-import-kept = { $count ->
    [one] { $count } значение отличается от файла и оставлено; --policy theirs берёт значение из файла
    [few] { $count } значения отличаются от файла и оставлены; --policy theirs берёт значения из файла
   *[many] { $count } значений отличаются от файла и оставлены; --policy theirs берёт значения из файла
}
cli-cases-exported = { $count ->
    [one] Экспортирован { $count } кейс в { $path }
    [few] Экспортированы { $count } кейса в { $path }
   *[many] Экспортировано { $count } кейсов в { $path }
}
cli-error-cases-changing = Проект меняет другая программа. Повторите попытку позже.
cli-error-functions-format = По расширению { $path } не понять формат функций.
cli-remedy-functions-format = Используйте .csv или .xlsx либо укажите формат в --format.
cli-error-case-format = По расширению { $path } не понять формат кейсов.
cli-remedy-case-format = Используйте .csv, .xlsx, .json, .xml, .feature или .md либо укажите формат в --format.
cli-remedy-create-project = Проверьте код или создайте проект с помощью --create-project.
cli-remedy-presets = Известные пресеты: { $names }.
cli-remedy-no-presets = Пресетов пока нет. Они сохраняются в окнах импорта.
cli-remedy-no-sheets = Уберите --sheet или укажите файл XLSX.
cli-error-no-suite = В проекте { $project } нет сьюта { $suite }.
cli-functions-imported = Функции: создано { $created }, обновлено { $updated }, без изменений { $unchanged }; людей создано: { $people }
cli-functions-would = Функции: будет создано { $created }, обновлено { $updated }, без изменений { $unchanged }; людей будет создано: { $people }
cli-relations-would = Связи: будет создано { $created }, изменено { $updated }
cli-relations-imported = Связи: создано { $created }, изменено { $updated }
cli-functions-exported = { $count ->
    [one] { $count } функция экспортирована в { $path }
    [few] { $count } функции экспортированы в { $path }
   *[many] { $count } функций экспортировано в { $path }
}
cli-error-two-outputs = В стандартный вывод нельзя записать и файл, и объект JSON.
cli-remedy-open-quote = Закройте кавычку в этой строке (внутри ячейки в кавычках её пишут дважды) или пропустите такие строки: --skip-broken-rows.
cli-rows-more = { $count ->
    [one] и ещё { $count } такая же строка: { $lines }
    [few] и ещё { $count } такие же строки: { $lines }
   *[many] и ещё { $count } таких же строк: { $lines }
}
cli-rows-skipped = { $file }: пропущено { $skipped ->
    [one] { $skipped } строка
    [few] { $skipped } строки
   *[many] { $skipped } строк
} из { $rows }: { $reasons }
cli-reason-unknown = неизвестная функция или кейс: { $count }

cli-serve-listens = Слушает на { $url }, рабочее пространство { $path }
cli-serve-token = Токен администратора (показан один раз, хранится только его хеш): { $token }
cli-serve-token-known = Токены: прежние (voluptas-cli tokens list) или из { $variable }. Создать новый токен администратора: --new-token
cli-serve-no-project = Проектов пока нет: создайте с помощью --project КОД или через API.
cli-serve-end = Для остановки нажмите Ctrl-C.
cli-serve-open = Адрес { $address } доступен другим компьютерам, и токен передаётся без шифрования. Поставьте перед ним прокси с TLS.
cli-serve-local-attachments = Рабочее пространство хранится в PostgreSQL, а вложения — в папке { $path }. Сервер на другом компьютере найдёт их, только если там есть та же папка. Чтобы хранить их в бакете: voluptas-cli workspace attachments --move-to s3://BUCKET/PREFIX
cli-serve-ended = { $count ->
    [one] Остановлено после { $count } запроса.
    [few] Остановлено после { $count } запросов.
   *[many] Остановлено после { $count } запросов.
}
cli-arg-serve-database-attempts = Число попыток подключиться к базе данных PostgreSQL при запуске, с паузой 2 секунды
cli-arg-serve-tls-cert = Файл PEM с цепочкой сертификатов: сервер работает по HTTPS; вместе с --tls-key [VOLUPTAS_TLS_CERT]
cli-arg-serve-tls-key = Файл PEM с закрытым ключом сертификата [VOLUPTAS_TLS_KEY]
cli-error-tls-half = Для HTTPS нужны и сертификат, и ключ: не указано { $flag } или { $variable }.
cli-serve-open-key = Закрытый ключ { $path } могут читать другие пользователи этого компьютера. Разрешите чтение только владельцу (chmod 600).
cli-error-listen = На адресе «{ $value }» нельзя слушать. Пример: 127.0.0.1:8420.
cli-error-address = { $kind ->
    [in-use] Адрес { $address } уже занят другой программой.
    [not-here] { $address } — не адрес этого компьютера.
    [denied] Нет прав на адрес { $address }.
   *[other] Не удалось открыть { $address }: { $reason }.
}
cli-remedy-address = Укажите другой адрес или порт в --listen; порт 0 выбирает свободный.

cli-case-was-sent = { $case } уже есть в Qase: теперь это { $id }.
cli-sync-would = Будут изменения:
cli-sync-suites = Сьюты
cli-sync-cases = Кейсы
cli-sync-results = Результаты
cli-sync-created = создано { $n }
cli-sync-updated = обновлено { $n }
cli-sync-unchanged = без изменений { $n }
cli-sync-removed = удалено { $n }
cli-sync-conflicts = { $n ->
    [one] { $n } конфликт
    [few] { $n } конфликта
   *[many] { $n } конфликтов
}
cli-sync-skipped = пропущено { $n }
cli-sync-failed = не удалось { $n }
cli-sync-functions = Создано функций: { $functions }, соответствий: { $mappings }
cli-sync-run = Прогон { $id }: { $title }
cli-sync-run-new = Новый прогон { $id }: { $title }
cli-sync-mark-new = новый
cli-sync-mark-changed = изменён
cli-sync-mark-removed = удалён
cli-sync-mark-conflict = конфликт
cli-sync-mark-skipped = пропущен
cli-sync-mark-failed = не удалось
cli-sync-left-suites = { $count ->
    [one] { $count } сьют: { $reason }
    [few] { $count } сьюта: { $reason }
   *[many] { $count } сьютов: { $reason }
}
cli-sync-left-results = { $count ->
    [one] { $count } результат: { $reason }
    [few] { $count } результата: { $reason }
   *[many] { $count } результатов: { $reason }
}
cli-sync-recreate = Чтобы снова создать в Qase удалённое там, добавьте --recreate-removed.
cli-sync-more = { $count ->
    [one] и ещё { $count }
    [few] и ещё { $count }
   *[many] и ещё { $count }
}
cli-sync-in-step = Менять нечего: обе стороны одинаковы.
cli-sync-nothing = Ничего не найдено.
cli-error-no-function = Функции { $func } нет.
cli-error-no-functions = В реестре нет проверяемых функций.
cli-error-no-case = В рабочем пространстве нет кейса { $case } проекта { $project }.
cli-error-no-results = Ни в одной строке { $file } нет известной функции или кейса.
cli-error-not-imported = В рабочем пространстве нет данных проекта { $code }.
cli-error-case = «{ $value }» — не кейс проекта { $code }. Укажите код, например 42, { $code }-42 или { $code }-new-3.
cli-remedy-list-functions = Список: voluptas-cli functions list
cli-remedy-no-functions = Импортируйте их: voluptas-cli functions import ФАЙЛ
cli-remedy-import-first = Сначала импортируйте проект: voluptas-cli qase import --project КОД
cli-warning-unknown-row = { $file }:{ $line }: «{ $named }» не найдено; строка пропущена

cli-col-case = Кейс
cli-col-reason = Причина
cli-col-score = Сходство
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
cli-map-ambiguous = подходит нескольким
cli-map-no-suggestions = Предложений нет.
cli-map-accepted = { $count ->
    [one] Создано { $count } соответствие.
    [few] Создано { $count } соответствия.
   *[many] Создано { $count } соответствий.
}
cli-map-accept-hint = Принять лучшие: --accept 0.9, отдельные: qase map link FUNCID КЕЙС
cli-map-linked = { $func } теперь покрыта кейсом { $case }.
cli-map-linked-before = { $func } уже была покрыта кейсом { $case }.
cli-map-unlinked = { $func } больше не покрыта кейсом { $case }.
cli-map-not-linked = { $func } не была покрыта кейсом { $case }.
cli-map-exported = { $count ->
    [one] { $count } соответствие экспортировано в { $path }
    [few] { $count } соответствия экспортированы в { $path }
   *[many] { $count } соответствий экспортировано в { $path }
}
cli-map-imported = Соответствия: создано { $created }, без изменений { $unchanged }, не найдено { $unknown }
cli-map-would = Соответствия: будет создано { $created }, без изменений { $unchanged }, не найдено { $unknown }

cli-command-mirror = Перенести результаты прогона на кейсы другого проекта, каждый ровно один раз
cli-arg-mirror-source-project = Код исходного проекта
cli-arg-mirror-source-run-id = ID исходного прогона
cli-arg-mirror-source-run-title = Точное название исходного прогона; из нескольких — самый новый
cli-arg-mirror-use-latest-source-run = Взять исходным прогон с наибольшим ID
cli-arg-mirror-target-project = Код целевого проекта
cli-arg-mirror-target-run-id = ID целевого прогона
cli-arg-mirror-target-run-title = Точное название целевого прогона; если его нет, он создаётся [название исходного прогона]
cli-arg-mirror-automation-field-title = Название пользовательского поля, общего для проектов [Automation Key]
cli-arg-mirror-match-by = Сопоставлять кейсы: key (по ключу), key+title (по ключу, затем по названию), title (по названию) [key]
cli-arg-mirror-on-duplicate-key = Кейсы с одинаковым ключом: exclude (пропустить), first (взять самый старый) или fail (остановиться) [exclude]
cli-arg-mirror-include = Скопировать также: steps, params, attachments, stacktrace, tags, suites
cli-arg-mirror-status-map = Целевые статусы для исходных, например broken=failed,retest=blocked
cli-arg-mirror-no-create-cases = Пропускать результаты, кейса для которых нет в целевом проекте
cli-arg-mirror-latest-only = Отправлять только последний из нескольких результатов кейса
cli-arg-mirror-limit = Отправить не больше этого числа результатов; следующий перенос продолжит
cli-arg-mirror-resend-edited = Отправить ещё раз результаты, изменённые в источнике после переноса
cli-arg-mirror-force = Отправить ещё раз результаты, которые уже есть в целевом прогоне
cli-arg-mirror-complete-target-run = Завершить целевой прогон, когда в нём будут все результаты
cli-arg-mirror-adopt-untraced = Результаты «[Mirrored from CODE]» другой программы без метки прогона: считать перенесёнными (yes) или всё равно отправить (no) [похожие результаты задерживаются]
cli-arg-mirror-dry-run = Показать изменения, ничего не сохраняя
cli-arg-mirror-explain = Вывести для каждого результата, почему он сопоставлен, создан или пропущен
cli-arg-mirror-report = Сохранить отчёт; формат по расширению: .json, .md или .html; можно повторять
cli-arg-mirror-log-file = Файл, куда дописываются ошибки [QASE_SYNC_LOG_FILE, sync_results_errors.log]
cli-arg-mirror-base-url = Адрес API [QASE_BASE_URL, .env, настройки, https://api.qase.io/v1]
cli-arg-mirror-token-file = Файл с токеном в первой строке; «-» — стандартный ввод [QASE_API_TOKEN, .env, credentials/qase.env, системное хранилище паролей]
cli-arg-mirror-target-base-url = Адрес API целевого проекта, если он другой [как у исходного]
cli-arg-mirror-target-second-account = Целевой проект — во втором аккаунте из настроек: его токен [QASE_TARGET_API_TOKEN, .env, credentials/qase.env, системное хранилище паролей] и адрес [QASE_TARGET_BASE_URL, .env, настройки, https://api.qase.io/v1]
cli-arg-mirror-target-token-env = Переменная окружения с токеном целевого проекта, если он другой
cli-arg-mirror-concurrency = Число одновременных запросов [6]
cli-arg-mirror-late-write = Сколько секунд после истечения времени ожидания ещё может выполниться создание без ответа; столько его ищут [60]
cli-error-no-variable = Переменная окружения { $variable } не задана. В ней должен быть токен целевого проекта.
cli-remedy-no-variable = Задайте её в окружении или в файле .env этой папки.
cli-error-report-form = Неизвестный формат отчёта: { $path } должен оканчиваться на .json, .md или .html.
cli-warning-log-file = Не удалось записать файл ошибок { $path }: { $reason }
cli-mirror-progress = { $stage }: { $done } из { $total }
cli-arg-serve-mirror-pairs = Принимать веб-хук Qase (run.completed) и переносить завершённые прогоны по парам проектов из этого файла JSON [секрет: QASE_WEBHOOK_SECRET]
cli-serve-webhook = Веб-хук для Qase: { $url }
cli-error-mirror-pairs = Недопустимые пары в { $path }: { $reason }
cli-error-webhook-secret = Переменная окружения { $variable } не задана. Без секрета нельзя проверить, что веб-хук пришёл от Qase.
cli-error-webhook-token = Из-за { $variable } включён вебхук, а для переноса прогонов нужен API-токен Qase, которого нет.

cli-repair-none = Дубликатов в Qase нет.
cli-repair-merge = { $entity ->
    [suite] Сьют
    [shared_step] Общий шаг
    [run] Прогон
   *[case] Кейс
} { $id } «{ $title }»: объединение с { $of }.
cli-repair-left = { $entity ->
    [suite] Сьют
    [shared_step] Общий шаг
    [run] Прогон
   *[case] Кейс
} { $id } «{ $title }» — дубликат { $of }, пропущено: { $why ->
    [shared-used] он используется в кейсах.
    [results] есть результаты.
    [runs] он входит в прогон.
   *[edited] один из двух изменён.
} Решите это в Qase.
cli-repair-done = Объединено: { $merged }. Пропущено: { $left }.
cli-repair-forgotten = Связи с проектом { $project } удалены. Следующий импорт начнёт заново; кейсы и сьюты в рабочем пространстве останутся.
cli-repair-unknown = В этом рабочем пространстве нет связей с проектом { $project }.

cli-command-qase-repair = Объединить то, что запоздавшая запись создала в Qase дважды
cli-arg-qase-repair-forget-links = Удалить связи с проектом: его удалили и создали в Qase заново
cli-arg-qase-export-recreate-removed = Создать заново кейсы и сьюты, удалённые в Qase

# Проекты рабочего пространства.
cli-command-projects = Проекты рабочего пространства и их настройки
cli-command-projects-list = Показать проекты и их настройки
cli-command-projects-set = Изменить настройку проекта
cli-arg-projects-set-code = Код проекта
cli-arg-auto-create-cases = Создавать кейс для результата без кейса: on или off; если не задано — для результатов, в которых кейс не указан
cli-arg-serve-public-pages = Показывать страницы прогонов без входа
cli-arg-serve-presigned = Направлять загрузки вложений на подписанные адреса бакета, которые действуют 5 минут
cli-arg-serve-check-health = Спросить сервер на порту из --listen, отвечает ли он, и завершиться
cli-health-good = Сервер { $address } отвечает.
cli-health-bad = Сервер { $address } не отвечает: { $reason }
cli-serve-public-pages = Страницы прогонов видны всем, кому доступен этот адрес.
cli-col-auto-create-cases = Автосоздание кейсов
cli-word-on = вкл.
cli-word-off = выкл.
cli-word-default = по умолчанию
cli-error-no-own-project = В этом рабочем пространстве нет проекта { $code }
cli-error-no-preset = Нет пресета «{ $name }»
cli-error-no-sheets = { $file } — не книга Excel, листа «{ $sheet }» в нём нет. Ничего не импортировано.

# Спасение повреждённого рабочего файла.
cli-arg-doctor-recover = Сохранить всё, что читается, в этот новый файл рабочего пространства
cli-doctor-remedy = Чтобы спасти то, что читается: voluptas-cli doctor --recover НОВЫЙ_ФАЙЛ
cli-recover-log = Журнал { $path }-wal был повреждён: страниц с записями за повреждением — { $count }, из них целых { $intact }. Проверьте последние изменения.
cli-recover-whole = Всё сохранено в { $path }: строк { $rows }.
cli-recover-partly = Сохранено в { $path }: строк { $rows }. Часть данных прочитать не удалось; см. таблицу.
cli-col-table = Таблица
cli-col-saved = Спасено
cli-col-gaps = Нечитаемые места
cli-col-dropped = Пропущено

# Пользователи и токены сервера.
cli-value-role = РОЛЬ
cli-value-code-role = КОД=РОЛЬ
cli-value-date = ДАТА
cli-command-users = Пользователи сервера и их роли
cli-command-users-list = Показать пользователей и их роли
cli-command-users-add = Добавить пользователя
cli-command-users-change = Изменить имя, роли и почту пользователя
cli-command-users-remove = Удалить пользователя со всеми токенами
cli-command-tokens = Токены пользователей, с которыми программы и люди обращаются к серверу
cli-error-input-twice = «-» можно указать только один раз: стандартный ввод читается до конца
cli-error-weak-token = Токен в { $variable } слишком легко угадать: нужно не меньше { $least } символов, из них 8 разных
cli-error-weak-token-remedy = Создайте его командой «openssl rand -hex 32» или запустите сервер без { $variable }: тогда он создаст токен и покажет его один раз.
cli-command-audit = Кто менял на сервере пользователей, токены, проекты, поля и результаты, кто входил и кому отказано
cli-arg-audit-since = Только начиная с этого дня или момента (UTC)
cli-arg-audit-until = Только до конца этого дня или до этого момента (UTC)
cli-arg-audit-user = Только действия этого пользователя
cli-arg-audit-action = Только это действие, например delete-run, sign-in или refused-token; можно повторять
cli-arg-audit-limit = Не больше строк, сначала новые [100; в файл — все]
cli-arg-audit-export = Записать строки в файл CSV; «-» — в стандартный вывод
cli-arg-serve-trusted-proxy = Брать адрес клиента из X-Forwarded-For этого прокси: адрес или сеть, например 10.0.0.0/8; можно повторять
cli-value-network = СЕТЬ
cli-value-word = СЛОВО
cli-audit-exported = { $count ->
    [one] { $count } строка
    [few] { $count } строки
   *[many] { $count } строк
} аудита в файле { $path }
cli-audit-more = Есть более старые строки: больше { $count } покажут --limit или --export.
cli-col-time = Время, UTC
cli-col-source = Источник
cli-col-address = Адрес
cli-col-action = Действие
cli-col-project = Проект
cli-col-object = Объект
cli-col-detail = Значения
cli-col-times = Раз
cli-command-tokens-list = Показать токены: владельцы, ограничения, последнее использование
cli-command-tokens-add = Создать токен; он показывается один раз
cli-command-tokens-revoke = Отозвать токен; работающий сервер перестаёт принимать его в течение двух секунд
cli-arg-users-add-name = Имя пользователя
cli-arg-users-add-role = Роль в реестре: viewer, tester, lead или admin; admin имеет все права в рабочем пространстве
cli-arg-users-add-project = Роль в проекте: viewer, tester, lead или admin; можно повторять. Остальные проекты остаются скрытыми
cli-arg-users-change-name = Имя пользователя
cli-arg-users-change-rename = Новое имя
cli-arg-users-change-role = Роль в реестре: viewer, tester, lead, admin или none
cli-arg-users-change-project = Роль в проекте: viewer, tester, lead, admin или none; можно повторять
cli-arg-users-remove-name = Имя пользователя
cli-arg-tokens-add-user = Имя владельца
cli-arg-tokens-add-title = Пометка о назначении токена
cli-arg-tokens-add-role = Наибольшая роль токена: viewer, tester, lead или admin [роли владельца]
cli-arg-tokens-add-project = Только этот проект; можно повторять [проекты владельца]
cli-arg-tokens-add-expires = Последний день токена по UTC, например 2027-01-31, или момент, например 2027-01-31T18:00:00Z [бессрочно]
cli-arg-tokens-revoke-id = ID токена
cli-col-name = Имя
cli-col-registry = Реестр
cli-col-projects = Проекты
cli-col-tokens = Токены
cli-col-user = Пользователь
cli-col-role = Роль
cli-col-expires = Истекает, UTC
cli-col-used = Использован, UTC
cli-col-state = Состояние
cli-word-all-projects = все
cli-word-active = действует
cli-word-expired = истёк
cli-user-removed = { $tokens ->
    [0] Пользователь { $name } удалён.
    [one] Пользователь { $name } удалён с { $tokens } токеном.
    [few] Пользователь { $name } удалён с { $tokens } токенами.
   *[many] Пользователь { $name } удалён с { $tokens } токенами.
}
cli-user-sees-nothing = { $name } не видит ни одного проекта. Добавить: voluptas-cli users change '{ $name }' --project КОД=РОЛЬ
cli-token-created = Токен { $id }, владелец { $user } (показан один раз, хранится только его хеш): { $token }
cli-user-would-add = Будет создан пользователь { $name }:
cli-user-would-change = Будет изменён пользователь { $name }:
cli-user-would-remove = { $tokens ->
    [0] Пользователь { $name } будет удалён.
    [one] Пользователь { $name } будет удалён с { $tokens } токеном.
    [few] Пользователь { $name } будет удалён с { $tokens } токенами.
   *[many] Пользователь { $name } будет удалён с { $tokens } токенами.
}
cli-token-would-create = Будет создан токен, владелец { $user }.
cli-token-would-revoke = Токен { $id } будет отозван, владелец { $user }.
cli-project-would-set = Проект { $code } будет изменён:
cli-token-revoked = Токен { $id } отозван, владелец { $user }.
cli-error-no-user = Пользователя { $name } нет
cli-error-user-taken = Пользователь { $name } уже есть
cli-error-no-token = Токена { $id } нет, или он уже отозван
cli-command-licences = Показать лицензии всех компонентов программы
cli-arg-doctor-support = Сохранить файл zip для поддержки: версия, настройки, число строк, журнал и отчёты о сбоях, без названий и токенов
cli-support-saved = Сохранён файл { $path }: { $files }. В нём нет названий и токенов; посмотрите его, прежде чем отправлять.
cli-man-saved = { $count ->
    [one] { $count } страница руководства в { $path }
    [few] { $count } страницы руководства в { $path }
   *[many] { $count } страниц руководства в { $path }
}
cli-command-man = Записать страницы руководства в папку
cli-arg-man-dir = Папка для страниц; без неё выводится главная страница
cli-error-skip-line = { $file }:{ $line }: в этой строке не начинается ни кейс, ни сьют (--skip-line)
cli-error-skip-line-function = { $file }:{ $line }: в этой строке не начинается функция (--skip-line)
cli-error-skip-line-several = { $file }:{ $line }: в этой строке начинается несколько кейсов ({ $count }); --skip-line не различает их
cli-error-title-invalid-blank = Название не может быть пустым
cli-error-title-invalid-nul = В названии есть символ, который нельзя сохранить (NUL)
cli-error-title-invalid-too-long = Название слишком длинное: символов { $length }, разрешено не больше { $max }
cli-error-tag-invalid-blank = --tag пуст
cli-error-tag-invalid-nul = --tag содержит символ, который нельзя сохранить (NUL)
cli-error-tag-invalid-too-long = --tag слишком длинный: символов { $length }, разрешено не больше { $max }
cli-error-tag-invalid-tag-line = --tag должен быть одной строкой текста
cli-error-tag-invalid-tag-comma = --tag задаёт один тег: в нём не должно быть запятой
cli-cases-files-left-out = { $count ->
    [one] { $count } вложения этих кейсов в файле нет.
    [few] { $count } вложений этих кейсов в файле нет.
   *[many] { $count } вложений этих кейсов в файле нет.
}
cli-cases-custom-left-out = В этом формате нет места для пользовательских полей, в файле их нет: { $fields }
cli-cases-places-left-out = { $count ->
    [one] { $count } дополнительный сьют этих кейсов лежит вне экспортируемой части, в файле его нет.
    [few] { $count } дополнительных сьюта этих кейсов лежат вне экспортируемой части, в файле их нет.
   *[many] { $count } дополнительных сьютов этих кейсов лежат вне экспортируемой части, в файле их нет.
}

cli-command-ingest = Сохранить записанное средствами тестирования как прогон: Allure, JUnit XML, TRX, NUnit, xUnit, Robot Framework, Cucumber, Playwright, CTRF, Cypress, TestCafe, WebdriverIO, Nightwatch, Mocha, Mochawesome, TestNG, TAP, go test, GoogleTest, CTest, Catch2, doctest, QtTest, Boost.Test, pytest-json-report, pytest-reportlog, Xcode, Jest, Vitest, RSpec, Newman, k6, Cucumber messages, Dart, Flutter, Rust, отчёты Qase
cli-arg-ingest-paths = Папки, архивы (.zip, .tar.gz) и файлы; «-» — один из стандартного ввода
cli-arg-ingest-project = Код проекта
cli-arg-ingest-create-project = Создать проект, если его нет; в пустом рабочем пространстве разрешение не нужно
cli-arg-ingest-run-name = Название прогона [название сборки, иначе формат и начало]
cli-arg-ingest-environment = Окружение прогона по названию или коду, новое создаётся [указанное в файлах]
cli-arg-ingest-create-cases = Создать кейс для каждого теста без кейса
cli-arg-ingest-again = Создать ещё один прогон из уже сохранённых файлов
cli-arg-ingest-rerun = Папка, архив или файл перезапуска (robot --rerunfailed, mvn -Dtest, pytest --lf): его тесты — новые попытки предыдущих; можно повторять
cli-arg-ingest-label = Метка всех результатов, например browser=chrome; можно повторять
cli-arg-ingest-into = Добавить в незавершённый прогон с этим номером
cli-arg-ingest-run-key = Добавить в прогон с этим ключом, например номером конвейера CI; первый вызов создаёт его
cli-arg-ingest-shards = Прогон завершается, когда получено столько частей
cli-command-compare = Сравнить два прогона: новые падения, исправленные, всё ещё падающие, новые и отсутствующие тесты, более медленные
cli-arg-compare-project = Код проекта
cli-arg-compare-runs = Номера более старого и более нового прогона
cli-arg-compare-label = Сравнить только результаты с этой меткой, например browser=chrome
cli-arg-compare-label-older = Взять из более старого прогона только результаты с этой меткой, например browser=chrome; прогоны могут совпадать
cli-arg-compare-label-newer = Взять из более нового прогона только результаты с этой меткой, например browser=firefox
cli-arg-compare-unchanged = Перечислить и тесты без изменений
cli-arg-compare-one-sided = Перечислить и тесты только одного прогона, когда их больше половины
cli-error-two-runs = Нужны два прогона: более старый и более новый
cli-ingest-done = Прогон { $number } «{ $title }» сохранён
cli-ingest-known = Эти файлы уже сохранены как прогон { $number } «{ $title }»; ничего не записано, что бы ни говорили другие параметры. С --again они станут ещё одним прогоном
cli-ingest-shard-done = Результаты добавлены в прогон { $number } «{ $title }»
cli-ingest-shard-known = В прогоне { $number } «{ $title }» эти результаты уже есть; ничего не записано
cli-ingest-run-open = Прогон { $number } открыт, получено { $shards ->
    [one] { $shards } часть
    [few] { $shards } части
   *[other] { $shards } частей
}; тестов: { $total } (пройдено { $passed }, провалено { $failed }, сломано { $broken }, пропущено { $skipped }{ $other ->
    [0] {""}
   *[other] {", "}других { $other }
}); завершает его «run close»
cli-ingest-run-open-of = Прогон { $number } открыт, получено частей: { $shards } из { $expected }; тестов: { $total } (пройдено { $passed }, провалено { $failed }, сломано { $broken }, пропущено { $skipped }{ $other ->
    [0] {""}
   *[other] {", "}других { $other }
})
cli-ingest-run-ended = Прогон { $number } завершён, получено { $shards ->
    [one] { $shards } часть
    [few] { $shards } части
   *[other] { $shards } частей
}; тестов: { $total } (пройдено { $passed }, провалено { $failed }, сломано { $broken }, пропущено { $skipped }{ $other ->
    [0] {""}
   *[other] {", "}других { $other }
})
cli-ingest-gate-later = Порог качества проверяется в конце прогона
cli-ingest-differing-run-name = У прогона остаётся название «{ $kept }», а не «{ $given }»
cli-ingest-differing-environment = У прогона остаётся окружение «{ $kept }», а не «{ $given }»
cli-ingest-results = Тесты: { $total } (пройдено { $passed }, провалено { $failed }, сломано { $broken }, пропущено { $skipped }{ $other ->
    [0] {""}
   *[other] {", "}других { $other }
}), { $attempts ->
    [one] { $attempts } попытка
    [few] { $attempts } попытки
   *[other] { $attempts } попыток
}
cli-ingest-cases = С кейсом: { $matched }; без кейса: { $unmatched }
cli-ingest-twins = Тестов, у которых есть тёзка: { $count }; различаются только местом: { $places }
cli-ingest-told-twice = Результатов не учтено, потому что о том же выполнении говорит другой файл: { $count }
cli-ingest-reruns-by-name = Попыток, принятых за повторы только по имени: { $count }
cli-ingest-reruns = Результатов перезапусков: новых попыток — { $matched }, отдельных тестов — { $unmatched }
cli-ingest-flaky = Нестабильных тестов: { $count }
cli-ingest-unnamed = Тестов без имени, названных по месту в файле: { $count }
cli-ingest-files = Вложено файлов: { $count }; отсутствует или слишком велико: { $missing }
cli-ingest-skipped = { $file }: { $reason }
cli-ingest-skipped-line = { $file }, строка { $line }: { $reason }
cli-ingest-run-error = Вне тестов: { $line }
cli-ingest-more-run-errors = и ещё ошибок вне тестов: { $count }
cli-compare-rates = Доля пройденных: { $older } → { $newer }
cli-compare-rates-change = Доля пройденных: { $older } → { $newer } ({ $change })
cli-compare-one-sided = Только в одном прогоне: { $n } из { $total } тестов, они не перечислены; { $option } перечислит их
cli-compare-nothing = Ни в одном из этих прогонов нет тестов с результатами.
cli-compare-more = и ещё { $count }
cli-col-before = До
cli-col-after = После
cli-col-duration = Длительность
cli-command-gate = Проверить прогон по правилам порога качества; код завершения 6, если правило нарушено
cli-arg-gate-project = Код проекта
cli-arg-gate-run = Номер прогона [последний завершённый прогон автотестов]
cli-arg-gate-fail-on = Статусы, которых не должно быть ни у одного теста, например failed,broken
cli-arg-gate-max-failures = Наибольшее число проваленных и сломанных тестов
cli-arg-gate-max-new-failures = Наибольшее число проваленных и сломанных тестов, которые в прошлый раз в том же окружении были пройдены или пропущены
cli-arg-gate-max-flaky = Наибольшее число тестов, нестабильных в этом прогоне
cli-arg-gate-min-pass-rate = Наименьшая доля пройденных среди выполненных тестов, в процентах
cli-arg-gate-max-duration = Наибольшая длительность прогона: 500ms, 90s, 15m, 2h
cli-arg-gate-require-coverage = Наименьшая доля критичных функций с кейсом, в процентах: critical=90
cli-arg-gate-count-muted = Учитывать и заглушённые тесты
cli-arg-gate-allow-run-errors = Допускать ошибки вне тестов, файлы, прочитанные не до конца или заявляющие больше тестов или провалов, и недостающие части
cli-arg-gate-gate-file = Файл с дополнительными правилами (TOML) [voluptas.gate.toml текущей папки, иначе файл рядом с рабочим пространством]
cli-arg-ingest-fail-on = Статусы, которых не должно быть ни у одного теста, например failed,broken
cli-arg-ingest-max-failures = Наибольшее число проваленных и сломанных тестов
cli-arg-ingest-max-new-failures = Наибольшее число проваленных и сломанных тестов, которые в прошлый раз в том же окружении были пройдены или пропущены
cli-arg-ingest-max-flaky = Наибольшее число тестов, нестабильных в этом прогоне
cli-arg-ingest-min-pass-rate = Наименьшая доля пройденных среди выполненных тестов, в процентах
cli-arg-ingest-max-duration = Наибольшая длительность прогона: 500ms, 90s, 15m, 2h
cli-arg-ingest-require-coverage = Наименьшая доля критичных функций с кейсом, в процентах: critical=90
cli-arg-ingest-count-muted = Учитывать и заглушённые тесты
cli-arg-ingest-allow-run-errors = Допускать ошибки вне тестов, файлы, прочитанные не до конца или заявляющие больше тестов или провалов, и недостающие части
cli-arg-ingest-gate-file = Файл с дополнительными правилами (TOML) [voluptas.gate.toml текущей папки, иначе файл рядом с рабочим пространством]
cli-error-no-gate = Не задано ни одного правила порога качества
cli-remedy-no-gate = Укажите флаг, например --max-failures 0, или запишите правила в { $file }
cli-error-no-automated-run = В проекте { $code } нет завершённых прогонов автотестов
cli-remedy-no-automated-run = Укажите прогон параметром --run: ручные и незавершённые прогоны проверяются только по номеру
cli-error-no-runs = В проекте { $code } нет прогонов
cli-error-no-run-key = Прогона с ключом «{ $key }» нет
cli-error-gate-file = Не удалось прочитать правила из { $path }: { $error }
cli-gate-rule = Порог качества: { $rule ->
    [max-failures] падения
    [max-new-failures] новые падения
    [max-flaky] нестабильные тесты
    [max-duration] длительность
    [min-pass-rate] доля пройденных
    [require-coverage] критичные функции с кейсом
   *[other] правило
} ({ $rule }): { $found }, предел { $limit }
cli-gate-rule-status = Порог качества: тесты со статусом «{ $limit }» ({ $rule }): { $found }, не допускается ни одного
cli-gate-rule-executed = Порог качества: не выполнен ни один тест
cli-gate-rule-words = Порог качества: { $rule }: { $found }, предел { $limit }
cli-gate-untested = { $count ->
    [one] { $count } тест прогона { $number } без результата, правила его не учитывают
    [few] { $count } теста прогона { $number } без результата, правила их не учитывают
   *[many] { $count } тестов прогона { $number } без результата, правила их не учитывают
}
cli-gate-newer = Прогон { $number } «{ $title }» новее, но не завершён. Проверен предыдущий; этот можно указать: --run { $number }
cli-gate-met = Прогон { $number } «{ $title }» соответствует порогу качества
cli-gate-broken = Прогон { $number } «{ $title }» не соответствует порогу качества: нарушено правил: { $count }
cli-cases-shared-plain = { $count ->
    [one] { $count } общий шаг записан как обычные шаги. Общие шаги сохраняют JSON и XML.
    [few] { $count } общих шага записаны как обычные шаги. Общие шаги сохраняют JSON и XML.
   *[many] { $count } общих шагов записано как обычные шаги. Общие шаги сохраняют JSON и XML.
}
cli-command-report = Записать отчёт о прогоне одним файлом: HTML, Markdown, JUnit XML или JSON
cli-arg-report-project = Код проекта
cli-arg-report-run = Номер прогона [последний]
cli-arg-report-out = Файл отчёта; файл с таким именем заменяется; - означает стандартный вывод и требует --format [ПРОЕКТ-run-N.html в текущей папке]
cli-arg-report-format = html, md, xml (JUnit) или json [по расширению .html, .md, .xml или .json файла --out; без --out html]
cli-arg-report-attachments-mb = Сколько мегабайт вложений поместить в отчёт HTML, сначала самые маленькие файлы [20]
cli-error-report-format = По имени { $path } не определить формат отчёта: укажите расширение .html, .md, .xml или .json либо --format
cli-report-written = Отчёт о прогоне { $run } записан в { $path } ({ $size }): { $count ->
    [one] { $count } тест
    [few] { $count } теста
   *[many] { $count } тестов
}{ $untested ->
    [0] {""}
   *[other] , не проверено: { $untested }
}
cli-report-written-empty = Отчёт о прогоне { $run } записан в { $path } ({ $size }): результатов пока нет, не проверено: { $untested }
cli-report-files = Вложенных файлов в отчёте: { $count }; только имя и размер: { $listed }
cli-error-gate-rule = Правило «{ $value }» не имеет смысла: доля — от 0 до 100, статус — один из { $statuses }

cli-command-trend = Показать, как прошли последние завершённые прогоны: количества, доля пройденных, длительность, результаты по модулям
cli-arg-trend-project = Код проекта
cli-arg-trend-runs = Число последних завершённых прогонов [30]
cli-arg-trend-days = Прогоны, завершённые за столько дней, вместо числа прогонов
cli-arg-trend-environment = Код окружения
cli-arg-trend-run-name = Название прогона: учитываются прогоны его серии, названия которых отличаются только числами
cli-arg-trend-label = Только результаты с этой меткой, например browser=chrome
cli-command-failing = Перечислить тесты, которые чаще всего падали в последних завершённых прогонах
cli-arg-failing-project = Код проекта
cli-arg-failing-runs = Число последних завершённых прогонов [30]
cli-arg-failing-days = Прогоны, завершённые за столько дней, вместо числа прогонов
cli-arg-failing-environment = Код окружения
cli-arg-failing-run-name = Название прогона: учитываются прогоны его серии, названия которых отличаются только числами
cli-arg-failing-label = Только результаты с этой меткой, например browser=chrome
cli-arg-failing-limit = Наибольшее число тестов в списке [20]
cli-command-flaky = Перечислить нестабильные тесты с показателями правила
cli-arg-flaky-project = Код проекта
cli-arg-flaky-runs = Число последних завершённых прогонов [30]
cli-arg-flaky-days = Прогоны, завершённые за столько дней, вместо числа прогонов
cli-arg-flaky-environment = Код окружения
cli-arg-flaky-run-name = Название прогона: учитываются прогоны его серии, названия которых отличаются только числами
cli-arg-flaky-label = Только результаты с этой меткой, например browser=chrome
cli-arg-flaky-limit = Наибольшее число тестов в списке [20]
cli-command-slowest = Перечислить тесты с наибольшей средней длительностью
cli-arg-slowest-project = Код проекта
cli-arg-slowest-runs = Число последних завершённых прогонов [30]
cli-arg-slowest-days = Прогоны, завершённые за столько дней, вместо числа прогонов
cli-arg-slowest-environment = Код окружения
cli-arg-slowest-run-name = Название прогона: учитываются прогоны его серии, названия которых отличаются только числами
cli-arg-slowest-label = Только результаты с этой меткой, например browser=chrome
cli-arg-slowest-limit = Наибольшее число тестов в списке [20]
cli-error-no-environment = В проекте нет окружения { $slug }
cli-error-no-run-named = В проекте { $code } нет завершённого прогона с названием { $title }
cli-col-number = Прогон
cli-col-date = Дата
cli-col-rate = Пройдено, %
cli-col-blocked = Заблокировано
cli-col-untested = Не запускалось
cli-col-run-errors = Ошибки вне тестов
cli-col-others = Прочее
cli-col-due = Срок
cli-col-description = Описание
cli-col-broken = Сломано
cli-col-skipped = Пропущено
cli-col-module = Модуль
cli-col-failures = Провалов
cli-col-flaky = Нестабильность
cli-col-environment = Окружение
cli-col-start = Начало
cli-col-milestone = Веха
cli-col-outcomes = Исходов
cli-command-mute = Заглушить тесты: их падения известны и не нарушают порог качества
cli-command-unmute = Включить заглушённые тесты снова
cli-arg-mute-project = Код проекта
cli-arg-mute-test = Тест по названию, коду кейса, полному имени или ключу; можно повторять
cli-arg-mute-reason = Причина
cli-arg-mute-owner = Ответственный [автор команды]
cli-arg-mute-until = Последний день (2026-12-31) или момент; если не указан, без срока
cli-arg-unmute-project = Код проекта
cli-arg-unmute-test = Тест по названию, коду кейса, полному имени или ключу; можно повторять
cli-arg-mute-all = Взять все тесты, если название общее для нескольких
cli-arg-unmute-all = Взять все тесты, если название общее для нескольких
cli-error-no-test = В проекте { $code } нет теста «{ $name }»
cli-error-several-tests = Тестов, подходящих под «{ $name }»: { $n }. Укажите в --test начало строки до тире или добавьте --all, чтобы взять все:
    { $tests }
cli-arg-projects-set-issue-url = Адрес задачи в вашем трекере с {"{id}"} вместо номера; пустой удаляет настройку
cli-arg-projects-set-category = Категория сбоев, в сообщении которых есть выражение; можно повторять: указанные заменяют прежние, пустая удаляет все
cli-arg-projects-set-rule = Число правила о результатах: flaky-switches, flaky-percent, flaky-runs, slower-percent, slower-ms; можно повторять
cli-col-failure-categories = Категории сбоев
invalid-failure-category = «{ $line }» не категория сбоев: напишите «Название = регулярное выражение», без проверок вперёд и назад
invalid-failure-categories = Категорий может быть не больше { $max }
cli-col-issue-url = Задачи
invalid-issue-url = «{ $url }» не адрес задач: он начинается с http:// или https:// и содержит {"{id}"} вместо номера
invalid-result-rule = { $name }: введите число от { $least } до { $most }, а не { $value }

cli-command-run = Прогоны проекта: список, создание вручную, добавление кейсов, завершение
cli-command-run-list = Показать прогоны, новые первыми
cli-command-run-create = Создать ручной прогон из кейсов сьютов, функций, по номерам или из проваленных в последний раз
cli-command-run-add-cases = Добавить кейсы в открытый ручной прогон; кейсы прогона остаются как есть
cli-command-run-close = Завершить прогон: результаты он больше не принимает
cli-arg-run-list-project = Код проекта
cli-arg-run-list-limit = Сколько прогонов показать [30]
cli-arg-run-list-open = Только прогоны, которые принимают результаты
cli-arg-run-create-title = Название прогона
cli-arg-run-create-project = Код проекта
cli-arg-run-create-suite = Номер сьюта: в прогон войдут его кейсы и кейсы вложенных сьютов; можно повторять
cli-arg-run-create-function = FuncID функции: в прогон войдут её кейсы и кейсы вложенных функций; можно повторять
cli-arg-run-create-case = Код кейса, например SHOP-42 или SHOP-new-3; можно повторять
cli-arg-run-create-failed = Кейсы, последний результат которых «провален» или «сломан»
cli-arg-run-create-filter = Кейсы сохранённого фильтра проекта; можно повторять
cli-arg-run-create-environment = Код окружения
cli-arg-run-create-milestone = Название вехи
cli-arg-run-create-assign = Исполнитель прогона; нескольким кейсы раздаются по очереди
cli-arg-run-create-description = Описание прогона
cli-arg-run-create-tag = Тег прогона; можно повторять
cli-arg-run-add-cases-run = Номер прогона
cli-arg-run-add-cases-project = Код проекта
cli-arg-run-add-cases-suite = Номер сьюта: в прогон добавятся его кейсы и кейсы вложенных сьютов; можно повторять
cli-arg-run-add-cases-function = FuncID функции: в прогон добавятся её кейсы и кейсы вложенных функций; можно повторять
cli-arg-run-add-cases-case = Номер кейса; можно повторять
cli-arg-run-add-cases-failed = Кейсы, последний результат которых «провален» или «сломан»
cli-arg-run-add-cases-filter = Кейсы сохранённого фильтра проекта; можно повторять
cli-arg-run-close-run = Номер прогона
cli-arg-run-close-project = Код проекта
cli-arg-run-close-run-key = Ключ прогона, переданный команде «ingest»
cli-arg-run-close-fail-on = Статусы, которых не должно быть ни у одного теста, например failed,broken
cli-arg-run-close-max-failures = Наибольшее число проваленных и сломанных тестов
cli-arg-run-close-max-new-failures = Наибольшее число проваленных и сломанных тестов, которые в прошлый раз в том же окружении были пройдены или пропущены
cli-arg-run-close-max-flaky = Наибольшее число тестов, нестабильных в этом прогоне
cli-arg-run-close-min-pass-rate = Наименьшая доля пройденных среди выполненных тестов, в процентах
cli-arg-run-close-max-duration = Наибольшая длительность прогона: 500ms, 90s, 15m, 2h
cli-arg-run-close-require-coverage = Наименьшая доля критичных функций с кейсом, в процентах: critical=90
cli-arg-run-close-count-muted = Учитывать и заглушённые тесты
cli-arg-run-close-allow-run-errors = Допускать ошибки вне тестов, файлы, прочитанные не до конца или заявляющие больше тестов или провалов, и недостающие части
cli-arg-run-close-gate-file = Файл с дополнительными правилами (TOML) [voluptas.gate.toml текущей папки, иначе файл рядом с рабочим пространством]
cli-worst-none-failing = В этих прогонах нет упавших тестов.
cli-worst-none-flaky = В этих прогонах нет нестабильных тестов.
cli-worst-none-slowest = В этих прогонах нет тестов с длительностью.
cli-mute-replaced = Заглушение заменено: { $test }; раньше — «{ $reason }», { $end }
cli-mute-end = до { $date }
cli-mute-no-end = без срока
cli-run-active = идёт
cli-run-complete = завершён
cli-run-aborted = прерван
cli-run-shards = { $state } ({ $received }/{ $expected })
cli-run-created = Создан прогон { $number } «{ $title }»: { $total ->
    [one] { $total } тест
    [few] { $total } теста
   *[other] { $total } тестов
}
cli-run-cases-added = В прогоне { $number } «{ $title }» теперь { $total ->
    [one] { $total } тест
    [few] { $total } теста
   *[other] { $total } тестов
}
cli-run-closed = Прогон { $number } «{ $title }» завершён: { $total ->
    [one] { $total } тест
    [few] { $total } теста
   *[other] { $total } тестов
}
cli-command-milestone = Вехи проекта: список, создание, изменение, удаление
cli-command-milestone-list = Показать вехи: открытые по сроку, затем завершённые
cli-command-milestone-create = Создать веху
cli-command-milestone-edit = Изменить веху: название, описание, срок, состояние
cli-command-milestone-delete = Удалить веху: её прогоны и кейсы останутся без вехи
cli-arg-milestone-list-project = Код проекта
cli-arg-milestone-list-open = Только незавершённые вехи
cli-arg-milestone-create-title = Название вехи
cli-arg-milestone-create-project = Код проекта
cli-arg-milestone-create-description = Описание вехи
cli-arg-milestone-create-due = Срок, день
cli-arg-milestone-edit-milestone = Номер вехи
cli-arg-milestone-edit-project = Код проекта
cli-arg-milestone-edit-title = Новое название
cli-arg-milestone-edit-description = Новое описание
cli-arg-milestone-edit-no-description = Убрать описание
cli-arg-milestone-edit-due = Новый срок
cli-arg-milestone-edit-no-due = Убрать срок
cli-arg-milestone-edit-complete = Завершить веху
cli-arg-milestone-edit-reopen = Открыть веху снова
cli-arg-milestone-delete-milestone = Номер вехи
cli-arg-milestone-delete-project = Код проекта
cli-milestone-created = Создана веха { $number } «{ $title }»
cli-milestone-changed = Изменена веха { $number } «{ $title }»
cli-milestone-deleted = Удалена веха { $number } «{ $title }». { $what }
cli-error-no-milestone-number = В проекте { $code } нет вехи { $number }
cli-error-milestone-changed = Эту веху в тот же момент изменил кто-то ещё. Ничего не записано; повторите команду.
cli-error-no-milestone = В проекте нет вехи «{ $name }»
cli-error-no-filter = В этом проекте не сохранён фильтр «{ $name }». Сохранены: { $known }.
cli-error-no-filters = Фильтра «{ $name }» нет: в этом проекте фильтры не сохранены. Сохраните фильтр в окне, над таблицей кейсов.
cli-error-no-person = В команде нет человека с именем «{ $name }»
cli-arg-flaky-rule = switches: по сменам исхода; classic: провален в последнем прогоне, а среди пяти прогонов до этого был пройден после провала [switches]

cli-command-workspace = Рабочее пространство целиком: место вложений, резервная копия, восстановление, перенос в другое место
cli-command-workspace-attachments = Показать место вложений или перенести их в другое
cli-command-workspace-backup = Записать рабочее пространство и вложения в один файл
cli-command-workspace-restore = Создать рабочее пространство из резервной копии
cli-arg-workspace-attachments-move-to = Новое место: папка или s3://BUCKET/PREFIX; ключи и адрес сервера берутся из переменных AWS_*
cli-arg-workspace-attachments-dry-run = Показать, что было бы скопировано
cli-arg-workspace-backup-file = Файл для записи, .tar.gz; рабочее пространство может быть открыто
cli-arg-workspace-restore-file = Резервная копия; новое рабочее пространство — файл или адрес из --workspace
cli-command-workspace-copy = Скопировать рабочее пространство с вложениями в другой файл или базу данных, сравнить их и продолжить прерванное копирование
cli-arg-workspace-copy-from = Что копировать: файл или адрес базы данных PostgreSQL
cli-arg-workspace-copy-to = Новое рабочее пространство: файл или база без рабочего пространства либо незаконченная копия из ОТКУДА
cli-arg-workspace-copy-attachments = Место вложений копии: папка или s3://BUCKET/PREFIX; по умолчанию папка рядом с ней
cli-arg-workspace-copy-anew = Начать незаконченную копию заново, например если ОТКУДА изменилось
cli-arg-workspace-copy-dry-run = Показать, что было бы скопировано
cli-arg-doctor-sweep = Перечислить файлы вложений, на которые больше ничто не ссылается
cli-arg-doctor-apply = Удалить найденное, кроме файлов моложе суток
cli-value-place = МЕСТО
cli-value-from = ОТКУДА
cli-value-to = КУДА
cli-place-bucket = Адрес бакета — s3://BUCKET/PREFIX; имя из строчных латинских букв, цифр, точек и дефисов.
cli-place-secret = В адресе бакета не может быть пользователя, пароля или запроса: их видно в списке процессов.
cli-place-secret-remedy = Укажите ключи в AWS_ACCESS_KEY_ID и AWS_SECRET_ACCESS_KEY.
cli-place-scheme = Вложения могут быть в папке или в бакете (s3://BUCKET/PREFIX), но не на сервере другого вида.
cli-place-blank = Место вложений не указано.
cli-files-missing = { $count ->
    [one] Нет файла { $count } вложения: { $names }
    [few] Нет файлов { $count } вложений: { $names }
   *[other] Нет файлов { $count } вложений: { $names }
}
cli-backup-written = { $files ->
    [one] { $path }: рабочее пространство и { $files } вложение.
    [few] { $path }: рабочее пространство и { $files } вложения.
   *[other] { $path }: рабочее пространство и { $files } вложений.
}
cli-backup-restored = { $files ->
    [one] { $path } восстановлен, { $files } вложение.
    [few] { $path } восстановлен, { $files } вложения.
   *[other] { $path } восстановлен, { $files } вложений.
}
cli-copy-former = { $from } не изменилось. Прекратите работу с ним: записанное там после копирования в копию не попадёт.
cli-copy-shares = Теперь { $place } — место вложений обоих рабочих пространств. Прекратите работу с { $from } и не очищайте его вложения: очистка удалит файлы копии.
cli-sweep-found = Хранится: { $stored } ({ $stored_size }). Без ссылок: { $unnamed } ({ $unnamed_size }), из них моложе суток: { $young }.
cli-sweep-done = Хранится: { $stored } ({ $stored_size }). Без ссылок: { $unnamed } ({ $unnamed_size }). Удалено: { $removed }. Оставлено, потому что моложе суток: { $young }.
cli-sweep-remedy = Чтобы удалить: voluptas-cli doctor --sweep --apply

# Секреты служб в связке ключей.
cli-value-address = АДРЕС
cli-value-id = ID
cli-command-secrets = Пароли баз данных и ключи бакетов в связке ключей системы
cli-command-secrets-set = Сохранить пароль базы данных или ключ бакета в связке ключей
cli-command-secrets-remove = Удалить пароль или ключ из связки ключей
cli-arg-secrets-set-address = postgres://ПОЛЬЗОВАТЕЛЬ@ХОСТ/БАЗА, s3://БАКЕТ или https://ХОСТ трекера
cli-arg-secrets-set-key-id = ID ключа бакета, значение AWS_ACCESS_KEY_ID, или пользователь трекера
cli-arg-secrets-set-from = Файл с паролем или ключом в первой строке; «-» — стандартный ввод [-]
cli-arg-secrets-remove-address = Адрес, который был указан в «secrets set»
cli-secret-saved = Секрет для { $address } сохранён в связке ключей. Переменные и файлы важнее.
cli-secret-removed = В связке ключей больше нет секрета для { $address }.
cli-secret-no-key-id = Для бакета нужен и ID ключа: --key-id ID
cli-secret-key-id = --key-id нужен только для бакетов; у базы данных есть только пароль
cli-secret-no-account = В адресе нет пользователя: postgres://ПОЛЬЗОВАТЕЛЬ@ХОСТ/БАЗА
cli-secret-address = У такого адреса не бывает секрета: ожидается postgres://ПОЛЬЗОВАТЕЛЬ@ХОСТ/БАЗА или s3://БАКЕТ
cli-secret-blank = Секрет пуст или содержит недопустимые символы
cli-secret-elsewhere = Если на компьютере нет связки ключей, задайте пароль в PGPASSWORD или в файле из PGPASSFILE, а ключи — в AWS_ACCESS_KEY_ID и AWS_SECRET_ACCESS_KEY

# Вебхуки

cli-value-event = СОБЫТИЕ
cli-value-template = ШАБЛОН
cli-value-language = ЯЗЫК
cli-value-url = URL
cli-col-template = Шаблон
cli-col-events = События
cli-col-event = Событие
cli-col-attempts = Попытки
cli-delivery-pending = в очереди
cli-delivery-delivered = доставлено
cli-delivery-failed = не доставлено
cli-delivery-dropped = не отправлено: порог пройден
cli-command-webhooks = Вебхуки, которые сообщают другим сервисам о событиях
cli-command-webhooks-list = Показать вебхуки
cli-command-webhooks-add = Добавить вебхук в проект
cli-command-webhooks-change = Изменить вебхук
cli-command-webhooks-remove = Удалить вебхук вместе с журналом
cli-command-webhooks-test = Отправить проверочное событие; код завершения 1, если оно не принято
cli-command-webhooks-log = Показать доставки вебхука, сначала новые
cli-command-webhooks-resend = Отправить доставку ещё раз под тем же ID; отправит работающий сервер
cli-arg-webhooks-list-project = Код проекта [все проекты]
cli-arg-webhooks-add-title = Название вебхука
cli-arg-webhooks-add-project = Код проекта
cli-arg-webhooks-change-id = ID вебхука
cli-arg-webhooks-change-title = Новое название
cli-arg-webhooks-remove-id = ID вебхука
cli-arg-webhooks-test-id = ID вебхука
cli-arg-webhooks-test-allow-private = Отправлять и в частные сети
cli-arg-webhooks-log-id = ID вебхука
cli-arg-webhooks-log-limit = Наибольшее число доставок [20]
cli-arg-webhooks-resend-id = ID вебхука
cli-arg-webhooks-resend-delivery = ID доставки
cli-arg-url = Адрес получателя; его увидят другие пользователи компьютера
cli-arg-url-file = Файл с адресом в первой строке; «-» — стандартный ввод
cli-arg-secret-file = Файл с секретом подписи в первой строке, от 16 до 256 символов
cli-arg-event = Событие: run.completed, gate.broken, case.changed или mute.expired; можно повторять
cli-arg-template = Вид сообщения: json, slack, teams, telegram или mattermost [json]
cli-arg-texts = Язык сообщения: en или ru [en]
cli-arg-chat = ID чата в Telegram
cli-arg-gate = Файл с правилами порога качества, для gate.broken
cli-arg-enabled = Отправлять события или нет
cli-arg-allow-private = Принять адрес в частной сети; серверу тоже нужен --allow-private-webhooks
cli-arg-serve-allow-private-webhooks = Отправлять вебхуки и в частные сети
cli-arg-serve-webhook-network = Частная сеть, куда можно отправлять вебхуки, например 10.0.0.0/8; можно повторять
cli-arg-serve-public-url = Адрес сервера для людей, для ссылок в сообщениях
cli-webhook-removed = Вебхук «{ $title }» удалён.
cli-webhook-resent = Поставлено в очередь. Отправит работающий сервер.
cli-webhook-waiting = Доставка уже в очереди.
cli-webhook-tested = Получатель принял проверку ({ $status }).
cli-webhook-test-failed = Получатель не принял проверку ({ $status }). { $reason }
cli-error-secret-key = Не удалось прочитать или создать ключ вебхуков. Ключ можно задать в { $variable }.
cli-error-public-url = Адрес в --public-url должен начинаться с http:// или https://.

# Трекеры и TestRail

cli-value-kind = ВИД
cli-value-result = РЕЗУЛЬТАТ
cli-command-tracker = Задачи Jira, GitHub и GitLab и комментарии к запросам на слияние
cli-command-tracker-show = Показать трекер проекта
cli-command-tracker-set = Задать трекер проекта; учётные данные берутся из окружения, integrations.env или связки ключей
cli-command-tracker-remove = Убрать трекер проекта
cli-command-tracker-report = Создать задачу по упавшему результату; второй задачи по нему не будет
cli-command-tracker-issues = Показать созданные задачи; статусам не больше часа
cli-command-tracker-comment = Записать итоги прогона в комментарий к запросу на слияние; следующие вызовы заменяют его
cli-arg-tracker-show-project = Код проекта
cli-arg-tracker-set-kind = jira-cloud, jira-server, github или gitlab
cli-arg-tracker-set-base-url = Адрес трекера: https://team.atlassian.net, https://api.github.com, https://gitlab.com
cli-arg-tracker-set-place = Ключ проекта Jira, владелец/репозиторий GitHub или путь проекта GitLab
cli-arg-tracker-set-project = Код проекта
cli-arg-tracker-set-issue-type = Тип новых задач в Jira [Bug]
cli-arg-tracker-remove-project = Код проекта
cli-arg-tracker-report-result = ID результата, как его показывают API и страницы
cli-arg-tracker-report-project = Код проекта
cli-arg-tracker-report-public-url = Адрес сервера для обратной ссылки
cli-arg-tracker-issues-project = Код проекта
cli-arg-tracker-issues-refresh = Прочитать все статусы заново
cli-arg-tracker-comment-project = Код проекта
cli-arg-tracker-comment-run = Номер прогона [самый новый]
cli-arg-tracker-comment-request = Номер запроса на слияние [из задания CI]
cli-arg-tracker-comment-repository = Владелец/репозиторий или путь проекта в GitLab [из задания CI]
cli-arg-tracker-comment-key = Имя, по которому различаются комментарии нескольких заданий [run]
cli-command-testrail = Кейсы и прогоны TestRail в виде файлов; аккаунт задают TESTRAIL_URL, TESTRAIL_USER и TESTRAIL_API_KEY
cli-command-testrail-cases = Записать кейсы проекта TestRail в файл для «cases import»
cli-command-testrail-run = Записать прогон TestRail с результатами в файл для «ingest»
cli-arg-testrail-cases-id = ID проекта в TestRail
cli-arg-testrail-cases-suite = ID сьюта, если нужен только один [все сьюты]
cli-arg-testrail-cases-out = Файл для записи; «-» — стандартный вывод
cli-arg-testrail-run-id = ID прогона в TestRail
cli-arg-testrail-run-out = Файл для записи; «-» — стандартный вывод
cli-tracker-set = { $project }: { $kind }, { $url }, { $place }
cli-tracker-none = У проекта { $project } нет трекера.
cli-tracker-issue = Задача { $key }: { $url }
cli-tracker-commented = В комментарии итоги прогона { $run }: { $url }
cli-tracker-no-ci = Задание GitHub или GitLab не найдено, и у проекта нет трекера.
cli-tracker-no-request = Укажите запрос на слияние в --request.
cli-command-testrail-import = Импортировать весь проект TestRail; повторный запуск продолжает и ничего не удваивает
cli-arg-testrail-import-id = ID проекта в TestRail
cli-arg-testrail-import-project = Код проекта здесь
cli-arg-testrail-import-create-project = Создать проект, если его нет
cli-arg-testrail-import-suite = ID сьюта, если нужен только один [все сьюты]
cli-arg-testrail-import-without-runs = Без прогонов и результатов
cli-arg-testrail-import-without-attachments = Без файлов кейсов и результатов
cli-testrail-cases = Кейсы: найдено { $found }, создано { $created }, изменено { $updated }, без изменений { $unchanged }, удалено в TestRail { $deleted }, пропущено { $skipped }.
cli-testrail-runs = Прогоны: найдено { $found }, создано { $created }, заменено { $replaced }, без изменений { $unchanged }, без результатов { $untested }.
cli-testrail-tests = Тесты прочитанных прогонов: найдено { $found }, с результатами { $tested }, без них { $untested }; результатов { $results }.
cli-testrail-files = Файлы: найдено { $found }, сохранено { $stored }, без изменений { $unchanged }, нет { $missing }.
cli-testrail-no-address = Задайте TESTRAIL_URL, TESTRAIL_USER и TESTRAIL_API_KEY.
cli-testrail-written = { $count ->
    [one] { $count } объект в { $path }.
    [few] { $count } объекта в { $path }.
   *[many] { $count } объектов в { $path }.
}
cli-arg-serve-oidc-issuer = Вход на веб-страницы через провайдера OpenID Connect по этому адресу; вместе с --oidc-client-id
cli-arg-serve-oidc-client-id = ID этого сервера у провайдера [секрет: VOLUPTAS_OIDC_CLIENT_SECRET]
cli-arg-serve-oidc-client-secret-file = Файл с секретом этого сервера у провайдера, вместо переменной
cli-arg-serve-oidc-name = Название провайдера на кнопке [OpenID Connect]
cli-arg-serve-oidc-create-role = Создавать неизвестных пользователей при первом входе с этой ролью в реестре: viewer, tester или lead. Без этого войдут только пользователи с той же почтой
cli-arg-users-add-email = Почта, по которой первый вход через OpenID Connect находит пользователя
cli-arg-users-change-email = Почта, по которой первый вход через OpenID Connect находит пользователя, или none
cli-value-email = ПОЧТА
cli-error-oidc = С такими настройками OpenID Connect работать не будет.
cli-error-oidc-secret = Не указан секрет OpenID Connect: задайте { $variable } или --oidc-client-secret-file.
cli-error-oidc-file = В файле { $path } нет секрета.
cli-error-oidc-name = В названии из --oidc-name должно быть от 1 до { $max } символов.
