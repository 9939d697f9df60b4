-- The workspace: functions, cases, runs, results, and what is known of Qase.
--
-- Tokens @INT @BOOL @BYTES @REAL stand for the types of the backend (SQLite: INTEGER, INTEGER, BLOB, REAL;
-- PostgreSQL: BIGINT, BOOLEAN, BYTEA, DOUBLE PRECISION), @ID for a 64-bit key that numbers itself,
-- @SEARCH_TABLE for the backend's full-text table.
-- Times are milliseconds since 1970 UTC (*_ms). JSON is opaque text. *_fold columns hold text folded by the program
-- for search and comparison. Every table is STRICT on SQLite (appended by the runner).

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- ---------------------------------------------------------------- projects

CREATE TABLE projects (
    id @ID,
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    description TEXT,
    -- options of enumerations where they differ from the defaults, and project settings such as auto_create_cases
    settings TEXT NOT NULL DEFAULT '{}',
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL
);

-- The next number per project and kind (case, suite, run, ...), so that a number is never given twice, even after a delete.
CREATE TABLE counters (
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    last @INT NOT NULL,
    PRIMARY KEY (project_id, kind)
);

-- ---------------------------------------------------------------- people, dictionaries, functions

CREATE TABLE people (
    id @ID,
    name TEXT NOT NULL UNIQUE,
    name_fold TEXT NOT NULL,
    position TEXT,
    email TEXT UNIQUE,
    zoho_id TEXT,
    github TEXT,
    is_active @BOOL NOT NULL DEFAULT TRUE,
    notes TEXT,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL
);

CREATE TABLE dictionaries (
    id @ID,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    display_order @INT NOT NULL DEFAULT 0,
    is_active @BOOL NOT NULL DEFAULT TRUE,
    description TEXT,
    UNIQUE (kind, value)
);

CREATE TABLE functions (
    id @ID,
    func_id TEXT NOT NULL UNIQUE,
    func_id_fold TEXT NOT NULL,
    alias TEXT UNIQUE,
    title TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    kind TEXT NOT NULL,
    description TEXT,
    parent_id @INT REFERENCES functions(id) ON DELETE SET NULL,
    position @INT NOT NULL DEFAULT 0,
    module TEXT,
    epic TEXT,
    feature TEXT,
    stories TEXT NOT NULL DEFAULT '[]',
    segment TEXT,
    tags TEXT NOT NULL DEFAULT '[]',
    aliases TEXT NOT NULL DEFAULT '[]',
    is_crit @BOOL NOT NULL DEFAULT FALSE,
    is_focus @BOOL NOT NULL DEFAULT FALSE,
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
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    deleted_ms @INT
);
CREATE INDEX functions_parent ON functions (parent_id, position);
CREATE INDEX functions_title_fold ON functions (title_fold);
CREATE INDEX functions_func_id_fold ON functions (func_id_fold);

CREATE TABLE function_people (
    function_id @INT NOT NULL REFERENCES functions(id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    person_id @INT NOT NULL REFERENCES people(id) ON DELETE CASCADE,
    PRIMARY KEY (function_id, role, person_id)
);
CREATE INDEX function_people_person ON function_people (person_id);

CREATE TABLE relations (
    id @ID,
    source_id @INT NOT NULL REFERENCES functions(id) ON DELETE CASCADE,
    target_id @INT NOT NULL REFERENCES functions(id) ON DELETE CASCADE,
    kind TEXT NOT NULL DEFAULT 'functional',
    directed @BOOL NOT NULL DEFAULT TRUE,
    weight @REAL NOT NULL DEFAULT 1.0,
    meta TEXT NOT NULL DEFAULT '{}',
    is_active @BOOL NOT NULL DEFAULT TRUE,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL,
    UNIQUE (source_id, target_id, kind)
);
CREATE INDEX relations_target ON relations (target_id);

-- ---------------------------------------------------------------- fields, tags, attachments

CREATE TABLE custom_fields (
    id @ID,
    title TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    entity TEXT NOT NULL,
    kind TEXT NOT NULL,
    options TEXT NOT NULL DEFAULT '[]',
    placeholder TEXT,
    default_value TEXT,
    is_required @BOOL NOT NULL DEFAULT FALSE,
    is_visible @BOOL NOT NULL DEFAULT TRUE,
    is_filterable @BOOL NOT NULL DEFAULT FALSE,
    projects TEXT,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL
);
CREATE INDEX custom_fields_title ON custom_fields (entity, title_fold);

CREATE TABLE tags (
    id @ID,
    title TEXT NOT NULL UNIQUE,
    title_fold TEXT NOT NULL
);

-- The bytes lie beside the workspace file, named by their content hash; several attachments may share them.
CREATE TABLE attachments (
    id @ID,
    hash TEXT NOT NULL UNIQUE,
    content_hash TEXT NOT NULL,
    project_id @INT REFERENCES projects(id) ON DELETE CASCADE,
    filename TEXT NOT NULL,
    mime TEXT NOT NULL,
    size @INT NOT NULL,
    created_ms @INT NOT NULL,
    deleted_ms @INT
);
CREATE INDEX attachments_content ON attachments (content_hash);

-- ---------------------------------------------------------------- suites, cases

CREATE TABLE suites (
    id @ID,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number @INT NOT NULL,
    parent_id @INT REFERENCES suites(id) ON DELETE SET NULL,
    position @INT NOT NULL DEFAULT 0,
    title TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    description TEXT,
    preconditions TEXT,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL,
    deleted_ms @INT,
    UNIQUE (project_id, number)
);
CREATE INDEX suites_parent ON suites (project_id, parent_id, position);

CREATE TABLE cases (
    id @ID,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number @INT NOT NULL,
    suite_id @INT REFERENCES suites(id) ON DELETE SET NULL,
    position @INT NOT NULL DEFAULT 0,
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
    is_flaky @BOOL NOT NULL DEFAULT FALSE,
    is_muted @BOOL NOT NULL DEFAULT FALSE,
    steps_type TEXT NOT NULL DEFAULT 'classic',
    parameters TEXT NOT NULL DEFAULT '[]',
    -- files by reference (name, size, address): those that lie here are in case_attachments as well
    attachments TEXT NOT NULL DEFAULT '[]',
    milestone_id @INT,
    author TEXT,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL,
    deleted_ms @INT,
    UNIQUE (project_id, number)
);
CREATE INDEX cases_suite ON cases (project_id, suite_id, position);
CREATE INDEX cases_title_fold ON cases (project_id, title_fold);

CREATE TABLE case_steps (
    id @ID,
    case_id @INT NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    parent_id @INT REFERENCES case_steps(id) ON DELETE CASCADE,
    position @INT NOT NULL,
    action TEXT NOT NULL,
    expected TEXT,
    data TEXT,
    shared TEXT,
    attachments TEXT
);
CREATE INDEX case_steps_case ON case_steps (case_id);
CREATE INDEX case_steps_parent ON case_steps (parent_id);

CREATE TABLE case_tags (
    case_id @INT NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    tag_id @INT NOT NULL REFERENCES tags(id) ON DELETE CASCADE,
    PRIMARY KEY (case_id, tag_id)
);
CREATE INDEX case_tags_tag ON case_tags (tag_id);

CREATE TABLE case_field_values (
    case_id @INT NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    field_id @INT NOT NULL REFERENCES custom_fields(id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    PRIMARY KEY (case_id, field_id)
);
CREATE INDEX case_field_values_field ON case_field_values (field_id, value);

CREATE TABLE case_attachments (
    case_id @INT NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    attachment_id @INT NOT NULL REFERENCES attachments(id) ON DELETE CASCADE,
    PRIMARY KEY (case_id, attachment_id)
);

CREATE TABLE shared_steps (
    id @ID,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    hash TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    steps TEXT NOT NULL,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL,
    deleted_ms @INT
);

CREATE TABLE case_templates (
    id @ID,
    project_id @INT REFERENCES projects(id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL
);

-- ---------------------------------------------------------------- environments, milestones, configurations, plans

CREATE TABLE environments (
    id @ID,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number @INT NOT NULL,
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    description TEXT,
    host TEXT,
    UNIQUE (project_id, number),
    UNIQUE (project_id, slug)
);

CREATE TABLE milestones (
    id @ID,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number @INT NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    status TEXT NOT NULL DEFAULT 'active',
    due_ms @INT,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL,
    UNIQUE (project_id, number)
);

CREATE TABLE configuration_groups (
    id @ID,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number @INT NOT NULL,
    title TEXT NOT NULL,
    UNIQUE (project_id, number)
);

CREATE TABLE configurations (
    id @ID,
    group_id @INT NOT NULL REFERENCES configuration_groups(id) ON DELETE CASCADE,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number @INT NOT NULL,
    title TEXT NOT NULL,
    UNIQUE (project_id, number)
);

CREATE TABLE plans (
    id @ID,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number @INT NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL,
    UNIQUE (project_id, number)
);

CREATE TABLE plan_cases (
    plan_id @INT NOT NULL REFERENCES plans(id) ON DELETE CASCADE,
    case_id @INT NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    position @INT NOT NULL,
    assignee TEXT,
    PRIMARY KEY (plan_id, case_id)
);

-- ---------------------------------------------------------------- runs, results

CREATE TABLE runs (
    id @ID,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number @INT NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    state TEXT NOT NULL DEFAULT 'active',
    is_autotest @BOOL NOT NULL DEFAULT FALSE,
    environment_id @INT REFERENCES environments(id) ON DELETE SET NULL,
    milestone_id @INT REFERENCES milestones(id) ON DELETE SET NULL,
    plan_id @INT REFERENCES plans(id) ON DELETE SET NULL,
    tags TEXT NOT NULL DEFAULT '[]',
    configurations TEXT NOT NULL DEFAULT '[]',
    custom_fields TEXT NOT NULL DEFAULT '{}',
    external_issue TEXT,
    public_hash TEXT UNIQUE,
    -- where it came from: manual, api, allure, junit, ...
    source TEXT NOT NULL DEFAULT 'manual',
    stand TEXT,
    start_ms @INT,
    end_ms @INT,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL,
    deleted_ms @INT,
    UNIQUE (project_id, number)
);

CREATE TABLE run_cases (
    run_id @INT NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    case_id @INT NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    PRIMARY KEY (run_id, case_id)
);

CREATE TABLE results (
    id @ID,
    hash TEXT NOT NULL UNIQUE,
    run_id @INT NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    case_id @INT REFERENCES cases(id) ON DELETE SET NULL,
    external_id TEXT,
    title TEXT NOT NULL,
    signature TEXT,
    status TEXT NOT NULL,
    start_ms @INT,
    end_ms @INT,
    duration_ms @INT,
    comment TEXT,
    stacktrace TEXT,
    thread TEXT,
    author TEXT,
    params TEXT,
    param_groups TEXT,
    fields TEXT,
    attachments TEXT,
    is_api @BOOL NOT NULL DEFAULT FALSE,
    is_defect @BOOL NOT NULL DEFAULT FALSE,
    history_id TEXT,
    -- before this time Qase-compatible readers do not see it yet (a fault switch of the server); none is at once
    visible_ms @INT,
    created_ms @INT NOT NULL,
    deleted_ms @INT
);
CREATE INDEX results_run ON results (run_id, id);
CREATE INDEX results_case ON results (case_id, id);
CREATE INDEX results_signature ON results (signature) WHERE signature IS NOT NULL;
CREATE UNIQUE INDEX results_external ON results (run_id, external_id) WHERE external_id IS NOT NULL;

CREATE TABLE result_steps (
    id @ID,
    result_id @INT NOT NULL REFERENCES results(id) ON DELETE CASCADE,
    parent_id @INT REFERENCES result_steps(id) ON DELETE CASCADE,
    position @INT NOT NULL,
    action TEXT NOT NULL,
    expected TEXT,
    data TEXT,
    status TEXT NOT NULL,
    comment TEXT,
    start_ms @INT,
    end_ms @INT,
    duration_ms @INT,
    attachments TEXT
);
CREATE INDEX result_steps_result ON result_steps (result_id);
CREATE INDEX result_steps_parent ON result_steps (parent_id);

CREATE TABLE result_links (
    result_id @INT NOT NULL REFERENCES results(id) ON DELETE CASCADE,
    position @INT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (result_id, position)
);

-- ---------------------------------------------------------------- coverage: function <-> case

CREATE TABLE function_cases (
    function_id @INT NOT NULL REFERENCES functions(id) ON DELETE CASCADE,
    case_id @INT NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    origin TEXT NOT NULL,
    created_ms @INT NOT NULL,
    PRIMARY KEY (function_id, case_id)
);
CREATE INDEX function_cases_case ON function_cases (case_id);

-- ---------------------------------------------------------------- Qase: what it held when last seen, links, history

CREATE TABLE qase_projects (
    id @ID,
    base_url TEXT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    imported_ms @INT,
    UNIQUE (base_url, code)
);

CREATE TABLE qase_suites (
    id @ID,
    qase_project_id @INT NOT NULL REFERENCES qase_projects(id) ON DELETE CASCADE,
    qase_id @INT NOT NULL,
    title TEXT NOT NULL,
    parent_qase_id @INT,
    -- the suite here that it is
    suite_id @INT REFERENCES suites(id) ON DELETE SET NULL,
    -- what both sides agreed on last, JSON {title, description, preconditions, parent_qase_id}
    base TEXT,
    payload TEXT NOT NULL,
    hash TEXT NOT NULL,
    seen_ms @INT NOT NULL,
    removed_ms @INT,
    UNIQUE (qase_project_id, qase_id)
);
CREATE UNIQUE INDEX qase_suites_local ON qase_suites (qase_project_id, suite_id) WHERE suite_id IS NOT NULL;

CREATE TABLE qase_cases (
    id @ID,
    qase_project_id @INT NOT NULL REFERENCES qase_projects(id) ON DELETE CASCADE,
    project_code TEXT NOT NULL,
    qase_id @INT NOT NULL,
    title TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    -- the suite's id in Qase
    suite_id @INT,
    -- as Qase said it
    updated_at TEXT,
    payload TEXT NOT NULL,
    hash TEXT NOT NULL,
    seen_ms @INT NOT NULL,
    removed_ms @INT,
    UNIQUE (qase_project_id, qase_id)
);
CREATE INDEX qase_cases_title ON qase_cases (qase_project_id, title_fold);

-- A case here is a case there: at most one on each side per project of Qase.
CREATE TABLE case_links (
    case_id @INT NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    qase_project_id @INT NOT NULL REFERENCES qase_projects(id) ON DELETE CASCADE,
    qase_id @INT NOT NULL,
    -- what both sides agreed on last: a CaseContent as JSON, and the Qase id of the suite
    base TEXT,
    base_suite @INT,
    linked_ms @INT NOT NULL,
    pulled_ms @INT,
    pushed_ms @INT,
    PRIMARY KEY (qase_project_id, case_id),
    UNIQUE (qase_project_id, qase_id)
);
CREATE INDEX case_links_case ON case_links (case_id);

-- A run here is a run there, and which of its results are there.
CREATE TABLE run_links (
    run_id @INT REFERENCES runs(id) ON DELETE SET NULL,
    qase_project_id @INT NOT NULL REFERENCES qase_projects(id) ON DELETE CASCADE,
    qase_run_id @INT NOT NULL,
    title TEXT NOT NULL,
    -- made by this workspace under this marker; none when it was there before
    marker TEXT,
    linked_ms @INT NOT NULL,
    PRIMARY KEY (qase_project_id, qase_run_id)
);

CREATE TABLE result_links_qase (
    result_id @INT NOT NULL REFERENCES results(id) ON DELETE CASCADE,
    qase_project_id @INT NOT NULL REFERENCES qase_projects(id) ON DELETE CASCADE,
    qase_run_id @INT NOT NULL,
    sent_ms @INT NOT NULL,
    PRIMARY KEY (result_id, qase_project_id, qase_run_id)
);

CREATE TABLE sync_history (
    id @ID,
    kind TEXT NOT NULL,
    qase_project_id @INT REFERENCES qase_projects(id) ON DELETE SET NULL,
    project_code TEXT NOT NULL,
    started_ms @INT NOT NULL,
    ended_ms @INT,
    -- running, done, partly, failed, cancelled, interrupted
    outcome TEXT NOT NULL,
    options TEXT NOT NULL DEFAULT '{}',
    counts TEXT NOT NULL DEFAULT '{}',
    message TEXT,
    who TEXT
);

CREATE TABLE sync_items (
    sync_id @INT NOT NULL REFERENCES sync_history(id) ON DELETE CASCADE,
    position @INT NOT NULL,
    -- case, suite, run, result, mapping
    entity TEXT NOT NULL,
    local_key TEXT,
    remote_key TEXT,
    title TEXT NOT NULL,
    -- created, updated, unchanged, removed, conflict, skipped, failed
    outcome TEXT NOT NULL,
    detail TEXT,
    PRIMARY KEY (sync_id, position)
);

-- What is about to be written to Qase, before it is: after a crash the next sync looks for it before writing again.
CREATE TABLE sync_journal (
    id @ID,
    sync_id @INT REFERENCES sync_history(id) ON DELETE SET NULL,
    qase_project_id @INT NOT NULL REFERENCES qase_projects(id) ON DELETE CASCADE,
    -- create_suite, create_case, create_run
    action TEXT NOT NULL,
    local_id @INT NOT NULL,
    -- what was sent, JSON, enough to recognise it there
    request TEXT NOT NULL,
    -- ids of this kind above this one did not exist when it was sent
    remote_max @INT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending',
    remote_id @INT,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL
);
CREATE INDEX sync_journal_pending ON sync_journal (qase_project_id, state);

-- ---------------------------------------------------------------- changes, jobs, server

-- One row per named write, for undo and audit.
CREATE TABLE operations (
    id @ID,
    name TEXT NOT NULL,
    who TEXT,
    at_ms @INT NOT NULL,
    -- none: cannot be undone; 0: done; 1: undone
    undone @INT,
    -- key and arguments of a text for the history
    label TEXT
);

CREATE TABLE changes (
    id @ID,
    operation_id @INT NOT NULL REFERENCES operations(id) ON DELETE CASCADE,
    entity TEXT NOT NULL,
    entity_id @INT NOT NULL,
    -- the whole entity before and after as JSON; none where it did not exist
    before TEXT,
    after TEXT
);
CREATE INDEX changes_operation ON changes (operation_id);
CREATE INDEX changes_entity ON changes (entity, entity_id, id);

CREATE TABLE jobs (
    id @ID,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    started_ms @INT NOT NULL,
    ended_ms @INT,
    outcome TEXT NOT NULL,
    report TEXT
);

-- Tokens of the embedded server: only their hash.
CREATE TABLE server_tokens (
    id @ID,
    token_hash TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    created_ms @INT NOT NULL,
    revoked_ms @INT
);

-- Words of functions and cases, folded by the program: the full-text table of the backend.
@SEARCH_TABLE;
