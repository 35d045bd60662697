"""Reads a catalogue (assets/lang/*.po): its header, and every entry with the line it begins on. What is not a catalogue is
said with file and line, never guessed."""
import re

ENTRY = re.compile(r'(msgid|msgid_plural|msgstr|msgstr\[(\d)\]) "((?:[^"\\]|\\.)*)"')
MORE = re.compile(r'"((?:[^"\\]|\\.)*)"')
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


class Damaged(Exception):
    pass


class Entry:
    def __init__(self, key, line):
        self.key, self.line, self.plural, self.forms = key, line, False, {}

    def texts(self):
        return [self.forms[n] for n in sorted(self.forms)]


def unescaped(text):
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m.group(1), m.group()), text)


def read(path):
    """(header as a dict with the "line" it begins on, {key: Entry}). Raises Damaged("file:line: sentence")."""
    entries, entry, part = {}, None, None

    def damaged(line, what):
        return Damaged(f"{path.name}:{line}: {what}")

    try:
        lines = path.read_bytes().decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise damaged(path.read_bytes()[:error.start].count(b"\n") + 1, "this line is not UTF-8") from None
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            part = None
            continue
        match, more = ENTRY.fullmatch(line), MORE.fullmatch(line)
        if match:
            what, form, text = match.group(1), match.group(2), unescaped(match.group(3))
            if what == "msgid":
                if text in entries:
                    raise damaged(number, f'the key "{text}" stands twice, first in line {entries[text].line}')
                entry = entries[text] = Entry(text, number)
            elif entry is None:
                raise damaged(number, f"{what} without a msgid before it")
            elif what == "msgid_plural":
                entry.plural = True
            else:
                if int(form or 0) in entry.forms:
                    raise damaged(number, f'"{entry.key}" has this {what} twice; is a msgid missing?')
                entry.forms[int(form or 0)] = text
            part = None if what in ("msgid", "msgid_plural") else int(form or 0)
        elif more and entry is not None and part is not None:
            entry.forms[part] += unescaped(more.group(1))
        else:
            raise damaged(number, f"not a line of a catalogue: {line[:60]}")
    header = entries.pop("", None)
    if header is None:
        raise damaged(1, 'there is no header (msgid "")')
    return dict(re.findall(r"^([A-Za-z-]+): *(.*)$", header.forms.get(0, ""), re.M)) | {"line": header.line}, entries
