# Чужие файлы: что прочитано, взято и пропущено. Место названо как файл:строка.

formats-summary = { $file } ({ $encoding }): прочитано { $rows ->
    [one] { $rows } строка
    [few] { $rows } строки
   *[many] { $rows } строк
}, импортировано { $taken }, пропущено { $skipped }
formats-reason-blank = пустая обязательная ячейка: { $count }
formats-reason-duplicate = повтор предыдущей строки: { $count }
formats-reason-no-type = не указан тип: { $count }
formats-reason-bad-value = недопустимое значение: { $count }
formats-reason-too-long = слишком длинный текст: { $count }
formats-reason-open-quote = незакрытая кавычка: { $count }
formats-reason-no-case = под заголовком нет кейса: { $count }

formats-error-empty = Файл { $file } пуст.
formats-error-not-text = { $file } — не текстовый файл.
formats-error-no-column = В файле { $file } нет столбца «{ $column }». В первой строке: { $found }.
formats-error-no-sheet = В файле { $file } нет листа «{ $sheet }». Есть: { $found }.
formats-error-no-choice = Ни один столбец файла { $file } не выбран для «{ $column }». Его столбцы: { $found }.
formats-error-no-header = В файле { $file } нет строк, начиная со строки { $line }.
formats-error-broken = Файл { $file } не читается после строки { $line }. Ответ разборщика: «{ $reason }».
formats-error-open-element = Файл { $file } не читается после строки { $line }: он обрывается внутри элемента.
formats-error-open-value = Файл { $file } не читается после строки { $line }: он обрывается внутри значения.
formats-error-no-test = Файл { $file } не читается после строки { $line }: он обрывается до конца первого теста.
formats-error-end-tag = Файл { $file } не читается после строки { $line }: у закрывающего тега </{ $found }> нет открывающего.
formats-error-other-end-tag = Файл { $file } не читается после строки { $line }: открыт элемент <{ $expected }>, а закрывается </{ $found }>.
formats-error-entities = Файл { $file } не читается после строки { $line }: тип документа с сущностями не принимается.
formats-error-too-deep = Файл { $file } не читается после строки { $line }: элементы вложены слишком глубоко.
formats-error-many-attributes = Файл { $file } не читается после строки { $line }: у элемента слишком много атрибутов.
formats-error-not-json = Файл { $file } не читается после строки { $line }: с символа { $column } это не JSON. Ответ разборщика: «{ $reason }».
formats-error-not-object = Файл { $file } не читается после строки { $line }: это не объект JSON.
formats-error-open-fence = Файл { $file } не читается после строки { $line }: текст между ограничителями не закрыт.
formats-error-open-quote = { $more ->
    [0] { $file }:{ $line }: открытая здесь кавычка не закрыта, поэтому следующие строки не отделить друг от друга. Ничего не импортировано.
    [one] { $file }:{ $line }: открытая здесь кавычка не закрыта, и так ещё в { $more } строке. Ничего не импортировано.
    [few] { $file }:{ $line }: открытая здесь кавычка не закрыта, и так ещё в { $more } строках. Ничего не импортировано.
   *[many] { $file }:{ $line }: открытая здесь кавычка не закрыта, и так ещё в { $more } строках. Ничего не импортировано.
}
formats-remedy-save-as-csv = Сохраните лист как CSV и повторите.
formats-remedy-columns = В первой строке должны быть названия столбцов.
formats-remedy-choice = В таблице нет названий столбцов: выберите поле для каждого столбца или возьмите пресет.
formats-remedy-open-quote = Закройте кавычку в этой строке. Внутри ячейки в кавычках кавычку пишут дважды.

formats-skip-blank = { $file }:{ $line }: поле «{ $field }» пусто; строка пропущена
formats-skip-too-long = { $file }:{ $line }: в поле «{ $field }» символов { $length }, разрешено не больше { $max }; строка пропущена
formats-skip-duplicate = { $file }:{ $line }: «{ $id }» уже есть в строке { $first }; строка пропущена
formats-skip-no-type = { $file }:{ $line }: поле «{ $field }» пусто, а по названию тип не определить; строка пропущена
formats-skip-bad-type = { $file }:{ $line }: нет типа «{ $value }»; строка пропущена
formats-skip-invalid = { $file }:{ $line }: поле «{ $field }» нельзя сохранить; строка пропущена
formats-skip-bad-status = { $file }:{ $line }: нет статуса «{ $value }»; строка пропущена
formats-skip-bad-case = { $file }:{ $line }: «{ $value }» — не кейс: нужен номер или код вида SHOP-12; строка пропущена
formats-skip-bad-time = { $file }:{ $line }: «{ $value }» — не время: нужны секунды, «850 мс» или «1:02:03»; строка пропущена
formats-skip-open-quote = { $file }:{ $line }: открытая здесь кавычка не закрыта; строка пропущена
formats-skip-no-case = { $file }:{ $line }: «{ $title }» — не кейс: ни под одним заголовком документа нет «Шагов», «Предусловий» или полей кейса; строка пропущена
formats-warning-only-text = { $file }:{ $line }: у «{ $title }» нет шагов, предусловий и полей; текст станет описанием кейса
formats-shared-blank = { $file }:{ $line }: поле «{ $field }» общего шага пусто; в кейсах его шаги станут обычными
formats-shared-too-long = { $file }:{ $line }: в поле «{ $field }» общего шага символов { $length }, разрешено не больше { $max }; в кейсах его шаги станут обычными
formats-shared-invalid = { $file }:{ $line }: поле «{ $field }» общего шага нельзя сохранить; в кейсах останется его название как обычный шаг
formats-shared-twice = { $file }:{ $line }: общий шаг с { $field } «{ $value }» уже есть в строке { $first }; используется он

formats-warning-column-twice = { $file }:{ $line }: столбец «{ $field }» повторяется; используется первый
formats-warning-header-row = { $file }:{ $line }: названия столбцов стоят в этой строке; строки выше не прочитаны
formats-warning-column-nameless = { $file }: у столбца { $field } нет названия; его значения не импортированы, например «{ $value }»
formats-warning-choice-absent = { $file }: нет столбца «{ $field }», для которого выбрано поле
formats-warning-choice-unknown = { $file }:{ $line }: поле «{ $word }», выбранное для столбца «{ $field }», неизвестно; используется название столбца
formats-note-column-replaced = { $file }: столбец «{ $field }» не импортируется: для его поля выбран другой столбец
formats-warning-error-cell = { $file }:{ $line }: формула дала ошибку { $value }; ячейка считается пустой
formats-warning-undecodable = { $file }:{ $line }: есть байты не в кодировке { $encoding }; вместо них «�»
formats-warning-quotes = { $file }:{ $line }: кавычка внутри ячейки в кавычках не удвоена; проверьте текст ячейки
formats-warning-long-row = { $file }:{ $line }: ячеек { $cells }, а столбцов { $columns }; лишние ячейки пропущены
formats-warning-id-case = { $file }:{ $line }: «{ $id }» отличается только регистром букв от «{ $other }» в строке { $first }
formats-warning-alias-twice = { $file }:{ $line }: псевдоним «{ $alias }» уже есть в строке { $first } и пропущен
formats-warning-too-long = { $file }:{ $line }: в поле «{ $field }» символов { $length }, разрешено не больше { $max }; значение пропущено
formats-warning-cut = { $file }:{ $line }: в поле «{ $field }» символов { $length }, разрешено не больше { $max }; остальное отброшено
formats-warning-flag = { $file }:{ $line }: в поле «{ $field }» стоит «{ $value }» — не «да» и не «нет»; прочитано как «нет»
formats-warning-link = { $file }:{ $line }: «{ $link }» в поле «{ $field }» — не адрес страницы; пропущено
formats-warning-unknown-value = { $file }:{ $line }: в поле «{ $field }» стоит «{ $value }», такого нет в справочнике
formats-warning-respelled = { $file }:{ $line }: в поле «{ $field }» значение «{ $value }» прочитано как «{ $as }»
formats-warning-formula = { $file }:{ $line }: поле «{ $field }» начинается с «=»; оно сохранено как текст
formats-warning-custom-fields = { $file }:{ $line }: поле «{ $field }» — не объект JSON и пропущено
formats-warning-one-person = { $file }:{ $line }: в поле «{ $field }» нужен один человек: импортировано { $kept }, пропущено: { $others }
formats-warning-orphan = { $file }:{ $line }: в поле «{ $field }» указано «{ $name }», для которого нет своей строки
formats-warning-own-parent = { $file }:{ $line }: поле «{ $field }» указывает на саму строку и не учитывается
formats-warning-parent-circle = { $file }:{ $line }: родители в «{ $field }» замкнуты в круг ({ $names }); родитель этой строки не учитывается
formats-note-parent-elsewhere = { $file }:{ $line }: в поле «{ $field }» указано «{ $name }», которого нет в этом файле
formats-warning-result-again = { $file }:{ $line }: повторный результат; первый — в строке { $first }

formats-note-custom-column = { $file }: столбец «{ $field }» импортирован как пользовательское поле
formats-note-suite-slash = { $file }:{ $line }: «{ $suite }» — название одного сьюта; вложенные сьюты пишутся с пробелами: «{ $nested }»
formats-note-column-unused = { $file }: столбца «{ $field }» в Qase нет, он не импортирован
formats-warning-later-row = { $file }:{ $line }: «{ $field }» — «{ $value }», не как в первой строке кейса; учтена первая строка
formats-warning-step-files = { $file }:{ $line }: у шага есть файлы, они не импортированы
formats-warning-step-call = { $file }:{ $line }: шаг вызывает тест { $test }; шаги этого теста не импортированы
formats-warning-sheet-unused = { $file }: лист «{ $field }» не импортирован
formats-warning-suite-cell = { $file }:{ $line }: у сьюта нет поля «{ $field }»; «{ $value }» не импортировано
formats-note-type-guessed = { $file }:{ $line }: тип { $type } взят из названия
formats-error-other-content = { $kind ->
    [functions] В { $file } функции, а не тест-кейсы.
   *[results] В { $file } результаты прогона, а не тест-кейсы.
}
formats-remedy-functions = Импортируйте его как функции: «Файл → Импорт функций» или «voluptas-cli functions import».
formats-error-unknown = { $file } — не файл тест-кейсов
formats-error-language = { $file }:{ $line }: ключевые слова Gherkin на языке «{ $language }» неизвестны. Ничего не импортировано.
formats-remedy-language = Исправьте код в строке «# language: …»: известные перечислены в docs/files.md.
formats-error-no-language = { $file }:{ $line }: функция описана на языке «{ $language }» или похожем, а строки с языком выше нет. Ничего не импортировано.
formats-remedy-no-language = Добавьте первой строкой файла «# language: { $language }».
formats-error-newer = { $file } записан более новой версией (формат { $version })
formats-remedy-newer = Обновите VoluptAS.
formats-remedy-cases = Выберите файл поддерживаемого формата или укажите формат явно.
formats-warning-suite-circle = Родители сьюта «{ $suite }» образуют круг. Он помещён на верхний уровень.
formats-warning-suite-depth = Сьют «{ $suite }» вложен глубже { $max } уровней. Он помещён на уровень { $max }.
formats-warning-case-word = { $file }:{ $line }: в «{ $field }» неизвестное значение «{ $word }»; прочитано как «{ $default }»
formats-warning-case-word-kept = { $file }:{ $line }: в «{ $field }» неизвестное значение «{ $word }»; прочитано как «{ $default }» и сохранено в пользовательском поле «{ $field }»
formats-warning-fence = { $file }:{ $line }: блок кода, который здесь начинается, не закрыт; он прочитан как текст
formats-warning-steps = { $file }:{ $line }: { $more ->
    [one] ещё у { $more } шага есть результат или данные, но нет действия
    [few] ещё у { $more } шагов есть результат или данные, но нет действия
   *[many] ещё у { $more } шагов есть результат или данные, но нет действия
} (шагов: { $steps })
formats-warning-parameter = { $file }:{ $line }: у параметра «{ $text }» нет значений, он пропущен
formats-note-muted = { $file }:{ $line }: для «{ $field }» нет соответствия, значение не импортировано
formats-error-too-large = { $file } больше { $limit } МБ.
formats-error-too-many-cells = В { $file } есть лист, в котором больше { $limit } ячеек.
formats-error-sheet-cut = { $file }: лист «{ $sheet }» повреждён или неполный. Его строки обрываются раньше конца.
formats-error-cell = { $file }: на листе «{ $sheet }» указана ячейка «{ $cell }», которой не бывает.
formats-error-too-many-strings = В файле { $file } больше { $limit } общих строк.
formats-error-too-many-values = В файле { $file } больше { $limit } значений.
formats-error-too-many-steps = В файле { $file } больше { $limit } шагов.
formats-error-too-many-results = В файле { $file } больше { $limit } результатов.
formats-error-long-text = В файле { $file } есть текст длиннее { $limit } МБ, он начинается в строке { $line }.
formats-error-elements-at = В файле { $file } больше { $limit } элементов: предел превышен в строке { $line }.
formats-error-results-at = В файле { $file } больше { $limit } результатов: предел превышен в строке { $line }.
formats-error-too-many-columns = В файле { $file } больше { $limit } столбцов.
formats-error-encrypted = { $file } защищён паролем или сохранён в старом формате.
formats-error-workbook = Не удалось прочитать книгу { $file }. Ответ разборщика: «{ $reason }».
formats-error-read-only = Файлы формата { $format } можно импортировать, но не экспортировать.
formats-error-unwritable = Не удалось записать файл: { $reason }.
formats-remedy-split = Разделите файл и импортируйте части по одной.
formats-remedy-encrypted = Сохраните его в формате XLSX без пароля.
formats-remedy-workbook = Откройте файл в табличном редакторе и сохраните заново как XLSX или CSV.
formats-remedy-other-format = Выберите другой формат, например JSON.
formats-warning-blank = { $file }:{ $line }: поле «{ $field }» пустое; строка пропущена
formats-warning-twice = { $file }:{ $line }: «{ $value }» повторяется; учтена первая строка
formats-warning-relation-type = { $file }:{ $line }: «{ $value }» — не тип связи; строка пропущена
formats-warning-flag-yes = { $file }:{ $line }: в поле «{ $field }» указано «{ $value }» — ни да, ни нет; прочитано как «да»
formats-warning-weight = { $file }:{ $line }: в поле «{ $field }» указано «{ $value }» — это не число; сохранённое значение остаётся
formats-skip-long-cell = { $file }:{ $line }: в ячейке столбца { $column } («{ $field }») больше { $max } МБ текста; строка пропущена
formats-error-row-twice = { $file }: на листе «{ $sheet }» строка { $row } есть дважды, одна из них потерялась бы.
formats-error-other-format = { $file } — { $found ->
    [workbook] книга (XLSX)
    [xml] XML другого вида
   *[table] текстовая таблица (CSV)
}, а не файл формата { $format }.
formats-remedy-detect-format = Не указывайте формат: он определится сам.
formats-error-nested-shared = { $file }: общий шаг «{ $title }» содержит общий шаг, а это невозможно.
formats-remedy-nested-shared = Поместите в общий шаг сами шаги и повторите попытку.
