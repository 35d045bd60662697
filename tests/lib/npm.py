"""What a test takes from npm: tests/NAME/package.json, fetched once a build. The registry may be out of reach."""
import os
import pathlib
import shutil
import subprocess

TOP = pathlib.Path(os.environ.get("TOP", pathlib.Path(__file__).resolve().parent.parent.parent))
BUILD = pathlib.Path(os.environ.get("BUILD", "build")).resolve()


def modules(name):
    return BUILD / f"npm-{name}/node_modules"


def missing(name):
    """Why the packages of tests/NAME cannot be used; None when they can."""
    folder = modules(name).parent
    if (folder / "fetched").exists():
        return None
    if not shutil.which("node") or not shutil.which("npm"):
        return "no node or npm on this machine"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(TOP / "tests" / name / "package.json", folder)
    done = subprocess.run(["npm", "install", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
                          cwd=folder, capture_output=True, text=True, timeout=180, check=False)
    if done.returncode != 0:
        return f"npm could not fetch what tests/{name} names: " + (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    (folder / "fetched").touch()
    return None
