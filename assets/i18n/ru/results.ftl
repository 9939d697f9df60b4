# Файлы результатов инструментов тестирования.
result-files-unreadable = Не удалось прочитать { $path }: { $error }
result-files-too-many = Файлов больше { $limit }
result-files-too-large = больше { $limit } МБ
result-files-not-read = не читается: { $error }
result-files-other = не файл результатов, известный программе
result-archive-damaged = { $file } повреждён или не архив: { $reason }
result-archive-unsafe-path = В { $file } есть опасный путь { $member }; ничего не распаковано
result-archive-unsafe-member = В { $file } есть { $member }: ссылка, устройство или второй файл с этим именем; ничего не распаковано
result-archive-empty = В { $file } нет файлов
result-archive-too-large = { $file } распаковывается в больший объём, чем допустимо
result-archive-io = Не удалось распаковать { $file }: { $error }
