"""Step 3: the champions of the night are pinned; the first night trains them and says so."""

from flows.night import Night
from flows.steps.compute import frames_of
from flows.training import registry_of, train_population


def pin(night: Night) -> dict:
    """Model name → version, identity, whether tonight trained it."""
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
        models[name] = {
            "version": champion.version,
            "identity": champion.identity,
            "bootstrapped": bootstrapped,
            "trained_on": champion.trained_on,
        }
    return {"models": models}


def model_name(scenario_id: str, population_id: str) -> str:
    """The registered name of a population's model."""
    return f"qingfeng.{scenario_id}.{population_id}"
