# Файлы результатов инструментов тестирования.
result-files-unreadable = Не удалось прочитать { $path }: { $error }
temporary-folder-failed = { $kind ->
    [absent] Папки для временных файлов { $path } нет.
    [full] В папке для временных файлов { $path } нет места. Освободите место или укажите другую папку в TMPDIR.
   *[other] Не удалось записать во временную папку { $path }: { $reason }. Укажите другую папку в TMPDIR.
}
result-files-too-many = Файлов больше { $limit }
result-files-too-large = больше { $limit } МБ или распаковывается в слишком большой файл
result-files-not-read = не читается: { $error }
result-files-link = символическая ссылка; программа по ссылкам не переходит
result-files-special = не файл и не папка
result-files-too-deep = вложено глубже { $limit } папок
result-files-long-name = путь в архиве занимает { $bytes } Б, файловая система не принимает такое длинное имя; сократите его и упакуйте архив заново
result-files-utf16 = JSON в кодировке { $encoding } больше { $limit } МБ; сохраните файл в UTF-8 (в PowerShell: Out-File -Encoding utf8)
result-files-copy = то же, что { $original }; файл читается один раз
result-files-more-copies = копия файла, который читается один раз; копий, не названных здесь: { $count }
result-files-told-twice = { $count } из { $all } результатов есть и в { $by }: это то же выполнение; они считаются один раз
result-files-nested-archive = архив, который здесь не распаковывается; распакуйте его и добавьте его файлы
result-files-stray-bytes = перед архивами или за ними есть байты ({ $bytes }), которые не принадлежат ни одному или принадлежат оборванному; они не прочитаны
result-files-cut-off = Файл { $file } обрывается в строке { $line } после теста { $tests }. Полные тесты загружены, остальных нет.
result-files-faulty = В файле { $file } ошибка разметки в строке { $line } после теста { $tests }. Тесты до этого места загружены, остальных нет.
# A text of earlier versions, which runs have stored.
result-files-malformed = Файл { $file } не читается после строки { $line } и теста { $tests }: тег не закрыт или не открыт. Тесты до этого места загружены, остальных нет.
result-files-other = не файл результатов, известный программе
result-files-more-others = не файл результатов, известный программе; таких файлов, не названных здесь: { $count }
result-archive-damaged = { $file } повреждён или не архив. Ответ разборщика: «{ $reason }».
result-archive-unsafe-path = В { $file } есть опасный путь { $member }; ничего не распаковано
result-archive-unsafe-member = В { $file } есть { $member }: ссылка, устройство или второй файл с этим именем; ничего не распаковано
result-archive-same-name = В { $file } два файла с одним именем; ничего не распаковано
result-archive-long-header = В { $file } имя и сведения одного файла занимают { $bytes } Б, больше допустимого; ничего не распаковано
result-archive-empty = В { $file } нет файлов
result-archive-too-large = { $file } распаковывается в большее число файлов и папок или в больший объём, чем допустимо
result-archive-io = Не удалось распаковать { $file }: { $error }

# Результаты, взятые из файлов.
ingest-stage = Чтение файлов результатов
ingest-equal-formats = В форматах { $one } и { $other } есть одинаковые тесты: { $count }. Если это одно выполнение, они посчитаны дважды: импортируйте один из форматов.
ingest-no-results = Ни в одном файле нет результатов; ничего не записано
ingest-no-results-remedy = Укажите папку, архив или файл, записанные средством тестирования: Allure, JUnit XML, TRX, NUnit, xUnit, Robot Framework, Cucumber, Playwright, CTRF, Cypress, TestCafe, WebdriverIO, Nightwatch, Mocha, Mochawesome, TestNG, TAP, go test, GoogleTest, CTest, Catch2, doctest, QtTest, Boost.Test, pytest-json-report, pytest-reportlog, Xcode, Jest, Vitest, RSpec, Newman, k6, Cucumber messages, Dart, Flutter, Rust или отчёты Qase
ingest-failed = Результаты не удалось сохранить: { $error }
ingest-cancelled = Остановлено; ничего не записано
ingest-shard-ended = Прогон { $number } завершён и результатов больше не принимает; ничего не записано
ingest-shard-all-came = Прогон { $number } завершён: получено { $count ->
    [one] { $count } часть
    [few] { $count } части
   *[other] { $count } частей
}, результатов он больше не принимает; ничего не записано
ingest-shard-ended-remedy = Используйте новый ключ при каждом запуске конвейера или закрывайте прогон после последней части
ingest-shards-differ = Первый вызов указал частей: { $known }, а не { $given }; ничего не записано
ingest-run-key-invalid = В ключе прогона должно быть от 1 до { $max } символов
ingest-more-files = и ещё файлов: { $count }
history-ingest = Результаты из файлов
history-ingest-run = Импортированы результаты: { $title }
run-context-more = ещё { $n }
window-step-ingest-run = импорт результатов «{ $title }»
window-step-ingest = импорт результатов из файлов

difference-new-failure = Новые падения
difference-new-failure-muted = Новые падения заглушённых тестов
difference-message-changed = Всё ещё падают, с другим сообщением
difference-still-failing = Всё ещё падают
difference-fixed = Исправлены
difference-appeared = Новые тесты
difference-gone = Отсутствуют
difference-untested = Не запускались в одном из прогонов
difference-slower = Медленнее
difference-faster = Быстрее
difference-other = Другие изменения
difference-unchanged = Без изменений

app-job-ingest = Чтение результатов тестов
gui-cmd-ingest-results = Импорт результатов тестов…
gui-ingest = Импортировать
gui-ingest-note = Папка, архив или файл, записанные средством тестирования: Allure, JUnit XML, TRX, NUnit, Robot Framework, Cucumber, Playwright, Jest, pytest, TestNG, go test и другие. Их можно также перетащить на окно.
gui-ingest-run-name = Название прогона
gui-ingest-run-name-hint = Название сборки, иначе формат и время начала
gui-ingest-environment = Окружение
gui-ingest-environment-hint = Указанное в файлах
gui-ingest-rerun = Перезапуск
gui-ingest-rerun-note = Результаты тестов, выполненных повторно (необязательно): это новые попытки, и последняя определяет статус.
gui-ingest-labels = Метки
gui-ingest-bad-label = У «{ $label }» нет имени или значения: напишите browser=chrome
gui-ingest-reruns = Результатов перезапусков: новых попыток — { $matched }, отдельных тестов — { $unmatched }
gui-ingest-create-cases = Создать кейс для каждого теста, у которого его нет
gui-ingest-again = Создать ещё один прогон из уже сохранённых файлов
gui-ingest-import-again = Импортировать ещё раз
gui-ingest-done = Прогон { $number }: { $count ->
    [one] { $count } тест
    [few] { $count } теста
   *[other] { $count } тестов
}, без кейса: { $unmatched }
gui-ingest-known = Эти файлы уже сохранены как прогон { $number } ({ $count ->
    [one] { $count } тест
    [few] { $count } теста
   *[other] { $count } тестов
}, без кейса: { $unmatched })
gui-ingest-skipped = Не прочитано файлов: { $count }; первый: { $reason }
gui-ingest-in-part = Прочитано частично файлов: { $count }; первый: { $reason }
gui-ingest-left-out = Пропущено файлов: { $count }; первый: { $reason }
gui-ingest-run-errors = Ошибок вне тестов: { $count }; первая: { $first }
gui-ingest-told-twice = Результатов не учтено, потому что о том же выполнении говорит другой файл: { $count }.
gui-ingest-unnamed = Тестов без имени, названных по месту в файле: { $count }
gui-ingest-files-missing = Вложений нет на месте или они слишком велики: { $count }
gui-ingest-waits = Сначала дочитываются другие результаты, эти — следом
gui-ingest-open = Открыть прогон
palette-also-ingest-results = allure junit xml trx nunit xunit robot cucumber playwright k6 cypress testcafe wdio webdriverio nightwatch ctrf mochawesome testng tap go gtest googletest ctest catch2 doctest qt boost pytest xcode xcresult ci загрузить прогон отчёт
run-attempt-of = попытка { $n } из { $of }
run-attempts = Попытки
run-executed = Выполнено
run-gone-opens = Тесты предыдущего прогона, которых нет в этом. Откроется сравнение прогонов
run-labels = Метки
run-flaky-here = Нестабилен в этом прогоне
run-flaky-here-rule = Тест прошёл после неудачной попытки в этом же прогоне, либо нестабильным его пометил сам инструмент. Доля нестабильности в истории считается по нескольким прогонам.
run-flaky = Нестабильный
run-unknown-status = Неизвестный статус в файле: { $word }
run-no-status = В файле нет статуса
run-found-by = Связь с кейсом
run-set-up = Подготовка
run-tear-down = Завершение
found-by-hand = вручную
found-by-number = номер
found-by-external-id = внешний ID
found-by-automation-key = ключ автоматизации
found-by-function = FuncID
found-by-earlier-result = прежний результат теста
found-by-full-name = полное имя
found-by-title = сьют и название
found-by-title-alone = название
found-by-created = кейс создан для результата
run-since = По сравнению с прогоном { $number } «{ $title }»:
run-since-same = ничего не изменилось
run-untested-why = Кейсы без результата. Они входят в число «Все», но не в остальные числа.
run-untested-case = У этого кейса нет результата в прогоне.
run-since-short = По сравнению с #{ $number }:
run-new-failures-hint = Не прошёл сейчас, а в последнем прогоне, где тест был, прошёл или пропущен. «Сравнить с #{ $number }» относит тест, которого нет в #{ $number }, к новым тестам.
run-without-case = Без кейса
run-show = Вид результатов
run-show-list = Список
run-show-message = По сообщению об ошибке
run-show-category = По категории
run-show-suite = По сьютам
run-show-package = По пакету
run-show-function = По функции
run-show-severity = По серьёзности
run-show-owner = По ответственному
run-show-timeline = Шкала времени
run-find = Найти в результатах
run-only-without-case = Без кейса
run-only-flaky = Нестабильные
run-only-muted = Заглушённые
run-selected = { $n ->
    [one] { $n } результат
    [few] { $n } результата
   *[many] { $n } результатов
}
run-untested-cases = { $n ->
    [one] { $n } кейс
    [few] { $n } кейса
   *[many] { $n } кейсов
}
run-group-open = Развернуть группу
run-group-close = Свернуть группу
run-group-similar = { $n ->
    [one] и ещё { $n } похожее
    [few] и ещё { $n } похожих
   *[many] и ещё { $n } похожих
}
run-group-similar-note = В группе есть и сообщения, которые отличаются от этого только числами, идентификаторами, временем или словами в кавычках. В заголовке — самое частое.
run-result-of = Результат: { $title }
run-group-untested = Без результата
run-group-not-yet = Ещё не сгруппированы
run-group-no-failure = Без ошибки
run-group-blocked = Заблокированы
run-group-failed-silently = Провалены без сообщения
run-group-broken-silently = Сломаны без сообщения
run-group-product-defects = Дефекты продукта (провалены)
run-group-test-defects = Дефекты тестов (сломаны)
run-group-no-suite = Без сьюта
run-group-no-package = Без пакета
run-group-no-owner = Без ответственного
run-group-no-severity = Без серьёзности
run-group-no-function = Кейсы без функции
run-group-no-case = Без кейса
run-categories-unusable = Правила категорий, которые нельзя применить (повреждены, слишком велики или с просмотром вперёд/назад): { $names }
run-timeline-empty = Ни у одного результата прогона нет времени: показаны группы по сообщению об ошибке
run-timeline-workers = { $n ->
    [one] { $n } поток
    [few] { $n } потока
   *[many] { $n } потоков
}
run-timeline-timeless = { $n ->
    [one] { $n } тест без времени
    [few] { $n } теста без времени
   *[many] { $n } тестов без времени
}
run-timeline-unnamed = Поток
run-timeline-fit = Показать весь прогон
run-timeline-note = Ctrl+колесо меняет масштаб, перетаскивание двигает, два щелчка показывают весь прогон; стрелки, Home и End ведут от теста к тесту
run-timeline-bars = Тесты на шкале времени
run-create-case = Создать кейс
run-create-cases = Создать кейсы
run-link-case = Связать с кейсом…
run-link-other-case = Связать с другим кейсом…
run-unlink-case = Отвязать от кейса
run-link-title = Связать с кейсом
run-link-note = { $n ->
    [one] Кейс для { $n } теста: для его результатов в этом и всех других прогонах. Связь запоминается и имеет приоритет для новых результатов.
    [few] Кейс для { $n } тестов: для их результатов в этом и всех других прогонах. Связь запоминается и имеет приоритет для новых результатов.
   *[many] Кейс для { $n } тестов: для их результатов в этом и всех других прогонах. Связь запоминается и имеет приоритет для новых результатов.
}
run-cases-created = { $tests ->
    [one] У { $tests } теста теперь есть кейс
    [few] У { $tests } тестов теперь есть кейс
   *[many] У { $tests } тестов теперь есть кейс
} (создано: { $created }; результатов: { $results })
run-cases-show = Показать кейсы
run-case-created = Создан кейс «{ $title }» в сьюте { $suite }
run-case-created-root = Создан кейс «{ $title }» вне сьютов
run-case-found = Привязан кейс «{ $title }» из сьюта { $suite }
run-case-found-root = Привязан кейс «{ $title }» вне сьютов
run-linked = { $tests ->
    [one] Связан { $tests } тест
    [few] Связаны { $tests } теста
   *[many] Связано { $tests } тестов
} (результатов: { $results })
run-unlinked = { $tests ->
    [one] Отвязан { $tests } тест
    [few] Отвязаны { $tests } теста
   *[many] Отвязано { $tests } тестов
} (результатов: { $results })
history-link-tests = { $count ->
    [one] Связь { $count } теста с кейсом
    [few] Связь { $count } тестов с кейсом
   *[many] Связь { $count } тестов с кейсом
}
window-step-link-tests = { $count ->
    [one] связь { $count } теста с кейсом
    [few] связь { $count } тестов с кейсом
   *[many] связь { $count } тестов с кейсом
}
history-unlink-tests = { $count ->
    [one] Отвязка { $count } теста от кейса
    [few] Отвязка { $count } тестов от кейса
   *[many] Отвязка { $count } тестов от кейса
}
window-step-unlink-tests = { $count ->
    [one] отвязка { $count } теста от кейса
    [few] отвязка { $count } тестов от кейса
   *[many] отвязка { $count } тестов от кейса
}
history-cases-of-tests = { $count ->
    [one] Кейс для { $count } теста
    [few] Кейсы для { $count } тестов
   *[many] Кейсы для { $count } тестов
}
window-step-cases-of-tests = { $count ->
    [one] создание кейса для { $count } теста
    [few] создание кейсов для { $count } тестов
   *[many] создание кейсов для { $count } тестов
}
run-mute = Заглушить…
run-mute-button = Заглушить
run-unmute = Снять заглушение
run-muted = Заглушён
run-muted-until = Заглушён до { $date }
run-muted-tests = { $count ->
    [one] Заглушён { $count } тест
    [few] Заглушены { $count } теста
   *[many] Заглушено { $count } тестов
}
run-unmuted-tests = { $count ->
    [one] { $count } тест больше не заглушён
    [few] { $count } теста больше не заглушены
   *[many] { $count } тестов больше не заглушены
}
gui-cmd-mutes = Заглушённые тесты…
palette-also-mutes = заглушить включить известные проблемы карантин срок
gui-cmd-milestones = Вехи…
palette-also-milestones = веха релиз версия срок спринт
milestones-title = Вехи
milestones-unread = Не удалось прочитать вехи.
milestones-none = Вех пока нет
milestones-none-more = Создайте веху для релиза. К ней относят кейсы и прогоны, а заглушка теста может действовать до её срока.
milestones-new = Новая веха
milestones-edit-title = Изменение вехи
milestones-edit = Изменить «{ $title }»
milestones-due = Срок
milestones-due-hint = ГГГГ-ММ-ДД или пусто, если без срока
milestones-due-on = срок { $date }
milestones-overdue = просрочена с { $date }
milestones-open = Открыта
milestones-completed = Завершена
milestones-runs = { $n ->
    [0] прогонов нет
    [one] { $n } прогон
    [few] { $n } прогона
   *[many] { $n } прогонов
}
milestones-complete = Завершить
milestones-reopen = Открыть снова
milestones-was-created = Создана веха «{ $title }»
milestones-was-changed = Сохранена веха «{ $title }»
milestones-was-completed = Завершена веха «{ $title }»
milestones-was-reopened = Снова открыта веха «{ $title }»
milestones-changed-meanwhile = Эту веху тем временем изменили: { $values }. При сохранении ваши значения заменят чужие.
milestones-gone = Эту веху тем временем удалили. При сохранении из введённого будет создана новая.
milestones-discard = Закрыть без сохранения?
milestones-discard-more = Веха ещё не сохранена. Введённое будет потеряно.
milestones-taken = Такое название есть у другой вехи. В списках их не различить.
milestones-delete = Удалить «{ $title }»
milestones-delete-title = Удалить веху «{ $title }»?
milestones-delete-button = Удалить
milestones-delete-what = { $runs } { $cases }
milestones-delete-runs = { $n ->
    [0] В прогонах она не указана.
    [one] { $n } прогон останется без вехи.
    [few] { $n } прогона останутся без вехи.
   *[many] { $n } прогонов останутся без вехи.
}
milestones-delete-cases = { $n ->
    [0] В кейсах она не указана.
    [one] { $n } кейс останется без вехи.
    [few] { $n } кейса останутся без вехи.
   *[many] { $n } кейсов останутся без вехи.
}
history-create-milestone = Создана веха «{ $title }»
history-change-milestone = Изменена веха «{ $title }»
history-complete-milestone = Веха «{ $title }» завершена
history-reopen-milestone = Веха «{ $title }» открыта снова
window-step-create-milestone = создание вехи «{ $title }»
window-step-change-milestone = изменение вехи «{ $title }»
window-step-complete-milestone = завершение вехи «{ $title }»
window-step-reopen-milestone = повторное открытие вехи «{ $title }»
history-delete-milestone = Удалена веха «{ $title }»
window-step-delete-milestone = удаление вехи «{ $title }»
mutes-title = Заглушённые тесты
mutes-none = Заглушённых тестов нет
mutes-none-more = Тест можно заглушить из его результата в прогоне, если проблема известна: до конца срока его падения считаются отдельно.
mute-ended-show = К заглушённым
mutes-ended = Закончилось { $date }
mutes-remove = Убрать
mutes-again = Заглушить снова…
mutes-change = Изменить…
mute-title = Заглушить тесты
mute-change-title = Заглушение теста «{ $title }»
mute-again-title = Снова заглушить тест «{ $title }»
mute-discard = Закрыть без заглушения?
mute-discard-more = Тесты ещё не заглушены. Введённое будет потеряно.
mute-discard-change = Закрыть без сохранения?
mute-discard-change-more = Заглушение останется прежним. Введённое будет потеряно.
history-mute-tests = { $count ->
    [1] Заглушён «{ $title }»
    [one] Заглушён { $count } тест
    [few] Заглушены { $count } теста
   *[many] Заглушено { $count } тестов
}
history-unmute-tests = { $count ->
    [1] Снято заглушение «{ $title }»
    [one] Снято заглушение { $count } теста
    [few] Снято заглушение { $count } тестов
   *[many] Снято заглушение { $count } тестов
}
window-step-mute-tests = { $count ->
    [1] заглушение «{ $title }»
    [one] заглушение { $count } теста
    [few] заглушение { $count } тестов
   *[many] заглушение { $count } тестов
}
window-step-unmute-tests = { $count ->
    [1] снятие заглушения «{ $title }»
    [one] снятие заглушения { $count } теста
    [few] снятие заглушения { $count } тестов
   *[many] снятие заглушения { $count } тестов
}
mute-note = { $n ->
    [one] Падения { $n } теста известны: они остаются видимыми, считаются отдельно и не нарушают порог качества.
    [few] Падения { $n } тестов известны: они остаются видимыми, считаются отдельно и не нарушают порог качества.
   *[many] Падения { $n } тестов известны: они остаются видимыми, считаются отдельно и не нарушают порог качества.
}
mute-reason = Причина
mute-owner = Ответственный
mute-until = Последний день
mute-until-hint = ГГГГ-ММ-ДД или пусто, если без срока
mute-week = 1 неделя
mute-two-weeks = 2 недели
mute-month = 30 дней
mute-release = До вехи «{ $title }»
mute-forever = Без срока
mute-error-date = Введите дату в виде ГГГГ-ММ-ДД
mute-error-past = Дата уже прошла
mute-error-no-reason = Укажите причину
mute-ended = { $count ->
    [one] Срок заглушения теста «{ $title }» истёк
    [few] Истёк срок заглушения { $count } тестов, первый: «{ $title }»
   *[many] Истёк срок заглушения { $count } тестов, первый: «{ $title }»
}
gui-cmd-compare-runs = Сравнить прогоны
compare-with-run = Сравнить с #{ $number }
compare-no-label = В прогоне { $number } нет результатов с меткой { $label }
compare-run = Прогон { $letter }
compare-label = Метка { $letter }
compare-find-run = Найти прогон
compare-swap = Поменять A и B местами
compare-rate-note = Изменение доли пройденных тестов в процентных пунктах
rate-of-run = Доля пройденных среди выполненных тестов прогона. Пропущенные и не запускавшиеся не учитываются.
rate-of-newest-run = Доля пройденных среди выполненных тестов последнего прогона серии. Пропущенные и не запускавшиеся не учитываются.
rate-of-gate = Доля пройденных среди выполненных тестов прогона. Пропущенные и не запускавшиеся не учитываются, заглушённые — только если правила их учитывают.
rate-of-module = Доля пройденных среди выполненных тестов модуля по последнему результату каждого теста в показанных прогонах. Пропущенные и не запускавшиеся не учитываются.
rate-of-environment = Доля пройденных среди выполненных результатов всех показанных прогонов в окружении. Тест учитывается один раз в каждом прогоне; пропущенные и не запускавшиеся не учитываются.
compare-pace-rule = Тест пройден в обоих прогонах, а его длительность изменилась не менее чем на { $percent } % и на { $time }
run-milestone-due = { $title } (срок { $date })
run-gate-met = Порог качества: пройден
run-gate-broken = Порог качества: не пройден
run-gate-unreadable = Порог качества: правила не прочитаны
run-gate-met-brief = Порог пройден
run-gate-broken-brief = Порог не пройден
run-gate-unreadable-brief = Порог не прочитан
run-gate-met-whole = Порог качества всего прогона: пройден
run-gate-broken-whole = Порог качества всего прогона: не пройден
run-gate-unreadable-whole = Порог качества всего прогона: правила не прочитаны
run-gate-met-whole-brief = Порог всего прогона пройден
run-gate-broken-whole-brief = Порог всего прогона не пройден
run-gate-unreadable-whole-brief = Порог всего прогона не прочитан
run-gate-whole-note = Порог считается по всем результатам прогона, а ниже показаны только результаты с одной меткой
run-gate-note = Правила из файла { $file } рядом с рабочим пространством
run-gate-all-hold = Прогон не нарушает ни одного правила
run-gate-broken-rule = { $name }: { $found }, предел { $limit }
run-gate-broken-status = { $status }: { $found }, не допускается ни одного
run-gate-none-executed = не выполнен ни один тест
run-gate-rule-min-executed = Не выполнен ни один тест
run-gate-rule-max-failures = Падения
run-gate-rule-max-new-failures = Новые падения
run-gate-rule-max-flaky = Нестабильные тесты
run-gate-rule-max-duration = Длительность
run-gate-rule-min-pass-rate = Доля пройденных, %
run-gate-rule-require-coverage = Критичные функции с кейсом, %
run-gate-rule-run-errors = Ошибки вне тестов
run-errors = Ошибки вне тестов
run-without-results = В этом прогоне нет результатов
run-errors-strip = Ошибки вне тестов ({ $count }): { $first }
run-errors-show = Показать ошибки
run-errors-hide = Скрыть ошибки
run-errors-more = и ещё ошибок: { $count }
run-error-totals = Тестов заявлено: { $stated }, прочитано: { $read }; проваленных заявлено: { $stated_bad }, прочитано: { $read_bad }
run-error-totals-tests = Тестов заявлено: { $stated }, прочитано: { $read }
run-error-shards = Получено частей: { $received } из { $expected }
run-error-suite-alone = { $n ->
    [one] Сьют сообщает о { $n } ошибке, в нём нет тестов.
    [few] Сьют сообщает о { $n } ошибках, в нём нет тестов.
   *[many] Сьют сообщает о { $n } ошибках, в нём нет тестов.
}
run-error-file-alone = { $n ->
    [one] Файл сообщает о { $n } ошибке вне тестов.
    [few] Файл сообщает о { $n } ошибках вне тестов.
   *[many] Файл сообщает о { $n } ошибках вне тестов.
}
run-error-rspec = { $n ->
    [one] RSpec сообщает о { $n } ошибке вне примеров.
    [few] RSpec сообщает о { $n } ошибках вне примеров.
   *[many] RSpec сообщает о { $n } ошибках вне примеров.
}
run-error-no-plan = Документ TAP обрывается без плана.
run-error-pytest-stopped = pytest остановлен во время теста.
run-error-setup = Сбой подготовки.
run-error-teardown = Сбой завершения.
run-error-totals-bad = Проваленных тестов заявлено: { $stated_bad }, прочитано: { $read_bad }
compare-all = Все изменения
compare-find = Найти в изменениях
compare-group = Группировка
compare-group-message = По ошибкам
compare-group-difference = По изменениям
compare-group-nothing = Без групп
compare-matrix = Матрица статусов
new-failures-muted = { $n ->
    [one] { $n } заглушённый тест учтён отдельно
    [few] { $n } заглушённых теста учтены отдельно
   *[many] { $n } заглушённых тестов учтены отдельно
}
compare-muted = { $n ->
    [one] из них { $n } заглушён
    [few] из них { $n } заглушены
   *[many] из них { $n } заглушено
}
compare-same = Прогоны не различаются
compare-same-common = Общие тесты прогонов не различаются
compare-one-sided = Только в одном прогоне: { $n } из { $total } тестов
compare-one-sided-hidden = Только в одном прогоне: { $n } из { $total } тестов, они скрыты
compare-one-sided-show = Показать
compare-one-sided-hide = Скрыть
compare-change = Изменение
compare-list = Изменившиеся тесты
compare-message-changed = другое сообщение
compare-open = Открыть в #{ $number }
compare-no-result = Нет результата
compare-gone = Отсутствует
compare-appeared = Новый
gui-settings-failure-categories = Категории сбоев: Название = регулярное выражение для сообщения
gui-settings-rules = Правила о результатах
gui-settings-rule-flaky-switches = Нестабильный: смен не менее
gui-settings-rule-flaky-percent = Нестабильный: доля смен, %
gui-settings-rule-flaky-runs = Нестабильный: с повтором
gui-settings-rule-slower-percent = Медленнее: изменение, %
gui-settings-rule-slower-ms = Медленнее: изменение, мс
gui-settings-failure-categories-hint = Истекло время = (?i)time.?out
gui-settings-issue-url = Адрес задачи в трекере
gui-settings-issue-url-wrong = Введите адрес, который начинается с http:// или https:// и содержит {"{id}"} вместо номера

## Calendar

calendar-open = Выбрать день
calendar-before = Предыдущий месяц
calendar-next = Следующий месяц
# Two letters for each day from Monday on
calendar-weekdays = Пн Вт Ср Чт Пт Сб Вс
calendar-month = { $month ->
    [1] Январь
    [2] Февраль
    [3] Март
    [4] Апрель
    [5] Май
    [6] Июнь
    [7] Июль
    [8] Август
    [9] Сентябрь
    [10] Октябрь
    [11] Ноябрь
   *[12] Декабрь
} { $year }
