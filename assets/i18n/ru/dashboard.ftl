# Результаты в обзоре: графики по прогонам, списки тестов.
dashboard-environment = Окружение
dashboard-environments = Все окружения
dashboard-label = Метка
dashboard-labels = Все метки
dashboard-title = Название прогонов
dashboard-titles = Все прогоны
dashboard-range = Прогоны
dashboard-last-runs = { $n ->
    [one] Последний { $n } прогон
    [few] Последние { $n } прогона
   *[many] Последние { $n } прогонов
}
dashboard-last-days = { $n ->
    [one] Последний { $n } день
    [few] Последние { $n } дня
   *[many] Последние { $n } дней
}
dashboard-newest = Последний прогон завершён { $time }
dashboard-none = Завершённых прогонов пока нет
dashboard-none-in-scope = За это время в этом окружении нет завершённых прогонов
dashboard-no-runs = Динамика результатов появится здесь, когда завершится первый прогон проекта.

dashboard-pass-rate = Доля пройденных
dashboard-passed-percent = Пройдено, %
dashboard-failed = Провалено
dashboard-broken = Сломано
dashboard-other = Другие
dashboard-results = Тесты по статусам
dashboard-duration = Длительность прогонов
dashboard-duration-in = { $time } в #{ $number }
dashboard-bad-tests = Проваленные и сломанные тесты
dashboard-rate-in = Доля пройденных { $rate } в прогоне #{ $number }
dashboard-rate-of = Пройдено { $rate } выполненных тестов
dashboard-change = { $change } к #{ $number }
dashboard-passed-of = { $passed } из { $executed } тестов в #{ $number }

dashboard-all = Все { $n }
dashboard-top = Первые { $n }
dashboard-fewer = Свернуть
dashboard-rule-of = { $list }: { $rule }
dashboard-failing = Чаще падающие тесты
dashboard-failing-note = падения в показанных прогонах
dashboard-failing-rule = Проваленные и сломанные исходы теста в показанных прогонах среди последних { $window } завершённых прогонов его окружения. Считается последняя попытка в прогоне.
dashboard-failing-none = В этих прогонах ничего не падало
dashboard-flaky = Нестабильные тесты
dashboard-flaky-note = до { $n } исходов
dashboard-flaky-rule = Тест нестабилен, если в показанных прогонах, среди последних { $window } завершённых прогонов окружения, его исход менялся между «пройден» и «провален» не менее { $switches } раз и не менее чем в { $rate } % переходов от прогона к прогону, либо если он прошёл только после повтора не менее чем в { $runs } прогонах. Показана бо́льшая из двух долей. Тест, который только падает или только проходит, не считается нестабильным.
dashboard-flaky-none = В этих прогонах нет нестабильных тестов
dashboard-slow = Самые долгие тесты
dashboard-slow-note = среднее время
dashboard-slow-rule = Средняя длительность пройденных исходов в показанных прогонах среди последних { $window } завершённых прогонов окружения. Процент сравнивает последний пройденный исход со средним значением предыдущих.
dashboard-slow-none = Длительность тестов неизвестна
dashboard-figures = Последних исходов: { $runs }; падений: { $bad }; смен «пройден — провален»: { $switches }; прогонов с нестабильностью: { $flaky }.
dashboard-figures-mean = Среднее время { $time }.
dashboard-slower-by = { $change }: последнее успешное выполнение длилось дольше, чем в среднем в прогонах до него.
dashboard-faster-by = { $change }: последнее успешное выполнение длилось меньше, чем в среднем в прогонах до него.
dashboard-open-run = Открыть в прогоне #{ $number }
dashboard-open-case = Открыть кейс
dashboard-copy-title = Скопировать название
dashboard-without-case = Тесты без кейса в #{ $number }
dashboard-in-review = Кейсы на ревью
dashboard-ending-mutes = Заглушённые тесты: срок истекает за неделю
dashboard-run-errors = Ошибки вне тестов в #{ $number }
dashboard-new-failures = Новые падения в #{ $number }

dashboard-modules = Результаты тестов по модулям
dashboard-modules-note = последний исход каждого теста
dashboard-modules-rule = Модуль теста — функция верхнего уровня, которую покрывает его кейс, а без неё — верхний сьют кейса. Считается последний исход каждого теста в показанных прогонах. Красное число — проваленные и сломанные тесты, по нажатию — их список. Доля пройденных считается среди выполненных тестов; пропущенные и не запускавшиеся не учитываются.
dashboard-no-module = Без модуля
dashboard-module-row = { $title }: пройдено { $rate }
dashboard-module-bad = { $title }: провалено и сломано { $n }
dashboard-module-bad-opens = Показать список этих тестов. Тест откроется в своём прогоне
dashboard-module-opens-function = По строке откроется функция, по красному числу — проваленные и сломанные тесты
dashboard-module-opens-suite = По строке откроются кейсы сьюта, по красному числу — проваленные и сломанные тесты
dashboard-by-environment = По окружениям
dashboard-by-environment-note = доля пройденных во всех показанных прогонах
dashboard-no-environment = Без окружения
dashboard-environment-row = { $title }: пройдено { $rate }, последний прогон #{ $number }
dashboard-runs = { $n ->
    [one] { $n } прогон
    [few] { $n } прогона
   *[many] { $n } прогонов
}
dashboard-runs-of = { $title }: { $runs }

dashboard-history = История по прогонам
dashboard-history-figures = пройдено { $passed } · нестабильность { $flaky }
dashboard-history-flaky-runs = { $n ->
    [one] нестабилен внутри { $n } прогона
    [few] нестабилен внутри { $n } прогонов
   *[other] нестабилен внутри { $n } прогонов
}
dashboard-history-rule = Тест нестабилен, если в последних { $window } завершённых прогонах окружения его исход менялся между «пройден» и «провален» не менее { $switches } раз и не менее чем в { $rate } % переходов от прогона к прогону, либо если он прошёл только после повтора не менее чем в { $runs } прогонах. Доля пройденных считается среди выполненных тестов; пропущенные и не запускавшиеся не учитываются.
dashboard-history-mean = в среднем { $time }
dashboard-flaky-by = Правило нестабильности
dashboard-rule-switches = Нестабильные: смены
dashboard-rule-classic = Нестабильные: классика
dashboard-flaky-classic-rule = Классическое правило: тест нестабилен, если в последнем прогоне он провален, а среди { $before } прогонов до этого был пройден после провала. Доля — смены исхода между «пройден» и «провален» в последних { $window } завершённых прогонах окружения.
