"""Sums in Chinese capitals, as papers write them beside the figures."""

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
MOST = Decimal(10) ** 16


def capital_yuan(amount: Decimal) -> str:
    """12345.60 → 壹万贰仟叁佰肆拾伍元陆角整. Raises ValueError below 0 or from 10^16."""
    amount = Decimal(amount).quantize(Decimal("0.01"))
    if not 0 <= amount < MOST:
        raise ValueError(f"{amount} cannot be written in capitals")
    yuan, cents = divmod(int(amount * 100), 100)
    jiao, fen = divmod(cents, 10)
    told = f"{_whole(yuan)}元" if yuan or not cents else ""
    if not cents:
        return told + "整"
    told += f"{DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
    return told + (f"{DIGITS[fen]}分" if fen else "整")


def _whole(number):
    if not number:
        return DIGITS[0]
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    told, gap = "", False
    for n in range(len(groups) - 1, -1, -1):
        group = groups[n]
        if not group:
            gap = bool(told)
            continue
        told += DIGITS[0] if told and (gap or group < 1000) else ""
        told, gap = told + _group(group) + GROUPS[n], False
    return told


def _group(number):
    """A number below 10,000."""
    told, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            told += (DIGITS[0] if gap and told else "") + DIGITS[digit] + PLACES[place]
            gap = False
        else:
            gap = True
    return told
