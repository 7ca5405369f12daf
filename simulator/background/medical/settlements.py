"""Planned sales become settlements, lines and trace codes; a few sales are returned."""

import numpy as np
import pandas as pd

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.claim_trace import ClaimTrace
from simulator.background.medical.sales import NO_CODE_GIVEN, NOBODY, move_conflicts_online
from simulator.core.clock_and_seeds import format_ids, hash_numbers
from simulator.core.population import EMPLOYEE, FLEX, RETIRED
from simulator.core.world import World

# day from which every pack has to be scanned; before it only some shops do
SCAN_FROM = np.datetime64("2025-07-01")
RETURNED_SHARE = 0.003  # of sales; assumed
# reason why a pack has no code → its code in the contract
REASON_CODES = {"outage": "5", "listed": "1", "split": "4"}


def write_sales(world: World) -> pd.DataFrame:
    """Write `claim_header`, `claim_line`, `claim_trace` of pharmacies; return all lines, returns
    included.
    """
    sales = world.collect_plan("sales")
    sales = sales[sales.time <= (world.town.end + 1).astype("datetime64[s]") - 1]
    sales = _move_sales_next_door(world, sales)
    lines = world.collect_plan("lines").merge(
        sales[["sale", "shop", "time", "fund", "account"]], on="sale"
    )
    lines = lines.sort_values("sale", kind="stable").reset_index(drop=True)
    lines["price"] = _compute_price(world, lines)
    lines["amount"] = (lines.price * lines.qty).round(2)
    sales = move_conflicts_online(sales.sort_values("sale").reset_index(drop=True))
    sales["total"] = lines.groupby("sale").amount.sum().reindex(sales.sale).to_numpy().round(2)
    lines["number"] = np.arange(len(lines))
    sales, lines = _add_returns(world, sales, lines)
    _write_headers(world, sales)
    _write_lines(world, lines)
    _write_traces(world, lines)
    return lines


def _move_sales_next_door(world, sales):
    """Move what a closed shop would have sold to the shop next door."""
    shop, time = sales["shop"].to_numpy().copy(), sales.time.to_numpy()
    for closed, start, neighbour in world.plans["shops_closed"]:
        shop[(shop == closed) & (time >= start.astype("datetime64[s]"))] = neighbour
    return sales.assign(shop=shop)


def _compute_price(world, lines):
    price = world.catalog.price[lines["item"]]
    return np.where(lines.unit == "片", price / world.catalog.pack[lines["item"]], price).round(4)


def _add_returns(world, sales, lines):
    """Add full returns of a few sales within three days."""
    rng = world.town.make_rng("returns")
    back = sales[(rng.random(len(sales)) < RETURNED_SHARE) & (sales.time < world.town.end - 4)]
    returned_sales = np.concatenate(
        [back.sale.to_numpy(), np.array(world.plans.get("returned_sales", []), dtype=int)]
    )
    back = sales[sales.sale.isin(returned_sales)]
    first = world.sale_count
    number = dict(zip(back.sale, first + np.arange(len(back)), strict=True))
    back_lines = lines[lines.sale.isin(back.sale)].copy()
    returns = back.assign(sale=back.sale.map(number), reversal=back.sale, total=-back.total)
    # within two and a half days
    returns["time"] = returns.time + pd.to_timedelta(rng.integers(1, 60, len(back)), unit="h")
    back_lines = back_lines.assign(
        returned_line=back_lines.number, sale=back_lines.sale.map(number)
    )
    back_lines = back_lines.assign(
        qty=-back_lines.qty,
        amount=-back_lines.amount,
        number=len(lines) + np.arange(len(back_lines)),
    )
    sales = pd.concat([sales.assign(reversal=NOBODY), returns], ignore_index=True)
    return sales, pd.concat([lines.assign(returned_line=NOBODY), back_lines], ignore_index=True)


def _write_headers(world, sales):
    people, places, n = world.people, world.institutions, len(sales)
    person, shop = sales.person.to_numpy(), sales.shop.to_numpy()
    fund = (sales.total * sales.fund).round(2)
    account = np.minimum(np.abs(sales.total * sales.account), np.abs(sales.total - fund)) * np.sign(
        sales.total
    )
    account = account.round(2)
    cash = (sales.total - fund - account).round(2)
    worker = np.isin(people.scheme[person], [EMPLOYEE, RETIRED, FLEX])
    till = sales.till.to_numpy() % np.maximum(places.tills[shop], 1)
    setl = format_ids("s", sales.sale, 10)
    settled = sales.time + pd.to_timedelta(sales.settle_delay_days, unit="D")
    has_collector = sales.collector.to_numpy() != NOBODY
    has_payer = sales.payer.to_numpy() != NOBODY
    world.add(
        ClaimHeader,
        {
            "setl_id": setl,
            "mdtrt_id": setl,
            "person_id": people.person_id[person],
            "payer_person_id": np.where(
                has_payer, people.person_id[np.maximum(sales.payer, 0)], None
            ),
            "institution_code": places.institution_code[shop],
            "insutype": np.where(worker, "310", "390").astype(object),
            "med_type": np.full(n, "41", dtype=object),
            "service_time": sales.time.to_numpy(),
            "settle_time": settled.to_numpy(),
            "diag_code": np.where(sales.fund > 0, "I10", None),
            "pharmacist_code": format_ids("d", shop * 1000 + 900),
            "till_id": np.char.add("T", till.astype(str)).astype(object),
            "credential_kind": np.where(np.arange(n) % 3 == 0, "2", "1").astype(object),
            "collector_hash": np.where(
                has_collector, hash_numbers("person", np.maximum(sales.collector, 0)), None
            ),
            "is_online": sales.online.to_numpy().astype(bool),
            "total_amount": sales.total,
            "fund_amount": fund,
            "account_amount": account,
            "cash_amount": cash,
            "is_remote": np.zeros(n, dtype=bool),
            "reversal_of": np.where(
                sales.reversal != NOBODY, format_ids("s", np.maximum(sales.reversal, 0), 10), None
            ),
        },
    )


def _write_lines(world, lines):
    places, catalog = world.institutions, world.catalog
    item = lines["item"].to_numpy()
    is_prescribed = (lines.hospital != NOBODY).to_numpy()
    hospital = np.maximum(lines.hospital.to_numpy(), 0)
    world.add(
        ClaimLine,
        {
            "feedetl_sn": format_ids("l", lines.number, 10),
            "setl_id": format_ids("s", lines.sale, 10),
            "item_code": catalog.code[item],
            "list_type": catalog.list_type[item],
            "qty": lines.qty.to_numpy().astype(float),
            "qty_unit": np.where(lines.unit_slip, "盒", lines.unit),
            "unit_price": lines.price,
            "amount": lines.amount,
            "fund_scope_amount": lines.amount,
            "rx_flag": is_prescribed,
            "rx_no": np.where(is_prescribed, format_ids("r", lines.number, 9), None),
            "rx_institution_code": np.where(is_prescribed, places.institution_code[hospital], None),
            "rx_date": np.where(is_prescribed, lines.rx_day, np.datetime64("NaT", "D")),
            "rx_doctor_code": np.where(
                lines.doctor_code.notna(),
                lines.doctor_code,
                np.where(
                    is_prescribed,
                    places.make_doctor_codes(hospital, np.maximum(lines.doctor, 0)),
                    None,
                ),
            ),
            "long_rx_flag": lines.long.to_numpy().astype(bool),
            "days_supply": lines.days,
            "split_flag": lines.split.to_numpy().astype(bool),
        },
    )


def _write_traces(world, lines):
    """Write a row a pack with its code, or one row with the reason; nothing for packs not
    scanned.
    """
    rng, places = world.town.make_rng("scans"), world.institutions
    needs_code = ~world.catalog.is_trace_exempt[lines["item"]]
    is_due = lines.time.to_numpy() >= SCAN_FROM
    coded = needs_code & (lines.scan == "code") & (is_due | places.scans_early[lines.shop])
    is_missed = (rng.random(len(lines)) < places.missed_share[lines.shop]) & (
        lines.code == NO_CODE_GIVEN
    )
    coded = lines[coded & ~is_missed & (lines.returned_line == NOBODY)]
    packs = np.where(coded.unit == "盒", coded.qty, 1).astype(int)
    row = np.repeat(np.arange(len(coded)), packs)
    seq = np.arange(len(row)) - np.repeat(np.cumsum(packs) - packs, packs)
    # numbers of honest codes begin at 10**12, those of plants at other multiples
    code = np.where(
        coded.code.to_numpy()[row] != NO_CODE_GIVEN,
        coded.code.to_numpy()[row] + seq,
        np.arange(len(row)) + 10**12,
    )
    _add_codes(world, coded.number.to_numpy()[row], seq + 1, code, coded.time.to_numpy()[row])
    _repeat_codes_on_returns(world, lines, coded.number.to_numpy()[row], seq + 1, code)
    for reason, value in REASON_CODES.items():
        reason_lines = lines[needs_code & (lines.scan == reason) & (lines.returned_line == NOBODY)]
        if len(reason_lines):
            columns = {
                "feedetl_sn": format_ids("l", reason_lines.number, 10),
                "seq": np.ones(len(reason_lines), dtype=int),
            }
            world.add(
                ClaimTrace,
                columns | {"no_code_reason": np.full(len(reason_lines), value, dtype=object)},
            )


def _add_codes(world, line, seq, code, time):
    columns = {
        "feedetl_sn": format_ids("l", line, 10),
        "seq": seq,
        "trace_code_hash": hash_numbers("trace", code),
        "scan_time": time,
    }
    world.add(ClaimTrace, columns)


def _repeat_codes_on_returns(world, lines, line, seq, code):
    """Repeat on the lines of a return the codes that it takes back."""
    back = lines[lines.returned_line != NOBODY][["number", "returned_line", "time"]]
    codes = pd.DataFrame({"returned_line": line, "seq": seq, "code": code}).merge(
        back, on="returned_line"
    )
    if len(codes):
        _add_codes(
            world,
            codes.number.to_numpy(),
            codes.seq.to_numpy(),
            codes.code.to_numpy(),
            codes.time.to_numpy(),
        )
