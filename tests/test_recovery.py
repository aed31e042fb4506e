"""A forgotten passphrase: asked on the laptop, allowed by its office, taken on the laptop."""

import base64
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pyrage
import pytest

from fieldapp import operators
from fieldapp.domain import events as e
from fieldapp.errors import KnownError
from fieldapp.store import key_changes, keyfile, tries
from fieldapp.store.session import Session, open_home
from fieldapp.store.verify import verify
from fieldapp.sync import cards, enrol, recovery
from tests import workplace as w
from tests.workplace import CHEAP

OWN = "sungai meja kancil obor"
NEW = "wayang lentera danau kuda"


@pytest.fixture
def team(tmp_path: Path) -> Iterator[w.Team]:
    """An office and two laptops; Budi works on the first, and forgot."""
    with w.team(tmp_path) as made:
        operators.add(made.laptops[0], "Budi", OWN, cost=CHEAP)
        yield made


def ask(team: w.Team, new: str = NEW) -> recovery.Asked:
    return recovery.ask(team.laptops[0].home, "Budi", new, team.stick, cost=CHEAP)


def answer(team: w.Team, asked: recovery.Asked) -> Path:
    return recovery.allow(team.office, recovery.look_at(team.office, asked.file), team.stick)


def take(team: w.Team, file: Path, new: str = NEW) -> Session:
    return recovery.take(team.laptops[0].home, file, new, cost=CHEAP)


def own(session: Session, kind: type[e.Body]) -> list[e.Event]:
    found = key_changes.own_events(session.db, session.device_id)
    return [event for event in found if isinstance(event.body, kind)]


def test_budi_has_a_new_passphrase_by_means_of_the_office(team: w.Team) -> None:
    laptop = team.laptops[0]
    asked = ask(team)
    asking = recovery.look_at(team.office, asked.file)
    assert (asking.device.name, asking.request.operator) == ("Laptop A", "Budi")
    assert asking.words == asked.words
    assert len(asked.words.split()) == 4
    with closing(take(team, recovery.allow(team.office, asking, team.stick))) as budi:
        assert (budi.actor, budi.actor_role) == ("Budi", "operator")
        assert budi.key == laptop.key
    open_home(laptop.home, "Budi", NEW).close()
    with pytest.raises(KnownError):
        open_home(laptop.home, "Budi", OWN)
    assert recovery.waiting(laptop.home) is None


def test_it_is_on_record_on_both_sides_and_the_office_learns_that_it_was_done(
    team: w.Team,
) -> None:
    laptop, office = team.laptops[0], team.office
    asked = ask(team)
    take(team, answer(team, asked)).close()
    request = asked.file.stem
    (allowed,) = own(office, e.RecoveryAllowed)
    assert (allowed.actor, allowed.body) == (
        office.actor, e.RecoveryAllowed(laptop.device_id, "Budi", request),
    )  # fmt: skip
    (done,) = own(laptop, e.Recovered)
    assert (done.actor, done.body) == (
        "Budi", e.Recovered("Budi", office.device_id, office.actor, request),
    )  # fmt: skip
    team.bring(laptop, office)
    there = key_changes.own_events(office.db, laptop.device_id)
    assert done in there
    assert verify(laptop).problems == verify(office).problems == []


def test_neither_stick_nor_disk_holds_what_opens_the_data(team: w.Team) -> None:
    laptop = team.laptops[0]
    file = answer(team, ask(team))
    kept = (laptop.home / recovery.WAITING).read_bytes()
    for data in (*(path.read_bytes() for path in team.stick.iterdir()), kept, file.read_bytes()):
        for secret in (laptop.key, laptop.key.hex().encode(), NEW.encode(), b"AGE-SECRET-KEY"):
            assert secret not in data
    assert file.read_bytes().startswith(b"age-encryption.org/v1")
    assert (laptop.home / recovery.WAITING).stat().st_mode & 0o077 == 0


def test_the_answer_opens_with_the_new_passphrase_only_and_guessing_slows_down(
    team: w.Team,
) -> None:
    file = answer(team, ask(team))
    for _time in range(5):
        with pytest.raises(tries.WrongPassphrase):
            take(team, file, OWN)
    with pytest.raises(tries.TooSoon):
        take(team, file, NEW)


def test_asking_wins_no_free_tries_at_the_old_passphrase(team: w.Team) -> None:
    home = team.laptops[0].home
    for _time in range(5):
        with pytest.raises(tries.WrongPassphrase):
            open_home(home, "Budi", "not the old one")
    ask(team)
    (team.stick / "junk.answer").write_bytes(b"junk")
    with pytest.raises(recovery.BadRecovery):
        take(team, team.stick / "junk.answer")
    with pytest.raises(tries.TooSoon):
        open_home(home, "Budi", OWN)


def test_an_answer_serves_once(team: w.Team) -> None:
    home = team.laptops[0].home
    file = answer(team, ask(team))
    kept = (home / recovery.WAITING).read_bytes()
    take(team, file).close()
    with pytest.raises(recovery.BadRecovery, match="waits for no answer"):
        take(team, file)
    (home / recovery.WAITING).write_bytes(kept)  # killed before it was removed
    with closing(open_home(home, "Budi", NEW)) as budi:
        operators.change_passphrase(budi, NEW, "empat kata lain lagi", cost=CHEAP)
    with pytest.raises(recovery.BadRecovery, match="used already"):
        take(team, file)
    open_home(home, "Budi", "empat kata lain lagi").close()


def test_a_request_is_answered_once(team: w.Team) -> None:
    asked = ask(team)
    asking = recovery.look_at(team.office, asked.file)
    recovery.allow(team.office, asking, team.stick)
    for again in (
        lambda: recovery.look_at(team.office, asked.file),
        lambda: recovery.allow(team.office, asking, team.stick),
    ):
        with pytest.raises(recovery.BadRecovery, match="was answered on"):
            again()


def test_only_the_latest_request_counts(team: w.Team) -> None:
    first = answer(team, ask(team))
    second = answer(team, ask(team))
    with pytest.raises(recovery.BadRecovery, match="another request"):
        take(team, first)
    take(team, second).close()


def test_a_key_slipped_into_a_request_changes_the_words(team: w.Team) -> None:
    asked = ask(team)
    told = json.loads(asked.file.read_bytes())
    told["one_time"] = str(pyrage.x25519.Identity.generate().to_public())
    asked.file.write_text(json.dumps(told, indent=2))
    assert recovery.look_at(team.office, asked.file).words != asked.words


def test_another_name_slipped_into_a_request_changes_the_words_and_serves_nobody(
    team: w.Team,
) -> None:
    asked = ask(team)
    told = json.loads(asked.file.read_bytes())
    told["operator"] = team.laptops[0].actor
    asked.file.write_text(json.dumps(told, indent=2))
    asking = recovery.look_at(team.office, asked.file)
    assert asking.words != asked.words
    with pytest.raises(recovery.BadRecovery, match="another request"):
        take(team, recovery.allow(team.office, asking, team.stick))


def test_a_request_of_another_office_s_laptop_is_refused(team: w.Team, tmp_path: Path) -> None:
    with w.team(tmp_path / "other", "C") as other:
        asked = recovery.ask(
            other.laptops[0].home, other.laptops[0].actor, NEW, team.stick, cost=CHEAP
        )
        with pytest.raises(recovery.BadRecovery, match="another office"):
            recovery.look_at(team.office, asked.file)


def test_a_request_of_a_laptop_that_the_office_does_not_know_is_refused(
    team: w.Team, tmp_path: Path
) -> None:
    with closing(w.device(tmp_path / "c", "Laptop C", letter="C")) as stranger:
        enrol.enrol(stranger, enrol.own_card(team.office))
        asked = recovery.ask(stranger.home, stranger.actor, NEW, team.stick, cost=CHEAP)
    with pytest.raises(recovery.BadRecovery, match="not enrolled"):
        recovery.look_at(team.office, asked.file)


def test_an_answer_that_the_office_did_not_sign_is_refused(team: w.Team) -> None:
    """Somebody who has the database's key from elsewhere still cannot pass for the office."""
    laptop, thief = team.laptops
    asked = ask(team)
    told = recovery._decoded(asked.file.read_bytes(), recovery.Request)
    blank = recovery.Answer(
        1, told.request, "Budi", laptop.device_id, laptop.key, team.office.device_id, "Ratna"
    )
    signature = cards.sign(thief.device.keys, recovery._signed(blank))
    forged = json.loads(msgspec.json.encode(blank))
    forged["signature"] = base64.b64encode(signature).decode()
    recipient = pyrage.x25519.Recipient.from_str(told.one_time)
    file = team.stick / "forged.answer"
    file.write_bytes(pyrage.encrypt(json.dumps(forged).encode(), [recipient]))
    with pytest.raises(recovery.BadRecovery, match="not written by the office"):
        take(team, file)
    open_home(laptop.home, "Budi", OWN).close()


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"\xff", b'{"format": 1}', b"{" * 70_000, b'{"a":' * 9000, b"age-x"],
)
def test_any_other_file_is_refused_in_words(team: w.Team, content: bytes) -> None:
    ask(team)
    file = team.stick / "other"
    file.write_bytes(content)
    with pytest.raises(recovery.BadRecovery):
        recovery.look_at(team.office, file)
    with pytest.raises(recovery.BadRecovery):
        take(team, file)


def test_a_file_of_a_newer_version_and_one_that_is_gone_are_named(team: w.Team) -> None:
    file = team.stick / "newer.request"
    file.write_text('{"format": 2, "more": true}')
    with pytest.raises(recovery.BadRecovery, match="newer version"):
        recovery.look_at(team.office, file)
    with pytest.raises(recovery.BadRecovery, match="cannot be read"):
        recovery.look_at(team.office, team.stick / "none")


def test_bits_flipped_in_an_answer_are_noticed(team: w.Team) -> None:
    file = answer(team, ask(team))
    data = file.read_bytes()
    for place in range(0, len(data), 37):
        file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(KnownError):
            take(team, file)
        tries.clear(team.laptops[0].home, f"recovery {file.stem}")


def test_a_role_edited_in_the_file_is_not_won_by_recovering(team: w.Team) -> None:
    path = team.laptops[0].home / keyfile.FILE
    path.write_text(path.read_text().replace('"role": "operator"', '"role": "coordinator"'))
    with closing(take(team, answer(team, ask(team)))) as budi:
        assert budi.actor_role == "operator"
    with closing(open_home(budi.home, "Budi", NEW)) as budi:
        assert budi.actor_role == "operator"


def test_the_only_coordinator_of_a_laptop_is_recovered_as_coordinator(team: w.Team) -> None:
    laptop = team.laptops[1]
    asked = recovery.ask(laptop.home, laptop.actor, NEW, team.stick, cost=CHEAP)
    file = recovery.allow(team.office, recovery.look_at(team.office, asked.file), team.stick)
    with closing(recovery.take(laptop.home, file, NEW, cost=CHEAP)) as session:
        assert session.actor_role == "coordinator"


def test_an_operator_of_the_office_may_not_allow_it(team: w.Team) -> None:
    operators.add(team.office, "Ani", OWN, cost=CHEAP)
    asked = ask(team)
    asking = recovery.look_at(team.office, asked.file)
    with closing(open_home(team.office.home, "Ani", OWN)) as ani:
        for refused in (
            lambda: recovery.look_at(ani, asked.file),
            lambda: recovery.allow(ani, asking, team.stick),
        ):
            with pytest.raises(KnownError, match="Only a coordinator"):
                refused()
    assert own(team.office, e.RecoveryAllowed) == []


def test_a_key_of_an_earlier_office_can_be_given(team: w.Team) -> None:
    asked = ask(team)
    keys = (str(pyrage.x25519.Identity.generate()), team.office.device.keys.seal_identity)
    asking = recovery.look_at(team.office, asked.file, keys)
    take(team, recovery.allow(team.office, asking, team.stick, keys)).close()
    with pytest.raises(recovery.BadRecovery):
        recovery.look_at(team.office, ask(team).file, keys[:1])


def test_a_device_without_an_office_says_what_helps(tmp_path: Path) -> None:
    w.device(tmp_path / "o", "Kantor", "office").close()
    with pytest.raises(KnownError, match="Another coordinator"):
        recovery.ask(tmp_path / "o", "Op Kantor", NEW, tmp_path, cost=CHEAP)


def test_a_poor_passphrase_or_an_unknown_name_asks_for_nothing(team: w.Team) -> None:
    for name, new in (("Budi", "short"), ("Orang lain", NEW)):
        with pytest.raises(KnownError):
            recovery.ask(team.laptops[0].home, name, new, team.stick, cost=CHEAP)
    assert recovery.waiting(team.laptops[0].home) is None


def test_somebody_removed_meanwhile_gets_no_passphrase(team: w.Team) -> None:
    file = answer(team, ask(team))
    operators.remove(team.laptops[0], "Budi")
    with pytest.raises(KnownError, match="Nobody of this name"):
        take(team, file)
    assert own(team.laptops[0], e.Recovered) == []
    assert [one.name for one in operators.everyone(team.laptops[0])] == ["Op Laptop A"]
