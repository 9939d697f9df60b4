# Списки окна: выбор, перемещение, массовая правка, корзина.

lists-quoted = «{ $title }»
lists-trash-ask = Переместить в корзину { $what }?
lists-trash-number = { $kind ->
    [functions] { $n ->
        [one] { $n } функцию
        [few] { $n } функции
       *[many] { $n } функций
    }
    [suites] { $n ->
        [one] { $n } сьют
        [few] { $n } сьюта
       *[many] { $n } сьютов
    }
   *[cases] { $n ->
        [one] { $n } кейс
        [few] { $n } кейса
       *[many] { $n } кейсов
    }
}
lists-trash-and = { $before } и { $last }
lists-trash-name = { $kind ->
    [function] Функция { $code } { $title }
    [suite] Сьют { $title }
   *[case] Кейс { $code } { $title }
}
lists-trash-one = { $title } переместится в корзину.
lists-trash-several = В корзину будут перемещены:
lists-trash-inside-of = Внутри, и тоже попадут в корзину: { $what }.
lists-trash-more = { $n ->
    [one] и ещё { $n }
    [few] и ещё { $n }
   *[many] и ещё { $n }
}

## History

history-trash-functions = { $count ->
    [one] Перемещена в корзину { $count } функция
    [few] Перемещены в корзину { $count } функции
   *[many] Перемещено в корзину { $count } функций
}
history-trash-suites = { $count ->
    [one] Перемещён в корзину { $count } сьют
    [few] Перемещены в корзину { $count } сьюта
   *[many] Перемещено в корзину { $count } сьютов
}
history-trash-cases = { $count ->
    [one] Перемещён в корзину { $count } кейс
    [few] Перемещены в корзину { $count } кейса
   *[many] Перемещено в корзину { $count } кейсов
}
history-trash-runs = { $count ->
    [one] Перемещён в корзину { $count } прогон
    [few] Перемещены в корзину { $count } прогона
   *[many] Перемещено в корзину { $count } прогонов
}
history-delete-things = { $count ->
    [one] Перемещён в корзину { $count } элемент
    [few] Перемещены в корзину { $count } элемента
   *[many] Перемещено в корзину { $count } элементов
}
history-restore-functions = { $count ->
    [one] Восстановлена { $count } функция
    [few] Восстановлены { $count } функции
   *[many] Восстановлено { $count } функций
}
history-restore-suites = { $count ->
    [one] Восстановлен { $count } сьют
    [few] Восстановлены { $count } сьюта
   *[many] Восстановлено { $count } сьютов
}
history-restore-cases = { $count ->
    [one] Восстановлен { $count } кейс
    [few] Восстановлены { $count } кейса
   *[many] Восстановлено { $count } кейсов
}
history-restore-runs = { $count ->
    [one] Восстановлен { $count } прогон
    [few] Восстановлены { $count } прогона
   *[many] Восстановлено { $count } прогонов
}
history-restore-things = { $count ->
    [one] Восстановлен { $count } элемент
    [few] Восстановлены { $count } элемента
   *[many] Восстановлено { $count } элементов
}
history-change-functions = { $count ->
    [one] Изменена { $count } функция
    [few] Изменены { $count } функции
   *[many] Изменено { $count } функций
}
history-move-functions = { $count ->
    [one] Перемещена { $count } функция
    [few] Перемещены { $count } функции
   *[many] Перемещено { $count } функций
}
history-move-suites = { $count ->
    [one] Перемещён { $count } сьют
    [few] Перемещены { $count } сьюта
   *[many] Перемещено { $count } сьютов
}
history-move-cases = { $count ->
    [one] Перемещён { $count } кейс
    [few] Перемещены { $count } кейса
   *[many] Перемещено { $count } кейсов
}

## Инспектор

lists-rollup = Кейсы вложенных функций
lists-rollup-covered = Покрыто функций
lists-rollup-value = { $covered } из { $total }
lists-rollup-cases = Связанных кейсов
lists-rollup-last = Последние результаты
lists-rollup-other = Прочие
lists-tags = Теги
lists-tag-remove = Убрать тег «{ $tag }»
lists-change-add-tag = Добавить тег «{ $tag }»
lists-change-ask = { $n ->
    [one] Изменить { $n } функцию?
    [few] Изменить { $n } функции?
   *[many] Изменить { $n } функций?
}
lists-change-mark = Поставить отметку «{ $field }»
lists-change-unmark = Снять отметку «{ $field }»
lists-change-value = { $field }: { $value }
lists-change-button = Изменить
lists-mixed = Разные: { $n }

## Массовая правка

lists-clear-selection = Снять выделение
lists-set-field = Задать поле
lists-tag = Тег
lists-tag-hint = Новый тег
lists-tag-add = Добавить тег
lists-move = Переместить
lists-no-place = Нет места, подходящего для всех
lists-delete = Переместить в корзину
lists-inspector-close = Закрыть инспектор
lists-column-alias = Псевдоним
lists-column-updated = Изменено

## Новая функция

lists-place = Внутри
lists-func-id-note = Оставьте пустым, чтобы собрать из места и названия. Потом изменить нельзя.
lists-func-id-taken = Этот FuncID занят
lists-new-function-discard = Закрыть без создания функции?
lists-new-function-discard-more = Функция ещё не создана. Введённое будет потеряно.
lists-func-id-in-trash = Этот FuncID у функции «{ $title }» в корзине. Восстановите её или введите другой FuncID.
lists-restore-function = Восстановить функцию

## Корзина

# A suite of the tree whose cases stand in the grid
lists-suite-shown = Показан в таблице
gui-cmd-trash = Корзина…
lists-suites = Сьюты
lists-kind-function = Функция
lists-kind-suite = Сьют
lists-kind-case = Кейс
lists-kind-run = Прогон
lists-trash-empty = Корзина пуста
lists-trash-empty-more = Удалённые функции, кейсы, сьюты и прогоны остаются здесь, пока вы их не восстановите или не очистите корзину.
lists-trash-code = ID
lists-trash-place = Откуда
lists-trash-inside = Вложено
lists-trash-deleted = Удалено
lists-restore = Восстановить
lists-trash-unselected = Отметьте, что восстановить или удалить
lists-purge = Удалить навсегда…
lists-empty-trash = Очистить корзину…
lists-purge-title = Удалить навсегда?
lists-purge-text = { $n ->
    [one] { $n } элемент будет удалён навсегда, вместе с комментариями и связями с Qase. Результаты останутся в прогонах. Это действие нельзя отменить.
    [few] { $n } элемента будут удалены навсегда, вместе с комментариями и связями с Qase. Результаты останутся в прогонах. Это действие нельзя отменить.
   *[many] { $n } элементов будут удалены навсегда, вместе с комментариями и связями с Qase. Результаты останутся в прогонах. Это действие нельзя отменить.
}
lists-purge-inside = { $n ->
    [one] вложен { $n } элемент
    [few] вложено { $n } элемента
   *[many] вложено { $n } элементов
}
lists-purge-along = Также будет удалено то, что лежало внутри и попало в корзину раньше:
lists-purge-button = Удалить навсегда
lists-purged = { $n ->
    [one] { $n } элемент удалён навсегда
    [few] { $n } элемента удалены навсегда
   *[many] { $n } элементов удалены навсегда
}

## Значения ячеек

registry-refused = Не сохранено: { $cells }.
registry-refused-cell = { $id } · { $column } { $text } ({ $reason })
registry-refused-cell-blank = { $id } · { $column } ({ $reason })
registry-refused-more = { $n ->
    [one] ещё { $n } значение
    [few] ещё { $n } значения
   *[many] ещё { $n } значений
}
registry-refused-outside = { $n ->
    [one] { $n } значение за пределами таблицы
    [few] { $n } значения за пределами таблицы
   *[many] { $n } значений за пределами таблицы
}
registry-refused-blank = название не заполнено
registry-refused-long = текст слишком длинный
registry-refused-word = такого значения нет в списке
registry-refused-person = такого человека нет
registry-refused-read-only = столбец нельзя изменить
registry-not-stored = Не сохранено: { $cells }. Псевдоним занят, или значения больше нет в списке.
