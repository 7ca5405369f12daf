"""The catalogue of items: real generics with their daily dose, and goods to fill the shelves."""

from dataclasses import dataclass

import numpy as np

from contracts.tables.drug_catalog import DrugCatalog
from simulator.core.world import World

# (generic, ATC code, dose units a pack, dose units a day, yuan a pack, uses: h hypertension, d
# diabetes, o over the counter, x dear, w easily resold); packs, doses and prices are typical ones
GENERICS = [
    ("氨氯地平", "C08CA01", 28, 1, 32, "h"),
    ("缬沙坦", "C09CA03", 28, 1, 38, "h"),
    ("厄贝沙坦", "C09CA04", 28, 1, 35, "h"),
    ("美托洛尔", "C07AB02", 30, 2, 28, "h"),
    ("阿托伐他汀", "C10AA05", 28, 1, 45, "h"),
    ("硝苯地平控释", "C08CA05", 30, 1, 52, "h"),
    ("二甲双胍", "A10BA02", 60, 3, 24, "d"),
    ("阿卡波糖", "A10BF01", 30, 3, 48, "dw"),
    ("达格列净", "A10BK01", 30, 1, 62, "dw"),
    ("格列美脲", "A10BB12", 30, 1, 30, "d"),
    ("甘精胰岛素", "A10AE04", 10, 1, 132, "dw"),
    ("阿莫西林", "J01CA04", 24, 4, 14, "o"),
    ("头孢克洛", "J01DC04", 12, 3, 26, "o"),
    ("布洛芬", "M01AE01", 20, 3, 18, "o"),
    ("对乙酰氨基酚", "N02BE01", 20, 3, 11, "o"),
    ("氯雷他定", "R06AX13", 12, 1, 21, "o"),
    ("奥美拉唑", "A02BC01", 14, 1, 24, "o"),
    ("连花清瘟", "R05XZ01", 24, 12, 22, "o"),
    ("感冒灵", "R05XZ02", 9, 3, 15, "o"),
    ("复方丹参滴丸", "C01XZ01", 180, 30, 30, "o"),
    ("银杏叶片", "C04XZ01", 60, 3, 34, "ow"),
    ("六味地黄丸", "A13XZ01", 200, 24, 26, "o"),
    ("维生素C", "A11GA01", 100, 3, 12, "o"),
    ("钙尔奇", "A12AX01", 60, 1, 58, "o"),
    ("蒙脱石散", "A07BC05", 10, 3, 19, "o"),
    ("左氧氟沙星滴眼液", "S01AE05", 1, 0.05, 16, "o"),
    ("莫米松鼻喷雾", "R01AD09", 1, 0.03, 62, "o"),
    ("安宫牛黄丸", "N07XZ01", 1, 1, 560, "ow"),
    ("阿伐曲泊帕", "B02BX08", 15, 1, 3800, "xw"),
    ("来那度胺", "L04AX04", 21, 1, 4300, "xw"),
    ("奥希替尼", "L01EB04", 30, 1, 5580, "xw"),
    ("阿达木单抗", "L04AB04", 1, 0.07, 1290, "xw"),
    ("司美格鲁肽", "A10BJ06", 1, 0.03, 478, "dxw"),
    ("芪苈强心胶囊", "C01XZ02", 36, 12, 36, "ow"),
    ("参松养心胶囊", "C01XZ03", 36, 9, 31, "ow"),
    ("波立维", "B01AC04", 7, 1, 98, "ow"),
    ("百令胶囊", "V03XZ01", 40, 8, 66, "ow"),
]
# (generic, ATC code, dose units a pack, dose units a day, yuan a pack, limit: a sex "1" or "2",
# years of age, or "injury")
RESTRICTED = [
    ("非那雄胺", "G04CB01", 10, 1, 78, "1"),
    ("雌二醇凝胶", "G03CA03", 30, 1, 66, "2"),
    ("益母草颗粒", "G02CX01", 12, 3, 28, "2"),
    ("小儿氨酚黄那敏", "R05XZ04", 12, 3, 19, (0, 14)),
    ("小儿豉翘清热颗粒", "R05XZ05", 12, 3, 42, (0, 14)),
    ("破伤风人免疫球蛋白", "J06BB02", 1, 1, 260, "injury"),
]
HERBS, DEVICES = 24, 12  # items without a trace code, enough to fill a basket


@dataclass(frozen=True)
class Catalog:
    """Arrays of equal length, one entry an item."""

    code: np.ndarray
    generic: np.ndarray
    atc: np.ndarray
    pack: np.ndarray
    per_day: np.ndarray
    price: np.ndarray
    use: np.ndarray
    list_type: np.ndarray
    limit: np.ndarray

    def select_by_limit(self, limit) -> np.ndarray:
        """Select the items with a limit: a sex, "child" or "injury"."""
        return np.array([i for i, own in enumerate(self.limit) if own == limit])

    def select_by_use(self, letter: str) -> np.ndarray:
        """Select the items for a use."""
        return np.array([i for i, use in enumerate(self.use) if letter in use])

    @property
    def is_trace_exempt(self) -> np.ndarray:
        """True where no trace code is needed."""
        return self.list_type != "101"


def make_catalog(world: World) -> Catalog:
    """Make the catalogue: GENERICS in four brands each, herbs, consumables, and restricted
    items.
    """
    rng = world.town.make_city_rng("catalog")
    rows = [
        (g, atc, pack, day, price * f, use, "101")
        for g, atc, pack, day, price, use in GENERICS
        # prices of four brands against the list above
        for f in (1, 0.8, 1.15, 0.65)
    ]
    rows += [
        (f"中药饮片{n:02d}", f"Z{n:02d}", 1, np.nan, 9 + n % 7, "o", "102") for n in range(HERBS)
    ]
    rows += [
        (f"医用耗材{n:02d}", f"D{n:02d}", 1, np.nan, 15 + 3 * n, "o", "301") for n in range(DEVICES)
    ]
    rows += [
        (g, atc, pack, day, price, "child" if isinstance(limit, tuple) else limit, "101")
        for g, atc, pack, day, price, limit in RESTRICTED
    ]
    columns = [
        np.array(c, dtype=t)
        for c, t in zip(
            zip(*rows, strict=True),
            (object, object, float, float, float, object, object),
            strict=True,
        )
    ]
    generic, atc, pack, per_day, price, use, list_type = columns
    # Restricted items have no use: honest shops sell them only to those they are meant for.
    limit = np.full(len(use), None, dtype=object)
    limit[-len(RESTRICTED) :] = use[-len(RESTRICTED) :]
    use[-len(RESTRICTED) :] = ""
    code = np.array([f"X{a:<7}{n:015d}".replace(" ", "0") for n, a in enumerate(atc)], dtype=object)
    return Catalog(
        code,
        generic,
        atc,
        pack,
        per_day,
        (price * rng.uniform(0.95, 1.05, len(price))).round(2),
        use,
        list_type,
        limit,
    )


def write_catalog(world: World, catalog: Catalog) -> None:
    """Write the table `drug_catalog`."""
    n = len(catalog.code)
    kind = np.where(catalog.list_type == "301", "3", "1").astype(object)
    world.add(
        DrugCatalog,
        {
            "item_code": catalog.code,
            "kind": kind,
            "generic_name": catalog.generic,
            "generic_code": catalog.atc,
            "list_type": catalog.list_type,
            "pack_units": catalog.pack,
            "ddd_units": catalog.per_day,
            "class_code": np.where(np.arange(n) % 3 == 0, "01", "02").astype(object),
            "restrict_sex": np.where(np.isin(catalog.limit, ["1", "2"]), catalog.limit, None),
            "restrict_age_max": np.where(catalog.limit == "child", 14.0, np.nan),
            "only_injury": catalog.limit == "injury",
            "resale_watch": np.array(["w" in u for u in catalog.use]),
            "trace_exempt": catalog.is_trace_exempt,
            "valid_from": np.full(n, np.datetime64("2020-01-01")),
        },
    )
