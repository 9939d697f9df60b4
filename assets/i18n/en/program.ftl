# The program itself: its version, licences, crash reports.

program-crash-saved = The program has stopped because of an internal error. The report has no titles and no tokens: { $path }
program-crash-found = The last time, the program stopped because of an internal error. A report was saved.
program-crash-open = Open report
