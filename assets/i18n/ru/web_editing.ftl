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
web-import-columns-more = { $n ->
    [one] Ещё { $n } столбец не показан: его назначение определяет имя.
    [few] Ещё { $n } столбца не показаны: их назначение определяют имена.
   *[many] Ещё { $n } столбцов не показаны: их назначение определяют имена.
}
