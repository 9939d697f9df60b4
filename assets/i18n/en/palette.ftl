# The command palette.

palette-scopes = > commands    # runs    @ people
palette-recent = Recent
palette-commands = Commands
palette-suites = Suites
palette-settings = Settings
palette-people = People
palette-texts = In the texts of cases
palette-search-texts = Search steps and all other texts for “{ $words }”

## Synonyms: words that people type when they mean the command

palette-project = Project
palette-also-new-workspace = create file database
palette-also-add-tag = label
palette-also-add-comment = note discuss review remark
palette-also-insert-shared = reuse
palette-also-insert-template = steps pattern
palette-also-case-versions = history differences restore
palette-also-move-to-suite = folder place
palette-also-add-to-suite = further folder link
palette-also-open-workspace = file database
palette-also-open-demo = sample example tour try
palette-also-import-functions = load read csv excel list
palette-also-import-cases = load read csv excel xlsx json file tests
palette-also-export-cases = save write csv excel xlsx json file tests
palette-also-export-functions = save write csv excel list
palette-also-settings = preferences options configuration token
palette-also-quit = exit close leave
palette-also-undo = revert back
palette-also-redo = repeat again
palette-also-find = search filter
palette-also-new-function = create add module epic feature
palette-also-new-project = create add first
palette-also-new-case = create add test
palette-also-find-duplicates = merge same similar equal repeated copies
palette-also-rename = edit title
palette-also-delete-functions = delete remove
palette-also-copy-func-id = clipboard identifier
palette-also-toggle-critical = mark priority important
palette-also-toggle-focus = mark favourite
palette-also-show-overview = dashboard numbers charts home
palette-also-show-registry = grid table list functions
palette-also-show-cases = grid table list tests
palette-also-next-tab = switch tab forward
palette-also-previous-tab = switch tab back
palette-also-close-tab = close document
palette-also-toggle-tree = tree list panel hide show
palette-also-toggle-inspector = details properties right panel hide show
palette-also-toggle-activity = jobs log progress errors bottom panel hide show
palette-also-expand-all = open tree unfold
palette-also-collapse-all = close tree fold
palette-also-refresh = reload update
palette-also-theme-system = appearance colours auto match system
palette-also-theme-light = appearance colours day white bright
palette-also-theme-dark = appearance colours night black
palette-also-lang-en = translation
palette-also-lang-ru = translation
palette-also-zoom-in = zoom larger bigger scale font size
palette-also-zoom-out = zoom smaller scale font size
palette-also-zoom-reset = zoom actual size scale default
palette-also-sync-qase = sync qase import export pull push
palette-also-map-cases = sync mapping link match cases
palette-also-mirror-results = sync mirror copy results runs
palette-also-check-connection = sync test ping token qase account
palette-also-shortcuts = keys hotkeys help keyboard legend
palette-also-open-log = log errors troubleshooting
palette-also-about = version licence
palette-run-rate = { $rate } passed of { $n } executed
palette-also-run = run test run results launch
palette-also-gui-menu-language = translation
palette-also-gui-menu-theme = appearance colours dark light
palette-also-gui-menu-zoom = scale font size
palette-also-gui-settings-folder = path location
palette-also-gui-settings-token = key password access connect qase
palette-also-gui-settings-base-url = url host server base
palette-also-gui-settings-project = qase
palette-also-gui-settings-run = qase
palette-also-gui-settings-rpm = limit speed rpm
palette-also-gui-settings-timeout = wait limit
palette-also-gui-settings-cache = cache
palette-also-gui-settings-second = mirror account
palette-also-settings-tracker = jira github gitlab issues bugs defects

## The keys of the layout, row by row, so that a word typed in the other layout is found

palette-keys = `qwertyuiop[]asdfghjkl;'zxcvbnm,.
