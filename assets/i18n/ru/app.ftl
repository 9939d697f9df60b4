# Общие действия окна и командной строки.

history-restore-version = Восстановлена прежняя версия
history-revert = Отменена правка
history-merge-tags = Теги объединены в «{ $title }»
history-remove-tags = Убраны теги «{ $title }»
history-edit-function = Изменена функция { $func }
history-create-function = Создана функция «{ $title }»
history-create-case = Создан кейс «{ $title }»
history-delete-functions = { $count ->
    [one] Удалена { $count } функция
    [few] Удалены { $count } функции
   *[many] Удалено { $count } функций
}
history-edit-case = Изменён кейс «{ $title }»
history-link = { $count ->
    [one] Привязан { $count } кейс
    [few] Привязаны { $count } кейса
   *[many] Привязано { $count } кейсов
}
history-unlink = { $count ->
    [one] Отвязан { $count } кейс
    [few] Отвязаны { $count } кейса
   *[many] Отвязано { $count } кейсов
}

app-error-no-project = Проект не указан.
app-remedy-no-project = Укажите его с помощью --project, в QASE_PROJECT_CODE или в настройках на вкладке Qase. Это код из адреса проекта, например SHOP.
app-job-check = Проверка подключения
app-job-list = Чтение из Qase
app-check-good = Подключено: { $code }, { $title }
app-check-token = { $count ->
    [one] Подключено. Токену доступен { $count } проект
    [few] Подключено. Токену доступны { $count } проекта
   *[many] Подключено. Токену доступно { $count } проектов
}
app-check-no-project = { $count ->
    [one] Токен действует, но проект { $code } ему недоступен. Ему доступен { $count } проект
    [few] Токен действует, но проект { $code } ему недоступен. Ему доступны { $count } проекта
   *[many] Токен действует, но проект { $code } ему недоступен. Ему доступно { $count } проектов
}

history-import-functions = { $count ->
    [one] Импортирована { $count } функция из { $file }
    [few] Импортированы { $count } функции из { $file }
   *[many] Импортировано { $count } функций из { $file }
}
history-import-people = Импортировано людей и связей из { $file }: { $count }
history-import-cases = { $count ->
    [one] Импортирован { $count } кейс из { $file }
    [few] Импортированы { $count } кейса из { $file }
   *[many] Импортировано { $count } кейсов из { $file }
}
history-import-suites = { $count ->
    [one] Импортирован { $count } сьют из { $file }
    [few] Импортированы { $count } сьюта из { $file }
   *[many] Импортировано { $count } сьютов из { $file }
}
app-skip-case-twice = { $file }:{ $line }: кейс с таким названием в этом сьюте уже есть в строке { $first }; строка пропущена
app-skip-case-same-id = { $file }:{ $line }: кейс с этим ID уже есть в строке { $first }; строка пропущена
app-skip-case-invalid = { $file }:{ $line }: «{ $field }» нельзя сохранить; строка пропущена
app-skip-case-suite = { $file }:{ $line }: у сьюта «{ $suite }» пустое или слишком длинное название; строка пропущена
app-skip-case-left-out = { $file }:{ $line }: не выбрана; строка пропущена
app-skip-case-several = { $file }:{ $line }: этой строке одинаково подходят несколько кейсов: { $count }; строка пропущена
app-skip-case-new-suite = { $file }:{ $line }: сьюта «{ $suite }» нет; строка пропущена
app-warning-case-function = { $count ->
    [one] { $count } кейс ссылается на неизвестную функцию { $func }
    [few] { $count } кейса ссылаются на неизвестную функцию { $func }
   *[many] { $count } кейсов ссылаются на неизвестную функцию { $func }
}
app-warning-case-ids-shared = ID из файла подходят и к кейсам { $projects }. Они прочитаны как ID проекта { $code }.
app-warning-case-ids-shared-unused = ID из файла подходят и к кейсам { $projects }: у проектов двух аккаунтов один код { $code }. Кейсы найдены по названию в том же сьюте. Чтобы использовать ID, выберите сопоставление по ID.
app-warning-case-ids = { $count ->
    [one] { $count } ID не является номером проекта { $code } и не учтён
    [few] { $count } ID не являются номерами проекта { $code } и не учтены
   *[many] { $count } ID не являются номерами проекта { $code } и не учтены
}.
app-warning-case-no-id = { $count ->
    [one] В { $count } строке нет ID кейса этого проекта (строка { $lines }). Её кейс найден по названию в том же сьюте, если он есть.
    [few] В { $count } строках нет ID кейса этого проекта (строки { $lines }). Их кейсы найдены по названию в том же сьюте, если они есть.
   *[many] В { $count } строках нет ID кейса этого проекта (строки { $lines }). Их кейсы найдены по названию в том же сьюте, если они есть.
}
app-warning-case-no-function = { $count ->
    [one] В { $count } строке нет известной функции (строка { $lines }). Её кейс найден по названию в том же сьюте, если он есть.
    [few] В { $count } строках нет известной функции (строки { $lines }). Их кейсы найдены по названию в том же сьюте, если они есть.
   *[many] В { $count } строках нет известной функции (строки { $lines }). Их кейсы найдены по названию в том же сьюте, если они есть.
}
app-warning-case-shared = { $count ->
    [one] { $count } общий шаг остался таким, как в проекте: импорт не меняет общие шаги ({ $titles })
    [few] { $count } общих шага остались такими, как в проекте: импорт не меняет общие шаги ({ $titles })
   *[many] { $count } общих шагов остались такими, как в проекте: импорт не меняет общие шаги ({ $titles })
}
app-warning-case-fields = { $count ->
    [one] Новое пользовательское поле (текстовое): { $fields }
    [few] Новые пользовательские поля (текстовые): { $fields }
   *[many] Новые пользовательские поля (текстовые): { $fields }
}
app-warning-alias-taken = Псевдоним «{ $alias }» функции { $func } уже принадлежит { $other } и пропущен
app-job-import = Импорт из Qase: { $project }
app-job-export = Экспорт в Qase: { $project }
app-job-repair = Исправление в Qase: { $project }

demo-begin = Полный цикл на примере магазина: встроенный сервер с API Qase работает только на этом компьютере.
demo-step-server = Сервер { $url }, файлы в { $folder }
demo-step-imported = Импорт: сьютов { $suites }, кейсов { $cases }; без изменений кейсов { $unchanged }
demo-step-mapped = Соответствия: предложено { $proposed }, принято { $made }; функций с кейсами { $functions }
demo-step-entered = Введено результатов: { $count }
demo-step-exported = Экспорт: создано кейсов { $created }, обновлено { $updated }, отправлено результатов { $results } в прогон { $run }
demo-step-same = Прочитано обратно по HTTP: сьютов { $suites }, кейсов { $cases }, результатов { $results }; обе стороны одинаковы
demo-step-different = Прочитано обратно по HTTP: { $count ->
    [one] { $count } различие
    [few] { $count } различия
   *[many] { $count } различий
}
demo-step-again = Второй проход:
demo-step-changes = Изменений во втором проходе: { $count }
demo-end-good = Обе стороны одинаковы. Время: { $time }.
demo-end-bad = Стороны различаются.
demo-files = Файлы: { $folder }. «voluptas --demo» открывает окно с тем же магазином.
demo-workspace = Рабочее пространство: { $workspace }. «voluptas --demo { $workspace }» открывает его в окне.
demo-workspace-server = Рабочее пространство: { $workspace }. «voluptas --demo» с тем же адресом открывает его в окне.
demo-error-no-server = { $workspace } — демо, но файла его сервера { $server } здесь нет
demo-error-no-server-remedy = Откройте его там, где оно создано, или укажите для другого демо новое рабочее пространство.
demo-error-in-use = { $place }: здесь не демо, а другие данные
demo-error-in-use-remedy = Укажите для демо пустое или новое рабочее пространство. В это ничего не добавлено.
demo-run-title = Демо: ручной регресс
demo-comment = Видно на тестовом стенде; похоже на дефект.
demo-edit = Корзина тестового покупателя снова пуста.

app-job-import-preview = Предпросмотр импорта: { $project }
app-error-read-file = Не удалось прочитать файл { $path }: { $reason }
app-job-export-preview = Предпросмотр экспорта: { $project }
app-job-mirror-preview = Предпросмотр переноса: { $source } → { $target }
app-job-mirror = Перенос результатов: { $source } → { $target }
app-remedy-mirror-run = Обновите список и выберите другой прогон.
app-remedy-mirror-closed = Выберите другой прогон или введите название нового.
app-remedy-mirror-same = Выберите два разных проекта.
app-error-write-file = Не удалось записать файл { $path }: { $reason }
demo-run-past = Регресс, { $date }
demo-later-remark = Перепроверено после релиза: всё как описано.
demo-later-here = Тестовый покупатель вошёл, корзина пуста.
demo-later-there = Тестовый покупатель вошёл, в корзине два товара.
demo-later-case-1 = Список товаров сохраняет позицию после возврата
demo-later-case-2 = Только что закончившийся товар нельзя заказать
demo-later-case-3 = Цена в корзине меняется вместе с валютой
demo-later-action = Выполнить проверку из названия на тестовом стенде
demo-later-expected = Магазин ведёт себя так, как сказано в названии

app-job-attachment = Скачивание { $name }
app-attachment-no-address = У файла нет адреса для скачивания
app-attachment-no-qase = Сначала подключите Qase в настройках: файл хранится там

app-job-watch = Наблюдение: { $from } → { $to }
app-job-mirror-run = Перенос прогона { $run }: { $from } → { $to }
app-watch-looking = Поиск завершённых прогонов
app-watch-waiting = { $count ->
    [0] Ожидание завершённых прогонов
    [one] Ожидание завершённых прогонов; перенесён { $count } прогон
    [few] Ожидание завершённых прогонов; перенесено { $count } прогона
   *[many] Ожидание завершённых прогонов; перенесено { $count } прогонов
}
app-error-plan-stale = Данные изменились после составления плана. Составьте план заново.
app-error-last-administrator = «{ $name }» — последний администратор. Сначала дайте эту роль другому пользователю.
app-error-project-twice = Проект { $code } назван в --project дважды. Укажите каждый проект один раз.
app-error-token-many = У пользователя может быть не больше { $max } токенов. Сначала отзовите ненужный.
app-error-token-expired = Срок действия токена должен быть в будущем.
app-error-token-project = У пользователя { $user } нет роли в проекте { $code }, поэтому её не может быть и у токена.
app-error-pair-unreadable = Эту пару проектов записала более новая версия программы. Чтобы изменить пару, обновите программу.
app-error-no-second-account = Второй аккаунт не настроен, а проект { $project } относится к нему.
app-remedy-no-second-account = Введите его адрес и токен в настройках.
app-error-mirror-taken = В проект { $project } уже пишет другая синхронизация или перенос этого рабочего пространства.
app-remedy-mirror-taken = Дождитесь его окончания или остановите его.
app-warning-email-taken = { $name }: адрес { $email } принадлежит другому человеку и пропущен
app-warning-parent-kind = { $file }:{ $line }: { $func } остаётся на месте: функция такого типа не может быть под { $parent }
app-warning-parent-circle = { $file }:{ $line }: { $func } остаётся на месте: { $parent } находится под этой функцией
app-warning-parent-left-out = { $file }:{ $line }: { $func } не попадёт под { $parent }: эта строка не импортируется
app-warning-parent-absent = { $file }:{ $line }: { $func } не попадёт под { $parent }: такой функции нет
app-warning-relation-dangling = { $file }, связи, строка { $line }: нет функции { $func }
app-warning-relation-twice = { $file }, связи, строка { $line }: { $source } → { $target } повторяется; строка пропущена

## Прикреплённые файлы

app-job-attach = { $count ->
    [one] Прикрепление { $count } файла
    [few] Прикрепление { $count } файлов
   *[many] Прикрепление { $count } файлов
}
app-attach-too-large = { $name } больше 32 МБ: столько принимает Qase.
app-attach-no-picture = В буфере обмена нет изображения.

app-files-place = { $named ->
    [one] { $place }: { $named } файл по ссылкам
    [few] { $place }: { $named } файла по ссылкам
   *[other] { $place }: { $named } файлов по ссылкам
}
app-files-would-move = Будет скопировано из { $from } в { $place }: { $copied } из { $named }.
app-files-moved = Вложения теперь в { $place }; скопировано { $copied } из { $named }. В { $from } файлы остались.
app-backup-unknown = Это не резервная копия рабочего пространства, или её записал более новый VoluptAS.
app-backup-incomplete = Резервная копия обрывается: она не записана до конца или обрезана.
app-backup-changed = Резервная копия повреждена: { $name } не совпадает с записанным.
app-backup-appended = Резервная копия повреждена: после её конца идёт что-то ещё.
app-backup-taken = { $path } уже есть; восстановление ничего не заменяет.
app-backup-taken-remedy = Укажите новое рабочее пространство: --workspace НОВЫЙФАЙЛ или адрес с другой схемой
app-backup-stopped = Восстановление остановлено; та же команда начнёт его заново.
app-restore-title = Восстановление из резервной копии
app-restore-reading = Чтение резервной копии, МиБ
app-copy-title = Копирование рабочего пространства
app-copy-rows = Копирование строк
app-copy-words = Заполнение поиска
app-copy-rules = Построение индексов
app-copy-files = Копирование вложений
app-copy-comparing = Сравнение
app-copy-would = Из { $from } в { $to } будет скопировано строк: { $rows }, вложений в { $place }: { $files }.
app-copy-would-go-on = Копирование из { $from } в { $to } продолжится: всего строк { $rows }, вложений в { $place }: { $files }.
app-copy-done = В { $to } есть всё из { $from }: строк { $rows }, сравнены по таблицам; вложений в { $place }: { $files }.
app-error-password-short = В пароле должно быть не меньше { $min } символов.
app-error-password-long = В пароле может быть не больше { $max } символов.
app-error-password-weak = Этот пароль легко угадать. Используйте больше разных символов и не своё имя.
app-error-email = Это не адрес электронной почты.
app-error-email-taken = Эта почта уже у другого пользователя.
app-error-name-reserved = Имя «{ $name }» занято владельцем токена сервера. Укажите другое имя.
