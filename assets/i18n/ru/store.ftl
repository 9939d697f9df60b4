# Файл рабочего пространства.

store-error-not-found = Не найдено: { $entity } { $key }
store-error-duplicate = Значение должно быть уникальным и уже занято ({ $what })
store-error-missing-parent = Ссылка ведёт на то, чего уже нет
store-error-newer = Файл записан более новой версией VoluptAS (схема { $file }, эта версия знает { $program })
store-error-changed-migration = Файл создан другой сборкой VoluptAS (шаг схемы { $version } отличается)
store-error-not-a-workspace = Этот файл не является рабочим файлом VoluptAS
store-error-corrupt = Рабочий файл повреждён: { $detail }
store-error-io = { $path }: { $detail }
store-error-disk-full = На диске нет места; ничего не записано
store-error-aborted = Запись отменена после предыдущей ошибки; ничего не изменено
store-error-engine = Не удалось прочитать или записать рабочий файл: { $detail }
store-remedy-update = Откройте его той версией или обновите VoluptAS. Файл не изменён.
store-remedy-doctor = Запустите «voluptas-cli doctor» на копии файла или вернитесь к резервной копии.
store-remedy-disk = Проверьте, что на диске есть место, папка доступна для записи и файл не занят другой программой.

doctor-schema-good = Версия схемы { $count }
doctor-integrity-good = Все страницы файла целы
doctor-integrity-found = Повреждённых страниц: { $count } ({ $detail })
doctor-foreign-keys-good = Все ссылки ведут куда нужно
doctor-foreign-keys-found = Ссылок в никуда: { $count } ({ $detail })
doctor-cases-in-deleted-suites-good = В удалённых сьютах нет живых кейсов
doctor-cases-in-deleted-suites-found = Живых кейсов в удалённых сьютах: { $count }
doctor-functions-in-deleted-functions-good = Под удалёнными функциями нет живых
doctor-functions-in-deleted-functions-found = Живых функций под удалёнными: { $count }
doctor-links-without-mirror-good = Все связанные кейсы видели в Qase
doctor-links-without-mirror-found = Связей с кейсами Qase, которых ни разу не видели: { $count }. Импортируйте проект ещё раз.
doctor-cases-in-foreign-suites-good = Каждый кейс лежит в сьюте своего проекта
doctor-cases-in-foreign-suites-found = Кейсов в сьютах чужого проекта: { $count }
doctor-results-without-case-good = Каждый результат относится к кейсу
doctor-results-without-case-found = Результатов без кейса: { $count }
doctor-unfinished-writes-to-qase-good = Прерванных записей в Qase нет
doctor-unfinished-writes-to-qase-found = Прерванных записей в Qase: { $count }. Следующий экспорт сначала поищет их.
doctor-attachments-good = Вложения: { $count }, все целы
doctor-attachments-found = Вложений нет на месте или они повреждены: { $count } ({ $detail })
