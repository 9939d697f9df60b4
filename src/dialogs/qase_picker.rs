//! Lists of projects and runs of Qase, for fields of the settings. A list is read in the background when its button is first
//! pressed, with the values that are typed in the dialog.

use eframe::egui::{Popup, PopupCloseBehavior, RectAlign, Response, Ui};

use crate::backend::{Backend, UserError};
use crate::view::View;
use voluptas_app::qase::connector::Connector;
use voluptas_app::qase::lists::Listed;
use voluptas_core::base::Secret;
use voluptas_jobs::{Busy, JobError, JobHandle, JobRunner};
use voluptas_settings::Account;
use voluptas_ui::theme::{Palette, Type, space};
use voluptas_ui::widgets::picker::{PickRow, Picker};
use voluptas_ui::widgets::{Button, text};

/// The values that a list was asked for with: other values make another list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickerRequest {
    /// The typed token; `None` uses the token in force.
    pub token: Option<Secret>,
    /// The address that was typed.
    pub base_url: String,
    /// The project whose list it is.
    pub project: Option<String>,
}

/// The list.
#[derive(Debug)]
pub struct PickerState<T> {
    asked: Option<PickerRequest>,
    job: Option<JobHandle<Listed<T>>>,
    rows: Option<Vec<T>>,
    trouble: Option<UserError>,
}

impl<T> Default for PickerState<T> {
    fn default() -> Self {
        Self { asked: None, job: None, rows: None, trouble: None }
    }
}

/// Texts and place of a list.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// Texts.
    pub view: &'a View<'a>,
    /// Access to the connection.
    pub backend: &'a Backend,
    /// The values to ask with.
    pub asked: &'a PickerRequest,
    /// Accessible name.
    pub name: &'a str,
    /// Text of an empty list.
    pub empty: &'a str,
    /// Width in points: that of its field.
    pub width: f32,
}

impl<T> PickerState<T> {
    /// The rows, if they were read with the same values.
    pub fn rows(&self, asked: &PickerRequest) -> &[T] {
        self.rows.as_deref().filter(|_| self.asked.as_ref() == Some(asked)).unwrap_or_default()
    }

    fn poll(&mut self) {
        let Some(end) = self.job.as_mut().and_then(JobHandle::try_take) else { return };
        self.job = None;
        match end {
            Ok(Listed(rows)) => self.rows = Some(rows),
            Err(JobError::Failed(f)) => self.trouble = Some(UserError::from(f)),
            // A person stopped it in the activity panel: the next opening asks again.
            Err(JobError::Cancelled(_)) => self.asked = None,
        }
    }

    fn ask(
        &mut self,
        backend: &Backend,
        asked: &PickerRequest,
        read: &impl Fn(&JobRunner, Connector, &PickerRequest) -> ListJob<T>,
    ) {
        let Some(mut connector) = backend.connector(Account::Primary).cloned() else { return };
        connector.config.base_url.value.clone_from(&asked.base_url);
        *self = Self { asked: Some(asked.clone()), ..Self::default() };
        self.job = read(&backend.runner, connector, asked).ok();
    }

    /// Draws the list at its button while it is open; gives the chosen row. `read` starts the reading.
    pub fn below(
        &mut self,
        ui: &mut Ui,
        button: &Response,
        ask: Ask<'_>,
        read: impl Fn(&JobRunner, Connector, &PickerRequest) -> ListJob<T>,
        row: impl Fn(&T) -> PickRow,
    ) -> Option<usize> {
        let Ask { view, backend, asked, name, empty, width } = ask;
        self.poll();
        // The button's press opens the list later in this pass.
        let opens = button.clicked() && !Popup::is_id_open(ui.ctx(), Popup::default_response_id(button));
        if opens && (self.asked.as_ref() != Some(asked) || self.trouble.is_some()) {
            self.ask(backend, asked, &read);
        }
        if let Some(rows) = self.rows.as_ref().filter(|r| !r.is_empty()) {
            let (filter, nothing) = (view.text("gui-settings-list-find"), view.text("gui-nothing-found"));
            let picker = Picker { name, placeholder: "", filter: &filter, nothing: &nothing, width };
            return picker.below(ui, button, RectAlign::BOTTOM_END, None, rows.len(), |i| row(&rows[i]));
        }
        let mut again = false;
        Popup::from_toggle_button_response(button)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .align(RectAlign::BOTTOM_END)
            .width(width)
            .show(|ui| {
                ui.set_width(width - space::M);
                let p = Palette::of(ui);
                ui.add_space(space::XS);
                if let Some(trouble) = &self.trouble {
                    text::paragraph(ui, &trouble.text(view.tr), Type::Body, p.failed);
                    again = Button::secondary(&view.text("gui-settings-list-again")).small().show(ui).clicked();
                } else if self.job.is_some() {
                    text::line(ui, &view.text("gui-loading"), Type::Body, p.text_secondary);
                    ui.ctx().request_repaint_after(std::time::Duration::from_millis(250));
                } else if self.rows.is_some() {
                    text::paragraph(ui, empty, Type::Body, p.text_secondary);
                } else {
                    text::paragraph(ui, &view.text("gui-settings-list-no-way"), Type::Body, p.text_secondary);
                }
                ui.add_space(space::XS);
            });
        if again {
            self.ask(backend, asked, &read);
        }
        None
    }
}

/// A reading that was started.
pub type ListJob<T> = Result<JobHandle<Listed<T>>, Busy>;
