//! The page of an import plan: the file, its columns, the outcome of each row, and the choices that can be changed.

use super::held::{FinishedImport, HeldImport, ImportState, ShownPlan};
use crate::web::cases::word;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::html;
use crate::web::page_request::PageRequest;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use std::collections::{BTreeMap, HashMap};
use strum::IntoEnumIterator as _;
use url::form_urlencoded::Serializer;
use voluptas_app::cases::file::preview::CasesRead;
use voluptas_app::cases::file::{ImportChoices, MILESTONE, MatchBy, columns};
use voluptas_app::files::import::{Fate, FieldChange, Policy, PreviewRow, without_place};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::case::count_steps;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::message::Message;
use voluptas_i18n::Tr;

/// Rows of one page.
const PAGE: usize = 50;
/// Longest text of a cell that is shown, in characters. A cell may have megabytes, and a page many of them.
const VALUE: usize = 300;
/// Longest name of a column whose use the form can change, in characters: the form sends the name.
const COLUMN_NAME: usize = 1000;
/// Most remarks on the file as a whole that are shown.
const REMARKS: usize = 20;
/// Most columns that the page offers: each has a list of all fields.
const COLUMNS: usize = 200;
/// Most changes of a row that are shown.
const CHANGES: usize = 40;
/// Encodings to choose from where the detected one is wrong.
const ENCODINGS: [&str; 5] = ["utf-8", "utf-16le", "windows-1251", "koi8-r", "cp866"];
/// Delimiters as forms send them, with the keys of their names.
const DELIMITERS: [(&str, &str, &str); 4] = [
    ("comma", ",", "files-delimiter-comma"),
    ("semicolon", ";", "files-delimiter-semicolon"),
    ("tab", "\t", "files-delimiter-tab"),
    ("pipe", "|", "files-delimiter-pipe"),
];

/// A choice of a list.
struct Choice {
    value: String,
    text: String,
    is_chosen: bool,
}

/// A list of choices.
struct ChoiceList {
    name: &'static str,
    label: String,
    choices: Vec<Choice>,
}

/// A policy with its explanation.
struct PolicyChoice {
    value: &'static str,
    text: String,
    more: String,
    is_chosen: bool,
}

/// A column of the table.
struct ColumnRow {
    /// The name as the form sends it back.
    name: String,
    /// The name as the page shows it.
    shown: String,
    sample: String,
    /// Words of the use.
    use_label: String,
    now: String,
    /// None where the name is too long to be sent back.
    uses: Vec<Choice>,
    /// Class and words for the origin of the use; blank when nothing has decided the use yet.
    origin: (&'static str, String),
}

/// A field that differs.
struct ChangeRow {
    name: String,
    before: String,
    after: String,
    is_taken: bool,
}

/// A row of the file.
struct RowLine {
    line: String,
    /// Name of the fate: `new`.
    fate: &'static str,
    word: String,
    code: String,
    address: String,
    title: String,
    what: String,
    changes: Vec<ChangeRow>,
    /// Key of the box by which the row is left out; blank without one.
    key: String,
    is_left_out: bool,
}

/// A filter of the rows.
struct RowFilter {
    address: String,
    name: &'static str,
    text: String,
    count: String,
    is_here: bool,
}

#[derive(Template)]
#[template(path = "web/case-import.html")]
struct PlanPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    code: &'a str,
    here: String,
    name: &'a str,
    facts: String,
    notes: Vec<(&'static str, String)>,
    lists: Vec<ChoiceList>,
    policies: Vec<PolicyChoice>,
    creates_suites: bool,
    splits_suites: bool,
    offers_split: bool,
    tag: &'a str,
    columns_taken: String,
    columns: Vec<ColumnRow>,
    more_columns: String,
    remarks: Vec<String>,
    stamp: &'a str,
    /// True where there is a plan.
    is_planned: bool,
    filters: Vec<RowFilter>,
    show: &'static str,
    q: String,
    from: usize,
    rows: Vec<RowLine>,
    range: String,
    previous: String,
    next: String,
    promise: String,
    button: String,
    writes: bool,
}

#[derive(Template)]
#[template(path = "web/case-import-done.html")]
struct SummaryPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    code: &'a str,
    name: &'a str,
    sentence: String,
    is_good: bool,
    cases: Vec<(String, String, String)>,
    more: String,
}

/// Rows that a filter shows, by the word of the address.
const SHOWN: [(&str, &str); 6] = [
    ("all", "files-rows"),
    ("new", "files-new"),
    ("changed", "files-changed"),
    ("unchanged", "files-unchanged"),
    ("skipped", "files-skipped"),
    ("left-out", "files-left-out"),
];

/// Name of the fate of a row, as filters name it.
fn fate_name(fate: &Fate) -> &'static str {
    match fate {
        Fate::New => "new",
        Fate::Changed => "changed",
        Fate::Unchanged => "unchanged",
        fate if fate.is_left_out() => "left-out",
        Fate::Skipped { .. } => "skipped",
    }
}

/// Address of the plan that keeps the filter of a form.
pub fn address(request: &PageRequest, held: &HeldImport, form: &Form, note: &str) -> String {
    let mut query = Serializer::new(String::new());
    for name in ["show", "q", "from"] {
        if let Some(text) = form.get(name).filter(|text| *text != "0" && *text != "all") {
            query.append_pair(name, text);
        }
    }
    if !note.is_empty() {
        query.append_pair("note", note);
    }
    let (query, path) = (query.finish(), format!("/{}/import/cases/{}", request.code(), held.id));
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

/// The choices of a form; those that the form does not contain stay as before.
pub fn choices(before: &ImportChoices, form: &Form) -> ImportChoices {
    let mut choices = before.clone();
    let Some(policy) = form.get("policy") else { return choices };
    choices.policy = policy.parse().unwrap_or_default();
    choices.match_by = form.get("match").and_then(|word| word.parse().ok()).unwrap_or_default();
    choices.skip_new_suites = !form.is_checked("new_suites");
    choices.split_suites = form.is_checked("split_suites");
    choices.tag = form.get("tag").unwrap_or_default().to_owned();
    if form.text("encoding").is_some() {
        choices.encoding = form.get("encoding").map(str::to_owned);
    }
    if form.text("delimiter").is_some() {
        let of = |word: &str| DELIMITERS.iter().find(|(name, ..)| *name == word).map_or(word, |(_, sign, _)| sign).to_owned();
        choices.delimiter = form.get("delimiter").map(of);
    }
    if form.text("sheet").is_some() {
        choices.sheet = form.get("sheet").map(str::to_owned);
    }
    if let Some(line) = form.text("header_row") {
        choices.no_header_row = line == "none";
        choices.header_row = line.trim().parse().ok().filter(|line| *line > 0);
    }
    let (names, now, to) = (form.all("column"), form.all("was"), form.all("to"));
    // More than the page offers is not of the page.
    for ((name, _), to) in names.iter().zip(&now).zip(&to).take(COLUMNS).filter(|((_, was), to)| was != to) {
        choices.use_column(name, to);
    }
    // The form offers what can be; anything else is detected.
    while let Err(wrong) = choices.reading() {
        match wrong {
            "encoding" => choices.encoding = None,
            "delimiter" => choices.delimiter = None,
            _ => choices.header_row = None,
        }
    }
    let taken = form.all("take");
    for key in form.all("row").into_iter().take(PAGE * 4) {
        let Some(at) = key.get(1..).and_then(|at| at.parse::<usize>().ok()) else { continue };
        let left_out = if key.starts_with('s') { &mut choices.left_out_suites } else { &mut choices.left_out };
        if taken.contains(&key) {
            left_out.remove(&at);
        } else {
            left_out.insert(at);
        }
    }
    choices
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The name of a changed field.
fn field_name(tr: Tr, change: &FieldChange) -> String {
    match change.field.parse::<CaseField>() {
        Ok(field) => tr.text(&format!("sync-dialog-field-{}", <&str>::from(field).replace('_', "-"))).into_owned(),
        Err(_) if change.field == MILESTONE => tr.text("cases-column-milestone").into_owned(),
        // A custom field has the title that the workspace gives it.
        Err(_) => change.field.clone(),
    }
}

/// A value as a person reads it.
fn value(tr: Tr, change: &FieldChange, text: &str) -> String {
    use CaseField as F;
    let field = change.field.parse::<CaseField>();
    let is_word = matches!(field, Ok(F::Severity | F::Priority | F::Kind | F::Layer | F::Behavior | F::Automation | F::Status));
    let text = match (field, text) {
        (Ok(F::IsFlaky), "true") => tr.text("writing-yes").into_owned(),
        (Ok(F::IsFlaky), "false") => tr.text("writing-no").into_owned(),
        _ if is_word => word(tr, text),
        _ => text.to_owned(),
    };
    cut(tr, &text)
}

/// A text of the file, with a word where the page shows its beginning alone.
fn cut(tr: Tr, text: &str) -> String {
    let short: String = text.chars().take(VALUE).collect();
    if short.len() < text.len() { tr.fmt("web-import-cut", &[("text", short.into())]) } else { short }
}

fn change(tr: Tr, change: &FieldChange) -> ChangeRow {
    let [before, after] = [&change.before, &change.after].map(|text| value(tr, change, text));
    ChangeRow { name: field_name(tr, change), before, after, is_taken: change.is_taken }
}

/// Everything that the rows of a plan are made of.
struct Rows<'a> {
    tr: Tr,
    code: &'a str,
    read: &'a CasesRead,
    shown: &'a ShownPlan,
    /// Warnings of the reader by line.
    remarks: HashMap<u64, Vec<String>>,
}

impl<'a> Rows<'a> {
    fn new(tr: Tr, code: &'a str, read: &'a CasesRead, shown: &'a ShownPlan) -> Self {
        let mut remarks: HashMap<u64, Vec<String>> = HashMap::new();
        let report = &read.file.report;
        for note in report.notes.iter().filter(|note| columns::is_warning(note)) {
            let line = note.line.unwrap_or_default();
            remarks.entry(line).or_default().push(without_place(&tr.message(&note.message), &report.file, line));
        }
        Self { tr, code, read, shown, remarks }
    }

    /// Line, name of the fate, and the words that a search compares.
    fn head(&self, row: PreviewRow) -> Option<(u64, &'static str, String)> {
        let (plan, report) = (&self.shown.plan, &self.read.file.report);
        match row {
            PreviewRow::Row(i) => {
                let case = plan.rows.get(i)?;
                let code = case.number.map(|number| format!("{}-{number}", self.code)).unwrap_or_default();
                Some((case.line, fate_name(&case.fate), format!("{code} {}", case.title)))
            }
            PreviewRow::Suite(i) => {
                let suite = plan.suite_changes.get(i)?;
                let fate = match (suite.is_left_out, suite.is_taken()) {
                    (true, _) => "left-out",
                    (_, true) => "changed",
                    _ => "unchanged",
                };
                Some((suite.line, fate, columns::shown_path(&suite.suite)))
            }
            PreviewRow::LeftOut(i) => {
                let line = report.notes.get(i)?.line.unwrap_or_default();
                let name = report.names.get(&line).map(|[id, title]| format!("{id} {title}")).unwrap_or_default();
                Some((line, "skipped", name))
            }
            PreviewRow::Person(_) | PreviewRow::Relation(_) => None,
        }
    }

    /// Words about a row besides its changes.
    fn words(&self, row: PreviewRow) -> String {
        let (tr, plan, report) = (self.tr, &self.shown.plan, &self.read.file.report);
        let reason = |message: &Message, line| without_place(&tr.message(message), &report.file, line);
        let kept = |changes: &[FieldChange]| {
            let names: Vec<String> = changes.iter().filter(|c| !c.is_taken).map(|c| field_name(tr, c)).collect();
            let stay = || tr.fmt("files-cases-stay", &[("fields", names.join(", ").into())]);
            if names.is_empty() { String::new() } else { stay() }
        };
        match row {
            PreviewRow::Row(i) => plan.rows.get(i).map(|case| match &case.fate {
                Fate::New => {
                    let steps = self.read.file.rows.get(i).map_or(0, |row| count_steps(&row.content.steps));
                    let steps = (steps > 0).then(|| tr.fmt("files-steps", &[("n", number(steps).into())]));
                    let suite = (!case.suite.is_empty()).then(|| columns::shown_path(&case.suite));
                    [steps, suite].into_iter().flatten().collect::<Vec<_>>().join(" · ")
                }
                Fate::Skipped { reason: why } => reason(why, case.line),
                Fate::Changed | Fate::Unchanged => kept(&case.changes),
            }),
            PreviewRow::Suite(i) => plan.suite_changes.get(i).map(|suite| {
                let kept = kept(&suite.changes);
                let words = if kept.is_empty() { String::new() } else { format!(" · {kept}") };
                format!("{}{words}", tr.text("files-cases-suite"))
            }),
            PreviewRow::LeftOut(i) => report.notes.get(i).map(|note| reason(&note.message, note.line.unwrap_or_default())),
            PreviewRow::Person(_) | PreviewRow::Relation(_) => None,
        }
        .unwrap_or_default()
    }

    fn row(&self, row: PreviewRow) -> Option<RowLine> {
        let (tr, plan) = (self.tr, &self.shown.plan);
        let (line, fate, _) = self.head(row)?;
        let report = &self.read.file.report;
        let (mut code, mut title, mut key, mut changes, mut number) = Default::default();
        match row {
            PreviewRow::Row(i) => {
                let case = plan.rows.get(i)?;
                number = case.number;
                code = number.map(|number| format!("{}-{number}", self.code)).unwrap_or_default();
                title = case.title.clone();
                let has_box = matches!(&case.fate, Fate::New | Fate::Changed) || case.fate.is_left_out();
                key = if has_box { format!("r{i}") } else { String::new() };
                changes = case.changes.iter().take(CHANGES).map(|c| change(tr, c)).collect();
            }
            PreviewRow::Suite(i) => {
                let suite = plan.suite_changes.get(i)?;
                title = columns::shown_path(&suite.suite);
                key = if fate == "unchanged" { String::new() } else { format!("s{}", suite.at) };
                changes = suite.changes.iter().take(CHANGES).map(|c| change(tr, c)).collect();
            }
            _ => {
                if let Some(names) = report.names.get(&line) {
                    [code, title] = names.clone();
                }
            }
        }
        let word = match fate {
            "new" => "files-row-new",
            "changed" => "files-row-changed",
            "unchanged" => "files-row-unchanged",
            "left-out" => "files-row-left-out",
            _ => "files-row-skipped",
        };
        let remarks = self.remarks.get(&line).into_iter().flatten().cloned();
        let what: Vec<String> = [self.words(row)].into_iter().chain(remarks).filter(|words| !words.is_empty()).collect();
        Some(RowLine {
            line: if line > 0 { line.to_string() } else { String::new() },
            fate,
            word: tr.text(word).into_owned(),
            address: number.map(|n| format!("/{}/cases/{n}", self.code)).unwrap_or_default(),
            code: cut(tr, &code),
            title: cut(tr, &title),
            what: what.iter().map(|words| cut(tr, words)).collect::<Vec<_>>().join(" · "),
            changes,
            is_left_out: fate == "left-out",
            key,
        })
    }

    /// Remarks that belong to no row: of the plan, on the names of columns.
    fn of_file(&self) -> Vec<String> {
        let report = &self.read.file.report;
        let lines: std::collections::HashSet<u64> =
            self.read.rows(&self.shown.plan).into_iter().filter_map(|row| Some(self.head(row)?.0)).collect();
        let of_plan = self.shown.plan.warnings.iter().map(|warning| self.tr.message(warning));
        let of_report =
            report.notes.iter().filter(|note| columns::is_warning(note) && !lines.contains(&note.line.unwrap_or_default()));
        of_plan
            .chain(of_report.map(|note| self.tr.message(&note.message)))
            .take(REMARKS)
            .map(|words| cut(self.tr, &words))
            .collect()
    }
}

fn detect(tr: Tr, is_chosen: bool) -> Choice {
    Choice { value: String::new(), text: tr.text("files-detect").into_owned(), is_chosen }
}

/// The choices about reading that this file has.
fn reading(tr: Tr, read: &CasesRead, choices: &ImportChoices) -> Vec<ChoiceList> {
    let list = |name, key: &str, choices| ChoiceList { name, label: tr.text(key).into_owned(), choices };
    let mut lists = Vec::new();
    let Some(table) = &read.table else { return lists };
    if table.sheets.is_empty() {
        let is_detected = choices.encoding.is_none();
        let used = if is_detected { read.file.report.encoding.to_owned() } else { choices.encoding.clone().unwrap_or_default() };
        let mut all = vec![Choice { text: format!("{} ({used})", tr.text("files-detect")), ..detect(tr, is_detected) }];
        let offered = ENCODINGS.iter().map(|name| (*name).to_owned());
        let further = choices.encoding.iter().filter(|name| !ENCODINGS.contains(&name.as_str())).cloned();
        all.extend(offered.chain(further).map(|name| Choice {
            is_chosen: choices.encoding.as_ref() == Some(&name),
            text: name.to_uppercase(),
            value: name,
        }));
        lists.push(list("encoding", "files-encoding", all));
        let mut all = vec![detect(tr, choices.delimiter.is_none())];
        all.extend(DELIMITERS.iter().map(|(name, sign, key)| Choice {
            value: (*name).to_owned(),
            text: tr.text(key).into_owned(),
            is_chosen: choices.delimiter.as_deref() == Some(sign),
        }));
        lists.push(list("delimiter", "files-delimiter", all));
    } else {
        let mut all = vec![detect(tr, choices.sheet.is_none())];
        all.extend(table.sheets.iter().map(|sheet| Choice {
            value: sheet.clone(),
            text: sheet.clone(),
            is_chosen: choices.sheet.as_ref() == Some(sheet),
        }));
        lists.push(list("sheet", "files-sheet", all));
    }
    let mut all = vec![detect(tr, choices.header_row.is_none() && !choices.no_header_row)];
    all.extend(table.first_lines.iter().map(|(line, words)| Choice {
        value: line.to_string(),
        text: format!("{line} · {}", words.chars().take(48).collect::<String>()),
        is_chosen: choices.header_row == Some(*line),
    }));
    let none = tr.text("files-no-header-row").into_owned();
    all.push(Choice { value: "none".into(), text: none, is_chosen: choices.no_header_row });
    lists.push(list("header_row", "files-header-row", all));
    lists
}

fn policies(tr: Tr, now: Policy) -> Vec<PolicyChoice> {
    let of = |policy: Policy| {
        let value = <&str>::from(policy);
        PolicyChoice {
            value,
            text: tr.text(&format!("files-policy-{value}")).into_owned(),
            more: tr.text(&format!("files-policy-{value}-more")).into_owned(),
            is_chosen: policy == now,
        }
    };
    Policy::iter().map(of).collect()
}

fn matches(tr: Tr, now: MatchBy) -> ChoiceList {
    let of = |by: MatchBy| {
        let value = <&str>::from(by);
        Choice { value: value.into(), text: tr.text(&format!("files-match-{value}")).into_owned(), is_chosen: by == now }
    };
    ChoiceList { name: "match", label: tr.text("files-match").into_owned(), choices: MatchBy::iter().map(of).collect() }
}

/// The columns of the table with the field that each fills.
fn column_rows(tr: Tr, read: &CasesRead) -> Vec<ColumnRow> {
    let Some(table) = &read.table else { return Vec::new() };
    let uses = columns::uses(table);
    let names: Vec<(String, String)> = uses
        .into_iter()
        .map(|word| (word.to_owned(), tr.text(&format!("files-field-{}", word.replace('_', "-"))).into_owned()))
        .collect();
    let row = |column: &columns::Column| {
        let now = column.to.word().to_owned();
        let choice =
            |(word, text): &(String, String)| Choice { value: word.clone(), text: text.clone(), is_chosen: *word == now };
        let (class, key) = columns::origin(column);
        ColumnRow {
            shown: cut(tr, &column.name),
            name: column.name.clone(),
            sample: cut(tr, &column.sample),
            use_label: tr.fmt("files-column-use", &[("column", cut(tr, &column.name).into())]),
            uses: if column.name.chars().count() > COLUMN_NAME { Vec::new() } else { names.iter().map(choice).collect() },
            origin: (class, if key.is_empty() { String::new() } else { tr.text(key).into_owned() }),
            now,
        }
    };
    table.columns.iter().take(COLUMNS).map(row).collect()
}

/// The filters with the numbers of their rows.
fn filters(request: &PageRequest, held: &HeldImport, heads: &[(PreviewRow, &'static str, String)], show: &str) -> Vec<RowFilter> {
    let tr = request.tr;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, fate, _) in heads {
        *counts.entry(fate).or_default() += 1;
    }
    counts.insert("all", heads.len());
    let of = |(name, key): &(&'static str, &str)| {
        let count = counts.get(name).copied().unwrap_or_default();
        (count > 0 || *name == "all").then(|| RowFilter {
            address: address(request, held, &Form::of(vec![("show".into(), (*name).to_owned())]), ""),
            name,
            text: tr.text(key).into_owned(),
            count: tr.number(number(count)),
            is_here: *name == show,
        })
    };
    SHOWN.iter().filter_map(of).collect()
}

fn facts(tr: Tr, held: &HeldImport, read: &CasesRead) -> String {
    let numbers = [
        ("size", tr.bytes(held.size).into()),
        ("rows", number(read.file.report.rows).into()),
        ("format", tr.text(&format!("files-format-{}", <&str>::from(read.file.format))).into_owned().into()),
    ];
    let facts = tr.fmt("files-cases-file", &numbers);
    match read.file.report.suites.rows {
        0 => facts,
        suites => format!("{facts}, {}", tr.fmt("files-cases-file-suites", &[("n", number(suites).into())])),
    }
}

/// The page of a plan.
pub fn shown(
    request: &PageRequest,
    frame: &Frame,
    held: &HeldImport,
    state: &ImportState,
    read: &CasesRead,
    shown: Option<&ShownPlan>,
) -> Response {
    let (tr, choices) = (request.tr, &state.choices);
    let show = request.query.get("show").unwrap_or("all");
    let show = SHOWN.iter().find(|(name, _)| *name == show).map_or("all", |(name, _)| name);
    let q = request.query.get("q").unwrap_or_default().trim().to_owned();
    let mut notes: Vec<(&'static str, String)> = Vec::new();
    match request.query.get("note") {
        Some("changed") => notes.push(("blocked", tr.text("web-import-changed").into_owned())),
        Some("choices") => notes.push(("blocked", tr.text("web-import-choices").into_owned())),
        _ => {}
    }
    if let Some(failure) = &state.failure {
        notes.push(("failed", format!("{} {}", tr.message(&failure.message), tr.text("web-import-former"))));
    }
    if let Some(problem) = &read.problem {
        notes.push(("blocked", format!("{} {}", tr.message(&problem.message), tr.text("files-columns-title-needed"))));
    }
    if choices.importing().is_err() {
        notes.push(("failed", tr.text("web-import-tag-wrong").into_owned()));
    }
    let columns = column_rows(tr, read);
    let taken = read.table.as_ref().map_or(0, columns::taken);
    let all_columns = read.table.as_ref().map_or(0, |table| table.columns.len());
    let counts = [("taken", number(taken).into()), ("all", number(all_columns).into())];
    let mut page = PlanPage {
        frame,
        tr,
        code: frame.code(),
        here: address(request, held, &Form::default(), ""),
        name: &held.name,
        facts: facts(tr, held, read),
        notes,
        lists: reading(tr, read, choices).into_iter().chain([matches(tr, choices.match_by)]).collect(),
        policies: policies(tr, choices.policy),
        creates_suites: !choices.skip_new_suites,
        splits_suites: choices.split_suites,
        offers_split: choices.split_suites || shown.is_some_and(|shown| shown.plan.divided_titles > 0),
        tag: &choices.tag,
        columns_taken: tr.fmt("files-columns-taken", &counts),
        more_columns: match all_columns.saturating_sub(COLUMNS) {
            0 => String::new(),
            more => tr.fmt("web-import-columns-more", &[("n", number(more).into())]),
        },
        columns,
        remarks: Vec::new(),
        stamp: shown.map_or("", |shown| &shown.stamp),
        is_planned: shown.is_some(),
        filters: Vec::new(),
        show,
        from: 0,
        rows: Vec::new(),
        range: String::new(),
        previous: String::new(),
        next: String::new(),
        promise: String::new(),
        button: tr.fmt("files-cases-import-n", &[("n", number(0).into())]),
        writes: false,
        q,
    };
    let Some(shown) = shown else { return html(StatusCode::OK, &page) };
    let rows = Rows::new(tr, frame.code(), read, shown);
    page.remarks = rows.of_file();
    let heads: Vec<(PreviewRow, &'static str, String)> =
        read.rows(&shown.plan).into_iter().filter_map(|row| rows.head(row).map(|(_, fate, words)| (row, fate, words))).collect();
    page.filters = filters(request, held, &heads, show);
    let wanted = fold(&page.q);
    let is_wanted = |(_, fate, words): &&(PreviewRow, &'static str, String)| {
        (show == "all" || *fate == show) && (wanted.is_empty() || fold(words).contains(&wanted))
    };
    let found: Vec<PreviewRow> = heads.iter().filter(is_wanted).map(|(row, ..)| *row).collect();
    let from = request.query.get("from").and_then(|from| from.parse::<usize>().ok()).unwrap_or_default();
    let from = from.min(found.len().saturating_sub(1) / PAGE * PAGE);
    page.from = from;
    page.rows = found.iter().skip(from).take(PAGE).filter_map(|row| rows.row(*row)).collect();
    let part = |from: usize| {
        let pairs = [("show", show.to_owned()), ("q", page.q.clone()), ("from", from.to_string())];
        address(request, held, &Form::of(pairs.map(|(name, text)| (name.to_owned(), text)).to_vec()), "")
    };
    if from > 0 {
        page.previous = part(from - PAGE.min(from));
    }
    if from + PAGE < found.len() {
        page.next = part(from + PAGE);
    }
    if found.len() > PAGE {
        let [a, b, all] = [from + 1, (from + PAGE).min(found.len()), found.len()].map(|n| tr.number(number(n)));
        page.range = tr.fmt("web-import-range", &[("from", a.into()), ("to", b.into()), ("all", all.into())]);
    }
    let counts = &shown.plan.counts;
    let count = |name: &str| heads.iter().filter(|(_, fate, _)| *fate == name).count();
    let numbers = [
        ("created", number(counts.created).into()),
        ("updated", number(counts.updated).into()),
        ("unchanged", number(counts.unchanged).into()),
        ("skipped", number(count("skipped")).into()),
        ("left_out", number(count("left-out")).into()),
        ("changed_suites", number(counts.suites_updated).into()),
    ];
    page.promise = format!("{} {}", tr.fmt("files-cases-will", &numbers), tr.text("files-cases-will-undo"));
    page.writes = counts.written() > 0;
    page.button = match counts.created + counts.updated {
        0 if page.writes => tr.fmt("files-cases-import-suites", &[("n", number(counts.written()).into())]),
        cases => tr.fmt("files-cases-import-n", &[("n", number(cases).into())]),
    };
    html(StatusCode::OK, &page)
}

/// The page of an import that was written.
pub fn summary(request: &PageRequest, frame: &Frame, held: &HeldImport, written: &FinishedImport) -> Response {
    let (tr, counts) = (request.tr, &written.counts);
    let numbers = [
        ("created", number(counts.created).into()),
        ("updated", number(counts.updated).into()),
        ("skipped", number(written.skipped).into()),
        ("left_out", number(written.left_out).into()),
        ("suites", number(counts.suites_created).into()),
        ("changed_suites", number(counts.suites_updated).into()),
    ];
    let code = frame.code();
    let line = |(number, title): &(i64, String)| (format!("/{code}/cases/{number}"), format!("{code}-{number}"), title.clone());
    let more = written.total.saturating_sub(written.cases.len());
    let page = SummaryPage {
        frame,
        tr,
        code,
        name: &held.name,
        sentence: tr.fmt("files-cases-imported", &numbers),
        is_good: counts.written() > 0 || written.skipped == 0,
        cases: written.cases.iter().map(line).collect(),
        more: if more == 0 { String::new() } else { tr.fmt("web-import-more", &[("n", number(more).into())]) },
    };
    html(StatusCode::OK, &page)
}
