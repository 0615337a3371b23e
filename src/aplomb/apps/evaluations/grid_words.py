"""The words of the grid, which is drawn in the browser: sentences by key, with {placeholders} that it fills in.

A pair decides on `n`: one, several. Keys are those of `web/static/aplomb/js/elements/score-grid*.js`.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from aplomb.domain.evaluations.merge import NOTE_FIELDS

Sentence = str | list[str]


@cache
def words_file(lang: str) -> tuple[str, bytes]:
    """The sentences as a file, and the hash that its address bears: a browser asks once for what never changes."""
    with override(lang):
        body = json.dumps(grid_words(), ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(body).hexdigest()[:32], body


def words_address(lang: str) -> str:
    return reverse("evaluations:words", args=[words_file(lang)[0], lang])


def grid_words() -> Mapping[str, Sentence]:
    """Every sentence of the grid in the reader's language."""
    return {
        **_criteria(),
        **_acts(),
        **_help(),
        **_evidence(),
        **_state(),
        **_conflicts(),
        **_queue(),
        **_keys(),
    }


def _criteria() -> dict[str, Sentence]:
    return {
        "na": _("NA"),
        "rate": _("Score of {code}"),
        "criterion": _("Criterion {code}"),
        "criteria-of": _("Criteria of requirement {code}"),
        "previous": _("Previous score"),
        "essential": _("Essential"),
        "unanswered": _("No answer"),
        "to-confirm": _("To confirm"),
        "weight": _("Weight {weight}"),
        "commented": _("Commented"),
        "kept-here": _("Kept here"),
        "waits": _("Waits to be sent"),
        "refused-here": _("Refused"),
        "na-because": _("NA: {reason}"),
        "papers": plural_pair("{n} document expected", "{n} documents expected"),
        "paper-present": _("Exists"),
        "paper-partial": _("Partial"),
        "paper-expired": _("Out of date"),
        "paper-missing": _("Missing"),
        "paper-not_applicable": _("Not applicable"),
        "by-requesting_site": _("Requesting site"),
        "by-reading_centre": _("Reading centre"),
        "by-provider": _("Technical provider"),
        "by-site": _("Site"),
        "given-to": _("Given to {names}."),
        "standing-to_confirm": _("same wording, to confirm"),
        "standing-changed": _("the wording has changed"),
        "standing-new": _("new criterion"),
        "settled": _("{n} of {of} scored"),
        "of-settled": _("of {of} scored"),
        "complete": _("Complete"),
        "requirement-at": _("Requirement at {score}"),
        "score-so-far": _("Score so far {score}"),
        "place": _("Criterion {n} of {of}"),
        "level": _("Level"),
        "any-level": _("Any level"),
        "search": _("Search"),
        "search-criteria": _("Search the criteria"),
        "show-all": _("All"),
        "show-unanswered": _("No answer"),
        "show-essential": pgettext("criteria", "Essential"),
        "show-mine": pgettext("criteria", "Mine"),
        "show-confirm": _("To confirm"),
        "show-na": _("NA"),
        "show-conflict": _("In conflict"),
        "show-everything": _("Show all"),
        "shown": plural_pair("{n} criterion shown", "{n} criteria shown"),
        "none-shown": _("No criterion answers to this."),
    }


def _acts() -> dict[str, Sentence]:
    return {
        "comment": _("Comment"),
        "no-patient": _("Never the name of a patient."),
        "clear": _("Clear the answer"),
        "confirm": _("Confirm {score}"),
        "edit-reason": _("Change the reason"),
        "note-it": pgettext("to write", "Note"),
        "before": _("Previous criterion"),
        "after": _("Next criterion"),
        "next-unanswered": _("Next without an answer"),
        "all-answered": _("Every criterion that you may answer is scored."),
        "no-conflict": _("No two answers are waiting to be settled."),
        "scored": _("{code}: {score}, {word}"),
        "cleared": _("{code}: answer cleared"),
        "undo": _("Undo"),
        "undone": _("{code}: the answer before is back"),
        "cancel": _("Cancel"),
        "close-sheet": _("Close"),
        "na-title": _("Criterion {code} does not apply"),
        "na-why": _("Why it does not apply here"),
        "na-needs-reason": _("Write why: an NA without its reason does not count."),
        "na-refused": _("Criterion {code} cannot be answered NA."),
        "score-na": _("Score NA"),
        "analysis": _("Analysis of the requirement"),
        "analysis-short": _("Analysis"),
        "analysis-of": _("Analysis of requirement {code}"),
        "write-analysis": _("Write the analysis of {code}"),
        **{f"note-{name}": label for name, label in note_labels().items()},
        "field-score": pgettext("what was answered", "Score"),
        "field-comment": _("Comment"),
    }


def note_labels() -> dict[str, str]:
    """What the parts of a requirement's analysis are called, in their order."""
    labels = (
        _("What do we do?"),
        _("How do we look for progress?"),
        _("How do we measure progress?"),
        _("Strengths"),
        _("Points to improve"),
    )
    return dict(zip(NOTE_FIELDS, labels, strict=True))


def _help() -> dict[str, Sentence]:
    return {
        "help": _("Help with the criterion"),
        "help-with": _("Help with criterion {code}"),
        "guidance": _("Guidance"),
        "tab-guidance": _("Guidance"),
        "tab-sheets": _("Sheets"),
        "tab-documents": _("Documents"),
        "tab-history": _("History"),
        "three-questions": _("Three questions to ask"),
        "scale": _("What the levels mean"),
        "how-to-score": _("How to score"),
        "references": _("References"),
        "to-verify": _("to verify"),
        "minutes": plural_pair("{n} minute to read", "{n} minutes to read"),
        "tools": plural_pair("{n} tool to adapt", "{n} tools to adapt"),
        "no-sheet": _("No sheet for this criterion."),
        "no-document": _("No document is expected for this criterion."),
        "inventory": _("Inventory of documents"),
        "no-guidance": _("The guidance could not be read: it will show once the network is back."),
        "no-history": _("The history could not be read: it will show once the network is back."),
        "nothing-yet": _("Nobody has answered yet."),
        "was-cleared": _("answer cleared"),
        "was-kept-aside": _("kept aside, to be settled"),
        "was-settled": _("chosen between two answers"),
        "was-late": _("arrived after a newer one"),
        "noted-at": _("the device’s own clock said {moment}"),
        "wording-was": _("The wording was:"),
    }


def _evidence() -> dict[str, Sentence]:
    return {
        "tab-evidence": _("Evidence"),
        "proofs": plural_pair("{n} piece of evidence", "{n} pieces of evidence"),
        "serves": plural_pair("serves {n} criterion", "serves {n} criteria"),
        "no-evidence": _("No evidence yet."),
        "no-evidence-here": _("Evidence needs the network: it will show once it is back."),
        "evidence-page": _("Versions, removal, what the site already has"),
        "evidence-see": _("See and change"),
        "add-file": _("Add a file or a photograph"),
        "add-link": _("Add a link"),
        "add-note": _("Add a note"),
        "proof-file": _("File"),
        "proof-shoot": _("Take a photograph"),
        "proof-title": _("Title"),
        "proof-url": _("Address"),
        "proof-text": _("Text"),
        "proof-checked": _("I have checked: no patient data, in pictures and scans either."),
        "proof-send": _("Send"),
        "proof-add": _("Add"),
        "proof-sending": _("Being checked …"),
        "proof-kept": _("The evidence is kept."),
        "proof-too-big": _("The file is too big: 25 MB at most. Split it, or reduce its pictures."),
        "proof-failed": _("Nothing was sent: the server could not be reached."),
    }


def _state() -> dict[str, Sentence]:
    return {
        "saved": _("Saved at {hour}"),
        "saved-on": _("Saved on {day} at {hour}"),
        "saving": _("Saving …"),
        "closed": _("Closed"),
        "offline": _("Off line"),
        "offline-kept": plural_pair("Off line, {n} answer kept here", "Off line, {n} answers kept here"),
        "offline-fragile": plural_pair(
            "Off line: {n} answer kept in this page only, do not close it",
            "Off line: {n} answers kept in this page only, do not close it",
        ),
        "failed": _("Not saved"),
        "unreachable": _("The server does not answer"),
        "failed-kept": plural_pair(
            "{n} answer is not on the server yet: it is kept here.",
            "{n} answers are not on the server yet: they are kept here.",
        ),
        "busy": _("Waiting, again at {hour}"),
        "busy-kept": plural_pair(
            "The server asks to wait: {n} answer kept here.",
            "The server asks to wait: {n} answers kept here.",
        ),
        "signed-out": _("Session ended"),
        "signed-out-long": _("Your session has ended."),
        "signed-out-kept": plural_pair(
            "Your session has ended. {n} answer kept here leaves once you have signed in.",
            "Your session has ended. {n} answers kept here leave once you have signed in.",
        ),
        "sign-in": _("Sign in"),
        "other-person": _("Another person is signed in"),
        "other-person-long": _(
            "Another person is signed in on this device: your answers stay here, and leave with you only."
        ),
        "gone": _("No access any more"),
        "gone-long": _("You no longer have access to this evaluation."),
        "gone-kept": plural_pair(
            "You no longer have access to this evaluation: {n} answer stays here.",
            "You no longer have access to this evaluation: {n} answers stay here.",
        ),
        "broken": _("Not saved"),
        "broken-long": _(
            "This device could not keep an answer. Reload the page; what was kept is still here. ({reference})"
        ),
        "reload": _("Reload"),
        "retry": _("Try again"),
        "see": _("See"),
        "settle": _("Settle"),
        "status-changed": _("The state of the evaluation has changed."),
    }


def _conflicts() -> dict[str, Sentence]:
    return {
        "two-answers": _("Two answers"),
        "conflicts": plural_pair(
            "{n} pair of answers to settle: {codes}", "{n} pairs of answers to settle: {codes}"
        ),
        "two-answers-to": _("Two answers to criterion {code}"),
        "two-answers-to-requirement": _("Two texts for requirement {code}"),
        "yours": pgettext("answer", "Yours"),
        "shown-now": _("shown in the grid"),
        "no-text": _("no text"),
        "third-text": _("Another text"),
        "third-score": _("Another level"),
        "leave-disputed": _("Leave it open"),
        "keep-choice": _("Keep my choice"),
        "nothing-lost": _("Nothing is lost: the other answer stays in the history."),
        "not-yours-to-settle": _("The quality manager, or one of the two people, chooses between them."),
    }


def _queue() -> dict[str, Sentence]:
    return {
        "queue": _("Kept on this device"),
        "leaves-by-itself": _("These answers leave by themselves once the network is back."),
        "not-durable": _("This browser keeps nothing: these answers are lost if the page is closed."),
        "nothing-waits": _("Nothing waits on this device."),
        "refused": plural_pair("{n} answer refused", "{n} answers refused"),
        "save-file": _("Save as a file"),
        "discard": _("Discard"),
        "discard-title": plural_pair("Discard {n} refused answer?", "Discard {n} refused answers?"),
        "discard-consequence": _("They leave this device for good; the server never took them."),
        "file-name": _("answers"),
        "leaving": plural_pair(
            "{n} answer is not on the server yet", "{n} answers are not on the server yet"
        ),
        "leaving-stays": _(
            "Once you are signed out, they stay on this device; nobody else sees them, and they leave when you "
            "sign in here again."
        ),
        "send-first": _("Send them first"),
        "leave-anyway": _("Sign out all the same"),
        "still-waiting": plural_pair("{n} answer still waits", "{n} answers still wait"),
    }


def _keys() -> dict[str, Sentence]:
    return {
        "shortcuts": _("Keyboard"),
        "shortcuts-focus": _("The letters work while a criterion has the focus."),
        "shortcuts-off": _("The letters are turned off in your account."),
        "shortcuts-setting": _("Change it in my account"),
        "key-score": _("score the criterion"),
        "key-move": _("previous or next criterion"),
        "key-unanswered": _("next one without an answer"),
        "key-conflict": _("next two answers to settle"),
        "key-comment": _("comment"),
        "key-guidance": _("guidance"),
        "key-history": _("history"),
        "key-analysis": _("analysis of the requirement"),
        "key-clear": _("clear the answer"),
        "key-undo": _("take the last answer back"),
        "key-next": _("keep the comment, next criterion"),
        "key-leave": _("leave the comment, close a sheet"),
        "key-search": _("search the criteria"),
        "key-help": _("this list"),
        "key-delete-name": pgettext("key", "Del"),
        "key-enter-name": pgettext("key", "Enter"),
        "key-escape-name": pgettext("key", "Esc"),
    }


def plural_pair(one: str, many: str) -> list[str]:
    """Both forms of a sentence whose number the browser knows: asked for under 1, and under 2."""
    return [ngettext(one, many, 1), ngettext(one, many, 2)]
