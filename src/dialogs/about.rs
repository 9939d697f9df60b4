//! The About dialog: version, commit, licence and folders, to be copied into a bug report, and the licences of the components.

use std::sync::LazyLock;

use eframe::egui::{self, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use super::{Flow, id};
use crate::view::View;
use voluptas_core::base::{licences, version};
use voluptas_settings::{Paths, crash};
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Button, Dialog, Tab, TabEvent, dialog, paint, text};

/// Lines of the licences, found once.
static LINES: LazyLock<Vec<&'static str>> = LazyLock::new(|| licences::text().lines().collect());
/// Width of the longest line of the licences in points: 80 characters of the monospaced font.
const TEXT_WIDTH: f32 = 560.0;

/// The dialog's state.
#[derive(Debug, Default)]
pub struct AboutDialog {
    tab: usize,
    /// The facts were copied since it was opened.
    copied: bool,
}

impl AboutDialog {
    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, paths: &Paths) -> Flow {
        let (title, close) = (view.text("gui-cmd-about"), view.text("gui-close"));
        let shown = Dialog::new(id("about"), &title, &close).icon(icons::INFO).size(620.0, 480.0).show(ctx, |ui| {
            let names = ["program-about-program", "program-about-licences"].map(|key| view.text(key));
            let tabs: Vec<Tab<'_>> = names.iter().map(|name| Tab::new(name)).collect();
            if let Some(TabEvent::Choose(tab)) = dialog::tab_strip(ui, "about", self.tab, &tabs) {
                self.tab = tab;
            }
            if self.tab == 0 { self.program(ui, view, paths) } else { all_licences(ui) }
        });
        if shown.close { Flow::Close } else { Flow::Stay }
    }

    fn program(&mut self, ui: &mut Ui, view: &View<'_>, paths: &Paths) {
        let facts = facts(view, paths);
        let copy = view.text(if self.copied { "program-about-copied" } else { "program-about-copy" });
        let icon = if self.copied { icons::CHECK } else { icons::COPY };
        let copy = dialog::footer(ui, "about", |_| {}, |ui| Button::secondary(&copy).icon(icon).show(ui).clicked());
        if copy {
            let lines = facts.iter().map(|(name, value)| format!("{name}: {value}\n"));
            ui.ctx().copy_text(lines.fold("VoluptAS\n".to_owned(), |all, line| all + &line));
            self.copied = true;
        }
        dialog::body(ui, space::L + space::XS, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                let p = Palette::of(ui);
                text::line(ui, "VoluptAS", Type::Title, p.text);
                text::paragraph(ui, &view.text("gui-first-what"), Type::Body, p.text);
                ui.add_space(space::S);
                ui.spacing_mut().item_spacing.y = 0.0;
                for (name, value) in &facts {
                    text::key_value_row(ui, name, value);
                }
                ui.add_space(space::M);
                text::paragraph(ui, &view.text("gui-about-fonts"), Type::Label, p.text_secondary);
            });
        });
    }
}

/// Facts about the program: names and values.
fn facts(view: &View<'_>, paths: &Paths) -> Vec<(String, String)> {
    let unknown = || view.text("program-about-unknown").into_owned();
    let known = |value: Option<&'static str>| value.map_or_else(unknown, str::to_owned);
    [
        ("program-about-version", version::NUMBER.to_owned()),
        ("program-about-commit", known(version::commit())),
        ("program-about-date", known(version::date())),
        ("program-about-system", crash::platform()),
        ("program-about-licence", "MIT OR Apache-2.0".to_owned()),
        ("program-about-data", paths.data_dir.display().to_string()),
        ("program-about-log", paths.log_dir.display().to_string()),
    ]
    .map(|(key, value)| (view.text(key).into_owned(), value))
    .into()
}

/// The licences of the components. Only the lines on screen are laid out.
fn all_licences(ui: &mut Ui) {
    dialog::body(ui, space::L, |ui| {
        let scroll = ScrollArea::both().id_salt("licences").auto_shrink(false);
        ui.spacing_mut().item_spacing.y = 0.0;
        scroll.show_rows(ui, size::LICENCE_LINE, LINES.len(), |ui, range| {
            let p = Palette::of(ui);
            for line in &LINES[range] {
                let width = ui.available_width().max(TEXT_WIDTH);
                let (rect, response) = ui.allocate_exact_size(vec2(width, size::LICENCE_LINE), Sense::hover());
                paint::put_left(ui.painter(), rect.left_center(), paint::galley(ui, line, Type::Mono, p.text));
                paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, *line));
            }
        });
    });
}
