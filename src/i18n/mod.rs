//! Layer 2: Russian and English texts, and numbers, times and sizes as a person of either language writes them.
//!
//! What lives here: the translation files of `assets/i18n`, [`Tr`] that turns a key or a [`Message`] into a sentence, and
//! the formats of numbers and times. What must not: decisions about what to say; whoever has something to say gives a key.

mod areas;
mod lang;
mod quantity;
mod tr;

pub use areas::{AREAS, Area};
pub use lang::Lang;
pub use tr::Tr;

#[doc(no_inline)]
pub use crate::domain::message::{Arg, Explain, Message};
