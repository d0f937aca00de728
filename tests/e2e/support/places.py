"""Where things lie: the checkout, the programs under test, the other tools."""

import os
import re
import shutil
from pathlib import Path

E2E = Path(__file__).resolve().parents[1]
ROOT = E2E.parents[1]
BUILD = Path(os.environ.get("HUECRY_BUILD") or ROOT / "build/dev")
HUECRYD = BUILD / "server/app/huecryd"
HUECRY = BUILD / "gateway/cli/huecry"
SURGEON = BUILD / "tests/e2e/store_surgeon"
JOSE = E2E / "node_modules/jose"
SIGSTORE = E2E / "node_modules/@sigstore/verify"


def missing(tools: tuple[str, ...]) -> list[str]:
    """Those of the tools that this machine lacks; jose is the npm package of tests/e2e/package.json."""
    def found(tool: str) -> bool:
        return JOSE.is_dir() if tool == "jose" else shutil.which(tool) is not None

    return [tool for tool in tools if not found(tool)]


def sanitizer() -> str:
    """The sanitizer that the programs were built with, if any."""
    found = re.search(r"^HUECRY_SANITIZE:\w+=(.*)$", (BUILD / "CMakeCache.txt").read_text(encoding="utf-8"), re.M)
    return found.group(1) if found else ""
