"""How good a picture is: sharp, lit, in place, on the right background."""

import pytest
from PySide6.QtGui import QImage

from fieldapp import picture
from ui import pictures, tour_camera

pytestmark = pytest.mark.usefixtures("qapp")


def seen(camera: QImage, background: str = "") -> dict[str, picture.Hint]:
    shot = pictures.portrait(camera)
    look = picture.look(pictures.small(shot), pictures.patch(shot))
    return {hint.about: hint for hint in picture.hints(look, background)}


def test_a_good_picture_has_nothing_to_mend() -> None:
    found = seen(tour_camera.head(), "red")
    assert {about: hint.well for about, hint in found.items()} == {
        "place": True, "light": True, "sharp": True, "background": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("camera", "about", "text"),
    [
        (tour_camera.head(blurred=True), "sharp", "Blurred"),
        (tour_camera.head(light=0.3), "light", "dark"),
        (tour_camera.head(light=1.85), "light", "bright"),
        (tour_camera.head(aside=90), "place", "middle"),
        (tour_camera.head(size=0.35), "place", "closer"),
        (tour_camera.head(size=2.6), "place", "back"),
    ],
)
def test_what_is_wrong_is_said(camera: QImage, about: str, text: str) -> None:
    hint = seen(camera)[about]
    assert not hint.well
    assert text in hint.text


@pytest.mark.parametrize(
    ("colour", "name"), [("#B3202A", "red"), ("#1D4E9E", "blue"), ("#8D99A6", ""), ("#FFFFFF", "")]
)
def test_the_background_is_red_or_blue_or_neither(colour: str, name: str) -> None:
    shot = pictures.portrait(tour_camera.head(colour))
    assert picture.look(pictures.small(shot), pictures.patch(shot)).background == name


def test_an_empty_room_is_no_face() -> None:
    room = QImage(tour_camera.CAMERA, QImage.Format.Format_RGB32)
    room.fill("#8D99A6")
    assert not seen(room)["place"].well


def test_a_portrait_is_upright_and_small_once_kept() -> None:
    shot = pictures.portrait(tour_camera.head())
    assert shot.size() == pictures.PORTRAIT
    kept = pictures.encoded(shot, "JPG")
    assert len(kept) < 100_000
    assert pictures.decoded(kept, "JPG").size() == pictures.PORTRAIT


@pytest.mark.qt_log_ignore("JPEG", "marker")
@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff broken", b"<svg/>"])
def test_what_came_from_elsewhere_is_read_as_what_it_claims_or_not_at_all(
    data: bytes,
) -> None:
    assert pictures.decoded(data, "JPG").isNull()


@pytest.mark.qt_log_ignore("JPEG")
def test_a_picture_of_a_monstrous_size_is_not_read() -> None:
    big = QImage(2001, 10, QImage.Format.Format_Grayscale8)
    big.fill(255)
    assert pictures.decoded(pictures.encoded(big, "PNG"), "PNG").isNull()
    assert pictures.decoded(pictures.encoded(big, "PNG"), "JPG").isNull()
