# Чтение, сравнение, план, применение.

sync-stage-read-suites = Чтение сьютов из Qase
sync-stage-read-cases = Чтение кейсов из Qase
sync-stage-read-local = Чтение рабочего пространства
sync-stage-compare = Сравнение сторон
sync-stage-recover = Поиск того, что прерванный экспорт создал в Qase
sync-stage-write-suites = Запись сьютов
sync-stage-write-cases = Запись кейсов
sync-stage-write-functions = Создание функций и соответствий
sync-stage-send-suites = Отправка сьютов в Qase
sync-stage-send-files = Отправка файлов в Qase
sync-stage-send-cases = Отправка кейсов в Qase
sync-stage-send-results = Отправка результатов в Qase
sync-stage-verify = Проверка сохранённого

sync-error-cancelled = Остановлено.
sync-error-no-suite = В проекте { $project } нет сьюта { $id }.
sync-error-no-run-there = В проекте { $project } нет прогона { $id }.
sync-error-closed-run = Прогон { $id } проекта { $project } завершён и не принимает результаты.
sync-error-no-run = Есть результаты для отправки, но не выбран прогон.
sync-error-stale = После предпросмотра стороны изменились.
sync-error-internal = Внутренняя ошибка: { $detail }

sync-remedy-list-suites = Загрузите сьюты заново и выберите существующий.
sync-remedy-choose-run = Выберите открытый прогон или создайте новый.
sync-remedy-preview-again = Повторите предпросмотр и примените его.

sync-warning-no-system-fields = Аккаунт не показывает системные поля; используются варианты по умолчанию.
sync-warning-no-custom-fields = Аккаунт не показывает пользовательские поля; их значения не изменены.
sync-warning-mass-removal = { $removed ->
    [one] В Qase нет { $removed } кейса
    [few] В Qase нет { $removed } кейсов
   *[many] В Qase нет { $removed } кейсов
} из { $linked } связанных. Это слишком много сразу, поэтому связи сохранены. Подтвердите, если кейсы удалены намеренно.
sync-warning-no-shared-steps = { $count ->
    [one] Qase не показывает { $count } общий шаг, который есть в кейсах; его текста здесь нет.
    [few] Qase не показывает { $count } общих шага, которые есть в кейсах; их текстов здесь нет.
   *[many] Qase не показывает { $count } общих шагов, которые есть в кейсах; их текстов здесь нет.
}
sync-warning-shared-steps = { $count ->
    [one] { $count } общий шаг Qase здесь не сохранить: { $titles }
    [few] { $count } общих шага Qase здесь не сохранить: { $titles }
   *[many] { $count } общих шагов Qase здесь не сохранить: { $titles }
}
sync-warning-double-shared = Два экспорта одновременно создали общий шаг «{ $title }» в Qase. Оба используют { $of }; { $id } лишний. «voluptas-cli qase repair» объединит их.
sync-warning-shared-not-sent = Qase не принял общий шаг «{ $title }».
sync-warning-no-function-field = В Qase нет пользовательского поля «{ $field }», поэтому FuncID в кейсы не записывается.
sync-warning-file-refused = Qase отклонил файл «{ $file }»: { $reason } Кейс отправлен без него.
sync-warning-files-not-taken = { $count ->
    [one] Не отправлен { $count } файл
    [few] Не отправлены { $count } файла
   *[many] Не отправлено { $count } файлов
} («{ $file }»): в Qase нет места или прав для файлов ({ $reason }). Остальное отправлено без них.

sync-note-title-cut = Название длиннее { $max } символов и сокращено.
sync-note-unknown-option = Qase прислал неизвестный вариант поля «{ $field }»: { $value }
sync-note-unknown-field = Qase прислал значение неизвестного пользовательского поля { $id }: { $value }
sync-note-steps-too-deep = Слишком глубоко вложенные шаги пропущены.
sync-note-no-such-option = В Qase нет варианта «{ $value }» поля «{ $field }»; поле не изменено.
sync-note-untold = Qase не прислал «{ $field }»; значение здесь остаётся.
sync-note-no-such-field = В Qase нет пользовательского поля «{ $field }»; значение «{ $value }» остаётся только здесь.
sync-note-attachments-stay = Файлы, которые нельзя отправить (больше 32 МБ или не на этом компьютере), остаются только здесь.
sync-note-step-files-stay = Шаги с файлами, которые нельзя отправить (больше 32 МБ или не на этом компьютере), в Qase не изменены.
sync-note-no-root = Qase не умеет выносить кейс из сьюта.
sync-note-deleted-here = Здесь кейс в корзине и останется там.
sync-note-removed-in-qase = Удалён в Qase. Здесь он остаётся и будет создан в Qase заново, только если вы этого потребуете.
sync-note-removed-trashed = Удалён в Qase; здесь он будет перемещён в корзину.
sync-note-removal-held = В Qase его нет, но отсутствует слишком много сразу, поэтому связь сохранена.
sync-note-not-testable = У модулей и эпиков нет своих кейсов.
sync-note-no-case = Эту функцию не покрывает ни один кейс.
sync-note-not-sendable = Результат «{ $status }» ещё не окончательный.
sync-note-suite-not-there = Не удалось создать в Qase его сьют.
sync-note-result-unseen = Qase принял этот результат, но так и не показал его, а прогон уже закрыт. Повторно он не отправляется.
sync-note-case-not-there = Его кейса ещё нет в Qase.
sync-note-same-title-here = В рабочем пространстве в этом сьюте есть кейс с тем же названием: { $number }. Он связан с ним.
sync-note-same-title-there = В Qase в этом сьюте есть другой кейс с тем же названием: { $id }

sync-item-fields = Поля: { $fields }
sync-item-conflict = Конфликт: { $fields }
sync-item-conflict-updated = Конфликт: { $fields }. Обновлено: { $updated }
sync-item-changed-there = После предпросмотра изменён в Qase ({ $fields }), поэтому ничего не отправлено. Повторите предпросмотр.
sync-item-gone-there = После предпросмотра удалён в Qase, поэтому ничего не отправлено.
sync-item-files-gone = Qase отклонил изменение: { $reason } { $count ->
    [one] { $count } файла
    [few] { $count } файлов
   *[many] { $count } файлов
} больше нет в Qase; следующий экспорт загрузит их снова.
sync-item-stale = Изменено после предпросмотра.
sync-item-found-again = Создано прежним экспортом и найдено снова.

sync-drift-case = Кейс { $id } «{ $title }» в Qase отличается от отправленного: { $fields }
sync-drift-case-missing = Кейса { $id } «{ $title }» нет в Qase.
sync-drift-import = { $missing ->
    [one] { $missing } прочитанный кейс не связан с рабочим пространством.
    [few] { $missing } прочитанных кейса не связаны с рабочим пространством.
   *[many] { $missing } прочитанных кейсов не связаны с рабочим пространством.
}
sync-drift-results = В прогоне { $id } видно { $seen } из { $sent } результатов. Qase сохраняет результаты не сразу.

sync-drift-results-unseen =
    { $count ->
        [one] { $count } результат Qase принял, но не показал до закрытия прогона.
        [few] { $count } результата Qase принял, но не показал до закрытия прогона.
       *[many] { $count } результатов Qase принял, но не показал до закрытия прогона.
    }

sync-error-busy = Другая синхронизация проекта { $project } уже выполняется ({ $kind }, с { $since }).
sync-remedy-busy = Дождитесь её окончания или остановите её и повторите.
sync-error-other-project = { $others ->
    [one] { $others } связанный кейс проекта { $project } в Qase теперь другой
    [few] { $others } связанных кейса проекта { $project } в Qase теперь другие
   *[many] { $others } связанных кейсов проекта { $project } в Qase теперь другие
}: проект удалили и создали заново с тем же кодом. Ничего не изменено.
sync-remedy-other-project = Чтобы начать с новым проектом, выполните «voluptas-cli qase repair --forget-links» и импортируйте заново.
sync-error-short-list = { $missing ->
    [one] В списке проекта { $project } в Qase не хватает { $missing } связанного объекта
    [few] В списке проекта { $project } в Qase не хватает { $missing } связанных объектов
   *[other] В списке проекта { $project } в Qase не хватает { $missing } связанных объектов
}, а по счётчику проекта их больше, чем в списке. Ничего не изменено.
sync-remedy-short-list = Повторите позже.
sync-warning-apart = { $count ->
    [one] У { $count } кейса есть
    [few] У { $count } кейсов есть
   *[many] У { $count } кейсов есть
} значения, которые одна из сторон не может хранить ({ $fields }). Каждая сторона сохраняет свои.
sync-note-unknown-value = Qase прислал значение поля «{ $field }», которого нет среди его вариантов: { $value }
sync-note-double = Одна запись создала его в Qase дважды: это дубликат { $of }.
sync-note-former = Удалён в Qase, создан заново отсюда, а теперь восстановлен в Qase.
sync-note-suite-circle = Обе стороны переместили сьюты так, что они оказались бы друг в друге. Переместите один из них в Qase или здесь.
sync-note-suite-removed = Его сьют удалён в Qase. Переместите кейс или разрешите создавать удалённое заново.
sync-note-of-a-suite = Функция соответствует сьюту и покрыта кейсами этого сьюта.
sync-item-unclear = Qase не ответил, и с тех пор ничего не найдено. Следующая синхронизация сначала поищет, а затем отправит снова.
sync-item-unclear-run = Qase не ответил при создании прогона «{ $title }», и прогон не найден. Следующий экспорт сначала поищет его, а затем создаст снова.
sync-drift-double-suite = Сьют { $id } «{ $title }» — дубликат сьюта { $of } в Qase. Объединить их: «voluptas-cli qase repair».
sync-drift-double-case = Кейс { $id } «{ $title }» — дубликат кейса { $of } в Qase. Объединить их: «voluptas-cli qase repair».
sync-drift-unclear-suite = Сьют { $id } «{ $title }» может быть копией сьюта { $of }, которую сделал человек в Qase, или дубликатом одной записи. Он не импортирован. Удалите или измените его в Qase.
sync-drift-unclear-case = Кейс { $id } «{ $title }» может быть копией кейса { $of }, которую сделал человек в Qase, или дубликатом одной записи. Он не импортирован. Удалите его в Qase или измените, чтобы импортировать.
sync-drift-double-run = Прогон { $id } «{ $title }» — дубликат прогона { $of } в Qase: два экспорта создали его одновременно. Объединить их: «voluptas-cli qase repair».
sync-drift-run-unlisted = Прогон { $id } «{ $title }» создан, но в списке прогонов Qase его ещё нет. Повторите экспорт позже.
sync-drift-cases-unlisted = { $count ->
    [one] { $count } созданного кейса
    [few] { $count } созданных кейсов
   *[many] { $count } созданных кейсов
} ещё нет в списке Qase: { $ids }. Повторите экспорт позже.
sync-drift-suites-unlisted = { $count ->
    [one] { $count } созданного сьюта
    [few] { $count } созданных сьютов
   *[many] { $count } созданных сьютов
} ещё нет в списке Qase: { $ids }. Повторите экспорт позже.
sync-note-spoilt = Текст в файле отличается от последнего записанного ({ $fields }): файл может быть повреждён. Исправьте и сохраните его, затем экспортируйте снова.
sync-drift-spoilt = { $count ->
    [one] Не отправлен { $count } кейс
    [few] Не отправлены { $count } кейса
   *[many] Не отправлено { $count } кейсов
}: текст отличается от последнего записанного: { $titles }. Файл может быть повреждён; запустите «voluptas-cli doctor».
sync-drift-untitled = У кейса { $id } в Qase нет названия. Он не импортирован; дайте ему название в Qase.
sync-drift-former = Кейс { $id } «{ $title }» восстановлен в Qase после того, как был создан заново. Объединить их: «voluptas-cli qase repair».
sync-drift-case-refused = Qase принял не все поля кейса { $id } «{ $title }»: { $fields }. Каждая сторона сохраняет свои.
sync-note-several-there = В Qase здесь { $count ->
    [one] { $count } кейс
    [few] { $count } кейса
   *[many] { $count } кейсов
} с таким названием, но с другим содержанием. Свяжите нужный вручную или переименуйте этот.
sync-drift-several-there = { $count ->
    [one] Не отправлен { $count } кейс
    [few] Не отправлены { $count } кейса
   *[many] Не отправлено { $count } кейсов
}: в Qase есть несколько кейсов с такими названиями, и непонятно, какие имеются в виду. Свяжите их вручную.
sync-drift-suite-refused = Qase принял не все поля сьюта { $id } «{ $title }»: { $fields }. Каждая сторона сохраняет свои.
sync-repair-edited = Один из двух изменён.
sync-repair-shared-used = Он используется в кейсах в Qase.
sync-repair-unclear = Это может быть копия, которую сделал человек. Удалите её в Qase или измените там, чтобы импортировать.
sync-repair-results = { $count ->
    [one] К нему относится { $count } результат.
    [few] К нему относятся { $count } результата.
   *[many] К нему относятся { $count } результатов.
}
sync-repair-runs = { $count ->
    [one] Он входит в { $count } прогон.
    [few] Он входит в { $count } прогона.
   *[other] Он входит в { $count } прогонов.
}
sync-repair-merged = Объединено с { $of }.
sync-repair-run-left = Прогон { $id } «{ $title }» — дубликат с результатами: решите в Qase, какой из двух останется.
sync-warning-unsteady = Списки проекта { $project } менялись во время чтения. Пропущенное прочитает следующая синхронизация.
sync-note-not-taken = Qase не принял локальные значения: { $fields }. Каждая сторона сохраняет свои.
