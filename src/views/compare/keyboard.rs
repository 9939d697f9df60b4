//! The keyboard in the tab of a comparison.

/// The part of the tab that gets the keyboard as soon as it is drawn.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Keyboard {
    pub(super) to_list: bool,
    /// The person opened a test of the list.
    pub(super) to_details: bool,
}
