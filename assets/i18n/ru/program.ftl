# Сама программа: версия, лицензии, отчёты о сбоях.

program-crash-saved = Внутренняя ошибка. Отчёт (без названий и токенов): { $path }
program-crash-found = Сохранён отчёт о сбое.
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
