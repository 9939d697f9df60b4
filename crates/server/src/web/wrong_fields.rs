//! Errors of the API about wrong fields, in the language of the visitor.

use voluptas_core::domain::message::Message;
use voluptas_i18n::{Lang, Tr};

/// Sentences about a field whose English text is that of the API. Those with limits have them as `a` and `b`.
const SENTENCES: [&str; 38] = [
    "webhook-error-chat",
    "webhook-error-events",
    "webhook-error-url",
    "webhook-error-no-gate",
    "webhook-error-template",
    "webhook-error-language",
    "tracker-error-place",
    "tracker-error-private",
    "web-wrong-required",
    "web-wrong-nul",
    "web-wrong-number",
    "web-wrong-date",
    "web-wrong-late",
    "web-wrong-past",
    "web-wrong-nothing",
    "web-wrong-user",
    "web-wrong-member",
    "web-wrong-project",
    "web-wrong-no-project",
    "web-wrong-function",
    "web-wrong-other-user",
    "web-wrong-other-project",
    "web-wrong-other-function",
    "web-wrong-other-filter",
    "web-wrong-other-environment",
    "web-wrong-below",
    "web-wrong-itself",
    "web-wrong-file",
    "web-wrong-tag",
    "web-wrong-code",
    "web-wrong-length",
    "web-wrong-long",
    "web-wrong-items",
    "web-wrong-page",
    "web-wrong-case",
    "web-wrong-email",
    "web-wrong-no-file",
    "web-wrong-more",
];

/// Reasons of refusals whose English text is that of the API. A number in one of them is `a`.
const REASONS: [&str; 26] = [
    "web-reason-busy",
    "web-reason-broken-off",
    "web-reason-broken-body",
    "web-reason-not-written",
    "web-reason-disk-full",
    "web-reason-database",
    "web-reason-written",
    "web-reason-newer",
    "web-reason-reviewer",
    "web-reason-nothing-own",
    "web-reason-run-ended",
    "web-reason-no-credentials",
    "web-reason-queued",
    "web-reason-no-webhooks",
    "web-reason-taken",
    "web-reason-missing",
    "web-reason-no-room",
    "web-reason-long-answer",
    "web-reason-large-file",
    "web-reason-large-files",
    "web-reason-many-files",
    "web-reason-many-alike",
    "web-reason-large-form",
    "web-reason-limit-cases",
    "web-reason-limit-results",
    "web-reason-limit-bytes",
];

/// Reasons and sentences about fields with one of [`VALUES`] in them.
const REASONS_WITH_VALUE: [&str; 9] = [
    "web-refused-last-token",
    "web-refused-last-manager",
    "app-error-last-administrator",
    "app-error-token-many",
    "app-error-name-reserved",
    "webhook-error-gate",
    "invalid-keep",
    "integration-error-private",
    "integration-error-address",
];
/// Names of these values.
const VALUES: [&str; 4] = ["name", "max", "reason", "address"];

/// Names of fields by the last word of their pointer.
const NAMES: [(&str, &str); 22] = [
    ("title", "web-field-title"),
    ("name", "web-field-name"),
    ("description", "web-field-description"),
    ("code", "web-project-code"),
    ("issue_url", "web-field-issue-url"),
    ("host", "web-field-host"),
    ("role", "web-role"),
    ("email", "web-user-email"),
    ("due_at", "web-milestone-due"),
    ("expires_at", "web-token-ends"),
    ("url", "web-hook-address"),
    ("secret", "web-hook-secret"),
    ("chat", "web-hook-chat"),
    ("gate", "web-hook-gate"),
    ("events", "web-hook-events"),
    ("base_url", "web-tracker-url"),
    ("place", "web-tracker-place"),
    ("issue_type", "web-tracker-type"),
    ("days", "web-retention-days"),
    ("runs", "web-retention-runs"),
    ("files_days", "web-retention-files"),
    ("file", "web-field-file"),
];

/// The numbers in a text, as they stand there.
fn numbers(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect()
}

/// A sentence with a name or a limit in it.
fn with_value(tr: Tr, message: &str) -> Option<String> {
    let english = Tr::new(Lang::En);
    let with = |key: &str, value: &str| VALUES.iter().fold(Message::new(key), |message, name| message.with(name, value));
    let found = |key: &&str| {
        // The English text around the value, of which a sentence has at most one.
        let text = english.message(&with(key, "\u{1}"));
        let (before, after) = text.split_once('\u{1}').unwrap_or((&text, ""));
        let value = message.strip_prefix(before)?.strip_suffix(after)?;
        (value.is_empty() != text.contains('\u{1}')).then(|| tr.message(&with(key, value)))
    };
    REASONS_WITH_VALUE.iter().find_map(found)
}

/// A sentence about a field in the language of the visitor. Pages name it by its key, operations by its English text; one that is not known stays.
pub fn sentence(tr: Tr, error: &str) -> String {
    if tr.has(error) {
        return tr.text(error).into_owned();
    }
    translated(tr, error, &SENTENCES).or_else(|| with_value(tr, error)).unwrap_or_else(|| error.to_owned())
}

/// The reason of a refusal in the language of the visitor; `None` for a sentence that gives none, or is not known.
pub fn reason(tr: Tr, message: &str) -> Option<String> {
    translated(tr, message, &REASONS).or_else(|| with_value(tr, message))
}

/// A text in another language, by its key among these.
fn translated(tr: Tr, error: &str, keys: &[&str]) -> Option<String> {
    let numbers = numbers(error);
    let message = |key: &str| {
        let named = ["a", "b"].into_iter().enumerate();
        named.fold(Message::new(key), |message, (at, name)| message.with(name, numbers.get(at).copied().unwrap_or_default()))
    };
    let english = Tr::new(Lang::En);
    keys.iter().find(|key| english.message(&message(key)) == error).map(|key| tr.message(&message(key)))
}

/// `Title: is required`
pub fn line(tr: Tr, field: &str, error: &str) -> String {
    let pointer = field.trim_start_matches('/');
    let last = pointer.rsplit('/').next().unwrap_or_default();
    let name =
        NAMES.iter().find(|(name, _)| *name == last).map_or_else(|| pointer.to_owned(), |(_, key)| tr.text(key).into_owned());
    let words = sentence(tr, error);
    if name.is_empty() { words } else { format!("{name}: {words}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::domain::message::Explain;

    #[test]
    fn sentences_of_the_api_are_translated_and_others_stay() {
        let ru = Tr::new(Lang::Ru);
        for key in SENTENCES {
            assert!(ru.has(key) && Tr::new(Lang::En).has(key), "{key}");
        }
        for key in REASONS {
            assert!(ru.has(key) && Tr::new(Lang::En).has(key), "{key}");
        }
        assert_eq!(reason(ru, "The run has ended.").as_deref(), Some("Прогон уже завершён."));
        let limit = crate::quotas::refusal(voluptas_app::project::limits::ExceededLimit { what: "attachment_bytes", limit: 5 });
        assert!(reason(ru, &limit.message).is_some_and(|text| text.contains("предел байтов вложений: 5.")), "{}", limit.message);
        assert_eq!(reason(ru, "The request breaks a rule."), None);
        for (_, key) in NAMES {
            assert!(ru.has(key), "{key}");
        }
        assert_eq!(line(ru, "/title", "is required"), format!("{}: нужно заполнить", ru.text("web-field-title")));
        assert_eq!(sentence(ru, "must have 1 to 255 characters"), "должно иметь от 1 до 255 символов");
        let late =
            crate::rest::handlers::moment("/until", "9999-12-31", voluptas_core::base::clock::parse_end).expect_err("late");
        assert_eq!(sentence(ru, &late.fields[0].error), ru.text("web-wrong-late"));
        assert_eq!(line(ru, "/steps/3", "is strange"), "steps/3: is strange");
        assert_eq!(sentence(Tr::new(Lang::En), "names no user"), "names no user");
        assert_eq!(sentence(ru, "web-password-differs"), ru.text("web-password-differs"), "a page names the sentence by its key");
    }

    #[test]
    fn reasons_of_a_whole_request_are_translated_with_their_value() {
        let ru = Tr::new(Lang::Ru);
        for key in REASONS_WITH_VALUE {
            assert!(ru.has(key) && Tr::new(Lang::En).has(key), "{key}");
        }
        assert_eq!(reason(ru, "The value has already been taken."), Some(ru.text("web-reason-taken").into_owned()));
        let last = Tr::new(Lang::En).message(&Message::new("app-error-last-administrator").with("name", "Vera"));
        assert!(reason(ru, &last).is_some_and(|words| words.contains("Vera") && words.contains("администратор")));
        let private = voluptas_integrations::Error::Private { address: std::net::IpAddr::from([127, 0, 0, 1]) };
        let said = Tr::new(Lang::En).message(&private.message());
        assert_eq!(sentence(ru, &said), "127.0.0.1 — адрес частной сети, куда вебхуки не отправляются.");
        let strange = voluptas_integrations::Error::Address("ftp://x".to_owned());
        let said = Tr::new(Lang::En).message(&strange.message());
        assert_eq!(sentence(ru, &said), "ftp://x — не адрес сервиса.");
        assert_eq!(sentence(ru, &Tr::new(Lang::En).text("webhook-error-url")), ru.text("webhook-error-url"));
        let held = crate::error::ApiError::from(voluptas_store::Error::Busy);
        assert_eq!(reason(ru, &held.message), Some(ru.text("web-reason-written").into_owned()));
        assert_eq!(sentence(ru, "is wrong; further wrong fields: 7"), "неверно; других неверных полей: 7");
        assert_eq!(reason(ru, "Another sentence."), None);
    }
}
