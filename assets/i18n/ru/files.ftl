# Файлы в окне: выбор, импорт списков и что с файлами не так.

## Выбор файла

files-no-dialog = В системе нет диалога выбора файлов (не найдены ни портал рабочего стола, ни zenity). Введите путь вручную.
files-replace = Заменить
files-replaces = Файл с таким именем уже есть. Нажмите «Заменить», чтобы перезаписать его.
files-error-absent = Файла { $path } нет.
files-error-exists = { $path } уже есть. Откройте его или введите другое имя.
files-error-no-folder = Папки { $path } не существует.
files-error-denied = Нет прав на { $path }.
files-error-folder = { $path } — папка, а не файл.
files-error-full = На диске нет места для { $path }.
files-error-large = { $path } больше 256 МБ.
files-error-read-only = Файл { $path } на диске, доступном только для чтения.
files-error-path = Часть пути { $path } — файл, а не папка.
files-error-name = Имя файла { $path } слишком длинное, или в нём есть недопустимые символы.
files-error-other = Система не даёт работать с { $path }. Её сообщение: { $reason }.

## Импорт функций

files-step-preview = Предпросмотр
files-preview = Просмотреть
files-back = Назад
files-done = Готово
files-undo-import = Отменить импорт
files-cancelled = Импорт отменён. Ничего не изменено.
files-importing = Импорт…
files-import-people = Импортировать людей и связи
files-import-n = { $n ->
    [0] Импортировать нечего
    [one] Импортировать { $n } функцию
    [few] Импортировать { $n } функции
   *[many] Импортировать { $n } функций
}
files-into-new = Функции попадут в новое рабочее пространство: { $path }
files-rows = Строки
files-created = Созданы
files-new = Новые
files-changed = Изменены
files-unchanged = Без изменений
files-people = Люди
files-skipped = Пропущено
files-left-out = Исключено вами
files-line-remark = Строка { $line }: { $words }
files-column-line = Строка
files-save-remarks = Сохранить этот список…
files-remarks-saved = Сохранено: { $path }

# Кейсы
files-cases-path-note = CSV, в том числе из Qase, XLSX, JSON, XML, Gherkin или Markdown. До подтверждения ничего не меняется.
files-cases-export-note = Формат определяется расширением: .csv, .xlsx, .json, .xml, .feature или .md.
files-cases-export-whole = Этот формат сохраняет всё, кроме вложений.
files-cases-export-table = В таблицах общие шаги записываются как обычные; JSON и XML их сохраняют.
files-cases-export-lossy = В .feature и Markdown попадают не все поля, а общие шаги записываются как обычные.
files-cases-export-qase = Столбцы, которые импортирует Qase; общие шаги записываются как обычные.
files-export-for-qase = Со столбцами Qase
files-export-all = Все кейсы проекта
files-export-shown = Только показанное в таблице
files-export-selected = Только выделенное
files-export-selected-what = { $suites ->
    [0] { $cases ->
        [one] { $cases } кейс
        [few] { $cases } кейса
       *[many] { $cases } кейсов
    }
   *[other] { $cases ->
        [0] Сьютов со всем содержимым: { $suites }
       *[other] Сьютов со всем содержимым: { $suites }, кейсов: { $cases }
    }
}
files-cases-format = У { $path } нет расширения известного формата. Используйте .csv, .xlsx, .json, .xml, .feature или .md.
files-report-exported = Отчёт о прогоне «{ $title }» записан в { $path }
files-report-note = Один файл, которому не нужна сеть. Формат задаёт расширение: .html, .md, .xml (JUnit) или .json.
files-report-format = У { $path } нет расширения отчёта. Используйте .html, .md, .xml (JUnit) или .json.
files-functions-format = У { $path } нет расширения списка функций. Используйте .csv или .xlsx.
files-cases-file = { $format }, { $size }, { $rows ->
    [one] { $rows } строка
    [few] { $rows } строки
   *[many] { $rows } строк
}
files-format-csv = Таблица
files-format-qase-csv = Qase CSV
files-format-json = JSON
files-format-xlsx = Книга XLSX
files-format-xml = XML
files-format-testrail = TestRail
files-format-testlink = TestLink
files-format-xray = Xray
files-format-zephyr = Zephyr
files-format-feature = Gherkin
files-format-md = Markdown
files-encoding = Кодировка
files-delimiter = Разделитель
files-delimiter-comma = Запятая
files-delimiter-semicolon = Точка с запятой
files-delimiter-tab = Табуляция
files-delimiter-pipe = Вертикальная черта
files-sheet = Лист
files-header-row = Заголовки
files-no-header-row = Без строки заголовков
files-detect = Определить
files-detected = Определено автоматически
files-detected-short = определено
files-first-lines = Первые строки файла
files-columns = Столбцы
files-columns-fold = Скрыть столбцы
files-columns-unfold = Показать столбцы
files-columns-taken = { $taken ->
    [one] импортируется { $taken }
    [few] импортируются { $taken }
   *[many] импортируются { $taken }
} из { $all }
files-columns-complete = Все нужные столбцы выбраны. Строки файла — ниже.
files-columns-title-needed = Укажите столбец с названием кейса или другую строку заголовков.
files-column-use = Поле для столбца «{ $column }»
files-column-unused = пропущено
files-column-by-name = по названию
files-column-by-preset = из пресета
files-column-by-hand = вручную
files-column-replaced = поле занято
files-preset = Пресет
files-preset-none = Без пресета
files-preset-save = Сохранить пресет…
files-preset-name = Название пресета
files-preset-replaces = Заменит пресет с этим названием.
files-preset-delete = Удалить пресет
files-preset-delete-ask = Удалить пресет «{ $name }»? Настройки на этой странице останутся.
files-field-skip = Не импортировать
files-field-custom = Пользовательское поле
files-field-title = Название
files-field-id = ID
files-field-suite = Сьют
files-field-hierarchy = Путь сьюта (А > Б)
files-field-description = Описание
files-field-preconditions = Предусловия
files-field-postconditions = Постусловия
files-field-expected-result = Ожидаемый результат кейса
files-field-links = Ссылки
files-field-steps = Шаги: действие
files-field-data = Шаги: данные
files-field-expected = Шаги: ожидание
files-field-steps-type = Вид шагов
files-field-priority = Приоритет
files-field-severity = Серьёзность
files-field-type = Тип
files-field-layer = Уровень
files-field-behavior = Поведение
files-field-automation = Автоматизация
files-field-status = Статус
files-field-flaky = Нестабильный
files-field-tags = Теги
files-field-parameters = Параметры
files-field-functions = Функции (FuncID)
files-field-further = Также в сьютах
files-field-suite-id = Сьют: номер (Qase)
files-field-suite-parent-id = Сьют: номер родителя (Qase)
files-field-suite-without-cases = Сьют без кейсов (Qase)
files-field-milestone-id = Веха: номер (Qase)
files-field-milestone = Веха
files-field-external-id = Внешний ID
files-field-step-number = Номер шага
files-field-muted = Заглушён (Qase)
files-project = Проект
files-project-new = В рабочем пространстве ещё нет проекта. Он будет создан с этим кодом.
files-project-needed = Для этих кейсов нет проекта. Введите его код или создайте проект с предложенным кодом.
files-project-missing = Проекта ещё нет
files-project-make = Создать проект { $code }
files-project-other = Новый проект…
files-project-title = Название нового проекта
files-project-code = Код нового проекта
files-project-new-code = Проект создастся при импорте.
files-comparing = Сравнение…
files-planning = Файл сравнивается с проектом…
files-match = Искать совпадения по
files-match-auto = ID, затем название и сьют
files-match-id = ID в любом файле
files-match-title = Название в любом сьюте
files-match-function = Функция (FuncID)
files-new-suites = Создать новые сьюты
files-split-suites = Разделять сьюты по «/»
files-split-suites-more = «Cart/Prices» станет сьютом «Prices» в «Cart». Иначе это название одного сьюта.
files-add-tag = Добавить всем тег
files-tag = Тег
files-step-file = Файл
files-step-columns = Столбцы и предпросмотр
files-step-import = Импорт
files-step-summary = Итог
files-row-import = Импортировать эту строку
files-column-field = Поле
files-column-now = Сейчас
files-column-fate = Что будет
files-column-done = Что сделано
files-column-new-value = Новое значение
files-steps = { $n ->
    [one] { $n } шаг
    [few] { $n } шага
   *[many] { $n } шагов
}
files-cases-will = Новых { $created }, изменится { $updated }, без изменений { $unchanged }, пропущено { $skipped }{ $left_out ->
    [0] {""}
   *[other] , исключено вами { $left_out }
}{ $changed_suites ->
    [0] {""}
   *[other] ; изменится сьютов: { $changed_suites }
}.
files-cases-will-undo = Отменяется одним шагом.
files-cases-will-undo-project = Отменяется одним шагом; новый проект остаётся.
files-policy = Если кейс уже есть
files-policy-smart = Объединить
files-policy-smart-more = Заполнить пустое и значения по умолчанию, списки объединить. Остальное не меняется.
files-policy-mine = Оставить моё
files-policy-mine-more = Заполнить только пустое в кейсах. Сьюты не меняются.
files-policy-theirs = Взять из файла
files-policy-usual = { $policy } (по умолчанию)
files-policy-theirs-more = Значения файла важнее. Пустые ничего не заменяют.
files-column-number = Кейс
files-column-what = Изменения или причина
files-find-row = Найти строку
files-show-imported = Показать импортированное
files-cases-import-n = { $n ->
    [0] Импортировать нечего
    [one] Импортировать { $n } кейс
    [few] Импортировать { $n } кейса
   *[many] Импортировать { $n } кейсов
}
files-cases-imported = Создано: { $created }, изменено: { $updated }{ $suites ->
    [0] {""}
   *[other] , новых сьютов: { $suites }
}{ $changed_suites ->
    [0] {""}
   *[other] , изменено сьютов: { $changed_suites }
}{ $skipped ->
    [0] {""}
   *[other] , пропущено: { $skipped }
}{ $left_out ->
    [0] .
   *[other] , исключено вами: { $left_out }.
}
files-cases-exported-files = { $n ->
    [one] { $n } кейс записан в { $path }
    [few] { $n } кейса записаны в { $path }
   *[many] { $n } кейсов записаны в { $path }
} ({ $files ->
    [one] { $files } вложения в файле нет
    [few] { $files } вложений в файле нет
   *[many] { $files } вложений в файле нет
})
files-cases-exported-part = { $n ->
    [one] { $n } кейс записан в { $path }
    [few] { $n } кейса записаны в { $path }
   *[many] { $n } кейсов записаны в { $path }
} ({ $places ->
    [one] { $places } дополнительный сьют вне экспортируемой части, в файле его нет
    [few] { $places } дополнительных сьюта вне экспортируемой части, в файле их нет
   *[many] { $places } дополнительных сьютов вне экспортируемой части, в файле их нет
})
files-cases-exported = Записано в { $path }: { $n ->
    [one] { $n } кейс
    [few] { $n } кейса
   *[many] { $n } кейсов
}
files-cases-exported-gherkin = Записано в { $path }: { $n ->
    [one] { $n } кейс
    [few] { $n } кейса
   *[many] { $n } кейсов
} — названия, тексты, теги и шаги; для других полей в Gherkin нет места
files-cases-without-fields = В файле названия, сьюты, описания, предусловия, теги и шаги на Gherkin. Для остальных полей кейса в этом формате нет места; их все сохраняют CSV, XLSX, JSON и XML.
files-cases-changed = Пока вы смотрели предпросмотр, данные изменились. Ничего не импортировано; предпросмотр обновлён.
files-cases-stay = не меняется: { $fields }
files-cases-from-file = из файла
files-cases-stays = остаётся
files-cases-project-created = Создан проект { $code }. Отмена убирает его кейсы, а проект остаётся: «Повторить» возвращает их в него.
files-cases-import-suites = { $n ->
    [one] Импортировать { $n } сьют
    [few] Импортировать { $n } сьюта
   *[many] Импортировать { $n } сьютов
}
files-drop-dialog = Закройте окно и перетащите файлы ещё раз.
files-drop-first = Взят только { $file }, { $n ->
    [one] ещё { $n } файл пропущен
    [few] ещё { $n } файла пропущены
   *[many] ещё { $n } файлов пропущены
}: файлы импортируются по одному.
files-cases-no-case = В этом документе нет кейсов: под заголовком кейса стоят «Шаги», «Предусловия» или поля, например «- **Приоритет:** высокий».
files-cases-suite = Сьют
files-cases-file-suites = { $n ->
    [one] { $n } сьют
    [few] { $n } сьюта
   *[many] { $n } сьютов
}
files-row-new-function = Новая
files-row-created-function = Создана
files-row-changed-function = Изменена
files-row-skipped-function = Пропущена
files-row-new = Новый
files-row-created = Создан
files-row-changed = Изменён
files-row-unchanged = Без изменений
files-remarked = С замечаниями
files-row-skipped = Пропущен
files-row-left-out = Исключён вами
files-row-left-out-function = Исключена вами
files-presets-full = Сохранено уже { $most } пресетов. Удалите один, чтобы сохранить другой.
files-relations = Связи
files-functions-will = Новых { $created }, изменится { $updated }, без изменений { $unchanged }, пропущено { $skipped }{ $left_out ->
    [0] {""}
   *[other] , исключено вами { $left_out }
}{ $people ->
    [0] {""}
   *[other] ; людей: { $people }
}{ $relations ->
    [0] {""}
   *[other] ; связей: { $relations }
}.
files-functions-imported = Создано: { $created }, изменено: { $updated }{ $people ->
    [0] {""}
   *[other] , людей: { $people }
}{ $relations ->
    [0] {""}
   *[other] , связей: { $relations }
}{ $skipped ->
    [0] {""}
   *[other] , пропущено: { $skipped }
}{ $left_out ->
    [0] .
   *[other] , исключено вами: { $left_out }.
}
files-no-rows = Под названиями столбцов нет строк. Если названия стоят не в первой строке, выберите другую строку заголовков.
files-functions-planning = Файл сравнивается с функциями…
files-functions-policy = Если функция уже есть
files-functions-smart-more = Заполнить пустое, объединить списки (например, теги). Остальное и отметки не меняются.
files-functions-mine-more = Заполнить только пустое.
files-functions-sheets = людей: { $people }, связей: { $relations }
files-functions-restored = вернётся из корзины
files-functions-below = под { $parent }
files-columns-functions-needed = Укажите столбцы с FuncID, названием и типом или другую строку заголовков.
files-field-consulted = Консультанты
files-field-informed = Информируемые
files-field-test-cases = Тест-кейсы
files-field-custom-fields = Пользовательские поля (JSON)
files-field-position = Должность
files-field-email = Эл. почта
files-field-zoho-id = Zoho ID
files-field-github = GitHub
files-field-active = Активность
files-field-weight = Вес
files-field-directed = Направленная
files-field-notes = Примечания
files-relation-hierarchy = Иерархия
files-relation-functional = Работает с
files-relation-page-element = Страница и элемент
files-relation-service-dependency = Нужен сервис
files-relation-bug-link = Дефект
files-relation-doc-link = Документ
files-relation-custom = Другая связь
files-discard-import = Закрыть без импорта?
files-discard-import-more = Пока ничего не импортировано. Выбранный файл и настройки будут потеряны.
files-discard-import-button = Закрыть

## Показ файлов

viewer-view = Посмотреть файл
viewer-place = { $n } из { $of }
viewer-previous = Предыдущий файл
viewer-next = Следующий файл
viewer-pause = Пауза
viewer-play = Воспроизвести
viewer-space = Пробел
viewer-keys-play = Остановить или продолжить анимацию
viewer-fit = Вписать
viewer-actual = 100 %
viewer-percent = { $n } %
viewer-pixels = { $width } × { $height }
viewer-lines = { $n ->
    [one] { $n } строка
    [few] { $n } строки
   *[many] { $n } строк
}
viewer-save = Сохранить как…
viewer-saved = Сохранено: { $path }
viewer-outside = Открыть в другой программе
viewer-download = Скачать
viewer-away = Файл ещё не скачан
viewer-missing = Файл отсутствует
viewer-other = Этот файл нельзя показать здесь
viewer-other-more = Сохраните его или откройте в другой программе.
viewer-other-save = Сохраните его, чтобы открыть в подходящей программе.
viewer-cut = Показаны только первые { $size }. Чтобы прочитать файл целиком, сохраните его.
viewer-empty = Файл пуст
viewer-unread = Не удалось прочитать файл.
viewer-find = Найти в тексте
viewer-find-before = Предыдущее совпадение
viewer-find-next = Следующее совпадение
viewer-keys = Показ файлов
viewer-keys-others = Предыдущий или следующий файл
viewer-keys-zoom = Увеличить или уменьшить
viewer-wheel = колесо
viewer-keys-fit = Вписать изображение
viewer-keys-actual = Исходный размер
viewer-keys-move = Сдвинуть изображение или текст
viewer-keys-find = Найти в тексте
viewer-keys-hits = Следующее или предыдущее совпадение, в поле поиска
viewer-keys-copy = Выделить всё и скопировать выделенное
