# The workspace file.

store-error-not-found = Not found: { $entity } { $key }
store-error-duplicate = This value must be unique and is already taken ({ $what })
store-error-missing-parent = It refers to something that no longer exists
store-error-newer = The workspace file was written by a newer VoluptAS (schema { $file }; this version supports { $program })
store-error-changed-migration = The workspace file was created by another build of VoluptAS (schema step { $version } differs)
store-error-not-a-workspace = The file is not a VoluptAS workspace
store-error-corrupt = The workspace file is damaged: { $detail }
store-error-io = { $path }: { $detail }
store-error-aborted = The write was cancelled after an earlier error; nothing was changed
store-error-engine = Failed to read or write the workspace file: { $detail }
store-remedy-update = Open it with that version, or update VoluptAS. The file was not changed.
store-remedy-doctor = Run “voluptas-cli doctor” on a copy of the file, or restore a backup.
store-remedy-disk = Check that the disk has free space, that the folder is writable, and that no other program uses the file.

doctor-schema-good = Schema version { $count }
doctor-integrity-good = All pages of the file are intact
doctor-integrity-found = Damaged pages: { $count } ({ $detail })
doctor-foreign-keys-good = All references are valid
doctor-foreign-keys-found = Broken references: { $count } ({ $detail })
doctor-cases-in-deleted-suites-good = No active cases in deleted suites
doctor-cases-in-deleted-suites-found = Active cases in deleted suites: { $count }
doctor-functions-in-deleted-functions-good = No active functions inside deleted ones
doctor-functions-in-deleted-functions-found = Active functions inside deleted ones: { $count }
doctor-links-without-mirror-good = Every linked case was read from Qase
doctor-links-without-mirror-found = Links to Qase cases that were never read: { $count }. Import the project again.
doctor-cases-in-foreign-suites-good = Every case is in a suite of its own project
doctor-cases-in-foreign-suites-found = Cases in suites of another project: { $count }
doctor-results-without-case-good = Every result has a case
doctor-results-without-case-found = Results without a case: { $count }
doctor-unfinished-writes-to-qase-good = No interrupted writes to Qase
doctor-unfinished-writes-to-qase-found = Interrupted writes to Qase: { $count }. The next export looks for them first.
doctor-attachments-good = Attachments: { $count }, all intact
doctor-attachments-found = Missing or damaged attachments: { $count } ({ $detail })
