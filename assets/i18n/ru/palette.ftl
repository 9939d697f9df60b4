# Палитра команд.

palette-scopes = > команды    # прогоны    @ люди
palette-recent = Недавние
palette-commands = Команды
palette-suites = Сьюты
palette-settings = Настройки
palette-people = Люди
palette-texts = В текстах тест-кейсов
palette-search-texts = Искать «{ $words }» в шагах и всех текстах

## Синонимы: слова, которыми называют команду

palette-project = Проект
palette-also-new-workspace = создать файл база
palette-also-add-tag = метка
palette-also-add-comment = заметка обсуждение ревью замечание
palette-also-insert-shared = переиспользовать
palette-also-insert-template = шаги образец
palette-also-case-versions = история различия восстановить
palette-also-move-to-suite = папка место
palette-also-add-to-suite = дополнительный папка ссылка
palette-also-open-workspace = файл база
palette-also-open-demo = пример образец попробовать
palette-also-import-functions = загрузить прочитать csv excel список
palette-also-import-cases = загрузить прочитать csv excel xlsx json файл тесты
palette-also-export-cases = сохранить записать csv excel xlsx json файл тесты
palette-also-export-functions = сохранить выгрузить csv excel список
palette-also-settings = параметры опции конфигурация токен
palette-also-quit = закрыть завершить выйти
palette-also-undo = вернуть назад откатить
palette-also-redo = вернуть ещё раз
palette-also-find = поиск искать фильтр
palette-also-new-function = создать добавить модуль эпик фича
palette-also-new-project = создать добавить первый
palette-also-new-case = создать добавить тест
palette-also-find-duplicates = объединить одинаковые похожие повторы копии
palette-also-rename = изменить название
palette-also-delete-functions = удалить убрать
palette-also-copy-func-id = буфер идентификатор
palette-also-toggle-critical = пометить приоритет важное
palette-also-toggle-focus = пометить избранное
palette-also-show-overview = дашборд сводка числа графики
palette-also-show-registry = таблица список функций
palette-also-show-cases = таблица список тесты
palette-also-next-tab = переключить вкладку вперёд
palette-also-previous-tab = переключить вкладку назад
palette-also-close-tab = закрыть документ
palette-also-toggle-tree = боковая панель дерево слева скрыть показать
palette-also-toggle-inspector = свойства детали панель справа скрыть показать
palette-also-toggle-activity = задачи журнал ход ошибки панель снизу скрыть показать
palette-also-expand-all = раскрыть дерево
palette-also-collapse-all = закрыть дерево
palette-also-refresh = перечитать перезагрузить
palette-also-theme-system = оформление цвета авто как в системе
palette-also-theme-light = оформление цвета день белая
palette-also-theme-dark = оформление цвета ночь чёрная
palette-also-lang-en = перевод
palette-also-lang-ru = перевод
palette-also-zoom-in = масштаб крупнее больше шрифт
palette-also-zoom-out = масштаб мельче меньше шрифт
palette-also-zoom-reset = масштаб обычный размер
palette-also-sync-qase = синк синхронизация обмен импорт экспорт
palette-also-map-cases = синхронизация соответствие сопоставить связать маппинг
palette-also-mirror-results = синхронизация копировать результаты прогоны
palette-also-check-connection = синхронизация проверить связь токен аккаунт
palette-also-shortcuts = клавиши горячие помощь клавиатура легенда
palette-also-open-log = лог журнал ошибки
palette-also-about = версия лицензия
palette-run-rate = пройдено { $rate } из { $n }
palette-also-run = прогон ран запуск результаты
palette-also-gui-menu-language = перевод
palette-also-gui-menu-theme = оформление цвета тёмная светлая
palette-also-gui-menu-zoom = размер шрифт
palette-also-gui-settings-folder = путь расположение
palette-also-gui-settings-token = ключ пароль доступ подключить
palette-also-gui-settings-base-url = ссылка сервер хост
palette-also-gui-settings-project = проект
palette-also-gui-settings-run = прогон
palette-also-gui-settings-rpm = лимит скорость
palette-also-gui-settings-timeout = таймаут
palette-also-gui-settings-cache = кэш
palette-also-gui-settings-second = перенос аккаунт
palette-also-settings-tracker = jira github gitlab задачи баги дефекты

## Клавиши раскладки по рядам: чтобы находилось слово, набранное в другой раскладке

palette-keys = ёйцукенгшщзхъфывапролджэячсмитьбю
