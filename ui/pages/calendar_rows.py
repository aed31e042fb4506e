"""The rows of the calendar: which visits a period shows, and how each is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fieldapp.schedule import Standing
from fieldapp.texts import _, days, month, ngettext, number, weekday
from fieldapp.wording import word
from ui.widgets.rows import Column

TONES = {"planned": "muted", "packed": "info", "running": "early", "brought_back": "wait",
         "complete": "ok", "closed": "muted"}  # fmt: skip
ICONS = {"school": "school", "village": "village", "mall": "mall", "office": "office"}


@dataclass(frozen=True)
class Period:
    """A week or a month, by its first day."""

    first: date
    is_week: bool

    @property
    def after(self) -> date:
        """The day after its last."""
        if self.is_week:
            return self.first + timedelta(days=7)
        return (self.first + timedelta(days=32)).replace(day=1)

    @property
    def title(self) -> str:
        """What it is called."""
        if not self.is_week:
            return month(self.first)
        return days(self.first, self.after - timedelta(days=1))

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day < self.after

    def moved(self, by: int) -> "Period":
        """The next one, or the one before."""
        return around(self.after if by > 0 else self.first - timedelta(days=1), self.is_week)


def around(day: date, is_week: bool) -> Period:
    """The week or month of a day."""
    first = day - timedelta(days=day.weekday()) if is_week else day.replace(day=1)
    return Period(first, is_week)


@dataclass(frozen=True)
class Row:
    """One visit, as it stands, and the day on which somebody looks."""

    standing: Standing
    today: date

    @property
    def id(self) -> str:
        """What tells it from the others."""
        return self.standing.visit.visit

    @property
    def day(self) -> date:
        """Its day."""
        return self.standing.visit.plan.date


def columns() -> tuple[Column[Row], ...]:
    """The columns of the calendar."""
    return (
        Column("day", _("Day"), day_text, width=132, sort_key=lambda row: row.day),
        Column("hours", _("Hours"), hours_text, width=116),
        Column("place", _("Place"), lambda row: row.standing.visit.plan.place, width=256),
        Column("team", _("Team"), lambda row: row.standing.visit.plan.team, width=64),
        Column("laptops", _("Laptops"), letters, width=64),
        Column("state", _("State"), lambda row: word("standing", row.standing.state), width=152),
        Column("missing", _("What is missing"), missing_text, stretch=True),
    )


# Where the table is narrow these columns give way, each with the width (px) it needs.
GIVE_WAY = {"team": 900, "laptops": 820, "hours": 700}


def day_text(row: Row) -> str:
    """The day of the week and of the month; today is named."""
    return weekday(row.day)


def hours_text(row: Row) -> str:
    """When it opens and closes."""
    plan = row.standing.visit.plan
    if plan.opens and plan.closes:
        return f"{plan.opens}–{plan.closes}"
    if plan.closes:
        return _("until {time}").format(time=plan.closes)
    return _("from {time}").format(time=plan.opens) if plan.opens else ""


def letters(row: Row) -> str:
    """The laptops that go, by their letters."""
    return " ".join(each.device.letter for each in row.standing.laptops)


def missing_text(row: Row) -> str:
    """The first thing that is missing, and how many more there are."""
    found = row.standing.missing
    if len(found) < 2:
        return "".join(found)
    more = ngettext("and {count} more", "and {count} more", len(found) - 1)
    return f"{found[0]} {more.format(count=number(len(found) - 1))}"


def count_text(rows: Sequence[Row]) -> str:
    """How many visits there are, and of how many something is missing."""
    text = ngettext("{count} visit", "{count} visits", len(rows)).format(count=number(len(rows)))
    needy = [row for row in rows if row.standing.missing and row.standing.state != "complete"]
    if lacking := len(needy):
        more = ngettext(
            "something is missing for {count}", "something is missing for {count}", lacking
        )
        text += " · " + more.format(count=number(lacking))
    return text
