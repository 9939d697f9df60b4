# Части окна: вкладки, отмена, история, активность, справка.

## Вкладки

window-tab-keep = Оставить открытой
window-tab-close-others = Закрыть остальные
window-tab-close-all = Закрыть все
window-tab-more = Другие вкладки
window-open = Открыть
window-open-keep = Открыть в новой вкладке
window-open-in-qase = Открыть в Qase
window-copy-code = Копировать ID
window-copy-title = Копировать название
window-expand = Развернуть
window-collapse = Свернуть
window-expand-below = Развернуть всё внутри

## Отмена: слова после «Отменить:» и «Повторить:»

window-undo-project-stays = Проект { $code } остаётся пустым: «Повторить» и корзина возвращают его кейсы на место.
window-undo-draft = В этом поле больше нечего отменять. В кейсе есть несохранённые правки.
window-undo-saved = В этом поле нечего отменять. Сохранённое отменяет «Правка → Отменить»: { $what }
window-undo-trashed-cases = { $n ->
    [one] { $n } кейс перемещён в корзину
    [few] { $n } кейса перемещены в корзину
   *[many] { $n } кейсов перемещены в корзину
}
window-undo-trashed = { $n ->
    [one] { $n } элемент перемещён в корзину
    [few] { $n } элемента перемещены в корзину
   *[many] { $n } элементов перемещены в корзину
}
window-open-trash = Открыть корзину
window-not-undone = Не отменено, потому что изменено после этого: { $what }
window-not-redone = Не повторено, потому что изменено после этого: { $what }
window-undo-left = Оставлено как есть: { $what }
window-undo-left-by = { $field } (изменено: { $who })
window-undo-left-since = { $field } (уже изменено)
window-undo-left-more = ещё { $n }
window-undo-left-contents = содержимое
window-undo-left-mapping = привязка
window-undo-left-sync = синхронизация
window-undo-left-ingest = файл результатов
window-step-restore-version = восстановление версии
window-step-revert = отмена правки
window-step-revert-of = отмена: { $what }
window-step-redo-of = повтор: { $what }
window-redo-too-late = Не повторено: после этого были изменения.
window-undo-too-late = Не отменено: есть более новые изменения. Сначала отмените их.
window-step-edit-function = правка { $func }
window-step-create-function = создание «{ $title }»
window-step-create-case = создание «{ $title }»
window-step-delete-functions = { $count ->
    [one] удаление { $count } функции
    [few] удаление { $count } функций
   *[many] удаление { $count } функций
}
window-step-edit-case = правка «{ $title }»
window-step-link = { $count ->
    [one] привязка { $count } кейса
    [few] привязка { $count } кейсов
   *[many] привязка { $count } кейсов
}
window-step-unlink = { $count ->
    [one] отвязка { $count } кейса
    [few] отвязка { $count } кейсов
   *[many] отвязка { $count } кейсов
}
window-step-import-functions = { $count ->
    [one] импорт { $count } функции из { $file }
    [few] импорт { $count } функций из { $file }
   *[many] импорт { $count } функций из { $file }
}
window-step-import-people = импорт людей и связей из { $file }: { $count }
window-step-import-cases = { $count ->
    [one] импорт { $count } кейса из { $file }
    [few] импорт { $count } кейсов из { $file }
   *[many] импорт { $count } кейсов из { $file }
}
window-step-import-suites = { $count ->
    [one] импорт { $count } сьюта из { $file }
    [few] импорт { $count } сьютов из { $file }
   *[many] импорт { $count } сьютов из { $file }
}
window-step-move-function = перемещение функции
window-step-move-case = перемещение кейса
window-step-accept-mappings = привязка по подсказкам
window-step-merge-tags = объединение тегов в «{ $title }»
window-step-remove-tags = удаление тегов «{ $title }»
window-step-trash-functions = { $count ->
    [one] перемещение { $count } функции в корзину
    [few] перемещение { $count } функций в корзину
   *[many] перемещение { $count } функций в корзину
}
window-step-trash-suites = { $count ->
    [one] перемещение { $count } сьюта в корзину
    [few] перемещение { $count } сьютов в корзину
   *[many] перемещение { $count } сьютов в корзину
}
window-step-trash-cases = { $count ->
    [one] перемещение { $count } кейса в корзину
    [few] перемещение { $count } кейсов в корзину
   *[many] перемещение { $count } кейсов в корзину
}
window-step-trash-runs = { $count ->
    [one] перемещение { $count } прогона в корзину
    [few] перемещение { $count } прогонов в корзину
   *[many] перемещение { $count } прогонов в корзину
}
window-step-delete-things = { $count ->
    [one] перемещение { $count } элемента в корзину
    [few] перемещение { $count } элементов в корзину
   *[many] перемещение { $count } элементов в корзину
}
window-step-restore-functions = { $count ->
    [one] восстановление { $count } функции
    [few] восстановление { $count } функций
   *[many] восстановление { $count } функций
}
window-step-restore-suites = { $count ->
    [one] восстановление { $count } сьюта
    [few] восстановление { $count } сьютов
   *[many] восстановление { $count } сьютов
}
window-step-restore-cases = { $count ->
    [one] восстановление { $count } кейса
    [few] восстановление { $count } кейсов
   *[many] восстановление { $count } кейсов
}
window-step-restore-runs = { $count ->
    [one] восстановление { $count } прогона
    [few] восстановление { $count } прогонов
   *[many] восстановление { $count } прогонов
}
window-step-restore-things = { $count ->
    [one] восстановление { $count } элемента
    [few] восстановление { $count } элементов
   *[many] восстановление { $count } элементов
}
window-step-change-functions = { $count ->
    [one] правка { $count } функции
    [few] правка { $count } функций
   *[many] правка { $count } функций
}
window-step-move-functions = { $count ->
    [one] перемещение { $count } функции
    [few] перемещение { $count } функций
   *[many] перемещение { $count } функций
}
window-step-move-suites = { $count ->
    [one] перемещение { $count } сьюта
    [few] перемещение { $count } сьютов
   *[many] перемещение { $count } сьютов
}
window-step-move-cases = { $count ->
    [one] перемещение { $count } кейса
    [few] перемещение { $count } кейсов
   *[many] перемещение { $count } кейсов
}

## История функции или кейса

window-history-menu = Действия с этой правкой
window-history-revert = Отменить эту правку
window-history-step-moved = Шаг { $from } перемещён на место { $to }
window-history-version = Восстановлена версия
window-history-gone = Уже нельзя: правка отменена или сделана не вами.
window-version-title = Версия от { $at }
window-version-show = Показать эту версию
window-version-restore = Восстановить эту версию
window-history-edited = Изменено
window-history-created = Создано
window-history-this-computer = этот компьютер
window-history-deleted = Перемещено в корзину
window-history-restored = Восстановлено из корзины
window-history-moved = Перемещено
window-history-undone = отменено
window-history-empty = пусто
window-history-yes = да
window-history-no = нет
window-history-more = { $n ->
    [one] ещё { $n } поле
    [few] ещё { $n } поля
   *[many] ещё { $n } полей
}
window-field-relations = Связи
window-history-nesting = Вложенность шагов
window-history-removed-there = Удалён в Qase: { $case }
window-history-back-there = Снова в Qase: { $case }
window-history-steps = { $n ->
    [one] { $n } шаг
    [few] { $n } шага
   *[many] { $n } шагов
}
window-field-type = Тип
window-field-alias = Псевдоним
window-field-tags = Теги
window-field-aliases = Другие названия
window-field-parent = Родитель
window-field-suite = Сьют
window-field-container = Контейнер
window-field-database = База данных
window-field-subsystems = Подсистемы
window-field-services = Внешние сервисы
window-field-roles = Роли пользователей
window-field-documents = Документы
window-field-stories = Истории
window-field-owner = Ответственный
window-field-steps = Шаги
window-field-flaky = Помечен нестабильным

## Активность

window-activity-details = Подробнее
window-activity-hide = Скрыть подробности
window-activity-started = Начало
window-activity-ended = Конец
window-activity-warning = Предупреждение
window-activity-news = Сообщение
window-activity-error = Ошибка
window-activity-warnings = Предупреждения

## Справка

window-keys-lists = Списки и деревья
window-keys-run = Результаты прогона
window-keys-dialogs = Диалоги и меню
window-keys-passed = Пройден
window-keys-failed = Провален
window-keys-blocked = Заблокирован
window-keys-skipped = Пропущен
window-keys-invalid = Некорректен
window-keys-next = Следующий кейс
window-keys-no-status = Снять статус
window-keys-pages = На страницу вверх или вниз
window-keys-cursor = Перейти к строке, не выбирая её
window-keys-all = Выбрать всё показанное
window-keys-clear = Снять выбор
window-keys-menu = Контекстное меню
window-legend = Что означают значки
window-legend-dots = Покрытие функции и всего, что внутри неё
window-legend-passing = Покрыта, последние результаты успешны
window-legend-failing = Покрыта, часть последних результатов неудачна
window-legend-not-run = Покрыта, но пройдено ещё не всё
window-legend-uncovered = Ни один кейс не покрывает
window-legend-results = Последний результат кейса

## Case

window-case-expected = Ожидаемый результат
window-dot-covered = покрыто { $covered } из { $total }
window-pill-all = Всего функций: { $all }, из них нужны кейсы: { $total }. У модулей и эпиков нет своих кейсов.
window-pill-uncovered = Функции, которым нужны кейсы, но их нет

## Инспектор прогонов и результатов

run-state-running = Выполняется
run-state-aborted = Прерван
run-state-passed = Пройден
run-state-failed = Провален
run-state-share = { $state } · пройдено { $rate }
run-state-broken = Сломан
run-state-complete = Завершён
run-state-shards = Выполняется, { $shards }
run-shards-of = { $received } из { $expected ->
    [one] { $expected } части
    [few] { $expected } частей
   *[other] { $expected } частей
}
run-shards = { $received ->
    [one] { $received } часть
    [few] { $received } части
   *[other] { $received } частей
}
inspector-environment = Окружение
inspector-milestone = Веха
inspector-began = Начало
inspector-duration = Длительность
inspector-rate = Пройдено
inspector-no-results = Результатов пока нет
inspector-failures = Падения
inspector-new = новое
inspector-new-failures = { $n ->
    [one] { $n } новое
    [few] { $n } новых
   *[many] { $n } новых
}
inspector-all-failures = Показать все: { $n }
inspector-result-gone = Этого результата больше нет
inspector-case-elsewhere = Кейс в корзине или в другом проекте
inspector-case-in-trash = Этот кейс в корзине
run-defects = Дефекты
run-defect-open = открыт
run-defect-in-progress = в работе
run-defect-resolved = решён
run-defect-invalid = неверный
