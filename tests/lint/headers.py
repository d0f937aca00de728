#!/usr/bin/env python3
"""Shows that the header check can fail: configures fixtures/headers and builds its verification target.

The check itself is CMake's: every header stands in a FILE_SET, and all_verify_interface_header_sets compiles each alone.
Usage: headers.py --self-test
"""

import subprocess
import sys
import tempfile

import tree


def main() -> int:
    with tempfile.TemporaryDirectory() as build:
        subprocess.run(["cmake", "-G", "Ninja", "-S", tree.ROOT / tree.FIXTURES / "headers", "-B", build],
                       capture_output=True, check=True)
        run = subprocess.run(["cmake", "--build", build, "--target", "all_verify_interface_header_sets", "--", "-k0"],
                             capture_output=True, text=True, check=False)
    failed = [line for line in run.stdout.splitlines() if line.startswith("FAILED:")]
    print("headers self-test:", *failed, sep="\n  ")
    return 0 if len(failed) == 1 and "bad.hpp" in failed[0] else 1


if __name__ == "__main__":
    sys.exit(main())
