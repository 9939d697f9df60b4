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
