"""npos, an ESC/POS decoder that was not written here, fetched once a build from npm."""
import os
import pathlib
import subprocess

import npm

TOP = pathlib.Path(os.environ.get("TOP", pathlib.Path(__file__).resolve().parent.parent.parent))


def missing():
    """Why it cannot be used; None when it can."""
    return npm.missing("escpos")


def decode(escpos, pbm):
    """The commands of the file ESCPOS, in order; what they draw is written to the file PBM."""
    return subprocess.run(["node", TOP / "tests/escpos/decode.js", escpos, pbm], check=True, text=True, stdout=subprocess.PIPE,
                          env=dict(os.environ, NODE_PATH=str(npm.modules("escpos")))).stdout.split("\n")[:-1]


def qr(pbm):
    """What zbarimg reads in a picture."""
    return subprocess.run(["zbarimg", "--nodbus", "-q", "--raw", pbm], capture_output=True, text=True, check=False).stdout.strip()
