# Дубликаты кейсов: поиск и объединение.

gui-cmd-find-duplicates = Найти дубликаты…

duplicates-same-title = То же название
duplicates-same-steps = Те же шаги
duplicates-similar-title = Похожее название

## Поиск

duplicates-job = Поиск дубликатов кейсов
duplicates-stage-read = Чтение кейсов
duplicates-stage-compare = Сравнение кейсов
duplicates-searching = Поиск дубликатов…
duplicates-stopped = Поиск остановлен.
duplicates-search = Искать снова
duplicates-scope-project = Весь проект
duplicates-scope-suite = Сьют «{ $title }»
duplicates-none = Дубликатов нет
duplicates-none-more = Нет кейсов с тем же названием, похожим названием или теми же шагами.
duplicates-none-of = { $n ->
    [one] Дубликатов нет: проверен { $n } кейс
    [few] Дубликатов нет: проверено { $n } кейса
   *[many] Дубликатов нет: проверено { $n } кейсов
}
duplicates-found = { $groups ->
    [one] { $groups } группа
    [few] { $groups } группы
   *[many] { $groups } групп
}, { $n ->
    [one] проверен { $n } кейс
    [few] проверено { $n } кейса
   *[many] проверено { $n } кейсов
}
duplicates-groups = Группы дубликатов
duplicates-cases = { $n ->
    [one] { $n } кейс
    [few] { $n } кейса
   *[many] { $n } кейсов
}

## Группа

duplicates-keep-which = Какой кейс оставить
duplicates-keep = Остаётся
duplicates-last-result = Последний результат
duplicates-merge-column = Объединить
duplicates-merge-this = Объединить { $code }
duplicates-root = Без сьюта
duplicates-no-result = Нет результатов
duplicates-results = { $n ->
    [one] { $n } результат
    [few] { $n } результата
   *[many] { $n } результатов
}
duplicates-functions = { $n ->
    [one] { $n } функция
    [few] { $n } функции
   *[many] { $n } функций
}
duplicates-in-qase = Есть в Qase
duplicates-changed = Изменён { $ago }

## Что получится

duplicates-preview = Что получится
duplicates-preview-keeps = { $code } остаётся со своим названием, шагами и сьютом.
duplicates-preview-tags = Добавятся теги: { $names }
duplicates-preview-functions = Добавятся функции: { $names }
duplicates-preview-suites = Добавятся сьюты: { $names }
duplicates-preview-files = Добавятся файлы: { $names }
duplicates-preview-fields = Заполнятся пустые поля: { $names }
duplicates-preview-from = { $field } из { $code }
duplicates-preview-adds-nothing = Ничего не добавится: все теги, функции и файлы у { $code } уже есть.
duplicates-preview-differs = Не переносятся, потому что у { $code } другое значение: { $names }
duplicates-preview-of = { $field } из { $code }
duplicates-preview-trash = В корзину, с возможностью восстановить: { $names }
duplicates-preview-results = { $n ->
    [one] { $n } результат останется у кейса в корзине.
    [few] { $n } результата останутся у кейсов в корзине.
   *[many] { $n } результатов останутся у кейсов в корзине.
}
duplicates-preview-comments = { $n ->
    [one] { $n } комментарий останется у кейса в корзине.
    [few] { $n } комментария останутся у кейсов в корзине.
   *[many] { $n } комментариев останутся у кейсов в корзине.
}
duplicates-preview-reviewed = Ревью останется у кейса в корзине: { $names }. У { $code } остаётся своё.
duplicates-preview-linked = Связаны с Qase: { $names }. Связь останется у кейса в корзине, { $code } её не получит.
duplicates-preview-more = и ещё { $n }
duplicates-preview-unread = Не удалось прочитать кейсы группы.
duplicates-nothing = Выберите хотя бы один кейс для объединения.
duplicates-merge = { $n ->
    [one] Объединить { $n } кейс с { $code }
    [few] Объединить { $n } кейса с { $code }
   *[many] Объединить { $n } кейсов с { $code }
}
duplicates-merging = Объединение…
duplicates-changed-meanwhile = { $n ->
    [one] Не объединён, так как за это время изменился: { $names }
    [few] Не объединены, так как за это время изменились: { $names }
   *[many] Не объединены, так как за это время изменились: { $names }
}
duplicates-partly = { $merged ->
    [one] Объединён { $merged } кейс
    [few] Объединено { $merged } кейса
   *[many] Объединено { $merged } кейсов
}. Не объединены, так как за это время изменились: { $names }

## История

history-merge-cases = Дубликаты объединены с «{ $title }»
window-step-merge-cases = объединение дубликатов с «{ $title }»
gui-report-duplicate-groups = группы дубликатов
