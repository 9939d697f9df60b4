# Таблица кейсов: столбцы, фильтры, правка, предпросмотр изменений.

cases-new = Новый кейс
cases-new-line = Новый кейс…
cases-new-hint = Название нового кейса
cases-new-note-root = Enter создаёт, Esc отменяет
cases-new-note = В «{ $suite }». Enter создаёт, Esc отменяет
cases-search = Поиск кейсов
cases-nothing-more = Измените фильтр или запрос.
cases-empty-more = Создайте кейс, импортируйте файл или выполните синхронизацию с Qase.
cases-empty-suite = В этом сьюте нет кейсов
cases-empty-suite-more = Создайте кейс здесь или выберите другой сьют в дереве.
cases-yes = Да
cases-no = Нет

## Columns

cases-column-id = ID
cases-column-suite = Сьют
cases-column-flaky = Помечен нестабильным
cases-column-functions = Функции
cases-column-owner = Ответственный
cases-owner-of-functions = Отвечает за тестирование связанных функций
cases-column-changed-by = Кто изменил
cases-column-milestone = Веха
cases-no-milestone = Без вехи
cases-fault-milestone = Такой вехи нет
cases-fault-milestones = Такое название у нескольких вех
cases-column-left = Сдвинуть «{ $column }» влево
cases-column-right = Сдвинуть «{ $column }» вправо

## Filters and groups

cases-quick-mine = Мои
cases-quick-mine-hint = Кейсы, за которые вы отвечаете, и кейсы, которые вы создали или изменили по одному. Массовые изменения и импорт не считаются.
cases-quick-never-run = Не запускались
cases-quick-flaky = Нестабильные
cases-quick-flaky-hint = Кейсы с тестом, нестабильным по результатам, по тому же правилу, что и в обзоре: его исходы в последних завершённых прогонах окружения переходят из пройденных в проваленные и обратно, или он не раз проходил только после повтора.
cases-marked-flaky = Помечены нестабильными
cases-flaky-in-runs = Нестабилен по результатам
cases-flaky-marked = Помечен нестабильным
cases-quick-uncovered = Без функции
cases-part-remove = Убрать из фильтра
cases-part-changed = Изменены с
cases-part-days = { $n ->
    [one] Последний { $n } день
    [few] Последние { $n } дня
   *[many] Последние { $n } дней
}
cases-part-function = Функция
cases-part-function-ask = Функция…
cases-part-fields = Пользовательские поля
cases-part-contains = Содержит
cases-part-least = От
cases-part-most = До
cases-part-from = от { $value }
cases-part-to = до { $value }
cases-set = Задать
cases-set-none = Очистить поле
cases-set-value = Значение
cases-set-name = Другое имя
cases-suite-deep = С вложенными сьютами
cases-suite-flat = С вложенными сьютами
cases-suite-deep-hint = Показать или скрыть кейсы вложенных сьютов
cases-filter-save = Сохранить фильтр
cases-filter-replace = Заменить фильтр
cases-filter-name = Название фильтра
cases-filter-delete = Удалить сохранённый фильтр
cases-group-by = Группировка: { $field }
cases-group-off = Нет
cases-group-none = Не задано
cases-group-root = Без сьюта
cases-group-select = Выделить её кейсы
cases-groups-close = Свернуть все группы
cases-groups-open = Развернуть все группы

## Clone

cases-move-sorted = Таблица отсортирована по столбцу. Чтобы перемещать кейсы вручную, сбросьте сортировку.
cases-clone = Клонировать
cases-run = Запустить
cases-clone-here = Клонировать в те же сьюты
cases-clone-into = Клонировать в проект { $project }
cases-clone-suffix = { " " }(копия)
cases-clone-title = { $n ->
    [one] Клонировать { $n } кейс?
    [few] Клонировать { $n } кейса?
   *[many] Клонировать { $n } кейсов?
}
cases-clone-text = Копии появятся в сьютах оригиналов, с шагами, тегами, полями, файлами и функциями:
cases-clone-text-project = Копии появятся в проекте { $project }, с шагами, тегами, полями, файлами и функциями:

## Preview of changes

cases-change-meanwhile = Эти кейсы тем временем изменились. В столбце «Сейчас» — нынешние значения.
cases-lost-title = Кейс в корзине
cases-lost-text = Кейс «{ $title }» переместили в корзину, пока вы его правили. Скопируйте свой текст, чтобы не потерять его:
cases-change-title = Изменить кейсы
cases-change-title-paste = Вставить в кейсы
cases-change-title-fill = Заполнить вниз
cases-change-apply = { $n ->
    [one] Изменить { $n } кейс
    [few] Изменить { $n } кейса
   *[many] Изменить { $n } кейсов
}
cases-change-values = { $n ->
    [one] Изменится { $n } значение
    [few] Изменятся { $n } значения
   *[many] Изменится { $n } значений
}
cases-owner-of-function = { $name } (из функции)
cases-change-same = { $n ->
    [one] без изменений: { $n }
    [few] без изменений: { $n }
   *[many] без изменений: { $n }
}
cases-change-outside = { $n ->
    [one] вне таблицы: { $n }
    [few] вне таблицы: { $n }
   *[many] вне таблицы: { $n }
}
cases-change-faults = { $n ->
    [one] Пропущено { $n } значение
    [few] Пропущено { $n } значения
   *[many] Пропущено { $n } значений
}
cases-change-none = Ни один кейс не изменится.
cases-change-field = Поле
cases-change-before = Сейчас
cases-change-after = Станет

cases-fault = «{ $text }». { $reason }
cases-fault-blank = Название не заполнено.
cases-fault-long = Название длиннее 255 символов.
cases-fault-value = Такого значения нет в списке.
cases-fault-flag = Введите «да» или «нет».
cases-fault-number = Введите число.
cases-fault-suite = Нет сьюта с таким путём, или название есть у нескольких сьютов.
cases-fault-read-only = Этот столбец нельзя изменить.

## History

history-change-cases = { $count ->
    [one] Изменён { $count } кейс
    [few] Изменены { $count } кейса
   *[many] Изменено { $count } кейсов
}
history-clone-cases = { $count ->
    [one] Клонирован { $count } кейс
    [few] Клонированы { $count } кейса
   *[many] Клонировано { $count } кейсов
}

window-step-change-cases = { $count ->
    [one] изменение { $count } кейса
    [few] изменение { $count } кейсов
   *[many] изменение { $count } кейсов
}
window-step-clone-cases = { $count ->
    [one] клонирование { $count } кейса
    [few] клонирование { $count } кейсов
   *[many] клонирование { $count } кейсов
}

## Several cases

cases-selection = Выделение
cases-count = { $n ->
    [one] { $n } кейс
    [few] { $n } кейса
   *[many] { $n } кейсов
}
cases-several-hint = { $n ->
    [one] Изменение коснётся { $n } кейса. Сначала будет показан предпросмотр; отменяется одним шагом.
    [few] Изменение коснётся всех { $n } кейсов. Сначала будет показан предпросмотр; отменяется одним шагом.
   *[many] Изменение коснётся всех { $n } кейсов. Сначала будет показан предпросмотр; отменяется одним шагом.
}
cases-several-uncovered = Ни один не связан с функцией

## Keys

cases-keys = Таблица кейсов
cases-keys-row = Первая и последняя ячейка строки
cases-keys-ends = Первая и последняя строка
cases-keys-range = Выделить диапазон ячеек
cases-keys-edit = Изменить ячейку
cases-keys-type = Ввести вместо текста ячейки
cases-keys-enter = Изменить ячейку; в столбце без правки — открыть кейс или переименовать функцию
cases-keys-open = Открыть кейс или переименовать функцию
cases-keys-tab = Следующая и предыдущая ячейка при правке
cases-keys-escape = Отменить правку, затем снять выделение
cases-keys-clipboard = Копировать и вставить ячейки, в том числе из электронной таблицы
cases-keys-fill = Заполнить вниз

## Дополнительные сьюты

cases-column-further = Также в сьютах
cases-home = Основной сьют: { $path }
cases-go-home = Перейти в основной сьют
cases-show-in-suite = Также в сьют…
cases-remove-from-suite = Убрать из этого сьюта
history-show-in-suite = { $count ->
    [one] { $count } кейс показан ещё в одном сьюте
    [few] { $count } кейса показаны ещё в одном сьюте
   *[many] { $count } кейсов показаны ещё в одном сьюте
}
window-step-show-in-suite = { $count ->
    [one] показ { $count } кейса ещё в одном сьюте
    [few] показ { $count } кейсов ещё в одном сьюте
   *[many] показ { $count } кейсов ещё в одном сьюте
}
history-remove-from-suite = { $count ->
    [one] { $count } кейс убран из дополнительного сьюта
    [few] { $count } кейса убраны из дополнительного сьюта
   *[many] { $count } кейсов убраны из дополнительного сьюта
}
window-step-remove-from-suite = { $count ->
    [one] удаление { $count } кейса из дополнительного сьюта
    [few] удаление { $count } кейсов из дополнительного сьюта
   *[many] удаление { $count } кейсов из дополнительного сьюта
}

## Counts

cases-count-linked = { $own ->
    [one] { $own } кейс
    [few] { $own } кейса
   *[many] { $own } кейсов
}, и ещё { $linked } показано из других сьютов
cases-shown-of = Показано { $shown } из { $total }
cases-show-all = Показать все { $total }
cases-draft = Несохранённые правки
cases-draft-tab = Несохранённые правки
cases-draft-hint = Несохранённые правки. Откройте кейс, чтобы продолжить.
cases-draft-open = Открыть правки

## Places of found words

search-in-tag = Тег
search-in-description = Описание
search-in-preconditions = Предусловия
search-in-step = Шаг { $n }
search-in-postconditions = Постусловия
search-in-expected = Ожидаемый результат
search-in-link = Ссылка
