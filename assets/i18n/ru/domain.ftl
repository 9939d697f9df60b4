# Предметная область: названия типов, статусов и правил.

invalid-title-taken = название «{ $title }» уже есть у другого активного кейса проекта
invalid-blank = не должно быть пустым
invalid-too-long = слишком длинно: символов { $length }, разрешено не больше { $max }
invalid-tag-line = должно быть одной строкой текста
invalid-tag-comma = не должно содержать запятую: запятая разделяет теги
invalid-nul = содержит символ, который нельзя сохранить (NUL)
invalid-too-deep = шаги вложены глубже { $max } уровней
invalid-shared-inside = общий шаг не может содержать общие шаги
invalid-suites-too-deep = сьюты вложены глубже { $max } уровней
invalid-project-code = «{ $code }» — недопустимый код проекта: нужно от 2 до 10 латинских букв и цифр, первая — буква
invalid-replacement = «{ $option }» — не вариант поля после изменения
invalid-option-in-use = Вариант «{ $title }» выбран в { $count ->
    [one] { $count } значении
    [few] { $count } значениях
   *[many] { $count } значениях
}: укажите в replace_values, что они получат вместо «{ $option }», или пустую строку, чтобы очистить их; force=true оставит их как есть
invalid-tree-cycle = Нельзя вложить элемент в самого себя
invalid-suite-project = Сьют принадлежит другому проекту
invalid-function-place = { $kind } не может находиться внутри { $parent }
invalid-func-id-fixed = FuncID существующей функции нельзя изменить
invalid-url = «{ $url }» — не адрес страницы: он начинается с http:// или https:// и не содержит пробелов
