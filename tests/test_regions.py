import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain import regions


def mojokerto() -> regions.City:
    city = regions.city("35.76")
    assert city is not None
    return city


@pytest.mark.parametrize(
    ("code", "province", "regency"),
    [
        ("3576014708079001", "Jawa Timur", "Kota Mojokerto"),
        ("35.16", "Jawa Timur", "Kabupaten Mojokerto"),
        ("3578", "Jawa Timur", "Kota Surabaya"),
        ("110101", "Aceh", "Kabupaten Aceh Selatan"),
        ("3174", "DKI Jakarta", "Kota Administrasi Jakarta Selatan"),
        ("3471", "Daerah Istimewa Yogyakarta", "Kota Yogyakarta"),
        ("6474", "Kalimantan Timur", "Kota Bontang"),
        ("6571", "Kalimantan Utara", "Kota Tarakan"),
        ("9301", "Papua Selatan", "Kabupaten Merauke"),
        ("9671", "Papua Barat Daya", "Kota Sorong"),
    ],
)
def test_a_nik_tells_the_region_of_its_first_issue(code: str, province: str, regency: str) -> None:
    assert regions.province(code) == province
    assert regions.regency(code) == regency


@pytest.mark.parametrize(
    ("code", "regency"),
    [
        ("6473", "Kota Tarakan"),
        ("6404", "Kabupaten Bulungan"),
        ("9101", "Kabupaten Merauke"),
        ("9271", "Kota Sorong"),
    ],
)
def test_former_codes_are_still_known(code: str, regency: str) -> None:
    assert regions.regency(code) == regency


def test_there_are_38_provinces_with_514_regencies_and_cities() -> None:
    codes = [f"{number:04}" for number in range(1000, 10_000)]
    provinces = {code[:2] for code in codes if regions.province(code)}
    known = [code for code in codes if regions.regency(code)]
    former = len({regions.regency(code) for code in known})
    assert len(provinces) == 38
    assert len(known) == 514 + 5 + 20 + 6
    assert former == 514


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("357602", "Kota Mojokerto, Kec. Magersari"),
        ("35.76.03", "Kota Mojokerto, Kec. Kranggan"),
        ("3576", "Kota Mojokerto"),
        ("357699", "Kota Mojokerto"),
        ("351613", "Kabupaten Mojokerto"),
        ("999999", ""),
        ("", ""),
    ],
)
def test_a_region_is_described_as_far_as_it_is_known(code: str, words: str) -> None:
    assert regions.describe(code) == words


def test_the_city_has_three_districts_and_eighteen_villages() -> None:
    city = mojokerto()
    villages = [village for district in city.districts for village in district.villages]
    assert [district.code for district in city.districts] == ["357601", "357602", "357603"]
    assert len({village.code for village in villages}) == 18
    assert all(
        village.code.startswith(district.code)
        for district in city.districts
        for village in district.villages
    )


def test_a_city_without_a_file_is_unknown() -> None:
    assert regions.city("3516") is None
    assert regions.city("") is None
    assert regions.city("../x") is None


@pytest.mark.parametrize(
    ("village", "district", "name"),
    [
        ("Prajuritkulon", "", "Prajurit Kulon"),
        ("PRAJURIT KULON", "Kec. Prajurit Kulon", "Prajurit Kulon"),
        ("Gununggedangan", "", "Gunung Gedangan"),
        ("Gn. Gedangan", "Kec. Magersari", "Gunung Gedangan"),
        ("Kel. Balong Sari", "", "Balongsari"),
        ("KELURAHAN KEDUNDUNG", "", "Kedundung"),
        ("Kedungdung", "Magersari", "Kedundung"),
        ("Kedungdung", "", "Kedundung"),
        ("Soerodinawan", "", "Surodinawan"),
        ("Djagalan", "Kec. Kranggan", "Jagalan"),
        ("Balungsari", "Kec. Magersari", "Balongsari"),
        ("Miji", "Kec. Prajurit Kulon", "Miji"),
        ("Purwo Tengah", "Kec. Magersari", "Purwotengah"),
        ("Wates Kota Mojokerto", "", "Wates"),
    ],
)
def test_a_village_is_found_in_any_usual_spelling(village: str, district: str, name: str) -> None:
    found = regions.find_village(mojokerto(), village, district)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("village", "district"),
    [
        ("Gedangan", ""),  # a village of another place, one vowel from Gedongan
        ("Balungsari", ""),
        ("Japan", ""),
        ("Mery", ""),
        ("", ""),
        ("Kauman", "Kec. Bangsal"),
        ("Wates", "Kec. Sooko"),
    ],
)
def test_a_doubtful_village_is_not_guessed(village: str, district: str) -> None:
    assert regions.find_village(mojokerto(), village, district) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kec. Magersari", "357602"),
        ("MAGER SARI", "357602"),
        ("Kecamatan Prajuritkulon", "357601"),
        ("Pr. Kulon", "357601"),
        ("Kec. Kranggan Kota Mojokerto", "357603"),
        ("Kec. Sooko", None),
        ("Kec. Gedeg", None),
        ("", None),
    ],
)
def test_a_district_is_found_in_any_usual_spelling(text: str, code: str | None) -> None:
    found = regions.find_district(mojokerto(), text)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("village", "district", "regency", "lives"),
    [
        ("Kedundung", "Kec. Magersari", "", True),
        ("Miji", "Kec. Kranggan", "", True),
        ("Miji", "Kec. Prajurit Kulon", "", True),  # the district before 2016
        ("Magersari", "", "", True),
        ("Kranggan", "Kec. Kranggan", "", True),
        ("", "Kec. Prajuritkulon", "", True),
        ("-", "Kec. Magersari", "", True),
        ("Kauman", "", "", True),
        ("Japan", "Kec. Sooko", "", False),
        ("", "Kec. Sooko", "", False),
        ("Gedeg", "Kec. Gedeg", "", False),
        ("Kranggan", "Kec. Sooko", "", False),  # the district decides
        ("Japan", "", "", False),
        ("Wates", "", "Kab. Mojokerto", False),
        ("Wates", "", "Kabupaten Sidoarjo", False),
        ("", "", "Kab. Mojokerto", False),
        ("Wates", "Kab. Mojokerto", "", False),
        ("", "", "Kota Mojokerto", True),
        ("", "Kota Mojokerto", "", True),
        ("", "", "", None),
        ("", "", "Mojokerto", None),
        ("", "Mojokerto", "", None),
        ("-", "-", "-", None),
        ("Sekarputih", "Kec. Magersari", "", None),  # a hamlet, or a contradiction
        ("Japan", "", "Kota Mojokerto", None),
        ("Japan", "Kec. Sooko", "Kota Mojokerto", None),
    ],
)
def test_an_address_is_in_the_city_or_not_or_in_doubt(
    village: str, district: str, regency: str, lives: bool | None
) -> None:
    assert regions.lives_in_city(mojokerto(), village, district, regency) is lives


@given(st.text(), st.text(), st.text())
def test_any_text_is_taken_as_an_address(village: str, district: str, regency: str) -> None:
    city = mojokerto()
    assert regions.lives_in_city(city, village, district, regency) in (True, False, None)
    assert isinstance(regions.describe(village), str)
    regions.city(village)
    regions.find_village(city, village, district)
