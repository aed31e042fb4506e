"""A laptop is killed while it works: what it confirmed is in the safety copy, all but the last."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from fieldapp.store import queries
from fieldapp.store.session import Session, open_home
from fieldapp.store.verify import verify
from fieldapp.sync import copy_in, safety_copy
from tests import workplace as w

KILLS = int(os.environ.get("FIELDAPP_KILLS", "5"))


def killed(laptop: Session, after: int) -> list[str]:
    """Let a process work as this laptop and kill it as it says its line `after`; what it said."""
    laptop.close()
    words = [sys.executable, "-m", "tests.copying_laptop", str(laptop.home), laptop.actor]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = []
        for line in process.stdout:
            said.append(line.strip())
            if len(said) >= after:
                process.kill()
                break
        said += [line.strip() for line in process.stdout]
    return said


@pytest.mark.parametrize("seed", range(KILLS))
def test_the_office_lacks_at_most_the_last_action_of_a_killed_laptop(
    tmp_path: Path, seed: int
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with w.team(tmp_path) as team:
        visit = team.visit(60)
        a = team.laptops[0]
        safety_copy.choose(a, disk, same_disk=True)
        said = killed(a, random.Random(seed).randrange(2, 60))  # noqa: S311 -- which is killed
        (file,) = [file for file in disk.iterdir() if file.suffix == ".copy"]
        copy_in.merge_file(team.office, file)
        everyone = queries.everyone(team.office.db, visit)
        here = {one.visitor.person for one in everyone if one.visitor.number}
        confirmed = [line.split()[1] for line in said if line.startswith("confirmed")]
        assert set(confirmed[:-1]) <= here
        if said[-1] == "copied":
            assert set(confirmed) <= here
        assert verify(team.office).problems == []
        team.laptops[0] = back = open_home(a.home, a.actor, w.PASSPHRASE)
        alive = {o.visitor.person for o in queries.everyone(back.db, visit) if o.visitor.number}
        assert set(confirmed) <= alive
        assert here <= alive
        assert verify(back).problems == []
