"""The banned words, as data: each rule says what to do instead, and carries an example of both. Read by tidy.py.

A line may keep a banned word when it says why: // NOLINT(huecry-<rule>): reason
"""

import re
from dataclasses import dataclass, field

PRODUCT = r"(protocol|certs|storage|server|gateway)/.*\.[ch]pp$"
ANY_CODE = r".*\.[ch]pp$"


@dataclass
class Rule:
    name: str
    pattern: str
    where: str       # regular expression on the path from the root
    remedy: str
    bad: str         # must be found; `good` must not
    good: str
    at: str = "protocol/base/x.cpp"  # the path of the examples
    but: str = r"$^"                 # paths where the rule does not hold
    compiled: re.Pattern = field(init=False)

    def __post_init__(self):
        self.compiled = re.compile(self.pattern, re.M)

    def holds_in(self, path: str) -> bool:
        return re.fullmatch(self.where, path) is not None and re.match(self.but, path) is None


RULES = [
    Rule("random", r"\bs?rand\(|\brandom_device\b|\bmt19937", PRODUCT,
         "take a Random& (protocol/base/random.hpp), so that a test can seed it",
         "int x = std::rand();", "random.fill(out);  // operand(s)"),
    Rule("clock", r"\bsystem_clock::now\b|\bgettimeofday\(|(?<![\w.>:])(std::)?time\((0|NULL|nullptr|&)", ANY_CODE,
         "take a Clock& (protocol/base/clock.hpp), so that a test can turn it",
         "auto t = std::chrono::system_clock::now();", "auto t = clock.now(); at_time(0);",
         but=r"protocol/base/clock\.hpp|tests/bench/"),
    Rule("detached", r"\basio::detached\b|\bdetached\)|\.detach\(\)", ANY_CODE,
         "use TaskGroup::spawn, which logs and can be stopped; join threads",
         "co_spawn(io, run(), asio::detached);", "tasks.spawn(run); // runs detached from its caller"),
    Rule("todo", r"\b(TODO|FIXME|XXX)\b(?!\(#\d+\))", r".*\.([ch]pp|py|cmake|sh)$|(.*/)?CMakeLists\.txt|dev",
         "name the issue, TODO(#12), or do it now",
         "// TODO later", "// TODO(#12): when tiles are pruned", but=r"tests/lint/"),
    Rule("namespace", r"^\s*using namespace (?!std::(\w+::)*\w*literals;)", r".*\.hpp$",
         "a header must not open a namespace for all who include it",
         "using namespace std;", "using namespace std::chrono_literals;", at="protocol/base/x.hpp"),
    Rule("operators", r"^using namespace .*awaitable_operators", ANY_CODE,
         "keep awaitable_operators inside one function: at file scope it changes every && and ||",
         "using namespace asio::experimental::awaitable_operators;",
         "  using namespace asio::experimental::awaitable_operators;"),
    Rule("output", r"\bstd::(cout|cerr|clog)\b|(?<![\w:])(std::)?f?printf\(|\bputs\(", PRODUCT,
         "libraries do not print: return text, or write to the Log (protocol/base/log.hpp)",
         'std::cout << "x";', 'std::snprintf(buffer, sizeof buffer, "x");',
         but=r"server/app/|gateway/cli/|protocol/base/assert\.cpp"),
    Rule("cast", r"reinterpret_cast<(std::uint8_t|char) const\*>", PRODUCT,
         "use as_bytes or as_text (protocol/base/bytes.hpp)",
         "auto p = reinterpret_cast<char const*>(q);", "auto p = as_text(q).data();", but=r"protocol/base/bytes\.hpp|protocol/crypto/|certs/"),
    Rule("assert", r"(?<!_)\bassert\(|#\s*include <cassert>", PRODUCT,
         "HUECRY_ASSERT stays in release builds; input errors are Result values",
         "assert(x);", "static_assert(x); HUECRY_ASSERT(x);"),
    Rule("sleep", r"\bthis_thread::sleep_|\b(u|nano)sleep\(", r"(tests/unit|server)/.*",
         "wait for the event, or turn the ManualClock (tests/support/clock.hpp)",
         "std::this_thread::sleep_for(1s);", "clock.advance(1s);", at="tests/unit/x_test.cpp"),
    Rule("setenv", r"\b(setenv|putenv|chdir)\(", PRODUCT,
         "pass the value as an argument: processes have one environment for all threads",
         'setenv("A", "b", 1);', 'std::getenv("A");'),
    Rule("machine-path", r"(?<![\w.$}/])/(home|root|work|Users)/\w", r".*",
         "no path of one machine: start from the source root, or a temporary directory",
         'open("/work/x")', 'open(root / "work/x"); see https://example.org/home/x', but=r"tests/lint/rules\.py"),
    Rule("registry", r"registry\.npmjs|deb\.debian\.org|registry\.yarnpkg|pypi\.org|github\.com/.*/releases/download", r".*",
         "name packages, not hosts: the machine's own settings say where they come from",
         '"resolved": "https://registry.npmjs.org/jose"', '"jose": "6.2.0"', at="tests/e2e/package-lock.json",
         but=r"tests/lint/rules\.py"),
    Rule("key", r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\\nr\"']*[A-Za-z0-9+/]{40}|\bPRIVATE\+KEY\+[\w.-]+\+[0-9a-f]{8}\+", r".*",
         "no private key in git, not even a test's: make it when the test runs",
         "-----BEGIN " + "PRIVATE KEY-----\n" + "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0w", "-----BEGIN PRIVATE KEY-----\n…",
         at="certs/keys/x.pem"),
    Rule("jwk", r"\"d\"\s*:\s*\\?\"[A-Za-z0-9_-]{40,}\\?\"", r".*",
         "no private JWK in git, unless the line names the RFC that published it",
         '{"kty":"OKP","' + 'd":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}', '{"kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapi"}'),
]
