# Файлы в окне: выбор, импорт списков и что с файлами не так.

## Выбор файла

files-no-dialog = В системе нет диалога выбора файлов (не найдены ни портал рабочего стола, ни zenity). Введите путь вручную.
files-replace = Заменить
files-replaces = Файл с таким именем уже есть. Нажмите «Заменить», чтобы перезаписать его.
files-error-absent = Файла { $path } нет.
files-error-exists = { $path } уже есть. Откройте его или введите другое имя.
files-error-denied = Нет прав на { $path }.
files-error-folder = { $path } — папка, а не файл.
files-error-full = На диске нет места для { $path }.
files-error-read-only = { $path } на диске только для чтения.
files-error-other = Не удалось использовать { $path }: { $reason }.

## Импорт функций

files-preview = Просмотреть
files-back = Назад
files-done = Готово
files-cancelled = Импорт отменён. Ничего не изменено.
files-importing = Импорт…
files-import-n = { $n ->
    [0] Импортировать нечего
    [one] Импортировать { $n } функцию
    [few] Импортировать { $n } функции
   *[many] Импортировать { $n } функций
}
files-imported = Импортировано: { $imported ->
    [one] { $imported } функция
    [few] { $imported } функции
   *[many] { $imported } функций
}{ $skipped ->
    [0] .
    [one] , пропущена { $skipped } строка.
    [few] , пропущены { $skipped } строки.
   *[many] , пропущено { $skipped } строк.
}
files-into-new = Функции попадут в новое рабочее пространство: { $path }
files-read = { $file }, { $encoding }
files-rows = Строк
files-new = Новые
files-changed = Изменены
files-unchanged = Без изменений
files-people = Новые люди
files-skipped = Пропущено
files-remarks = Замечания к списку
files-all-good = Все строки можно импортировать
files-kind-skipped = Пропущено
files-kind-warning = Предупреждение
files-kind-note = Примечание
files-skipped-rows = Пропущено
files-warnings = Предупреждения
files-notes = Примечания
files-column-line = Строка
files-column-kind = Вид
files-column-column = Столбец
files-column-reason = Причина
files-save-remarks = Сохранить этот список…
files-remarks-saved = Сохранено: { $path }
