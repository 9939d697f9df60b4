//! The controls of the window, drawn from the tokens. They take translated texts and plain values, know nothing of the domain and
//! do no I/O. Every control has a role and a name for screen readers and tests.

pub mod button;
pub mod calendar;
pub mod card;
pub mod chevron;
pub mod chip;
pub mod choice;
pub mod choice_keys;
pub mod compact_buttons;
pub mod dialog;
pub mod field;
pub mod grid;
pub mod hover;
pub mod long_list;
pub mod markdown;
pub mod marks;
pub mod menu;
pub mod notice;
pub mod paint;
pub mod picker;
pub mod pill_row;
pub mod progress;
pub mod radio;
pub mod reading;
pub mod row_menu;
pub mod scroll_keys;
pub mod selection;
pub mod selection_bar;
pub mod splitter;
pub mod status;
pub mod tab_strip;
pub mod table;
pub mod text;
pub mod toast;
pub mod trace;
pub mod tree;
pub mod tree_drag;
mod tree_model;

pub use button::{Button, icon_button, icon_button_with};
pub use calendar::{CalendarTexts, calendar};
pub use chevron::chevron;
pub use chip::{Tone, chip};
pub use choice::{
    CheckState, Tab, TabEvent, bare_check, check_box, check_box_state, combo, combo_with_icons, filter_pill, segmented, tabs,
    toggle_chip,
};
pub use compact_buttons::CompactButton;
pub use dialog::Dialog;
pub use field::{RevealLabels, TextField, search_keys};
pub use hover::RowHint;
pub use long_list::long_list;
pub use notice::{BannerEvent, banner, empty_state};
pub use picker::{PickRow, Picked, Picker};
pub use pill_row::{Pill, PillTexts, pill_row, pill_rows, pill_within, pills_width};
pub use radio::radio_group;
pub use scroll_keys::{hears, readable, scroll_by_keys, scroll_by_pages, steps};
pub use selection::Selection;
pub use selection_bar::SelectionBar;
pub use status::{Coverage, StatusClass, StatusStyle, status_icon, status_label};
pub use table::{
    RowBoxes, TableColumn, TableExtras, TableOptions, TableResponse, TableState, cell, head_width, table, table_with,
};
pub use toast::{Announcement, Toasts};
pub use tree::{DropPlace, TreeData, TreeItem, TreeLines, TreeOptions, TreeResponse, TreeState, tree, tree_with};
