"""A device that was cloned or restored from an old copy goes on as a new one."""

import msgspec

from fieldapp.domain import events as e
from fieldapp.store import journal, trust
from fieldapp.store.session import Session
from fieldapp.store.settings import set_setting
from fieldapp.sync import cards


def continue_as_new(session: Session) -> Session:
    """Go on under new keys and a new id, with the same name and letter; in one commit.

    What was written so far is sealed under the earlier keys, which stay to open what was
    addressed to them, and which sign that the new device continues the earlier one.
    """
    device = session.device
    with session.writing():
        db, old = session.db, device.keys
        for end in journal.heads(db):
            if end.device == old.device and end.seal is None and end.last:
                journal.seal(db, old, end)
        new = cards.make_keys()
        card = cards.make_card(new, device.name, device.role, device.letter).decode()
        words = trust.continued_words(old.device, card)
        link = e.DeviceContinued(old.device, card, cards.sign(old, words))
        device.keys, device.earlier = new, (old, *device.earlier)
        set_setting(db, "device", msgspec.json.encode(device))
        db.execute("DELETE FROM peer")  # bundles are counted anew, from and to the new device
        session.record(e.NO_VISIT, ("", e.DeviceEnrolled(card)), ("", link))
        trust.project(db, new.device)
    return session
