//! Parts of the form that commands lead to.

/// A part of the form that a command leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditorCommand {
    /// The field for a new comment.
    Comment,
    /// The list of templates.
    Template,
    /// The list of shared steps.
    InsertShared,
    /// The list of functions.
    LinkFunction,
    /// The case as a new template; true for its steps alone.
    SaveTemplate(bool),
    /// A file for the step that had the keyboard last.
    AttachToStep,
    /// The picture of the clipboard for that step.
    PasteToStep,
    /// A shared step of the selected steps, otherwise of that step.
    MakeShared,
}
