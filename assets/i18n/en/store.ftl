# The workspace file.

store-error-not-found = Not found: { $entity } { $key }
store-error-duplicate = This value must be unique and is already taken ({ $what })
store-error-missing-parent = It refers to something that no longer exists
store-error-newer = The workspace was written by a newer VoluptAS (schema { $file }; this version supports { $program })
store-error-newer-change = This edit is from a newer VoluptAS, and this version does not know what it changes ({ $kind }). Nothing was undone.
store-remedy-newer-change = Update VoluptAS to undo it. Earlier edits can still be undone one by one in the history of the inspector.
store-error-changed-migration = The workspace was created by another build of VoluptAS (schema step { $version } differs)
store-error-not-a-workspace = This is not a VoluptAS workspace
store-error-corrupt = The workspace is damaged: { $detail }
store-error-io = { $path }: { $detail }
store-error-disk-full = The disk is full; nothing was written
store-error-aborted = The write was cancelled after an earlier error; nothing was changed
store-error-moved = { $path }: the file of the workspace was moved, removed or replaced while it was open.
store-error-many-names = { $path }: the file has { $count } names (hard links). Writes through one name would overwrite those through another.
store-remedy-many-names = Close every program that uses it. Then copy the file, with its -wal file if there is one, and open the copy, or delete the other names.
store-error-log-alone = { $path }: the file of the workspace is missing or empty, but its log -wal is there and has writes.
store-remedy-log-alone = Put the file back beside its log. If the workspace is not needed any more, delete { $path }-wal.
store-error-log-damaged = { $path }: the log -wal is damaged. { $count ->
    [one] { $count } page of writes
   *[other] { $count } pages of writes
} would be lost, { $intact } of them intact.
store-error-read-only = The workspace is read-only.
store-error-half-written = The workspace was left in the middle of a write and cannot be read as it is.
store-error-engine = Failed to read or write the workspace: { $detail }
store-error-busy = Another program has been writing to the workspace for two minutes; nothing was written
store-remedy-update = Open it with that version, or update VoluptAS. The workspace was not changed.
store-remedy-half-written = Somebody who may write the file must open it once: the unfinished write is then taken back.
store-remedy-doctor = Run “voluptas-cli doctor” to see what is damaged. Of a file, “voluptas-cli doctor --recover NEWFILE” saves what can be read; otherwise go back to a backup.
store-remedy-moved = Nothing was stored. Stop the program and put the file back beside its -wal file, or move that file with it: it may have writes that are not in the file yet.
store-remedy-log-damaged = Nothing was changed. Copy the file and its -wal file. “voluptas-cli doctor --recover NEWFILE” saves what can be read.
store-remedy-disk = Check that the disk has free space, that the folder is writable, and that no other program uses the workspace. Of a workspace on a server, look into the log of the server.
store-remedy-busy = Try again when that program has finished.

doctor-schema-good = Schema version { $count }
doctor-schema-found = The file is incomplete: it has no schema version, but { $count ->
    [one] { $count } table
   *[other] { $count } tables
}
doctor-tables-found = { $count ->
    [one] A table is missing
   *[other] { $count } tables are missing
}: { $detail }
doctor-empty-file-found = The file is empty: it holds no workspace
doctor-half-made-found = This file is incomplete: saving a damaged workspace into it was stopped. Delete it and run doctor --recover on the damaged workspace again
doctor-file-length-found = The end of the file is missing: { $count } { $count ->
    [one] page
   *[other] pages
}
doctor-log-damaged-found = The log -wal is damaged: { $count } { $count ->
    [one] page of writes is
   *[other] pages of writes are
} not in the workspace, { $detail } of them intact. Open it with no program before doctor --recover
doctor-integrity-good = All pages of the file are intact
doctor-integrity-found = Damaged pages: { $count } ({ $detail })
doctor-damaged-table-found = Table { $name }: damaged pages { $pages }; rows that can be saved: { $count }
doctor-damaged-index-found = Index { $name }: damaged pages { $pages }; it can be rebuilt, nothing is lost
doctor-damaged-pages-found = Damaged pages of no known table: { $pages }
doctor-unreadable = Not checked, because the file cannot be read there: { $check }
doctor-cases-unlike-history-good = Texts of cases are as they were last written
doctor-cases-unlike-history-found = Cases whose text differs from what was last written: { $count } (row ids { $detail }). Correct and save them, or go back to a backup
doctor-foreign-keys-good = All references are valid
doctor-foreign-keys-found = Broken references: { $count } ({ $detail })
doctor-cases-in-deleted-suites-good = No active cases in deleted suites
doctor-cases-in-deleted-suites-found = Active cases in deleted suites: { $count }
doctor-functions-in-deleted-functions-good = No active functions inside deleted ones
doctor-functions-in-deleted-functions-found = Active functions inside deleted ones: { $count }
doctor-links-without-qase-case-good = Every linked case was read from Qase
doctor-links-without-qase-case-found = Links to Qase cases that were never read: { $count }. Import the project again.
doctor-cases-in-foreign-suites-good = Every case is in a suite of its own project
doctor-cases-in-foreign-suites-found = Cases in suites of another project: { $count }
doctor-cases-in-foreign-milestones-good = Every case is in a milestone of its own project
doctor-cases-in-foreign-milestones-found = Cases in milestones of another project: { $count }
doctor-results-without-case-good = Every result has a case
doctor-results-without-case-found = Results without a case: { $count }
doctor-unfinished-writes-to-qase-good = No interrupted writes to Qase
doctor-unfinished-writes-to-qase-found = Interrupted writes to Qase: { $count }. The next export looks for them first.
doctor-last-results-good = The last result of every case is right
doctor-last-results-found = Cases with a wrong last result: { $count }. To rebuild them: voluptas-cli doctor --recover NEWFILE
doctor-run-counters-good = The counters of every run are right
doctor-run-counters-found = Wrong counters of runs: { $count }. To rebuild them: voluptas-cli doctor --recover NEWFILE
doctor-tests-good = Every result belongs to a test, and the outcomes of finished runs are kept
doctor-tests-found = Results without a test, and runs without their outcomes: { $count }. To rebuild them: voluptas-cli doctor --recover NEWFILE
doctor-attachments-good = Attachments: { $count }, all intact
doctor-attachments-found = Missing or damaged attachments: { $count } ({ $detail })
store-error-unavailable = The database cannot be reached: { $detail }
store-error-login = The database refused the account: { $detail }
store-error-old-server = The workspace needs PostgreSQL { $oldest } or later
store-error-address = Not an address of a PostgreSQL database
store-error-address-option = Unknown option or value in the address of the database: { $name }
store-error-address-password = The address of the database contains a password, which other people on this computer can see
store-error-not-a-file = The workspace is on a server; this works with workspace files only
store-remedy-unavailable = Check the address, and that the server is running and accepts connections from this computer.
store-remedy-login = Check the account, the database and its rights. The password comes from PGPASSWORD, or from the file that PGPASSFILE names (otherwise ~/.pgpass).
store-remedy-password = Leave the password out of the address. Put it into PGPASSWORD, or into the file that PGPASSFILE names (otherwise ~/.pgpass).
store-remedy-address = Write postgres://USER@HOST:PORT/DATABASE, and if needed ?schema=NAME&sslmode=disable, prefer, require or verify-full, and sslrootcert=FILE.
store-error-no-password = The database wants a password, and none was given
store-remedy-no-password = Put it into PGPASSWORD, or into the file that PGPASSFILE names (otherwise ~/.pgpass), with a line HOST:PORT:DATABASE:USER:PASSWORD that only its owner may read; or keep it in the keychain with “voluptas-cli secrets set ADDRESS”.
store-error-unfinished = The workspace is an unfinished copy of { $from }
store-remedy-unfinished = Finish it by the command that began it, “voluptas-cli workspace copy” or “workspace restore”.
store-copy-same = FROM and TO are the same workspace.
store-copy-not-empty = { $to } has a workspace already; a copy replaces nothing.
store-copy-not-empty-remedy = Name a new file, or a new schema: ?schema=NAME at the end of the address.
store-copy-folder = { $path } holds files already, which may be attachments of another workspace.
store-copy-folder-remedy = Name another place with --attachments, or remove the folder.
store-copy-other-state = { $to } is an unfinished copy of { $from }, which has changed since or was another workspace.
store-copy-differs = The copy differs from the workspace in “{ $table }”: one of the two was changed meanwhile.
store-copy-anew-remedy = Begin anew: the same command with --anew.
store-copy-busy = Another program goes on with the copy to { $to }.
store-copy-stopped = The copy was stopped; the same command goes on from there.
