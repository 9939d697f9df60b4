# Окно синхронизации с Qase: импорт, экспорт, соответствия, история.

sync-dialog-title = Синхронизация с Qase
sync-dialog-close = Закрыть
sync-dialog-tab-import = Импорт
sync-dialog-tab-export = Экспорт
sync-dialog-tab-mapping = Соответствия
sync-dialog-tab-mirror = Перенос
sync-dialog-tab-history = История
sync-dialog-keys-apply = Ctrl+Enter
sync-dialog-not-connected = Не подключено
sync-dialog-no-connection = Нет подключения
sync-dialog-no-project = Проект не выбран
sync-dialog-project-unseen = { $code }: нет доступа к проекту
sync-dialog-not-connected-head = Qase ещё не подключён
sync-dialog-not-connected-more = Введите API-токен и код проекта в настройках. Токен хранится только на этом компьютере.
sync-dialog-open-settings = Открыть настройки
sync-dialog-dismiss = Скрыть
sync-dialog-busy = Другая синхронизация этого проекта ещё выполняется. Дождитесь её или отмените.

sync-dialog-step-choose = Выбор
sync-dialog-step-preview = Предпросмотр
sync-dialog-step-apply = Применение
sync-dialog-step-summary = Итог
sync-dialog-back = Назад
sync-dialog-cancel = Отменить
sync-dialog-stopping = Остановка…
sync-dialog-please-wait = Подождите
sync-dialog-just-begun = Только что начато
sync-dialog-since = прошло { $time }
sync-dialog-done-of = { $done } из { $total }
sync-dialog-waiting-limit = Ожидание, лимит запросов Qase: { $time }
sync-dialog-goes-on = Окно можно закрыть: работа продолжится, а её ход будет виден в строке состояния.

sync-dialog-project = Проект
sync-dialog-refresh = Обновить
sync-dialog-loading = Загрузка…
sync-dialog-choose-project = Выберите проект
sync-dialog-choose-project-head = Выберите проект Qase
sync-dialog-choose-project-more = Список слева вверху. Затем выберите сьюты для импорта.
sync-dialog-filter-suites = Сьюты
sync-dialog-suites = Сьюты проекта
sync-dialog-loading-suites = Загрузка сьютов…
sync-dialog-no-suites = В проекте нет сьютов. Кейсы будут импортированы без сьютов.
sync-dialog-without-suite = Без сьюта
sync-dialog-no-suite = без сьюта
sync-dialog-check-all = Выбрать все сьюты
sync-dialog-check-none = Снять выбор
sync-dialog-clear = Очистить
sync-dialog-find = Найти
sync-dialog-chosen-suites = Сьютов: { $suites } из { $all }, кейсов: { $cases }
sync-dialog-to-preview = Предпросмотр
sync-dialog-how-to-import = Как импортировать
sync-dialog-how-to-import-more = Сначала проверьте изменения. Ничего не сохранится, пока вы не нажмёте «Применить».
sync-dialog-on-conflict = При конфликте
sync-dialog-policy-smart = Умное слияние
sync-dialog-policy-smart-more = Изменения одной стороны принимаются, теги объединяются. Вы решаете только то, что изменили обе.
sync-dialog-policy-ask = Спросить
sync-dialog-policy-ask-more = Вы решаете каждое различие, которое внесла не одна сторона, поле за полем.
sync-dialog-policy-theirs = Взять из Qase
sync-dialog-policy-theirs-more = В конфликтах побеждает Qase. Поля, не заполненные в Qase, не стирают ваши.
sync-dialog-policy-mine = Оставить моё
sync-dialog-policy-mine-more = В конфликтах побеждают ваши значения. Пустые поля и изменения, внесённые только в Qase, импортируются.
sync-dialog-also = Дополнительно
sync-dialog-functions-from-suites = Создать функции из сьютов
sync-dialog-functions-from-suites-more = Каждый сьют станет функцией реестра, покрытой кейсами этого сьюта.

sync-dialog-class-all = Все
sync-dialog-class-new = Новые
sync-dialog-class-changed = Изменены
sync-dialog-class-conflict = Конфликты
sync-dialog-class-removed = Удалены в Qase
sync-dialog-class-gone = Удалены
sync-dialog-class-skipped = Пропущены
sync-dialog-class-unchanged = Без изменений
sync-dialog-conflicts-all = Для всех конфликтов:
sync-dialog-take-theirs = Взять из Qase
sync-dialog-keep-mine = Оставить моё
sync-dialog-preview-empty = Сравнивать нечего: в выбранном нет кейсов
sync-dialog-preview-none = Таких кейсов нет
sync-dialog-preview-table = Кейсы предпросмотра
sync-dialog-check-case = Включить
sync-dialog-column-id = ID
sync-dialog-column-title = Название
sync-dialog-column-suite = Сьют
sync-dialog-column-differs = Различия
sync-dialog-column-decision = Решение
sync-dialog-column-outcome = Результат
sync-dialog-column-what = Элемент
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
sync-dialog-side-was = Последняя синхронизация
sync-dialog-side-here = Здесь
sync-dialog-side-there = В Qase
sync-dialog-blank = пусто
sync-dialog-yes = да
sync-dialog-no = нет
sync-dialog-whole-case = Новый кейс. Он будет создан со всеми полями, шагами и тегами.
sync-dialog-removed-all = Все показанные:
sync-dialog-removed-keep = Оставить здесь
sync-dialog-removed-trash = Переместить в корзину
sync-dialog-removed-case = Этот кейс удалён в Qase. Здесь он останется. Если он вернётся в Qase, то снова будет связан с этим кейсом.
sync-dialog-same-case = Обе стороны одинаковы. Менять нечего.
sync-dialog-into-suite = Сьют
sync-dialog-root-suite = Без сьюта
sync-dialog-suite-of-new = Сьют для новых кейсов
sync-dialog-new-of-functions = { $n ->
    [one] у { $n } выбранной функции нет кейса, он будет создан
    [few] у { $n } выбранных функций нет кейсов, они будут созданы
   *[many] у { $n } выбранных функций нет кейсов, они будут созданы
}
sync-dialog-dropped = Подключение к Qase изменилось. Предпросмотр прежнего подключения закрыт.
sync-dialog-stale = Выбор сьютов изменился. Обновите предпросмотр.
sync-dialog-preview-again = Обновить предпросмотр
sync-dialog-nothing-to-apply = Нечего применять
sync-dialog-apply-n = { $n ->
    [one] Применить { $n } изменение
    [few] Применить { $n } изменения
   *[many] Применить { $n } изменений
}
sync-dialog-import-will = Будет создано: { $created }, обновлено: { $updated }, исключено вами: { $left_out }.
sync-dialog-will-trash = Будет перемещено в корзину: { $n }.
sync-dialog-will-unlink = Будет отвязано: { $n }.
sync-dialog-open-conflicts = Нерешённых конфликтов: { $n }.
sync-dialog-count-created = Будет создано
sync-dialog-count-updated = Будет обновлено
sync-dialog-count-unlinked = Будет отвязано
sync-dialog-count-trashed = В корзину
sync-dialog-count-left-out = Исключены вами
sync-dialog-count-open = Не решено
sync-dialog-count-results = Результаты к отправке
sync-dialog-guard-anyway = Всё равно отвязать…
sync-dialog-guard-what = { $n ->
    [one] { $n } кейс будет отвязан от Qase. Он останется в рабочем пространстве, но следующий экспорт создаст его в Qase заново.
    [few] { $n } кейса будут отвязаны от Qase. Они останутся в рабочем пространстве, но следующий экспорт создаст их в Qase заново.
   *[many] { $n } кейсов будут отвязаны от Qase. Они останутся в рабочем пространстве, но следующий экспорт создаст их в Qase заново.
}
sync-dialog-guard-sure = { $n ->
    [one] Проверено: { $n } кейс удалён в Qase намеренно
    [few] Проверено: { $n } кейса удалены в Qase намеренно
   *[many] Проверено: { $n } кейсов удалены в Qase намеренно
}
sync-dialog-guard-do = Отвязать { $n }
sync-dialog-guard-leave = Оставить связанными
sync-dialog-guard = В Qase нет { $removed } из { $linked } связанных кейсов, поэтому они остаются связанными. Проверьте, тот ли это проект и видит ли его токен целиком.
sync-dialog-importing = Импорт из { $project }

sync-dialog-field-title = Название
sync-dialog-field-description = Описание
sync-dialog-field-preconditions = Предусловия
sync-dialog-field-postconditions = Постусловия
sync-dialog-field-expected-result = Ожидаемый результат
sync-dialog-field-links = Ссылки
sync-dialog-field-severity = Серьёзность
sync-dialog-field-priority = Приоритет
sync-dialog-field-kind = Тип
sync-dialog-field-layer = Уровень
sync-dialog-field-behavior = Поведение
sync-dialog-field-automation = Автоматизация
sync-dialog-field-status = Статус
sync-dialog-field-is-flaky = Помечен нестабильным
sync-dialog-field-steps = Шаги
sync-dialog-field-step-n = Шаг { $steps }
sync-dialog-field-steps-n = Шаги { $steps }
sync-dialog-field-tags = Теги
sync-dialog-field-parameters = Параметры
sync-dialog-field-custom-fields = Пользовательские поля
sync-dialog-field-attachments = Вложения
sync-dialog-field-suite = Сьют

sync-dialog-option-undefined = не задано
sync-dialog-option-blocker = блокирующая
sync-dialog-option-critical = критическая
sync-dialog-option-major = значительная
sync-dialog-option-normal = обычная
sync-dialog-option-minor = незначительная
sync-dialog-option-trivial = тривиальная
sync-dialog-option-high = высокий
sync-dialog-option-medium = средний
sync-dialog-option-low = низкий
sync-dialog-option-other = другое
sync-dialog-option-functional = функциональный
sync-dialog-option-smoke = дымовой
sync-dialog-option-regression = регрессионный
sync-dialog-option-security = безопасность
sync-dialog-option-usability = удобство использования
sync-dialog-option-performance = производительность
sync-dialog-option-acceptance = приёмочный
sync-dialog-option-compatibility = совместимость
sync-dialog-option-integration = интеграция
sync-dialog-option-exploratory = исследовательский
sync-dialog-option-unknown = не задано
sync-dialog-option-e2e = сквозной (E2E)
sync-dialog-option-api = API
sync-dialog-option-unit = модульный
sync-dialog-option-positive = позитивное
sync-dialog-option-negative = негативное
sync-dialog-option-destructive = деструктивное
sync-dialog-option-is-not-automated = вручную
sync-dialog-option-to-be-automated = к автоматизации
sync-dialog-option-automated = автоматизирован
sync-dialog-option-actual = актуален
sync-dialog-option-draft = черновик
sync-dialog-option-deprecated = устарело
sync-dialog-option-classic = по шагам
sync-dialog-option-gherkin = Gherkin

sync-dialog-by-watching = наблюдение
sync-dialog-by-webhook = вебхук
sync-dialog-kind-import = Импорт
sync-dialog-kind-export = Экспорт
sync-dialog-kind-mapping = Соответствия
sync-dialog-kind-mirror = Перенос
sync-dialog-headline-done = { $kind }: завершено
sync-dialog-headline-partly = { $kind }: завершено частично
sync-dialog-headline-failed = { $kind }: не удалось
sync-dialog-headline-cancelled = { $kind }: отменено
sync-dialog-headline-interrupted = { $kind }: прервано, программа была закрыта
sync-dialog-headline-running = { $kind }: выполняется
sync-dialog-headline-unresolved = Не решено конфликтов: { $n }
sync-dialog-nothing-done = Ничего не изменено
sync-dialog-nothing-done-more = Работа остановилась до первой записи. Ни здесь, ни в Qase ничего не изменилось.
sync-dialog-in-step = Менять нечего: обе стороны одинаковы
sync-dialog-items-table = Результат по каждому элементу
sync-dialog-items-failed = Не удалось
sync-dialog-items-conflict = Конфликты
sync-dialog-items-created = Создано
sync-dialog-items-sent = Отправлено
sync-dialog-items-updated = Обновлено
sync-dialog-items-removed = Отвязано
sync-dialog-items-skipped = Пропущено
sync-dialog-items-unchanged = Без изменений
sync-dialog-item-failed = не удалось
sync-dialog-item-conflict = конфликт
sync-dialog-item-created = создано
sync-dialog-item-updated = обновлено
sync-dialog-item-removed = отвязано
sync-dialog-item-skipped = пропущено
sync-dialog-item-unchanged = без изменений
sync-dialog-word-failed = не удалось
sync-dialog-word-conflict = конфликтов
sync-dialog-word-created = создано
sync-dialog-word-updated = обновлено
sync-dialog-word-removed = удалено
sync-dialog-word-skipped = пропущено
sync-dialog-word-unchanged = без изменений
sync-dialog-tile-case-failed = { $n ->
    [one] кейс не удался
    [few] кейса не удались
   *[many] кейсов не удались
}
sync-dialog-tile-case-conflict = { $n ->
    [one] конфликт
    [few] конфликта
   *[many] конфликтов
}
sync-dialog-tile-case-created = { $n ->
    [one] кейс создан
    [few] кейса создано
   *[many] кейсов создано
}
sync-dialog-tile-case-updated = { $n ->
    [one] кейс обновлён
    [few] кейса обновлено
   *[many] кейсов обновлено
}
sync-dialog-tile-case-removed = { $n ->
    [one] кейс отвязан
    [few] кейса отвязано
   *[many] кейсов отвязано
}
sync-dialog-tile-case-skipped = { $n ->
    [one] кейс пропущен
    [few] кейса пропущено
   *[many] кейсов пропущено
}
sync-dialog-tile-case-unchanged = { $n ->
    [one] кейс без изменений
    [few] кейса без изменений
   *[many] кейсов без изменений
}
sync-dialog-tile-result-failed = { $n ->
    [one] результат не удался
    [few] результата не удались
   *[many] результатов не удались
}
sync-dialog-tile-result-conflict = { $n ->
    [one] конфликт
    [few] конфликта
   *[many] конфликтов
}
sync-dialog-tile-result-created = { $n ->
    [one] результат отправлен
    [few] результата отправлено
   *[many] результатов отправлено
}
sync-dialog-tile-result-updated = { $n ->
    [one] результат обновлён
    [few] результата обновлено
   *[many] результатов обновлено
}
sync-dialog-tile-result-removed = { $n ->
    [one] результат удалён
    [few] результата удалено
   *[many] результатов удалено
}
sync-dialog-tile-result-skipped = { $n ->
    [one] результат пропущен
    [few] результата пропущено
   *[many] результатов пропущено
}
sync-dialog-tile-result-unchanged = уже отправлено
sync-dialog-entity-case = кейс
sync-dialog-entity-suite = сьют
sync-dialog-entity-run = прогон
sync-dialog-entity-result = результат
sync-dialog-entity-mapping = соответствие
sync-dialog-entity-shared-step = общий шаг
sync-dialog-entity-function = функция
sync-dialog-of-suites = Сьюты
sync-dialog-of-cases = Кейсы
sync-dialog-of-results = Результаты
sync-dialog-functions-made = Функций создано: { $n }
sync-dialog-mappings-made = Соответствий добавлено: { $n }
sync-dialog-run-made = Создан прогон: №{ $id } «{ $title }»
sync-dialog-run-used = Прогон: №{ $id } «{ $title }»
sync-dialog-open-run = Открыть прогон в Qase
sync-dialog-no-changes = без изменений
sync-dialog-save-report = Сохранить отчёт…
sync-dialog-report-path = Файл отчёта
sync-dialog-report-kinds = .md для чтения, .json для скриптов
sync-dialog-report-kinds-mirror = .md или .html для чтения, .json для скриптов
sync-dialog-report-saved = Отчёт сохранён: { $path }
sync-dialog-report-failed = Не удалось сохранить отчёт: { $reason }
sync-dialog-browse = Выбрать файл…
sync-dialog-save = Сохранить
sync-dialog-new-import = Новый импорт
sync-dialog-to-mapping = Открыть соответствия

sync-dialog-history-n = { $n ->
    [one] { $n } синхронизация
    [few] { $n } синхронизации
   *[many] { $n } синхронизаций
}
sync-dialog-history-empty = Синхронизаций пока нет
sync-dialog-history-empty-more = Здесь появится каждый импорт и экспорт: время, количество и результат по каждому кейсу.
sync-dialog-history-unread = Не удалось прочитать историю.
sync-dialog-outcome-unread = Не удалось прочитать итог этой синхронизации.
sync-dialog-registry-unread = Не удалось прочитать функции и кейсы.
sync-dialog-mapping-unread = Не удалось прочитать соответствие.
sync-dialog-entry-unread = Не удалось прочитать введённые результаты.
sync-dialog-entry-unended = Результаты отправлены, но их прогон здесь не закрыт.
sync-dialog-go-import = Начать с импорта

sync-dialog-exporting = Экспорт в { $project }
sync-dialog-new-export = Новый экспорт
sync-dialog-finish = Готово
sync-dialog-export-will = В Qase будет создано: { $created }, обновлено: { $updated }, исключено вами: { $left_out }.
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
sync-dialog-no-functions-more = Импортируйте список функций (Файл → Импорт) или создайте функции из сьютов Qase.
sync-dialog-choose-functions = Выберите функции слева
sync-dialog-chosen-functions = Функций: { $functions }, кейсов: { $cases }.
sync-dialog-without-case = Не отправятся результаты, кейсов которых нет в Qase: { $n }.
sync-dialog-without-case-select = Не отправятся результаты, кейсов которых нет в Qase: { $n }. Вернитесь и отметьте «Кейсы», чтобы создать их.
sync-dialog-results-of-run = Отправятся все результаты прогона «{ $title }».
sync-dialog-of-run-note = Результаты прогона «{ $title }»: каждая попытка и каждая комбинация параметров, в том числе кейсов, не связанных с функциями.
sync-dialog-of-run-other = Ввести или отправить последние
sync-dialog-of-run-alone-head = Функции не выбраны
sync-dialog-of-run-alone = Отправятся результаты прогона по кейсам, не связанным с функциями.
sync-dialog-last-results-n = Последних результатов к отправке: { $n }.
sync-dialog-no-results-yet = Нет результатов для отправки: ни один кейс ещё не запускался.
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
sync-dialog-unknown-line = Строка { $line }: «{ $what }» не найдено.
sync-dialog-not-kept = Не удалось сохранить введённые результаты: { $reason }
sync-dialog-by-functions = Функции
sync-dialog-by-cases = Кейсы
sync-dialog-filter-cases = Сьюты и кейсы
sync-dialog-cases-of-project = Сьюты и кейсы проекта
sync-dialog-choose-cases = Выберите кейсы слева
sync-dialog-choose-cases-more = Выберите сьюты или кейсы слева. Будут отправлены они и их результаты.
sync-dialog-chosen-cases = Кейсов: { $cases }.
sync-dialog-choose-functions-head = Что отправить в Qase?
sync-dialog-choose-functions-more = Выберите функции слева. Будут отправлены их кейсы и результаты.
sync-dialog-choose-all-changed = Выбрать изменённые
sync-dialog-no-cases-chosen = У выбранных функций пока нет кейсов
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
sync-dialog-result-sent = уже отправлен
sync-dialog-key-next = следующий

sync-dialog-show-mapped = Связаны
sync-dialog-show-functions = Функции без кейсов
sync-dialog-show-cases = Кейсы без функций
sync-dialog-show-suggestions = Предложения
sync-dialog-show-doubles = Дубликаты
sync-dialog-column-func-id = FuncID
sync-dialog-column-function = Функция
sync-dialog-column-qase-id = Qase ID
sync-dialog-column-origin = Источник
sync-dialog-column-reason = Причина
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
sync-dialog-double = Дубликат: кейс у нескольких функций или одинаковые кейсы у одной
sync-dialog-ambiguous = Подходит нескольким функциям: выберите одну
sync-dialog-threshold = Порог сходства
sync-dialog-mapping-table = Соответствия функций и кейсов
sync-dialog-check-accept = Принять
sync-dialog-check-unlink = Выбрать
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
sync-dialog-checked-of = Выбрано: { $n } из { $all }
sync-dialog-will-link = Будет связано пар: { $n }
sync-dialog-mapping-numbers = Связано пар: { $mapped }. Функций без кейсов: { $functions }, кейсов без функций: { $cases }.
sync-dialog-mapping-import = Импорт CSV…
sync-dialog-mapping-export = Экспорт CSV…
sync-dialog-mapping-written = Соответствий экспортировано: { $n }, файл { $path }
sync-dialog-mapping-file = Строк: { $rows }, новых пар: { $new }, уже связано: { $known }, пропущено: { $unknown }.
sync-dialog-mapping-empty = Связывать пока нечего
sync-dialog-mapping-empty-more = Сначала импортируйте кейсы из Qase, затем свяжите их с функциями.
sync-dialog-mapping-no-functions = Нет функций для связи
sync-dialog-mapping-no-functions-more = Импортируйте список функций или создайте функции в реестре, затем свяжите их с кейсами.
sync-dialog-no-mappings = Пока ничего не связано
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
sync-dialog-mirror-project-from = Исходный проект
sync-dialog-mirror-project-to = Целевой проект
sync-dialog-mirror-project-first = Сначала выберите проект
sync-dialog-mirror-find-project = Код или название
sync-dialog-mirror-run = Прогон
sync-dialog-mirror-run-from = Исходный прогон
sync-dialog-mirror-run-to = Целевой прогон
sync-dialog-mirror-find-run = Номер, название или дата
sync-dialog-mirror-latest = Последний
sync-dialog-mirror-no-runs = Прогонов нет
sync-dialog-mirror-finished = завершён
sync-dialog-mirror-open = ещё выполняется
sync-dialog-mirror-same-title = Такой же
sync-dialog-mirror-same-title-more = Прогон с тем же названием; будет создан, если его нет.
sync-dialog-mirror-titled = Другой
sync-dialog-mirror-titled-more = Будет создан, если его нет. {"{"}title{"}"} — название исходного прогона.
sync-dialog-mirror-same-project = С обеих сторон один и тот же проект. Выберите другой.
sync-dialog-mirror-match = Сопоставлять кейсы
sync-dialog-mirror-match-key = По ключу
sync-dialog-mirror-match-key-title = Сначала по ключу
sync-dialog-mirror-match-title = По названию
sync-dialog-mirror-match-key-more = Кейсы с одинаковым значением общего поля. Результаты кейсов без ключа пропускаются.
sync-dialog-mirror-match-key-title-more = Сначала по значению общего поля, затем по названию среди кейсов без ключа.
sync-dialog-mirror-match-title-more = Кейсы с одинаковым названием. Общее поле не нужно.
sync-dialog-mirror-field = Поле с ключом
sync-dialog-mirror-field-not-shared = Поля «{ $title }» нет в обоих проектах. Выберите другое.
sync-dialog-mirror-no-shared-field = У этих проектов нет общего текстового поля кейсов. Создайте его в Qase для обоих проектов или сопоставляйте по названию.
sync-dialog-mirror-match-by-title = Сопоставлять по названию
sync-dialog-mirror-copy = Что копировать
sync-dialog-mirror-copy-more = Статус, время и комментарий копируются всегда. Теги и путь сьютов получают только созданные кейсы.
sync-dialog-mirror-include-steps = Шаги
sync-dialog-mirror-include-params = Параметры
sync-dialog-mirror-include-attachments = Вложения
sync-dialog-mirror-include-stacktrace = Стеки вызовов
sync-dialog-mirror-include-tags = Теги
sync-dialog-mirror-include-suites = Путь сьютов
sync-dialog-mirror-create-cases = Создать кейсы, которых нет в целевом проекте
sync-dialog-mirror-resend-edited = Отправить ещё раз изменённое после переноса
sync-dialog-mirror-latest-only = Только последний результат каждого кейса
sync-dialog-mirror-complete = Завершить целевой прогон, когда в нём будут все результаты
sync-dialog-mirror-lack-from = Выберите исходный проект
sync-dialog-mirror-lack-to = Выберите целевой проект
sync-dialog-mirror-lack-account = Второй аккаунт не настроен. Введите его токен в настройках.
sync-dialog-mirror-account-first = Этот аккаунт
sync-dialog-mirror-account-second = Второй аккаунт
sync-dialog-mirror-pairs = Сохранённые пары
sync-dialog-mirror-pairs-none = Сохраняйте здесь пары проектов, чтобы переносить результаты повторно.
sync-dialog-mirror-pair-keep = Сохранить пару
sync-dialog-mirror-pair-update = Обновить пару
sync-dialog-mirror-pair-kept = Пара сохранена
sync-dialog-mirror-pair-keep-more = Сохраняются проекты, способ сопоставления и что копировать. Каждый раз берётся последний прогон.
sync-dialog-mirror-pair-never = ещё не переносилось
sync-dialog-mirror-pair-watched = наблюдение
sync-dialog-mirror-pair-again = Повторить
sync-dialog-mirror-pair-watch = Наблюдать за прогонами
sync-dialog-mirror-pair-watch-more = Каждый завершённый прогон переносится автоматически, пока программа открыта, в том числе после перезапуска.
sync-dialog-mirror-pair-titles = Названия наблюдаемых прогонов; * — любой текст
sync-dialog-mirror-pair-titles-hint = все прогоны или Nightly*
sync-dialog-mirror-pair-remove = Удалить пару
sync-dialog-mirror-pair-removed = Пара удалена
sync-dialog-mirror-pair-undo = Отменить
sync-dialog-mirror-lack-finished = В проекте нет завершённых прогонов. Выберите прогон из списка.
sync-dialog-mirror-lack-source-run = Выберите исходный прогон
sync-dialog-mirror-lack-target-run = Выберите целевой прогон
sync-dialog-mirror-lack-title = Введите название целевого прогона
sync-dialog-mirror-lack-shared-field = У этих проектов нет общего поля с ключом
sync-dialog-mirror-lack-field = Выберите поле с ключом
sync-dialog-mirror-will-go = Результаты прогона «{ $run }»: { $source } → { $target }
sync-dialog-mirror-group-key = По ключу
sync-dialog-mirror-group-title = По названию
sync-dialog-mirror-group-new = В новый кейс
sync-dialog-mirror-group-there = Уже перенесены
sync-dialog-mirror-group-no-key = Без ключа
sync-dialog-mirror-group-duplicate = Неоднозначные
sync-dialog-mirror-group-not-final = Выполняется
sync-dialog-mirror-group-undecided = Задержаны
sync-dialog-mirror-group-no-counterpart = Нет в целевом
sync-dialog-mirror-group-no-case = Без кейса
sync-dialog-mirror-group-case-gone = Кейс удалён
sync-dialog-mirror-group-doubtful = Неполный список
sync-dialog-mirror-group-superseded = Есть новее
sync-dialog-mirror-group-edited = Изменены после переноса
sync-dialog-mirror-group-mirrored = Созданы переносом
sync-dialog-mirror-group-beyond-limit = Сверх лимита
sync-dialog-mirror-untraced = { $n ->
    [one] { $n } результат, возможно, уже есть в целевом прогоне: другая программа перенесла такой же без метки.
    [few] { $n } результата, возможно, уже есть в целевом прогоне: другая программа перенесла такие же без метки.
   *[many] { $n } результатов, возможно, уже есть в целевом прогоне: другая программа перенесла такие же без метки.
}
sync-dialog-mirror-untraced-hold = Задержать
sync-dialog-mirror-untraced-adopt = Считать перенесёнными
sync-dialog-mirror-untraced-post = Перенести всё равно
sync-dialog-mirror-column-key = Ключ
sync-dialog-mirror-column-target = Кейс в { $project }
sync-dialog-mirror-table = Результаты переноса
sync-dialog-mirror-none = Таких результатов нет
sync-dialog-mirror-empty-run = В исходном прогоне нет результатов
sync-dialog-mirror-all-there = Переносить нечего: в прогоне №{ $id } уже есть { $count }.
sync-dialog-mirror-nothing-fits = Переносить нечего: ни один результат не подходит. Причины указаны в таблице.
sync-dialog-mirror-nothing = Переносить нечего
sync-dialog-mirror-only-complete = Завершить прогон
sync-dialog-mirror-will = { $n ->
    [one] { $count } результат будет перенесён в прогон «{ $run }».
    [few] { $count } результата будут перенесены в прогон «{ $run }».
   *[many] { $count } результатов будут перенесены в прогон «{ $run }».
}
sync-dialog-mirror-will-make = { $n ->
    [one] { $count } результат будет перенесён в новый прогон «{ $run }».
    [few] { $count } результата будут перенесены в новый прогон «{ $run }».
   *[many] { $count } результатов будут перенесены в новый прогон «{ $run }».
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
