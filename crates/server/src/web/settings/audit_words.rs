//! Words of the audit: its actions and the values that were sent, in the language of the visitor. An unknown one stays as it is stored.

use super::tokens::role_key;
use serde_json::{Map, Value};
use voluptas_core::domain::message::Message;
use voluptas_core::domain::user::Role;
use voluptas_i18n::Tr;

/// Actions that the filter of the page offers.
pub const OFFERED: [&str; 30] = [
    "sign-in",
    "sign-out",
    "refused-sign-in",
    "refused-token",
    "refused-right",
    "create-user",
    "rename-user",
    "remove-user",
    "invite-user",
    "set-role",
    "set-password",
    "set-email",
    "link-identity",
    "unlink-identity",
    "create-token",
    "revoke-token",
    "create-project",
    "change-project",
    "delete-project",
    "change-retention",
    "apply-retention",
    "set-limits",
    "create-webhook",
    "change-webhook",
    "delete-webhook",
    "change-tracker",
    "delete-case",
    "delete-run",
    "update-result",
    "delete-result",
];

/// `create-token` as words.
pub fn action(tr: Tr, action: &str) -> String {
    // The same operation through the paths of another tool.
    let action = action.strip_prefix("testops-").unwrap_or(action);
    let whole = format!("web-audit-do-{action}");
    if tr.has(&whole) {
        return tr.text(&whole).into_owned();
    }
    let Some((verb, thing)) = action.split_once('-') else { return action.to_owned() };
    let key = match verb {
        "create" => "web-audit-create",
        "change" | "update" | "set" => "web-audit-change",
        "delete" | "remove" => "web-audit-delete",
        "upload" => "web-audit-upload",
        _ => return action.to_owned(),
    };
    let thing = format!("web-audit-of-{thing}");
    if tr.has(&thing) { tr.message(&Message::new(key).with("thing", tr.text(&thing))) } else { action.to_owned() }
}

/// The values of a row: `role: Viewer → Lead, title: Nightly`.
pub fn detail(tr: Tr, detail: &str) -> String {
    let Ok(fields) = serde_json::from_str::<Map<String, Value>>(detail) else { return detail.to_owned() };
    let before = fields.get("before");
    let one = |(name, value): (&String, &Value)| {
        let key = format!("web-audit-field-{}", name.replace('_', "-"));
        let label = if tr.has(&key) { tr.text(&key).into_owned() } else { name.clone() };
        let text = words(tr, name, value);
        match before {
            Some(before) => format!("{label}: {} → {text}", words(tr, name, before)),
            None => format!("{label}: {text}"),
        }
    };
    let is_told = |(name, value): &(&String, &Value)| *name != "before" && (before.is_some() || !value.is_null());
    fields.iter().filter(is_told).map(one).collect::<Vec<_>>().join(", ")
}

fn words(tr: Tr, name: &str, value: &Value) -> String {
    match value {
        Value::Null if name == "role" => tr.text("web-role-none").into_owned(),
        Value::Null => tr.text("web-audit-none-value").into_owned(),
        Value::Bool(true) => tr.text("web-audit-yes").into_owned(),
        Value::Bool(false) => tr.text("web-audit-no").into_owned(),
        Value::Number(number) if name.ends_with("_ms") => number.as_i64().map_or_else(|| number.to_string(), |at| tr.date(at)),
        Value::Number(number) => number.as_i64().map_or_else(|| number.to_string(), |number| tr.number(number)),
        Value::String(text) if name == "role" => match text.parse::<Role>() {
            Ok(role) => tr.text(role_key(Some(role))).into_owned(),
            Err(_) => text.clone(),
        },
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::router::operations;
    use voluptas_i18n::Lang;

    #[test]
    fn every_audited_operation_and_offered_action_has_words_in_both_languages() {
        let audited = operations().filter(|operation| operation.is_audited()).map(|operation| operation.action());
        let all: Vec<String> = audited.chain(OFFERED.map(str::to_owned)).collect();
        for lang in [Lang::En, Lang::Ru] {
            let tr = Tr::new(lang);
            for name in all.clone() {
                let words = action(tr, &name);
                assert!(!words.contains('-') || words.contains(' ') || words.starts_with("Sign-"), "{name} is {words}");
                assert_ne!(words, name);
            }
        }
    }

    #[test]
    fn values_are_fields_with_words_before_and_after() {
        let (en, ru) = (Tr::new(Lang::En), Tr::new(Lang::Ru));
        let role = r#"{"role":"lead","before":"viewer"}"#;
        assert_eq!(detail(en, role), "role: Viewer → Lead");
        assert_eq!(detail(ru, role), "роль: Наблюдатель → Руководитель");
        assert_eq!(detail(en, r#"{"role":"lead","before":null}"#), "role: No role → Lead");
        assert_eq!(detail(en, r#"{"role":null,"before":"lead"}"#), "role: Lead → No role");
        assert_eq!(detail(en, r#"{"enabled":false,"strange":"x","title":null}"#), "switched on: no, strange: x");
        assert_eq!(detail(en, "no JSON"), "no JSON");
    }
}
