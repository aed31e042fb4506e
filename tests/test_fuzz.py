"""Hostile bytes for every reader: a proper result or a refusal in words, and nothing half done.

The same targets run longer, led by coverage, under `make fuzz`.
"""

from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fieldapp import texts
from fieldapp.domain.terms import LATEST, MOST
from fieldapp.errors import KnownError
from fieldapp.store import tables
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_in
from fieldapp.sync.refusals import BadBundle
from tests import forging
from tests import workplace as w
from tests.fuzz import targets
from tests.fuzz.place import place

EXAMPLES = {"a_list": 60, "a_worksheet": 60, "an_ods": 40, "a_bundle": 150, "a_search": 60}
slowly = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Refusals in English."""
    before = texts.language()
    texts.use("en")
    yield
    texts.use(before)


@st.composite
def mutated(draw: st.DrawFn, whole: bytes) -> bytes:
    """Right bytes with some of them altered, left out, doubled or brought from elsewhere."""
    data = bytearray(whole)
    for _change in range(draw(st.integers(1, 4))):
        place_ = draw(st.integers(0, len(data)))
        size = draw(st.integers(0, 12))
        new = draw(
            st.one_of(
                st.binary(max_size=12),
                st.sampled_from([b'"', b"\\u202e", b"<", b"9" * 20, b"-1", b"null", b"\n", b"\0"]),
                st.just(bytes(data[place_ : place_ + 40])),
            )
        )
        data[place_ : place_ + size] = new
    return bytes(data)


@pytest.mark.parametrize("name", targets.TARGETS)
def test_altered_bytes_are_read_or_refused(name: str) -> None:
    seeds = targets.seeds(name)
    run = targets.TARGETS[name]

    @settings(slowly, max_examples=EXAMPLES.get(name, 150))
    @given(st.sampled_from(seeds).flatmap(mutated))
    def check(data: bytes) -> None:
        run(data)

    for seed in seeds:
        run(seed)
    check()


cells = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "=1+1", "=HYPERLINK(1)", "\u202egnp", "3576014107070001", "1E+15", "#REF!", "-",
         "12-08-2007", "NaN", "x" * 600, "\x00", "'", '"', "Nama", "Jumlah"]
    ),
)  # fmt: skip
heads = st.lists(
    st.sampled_from(
        ["Nama", "NIK", "NISN", "Tempat, Tanggal Lahir", "JK", "RT/RW", "Kelas", "", "Nama Ayah"]
    ),
    min_size=1, max_size=8,
)  # fmt: skip
tables_of = st.tuples(heads, st.lists(st.lists(cells, max_size=9), max_size=12))


@settings(slowly, max_examples=120)
@given(tables_of, st.sampled_from(["csv", "xlsx", "xml"]))
def test_any_table_is_a_list_or_refused(
    table: tuple[list[str], list[list[str]]], kind: str
) -> None:
    targets.a_list(targets.table_file(kind, [table[0], *table[1]]))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)  # fmt: skip
texts_ = st.one_of(
    st.sampled_from(["recording", "ikd", "A-001", "A-99999", "name", "nik", "p1", "p2", "x/y", ""]),
    st.text(max_size=12),
)
fields = st.dictionaries(st.sampled_from(["name", "nik", "birth_date", "class", "<b>"]), texts_)
refs = st.tuples(st.just("DEVICE"), st.integers(1, 12))
RING = (("p1", "p2"), ("p2", "p1"))
bodies = st.one_of(
    st.tuples(st.just("visit_planned"), st.fixed_dictionaries(
        {"place": texts_, "date": st.dates().map(str)},
        optional={"services": st.lists(texts_, max_size=3),
                  "policy": st.fixed_dictionaries({}, optional={
                      "card_years": st.integers(0, 99), "election": st.dates().map(str)})})),
    st.tuples(st.just("visit_changed"), st.fixed_dictionaries(
        {}, optional={"date": st.dates().map(str), "place": texts_})),
    st.tuples(st.just("visit_closed"), st.just({})),
    st.tuples(st.just("listed"), st.fixed_dictionaries(
        {"fields": fields}, optional={"was": fields, "doubts": fields, "row": st.integers(0, 9),
                                      "flags": st.lists(texts_, max_size=3), "source": texts_})),
    st.tuples(st.just("corrected"), st.fixed_dictionaries({"fields": fields, "was": fields})),
    st.tuples(st.just("linked"), st.fixed_dictionaries(
        {"same_as": st.sampled_from(["p1", "p2", "p3", ""])})),
    st.tuples(st.just("checked_in"), st.fixed_dictionaries(
        {"number": texts_}, optional={"services": st.lists(texts_, max_size=3)})),
    st.tuples(st.sampled_from(["called", "started", "requeued", "no_show"]),
              st.fixed_dictionaries({"service": texts_})),
    st.tuples(st.just("finished"), st.fixed_dictionaries(
        {"service": texts_, "outcome": texts_}, optional={"reason": texts_, "missing": fields})),
    st.tuples(st.just("moved"), st.fixed_dictionaries({"service": texts_, "to": texts_})),
    st.tuples(st.just("undone"), st.fixed_dictionaries({"event": refs})),
    st.tuples(st.just("resolved"), st.fixed_dictionaries(
        {"conflict": st.sampled_from(["field:name", "check_in", ""]),
         "facts": st.lists(refs, max_size=3)}, optional={"field": texts_, "value": texts_})),
    st.tuples(st.just("status_reported"), st.fixed_dictionaries({"status": texts_})),
    st.tuples(st.sampled_from(["future", "listed", "noted"]), json_values),
)  # fmt: skip
facts = st.tuples(
    bodies,
    st.sampled_from(["", "p1", "p2", "p3"]),
    st.tuples(st.sampled_from([0, 1, 1_721_350_800_000, LATEST]), st.sampled_from([0, MOST])),
)


@settings(slowly, max_examples=120)
@given(st.lists(facts, max_size=14))
@example([(("linked", {"same_as": to}), one, (0, 0)) for one, to in RING])
def test_any_events_of_a_trusted_laptop_are_taken_in_whole_or_not_at_all(
    said: list[tuple[tuple[str, object], str, tuple[int, int]]],
) -> None:
    """What was taken in is verified, and rebuilt it is the same; what was refused left nothing."""
    here = place()
    office, laptop = here.office, here.laptop
    made = []
    for (kind, body), person, at in said:
        try:
            coded = msgspec.json.encode(body).replace(b'"DEVICE"', f'"{laptop.device_id}"'.encode())
        except (UnicodeEncodeError, OverflowError, ValueError):
            continue
        event = forging.fact(laptop, targets.VISIT, kind, msgspec.Raw(coded), person=person, at=at)
        made.append(event)
    file = forging.bundle(laptop, office, here.stick, targets.VISIT, made)
    before = w.content(office)
    office.db.execute("BEGIN")
    try:
        office.db.execute("SAVEPOINT whole")
        try:
            bundle_in.merge(office, file)
        except BadBundle:
            office.db.execute("ROLLBACK TO whole")
            assert w.content(office) == before
            return
        taken = tables.dump(office.db)
        tables.rebuild(office.db)
        assert tables.dump(office.db) == taken
    finally:
        office.db.execute("ROLLBACK")
        file.unlink()


def test_the_office_of_the_fuzzing_is_as_it_was() -> None:
    """Every target above left the store whole."""
    assert verify(place().office).problems == []
    with pytest.raises(KnownError):
        bundle_in.merge(place().office, place().folder / "nothing")
