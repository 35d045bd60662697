"""npos, an ESC/POS decoder that was not written here, fetched once a build from npm."""
import os
import pathlib
import shutil
import subprocess

TOP = pathlib.Path(os.environ.get("TOP", pathlib.Path(__file__).resolve().parent.parent.parent))
MODULES = pathlib.Path(os.environ.get("BUILD", "build")).resolve() / "npm-escpos"


def missing():
    """Why it cannot be used; None when it can. The registry may be out of reach."""
    if (MODULES / "node_modules/npos/package.json").exists():
        return None
    if not shutil.which("node") or not shutil.which("npm"):
        return "no node or npm on this machine"
    MODULES.mkdir(parents=True, exist_ok=True)
    shutil.copy(TOP / "tests/escpos/package.json", MODULES)
    done = subprocess.run(["npm", "install", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
                          cwd=MODULES, capture_output=True, text=True, timeout=180, check=False)
    if done.returncode != 0:
        return "npm could not fetch npos: " + (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    return None


def decode(escpos, pbm):
    """The commands of the file ESCPOS, in order; what they draw is written to the file PBM."""
    return subprocess.run(["node", TOP / "tests/escpos/decode.js", escpos, pbm], check=True, text=True, stdout=subprocess.PIPE,
                          env=dict(os.environ, NODE_PATH=str(MODULES / "node_modules"))).stdout.split("\n")[:-1]


def qr(pbm):
    """What zbarimg reads in a picture."""
    return subprocess.run(["zbarimg", "--nodbus", "-q", "--raw", pbm], capture_output=True, text=True, check=False).stdout.strip()
