"""The present moment in China."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sources.local_time import LOCAL_ZONE


def get_local_now() -> datetime:
    """Return China's time, without zone."""
    return datetime.now(ZoneInfo(LOCAL_ZONE)).replace(tzinfo=None)


def get_yesterday() -> date:
    """Return the last closed day in China."""
    return get_local_now().date() - timedelta(days=1)
