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
