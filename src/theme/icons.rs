//! The icons of the window, named by their meaning here (Material Symbols, outlined).

use egui_material_icons::icons as m;

/// The text of one icon, to be drawn with the icon type.
pub type Icon = &'static str;

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $source:ident;)+) => {
        $($(#[$doc])* pub const $name: Icon = m::$source.codepoint;)+
        /// Every icon with its name: the test that no glyph is missing walks it.
        pub const ALL: &[(&str, Icon)] = &[$((stringify!($name), $name)),+];
    };
}

icons! {
    /// A function of type Module.
    MODULE = ICON_CATEGORY;
    /// A function of type Epic.
    EPIC = ICON_LAYERS;
    /// A function of type Feature.
    FEATURE = ICON_BOLT;
    /// A function of type Story.
    STORY = ICON_BOOK;
    /// A function of type Page.
    PAGE = ICON_WEB_ASSET;
    /// A function of type Element.
    ELEMENT = ICON_SMART_BUTTON;
    /// A function of type Service.
    SERVICE = ICON_DNS;
    /// A suite.
    SUITE = ICON_FOLDER;
    /// A test case.
    CASE = ICON_ASSIGNMENT;
    /// A run.
    RUN = ICON_PLAY_CIRCLE;
    /// A calendar.
    CALENDAR = ICON_CALENDAR_MONTH;
    /// A timer.
    TIMER = ICON_TIMER;
    /// Stops a timer.
    PAUSE = ICON_PAUSE;
    /// Starts a timer.
    PLAY = ICON_PLAY_ARROW;
    /// A defect.
    DEFECT = ICON_BUG_REPORT;
    /// The comment of a step.
    REPLY = ICON_SUBDIRECTORY_ARROW_RIGHT;
    /// A step.
    STEPS = ICON_FORMAT_LIST_NUMBERED;
    /// Qase.
    QASE = ICON_SCIENCE;
    /// The workspace.
    WORKSPACE = ICON_FOLDER_OPEN;
    /// A file.
    FILE = ICON_DESCRIPTION;
    /// Critical.
    CRITICAL = ICON_PRIORITY_HIGH;
    /// In focus.
    FOCUS = ICON_CENTER_FOCUS_STRONG;
    /// Without a case.
    UNCOVERED = ICON_BLOCK;

    /// Status passed.
    PASSED = ICON_CHECK_CIRCLE;
    /// Status failed.
    FAILED = ICON_CANCEL;
    /// Status broken; warnings.
    BROKEN = ICON_ERROR;
    /// Status blocked.
    BLOCKED = ICON_BLOCK;
    /// Status skipped.
    SKIPPED = ICON_DO_NOT_DISTURB_ON;
    /// Status invalid.
    INVALID = ICON_HELP;
    /// Status in progress.
    IN_PROGRESS = ICON_PENDING;
    /// Status untested.
    UNTESTED = ICON_RADIO_BUTTON_UNCHECKED;

    /// Search.
    SEARCH = ICON_SEARCH;
    /// Filter.
    FILTER = ICON_FILTER_LIST;
    /// Add.
    ADD = ICON_ADD;
    /// Close, remove from view.
    CLOSE = ICON_CLOSE;
    /// Keep a preview open.
    PIN = ICON_KEEP;
    /// Check mark.
    CHECK = ICON_CHECK;
    /// Partly chosen.
    PARTLY = ICON_REMOVE;
    /// Template.
    TEMPLATE = ICON_LIBRARY_BOOKS;
    /// Review.
    REVIEW = ICON_RATE_REVIEW;
    /// All is well, nothing to change.
    DONE_ALL = ICON_DONE_ALL;
    /// Expand downwards, combo boxes.
    DOWN = ICON_KEYBOARD_ARROW_DOWN;
    /// Collapsed.
    RIGHT = ICON_CHEVRON_RIGHT;
    /// The one before.
    LEFT = ICON_CHEVRON_LEFT;
    /// Sorted ascending.
    SORT_UP = ICON_ARROW_UPWARD;
    /// Sorted descending.
    SORT_DOWN = ICON_ARROW_DOWNWARD;
    /// Copy.
    COPY = ICON_CONTENT_COPY;
    /// Paste.
    PASTE = ICON_CONTENT_PASTE;
    /// Select all lines.
    SELECT_ALL = ICON_SELECT_ALL;
    /// More commands.
    MORE = ICON_MORE_HORIZ;
    /// Columns.
    COLUMNS = ICON_VIEW_COLUMN;
    /// One below the other.
    ROWS = ICON_VIEW_AGENDA;
    /// Link, mapping.
    LINK = ICON_LINK;
    /// Cut a link.
    UNLINK = ICON_LINK_OFF;
    /// Open outside.
    OPEN_OUTSIDE = ICON_OPEN_IN_NEW;
    /// Edit, changed.
    EDIT = ICON_EDIT;
    /// Delete, removed.
    DELETE = ICON_DELETE;
    /// New.
    NEW = ICON_ADD_CIRCLE;
    /// In conflict.
    CONFLICT = ICON_CALL_SPLIT;
    /// Unchanged.
    UNCHANGED = ICON_DONE_ALL;
    /// Settings.
    SETTINGS = ICON_SETTINGS;
    /// Undo.
    UNDO = ICON_UNDO;
    /// Redo.
    REDO = ICON_REDO;
    /// Synchronise.
    SYNC = ICON_SYNC;
    /// Refresh.
    REFRESH = ICON_REFRESH;
    /// Import, download.
    IMPORT = ICON_DOWNLOAD;
    /// Export, upload.
    EXPORT = ICON_UPLOAD;
    /// Send to a server.
    SEND = ICON_CLOUD_UPLOAD;
    /// Mirror between projects.
    MIRROR = ICON_COMPARE_ARROWS;
    /// History.
    HISTORY = ICON_HISTORY;
    /// Information.
    INFO = ICON_INFO;
    /// Warning.
    WARNING = ICON_WARNING;
    /// Waiting.
    WAIT = ICON_HOURGLASS_EMPTY;
    /// Time.
    TIME = ICON_SCHEDULE;
    /// A person.
    PERSON = ICON_PERSON;
    /// A key, a token.
    KEY = ICON_KEY;
    /// Show the secret.
    SHOW = ICON_VISIBILITY;
    /// Hide the secret.
    HIDE = ICON_VISIBILITY_OFF;
    /// Keyboard.
    KEYBOARD = ICON_KEYBOARD;
    /// Language.
    LANGUAGE = ICON_TRANSLATE;
    /// Theme.
    THEME = ICON_CONTRAST;
    /// Quit.
    QUIT = ICON_LOGOUT;
    /// Panels.
    PANEL = ICON_VIEW_SIDEBAR;
    /// The left panel.
    TREE = ICON_ACCOUNT_TREE;
    /// Zoom in.
    ZOOM_IN = ICON_ZOOM_IN;
    /// Zoom out.
    ZOOM_OUT = ICON_ZOOM_OUT;
    /// Save.
    SAVE = ICON_SAVE;
    /// Log.
    LOG = ICON_ARTICLE;
    /// Activity.
    ACTIVITY = ICON_PENDING_ACTIONS;
    /// Connected.
    CONNECTED = ICON_CLOUD_DONE;
    /// Not connected.
    OFFLINE = ICON_CLOUD_OFF;
    /// Demo.
    DEMO = ICON_ROCKET_LAUNCH;
    /// Attachment.
    ATTACHMENT = ICON_ATTACH_FILE;
    /// Picture.
    PICTURE = ICON_IMAGE;
    /// Automated.
    AUTOMATED = ICON_SMART_TOY;
    /// Overview.
    OVERVIEW = ICON_SPACE_DASHBOARD;
    /// Registry.
    REGISTRY = ICON_TABLE_ROWS;
    /// Back.
    BACK = ICON_ARROW_BACK;
    /// From one to the other.
    FORWARD = ICON_ARROW_FORWARD;
    /// Turn round.
    SWAP = ICON_SWAP_HORIZ;
    /// Stop, cancel a job.
    STOP = ICON_STOP_CIRCLE;
    /// Tags.
    TAG = ICON_SELL;
    /// High priority.
    PRIORITY_HIGH = ICON_KEYBOARD_DOUBLE_ARROW_UP;
    /// Medium priority.
    PRIORITY_MEDIUM = ICON_DRAG_HANDLE;
    /// Low priority.
    PRIORITY_LOW = ICON_KEYBOARD_ARROW_DOWN;
    /// A saved filter.
    BOOKMARK = ICON_BOOKMARK;
    /// Move to a suite.
    MOVE = ICON_DRIVE_FILE_MOVE;
    /// The handle of what can be dragged.
    DRAG = ICON_DRAG_INDICATOR;
    /// A shared step.
    SHARED = ICON_STACKS;
    /// A comment.
    COMMENT = ICON_COMMENT;
    /// Clone.
    CLONE = ICON_LIBRARY_ADD;
    /// Flaky.
    FLAKY = ICON_SHUFFLE;
    /// Collapse all.
    COLLAPSE = ICON_UNFOLD_LESS;
    /// Expand all.
    EXPAND = ICON_UNFOLD_MORE;
    /// A milestone.
    MILESTONE = ICON_FLAG;
    /// Muted.
    MUTE = ICON_NOTIFICATIONS_OFF;
    /// No longer muted.
    UNMUTE = ICON_NOTIFICATIONS;
    /// Worse than before.
    WORSE = ICON_TRENDING_DOWN;
    /// Better than before.
    BETTER = ICON_TRENDING_UP;
    /// The same as before.
    SAME = ICON_DRAG_HANDLE;
    /// Slower or faster.
    SPEED = ICON_SPEED;
    /// The whole in view.
    FIT = ICON_FIT_SCREEN;
}
