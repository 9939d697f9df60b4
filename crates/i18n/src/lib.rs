//! Russian and English texts, and numbers, times and sizes in the form of either language.
//!
//! Contains the translation files of `assets/i18n`, [`Tr`], which turns a key or a [`Message`] into a sentence, and the formats
//! of numbers and times. Does not decide which text to show: callers give a key.

mod areas;
mod lang;
mod plain;
mod quantity;
mod tr;

pub use areas::{AREAS, Area};
pub use lang::Lang;
pub use plain::plain_numbers;
pub use quantity::MONTHS;
pub use tr::Tr;

#[doc(no_inline)]
pub use voluptas_core::domain::message::{Arg, Explain, Message};
