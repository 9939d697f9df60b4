# Общие действия окна и командной строки.

history-edit-function = Изменена функция { $func }
history-create-function = Создано: «{ $title }»
history-delete-functions = { $count ->
    [one] Удалена { $count } функция
    [few] Удалены { $count } функции
    [many] Удалено { $count } функций
   *[other] Удалено { $count } функции
}
history-edit-case = Изменён кейс «{ $title }»
history-link = { $count ->
    [one] Привязан { $count } кейс
    [few] Привязаны { $count } кейса
    [many] Привязано { $count } кейсов
   *[other] Привязано { $count } кейса
}
history-unlink = { $count ->
    [one] Отвязан { $count } кейс
    [few] Отвязаны { $count } кейса
    [many] Отвязано { $count } кейсов
   *[other] Отвязано { $count } кейса
}

app-error-no-project = Не указан проект.
app-remedy-no-project = Укажите его в --project, в QASE_PROJECT_CODE или в настройках Qase: это код из адреса проекта, например SHOP.
app-job-check = Проверка подключения
app-job-list = Чтение из Qase
app-check-good = Подключено: { $code }, { $title }
app-check-token = { $count ->
    [one] Подключено; токену виден { $count } проект
    [few] Подключено; токену видны { $count } проекта
   *[many] Подключено; токену видны { $count } проектов
}
app-check-no-project = { $count ->
    [one] Токен годен, но проект { $code } ему не виден; виден { $count } проект
    [few] Токен годен, но проект { $code } ему не виден; видны { $count } проекта
   *[many] Токен годен, но проект { $code } ему не виден; видны { $count } проектов
}

history-import-functions = { $count ->
    [one] Импортирована { $count } функция из { $file }
    [few] Импортированы { $count } функции из { $file }
   *[many] Импортировано { $count } функций из { $file }
}
app-warning-alias-taken = Псевдоним «{ $alias }» у { $func } уже занят функцией { $other } и пропущен
app-job-import = Импорт из Qase: { $project }
app-job-export = Экспорт в Qase: { $project }
app-job-repair = Исправление в Qase: { $project }

demo-begin = Весь путь на вымышленном магазине: сервер с API Qase работает только на этом компьютере.
demo-step-server = Сервер { $url }, файлы в { $folder }
demo-step-imported = Импорт: принято сьют { $suites }, кейсов { $cases }; без изменений кейсов { $unchanged }
demo-step-mapped = Соответствия: предложено { $proposed }, принято { $made }; функций с кейсами { $functions }
demo-step-entered = Введено результатов: { $count }
demo-step-exported = Экспорт: создано кейсов { $created }, изменено { $updated }, результатов отправлено { $results } в прогон { $run }
demo-step-same = Прочитано обратно по HTTP: сьют { $suites }, кейсов { $cases }, результатов { $results }; стороны согласованы
demo-step-different = Прочитано обратно по HTTP: { $count ->
    [one] { $count } различие
    [few] { $count } различия
   *[many] { $count } различий
}
demo-step-again = Ещё раз то же самое:
demo-step-changes = Изменений во второй раз: { $count }
demo-end-good = Всё согласовано. Заняло { $time }.
demo-end-bad = Что-то не сходится.
demo-files = Файлы лежат в { $folder }; «voluptas --demo» открывает окно с тем же магазином.
demo-run-title = Демо: ручной регресс
demo-comment = Видно на тестовом стенде; похоже на дефект.
demo-edit = Корзина тестового покупателя снова пуста.

app-job-import-preview = Просмотр импорта: { $project }
app-error-read-file = Не удалось прочитать файл { $path }: { $reason }
app-job-export-preview = Просмотр экспорта: { $project }
app-job-mirror-preview = Просмотр переноса: { $source } → { $target }
app-job-mirror = Перенос результатов: { $source } → { $target }
app-remedy-mirror-run = Обновите список и выберите другой прогон.
app-remedy-mirror-closed = Выберите другой прогон или задайте название нового.
app-remedy-mirror-same = Выберите два разных проекта.
app-error-write-file = Не удалось записать файл { $path }: { $reason }
demo-run-past = Регресс, { $date }
demo-later-remark = Перепроверено после релиза: всё как описано.
demo-later-here = Тестовый покупатель вошёл, корзина пуста.
demo-later-there = Тестовый покупатель вошёл, в корзине два товара.
demo-later-case-1 = Список товаров сохраняет место после возврата назад
demo-later-case-2 = Только что закончившийся товар нельзя заказать
demo-later-case-3 = Цена в корзине меняется вместе с валютой
demo-later-action = Выполнить то, что сказано в названии, на тестовом стенде
demo-later-expected = Магазин ведёт себя так, как сказано в названии

app-job-attachment = Загрузка { $name }
app-attachment-no-address = У файла нет адреса, по которому его можно загрузить
app-attachment-no-qase = Сначала подключите Qase в настройках: файл лежит там

app-job-watch = Наблюдение: { $from } → { $to }
app-job-mirror-run = Перенос прогона { $run }: { $from } → { $to }
app-watch-looking = Поиск завершённых прогонов
app-watch-waiting = { $count ->
    [0] Ждёт завершённых прогонов
    [one] Ждёт завершённых прогонов; перенесён { $count } прогон
    [few] Ждёт завершённых прогонов; перенесено { $count } прогона
   *[many] Ждёт завершённых прогонов; перенесено { $count } прогонов
}
app-error-no-second-account = Второй аккаунт не настроен, а проект { $project } находится в нём.
app-remedy-no-second-account = Укажите его адрес и токен в настройках.
app-error-mirror-taken = В проект { $project } уже пишет другая синхронизация или перенос этого рабочего пространства.
app-remedy-mirror-taken = Дождитесь окончания или остановите.
