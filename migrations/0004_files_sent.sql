-- Files of this workspace that a project of Qase has as well, by the hash that Qase gave them: they are not uploaded again.

CREATE TABLE attachment_links (
    qase_project_id @INT NOT NULL REFERENCES qase_projects(id) ON DELETE CASCADE,
    attachment_id @INT NOT NULL REFERENCES attachments(id) ON DELETE CASCADE,
    qase_hash TEXT NOT NULL,
    sent_ms @INT NOT NULL,
    PRIMARY KEY (qase_project_id, attachment_id)
);
