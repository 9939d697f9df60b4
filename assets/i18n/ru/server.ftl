# Встроенный сервер: его страницы для людей.

server-page-not-found = Такого прогона нет
server-sign-in-title = Вход
server-sign-in-hint = Введите свой токен, чтобы открыть это рабочее пространство.
server-sign-in-token = Токен
server-sign-in-button = Войти
server-sign-in-wrong = Неверный токен.
server-sign-in-blocked = Из этой сети пришло слишком много неверных паролей или токенов. Повторите через минуту.
server-sign-in-foreign = Форма пришла с другого сайта. Откройте адрес этого сервера и войдите там.
server-sign-out-button = Выйти
server-sign-out-done = Вы вышли.
server-sessions-title = Входы из браузеров
server-sessions-owner = Пользователь
server-sessions-address = Адрес
server-sessions-began = Вход (UTC)
server-sessions-seen = Последняя страница (UTC)
server-sessions-this = этот браузер
server-sessions-end = Завершить
server-sessions-none = Этот вход уже завершён.
server-page-whole = весь текст
server-page-no-result = Такого результата нет
server-page-broken = Не удалось прочитать рабочее пространство
server-page-more = Показаны первые { $shown } из { $total } результатов.
server-run-active = Выполняется
server-run-complete = Завершён
server-run-aborted = Прерван
server-run-errors = Ошибки вне тестов
server-run-errors-more = { $count ->
    [one] и ещё { $count } ошибка
    [few] и ещё { $count } ошибки
   *[many] и ещё { $count } ошибок
}
server-column-status = Статус
server-column-title = Тест
server-column-time = Время
server-column-comment = Комментарий
server-duration-ms = { $ms } мс
server-status-passed = пройден
server-status-failed = провален
server-status-broken = сломан
server-status-blocked = заблокирован
server-status-skipped = пропущен
server-status-invalid = некорректен
server-status-in-progress = в процессе
server-status-untested = не запускался

server-tls-error-read = { $kind ->
    [absent] Файл { $path } не существует.
    [denied] Нет прав на чтение файла { $path }.
   *[other] Не удалось прочитать { $path }: { $reason }.
}
server-tls-error-not-pem = { $path } — не файл PEM.
server-tls-error-no-certificate = В файле { $path } нет сертификата (BEGIN CERTIFICATE).
server-tls-error-no-key = В файле { $path } нет закрытого ключа (BEGIN PRIVATE KEY). Ключ с паролем использовать нельзя.
server-tls-error-bad-key = Закрытый ключ из { $path } использовать нельзя. Подходят RSA от 2048 бит, ECDSA P-256 и P-384, Ed25519.
server-tls-error-bad-certificate = Сертификат из { $path } использовать нельзя.
server-tls-error-mismatch = Закрытый ключ из { $key } не подходит к сертификату из { $certificate }.

# Messages of the paths of TestOps. Their clients know the Russian ones.
testops-file-missing = Файл обязателен
testops-attachment-missing = Вложение не найдено
testops-run-missing = TestRun не найден
testops-run-deleted = TestRun помечен как удаленный
testops-no-files = Необходимо загрузить хотя бы один файл
testops-uploaded = Файлы успешно загружены
server-sign-in-name = Имя
server-sign-in-password = Пароль
server-sign-in-by-token = Войти с токеном
server-sign-in-wrong-password = Неверное имя или пароль.
server-oidc-button = Войти через { $provider }
server-oidc-or = или
server-oidc-unavailable = { $provider } не отвечает. Повторите через минуту или войдите другим способом.
server-oidc-ended = Этот вход устарел или начат в другой вкладке. Начните заново.
server-oidc-denied = { $provider } сообщает: доступ запрещён.
server-oidc-refused = { $provider } не разрешает вход ({ $code }).
server-oidc-invalid = Ответ { $provider } не прошёл проверку. Начните заново; если ошибка повторится, сообщите администратору.
server-oidc-unknown = Для { $email } здесь нет пользователя. Попросите администратора указать эту почту у вашего пользователя.
server-oidc-unverified = { $provider } не подтверждает вашу почту, поэтому пользователь не найден. Подтвердите её там или обратитесь к администратору.
server-oidc-other = Пользователь с почтой { $email } входит через другой аккаунт { $provider }. Администратор может его отвязать.
server-oidc-name = Не удалось создать пользователя для { $email }. Обратитесь к администратору.
server-oidc-other-user = Этот аккаунт { $provider } связан с другим пользователем.
server-oidc-has-account = У вашего пользователя уже есть другой аккаунт { $provider }. Администратор может его отвязать.
server-oidc-leave = Выйти и из { $provider }
