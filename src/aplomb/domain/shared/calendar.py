"""Days of the trade: decided in Paris, whatever the machine's clock says (domain.md §7)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def day_in_paris(moment: datetime) -> date:
    """The calendar day in Paris at this moment (which must bear its time zone)."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone belongs to no day")
    return moment.astimezone(PARIS).date()


def is_past(valid_until: date, on: date) -> bool:
    """Whether something valid until a day is out of date on another: the day itself still counts."""
    return valid_until < on
