//! The state of the wizard: the file that was read, the plan of its import, and the step that a person is at.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::columns::Columns;
use super::rows::{RowFilter, Rows, ShownRows};
use super::subject::Subject;
use crate::backend::{Backend, UserError};
use crate::dialogs::path_field::PathField;
use crate::view::View;
use voluptas_app::files::import::FileRead;
use voluptas_formats::ReadOptions;
use voluptas_i18n::Tr;
use voluptas_jobs::{Failure, JobId, Query};
use voluptas_ui::widgets::Tone;

/// The step of the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Step {
    /// The path is being entered; the file may be being read.
    #[default]
    Select,
    /// The file was read.
    Preview,
    /// The import runs.
    Importing,
    /// The import has ended.
    Summary,
}

/// A plan with its rows as they are shown. The rows are taken over once.
type Planned<P> = (Arc<P>, Mutex<ShownRows>);

/// The dialog's state.
#[derive(Debug)]
pub struct Wizard<S: Subject> {
    pub(super) subject: S,
    pub(super) step: Step,
    pub(super) field: PathField,
    /// Choices for reading the file.
    pub(super) options: ReadOptions,
    pub(super) columns: Columns,
    /// Height of the question about a missing column.
    pub(super) asked_height: f32,
    /// The file could not be read with the present choices; an earlier reading is shown.
    pub(super) is_stale: bool,
    pub(super) reading: Query<Result<Arc<FileRead<S::File>>, Failure>>,
    pub(super) read: Option<Arc<FileRead<S::File>>>,
    pub(super) asked: Option<S::Question>,
    pub(super) planning: Query<Result<Planned<S::Plan>, Failure>>,
    pub(super) plan: Option<(S::Question, Arc<S::Plan>)>,
    pub(super) rows: Rows,
    pub(super) done: Option<S::Done>,
    /// The import that runs.
    pub(super) job: Option<JobId>,
    /// The reason why there is no plan or no import, with its tone.
    pub(super) error: Option<(Tone, String)>,
    /// The file is read at the next pass.
    pub(super) starts: bool,
}

impl<S: Subject> Default for Wizard<S> {
    fn default() -> Self {
        Self {
            subject: S::default(),
            step: Step::default(),
            field: PathField::default(),
            options: ReadOptions::default(),
            columns: Columns::default(),
            asked_height: 0.0,
            is_stale: false,
            reading: Query::default(),
            read: None,
            asked: None,
            planning: Query::default(),
            plan: None,
            rows: Rows::default(),
            done: None,
            job: None,
            error: None,
            starts: false,
        }
    }
}

impl<S: Subject> Wizard<S> {
    /// The dialog with a file that is read at once.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        Self { field: PathField::new(path.display().to_string()), starts: true, ..Self::default() }
    }

    /// True while it waits for the end of the import that it started.
    pub fn is_importing(&self) -> bool {
        self.step == Step::Importing
    }

    /// Takes the job of the import that it asked for.
    pub fn started(&mut self, job: Option<JobId>) {
        self.job = job;
    }

    /// True while it waits for a file.
    pub fn is_asking_for_file(&self) -> bool {
        self.step == Step::Select
    }

    /// Takes the end of the import.
    pub fn imported(&mut self, end: Result<S::Done, UserError>, tr: Tr, backend: &Backend) {
        match end {
            Ok(done) => {
                self.step = Step::Summary;
                self.subject.ended(&done, backend);
                self.done = Some(done);
            }
            Err(error) => {
                // The workspace may have changed since: what is shown is planned again.
                (self.step, self.asked, self.plan) = (Step::Preview, None, None);
                self.error = Some((error.tone(), error.text(tr)));
            }
        }
    }

    /// Shows rows of one fate; for the keyboard and for tests.
    pub fn filter(&mut self, filter: RowFilter) {
        self.rows.filter(filter);
    }

    /// The import that has ended.
    pub(super) fn finished(&self) -> Option<(&S::Question, &S::Done)> {
        let done = self.done.as_ref().filter(|_| self.step == Step::Summary)?;
        Some((&self.plan.as_ref()?.0, done))
    }

    /// True while closing would lose choices for a file that was read, or changes that it would make.
    pub(super) fn loses_choices(&self) -> bool {
        let is_chosen = self.options != ReadOptions::default() || self.subject.is_chosen();
        let changes = self.plan.as_ref().is_some_and(|(_, plan)| S::is_change(plan));
        match self.step {
            Step::Select => self.read.is_some() && is_chosen,
            Step::Preview => self.read.is_some() && (is_chosen || changes),
            Step::Importing | Step::Summary => false,
        }
    }

    /// Takes the answers that came, and plans where there is a file.
    pub(super) fn poll(&mut self, view: &View<'_>, backend: &Backend) {
        self.rows.poll(view, backend);
        if std::mem::take(&mut self.starts) {
            self.begin(backend);
        }
        if self.reading.poll() {
            match self.reading.get() {
                Some(Ok(read)) => {
                    // Rows that were left out stay so where the file still has the same rows.
                    let is_same = |old: &FileRead<S::File>| old.path == read.path && S::lines(&old.file).eq(S::lines(&read.file));
                    if !self.read.as_ref().is_some_and(|old| is_same(old)) {
                        self.subject.take_all();
                    }
                    self.read = Some(Arc::clone(read));
                    (self.step, self.asked, self.plan, self.error) = (Step::Preview, None, None, None);
                    self.is_stale = false;
                }
                Some(Err(failure)) => {
                    let error = UserError::from(failure.clone()).text(view.tr);
                    if self.step == Step::Select {
                        self.field.error = Some(error);
                    } else {
                        (self.error, self.is_stale) = (Some((Tone::Bad, error)), true);
                    }
                }
                None => {}
            }
        }
        if self.planning.poll() {
            match self.planning.get() {
                Some(Ok((plan, rows))) => {
                    if let Some(asked) = &self.asked {
                        let rows = std::mem::take(&mut *rows.lock().unwrap_or_else(PoisonError::into_inner));
                        self.rows.show(rows);
                        self.plan = Some((asked.clone(), Arc::clone(plan)));
                    }
                }
                Some(Err(failure)) => {
                    let error = UserError::from(failure.clone());
                    self.error = Some((Tone::Bad, error.text(view.tr)));
                }
                None => {}
            }
        }
        if let (Some((_, plan)), Some(done)) = (&self.plan, &self.done) {
            self.subject.complete(&mut self.rows, plan, done);
        }
        if self.step == Step::Preview {
            self.ask_plan(view, backend);
        }
    }

    /// Plans again where the file or a choice is another one.
    fn ask_plan(&mut self, view: &View<'_>, backend: &Backend) {
        let read = self.read.clone().filter(|read| read.problem.is_none());
        let (Some(read), Some(question)) = (read, self.subject.question(view)) else {
            (self.asked, self.plan) = (None, None);
            return;
        };
        if self.asked.as_ref() == Some(&question) {
            return;
        }
        let store = backend.workspace().map(|w| w.store.clone());
        self.asked = Some(question.clone());
        let tr = view.tr;
        self.planning.ask(&backend.runner, move || {
            let plan = S::plan(&read, store.as_ref(), &question)?;
            let rows = Mutex::new(S::rows(&read, &plan, tr));
            Ok((Arc::new(plan), rows))
        });
    }

    /// Begins to read the file.
    pub(super) fn begin(&mut self, backend: &Backend) {
        let path = match (&self.read, self.step) {
            (Some(read), Step::Preview) => Some(read.path.clone()),
            _ => self.field.typed(),
        };
        let Some(path) = path else { return };
        if self.read.as_ref().is_some_and(|read| read.path != path) {
            // The choices were made for the columns of another file.
            (self.options, self.columns) = (ReadOptions::default(), Columns::default());
        }
        let options = self.options.clone();
        self.field.error = None;
        self.reading.ask(&backend.runner, move || S::open(&path, options).map(Arc::new));
    }
}
