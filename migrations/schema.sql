-- What all migrations together make of an empty SQLite file. Written by a test of crates/store/src/db/migrate.rs:
-- VOLUPTAS_WRITE_SCHEMA=1 cargo test --lib migrations_make_the_schema

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE projects (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    description TEXT,
    -- options of enumerations where they differ from the defaults, and project settings such as auto_create_cases
    settings TEXT NOT NULL DEFAULT '{}',
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE counters (
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (project_id, kind)
) STRICT;

CREATE TABLE people (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    name_fold TEXT NOT NULL,
    position TEXT,
    email TEXT UNIQUE,
    zoho_id TEXT,
    github TEXT,
    is_active INTEGER NOT NULL DEFAULT TRUE,
    notes TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
, deleted_ms INTEGER) STRICT;

CREATE TABLE dictionaries (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    display_order INTEGER NOT NULL DEFAULT 0,
    is_active INTEGER NOT NULL DEFAULT TRUE,
    description TEXT,
    UNIQUE (kind, value)
) STRICT;

CREATE TABLE functions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    func_id TEXT NOT NULL UNIQUE,
    func_id_fold TEXT NOT NULL,
    alias TEXT UNIQUE,
    title TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    kind TEXT NOT NULL,
    description TEXT,
    parent_id INTEGER REFERENCES functions(id) ON DELETE SET NULL,
    position INTEGER NOT NULL DEFAULT 0,
    module TEXT,
    epic TEXT,
    feature TEXT,
    stories TEXT NOT NULL DEFAULT '[]',
    segment TEXT,
    tags TEXT NOT NULL DEFAULT '[]',
    aliases TEXT NOT NULL DEFAULT '[]',
    is_crit INTEGER NOT NULL DEFAULT FALSE,
    is_focus INTEGER NOT NULL DEFAULT FALSE,
    test_cases_noted TEXT NOT NULL DEFAULT '[]',
    automation_status TEXT,
    documentation_links TEXT NOT NULL DEFAULT '[]',
    maturity TEXT,
    status TEXT,
    container TEXT,
    database_name TEXT,
    subsystems TEXT NOT NULL DEFAULT '[]',
    external_services TEXT NOT NULL DEFAULT '[]',
    roles TEXT NOT NULL DEFAULT '[]',
    custom_fields TEXT NOT NULL DEFAULT '{}',
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    deleted_ms INTEGER
) STRICT;

CREATE INDEX functions_parent ON functions (parent_id, position);

CREATE INDEX functions_title_fold ON functions (title_fold);

CREATE INDEX functions_func_id_fold ON functions (func_id_fold);

CREATE TABLE function_people (
    function_id INTEGER NOT NULL REFERENCES functions(id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people(id) ON DELETE CASCADE,
    PRIMARY KEY (function_id, role, person_id)
) STRICT;

CREATE INDEX function_people_person ON function_people (person_id);

CREATE TABLE relations (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES functions(id) ON DELETE CASCADE,
    target_id INTEGER NOT NULL REFERENCES functions(id) ON DELETE CASCADE,
    kind TEXT NOT NULL DEFAULT 'functional',
    directed INTEGER NOT NULL DEFAULT TRUE,
    weight REAL NOT NULL DEFAULT 1.0,
    meta TEXT NOT NULL DEFAULT '{}',
    is_active INTEGER NOT NULL DEFAULT TRUE,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    UNIQUE (source_id, target_id, kind)
) STRICT;

CREATE INDEX relations_target ON relations (target_id);

CREATE TABLE custom_fields (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    entity TEXT NOT NULL,
    kind TEXT NOT NULL,
    options TEXT NOT NULL DEFAULT '[]',
    placeholder TEXT,
    default_value TEXT,
    is_required INTEGER NOT NULL DEFAULT FALSE,
    is_visible INTEGER NOT NULL DEFAULT TRUE,
    is_filterable INTEGER NOT NULL DEFAULT FALSE,
    projects TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX custom_fields_title ON custom_fields (entity, title_fold);

CREATE TABLE tags (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL UNIQUE,
    title_fold TEXT NOT NULL
) STRICT;

CREATE TABLE attachments (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    content_hash TEXT NOT NULL,
    project_id INTEGER REFERENCES projects(id) ON DELETE CASCADE,
    filename TEXT NOT NULL,
    mime TEXT NOT NULL,
    size INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    deleted_ms INTEGER
) STRICT;

CREATE INDEX attachments_content ON attachments (content_hash);

CREATE TABLE suites (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    parent_id INTEGER REFERENCES suites(id) ON DELETE SET NULL,
    position INTEGER NOT NULL DEFAULT 0,
    title TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    description TEXT,
    preconditions TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    deleted_ms INTEGER,
    UNIQUE (project_id, number)
) STRICT;

CREATE INDEX suites_parent ON suites (project_id, parent_id, position);

CREATE TABLE cases (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    suite_id INTEGER REFERENCES suites(id) ON DELETE SET NULL,
    position INTEGER NOT NULL DEFAULT 0,
    title TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    description TEXT,
    preconditions TEXT,
    postconditions TEXT,
    severity TEXT NOT NULL,
    priority TEXT NOT NULL,
    kind TEXT NOT NULL,
    layer TEXT NOT NULL,
    behavior TEXT NOT NULL,
    automation TEXT NOT NULL,
    status TEXT NOT NULL,
    is_flaky INTEGER NOT NULL DEFAULT FALSE,
    is_muted INTEGER NOT NULL DEFAULT FALSE,
    steps_type TEXT NOT NULL DEFAULT 'classic',
    parameters TEXT NOT NULL DEFAULT '[]',
    -- files by reference (name, size, address): those that lie here are in case_attachments as well
    attachments TEXT NOT NULL DEFAULT '[]',
    milestone_id INTEGER,
    author TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    deleted_ms INTEGER, review TEXT, review_by TEXT, review_ms INTEGER, expected_result TEXT, links TEXT,
    UNIQUE (project_id, number)
) STRICT;

CREATE INDEX cases_suite ON cases (project_id, suite_id, position);

CREATE INDEX cases_title_fold ON cases (project_id, title_fold);

CREATE TABLE case_steps (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    parent_id INTEGER REFERENCES case_steps(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    action TEXT NOT NULL,
    expected TEXT,
    data TEXT,
    shared TEXT,
    attachments TEXT
) STRICT;

CREATE INDEX case_steps_case ON case_steps (case_id);

CREATE INDEX case_steps_parent ON case_steps (parent_id);

CREATE TABLE case_tags (
    case_id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tags(id) ON DELETE CASCADE,
    PRIMARY KEY (case_id, tag_id)
) STRICT;

CREATE INDEX case_tags_tag ON case_tags (tag_id);

CREATE TABLE case_field_values (
    case_id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    field_id INTEGER NOT NULL REFERENCES custom_fields(id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    PRIMARY KEY (case_id, field_id)
) STRICT;

CREATE TABLE case_attachments (
    case_id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    attachment_id INTEGER NOT NULL REFERENCES attachments(id) ON DELETE CASCADE,
    PRIMARY KEY (case_id, attachment_id)
) STRICT;

CREATE TABLE shared_steps (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    hash TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    steps TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    deleted_ms INTEGER
) STRICT;

CREATE TABLE case_templates (
    id INTEGER PRIMARY KEY,
    project_id INTEGER REFERENCES projects(id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE environments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    description TEXT,
    host TEXT,
    UNIQUE (project_id, number),
    UNIQUE (project_id, slug)
) STRICT;

CREATE TABLE milestones (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    status TEXT NOT NULL DEFAULT 'active',
    due_ms INTEGER,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    UNIQUE (project_id, number)
) STRICT;

CREATE TABLE configuration_groups (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    UNIQUE (project_id, number)
) STRICT;

CREATE TABLE configurations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES configuration_groups(id) ON DELETE CASCADE,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    UNIQUE (project_id, number)
) STRICT;

CREATE TABLE plans (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    UNIQUE (project_id, number)
) STRICT;

CREATE TABLE plan_cases (
    plan_id INTEGER NOT NULL REFERENCES plans(id) ON DELETE CASCADE,
    case_id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    assignee TEXT,
    PRIMARY KEY (plan_id, case_id)
) STRICT;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    state TEXT NOT NULL DEFAULT 'active',
    is_autotest INTEGER NOT NULL DEFAULT FALSE,
    environment_id INTEGER REFERENCES environments(id) ON DELETE SET NULL,
    milestone_id INTEGER REFERENCES milestones(id) ON DELETE SET NULL,
    plan_id INTEGER REFERENCES plans(id) ON DELETE SET NULL,
    tags TEXT NOT NULL DEFAULT '[]',
    configurations TEXT NOT NULL DEFAULT '[]',
    custom_fields TEXT NOT NULL DEFAULT '{}',
    external_issue TEXT,
    public_hash TEXT UNIQUE,
    -- where it came from: manual, api, allure, junit, ...
    source TEXT NOT NULL DEFAULT 'manual',
    stand TEXT,
    start_ms INTEGER,
    end_ms INTEGER,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    deleted_ms INTEGER, result_ms INTEGER NOT NULL DEFAULT 0, input_hash TEXT, facts TEXT, result_count INTEGER NOT NULL DEFAULT 0,
    UNIQUE (project_id, number)
) STRICT;

CREATE TABLE run_cases (
    run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    case_id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE, is_tested INTEGER NOT NULL DEFAULT FALSE, position INTEGER NOT NULL DEFAULT 0, assignee_id INTEGER, combinations TEXT,
    PRIMARY KEY (run_id, case_id)
) STRICT;

CREATE TABLE results (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    case_id INTEGER REFERENCES cases(id) ON DELETE SET NULL,
    external_id TEXT,
    title TEXT NOT NULL,
    signature TEXT,
    status TEXT NOT NULL,
    start_ms INTEGER,
    end_ms INTEGER,
    duration_ms INTEGER,
    comment TEXT,
    stacktrace TEXT,
    thread TEXT,
    author TEXT,
    params TEXT,
    param_groups TEXT,
    fields TEXT,
    attachments TEXT,
    is_api INTEGER NOT NULL DEFAULT FALSE,
    is_defect INTEGER NOT NULL DEFAULT FALSE,
    history_id TEXT,
    -- before this time Qase-compatible readers do not see it yet (a fault switch of the server); none is at once
    visible_ms INTEGER,
    created_ms INTEGER NOT NULL,
    deleted_ms INTEGER
, test_id INTEGER, found_by TEXT, is_retried INTEGER NOT NULL DEFAULT FALSE, is_flaky INTEGER NOT NULL DEFAULT FALSE, failure INTEGER, detail BLOB) STRICT;

CREATE UNIQUE INDEX results_external ON results (run_id, external_id) WHERE external_id IS NOT NULL;

CREATE TABLE result_links (
    result_id INTEGER NOT NULL REFERENCES results(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (result_id, position)
) STRICT;

CREATE TABLE function_cases (
    function_id INTEGER NOT NULL REFERENCES functions(id) ON DELETE CASCADE,
    case_id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    origin TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (function_id, case_id)
) STRICT;

CREATE INDEX function_cases_case ON function_cases (case_id);

CREATE TABLE qase_projects (
    id INTEGER PRIMARY KEY,
    base_url TEXT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    imported_ms INTEGER,
    UNIQUE (base_url, code)
) STRICT;

CREATE TABLE qase_suites (
    id INTEGER PRIMARY KEY,
    qase_project_id INTEGER NOT NULL REFERENCES qase_projects(id) ON DELETE CASCADE,
    qase_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    parent_qase_id INTEGER,
    -- the suite here that it is
    suite_id INTEGER REFERENCES suites(id) ON DELETE SET NULL,
    -- what both sides agreed on last, JSON {title, description, preconditions, parent_qase_id}
    base TEXT,
    payload TEXT NOT NULL,
    hash TEXT NOT NULL,
    seen_ms INTEGER NOT NULL,
    removed_ms INTEGER,
    UNIQUE (qase_project_id, qase_id)
) STRICT;

CREATE UNIQUE INDEX qase_suites_local ON qase_suites (qase_project_id, suite_id) WHERE suite_id IS NOT NULL;

CREATE TABLE qase_cases (
    id INTEGER PRIMARY KEY,
    qase_project_id INTEGER NOT NULL REFERENCES qase_projects(id) ON DELETE CASCADE,
    project_code TEXT NOT NULL,
    qase_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    -- the suite's id in Qase
    suite_id INTEGER,
    -- as Qase said it
    updated_at TEXT,
    payload TEXT NOT NULL,
    hash TEXT NOT NULL,
    seen_ms INTEGER NOT NULL,
    removed_ms INTEGER, created_at TEXT,
    UNIQUE (qase_project_id, qase_id)
) STRICT;

CREATE INDEX qase_cases_title ON qase_cases (qase_project_id, title_fold);

CREATE TABLE case_links (
    case_id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    qase_project_id INTEGER NOT NULL REFERENCES qase_projects(id) ON DELETE CASCADE,
    qase_id INTEGER NOT NULL,
    -- what both sides agreed on last: a CaseContent as JSON, and the Qase id of the suite
    base TEXT,
    base_suite INTEGER,
    linked_ms INTEGER NOT NULL,
    pulled_ms INTEGER,
    pushed_ms INTEGER,
    PRIMARY KEY (qase_project_id, case_id),
    UNIQUE (qase_project_id, qase_id)
) STRICT;

CREATE TABLE run_links (
    run_id INTEGER REFERENCES runs(id) ON DELETE SET NULL,
    qase_project_id INTEGER NOT NULL REFERENCES qase_projects(id) ON DELETE CASCADE,
    qase_run_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    -- made by this workspace under this marker; none when it was there before
    marker TEXT,
    linked_ms INTEGER NOT NULL,
    PRIMARY KEY (qase_project_id, qase_run_id)
) STRICT;

CREATE TABLE result_links_qase (
    result_id INTEGER NOT NULL REFERENCES results(id) ON DELETE CASCADE,
    qase_project_id INTEGER NOT NULL REFERENCES qase_projects(id) ON DELETE CASCADE,
    qase_run_id INTEGER NOT NULL,
    sent_ms INTEGER NOT NULL, content_hash TEXT, pending_key TEXT,
    PRIMARY KEY (result_id, qase_project_id, qase_run_id)
) STRICT;

CREATE TABLE sync_history (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    qase_project_id INTEGER REFERENCES qase_projects(id) ON DELETE SET NULL,
    project_code TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    ended_ms INTEGER,
    -- running, done, partly, failed, cancelled, interrupted
    outcome TEXT NOT NULL,
    options TEXT NOT NULL DEFAULT '{}',
    counts TEXT NOT NULL DEFAULT '{}',
    message TEXT,
    who TEXT
, alive_ms INTEGER) STRICT;

CREATE TABLE sync_items (
    sync_id INTEGER NOT NULL REFERENCES sync_history(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    -- case, suite, run, result, mapping
    entity TEXT NOT NULL,
    local_key TEXT,
    remote_key TEXT,
    title TEXT NOT NULL,
    -- created, updated, unchanged, removed, conflict, skipped, failed
    outcome TEXT NOT NULL,
    detail TEXT,
    PRIMARY KEY (sync_id, position)
) STRICT;

CREATE TABLE sync_journal (
    id INTEGER PRIMARY KEY,
    sync_id INTEGER REFERENCES sync_history(id) ON DELETE SET NULL,
    qase_project_id INTEGER NOT NULL REFERENCES qase_projects(id) ON DELETE CASCADE,
    -- create_suite, create_case, create_run
    action TEXT NOT NULL,
    local_id INTEGER NOT NULL,
    -- what was sent, JSON, enough to recognise it there
    request TEXT NOT NULL,
    -- ids of this kind above this one did not exist when it was sent
    remote_max INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending',
    remote_id INTEGER,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
, trace TEXT) STRICT;

CREATE INDEX sync_journal_pending ON sync_journal (qase_project_id, state);

CREATE TABLE operations (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    who TEXT,
    at_ms INTEGER NOT NULL,
    -- none: cannot be undone; 0: done; 1: undone
    undone INTEGER,
    -- key and arguments of a text for the history
    label TEXT
, source TEXT NOT NULL DEFAULT 'window', sync_id INTEGER, undoes INTEGER) STRICT;

CREATE TABLE changes (
    id INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operations(id) ON DELETE CASCADE,
    entity TEXT NOT NULL,
    entity_id INTEGER NOT NULL,
    -- the whole entity before and after as JSON; none where it did not exist
    before TEXT,
    after TEXT
) STRICT;

CREATE INDEX changes_operation ON changes (operation_id);

CREATE INDEX changes_entity ON changes (entity, entity_id, id);

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    ended_ms INTEGER,
    outcome TEXT NOT NULL,
    report TEXT
) STRICT;

CREATE TABLE server_tokens (
    id INTEGER PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    revoked_ms INTEGER
, user_id INTEGER REFERENCES users(id) ON DELETE CASCADE, role TEXT, is_limited INTEGER NOT NULL DEFAULT FALSE, expires_ms INTEGER, used_ms INTEGER, is_own INTEGER NOT NULL DEFAULT FALSE) STRICT;

CREATE VIRTUAL TABLE search USING fts5(body, content = '', contentless_delete = 1, tokenize = 'unicode61', prefix = '2 3');

CREATE TABLE mirror_pairs (
    id INTEGER PRIMARY KEY,
    -- what is mirrored into what, and how: JSON
    pair TEXT NOT NULL,
    -- runs that began before are not looked at any more; none before the first look
    look_from_ms INTEGER,
    -- what came of it last
    last_sync_id INTEGER REFERENCES sync_history(id) ON DELETE SET NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE mirror_watched (
    pair_id INTEGER NOT NULL REFERENCES mirror_pairs(id) ON DELETE CASCADE,
    run_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    ended_ms INTEGER NOT NULL,
    -- before: it had ended when watching began; waiting, done, failed
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_ms INTEGER NOT NULL,
    PRIMARY KEY (pair_id, run_id)
) STRICT;

CREATE INDEX results_pages ON results (run_id, id, deleted_ms, visible_ms);

CREATE TABLE attachment_links (
    qase_project_id INTEGER NOT NULL REFERENCES qase_projects(id) ON DELETE CASCADE,
    attachment_id INTEGER NOT NULL REFERENCES attachments(id) ON DELETE CASCADE,
    qase_hash TEXT NOT NULL,
    sent_ms INTEGER NOT NULL,
    PRIMARY KEY (qase_project_id, attachment_id)
) STRICT;

CREATE INDEX sync_journal_trace ON sync_journal (qase_project_id, action) WHERE trace IS NOT NULL;

CREATE TABLE former_case_links (
    qase_project_id INTEGER NOT NULL REFERENCES qase_projects(id) ON DELETE CASCADE,
    qase_id INTEGER NOT NULL,
    case_id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    PRIMARY KEY (qase_project_id, qase_id)
) STRICT;

CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_fold TEXT NOT NULL UNIQUE,
    -- viewer, tester, lead, admin; an admin of the registry is an administrator of every project
    registry_role TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE user_projects (
    user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    PRIMARY KEY (user_id, project_id)
) STRICT;

CREATE INDEX server_tokens_user ON server_tokens (user_id);

CREATE TABLE token_projects (
    token_id INTEGER NOT NULL REFERENCES server_tokens(id) ON DELETE CASCADE,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    PRIMARY KEY (token_id, project_id)
) STRICT;

CREATE TABLE access_changes (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE case_last_results (
    case_id INTEGER PRIMARY KEY REFERENCES cases(id) ON DELETE CASCADE,
    -- no references: a deleted project would look for each of its results here
    result_id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    status TEXT NOT NULL,
    latest_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE run_counters (
    run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    status TEXT NOT NULL,
    tests INTEGER NOT NULL,
    PRIMARY KEY (run_id, status)
) STRICT;

CREATE INDEX results_hidden ON results (visible_ms) WHERE visible_ms IS NOT NULL;

CREATE INDEX run_cases_untested ON run_cases (run_id, case_id) WHERE is_tested = FALSE;

CREATE INDEX operations_author ON operations (who, id) WHERE undone IS NOT NULL;

CREATE INDEX operations_undoes ON operations (undoes) WHERE undoes IS NOT NULL;

CREATE TABLE case_comments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    author TEXT NOT NULL,
    body TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    deleted_ms INTEGER
) STRICT;

CREATE INDEX case_comments_case ON case_comments (case_id);

CREATE TABLE templates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    deleted_ms INTEGER
) STRICT;

CREATE TABLE case_suites (
    case_id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    suite_id INTEGER NOT NULL REFERENCES suites(id) ON DELETE CASCADE,
    -- Among the cases of the suite, as cases.position.
    position INTEGER NOT NULL,
    PRIMARY KEY (case_id, suite_id)
) STRICT;

CREATE INDEX case_suites_suite ON case_suites (suite_id);

CREATE TABLE tests (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    -- a letter for the kind of identity, the identity, and the parameters after a question mark
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    full_name TEXT,
    -- the case of its last result, and how that case was found
    case_id INTEGER REFERENCES cases(id) ON DELETE SET NULL,
    found_by TEXT, base_key TEXT, discriminator TEXT, named_run_id INTEGER,
    UNIQUE (project_id, key)
) STRICT;

CREATE INDEX tests_case ON tests (case_id) WHERE case_id IS NOT NULL;

CREATE TABLE texts (
    id INTEGER PRIMARY KEY,
    -- the first 16 bytes of the BLAKE3 hash
    hash BLOB NOT NULL UNIQUE,
    text TEXT NOT NULL
) STRICT;

CREATE INDEX runs_input ON runs (input_hash) WHERE input_hash IS NOT NULL;

CREATE INDEX results_of_test ON results (test_id, run_id);

CREATE TABLE run_outcomes (
    run_id INTEGER PRIMARY KEY REFERENCES runs(id) ON DELETE CASCADE,
    -- 0 for none
    environment_id INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    outcomes BLOB NOT NULL
) STRICT;

CREATE TABLE test_history (
    test_id INTEGER NOT NULL REFERENCES tests(id) ON DELETE CASCADE,
    -- 0 for none
    environment_id INTEGER NOT NULL,
    project_id INTEGER NOT NULL,
    -- packed
    recent BLOB NOT NULL,
    bad INTEGER NOT NULL,
    -- in thousandths; 0 for a test that is not flaky
    flaky_rate INTEGER NOT NULL,
    mean_ms INTEGER,
    PRIMARY KEY (test_id, environment_id)
) STRICT;

CREATE INDEX test_history_flaky ON test_history (project_id, flaky_rate) WHERE flaky_rate > 0;

CREATE INDEX test_history_bad ON test_history (project_id, bad) WHERE bad > 0;

CREATE INDEX test_history_slow ON test_history (project_id, mean_ms) WHERE mean_ms IS NOT NULL;

CREATE TABLE mutes (
    test_id INTEGER PRIMARY KEY REFERENCES tests(id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    owner TEXT,
    created_ms INTEGER NOT NULL,
    -- the first moment at which it no longer holds; none for a mute without end
    until_ms INTEGER,
    -- a person was told that it has ended
    is_told INTEGER NOT NULL DEFAULT FALSE
) STRICT;

CREATE INDEX mutes_until ON mutes (until_ms) WHERE until_ms IS NOT NULL AND is_told = FALSE;

CREATE INDEX cases_pages ON cases (project_id, number, id) WHERE deleted_ms IS NULL;

CREATE TABLE run_errors (
    run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    -- order within the run, from 1
    position INTEGER NOT NULL,
    -- failure, notice, totals
    kind TEXT NOT NULL,
    -- the file of results that holds the error
    file TEXT NOT NULL,
    -- the file, suite or phase that failed
    source TEXT,
    -- blank for the kind totals
    message TEXT NOT NULL,
    trace TEXT,
    -- numbers of the kind totals
    stated_tests INTEGER,
    read_tests INTEGER,
    stated_bad INTEGER,
    read_bad INTEGER,
    PRIMARY KEY (run_id, position)
) STRICT;

CREATE INDEX tests_twins ON tests (project_id, base_key) WHERE base_key IS NOT NULL;

CREATE TABLE sharded_runs (
    run_id INTEGER PRIMARY KEY REFERENCES runs(id) ON DELETE CASCADE,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    -- id of the pipeline, which a run in the trash loses to a new one
    run_key TEXT,
    -- number of shards that end the run
    expected INTEGER,
    -- what tells the tests of an open run apart, packed (store/shards.rs)
    tests BLOB,
    UNIQUE (project_id, run_key)
) STRICT;

CREATE TABLE shards (
    run_id INTEGER NOT NULL REFERENCES sharded_runs(run_id) ON DELETE CASCADE,
    -- order of coming, from 1
    position INTEGER NOT NULL,
    input_hash TEXT NOT NULL,
    -- names of the files and folders, for people
    title TEXT NOT NULL,
    start_ms INTEGER,
    end_ms INTEGER,
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (run_id, position),
    UNIQUE (run_id, input_hash)
) STRICT;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    -- user of the server, or the person of the command line; none for a stranger
    who TEXT,
    -- source of the write, as in operations
    source TEXT NOT NULL,
    -- address of the client of the server
    address TEXT,
    -- id of the API's operation, or a word such as create-user, sign-in
    action TEXT NOT NULL,
    -- code of the project, which may be gone
    project TEXT,
    -- name, number or hash of the thing
    object TEXT,
    -- JSON object with the values that were sent
    detail TEXT,
    -- equal events that the row stands for
    times INTEGER NOT NULL
) STRICT;

CREATE INDEX audit_time ON audit (at_ms, id);

CREATE INDEX case_links_case ON case_links (case_id, qase_project_id, qase_id);

CREATE TABLE defects (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    actual_result TEXT NOT NULL,
    severity TEXT NOT NULL,
    -- open, in_progress, resolved, invalid
    status TEXT NOT NULL,
    -- row id; no reference, as in cases: undo brings a milestone back under its id
    milestone_id INTEGER,
    custom_fields TEXT NOT NULL,
    tags TEXT NOT NULL,
    attachments TEXT NOT NULL,
    -- address or key of the issue that results link; none for a defect of a test or of nothing
    issue TEXT,
    author TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    resolved_ms INTEGER,
    UNIQUE (project_id, number)
) STRICT;

CREATE TABLE defect_results (
    defect_id INTEGER NOT NULL REFERENCES defects(id) ON DELETE CASCADE,
    result_id INTEGER NOT NULL REFERENCES results(id) ON DELETE CASCADE,
    PRIMARY KEY (defect_id, result_id)
) STRICT;

CREATE INDEX defect_results_result ON defect_results (result_id);

CREATE TABLE case_reviews (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    -- the case to change; none for the draft of a new case
    case_id INTEGER REFERENCES cases(id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    -- open, merged, declined
    status TEXT NOT NULL,
    author TEXT,
    -- JSON object with the fields that were sent
    proposal TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    UNIQUE (project_id, number)
) STRICT;

CREATE INDEX case_reviews_case ON case_reviews (case_id) WHERE case_id IS NOT NULL;

CREATE TABLE review_reviewers (
    review_id INTEGER NOT NULL REFERENCES case_reviews(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    -- unapproved, approved, changes_requested
    status TEXT NOT NULL,
    PRIMARY KEY (review_id, user_id)
) STRICT;

CREATE INDEX review_reviewers_user ON review_reviewers (user_id);

CREATE TABLE shared_parameters (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    -- true for parameters that vary together
    is_group INTEGER NOT NULL,
    -- JSON list of codes; none for all projects
    projects TEXT,
    items TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE case_issues (
    case_id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    -- jira-cloud, jira-server
    kind TEXT NOT NULL,
    issue TEXT NOT NULL,
    PRIMARY KEY (case_id, kind, issue)
) STRICT;

CREATE INDEX case_issues_issue ON case_issues (issue);

CREATE INDEX qase_cases_removed ON qase_cases (qase_project_id, qase_id) WHERE removed_ms IS NOT NULL;

CREATE TABLE kept_answers (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    -- hash of the request
    request TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,
    -- none for an answer that was too long to be kept
    body TEXT,
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (owner, key)
) STRICT;

CREATE INDEX kept_answers_created ON kept_answers (created_ms);

CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    -- origin of the address; the rest of it may be a secret
    origin TEXT NOT NULL,
    -- address and secret, encrypted with the key of the servers
    sealed TEXT NOT NULL,
    -- json, slack, teams, telegram, mattermost
    template TEXT NOT NULL,
    -- language of the texts: en, ru
    language TEXT NOT NULL,
    -- JSON list: run.completed, gate.broken, case.changed, mute.expired
    events TEXT NOT NULL,
    -- rules of the quality gate, as in a file of rules
    gate TEXT,
    is_enabled INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX webhooks_project ON webhooks (project_id);

CREATE TABLE webhook_deliveries (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    webhook_id INTEGER NOT NULL REFERENCES webhooks(id) ON DELETE CASCADE,
    event TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- pending, delivered, failed, dropped (the gate was met)
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    -- time of the next attempt
    next_ms INTEGER NOT NULL,
    -- the server that delivers it now, and the time until which others leave it alone
    lease TEXT,
    lease_ms INTEGER,
    -- status code and start of the last answer, or the reason why there was none
    status INTEGER,
    answer TEXT,
    error TEXT,
    created_ms INTEGER NOT NULL,
    done_ms INTEGER
) STRICT;

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, next_ms) WHERE state = 'pending';

CREATE INDEX webhook_deliveries_log ON webhook_deliveries (webhook_id, id);

CREATE TABLE announced_mutes (
    test_id INTEGER NOT NULL REFERENCES tests(id) ON DELETE CASCADE,
    until_ms INTEGER NOT NULL,
    PRIMARY KEY (test_id, until_ms)
) STRICT;

CREATE TABLE trackers (
    project_id INTEGER NOT NULL PRIMARY KEY REFERENCES projects(id) ON DELETE CASCADE,
    -- jira-cloud, jira-server, github, gitlab
    kind TEXT NOT NULL,
    base_url TEXT NOT NULL,
    -- key of the project in Jira, owner/repository, path of the project in GitLab
    place TEXT NOT NULL,
    -- type of new issues in Jira
    issue_type TEXT,
    updated_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE tracker_issues (
    id INTEGER PRIMARY KEY,
    -- stands in the issue, so that a second attempt finds it
    uuid TEXT NOT NULL UNIQUE,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    result_id INTEGER NOT NULL REFERENCES results(id) ON DELETE CASCADE,
    -- address of the tracker with the place in it
    tracker TEXT NOT NULL,
    -- none until the tracker has answered
    issue_key TEXT,
    url TEXT,
    -- name of its status, and whether it is a final one
    status TEXT,
    is_done INTEGER NOT NULL,
    -- time at which the status was read
    checked_ms INTEGER,
    created_ms INTEGER NOT NULL,
    UNIQUE (result_id, tracker)
) STRICT;

CREATE INDEX tracker_issues_project ON tracker_issues (project_id, id);

CREATE TABLE project_rules (
    project_id INTEGER PRIMARY KEY REFERENCES projects(id) ON DELETE CASCADE,
    -- most of each
    attachment_bytes INTEGER,
    results INTEGER,
    cases INTEGER,
    -- ended runs of so many days, and the last so many of them, are kept
    keep_days INTEGER,
    keep_runs INTEGER,
    -- files of passed results are kept for so many days
    keep_files_days INTEGER,
    -- runs that ended before lost the files of their passed results
    files_until_ms INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE kept_runs (
    run_id INTEGER PRIMARY KEY REFERENCES runs(id) ON DELETE CASCADE,
    created_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX attachments_project ON attachments (project_id, size) WHERE deleted_ms IS NULL;

CREATE TABLE saved_filters (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- the filter as JSON
    content TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    deleted_ms INTEGER
) STRICT;

CREATE INDEX saved_filters_project ON saved_filters (project_id) WHERE deleted_ms IS NULL;

CREATE TABLE user_passwords (
    user_id INTEGER PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
    -- Argon2id, in the PHC form with its salt and parameters
    hash TEXT NOT NULL,
    -- sign-ins that began before have ended
    changed_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE invites (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    -- hash of the secret in the link
    token_hash TEXT NOT NULL UNIQUE,
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    used_ms INTEGER
) STRICT;

CREATE INDEX invites_user ON invites (user_id);

CREATE TABLE shared_runs (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    -- hash of the secret, which is nowhere
    token_hash TEXT NOT NULL UNIQUE,
    -- who made it
    author TEXT,
    created_ms INTEGER NOT NULL,
    -- the first moment at which it no longer holds
    until_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX shared_runs_run ON shared_runs (run_id);

CREATE TABLE user_emails (
    user_id INTEGER PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
    -- lower case of ASCII letters
    email TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE user_identities (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- sign-ins that began before have ended
    created_ms INTEGER NOT NULL,
    UNIQUE (issuer, subject),
    UNIQUE (user_id, issuer)
) STRICT;

CREATE INDEX results_case_last ON results (case_id, coalesce(end_ms, created_ms), id) WHERE case_id IS NOT NULL;

CREATE INDEX case_field_values_field ON case_field_values (field_id, substr(value, 1, 500));

CREATE INDEX results_signature ON results (substr(signature, 1, 500)) WHERE signature IS NOT NULL;

CREATE INDEX defects_issue ON defects (project_id, substr(issue, 1, 500)) WHERE issue IS NOT NULL;

INSERT INTO access_changes (id, version) VALUES (1, 1);
INSERT INTO sqlite_sequence (name, seq) VALUES ('projects', 0), ('people', 0), ('functions', 0), ('custom_fields', 0), ('suites', 0), ('cases', 0), ('shared_steps', 0), ('environments', 0), ('milestones', 0), ('configurations', 0), ('plans', 0), ('runs', 0), ('case_comments', 0), ('templates', 0);
