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
web-api = REST API
web-copied = Скопировано
web-offline = Сервер недоступен
web-to-home = На главную
web-signed-out-form = Вы не вошли, поэтому ничего не сохранено. Войдите, чтобы вернуться к форме.
web-signed-out-draft = Вы не вошли, поэтому ничего не сохранено. Войдите, чтобы вернуться к форме: она предложит черновик, сохранённый в этом браузере.
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
web-home-first-failures = { $count ->
    [one] { $title } #{ $run }: { $count } провал теста, который запущен впервые
    [few] { $title } #{ $run }: { $count } провала тестов, которые запущены впервые
   *[many] { $title } #{ $run }: { $count } провалов тестов, которые запущены впервые
}
web-home-since = по сравнению с прогоном #{ $run }
web-home-run-errors = { $title } #{ $run }: ошибок вне тестов: { $count }
web-home-gate = { $title } #{ $run }: порог качества не пройден
web-home-run = { $title } #{ $run }
web-home-mine = назначено мне
web-home-critical = { $count ->
    [one] { $count } критичная функция без кейса
    [few] { $count } критичные функции без кейса
   *[many] { $count } критичных функций без кейса
}
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
web-home-activity = Последние действия
web-author-window = окно VoluptAS
web-author-cli = командная строка
web-home-no-projects = Нет проектов, которые вам видны
web-home-covered = { $covered } из { $all } функций имеют кейс
web-create-project = Создать проект
web-upload-results = Загрузить результаты
web-new-run = Новый прогон
web-last-run = Последний прогон
web-no-finished-run = Нет завершённых прогонов
web-automated = Автоматизировано
web-coverage = Покрытие
web-run-errors = Ошибок вне тестов: { $count }
web-run-done = { $done } из { $total }
web-server = Сервер
web-settings-general = Общие
web-settings-environments = Окружения
web-settings-tags = Теги
web-settings-webhooks = Вебхуки
web-members = Участники
web-members-none = Участников пока нет: проект видят только администраторы сервера
web-members-new = Добавить участника
web-members-name = Имя пользователя
web-members-hint = Пользователей создают администраторы сервера.
web-members-of-server = Администратор сервера
web-members-admin-may = настройки, участники, вебхуки
web-members-ask = Забрать у пользователя роль в этом проекте?
web-milestones = Вехи
web-milestones-none = Вех пока нет
web-milestone-new = Новая веха
web-milestone-due = Срок
web-milestone-late = Просрочена
web-milestone-completed = Завершена
web-milestone-ask = Удалить веху? Кейсы и прогоны останутся.
web-integrations = Интеграции
web-qase-none = Ни один проект Qase сюда не импортирован. Импортируйте его в окне программы (Инструменты → Синхронизация → Qase.io) или командой:
web-qase-cases = связанных кейсов:
web-qase-imported = импортирован
web-qase-never = ещё не импортирован
web-mirrors = Перенос результатов между проектами Qase
web-mirror-watched = Отслеживается
web-mirror-by-hand = Вручную
web-from-ci = Результаты из CI
web-from-ci-hint = Отправляйте файлы результатов в конце задания: командой или через curl.
web-testrail-hint = Одна команда импортирует сьюты, кейсы, прогоны и файлы проекта TestRail по его номеру там.
web-own-tokens = Мои токены
web-own-tokens-hint = С токеном скрипт или CI может то же, что и вы.
web-own-tokens-none = Токенов пока нет
web-own-tokens-less = Вы вошли по токену с меньшими правами, чем ваши. Чтобы создавать токены, войдите по паролю или по другому токену.
web-settings-users = Пользователи и токены
web-settings-audit = Журнал аудита
web-settings-health = Состояние
web-field-title = Название
web-field-name = Имя
web-field-description = Описание
web-field-host = Хост
web-field-issue-url = Адрес задач
web-field-auto-create = Для результатов без кейса создавать кейсы
web-save = Сохранить
web-add = Добавить
web-remove = Удалить
web-edit = Изменить
web-copy = Копировать
web-apply = Применить
web-reset = Сбросить
web-older = Раньше
web-from = С
web-until = По
web-when = Когда
web-role = Роль
web-retention = Срок хранения
web-retention-hint = Пустое поле — хранить всегда. Защищённый прогон остаётся.
web-retention-days = Дней для завершённых прогонов
web-retention-runs = Число последних прогонов
web-retention-files = Дней для файлов пройденных результатов
web-retention-would = По этим правилам сейчас будет удалено: прогонов { $runs }, результатов { $results }, файлов { $files } ({ $bytes }).
web-retention-apply = Удалить сейчас
web-retention-ask = Удалить эти прогоны и файлы навсегда?
web-limits = Ограничения
web-limits-none = без ограничения
web-limits-bytes = Байты вложений
web-tracker = Трекер задач
web-tracker-kind = Продукт
web-tracker-url = Адрес
web-tracker-place = Проект или репозиторий
web-tracker-type = Тип задачи
web-tracker-hint = Учётные данные задаются там, где работает сервер: voluptas-cli tracker credential.
web-tracker-ask = Убрать трекер этого проекта?
web-environments-none = Окружений пока нет
web-environment-new = Новое окружение
web-environment-ask = Удалить это окружение?
web-tags-search = Поиск тегов
web-tags-empty = Тегов нет
web-tags-into = Новое имя выбранных тегов
web-tags-merge = Переименовать или объединить
web-tags-remove = Убрать из всех кейсов
web-tags-ask = Убрать выбранные теги из всех кейсов?
web-tags-none = Сначала выберите теги
web-users = Пользователи
web-users-none = Пользователей пока нет: войти можно по токену
web-tokens-none = Токенов нет
web-user = Пользователь
web-users-audited = Каждое изменение здесь записывается:
web-user-new = Новый пользователь
web-user-add = Создать и пригласить
web-user-add-hint = Вы получите ссылку, по которой пользователь задаст пароль.
web-user-sign-in = Вход
web-user-password = Пароль
web-user-invited = Приглашён
web-user-tokens-alone = Только токены
web-user-ask = Удалить этого пользователя со всеми токенами?
web-role-none = Нет роли
web-role-owner = Как у владельца
web-role-viewer = Наблюдатель
web-role-tester = Тестировщик
web-role-lead = Руководитель
web-role-admin = Администратор
web-role-registry = Роль в реестре
web-role-projects = Роли в проектах
web-role-in-project = Роль в проекте
web-role-viewer-may = читает всё
web-role-tester-may = пишет кейсы и результаты
web-role-lead-may = управляет проектом
web-role-admin-may = пользователи, токены, настройки
web-tokens = Токены API
web-token-new = Новый токен
web-token-create = Создать токен
web-token-made = Новый токен
web-token-once = Скопируйте сейчас: сервер хранит только хеш и не сможет показать токен снова.
web-token-ci = Загрузка результатов с ним
web-token-owner = Владелец
web-token-all = все
web-token-used = Последнее использование
web-token-unused = не использовался
web-token-ends = Действует до
web-token-endless = бессрочно
web-token-revoke = Отозвать
web-token-ask = Отозвать этот токен? Программы с ним перестанут работать.
web-invite = Задайте пароль
web-invite-accept = Задать пароль и войти
web-invite-made = Ссылка-приглашение
web-invite-make = Ссылка-приглашение
web-invite-once = Отправьте эту ссылку пользователю. Она действует один раз, в течение недели, и больше не показывается.
web-invite-ended = Эта ссылка использована или устарела. Попросите у администратора новую.
web-account = Аккаунт
web-account-token = Вы вошли с токеном, который не принадлежит пользователю. Пароля у него нет.
web-password-rule = Не меньше { $min } символов, без вашего имени
web-password-present = Нынешний пароль
web-password-new = Новый пароль
web-password-again = Новый пароль ещё раз
web-password-save = Задать пароль
web-password-set = Пароль задан
web-password-wrong = Нынешний пароль неверен
web-password-differs = Пароли различаются
web-hooks-none = Вебхуков пока нет
web-hook-new = Новый вебхук
web-hook-address = Адрес
web-hook-form = Вид сообщения
web-hook-events = События
web-hook-secret = Секрет подписи
web-hook-chat = Чат (только для Telegram)
web-hook-gate = Правила порога качества (как в voluptas.gate.toml)
web-hook-test = Отправить пробное
web-hook-on = Включить
web-hook-off = Выключить
web-hook-ask = Удалить этот вебхук вместе с журналом?
web-hook-run-completed = прогон завершён
web-hook-gate-broken = порог качества не пройден
web-hook-case-changed = кейс изменён
web-hook-mute-expired = заглушка закончилась
web-hook-delivered = Доставлено
web-hook-failed = Не доставлено
web-hook-dropped = Отброшено
web-hook-pending = В очереди
web-hook-no-deliveries = Пока ничего не отправлялось
web-hook-attempts = Попытки
web-hook-answer = Ответ
web-hook-resend = Отправить снова
web-audit-action = Действие
web-audit-object = Объект
web-audit-none = Ничего не найдено
web-project-code = Код
web-project-code-form = От 2 до 10 латинских букв и цифр, первой — буква
web-health-version = Версия
web-health-uptime = Время работы
web-health-schema = Версия схемы
web-health-free = Свободно на диске
web-health-requests = Запросов выполняется
web-health-reading = Читающие запросы + в очереди
web-health-writing = Пишущие запросы + в очереди
web-health-sessions = Вошедших браузеров
web-done-saved = Сохранено
web-done-created = Создано
web-done-removed = Удалено
web-done-sent = Поставлено в очередь
web-user-email = Почта для первого входа
web-user-email-hint = Провайдер должен подтвердить этот адрес. Дальше вход определяется аккаунтом, а не почтой.
web-user-unlink = Отвязать аккаунт
web-user-unlink-ask = Отвязать от пользователя аккаунт у провайдера? Входы через него завершатся.
web-account-linked = К вашему пользователю привязан аккаунт { $provider }. Администратор может его отвязать.
web-account-not-linked = Привяжите свой аккаунт { $provider }, чтобы входить с ним.
web-account-connect = Привязать аккаунт { $provider }
web-account-way = Перейти в { $provider }
web-show = Показать
web-wrong-required = нужно заполнить
web-wrong-nul = содержит символ NUL
web-wrong-number = это не число
web-wrong-date = это не дата и не время со смещением
web-wrong-late = позже 9999-12-29, последнего дня, который можно сохранить
web-wrong-past = это время уже прошло
web-wrong-nothing = такого в проекте нет
web-wrong-user = такого пользователя нет
web-wrong-member = уже участник
web-wrong-project = такого проекта нет
web-wrong-no-project = такого проекта нет
web-wrong-function = такой функции нет
web-wrong-other-user = занято другим пользователем
web-wrong-other-project = занято другим проектом
web-wrong-other-function = занято другой функцией, возможно в корзине, или её псевдонимом
web-wrong-other-filter = занято другим фильтром
web-wrong-other-environment = занято другим окружением
web-wrong-below = это сам сьют или сьют внутри него
web-wrong-itself = это сама функция
web-wrong-file = такого загруженного файла в проекте нет
web-wrong-tag = такого тега у кейсов проекта нет
web-wrong-code = должно иметь от { $a } до { $b } букв и цифр и начинаться с буквы
web-wrong-length = должно иметь от { $a } до { $b } символов
web-wrong-long = не должно быть длиннее { $a } символов
web-wrong-items = должно иметь от { $a } до { $b } элементов
web-wrong-page = должно быть адресом страницы с {"{"}id{"}"}
web-wrong-email = это не адрес электронной почты
web-wrong-case = кейса { $a } в проекте нет
web-wrong-no-file = выберите файл
web-wrong-more = неверно; других неверных полей: { $a }
web-field-file = Файл
web-reason-busy = Сервер занят долгими запросами. Повторите через несколько секунд.
web-reason-broken-off = Отправка оборвалась. Повторите её.
web-reason-broken-body = Отправка формы оборвалась или повреждена. Повторите её.
web-reason-not-written = Сервер не смог записать файлы. Ничего не сохранено.
web-reason-disk-full = На диске сервера нет места. Ничего не сохранено: освободите место и повторите.
web-reason-database = Сервер не может связаться с базой данных. Ничего не сохранено: повторите через несколько секунд.
web-reason-written = В рабочее пространство сервера пишет другая программа. Ничего не сохранено: повторите через несколько секунд.
web-reason-newer = Рабочее пространство обновлено более новой версией. Ничего не сохранено: установите её и на этом сервере.
web-reason-reviewer = Это решает только ревьюер этого ревью.
web-reason-nothing-own = Отменять и повторять нечего: ваших изменений нет.
web-reason-run-ended = Прогон уже завершён.
web-reason-no-credentials = У этого сервера нет учётных данных трекеров.
web-reason-queued = Доставка уже в очереди.
web-reason-no-webhooks = Этот сервер не доставляет вебхуки.
web-reason-taken = Такое значение уже занято.
web-reason-missing = Данные указывают на то, чего нет.
web-reason-no-room = На сервере нет места для этого отчёта.
web-reason-long-answer = Серверу не хватает памяти на такой длинный ответ. Запросите меньше строк или повторите через несколько секунд.
web-reason-large-file = Файл не может быть больше { $a } мегабайт.
web-reason-large-files = Файлы одной отправки вместе не могут быть больше { $a } мегабайт.
web-reason-many-files = За раз принимается не больше { $a } файлов.
web-reason-many-alike = За раз принимается не больше { $a } файлов с одним именем. Отправьте их архивом.
web-reason-large-form = Форма слишком велика.
web-reason-limit-cases = В проекте достигнут предел кейсов: { $a }. Ничего не сохранено: удалите лишнее или попросите администратора увеличить предел.
web-reason-limit-results = В проекте достигнут предел результатов: { $a }. Ничего не сохранено: удалите лишнее или попросите администратора увеличить предел.
web-reason-limit-bytes = В проекте достигнут предел байтов вложений: { $a }. Ничего не сохранено: удалите лишнее или попросите администратора увеличить предел.
web-refused-back = Назад к форме
web-refused-theirs = Сейчас сохранено
web-refused-last-token = Это последний токен администратора: без него сервером нельзя управлять. Сначала создайте другой.
web-refused-last-manager = Других администраторов у проекта нет. Сначала дайте эту роль другому участнику.
web-user-role-missing = Выберите роль в этом проекте
web-user-project-missing = Выберите проект для этой роли
web-hook-form-json = JSON
web-hook-form-slack = Slack
web-hook-form-teams = Microsoft Teams
web-hook-form-telegram = Telegram
web-hook-form-mattermost = Mattermost
web-sync-done = { $kind ->
    [import] Импорт завершён
    [export] Экспорт завершён
    [mirror] Перенос завершён
   *[mapping] Соответствия обновлены
}
web-sync-partly = { $kind ->
    [import] Импорт завершён частично
    [export] Экспорт завершён частично
    [mirror] Перенос завершён частично
   *[mapping] Соответствия обновлены частично
}
web-sync-failed = { $kind ->
    [import] Импорт не удался
    [export] Экспорт не удался
    [mirror] Перенос не удался
   *[mapping] Соответствия не обновлены
}
web-sync-cancelled = { $kind ->
    [import] Импорт отменён
    [export] Экспорт отменён
    [mirror] Перенос отменён
   *[mapping] Обновление соответствий отменено
}
web-sync-interrupted = { $kind ->
    [import] Импорт прерван: программу закрыли
    [export] Экспорт прерван: программу закрыли
    [mirror] Перенос прерван: программу закрыли
   *[mapping] Обновление соответствий прервано: программу закрыли
}
web-sync-running = { $kind ->
    [import] Импорт выполняется
    [export] Экспорт выполняется
    [mirror] Перенос выполняется
   *[mapping] Соответствия обновляются
}
