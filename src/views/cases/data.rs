//! The cells of the grid of cases: their columns, drawing, texts and editors.

use crate::model::case_grid::CellTexts as _;
use std::collections::HashMap;

use eframe::egui::{Color32, Ui};

use crate::model::case_grid::{Arrangement, CaseField, CaseTable, slug_of};
use crate::model::rollup::class_of;
use crate::model::words;
use crate::view::View;
use voluptas_app::cases::hits::CaseHit;
use voluptas_core::domain::custom_field::FieldType;
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_store::CaseColumn;
use voluptas_store::case_summaries::CaseSummary;
use voluptas_ui::theme::{Icon, Palette, Type, icons, size, space};
use voluptas_ui::widgets::StatusClass;
use voluptas_ui::widgets::grid::{CellEditor, CellOption, CellUi, GridColumn, GridData, GridGroup};
use voluptas_ui::widgets::table::columns::fitting;

/// Share of the cell of a title that the place of a found word gets at most.
const HIT: f32 = 0.5;
/// Width of the bar of last results on the head of a group.
const BAR: f32 = 96.0;
/// Room for the share of passed cases beside the bar.
const SHARE: f32 = 44.0;

/// A value that was entered and is not read back yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pending {
    /// Generation of the table when it was entered.
    pub generation: u64,
    pub key: i64,
    pub field: CaseField,
    pub text: String,
}

/// The rows of the grid in a pass.
pub(super) struct Rows<'a> {
    pub arranged: &'a Arrangement,
    pub fields: &'a [CaseField],
    pub view: &'a View<'a>,
    pub pending: Option<&'a Pending>,
    pub palette: &'static Palette,
    /// Places where the words of the search were found, by case.
    pub hits: Option<&'a HashMap<CaseId, CaseHit>>,
}

impl Rows<'_> {
    fn function_names(&self, row: &CaseSummary) -> String {
        let name = |id: &FunctionId| self.view.registry.get(*id).map(|r| r.title().to_owned());
        row.functions.iter().filter_map(name).collect::<Vec<_>>().join(", ")
    }

    fn table(&self) -> &CaseTable {
        &self.arranged.table
    }
}

/// Every column that the grid can show.
pub(super) fn fields(table: &CaseTable) -> Vec<CaseField> {
    CaseField::COMMON.into_iter().chain(table.fields.iter().map(|f| CaseField::Custom(f.id))).collect()
}

/// Name of a column.
pub(super) fn name(field: CaseField, table: &CaseTable, view: &View<'_>) -> String {
    match (field.name_key(), field) {
        (Some(key), _) => view.text(key).into_owned(),
        (None, CaseField::Custom(id)) => table.field(id).map(|f| f.title.clone()).unwrap_or_default(),
        (None, _) => String::new(),
    }
}

/// Windows of this width have room for more of the usual columns, in points.
const WIDE: f32 = 1800.0;
/// Windows of this width have room for longer texts of other columns, too, in points.
const VERY_WIDE: f32 = 2200.0;

/// The columns of a grid.
pub(super) fn columns(ui: &Ui, fields: &[CaseField], table: &CaseTable, view: &View<'_>) -> Vec<GridColumn> {
    let body = |texts: &[String]| fitting(ui, texts.iter().map(String::as_str), Type::Body);
    let is_wide = ui.ctx().content_rect().width() >= WIDE;
    let is_very_wide = ui.ctx().content_rect().width() >= VERY_WIDE;
    let by_width = |widths: [f32; 3]| widths[usize::from(is_wide) + usize::from(is_very_wide)];
    // In a wide window shown from the start, otherwise only when a person asks for it.
    let roomy = |column: GridColumn| if is_wide { column } else { column.extra() };
    let column = |field: &CaseField| {
        let title = name(*field, table, view);
        let head = fitting(ui, [&*title], Type::Label) + size::CHECK + space::XXS;
        let bare = head - size::CHECK;
        let new = |width: f32| GridColumn::new(field.id(), title.clone(), width.max(head).ceil());
        let slugs = |column: CaseColumn| -> Vec<String> {
            table.slugs(column).iter().map(|slug| words::value_name(view.tr, slug).into_owned()).collect()
        };
        match field {
            CaseField::Code => {
                let width = fitting(ui, [table.widest.as_str()], Type::Mono).max(head);
                GridColumn::new(field.id(), title.clone(), width).fixed()
            }
            CaseField::Title => new(280.0).grow().least(260.0, 9).fixed(),
            CaseField::Suite | CaseField::FurtherSuites | CaseField::Milestone => new(150.0).least(90.0, 2).extra(),
            CaseField::Slug(CaseColumn::Priority) => {
                new(body(&slugs(CaseColumn::Priority)) + size::ICON + space::XS).least(bare, 5).iconic()
            }
            CaseField::Slug(CaseColumn::Automation) => {
                new(body(&slugs(CaseColumn::Automation))).least(bare.max(72.0), 4).yields(1)
            }
            CaseField::Slug(column @ (CaseColumn::Severity | CaseColumn::Kind)) => {
                roomy(new(body(&slugs(*column))).least(bare.max(60.0), 3))
            }
            CaseField::Slug(column) => new(body(&slugs(*column))).least(bare.max(60.0), 3).extra(),
            CaseField::Review => {
                let words = ["review-in-review", "review-approved"].map(|key| view.text(key).into_owned());
                let column = new(body(&words) + size::ICON + space::XS).least(bare, 8).iconic();
                // A team without reviews has no use for the column, and a narrow window no room.
                let is_usual = table.has_reviews && ui.ctx().content_rect().width() >= size::NARROW;
                if is_usual { column } else { column.extra() }
            }
            CaseField::Flaky => new(head).extra(),
            CaseField::Tags => new(if is_very_wide { 220.0 } else { 150.0 }).least(90.0, 1).yields(2),
            CaseField::Functions => roomy(new(by_width([150.0, 220.0, 340.0])).least(70.0, 1)),
            CaseField::Last => {
                let looks: Vec<String> = StatusClass::ALL.iter().map(|l| words::class_name(view.tr, *l).into_owned()).collect();
                let wide = fitting(ui, looks.iter().map(String::as_str), Type::Medium) + size::ICON + space::XS;
                new(wide).least(bare.max(60.0), 12).iconic()
            }
            CaseField::Changed => new(110.0).least(bare.max(70.0), 2).extra(),
            CaseField::ChangedBy | CaseField::Owner => new(120.0).least(70.0, 2).extra(),
            CaseField::Custom(_) => new(120.0).least(70.0, 2).extra(),
        }
    };
    fields.iter().map(column).collect()
}

impl GridData for Rows<'_> {
    fn generation(&self) -> u64 {
        self.arranged.generation
    }

    fn rows(&self) -> usize {
        self.arranged.rows.len()
    }

    fn key(&self, row: usize) -> i64 {
        self.arranged.row(row).id.0
    }

    fn row_of(&self, key: i64) -> Option<usize> {
        self.arranged.place(key)
    }

    fn groups(&self) -> &[GridGroup] {
        &self.arranged.groups
    }

    fn text(&self, row: usize, column: usize) -> String {
        self.table().text(self.arranged.row(row), self.fields[column], self.view.tr, |row| self.function_names(row))
    }

    fn draw(&self, cell: &mut CellUi<'_>, row: usize, column: usize) {
        let (row, field, view) = (self.arranged.row(row), self.fields[column], self.view);
        let p = cell.palette();
        if let Some(pending) = self.pending.filter(|w| w.key == row.id.0 && w.field == field) {
            return cell.text(&pending.text, if field == CaseField::Title { Type::Medium } else { Type::Body }, p.text);
        }
        match field {
            CaseField::Code => cell.mono(row.code.as_str()),
            CaseField::Title => {
                let status = (&*row.status != "actual").then(|| words::value_name(view.tr, &row.status));
                let chip = status.as_ref().map_or(0.0, |s| cell.width_of(s, Type::LabelMedium) + space::L + space::XS);
                let is_flaky = row.is_flaky || row.is_flaky_in_runs;
                let flaky = if is_flaky { size::ICON + space::XS } else { 0.0 };
                let is_link = !self.arranged.links_of(row).is_empty();
                let link = if is_link { size::ICON + space::XS } else { 0.0 };
                if view.drafts.contains(&row.id) {
                    cell.named_icon(icons::EDIT, p.accent, &view.text("cases-draft-hint"));
                }
                let hit = self.hits.and_then(|hits| hits.get(&row.id));
                let found = hit.map(|hit| {
                    let place = view.tr.message(&hit.place);
                    let before = place.len() + ": ".len();
                    (format!("{place}: {}", hit.excerpt), hit.word.start + before..hit.word.end + before)
                });
                // The title keeps what a short remark leaves.
                let remark = found.as_ref().map_or(0.0, |(words, _)| {
                    let most = ((cell.room() - chip - flaky - link) * HIT).max(0.0);
                    most.min(cell.width_of(words, Type::Label) + space::S)
                });
                cell.text_before(&row.title, Type::Medium, p.text, chip + flaky + link + remark);
                if is_link {
                    let home =
                        self.table().suite(row.suite_id).map_or_else(|| view.text("cases-group-root"), |s| (&s.path).into());
                    let words = view.tr.fmt("cases-home", &[("path", home.as_ref().into())]);
                    cell.icon(icons::LINK, p.text_faint);
                    cell.named(&words);
                    cell.hint(words);
                }
                if let Some(status) = status {
                    cell.chip(&status);
                }
                if is_flaky {
                    let words = view.text(if row.is_flaky_in_runs { "cases-flaky-in-runs" } else { "cases-flaky-marked" });
                    cell.icon(icons::FLAKY, p.broken);
                    cell.named(&words);
                }
                if let Some((words, word)) = found {
                    cell.remark(&words, word, &format!("{}\n{words}", row.title));
                }
            }
            CaseField::Suite => match self.table().suite(row.suite_id) {
                Some(suite) => {
                    cell.plain(&suite.title);
                    cell.hint(&suite.path);
                }
                None => cell.plain(""),
            },
            CaseField::FurtherSuites => {
                let paths = self.table().text(row, field, view.tr, |_| String::new());
                cell.plain(&paths);
            }
            CaseField::Milestone => cell.plain(self.table().milestone(row.milestone)),
            CaseField::Slug(column) => {
                let slug: &str = slug_of(row, column);
                let word = words::value_name(view.tr, slug);
                if matches!(slug, "undefined" | "unknown") {
                    if cell.width_of(&word, Type::Body) <= cell.room() {
                        return cell.text(&word, Type::Body, p.text_faint);
                    }
                    // Beside icons that stand for the other words.
                    cell.plain("");
                    cell.named(&word);
                    return cell.hint(word);
                }
                match words::priority_icon(p, slug).filter(|_| column == CaseColumn::Priority) {
                    Some((icon, colour)) => cell.icon_and_word(icon, colour, &word, (Type::Body, p.text)),
                    None => cell.text(&word, Type::Body, p.text_secondary),
                }
            }
            CaseField::Flaky if row.is_flaky => {
                cell.icon(icons::FLAKY, p.broken);
                cell.text(&view.text("cases-yes"), Type::Body, p.text);
            }
            CaseField::Tags if !row.tags.is_empty() => tags(cell, row),
            CaseField::Functions if !row.functions.is_empty() => {
                let names = self.function_names(row);
                if row.functions.len() > 1 {
                    cell.text(&view.tr.number(row.functions.len() as i64), Type::Mono, p.text);
                }
                cell.plain(&names);
                cell.hint(names);
            }
            CaseField::Flaky | CaseField::Tags | CaseField::Functions => cell.plain(""),
            CaseField::Last => {
                let status = row.last.as_ref().map(|(status, _)| status);
                cell.status(class_of(status), &words::status_name(view.tr, status));
                if let Some((_, at)) = &row.last {
                    cell.hint(format!("{} · {}", words::status_name(view.tr, status), view.tr.ago(view.now, *at)));
                }
            }
            CaseField::Changed => {
                cell.plain(&view.tr.ago(view.now, row.updated_ms));
                let by = row.changed_by.as_deref().map(|by| format!(" · {by}")).unwrap_or_default();
                cell.hint(format!("{}{by}", view.tr.date_time(row.updated_ms)));
            }
            CaseField::Review if row.review.is_none() => cell.plain(""),
            CaseField::Review => {
                let (icon, colour, key) = words::review_look(p, row.review);
                cell.icon_and_word(icon, colour, &view.text(key), (Type::Body, colour));
            }
            CaseField::Owner => {
                cell.plain(&self.table().text(row, field, view.tr, |_| String::new()));
                let is_own = self.table().owner_field().is_some_and(|own| row.field(own.id).is_some());
                if !is_own && !row.testers.is_empty() {
                    cell.hint(view.text("cases-owner-of-functions").into_owned());
                }
            }
            CaseField::ChangedBy => cell.plain(row.changed_by.as_deref().unwrap_or_default()),
            CaseField::Custom(id) => {
                let text = row.field(id).map(|value| self.table().field_text(id, value, view.tr)).unwrap_or_default();
                cell.plain(&text);
            }
        }
    }

    fn draw_group(&self, cell: &mut CellUi<'_>, group: usize) {
        let Some(head) = self.arranged.heads.get(group) else { return };
        let p = cell.palette();
        let of = |look: StatusClass| head.looks.iter().find(|(l, _)| *l == look).map_or(0, |(_, n)| *n);
        let tr = self.view.tr;
        // The share of cases that pass now, with the colours of the others beside it.
        if cell.room() > BAR * 3.0 && head.count > 0 {
            let share = tr.percent(of(StatusClass::Passed), head.count as u64);
            cell.text_within_end(&share, Type::Mono, p.text_secondary, SHARE);
            let rest: u64 = head.looks.iter().map(|(_, n)| n).sum::<u64>()
                - of(StatusClass::Passed)
                - of(StatusClass::Failed)
                - of(StatusClass::Broken);
            let parts = [
                (p.passed, of(StatusClass::Passed)),
                (p.failed, of(StatusClass::Failed)),
                (p.broken, of(StatusClass::Broken)),
                (p.line_strong, rest),
            ];
            cell.bar_at_end(&parts, BAR, "");
        }
        let (own, linked) = (head.count as i64, head.linked as i64);
        let count = words::case_count(tr, own, linked);
        let room = cell.width_of(&count, Type::Mono) + space::S;
        cell.text_before(&head.title, Type::Strong, p.text, room);
        cell.text(&count, Type::Mono, p.text_secondary);
        let word = |(look, n): &(StatusClass, u64)| format!("{} {}", words::look_count_name(tr, *look), tr.number(*n as i64));
        let looks = head.looks.iter().map(word).collect::<Vec<_>>().join(" · ");
        cell.hint(words::case_count_note(tr, own, linked).into_iter().chain([looks]).collect::<Vec<_>>().join("\n"));
    }

    fn is_editable(&self, _: usize, column: usize) -> bool {
        self.fields[column].is_editable()
    }

    fn editor(&self, row: usize, column: usize) -> CellEditor {
        let (row, field, table) = (self.arranged.row(row), self.fields[column], self.table());
        if !field.is_editable() {
            return CellEditor::None;
        }
        let choice = |texts: Vec<(String, Option<(Icon, Color32)>)>, current: Option<usize>| CellEditor::Choice {
            current,
            options: texts.into_iter().map(|(text, icon)| CellOption { text, icon }).collect(),
        };
        match field {
            CaseField::Flaky => CellEditor::Flag(row.is_flaky),
            CaseField::Slug(column) => {
                let slugs = table.slugs(column);
                let now: &str = slug_of(row, column);
                let icon =
                    |slug: &str| (column == CaseColumn::Priority).then(|| words::priority_icon(self.palette, slug)).flatten();
                let texts = slugs.iter().map(|s| (words::value_name(self.view.tr, s).into_owned(), icon(s))).collect();
                choice(texts, slugs.iter().position(|s| s == now))
            }
            CaseField::Suite => {
                let root = (self.view.text("cases-group-root").into_owned(), None);
                let texts = std::iter::once(root).chain(table.suites.iter().map(|s| (s.path.clone(), None))).collect();
                let current = row.suite_id.map_or(Some(0), |id| table.suites.iter().position(|s| s.id == id).map(|i| i + 1));
                choice(texts, current)
            }
            CaseField::Milestone => {
                let none = (self.view.text("cases-no-milestone").into_owned(), None);
                let texts = std::iter::once(none).chain(table.milestones.iter().map(|m| (m.title.clone(), None))).collect();
                let at = |id| table.milestones.iter().position(|m| m.id == id).map(|at| at + 1);
                choice(texts, row.milestone.map_or(Some(0), at))
            }
            CaseField::Custom(id) => {
                let Some(custom) = table.field(id) else { return CellEditor::None };
                let value = row.field(id).unwrap_or_default();
                match custom.kind {
                    FieldType::Checkbox => CellEditor::Flag(matches!(value, "1" | "true")),
                    FieldType::Selectbox | FieldType::Radio => {
                        let texts = custom.options.iter().map(|o| (o.title.clone(), None)).collect();
                        choice(texts, custom.options.iter().position(|o| o.id.to_string() == value))
                    }
                    _ => CellEditor::Text(table.field_text(id, value, self.view.tr)),
                }
            }
            CaseField::Tags => CellEditor::Text(row.tags.join(", ")),
            CaseField::Owner => CellEditor::Text(table.text(row, field, self.view.tr, |_| String::new())),
            _ => CellEditor::Text(row.title.to_string()),
        }
    }
}

/// The tags that fit, and the number of the others.
fn tags(cell: &mut CellUi<'_>, row: &CaseSummary) {
    let p = cell.palette();
    let mut left = row.tags.len();
    for tag in &row.tags {
        let more = if left > 1 { cell.width_of("+0", Type::Mono) + space::XS } else { 0.0 };
        let width = cell.width_of(tag, Type::LabelMedium) + space::L;
        if width + more > cell.room() {
            break;
        }
        cell.chip(tag);
        left -= 1;
    }
    if left == row.tags.len() {
        // Not even the first one fits: it is cut.
        let more = if left > 1 { cell.width_of("+00", Type::Mono) + space::XS } else { 0.0 };
        row.tags.first().into_iter().for_each(|tag| cell.cut_chip(tag, more));
        left -= 1;
    }
    if left > 0 {
        cell.text(&format!("+{left}"), Type::Mono, p.text_secondary);
        cell.hint(row.tags.join(", "));
    }
}
