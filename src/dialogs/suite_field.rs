//! The field of a dialog that says in which suite something lies.

use eframe::egui;

use crate::model::cases::SuiteLine;
use crate::view::View;
use voluptas_core::domain::ids::SuiteId;
use voluptas_ui::theme::{Palette, icons, space};
use voluptas_ui::widgets::{PickRow, Picker, text};

/// Indent of a suite below its parent.
const INDENT: &str = "    ";

/// True for a suite that is no longer in the project: somebody moved it to the trash.
pub(super) fn is_gone(place: Option<SuiteId>, view: &View<'_>) -> bool {
    place.is_some_and(|id| view.cases.project.is_some() && view.cases.suites().iter().all(|suite| suite.id != id))
}

/// Draws the field with its label. `keys` are those of the label and of the place outside any suite. The suite `without` and the
/// suites inside it are not offered.
pub(super) fn suite_field(
    ui: &mut egui::Ui,
    view: &View<'_>,
    keys: [&str; 2],
    place: &mut Option<SuiteId>,
    without: Option<SuiteId>,
) {
    let suites = offered(view.cases.suites(), without);
    let [label, root] = keys.map(|key| view.text(key));
    field(ui, view, &label, Some(&root), place, &suites, false);
}

/// Draws the field with its label. `root` is the text for the place outside any suite, where that is offered. `opens` opens its list.
pub(super) fn field(
    ui: &mut egui::Ui,
    view: &View<'_>,
    label: &str,
    root: Option<&str>,
    place: &mut Option<SuiteId>,
    suites: &[&SuiteLine],
    opens: bool,
) {
    let first = usize::from(root.is_some());
    let chosen = match *place {
        Some(id) => suites.iter().position(|suite| suite.id == id).map(|i| i + first),
        None => root.map(|_| 0),
    };
    let (filter, nothing) = (view.text("gui-filter"), view.text("gui-nothing-found"));
    let icon = Some((icons::SUITE, Palette::of(ui).text_secondary));
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        text::label(ui, label);
        let width = ui.available_width();
        let picker = Picker { name: label, placeholder: "", filter: &filter, nothing: &nothing, width };
        let row = |i: usize| match i.checked_sub(first).and_then(|i| suites.get(i)) {
            None => PickRow { icon, text: root.unwrap_or_default().to_owned(), note: String::new() },
            Some(suite) => PickRow {
                icon,
                text: format!("{}{}", INDENT.repeat(usize::from(suite.depth)), suite.title),
                note: view.tr.number(i64::from(suite.cases)),
            },
        };
        let rows = suites.len() + first;
        let picked = if opens { picker.show_opened(ui, chosen, rows, row) } else { picker.show(ui, chosen, rows, row) };
        if let Some(i) = picked {
            *place = i.checked_sub(first).and_then(|i| suites.get(i)).map(|suite| suite.id);
        }
    });
}

/// The suites without one of them and those in it.
pub(super) fn offered(suites: &[SuiteLine], without: Option<SuiteId>) -> Vec<&SuiteLine> {
    let mut inside = None;
    suites
        .iter()
        .filter(|suite| {
            if inside.is_some_and(|depth| suite.depth > depth) {
                return false;
            }
            inside = (Some(suite.id) == without).then_some(suite.depth);
            inside.is_none()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suite_is_not_offered_inside_itself() {
        let suite = |id: i64, depth: u16| SuiteLine { id: SuiteId(id), title: "".into(), depth, cases: 0, linked: 0 };
        let suites = [suite(1, 0), suite(2, 1), suite(3, 2), suite(4, 1), suite(5, 0)];
        let ids = |without: Option<i64>| offered(&suites, without.map(SuiteId)).iter().map(|s| s.id.0).collect::<Vec<_>>();
        assert_eq!(ids(Some(2)), [1, 4, 5]);
        assert_eq!(ids(Some(5)), [1, 2, 3, 4]);
        assert_eq!(ids(None), [1, 2, 3, 4, 5]);
    }
}
