# Окно.

## Окно: меню и команды

gui-menu-file = Файл
gui-menu-edit = Правка
gui-menu-case = Кейс
gui-menu-view = Вид
gui-menu-tools = Инструменты
gui-menu-help = Справка
gui-menu-theme = Тема
gui-menu-language = Язык
gui-menu-zoom = Масштаб
gui-menu-sync = Синхронизация
gui-cmd-new-workspace = Новое рабочее пространство…
gui-cmd-open-workspace = Открыть рабочее пространство…
gui-cmd-open-demo = Открыть демо
gui-cmd-import-functions = Импорт функций…
gui-cmd-export-functions = Экспорт функций…
gui-cmd-import-cases = Импорт кейсов…
gui-cmd-export-cases = Экспорт кейсов…
gui-cmd-settings = Настройки…
gui-cmd-quit = Выход
gui-cmd-undo = Отменить
gui-cmd-redo = Повторить
gui-cmd-find = Найти в списке
gui-cmd-palette = Палитра команд
gui-cmd-new-function = Новая функция
gui-cmd-new-project = Новый проект
gui-cmd-new-case = Новый кейс
gui-cmd-rename = Переименовать
gui-cmd-toggle-critical = Критичная
gui-cmd-toggle-focus = В фокусе
gui-cmd-delete-functions = Переместить в корзину…
gui-cmd-copy-func-id = Копировать FuncID
gui-cmd-copy-cells = Копировать
gui-cmd-paste-cells = Вставить
gui-cmd-fill-down = Заполнить вниз
gui-cmd-select-all = Выделить всё
gui-cmd-show-overview = Обзор
gui-cmd-show-registry = Реестр
gui-cmd-show-cases = Кейсы
gui-cmd-next-tab = Следующая вкладка
gui-cmd-previous-tab = Предыдущая вкладка
gui-cmd-close-tab = Закрыть вкладку
gui-cmd-toggle-tree = Боковая панель
gui-cmd-toggle-inspector = Инспектор
gui-cmd-toggle-activity = Задачи
gui-cmd-expand-all = Развернуть всё
gui-cmd-collapse-all = Свернуть всё
gui-cmd-refresh = Обновить
gui-cmd-theme-system = Как в системе
gui-cmd-theme-light = Светлая
gui-cmd-theme-dark = Тёмная
gui-cmd-lang-en = English
gui-cmd-lang-ru = Русский
gui-cmd-zoom-in = Увеличить
gui-cmd-zoom-out = Уменьшить
gui-cmd-zoom-reset = Обычный размер
gui-cmd-sync-qase = Синхронизация с Qase…
gui-cmd-map-cases = Связать функции и кейсы…
gui-cmd-mirror-results = Перенести результаты между проектами…
gui-cmd-check-connection = Проверить подключение
gui-cmd-shortcuts = Горячие клавиши
gui-cmd-open-log = Открыть папку журнала
gui-cmd-about = О программе
gui-search-hint = Поиск функций, кейсов, команд

## Кнопки

gui-close = Закрыть
gui-cancel = Отмена
gui-save = Сохранить
gui-create = Создать
gui-open = Открыть
gui-import = Импортировать
gui-export = Экспортировать
gui-browse = Обзор…
gui-browse-folder = Папка…
gui-browse-file = Файл…
gui-more = Ещё
gui-show = Показать токен
gui-hide = Скрыть токен
gui-choose = Выбрать
gui-link = Привязать…
gui-unlink = Отвязать
gui-open-settings = Открыть настройки

## Рабочее пространство и первый запуск

gui-project-shown = Проект: { $project }
gui-workspace-none = Нет рабочего пространства
gui-workspace-demo = Демо-магазин
gui-opening = Открывается { $name }…
gui-loading = Загрузка…
gui-try-again = Повторить
gui-unread-functions = Не удалось прочитать функции.
gui-unread-cases = Не удалось прочитать кейсы.
gui-unread-runs = Не удалось прочитать прогоны.
gui-unread-results = Не удалось прочитать результаты.
gui-unread-edits = Не удалось прочитать, что можно отменить.
gui-unread-history = Не удалось прочитать историю изменений.
gui-unread-deleted = Не удалось прочитать корзину.
gui-first-what = Что проверено, какими кейсами и чем закончился последний прогон.
gui-first-demo = Открыть демо
gui-first-demo-more = Пример магазина со встроенным сервером. Аккаунт не нужен.
gui-first-new = Новое рабочее пространство
gui-first-new-more = Один файл на этом компьютере для функций, кейсов и результатов
gui-first-import = Импортировать список
gui-first-import-more = Функции вашего продукта из CSV или книги Excel
gui-first-qase = Подключить Qase
gui-first-qase-more = Импорт сьютов и кейсов с помощью API-токена
gui-first-recent = Недавние
gui-path = Файл
gui-path-open-note = Файл с расширением .voluptas
gui-path-new-note = Файл будет создан, если его нет
gui-path-import-note = Существующие функции обновятся по FuncID, новые добавятся, ничего не удалится
gui-path-export-note = Файл можно импортировать обратно без потерь. Формат задаёт расширение: .csv — функции, .xlsx — функции, люди и связи.

## Почему команда меню недоступна

gui-need-workspace = Сначала откройте или создайте рабочее пространство
gui-need-project = Сначала создайте проект
gui-need-case = Откройте кейс или выделите один
gui-need-cases = Откройте кейс или выделите кейсы
gui-need-several-cases = Выделите несколько кейсов
gui-need-functions = Выделите функции
gui-need-functions-or-cases = Выделите функции или кейсы
gui-need-two-runs = Для сравнения нужны два прогона
gui-need-grid = Сначала щёлкните по таблице
gui-need-list = Сначала щёлкните по списку или таблице
gui-need-suite-or-case = Выделите один сьют или кейс в дереве
gui-need-undo = Отменять нечего
gui-need-redo = Повторять нечего
gui-need-run = Сначала откройте прогон
gui-need-one-run = Откройте прогон или выделите один
gui-need-runs = Откройте прогон или выделите прогоны
gui-need-open-run = Откройте незавершённый прогон
gui-need-closed-run = Откройте завершённый ручной прогон
gui-need-run-by-hand = Откройте ручной прогон
gui-need-failed-result = Выберите проваленный результат прогона
gui-need-failed-run = Откройте прогон с ошибками
gui-need-closable-tab = Эта вкладка всегда открыта
gui-need-one = Выделите одну функцию, сьют, кейс или прогон
gui-need-selection = Выделите то, что нужно удалить

## Левая панель и реестр

gui-left-functions = Функции
gui-left-cases = Кейсы
gui-left-runs = Прогоны
gui-runs-empty = Прогонов пока нет
gui-runs-empty-more = Создайте прогон из своих кейсов или импортируйте результаты тестов.
gui-runs-latest = Последние { $count } прогонов
gui-tab-run = Прогон #{ $number }
gui-run-gone = Этого прогона больше нет
gui-run-gone-more = Если прогон перемещён в корзину, его можно восстановить оттуда.
gui-run-unlisted = Этого прогона нет в списке
gui-run-unlisted-more = Он старше последних { $count } прогонов, которые показывает окно, или его больше нет. Если он перемещён в корзину, его можно восстановить оттуда.
gui-run-active = Выполняется
gui-run-complete = Завершён
gui-run-aborted = Прерван
gui-run-results = Результаты прогона
gui-run-case = Кейс
gui-run-time = Время
gui-run-empty = Таких результатов нет
gui-run-choose = Выберите результат
gui-filter = Фильтр
gui-more-filters = Ещё { $n }
gui-filter-clear = Сбросить фильтр
gui-grid-filter = Найти в реестре
gui-nothing-found = Ничего не найдено
gui-functions-empty = Функций пока нет
gui-functions-empty-more = Импортируйте функции вашего продукта или создайте первую: Ctrl+N.
gui-cases-empty = Кейсов пока нет
gui-cases-empty-more = Создайте проект и первый кейс, импортируйте файл или выполните синхронизацию с Qase.
gui-critical = Критичная
gui-focus = В фокусе
gui-quick-all = Все
gui-quick-critical = Критичные
gui-quick-focus = В фокусе
gui-quick-uncovered = Без кейсов
gui-quick-covered = С кейсами
gui-quick-covered-in = { $branch }: с кейсами
gui-quick-testable-in = { $branch }: проверяемые
gui-columns = Выбрать столбцы
gui-columns-usual = Сбросить столбцы
gui-column-func-id = FuncID
gui-column-title = Название
gui-column-type = Тип
gui-column-segment = Сегмент
gui-column-qa = QA
gui-column-cases = Кейсы
gui-column-result = Результат
gui-column-result-brief = Итог
gui-tab-overview = Обзор
gui-tab-registry = Реестр
gui-tab-close = Закрыть
gui-count-functions = { $n ->
    [one] { $n } функция
    [few] { $n } функции
   *[many] { $n } функций
}
gui-count-cases = { $n ->
    [one] { $n } кейс
    [few] { $n } кейса
   *[many] { $n } кейсов
}
gui-count-chosen = Выбрано: { $n }
gui-count-selected = Выбрано: { $what }
gui-count-suites = { $n ->
    [one] { $n } сьют
    [few] { $n } сьюта
   *[many] { $n } сьютов
}
gui-card-covered = Функции с кейсами
gui-card-covered-note = { $covered } из { $total } проверяемых
gui-card-critical = Критичные без кейса
gui-card-critical-note = { $n ->
    [one] из { $n } критичной функции
    [few] из { $n } критичных функций
   *[many] из { $n } критичных функций
}
gui-card-results = Результаты функций
gui-card-results-unit = пройдено
gui-card-results-none = Прогонов пока нет
gui-card-results-rule = Доля пройденных функций: у функции худший из последних результатов её кейсов; пропущенные и не запускавшиеся не учитываются. Часть полосы открывает функции с таким результатом.
gui-card-automated = Функции с автотестами
gui-overview-modules = Покрытие функций по модулям
gui-overview-attention = Требует внимания
gui-overview-failing = Проваленные функции
gui-overview-critical = Критичные функции без кейса
gui-overview-next = Функции есть, а кейсов пока нет. Импортируйте сьюты и кейсы из Qase и свяжите их.
gui-overview-next-map = Ни один кейс пока не связан с функцией. Проверьте предложенные соответствия и примите их.
gui-overview-map = Связать кейсы
gui-overview-calm = Ничего не требует внимания

## Инспектор, функции, кейсы

gui-inspector-empty = Ничего не выбрано
gui-inspector-empty-more = Выберите функцию или кейс, чтобы посмотреть и изменить.
gui-inspector-cases = Кейсы
gui-inspector-no-cases = Эту функцию пока не покрывает ни один кейс.
gui-inspector-recent = Последние действия
gui-inspector-results = Последние результаты
gui-inspector-history = История
gui-further-fields = Другие поля
gui-field-title = Название
gui-field-qa = QA
gui-field-dev = Разработчик
gui-field-maturity = Зрелость
gui-field-automation = Автоматизация
gui-field-segment = Сегмент
gui-field-status = Статус
gui-field-description = Описание
gui-title-needed = Введите название
gui-nobody = Не назначен
gui-you = вы
gui-function-add-below = Новая функция внутри…
gui-function-link = Привязать кейсы…
gui-function-new-case = Новый кейс…
gui-link-search = Название или номер кейса
gui-new-at-root = На верхнем уровне
gui-delete-button = Переместить в корзину
gui-quit-writing = Сохраняется последнее изменение; окно закроется, когда оно будет сохранено.
gui-quit-title = Выполняется задача. Выйти?
gui-quit-text = Текущий элемент будет завершён, остальное остановится. Чтобы продолжить, запустите задачу ещё раз.
gui-quit-button = Остановить и выйти
gui-copied = Скопировано: { $text }
gui-undone = Отменено
gui-redone = Повторено
gui-tab-in-trash = { $code } в корзине
gui-tab-deleted = Удалённый кейс
gui-case-gone = Этого кейса больше нет
gui-case-open = Открыть кейс
gui-case-covers = Покрываемые функции
gui-case-covers-none = Не привязан ни к одной функции
gui-case-severity = Серьёзность
gui-case-priority = Приоритет
gui-case-type = Тип
gui-case-layer = Уровень
gui-case-behavior = Поведение
gui-case-automation = Автоматизация
gui-case-status = Статус
gui-case-description = Описание
gui-case-preconditions = Предусловия
gui-case-postconditions = Постусловия
gui-case-steps = Шаги
gui-case-parameters = Параметры
gui-case-fields = Пользовательские поля
gui-case-attachments = Вложения
gui-case-expected-result = Ожидаемый результат
gui-case-links = Ссылки
gui-type-module = Модуль
gui-type-epic = Эпик
gui-type-feature = Фича
gui-type-story = История
gui-type-page = Страница
gui-type-element = Элемент
gui-type-service = Сервис
gui-status-passed = Пройден
gui-status-failed = Провален
gui-status-broken = Сломан
gui-status-blocked = Заблокирован
gui-status-skipped = Пропущен
gui-status-invalid = Некорректен
gui-status-in-progress = В процессе
gui-status-untested = Не запускался

## Значения справочников и списков Qase

gui-value-not-started = Не начата
gui-value-in-progress = В работе
gui-value-automated = Автоматизирован
gui-value-partially-automated = Частично
gui-value-not-applicable = Не применимо
gui-value-is-not-automated = Вручную
gui-value-to-be-automated = К автоматизации
gui-value-draft = Черновик
gui-value-poc = Прототип
gui-value-production = В эксплуатации
gui-value-legacy = Унаследовано
gui-value-deprecated = Устарело
gui-value-approved = Утверждено
gui-value-actual = Актуален
gui-value-undefined = Не задано
gui-value-unknown = Не задано
gui-value-blocker = Блокирующая
gui-value-critical = Критическая
gui-value-major = Значительная
gui-value-normal = Обычная
gui-value-minor = Незначительная
gui-value-trivial = Тривиальная
gui-value-high = Высокий
gui-value-medium = Средний
gui-value-low = Низкий
gui-value-positive = Позитивное
gui-value-negative = Негативное
gui-value-destructive = Деструктивное
gui-value-other = Другое
gui-value-functional = Функциональный
gui-value-smoke = Дымовой
gui-value-regression = Регрессионный
gui-value-security = Безопасность
gui-value-usability = Удобство использования
gui-value-performance = Производительность
gui-value-acceptance = Приёмочный
gui-value-compatibility = Совместимость
gui-value-integration = Интеграция
gui-value-exploratory = Исследовательский
gui-value-e2e = Сквозной (E2E)
gui-value-api = API
gui-value-unit = Модульный

## Строка состояния и задачи

gui-qase-no-token = Qase: нет токена
gui-qase-unchecked = Qase: { $project }
gui-qase-checking = Qase: проверка…
gui-qase-connected = Qase: { $project }, { $time }
gui-qase-failed = Qase: нет подключения
gui-qase-check-hint = Проверить подключение к Qase
gui-job-cancel = Отменить задачу
gui-job-stop = Остановить
gui-job-of = { $done } из { $total }
gui-job-waits = ожидание { $time }: лимит запросов
gui-job-running = Выполняется
gui-job-waiting = Ожидает
gui-job-finished = Завершена
gui-job-partly = Завершена с ошибками
gui-job-failed = Не удалась
gui-job-cancelled = Отменена
gui-activity = Задачи
gui-activity-close = Закрыть панель задач
gui-activity-empty = В этом сеансе задач не было
gui-report-created = создано
gui-report-results = результаты
gui-report-updated = обновлено
gui-report-unchanged = без изменений
gui-report-skipped = пропущено
gui-report-left-out = исключено вами
gui-report-failed = не удалось
gui-report-rows = строк
gui-report-conflicts = конфликтов
gui-report-cases = кейсов
gui-report-removed = отвязано
gui-report-linked = связано
gui-report-projects = проектов
gui-report-runs = прогонов
gui-report-written = записано
gui-report-people-created = людей создано
gui-job-import-functions = Импорт функций
gui-job-export-functions = Экспорт функций
gui-job-import-cases = Импорт кейсов
gui-job-export-cases = Экспорт кейсов
gui-job-export-report = Отчёт о прогоне
gui-job-writing = Запись
gui-storing = Изменения сохраняются…
gui-job-busy = Такая задача уже выполняется.
gui-exported = { $n ->
    [one] { $n } функция экспортирована в { $path }
    [few] { $n } функции экспортированы в { $path }
   *[many] { $n } функций экспортировано в { $path }
}
gui-report-read = прочитано

## Настройки

gui-settings-discard = Закрыть без сохранения?
gui-settings-discard-more = Настройки ещё не сохранены. Введённое будет потеряно.
gui-settings-general = Общие
gui-settings-qase = Qase
gui-settings-second = Второй аккаунт
gui-settings-server = Проекты
gui-settings-server-what = Правила проектов открытого рабочего пространства. Им следуют окно, командная строка и сервер, который запускает «voluptas-cli serve».
gui-settings-auto-create = Результаты без кейса
gui-settings-auto-create-what = Средства автоматизации присылают результаты по имени теста. Сервер может создать кейс для каждого результата, которому не нашлось кейса.
gui-settings-auto-create-unnamed = Создавать кейс, если в результате кейс не указан
gui-settings-auto-create-on = Всегда создавать кейс
gui-settings-auto-create-off = Никогда не создавать кейс
gui-settings-server-no-projects = В рабочем пространстве пока нет проектов.
gui-lang-system = Как в системе
gui-settings-folder = Папка рабочих пространств
gui-settings-file = Файл настроек
gui-settings-log = Папка журнала
gui-settings-folder-note = Чтобы хранить всё это в другой папке, задайте VOLUPTAS_HOME или --workspace.
gui-settings-token = API-токен
gui-settings-token-hint = Вставьте токен
gui-settings-token-kept = Токен сохранён. Введите новый, чтобы заменить.
gui-settings-token-help = Создайте токен в Qase:
gui-settings-token-page = настройки пользователя, API-токены
gui-settings-token-in-force = Используется: { $place }
gui-settings-token-none = Токена пока нет
gui-settings-token-forget = Удалить токен
gui-store-keychain = системное хранилище паролей
gui-store-file = credentials/qase.env
gui-store-session = память (до закрытия программы)
gui-settings-token-place = Место хранения
gui-settings-base-url = Адрес API
gui-settings-project = Код проекта
gui-settings-project-bad = Введите от 2 до 10 латинских букв и цифр
gui-settings-run = ID прогона
gui-settings-number-bad = Введите целое число
gui-settings-project-list = Выбрать проект
gui-settings-no-projects = У токена нет доступа ни к одному проекту.
gui-settings-run-list = Выбрать открытый прогон
gui-settings-no-runs = В { $project } нет открытых прогонов.
gui-settings-run-needs-project = Сначала выберите проект.
gui-settings-list-find = Найти
gui-settings-list-again = Повторить
gui-settings-list-no-way = Чтобы загрузить список, введите токен выше.
gui-settings-author = Ваше имя
gui-settings-author-note = Видно в истории рядом с вашими изменениями. Пусто: имя пользователя этого компьютера.
gui-settings-rpm = Запросов в минуту
gui-settings-rpm-note = Начальная скорость; подстраивается под лимит сервера. 0: без начального лимита.
gui-settings-timeout = Время ожидания, секунд
gui-settings-timeout-note = Сколько ждать одного ответа Qase
gui-settings-cache = Хранить ответы, минут
gui-settings-cache-note = Сколько помнить ответы Qase. 0: не помнить.
gui-settings-late-write = Ждать потерянную запись, секунд
gui-settings-late-write-note = Сколько ещё искать изменение, на которое не пришёл ответ
gui-settings-range = Введите целое число от { $min } до { $max }
gui-settings-address-bad = Введите адрес, который начинается с https:// или http://, без имени пользователя
gui-settings-demo = Демо всегда работает со своим встроенным сервером. Изменения на этой вкладке действуют, пока открыто демо; настройки вашего аккаунта не меняются.
gui-settings-second-what = Результаты можно переносить между двумя аккаунтами Qase или на командный сервер. Укажите здесь его адрес и токен.
gui-settings-check-note = Проверяются введённые значения. Пока ничего не сохранено.

## Справка

gui-keys-tree = Перемещаться по дереву, разворачивать и сворачивать
gui-keys-ends = Первая и последняя строка
gui-keys-results = Следующий и предыдущий результат прогона или сравнения
gui-keys-letters = Перейти к названию по первым буквам
gui-keys-range = Выбрать несколько строк
gui-keys-open = Открыть
gui-keys-check = Выбрать строку или снять выбор
gui-keys-delete = Переместить в корзину
gui-keys-menu = Открыть меню
gui-keys-close = Закрыть диалог или меню
gui-keys-apply = Применить в диалоге
gui-usage =
    VoluptAS: что проверено, какими кейсами и чем закончился последний прогон

    voluptas [--demo] [--lang ru|en] [ФАЙЛ]

    ФАЙЛ — рабочее пространство или адрес рабочего пространства на сервере (postgres://ПОЛЬЗОВАТЕЛЬ@ХОСТ/БАЗА); без него откроется последнее. --demo открывает пример магазина со встроенным сервером; если указан ФАЙЛ — в этом новом рабочем пространстве.
    Для скриптов есть voluptas-cli.
    --frame-stats OUT.json [--script FILE] измеряет окно и закрывает его; см. docs/measuring.md.
gui-usage-wrong = Неизвестный аргумент { $flag }; см. voluptas --help
gui-script-wrong = Строка { $line } сценария не является шагом: { $text }; см. docs/measuring.md
gui-script-unreadable = Не удаётся прочитать сценарий { $path }: { $error }
gui-stats-failed = Не удаётся записать результаты измерения: { $error }
gui-no-display = { $kind ->
    [display] Не удалось открыть окно: нет экрана (ни X11, ни Wayland).
    [graphics] Не удалось открыть окно: на экране не работает OpenGL ({ $reason }). Подробности в журнале.
   *[other] Не удалось открыть окно: { $reason }. Подробности в журнале.
}
gui-no-display-remedy = Запустите программу там, где есть экран (X11 или Wayland с OpenGL), или используйте voluptas-cli.
gui-no-display-demo = Демо продолжится в терминале.
gui-about-fonts = Шрифты: Inter и JetBrains Mono (SIL Open Font License), Material Symbols (Apache-2.0).

gui-file-show = Показать в папке
gui-file-missing = { $name }, файла нет
gui-file-here = Расположение файла: { $path }
