# Сама программа: версия, лицензии, отчёты о сбоях.

program-crash-saved = Программа остановлена из-за внутренней ошибки. Отчёт (без названий и токенов): { $path }
program-crash-found = В прошлый раз программа остановилась из-за внутренней ошибки. Отчёт сохранён.
program-crash-open = Открыть отчёт

program-about-program = Программа
program-about-licences = Лицензии
program-about-version = Версия
program-about-commit = Коммит
program-about-date = Дата
program-about-system = Система
program-about-licence = Лицензия
program-about-data = Папка данных
program-about-log = Папка журнала
program-about-unknown = неизвестно
program-about-copy = Скопировать
program-about-copied = Скопировано
