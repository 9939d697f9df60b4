//! Names of the fields of a case.

use crate::view::View;
use voluptas_app::cases::edit::FormField;

/// Name of a field.
pub fn field_name(field: FormField, view: &View<'_>) -> String {
    view.text(field.name_key()).into_owned()
}
