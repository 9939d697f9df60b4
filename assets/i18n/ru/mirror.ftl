# Перенос результатов прогона одного проекта в другой.

mirror-stage-settle = Ожидание: результаты, отправленные прерванным переносом, ещё могут дойти
mirror-stage-results = Чтение результатов исходного прогона
mirror-stage-late = Ожидание результатов, которых ещё нет в списке Qase
mirror-stage-target-cases = Чтение кейсов целевого проекта
mirror-stage-source-cases = Чтение кейсов исходного проекта
mirror-stage-held = Чтение результатов целевого прогона
mirror-stage-post = Отправка результатов
mirror-stage-begin = Подключение к Qase
mirror-stage-make-cases = Создание кейсов
mirror-stage-run = Подготовка целевого прогона
mirror-stage-visible = Проверка, что все результаты дошли
mirror-stage-record = Запись в историю

mirror-info-field = Найдено пользовательское поле «{ $title }», ID { $id }
mirror-info-field-there = В целевом проекте поле «{ $title }» имеет ID { $id }
mirror-info-keyed = { $count ->
    [one] { $count } кейс с ключом в { $project }
    [few] { $count } кейса с ключом в { $project }
   *[many] { $count } кейсов с ключом в { $project }
}
mirror-info-source-run = Исходный прогон { $id } «{ $title }»
mirror-info-results = { $count ->
    [one] Получен { $count } результат
    [few] Получено { $count } результата
   *[many] Получено { $count } результатов
}
mirror-info-case-created = Создан кейс { $key } → { $id }
mirror-info-run-reused = Целевой прогон { $id } «{ $title }» уже есть, он будет использован
mirror-info-run-created = Создан целевой прогон { $id } «{ $title }»
mirror-info-mirrored = Перенесён результат: кейс { $from } → кейс { $to }: { $status }
mirror-info-completed = Целевой прогон { $id } завершён

mirror-reason-already-there = уже есть в целевом прогоне
mirror-reason-alike-there = в целевом прогоне есть похожий результат, перенесённый без метки
mirror-reason-not-final = тест ещё выполняется
mirror-reason-undecided = в целевом прогоне есть похожий результат без метки, но это может быть другой
mirror-reason-no-case = у результата нет кейса
mirror-reason-case-gone = кейс удалён в исходном проекте
mirror-reason-no-key = у кейса нет ключа
mirror-reason-duplicate = этот ключ или название есть у нескольких кейсов
mirror-reason-no-counterpart = в целевом проекте нет такого кейса, а создание кейсов выключено
mirror-reason-doubtful = список кейсов или прогонов целевого проекта неполон: кейс или прогон может в нём быть
mirror-reason-superseded = вместо него используется более поздний результат того же кейса
mirror-reason-edited = изменён после переноса
mirror-reason-mirrored = создан переносом
mirror-reason-beyond-limit = сверх лимита
mirror-why-key = переносится на кейс { $to } с тем же ключом
mirror-why-title = переносится на кейс { $to } с тем же названием
mirror-why-trace = переносится на кейс { $to }, созданный для него прошлым переносом
mirror-why-created = переносится на новый кейс
mirror-item-not-reached = не отправлено: перенос остановился раньше
mirror-item-files-lost = { $count ->
    [one] Не скопирован { $count } файл. Результаты отправлены без него.
    [few] Не скопированы { $count } файла. Результаты отправлены без них.
   *[other] Не скопировано { $count } файлов. Результаты отправлены без них.
}

mirror-warning-field-case = Нет поля с точным названием «{ $wanted }»; используется «{ $title }».
mirror-warning-several-runs = Прогонов с названием «{ $title }» несколько (ID { $ids }); используется самый новый.
mirror-warning-several-targets = В целевом проекте несколько прогонов с названием «{ $title }» (ID { $ids }); используется прогон { $id }.
mirror-warning-open = Исходный прогон { $id } ещё открыт, в нём могут появиться результаты. Повторите перенос, когда он завершится: дубликатов не будет.
mirror-warning-strangers = { $count ->
    [one] { $count } результат другого прогона пропущен.
    [few] { $count } результата других прогонов пропущены.
   *[many] { $count } результатов других прогонов пропущены.
}
mirror-warning-no-params = Результаты пришли без параметров: API Qase их не возвращает, поэтому они не скопированы. Несколько результатов одного кейса остаются отдельными, но без указания параметров.
mirror-warning-variants = { $count ->
    [one] Переносится и { $count } более ранний результат кейса с параметрами: API Qase не сообщает, к какому варианту относится результат.
    [few] Переносятся и { $count } более ранних результата кейсов с параметрами: API Qase не сообщает, к какому варианту относится результат.
   *[many] Переносятся и { $count } более ранних результатов кейсов с параметрами: API Qase не сообщает, к какому варианту относится результат.
}
mirror-warning-duplicates = { $count ->
    [one] В { $project } пропущен { $count } повторяющийся ключ: { $keys }
    [few] В { $project } пропущены { $count } повторяющихся ключа: { $keys }
   *[many] В { $project } пропущено { $count } повторяющихся ключей: { $keys }
}
mirror-warning-duplicates-first = { $count ->
    [one] В { $project } { $count } повторяющийся ключ; используется самый старый кейс: { $keys }
    [few] В { $project } { $count } повторяющихся ключа; используется самый старый кейс каждого: { $keys }
   *[many] В { $project } { $count } повторяющихся ключей; используется самый старый кейс каждого: { $keys }
}
mirror-warning-no-case = { $count ->
    [one] { $count } результат без кейса пропущен.
    [few] { $count } результата без кейса пропущены.
   *[many] { $count } результатов без кейса пропущены.
}
mirror-warning-case-gone = { $count ->
    [one] { $count } результат удалённого кейса пропущен.
    [few] { $count } результата удалённых кейсов пропущены.
   *[many] { $count } результатов удалённых кейсов пропущены.
}
mirror-warning-no-key = { $count ->
    [one] { $count } результат кейса без ключа пропущен.
    [few] { $count } результата кейсов без ключа пропущены.
   *[many] { $count } результатов кейсов без ключа пропущены.
}
mirror-warning-duplicate-results = { $count ->
    [one] { $count } результат пропущен: его ключ или название есть у нескольких кейсов.
    [few] { $count } результата пропущены: их ключ или название есть у нескольких кейсов.
   *[many] { $count } результатов пропущены: их ключ или название есть у нескольких кейсов.
}
mirror-warning-no-counterpart = { $count ->
    [one] { $count } результат пропущен: в целевом проекте нет его кейса.
    [few] { $count } результата пропущены: в целевом проекте нет их кейсов.
   *[many] { $count } результатов пропущены: в целевом проекте нет их кейсов.
}
mirror-warning-late = { $count ->
    [one] В исходном прогоне { $id } на { $count } результат больше, чем { $listed } в списке Qase. Повторите перенос позже.
    [few] В исходном прогоне { $id } на { $count } результата больше, чем { $listed } в списке Qase. Повторите перенос позже.
   *[many] В исходном прогоне { $id } на { $count } результатов больше, чем { $listed } в списке Qase. Повторите перенос позже.
}
mirror-warning-not-final = { $count ->
    [one] { $count } тест ещё выполняется. Его результат будет перенесён, когда станет окончательным.
    [few] { $count } теста ещё выполняются. Их результаты будут перенесены, когда станут окончательными.
   *[many] { $count } тестов ещё выполняются. Их результаты будут перенесены, когда станут окончательными.
}
mirror-warning-undecided = { $count ->
    [one] { $count } результат задержан: в целевом прогоне есть похожий без метки. Решите это с помощью --adopt-untraced yes или no либо в предпросмотре.
    [few] { $count } результата задержаны: в целевом прогоне есть похожие без метки. Решите это с помощью --adopt-untraced yes или no либо в предпросмотре.
   *[many] { $count } результатов задержаны: в целевом прогоне есть похожие без метки. Решите это с помощью --adopt-untraced yes или no либо в предпросмотре.
}
mirror-warning-doubtful = { $count ->
    [one] { $count } результат задержан: список целевого проекта неполон, и его кейс или прогон может там быть.
    [few] { $count } результата задержаны: список целевого проекта неполон, и их кейсы или прогон могут там быть.
   *[many] { $count } результатов задержаны: список целевого проекта неполон, и их кейсы или прогон могут там быть.
}
mirror-warning-lists = Qase отдал неполные списки: { $lists }. Повторите перенос позже.
mirror-warning-edited = { $count ->
    [one] { $count } результат изменили после переноса. В целевом проекте он прежний; по запросу он отправляется ещё раз.
    [few] { $count } результата изменили после переноса. В целевом проекте они прежние; по запросу они отправляются ещё раз.
   *[many] { $count } результатов изменили после переноса. В целевом проекте они прежние; по запросу они отправляются ещё раз.
}
mirror-warning-run-not-listed = В списке прогонов Qase пока нет прогона { $id }. Следующий перенос этого прогона запускайте, когда он появится: иначе будет создан ещё один.
mirror-warning-mirrored = { $count ->
    [one] { $count } результат создан переносом и дальше не переносится.
    [few] { $count } результата созданы переносом и дальше не переносятся.
   *[many] { $count } результатов созданы переносом и дальше не переносятся.
}
mirror-warning-beyond-limit = { $count ->
    [one] { $count } результат сверх лимита. Его перенесёт следующий запуск.
    [few] { $count } результата сверх лимита. Их перенесёт следующий запуск.
   *[many] { $count } результатов сверх лимита. Их перенесёт следующий запуск.
}
mirror-warning-doubled-runs = Для этого исходного прогона есть несколько открытых целевых (ID { $ids }). Используется прогон { $id }; результаты в остальных считаются перенесёнными.
mirror-warning-doubled-cases = { $count ->
    [one] { $count } кейс в { $project } создан несколько раз одним запросом; используется самый старый: { $keys }
    [few] { $count } кейса в { $project } созданы несколько раз одним запросом; используются самые старые: { $keys }
   *[many] { $count } кейсов в { $project } созданы несколько раз одним запросом; используются самые старые: { $keys }
}
mirror-warning-two-cases = { $count ->
    [one] Другой перенос одновременно создал { $count } кейс в { $project }; все используют самый старый: { $keys }
    [few] Другой перенос одновременно создал { $count } кейса в { $project }; все используют самые старые: { $keys }
   *[many] Другой перенос одновременно создал { $count } кейсов в { $project }; все используют самые старые: { $keys }
}
mirror-warning-two-suites = Другой перенос одновременно создал такой же сьют: оба используют сьют { $id }, сьют { $empty } останется пустым.
mirror-warning-letter-case = { $count ->
    [one] Создаётся кейс для { $count } ключа, который в целевом проекте отличается только регистром букв: { $key }
    [few] Создаются кейсы для { $count } ключей, которые в целевом проекте отличаются только регистром букв, например { $key }
   *[many] Создаются кейсы для { $count } ключей, которые в целевом проекте отличаются только регистром букв, например { $key }
}
mirror-warning-key-not-kept = { $count ->
    [one] Qase не сохранил ключ { $count } созданного кейса. Перенос узнаёт кейс по метке, другие инструменты не узнают.
    [few] Qase не сохранил ключи { $count } созданных кейсов. Перенос узнаёт кейсы по меткам, другие инструменты не узнают.
   *[many] Qase не сохранил ключи { $count } созданных кейсов. Перенос узнаёт кейсы по меткам, другие инструменты не узнают.
}
mirror-warning-not-in-run = { $count ->
    [one] { $count } кейса ещё нет в прогоне { $id }; он появится с результатом.
    [few] { $count } кейсов ещё нет в прогоне { $id }; они появятся с результатами.
   *[many] { $count } кейсов ещё нет в прогоне { $id }; они появятся с результатами.
}
mirror-warning-without-files = { $count ->
    [one] У { $count } результата в цели нет файлов, которые не удалось скопировать. Когда файлы станут доступны, отправьте его ещё раз с --force.
    [few] У { $count } результатов в цели нет файлов, которые не удалось скопировать. Когда файлы станут доступны, отправьте их ещё раз с --force.
   *[many] У { $count } результатов в цели нет файлов, которые не удалось скопировать. Когда файлы станут доступны, отправьте их ещё раз с --force.
}
mirror-file-is-page = вместо файла сервер прислал веб-страницу
mirror-warning-file = Файл «{ $file }» не удалось скопировать: { $reason }
mirror-warning-two-runs = Одновременно начался другой перенос того же прогона: оба используют прогон { $id }, прогон { $empty } останется пустым.
mirror-warning-not-visible = В прогоне { $id } пока видно { $seen } из { $expected } отправленных результатов. Qase сохраняет результаты не сразу.
mirror-warning-not-completed = Прогон { $id } остаётся открытым: в нём ещё не все результаты.
mirror-warning-still-open = Прогон { $id } остаётся открытым, хотя Qase подтвердил его завершение. Повторите перенос позже.

mirror-error-same-project = Источник и цель — один и тот же проект: { $project }.
mirror-error-option = Недопустимое значение { $option }.
mirror-error-no-project = Проекта { $project } нет, или у токена нет к нему доступа.
mirror-error-no-field = У кейсов проекта { $project } нет пользовательского поля «{ $title }».
mirror-error-several-fields = Полей кейсов с названием «{ $title }» несколько: ID { $ids }.
mirror-error-field-kind = Поле «{ $title }» не текстовое ({ $kind }), поэтому одинаковые значения могут означать разное.
mirror-error-no-run = В проекте { $project } нет прогона { $id }.
mirror-error-no-run-title = В проекте { $project } нет прогона с названием «{ $title }».
mirror-error-no-runs = В проекте { $project } нет прогонов.
mirror-error-closed-run = Прогон { $id } проекта { $project } завершён и не принимает результатов.
mirror-error-other-source = В прогон { $id } проекта { $project } перенесён другой прогон { $run } проекта { $source }: ни одного из его результатов нет в исходном прогоне. Возможно, исходный проект создали заново.
mirror-error-duplicate-keys = Повторяющиеся ключи в проекте { $project }: { $keys }
mirror-error-spool = Не удалось записать временный файл: { $reason }
mirror-error-case-not-made = Не удалось создать кейс для кейса { $case }.
mirror-error-case-unclear = Qase не подтвердил создание кейса, и кейс не найден. Его создаст следующий перенос.
mirror-error-suite-unclear = Qase не подтвердил создание сьюта этого кейса, и сьют не найден. Следующий перенос создаст и сьют, и кейс.

mirror-left-failed = { $count ->
    [one] Не удалось отправить { $count } результат.
    [few] Не удалось отправить { $count } результата.
   *[many] Не удалось отправить { $count } результатов.
}
mirror-left-cases = { $count ->
    [one] Не удалось создать { $count } кейс.
    [few] Не удалось создать { $count } кейса.
   *[many] Не удалось создать { $count } кейсов.
}
mirror-left-files = { $count ->
    [one] Не удалось скопировать { $count } файл.
    [few] Не удалось скопировать { $count } файла.
   *[many] Не удалось скопировать { $count } файлов.
}

mirror-remedy-same-project = Укажите два проекта или другой аккаунт с помощью --target-base-url или --target-token-env.
mirror-remedy-option = Укажите значение или не указывайте этот параметр.
mirror-remedy-closest = Похожие: { $names }
mirror-remedy-projects = Список проектов покажет «voluptas-cli qase projects».
mirror-remedy-fields = Пользовательские поля кейсов в проекте: { $names }
mirror-remedy-no-fields = В проекте таких полей нет: создайте текстовое поле кейсов и включите его для обоих проектов.
mirror-remedy-several-fields = Переименуйте все, кроме одного, или укажите другое поле.
mirror-remedy-field-kind = Используйте поле типа «строка» или «текст».
mirror-remedy-runs = Список прогонов покажет «voluptas-cli qase runs».
mirror-remedy-closed-run = Укажите другой прогон с помощью --target-run-id или --target-run-title.
mirror-remedy-duplicate-keys = Задайте каждому кейсу свой ключ или используйте --on-duplicate-key exclude или first.
mirror-remedy-spool = Освободите место в папке временных файлов.

mirror-report-language = ru
mirror-report-title = Перенос { $source } → { $target }
mirror-report-preview = Это предпросмотр. Ничего не записано.
mirror-report-runs = Прогон { $from } «{ $title }» → прогон { $to }
mirror-report-new-run = новый
mirror-report-stopped = Остановлено раньше: { $reason }
mirror-report-complete = Перенос полный: все результаты, которые можно перенести, есть в целевом прогоне.
mirror-report-would-be-complete = Перенос будет полным.
mirror-report-incomplete = Перенос неполный:
mirror-report-outcome = Результат
mirror-report-count = Количество
mirror-report-warnings = Предупреждения
mirror-report-failures = Ошибки
mirror-report-created = Созданные кейсы
mirror-report-results = Результаты
mirror-report-result = Результат
mirror-report-case = Кейс
mirror-report-key = Ключ
mirror-report-name = Название
mirror-report-status = Статус
mirror-report-why = Причина
mirror-report-more = { $count ->
    [one] и ещё { $count }
    [few] и ещё { $count }
   *[many] и ещё { $count }
}
mirror-count-read = Прочитано результатов
mirror-count-late = Есть в исходном прогоне, но ещё не в списке
mirror-count-mirrored = Перенесено
mirror-count-to-mirror = Будет перенесено
mirror-count-already = Уже было
mirror-count-no-case = Пропущено: нет кейса
mirror-count-no-key = Пропущено: нет ключа
mirror-count-duplicate = Пропущено: ключ повторяется
mirror-count-not-final = Пропущено: ещё выполняется
mirror-count-undecided = Задержано: есть похожий без метки
mirror-count-no-counterpart = Пропущено: нет целевого кейса
mirror-count-doubtful = Пропущено: неполный список
mirror-count-edited = Пропущено: изменены после переноса
mirror-count-made = Пропущено: созданы переносом
mirror-count-by-choice = Пропущено: лимит или более поздний результат
mirror-count-failed = Не удалось
mirror-count-cases-created = Создано кейсов
mirror-count-cases-to-create = Будет создано кейсов
mirror-count-cases-reused = Использовано имеющихся кейсов
mirror-count-cases-failed = Не удалось создать кейсов
mirror-count-files-copied = Скопировано файлов
mirror-count-files-failed = Не скопировано файлов
