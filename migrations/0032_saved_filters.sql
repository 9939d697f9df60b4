-- Filters of cases that people saved under a name, for everybody in the project.
CREATE TABLE saved_filters (
    id @ID,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- the filter as JSON
    content TEXT NOT NULL,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL,
    deleted_ms @INT
);
CREATE INDEX saved_filters_project ON saved_filters (project_id) WHERE deleted_ms IS NULL;
