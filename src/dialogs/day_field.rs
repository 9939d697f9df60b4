//! A day as `2026-11-20` in a text field, with a calendar behind a button.

use eframe::egui::{Popup, PopupCloseBehavior, RectAlign, Ui};

use super::id;
use crate::view::View;
use voluptas_core::base::day::Day;
use voluptas_ui::theme::icons;
use voluptas_ui::widgets::{CalendarTexts, TextField, calendar};

/// A field for a day.
pub(super) struct DayField<'a> {
    /// Name of the calendar's id.
    pub name: &'static str,
    /// Label, which also names the calendar.
    pub label: &'a str,
    /// Hint of the empty field.
    pub hint: &'a str,
    /// Reason why the text is no day.
    pub error: Option<&'a str>,
}

impl DayField<'_> {
    /// Draws the field. The calendar offers no day before `first`.
    pub(super) fn show(self, ui: &mut Ui, value: &mut String, first: Day, view: &View<'_>) {
        let open = view.text("calendar-open");
        let field = TextField::new(value).label(self.label).hint(self.hint).error(self.error);
        let (field, button) = field.menu_icon(icons::CALENDAR).show_with_menu(ui, &open);
        let popup = Popup::menu(&button).align(RectAlign::BOTTOM_END).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let (popup_id, days) = (popup.get_id(), id(self.name));
        let was_open = popup.is_open();
        popup.show(|ui| {
            let texts = CalendarTexts {
                name: self.label,
                month: &|day| {
                    let args = [("month", i64::from(day.month()).into()), ("year", day.year().to_string().into())];
                    view.tr.fmt("calendar-month", &args)
                },
                weekdays: &view.text("calendar-weekdays"),
                months: [&view.text("calendar-before"), &view.text("calendar-next")],
            };
            if let Some(day) = calendar(ui, days, Day::parse(value), first, texts) {
                *value = day.to_string();
                ui.close();
            }
        });
        // The keyboard goes on in the field, unless a click gave it to something else.
        let is_closed = was_open && !Popup::is_id_open(ui.ctx(), popup_id);
        if is_closed && ui.memory(|m| m.focused().is_none_or(|focused| focused == days)) {
            field.request_focus();
        }
    }
}
