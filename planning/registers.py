"""The registers of the planner: read from a workbook or a folder, checked, with defaults filled."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd

from contracts.codes import load_code_lists
from contracts.constraints import Above, AtLeast, Between, NotBefore
from contracts.errors import UsageError
from contracts.plans.visit_item import VisitItem
from contracts.plans.visit_result import VisitResult
from contracts.registers import get_register_tables
from planning.quarter import parse_stretches

ENDINGS = (".parquet", ".csv")
MOST_SHOWN = 8  # problems in one message; the rest are counted
NEEDED = ("inspection_target", "inspector")
DEFAULT_CAP, DEFAULT_WEEKS = 1, 3  # 咸宁 2026: once a year; a month on the road is too long
TRUE_WORDS = {"1", "1.0", "true", "yes", "y", "是", "√"}
FALSE_WORDS = {"0", "0.0", "false", "no", "n", "否", "×", "x"}


@dataclass(frozen=True)
class Registers:
    """Register → its rows with all declared columns; `results`, `items`: of earlier visits."""

    inspection_target: pd.DataFrame
    inspector: pd.DataFrame
    recusal_pair: pd.DataFrame
    expert: pd.DataFrame
    third_party: pd.DataFrame
    inspection_calendar: pd.DataFrame
    complaint: pd.DataFrame
    visit_result: pd.DataFrame
    visit_item: pd.DataFrame

    def compute_hash(self) -> str:
        """SHA-256 over all rows in the order of their keys."""
        digest = hashlib.sha256()
        for name, table in list_tables().items():
            rows = getattr(self, name)
            text = rows.to_csv(index=False, date_format="%Y-%m-%d")
            digest.update(f"{name}\n{list(table.contract.columns)}\n{text}".encode())
        return digest.hexdigest()


def list_tables() -> dict:
    """Name → declared table of everything that the planner reads beside the run."""
    extra = {t.contract.name: t for t in (VisitResult, VisitItem)}
    return get_register_tables() | extra


def read_registers(path: Path) -> Registers:
    """Read registers from an .xlsx with a sheet a register, or a folder of .parquet and .csv.

    Sheets and columns bear the declared names, Chinese or English. Raises UsageError that names
    sheet, row and column of what is wrong.
    """
    if path.is_dir():
        raw = _read_folder(path)
    elif path.suffix == ".xlsx" and path.is_file():
        raw = _read_workbook(path)
    else:
        raise UsageError(
            f"{path} 不是工作簿或文件夹 is neither an .xlsx nor a folder",
            next_step="`qingfeng plan registers RUN --out FILE.xlsx` drafts one",
        )
    return build_registers(raw)


def read_results(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the sheets 检查结果 and 检查底稿 of one workbook, with all declared columns.

    Raises UsageError that names sheet, row and column of what is wrong, or a missing sheet.
    """
    raw, problems, frames = _read_workbook(path), [], []
    for contract in (VisitResult.contract, VisitItem.contract):
        if contract.name not in raw:
            problems.append(f"缺少工作表 {contract.zh} the sheet is missing")
        else:
            frames.append(_check_table(contract, raw[contract.name], problems))
    if problems:
        raise UsageError(
            "检查结果有误 wrong results: " + "；".join(problems[:MOST_SHOWN]),
            next_step="correct these cells and send the workbook again",
        )
    return frames[0], frames[1]


def build_registers(raw: dict[str, pd.DataFrame]) -> Registers:
    """Check rows and fill defaults; a register that is not there is empty. Raises UsageError."""
    problems, frames = [], {}
    for name, table in list_tables().items():
        rows = raw.get(name)
        if rows is None and name in NEEDED:
            problems.append(f"缺少登记表 {table.contract.zh} {name} is missing")
        frames[name] = _check_table(table.contract, rows, problems)
    if not problems:
        _check_links(frames, problems)
    if problems:
        more = f"；另有{len(problems) - MOST_SHOWN}处 more" if len(problems) > MOST_SHOWN else ""
        raise UsageError(
            "登记表有误 wrong registers: " + "；".join(problems[:MOST_SHOWN]) + more,
            next_step="correct these cells and run the command again",
        )
    frames = {
        name: rows.sort_values(
            list(list_tables()[name].contract.key), ignore_index=True, key=lambda s: s.astype(str)
        )
        for name, rows in frames.items()
    }
    return Registers(**_fill_defaults(frames))


def _read_workbook(path):
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    except (CalamineError, OSError) as error:
        raise UsageError(
            f"{path.name} 无法打开 cannot be opened: {error}", next_step="save it again as .xlsx"
        ) from None
    names = {name: name for name in list_tables()}
    names |= {t.contract.zh: n for n, t in list_tables().items()}
    raw = {}
    for sheet, rows in sheets.items():
        if sheet.strip() in names and rows:
            head = [str(cell).strip() for cell in rows[0]]
            body = pd.DataFrame(rows[1:], columns=head, dtype=object)
            is_filled = [any(cell not in ("", None) for cell in r) for r in rows[1:]]
            # the index stays the row of the sheet
            raw[names[sheet.strip()]] = body[pd.Series(is_filled, dtype=bool)]
    return raw


def _read_folder(path):
    raw = {}
    for name in list_tables():
        found = [path / f"{name}{e}" for e in ENDINGS if (path / f"{name}{e}").is_file()]
        if len(found) > 1:
            raise UsageError(f"{name} 有两份 is there twice", next_step="keep one of the files")
        if found:
            raw[name] = (
                pd.read_parquet(found[0])
                if found[0].suffix == ".parquet"
                else pd.read_csv(found[0], dtype=str, encoding="utf-8-sig")
            )
    return raw


def _check_table(contract, rows, problems):
    if rows is None:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in contract.columns})
    by_title = {c.zh: c.name for c in contract.columns.values()}
    rows = rows.rename(columns=lambda name: by_title.get(str(name).strip(), str(name).strip()))
    for column in contract.columns.values():
        if column.required and column.name not in rows:
            problems.append(f"{contract.zh}：缺少列 column {column.zh} {column.name}")
    checked = {}
    for column in contract.columns.values():
        values = rows[column.name] if column.name in rows else [None] * len(rows)
        checked[column.name] = [
            _check_cell(contract, column, n, value, problems)
            for n, value in zip(rows.index, values, strict=True)
        ]
    frame = pd.DataFrame(checked, columns=list(contract.columns), index=rows.index, dtype=object)
    for column in contract.columns.values():
        if isinstance(column.check, NotBefore):
            for n, row in frame.to_dict("index").items():
                other = row[column.check.column]
                if row[column.name] and other and row[column.name] < other:
                    problems.append(_locate(contract, column, n, "早于起始 before its start"))
    key = list(contract.key)
    for n in frame.index[frame.duplicated(key) & frame[key].notna().all(axis=1)]:
        problems.append(_locate(contract, contract.columns[key[0]], n, "重复 twice"))
    return frame


def _locate(contract, column, index, what):
    # a row of the sheet: the head is row 1
    return f"{contract.zh} 第{index + 2}行 row {index + 2} {column.zh} {column.name}：{what}"


def _check_cell(contract, column, index, value, problems):
    """Convert a cell to the declared type; a problem is noted and gives None."""
    is_empty = value is None or value != value or str(value).strip() == ""
    if is_empty:
        if column.required:
            problems.append(_locate(contract, column, index, "必填 required"))
        return None
    try:
        converted = _convert(column, value)
    except (ValueError, ArithmeticError):
        kind = column.type.en
        problems.append(_locate(contract, column, index, f"{value!r} 不是 is no {kind}"))
        return None
    if column.codes and converted not in load_code_lists()[column.codes]:
        known = "、".join(f"{c} {t.zh}" for c, t in load_code_lists()[column.codes].items())
        problems.append(_locate(contract, column, index, f"{value!r} 不在 not in {known}"))
        return None
    if not _is_within(column.check, converted):
        rule = column.check.text
        problems.append(_locate(contract, column, index, f"{value!r} 应为 must be {rule}"))
        return None
    return converted


def _convert(column, value):
    kind = column.type.name
    if kind in ("id", "code", "hash", "string"):
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # Excel holds numbers as fractions
        text = str(value).strip()
        return _find_code(column.codes, text) if column.codes else text
    if kind == "bool":
        word = str(value).strip().lower()
        if word not in TRUE_WORDS | FALSE_WORDS:
            raise ValueError(word)
        return word in TRUE_WORDS
    if kind == "date":
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        return date.fromisoformat(str(value).strip()[:10].replace("/", "-").replace(".", "-"))
    if kind == "int":
        number = float(value)
        if not number.is_integer():
            raise ValueError(value)
        return int(number)
    if kind == "money":
        return Decimal(str(value)).quantize(Decimal("0.01"))
    number = float(value)
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError(value)
    return number


def _find_code(list_name, text):
    """The code of a text: itself, "CODE name" as drop-downs write it, or the Chinese name."""
    codes = load_code_lists()[list_name]
    head = text.split(" ")[0]
    by_name = {names.zh: code for code, names in codes.items()}
    return text if text in codes else head if head in codes else by_name.get(text, text)


def _is_within(check, value):
    match check:
        case AtLeast():
            return value >= check.bound
        case Above():
            return value > check.bound
        case Between():
            return check.low <= value <= check.high
    return True


def _check_links(frames, problems):
    """Check what only several rows together can say."""
    tables = list_tables()
    targets = frames["inspection_target"]
    known_targets = set(targets.target_id)
    people = set(frames["inspector"].inspector_id) | set(frames["expert"].expert_id)

    def note(name, column, index, what):
        contract = tables[name].contract
        problems.append(_locate(contract, contract.columns[column], index, what))

    for row in targets.itertuples():
        try:
            parse_stretches(row.blackout)
        except ValueError:
            note("inspection_target", "blackout", row.Index, f"{row.blackout!r} 应写 FROM/TO")
    for row in frames["recusal_pair"].itertuples():
        if bool(row.target_id) == bool(row.target_kind):
            note(
                "recusal_pair",
                "target_id",
                row.Index,
                "对象编号与类型须填其一 give a target or a kind",
            )
        if row.inspector_id not in people:
            note(
                "recusal_pair", "inspector_id", row.Index, f"{row.inspector_id} 不在人员库 unknown"
            )
    for name in ("recusal_pair", "complaint"):
        for row in frames[name].itertuples():
            if row.target_id and row.target_id not in known_targets:
                note(name, "target_id", row.Index, f"{row.target_id} 不在被检查对象库 unknown")
    for name in ("inspector", "expert", "third_party"):
        for row in frames[name].itertuples():
            if unknown := [s for s in split_list(row.skills) if _find_skill(s) is None]:
                note(name, "skills", row.Index, f"{unknown[0]!r} 不是专长 is no skill")
    offices = targets[targets.target_kind == "O"]
    for n in offices.index[offices.duplicated("district")]:
        note("inspection_target", "district", n, "一地一个经办机构 one office a district")


def split_list(text: str | None) -> list[str]:
    """The parts of a text by comma, Chinese or Latin."""
    text = text or ""
    for mark in "，、;；":
        text = text.replace(mark, ",")
    return [part.strip() for part in text.split(",") if part.strip()]


def _find_skill(text):
    code = _find_code("inspector_skill", text)
    return code if code in load_code_lists()["inspector_skill"] else None


def list_skills(text: str | None) -> set[str]:
    """The codes of the skills that a cell names."""
    return {_find_skill(part) for part in split_list(text)} - {None}


def _fill_defaults(frames):
    target = frames["inspection_target"]
    is_enterprise = target.is_enterprise.map(lambda v: True if v is None else v)
    flags = {
        name: target[name].map(bool)
        for name in ("is_endangering", "is_fraud_suspected", "is_repeat_offender")
    }
    # offices and villages are no enterprises, whatever the cell says
    is_enterprise = is_enterprise & ~target.target_kind.isin(["O", "V"])
    frames["inspection_target"] = target.assign(
        is_enterprise=is_enterprise,
        visits_this_year=target.visits_this_year.map(lambda v: int(v or 0)),
        cap_per_year=target.cap_per_year.map(lambda v: DEFAULT_CAP if v is None else int(v)),
        **flags,
    )
    people = frames["inspector"]
    frames["inspector"] = people.assign(
        can_lead=people.can_lead.map(bool),
        max_consecutive_weeks=people.max_consecutive_weeks.map(lambda v: int(v or DEFAULT_WEEKS)),
    )
    calendar = frames["inspection_calendar"]
    frames["inspection_calendar"] = calendar.assign(
        is_closed=[
            row.period_kind != "campaign" if row.is_closed is None else row.is_closed
            for row in calendar.itertuples()
        ]
    )
    complaint = frames["complaint"]
    frames["complaint"] = complaint.assign(is_closed=complaint.is_closed.map(bool))
    return frames
