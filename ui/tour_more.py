"""Rarer states of the pages by keyboard, for whoever looks at all of them."""

from PySide6.QtCore import Qt

from fieldapp.demo import play
from ui.officer import ALT, CTRL, Officer
from ui.pages.calendar import Calendar
from ui.pages.stick import StickPage
from ui.tour_stage import Stage, device_views, idle

Key = Qt.Key


def restore(officer: Officer) -> None:
    """A backup instead of a first start."""
    officer.press(Key.Key_R, CTRL)
    officer.picture("restore")


def forgotten(officer: Officer) -> None:
    """The way out for whoever forgot the passphrase."""
    officer.press(Key.Key_F8)
    officer.picture("forgotten")


def visits(officer: Officer, _played: play.Played, suffix: str) -> None:
    """The visit in hand on a laptop, and those that were deleted."""
    officer.open("visits")
    officer.picture(f"visits-here{suffix}")
    officer.press(Key.Key_H, CTRL)
    officer.picture(f"visits-deleted{suffix}")
    officer.press(Key.Key_Escape)


def recap(officer: Officer, _played: play.Played, suffix: str) -> None:
    """The queue with the recap beside it, narrowed to nobody."""
    officer.open("queue")
    officer.press(Key.Key_R, CTRL)
    officer.picture(f"recap{suffix}")
    officer.type("zzz")
    officer.picture(f"queue-nobody{suffix}")
    officer.press(Key.Key_A, CTRL)
    officer.press(Key.Key_Delete)
    officer.press(Key.Key_R, CTRL)
    officer.press(Key.Key_Z, ALT)
    officer.picture(f"queue-undo{suffix}")


def desk(officer: Officer, _played: play.Played, suffix: str) -> None:
    """Sending somebody on to another desk; somebody on hold."""
    officer.open("desk")
    officer.press(Key.Key_Space)
    officer.press(Key.Key_M)
    officer.picture(f"desk-send{suffix}")
    officer.press(Key.Key_Escape)
    officer.press(Key.Key_E)
    officer.picture(f"desk-hold{suffix}")
    officer.press(Key.Key_R)
    officer.press(Key.Key_Return)
    officer.press(Key.Key_Return)


def stick(officer: Officer, _played: play.Played, suffix: str) -> None:
    """A laptop's bundle on the stick, and the cards."""
    page = officer.open("stick")
    assert isinstance(page, StickPage)  # noqa: S101 -- narrows the type
    officer.press(Key.Key_O, CTRL)
    officer.picture(f"stick-here{suffix}")
    officer.press(Key.Key_E, CTRL)
    idle(officer)
    officer.picture(f"stick-written{suffix}")
    page.cards_button.click()
    officer.picture(f"cards-here{suffix}")
    page.bundles_button.click()


def operators(officer: Officer, _played: play.Played, suffix: str) -> None:
    """Each view of a device, and adding an operator."""
    page = device_views(officer, f"device-here-{{place}}{suffix}")
    page.buttons[0].click()
    officer.press(Key.Key_N, CTRL)
    officer.picture(f"operator-add{suffix}")
    officer.press(Key.Key_Escape)


def guide(officer: Officer, _played: play.Played, suffix: str) -> None:
    """The guide beside the page it is about."""
    officer.open("checkin")
    officer.press(Key.Key_F1)
    officer.picture(f"guide{suffix}")
    officer.press(Key.Key_F1)


def locked(officer: Officer, _played: play.Played, suffix: str) -> None:
    """The window as whoever passes by sees it; nothing comes after it."""
    officer.press(Key.Key_L, CTRL)
    officer.picture(f"locked{suffix}")


def calendar(officer: Officer, _played: play.Played, suffix: str) -> None:
    """A week, changing a plan, and packing a stick."""
    page = officer.open("calendar")
    assert isinstance(page, Calendar)  # noqa: S101 -- narrows the type
    officer.press(Key.Key_U, CTRL)
    officer.press(Key.Key_W, CTRL)
    officer.picture(f"calendar-week{suffix}")
    officer.press(Key.Key_W, CTRL)
    officer.press(Key.Key_F2)
    officer.picture(f"calendar-change{suffix}")
    officer.press(Key.Key_Escape)
    officer.open("calendar")
    officer.press(Key.Key_E, CTRL)
    idle(officer)
    officer.picture(f"pack{suffix}")
    officer.press(Key.Key_Escape)


def letterhead(officer: Officer, _played: play.Played, suffix: str) -> None:
    """The head of the official report."""
    officer.open("reports")
    officer.press(Key.Key_3, ALT)
    officer.press(Key.Key_K, CTRL)
    officer.picture(f"letterhead{suffix}")
    officer.press(Key.Key_Escape)


def saved(officer: Officer, _played: play.Played, suffix: str) -> None:
    """A filter that finds nobody, and those that were saved."""
    officer.open("ask")
    officer.press(Key.Key_T, CTRL)
    officer.picture(f"ask-saved{suffix}")
    officer.open("ask")
    officer.type("zzzz")
    idle(officer)
    officer.picture(f"ask-nobody{suffix}")


LAPTOP: tuple[Stage, ...] = (visits, recap, desk, stick, operators, guide, locked)
OFFICE: tuple[Stage, ...] = (calendar, recap, operators, letterhead, saved)
