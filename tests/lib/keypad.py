"""A hand on the keypad, for tests: which keys write a text with the letter picker (kiosk/ui/picker.h), as script lines. The groups are
written down here once more, so that a change of them shows."""

LATIN = ["abcde", "fghij", "klmno", "pqrst", "uvwxyz"]
SIGNS = ["01234", "56789", ".,’-/?@"]
GROUPS = {
    "fr": LATIN + ["éèêëàâ", "çùûôîïœ"] + SIGNS,
    "ar": ["ابتثجح", "خدذرزس", "شصضطظع", "غفقكلم", "نهويةى", "أإآءؤئ"] + LATIN + SIGNS,
    "number": ["BCDFG", "HJKL", "NPRS", "TVXY"],
    "digits": ["123", "456", "789", "0+/,"],
}


def steps(at, count, on, back):
    """The shorter way round from the first of COUNT to AT."""
    return [on] * at if at <= count - at else [back] * (count - at)


def letter(c, groups, rtl=False):
    """Keys from the groups' first to C and back; a space is the first of the commands behind the groups."""
    into, out_of = ("left", "right") if rtl else ("right", "left")
    if c == " ":
        return ["up", into, "ok"]
    which = next(i for i, group in enumerate(groups) if c in group)
    at, size = groups[which].index(c), len(groups[which])
    inside = [into] * (at + 1) if at + 1 <= size - at else [out_of] * (size - at)
    return steps(which, len(groups) + 1, "down", "up") + inside + ["ok"]


def write(text, groups="fr"):
    """All keys from the field on, « OK » that opens the picker included; not the one that ends it."""
    return ["ok"] + [key for c in text for key in letter(c, GROUPS[groups], groups == "ar")]


def end(groups="fr"):
    """« Fermer », the last of the commands."""
    return ["up", "right" if groups == "ar" else "left", "ok"]


def number(letters, rtl=False):
    """A whole tracking number: after its last letter the picker stands on « Voir » by itself."""
    return ["ok"] + [key for c in letters for key in letter(c, GROUPS["number"], rtl)] + ["ok"]


def two_buttons(c, groups):
    """The same with next and choose."""
    if c == " ":
        return ["next"] * len(groups) + ["choose"] * 2
    which = next(i for i, group in enumerate(groups) if c in group)
    return ["next"] * which + ["choose"] + ["next"] * groups[which].index(c) + ["choose"]


def two_buttons_end(groups):
    """« Fermer » is the last command, before « Retour aux groupes »."""
    commands = 4 if groups in ("fr", "ar") else 3
    return ["next"] * len(GROUPS[groups]) + ["choose"] + ["next"] * (commands - 1) + ["choose"]


def two_buttons_number(letters):
    return ["choose"] + [key for c in letters for key in two_buttons(c, GROUPS["number"])] + ["choose"]


def lines(keys):
    return "".join(f"key {key}\n" for key in keys)
