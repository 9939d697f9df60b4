//! Drawing of the preview of a mirror: warnings, filters by group, the table of results, the words of the footer.

use eframe::egui::{Align, Color32, CornerRadius, Frame, Layout, Margin, Panel, Rect, ScrollArea, Ui, Vec2, pos2, vec2};

use super::rows::{Group, Preview};
use crate::model::rollup::class_of;
use crate::model::words;
use crate::sync_dialog::context::TabContext;
use crate::sync_dialog::plan_tab::PlanFooter;
use crate::sync_dialog::preview::table::search_field;
use crate::sync_dialog::rich;
use voluptas_app::mirror::job::MirrorReady;
use voluptas_core::domain::message::Arg;
use voluptas_core::domain::status::ResultStatus;
use voluptas_mirror::{Decision, PostTarget, Reason};
use voluptas_ui::theme::{Icon, Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::{
    TableColumn, TableOptions, Tone, cell, dialog, empty_state, filter_pill, paint, segmented, status_label, table, text,
};

/// Width of the search, in points.
const SEARCH: f32 = 200.0;
/// Least width of the search beside the filters; narrower, it goes below them.
const SEARCH_LEAST: f32 = 120.0;
/// The least room for warnings, filters and table, in points.
const LEAST: Vec2 = vec2(300.0, 320.0);
/// Greatest height of the warnings; more of them scroll.
const WARNINGS: f32 = 84.0;

/// Icon and colour of a group.
fn look(p: &Palette, group: Group) -> (Icon, Color32) {
    match group {
        Group::ByKey => (icons::KEY, p.passed),
        Group::ByTitle => (icons::CASE, p.accent),
        Group::ToNew => (icons::NEW, p.in_progress),
        Group::There => (icons::UNCHANGED, p.text_faint),
        Group::Skip(Reason::Duplicate) => (icons::CONFLICT, p.broken),
        Group::Skip(_) => (icons::SKIPPED, p.skipped),
    }
}

/// Choices for results that another tool mirrored without a trace, in the order of the buttons.
const ADOPT: [Option<bool>; 3] = [None, Some(true), Some(false)];
/// Total width of these buttons, in points.
const ADOPT_WIDTH: f32 = 440.0;

/// Draws warnings, filters and table in the remaining space. Returns a new choice for results without a trace.
pub fn ui(ui: &mut Ui, cx: &TabContext<'_>, preview: &mut Preview) -> Option<Option<bool>> {
    let parts = |ui: &mut Ui| {
        warnings(ui, cx, preview);
        let decided = untraced(ui, cx, preview);
        filters(ui, cx, preview);
        dialog::body(ui, 0.0, |ui| rows(ui, cx, preview));
        decided
    };
    dialog::body(ui, 0.0, |ui| dialog::roomy(ui, "mirror-preview", LEAST, parts))
}

/// Asks how to handle results that another tool mirrored without a trace, if the plan has any.
fn untraced(ui: &mut Ui, cx: &TabContext<'_>, preview: &Preview) -> Option<Option<bool>> {
    let count = preview.plan().untraced;
    if count == 0 {
        return None;
    }
    let p = Palette::of(ui);
    let names = ["sync-dialog-mirror-untraced-hold", "sync-dialog-mirror-untraced-adopt", "sync-dialog-mirror-untraced-post"];
    let names = names.map(|key| cx.t(key));
    let now = preview.ready().options().adopt_untraced;
    let at = ADOPT.iter().position(|a| *a == now).unwrap_or(0);
    let frame = Frame::new().inner_margin(Margin { left: 20, right: 20, top: 0, bottom: 10 });
    Panel::top("sync-mirror-untraced")
        .frame(frame)
        .show_separator_line(false)
        .show(ui, |ui| {
            text::paragraph(ui, &cx.n("sync-dialog-mirror-untraced", count), Type::Body, p.text);
            ui.add_space(space::XS);
            ui.set_max_width(ADOPT_WIDTH.min(ui.available_width()));
            segmented(ui, at, &[&names[0], &names[1], &names[2]]).map(|i| ADOPT[i])
        })
        .inner
}

fn warnings(ui: &mut Ui, cx: &TabContext<'_>, preview: &Preview) {
    let all = &preview.plan().warnings;
    if all.is_empty() {
        return;
    }
    let p = Palette::of(ui);
    Panel::top("sync-mirror-warnings")
        .frame(Frame::new().inner_margin(Margin { left: 20, right: 20, top: 0, bottom: 10 }))
        .show_separator_line(false)
        .show(ui, |ui| {
            Frame::new()
                .fill(Tone::Warning.background(p))
                .corner_radius(CornerRadius::same(radius::CONTROL))
                .inner_margin(Margin::symmetric(12, 8))
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = space::XS;
                    ScrollArea::vertical().id_salt("sync-mirror-warnings").max_height(WARNINGS).auto_shrink([false, true]).show(
                        ui,
                        |ui| {
                            for warning in all {
                                ui.horizontal_top(|ui| {
                                    text::icon(ui, icons::WARNING, p.broken);
                                    text::paragraph(ui, &cx.tr.message(warning), Type::Body, p.text);
                                });
                            }
                        },
                    );
                });
        });
}

fn filters(ui: &mut Ui, cx: &TabContext<'_>, preview: &mut Preview) {
    let frame = Frame::new().inner_margin(Margin { left: 14, right: 20, top: 0, bottom: 8 });
    Panel::top("sync-mirror-filters").frame(frame).show(ui, |ui| {
        let edge = ui.max_rect().right();
        let last = ui.horizontal_wrapped(|ui| pills(ui, cx, preview)).inner;
        // The search follows the pills where there is room, otherwise it is below them.
        let room = edge - last.right() - space::S;
        if room >= SEARCH_LEAST {
            let width = room.min(SEARCH);
            let at = Rect::from_min_size(pos2(edge - width, last.top()), vec2(width, size::CONTROL));
            paint::inside(ui, at, Layout::left_to_right(Align::Center), |ui| search(ui, cx, preview, width));
        } else {
            ui.add_space(space::XS);
            ui.horizontal(|ui| {
                ui.add_space(space::XS);
                search(ui, cx, preview, SEARCH);
            });
        }
    });
}

/// Draws the filters. Returns the place of the last one.
fn pills(ui: &mut Ui, cx: &TabContext<'_>, preview: &mut Preview) -> Rect {
    let p = Palette::of(ui);
    ui.spacing_mut().item_spacing = vec2(space::XXS, space::XXS);
    let mut last = Rect::NOTHING;
    for group in std::iter::once(None).chain(Group::ALL.into_iter().map(Some)) {
        let n = preview.count(group);
        if n == 0 && group.is_some() {
            continue;
        }
        let name = cx.t(group.map_or("sync-dialog-class-all", Group::key));
        let pill = filter_pill(ui, preview.filter == group, group.map(|g| look(p, g)), &name, &cx.tr.number(n));
        last = pill.rect;
        if pill.clicked() {
            preview.show(group);
        }
    }
    last
}

fn search(ui: &mut Ui, cx: &TabContext<'_>, preview: &mut Preview, width: f32) {
    let words = search_field(ui, cx, &mut preview.search_text, width);
    preview.search(&words);
}

fn rows(ui: &mut Ui, cx: &TabContext<'_>, preview: &mut Preview) {
    if preview.view().is_empty() {
        let key = if preview.count(None) == 0 { "sync-dialog-mirror-empty-run" } else { "sync-dialog-mirror-none" };
        empty_state(ui, icons::RUN, &cx.t(key), "", None);
        return;
    }
    let target = cx.f("sync-dialog-mirror-column-target", &[("project", preview.plan().target.project.clone().into())]);
    let (key, case) = (cx.t("sync-dialog-mirror-column-key"), cx.t("sync-dialog-column-case"));
    let (status, why) = (cx.t("sync-dialog-column-status"), cx.t("sync-dialog-column-why"));
    let columns = [
        TableColumn::new(&key, 148.0).least(84.0, 2),
        TableColumn::new(&case, 200.0).grow().least(104.0, 3),
        TableColumn::new(&status, 128.0).least(80.0, 1),
        TableColumn::new(&target, 116.0).least(84.0, 1),
        TableColumn::new(&why, 312.0).least(120.0, 0),
    ]
    .map(TableColumn::fixed_order);
    let name = cx.t("sync-dialog-mirror-table");
    let options = TableOptions { name: &name, checks: None };
    let mut state = std::mem::take(&mut preview.table);
    let view = preview.view();
    table(
        ui,
        options,
        &columns,
        &mut state,
        view.len(),
        |at| i64::from(view[at]),
        |ui, at, column| row(ui, cx, preview, view[at] as usize, column),
    );
    preview.table = state;
}

fn row(ui: &mut Ui, cx: &TabContext<'_>, preview: &Preview, place: usize, column: usize) {
    let p = Palette::of(ui);
    let result = preview.result(place);
    match column {
        0 => {
            let (icon, colour) = look(p, preview.group(place));
            let at = ui.allocate_exact_size(vec2(size::ICON, size::ICON), eframe::egui::Sense::hover()).0;
            paint::icon(ui.painter(), at, icon, size::CHECK, colour);
            match &result.key {
                Some(key) => cell::mono(ui, key),
                None => cell::plain(ui, ""),
            }
        }
        1 => {
            if let Some(code) = preview.plan().source_code(result) {
                text::line(ui, &code, Type::Mono, p.text_secondary);
            }
            match preview.title(place) {
                "" => cell::plain(ui, ""),
                title => cell::strong(ui, title),
            }
        }
        2 => {
            let status = ResultStatus::parse(&result.status);
            status_label(ui, class_of(Some(&status)), &words::status_name(cx.tr, Some(&status)));
        }
        3 => match &result.decision {
            Decision::Post { to: PostTarget::Case { id, .. }, .. } => {
                let title = preview.ready().prepared().target_title_of(*id).unwrap_or_default();
                let code = format!("{}-{id}", preview.plan().target.project);
                let line = text::line(ui, &code, Type::Mono, p.text_secondary);
                if !title.is_empty() {
                    line.on_hover_text(title);
                }
            }
            Decision::Post { to: PostTarget::New(_), .. } => {
                text::line(ui, &cx.t("sync-dialog-new-case"), Type::Medium, p.in_progress);
            }
            Decision::Skip { reason } if reason.is_there() => cell::mono(ui, result.about.first().map_or("", |code| code)),
            Decision::Skip { .. } => cell::plain(ui, ""),
        },
        _ => {
            let why = match &result.decision {
                // The column beside it has the code of the case.
                Decision::Skip { reason } if reason.is_there() => cx.tr.message(&preview.plan().explain(result)),
                _ => preview.plan().reason(cx.tr, result),
            };
            text::line(ui, &why, Type::Body, p.text_secondary);
        }
    }
}

/// Codes of the source and target project.
pub fn project_codes(ready: &MirrorReady) -> (String, String) {
    let plan = ready.plan();
    (plan.source.project.clone(), plan.target.project.clone())
}

/// The footer below the plan.
pub fn footer(cx: &TabContext<'_>, preview: &Preview) -> PlanFooter {
    let plan = preview.plan();
    let strong = |n: usize| rich::strong(cx.tr.number(n));
    let counted = |key: &str, n: usize| {
        let n_arg: Arg = n.into();
        cx.f(key, &[("n", n_arg), ("count", strong(n))])
    };
    let (posts, skipped, there) = (preview.posts(), preview.skipped(), preview.count(Some(Group::There)));
    if posts == 0 {
        let sentence = match (preview.count(None), plan.target.run) {
            (0, _) => cx.t("sync-dialog-mirror-empty-run").into_owned(),
            (_, Some(id)) if there > 0 => {
                let mut words = cx.f("sync-dialog-mirror-all-there", &[("id", id.to_string().into()), ("count", strong(there))]);
                if skipped > 0 {
                    words.push(' ');
                    words.push_str(&counted("sync-dialog-mirror-will-skip", skipped));
                }
                words
            }
            _ => cx.t("sync-dialog-mirror-nothing-fits").into_owned(),
        };
        // A target run that has all results may still have to be closed.
        let closes = preview.ready().options().complete_target_run && preview.ready().prepared().is_target_open();
        let key = if closes { "sync-dialog-mirror-only-complete" } else { "sync-dialog-mirror-nothing" };
        return PlanFooter { sentence, primary: cx.t(key).into_owned(), enabled: closes, is_stale: false };
    }
    let run = rich::strong(&plan.target.run_title);
    let n: Arg = posts.into();
    let key = if plan.target.run.is_some() { "sync-dialog-mirror-will" } else { "sync-dialog-mirror-will-make" };
    let mut sentence = cx.f(key, &[("n", n), ("count", strong(posts)), ("run", run)]);
    for (key, n) in [("sync-dialog-mirror-will-create", plan.new_cases.len()), ("sync-dialog-mirror-will-skip", skipped)] {
        if n > 0 {
            sentence.push(' ');
            sentence.push_str(&counted(key, n));
        }
    }
    PlanFooter { sentence, primary: cx.n("sync-dialog-mirror-apply-n", posts), enabled: true, is_stale: false }
}
