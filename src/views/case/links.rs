//! The pages about a case: an address and a title each, to be edited and opened.

use eframe::egui::{Align, Id, Key, OpenUrl, Rect, Ui, pos2};

use super::inline::{InlineText, changed_bar};
use super::session::{Problem, Reveal, Session};
use crate::view::View;
use voluptas_app::cases::edit::FormField;
use voluptas_core::domain::case::CaseLink;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::ids::CaseId;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{icon_button, reading, text};

/// Draws the links with a field for each address and title.
pub fn show(ui: &mut Ui, case: CaseId, session: &mut Session, view: &View<'_>) {
    let now = ui.input(|i| i.time);
    let changed = session.is_changed(FormField::Of(CaseField::Links));
    let (mut edited, mut removed, mut added) = (false, None, false);
    let wrong = session.problem().filter(|problem| session.reveal == Some(Reveal::Problem(*problem)));
    let leads_to = match wrong {
        Some(problem @ Problem::Link(n)) => session.takes_reveal(problem).then_some(n),
        _ => None,
    };
    ui.add_space(space::XS);
    ui.horizontal(|ui| {
        text::section(ui, &view.text("gui-case-links"), Some(&view.tr.number(session.draft.content.links.len() as i64)));
        reading::from_right(ui, |ui| added = text::link(ui, &view.text("writing-add-link")).clicked());
    });
    let top = ui.cursor().min;
    let (address, title) = (view.text("writing-link-address"), view.text("writing-link-title"));
    for (n, link) in session.draft.content.links.iter_mut().enumerate() {
        let is_wrong = !link.url.trim().is_empty() && !link.is_page();
        ui.horizontal_top(|ui| {
            let width = ui.available_width() - (size::CONTROL + space::S) * 2.0 - space::S;
            let id = url_id(case, n);
            let field = InlineText::new(&mut link.url, id, &address).hint("https://").ty(Type::Mono).boxed(1).new_line(None);
            let field = field.wrong(is_wrong);
            ui.vertical(|ui| {
                let response = field.show(ui, (width * 0.55).floor());
                if leads_to == Some(n) {
                    response.request_focus();
                    response.scroll_to_me(Some(Align::Center));
                }
                edited |= response.changed();
                // Enter goes on to the title.
                if response.has_focus() && ui.input(|i| i.key_pressed(Key::Enter)) {
                    ui.memory_mut(|m| m.request_focus(id.with("title")));
                }
            });
            let field = InlineText::new(&mut link.title, id.with("title"), &title).hint(&title).boxed(1).new_line(None);
            edited |= ui.vertical(|ui| field.show(ui, (width * 0.45).floor())).inner.changed();
            let name = view.tr.fmt("writing-open-link", &[("link", link.name().into())]);
            ui.add_enabled_ui(link.is_page(), |ui| {
                if icon_button(ui, icons::OPEN_OUTSIDE, &name).clicked() {
                    ui.ctx().open_url(OpenUrl::new_tab(&link.url));
                }
            });
            let name = view.tr.fmt("writing-remove-link", &[("link", link.name().into())]);
            if icon_button(ui, icons::CLOSE, &name).clicked() {
                removed = Some(n);
            }
        });
        if is_wrong {
            text::line(ui, &view.text("writing-link-wrong"), Type::Label, Palette::of(ui).failed);
        }
    }
    if changed && !session.draft.content.links.is_empty() {
        changed_bar(ui, Rect::from_min_max(top, pos2(top.x, ui.min_rect().bottom())));
    }
    if let Some(n) = removed {
        session.draft.content.links.remove(n);
    }
    if added {
        session.draft.content.links.push(CaseLink::default());
        let id = url_id(case, session.draft.content.links.len() - 1);
        ui.memory_mut(|m| m.request_focus(id));
    }
    if edited || added || removed.is_some() {
        session.touch(now);
    }
}

fn url_id(case: CaseId, n: usize) -> Id {
    Id::unique(("case-link", case.0, n))
}
