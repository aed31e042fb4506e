"""The office's pages by keyboard, taking pictures: one function for each page."""

from PySide6.QtCore import Qt

from fieldapp.demo import play
from ui.app import Dialogs
from ui.officer import ALT, CTRL, Officer
from ui.pages.ask import AskPage
from ui.pages.candidates import Candidates
from ui.pages.stick import StickPage
from ui.tour_stage import Stage, device_views, idle

Key = Qt.Key


def dialogs(played: play.Played) -> Dialogs:
    """What the office's dialogs answer: the school's list, and files of the stick."""
    stick = played.folder / "stick"
    return Dialogs(
        list_file=lambda _parent: played.folder / "lists" / "dapodik.xlsx",
        files=lambda _title, _kinds: sorted(stick.glob("*_a-*_k-*.bundle"))[:3],
        folder=lambda _title: stick,
    )


def visits(officer: Officer, _played: play.Played, suffix: str) -> None:
    """The list of visits, planning one, and taking a list in."""
    officer.open("visits")
    officer.picture(f"visits{suffix}")
    officer.press(Key.Key_N, CTRL)
    officer.type("SMAN 2 Kota Mojokerto")
    officer.picture(f"plan{suffix}")
    officer.press(Key.Key_Escape)
    officer.press(Key.Key_O, CTRL)
    idle(officer)
    officer.picture(f"list-preview{suffix}")
    officer.press(Key.Key_Return)
    idle(officer)
    officer.picture(f"list-taken-in{suffix}")
    officer.press(Key.Key_Escape)


def queue(officer: Officer, _played: play.Played, suffix: str) -> None:
    """Everyone of a visit, and its recap."""
    officer.open("queue")
    officer.picture(f"queue{suffix}")


def stick(officer: Officer, _played: play.Played, suffix: str) -> None:
    """Merging bundles, and the cards."""
    page = officer.open("stick")
    assert isinstance(page, StickPage)  # noqa: S101 -- narrows the type
    officer.press(Key.Key_M, CTRL)
    idle(officer)
    officer.picture(f"stick{suffix}")
    page.cards_button.click()
    officer.picture(f"cards{suffix}")
    page.bundles_button.click()


def device(officer: Officer, _played: play.Played, suffix: str) -> None:
    """Each view of the device."""
    device_views(officer, f"device-{{place}}{suffix}")


def candidates(officer: Officer, _played: play.Played, suffix: str) -> None:
    """Who is called where, and who of the registry's list is at no school."""
    page = officer.open("candidates")
    assert isinstance(page, Candidates)  # noqa: S101 -- narrows the type
    officer.picture(f"candidates{suffix}")


def calendar(officer: Officer, _played: play.Played, suffix: str) -> None:
    """The month, and what is missing for a visit that is over."""
    officer.open("calendar")
    officer.press(Key.Key_U, CTRL)  # the months of the demo lie behind
    officer.picture(f"calendar{suffix}")


def review(officer: Officer, _played: play.Played, suffix: str) -> None:
    """What has to be decided."""
    officer.open("review")
    officer.picture(f"review{suffix}")


def plan(officer: Officer, _played: play.Played, suffix: str) -> None:
    """The print plan, the follow-up, and the statuses with their alarms."""
    officer.open("plan")
    for key, name in ((Key.Key_1, "print-plan"), (Key.Key_2, "follow-up"), (Key.Key_3, "status")):
        officer.press(key, ALT)
        idle(officer)
        officer.picture(f"{name}{suffix}")


def reports(officer: Officer, _played: play.Played, suffix: str) -> None:
    """The recap, who is behind a figure, the charts, the official report."""
    officer.open("reports")
    idle(officer)
    officer.picture(f"reports{suffix}")
    for _step in range(4):
        officer.press(Key.Key_Right)
    officer.press(Key.Key_Return)
    officer.picture(f"reports-people{suffix}")
    officer.press(Key.Key_Escape)
    officer.press(Key.Key_2, ALT)
    officer.picture(f"charts{suffix}")
    officer.press(Key.Key_3, ALT)
    officer.picture(f"official-report{suffix}")


def ask(officer: Officer, _played: play.Played, suffix: str) -> None:
    """Everyone, asked by a filter."""
    page = officer.open("ask")
    assert isinstance(page, AskPage)  # noqa: S101 -- narrows the type
    officer.wait(lambda: page.ready)
    officer.picture(f"ask{suffix}")


STAGES: tuple[Stage, ...] = (
    visits, queue, stick, device, calendar, candidates, review, plan, reports, ask,
)  # fmt: skip
