"""Step 3: the champions of the night are pinned; a first night trains them."""

from models.registry import format_model_name
from pipeline.artifacts import iterate_feature_tables
from pipeline.night import Night
from pipeline.pinned_models import open_registry, require_matching_features
from pipeline.training.promotion import find_active_shadows
from pipeline.training.train import format_title, train_population


def pin_models(night: Night) -> dict:
    """Return the version and identity of every model, and the versions that score in the shadow."""
    registry, models = open_registry(night.runs), {}
    for scenario, population, frame in iterate_feature_tables(night):
        name = format_model_name(scenario.id, population.id)
        champion = registry.champion(name)
        if champion is None:
            night.report_progress(f"  首夜建模 first model: {name}")
            version = train_population(
                registry, name, frame, night, title=format_title(scenario, population)
            )
            # a first night has nobody to promote by; the run says that it was trained tonight
            registry.set_alias(name, "champion", version)
            champion = registry.champion(name)
            bootstrapped = True
        else:
            bootstrapped = False
        require_matching_features(champion, population)
        models[name] = {
            "version": champion.version,
            "identity": champion.identity,
            "bootstrapped": bootstrapped,
            "trained_on": champion.trained_on,
        }
    shadows = find_active_shadows(night.runs, before=night.as_of.isoformat())
    return {
        "models": models,
        "shadows": {name: entry for name, entry in shadows.items() if name in models},
    }
