//! Configurations of a new run that its project does not have yet, typed as "Browser = Chrome".

use eframe::egui::{Key, Ui, vec2};

use crate::dialogs::flow::id;
use crate::view::View;
use voluptas_ui::theme::space;
use voluptas_ui::widgets::{TextField, toggle_chip};

/// Typed configurations.
#[derive(Debug, Default)]
pub(super) struct NewConfigurations {
    /// Names of the group and of the value, in the order in which they were typed.
    added: Vec<(String, String)>,
    /// Text of the field.
    typed: String,
}

impl NewConfigurations {
    /// All of them, also those that are still in the field.
    pub(super) fn all(&self) -> Vec<(String, String)> {
        self.added.iter().cloned().chain(pairs(&self.typed).unwrap_or_default()).collect()
    }

    /// True when nothing was entered.
    pub(super) fn is_blank(&self) -> bool {
        self.added.is_empty() && self.typed.trim().is_empty()
    }

    /// False while a part of the field's text lacks a name or a value.
    pub(super) fn is_valid(&self) -> bool {
        pairs(&self.typed).is_ok()
    }

    /// Draws the added ones and the field. Enter in the field adds its text; a chip that is switched off goes.
    pub(super) fn show(&mut self, ui: &mut Ui, view: &View<'_>) {
        let label = view.text("manual-run-configurations-new");
        let hint = view.text("manual-run-configurations-hint");
        if !self.added.is_empty() {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
                self.added.retain(|(group, value)| {
                    let mut on = true;
                    toggle_chip(ui, &mut on, &format!("{group} = {value}"));
                    on
                });
            });
        }
        let name = id("new-run-configurations");
        let problem = pairs(&self.typed).err().map(|key| view.text(key));
        // Half a name is no mistake while the person types.
        let is_typing = ui.memory(|memory| memory.has_focus(name));
        let field = TextField::new(&mut self.typed).label(&label).hint(&hint).id(name);
        let field = match &problem {
            None => field,
            Some(problem) if is_typing => field.note(problem),
            Some(problem) => field.error(Some(problem)),
        };
        let field = field.show(ui);
        if field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter)) {
            if let Ok(pairs) = pairs(&self.typed) {
                for pair in pairs {
                    if !self.added.contains(&pair) {
                        self.added.push(pair);
                    }
                }
                self.typed.clear();
            }
            field.request_focus();
        }
    }
}

/// The names of the typed configurations, which commas, semicolons and line ends separate.
///
/// # Errors
/// Key of a sentence: a part has no name or no value, or a value with "=".
fn pairs(typed: &str) -> Result<Vec<(String, String)>, &'static str> {
    let parts = typed.split([',', ';', '\n', '\r']).map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (group, value) = part.split_once('=').ok_or("manual-run-configurations-unfit")?;
            let [group, value] = [group, value].map(str::trim);
            if group.is_empty() || value.is_empty() {
                return Err("manual-run-configurations-unfit");
            }
            if value.contains('=') {
                return Err("manual-run-configurations-sign");
            }
            Ok((group.to_owned(), value.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configurations_are_names_with_values() {
        let named =
            |typed: &str| pairs(typed).map(|all| all.iter().map(|(group, value)| format!("{group}:{value}")).collect::<Vec<_>>());
        assert_eq!(named(" Browser = Chrome , OS=Linux,"), Ok(vec!["Browser:Chrome".into(), "OS:Linux".into()]));
        let three = ["Browser:Chrome", "Browser:Firefox", "OS:Linux"].map(String::from).to_vec();
        assert_eq!(named("Browser = Chrome, Browser = Firefox; OS = Linux"), Ok(three.clone()));
        assert_eq!(named("Browser = Chrome\r\nBrowser = Firefox\nOS = Linux;"), Ok(three));
        assert_eq!(named("  "), Ok(vec![]));
        for unfit in ["Browser", "Browser =", "= Chrome", "OS = Linux, Browser", "Browser = Chrome, Firefox; OS = Linux"] {
            assert_eq!(named(unfit), Err("manual-run-configurations-unfit"), "{unfit}");
        }
        assert_eq!(named("Browser = Chrome = 2"), Err("manual-run-configurations-sign"));
    }
}
