//! Single values of the registry: types, segments, maturity, automation.

use crate::words;
use voluptas_core::domain::function::FunctionType;

/// The type for a word: one of the seven, its plural in old sheets, or its Russian name.
pub(super) fn kind(text: &str) -> Option<FunctionType> {
    words::ours("type", text)?.parse().ok()
}

/// The type in a title (`[Feature]: Search`, `Service: Mailer`) or in a typed FuncID (`FEAT:SHOP.SEARCH`).
pub(super) fn guess_kind(title: &str, func_id: &str) -> Option<FunctionType> {
    let bracket = title.strip_prefix('[').and_then(|t| t.split_once(']')).map(|(word, _)| word);
    let service = title.split_once(':').map(|(word, _)| word.trim()).filter(|w| kind(w) == Some(FunctionType::Service));
    let by_title = bracket.or(service).and_then(kind);
    by_title.or_else(|| {
        let prefix = func_id.split_once(':')?.0;
        use strum::IntoEnumIterator as _;
        FunctionType::iter().find(|k| k.id_prefix().eq_ignore_ascii_case(prefix))
    })
}

/// A title without its type: `[Module]: SHOP` becomes `SHOP`.
pub(super) fn bare_title(title: &str) -> &str {
    let rest = match title.strip_prefix('[').and_then(|t| t.split_once(']')) {
        Some((word, rest)) if kind(word).is_some() => rest.trim_start().strip_prefix(':').unwrap_or(rest),
        _ => match title.split_once(':') {
            Some((word, rest)) if kind(word.trim()) == Some(FunctionType::Service) => rest,
            _ => title,
        },
    };
    rest.trim()
}

/// A value in the dictionary's spelling.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SpelledValue {
    pub value: String,
    /// True when the value had this spelling, apart from letter case.
    pub as_written: bool,
    /// True when the dictionary contains the value.
    pub known: bool,
}

/// A segment or an automation status in the spelling of its dictionary. An unknown value stays as it is.
pub(super) fn spelled(list: &'static str, text: &str) -> SpelledValue {
    match words::ours(list, text) {
        Some(value) => SpelledValue { value: value.to_owned(), as_written: value.eq_ignore_ascii_case(text), known: true },
        None => SpelledValue { value: text.to_owned(), as_written: true, known: false },
    }
}

/// A maturity without its coloured dot. Some encodings lose the dot and leave a blank.
pub(super) fn maturity(text: &str) -> String {
    text.trim_start_matches(|c: char| !c.is_alphanumeric()).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_and_guessed() {
        assert_eq!(kind("Feature "), Some(FunctionType::Feature));
        assert_eq!(kind("stories"), Some(FunctionType::Story));
        assert_eq!(kind("Entity"), None);
        assert_eq!(guess_kind("[Page]: Сравнение", "shop.compare"), Some(FunctionType::Page));
        assert_eq!(guess_kind("Service: SMS", "infra.sms"), Some(FunctionType::Service));
        assert_eq!(guess_kind("Gift: wrapped", "x"), None);
        assert_eq!(guess_kind("Pay", "ELEM:SHOP.PAY"), Some(FunctionType::Element));
        assert_eq!(bare_title("[Epic]: Checkout"), "Checkout");
        assert_eq!(bare_title("Service: Mailer"), "Mailer");
        assert_eq!(bare_title("[Beta] Checkout: new"), "[Beta] Checkout: new");
    }

    #[test]
    fn spellings() {
        let s = spelled("segment", "UX /CX");
        assert_eq!((&*s.value, s.as_written, s.known), ("UX/CX", false, true));
        assert!(spelled("segment", "ui").as_written);
        assert!(!spelled("segment", "Workflow (Logic)").known);
        assert_eq!(maturity("🟢 Production"), "Production");
        assert_eq!(maturity("Stable"), "Stable");
    }
}
