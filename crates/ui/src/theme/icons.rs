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
    SUITE = ICON_FOLDER;
    /// A test case.
    CASE = ICON_ASSIGNMENT;
    RUN = ICON_PLAY_CIRCLE;
    CALENDAR = ICON_CALENDAR_MONTH;
    TIMER = ICON_TIMER;
    /// Stops a timer.
    PAUSE = ICON_PAUSE;
    /// Starts a timer.
    PLAY = ICON_PLAY_ARROW;
    DEFECT = ICON_BUG_REPORT;
    /// The comment of a step.
    REPLY = ICON_SUBDIRECTORY_ARROW_RIGHT;
    STEPS = ICON_FORMAT_LIST_NUMBERED;
    QASE = ICON_SCIENCE;
    WORKSPACE = ICON_FOLDER_OPEN;
    FILE = ICON_DESCRIPTION;
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

    SEARCH = ICON_SEARCH;
    FILTER = ICON_FILTER_LIST;
    ADD = ICON_ADD;
    /// Close, remove from view.
    CLOSE = ICON_CLOSE;
    /// Keep a preview open.
    PIN = ICON_KEEP;
    /// Check mark.
    CHECK = ICON_CHECK;
    /// Partly chosen.
    PARTLY = ICON_REMOVE;
    TEMPLATE = ICON_LIBRARY_BOOKS;
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
    COPY = ICON_CONTENT_COPY;
    PASTE = ICON_CONTENT_PASTE;
    /// Select all lines.
    SELECT_ALL = ICON_SELECT_ALL;
    /// More commands.
    MORE = ICON_MORE_HORIZ;
    COLUMNS = ICON_VIEW_COLUMN;
    /// One below the other.
    ROWS = ICON_VIEW_AGENDA;
    /// Link, mapping.
    LINK = ICON_LINK;
    /// Cut a link.
    UNLINK = ICON_LINK_OFF;
    OPEN_OUTSIDE = ICON_OPEN_IN_NEW;
    /// Edit, changed.
    EDIT = ICON_EDIT;
    /// Delete, removed.
    DELETE = ICON_DELETE;
    NEW = ICON_ADD_CIRCLE;
    /// In conflict.
    CONFLICT = ICON_CALL_SPLIT;
    UNCHANGED = ICON_DONE_ALL;
    SETTINGS = ICON_SETTINGS;
    UNDO = ICON_UNDO;
    REDO = ICON_REDO;
    SYNC = ICON_SYNC;
    REFRESH = ICON_REFRESH;
    /// Import, download.
    IMPORT = ICON_DOWNLOAD;
    /// Export, upload.
    EXPORT = ICON_UPLOAD;
    /// Send to a server.
    SEND = ICON_CLOUD_UPLOAD;
    /// Mirror between projects.
    MIRROR = ICON_COMPARE_ARROWS;
    HISTORY = ICON_HISTORY;
    INFO = ICON_INFO;
    WARNING = ICON_WARNING;
    WAIT = ICON_HOURGLASS_EMPTY;
    TIME = ICON_SCHEDULE;
    PERSON = ICON_PERSON;
    /// A key, a token.
    KEY = ICON_KEY;
    /// Show the secret.
    SHOW = ICON_VISIBILITY;
    /// Hide the secret.
    HIDE = ICON_VISIBILITY_OFF;
    KEYBOARD = ICON_KEYBOARD;
    LANGUAGE = ICON_TRANSLATE;
    THEME = ICON_CONTRAST;
    QUIT = ICON_LOGOUT;
    PANEL = ICON_VIEW_SIDEBAR;
    /// The left panel.
    TREE = ICON_ACCOUNT_TREE;
    ZOOM_IN = ICON_ZOOM_IN;
    ZOOM_OUT = ICON_ZOOM_OUT;
    SAVE = ICON_SAVE;
    LOG = ICON_ARTICLE;
    ACTIVITY = ICON_PENDING_ACTIONS;
    CONNECTED = ICON_CLOUD_DONE;
    /// Not connected.
    OFFLINE = ICON_CLOUD_OFF;
    DEMO = ICON_ROCKET_LAUNCH;
    ATTACHMENT = ICON_ATTACH_FILE;
    PICTURE = ICON_IMAGE;
    AUTOMATED = ICON_SMART_TOY;
    OVERVIEW = ICON_SPACE_DASHBOARD;
    REGISTRY = ICON_TABLE_ROWS;
    BACK = ICON_ARROW_BACK;
    /// From one to the other.
    FORWARD = ICON_ARROW_FORWARD;
    /// Turn round.
    SWAP = ICON_SWAP_HORIZ;
    /// Stop, cancel a job.
    STOP = ICON_STOP_CIRCLE;
    TAG = ICON_SELL;
    PRIORITY_HIGH = ICON_KEYBOARD_DOUBLE_ARROW_UP;
    PRIORITY_MEDIUM = ICON_DRAG_HANDLE;
    PRIORITY_LOW = ICON_KEYBOARD_ARROW_DOWN;
    /// A saved filter.
    BOOKMARK = ICON_BOOKMARK;
    /// Move to a suite.
    MOVE = ICON_DRIVE_FILE_MOVE;
    /// Handle of a draggable item.
    DRAG = ICON_DRAG_INDICATOR;
    /// A shared step.
    SHARED = ICON_STACKS;
    COMMENT = ICON_COMMENT;
    CLONE = ICON_LIBRARY_ADD;
    FLAKY = ICON_SHUFFLE;
    /// Collapse all.
    COLLAPSE = ICON_UNFOLD_LESS;
    /// Expand all.
    EXPAND = ICON_UNFOLD_MORE;
    MILESTONE = ICON_FLAG;
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
