"""`qingfeng preview`: what other settings would have done to a published run."""

from pathlib import Path
from typing import Annotated

from cli.options import Run, Settings, folder_option, list_option


def preview_run(
    run: Run,
    *,
    settings: Settings,
    staff_days: Annotated[
        list[str],
        list_option(
            "--staff-days",
            "KIND=DAYS",
            "每类对象核查一件的人日 / days that a case of a kind takes, e.g. person=0.5",
        ),
    ],
    csv: Annotated[
        Path | None,
        folder_option(
            "--csv", help="把变动的案件等写成 CSV / write indicators, districts, cases as CSV"
        ),
    ] = None,
    picture: Annotated[
        Path | None,
        folder_option("--picture", metavar="FILE.png", help="图 / draw it into this file"),
    ] = None,
) -> None:
    """Print what would change; nothing is published."""
    from cases.publish import resolve_run_folder
    from pipeline.preview.preview import preview_settings
    from pipeline.preview.preview_text import format_preview

    preview = preview_settings(
        resolve_run_folder(run), settings, staff_days=parse_staff_days(staff_days)
    )
    print("\n".join(format_preview(preview)))
    if csv is not None:
        csv.mkdir(parents=True, exist_ok=True)
        for name in ("indicators", "districts", "cases", "verdicts"):
            # a byte order mark, or Excel reads Chinese as another encoding
            path = csv / f"{name}.csv"
            getattr(preview, name).to_csv(path, index=False, encoding="utf-8-sig")
            print(path)
    if picture is not None:
        from pipeline.preview.preview_picture import draw_preview

        draw_preview(preview).savefig(picture)
        print(picture)


def parse_staff_days(entries: list[str]) -> dict[str, float]:
    """Parse KIND=DAYS. Raises UsageError."""
    from contracts.codes import load_code_lists
    from contracts.errors import UsageError

    days, kinds = {}, load_code_lists()["subject_kind"]
    for entry in entries:
        kind, _, number = entry.partition("=")
        try:
            days[kind] = float(number)
        except ValueError:
            days[kind] = -1.0
        if kind not in kinds or not 0 < days[kind] < 1000:
            raise UsageError(
                f"--staff-days {entry} is not KIND=DAYS",
                next_step=f"write e.g. --staff-days person=0.5; kinds: {', '.join(kinds)}",
            )
    return days
