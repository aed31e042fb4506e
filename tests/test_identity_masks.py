"""What is left of a number when it is masked."""

import re

from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.identity import mask, mask_field, mask_within


def test_a_nik_keeps_its_region_and_its_serial() -> None:
    assert mask("3576010101070012") == "3576••••••••0012"


@given(st.text("0123456789", max_size=40))
def test_never_more_than_half_of_a_number_shows(number: str) -> None:
    masked = mask(number)
    assert len(masked) == len(number)
    assert sum(sign != "•" for sign in masked) <= min(8, len(number) // 2)


def test_a_number_within_a_text_is_masked_however_it_is_grouped() -> None:
    for written in (
        "3576010101070012", "3576 0101 0107 0012", "3576.01.01.01.07.0012", "35-7601-0101-070012",
        "3576O1O1O1O70012", "3576\u00a00101\u00a001070012",
    ):  # fmt: skip
        masked = mask_within(f"NIK {written} (KK)")
        assert masked.startswith("NIK 3")
        assert masked.endswith(" (KK)")
        assert len(re.findall(r"\d", masked)) <= 8


def test_dates_figures_nisn_and_file_names_are_left_alone() -> None:
    for text in (
        "2007-08-12", "12 Agustus 2007", "10:42, 25 November 2026", "1.423 dari 3.887", "A-014",
        "0071234567", "20240719-sman-1-kota-mojokerto-e47e_A_0007.bundle", "003/002", "Wijaya",
    ):  # fmt: skip
        assert mask_within(text) == text


def test_a_field_for_a_number_is_masked_also_with_a_letter_in_it() -> None:
    assert mask_field("nik", "35760101X1070012") == "3576••••••••0012"
    assert mask_field("nik", "tidak ada") == "tidak ada"
    assert mask_field("nisn", "0071234567") == "0071234567"
    assert mask_field("address", "NIK 3576010101070012") == "NIK 3576••••••••0012"
