# Написание тест-кейса.

writing-save = Сохранить
writing-saving = Сохранение…
writing-discard = Сбросить правки
writing-draft-unsaved = Не сохранено
writing-draft-kept = Правки записаны { $ago }
writing-draft-unkept = Правки не записываются
writing-draft-unkept-more = Черновик нельзя записать рядом с рабочим пространством ({ $reason }). Сохраните кейс, прежде чем закрыть окно.
writing-unkept-title = Закрыть и потерять правки?
writing-unkept-text = Правки кейсов не сохранены, и черновики нельзя записать рядом с рабочим пространством. Сначала сохраните кейсы.
writing-unkept-button = Закрыть и потерять
writing-draft-restored = Это ваши несохранённые правки.
writing-other-window = В другом окне есть несохранённые правки этого кейса ({ $ago }): { $fields }.
writing-closed-window = В закрытом окне остались несохранённые правки этого кейса ({ $ago }): { $fields }.
writing-other-take = Взять правки
writing-other-ignore = Не брать
writing-blocked-conflict = Не сохранено: выберите значения
writing-blocked-title = Не сохранено: введите название
writing-blocked-link = Не сохранено: неверный адрес ссылки
writing-in-trash = Этот кейс в корзине. Чтобы править, восстановите его.
writing-project-why = Кейсы, сьюты и прогоны принадлежат проекту. Его код стоит перед их номерами, например SHOP-42.
writing-project-created = Проект «{ $title }» ({ $code }) создан
writing-project-code = Код
writing-title-taken = В проекте уже есть активный кейс с таким названием
writing-title-taken-by = У { $code } такое же название. Измените название или правьте тот кейс.
writing-open-other = Открыть другой кейс
writing-doubles-there = В этом проекте уже есть одинаковые названия.
writing-save-anyway = Всё равно сохранить
writing-changed-elsewhere = Пока вы правили кейс, его изменил кто-то другой
writing-changed-elsewhere-by = Пока вы правили кейс, его изменил другой автор: { $who }
writing-changed-by-me = Вы изменили этот кейс в другом месте, пока был открыт этот черновик
writing-changed-elsewhere-more = Выберите, какое значение оставить. Остальные изменения уже объединены.
writing-mine = Оставить моё
writing-theirs = Взять чужое
writing-required = Обязательное поле
writing-required-blank = Обязательное поле: без него Qase не примет кейс
writing-yes = Да
writing-no = Нет
writing-blank = (пусто)
writing-only-spaces = различаются только пробелы
writing-hint-title = Что проверяется, одной строкой
writing-hint-description = Что и зачем проверяет кейс. Можно писать в Markdown.
writing-hint-preconditions = Что должно быть выполнено до первого шага
writing-hint-expected-result = Что должно получиться в итоге
writing-hint-postconditions = Что должно остаться или быть убрано после последнего шага
writing-hint-action = Что сделать
writing-hint-gherkin = Дано … Когда … Тогда …
writing-suite = Сьют
writing-no-suite = Без сьюта
writing-flaky = Помечен нестабильным
writing-tags = Теги
writing-add-tag = Добавить тег
writing-remove-tag = Убрать тег { $tag }
writing-action = Действие
writing-data = Данные
writing-cell = { $field }, шаг { $number }
writing-add-step = Добавить шаг
writing-remove-step = Удалить шаг { $number }
writing-move-step = Перетащить шаг { $number }
writing-steps-notation = Запись шагов
writing-steps-classic = Обычные
writing-steps-gherkin = Gherkin
writing-insert-shared = Вставить общий шаг
writing-used-in = { $n ->
    [one] { $n } кейс
    [few] { $n } кейса
   *[other] { $n } кейсов
}
writing-shared-used = { $n ->
    [one] Общий шаг · в { $n } кейсе
    [few] Общий шаг · в { $n } кейсах
   *[other] Общий шаг · в { $n } кейсах
}
writing-shared-in-draft = Общий шаг · в несохранённых правках
writing-shared-gone = Общего шага больше нет
writing-detach = Отвязать
writing-keys-new = новый шаг
writing-keys-next = следующее поле
writing-keys-move = переместить
writing-keys-nest = вложить
writing-keys-paste-lines = строки станут шагами
writing-keys-paste = строки станут шагами, снимки — вложениями
writing-add-parameter = Добавить параметр
writing-remove-parameter = Удалить параметр
writing-undefined = Нет параметра со значениями для { $names }
writing-undefined-add = Добавить { $name }
writing-undefined-step = В кейсе нет параметра со значениями для { $names }: текст останется как есть
writing-parameter = Параметр
writing-parameter-values = Значения, по одному в строке
writing-add-link = Добавить ссылку
writing-link-address = Адрес ссылки
writing-link-title = Название ссылки
writing-link-wrong = Адрес начинается с http:// или https:// и не содержит пробелов
writing-open-link = Открыть { $link }
writing-remove-link = Удалить ссылку { $link }
writing-no-functions = Функций пока нет. Добавьте их в реестре.
writing-link-function = Связать с функцией…
writing-unlink-function = Отвязать функцию { $title }
writing-versions = Версии
writing-versions-tab = { $code }: версии
writing-back-to-case = Открыть кейс (Esc)
writing-version = Версия { $n }
writing-version-created = Кейс создан
writing-version-trashed = Перемещён в корзину
writing-version-restored = Восстановлен из корзины
writing-version-review-ended = Снят с ревью
writing-version-sent = Отправлен на ревью
writing-version-approved = Одобрен: { $by }
writing-version-link-added = Добавлена ссылка: { $link }
writing-version-link-removed = Удалена ссылка: { $link }
writing-version-link-changed = Изменена ссылка: { $link }
writing-version-same = Содержание не изменилось
writing-and-more = ещё { $n }
writing-part-around = Теги, файлы, ссылки, сьюты, функции, веха, ревью
writing-change-before = Предыдущее изменение
writing-change-after = Следующее изменение
writing-unchanged = Без изменений: { $fields }
writing-current = текущая
writing-changes = Изменения
writing-whole-case = Весь кейс
writing-no-changes = Между версиями нет различий.
writing-with-current = С текущей
writing-with-before = С предыдущей
writing-before-creation = До создания
writing-step = Шаг { $n }
writing-step-former = Бывший шаг { $n }
writing-step-moved = Шаг { $n }, был { $from }
writing-step-shared = Шаг { $n }, общий
writing-restore-note = Восстановление создаст новую версию, его можно отменить. Сьюты не изменятся.
writing-restore-is-draft = Это ваш черновик. Сохраните или отбросьте его в редакторе.
writing-side-by-side = Рядом
writing-one-below = Подряд
writing-draft = Черновик
writing-you = Вы
writing-version-results = { $n ->
    [one] { $n } результат с этой версией
    [few] { $n } результата с этой версией
   *[many] { $n } результатов с этой версией
}
writing-restore-same = Восстанавливать нечего: содержание этой версии такое же, как у текущей.
writing-restore-is-current = Восстанавливать нечего: это текущая версия.
writing-restore-changed = Не восстановлено: кейс изменили, пока вы смотрели сравнение.
writing-restore-changed-more = Откройте версии и сравните ещё раз.
writing-show-changes = Показать изменения

# Ревью и комментарии.
review-column = Ревью
review-none = Без ревью
review-in-review = На ревью
review-approved = Одобрен
review-outdated = Изменён после одобрения
review-sent-by = На ревью: { $by }, { $ago }
review-approved-by = Одобрен: { $by }, { $ago }
review-changed-since = Изменён после одобрения ({ $by }, { $ago })
review-somebody = Неизвестный автор
review-send = Отправить на ревью
review-approve = Одобрить
review-approve-again = Одобрить снова
review-back = Снять с ревью
review-save-first = Сначала сохраните кейс
review-changed-meanwhile = { $n ->
    [one] { $names } не одобрен: он изменился после того, как вы его видели. Посмотрите изменения и одобрите снова.
    [few] Не одобрены { $n } кейса: они изменились после того, как вы их видели ({ $names }). Посмотрите изменения и одобрите снова.
   *[many] Не одобрены { $n } кейсов: они изменились после того, как вы их видели ({ $names }). Посмотрите изменения и одобрите снова.
}
review-approve-unsent-title = Одобрить без ревью?
review-approve-unsent = { $n ->
    [one] { $names } не отправляли на ревью. Одобрение сохранится с вашим именем.
    [few] Не отправляли на ревью { $n } кейса: { $names }. Одобрение сохранится с вашим именем.
   *[many] Не отправляли на ревью { $n } кейсов: { $names }. Одобрение сохранится с вашим именем.
}
review-approve-own-title = Одобрить собственное ревью?
review-approve-own = { $n ->
    [one] { $names } на ревью отправили вы сами. Одобрение останется без второго взгляда.
    [few] На ревью вы сами отправили { $n } кейса: { $names }. Одобрение останется без второго взгляда.
   *[many] На ревью вы сами отправили { $n } кейсов: { $names }. Одобрение останется без второго взгляда.
}
review-empty = { $n ->
    [one] В { $names } нет ни шагов, ни описания.
    [few] В { $n } кейсах нет ни шагов, ни описания: { $names }.
   *[many] В { $n } кейсах нет ни шагов, ни описания: { $names }.
}
review-comments = Комментарии
review-comment = Новый комментарий
review-comment-hint = Написать комментарий…
review-comment-add = Отправить
review-comment-remove = Удалить комментарий: { $author }
review-comment-removed = Комментарий удалён
review-comment-edit = Править комментарий
review-comment-text = Текст комментария
review-comment-edited = изменён
review-comment-not-own = Править комментарий может только его автор
gui-cmd-send-to-review = Отправить на ревью
gui-cmd-approve-cases = Одобрить кейсы
gui-cmd-back-to-draft = Снять с ревью
history-review = { $state ->
    [in-review] { $count ->
        [one] Отправлен на ревью { $count } кейс
        [few] Отправлены на ревью { $count } кейса
       *[many] Отправлены на ревью { $count } кейсов
    }
    [approved] { $count ->
        [one] Одобрен { $count } кейс
        [few] Одобрены { $count } кейса
       *[many] Одобрены { $count } кейсов
    }
   *[draft] { $count ->
        [one] Снят с ревью { $count } кейс
        [few] Сняты с ревью { $count } кейса
       *[many] Сняты с ревью { $count } кейсов
    }
}
window-step-review = { $state ->
    [in-review] { $count ->
        [one] отправка на ревью { $count } кейса
        [few] отправка на ревью { $count } кейсов
       *[many] отправка на ревью { $count } кейсов
    }
    [approved] { $count ->
        [one] одобрение { $count } кейса
        [few] одобрение { $count } кейсов
       *[many] одобрение { $count } кейсов
    }
   *[draft] { $count ->
        [one] снятие с ревью { $count } кейса
        [few] снятие с ревью { $count } кейсов
       *[many] снятие с ревью { $count } кейсов
    }
}
history-comment = Комментарий к «{ $title }»
window-step-comment = комментарий к «{ $title }»
history-remove-comment = Удалён комментарий к «{ $title }»
window-step-remove-comment = удаление комментария к «{ $title }»
history-edit-comment = Изменён комментарий к «{ $title }»
window-step-edit-comment = правка комментария к «{ $title }»

# Шаблоны.
gui-cmd-templates = Шаблоны
templates-unread = Не удалось прочитать шаблоны.
templates-none = Шаблонов пока нет
templates-none-more = Откройте кейс и выберите «Сохранить как шаблон» в меню над ним.
templates-title = Название шаблона
templates-rename = Переименовать «{ $title }»
templates-delete = Удалить «{ $title }»
templates-deleted = Шаблон удалён
templates-case = Кейс
templates-steps = { $n ->
    [one] { $n } шаг
    [few] { $n } шага
   *[many] { $n } шагов
}
templates-begin = Шаблон
templates-begin-none = Без шаблона
templates-insert = Вставить шаблон
gui-cmd-save-template = Сохранить как шаблон
gui-cmd-save-steps-template = Сохранить шаги как шаблон
writing-more = Ещё
history-template-saved = Сохранён шаблон «{ $title }»
window-step-template-saved = сохранение шаблона «{ $title }»
history-template-renamed = Переименован шаблон «{ $title }»
window-step-template-renamed = переименование шаблона «{ $title }»
history-template-deleted = Удалён шаблон «{ $title }»
window-step-template-deleted = удаление шаблона «{ $title }»

# Сьюты.
gui-cmd-new-suite = Новый сьют
gui-cmd-move-up = Переместить выше
gui-cmd-move-down = Переместить ниже
suite-place-gone = Сьют тем временем переместили в корзину. Выберите другой.
suite-gone = Этот сьют тем временем переместили в корзину. Из введённого можно создать новый сьют.
suite-changed-meanwhile = Этот сьют тем временем изменили. При сохранении ваши значения заменят чужие.
suite-not-stored = Сьют не сохранён.
suite-in-trash = Этот сьют в корзине
suite-show-cases = Показать в таблице
suite-count-linked = { $n ->
    [one] { $n } показан из другого сьюта
    [few] { $n } показаны из других сьютов
   *[many] { $n } показаны из других сьютов
}
suite-edit = Сьют
suite-edit-discard = Не сохранять изменения?
suite-edit-discard-more = Сьют останется прежним. Введённое будет потеряно.
suite-new-discard = Закрыть без создания сьюта?
suite-new-discard-more = Сьют ещё не создан. Введённое будет потеряно.
suite-edit-item = Изменить сьют…
suite-new-inside = Новый сьют внутри…
suite-new-case = Новый кейс…
suite-parent = Внутри сьюта
suite-root = На верхнем уровне
history-create-suite = Создан сьют «{ $title }»
window-step-create-suite = создание сьюта «{ $title }»
history-edit-suite = Изменён сьют «{ $title }»
window-step-edit-suite = правка сьюта «{ $title }»
writing-discarded = Правки сброшены.
writing-bring-back = Вернуть
writing-new-case-covers = Кейс покроет функцию «{ $function }».
writing-new-case-discard = Закрыть без создания кейса?
writing-new-case-discard-more = Кейс ещё не создан. Введённое будет потеряно.

## Прикреплённые файлы

history-attach = { $count ->
    [one] К кейсу «{ $title }» прикреплён { $count } файл
    [few] К кейсу «{ $title }» прикреплены { $count } файла
   *[many] К кейсу «{ $title }» прикреплено { $count } файлов
}
window-step-attach = { $count ->
    [one] прикрепление { $count } файла к «{ $title }»
    [few] прикрепление { $count } файлов к «{ $title }»
   *[many] прикрепление { $count } файлов к «{ $title }»
}
history-detach = Удалено вложение { $name }
window-step-detach = удаление вложения { $name }
gui-attached = { $count ->
    [one] Прикреплён { $count } файл
    [few] Прикреплены { $count } файла
   *[many] Прикреплено { $count } файлов
}
gui-cmd-attach-file = Прикрепить файл…
gui-cmd-add-comment = Добавить комментарий
gui-cmd-insert-shared = Вставить общий шаг…
gui-cmd-insert-template = Вставить шаблон…
gui-cmd-link-function = Связать с функцией…
gui-cmd-case-versions = Версии
gui-cmd-add-tag = Добавить тег…
gui-cmd-set-case-field = Задать поле выделенных кейсов…
gui-cmd-clone-cases = Клонировать…
gui-cmd-move-to-suite = Переместить в сьют…
gui-cmd-add-to-suite = Показать также в сьюте…
gui-cmd-paste-screenshot = Прикрепить изображение из буфера обмена
files-attach = Прикрепить
files-attach-note = До 32 МБ. Файлы можно перетащить на кейс.
files-attach-file = Прикрепить файл…
files-paste-screenshot = Вставить снимок экрана
files-detach = Удалить { $name }

## Дополнительные сьюты

writing-further-suites = Также в сьютах
writing-suite-gone = (удалённый сьют)
writing-milestone-gone = (удалённая веха)
writing-version-restoring = Восстановлена версия
writing-add-further = Добавить сьют
writing-kept-as-draft = Несохранённые правки записаны: { $title }
writing-kept-as-drafts = { $n ->
    [one] Записаны несохранённые правки { $n } кейса
    [few] Записаны несохранённые правки { $n } кейсов
   *[other] Записаны несохранённые правки { $n } кейсов
}
writing-reopen = Открыть снова
writing-remove-further = Убрать из сьюта { $suite }

## Общие шаги

gui-cmd-shared-steps = Общие шаги
gui-cmd-make-shared = Создать общий шаг…
gui-cmd-attach-to-step = Прикрепить файл к шагу…
gui-cmd-paste-to-step = Прикрепить изображение из буфера к шагу
shared-unread = Не удалось прочитать общие шаги.
shared-none = Общих шагов пока нет
shared-none-more = Создайте общий шаг здесь или выделите шаги кейса и сделайте общий шаг из них.
shared-new = Новый общий шаг
shared-title = Название общего шага
shared-which = Шаги кейса
shared-not-in-a-row = Выберите шаги, которые идут подряд.
shared-is-shared = общий шаг
shared-make-none = Выберите шаги, которые в него войдут.
shared-make-note = В кейсе их заменит общий шаг.
shared-steps-inside = { $n ->
    [one] внутри { $n } шаг
    [few] внутри { $n } шага
   *[many] внутри { $n } шагов
}
shared-used-in = { $n ->
    [0] не используется
    [one] используется в { $n } кейсе
    [few] используется в { $n } кейсах
   *[many] используется в { $n } кейсах
}
shared-edit = Изменить «{ $title }»
shared-edit-note = { $n ->
    [one] Используется в { $n } кейсе: там тоже изменится.
    [few] Используется в { $n } кейсах: изменится во всех.
   *[many] Используется в { $n } кейсах: изменится во всех.
}
shared-delete = Удалить «{ $title }»
shared-delete-button = Удалить
shared-delete-what = { $n ->
    [0] Этот общий шаг не используется ни в одном кейсе.
    [one] Общий шаг используется в { $n } кейсе. Там останутся его шаги в нынешнем виде.
    [few] Общий шаг используется в { $n } кейсах. Там останутся его шаги в нынешнем виде.
   *[many] Общий шаг используется в { $n } кейсах. Там останутся его шаги в нынешнем виде.
}
shared-deleted = Общий шаг удалён
shared-unsaved = Ещё не сохранено. Сохраните или нажмите «Отмена», чтобы отбросить изменения.
shared-changed-meanwhile = Тем временем этот общий шаг изменил кто-то другой. Нажмите «Отмена» и измените его заново.
shared-created-in-case = Общий шаг «{ $title }» создан. Сохраните кейс, чтобы он использовался.
shared-created-aside = Общий шаг «{ $title }» создан. Шаги кейса тем временем изменились и остались как есть.
history-shared-created = Создан общий шаг «{ $title }»
window-step-shared-created = создание общего шага «{ $title }»
history-shared-edited = Изменён общий шаг «{ $title }»
window-step-shared-edited = правка общего шага «{ $title }»
history-shared-deleted = Удалён общий шаг «{ $title }»
window-step-shared-deleted = удаление общего шага «{ $title }»
writing-show-steps = Показать шаги общего шага { $number }
writing-hide-steps = Скрыть шаги общего шага { $number }
writing-open-shared = Открыть
writing-steps-selected = { $n ->
    [one] Выбран { $n } шаг
    [few] Выбрано { $n } шага
   *[many] Выбрано { $n } шагов
}
writing-delete-steps = Удалить
writing-select-none = Снять выделение
writing-step-menu = Действия с шагом { $number }
writing-handle = Щёлкните, чтобы выбрать; перетащите, чтобы переместить
writing-nest = Вложить
writing-unnest = Вынести на уровень выше
writing-delete-step = Удалить шаг
writing-delete-step-count = { $n ->
    [one] Удалить { $n } шаг
    [few] Удалить { $n } шага
   *[many] Удалить { $n } шагов
}
files-attach-step-note = До 32 МБ. Файл прикрепится к шагу, когда кейс будет сохранён.
gui-attached-to-step = { $count ->
    [one] Файл прикреплён к шагу. Сохраните кейс, чтобы он остался.
    [few] К шагу прикреплено { $count } файла. Сохраните кейс, чтобы они остались.
   *[many] К шагу прикреплено { $count } файлов. Сохраните кейс, чтобы они остались.
}
gui-attached-step-gone = Не прикреплено: шага больше нет.
palette-also-shared-steps = повторные переиспользуемые
palette-also-make-shared = вынести переиспользуемый
palette-also-attach-to-step = загрузить добавить
palette-also-paste-to-step = скриншот снимок изображение
writing-owner-typed = Указать «{ $name }»
writing-show-fields = Все поля
writing-hide-fields = Меньше полей
# Keywords of Gherkin, as its files have them.
writing-gherkin-when = Когда
writing-gherkin-then = Тогда

history-filter-saved = Сохранён фильтр «{ $title }»
window-step-filter-saved = сохранение фильтра «{ $title }»
history-filter-deleted = Удалён фильтр «{ $title }»
window-step-filter-deleted = удаление фильтра «{ $title }»
