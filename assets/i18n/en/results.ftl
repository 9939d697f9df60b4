# Files of results of test tools.
result-files-unreadable = Cannot read { $path }: { $error }
result-files-too-many = There are more than { $limit } files
result-files-too-large = larger than { $limit } MB
result-files-not-read = cannot be read: { $error }
result-files-other = not a file of results that the program knows
result-archive-damaged = { $file } is damaged or not an archive: { $reason }
result-archive-unsafe-path = { $file } holds the unsafe path { $member }; nothing was unpacked
result-archive-unsafe-member = { $file } holds { $member }, which is a link, a device or a second file of that name; nothing was unpacked
result-archive-empty = { $file } holds no file
result-archive-too-large = { $file } unpacks to more than is accepted
result-archive-io = { $file } cannot be unpacked: { $error }
