"""Step 3: the champions of the night are pinned; the first night trains them and says so."""

from pipeline.artifacts import frames_of
from pipeline.night import Night
from pipeline.pinned_models import fitting, model_name, registry_of
from pipeline.training.promotion import shadows_of
from pipeline.training.train import train_population


def pin(night: Night) -> dict:
    """Model name → version, identity, whether tonight trained it; and the versions that score beside in the shadow."""
    registry, models = registry_of(night.runs), {}
    for scenario, population, frame in frames_of(night):
        name = model_name(scenario.id, population.id)
        champion = registry.champion(name)
        if champion is None:
            night.tell(f"  首夜建模 first model: {name}")
            version = train_population(registry, name, frame, night)
            registry.set_alias(name, "champion", version)
            champion = registry.champion(name)
            bootstrapped = True
        else:
            bootstrapped = False
        fitting(champion, population)
        models[name] = {
            "version": champion.version,
            "identity": champion.identity,
            "bootstrapped": bootstrapped,
            "trained_on": champion.trained_on,
        }
    shadows = shadows_of(night.runs, before=night.as_of.isoformat())
    return {"models": models, "shadows": {name: told for name, told in shadows.items() if name in models}}
