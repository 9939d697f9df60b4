//! The part of the wizard that differs from one kind of files to another.

use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;

use eframe::egui::Ui;

use super::choice_parts::Room;
use super::columns::ColumnFields;
use super::rows::{LeftOut, List, Rows, ShownRows};
use crate::action::Action;
use crate::backend::Backend;
use crate::view::View;
use voluptas_app::files::import::{FieldChange, FileRead, PreviewRow};
use voluptas_core::domain::ids::Thing;
use voluptas_formats::{ReadOptions, Report};
use voluptas_i18n::Tr;
use voluptas_jobs::Failure;
use voluptas_store::Store;
use voluptas_ui::widgets::Tone;

/// Fixed words of a subject. Those of a person are keys of texts.
pub struct Words {
    /// Name of the dialog.
    pub id: &'static str,
    /// Title of the dialog.
    pub title: &'static str,
    /// Note below the field for the path.
    pub note: &'static str,
    /// Kinds of files, as the system's dialog names them.
    pub kinds: &'static str,
    /// Endings of the files.
    pub endings: &'static [&'static str],
    /// Name that the system's dialog suggests.
    pub file_name: &'static str,
    /// Remedy for a table without the columns that it needs.
    pub needed: &'static str,
    /// Sentence while a plan is made.
    pub planning: &'static str,
    /// Fields that a column can fill.
    pub columns: &'static ColumnFields,
}

/// A kind of files that the wizard imports, with the choices of a person about it.
pub trait Subject: Default + Debug {
    /// Content of a file.
    type File: Debug + Send + Sync + 'static;
    /// Input of a plan: a plan for other input is stale.
    type Question: Debug + Clone + PartialEq + Send + 'static;
    type Plan: Debug + Send + Sync + 'static;
    /// A finished import.
    type Done: Debug;

    /// Fixed words.
    const WORDS: Words;
    /// Columns and icons of the list of rows.
    const LIST: List;

    /// Reads a file. Blocks.
    ///
    /// # Errors
    /// The file cannot be read.
    fn open(path: &Path, options: ReadOptions) -> Result<FileRead<Self::File>, Failure>;

    /// The report on a file.
    fn report(file: &Self::File) -> &Report;

    /// Lines of the rows that can be left out.
    fn lines(file: &Self::File) -> impl Iterator<Item = u64> + '_;

    /// Format and numbers of a file, as a sentence.
    fn facts(read: &FileRead<Self::File>, tr: Tr) -> String;

    /// Input of the plan; `None` while a choice is missing.
    fn question(&self, view: &View<'_>) -> Option<Self::Question>;

    /// Plans the import. Blocks.
    fn plan(read: &FileRead<Self::File>, store: Option<&Store>, question: &Self::Question) -> Result<Self::Plan, Failure>;

    /// The rows of a plan as they are shown. Takes a while for a large file.
    fn rows(read: &FileRead<Self::File>, plan: &Self::Plan, tr: Tr) -> ShownRows;

    /// Fields of a row that differ.
    fn changes(plan: &Self::Plan, row: PreviewRow) -> &[FieldChange];

    /// True when the import would write something.
    fn is_change(plan: &Self::Plan) -> bool;

    /// The label of the button that imports.
    fn import_label(plan: Option<&Self::Plan>, view: &View<'_>) -> String;

    /// The sentence about the planned import, and the one about undo.
    fn promise(question: &Self::Question, plan: &Self::Plan, left_out: LeftOut, tr: Tr) -> [String; 2];

    /// The import as it is shown, to be done.
    fn import(read: &Arc<FileRead<Self::File>>, question: &Self::Question, plan: &Arc<Self::Plan>) -> Action;

    /// The sentence about a finished import, with its tone. `skipped` counts the rows that the reader or the plan left out, and not a
    /// person.
    fn summary(done: &Self::Done, tr: Tr) -> (Tone, String);

    /// The operation that a finished import wrote.
    fn operation(done: &Self::Done) -> Option<i64>;

    /// True when a person made a choice about the import.
    fn is_chosen(&self) -> bool;

    /// Takes all rows again that a person left out.
    fn take_all(&mut self);

    /// Leaves out the rows whose box is not checked, and no others.
    fn leave_out(&mut self, plan: &Self::Plan, unchecked: &[PreviewRow]);

    /// Draws the choices about the import in the column at the left.
    fn choices(&mut self, ui: &mut Ui, view: &View<'_>, plan: Option<&Self::Plan>, width: f32, room: Room);

    /// Asks for the choice without which there is no question.
    fn ask(&mut self, _ui: &mut Ui, _view: &View<'_>, _read: &FileRead<Self::File>) {}

    /// The label of the button while that choice is missing.
    fn missing(&self, _view: &View<'_>) -> Option<&'static str> {
        None
    }

    /// A notice above the rows of a plan.
    fn foreword(_view: &View<'_>, _backend: &Backend) -> Option<String> {
        None
    }

    /// A notice about something that the import made beside its rows.
    fn aftermath(_question: &Self::Question, _done: &Self::Done, _tr: Tr) -> Option<String> {
        None
    }

    /// The written functions or cases, in the order of the file.
    fn written(done: &Self::Done) -> Vec<Thing>;

    /// The action with which a person goes on after the dialog.
    fn after(_question: &Self::Question, _done: &Self::Done) -> Option<Action> {
        None
    }

    /// Code of the project of the import; `None` for functions.
    fn project(_question: &Self::Question) -> Option<&str> {
        None
    }

    /// Requests data that the rows of a finished import need.
    fn ended(&mut self, _done: &Self::Done, _backend: &Backend) {}

    /// Puts it into the rows.
    fn complete(&mut self, _rows: &mut Rows, _plan: &Self::Plan, _done: &Self::Done) {}
}
