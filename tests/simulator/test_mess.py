"""The honest disorder of a town: the same for the same seed, valid by the contract, and there."""

import copy

import numpy as np
import pandas as pd
import pytest

from contracts.manifest import read_manifest
from contracts.tables import get_input_tables
from simulator.build_world import make_world
from simulator.core.clock_and_seeds import Town
from simulator.core.extent import stretch
from simulator.mess.apply_mess import choose_missing_tables, list_disorders
from simulator.mess.rows import draw_severity
from simulator.simulate import simulate
from sources.delivery.receive import receive
from sources.engine.duckdb_engine import connect
from tests.conftest import AS_OF, PERSONS, SEED

TABLES = get_input_tables()


@pytest.fixture(scope="module")
def messy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("messy")
    simulate(PERSONS, SEED, AS_OF, folder / "town", folder / "truth.parquet", has_mess=True)
    return folder


@pytest.fixture(scope="module")
def plain_world():
    return make_world(Town(PERSONS, SEED, AS_OF))


@pytest.fixture
def world(plain_world):
    """The plain town, which a disorder may change without changing that of others."""
    own = copy.copy(plain_world)
    own._rows = {table: list(parts) for table, parts in plain_world._rows.items()}
    own._truth, own._numbers = list(plain_world._truth), copy.copy(plain_world._numbers)
    return own


def read(world, name):
    return world.get_rows(TABLES[name]).to_pandas(date_as_object=False)


def lay(world, disorder, *names):
    """Apply a disorder: the tables named before it and after it."""
    before = [read(world, name) for name in names]
    list_disorders()[disorder](world)
    return before, [read(world, name) for name in names]


def list_changed_columns(before, after):
    return [
        name
        for name in before
        if not before[name].reset_index(drop=True).equals(after[name].reset_index(drop=True))
    ]


def test_same_seed_same_bytes(messy, tmp_path):
    simulate(PERSONS, SEED, AS_OF, tmp_path / "town", tmp_path / "truth.parquet", has_mess=True)
    for path in sorted((messy / "town").iterdir()):
        assert path.read_bytes() == (tmp_path / "town" / path.name).read_bytes(), path.name
    assert (messy / "truth.parquet").read_bytes() == (tmp_path / "truth.parquet").read_bytes()


def test_the_contract_accepts_every_row(messy, tmp_path):
    arrival = receive(messy / "town", connect(threads=1), out=tmp_path)
    assert {n: t.quarantined for n, t in arrival.tables.items() if t.quarantined} == {}
    assert not arrival.stopped
    # the register is not the world: doctors and institutions elsewhere are not all in it
    orphans = {(t, c) for t, columns in arrival.soft_orphans.items() for c in columns}
    assert orphans <= {
        ("claim_header", "doctor_code"),
        ("claim_line", "rx_institution_code"),
        ("maternity_payment", "institution_code"),
        ("stay", "chief_doctor_code"),
    }


def test_only_optional_tables_are_missing(messy):
    # of these no town has any
    never = {"finding_feedback", "exit_entry", "stay_operation", "group_rate"}
    missing = set(TABLES) - set(read_manifest(messy / "town").tables) - never
    optional = {n for n, t in TABLES.items() if t.contract.delivery == "optional"}
    assert missing <= optional


def test_towns_differ_in_the_tables_they_lack_and_a_city_lacks_the_same_everywhere():
    def choose(seed, city_seed=None):
        town = Town(PERSONS, seed, AS_OF, city_seed=city_seed)
        return tuple(t.contract.name for t in choose_missing_tables(town))

    assert len({choose(seed) for seed in range(12)}) > 4
    assert choose(1, city_seed=9) == choose(2, city_seed=9)


def test_a_town_without_mess_has_none_and_keeps_the_usual_extents(shared_town, plain_world):
    truth = pd.read_parquet(shared_town / "truth.parquet")
    assert not truth.typology.str.startswith("mess_").any()
    assert stretch(plain_world, "anybody", 7) == 7


def test_no_two_towns_have_the_same_mess(plain_world):
    shares = []
    for seed in range(40):
        other = copy.copy(plain_world)
        other.town = Town(PERSONS, seed, AS_OF)
        shares.append(draw_severity(other, "partial books", 0.15, 0.7))
    assert max(shares) > 5 * min(shares) and max(shares) <= 0.7 and len(set(shares)) > 30


def test_mess_is_innocent_and_never_a_second_label_of_what_is_planted(messy):
    truth = pd.read_parquet(messy / "truth.parquet")
    is_mess = truth.typology.str.startswith("mess_")
    assert set(truth[is_mess].label) == {"look_alike"} and truth[is_mess].typology.nunique() >= 8
    subject = ["subject_kind", "subject_id"]
    planted = truth[~is_mess].set_index(subject).index
    assert truth[is_mess].set_index(subject).index.intersection(planted).empty
    known = {name.removeprefix("mess_") for name in truth[is_mess].typology}
    assert known <= set(list_disorders())


@pytest.mark.parametrize("disorder", list(list_disorders()))
def test_every_kind_is_there_and_keeps_keys_unique(world, disorder):
    before = {table: world.get_rows(table) for table in world._rows}
    list_disorders()[disorder](world)
    changed = [t for t in before if not world.get_rows(t).equals(before[t])]
    assert changed
    for table in changed:
        key = world.get_rows(table).select(list(table.contract.key)).to_pandas()
        assert not key.duplicated().any(), table.contract.name


def test_actors_go_from_barely_to_blatant(plain_world):
    daring = copy.copy(plain_world)
    daring.town = Town(PERSONS, SEED, AS_OF, has_mess=True)
    sizes = stretch(daring, "crews", np.full(500, 20), least=4, most=90)
    assert sizes.dtype.kind == "i" and sizes.min() < 8 and sizes.max() > 60
    assert ((sizes >= 4) & (sizes <= 90)).all()


def test_interim_bills_share_a_visit_and_keep_its_sum(world):
    (before,), (after,) = lay(world, "interim_bills", "claim_header")
    bills = after[after.groupby("mdtrt_id").setl_id.transform("size") > 1]
    assert bills.mdtrt_id.nunique() >= 12
    total = after.groupby("mdtrt_id").total_amount.sum().astype(float)
    billed_once = before.groupby("mdtrt_id").total_amount.sum().astype(float)
    pd.testing.assert_series_equal(total, billed_once, rtol=0, atol=0.011)


def test_corrections_name_the_stay_that_they_take_back(world):
    (before,), (after,) = lay(world, "corrected_stays", "claim_header")
    back = after[after.reversal_of.notna() & (after.med_type == "21")]
    back = back[~back.setl_id.isin(before.setl_id)]
    taken = after.set_index("setl_id").loc[back.reversal_of]
    assert len(back) >= 8 and (back.total_amount.to_numpy() == -taken.total_amount.to_numpy()).all()


@pytest.mark.parametrize(
    ("disorder", "is_same_hospital"), [("overlapping_stays", True), ("late_transfers", False)]
)
def test_second_stays_overlap_the_first(world, disorder, is_same_hospital):
    (before,), (after,) = lay(world, disorder, "claim_header")
    new = after[~after.setl_id.isin(before.setl_id)]
    old = before[before.med_type == "21"]
    pairs = new.merge(old, on="person_id", suffixes=("", "_old"))
    pairs = pairs[pairs.admit_date.between(pairs.admit_date_old, pairs.discharge_date_old)]
    assert pairs.setl_id.nunique() == len(new) >= 8
    same = pairs.institution_code == pairs.institution_code_old
    assert same.all() if is_same_hospital else not same.all()


def test_partial_books_lack_items_that_the_shop_sells(world):
    (before,), (after,) = lay(world, "partial_books", "stock_month")
    items = [t.groupby("institution_code").item_code.nunique() for t in (before, after)]
    share = (items[1].reindex(items[0].index).fillna(0) / items[0])[lambda s: s < 1]
    assert len(share) >= 2 and share.max() < 0.9


def test_books_in_tablets_are_a_multiple_of_packs(world):
    (before,), (after,) = lay(world, "books_in_tablets", "stock_month")
    moved = after.sold > before.sold * 1.5
    assert (
        moved.any() and after[moved].institution_code.nunique() < before.institution_code.nunique()
    )


def test_tablets_cost_what_the_pack_cost(world):
    (before,), (after,) = lay(world, "sales_in_tablets", "claim_line")
    changed = (before.qty_unit != after.qty_unit).to_numpy()
    assert changed.sum() > 50
    assert list_changed_columns(before, after) == ["qty", "qty_unit", "unit_price"]
    cost = (after.qty * after.unit_price)[changed]
    assert np.allclose(cost, after.amount.astype(float)[changed], rtol=0.02, atol=0.5)


def test_prescribers_of_other_cities_are_in_no_register(world):
    _, (lines, staff, places) = lay(
        world, "outside_prescribers", "claim_line", "medical_staff", "institution"
    )
    outside = lines[lines.rx_flag & ~lines.rx_institution_code.isin(places.institution_code)]
    assert len(outside) > 20 and not outside.rx_doctor_code.isin(staff.staff_code).any()


def test_the_living_show_themselves_after_the_report_of_their_death(world):
    (before, _), (deaths, checks) = lay(
        world, "reports_of_the_living", "death_record", "qualification_check"
    )
    reports = deaths[~deaths.death_record_id.isin(before.death_record_id)]
    assert len(reports) >= 8 and not reports.person_id.duplicated().any()
    last = checks.groupby("person_id").check_time.max().reindex(reports.person_id)
    assert (last.to_numpy() > reports.death_date.to_numpy()).all()


def test_sources_of_one_death_lie_days_apart(world):
    _, (deaths,) = lay(world, "dates_days_apart", "death_record")
    spread = deaths.groupby("person_id").death_date.agg(lambda d: (d.max() - d.min()).days)
    assert spread.between(1, 5).sum() >= 8


def test_windows_share_a_phone_and_nothing_else(world):
    (before,), (claims,) = lay(world, "service_windows", "unemployment_claim")
    moved = (before.phone_hash != claims.phone_hash).to_numpy()
    windows = claims[moved]
    assert list_changed_columns(before, claims) == ["phone_hash"]
    assert windows.groupby("phone_hash").size().max() >= 4 and (windows.channel == "2").all()


def test_a_moved_unit_begins_with_the_move(world):
    (before,), (after,) = lay(world, "units_that_moved_in", "contribution_month")
    first = [t.groupby("employer_id").contrib_month.min() for t in (before, after)]
    later = (first[1].reindex(first[0].index) > first[0]).sum()
    assert later >= 2 and len(after) < len(before)


def test_a_merged_unit_has_no_rows_after_the_merger(world):
    (before,), (after,) = lay(world, "merged_units", "contribution_month")
    moved = before.employer_id != after.employer_id
    assert moved.any() and len(before) == len(after)
    pairs = {*zip(before.employer_id[moved], after.employer_id[moved], strict=True)}
    since = before[moved].groupby("employer_id").contrib_month.min()
    for old, _new in pairs:
        left = after[(after.employer_id == old) & (after.contrib_month >= since[old])]
        # who has a second job with the other unit stays
        assert len(left) < 0.2 * (before.employer_id == old).sum()


def test_a_split_unit_shares_the_representative(world):
    (before,), (units,) = lay(world, "split_units", "employer")
    new = units[~units.employer_id.isin(before.employer_id)]
    assert len(new) >= 3 and new.legal_rep_hash.isin(before.legal_rep_hash).all()


def test_stated_premiums_differ_in_both_directions_and_not_for_dispatch_units(world):
    (before,), (after,) = lay(world, "stated_premiums", "stabilization_refund")
    ratio = (after.premium_paid_prev_year / before.premium_paid_prev_year).astype(float)
    assert (ratio > 1.02).mean() > 0.1 and (ratio < 0.98).mean() > 0.1
    assert (ratio[after.is_dispatch] == 1).all()


def test_a_district_codes_all_separations_alike(world):
    _, (claims,) = lay(world, "uniform_separations", "unemployment_claim")
    kinds = claims[claims.separation_reason != "15"].groupby("district").separation_reason
    assert kinds.nunique().min() == 1 < kinds.nunique().max()


def test_job_codes_of_a_persons_filings_and_segments_stay_the_same_kind(world):
    before, after = lay(world, "own_job_codes", "special_job_filing", "service_segment")
    for old, new in zip(before, after, strict=True):
        moved = (old.job_code != new.job_code) & old.job_code.notna()
        assert moved.any()
        assert (old.job_code[moved].str[0] == new.job_code[moved].str[0]).all()
    assert (after[0].job_code.str[1] == "9").any()


def test_work_of_a_campaign_is_done_in_the_evening(world):
    (before,), (after,) = lay(world, "evening_campaigns", "operator_log")
    moved = (before.ts != after.ts).to_numpy()
    assert moved.sum() > 20 and after.ts[moved].dt.hour.between(18, 21).all()


def test_filings_of_one_evening_share_their_hour_and_none_is_before_its_month(world):
    (before,), (after,) = lay(world, "filings_of_one_evening", "special_job_filing")
    colleagues, after = after.iloc[len(before) :], after.iloc[: len(before)]
    moved = (before.updated_at != after.updated_at).to_numpy()
    assert moved.sum() > 20 and (after.updated_at >= after.month)[moved].all()
    # the register is of the whole staff, many of whom do not retire
    assert colleagues.person_id.nunique() > 20
    assert set(colleagues.updated_at) <= set(after.updated_at)


def test_purchases_that_are_gone_leave_no_line_and_no_code(world):
    _, (headers, lines, codes) = lay(
        world, "purchases_by_district_and_year", "claim_header", "claim_line", "claim_trace"
    )
    assert set(lines.setl_id) <= set(headers.setl_id)
    assert set(codes.feedetl_sn) <= set(lines.feedetl_sn)


@pytest.mark.parametrize("disorder", ["reimbursement_shares", "interim_bills", "late_transfers"])
def test_the_parts_of_a_settlement_add_up(world, disorder):
    (before,), (after,) = lay(world, disorder, "claim_header")
    # where a hospital waived the patient's part, as some that are planted do, they never did
    waived = before.setl_id[~_add_up(before)]
    assert len(waived) < len(before) / 100
    assert _add_up(after[~after.setl_id.isin(waived)]).all()


def _add_up(headers):
    parts = headers[["fund_amount", "account_amount", "cash_amount"]].sum(axis=1).astype(float)
    return np.isclose(parts, headers.total_amount.astype(float), atol=0.05)
