//! A failure as a person reads it.

use crate::domain::Message;
use crate::domain::message::Explain;
use crate::i18n::Tr;

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

    /// Message and remedy as one text.
    #[must_use]
    pub fn text(&self, tr: Tr) -> String {
        let mut words = tr.message(&self.message);
        if let Some(remedy) = &self.remedy {
            words.push(' ');
            words.push_str(&tr.message(remedy));
        }
        words
    }
}
