"""The settings that a preview may change, beside those of the run."""

from pathlib import Path

from cases.list_cases import ListRules
from contracts.errors import UsageError
from contracts.run_layout import RESTRICTED
from pipeline.settings import Settings, load_settings
from reports.explain.run_tables import RunTables

# other settings change features or models, which only a night computes
PREVIEWED = (
    "threshold",
    "budget",
    "restricted_budget",
    "control_share",
    "unusual_share",
    "caps",
)


def change_settings(recorded: dict, overrides: list[str]) -> Settings:
    """Apply KEY=VALUE to the settings that a run recorded.

    Raises UsageError for none, for an unknown or wrong one, and for one that only a night can try.
    """
    if not overrides:
        raise UsageError("nothing to try", next_step="give e.g. --set threshold.U05=2")
    names = dict.fromkeys(o.partition("=")[0].partition(".")[0] for o in overrides)
    # an empty folder and environment: what is not named stays as the run had it
    chosen = load_settings(overrides, folder=Path("/nonexistent"), environment={})
    if others := [name for name in names if name not in PREVIEWED]:
        raise UsageError(
            f"a preview cannot change {others[0]}: it needs a night",
            next_step=f"it changes {', '.join(PREVIEWED)}",
        )
    changed = {name: _merge(recorded.get(name), getattr(chosen, name)) for name in names}
    return Settings(**recorded | changed)


def build_rules(run: RunTables, settings: Settings) -> ListRules:
    """Build the rules of the list of a run, or of its restricted part."""
    is_restricted = run.folder.name == RESTRICTED
    return ListRules(
        asked=settings.restricted_budget if is_restricted else settings.budget,
        control_share=settings.control_share,
        unusual_share=settings.unusual_share,
        list_amount_yuan={s.id: s.list_amount_yuan for s in run.scenarios.values()},
        caps={k: int(v) for k, v in settings.caps.items()} or None,
    )


def _merge(recorded, chosen):
    return (recorded or {}) | chosen if isinstance(chosen, dict) else chosen
