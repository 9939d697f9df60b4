# Writing a test case.

writing-save = Save
writing-saving = Saving…
writing-discard = Discard changes
writing-draft-unsaved = Not saved
writing-draft-kept = Changes kept { $ago }
writing-draft-unkept = Changes cannot be kept
writing-draft-unkept-more = The draft cannot be written beside the workspace ({ $reason }). Save the case before you close the window.
writing-unkept-title = Close and lose changes?
writing-unkept-text = Changes of cases are not saved, and their drafts cannot be written beside the workspace. Save the cases first.
writing-unkept-button = Close and lose them
writing-draft-restored = These are your unsaved changes.
writing-other-window = Another window has unsaved changes of this case ({ $ago }): { $fields }.
writing-closed-window = A closed window left unsaved changes of this case ({ $ago }): { $fields }.
writing-other-take = Take changes
writing-other-ignore = Ignore
writing-blocked-conflict = Not saved: select which values to keep
writing-blocked-title = Not saved: enter a title
writing-blocked-link = Not saved: a link has a wrong address
writing-in-trash = This case is in the trash. Restore it to edit it.
writing-project-why = Cases, suites and runs belong to a project. Its code stands before their numbers, as in SHOP-42.
writing-project-created = Project “{ $title }” ({ $code }) created
writing-project-code = Code
writing-title-taken = Another active case of the project has this title
writing-title-taken-by = { $code } has the same title. Change the title, or edit that case.
writing-open-other = Open the other case
writing-doubles-there = This project has equal titles already.
writing-save-anyway = Save anyway
writing-changed-elsewhere = Somebody changed this case while you were editing it
writing-changed-elsewhere-by = { $who } changed this case while you were editing it
writing-changed-by-me = You changed this case elsewhere while this draft was open
writing-changed-elsewhere-more = Select which value to keep. All other changes are merged already.
writing-mine = Keep mine
writing-theirs = Take theirs
writing-required = Required field
writing-required-blank = Required field: Qase takes no case without it
writing-yes = Yes
writing-no = No
writing-blank = (blank)
writing-only-spaces = only spaces differ
writing-hint-title = What is checked, in one line
writing-hint-description = What the case checks and why. Markdown works here.
writing-hint-preconditions = What must hold before the first step
writing-hint-expected-result = What the case as a whole must show
writing-hint-postconditions = What must hold, or be cleaned up, after the last step
writing-hint-action = What to do
writing-hint-gherkin = Given … When … Then …
writing-suite = Suite
writing-no-suite = Without a suite
writing-flaky = Marked flaky
writing-tags = Tags
writing-add-tag = Add tag
writing-remove-tag = Remove the tag { $tag }
writing-action = Action
writing-data = Data
writing-cell = { $field }, step { $number }
writing-add-step = Add step
writing-remove-step = Delete step { $number }
writing-move-step = Drag step { $number }
writing-steps-notation = Notation of the steps
writing-steps-classic = Classic
writing-steps-gherkin = Gherkin
writing-insert-shared = Insert shared step
writing-used-in = { $n ->
    [one] { $n } case
   *[other] { $n } cases
}
writing-shared-used = { $n ->
    [one] Shared step · used in { $n } case
   *[other] Shared step · used in { $n } cases
}
writing-shared-in-draft = Shared step · used in unsaved changes
writing-shared-gone = Shared step that no longer exists
writing-detach = Detach
writing-keys-new = new step
writing-keys-next = next field
writing-keys-move = move
writing-keys-nest = nest
writing-keys-paste-lines = lines become steps
writing-keys-paste = lines become steps, screenshots are attached
writing-add-parameter = Add parameter
writing-remove-parameter = Delete the parameter
writing-undefined = No parameter with values for { $names }
writing-undefined-add = Add { $name }
writing-undefined-step = The case has no parameter with values for { $names }: the text is shown as it is
writing-parameter = Parameter
writing-parameter-values = Values, one a line
writing-add-link = Add link
writing-link-address = Address of the link
writing-link-title = Title of the link
writing-link-wrong = The address begins with http:// or https:// and has no blanks
writing-open-link = Open { $link }
writing-remove-link = Delete the link { $link }
writing-no-functions = There are no functions yet. Add them in the registry.
writing-link-function = Link a function…
writing-unlink-function = Unlink { $title }
writing-versions = Versions
writing-versions-tab = { $code }: versions
writing-back-to-case = Open the case (Esc)
writing-version = Version { $n }
writing-version-created = Case created
writing-version-trashed = Moved to the trash
writing-version-restored = Restored from the trash
writing-version-review-ended = Review ended
writing-version-sent = Sent to review
writing-version-approved = Approved by { $by }
writing-version-link-added = Link added: { $link }
writing-version-link-removed = Link removed: { $link }
writing-version-link-changed = Link changed: { $link }
writing-version-same = No change of the content
writing-and-more = +{ $n } more
writing-part-around = Tags, files, links, suites, functions, milestone, review
writing-change-before = Previous change
writing-change-after = Next change
writing-unchanged = Unchanged: { $fields }
writing-current = current
writing-changes = Changes
writing-whole-case = Whole case
writing-no-changes = The two versions hold the same.
writing-with-current = With current
writing-with-before = With previous
writing-before-creation = Before it was created
writing-step = Step { $n }
writing-step-former = Former step { $n }
writing-step-moved = Step { $n }, moved from { $from }
writing-step-shared = Step { $n }, shared
writing-restore-note = Restoring writes a new version, which can be undone. Suites stay as they are.
writing-restore-is-draft = This is your draft. Save it in the editor, or discard it there.
writing-side-by-side = Side by side
writing-one-below = One below the other
writing-draft = Draft
writing-you = You
writing-version-results = { $n ->
    [one] { $n } result with this version
   *[other] { $n } results with this version
}
writing-restore-same = Nothing to restore: this version has the content of the current one.
writing-restore-is-current = Nothing to restore: this is the current version.
writing-restore-changed = Not restored: the case was changed after this comparison was shown.
writing-restore-changed-more = Open its versions and compare again.
writing-show-changes = Show changes

# Review and comments.
review-column = Review
review-none = No review
review-in-review = In review
review-approved = Approved
review-outdated = Changed since approved
review-sent-by = In review: sent by { $by } { $ago }
review-approved-by = Approved by { $by } { $ago }
review-changed-since = Changed since { $by } approved it { $ago }
review-somebody = Somebody
review-send = Send to review
review-approve = Approve
review-approve-again = Approve again
review-back = End review
review-save-first = Save the case first
review-changed-meanwhile = { $n ->
    [one] { $names } was not approved: it changed after you last saw it. Look at the change, then approve it.
   *[other] { $n } cases were not approved: they changed after you last saw them ({ $names }). Look at the changes, then approve them.
}
review-approve-unsent-title = Approve without a review?
review-approve-unsent = { $n ->
    [one] { $names } was never sent to review. The approval is stored with your name.
   *[other] { $n } cases were never sent to review: { $names }. The approval is stored with your name.
}
review-approve-own-title = Approve your own review?
review-approve-own = { $n ->
    [one] You sent { $names } to review yourself. The approval then has no second pair of eyes.
   *[other] You sent { $n } cases to review yourself: { $names }. The approval then has no second pair of eyes.
}
review-empty = { $n ->
    [one] { $names } has neither steps nor a description.
   *[other] { $n } cases have neither steps nor a description: { $names }.
}
review-comments = Comments
review-comment = New comment
review-comment-hint = Write a comment…
review-comment-add = Comment
review-comment-remove = Remove the comment of { $author }
review-comment-removed = Comment removed
review-comment-edit = Edit the comment
review-comment-text = Text of the comment
review-comment-edited = edited
review-comment-not-own = Only its author can edit a comment
gui-cmd-send-to-review = Send to review
gui-cmd-approve-cases = Approve cases
gui-cmd-back-to-draft = End review
history-review = { $state ->
    [in-review] Sent { $count ->
        [one] a case
       *[other] { $count } cases
    } to review
    [approved] Approved { $count ->
        [one] a case
       *[other] { $count } cases
    }
   *[draft] Ended the review of { $count ->
        [one] a case
       *[other] { $count } cases
    }
}
window-step-review = { $state ->
    [in-review] send { $count ->
        [one] a case
       *[other] { $count } cases
    } to review
    [approved] approve { $count ->
        [one] a case
       *[other] { $count } cases
    }
   *[draft] end the review of { $count ->
        [one] a case
       *[other] { $count } cases
    }
}
history-comment = Commented on “{ $title }”
window-step-comment = comment on “{ $title }”
history-remove-comment = Removed a comment on “{ $title }”
window-step-remove-comment = remove a comment on “{ $title }”
history-edit-comment = Edited a comment on “{ $title }”
window-step-edit-comment = edit a comment on “{ $title }”

# Templates.
gui-cmd-templates = Templates
templates-unread = Failed to read the templates.
templates-none = No templates yet
templates-none-more = Open a case and select “Save as template” in the menu at its top.
templates-title = Name of the template
templates-rename = Rename “{ $title }”
templates-delete = Delete “{ $title }”
templates-deleted = Template deleted
templates-case = Case
templates-steps = { $n ->
    [one] { $n } step
   *[other] { $n } steps
}
templates-begin = Template
templates-begin-none = No template
templates-insert = Insert template
gui-cmd-save-template = Save as template
gui-cmd-save-steps-template = Save the steps as template
writing-more = More
history-template-saved = Saved template “{ $title }”
window-step-template-saved = save template “{ $title }”
history-template-renamed = Renamed template “{ $title }”
window-step-template-renamed = rename template “{ $title }”
history-template-deleted = Deleted template “{ $title }”
window-step-template-deleted = delete template “{ $title }”

# Suites.
gui-cmd-new-suite = New suite
gui-cmd-move-up = Move up
gui-cmd-move-down = Move down
suite-place-gone = The suite was moved to the trash meanwhile. Select another one.
suite-gone = This suite was moved to the trash meanwhile. What you typed can become a new suite.
suite-changed-meanwhile = Somebody changed this suite meanwhile. If you save, your values replace theirs.
suite-not-stored = The suite was not saved.
suite-in-trash = This suite is in the trash
suite-show-cases = Show in the grid
suite-count-linked = { $n ->
    [one] { $n } shown from another suite
   *[other] { $n } shown from other suites
}
suite-edit = Suite
suite-edit-discard = Discard the changes?
suite-edit-discard-more = The suite stays as it is. What you entered is lost.
suite-new-discard = Discard the suite?
suite-new-discard-more = The suite is not created yet. What you entered is lost.
suite-edit-item = Edit suite…
suite-new-inside = New suite inside…
suite-new-case = New case…
suite-parent = Inside suite
suite-root = At the top
history-create-suite = Created suite “{ $title }”
window-step-create-suite = create suite “{ $title }”
history-edit-suite = Edited suite “{ $title }”
window-step-edit-suite = edit suite “{ $title }”
writing-discarded = The changes were discarded.
writing-bring-back = Bring it back
writing-new-case-covers = The case covers the function “{ $function }”.
writing-new-case-discard = Discard the case?
writing-new-case-discard-more = The case is not created yet. What you entered is lost.

## Attached files

history-attach = { $count ->
    [one] Attached a file to “{ $title }”
   *[other] Attached { $count } files to “{ $title }”
}
window-step-attach = { $count ->
    [one] attach a file to “{ $title }”
   *[other] attach { $count } files to “{ $title }”
}
history-detach = Removed the attachment { $name }
window-step-detach = remove attachment { $name }
gui-attached = { $count ->
    [one] File attached
   *[other] { $count } files attached
}
gui-cmd-attach-file = Attach a file…
gui-cmd-add-comment = Add a comment
gui-cmd-insert-shared = Insert a shared step…
gui-cmd-insert-template = Insert a template…
gui-cmd-link-function = Link a function…
gui-cmd-case-versions = Versions
gui-cmd-add-tag = Add tag…
gui-cmd-set-case-field = Set field of the selected cases…
gui-cmd-clone-cases = Clone…
gui-cmd-move-to-suite = Move to a suite…
gui-cmd-add-to-suite = Also show in a suite…
gui-cmd-paste-screenshot = Attach the picture of the clipboard
files-attach = Attach
files-attach-note = Up to 32 MB. Files can also be dropped on the case.
files-attach-file = Attach a file…
files-paste-screenshot = Paste a screenshot
files-detach = Remove { $name }

## Further suites

writing-further-suites = Also in suites
writing-suite-gone = (deleted suite)
writing-milestone-gone = (deleted milestone)
writing-version-restoring = Restored a version
writing-add-further = Add suite
writing-kept-as-draft = Unsaved changes kept: { $title }
writing-kept-as-drafts = { $n ->
    [one] Unsaved changes of { $n } case kept
   *[other] Unsaved changes of { $n } cases kept
}
writing-reopen = Reopen
writing-remove-further = Remove from the suite { $suite }

## Shared steps

gui-cmd-shared-steps = Shared steps
gui-cmd-make-shared = Create a shared step…
gui-cmd-attach-to-step = Attach a file to the step…
gui-cmd-paste-to-step = Attach the picture of the clipboard to the step
shared-unread = Failed to read the shared steps.
shared-none = No shared steps yet
shared-none-more = Create one here, or select steps of a case and create a shared step from them.
shared-new = New shared step
shared-title = Name of the shared step
shared-which = Steps of the case
shared-not-in-a-row = Select steps that follow each other.
shared-is-shared = shared step
shared-make-none = Select the steps that belong to it.
shared-make-note = The case uses the shared step in their place.
shared-steps-inside = { $n ->
    [one] { $n } step inside
   *[other] { $n } steps inside
}
shared-used-in = { $n ->
    [0] not used
    [one] used in { $n } case
   *[other] used in { $n } cases
}
shared-edit = Edit “{ $title }”
shared-edit-note = { $n ->
    [one] Used in { $n } case: the change shows there too.
   *[other] Used in { $n } cases: the change shows in all of them.
}
shared-delete = Delete “{ $title }”
shared-delete-button = Delete
shared-delete-what = { $n ->
    [0] No case uses this shared step.
    [one] { $n } case uses this shared step and keeps its steps as they are now.
   *[other] { $n } cases use this shared step and keep its steps as they are now.
}
shared-deleted = Shared step deleted
shared-unsaved = Not saved yet. Save, or select Cancel to drop the changes.
shared-changed-meanwhile = Somebody else changed this shared step meanwhile. Select Cancel and edit it again.
shared-created-in-case = Shared step “{ $title }” created. Save the case to use it.
shared-created-aside = Shared step “{ $title }” created. The steps of the case changed meanwhile and stay as they are.
history-shared-created = Created shared step “{ $title }”
window-step-shared-created = create shared step “{ $title }”
history-shared-edited = Edited shared step “{ $title }”
window-step-shared-edited = edit shared step “{ $title }”
history-shared-deleted = Deleted shared step “{ $title }”
window-step-shared-deleted = delete shared step “{ $title }”
writing-show-steps = Show the steps of step { $number }
writing-hide-steps = Hide the steps of step { $number }
writing-open-shared = Open
writing-steps-selected = { $n ->
    [one] { $n } step selected
   *[other] { $n } steps selected
}
writing-delete-steps = Delete
writing-select-none = Clear selection
writing-step-menu = Actions with step { $number }
writing-handle = Click to select, drag to move
writing-nest = Nest
writing-unnest = Unnest
writing-delete-step = Delete step
writing-delete-step-count = { $n ->
    [one] Delete { $n } step
   *[other] Delete { $n } steps
}
files-attach-step-note = Up to 32 MB. The file is attached to the step when the case is saved.
gui-attached-to-step = { $count ->
    [one] File attached to the step. Save the case to keep it.
   *[other] { $count } files attached to the step. Save the case to keep them.
}
gui-attached-step-gone = Not attached: the step was removed.
palette-also-shared-steps = reusable common
palette-also-make-shared = reusable common extract make
palette-also-attach-to-step = upload add
palette-also-paste-to-step = screenshot clipboard image
writing-owner-typed = Use “{ $name }”
writing-show-fields = All fields
writing-hide-fields = Fewer fields
# Keywords of Gherkin, as its files have them.
writing-gherkin-when = When
writing-gherkin-then = Then

history-filter-saved = Saved filter “{ $title }”
window-step-filter-saved = save filter “{ $title }”
history-filter-deleted = Deleted filter “{ $title }”
window-step-filter-deleted = delete filter “{ $title }”
