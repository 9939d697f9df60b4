//! The tracker of a project in the settings: product, address and place of new issues.

use std::collections::BTreeMap;

use eframe::egui::Ui;

use crate::view::View;
use voluptas_app::integrations::trackers::{self, Kind};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::project::Project;
use voluptas_store::trackers::TrackerSettings;
use voluptas_ui::theme::{Palette, Type, space};
use voluptas_ui::widgets::{TextField, combo, text};

/// Trackers that were changed and are not saved yet.
pub type TrackerForms = BTreeMap<ProjectId, TrackerForm>;

/// Entered values of a tracker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackerForm {
    /// The tracker that the form began with. Another person may store another one while the form is open.
    before: Option<TrackerSettings>,
    /// `None` for no tracker.
    kind: Option<Kind>,
    base_url: String,
    place: String,
    /// Type of new issues, which is set on the command line and kept here.
    issue_type: Option<String>,
}

impl TrackerForm {
    fn new(before: Option<&TrackerSettings>) -> Self {
        let text = |field: fn(&TrackerSettings) -> &String| before.map(|kept| field(kept).clone()).unwrap_or_default();
        Self {
            before: before.cloned(),
            kind: before.and_then(|kept| kept.kind.parse().ok()),
            base_url: text(|kept| &kept.base_url),
            place: text(|kept| &kept.place),
            issue_type: before.and_then(|kept| kept.issue_type.clone()),
        }
    }

    /// The tracker to store; `None` for none.
    pub fn settings(&self) -> Option<TrackerSettings> {
        Some(TrackerSettings {
            kind: self.kind?.as_str().to_owned(),
            base_url: self.base_url.trim().to_owned(),
            place: self.place.trim().to_owned(),
            issue_type: self.issue_type.clone(),
        })
    }

    fn is_changed(&self) -> bool {
        // A product that this version does not know is no choice of this person.
        self.settings() != Self::new(self.before.as_ref()).settings()
    }

    /// Selects another product. Its usual address replaces that of the former product, but not a typed address.
    fn choose(&mut self, kind: Option<Kind>) {
        let usual = |kind: Kind| trackers::kinds().find(|(of, _)| *of == kind).and_then(|(_, address)| address);
        let is_own = !self.base_url.is_empty() && trackers::kinds().all(|(_, usual)| usual != Some(&*self.base_url));
        if !is_own {
            self.base_url = kind.and_then(usual).unwrap_or_default().to_owned();
        }
        self.kind = kind;
    }

    /// The field that cannot be saved, with the reason.
    fn problem(&self) -> Option<(&'static str, Message)> {
        let invalid = trackers::checked(self.settings()?).err()?;
        Some((invalid.field, invalid.message))
    }
}

/// Examples of an address and a place.
fn examples(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::JiraCloud => ("https://team.atlassian.net", "SHOP"),
        Kind::JiraServer => ("https://jira.example", "SHOP"),
        Kind::Github => ("https://api.github.com", "team/shop"),
        Kind::Gitlab => ("https://gitlab.com", "group/shop"),
    }
}

/// False for trackers that cannot be saved.
pub fn are_valid(forms: &TrackerForms) -> bool {
    forms.values().all(|form| form.problem().is_none())
}

/// Draws the fields of a project.
pub fn show(ui: &mut Ui, project: &Project, forms: &mut TrackerForms, width: f32, view: &View<'_>) {
    let mut form = forms.remove(&project.id).unwrap_or_else(|| TrackerForm::new(view.cases.trackers.get(&project.id)));
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let label = view.text("settings-tracker");
        text::label(ui, &label);
        let kinds: Vec<Option<Kind>> = [None].into_iter().chain(trackers::kinds().map(|(kind, _)| Some(kind))).collect();
        let name = |kind: &Option<Kind>| match kind {
            Some(kind) => view.text(&format!("settings-tracker-{}", kind.as_str())),
            None => view.text("settings-tracker-none"),
        };
        let names: Vec<_> = kinds.iter().map(name).collect();
        let at = kinds.iter().position(|kind| *kind == form.kind);
        if let Some(picked) = combo(ui, &format!("{label} · {}", project.code), "", at, &names, width) {
            form.choose(kinds.get(picked).copied().flatten());
        }
    });
    if let Some((address, place)) = form.kind.map(examples) {
        // Blank fields are no mistake yet; they cannot be saved.
        let problem = form.problem();
        let show = |ui: &mut Ui, value: &mut String, field: &str, key: &str, hint: &str| {
            let of_field = problem.as_ref().filter(|(of, _)| *of == field && !value.trim().is_empty());
            let wrong = of_field.map(|(_, message)| view.tr.message(message));
            let label = view.text(key);
            TextField::new(value)
                .id(super::id(&format!("tracker-{field}-{}", project.code)))
                .label(&label)
                .name(&format!("{label} · {}", project.code))
                .hint(hint)
                .error(wrong.as_deref())
                .width(width)
                .show(ui);
        };
        show(ui, &mut form.base_url, "base_url", "settings-tracker-address", address);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            show(ui, &mut form.place, "place", "settings-tracker-place", place);
            text::paragraph(ui, &view.text("settings-tracker-credential"), Type::Label, Palette::of(ui).text_faint);
        });
    }
    if form.is_changed() {
        forms.insert(project.id, form);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_address_of_a_product_follows_the_product() {
        let mut form = TrackerForm::new(None);
        form.choose(Some(Kind::Github));
        assert_eq!(form.base_url, "https://api.github.com");
        form.choose(Some(Kind::JiraCloud));
        assert_eq!(form.base_url, "", "every team has its own");
        form.choose(Some(Kind::Gitlab));
        assert_eq!(form.base_url, "https://gitlab.com");
        form.base_url = "https://git.team.example".into();
        form.choose(Some(Kind::Github));
        assert_eq!(form.base_url, "https://git.team.example", "an address that was typed");
    }

    #[test]
    fn a_problem_names_its_field() {
        let mut form = TrackerForm::new(None);
        form.choose(Some(Kind::Github));
        for (address, place, wrong) in [
            ("https://api.github.com", "shop", Some("place")),
            ("ftp://api.github.com", "team/shop", Some("base_url")),
            ("https://api.github.com", "team/shop", None),
        ] {
            (form.base_url, form.place) = (address.into(), place.into());
            assert_eq!(form.problem().map(|(field, _)| field), wrong, "{address} {place}");
        }
    }

    #[test]
    fn a_form_is_changed_when_it_differs_from_the_tracker_that_it_began_with() {
        let kept = TrackerSettings {
            kind: "gitlab".into(),
            base_url: "https://gitlab.com".into(),
            place: "group/shop".into(),
            issue_type: None,
        };
        let mut form = TrackerForm::new(Some(&kept));
        assert!(!form.is_changed());
        form.choose(None);
        assert!(form.is_changed());
        form.choose(Some(Kind::Gitlab));
        assert!(!form.is_changed(), "chosen back");
    }
}
