# Чтение, сравнение, план, применение.

sync-stage-read-suites = Чтение сьют из Qase
sync-stage-read-cases = Чтение кейсов из Qase
sync-stage-read-local = Чтение рабочей базы
sync-stage-compare = Сравнение сторон
sync-stage-recover = Поиск того, что прерванный экспорт успел создать в Qase
sync-stage-write-suites = Запись сьют
sync-stage-write-cases = Запись кейсов
sync-stage-write-functions = Создание функций и соответствий
sync-stage-send-suites = Отправка сьют в Qase
sync-stage-send-files = Отправка файлов в Qase
sync-stage-send-cases = Отправка кейсов в Qase
sync-stage-send-results = Отправка результатов в Qase
sync-stage-verify = Проверка записанного

sync-error-cancelled = Остановлено.
sync-error-no-suite = В проекте { $project } нет сьюты { $id }.
sync-error-no-run-there = В проекте { $project } нет прогона { $id }.
sync-error-closed-run = Прогон { $id } проекта { $project } завершён и не принимает результаты.
sync-error-no-run = Есть что отправить, но не выбран прогон для результатов.
sync-error-stale = После предпросмотра стороны изменились.
sync-error-internal = Внутренняя ошибка программы: { $detail }

sync-remedy-list-suites = Загрузите сьюты заново и выберите существующую.
sync-remedy-choose-run = Выберите открытый прогон или создайте новый.
sync-remedy-preview-again = Повторите предпросмотр и примените его.

sync-warning-no-system-fields = Аккаунт не показывает системные поля; взяты их обычные варианты.
sync-warning-no-custom-fields = Аккаунт не показывает пользовательские поля; их значения не затронуты.
sync-warning-mass-removal = { $removed ->
    [one] { $removed } кейс
    [few] { $removed } кейса
   *[many] { $removed } кейсов
} из { $linked } связанных исчезли из Qase. Это слишком много, поэтому связи пока сохранены; подтвердите, если так и задумано.
sync-warning-no-function-field = В Qase нет пользовательского поля «{ $field }», поэтому FuncID в кейсы не записывается.
sync-warning-file-refused = Qase не принял файл «{ $file }»: { $reason } Кейс отправлен без него.
sync-warning-files-not-taken = { $count ->
    [one] Не отправлен { $count } файл
    [few] Не отправлены { $count } файла
   *[many] Не отправлено { $count } файлов
} («{ $file }»): в Qase нет места или прав для файлов ({ $reason }). Остальное отправлено без них.

sync-note-title-cut = Название длиннее { $max } символов и обрезано.
sync-note-unknown-option = Qase прислал неизвестный вариант поля «{ $field }»: { $value }
sync-note-unknown-field = Qase прислал значение неизвестного пользовательского поля { $id }: { $value }
sync-note-steps-too-deep = Слишком глубоко вложенные шаги пропущены.
sync-note-no-such-option = В Qase нет варианта «{ $value }» поля «{ $field }»; поле не затронуто.
sync-note-no-such-field = В Qase нет пользовательского поля «{ $field }»; значение «{ $value }» остаётся здесь.
sync-note-attachments-stay = Файлы, которые нельзя отправить (больше 32 МБ или нет на этом компьютере), остаются здесь.
sync-note-step-files-stay = Шаги с файлами, которые нельзя отправить (больше 32 МБ или нет на этом компьютере), остаются в Qase как есть.
sync-note-no-root = В Qase нельзя вынести кейс из сьюты.
sync-note-deleted-here = Здесь он в корзине и там останется.
sync-note-removed-in-qase = В Qase его удалили. Здесь он остаётся; заново в Qase он создаётся, только если вы этого захотите.
sync-note-removed-trashed = В Qase его больше нет; здесь он уходит в корзину.
sync-note-removal-held = В Qase его больше нет; связь сохранена, потому что исчезло слишком много сразу.
sync-note-not-testable = Кейсы ожидаются не для неё самой, а для того, что в неё входит.
sync-note-no-case = Эту функцию не покрывает ни один кейс.
sync-note-not-sendable = Результат «{ $status }» ещё не окончательный.
sync-note-suite-not-there = Его сьюту не удалось создать в Qase.
sync-note-case-not-there = Его кейса ещё нет в Qase.
sync-note-same-title-here = В рабочем пространстве в этой сьюте есть кейс с тем же названием: { $number }. Он связан с ним.
sync-note-same-title-there = В Qase в этой сьюте есть другой кейс с тем же названием: { $id }

sync-item-fields = Поля: { $fields }
sync-item-changed-there = После предпросмотра его изменили в Qase ({ $fields }), поэтому ничего не отправлено. Посмотрите ещё раз.
sync-item-gone-there = После предпросмотра его удалили в Qase, поэтому ничего не отправлено.
sync-item-files-gone = Qase отказал: { $reason } { $count ->
    [one] { $count } файла
    [few] { $count } файлов
   *[many] { $count } файлов
} больше нет в Qase; следующий экспорт загрузит их снова.
sync-item-stale = Изменено после предпросмотра.
sync-item-found-again = Создано прежним экспортом и найдено снова.

sync-drift-case = Кейс { $id } «{ $title }» в Qase отличается от отправленного: { $fields }
sync-drift-case-missing = Кейса { $id } «{ $title }» нет в Qase.
sync-drift-import = { $missing ->
    [one] { $missing } прочитанный кейс не связан с рабочей базой.
    [few] { $missing } прочитанных кейса не связаны с рабочей базой.
   *[many] { $missing } прочитанных кейсов не связаны с рабочей базой.
}
sync-drift-results = В прогоне { $id } видно { $seen } из { $sent } результатов. Qase сохраняет их не сразу.

sync-error-busy = Уже идёт другая синхронизация проекта { $project } ({ $kind }, с { $since }).
sync-remedy-busy = Дождитесь её окончания или остановите её и повторите.
sync-error-other-project = { $others ->
    [one] { $others } связанный кейс проекта { $project } в Qase теперь другой
    [few] { $others } связанных кейса проекта { $project } в Qase теперь другие
   *[other] { $others } связанных кейсов проекта { $project } в Qase теперь другие
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
   *[other] У { $count } кейсов есть
} значения, которые не может хранить одна из сторон ({ $fields }). Каждая сторона сохраняет свои.
sync-note-unknown-value = Qase прислал значение поля «{ $field }», которого нет среди его вариантов: { $value }
sync-note-double = Одна запись создала его в Qase дважды: это двойник { $of }.
sync-note-former = В Qase его удалили, отсюда создали заново, и теперь он вернулся.
sync-note-suite-circle = Обе стороны переместили сьюты так, что они оказались бы друг в друге. Решите в Qase или здесь, где ей место.
sync-note-suite-removed = Его сьюту удалили в Qase. Переместите кейс или разрешите создать удалённое заново.
sync-note-of-a-suite = Она соответствует сьюте и покрыта кейсами этой сьюты.
sync-item-unclear = Qase не ответил, и с тех пор ничего не появилось. Следующая синхронизация сначала поищет его, а потом отправит снова.
sync-item-unclear-run = На создание прогона «{ $title }» Qase не ответил, и прогон не появился. Следующий экспорт сначала поищет его, а потом создаст снова.
sync-drift-double-suite = Сьюта { $id } «{ $title }» — двойник сьюты { $of } в Qase. Объединить их: «voluptas-cli qase repair».
sync-drift-double-case = Кейс { $id } «{ $title }» — двойник кейса { $of } в Qase. Объединить их: «voluptas-cli qase repair».
sync-drift-former = Кейс { $id } «{ $title }» вернулся в Qase, а тем временем был создан заново. Объединить их: «voluptas-cli qase repair».
sync-drift-case-refused = Qase принял не всё в кейсе { $id } «{ $title }»: { $fields }. Каждая сторона сохраняет своё.
sync-drift-suite-refused = Qase принял не всё в сьюте { $id } «{ $title }»: { $fields }. Каждая сторона сохраняет своё.
sync-repair-edited = Один из двух изменили.
sync-repair-results = { $count ->
    [one] К нему относится { $count } результат.
    [few] К нему относятся { $count } результата.
   *[other] К нему относятся { $count } результатов.
}
sync-repair-runs = { $count ->
    [one] Он входит в { $count } прогон.
    [few] Он входит в { $count } прогона.
   *[other] Он входит в { $count } прогонов.
}
sync-repair-merged = Объединено с { $of }.
sync-repair-run-left = Прогон { $id } «{ $title }» — двойник с результатами: решите в Qase, какой из двух останется.
sync-warning-unsteady = Списки проекта { $project } всё время менялись, пока их читали. Пропущенное придёт со следующей синхронизацией.
sync-note-not-taken = Qase не принял здешнее значение: { $fields }. Каждая сторона сохраняет своё.
