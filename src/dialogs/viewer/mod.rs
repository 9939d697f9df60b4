//! The viewer of files of cases and results: pictures at any scale, texts as they are, others by their facts. It shows one file of a
//! thing at a time, and goes on to the others by buttons and arrows. Nothing of a file is executed.

mod animation;
mod content;
mod picture;
mod reader;

use std::sync::Arc;

use eframe::egui::{
    self, EventFilter, Id, Key, Layout, Modifiers, Popup, Rect, Response, Role, Sense, Ui, UiBuilder, WidgetInfo, vec2,
};

use self::animation::Animation;
use self::content::Content;
use self::picture::{Canvas, Zoom};
use self::reader::Reader;
use super::{Flow, id};
use crate::action::{Action, Actions, ViewedFiles};
use crate::backend::{Backend, FileRequest};
use crate::file_prompt::FilePrompt;
use crate::query::{CachedQuery, Concerns, Reads};
use crate::view::View;
use voluptas_app::cases;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_ui::theme::{Icon, Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Button, Dialog, Tone, dialog, empty_state, icon_button_with, paint, reading, text};

/// Room of the window that the viewer takes at most, in points.
const LARGEST: egui::Vec2 = vec2(1600.0, 1200.0);
/// Room for the button at each side of the file.
const SIDE: f32 = size::CONTROL + space::M;

/// The viewer's state.
#[derive(Debug)]
pub struct Viewer {
    files: Vec<AttachmentRef>,
    at: usize,
    read: CachedQuery<AttachmentRef, Arc<Content>>,
    canvas: Canvas,
    /// Selection and search of a text.
    reader: Reader,
    /// Asks where to save the file in front.
    ask: FilePrompt,
    /// The file that is being asked about.
    saved: Option<AttachmentRef>,
}

/// The id of the area with the file, which has the keyboard first.
pub fn area_id() -> Id {
    Id::unique("viewer-area")
}

impl Viewer {
    /// A viewer of these files.
    #[must_use]
    pub fn new(viewed: ViewedFiles) -> Self {
        let ViewedFiles { files, at } = viewed;
        Self {
            files,
            at,
            read: CachedQuery::new("viewer-unread", Concerns::Of(&[])),
            canvas: Canvas::default(),
            reader: Reader::default(),
            ask: FilePrompt::default(),
            saved: None,
        }
    }

    /// Reads the file in front. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        let file = self.files.get(self.at).cloned();
        self.read.ask(reads, file, |store, file| content::read(store, file).map(Arc::new));
    }

    /// Reads the file in front again: its bytes have come.
    pub fn read_again(&mut self) {
        self.read.invalidate();
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, backend: &Backend, out: &mut Actions) -> Flow {
        if let Some((path, file)) = self.ask.poll().zip(self.saved.clone()) {
            out.push(Action::SaveFile(Box::new(file), path, true));
        }
        let Some(file) = self.files.get(self.at).cloned() else { return Flow::Close };
        let close = view.text("gui-close");
        let [n, of] = [self.at + 1, self.files.len()].map(|n| i64::try_from(n).unwrap_or(i64::MAX));
        let place = view.tr.fmt("viewer-place", &[("n", n.into()), ("of", of.into())]);
        let content = self.read.get().cloned();
        let icon = match content.as_deref() {
            Some(Content::Picture(_)) => icons::PICTURE,
            Some(Content::Text(_)) => icons::FILE,
            _ => icons::ATTACHMENT,
        };
        let mut window = Dialog::new(id("viewer"), &file.filename, &close).icon(icon).size(LARGEST.x, LARGEST.y);
        if self.files.len() > 1 {
            window = window.chip(Tone::Neutral, None, &place);
        }
        let shown = window.show(ctx, |ui| {
            self.footer(ui, &file, content.as_ref(), view, backend, out);
            dialog::body(ui, space::M, |ui| self.body(ui, &file, content.as_ref(), view, out));
        });
        if shown.close { Flow::Close } else { Flow::Stay }
    }

    /// Draws facts and commands of the file.
    fn footer(
        &mut self,
        ui: &mut Ui,
        file: &AttachmentRef,
        content: Option<&Arc<Content>>,
        view: &View<'_>,
        backend: &Backend,
        out: &mut Actions,
    ) {
        let p = Palette::of(ui);
        let is_brief = ui.available_width() < size::READING;
        let command = |ui: &mut Ui, icon, key| {
            let name = view.text(key);
            let button = if is_brief {
                icon_button_with(ui, icon, &name, false, true)
            } else {
                Button::secondary(&name).icon(icon).show(ui)
            };
            button.clicked()
        };
        dialog::footer(
            ui,
            "viewer",
            |ui| {
                text::line(ui, &facts(file, content.map(|content| &**content), view), Type::Label, p.text_secondary);
            },
            |ui| {
                if command(ui, icons::SAVE, "viewer-save") {
                    let request =
                        FileRequest { save: true, name: Some(cases::attachment::file_name(file)), ..FileRequest::default() };
                    self.saved = Some(file.clone());
                    self.ask.ask(&backend.runner, &backend.picker, &backend.paths.export_dir, request);
                }
                if opens_outside(file) && command(ui, icons::OPEN_OUTSIDE, "viewer-outside") {
                    out.push(Action::OpenFetched(Box::new(file.clone())));
                }
            },
        );
        if self.ask.is_open() {
            egui::Panel::bottom("viewer-save-as").show(ui, |ui| {
                ui.add_space(space::XS);
                if let Some((path, file)) = self.ask.ui(ui, view.tr, &view.text("gui-save")).zip(self.saved.clone()) {
                    out.push(Action::SaveFile(Box::new(file), path, false));
                }
            });
        }
    }

    /// Draws the file between the buttons to the others.
    fn body(&mut self, ui: &mut Ui, file: &AttachmentRef, content: Option<&Arc<Content>>, view: &View<'_>, out: &mut Actions) {
        let whole = ui.available_rect_before_wrap();
        let several = self.files.len() > 1;
        let is_picture = matches!(content.map(|content| &**content), Some(Content::Picture(_)));
        let mut rect = whole;
        let bar = |rect: &mut Rect| {
            let bar = Rect::from_min_size(whole.min, vec2(whole.width(), size::CONTROL));
            rect.min.y += size::CONTROL + space::S;
            bar
        };
        match content.map(|content| (content, &**content)) {
            Some((content, Content::Picture(picture))) => {
                let layout = Layout::right_to_left(egui::Align::Center);
                let bar = bar(&mut rect);
                ui.scope_builder(UiBuilder::new().max_rect(bar).layout(layout), |ui| self.zoom_bar(ui, view));
                if let Some(animation) = self.canvas.animation(content, picture) {
                    let layout = Layout::left_to_right(egui::Align::Center);
                    ui.scope_builder(UiBuilder::new().max_rect(bar).layout(layout), |ui| play_button(ui, animation, view));
                }
            }
            Some((content, Content::Text(text))) if !text.lines.is_empty() => {
                let layout = Layout::left_to_right(egui::Align::Center);
                ui.scope_builder(UiBuilder::new().max_rect(bar(&mut rect)).layout(layout), |ui| {
                    self.reader.bar(ui, area_id(), content, text, view);
                });
            }
            _ => {}
        }
        let (left, right) = (rect.with_max_x(rect.left() + size::CONTROL), rect.with_min_x(rect.right() - size::CONTROL));
        if several {
            rect = rect.shrink2(vec2(SIDE, 0.0));
        }
        let before = several && side(ui, left, icons::LEFT, &view.text("viewer-previous"), self.at > 0);
        let area = ui.interact(rect, area_id(), Sense::click_and_drag());
        paint::describe(&area, || {
            let role = if is_picture { Role::Image } else { Role::Document };
            WidgetInfo::labeled(role, true, &file.filename)
        });
        let heard = hears_keys(ui, &area);
        match content.map(|content| (content, &**content)) {
            Some((content, Content::Picture(picture))) => {
                self.canvas.show(ui, rect, &area, content, picture, heard);
                paint::focus_ring(ui, &area, rect);
            }
            Some((_, Content::Text(text))) => inside(ui, rect, |ui| self.reader.show(ui, &area, text, heard, view)),
            Some((_, Content::Other)) => inside(ui, rect, |ui| {
                let more = if opens_outside(file) { "viewer-other-more" } else { "viewer-other-save" };
                _ = empty_state(ui, icons::FILE, &view.text("viewer-other"), &view.text(more), None);
            }),
            Some((_, Content::Away)) => inside(ui, rect, |ui| {
                let fetch = (!file.is_missing()).then(|| view.text("viewer-download"));
                let key = if fetch.is_some() { "viewer-away" } else { "viewer-missing" };
                if empty_state(ui, icons::ATTACHMENT, &view.text(key), "", fetch.as_deref()) {
                    out.push(Action::FetchFile(Box::new(file.clone())));
                }
            }),
            None => inside(ui, rect, |ui| crate::views::missing(ui, self.read.failure(), view)),
        }
        let last = self.files.len().saturating_sub(1);
        let after = several && side(ui, right, icons::RIGHT, &view.text("viewer-next"), self.at < last);
        let key = |key| heard && ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        let (before, after) = (before || key(Key::ArrowLeft), after || key(Key::ArrowRight));
        let at = if before { self.at.saturating_sub(1) } else { (self.at + usize::from(after)).min(last) };
        if at != self.at {
            self.at = at;
            self.canvas = Canvas::default();
            ui.ctx().request_repaint();
        }
    }

    /// Draws the scale and its buttons, from the right, and hears the keys for them.
    fn zoom_bar(&mut self, ui: &mut Ui, view: &View<'_>) {
        let mut asked = zoom_key(ui);
        reading::row(ui, |ui| {
            let (fit, actual) = (view.text("viewer-fit"), view.text("viewer-actual"));
            let is_fitted = self.canvas.is_fitted();
            if Button::quiet(&actual).selected(!is_fitted && self.canvas.percent() == 100).show(ui).clicked() {
                asked = Some(Zoom::Actual);
            }
            if Button::quiet(&fit).icon(icons::FIT).selected(is_fitted).show(ui).clicked() {
                asked = Some(Zoom::Fit);
            }
            for (icon, key, zoom) in
                [(icons::ZOOM_IN, "gui-cmd-zoom-in", Zoom::In), (icons::ZOOM_OUT, "gui-cmd-zoom-out", Zoom::Out)]
            {
                if icon_button_with(ui, icon, &view.text(key), false, false).clicked() {
                    asked = Some(zoom);
                }
                if zoom == Zoom::In {
                    let percent = view.tr.fmt("viewer-percent", &[("n", self.canvas.percent().into())]);
                    text::line(ui, &percent, Type::Mono, Palette::of(ui).text_secondary);
                }
            }
        });
        if let Some(zoom) = asked {
            self.canvas.zoom(zoom);
        }
    }
}

/// Draws the button that lets an animation stand or go on, and hears the space bar for it.
fn play_button(ui: &mut Ui, animation: &mut Animation, view: &View<'_>) {
    let (icon, key) = if animation.is_paused() { (icons::PLAY, "viewer-play") } else { (icons::PAUSE, "viewer-pause") };
    let pressed = Button::quiet(&view.text(key)).icon(icon).shortcut(&view.text("viewer-space")).show(ui).clicked();
    let is_on_top = ui.memory(|m| m.is_above_modal_layer(ui.layer_id()) && m.has_focus(area_id()));
    if pressed || is_on_top && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Space)) {
        animation.turn();
        ui.ctx().request_repaint();
    }
}

/// Draws the button to the file before or after, in the middle of `at`. True when it was pressed.
fn side(ui: &mut Ui, at: Rect, icon: Icon, name: &str, enabled: bool) -> bool {
    let at = Rect::from_center_size(at.center(), egui::Vec2::splat(size::CONTROL));
    let button = |ui: &mut Ui| icon_button_with(ui, icon, name, false, true).clicked();
    ui.scope_builder(UiBuilder::new().max_rect(at), |ui| ui.add_enabled_ui(enabled, button).inner).inner
}

/// True when keys are meant for the file: the viewer is on top, and no button or text has the focus. The area takes the focus if
/// nothing has it.
fn hears_keys(ui: &Ui, area: &Response) -> bool {
    if !ui.memory(|m| m.is_above_modal_layer(ui.layer_id())) || Popup::is_any_open(ui.ctx()) {
        return false;
    }
    if ui.memory(|m| m.focused().is_none()) {
        area.request_focus();
    }
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|m| m.set_focus_lock_filter(area.id, filter));
    area.has_focus()
}

/// The scale that a key asks for. Not heard while a text has the keyboard.
fn zoom_key(ui: &Ui) -> Option<Zoom> {
    if !ui.memory(|m| m.is_above_modal_layer(ui.layer_id())) || ui.ctx().text_edit_focused() {
        return None;
    }
    let keys = [
        (Key::Plus, Zoom::In),
        (Key::Equals, Zoom::In),
        (Key::Minus, Zoom::Out),
        (Key::Num0, Zoom::Fit),
        (Key::Num1, Zoom::Actual),
    ];
    let pressed = |key| {
        let plain = ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        plain || ui.input_mut(|i| i.consume_key(Modifiers::SHIFT, key))
    };
    keys.into_iter().find(|(key, _)| pressed(*key)).map(|(_, zoom)| zoom)
}

/// True for a file that another program may open: one that its viewer shows and does not execute.
fn opens_outside(file: &AttachmentRef) -> bool {
    cases::attachment::is_only_shown(cases::attachment::file_name(file).as_ref())
}

/// Kind, size of the picture and length of a file.
fn facts(file: &AttachmentRef, content: Option<&Content>, view: &View<'_>) -> String {
    let mut facts = Vec::new();
    if !file.mime.is_empty() {
        facts.push(file.mime.clone());
    }
    if let Some(Content::Picture(picture)) = content {
        let [width, height] = picture.size.map(i64::from);
        facts.push(view.tr.fmt("viewer-pixels", &[("width", width.into()), ("height", height.into())]));
    }
    if let Some(Content::Text(text)) = content.filter(|_| file.size > 0) {
        let lines = i64::try_from(text.lines.len()).unwrap_or(i64::MAX);
        facts.extend(text.cut.is_none().then(|| view.tr.fmt("viewer-lines", &[("n", lines.into())])));
    }
    facts.extend(u64::try_from(file.size).ok().filter(|size| *size > 0).map(|size| view.tr.bytes(size)));
    facts.join(" · ")
}

/// Draws in the place of the file.
fn inside(ui: &mut Ui, rect: Rect, add: impl FnOnce(&mut Ui)) {
    ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
        ui.set_clip_rect(rect.intersect(ui.clip_rect()));
        add(ui);
    });
}
