"""What an estimate says: when everybody will be served, and what one more desk would do."""

from fieldapp.reports.pace import Outlook
from fieldapp.texts import _, clock, number
from fieldapp.wording import moment

_MINUTE = 60_000


def late_words(outlook: Outlook) -> str:
    """That the estimate passes closing, and what would help; nothing where it does not."""
    if not outlook.late or outlook.end is None:
        return ""
    minutes = max(1, round((outlook.end - outlook.closes) / _MINUTE))
    text = _("Done at about {end}, {minutes} min after closing at {closes}.").format(
        end=_at(outlook.end), minutes=number(minutes), closes=_at(outlook.closes)
    )
    return f"{text} {one_more_words(outlook)}".strip()


def one_more_words(outlook: Outlook) -> str:
    """When one more desk would be done."""
    if outlook.one_more is None:
        return ""
    return _("One more desk would finish by {time}.").format(time=_at(outlook.one_more))


def end_words(outlook: Outlook) -> str:
    """When everybody will have been served, as far as it can be told."""
    if outlook.end is None:
        return _("The end cannot be told yet.")
    if outlook.late:
        return late_words(outlook)
    text = _("Everybody will be served at about {end}.").format(end=_at(outlook.end))
    return f"{text} {one_more_words(outlook)}".strip()


def late_mark(outlook: Outlook) -> str:
    """The same for a line with little room."""
    if not outlook.late or outlook.end is None:
        return ""
    return _("Done ± {end}, closes {closes}").format(
        end=_at(outlook.end), closes=_at(outlook.closes)
    )


def _at(ms: int) -> str:
    return clock(moment(ms))
