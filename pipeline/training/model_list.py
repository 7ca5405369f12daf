"""All models of a runs folder: champion, challenger, shadow, and who decided last."""

from pathlib import Path

from contracts.errors import RunError
from models.registry import CHALLENGER, CHAMPION, SHADOW
from pipeline.pinned_models import open_registry
from pipeline.training.promotion import list_shadow_nights, read_promotion_log


def format_model_list(runs: Path) -> list[str]:
    """Format a line a model, and more for what is in the shadow or was decided last."""
    if not (runs / "models" / "mlflow.db").is_file():
        raise RunError(f"{runs} holds no models", next_step="give --runs DIR, or run a night first")
    registry, last, lines = open_registry(runs), {}, []
    for line in read_promotion_log(runs):
        if line["action"] in ("promote", "rollback"):
            last[line["model"]] = line
    for name in registry.names():
        versions = {
            a: registry.get_alias_version(name, a) or "—" for a in (CHAMPION, CHALLENGER, SHADOW)
        }
        # challengers of other detectors, each under an alias of its own
        versions |= {
            a: v for a, v in registry.list_aliases(name).items() if a.startswith(f"{CHALLENGER}-")
        }
        aliases = "  ".join(f"{alias} {version}" for alias, version in versions.items())
        lines.append(f"{name.removeprefix('qingfeng.'):45} {aliases}")
        if name in last:
            decided = last[name]
            lines.append(
                f"    {decided['at'][:10]} {decided['action']} {decided['by']}：{decided['reason']}"
            )
        if versions[SHADOW] != "—":
            nights = list_shadow_nights(runs, name, registry.load(name, versions[SHADOW]).identity)
            overlaps = "、".join(f"{n['as_of']} {n['overlap']:.2f}" for n in nights) or "—"
            lines.append(f"    影子已 {len(nights)} 夜 shadow nights, 名单重合 overlap: {overlaps}")
    return lines
