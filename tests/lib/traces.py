"""Searches files for what was typed, however it may have been written: any case, grouped or not, in a row of SQLite that is split
over pages, in a compressed file."""
import pathlib
import re
import subprocess

BETWEEN = re.compile(rb"[ .\-_+/\n\r\t]|\xc2\xa0|\xe2\x80\xaf") # what people and programs put between groups


def squeezed(data):
    return BETWEEN.sub(b"", data.lower())


class Traces:
    def __init__(self):
        self.wanted = {}

    def look_for(self, what, text):
        self.wanted[what] = squeezed(text.encode())

    def names(self):
        return list(self.wanted)

    def in_data(self, data):
        plain = squeezed(data)
        wide = plain.replace(b"\0", b"") # UTF-16 and UTF-32
        return [what for what, text in self.wanted.items() if text in plain or text in wide]

    def in_file(self, path):
        """What stands in the file's bytes, and in its rows or content where they are packed."""
        data = path.read_bytes()
        found = self.in_data(data)
        if data.startswith(b"SQLite format 3\0"):
            dump = subprocess.run(["sqlite3", "-readonly", path, ".dump"], capture_output=True, check=False).stdout
            found += self.in_data(dump)
        elif data.startswith(b"\x28\xb5\x2f\xfd"):
            found += self.in_data(subprocess.run(["zstd", "-qdc", path], capture_output=True, check=False).stdout)
        return sorted(set(found))

    def in_folder(self, folder):
        """[(what, path)]"""
        return [(what, path) for path in sorted(pathlib.Path(folder).rglob("*")) if path.is_file() for what in self.in_file(path)]
