# Настройки, учётные данные, журнал.

settings-origin-flag = командная строка
settings-origin-session = память (до закрытия программы)
settings-origin-environment = переменная окружения
settings-origin-credentials = credentials/qase.env
settings-origin-keychain = системное хранилище паролей
settings-origin-file = настройки
settings-origin-default = по умолчанию

settings-error-read = { $kind ->
    [denied] Нет прав на чтение { $path }.
    [absent] Файла { $path } нет.
   *[other] Не удалось прочитать { $path }: { $reason }.
}
settings-error-write = { $kind ->
    [denied] Нет прав на запись { $path }.
    [full] Не удалось записать { $path }: диск заполнен.
    [readonly] Не удалось записать { $path }: диск доступен только для чтения.
   *[other] Не удалось записать { $path }: { $reason }.
}
settings-error-parse = Ошибка в файле настроек { $path }: строка { $line }, столбец { $column }: { $reason }. Используются настройки по умолчанию.
settings-error-env-line = Строка { $line } файла { $path } должна иметь вид «КЛЮЧ=значение».
settings-error-value = { $expected ->
    [number] { $name }: нужно целое число, а не «{ $value }».
    [url] { $name }: нужен адрес вида https://api.qase.io/v1, а не «{ $value }».
   *[other] { $name }: значение «{ $value }» не подходит.
}
settings-error-range = { $name }: нужно целое число от { $min } до { $max }, а не «{ $value }».
settings-error-no-home = Система не сообщает, где ваша домашняя папка.
settings-error-no-token = Нет API-токена Qase.
settings-error-no-second-token = Нет API-токена второго аккаунта.
settings-error-bad-token = Это не API-токен: токен — одна строка без пробелов.
settings-error-no-keychain = { $reason ->
    [absent] В этой системе нет хранилища паролей.
    [locked] Системное хранилище паролей заблокировано.
    [off] Системное хранилище паролей отключено переменной VOLUPTAS_KEYCHAIN.
    [silent] Системное хранилище паролей не отвечает.
   *[failed] Системное хранилище паролей отказало в доступе.
}

settings-remedy-write = Укажите другую папку в VOLUPTAS_HOME или освободите место в этой.
settings-remedy-env-line = Исправьте строку или поставьте в её начале «#».
settings-remedy-no-home = Укажите папку в VOLUPTAS_HOME.
settings-remedy-no-token = Откройте настройки и введите токен на вкладке Qase.
settings-remedy-no-second-token = Откройте настройки и введите токен на вкладке «Второй аккаунт».
settings-remedy-bad-token = Скопируйте его в Qase ещё раз: настройки пользователя, API-токены.
settings-remedy-no-keychain = Сохраните токен в файл credentials/qase.env.

settings-warning-newer = Файл настроек { $path } записан более новой версией программы ({ $version }); неизвестные настройки сохраняются.
settings-warning-range = { $path }: «{ $key }» — число от { $min } до { $max }; вместо { $value } используется { $used }.
settings-warning-unknown = { $path }: неизвестный ключ «{ $key }»; он сохраняется.
settings-warning-preset = { $path }: пресет импорта { $number } не читается и не используется: { $reason }. В файле он сохраняется.
settings-warning-kept = Повреждённый файл сохранён как { $path }.
settings-warning-not-kept = Не удалось сохранить копию повреждённого файла { $path }: { $reason }.
settings-warning-readable = Файл { $path } могут прочитать другие пользователи компьютера. Чтобы исправить это, сохраните токен ещё раз или выполните: chmod 600
settings-warning-log-twice = Журнал уже запущен.
