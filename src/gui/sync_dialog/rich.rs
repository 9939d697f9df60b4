//! A sentence in which numbers stand out: what a footer or a summary says.
//!
//! The sentence comes translated; its arguments mark themselves with [`strong`] or [`alert`], so that a translation may put them
//! anywhere.

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{Color32, Response, Role, Sense, Ui, WidgetInfo};

use crate::domain::message::Arg;
use crate::gui::theme::{Palette, Type};
use crate::gui::widgets::paint;

const STRONG: char = '\u{1}';
const ALERT: char = '\u{2}';
const PLAIN: char = '\u{3}';

/// An argument that is drawn with weight.
pub fn strong(text: impl AsRef<str>) -> Arg {
    Arg::Text(format!("{STRONG}{}{PLAIN}", text.as_ref()))
}

/// An argument that is drawn with weight and in the colour of warnings.
pub fn alert(text: impl AsRef<str>) -> Arg {
    Arg::Text(format!("{ALERT}{}{PLAIN}", text.as_ref()))
}

/// The sentence without marks.
pub fn plain(sentence: &str) -> String {
    sentence.replace([STRONG, ALERT, PLAIN], "")
}

/// One line, elided when the space is too narrow.
pub fn line(ui: &mut Ui, sentence: &str) -> Response {
    let p = Palette::of(ui);
    let mut job = LayoutJob::default();
    let (mut ty, mut colour): (Type, Color32) = (Type::Body, p.text_secondary);
    let mut rest = sentence;
    loop {
        let end = rest.find([STRONG, ALERT, PLAIN]).unwrap_or(rest.len());
        if end > 0 {
            job.append(&rest[..end], 0.0, TextFormat::simple(ty.font(), colour));
        }
        let Some(mark) = rest[end..].chars().next() else { break };
        (ty, colour) = match mark {
            STRONG => (Type::Strong, p.text),
            ALERT => (Type::Strong, p.broken),
            _ => (Type::Body, p.text_secondary),
        };
        rest = &rest[end + mark.len_utf8()..];
    }
    job.wrap =
        TextWrapping { max_width: ui.available_width().max(0.0), max_rows: 1, break_anywhere: true, ..TextWrapping::default() };
    let galley = ui.painter().layout_job(job);
    let was_elided = galley.elided;
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    paint::put_left(ui.painter(), rect.left_center(), galley);
    let words = plain(sentence);
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, &words));
    paint::hover_if_elided(response, was_elided, &words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_do_not_reach_the_reader() {
        let Arg::Text(n) = strong("41") else { panic!("text") };
        let Arg::Text(m) = alert("1") else { panic!("text") };
        assert_eq!(plain(&format!("Made {n}, open: {m}.")), "Made 41, open: 1.");
    }
}
