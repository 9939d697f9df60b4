//! Lines of functions in the lists of the overview, and the head above them.

use eframe::egui::{Align, Layout, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::model::registry::FunctionRow;
use crate::model::words;
use crate::view::View;
use voluptas_ui::theme::{Palette, Type, size, space};
use voluptas_ui::widgets::{RowHint as _, StatusClass, paint, status_icon, text};

/// Most lines of a list of the overview.
pub(super) const LINES: usize = 12;

/// The head of a list. Its count is a link; returns true when it was pressed.
pub(super) fn heading(ui: &mut Ui, title: &str, count: &str) -> bool {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::TABS), Sense::hover());
    let inner = rect.shrink2(vec2(space::M, 0.0));
    let mut child = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)));
    text::strong(&mut child, title);
    let pressed = !count.is_empty() && text::link(&mut child, count).on_hover_text(title).clicked();
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, Palette::of(ui).line));
    pressed
}

/// Length of the beginning that each title has in common with another one, in bytes: whole words with the space behind them. 0 without one.
pub(super) fn shared_beginnings(titles: &[&str]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..titles.len()).collect();
    order.sort_by_key(|at| titles[*at]);
    let mut shared = vec![0; titles.len()];
    // In this order the title with the longest common beginning is a neighbour.
    for pair in order.windows(2) {
        let common = common_words(titles[pair[0]], titles[pair[1]]);
        for at in pair {
            shared[*at] = common.max(shared[*at]);
        }
    }
    shared
}

/// Length of the words with which both texts begin and after which both go on, in bytes.
fn common_words(one: &str, other: &str) -> usize {
    let same = one.char_indices().zip(other.chars()).take_while(|((_, letter), other)| letter == other);
    let ends = same.filter(|((_, letter), _)| *letter == ' ').map(|((at, _), _)| at + 1);
    ends.filter(|end| *end < one.len() && *end < other.len()).last().unwrap_or(0)
}

/// A line with the function's icon and title; `right` draws at the right end and gives the x where it begins. A title without room gives
/// way at the end, or at its beginning of `shared` bytes, which others have too. `true` when pressed.
pub(super) fn function_line(
    ui: &mut Ui,
    view: &View<'_>,
    row: &FunctionRow,
    shared: usize,
    right: impl FnOnce(&mut Ui, &'static Palette, Rect) -> f32,
) -> bool {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::GRID_ROW), Sense::click());
    if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, p.hover());
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    paint::focus_ring(ui, &response, rect.shrink(space::XXS));
    let inner = rect.shrink2(vec2(space::M, 0.0));
    let left = right(ui, p, inner);
    let room = Rect::from_min_max(inner.min, pos2(left - space::S, inner.bottom()));
    let mut child = ui.new_child(UiBuilder::new().max_rect(room).layout(Layout::left_to_right(Align::Center)));
    if row.depth > 0 && row.look != StatusClass::Untested {
        status_icon(&mut child, row.look, &words::class_name(view.tr, row.look));
    } else {
        text::icon(&mut child, words::type_icon(row.function.kind), p.text_secondary);
    }
    let (title, width) = (row.title(), child.available_width());
    match title.get(shared..).filter(|_| shared > 0 && paint::galley(&child, title, Type::Body, p.text).size().x > width) {
        Some(own) => {
            let galley = paint::elided(&child, &format!("…{own}"), Type::Body, p.text, width);
            let (at, label) = child.allocate_exact_size(galley.size(), Sense::hover());
            paint::put_left(child.painter(), at.left_center(), galley);
            paint::describe(&label, || WidgetInfo::labeled(Role::Label, true, title));
            label.hint_above(title);
        }
        None => _ = text::line(&mut child, title, Type::Body, p.text),
    }
    paint::describe(&response, || WidgetInfo::labeled(Role::Button, true, title));
    response.clicked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_begin_alike_share_whole_words() {
        let of = |titles: &[&str]| -> Vec<String> {
            let shared = shared_beginnings(titles);
            titles.iter().zip(shared).map(|(title, from)| title[from..].to_owned()).collect()
        };
        let titles = ["Service: payments", "Shop window", "Service: prices", "Сервис: поиск", "Сервис: платежи"];
        assert_eq!(of(&titles), ["payments", "Shop window", "prices", "поиск", "платежи"]);
        assert_eq!(of(&["Pay by card", "Pay by account", "Pay"]), ["card", "account", "Pay"]);
        assert_eq!(of(&["Cart", "Cart", "Cart "]), ["Cart", "Cart", "Cart "], "something is left of each");
        assert!(of(&[]).is_empty());
    }
}
