"""The people of a town: households, ages, insurance schemes, deaths, chronic diseases."""

from dataclasses import dataclass

import numpy as np

from simulator.core.clock_and_seeds import Town, format_ids, get_month_number, hash_numbers

# district → ten thousand residents (statistical bulletin of 2024)
DISTRICTS = {
    "330203": 107.2,
    "330205": 51.8,
    "330206": 90.4,
    "330211": 53.2,
    "330212": 171.1,
    "330213": 59.2,
    "330225": 57.9,
    "330226": 71.3,
    "330281": 126.7,
    "330282": 188.9,
}
# districts with the lower unemployment benefit of counties
COUNTY_RATE = ("330281", "330282", "330226", "330225", "330292")
EMPLOYEE, RETIRED, FLEX, RESIDENT, PENSIONER = (
    "employee",
    "retired",
    "flex",
    "resident",
    "pensioner",
)


@dataclass(frozen=True)
class People:
    """Arrays of equal length, one entry a person; `scheme` is that of the last day or of the day of
    death.

    `household` and `phone` are numbers; `first_enrolled` is a month from 1970-01; `hukou` is None
    for newcomers; `death` is NaT for the living.
    """

    person_id: np.ndarray
    id_hash: np.ndarray
    sex: np.ndarray
    birth: np.ndarray
    district: np.ndarray
    hukou: np.ndarray
    household: np.ndarray
    phone: np.ndarray
    scheme: np.ndarray
    death: np.ndarray
    first_enrolled: np.ndarray
    hypertension: np.ndarray
    diabetes: np.ndarray

    def __len__(self) -> int:
        return len(self.person_id)

    def age(self, day) -> np.ndarray:
        """Compute the age in years on a day."""
        return (np.datetime64(day, "D") - self.birth).astype(int) / 365.25

    @property
    def is_alive(self) -> np.ndarray:
        """True for those who have not died."""
        return np.isnat(self.death)


def make_people(town: Town) -> People:
    """Make people in households of couples, children and elders, with ages and schemes of a coastal
    city.
    """
    rng, n = town.make_rng("people"), town.persons
    household, role = _draw_households(rng, n)
    age = _draw_ages(rng, household, role)
    sex = np.where(rng.random(n) < 0.5, "1", "2").astype(object)
    couple = role < 2
    sex[couple] = np.where(role[couple] == 0, "1", "2")
    birth = town.end - (age * 365.25).astype(int) - rng.integers(0, 2, n)
    weights = np.array(list(DISTRICTS.values()))
    home = rng.choice(
        np.array(list(DISTRICTS), dtype=object), household.max() + 1, p=weights / weights.sum()
    )
    district = home[household]
    # two thirds are registered where they live (624 of 978 ten thousand residents)
    hukou = np.where(rng.random(n) < 0.68, district, None)
    scheme = _draw_schemes(rng, age, sex)
    number = np.arange(n)
    # elders often give the number of a child in the same household children have no phone, nearly
    # half of the very old none of their own
    has_own_phone = rng.random(n) < np.where(age > 70, 0.55, np.where(age < 16, 0.0, 0.93))
    head = _find_household_heads(household)
    # Prevalence rises with age and comes to about 28 % (hypertension) and 11 % (diabetes) of
    # adults.
    chronic = (age > 18) * np.clip((age - 25) / 45, 0.02, 1.15)
    return People(
        person_id=format_ids("p", number),
        id_hash=hash_numbers("person", number),
        sex=sex,
        birth=birth,
        district=district,
        hukou=hukou,
        household=household,
        phone=np.where(has_own_phone, number, head[household]),
        scheme=scheme,
        death=_draw_deaths(rng, town, age, sex),
        first_enrolled=_compute_first_enrolment(town, birth),
        hypertension=rng.random(n) < 0.45 * chronic,
        diabetes=rng.random(n) < 0.18 * chronic,
    )


def build_person_columns(people: People, town: Town) -> dict[str, np.ndarray]:
    """Build the columns of the table `person`."""
    kind = {EMPLOYEE: "1", RETIRED: "2", FLEX: "4", RESIDENT: "3", PENSIONER: "3"}
    return {
        "person_id": people.person_id,
        "id_hash": people.id_hash,
        "sex": people.sex,
        "birth_date": people.birth,
        "hukou_district": people.hukou,
        "first_enroll_month": people.first_enrolled.astype("datetime64[M]").astype("datetime64[D]"),
        "person_kind": np.array([kind[s] for s in people.scheme], dtype=object),
        "phone_hash": hash_numbers("phone", people.phone),
        "address_hash": hash_numbers("address", people.household),
        "household_hash": hash_numbers("household", people.household),
    }


def make_keyed_numbers(count: int) -> np.ndarray:
    """Make a fixed number per person that looks random but draws on no generator (Knuth's hash)."""
    return (np.arange(count) * 2654435761) % 4294967296


def _compute_first_enrolment(town, birth):
    """Compute the month from 1970-01 in which a person was first insured: in the early twenties."""
    return np.minimum(
        get_month_number(birth) + 12 * 20 + make_keyed_numbers(len(birth)) % 60, town.last_month - 3
    )


def _draw_households(rng, n):
    """Draw (household of each person, role: 0 and 1 a couple, 2 a child, 3 an elder, 4 alone)."""
    sizes, roles = [], []
    # (roles of a household, share of households); chosen so that a household has 2.4 persons on
    # average
    shapes = [
        ([4], 0.22),
        ([0, 1], 0.26),
        ([0, 1, 2], 0.27),
        ([0, 1, 2, 2], 0.10),
        ([0, 1, 2, 3], 0.07),
        ([0, 1, 3], 0.08),
    ]
    shape_numbers = rng.choice(len(shapes), size=n, p=[p for _, p in shapes])
    for shape in shape_numbers:
        sizes.append(len(shapes[shape][0]))
        roles.extend(shapes[shape][0])
        if len(roles) >= n:
            break
    return np.repeat(np.arange(len(sizes)), sizes)[:n], np.array(roles[:n])


def _draw_ages(rng, household, role):
    # adults around 50 on average, an ageing city
    base = np.clip(rng.gamma(7.0, 7.2, household.max() + 1), 21, 92)[household]
    noise = rng.normal(0, 2.5, len(household))
    age = np.select(
        [role == 2, role == 3],
        # children are 28 years younger, elders 27 years older than the couple
        [np.clip(base - 28 + noise, 0, 40), np.clip(base + 27 + noise, 58, 99)],
        base + noise,
    )
    return np.clip(age, 0, 103)


def _draw_schemes(rng, age, sex):
    draw = rng.random(len(age))
    # rough ages for the first draw of schemes; `assign_pension_starts` applies the law
    pension_age = np.where(sex == "1", 60.2, np.where(rng.random(len(age)) < 0.7, 50.3, 55.2))
    working = np.where(draw < 0.72, EMPLOYEE, np.where(draw < 0.81, FLEX, RESIDENT))
    # two thirds of the old draw an employee pension
    old = np.where(draw < 0.66, RETIRED, PENSIONER)
    scheme = np.where(age < 20, RESIDENT, np.where(age < pension_age, working, old))
    return np.where((scheme == PENSIONER) & (age < 60), RESIDENT, scheme).astype(object)


def _draw_deaths(rng, town, age, sex):
    """Gompertz hazard, women a third lower, winter a fifth higher; days within the history, else
    none.
    """
    # scaled so that about 6.5 in 1,000 die a year
    hazard = 6e-5 * np.exp(0.089 * age) * np.where(sex == "2", 0.65, 1.0) * 0.42
    years = town.months / 12
    dies = rng.random(len(age)) < 1 - np.exp(-hazard * years)
    months = np.arange(town.first_month, town.last_month + 1)
    weight = np.where(np.isin(months % 12, [11, 0, 1]), 1.2, 1.0)
    month = rng.choice(months, len(age), p=weight / weight.sum())
    day = month.astype("datetime64[M]").astype("datetime64[D]") + rng.integers(0, 28, len(age))
    return np.where(dies & (day <= town.end), day, np.datetime64("NaT", "D"))


def _find_household_heads(household):
    first = np.zeros(household.max() + 1, dtype=int)
    index = np.arange(len(household))[::-1]
    first[household[::-1]] = index
    return first
