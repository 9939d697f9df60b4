# Страницы сервера: импорт кейсов, форма кейса во время правки, удаление сьютов.
web-import = Импорт
web-import-cases = Импорт кейсов
web-import-cases-drop = Перетащите сюда файл с кейсами или выберите его
web-import-show-plan = Показать план
web-import-choices-title = Параметры
web-import-again = Обновить план
web-import-drop = Убрать файл
web-import-changed = Проект изменился после показа плана. Ничего не импортировано; теперь план такой.
web-import-choices = План пересчитан по вашим параметрам. Проверьте его и импортируйте.
web-import-former = Действуют прежние параметры.
web-import-tag-wrong = Тег — одна строка без запятых. Тег не добавляется.
web-import-unreadable = Файл не удалось прочитать
web-import-gone = Этого файла здесь больше нет. Выберите его снова.
web-import-no-room = На сервере сейчас нет места для файла. Попробуйте позже.
web-import-cut = { $text }… (здесь сокращено; импортируется целиком)
web-import-range = { $from }–{ $to } из { $all }
web-import-previous = Назад
web-import-next = Дальше
web-import-written = Импортированные кейсы
web-import-more = { $n ->
    [one] и ещё { $n } кейс
    [few] и ещё { $n } кейса
   *[many] и ещё { $n } кейсов
}
web-import-to-cases = Показать кейсы
web-import-another = Импортировать другой файл
web-draft-saved = Черновик сохранён в { $time }
web-draft-offer = Есть несохранённый черновик от { $time }.
web-draft-older = Есть несохранённый черновик от { $time }, но кейс с тех пор изменился. После восстановления при сохранении он сравнивается с текущей версией.
web-draft-waits = Сначала восстановите или удалите прежний черновик: до этого черновик новых правок не ведётся.
web-draft-restore = Восстановить черновик
web-draft-forget = Удалить черновик
web-cases-make-main = Сделать основным сьютом
web-cases-step-move = Переместить шаг: перетащите или нажимайте стрелки
web-cases-step-moved = Шаг теперь на месте { $n }
web-cases-step-remove-ask = Удалить этот шаг?
web-suite-delete = Удалить сьют
web-suite-delete-what = Сьют и вложенные сьюты попадут в корзину.
web-suite-cases = Кейсов в них
web-suite-cases-to-parent = Переместить в «{ $suite }»
web-suite-cases-to-top = Переместить на верхний уровень
web-suite-cases-to-suite = Переместить в другой сьют
web-suite-cases-to-trash = Переместить в корзину
web-suite-goes-too = Этот сьют тоже удаляется. Выберите другой
web-import-columns-more = { $n ->
    [one] Ещё { $n } столбец не показан: его назначение определяет имя.
    [few] Ещё { $n } столбца не показаны: их назначение определяют имена.
   *[many] Ещё { $n } столбцов не показаны: их назначение определяют имена.
}
