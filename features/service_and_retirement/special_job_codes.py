"""Codes of special jobs: which kind and industries the catalogue lists them for.

The national convention writes a code of five digits: the kind of special job, the division of the
industry, a number. An agency may use codes of its own, or finer ones. These are read only where the
catalogue names them (an entry of more than one digit is a code, or the beginning of finer codes);
no kind or industry is read out of their digits.
"""

import ibis

from contracts.law import get_law_number

CONVENTIONAL_CODE = "^[1-5][0-9]{4}$"  # kind, two digits of the division, two of a number
# GB/T 4754-2017 has the divisions 01 to 97
FIRST_DIVISION, LAST_DIVISION = "01", "97"


def read_job_kind(code, as_of):
    """The kind of special job that a code names; null where the convention does not say it."""
    return _is_conventional(code, as_of).ifelse(code.substr(0, 1), None)


def read_job_division(code, as_of):
    """The division of the industry that a code names; null where the convention does not say it."""
    return _is_conventional(code, as_of).ifelse(code.substr(1, 2), None)


def is_mapped_code(code, as_of):
    """Whether the catalogue lists a code in any industry: others are of an unknown code list."""
    return _is_conventional(code, as_of) | _is_agency_code(code, as_of)


def is_listed_in_industry(code, industry, as_of):
    """Whether the catalogue of an industry lists a code.

    Null where the industry is unknown or the code is not mapped.
    """
    by_kind, by_code = _split_catalogue(as_of)
    listed = ibis.literal(False)
    # the longest code last: it decides
    for beginning, divisions in [*by_kind.items(), *reversed(by_code.items())]:
        listed = code.startswith(beginning).ifelse(industry.isin(divisions), listed)
    return (industry.notnull() & is_mapped_code(code, as_of)).ifelse(listed, None)


def _is_conventional(code, as_of):
    division = code.substr(1, 2)
    is_written_so = code.re_search(CONVENTIONAL_CODE) & division.between(
        FIRST_DIVISION, LAST_DIVISION
    )
    return is_written_so & ~_is_agency_code(code, as_of)


def _is_agency_code(code, as_of):
    _, by_code = _split_catalogue(as_of)
    is_known = ibis.literal(False)
    for known in by_code:
        is_known = is_known | code.startswith(known)
    return is_known


def _split_catalogue(as_of):
    """Split the catalogue: divisions by kind (one digit), divisions by code (the longest first)."""
    catalogue = get_law_number("special_job_catalogue").on(as_of)
    by_code = {str(key): value for key, value in catalogue.items() if len(str(key)) > 1}
    by_kind = {str(key): value for key, value in catalogue.items() if len(str(key)) == 1}
    return by_kind, dict(sorted(by_code.items(), key=lambda item: (-len(item[0]), item[0])))
