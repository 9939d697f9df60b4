# Что может пойти не так в обмене с Qase: qase-error-* — что случилось, qase-remedy-* — что делать.

qase-error-invalid = Qase отклонил данные ({ $call }): { $text }
qase-remedy-invalid = Исправьте указанные поля и повторите.
qase-error-unauthorized = Qase отклонил API-токен.
qase-remedy-unauthorized = Создайте новый токен в Qase (User Settings → API Tokens) и введите его в настройках.
qase-error-payment = Тариф вашего аккаунта Qase этого не позволяет ({ $call }): { $text }
qase-remedy-payment = Освободите место в Qase или попросите владельца аккаунта сменить тариф.
qase-error-forbidden = У вашего токена нет на это прав в Qase ({ $call }). { $text }
qase-remedy-forbidden = Попросите администратора Qase дать подходящую роль или доступ к проекту.
qase-error-not-found = Не найдено в Qase ({ $call }). { $text }
qase-remedy-not-found = Проверьте код проекта и номер. Если это удалено в Qase, импортируйте заново.
qase-error-too-large = Слишком большой объём для Qase ({ $call }): { $text }
qase-remedy-too-large = Файл может занимать не больше 32 МБ. Уменьшите его или пропустите.
qase-error-storage-full = В аккаунте Qase не осталось места для файлов.
qase-remedy-storage-full = Удалите вложения в Qase или экспортируйте без вложений.
qase-error-rate-limited = Qase получил слишком много запросов с этим токеном.
qase-remedy-rate-limited = { $seconds ->
    [one] Повторите через { $seconds } секунду или задайте в настройках меньше запросов в минуту.
    [few] Повторите через { $seconds } секунды или задайте в настройках меньше запросов в минуту.
   *[many] Повторите через { $seconds } секунд или задайте в настройках меньше запросов в минуту.
}
qase-error-server = Сбой на стороне Qase, код { $status } ({ $call }). { $text }
qase-remedy-server = Причина на стороне Qase. Повторите через несколько минут.
qase-error-unexpected = Неожиданный ответ с кодом { $status } ({ $call }). { $text }
qase-remedy-unexpected = Проверьте адрес API в настройках.
qase-error-timeout = { $seconds ->
    [one] Qase не ответил за { $seconds } секунду ({ $call }).
    [few] Qase не ответил за { $seconds } секунды ({ $call }).
   *[many] Qase не ответил за { $seconds } секунд ({ $call }).
}
qase-remedy-timeout = Проверьте подключение к сети или увеличьте время ожидания в настройках.
qase-error-refused = Не удалось подключиться к { $host }.
qase-remedy-refused = Проверьте адрес API в настройках и что сервер запущен.
qase-error-proxy = Не удалось подключиться к { $host } через прокси { $proxy }: { $reason }
qase-remedy-proxy = Проверьте прокси в HTTPS_PROXY, HTTP_PROXY или ALL_PROXY и запущен ли он. К узлам из NO_PROXY подключение идёт напрямую.
qase-error-tls = Не удалось установить защищённое соединение с { $host }: { $reason }
qase-remedy-tls = Проверьте адрес API и дату на компьютере. В сети компании может понадобиться установить её сертификат.
qase-error-dns = Узел { $host } не найден.
qase-remedy-dns = Проверьте адрес API в настройках и подключение к сети.
qase-error-network = Соединение с Qase прервалось ({ $call }): { $reason }
qase-remedy-network = Проверьте подключение к сети и повторите.
qase-error-broken-json = Не удалось прочитать ответ Qase ({ $call }, { $place }): { $reason }
qase-remedy-broken-json = Проверьте адрес API и прокси. Если это повторяется, сообщите нам и приложите файл журнала.
qase-error-answer-lost = Неизвестно, сохранил ли Qase изменение ({ $call }): { $reason }
qase-remedy-answer-lost = Запустите синхронизацию ещё раз: она проверит, что есть в Qase, и отправит только недостающее.
qase-error-too-many = В списке { $total } строк, а Qase отдаёт не больше { $most } ({ $call }).
qase-remedy-too-many = Выберите отдельные сьюты или прогоны.
qase-error-cancelled = Отменено.
qase-error-empty-token = API-токен не задан.
qase-remedy-empty-token = Создайте токен в Qase (User Settings → API Tokens) и введите его в настройках.
qase-error-odd-token = В API-токене есть недопустимые символы.
qase-remedy-odd-token = Скопируйте токен ещё раз, без переносов строк.
qase-error-empty-project = Код проекта не задан.
qase-remedy-empty-project = Введите код в настройках. Он есть в адресе проекта, например SHOP.
qase-error-bad-url = «{ $url }» — не адрес API.
qase-remedy-bad-url = Введите адрес в таком виде: https://api.qase.io/v1
qase-error-plain-http = Адрес «{ $url }» не защищён: токен передавался бы в открытом виде.
qase-remedy-plain-http = Введите адрес, который начинается с https://.
qase-error-no-tls = На этом компьютере недоступны защищённые соединения: { $reason }
qase-remedy-no-tls = Установите корневые сертификаты системы (в Debian — пакет ca-certificates).
