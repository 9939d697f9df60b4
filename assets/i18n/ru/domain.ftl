# Предметная область: названия типов, статусов и правил.

invalid-blank = не должно быть пустым
invalid-too-long = слишком длинно: символов { $length }, можно не больше { $max }
invalid-nul = содержит символ, который нельзя сохранить (NUL)
invalid-too-deep = шаги вложены глубже { $max } уровней
invalid-project-code = «{ $code }» не может быть кодом проекта; нужно от 2 до 10 латинских букв и цифр, первая — буква
invalid-tree-cycle = Нельзя вложить элемент в самого себя
invalid-function-place = { $kind } не может лежать внутри { $parent }
invalid-func-id-fixed = FuncID существующей функции не меняется
