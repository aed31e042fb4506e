"""What an officer types about a person, checked and brought into its normal form."""

from collections.abc import Callable
from datetime import date

from fieldapp.domain import identity
from fieldapp.domain.people import FIELDS
from fieldapp.domain.periods import parse_date
from fieldapp.domain.plain import plain
from fieldapp.errors import KnownError
from fieldapp.texts import _
from fieldapp.wording import field_name


def checked_fields(fields: dict[str, str]) -> dict[str, str]:
    """Typed values in their normal form. Raises KnownError that names the field and the fault."""
    return {name: _checked(name, plain(value)) for name, value in fields.items()}


def _checked(name: str, value: str) -> str:
    if name not in FIELDS:
        raise KnownError(
            _("There is no field {field}.").format(field=name),
            _("Fields are: {fields}.").format(fields=", ".join(FIELDS)),
        )
    if not value:
        return ""
    check = _CHECKS.get(name)
    return check(value) if check else value[:500]


def _number(name: str, fault: Callable[[str], identity.Fault | None]) -> Callable[[str], str]:
    def check(value: str) -> str:
        number = identity.digits(value)
        wrong = fault(number)
        if wrong:
            raise KnownError(
                _("{value} is no {field}.").format(
                    value=identity.mask_field(name, value), field=field_name(name)
                ),
                fault_text(wrong, name),
            )
        return number

    return check


def fault_text(fault: identity.Fault, name: str) -> str:
    """What to look at where a number is not right."""
    length = 10 if name == "nisn" else 16
    if fault in (identity.Fault.LENGTH, identity.Fault.NOT_DIGITS, identity.Fault.EMPTY):
        return _("It has {length} digits; type it from the paper.").format(length=length)
    if fault in (identity.Fault.DAY, identity.Fault.MONTH):
        return _("Digits 7 to 10 hold the day and month of birth; compare with the paper.")
    return _("Compare each digit with the paper.")


def _date(value: str) -> str:
    day = parse_date(value) or _day_first(value)
    if day is None or not 1900 <= day.year <= 2200:
        shown = identity.mask_within(value)
        raise KnownError(_("{value} is no date.").format(value=shown), _("Type it as 12-08-2007."))
    return day.isoformat()


def _day_first(value: str) -> date | None:
    parts = value.replace("/", "-").replace(".", "-").replace(" ", "-").split("-")
    if len(parts) == 1 and len(value) == 8:
        parts = [value[:2], value[2:4], value[4:]]
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    return parse_date(f"{parts[2]:0>4}-{parts[1]:0>2}-{parts[0]:0>2}")


def _sex(value: str) -> str:
    first = value[0].upper()
    if first not in "LPlp":
        raise KnownError(
            _("{value} is no sex.").format(value=identity.mask_within(value)),
            _("Type L (male) or P (female)."),
        )
    return first


_CHECKS: dict[str, Callable[[str], str]] = {
    "nik": _number("nik", identity.nik_fault),
    "nisn": _number("nisn", identity.nisn_fault),
    "kk": _number("kk", identity.kk_fault),
    "birth_date": _date,
    "sex": _sex,
}
