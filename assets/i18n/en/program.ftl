# The program itself: its version, licences, crash reports.

program-crash-saved = Internal error. The report has no titles and no tokens: { $path }
program-crash-found = A crash report was saved.
program-crash-open = Open report

program-about-program = Program
program-about-licences = Licences
program-about-version = Version
program-about-commit = Commit
program-about-date = Date
program-about-system = System
program-about-licence = Licence
program-about-data = Data folder
program-about-log = Log folder
program-about-unknown = unknown
program-about-copy = Copy
program-about-copied = Copied
