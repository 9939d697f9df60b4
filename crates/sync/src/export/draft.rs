//! Creates the content of a case from a function that has none.

use crate::convert::Fields;
use voluptas_core::domain::case::CaseContent;
use voluptas_core::domain::function::FunctionContent;
use voluptas_core::domain::validate::TITLE_MAX;

/// A case from a function: title (without a type before it) or FuncID, description, critical if the function is on the critical
/// list, high priority if it is on the focus list, automated if its automation is. Fills the custom fields `functional_id`,
/// `module`, `epic` and `feature` that the account has.
pub fn draft(function: &FunctionContent, fields: &Fields) -> CaseContent {
    let title = Some(function.plain_title()).filter(|t| !t.trim().is_empty()).unwrap_or(&function.func_id);
    let mut content = CaseContent {
        title: title.trim().chars().take(TITLE_MAX).collect(),
        description: function.description.clone(),
        severity: if function.is_crit { "critical" } else { "normal" }.into(),
        priority: if function.is_focus { "high" } else { "medium" }.into(),
        automation: match function.automation_status.as_deref() {
            Some("Automated") => "automated",
            Some("In Progress") => "to-be-automated",
            _ => "is-not-automated",
        }
        .into(),
        ..CaseContent::default()
    };
    let values = [
        ("functional_id", Some(&function.func_id)),
        ("module", function.module.as_ref()),
        ("epic", function.epic.as_ref()),
        ("feature", function.feature.as_ref()),
    ];
    for (name, value) in values {
        if let (Some(field), Some(value)) = (fields.custom_by_name(name), value) {
            content.custom_fields.insert(field.title.clone(), value.clone());
        }
    }
    content.normalise();
    content
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_qase::model::CustomField;

    #[test]
    fn what_matters_of_the_function_is_in_the_case() {
        let custom: Vec<CustomField> = serde_json::from_value(serde_json::json!([
            { "id": 3, "title": "Functional ID", "entity": "case", "type": "string", "is_enabled_for_all_projects": true },
        ]))
        .expect("fields");
        let fields = Fields::read(&[], &custom, "SHOP", &[]);
        let f = FunctionContent {
            func_id: "shop.pay".into(),
            title: "Pay".into(),
            is_crit: true,
            is_focus: true,
            automation_status: Some("Automated".into()),
            module: Some("Shop".into()),
            ..FunctionContent::default()
        };
        let c = draft(&f, &fields);
        assert_eq!((c.title.as_str(), c.severity.as_str(), c.priority.as_str()), ("Pay", "critical", "high"));
        let prefixed = FunctionContent { title: "[Feature]: Pay".into(), ..f.clone() };
        assert_eq!(draft(&prefixed, &fields).title, "Pay");
        assert_eq!((c.automation.as_str(), c.kind.as_str()), ("automated", "other"));
        assert_eq!(c.custom_fields, [("Functional ID".to_owned(), "shop.pay".to_owned())].into());
    }
}
