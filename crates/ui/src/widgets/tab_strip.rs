//! The strip of document tabs. The chosen tab is always visible; a menu at the end lists the tabs that do not fit.

use std::ops::Range;

use egui::text::{LayoutJob, TextFormat};
use egui::{CornerRadius, Galley, Id, Popup, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};
use std::sync::Arc;

use super::{button, menu, paint, row_menu};
use crate::theme::{Icon, Palette, Type, icons, radius, size, space};

/// A tab of the strip.
#[derive(Debug, Clone, Default)]
pub struct StripTab {
    /// Title.
    pub text: String,
    /// The icon before the text.
    pub icon: Option<Icon>,
    /// More than the text says, shown on hover.
    pub hover: String,
    /// True for a tab that can be closed.
    pub closable: bool,
    /// True for a tab with edits that are not saved: a dot stands in place of the cross until the pointer comes.
    pub unsaved: bool,
    /// True for a preview, which is drawn slanted.
    pub preview: bool,
}

/// User action on the strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StripEvent {
    /// Chose a tab.
    Choose(usize),
    /// Turned a preview into a tab that stays.
    Keep(usize),
    /// Closed a tab.
    Close(usize),
    /// Closed all but one.
    CloseOthers(usize),
    CloseAll,
}

/// The texts of the strip's menus.
#[derive(Debug, Clone)]
pub struct StripWords {
    /// Close, with the tab's name added for screen readers.
    pub close: String,
    pub close_others: String,
    pub close_all: String,
    /// Keep the preview.
    pub keep: String,
    /// Name of the menu of tabs that do not fit.
    pub more: String,
}

/// Width of the button of that menu.
const MORE: f32 = 48.0;
/// Width of the strip's menus.
const MENU: f32 = 220.0;

/// The range of tabs to draw after the `fixed` first ones, and whether these are drawn too. `first` is where the range began
/// before; it moves only as far as the chosen tab demands.
fn fitting(widths: &[f32], fixed: usize, first: usize, chosen: usize, room: f32) -> (bool, Range<usize>) {
    let sum = |range: Range<usize>| widths[range].iter().sum::<f32>();
    if sum(0..widths.len()) <= room {
        return (true, fixed..widths.len());
    }
    let room = room - MORE;
    // In a very narrow strip the chosen tab takes the place of the fixed ones.
    let with_fixed = chosen < fixed || sum(0..fixed) + widths[chosen] <= room;
    let (start, room) = if with_fixed { (fixed, room - sum(0..fixed)) } else { (0, room) };
    let end_from = |first: usize| {
        let mut used = 0.0;
        let fits = |w: &&f32| {
            used += **w;
            used <= room
        };
        first + widths[first..].iter().take_while(fits).count()
    };
    let mut first = first.clamp(start, widths.len());
    if chosen >= start {
        first = first.min(chosen);
        while end_from(first) <= chosen && first < chosen {
            first += 1;
        }
    }
    // Room that is left at the end is given to tabs before.
    while first > start && end_from(first) == widths.len() && end_from(first - 1) == widths.len() {
        first -= 1;
    }
    let end = end_from(first).max(if chosen >= first && chosen >= start { chosen + 1 } else { first });
    (with_fixed, first..end.min(widths.len()))
}

/// Draws the strip over the available width.
pub fn tab_strip(ui: &mut Ui, salt: &str, chosen: usize, tabs: &[StripTab], words: &StripWords) -> Option<StripEvent> {
    let id = Id::unique(("tab-strip", salt));
    let p = Palette::of(ui);
    let room = ui.available_width();
    let galleys: Vec<Arc<Galley>> =
        tabs.iter().enumerate().map(|(i, t)| text(ui, t, if i == chosen { p.text } else { p.text_secondary })).collect();
    let widths: Vec<f32> = tabs.iter().zip(&galleys).map(|(t, g)| width(t, g).min(room - MORE)).collect();
    let fixed = tabs.iter().take_while(|t| !t.closable).count();
    let can_close = fixed < tabs.len();
    let before = ui.data(|d| d.get_temp::<usize>(id)).unwrap_or(0);
    let (with_fixed, range) = fitting(&widths, fixed, before, chosen.min(tabs.len().saturating_sub(1)), room);
    ui.data_mut(|d| d.insert_temp(id, range.start));
    let drawn: Vec<usize> = (0..if with_fixed { fixed } else { 0 }).chain(range).collect();
    let mut event = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for &i in &drawn {
            let one = one(ui, id, i, (i == chosen, can_close), &tabs[i], (&galleys[i], widths[i]), words);
            event = event.or(one);
        }
        if drawn.len() < tabs.len() {
            let hidden: Vec<usize> = (0..tabs.len()).filter(|i| !drawn.contains(i)).collect();
            let picked = more(ui, tabs, &hidden, words);
            event = event.or(picked);
        }
    });
    event
}

fn text(ui: &Ui, tab: &StripTab, colour: egui::Color32) -> Arc<Galley> {
    let mut job = LayoutJob::default();
    job.append(&tab.text, 0.0, TextFormat { italics: tab.preview, ..TextFormat::simple(Type::Medium.font(), colour) });
    ui.painter().layout_job(job)
}

fn width(tab: &StripTab, galley: &Galley) -> f32 {
    let icon = tab.icon.map_or(0.0, |_| size::ICON + space::XS);
    let close = if tab.closable { size::CONTROL_SMALL } else { 0.0 };
    space::M * 2.0 + icon + galley.size().x + close
}

fn one(
    ui: &mut Ui,
    strip: Id,
    i: usize,
    (on, can_close): (bool, bool),
    tab: &StripTab,
    (galley, width): (&Arc<Galley>, f32),
    words: &StripWords,
) -> Option<StripEvent> {
    let p = Palette::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(width, size::TABS), Sense::hover());
    let response = ui.interact(rect, strip.with((i, &tab.text)), Sense::click());
    if response.hovered() && !on {
        ui.painter().rect_filled(rect.shrink2(vec2(0.0, space::XS)), CornerRadius::same(radius::CONTROL), p.hover());
    }
    let y = rect.center().y;
    let mut x = rect.left() + space::M;
    if let Some(icon) = tab.icon {
        let at = Rect::from_center_size(pos2(x + size::ICON / 2.0, y), vec2(size::ICON, size::ICON));
        paint::icon(ui.painter(), at, icon, size::ICON, if on { p.accent } else { p.text_faint });
        x += size::ICON + space::XS;
    }
    x = paint::put_left(ui.painter(), pos2(x, y), galley.clone());
    if on {
        let mark = Rect::from_min_max(pos2(rect.left(), rect.bottom() - size::MARK), rect.max);
        ui.painter().rect_filled(mark, 0.0, p.accent);
    }
    paint::focus_ring(ui, &response, rect.shrink(space::XXS));
    paint::describe(&response, || WidgetInfo::selected(Role::Tab, true, on, &tab.text));
    let mut event = None;
    if tab.closable {
        let at = Rect::from_center_size(
            pos2(x + space::XS + size::CONTROL_SMALL / 2.0, y),
            vec2(size::CONTROL_SMALL, size::CONTROL_SMALL),
        );
        let name = format!("{} {}", words.close, tab.text);
        let is_dot = tab.unsaved && !ui.rect_contains_pointer(rect);
        let icon = if is_dot { "" } else { icons::CLOSE };
        let close = paint::inside(ui, at, *ui.layout(), |ui| button::icon_button(ui, icon, &name));
        if is_dot {
            ui.painter().circle_filled(at.center(), size::DOT / 2.0, p.accent);
        }
        if close.clicked() || response.middle_clicked() {
            event = Some(StripEvent::Close(i));
        }
    }
    // Tabs that stay have a menu for the others.
    if can_close {
        row_menu::of(&response, ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let entries = [
                (tab.preview, icons::PIN, &words.keep, StripEvent::Keep(i)),
                (tab.closable, icons::CLOSE, &words.close, StripEvent::Close(i)),
                (tab.closable, icons::CLOSE, &words.close_others, StripEvent::CloseOthers(i)),
                (true, icons::CLOSE, &words.close_all, StripEvent::CloseAll),
            ];
            for (_, icon, label, then) in entries.iter().filter(|e| e.0) {
                if menu::line(ui, icon, label, None, MENU).clicked() {
                    event = Some(*then);
                    ui.close();
                }
            }
        });
    }
    if response.double_clicked() && tab.preview {
        event = Some(StripEvent::Keep(i));
    } else if response.clicked() && !on && event.is_none() {
        event = Some(StripEvent::Choose(i));
    }
    if !tab.hover.is_empty() {
        response.on_hover_text(&tab.hover);
    }
    event
}

/// The button at the end of the strip, and the list of the tabs that have no room.
fn more(ui: &mut Ui, tabs: &[StripTab], hidden: &[usize], words: &StripWords) -> Option<StripEvent> {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(MORE, size::TABS), Sense::click());
    let inner = rect.shrink2(vec2(space::XXS, space::XS + space::XXS));
    if response.hovered() {
        ui.painter().rect_filled(inner, CornerRadius::same(radius::CONTROL), p.hover());
    }
    let number = paint::galley(ui, &hidden.len().to_string(), Type::Mono, p.text_secondary);
    let x = paint::put_left(ui.painter(), pos2(inner.left() + space::XS + space::XXS, inner.center().y), number);
    let at = Rect::from_center_size(pos2(x + space::XXS + size::ICON / 2.0, inner.center().y), vec2(size::ICON, size::ICON));
    paint::icon(ui.painter(), at, icons::DOWN, size::ICON, p.text_secondary);
    paint::focus_ring(ui, &response, inner);
    paint::describe(&response, || WidgetInfo::labeled(Role::Button, true, &words.more));
    let response = response.on_hover_text(&words.more);
    let mut event = None;
    Popup::menu(&response).show(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().max_height(size::TREE_ROW * 14.0).min_scrolled_height(size::TREE_ROW * 14.0).show(ui, |ui| {
            let label = |tab: &StripTab| match tab.hover.as_str() {
                "" => tab.text.clone(),
                hover => format!("{}  {hover}", tab.text),
            };
            for &i in hidden {
                if menu::line(ui, tabs[i].icon.unwrap_or(icons::FILE), &label(&tabs[i]), None, MENU * 1.4).clicked() {
                    event = Some(StripEvent::Choose(i));
                    ui.close();
                }
            }
        });
    });
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_tab_is_always_drawn() {
        let widths = [100.0; 12];
        assert_eq!(fitting(&widths[..4], 2, 0, 3, 500.0), (true, 2..4));
        for chosen in 0..12 {
            for first in [0, 2, 5, 11] {
                for room in [260.0, 500.0, 777.0] {
                    let (with_fixed, range) = fitting(&widths, 2, first, chosen, room);
                    assert!(range.contains(&chosen) || (with_fixed && chosen < 2), "{chosen} of {range:?} in {room}");
                    let drawn = range.len() + if with_fixed { 2 } else { 0 };
                    assert!(drawn as f32 * 100.0 + MORE <= room + 0.5, "{range:?} in {room}");
                }
            }
        }
    }

    #[test]
    fn moves_only_as_far_as_needed() {
        let widths = [100.0; 12];
        // 5 tabs and the menu fit: two fixed and three more.
        let at = |first, chosen| fitting(&widths, 2, first, chosen, 560.0).1;
        assert_eq!(at(2, 3), 2..5);
        assert_eq!(at(2, 5), 3..6);
        assert_eq!(at(3, 4), 3..6);
        assert_eq!(at(3, 0), 3..6);
        assert_eq!(at(11, 11), 9..12);
    }
}
