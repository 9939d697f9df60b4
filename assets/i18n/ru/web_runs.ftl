# Страницы сервера: прогоны, их результаты, сравнение, ручное выполнение, ссылки на отчёты, импорт результатов.
web-runs-count = { $n ->
    [one] { $count } прогон
    [few] { $count } прогона
   *[many] { $count } прогонов
}
web-runs-from = С
web-runs-to = По
web-runs-apply = Применить
web-runs-today = Сегодня
web-runs-reset = Сбросить
web-runs-dates-wrong = Дата «С» должна быть меньше или равна дате «По»
web-runs-none = Прогонов пока нет
web-runs-none-found = Ничего не найдено по выбранным фильтрам
web-runs-title = Название
web-runs-state = Состояние
web-runs-began = Начало
web-runs-ended = Завершение
web-runs-results = Результаты
web-runs-newer = Новее
web-runs-older = Старее
web-runs-progress = { $n ->
    [one] из { $total } результата
    [few] из { $total } результатов
   *[many] из { $total } результатов
}
web-runs-started = начат { $time }
web-runs-left = осталось около { $time }
web-runs-change = { $change } к #{ $run }
web-runs-failing = Падения
web-runs-new-ones = Новые
web-runs-new-one = Новое
web-runs-known = Известные
web-runs-first-ones = Впервые
web-runs-first-one = Впервые
web-runs-ages = Сравнение с прогоном #{ $run }. Новые: в прошлый раз тест прошёл или был пропущен. Известные: тогда он тоже упал или заглушён. Впервые: прежнего вердикта нет.
web-runs-compare-ages = Новые падения: в #{ $run } тест прошёл или был пропущен. Новых тестов в #{ $run } нет вовсе, каким бы ни был их результат.
web-runs-ages-alone = Сравнивать не с чем: более раннего прогона нет. Падения заглушённых тестов известны, остальные случились впервые.
web-runs-flaky = Нестабильные
web-runs-all = Все
web-runs-others = Другие статусы
web-runs-since = С #{ $run }
web-runs-newest-first = Сначала новые
web-runs-newer-failures = { $n ->
    [one] { $n } новое падение
    [few] { $n } новых падения
   *[many] { $n } новых падений
}
web-runs-to-newest = К новым
web-runs-further = Показать ещё
web-runs-follow = Следить
web-runs-unfollow = Не следить
web-runs-none-failing = Ни один тест не упал
web-runs-report = Отчёт
web-runs-share = Поделиться
web-runs-more = Другие действия
web-runs-complete = Завершить прогон…
web-runs-complete-ask = Завершить прогон? Результаты больше приниматься не будут.
web-runs-abort = Прервать прогон
web-runs-abort-ask = Прервать прогон? Он закончится досрочно, результаты больше приниматься не будут.
web-runs-trash = Переместить в корзину
web-runs-trash-ask = Переместить прогон в корзину? Его результаты перестанут учитываться.
web-runs-per-minute = Результатов в минуту
web-runs-now = сейчас
web-runs-average = в среднем
web-runs-ci = Команда для CI
web-runs-ci-hint = Вторая команда завершается с кодом 6, если упал тест, который раньше проходил.
web-runs-from-ci = CI
web-runs-by-hand = Вручную
web-runs-silent-worker = От { $worker } нет результатов уже { $time }
web-runs-silent-workers = { $n ->
    [one] От { $n } потока нет результатов уже { $time }
    [few] От { $n } потоков нет результатов уже { $time }
   *[many] От { $n } потоков нет результатов уже { $time }
}
web-runs-silent = Нет результатов уже { $time }
web-runs-facts = Подробности
web-runs-shards = Части
web-runs-share-note = Любой, у кого есть ссылка, может читать отчёт об этом прогоне до выбранного дня без входа.
web-runs-share-until = До
web-runs-share-make = Создать ссылку
web-runs-share-made = Ссылка готова. Она показывается только один раз.
web-runs-share-link = Ссылка на отчёт
web-runs-share-line = до { $until }
web-runs-share-end = Закрыть
web-runs-share-end-ask = Закрыть эту ссылку? Открыть по ней отчёт больше не получится.
web-runs-share-wrong = Выберите день от сегодняшнего до дня через год
web-runs-no-times = Ни у одного результата прогона нет времени
web-runs-lanes-hidden = { $n ->
    [one] не показана ещё { $n } дорожка
    [few] не показаны ещё { $n } дорожки
   *[many] не показано ещё { $n } дорожек
}
web-runs-by-tool = Результаты добавит инструмент тестирования; кейсы не выполняются вручную
web-runs-create = Создать прогон
web-runs-create-another = Создать ещё один прогон
web-runs-twin = Такой же прогон создан только что:
web-runs-cancel = Отмена
web-runs-cases-all = Все кейсы
web-runs-boxes-find = Найти сьют или тег
web-runs-boxes-cut = Показаны не все: остальные можно найти по названию.
web-runs-cases-suites = Сьюты
web-runs-cases-tags = Теги
web-runs-badge-none = нет завершённых прогонов
web-runs-badge-passed = пройдено { $rate }
web-runs-badge-failed = { $n ->
    [one] пройдено { $rate }, { $n } падение
    [few] пройдено { $rate }, { $n } падения
   *[many] пройдено { $rate }, { $n } падений
}
web-runs-my-cases = Мои кейсы
web-runs-place = { $n } из { $total }
web-runs-save = Сохранить
web-runs-met = Кто-то тем временем внёс результат. Ваш ещё не сохранён.
web-runs-replace = Заменить
web-runs-replace-step = статус шага
web-runs-keep-theirs = Оставить чужой
web-runs-step-down = следующий шаг
web-runs-step-up = предыдущий шаг
web-runs-case-down = следующий кейс
web-runs-case-up = предыдущий кейс
web-runs-clear = снять статус
web-runs-undo = отменить последнюю отметку
web-runs-key-undo = Отменить последнюю отметку
web-runs-unlink = Отвязать
web-runs-screenshot = Вставьте или перетащите снимок экрана
web-runs-attach = Прикрепить
web-runs-no-file = Выберите файл
web-runs-past-last = { $status } в #{ $run }
web-runs-before = До
web-runs-after = После
web-runs-compare = Сравнить
web-runs-moved = Как изменились результаты
web-runs-around = Что изменилось вокруг тестов
web-runs-around-same = Ничего не изменилось
web-runs-equal = { $n ->
    [one] { $n } одинаковое значение
    [few] { $n } одинаковых значения
   *[many] { $n } одинаковых значений
}
web-runs-open = Открыть прогон
web-runs-import-read = { $n ->
    [one] Сохранён { $count } результат
    [few] Сохранено { $count } результата
   *[many] Сохранено { $count } результатов
}
web-runs-import-known = Эти файлы уже загружались: прогон был раньше.
web-runs-import-unmatched = { $n ->
    [one] { $n } тест без кейса
    [few] { $n } теста без кейса
   *[many] { $n } тестов без кейса
}
web-runs-import-skipped = { $n ->
    [one] { $n } файл не прочитан
    [few] { $n } файла не прочитано
   *[many] { $n } файлов не прочитано
}
web-runs-import-incomplete = { $n ->
    [one] { $n } файл прочитан частично
    [few] { $n } файла прочитано частично
   *[many] { $n } файлов прочитано частично
}
web-runs-import-missing = { $n ->
    [one] не хватает { $n } вложения
    [few] не хватает { $n } вложений
   *[many] не хватает { $n } вложений
}
web-runs-import-refused = Файлы не прочитаны, ничего не сохранено
web-runs-import-again = Выберите файлы ещё раз: браузер их не запоминает.
web-runs-import-title-hint = Если пусто — из файлов
web-runs-import-cases = Создать кейс для каждого теста без кейса
web-runs-import-drop = Перетащите файлы сюда или выберите их
web-runs-import-formats = Allure, JUnit, pytest, Playwright, Jest, TRX, NUnit, xUnit, Cucumber и другие; можно ZIP или tar.gz
web-runs-mute-note = Падения заглушённого теста известны и до этого дня считаются отдельно; без даты — бессрочно
web-count-passed = пройдено
web-count-failed = провалено
web-count-broken = сломано
web-count-blocked = заблокировано
web-count-invalid = некорректно
web-count-skipped = пропущено
web-count-untested = не запускалось
