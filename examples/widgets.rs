//! The style guide: every control of the window on one page, in both themes. `cargo run --example widgets`.

// A page that shows every widget names most of them; its sizes and rows are small.
#![allow(clippy::wildcard_imports, clippy::cast_possible_truncation, clippy::cast_possible_wrap)]

use eframe::egui::{self, CentralPanel, Frame, Id, Margin, Panel, Ui};
use voluptas_ui::theme::{self, Palette, Type, icons, space};
use voluptas_ui::widgets::*;

/// Values of the page's controls.
pub struct Guide {
    segment: usize,
    tab: usize,
    step: usize,
    filter: String,
    token: String,
    bad: String,
    long: String,
    chosen: Option<usize>,
    on: bool,
    pill: usize,
    tree: TreeState,
    data: TreeData,
    table: TableState,
    dialog: bool,
    toasts: Toasts<()>,
}

impl Default for Guide {
    fn default() -> Self {
        let data = sample_tree();
        let mut tree = TreeState::default();
        tree.expand_all(&data);
        tree.choose(&data, 4);
        Self {
            segment: 0,
            tab: 1,
            step: 1,
            filter: String::new(),
            token: "secret-token".into(),
            bad: "shop!".into(),
            long: "A discount by a code in the cart: one code at a time, sums above 500.".into(),
            chosen: Some(1),
            on: true,
            pill: 0,
            tree,
            data,
            table: TableState::default(),
            dialog: false,
            toasts: Toasts::default(),
        }
    }
}

fn sample_tree() -> TreeData {
    let item = |key, depth, icon, title: &str, right: &str, coverage| TreeItem {
        key,
        depth,
        icon: Some(icon),
        title: title.into(),
        right: right.into(),
        coverage: Some(coverage),
        strong: depth == 0,
        critical: key == 4,
        focus: key == 3,
        ..TreeItem::default()
    };
    TreeData::new(
        vec![
            item(1, 0, icons::MODULE, "Catalog", "96 %", Coverage::Passing),
            item(2, 1, icons::EPIC, "Search", "100 %", Coverage::Passing),
            item(3, 2, icons::FEATURE, "Search by name", "100 %", Coverage::NotRun),
            item(4, 2, icons::FEATURE, "Promo code with a title that is far too long for the panel", "50 %", Coverage::Failing),
            item(5, 3, icons::PAGE, "Cart page", "0 %", Coverage::Uncovered),
            item(6, 0, icons::SERVICE, "Mailer", "0 %", Coverage::Uncovered),
        ],
        1,
    )
}

/// Draws the page.
pub fn page(ui: &mut Ui, g: &mut Guide) {
    let p = Palette::of(ui);
    Panel::left("guide-left").default_size(theme::size::LEFT_PANEL).frame(Frame::new().fill(p.panel)).show(ui, |ui| {
        Frame::new().inner_margin(Margin::same(space::M as i8)).show(ui, |ui| {
            if let Some(i) = segmented(ui, g.segment, &["Functions", "Cases", "Runs"]) {
                g.segment = i;
            }
            TextField::new(&mut g.filter).hint("Filter").icon(icons::FILTER).clearable("Clear the filter").show(ui);
        });
        g.tree.set_filter(&g.filter);
        let options = TreeOptions { critical: "critical", focus: "in focus", ..TreeOptions::new("Functions").checks() };
        tree(ui, &g.data, &mut g.tree, options, None);
    });
    CentralPanel::default().frame(Frame::new().fill(p.app).inner_margin(Margin::same(space::L as i8))).show(ui, |ui| {
        ui.horizontal(|ui| {
            let all =
                [Tab::new("Overview"), Tab::new("Registry").count("1 245"), Tab::new("Run #214").closable("Close Run #214")];
            if let Some(TabEvent::Choose(i)) = tabs(ui, g.tab, &all) {
                g.tab = i;
            }
        });
        paint::hline(ui);
        ui.horizontal(|ui| {
            Button::primary("Apply 58 changes").shortcut("Ctrl ↵").show(ui);
            Button::secondary("New function").icon(icons::ADD).show(ui);
            Button::quiet("Save the report…").show(ui);
            Button::danger("Delete").icon(icons::DELETE).show(ui);
            Button::secondary("Off").enabled(false).show(ui);
            if icon_button_with(ui, icons::ADD, "Open a dialog", false, true).clicked() {
                g.dialog = true;
            }
            if icon_button(ui, icons::MORE, "Show a toast").clicked() {
                g.toasts.add(Tone::Good, "Imported 380 cases");
            }
            if let Some(i) = combo(ui, "On conflict", "Choose…", g.chosen, &["Ask", "Take from Qase", "Keep mine"], 160.0) {
                g.chosen = Some(i);
            }
        });
        ui.horizontal(|ui| {
            if let Some(i) = progress::stepper(ui, g.step, &["Choose", "Preview", "Apply", "Summary"], ui.available_width()) {
                g.step = i;
            }
            check_box(ui, &mut g.on, "Create functions from suites");
            check_box_state(ui, CheckState::Partly, "Some");
        });
        ui.horizontal(|ui| {
            for (i, (icon, words, n)) in [
                (None, "All", "1 245"),
                (Some((icons::CRITICAL, p.failed)), "Critical", "86"),
                (Some((icons::FOCUS, p.broken)), "In focus", "31"),
                (Some((icons::UNCOVERED, p.text_secondary)), "Uncovered", "274"),
            ]
            .into_iter()
            .enumerate()
            {
                if filter_pill(ui, g.pill == i, icon, words, n).clicked() {
                    g.pill = i;
                }
            }
        });
        ui.horizontal(|ui| {
            for (tone, icon, words) in [
                (Tone::Bad, Some(icons::CRITICAL), "Critical"),
                (Tone::Neutral, None, "Backend"),
                (Tone::Good, Some(icons::PASSED), "SHOP · Магазин"),
                (Tone::Info, None, "Draft"),
                (Tone::Warning, Some(icons::WARNING), "Unresolved"),
            ] {
                chip(ui, tone, icon, words);
            }
            for look in StatusClass::ALL {
                status_label(ui, look, &format!("{look:?}"));
            }
        });
        ui.horizontal_top(|ui| {
            TextField::new(&mut g.token)
                .label("API token")
                .password(RevealLabels { show: "Show", hide: "Hide" })
                .width(220.0)
                .show(ui);
            TextField::new(&mut g.bad).label("Project code").error(Some("Letters and digits only")).mono().width(160.0).show(ui);
            TextField::new(&mut g.long).label("Description").rows(2).width(300.0).show(ui);
        });
        let width = (ui.available_width() - space::M * 3.0) / 4.0;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            let note = "971 of 1 245 functions";
            let covered = card::NumberCard { label: "Covered by cases", number: "78 %", unit: "", colour: None, note };
            let critical = card::NumberCard {
                label: "Critical without a case",
                number: "12",
                unit: "",
                colour: Some(p.failed),
                note: "4 fewer",
            };
            let run =
                card::NumberCard { label: "Last run, nightly #214", number: "94.2 %", unit: "passed", colour: None, note: "" };
            let auto = card::NumberCard { label: "Automated", number: "61 %", unit: "", colour: None, note: "" };
            let row = card::CardRow::of(ui, width, &[(covered, 0.0), (critical, 0.0), (run, 6.0), (auto, 20.0)]);
            card::number_card(ui, row, covered, |_| {});
            card::number_card(ui, row, critical, |_| {});
            card::number_card(ui, row, run, |ui| {
                let parts = [(p.passed, 3214), (p.failed, 71), (p.broken, 24), (p.skipped, 103)];
                progress::parts_bar(ui, &parts, 6.0, "Results of the last run");
            });
            card::number_card(ui, row, auto, |ui| card::sparkline(ui, &[1.0, 1.2, 1.1, 1.5, 1.9, 1.8, 2.4], 20.0, p.accent));
        });
        banner(ui, Tone::Warning, "The token has no right to this project. Ask its owner.", Some("Open settings"), Some("Close"));
        ui.horizontal(|ui| {
            progress::progress_bar(ui, Some(0.4), 160.0, "Import");
            text::body(ui, "Importing cases 412 of 1 000 · 6 s left");
            text::mono(ui, "shop.cart.promo_code 1\u{202f}245 → ← ● … « » ₽");
            text::link(ui, "Link…");
        });
        card::surface(ui, 0.0, |ui| {
            ui.set_height(ui.available_height());
            let columns = [
                TableColumn::new("FuncID", 180.0),
                TableColumn::new("Title", 160.0).grow(),
                TableColumn::new("QA", 90.0),
                TableColumn::new("Cases", 60.0).right(),
                TableColumn::new("Last result", 110.0),
            ];
            let options = TableOptions { name: "Registry", checks: Some("Choose") };
            table(
                ui,
                options,
                &columns,
                &mut g.table,
                1000,
                |row| row as i64,
                |ui, row, column| match column {
                    0 => cell::mono(ui, &format!("shop.cart.page_{row}")),
                    1 => cell::strong(ui, &format!("Страница корзины {row}")),
                    2 => cell::plain(ui, if row % 3 == 0 { "" } else { "Irina S." }),
                    3 => cell::number(ui, &row.to_string()),
                    _ => {
                        let look = StatusClass::ALL[row % 8];
                        status_label(ui, look, &format!("{look:?}"));
                    }
                },
            );
        });
    });
    if g.dialog {
        let shown = Dialog::new(Id::unique("guide-dialog"), "Синхронизация с Qase.io", "Close")
            .icon(icons::QASE)
            .chip(Tone::Good, Some(icons::PASSED), "SHOP · Интернет-магазин")
            .size(900.0, 560.0)
            .show(ui.ctx(), |ui| {
                dialog::tab_strip(
                    ui,
                    "guide",
                    0,
                    &[Tab::new("Импорт"), Tab::new("Экспорт"), Tab::new("Соответствия").count("14")],
                );
                dialog::footer(
                    ui,
                    "guide",
                    |ui| {
                        text::secondary(ui, "Будет создано 41, обновлено 17");
                    },
                    |ui| {
                        Button::primary("Применить 58 изменений").shortcut("Ctrl ↵").show(ui);
                        Button::secondary("Назад").show(ui);
                    },
                );
                dialog::side(ui, "guide", 260.0, |ui| {
                    text::body(ui, "Сьюты");
                });
                dialog::body(ui, space::L, |ui| {
                    empty_state(
                        ui,
                        icons::QASE,
                        "Пока ничего нет",
                        "Выберите сьюты слева и нажмите «Просмотр».",
                        Some("Просмотр"),
                    );
                });
            });
        g.dialog = !shown.close;
    }
    g.toasts.tick(ui.ctx());
    let _ = (g.toasts.float(ui.ctx(), "Close"), Type::Body);
}

struct App(Guide);

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _: &mut eframe::Frame) {
        page(ui, &mut self.0);
    }
}

fn main() -> eframe::Result {
    let dark = std::env::args().any(|a| a == "--dark");
    let dialog = std::env::args().any(|a| a == "--dialog");
    let options = eframe::NativeOptions { renderer: eframe::Renderer::Glow, ..Default::default() };
    eframe::run_native(
        "widgets",
        options,
        Box::new(move |cc| {
            theme::install(&cc.egui_ctx);
            cc.egui_ctx.set_theme(if dark { egui::Theme::Dark } else { egui::Theme::Light });
            Ok(Box::new(App(Guide { dialog, ..Guide::default() })))
        }),
    )
}
