//! The tracker of a project in the settings: product, address and place of new issues.

use std::collections::BTreeMap;

use eframe::egui::Ui;

use crate::view::View;
use voluptas_app::integrations::trackers;
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::project::Project;
use voluptas_store::trackers::TrackerSettings;
use voluptas_ui::theme::{Palette, Type, space};
use voluptas_ui::widgets::{TextField, combo, text};

/// Products: the stored word, the key of the name, the usual address, a place as an example.
const PRODUCTS: [(&str, &str, &str, &str); 5] = [
    ("", "settings-tracker-none", "", ""),
    ("jira-cloud", "settings-tracker-jira-cloud", "https://team.atlassian.net", "SHOP"),
    ("jira-server", "settings-tracker-jira-server", "https://jira.example", "SHOP"),
    ("github", "settings-tracker-github", "https://api.github.com", "team/shop"),
    ("gitlab", "settings-tracker-gitlab", "https://gitlab.com", "group/shop"),
];

/// Trackers that were changed and are not saved yet.
pub type TrackerForms = BTreeMap<ProjectId, TrackerForm>;

/// Entered values of a tracker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackerForm {
    /// Place among the products; 0 for no tracker.
    product: usize,
    base_url: String,
    place: String,
    /// Type of new issues, which is set on the command line and kept here.
    issue_type: Option<String>,
}

impl TrackerForm {
    fn of(kept: Option<&TrackerSettings>) -> Self {
        let product = kept.and_then(|kept| PRODUCTS.iter().position(|(kind, ..)| *kind == kept.kind)).unwrap_or(0);
        let text = |field: fn(&TrackerSettings) -> &String| kept.map(|kept| field(kept).clone()).unwrap_or_default();
        Self {
            product,
            base_url: text(|kept| &kept.base_url),
            place: text(|kept| &kept.place),
            issue_type: kept.and_then(|kept| kept.issue_type.clone()),
        }
    }

    /// The tracker to store; `None` for none.
    pub fn settings(&self) -> Option<TrackerSettings> {
        let (kind, ..) = PRODUCTS.get(self.product).filter(|_| self.product > 0)?;
        Some(TrackerSettings {
            kind: (*kind).to_owned(),
            base_url: self.base_url.trim().to_owned(),
            place: self.place.trim().to_owned(),
            issue_type: self.issue_type.clone(),
        })
    }

    /// The field that cannot be saved, with the reason.
    fn problem(&self) -> Option<(&'static str, voluptas_core::domain::Message)> {
        let invalid = trackers::checked(self.settings()?).err()?;
        Some((if invalid.message.key == "tracker-error-place" { "place" } else { "base_url" }, invalid.message))
    }
}

/// False for trackers that cannot be saved.
pub fn are_valid(forms: &TrackerForms) -> bool {
    forms.values().all(|form| form.problem().is_none())
}

/// Draws the fields of a project.
pub fn show(ui: &mut Ui, project: &Project, forms: &mut TrackerForms, width: f32, view: &View<'_>) {
    let kept = view.cases.trackers.get(&project.id);
    let before = TrackerForm::of(kept);
    let mut form = forms.get(&project.id).cloned().unwrap_or_else(|| before.clone());
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let label = view.text("settings-tracker");
        text::label(ui, &label);
        let names = PRODUCTS.map(|(_, key, ..)| view.text(key));
        let picked = combo(ui, &format!("{label} · {}", project.code), "", Some(form.product), &names, width);
        if let Some(product) = picked {
            let was_usual = PRODUCTS.iter().any(|(_, _, url, _)| *url == form.base_url);
            form.product = product;
            if let Some((_, _, usual, _)) =
                PRODUCTS.get(product).filter(|(kind, ..)| was_usual && matches!(*kind, "github" | "gitlab"))
            {
                (*usual).clone_into(&mut form.base_url);
            } else if was_usual {
                form.base_url.clear();
            }
        }
        if let Some((_, _, usual, example)) = PRODUCTS.get(form.product).filter(|_| form.product > 0) {
            // Blank fields are no mistake yet; they cannot be saved.
            let problem = form.problem();
            let wrong = |field: &str, value: &str| {
                let of_field = problem.as_ref().filter(|(of, _)| *of == field && !value.trim().is_empty());
                of_field.map(|(_, message)| view.tr.message(message))
            };
            for (field, key, hint) in
                [("base_url", "settings-tracker-address", *usual), ("place", "settings-tracker-place", *example)]
            {
                let value = if field == "place" { &mut form.place } else { &mut form.base_url };
                let wrong = wrong(field, value);
                let label = view.text(key);
                TextField::new(value)
                    .id(super::id(&format!("tracker-{field}-{}", project.code)))
                    .label(&label)
                    .name(&format!("{label} · {}", project.code))
                    .hint(hint)
                    .error(wrong.as_deref())
                    .width(width)
                    .show(ui);
            }
            text::paragraph(ui, &view.text("settings-tracker-credential"), Type::Label, Palette::of(ui).text_faint);
        }
    });
    if form == before {
        forms.remove(&project.id);
    } else {
        forms.insert(project.id, form);
    }
}
