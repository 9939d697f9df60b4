//! The bar that offers a draft of another window.

use eframe::egui::Ui;

use super::field_names::field_name;
use super::session::Session;
use crate::view::View;
use voluptas_ui::widgets::{BannerEvent, Tone, banner};

/// Offers the draft of another window.
pub fn ask(ui: &mut Ui, session: &mut Session, view: &View<'_>) {
    let Some((other, fields)) = session.others.offered(&session.draft) else { return };
    let fields: Vec<_> = fields.into_iter().map(|field| field_name(field, view)).collect();
    let ago = view.tr.ago(view.now, other.draft.at_ms);
    let key = if other.is_open { "writing-other-window" } else { "writing-closed-window" };
    let words = view.tr.fmt(key, &[("fields", fields.join(", ").into()), ("ago", ago.into())]);
    let (take, ignore) = (view.text("writing-other-take"), view.text("writing-other-ignore"));
    match banner(ui, Tone::Warning, &words, Some(&take), Some(&ignore)) {
        Some(BannerEvent::Action) => session.take_other(ui.input(|i| i.time)),
        Some(BannerEvent::Close) => session.others.ignore(&session.draft),
        None => {}
    }
}
