"""The heartbeat: a night that did not happen leaves no error behind, so somebody has to ask."""

from datetime import datetime, timedelta
from pathlib import Path

from contracts.errors import RunError
from flows.monitoring.alerts import send_alert
from pipeline.clock import get_local_now
from pipeline.run_lock import describe_running_night
from pipeline.runs import list_published_runs
from pipeline.settings import Settings

SUBJECT = "没有新的一夜 no night was published"


def require_recent_night(
    runs: Path, settings: Settings, hours: float, *, tell, now: datetime | None = None
) -> str:
    """Return in words when the last night was published; times are China's.

    Raises RunError, after an alert, if it was more than `hours` ago or never.
    """
    now = now or get_local_now()
    published = [record["published_at"] for _, record in list_published_runs(runs)]
    last = datetime.fromisoformat(max(published)) if published else None
    if last is not None and now - last <= timedelta(hours=hours):
        return f"最近一夜 the last night was published: {last:%Y-%m-%d %H:%M}"
    ago = f"{last:%Y-%m-%d %H:%M}" if last else "从未 never"
    what = (
        f"{hours:g} 小时内没有发布 nothing was published within {hours:g} hours（最近 last: {ago}）"
    )
    if running := describe_running_night(runs):
        what += f"；正在运行 at work: {running}"
    error = RunError(
        f"{runs}: {what}",
        next_step="systemctl status qingfeng-night, or the flow runs of Prefect; runs/log says how "
        "far it came; start it by hand: qingfeng nightly",
    )
    send_alert(SUBJECT, str(error), settings, tell=tell)
    raise error
