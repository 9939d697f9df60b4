//! A failure as a person reads it.

use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain;
use voluptas_i18n::Tr;

/// A failure and the way out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserError {
    /// The failure, with the name of the thing that failed.
    pub message: Message,
    /// The next step for the person.
    pub remedy: Option<Message>,
}

impl UserError {
    /// Takes message and remedy of an error.
    pub fn of(error: &dyn Explain) -> Self {
        Self { message: error.message(), remedy: error.remedy() }
    }

    /// True for the error of a thing that does not exist.
    pub fn is_gone(&self) -> bool {
        self.message.key == "store-error-not-found"
    }

    /// Message and remedy as one text.
    pub fn text(&self, tr: Tr) -> String {
        let words = [Some(&self.message), self.remedy.as_ref()];
        sentences(words.into_iter().flatten().map(|message| tr.message(message)))
    }
}

/// Texts as sentences of one paragraph. Messages have no full stop of their own.
pub fn sentences(parts: impl IntoIterator<Item = String>) -> String {
    let mut all = String::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !all.is_empty() {
            all.push_str(if all.ends_with(['.', '!', '?', '…', ':']) { " " } else { ". " });
        }
        all.push_str(&part);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::sentences;

    #[test]
    fn sentences_end_before_the_next_one() {
        let of = |parts: &[&str]| sentences(parts.iter().map(|part| (*part).to_owned()));
        assert_eq!(of(&["Nothing was written", "Name the folder"]), "Nothing was written. Name the folder");
        assert_eq!(of(&["Nothing was written.", "", "Name it"]), "Nothing was written. Name it");
        assert_eq!(of(&["Alone"]), "Alone");
    }
}
