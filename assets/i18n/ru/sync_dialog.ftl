# Окно синхронизации с Qase: импорт, экспорт, соответствия, история.

sync-dialog-title = Синхронизация с Qase.io
sync-dialog-close = Закрыть
sync-dialog-tab-import = Импорт
sync-dialog-tab-export = Экспорт
sync-dialog-tab-mapping = Соответствия
sync-dialog-tab-mirror = Перенос
sync-dialog-tab-history = История
sync-dialog-keys-apply = Ctrl ↵
sync-dialog-not-connected = Не подключено
sync-dialog-no-connection = Нет связи
sync-dialog-no-project = Проект не выбран
sync-dialog-project-unseen = { $code }: проект не виден
sync-dialog-not-connected-head = Qase ещё не подключён
sync-dialog-not-connected-more = Укажите API-токен и код проекта в настройках. Токен хранится только на этом компьютере.
sync-dialog-open-settings = Открыть настройки
sync-dialog-retry = Повторить
sync-dialog-dismiss = Убрать
sync-dialog-busy = Другая синхронизация этого проекта ещё идёт. Дождитесь её или отмените.

sync-dialog-step-choose = Выбор
sync-dialog-step-preview = Просмотр
sync-dialog-step-apply = Применение
sync-dialog-step-summary = Итог
sync-dialog-back = Назад
sync-dialog-cancel = Отменить
sync-dialog-stopping = Останавливаем…
sync-dialog-please-wait = Подождите немного
sync-dialog-just-begun = Только что начато
sync-dialog-since = прошло { $time }
sync-dialog-done-of = { $done } из { $total }
sync-dialog-waiting-limit = Ждём из-за лимита Qase: { $time }
sync-dialog-goes-on = Окно можно закрыть: работа продолжится, а ход будет виден в строке состояния.

sync-dialog-project = Проект
sync-dialog-refresh = Обновить
sync-dialog-loading = Загрузка…
sync-dialog-choose-project = Выберите проект
sync-dialog-choose-project-head = Выберите проект Qase
sync-dialog-choose-project-more = Список слева вверху. Затем отметьте сьюты, которые нужно импортировать.
sync-dialog-filter-suites = Сьюты
sync-dialog-suites = Сьюты проекта
sync-dialog-loading-suites = Загружаем сьюты…
sync-dialog-no-suites = В проекте нет сьют: кейсы импортируются как есть, без них
sync-dialog-without-suite = Без сьюты
sync-dialog-no-suite = без сьюты
sync-dialog-check-all = Отметить все сьюты
sync-dialog-check-none = Снять отметки
sync-dialog-clear = Очистить
sync-dialog-find = Найти
sync-dialog-chosen-suites = Сьют: { $suites } из { $all }, кейсов в них: { $cases }
sync-dialog-to-preview = К просмотру
sync-dialog-how-to-import = Как импортировать
sync-dialog-how-to-import-more = Сначала вы увидите, что изменится. Ничего не записывается, пока вы не нажмёте «Применить».
sync-dialog-on-conflict = При расхождении
sync-dialog-policy-smart = Умное слияние
sync-dialog-policy-smart-more = Берётся то, что изменила одна сторона; теги объединяются. Решать нужно, только если изменили обе.
sync-dialog-policy-ask = Спрашивать
sync-dialog-policy-ask-more = Каждое изменение с обеих сторон вы решаете сами, поле за полем.
sync-dialog-policy-theirs = Взять из Qase
sync-dialog-policy-theirs-more = Если обе стороны изменили одно и то же, верно то, что в Qase. Изменённое только здесь остаётся.
sync-dialog-policy-mine = Оставить моё
sync-dialog-policy-mine-more = Если обе стороны изменили одно и то же, верно то, что здесь. Изменённое только в Qase всё равно приходит.
sync-dialog-also = Дополнительно
sync-dialog-functions-from-suites = Создать функции из сьют
sync-dialog-functions-from-suites-more = Каждая сьюта станет функцией реестра, её кейсы будут к ней привязаны.

sync-dialog-class-all = Все
sync-dialog-class-new = Новые
sync-dialog-class-changed = Изменены
sync-dialog-class-conflict = Расхождения
sync-dialog-class-removed = Удалены в Qase
sync-dialog-class-gone = Удалены
sync-dialog-class-skipped = Пропущены
sync-dialog-class-unchanged = Без изменений
sync-dialog-conflicts-all = Для всех расхождений:
sync-dialog-take-theirs = Взять из Qase
sync-dialog-keep-mine = Оставить моё
sync-dialog-preview-empty = Здесь нечего сравнивать: в выбранном нет кейсов
sync-dialog-preview-none = Таких кейсов нет
sync-dialog-preview-table = Кейсы просмотра
sync-dialog-check-case = Включить
sync-dialog-column-id = ID
sync-dialog-column-title = Название
sync-dialog-column-suite = Сьюта
sync-dialog-column-differs = Что расходится
sync-dialog-column-decision = Решение
sync-dialog-column-outcome = Исход
sync-dialog-column-what = Что
sync-dialog-column-why = Причина
sync-dialog-column-when = Когда
sync-dialog-column-kind = Действие
sync-dialog-column-done = Сделано
sync-dialog-decided-left-out = пропустить
sync-dialog-decided-open = не решено
sync-dialog-decided-create = создать
sync-dialog-decided-theirs = взять из Qase
sync-dialog-decided-mine = оставить моё
sync-dialog-decided-by-field = по полям
sync-dialog-decided-unlink = отвязать
sync-dialog-decided-trash = в корзину
sync-dialog-decided-nothing = —
sync-dialog-side-field = Поле
sync-dialog-side-was = Было при последней синхронизации
sync-dialog-side-here = Здесь
sync-dialog-side-there = В Qase
sync-dialog-blank = пусто
sync-dialog-yes = да
sync-dialog-no = нет
sync-dialog-whole-case = Новый кейс: будет создан целиком, со всеми полями, шагами и тегами.
sync-dialog-removed-all = Все показанные:
sync-dialog-removed-keep = Оставить здесь
sync-dialog-removed-trash = В корзину
sync-dialog-removed-case = Этого кейса в Qase больше нет. Здесь он останется. Если он вернётся в Qase, это будет тот же кейс.
sync-dialog-same-case = С обеих сторон одинаково, менять нечего.
sync-dialog-into-suite = Сьюта
sync-dialog-root-suite = Без сьюты
sync-dialog-suite-of-new = Сьюта для новых кейсов
sync-dialog-new-of-functions = { $n ->
    [one] у { $n } выбранной функции нет кейса, он будет создан
    [few] у { $n } выбранных функций нет кейсов, они будут созданы
   *[many] у { $n } выбранных функций нет кейсов, они будут созданы
}
sync-dialog-dropped = Подключение к Qase изменилось: открытый предпросмотр относился к прежнему и убран.
sync-dialog-stale = Выбор сьют изменился: обновите просмотр.
sync-dialog-preview-again = Обновить просмотр
sync-dialog-nothing-to-apply = Нечего применять
sync-dialog-apply-n = { $n ->
    [one] Применить { $n } изменение
    [few] Применить { $n } изменения
   *[many] Применить { $n } изменений
}
sync-dialog-import-will = Будет создано { $created }, обновлено { $updated }, пропущено { $skipped }.
sync-dialog-will-trash = В корзину: { $n }.
sync-dialog-will-unlink = Отвязано { $n }.
sync-dialog-open-conflicts = Расхождений без решения: { $n }
sync-dialog-guard-anyway = Всё равно отвязать…
sync-dialog-guard-what = { $n ->
    [one] { $n } кейс здесь перестанет быть связан с Qase. Он останется в рабочем пространстве, но следующий экспорт создаст его в Qase заново.
    [few] { $n } кейса здесь перестанут быть связаны с Qase. Они останутся в рабочем пространстве, но следующий экспорт создаст их в Qase заново.
   *[many] { $n } кейсов здесь перестанут быть связаны с Qase. Они останутся в рабочем пространстве, но следующий экспорт создаст их в Qase заново.
}
sync-dialog-guard-sure = { $n ->
    [one] Проверено: { $n } кейс удалён в Qase намеренно
    [few] Проверено: { $n } кейса удалены в Qase намеренно
   *[many] Проверено: { $n } кейсов удалены в Qase намеренно
}
sync-dialog-guard-do = Отвязать { $n }
sync-dialog-guard-leave = Не трогать
sync-dialog-guard = В Qase нет { $removed } из { $linked } связанных кейсов, поэтому они не тронуты. Проверьте, тот ли это проект и видит ли его токен целиком.
sync-dialog-importing = Импорт из { $project }

sync-dialog-field-title = Название
sync-dialog-field-description = Описание
sync-dialog-field-preconditions = Предусловия
sync-dialog-field-postconditions = Постусловия
sync-dialog-field-severity = Серьёзность
sync-dialog-field-priority = Приоритет
sync-dialog-field-kind = Тип
sync-dialog-field-layer = Уровень
sync-dialog-field-behavior = Поведение
sync-dialog-field-automation = Автоматизация
sync-dialog-field-status = Статус
sync-dialog-field-is-flaky = Нестабильный
sync-dialog-field-steps = Шаги
sync-dialog-field-step-n = Шаг { $steps }
sync-dialog-field-steps-n = Шаги { $steps }
sync-dialog-field-tags = Теги
sync-dialog-field-parameters = Параметры
sync-dialog-field-custom-fields = Свои поля
sync-dialog-field-attachments = Вложения
sync-dialog-field-suite = Сьюта

sync-dialog-option-undefined = не задано
sync-dialog-option-blocker = блокирующая
sync-dialog-option-critical = критическая
sync-dialog-option-major = значительная
sync-dialog-option-normal = обычная
sync-dialog-option-minor = незначительная
sync-dialog-option-trivial = мелкая
sync-dialog-option-high = высокий
sync-dialog-option-medium = средний
sync-dialog-option-low = низкий
sync-dialog-option-other = другой
sync-dialog-option-functional = функциональный
sync-dialog-option-smoke = дымовой
sync-dialog-option-regression = регрессионный
sync-dialog-option-security = безопасность
sync-dialog-option-usability = удобство
sync-dialog-option-performance = производительность
sync-dialog-option-acceptance = приёмочный
sync-dialog-option-compatibility = совместимость
sync-dialog-option-integration = интеграционный
sync-dialog-option-exploratory = исследовательский
sync-dialog-option-unknown = не задан
sync-dialog-option-e2e = E2E
sync-dialog-option-api = API
sync-dialog-option-unit = модульный
sync-dialog-option-positive = позитивное
sync-dialog-option-negative = негативное
sync-dialog-option-destructive = разрушающее
sync-dialog-option-is-not-automated = вручную
sync-dialog-option-to-be-automated = будет автоматизирован
sync-dialog-option-automated = автоматизирован
sync-dialog-option-actual = действует
sync-dialog-option-draft = черновик
sync-dialog-option-deprecated = устарел
sync-dialog-option-classic = по шагам
sync-dialog-option-gherkin = Gherkin

sync-dialog-by-watching = наблюдение
sync-dialog-by-webhook = веб-хук
sync-dialog-kind-import = Импорт
sync-dialog-kind-export = Экспорт
sync-dialog-kind-mapping = Соответствия
sync-dialog-kind-mirror = Перенос
sync-dialog-headline-done = { $kind }: готово
sync-dialog-headline-partly = { $kind }: выполнено частично
sync-dialog-headline-failed = { $kind }: не удалось
sync-dialog-headline-cancelled = { $kind }: отменено
sync-dialog-headline-interrupted = { $kind }: программа закрылась раньше
sync-dialog-headline-running = { $kind }: выполняется
sync-dialog-nothing-done = Ничего не сделано
sync-dialog-nothing-done-more = Работа остановилась до первой записи: здесь и в Qase всё как было.
sync-dialog-in-step = Менять было нечего: здесь и в Qase одно и то же
sync-dialog-items-table = Что стало с каждым элементом
sync-dialog-items-failed = Не удалось
sync-dialog-items-conflict = Расхождения
sync-dialog-items-created = Создано
sync-dialog-items-updated = Обновлено
sync-dialog-items-removed = Удалено
sync-dialog-items-skipped = Пропущено
sync-dialog-items-unchanged = Без изменений
sync-dialog-item-failed = не удалось
sync-dialog-item-conflict = расхождение
sync-dialog-item-created = создано
sync-dialog-item-updated = обновлено
sync-dialog-item-removed = удалено
sync-dialog-item-skipped = пропущено
sync-dialog-item-unchanged = без изменений
sync-dialog-word-failed = не удалось
sync-dialog-word-conflict = расхождений
sync-dialog-word-created = создано
sync-dialog-word-updated = обновлено
sync-dialog-word-removed = удалено
sync-dialog-word-skipped = пропущено
sync-dialog-word-unchanged = без изменений
sync-dialog-tile-case-failed = кейсов не удалось
sync-dialog-tile-case-conflict = расхождений
sync-dialog-tile-case-created = кейсов создано
sync-dialog-tile-case-updated = кейсов обновлено
sync-dialog-tile-case-removed = кейсов отвязано
sync-dialog-tile-case-skipped = кейсов пропущено
sync-dialog-tile-case-unchanged = кейсов без изменений
sync-dialog-tile-result-failed = результатов не удалось
sync-dialog-tile-result-conflict = расхождений
sync-dialog-tile-result-created = результатов отправлено
sync-dialog-tile-result-updated = результатов обновлено
sync-dialog-tile-result-removed = результатов удалено
sync-dialog-tile-result-skipped = результатов пропущено
sync-dialog-tile-result-unchanged = отправлено раньше
sync-dialog-entity-case = кейс
sync-dialog-entity-suite = сьюта
sync-dialog-entity-run = прогон
sync-dialog-entity-result = результат
sync-dialog-entity-mapping = соответствие
sync-dialog-entity-function = функция
sync-dialog-of-suites = Сьюты
sync-dialog-of-cases = Кейсы
sync-dialog-of-results = Результаты
sync-dialog-functions-made = Функций создано: { $n }
sync-dialog-mappings-made = Соответствий добавлено: { $n }
sync-dialog-run-made = Прогон создан: №{ $id } «{ $title }»
sync-dialog-run-used = Прогон: №{ $id } «{ $title }»
sync-dialog-open-run = Открыть прогон в Qase
sync-dialog-no-changes = без изменений
sync-dialog-save-report = Сохранить отчёт…
sync-dialog-report-path = Файл отчёта
sync-dialog-report-kinds = .md — для людей, .json — для программ
sync-dialog-report-kinds-mirror = .md и .html — для людей, .json — для программ
sync-dialog-report-saved = Отчёт сохранён: { $path }
sync-dialog-report-failed = Отчёт не сохранён: { $reason }
sync-dialog-browse = Выбрать файл…
sync-dialog-save = Сохранить
sync-dialog-new-import = Новый импорт
sync-dialog-to-mapping = К соответствиям

sync-dialog-history-n = { $n ->
    [one] { $n } синхронизация
    [few] { $n } синхронизации
   *[many] { $n } синхронизаций
}
sync-dialog-history-empty = Синхронизаций ещё не было
sync-dialog-history-empty-more = Здесь появится каждый импорт и экспорт: когда, сколько и что стало с каждым кейсом.
sync-dialog-go-import = Начать с импорта

sync-dialog-exporting = Экспорт в { $project }
sync-dialog-new-export = Новый экспорт
sync-dialog-finish = Готово
sync-dialog-export-will = В Qase будет создано { $created }, обновлено { $updated }, пропущено { $skipped }.
sync-dialog-will-send = Результатов: { $n } → «{ $run }».
sync-dialog-send-n = { $n ->
    [one] Отправить { $n } изменение
    [few] Отправить { $n } изменения
   *[many] Отправить { $n } изменений
}
sync-dialog-shortcut-all = Все
sync-dialog-shortcut-failing = Провалены
sync-dialog-shortcut-changed = Изменены
sync-dialog-shortcut-unmapped = Без кейсов
sync-dialog-filter-functions = Функции
sync-dialog-functions = Функции реестра
sync-dialog-no-functions = В реестре пока нет функций
sync-dialog-no-functions-more = Импортируйте список функций (Файл → Импорт) или создайте функции из сьют Qase.
sync-dialog-choose-functions = Отметьте функции слева
sync-dialog-chosen-functions = Функций: { $functions }, кейсов: { $cases }.
sync-dialog-entered-n = Результатов введено: { $n }.
sync-dialog-send = Отправить
sync-dialog-send-cases = Кейсы
sync-dialog-send-results = Результаты
sync-dialog-into-run = Прогон
sync-dialog-run = Прогон Qase
sync-dialog-run-settings = Из настроек
sync-dialog-run-listed = Из списка
sync-dialog-run-new = Новый
sync-dialog-run-title = Название прогона
sync-dialog-new-run-title = VoluptAS, { $date }
sync-dialog-no-open-runs = Открытых прогонов нет
sync-dialog-choose-run = Выберите прогон
sync-dialog-from-file = Из файла CSV…
sync-dialog-unknown-line = Строка { $line }: «{ $what }» здесь не найдено.
sync-dialog-not-kept = Введённое не удалось сохранить: { $reason }
sync-dialog-choose-functions-head = Что отправить в Qase?
sync-dialog-choose-functions-more = Отметьте функции слева: будут отправлены их кейсы и результаты.
sync-dialog-choose-all-changed = Отметить изменённые
sync-dialog-no-cases-chosen = У отмеченных функций ещё нет кейсов
sync-dialog-no-cases-chosen-more = Экспорт создаст по одному кейсу на функцию. Результаты можно ввести после этого.
sync-dialog-entry-run = Ввод результатов, { $date }
sync-dialog-entry-table = Ввод результатов
sync-dialog-cases-table = Кейсы для отправки
sync-dialog-results-table = Результаты для отправки
sync-dialog-new-case = новый
sync-dialog-column-case = Кейс
sync-dialog-column-status = Статус
sync-dialog-column-time = Время
sync-dialog-column-comment = Комментарий
sync-dialog-column-last = Последний результат
sync-dialog-column-state = Состояние
sync-dialog-state-changed = изменён здесь
sync-dialog-state-same = как в Qase
sync-dialog-result-send = отправить
sync-dialog-result-sent = отправлен раньше
sync-dialog-key-next = следующий

sync-dialog-show-mapped = Связаны
sync-dialog-show-functions = Функции без кейсов
sync-dialog-show-cases = Кейсы без функций
sync-dialog-show-suggestions = Предложения
sync-dialog-show-doubles = Дубли
sync-dialog-column-func-id = FuncID
sync-dialog-column-function = Функция
sync-dialog-column-qase-id = Qase ID
sync-dialog-column-origin = Откуда
sync-dialog-column-reason = Почему
sync-dialog-column-score = Сходство
sync-dialog-origin-manual = вручную
sync-dialog-origin-custom-field = поле functional_id
sync-dialog-origin-id-in-title = FuncID в названии
sync-dialog-origin-same-title = то же название
sync-dialog-origin-similar-title = похожее название
sync-dialog-origin-csv = файл CSV
sync-dialog-origin-export = экспорт
sync-dialog-origin-import = импорт
sync-dialog-link-linked = есть в Qase
sync-dialog-link-local = только здесь
sync-dialog-link-removed = удалён в Qase
sync-dialog-double = Дубль: кейс у нескольких функций или одинаковые кейсы у одной
sync-dialog-ambiguous = Подходит нескольким функциям: выберите сами
sync-dialog-threshold = Порог сходства
sync-dialog-mapping-table = Соответствия функций и кейсов
sync-dialog-check-accept = Принять
sync-dialog-check-unlink = Отметить
sync-dialog-accept-one = Связать: { $case }
sync-dialog-unlink-one = Отвязать: { $case }
sync-dialog-accept-n = { $n ->
    [one] Связать { $n } пару
    [few] Связать { $n } пары
   *[many] Связать { $n } пар
}
sync-dialog-unlink-n = { $n ->
    [one] Отвязать { $n } пару
    [few] Отвязать { $n } пары
   *[many] Отвязать { $n } пар
}
sync-dialog-linked-n = { $n ->
    [one] Связана { $n } пара
    [few] Связано { $n } пары
   *[many] Связано { $n } пар
}
sync-dialog-unlinked-n = { $n ->
    [one] Отвязана { $n } пара
    [few] Отвязано { $n } пары
   *[many] Отвязано { $n } пар
}
sync-dialog-checked-of = Отмечено { $n } из { $all }
sync-dialog-will-link = Будет связано пар: { $n }
sync-dialog-mapping-numbers = Связано пар: { $mapped }. Функций без кейсов: { $functions }, кейсов без функций: { $cases }.
sync-dialog-mapping-import = Импорт CSV…
sync-dialog-mapping-export = Экспорт CSV…
sync-dialog-mapping-written = Соответствий записано: { $n }, файл { $path }
sync-dialog-mapping-file = Строк: { $rows }, новых пар: { $new }, уже связано: { $known }, не подошло: { $unknown }.
sync-dialog-mapping-empty = Связывать пока нечего
sync-dialog-mapping-empty-more = Сначала импортируйте кейсы из Qase, тогда их можно будет связать с функциями.
sync-dialog-no-mappings = Ещё ничего не связано
sync-dialog-show-suggested = Показать предложения
sync-dialog-no-lonely-functions = У каждой функции есть кейс
sync-dialog-no-lonely-cases = Каждый кейс покрывает функцию
sync-dialog-no-suggestions = Предложений нет: похожих названий и FuncID не нашлось
sync-dialog-find-case = Найти кейс по названию или ID
sync-dialog-find-function = Найти функцию по названию или FuncID
sync-dialog-nothing-found = Ничего не найдено
sync-dialog-link = Связать

sync-dialog-mirror-from = Откуда
sync-dialog-mirror-to = Куда
sync-dialog-mirror-swap = Поменять местами
sync-dialog-mirror-project-from = Проект, откуда переносятся результаты
sync-dialog-mirror-project-to = Проект, куда переносятся результаты
sync-dialog-mirror-project-first = Сначала выберите проект
sync-dialog-mirror-find-project = Код или название
sync-dialog-mirror-run = Прогон
sync-dialog-mirror-run-from = Прогон, откуда переносятся результаты
sync-dialog-mirror-run-to = Прогон, куда переносятся результаты
sync-dialog-mirror-find-run = Номер, название или дата
sync-dialog-mirror-latest = Последний
sync-dialog-mirror-no-runs = Прогонов нет
sync-dialog-mirror-finished = завершён
sync-dialog-mirror-open = ещё идёт
sync-dialog-mirror-same-title = Одноимённый
sync-dialog-mirror-same-title-more = Если такого прогона ещё нет, он будет создан.
sync-dialog-mirror-titled = Другой
sync-dialog-mirror-titled-more = Если такого прогона нет, он будет создан. {"{"}title{"}"} — название исходного.
sync-dialog-mirror-same-project = Это один и тот же проект. Выберите другой.
sync-dialog-mirror-match = Какие кейсы считать одинаковыми
sync-dialog-mirror-match-key = По ключу
sync-dialog-mirror-match-key-title = Ключ, иначе название
sync-dialog-mirror-match-title = По названию
sync-dialog-mirror-match-key-more = Кейсы с равным значением общего поля. Результаты кейсов без ключа не переносятся.
sync-dialog-mirror-match-key-title-more = Сначала по значению общего поля; если там такого нет — по названию, среди кейсов без ключа.
sync-dialog-mirror-match-title-more = Кейсы с одинаковым названием. Общее поле не нужно.
sync-dialog-mirror-field = Поле с ключом
sync-dialog-mirror-field-not-shared = Поля «{ $title }» нет в обоих проектах: выберите другое.
sync-dialog-mirror-no-shared-field = У этих проектов нет общего текстового поля кейсов. Создайте его в Qase для обоих проектов или переносите по названию.
sync-dialog-mirror-match-by-title = Переносить по названию
sync-dialog-mirror-copy = Что копировать
sync-dialog-mirror-copy-more = Статус, время и комментарий переносятся всегда. Теги и путь сьют получают только созданные кейсы.
sync-dialog-mirror-include-steps = Шаги
sync-dialog-mirror-include-params = Параметры
sync-dialog-mirror-include-attachments = Вложения
sync-dialog-mirror-include-stacktrace = Стек-трейсы
sync-dialog-mirror-include-tags = Теги
sync-dialog-mirror-include-suites = Путь сьют
sync-dialog-mirror-create-cases = Создать кейсы, которых в целевом проекте нет
sync-dialog-mirror-latest-only = Только последний результат каждого кейса
sync-dialog-mirror-complete = Завершить целевой прогон, когда в нём всё есть
sync-dialog-mirror-lack-from = Выберите проект, откуда переносятся результаты
sync-dialog-mirror-lack-to = Выберите проект, куда переносятся результаты
sync-dialog-mirror-lack-account = Второй аккаунт не настроен: укажите его токен в настройках.
sync-dialog-mirror-account-first = Этот аккаунт
sync-dialog-mirror-account-second = Второй аккаунт
sync-dialog-mirror-pairs = Сохранённые пары
sync-dialog-mirror-pairs-none = Здесь будут пары проектов, между которыми результаты переносятся снова и снова.
sync-dialog-mirror-pair-keep = Сохранить пару
sync-dialog-mirror-pair-update = Обновить пару
sync-dialog-mirror-pair-kept = Пара сохранена
sync-dialog-mirror-pair-keep-more = Сохраняются проекты, способ сопоставления и что копировать. Прогон каждый раз берётся последний.
sync-dialog-mirror-pair-never = ещё не переносилось
sync-dialog-mirror-pair-watched = следим
sync-dialog-mirror-pair-again = Попробовать ещё раз
sync-dialog-mirror-pair-watch = Следить за прогонами
sync-dialog-mirror-pair-watch-more = Каждый завершённый прогон переносится сам, пока программа открыта, и после перезапуска тоже.
sync-dialog-mirror-pair-titles = Названия прогонов, за которыми следить; * — любой текст
sync-dialog-mirror-pair-titles-hint = все прогоны или Nightly*
sync-dialog-mirror-pair-remove = Удалить пару
sync-dialog-mirror-pair-removed = Пара удалена
sync-dialog-mirror-pair-undo = Вернуть
sync-dialog-mirror-lack-finished = В проекте нет завершённых прогонов. Выберите прогон из списка.
sync-dialog-mirror-lack-source-run = Выберите прогон, откуда переносятся результаты
sync-dialog-mirror-lack-target-run = Выберите прогон, куда переносятся результаты
sync-dialog-mirror-lack-title = Напишите название целевого прогона
sync-dialog-mirror-lack-shared-field = У этих проектов нет общего поля с ключом
sync-dialog-mirror-lack-field = Выберите поле с ключом
sync-dialog-mirror-will-go = Результаты прогона «{ $run }»: { $source } → { $target }
sync-dialog-mirror-group-key = По ключу
sync-dialog-mirror-group-title = По названию
sync-dialog-mirror-group-new = В новый кейс
sync-dialog-mirror-group-there = Уже там
sync-dialog-mirror-group-no-key = Без ключа
sync-dialog-mirror-group-duplicate = Неоднозначны
sync-dialog-mirror-group-no-counterpart = Кейса там нет
sync-dialog-mirror-group-no-case = Без кейса
sync-dialog-mirror-group-case-gone = Кейс удалён
sync-dialog-mirror-group-superseded = Есть новее
sync-dialog-mirror-group-beyond-limit = Сверх числа
sync-dialog-mirror-column-key = Ключ
sync-dialog-mirror-column-target = Кейс в { $project }
sync-dialog-mirror-table = Результаты переноса
sync-dialog-mirror-none = Таких результатов нет
sync-dialog-mirror-empty-run = В исходном прогоне нет результатов
sync-dialog-mirror-all-there = Переносить нечего: в прогоне №{ $id } уже есть { $count }.
sync-dialog-mirror-nothing-fits = Переносить нечего: ни один результат не подходит. Причины — в таблице.
sync-dialog-mirror-nothing = Нечего переносить
sync-dialog-mirror-only-complete = Завершить прогон
sync-dialog-mirror-will = { $n ->
    [one] { $count } результат уйдёт в прогон «{ $run }».
    [few] { $count } результата уйдут в прогон «{ $run }».
   *[many] { $count } результатов уйдут в прогон «{ $run }».
}
sync-dialog-mirror-will-make = { $n ->
    [one] { $count } результат уйдёт в новый прогон «{ $run }».
    [few] { $count } результата уйдут в новый прогон «{ $run }».
   *[many] { $count } результатов уйдут в новый прогон «{ $run }».
}
sync-dialog-mirror-will-create = { $n ->
    [one] Будет создан { $count } кейс.
    [few] Будет создано { $count } кейса.
   *[many] Будет создано { $count } кейсов.
}
sync-dialog-mirror-will-skip = { $n ->
    [one] Пропущен { $count } результат.
    [few] Пропущено { $count } результата.
   *[many] Пропущено { $count } результатов.
}
sync-dialog-mirror-apply-n = { $n ->
    [one] Перенести { $n } результат
    [few] Перенести { $n } результата
   *[many] Перенести { $n } результатов
}
sync-dialog-mirroring = Перенос { $source } → { $target }
sync-dialog-new-mirror = Новый перенос
sync-dialog-mirror-item-case = кейс создан
sync-dialog-mirror-item-sent = отправлен
sync-dialog-mirror-item-there = уже был
