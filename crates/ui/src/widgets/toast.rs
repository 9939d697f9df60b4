//! Toasts: short news that go by themselves. They stand side by side in the status bar, over words that nobody presses, so that they
//! cover nothing and move nothing. News without room there are cut, with the whole text on hover. A warning or an error without room gets a
//! strip of its own above the bar, with its text wrapped; so do news of which too little would be seen, and all toasts on a page without
//! that bar. While a dialog is open the latest one stands below the dialog or in its footer, where it covers neither title nor buttons.

use std::sync::Arc;
use std::time::Duration;

use egui::{
    self, Align, Area, Color32, CornerRadius, Frame, Galley, Id, Layout, Margin, Order, Panel, Rect, Role, Sense, Stroke, Ui,
    UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use super::button::{Button, icon_button};
use super::chip::Tone;
use super::dialog::{self, DialogPlace};
use super::hover::RowHint as _;
use super::paint;
use crate::theme::{Icon, Palette, Type, icons, radius, size, space};

/// Seconds that news stay.
const STAY: f64 = 5.0;
/// Seconds that errors stay, and news with a button.
const STAY_LONG: f64 = 10.0;
/// Toasts that are shown at a time.
const MOST: usize = 3;
/// Height of the view that holds them, in points per toast: a low one shows fewer.
const ROOM: f32 = 240.0;
/// Least width of one of several in a line.
const LEAST: f32 = 320.0;
/// Least room for the words of news that are cut.
const WORDS: f32 = 240.0;
/// Least width in the footer of a dialog.
const BESIDE: f32 = 220.0;
/// Greatest width of a toast beside a dialog.
const FLOAT_WIDTH: f32 = 560.0;
/// Lines of a wrapped text at most; the rest is shown on hover and kept in the list of messages.
const LINES: usize = 6;

/// The button of a toast.
#[derive(Debug, Clone)]
struct ToastButton<A> {
    label: String,
    action: A,
    /// False once the action can no longer be done. The button is gone then; the action still identifies the toast.
    live: bool,
}

#[derive(Debug, Clone)]
struct Toast<A> {
    tone: Tone,
    words: String,
    action: Option<ToastButton<A>>,
    /// A second button, which has no part in [`Toasts::drop_actions`] and [`Toasts::withdraw`].
    second: Option<(String, A)>,
    until: Option<f64>,
    /// The text was cut, and is kept for the list that outlives the toasts.
    is_cut: bool,
}

/// A warning, an error, or news whose text had no room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Severity, shown by icon and colour.
    pub tone: Tone,
    /// The text.
    pub words: String,
    /// Time of the first showing.
    pub at_ms: i64,
}

/// The toasts on the screen. `A` is the action of a toast's button.
#[derive(Debug, Clone)]
pub struct Toasts<A> {
    items: Vec<Toast<A>>,
    said: Vec<(Tone, String)>,
    /// Width of the line in the status bar when it was last drawn.
    line: Option<f32>,
}

impl<A> Default for Toasts<A> {
    fn default() -> Self {
        Self { items: Vec::new(), said: Vec::new(), line: None }
    }
}

impl<A: Clone> Toasts<A> {
    /// Adds a toast.
    pub fn add(&mut self, tone: Tone, words: impl Into<String>) {
        self.push(Toast { tone, words: words.into(), action: None, second: None, until: None, is_cut: false });
    }

    /// Adds a toast with a button.
    pub fn add_with_action(&mut self, tone: Tone, words: impl Into<String>, label: impl Into<String>, action: A) {
        self.push(Toast {
            tone,
            words: words.into(),
            action: Some(ToastButton { label: label.into(), action, live: true }),
            second: None,
            until: None,
            is_cut: false,
        });
    }

    /// Adds a toast with two buttons.
    pub fn add_with_two(&mut self, tone: Tone, words: impl Into<String>, first: (String, A), second: (String, A)) {
        self.add_with_action(tone, words, first.0, first.1);
        if let Some(toast) = self.items.last_mut() {
            toast.second = Some(second);
        }
    }

    fn push(&mut self, toast: Toast<A>) {
        if matches!(toast.tone, Tone::Bad | Tone::Warning) {
            self.said.push((toast.tone, toast.words.clone()));
        }
        self.items.retain(|t| t.words != toast.words);
        self.items.push(toast);
        // Older ones give way: more at a time is a list nobody reads.
        let surplus = self.items.len().saturating_sub(MOST);
        self.items.drain(..surplus);
    }

    /// True while no toast is shown.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The warnings and errors that came since the last call, and news that were shown cut, for a list that outlives the toasts.
    pub fn take_said(&mut self, now_ms: i64) -> Vec<Announcement> {
        self.said.drain(..).map(|(tone, words)| Announcement { tone, words, at_ms: now_ms }).collect()
    }

    /// Drops the buttons whose action is `stale`, such as the undo of an edit that is no longer the latest.
    pub fn drop_actions(&mut self, stale: impl Fn(&A) -> bool) {
        for button in self.items.iter_mut().filter_map(|t| t.action.as_mut()) {
            button.live &= !stale(&button.action);
        }
    }

    /// Removes the toasts whose button did, or would have done, an action for which `gone` is true.
    pub fn withdraw(&mut self, gone: impl Fn(&A) -> bool) {
        self.items.retain(|t| t.action.as_ref().is_none_or(|button| !gone(&button.action)));
    }

    /// Lets the old ones go. To be called once a pass before they are drawn.
    pub fn tick(&mut self, ctx: &egui::Context) {
        let now = ctx.input(|i| i.time);
        for t in &mut self.items {
            let long = t.tone == Tone::Bad || t.action.as_ref().is_some_and(|button| button.live);
            t.until.get_or_insert(now + if long { STAY_LONG } else { STAY });
        }
        self.items.retain(|t| t.until.is_none_or(|u| u > now));
        let next = self.items.iter().filter_map(|t| t.until).fold(f64::INFINITY, f64::min);
        if next.is_finite() {
            ctx.request_repaint_after(Duration::from_secs_f64((next - now).max(0.05)));
        }
    }

    /// Draws them in a strip of their own at the bottom of `ui`, whose other contents get the rest. Gives the action that was
    /// pressed.
    pub fn dock(&mut self, ui: &mut Ui, close_name: &str) -> Option<A> {
        if self.items.is_empty() {
            return None;
        }
        let p = Palette::of(ui);
        let frame = Frame::new().fill(p.panel).inner_margin(Margin::symmetric(space::M as i8, space::XS as i8));
        // egui would begin with the height of the pass before: where one toast of several goes, its room would stay bare for a pass.
        let most = ((ui.available_height() / ROOM) as usize).clamp(1, MOST);
        let first = self.items.len().saturating_sub(most);
        let width = ui.available_width() - space::M * 2.0;
        let heights: Vec<f32> = self.items.iter().skip(first).map(|toast| height(ui.ctx(), toast, width)).collect();
        let height = heights.iter().sum::<f32>() + (heights.len() + 1) as f32 * space::XS;
        let mut cut = Vec::new();
        let shown = Panel::bottom("toasts").exact_size(height).frame(frame).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            let items = self.items.clone();
            items.iter().enumerate().skip(first).fold(None, |out, (i, toast)| {
                let room = vec2(ui.available_width(), heights[i - first]);
                out.or(row(ui, toast, i, room, close_name, &mut cut))
            })
        });
        cut.into_iter().for_each(|i| self.cut(i));
        let hovered = shown.response.contains_pointer();
        self.finish(&ui.ctx().clone(), hovered, shown.inner)
    }

    /// True when a warning or an error has no room for its words in the status bar of a window of some width: it gets a strip of its own,
    /// since its words must be read to their end. True also for news that would be cut to a few words.
    pub fn needs_strip(&self, ctx: &egui::Context) -> bool {
        let room = self.line.unwrap_or_else(|| ctx.content_rect().width());
        let shown = &self.items[self.first_in(room)..];
        let others = shown.len().saturating_sub(1) as f32 * (LEAST / 2.0 + space::S);
        let is_long = |toast: &Toast<A>| matches!(toast.tone, Tone::Bad | Tone::Warning) && width(ctx, toast) > room - others;
        let is_squeezed = |(i, given): &(usize, f32)| {
            let (toast, needed) = (&self.items[*i], width(ctx, &self.items[*i]));
            *given < needed && given - beside(ctx, toast) - space::S * 2.0 < WORDS
        };
        shown.iter().any(is_long) || self.shares(ctx, room).iter().any(is_squeezed)
    }

    /// Places and widths of the toasts that stand beside each other in a line of a width, the newest first.
    fn shares(&self, ctx: &egui::Context, room: f32) -> Vec<(usize, f32)> {
        let first = self.first_in(room);
        let mut left = 0.0;
        let share = |i: usize| {
            let rest = (i + 1 - first) as f32;
            // The newest one has its words whole, as long as the others keep room for a few.
            let share = (room - left - (rest - 1.0) * space::S) / rest;
            let most = room - left - (rest - 1.0) * (LEAST / 2.0 + space::S);
            let width = width(ctx, &self.items[i]).min(most.max(share));
            left += width + space::S;
            (i, width)
        };
        (first..self.items.len()).rev().map(share).collect()
    }

    /// Place of the first toast that is shown in a line of a width.
    fn first_in(&self, width: f32) -> usize {
        self.items.len().saturating_sub(((width / LEAST) as usize).clamp(1, MOST))
    }

    /// Draws the latest ones side by side in a line, the newest at the left. Gives the action that was pressed.
    pub fn line(&mut self, ui: &mut Ui, at: Rect, close_name: &str) -> Option<A> {
        if self.items.is_empty() {
            return None;
        }
        let p = Palette::of(ui);
        self.line = Some(at.width());
        let shares = self.shares(ui.ctx(), at.width());
        let items = self.items.clone();
        let (mut left, mut hovered, mut event, mut cut) = (at.left(), false, None, Vec::new());
        ui.scope_builder(UiBuilder::new().max_rect(at).id_salt("toasts"), |ui| {
            for (i, width) in shares {
                let toast = &items[i];
                let rect = Rect::from_min_size(pos2(left, at.top()), vec2(width, at.height())).shrink2(vec2(0.0, space::XXS));
                ui.painter().rect_filled(rect, CornerRadius::same(radius::SMALL), p.tint(toast.tone.colour(p)));
                hovered |= ui.rect_contains_pointer(rect);
                let inner = rect.shrink2(vec2(space::S, 0.0));
                let done = paint::inside(ui, inner, Layout::left_to_right(Align::Center), |ui| {
                    row(ui, toast, i, inner.size(), close_name, &mut cut)
                });
                event = event.or(done);
                left = rect.right() + space::S;
            }
        });
        cut.into_iter().for_each(|i| self.cut(i));
        self.finish(&ui.ctx().clone(), hovered, event)
    }

    /// Draws the latest toast below the open dialogs or in the footer of the one on top; see [`float_place`]. Gives the action that was
    /// pressed.
    pub fn float(&mut self, ctx: &egui::Context, close_name: &str) -> Option<A> {
        let last = self.items.len().checked_sub(1)?;
        let toast = self.items[last].clone();
        let p = Palette::of_ctx(ctx);
        let style = ctx.global_style();
        let frame = Frame::new()
            .fill(p.panel)
            .stroke(Stroke::new(size::LINE, p.line_strong))
            .shadow(style.visuals.popup_shadow)
            .corner_radius(CornerRadius::same(radius::CARD))
            .inner_margin(Margin::symmetric(space::S as i8, 0));
        let window = ctx.content_rect();
        // In a narrow window the close button of the dialog stays free.
        let width = FLOAT_WIDTH.min(window.width() - (size::CONTROL + space::XL + space::S) * 2.0);
        let outer = vec2(width + space::S * 2.0, height(ctx, &toast, width) + size::LINE * 2.0);
        let at = float_place(window, &dialog::places(ctx), outer);
        let area = Area::new(Id::unique("toasts")).order(Order::Tooltip).fixed_pos(at.min).constrain(false);
        let mut cut = Vec::new();
        let shown = area.show(ctx, |ui| {
            let room = vec2(at.width() - space::S * 2.0, at.height() - size::LINE * 2.0);
            let event = frame.show(ui, |ui| row(ui, &toast, last, room, close_name, &mut cut)).inner;
            (ui.ui_contains_pointer(), event)
        });
        let (hovered, event) = shown.inner;
        cut.into_iter().for_each(|i| self.cut(i));
        self.finish(ctx, hovered, event)
    }

    /// Notes that the text of a toast had no room. A warning or an error is kept anyway.
    fn cut(&mut self, i: usize) {
        let Some(toast) = self.items.get_mut(i).filter(|t| !t.is_cut) else { return };
        toast.is_cut = true;
        if !matches!(toast.tone, Tone::Bad | Tone::Warning) {
            self.said.push((toast.tone, toast.words.clone()));
        }
    }

    fn finish(&mut self, ctx: &egui::Context, hovered: bool, event: Option<RowEvent>) -> Option<A> {
        if hovered {
            // A toast must not vanish while a person reads it or aims at its button.
            let soon = ctx.input(|i| i.time) + 2.0;
            self.items.iter_mut().for_each(|t| t.until = t.until.map(|u| u.max(soon)));
        }
        match event? {
            RowEvent::Close(i) => {
                self.items.remove(i);
                None
            }
            RowEvent::Act(i) => self.items.remove(i).action.map(|button| button.action),
            RowEvent::Second(i) => self.items.remove(i).second.map(|(_, action)| action),
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum RowEvent {
    Close(usize),
    Act(usize),
    Second(usize),
}

/// Height of a toast with room of its own.
const HEIGHT: f32 = size::CONTROL + space::XS;

/// The place of a toast of a size while dialogs are open, the one on top last. Tried in this order: below all dialogs; below the one on top,
/// over the bodies of others; in one line of its footer between texts and buttons, or over the texts where nothing among them can be
/// pressed; over the end of its body. Never above a dialog, where menu and search are, nor over a head.
fn float_place(window: Rect, dialogs: &[DialogPlace], size: Vec2) -> Rect {
    let centred = |y: f32| Rect::from_min_size(pos2(window.center().x - size.x / 2.0, y), size);
    let bottom = centred(window.bottom() - space::XS - size.y);
    let Some(last) = dialogs.last() else { return bottom };
    if dialogs.iter().all(|place| !place.dialog.intersects(bottom)) {
        return bottom;
    }
    let below = centred(last.dialog.bottom() + space::XS);
    let is_free = |place: &DialogPlace| !place.header.intersects(below) && !place.footer().intersects(below);
    if below.bottom() <= window.bottom() - space::XS && dialogs.iter().all(is_free) {
        return below;
    }
    // Over the texts it is as wide as their room: half a sentence beside it would be misread.
    for (free, most) in [(last.free_footer, size.x), (last.footer_words, f32::INFINITY)] {
        if free.is_positive() && free.width() >= BESIDE {
            let one_line = vec2(most.min(free.width() - space::S), HEIGHT + size::LINE * 2.0);
            let left = free.right() - space::S - one_line.x;
            return Rect::from_min_size(pos2(left, free.center().y - one_line.y / 2.0), one_line);
        }
    }
    centred((last.footer().top() - space::XS - size.y).max(last.header.bottom() + space::XS))
}

/// Width of a toast in a line, with room for all of its words.
fn width<A>(ctx: &egui::Context, toast: &Toast<A>) -> f32 {
    text_width(ctx, &toast.words, Type::Body) + beside(ctx, toast) + space::S * 2.0
}

fn text_width(ctx: &egui::Context, text: &str, ty: Type) -> f32 {
    ctx.fonts_mut(|f| f.layout_no_wrap(text.to_owned(), ty.font(), Color32::PLACEHOLDER)).size().x
}

/// Room that icon, buttons and gaps take beside the words.
fn beside<A>(ctx: &egui::Context, toast: &Toast<A>) -> f32 {
    let button = toast.action.as_ref().filter(|button| button.live);
    let labels = button.map(|button| &button.label).into_iter().chain(toast.second.as_ref().map(|(label, _)| label));
    labels.map(|label| text_width(ctx, label, Type::Medium) + space::XXL).sum::<f32>()
        + size::ICON
        + size::CONTROL
        + space::S * 4.0
}

/// Lays the words out in lines of at most `width` points.
fn lines(ctx: &egui::Context, words: &str, width: f32) -> Arc<Galley> {
    let mut job = paint::wrapped_job(words, Type::Body, Palette::of_ctx(ctx).text, width);
    job.wrap.max_rows = LINES;
    ctx.fonts_mut(|f| f.layout_job(job))
}

/// Height of a toast of a width: that of its wrapped words.
fn height<A>(ctx: &egui::Context, toast: &Toast<A>, width: f32) -> f32 {
    let words = lines(ctx, &toast.words, width - beside(ctx, toast)).size().y;
    HEIGHT.max(words.ceil() + space::M)
}

/// Draws the toast at place `i`. `cut` gets the place where the words had no room.
fn row<A>(ui: &mut Ui, toast: &Toast<A>, i: usize, room: Vec2, close_name: &str, cut: &mut Vec<usize>) -> Option<RowEvent> {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(room, Sense::hover());
    let at = Rect::from_center_size(pos2(rect.left() + size::ICON / 2.0, rect.center().y), vec2(size::ICON, size::ICON));
    paint::icon(ui.painter(), at, icon(toast.tone), size::ICON, toast.tone.colour(p));
    let controls = Rect::from_min_max(pos2(at.right() + space::S, rect.top()), rect.max);
    let (event, x) = paint::inside(ui, controls, Layout::right_to_left(Align::Center), |ui| {
        let mut event = icon_button(ui, icons::CLOSE, close_name).clicked().then_some(RowEvent::Close(i));
        if let Some(button) = toast.action.as_ref().filter(|button| button.live)
            && fitting(&button.label, rect.height()).show(ui).clicked()
        {
            event = Some(RowEvent::Act(i));
        }
        if let Some((label, _)) = &toast.second
            && fitting(label, rect.height()).show(ui).clicked()
        {
            event = Some(RowEvent::Second(i));
        }
        (event, ui.min_rect().left())
    });
    let left = controls.left();
    let room = x - left - space::S;
    let galley = if rect.height() > HEIGHT {
        lines(ui.ctx(), &toast.words, room)
    } else {
        paint::elided(ui, &toast.words, Type::Body, p.text, room)
    };
    let elided = galley.elided;
    paint::put_left(ui.painter(), pos2(left, rect.center().y), galley);
    paint::describe(&response, || WidgetInfo::labeled(Role::Status, true, &toast.words));
    if elided {
        cut.push(i);
        response.hint_above(&toast.words);
    }
    event
}

/// The button of a toast. In the status bar there is no room for the border of one.
fn fitting(label: &str, height: f32) -> Button<'_> {
    if height <= size::CONTROL_SMALL { Button::quiet(label).small() } else { Button::secondary(label).small() }
}

fn icon(tone: Tone) -> Icon {
    match tone {
        Tone::Neutral | Tone::Info => icons::INFO,
        Tone::Good => icons::PASSED,
        Tone::Warning => icons::WARNING,
        Tone::Bad => icons::BROKEN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_go_after_ten_seconds_and_are_kept() {
        let ctx = egui::Context::default();
        let mut toasts: Toasts<u8> = Toasts::default();
        toasts.add(Tone::Good, "done");
        toasts.add(Tone::Bad, "broken");
        toasts.add_with_action(Tone::Good, "deleted", "Undo", 7);
        let at = |toasts: &mut Toasts<u8>, time: f64| {
            let input = egui::RawInput { time: Some(time), ..egui::RawInput::default() };
            ctx.run_ui(input, |ui| toasts.tick(&ui.ctx().clone())).textures_delta.clear();
            toasts.items.iter().map(|t| t.words.clone()).collect::<Vec<_>>()
        };
        assert_eq!(at(&mut toasts, 0.0), ["done", "broken", "deleted"]);
        assert_eq!(at(&mut toasts, 5.5), ["broken", "deleted"]);
        assert_eq!(at(&mut toasts, 10.5), Vec::<String>::new());
        assert_eq!(toasts.take_said(1000), [Announcement { tone: Tone::Bad, words: "broken".into(), at_ms: 1000 }]);
        assert!(toasts.take_said(2000).is_empty());
    }

    /// A dialog in the middle of a window of 1000 x 680 points.
    fn dialog_of(width: f32, height: f32) -> DialogPlace {
        let dialog = Rect::from_center_size(pos2(500.0, 340.0), vec2(width, height));
        let header = dialog.with_max_y(dialog.top() + 48.0);
        DialogPlace { dialog, header, free_footer: Rect::NOTHING, footer_words: Rect::NOTHING }
    }

    #[test]
    fn a_toast_over_a_dialog_that_fills_the_window_stands_in_its_footer_and_not_in_its_head() {
        let window = Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 680.0));
        let place = dialog_of(960.0, 640.0);
        let footer = place.footer();
        let with_room = DialogPlace { free_footer: footer.with_min_x(200.0).with_max_x(700.0), ..place };
        let at = float_place(window, &[with_room], vec2(576.0, 60.0));
        assert!(footer.contains_rect(at) && at.left() >= 200.0 && at.right() <= 700.0, "{at}");
        let full = DialogPlace { free_footer: footer.with_min_x(600.0).with_max_x(700.0), ..place };
        let over_words = DialogPlace { footer_words: footer.with_max_x(700.0), ..full };
        let at = float_place(window, &[over_words], vec2(576.0, 60.0));
        assert!(footer.contains_rect(at) && at.right() <= 700.0, "{at}");
        // With buttons at both ends of the footer it stands over the end of the body.
        let at = float_place(window, &[full], vec2(576.0, 60.0));
        assert!(place.dialog.contains_rect(at) && at.bottom() <= footer.top() && at.top() > place.header.bottom(), "{at}");
    }

    #[test]
    fn a_toast_over_dialogs_covers_no_head_and_no_buttons() {
        let window = Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 680.0));
        let cases = [
            (vec![dialog_of(560.0, 420.0)], 34.0),
            (vec![dialog_of(560.0, 420.0)], 120.0),
            (vec![dialog_of(860.0, 600.0)], 34.0),
            (vec![dialog_of(860.0, 600.0)], 90.0),
            (vec![dialog_of(960.0, 640.0)], 34.0),
            (vec![dialog_of(960.0, 640.0)], 90.0),
            (vec![dialog_of(960.0, 640.0), dialog_of(480.0, 200.0)], 90.0),
            (vec![dialog_of(640.0, 640.0), dialog_of(240.0, 560.0)], 60.0),
        ];
        for (dialogs, height) in cases {
            let at = float_place(window, &dialogs, vec2(576.0, height));
            assert!(window.contains_rect(at), "{at}");
            for place in &dialogs {
                let taken = [place.header, place.footer()];
                assert!(taken.iter().all(|taken| !taken.intersects(at)), "{at} {place:?}");
            }
        }
    }

    #[test]
    fn a_button_that_is_stale_is_dropped() {
        let mut toasts: Toasts<u8> = Toasts::default();
        toasts.add_with_action(Tone::Good, "deleted", "Undo", 7);
        toasts.drop_actions(|id| *id != 7);
        assert!(toasts.items[0].action.as_ref().is_some_and(|b| b.live));
        toasts.drop_actions(|id| *id != 8);
        assert!(toasts.items[0].action.as_ref().is_some_and(|b| !b.live));
        toasts.withdraw(|id| *id == 7);
        assert!(toasts.is_empty(), "it is found by the action that it had");
    }
}
