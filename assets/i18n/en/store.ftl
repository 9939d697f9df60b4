# The workspace file.

store-error-not-found = Not found: { $entity } { $key }
store-error-duplicate = This value must be unique and is already taken ({ $what })
store-error-missing-parent = It refers to something that is not there any more
store-error-newer = The workspace file was written by a newer VoluptAS (schema { $file }, this one knows { $program })
store-error-changed-migration = The workspace file was made by another build of VoluptAS (schema step { $version } differs)
store-error-not-a-workspace = The file is not a VoluptAS workspace
store-error-corrupt = The workspace file is damaged: { $detail }
store-error-io = { $path }: { $detail }
store-error-disk-full = The disk is full; nothing was written
store-error-aborted = The write was given up after an earlier error; nothing was changed
store-error-engine = The workspace file could not be read or written: { $detail }
store-remedy-update = Open it with that version, or update VoluptAS. The file was not touched.
store-remedy-doctor = Run “voluptas-cli doctor” on a copy of the file, or go back to a backup.
store-remedy-disk = Check that the disk has room, that the folder can be written, and that no other program holds the file.

doctor-schema-good = Schema version { $count }
doctor-integrity-good = Every page of the file is sound
doctor-integrity-found = Damaged pages: { $count } ({ $detail })
doctor-foreign-keys-good = Every reference leads somewhere
doctor-foreign-keys-found = References that lead nowhere: { $count } ({ $detail })
doctor-cases-in-deleted-suites-good = No living case lies in a deleted suite
doctor-cases-in-deleted-suites-found = Living cases in deleted suites: { $count }
doctor-functions-in-deleted-functions-good = No living function lies under a deleted one
doctor-functions-in-deleted-functions-found = Living functions under deleted ones: { $count }
doctor-links-without-mirror-good = Every linked case was seen in Qase
doctor-links-without-mirror-found = Links to Qase cases that were never seen: { $count }. Import the project again.
doctor-cases-in-foreign-suites-good = Every case lies in a suite of its own project
doctor-cases-in-foreign-suites-found = Cases in suites of another project: { $count }
doctor-results-without-case-good = Every result belongs to a case
doctor-results-without-case-found = Results without a case: { $count }
doctor-unfinished-writes-to-qase-good = No write to Qase was cut off
doctor-unfinished-writes-to-qase-found = Writes to Qase that were cut off: { $count }. The next export looks for them first.
doctor-attachments-good = Attachments: { $count }, all of them whole
doctor-attachments-found = Attachments that are missing or damaged: { $count } ({ $detail })
