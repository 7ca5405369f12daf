"""Sums in Chinese capitals, as documents write them beside the figures."""

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
MOST = Decimal(10) ** 16  # four groups of four digits have names


def spell_yuan_in_capitals(amount: Decimal) -> str:
    """Spell a sum in capitals: 12345.60 → 壹万贰仟叁佰肆拾伍元陆角整.

    Raises ValueError below 0 or from 10^16.
    """
    amount = Decimal(amount).quantize(Decimal("0.01"))
    if not 0 <= amount < MOST:
        raise ValueError(f"{amount} cannot be written in capitals")
    yuan, cents = divmod(int(amount * 100), 100)
    jiao, fen = divmod(cents, 10)
    text = f"{_spell_integer(yuan)}元" if yuan or not cents else ""
    if not cents:
        return text + "整"
    text += f"{DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
    return text + (f"{DIGITS[fen]}分" if fen else "整")


def _spell_integer(number):
    if not number:
        return DIGITS[0]
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text, gap = "", False
    for n in range(len(groups) - 1, -1, -1):
        group = groups[n]
        if not group:
            gap = bool(text)
            continue
        text += DIGITS[0] if text and (gap or group < 1000) else ""
        text, gap = text + _spell_group(group) + GROUPS[n], False
    return text


def _spell_group(number):
    """Spell a number below 10,000."""
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += (DIGITS[0] if gap and text else "") + DIGITS[digit] + PLACES[place]
            gap = False
        else:
            gap = True
    return text
