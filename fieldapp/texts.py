"""Every text that a user sees, in the language chosen; dates and numbers in its form.

Texts are written in English in the code and translated by one gettext catalogue
(`resources/locale`), for the window, the commands and the reports alike.
"""

import gettext as _gettext
import os
from datetime import date, datetime

from babel.dates import format_date, format_interval, format_time
from babel.numbers import format_decimal

import resources

LANGUAGES = ("id", "en")


class _Chosen:
    """The language in use, and its catalogue."""

    language = "id"
    locale = "id"  # whose dates and numbers
    catalogue: _gettext.NullTranslations = _gettext.NullTranslations()


def use(language: str) -> None:
    """Show texts in `language` ("id" or "en") from now on."""
    _Chosen.language = _Chosen.locale = language if language in LANGUAGES else "id"
    _Chosen.catalogue = _gettext.translation(
        "fieldapp", resources.path("locale"), [_Chosen.language], fallback=True
    )


def try_out(language: str, catalogue: _gettext.NullTranslations) -> None:
    """Show texts as `catalogue` has them, with English dates and numbers, to try layouts."""
    _Chosen.language, _Chosen.locale, _Chosen.catalogue = language, "en", catalogue


def language() -> str:
    """The language in use: "id" or "en", or one that is tried out."""
    return _Chosen.language


def locale() -> str:
    """Whose dates and numbers are in use: "id" or "en"."""
    return _Chosen.locale


def _(text: str) -> str:
    """`text` in the language in use."""
    return _Chosen.catalogue.gettext(text)


def mark(text: str) -> str:
    """`text` itself, which is to be translated where it is shown."""
    return text


def ngettext(one: str, many: str, count: int) -> str:
    """`one` or `many`, whichever fits `count`, in the language in use."""
    return _Chosen.catalogue.ngettext(one, many, count)


def long_date(day: date) -> str:
    """27 November 2007."""
    return format_date(day, "d MMMM y", locale=_Chosen.locale)


def month(day: date) -> str:
    """November 2007."""
    return format_date(day, "MMMM y", locale=_Chosen.locale)


def short_date(day: date) -> str:
    """27-11-2007, as officers write it; in English 27 Nov 2007."""
    return format_date(day, "dd-MM-y" if locale() == "id" else "d MMM y", locale=locale())


def days(first: date, last: date) -> str:
    """15–21 Juli 2024."""
    return format_interval(first, last, skeleton="yMMMMd", locale=_Chosen.locale)


def weekday(day: date) -> str:
    """Jum 19 Jul."""
    return format_date(day, "EEE d MMM", locale=_Chosen.locale)


def clock(moment: datetime) -> str:
    """10:42, in the machine's own time zone."""
    return format_time(moment.astimezone(), "HH:mm", locale=_Chosen.locale)


def number(value: float) -> str:
    """1.423 in Indonesian, 1,423 in English."""
    return format_decimal(value, locale=_Chosen.locale)


use(os.environ.get("FIELDAPP_LANGUAGE", "id"))
