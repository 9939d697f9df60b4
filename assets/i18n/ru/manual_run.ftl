# Прогоны вручную: создание, выполнение, завершение.
gui-menu-run = Прогон
gui-cmd-new-run = Новый прогон…
gui-cmd-add-run-cases = Добавить кейсы…
gui-cmd-finish-run = Завершить прогон
gui-cmd-reopen-run = Открыть прогон снова
gui-cmd-copy-unfinished = Продолжить в новом прогоне
gui-cmd-copy-failed = Новый прогон проваленных
gui-cmd-create-issue = Создать задачу
gui-cmd-send-run = Отправить результаты в Qase…
gui-cmd-edit-run = Изменить прогон…
gui-cmd-delete-runs = Переместить прогон в корзину…
gui-cmd-export-report = Отчёт…
palette-also-new-run = создать начать ручной тестирование выполнение
palette-also-finish-run = закрыть закончить
palette-also-reopen-run = открыть заново продолжить
palette-also-copy-unfinished = перезапуск повторить проваленные заблокированные непроверенные снова
palette-also-copy-failed = перезапуск повторить проваленные сломанные снова копия
palette-also-create-issue = баг дефект сообщить трекер jira github gitlab
palette-also-send-run = отправить экспорт результаты
palette-also-edit-run = переименовать название описание окружение веха теги
palette-also-delete-runs = удалить убрать результаты
palette-also-export-report = HTML Markdown JUnit JSON сохранить экспорт поделиться

manual-run-too-many-combinations = У кейса «{ $title }» { $n } сочетаний параметров, а выполнить можно не больше { $max }
manual-run-too-many-results = В прогоне было бы { $n } результатов, а возможно не больше { $max }
manual-run-no-suite = В проекте нет сьюта { $number }
manual-run-no-case = В проекте нет кейса { $number }
manual-run-no-function = В реестре нет функции { $function }
manual-run-no-cases = Выберите хотя бы один кейс
manual-run-is-closed = Прогон завершён; чтобы вводить результаты, откройте его снова
manual-run-has-ended = Прогон { $number } уже завершён
manual-run-not-by-hand = Прогон { $number } выполняется не вручную
manual-run-has-all-cases = Все эти кейсы уже в прогоне
manual-run-add-cases = Добавление кейсов в прогон
manual-run-add-these = Добавить
manual-run-cases-added = { $n ->
    [one] В прогон добавлен { $n } кейс
    [few] В прогон добавлены { $n } кейса
   *[other] В прогон добавлено { $n } кейсов
}
manual-run-nothing-to-copy = Копировать нечего: нет проваленных и заблокированных результатов и результатов без статуса
manual-run-nothing-failed-to-copy = Копировать нечего: нет проваленных и сломанных результатов с кейсами
history-create-run = Создан прогон «{ $title }»
history-add-run-cases = { $n ->
    [one] В прогон «{ $title }» добавлен { $n } кейс
    [few] В прогон «{ $title }» добавлены { $n } кейса
   *[other] В прогон «{ $title }» добавлено { $n } кейсов
}
history-edit-run = Изменён прогон «{ $title }»
history-close-run = Завершён прогон «{ $title }»
history-reopen-run = Снова открыт прогон «{ $title }»
history-set-result = { $status ->
    [passed] «{ $title }»: пройден
    [failed] «{ $title }»: провален
    [blocked] «{ $title }»: заблокирован
    [skipped] «{ $title }»: пропущен
    [invalid] «{ $title }»: некорректен
   *[other] Статус снят: «{ $title }»
}
history-assign-run-cases = Назначено: «{ $title }» — { $name }
history-unassign-run-cases = Назначение снято: «{ $title }»
window-step-assign-run-cases = назначение «{ $title }»
window-step-unassign-run-cases = назначение «{ $title }»
window-step-create-run = создание прогона «{ $title }»
window-step-add-run-cases = кейсы, добавленные в прогон «{ $title }»
window-step-edit-run = правка прогона «{ $title }»
window-step-close-run = завершение прогона «{ $title }»
window-step-reopen-run = повторное открытие прогона «{ $title }»
window-step-set-step = результат шага
window-step-set-result = { $status ->
    [passed] «{ $title }»: пройден
    [failed] «{ $title }»: провален
    [blocked] «{ $title }»: заблокирован
    [skipped] «{ $title }»: пропущен
    [invalid] «{ $title }»: некорректен
   *[other] снятие статуса «{ $title }»
}

run-edit-title = Прогон #{ $number }
run-edit-discard = Не сохранять изменения?
run-edit-discard-more = Прогон останется прежним. Введённое будет потеряно.
run-trash-ask = { $n ->
    [one] Переместить в корзину { $n } прогон?
    [few] Переместить в корзину { $n } прогона?
   *[many] Переместить в корзину { $n } прогонов?
}
run-trash-note = { $tests ->
    [0] В прогоне нет результатов.
    [one] { $tests } результат перестанет учитываться в кейсах, функциях и трендах. Его можно восстановить из корзины.
    [few] { $tests } результата перестанут учитываться в кейсах, функциях и трендах. Их можно восстановить из корзины.
   *[many] { $tests } результатов перестанут учитываться в кейсах, функциях и трендах. Их можно восстановить из корзины.
}
run-series-runs = { $n ->
    [one] { $n } прогон
    [few] { $n } прогона
   *[many] { $n } прогонов
}
run-series-turn = Развернуть или свернуть
run-series-compare = Сравнить два последних прогона
run-series-delete = Переместить все прогоны в корзину…
manual-run-default-title = Прогон от { $date }
manual-run-copy-title = { $title }, повтор
manual-run-copy-failed-title = { $title }, проваленные
manual-run-discard = Закрыть без создания прогона?
manual-run-discard-more = Прогон ещё не создан. Введённое будет потеряно.
manual-run-environment = Окружение
manual-run-milestone = Веха
manual-run-not-set = Не выбрано
manual-run-find-or-name = Найти или ввести новое название
manual-run-new-name = создаётся
manual-run-add-name = Создать «{ $name }»
manual-run-configurations-new = Новые конфигурации
manual-run-configurations-hint = Браузер = Chrome, ОС = Linux
manual-run-configurations-unfit = Укажите название и значение: Браузер = Chrome
manual-run-configurations-sign = В значении не может быть «=». Разделяйте конфигурации знаком «,» или «;»
manual-run-tags = Теги
manual-run-tags-hint = smoke, релиз
manual-run-people = Исполнители
manual-run-people-none = Не назначены
manual-run-people-one = Все кейсы назначены этому человеку
manual-run-people-several = Кейсы распределяются между ними по очереди
manual-run-cases = Кейсы
manual-run-of-suite = Новый прогон этого сьюта…
manual-run-from-selection = Выбранные
manual-run-from-suites = Сьюты
manual-run-from-functions = Функции
manual-run-from-filter = Сохранённый фильтр
manual-run-from-failed = Проваленные в последний раз
manual-run-find-suites = Найти сьюты и кейсы
manual-run-find-functions = Найти функции
manual-run-tree-suites = Сьюты и кейсы для прогона
manual-run-tree-functions = Функции для прогона
manual-run-select-filter = Выберите фильтр
manual-run-all-lists = В прогон попадут отмеченные кейсы всех списков, каждый один раз.
manual-run-no-filter = Без фильтра
manual-run-nothing-failed = В последний раз ничего не провалилось
manual-run-check-all = Все эти кейсы
manual-run-no-cases-yet = В проекте пока нет кейсов
manual-run-all-present = Все эти кейсы уже есть в прогоне
manual-run-some-present = Уже в прогоне: { $present } из { $all } { $all ->
    [one] кейса
    [few] кейсов
   *[other] кейсов
}
manual-run-size = { $cases ->
    [one] { $cases } кейс
    [few] { $cases } кейса
   *[other] { $cases } кейсов
}, { $results ->
    [one] { $results } результат
    [few] { $results } результата
   *[other] { $results } результатов
}

manual-run-items = Кейсы прогона
manual-run-empty = В прогоне нет кейсов
manual-run-none = Таких кейсов нет
manual-run-choose = Выберите кейс
manual-run-left = Осталось
manual-run-assignee = Исполнитель
manual-run-unassigned = Не назначен
manual-run-progress = { $done } из { $total }
manual-run-spent = Время всех результатов
manual-run-finish = Завершить прогон…
manual-run-finish-title = Завершить прогон?
manual-run-finish-untested = { $n ->
    [one] { $n } кейс без результата останется в статусе «Не запускался».
    [few] { $n } кейса без результата останутся в статусе «Не запускался».
   *[other] { $n } кейсов без результата останутся в статусе «Не запускался».
}
manual-run-finish-in-progress = { $n ->
    [one] { $n } результат останется в статусе «В процессе».
    [few] { $n } результата останутся в статусе «В процессе».
   *[other] { $n } результатов останутся в статусе «В процессе».
}
manual-run-continued = { $n ->
    [one] Создан прогон «{ $title }»: { $n } результат, который провален, заблокирован или без статуса
    [few] Создан прогон «{ $title }»: { $n } результата, которые провалены, заблокированы или без статуса
   *[other] Создан прогон «{ $title }»: { $n } результатов, которые провалены, заблокированы или без статуса
}
manual-run-failed-copied = { $n ->
    [one] Создан прогон «{ $title }»: { $n } результат, который провален или сломан
    [few] Создан прогон «{ $title }»: { $n } результата, которые провалены или сломаны
   *[other] Создан прогон «{ $title }»: { $n } результатов, которые провалены или сломаны
}
manual-run-closed = Прогон завершён
manual-run-reopened = Прогон снова открыт
manual-run-show-results = Результаты прогона
manual-run-execute = Выполнять
manual-run-without-cases = В этом прогоне нет кейсов
manual-run-without-cases-more = Кейсы выбираются при создании прогона. Создайте прогон с кейсами, чтобы выполнять их вручную.

manual-run-open-case = Открыть кейс
manual-run-attempt = { $n ->
    [one] { $n } попытка
    [few] { $n } попытки
   *[other] { $n } попыток
}
manual-run-pause = Остановить таймер
manual-run-resume = Запустить таймер
manual-run-timer = Время на этот кейс
manual-run-no-steps = В кейсе нет шагов
manual-run-step = Шаг { $n }
manual-run-step-comment = Что произошло
manual-run-comment = Комментарий
manual-run-comment-hint = Что вы увидели
manual-run-link-defect = Привязать дефект
manual-run-defect = Дефект
manual-run-defect-hint = Ключ или адрес дефекта
manual-run-remove-defect = Убрать ссылку на { $name }
manual-run-earlier-defects = Дефекты прошлых результатов
manual-run-defect-again = Привязать { $name } к этому результату
manual-run-add = Добавить
manual-run-case-files = Вложения кейса
manual-run-past = Последние результаты
manual-run-attach-note = Файл сохраняется рядом с рабочим пространством и прикладывается к результату.
manual-run-attach-gone = Файлы сохранены, но результат уже не открыт
manual-run-bad-steps = { $n ->
    [one] Кейс отмечен пройденным, но { $n } шаг не пройден
    [few] Кейс отмечен пройденным, но { $n } шага не пройдены
   *[many] Кейс отмечен пройденным, но { $n } шагов не пройдены
}
manual-run-bad-steps-of = { $n ->
    [one] Кейс «{ $title }» отмечен пройденным, но { $n } шаг не пройден
    [few] Кейс «{ $title }» отмечен пройденным, но { $n } шага не пройдены
   *[many] Кейс «{ $title }» отмечен пройденным, но { $n } шагов не пройдены
}
manual-run-mark-failed = Отметить кейс проваленным
manual-run-again = Новая попытка
manual-run-new-attempt = { $case }, попытка { $n } · ещё не выполнена
manual-run-new-attempt-short = попытка { $n }, ещё не выполнена
manual-run-earlier-attempt = Вернуться к попытке { $n }
manual-run-next = Следующий кейс
manual-run-goes-on = Переходить к следующему кейсу после «Пройден» и «Пропущен»
manual-run-saved = Сохранено
manual-run-saving = Сохранение…
manual-run-not-saved = Не сохранено.

manual-run-hint-step = шаг вниз, вверх
manual-run-hint-step-result = результат шага
manual-run-hint-comment = комментарий
manual-run-hint-defect = дефект
manual-run-hint-paste = снимок экрана
manual-run-hint-timer = таймер
manual-run-hint-all = все клавиши
manual-run-keys = Выполнение прогона
manual-run-key-next = Следующий кейс без статуса
manual-run-key-case-down = Следующий кейс
manual-run-key-case-up = Предыдущий кейс
manual-run-key-step-down = Следующий шаг
manual-run-key-step-up = Предыдущий шаг или шаг с этим номером
manual-run-key-step-passed = Шаг пройден
manual-run-key-step-failed = Шаг провален
manual-run-key-step-blocked = Шаг заблокирован
manual-run-key-step-skipped = Шаг пропущен
manual-run-key-step-comment = Комментарий к шагу
manual-run-key-comment = Комментарий к результату
manual-run-key-defect = Привязать дефект
manual-run-key-timer = Остановить или запустить таймер
manual-run-key-again = Новая попытка
manual-run-key-paste = Приложить снимок экрана из буфера обмена
manual-run-lost-title = Не сохранено
manual-run-lost-text = Введённое показано ниже. Скопируйте текст, чтобы не потерять его. Если открыть прогон снова, не закрывая окна, введённое останется в кейсе.
manual-run-lost-copy = Скопировать текст
manual-run-case-gone = «{ $title }» больше нет в прогоне. Введённое сохранено в результате и вернётся вместе с кейсом.
