# Файл рабочего пространства.

store-error-not-found = Не найдено: { $entity ->
    [attachment] вложение
    [case] кейс
    [comment] комментарий
    [configuration] конфигурация
    [configuration_group] группа конфигураций
    [custom_field] поле
    [environment] окружение
    [function] функция
    [milestone] веха
    [mirror_pair] пара прогонов
    [pair] пара
    [person] человек
    [plan] план
    [project] проект
    [qase_suite] сьют Qase
    [result] результат
    [run] прогон
    [shared_step] общий шаг
    [suite] сьют
    [sync] синхронизация
    [template] шаблон
    [token] токен
    [user] пользователь
    [workspace] рабочее пространство
   *[other] { $entity }
} { $key }
store-error-duplicate = Значение должно быть уникальным и уже занято ({ $what })
store-error-missing-parent = Ссылка ведёт на то, чего больше нет
store-error-newer = Рабочее пространство записано более новой версией VoluptAS (схема { $file }; эта версия поддерживает { $program })
store-error-newer-change = Эту правку сделала более новая версия VoluptAS, и эта версия не знает, что в ней изменено ({ $kind }). Ничего не отменено.
store-remedy-newer-change = Чтобы отменить её, обновите VoluptAS. Более ранние правки можно отменить по одной в истории инспектора.
store-error-changed-migration = Рабочее пространство создано другой сборкой VoluptAS (шаг схемы { $version } отличается)
store-error-not-a-workspace = Это не рабочее пространство VoluptAS
store-error-corrupt = Рабочее пространство повреждено: { $detail }
store-error-io = { $path }: { $detail }
store-error-disk-full = На диске нет места; ничего не записано
store-error-aborted = Запись отменена после предыдущей ошибки; ничего не изменено
store-error-moved = { $path }: файл рабочего пространства переместили, удалили или заменили, пока он был открыт.
store-error-many-names = { $path }: у файла { $count ->
    [one] { $count } имя
    [few] { $count } имени
   *[many] { $count } имён
} (жёсткие ссылки). Записи под одним именем затёрли бы записи под другим.
store-remedy-many-names = Закройте все программы, которые его используют. Затем скопируйте файл вместе с его файлом -wal, если он есть, и откройте копию или удалите остальные имена.
store-error-log-alone = { $path }: файла рабочего пространства нет или он пуст, но рядом лежит его журнал -wal с записями.
store-remedy-log-alone = Верните файл на место рядом с журналом. Если рабочее пространство больше не нужно, удалите { $path }-wal.
store-error-log-damaged = { $path }: журнал -wal повреждён. Пропало бы страниц с записями: { $count }, из них целых { $intact }.
store-error-read-only = Рабочее пространство доступно только для чтения.
store-error-half-written = Запись в файл рабочего пространства прервалась на середине, и в таком виде его не прочитать.
store-error-engine = Не удалось прочитать или записать рабочее пространство: { $detail }
store-error-busy = Другая программа пишет в рабочее пространство уже две минуты; ничего не записано
store-remedy-update = Откройте его в той версии или обновите VoluptAS. Рабочее пространство не изменено.
store-remedy-half-written = Файл должен один раз открыть тот, у кого есть право записи: незаконченная запись будет отменена.
store-remedy-doctor = Запустите «voluptas-cli doctor», чтобы увидеть повреждения. Если это файл, «voluptas-cli doctor --recover НОВЫЙ_ФАЙЛ» спасёт то, что читается; иначе вернитесь к резервной копии.
store-remedy-moved = Ничего не записано. Закройте программу и верните файл на место рядом с его файлом -wal или перенесите тот вместе с ним: в нём могут быть записи, которых ещё нет в файле.
store-remedy-log-damaged = Ничего не изменено. Скопируйте файл и его файл -wal. «voluptas-cli doctor --recover НОВЫЙФАЙЛ» сохранит всё, что читается.
store-remedy-disk = Проверьте, что на диске есть место, папка доступна для записи и рабочее пространство не занято другой программой. Если оно на сервере, посмотрите журнал сервера.
store-remedy-busy = Повторите, когда эта программа закончит.

doctor-schema-good = Версия схемы { $count }
doctor-schema-found = Файл создан не до конца: версии схемы нет, а таблиц в нём { $count }
doctor-tables-found = Не хватает { $count ->
    [one] { $count } таблицы
    [few] { $count } таблиц
   *[many] { $count } таблиц
}: { $detail }
doctor-empty-file-found = Файл пуст: рабочего пространства в нём нет
doctor-half-made-found = Файл создан не до конца: сохранение в него повреждённого рабочего пространства прервали. Удалите его и снова запустите doctor --recover для повреждённого файла
doctor-file-length-found = Нет конца файла: не хватает { $count } { $count ->
    [one] страницы
    [few] страниц
   *[many] страниц
}
doctor-log-damaged-found = Журнал -wal повреждён: страниц с записями вне рабочего пространства — { $count }, из них целых { $detail }. Не открывайте его другими программами до doctor --recover
doctor-integrity-good = Все страницы файла целы
doctor-integrity-found = Повреждённых страниц: { $count } ({ $detail })
doctor-damaged-table-found = Таблица { $name }: повреждены страницы { $pages }; можно спасти строк: { $count }
doctor-damaged-index-found = Индекс { $name }: повреждены страницы { $pages }; его можно построить заново, данные не потеряны
doctor-damaged-pages-found = Повреждённые страницы без таблицы: { $pages }
doctor-unreadable = Не проверено: файл в этом месте не читается ({ $check })
doctor-cases-unlike-history-good = Тексты кейсов — те, что были записаны последними
doctor-cases-unlike-history-found = Кейсы, текст которых отличается от последнего записанного: { $count } (id строк: { $detail }). Исправьте и сохраните их или вернитесь к резервной копии
doctor-foreign-keys-good = Все ссылки действительны
doctor-foreign-keys-found = Битых ссылок: { $count } ({ $detail })
doctor-cases-in-deleted-suites-good = В удалённых сьютах нет действующих кейсов
doctor-cases-in-deleted-suites-found = Действующих кейсов в удалённых сьютах: { $count }
doctor-functions-in-deleted-functions-good = Внутри удалённых функций нет действующих
doctor-functions-in-deleted-functions-found = Действующих функций внутри удалённых: { $count }
doctor-links-without-qase-case-good = Все связанные кейсы прочитаны из Qase
doctor-links-without-qase-case-found = Связей с кейсами Qase, которые ни разу не прочитаны: { $count }. Импортируйте проект ещё раз.
doctor-cases-in-foreign-suites-good = Каждый кейс находится в сьюте своего проекта
doctor-cases-in-foreign-suites-found = Кейсов в сьютах чужого проекта: { $count }
doctor-cases-in-foreign-milestones-good = Каждый кейс находится в вехе своего проекта
doctor-cases-in-foreign-milestones-found = Кейсов в вехах чужого проекта: { $count }
doctor-results-without-case-good = У каждого результата есть кейс
doctor-results-without-case-found = Результатов без кейса: { $count }
doctor-unfinished-writes-to-qase-good = Прерванных записей в Qase нет
doctor-unfinished-writes-to-qase-found = Прерванных записей в Qase: { $count }. Следующий экспорт сначала поищет их.
doctor-last-results-good = Последний результат каждого кейса верен
doctor-last-results-found = Кейсов с неверным последним результатом: { $count }. Чтобы пересчитать: voluptas-cli doctor --recover НОВЫЙФАЙЛ
doctor-run-counters-good = Счётчики всех прогонов верны
doctor-run-counters-found = Неверных счётчиков прогонов: { $count }. Чтобы пересчитать: voluptas-cli doctor --recover НОВЫЙФАЙЛ
doctor-tests-good = Каждый результат относится к тесту, исходы завершённых прогонов сохранены
doctor-tests-found = Результатов без теста и прогонов без исходов: { $count }. Чтобы пересчитать: voluptas-cli doctor --recover НОВЫЙФАЙЛ
doctor-attachments-good = Вложения: { $count }, все целы
doctor-attachments-found = Отсутствующих или повреждённых вложений: { $count } ({ $detail })
store-error-unavailable = База данных недоступна: { $detail }
store-error-login = База данных отклонила аккаунт: { $detail }
store-error-old-server = Рабочему пространству нужен PostgreSQL { $oldest } или новее
store-error-address = Это не адрес базы данных PostgreSQL
store-error-address-option = Неизвестный параметр или значение в адресе базы данных: { $name }
store-error-address-password = В адресе базы данных указан пароль; его видят другие пользователи этого компьютера
store-error-not-a-file = Рабочее пространство находится на сервере, а это действие работает только с файлами
store-remedy-unavailable = Проверьте адрес, а также что сервер запущен и принимает подключения с этого компьютера.
store-remedy-login = Проверьте аккаунт, базу данных и права. Пароль берётся из PGPASSWORD или из файла, указанного в PGPASSFILE (по умолчанию ~/.pgpass).
store-remedy-password = Уберите пароль из адреса. Задайте его в PGPASSWORD или в файле, указанном в PGPASSFILE (по умолчанию ~/.pgpass).
store-remedy-address = Укажите postgres://ПОЛЬЗОВАТЕЛЬ@ХОСТ:ПОРТ/БАЗА и при необходимости ?schema=ИМЯ&sslmode=disable, prefer, require или verify-full, а также sslrootcert=ФАЙЛ.
store-error-no-password = База данных требует пароль, а он не задан
store-remedy-no-password = Задайте его в PGPASSWORD или в файле, указанном в PGPASSFILE (по умолчанию ~/.pgpass), строкой ХОСТ:ПОРТ:БАЗА:ПОЛЬЗОВАТЕЛЬ:ПАРОЛЬ; файл должен быть доступен только владельцу; или сохраните его в связке ключей командой «voluptas-cli secrets set АДРЕС».
store-error-unfinished = Рабочее пространство — незаконченная копия { $from }
store-remedy-unfinished = Закончите её той же командой: «voluptas-cli workspace copy» или «workspace restore».
store-copy-same = FROM и TO — одно и то же рабочее пространство.
store-copy-not-empty = В { $to } уже есть рабочее пространство; копирование ничего не заменяет.
store-copy-not-empty-remedy = Укажите новый файл или новую схему: ?schema=ИМЯ в конце адреса.
store-copy-folder = В { $path } уже есть файлы; возможно, это вложения другого рабочего пространства.
store-copy-folder-remedy = Укажите другое место в --attachments или удалите папку.
store-copy-other-state = { $to } — незаконченная копия { $from }: оно с тех пор изменилось или это было другое рабочее пространство.
store-copy-differs = Копия отличается от рабочего пространства в «{ $table }»: одно из двух тем временем изменилось.
store-copy-anew-remedy = Начните заново: та же команда с --anew.
store-copy-busy = Копирование в { $to } продолжает другая программа.
store-copy-stopped = Копирование остановлено; та же команда продолжит с этого места.
