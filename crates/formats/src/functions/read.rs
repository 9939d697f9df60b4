//! Reads the function registry.
//!
//! Rules: cells are trimmed; a row without id or title is skipped; of rows with the same id the first is taken; a blank type is
//! guessed; a row with a type outside the seven is skipped; people are names, which the importer looks up or creates.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use super::sheets::NAME_MAX;
use super::{FunctionRow, FunctionRows, FunctionsFile, OpenedFunctions, sheets, tree, values};
use crate::cell::{self, List};
use crate::columns::Columns;
use crate::row::Row;
use crate::sheet::{Book, is_workbook};
use crate::table::{LOOK_ROWS, Source, Table, named_sheet};
use crate::{FormatError, ReadOptions, Report, Severity, Skip};
use smallvec::SmallVec;
use smol_str::SmolStr;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_core::domain::person::RaciRole;
use voluptas_core::domain::validate;

/// Maximum length of a FuncID and a title, in characters.
const TEXT_MAX: usize = 500;
/// Maximum length of an alias, in characters.
const ALIAS_MAX: usize = 200;

/// Reads a table of functions: the registry's 24 columns, the application's 11, the fixed schema's 15, the program's own, or any
/// mixture. Unknown columns become custom fields.
///
/// # Errors
/// [`FormatError`]: no text, no rows, or no column for the FuncID or the title.
pub fn read_functions(file: &str, bytes: &[u8]) -> Result<FunctionsFile, FormatError> {
    read_functions_with(file, bytes, &ReadOptions::default())
}

/// Reads a function registry with options. Of a workbook, the sheets with functions, people and relations are read and the others
/// ignored.
pub fn read_functions_with(file: &str, bytes: &[u8], options: &ReadOptions) -> Result<FunctionsFile, FormatError> {
    let opened = open_functions(file, bytes, options)?;
    opened.problem.map_or(Ok(opened.file), Err)
}

/// Reads a function registry as [`read_functions_with`] does, and gives the shape of its table.
///
/// # Errors
/// [`FormatError`]: no text, no rows, an unknown sheet. A missing column is no error but [`OpenedFunctions::problem`].
pub fn open_functions(file: &str, bytes: &[u8], options: &ReadOptions) -> Result<OpenedFunctions, FormatError> {
    if !is_workbook(bytes) {
        return read_table(file, &Source::read(file, bytes, "function", options)?);
    }
    let mut book = Book::open(file, bytes)?;
    let name = match &options.sheet {
        Some(wanted) => named_sheet(file, &book.names(), wanted)?,
        None => sheets::functions_sheet(file, &mut book, options)?,
    };
    let mut opened = read_table(file, &Source::of_book(file, &mut book, &name, "function", options)?)?;
    let functions = &mut opened.file;
    functions.persons = sheets::people(file, &mut book, &mut functions.report)?;
    functions.relations = sheets::relations(file, &mut book, &mut functions.report)?;
    Ok(opened)
}

fn read_table(file: &str, source: &Source<'_>) -> Result<OpenedFunctions, FormatError> {
    let Table { columns, rows: mut from, mut report, header_row } = source.table()?;
    let problem = columns.need(file, &["func_id"], "FuncID").and_then(|()| columns.need(file, &["title"], "Title")).err();
    for (_, name) in &columns.others {
        report.note(Severity::Info, 0, name, Message::new("formats-note-custom-column"));
    }
    let (rows, spellings, aliases) = (FunctionRows::default(), HashMap::new(), HashMap::new());
    let mut reading = Reading { table: &columns, report, rows, spellings, aliases, guessed: 0 };
    let (mut first, mut branch_glyphs): (Vec<Row>, usize) = (Vec::new(), 0);
    while let Some(row) = from.next(&columns, &mut reading.report)? {
        if problem.is_none() {
            branch_glyphs += ANCESTORS.iter().filter(|c| cell::is_branch_glyph(columns.get(&row, c))).count();
            if reading.row(&row).is_none() {
                reading.report.name(row.line, columns.get(&row, "func_id"), columns.get(&row, "title"));
            }
        }
        // A look at the table shows its first rows. The others need not stay in memory.
        if first.len() < LOOK_ROWS {
            first.push(row);
        }
    }
    let table = source.look(&columns, header_row, &first);
    let Reading { mut report, mut rows, guessed, .. } = reading;
    rows.shrink();
    if columns.has("parent") {
        check_parents(&mut rows, columns.name("parent"), &mut report);
    } else {
        for orphan in tree::find_parents(&mut rows) {
            let m = Message::new("formats-warning-orphan").with("name", &orphan.name);
            report.warn(rows.heads()[orphan.row].line, columns.name(orphan.column), m);
        }
    }
    report.taken = rows.len();
    report.sort();
    let (persons, relations) = (Vec::new(), Vec::new());
    let file = FunctionsFile { rows, persons, relations, report, branch_glyphs, types_guessed: guessed };
    Ok(OpenedFunctions { file, table, problem })
}

/// Notes parents that the file lacks; they stay, because the workspace may have them. Rows that are their own ancestors
/// move to the root: of each circle, the row that comes first in the file.
fn check_parents(rows: &mut FunctionRows, column: &str, report: &mut Report) {
    let places: HashMap<SmolStr, usize> = rows.heads().iter().enumerate().map(|(i, r)| (r.func_id.clone(), i)).collect();
    for at in 0..rows.len() {
        let row = &rows.heads()[at];
        match &row.parent {
            Some(parent) if *parent == row.func_id => {
                report.warn(row.line, column, Message::new("formats-warning-own-parent"));
                rows.set_parent(at, None);
            }
            Some(parent) => match places.get(parent) {
                // One text in memory for all children.
                Some(place) => {
                    let parent = rows.heads()[*place].func_id.clone();
                    rows.set_parent(at, Some(parent));
                }
                None => {
                    let m = Message::new("formats-note-parent-elsewhere").with("name", parent);
                    report.note(Severity::Info, row.line, column, m);
                }
            },
            None => {}
        }
    }
    // 0: not visited. Otherwise the number of the walk that visited the row, from 1.
    let mut seen = vec![0_usize; rows.len()];
    for start in 0..rows.len() {
        let mut at = Some(start);
        while let Some(i) = at.filter(|i| seen[*i] == 0) {
            seen[i] = start + 1;
            at = rows.heads()[i].parent.as_ref().and_then(|p| places.get(p).copied());
        }
        if let Some(closes) = at.filter(|i| seen[*i] == start + 1) {
            break_circle(rows, closes, &places, column, report);
        }
    }
}

/// Puts the first row of a circle of parents at the root.
fn break_circle(rows: &mut FunctionRows, at: usize, places: &HashMap<SmolStr, usize>, column: &str, report: &mut Report) {
    let heads = rows.heads();
    let parent = |i: usize| heads[i].parent.as_ref().and_then(|p| places.get(p).copied());
    let mut circle: Vec<usize> = std::iter::successors(Some(at), |i| parent(*i).filter(|p| *p != at)).collect();
    let first = circle.iter().enumerate().min_by_key(|(_, i)| **i).map_or(0, |(place, _)| place);
    circle.rotate_left(first);
    let mut names: Vec<&str> = circle.iter().take(CIRCLE_SHOWN).map(|i| heads[*i].func_id.as_str()).collect();
    names.push(if circle.len() > CIRCLE_SHOWN { "…" } else { names[0] });
    let m = Message::new("formats-warning-parent-circle").with("names", names.join(" → "));
    report.warn(heads[circle[0]].line, column, m);
    rows.set_parent(circle[0], None);
}

/// Maximum number of functions that the warning about a circle names.
const CIRCLE_SHOWN: usize = 5;

/// Columns that name an ancestor.
const ANCESTORS: [&str; 3] = ["module", "epic", "feature"];

/// The text of a custom field's JSON value. A value that is no text is kept as JSON.
fn plain(value: serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    }
}

/// Places of rows. Nearly all ids have one.
type Places = SmallVec<[usize; 1]>;

struct Reading<'t> {
    table: &'t Columns,
    report: Report,
    rows: FunctionRows,
    /// Places of the rows by their folded id: several where ids differ in letter case alone.
    spellings: HashMap<Box<str>, Places>,
    aliases: HashMap<String, u64>,
    guessed: usize,
}

impl Reading<'_> {
    /// Takes the function of a row; `None` when the row is skipped.
    fn row(&mut self, row: &Row) -> Option<()> {
        let line = row.line;
        let get = |column: &str| self.table.get(row, column);
        let (id, title) = (get("func_id"), get("title"));
        for (column, text) in [("func_id", id), ("title", title)] {
            if text.is_empty() {
                let name = self.table.name(column).to_owned();
                self.report.skip(Skip::Blank, line, &name, Message::new("formats-skip-blank"));
                return None;
            }
        }
        for (column, text) in [("func_id", id), ("title", title)] {
            let length = text.chars().count();
            if length > TEXT_MAX {
                let name = self.table.name(column).to_owned();
                let m = Message::new("formats-skip-too-long").count("length", length).count("max", TEXT_MAX);
                self.report.skip(Skip::TooLong, line, &name, m);
                return None;
            }
        }
        let folded = fold(id);
        self.check_id(id, &folded, line)?;
        let kind = self.kind(row)?;
        let content = self.content(row, kind);
        if let Err(invalid) = validate::function(&content) {
            let m = Message::new("formats-skip-invalid").with("key", invalid.message.key);
            self.report.skip(Skip::BadValue, line, invalid.field, m);
            return None;
        }
        self.spellings.entry(folded.into_boxed_str()).or_default().push(self.rows.len());
        let parent = Some(get("parent")).filter(|p| !p.is_empty()).map(str::to_owned);
        let people = self.people(row);
        self.rows.push(FunctionRow { line, content, parent, people });
        Some(())
    }

    fn check_id(&mut self, id: &str, folded: &str, line: u64) -> Option<()> {
        let spelled = self.spellings.get(folded).map_or(&[][..], |places| places.as_slice());
        let heads = self.rows.heads();
        if let Some(first) = spelled.iter().map(|at| &heads[*at]).find(|row| row.func_id == id) {
            let m = Message::new("formats-skip-duplicate").with("id", id).with("first", first.line);
            self.report.skip(Skip::Duplicate, line, self.table.name("func_id"), m);
            return None;
        }
        if let Some(other) = spelled.first().map(|at| &heads[*at]) {
            let (first, other) = (other.line, &other.func_id);
            let m = Message::new("formats-warning-id-case").with("id", id).with("first", first).with("other", other);
            self.report.warn(line, self.table.name("func_id"), m);
        }
        Some(())
    }

    fn kind(&mut self, row: &Row) -> Option<FunctionType> {
        let table = self.table;
        let (text, name) = (table.get(row, "type"), table.name("type"));
        if !text.is_empty() {
            let kind = values::kind(text);
            if kind.is_none() {
                self.report.skip(Skip::BadValue, row.line, name, Message::new("formats-skip-bad-type").with("value", text));
            }
            return kind;
        }
        let kind = values::guess_kind(self.table.get(row, "title"), self.table.get(row, "func_id"));
        match kind {
            Some(kind) => {
                self.guessed += 1;
                self.report.note(
                    Severity::Info,
                    row.line,
                    name,
                    Message::new("formats-note-type-guessed").with("type", kind.as_str()),
                );
            }
            None => self.report.skip(Skip::NoType, row.line, name, Message::new("formats-skip-no-type")),
        }
        kind
    }

    fn content(&mut self, row: &Row, kind: FunctionType) -> FunctionContent {
        let table = self.table;
        let some = |column: &str| Some(table.get(row, column)).filter(|t| !t.is_empty()).map(str::to_owned);
        let list = |column: &str, kind: List| cell::list(table.get(row, column), kind);
        for column in ["title", "description"] {
            if table.get(row, column).starts_with('=') {
                self.report.warn(row.line, table.name(column), Message::new("formats-warning-formula"));
            }
        }
        FunctionContent {
            func_id: table.get(row, "func_id").to_owned(),
            alias: some("alias").and_then(|alias| self.alias(alias, row.line)),
            title: table.get(row, "title").to_owned(),
            kind,
            description: some("description"),
            module: self.ancestor(row, "module"),
            epic: self.ancestor(row, "epic"),
            feature: self.ancestor(row, "feature"),
            stories: list("stories", List::Sentences),
            segment: self.dictionary(row, "segment", "segment"),
            tags: list("tags", List::Words),
            aliases: list("aliases", List::Words),
            is_crit: self.flag(row, "crit"),
            is_focus: self.flag(row, "focus"),
            test_cases_noted: list("test_cases", List::Words),
            automation_status: self.dictionary(row, "automation", "automation"),
            documentation_links: list("documentation", List::Links),
            maturity: some("maturity").map(|m| values::maturity(&m)).filter(|m| !m.is_empty()),
            status: some("status"),
            container: some("container"),
            database: some("database"),
            subsystems: list("subsystems", List::Words),
            external_services: list("external_services", List::Words),
            roles: list("roles", List::Words),
            custom_fields: self.custom_fields(row),
        }
    }

    /// The name of an ancestor; `None` for a branch glyph.
    fn ancestor(&self, row: &Row, column: &str) -> Option<String> {
        let text = self.table.get(row, column);
        (!text.is_empty() && !cell::is_branch_glyph(text)).then(|| text.to_owned())
    }

    fn alias(&mut self, alias: String, line: u64) -> Option<String> {
        let name = self.table.name("alias").to_owned();
        let length = alias.chars().count();
        if length > ALIAS_MAX {
            let m = Message::new("formats-warning-too-long").count("length", length).count("max", ALIAS_MAX);
            self.report.warn(line, &name, m);
            return None;
        }
        match self.aliases.entry(fold(&alias)) {
            Entry::Occupied(first) => {
                let m = Message::new("formats-warning-alias-twice").with("alias", &alias).with("first", first.get());
                self.report.warn(line, &name, m);
                None
            }
            Entry::Vacant(place) => {
                place.insert(line);
                Some(alias)
            }
        }
    }

    fn flag(&mut self, row: &Row, column: &'static str) -> bool {
        let text = self.table.get(row, column);
        cell::flag(text).unwrap_or_else(|| {
            let m = Message::new("formats-warning-flag").with("value", text);
            self.report.warn(row.line, self.table.name(column), m);
            false
        })
    }

    fn dictionary(&mut self, row: &Row, column: &'static str, list: &'static str) -> Option<String> {
        let text = self.table.get(row, column);
        if text.is_empty() {
            return None;
        }
        let spelled = values::spelled(list, text);
        let warning = if !spelled.known {
            Some(Message::new("formats-warning-unknown-value").with("value", text))
        } else if !spelled.as_written {
            Some(Message::new("formats-warning-respelled").with("value", text).with("as", &spelled.value))
        } else {
            None
        };
        if let Some(warning) = warning {
            self.report.warn(row.line, self.table.name(column), warning);
        }
        Some(spelled.value)
    }

    fn custom_fields(&mut self, row: &Row) -> BTreeMap<String, String> {
        let text = self.table.get(row, "custom_fields");
        let mut fields: BTreeMap<String, String> = BTreeMap::new();
        if !text.is_empty() {
            match serde_json::from_str::<BTreeMap<String, serde_json::Value>>(text) {
                Ok(read) => fields = read.into_iter().map(|(name, value)| (name, plain(value))).collect(),
                Err(_) => {
                    let m = Message::new("formats-warning-custom-fields");
                    self.report.warn(row.line, self.table.name("custom_fields"), m);
                }
            }
        }
        for (place, name) in &self.table.others {
            let value = row.at(*place);
            if !value.is_empty() {
                fields.insert(name.clone(), value.to_owned());
            }
        }
        fields
    }

    fn people(&mut self, row: &Row) -> Vec<(RaciRole, String)> {
        let mut people = Vec::new();
        for role in RaciRole::ALL {
            let mut names = cell::list(self.table.get(row, role.as_str()), List::Words);
            let is_single = matches!(role, RaciRole::Qa | RaciRole::Dev | RaciRole::Accountable);
            if is_single && names.len() > 1 {
                let m = Message::new("formats-warning-one-person").with("kept", &names[0]).with("others", names[1..].join(", "));
                self.report.warn(row.line, self.table.name(role.as_str()), m);
                names.truncate(1);
            }
            for name in &names {
                let length = name.chars().count();
                if length > NAME_MAX {
                    let m = Message::new("formats-warning-too-long").count("length", length).count("max", NAME_MAX);
                    self.report.warn(row.line, self.table.name(role.as_str()), m);
                }
            }
            let fitting = names.into_iter().filter(|name| name.chars().count() <= NAME_MAX);
            people.extend(fitting.map(|name| (role, name)));
        }
        people
    }
}
