# Работа сервера: правила, по которым проекты хранят прогоны и файлы, пределы, журналы.

cli-command-retention = Сколько проекты хранят прогоны и файлы; что было бы удалено, и само удаление
cli-command-retention-show = Показать правила проекта
cli-command-retention-set = Изменить правила проекта; сервер применяет их раз в день
cli-command-retention-preview = Показать, что правила удалили бы сейчас
cli-command-retention-apply = Удалить сейчас то, что берут правила
cli-command-retention-keep = Защитить прогон: правила его не берут
cli-command-retention-release = Снять защиту прогона
cli-arg-retention-show-code = Код проекта
cli-arg-retention-set-code = Код проекта
cli-arg-retention-preview-code = Код проекта
cli-arg-retention-apply-code = Код проекта
cli-arg-retention-keep-code = Код проекта
cli-arg-retention-keep-run = Номер прогона
cli-arg-retention-release-code = Код проекта
cli-arg-retention-release-run = Номер прогона
cli-arg-retention-set-days = Хранить завершённые прогоны столько дней; 0 убирает правило
cli-arg-retention-set-runs = Хранить столько последних завершённых прогонов независимо от возраста; 0 убирает правило
cli-arg-retention-set-files-days = Хранить файлы пройденных результатов столько дней; 0 убирает правило
cli-arg-retention-apply-stamp = Отпечаток из preview: остановиться, если удалилось бы не то, что было показано
cli-value-stamp = ОТПЕЧАТОК
cli-retention-none = Из { $code } ничего не удаляется: правил нет.
cli-retention-days = { $count ->
    [one] Завершённые прогоны хранятся { $count } день.
    [few] Завершённые прогоны хранятся { $count } дня.
   *[many] Завершённые прогоны хранятся { $count } дней.
}
cli-retention-runs = { $count ->
    [one] Хранится { $count } последний завершённый прогон.
    [few] Хранятся { $count } последних завершённых прогона.
   *[many] Хранятся { $count } последних завершённых прогонов.
}
cli-retention-files = { $count ->
    [one] Файлы пройденных результатов хранятся { $count } день.
    [few] Файлы пройденных результатов хранятся { $count } дня.
   *[many] Файлы пройденных результатов хранятся { $count } дней.
}
cli-retention-would = { $runs ->
    [one] Был бы удалён { $runs } прогон
    [few] Были бы удалены { $runs } прогона
   *[many] Было бы удалено { $runs } прогонов
} с { $results ->
    [one] { $results } результатом
    [few] { $results } результатами
   *[many] { $results } результатами
}, с { $oldest } по { $newest } (UTC).
cli-retention-no-runs = Ни один прогон не был бы удалён.
cli-retention-would-strip = { $count ->
    [one] { $count } пройденный результат лишился бы файлов.
    [few] { $count } пройденных результата лишились бы файлов.
   *[many] { $count } пройденных результатов лишились бы файлов.
}
cli-retention-would-free = { $count ->
    [one] Был бы удалён { $count } файл
    [few] Были бы удалены { $count } файла
   *[many] Было бы удалено { $count } файлов
} ({ $size }).
cli-retention-protected = { $count ->
    [one] { $count } прогон достаточно стар, но защищён: его кто-то хранит, или он относится к вехе.
    [few] { $count } прогона достаточно стары, но защищены: их кто-то хранит, или они относятся к вехам.
   *[many] { $count } прогонов достаточно стары, но защищены: их кто-то хранит, или они относятся к вехам.
}
cli-retention-stamp = Ровно это: retention apply --stamp { $stamp }
cli-retention-applied = Удалено: { $runs ->
    [one] { $runs } прогон
    [few] { $runs } прогона
   *[many] { $runs } прогонов
} с { $results ->
    [one] { $results } результатом
    [few] { $results } результатами
   *[many] { $results } результатами
}, файлы { $passed ->
    [one] { $passed } пройденного результата
    [few] { $passed } пройденных результатов
   *[many] { $passed } пройденных результатов
}; всего { $files ->
    [one] { $files } файл
    [few] { $files } файла
   *[many] { $files } файлов
}.
cli-retention-kept = Прогон { $number } защищён от правил.
cli-retention-released = Прогон { $number } больше не защищён.
cli-command-limits = Сколько проекты могут хранить
cli-command-limits-show = Показать пределы проекта и сколько он хранит
cli-command-limits-set = Изменить пределы проекта; работающий сервер следует им в течение секунды
cli-arg-limits-show-code = Код проекта
cli-arg-limits-set-code = Код проекта
cli-arg-limits-set-attachment-mb = Наибольший объём вложений в мегабайтах; 0 убирает предел
cli-arg-limits-set-results = Наибольшее число результатов вне корзины; 0 убирает предел
cli-arg-limits-set-cases = Наибольшее число кейсов вне корзины; 0 убирает предел
cli-col-held = Что
cli-col-holds = Хранит
cli-col-limit = Предел
cli-word-no-limit = нет
cli-word-attachments = Вложения
cli-word-results = Результаты
cli-word-cases = Кейсы
cli-arg-serve-rate-limit = Запросов в минуту с одного токена до ответа 429; 0 не ограничивает [60000]
cli-arg-serve-address-rate-limit = Запросов в минуту без действующего токена с одного адреса до ответа 429; 0 не ограничивает [12000]
cli-arg-serve-cors-origin = Разрешить страницам этого источника обращаться к API из браузера, например https://ci.example.com; можно повторять
cli-arg-serve-grace = Сколько секунд есть у запросов на завершение при остановке сервера [20]
cli-arg-serve-log-json = Писать журнал строками JSON в стандартный вывод или в этот файл с ротацией [VOLUPTAS_LOG_JSON]
cli-value-origin = ИСТОЧНИК
invalid-keep = Число дней или прогонов должно быть от 1 до { $max }
invalid-limit = Предел не может быть отрицательным
settings-warning-no-traces = Трассировки не отправляются: { $reason }
