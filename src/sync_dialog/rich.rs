//! A sentence with numbers that stand out, for footers and summaries.
//!
//! The sentence comes translated; its arguments mark themselves with [`strong`] or [`alert`], so that a translation may put them
//! anywhere. [`link`] makes one of them a link.

use eframe::egui::text::{CCursor, LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{Color32, CursorIcon, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2};

use voluptas_core::domain::message::Arg;
use voluptas_ui::theme::{Palette, Type, size, space};
use voluptas_ui::widgets::paint;

const STRONG: char = '\u{1}';
const ALERT: char = '\u{2}';
const PLAIN: char = '\u{3}';
/// The first of the characters that number links: they stand right behind the mark of an argument.
const FIRST_LINK: u32 = 0xE000;
/// Largest number of links in a sentence.
const LINKS: u32 = 0x100;

/// Marks an argument that is drawn bold.
pub fn strong(text: impl AsRef<str>) -> Arg {
    Arg::Text(format!("{STRONG}{}{PLAIN}", text.as_ref()))
}

/// Marks an argument that is drawn bold and in the colour of warnings.
pub fn alert(text: impl AsRef<str>) -> Arg {
    Arg::Text(format!("{ALERT}{}{PLAIN}", text.as_ref()))
}

/// Makes a link of an argument of [`strong`] or [`alert`]. [`line()`] returns its number when it is pressed.
pub fn link(argument: Arg, number: u8) -> Arg {
    match argument {
        Arg::Text(text) if text.starts_with([STRONG, ALERT]) => {
            let mark = char::from_u32(FIRST_LINK + u32::from(number)).unwrap_or_default();
            Arg::Text(format!("{}{mark}{}", &text[..1], &text[1..]))
        }
        other => other,
    }
}

/// The number of a link, if the character marks one.
fn link_number(c: char) -> Option<u8> {
    let number = u32::from(c).checked_sub(FIRST_LINK).filter(|n| *n < LINKS)?;
    u8::try_from(number).ok()
}

/// The sentence without marks.
pub fn plain(sentence: &str) -> String {
    sentence.chars().filter(|c| ![STRONG, ALERT, PLAIN].contains(c) && link_number(*c).is_none()).collect()
}

/// Draws one line, elided where the space is too narrow. `name` returns the name of a link by its number, for screen readers and on
/// hover. Returns the number of the pressed link.
pub fn line(ui: &mut Ui, sentence: &str, name: impl Fn(u8) -> String) -> Option<u8> {
    let p = Palette::of(ui);
    let mut job = LayoutJob::default();
    let (mut ty, mut colour): (Type, Color32) = (Type::Body, p.text_secondary);
    let mut rest = sentence;
    // The links with the places of their characters in the line.
    let mut links: Vec<(u8, usize, usize)> = Vec::new();
    let (mut link, mut at) = (None, 0);
    loop {
        let end = rest.find([STRONG, ALERT, PLAIN]).unwrap_or(rest.len());
        if end > 0 {
            let underline = if link.is_some() { Stroke::new(size::LINE, p.line_strong) } else { Stroke::NONE };
            job.append(&rest[..end], 0.0, TextFormat { underline, ..TextFormat::simple(ty.font(), colour) });
            let begin = at;
            at += rest[..end].chars().count();
            links.extend(link.map(|number| (number, begin, at)));
        }
        let Some(mark) = rest[end..].chars().next() else { break };
        (ty, colour) = match mark {
            STRONG => (Type::Strong, p.text),
            ALERT => (Type::Strong, p.broken),
            _ => (Type::Body, p.text_secondary),
        };
        rest = &rest[end + mark.len_utf8()..];
        link = rest.chars().next().and_then(link_number);
        if link.is_some() {
            rest = rest.char_indices().nth(1).map_or("", |(next, _)| &rest[next..]);
        }
    }
    job.wrap =
        TextWrapping { max_width: ui.available_width().max(0.0), max_rows: 1, break_anywhere: true, ..TextWrapping::default() };
    let galley = ui.painter().layout_job(job);
    let was_elided = galley.elided;
    let places: Vec<(u8, Rect)> = links
        .into_iter()
        .map(|(number, begin, end)| {
            let [from, to] = [begin, end].map(|at| galley.pos_from_cursor(CCursor::new(at)));
            (number, Rect::from_min_max(from.left_top(), to.right_bottom()))
        })
        .filter(|(_, place)| place.width() > 0.0)
        .collect();
    let galley_height = galley.size().y;
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    paint::put_left(ui.painter(), rect.left_center(), galley);
    let words = plain(sentence);
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, &words));
    let corner = pos2(rect.left(), rect.center().y - galley_height / 2.0);
    let mut pressed = None;
    for (number, place) in places {
        let place = place.translate(corner.to_vec2());
        let (id, name) = (response.id.with(number), name(number));
        let link = ui.interact(place.expand(space::XXS), id, Sense::click());
        if link.hovered() {
            ui.painter().hline(place.x_range(), place.bottom(), (size::MARK, p.accent));
        }
        paint::focus_ring(ui, &link, place);
        paint::describe(&link, || WidgetInfo::labeled(Role::Link, true, &name));
        if link.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(name).clicked() {
            pressed = Some(number);
        }
    }
    // The whole sentence on hover, where it was cut.
    drop(paint::hover_if_elided(response, was_elided, &words));
    pressed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_do_not_reach_the_reader() {
        let Arg::Text(n) = strong("41") else { panic!("text") };
        let Arg::Text(m) = alert("1") else { panic!("text") };
        assert_eq!(plain(&format!("Made {n}, open: {m}.")), "Made 41, open: 1.");
        let Arg::Text(linked) = link(strong("7"), 3) else { panic!("text") };
        assert_eq!(plain(&format!("Made {linked}.")), "Made 7.");
    }
}
