"""The scenarios of ./dev bench: what is run, and which numbers are set beside which budget (docs/performance.md)."""

import json
import resource
import time

import hub
import tls_tool
from hub import BareServer, BenchError, Flood, Hub, progress, waiting
from report import Report

COST_FACTOR = 1.6  # a notice may cost this much of one signature check and one bare request
NOTICES_SINGLE, NOTICES_BATCHED, HALF_LOAD_P99_MS = 4000, 12000, 50
RELEASE_US, STORED_US, EXPLAIN_US, BROADCAST_MS, DRAIN_ITEMS = 10, 5, 100, 50, 20000
REHEARSED, REHEARSAL_SECONDS = 100_000, 2
YEARS_NOTICES, YEARS_BUREAUS = 100_000, 200
FLASH_MS, FLASH_RATE = 100, 25
FLOOD_RATES_MOST = {"messages": 6000, "submit": 7000, "large": 1000}  # so many are prepared for each second
LARGE_BYTES, LARGE_CONNECTIONS = 64 * 1024, 64
MEMBER_CONNECTIONS, FLASH_CONNECTIONS = 256, 4  # the most that one member may have; those of the flash messages
BACKLOG = 6000  # of 8,192 (limits.commit_queue): three that keep it filled may have a quarter each (docs/adr/0025-lanes.md)
LOG_ENTRIES, MERKLE_PERCENT, RECEIPTS, AUDITED = 10_000_000, 5, 50_000, 1_000_000
IDLE_KIB, IDLE_CONNECTIONS, HANDSHAKE_RATIO = 48, 10000, 0.8
START_SECONDS, START_ENTRIES = 5, 10_000_000
BATCH = 100
LOAD_CONNECTIONS = 256  # a commit waits for two syncs, and all of them wait for one commit
DESCRIPTORS_SPARE = 200


def latency(measured: dict) -> str:
    return f"p50 {measured['p50_ms']:.2f}, p99 {measured['p99_ms']:.2f}, max {measured['max_ms']:.1f} ms"


class Bench:
    """One run. What several scenarios need is measured once, when the first of them asks for it."""

    def __init__(self, workshop: hub.Workshop, report: Report, quick: bool, entries: int):
        self.workshop, self.report, self.quick = workshop, report, quick
        self.entries = entries or (5_000 if quick else 1_000_000)  # of a long journal
        self.seconds, self.warm_up = (0.8, 0.3) if quick else (10, 2)
        self.series = 0
        self._parts, self._hub, self._single, self.document_bytes = None, None, None, 0

    # What scenarios share

    def parts_of(self, part: str, *flags: str, **options: object) -> dict:
        words = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", value)]
        return hub.run_json(self.workshop.parts, *flags, *words, part)

    def parts(self) -> dict:
        """Signature check, bare requests and synced writes, for documents of the size that the generator sends."""
        if self._parts is None:
            seconds = 0.3 if self.quick else 2
            progress("signatures, synced writes, bare requests")
            self.document_bytes = self.submit(documents=64, warm_up=0)["document_bytes"]
            folder = self.workshop.directory / "parts"
            folder.mkdir()
            found = self.parts_of("signatures", seconds=seconds, document_bytes=self.document_bytes)
            found |= self.parts_of("synced-writes", seconds=seconds, document_bytes=self.document_bytes, directory=folder)
            with BareServer(self.workshop, answer_bytes=1500) as bare:
                pace = {"seconds": self.seconds, "warm_up": self.warm_up, "connections": LOAD_CONNECTIONS}
                found["bare_get"] = bare.load(**pace)
                found["bare_post"] = bare.load(body_bytes=self.document_bytes, **pace)
            self._parts = found
            self.report.raw["parts"] = found
        return self._parts

    def hub(self) -> Hub:
        if self._hub is None:
            progress("a hub")
            self._hub = Hub(self.workshop, "hub")
            self._hub.timed_start()
        return self._hub

    def close(self) -> None:
        if self._hub:
            self._hub.stop()

    def submit(self, documents: int, **options: object) -> dict:
        self.series += 1
        given = {"seconds": self.seconds, "warm_up": self.warm_up, "connections": LOAD_CONNECTIONS, "series": self.series} | options
        measured = self.hub().load("submit", documents=documents, **given)
        if measured["refused"]:
            raise BenchError(f"{measured['refused']} requests refused, the first: {measured.get('first_refusal')}")
        return measured

    def time_all(self) -> float:
        return self.seconds + self.warm_up

    def single(self) -> dict:
        """As many single notices as the hub takes."""
        if self._single is None:
            progress("notices, one in a request, as fast as they are taken")
            self._single = self.submit(documents=int(9000 * self.time_all()))
        return self._single

    # Scenarios

    def run_parts(self) -> None:
        found, tell = self.parts(), lambda *texts: self.report.tell("parts", *texts)
        tell(f"ES256 verify, {self.document_bytes} bytes", f"{found['verify']['cpu_us']:.1f} µs CPU")
        tell(f"ES256 sign, {self.document_bytes} bytes", f"{found['sign']['cpu_us']:.1f} µs CPU")
        for name, title in (("bare_get", "bare mTLS GET"), ("bare_post", "bare mTLS POST of a notice's size")):
            one = found[name]
            tell(title, f"{one['server_cpu_us_per_requests']:.1f} µs CPU, {one['requests_per_second']:,.0f}/s")
        group = found["group_notices"]
        tell("4 KiB write and fdatasync", f"{found['bare_4k']['us']:,.0f} µs")
        tell("synced RocksDB batch of 1 notice", f"{found['batch_1']['us']:,.0f} µs, {found['batch_1']['cpu_us']:.0f} µs CPU")
        tell(f"synced RocksDB batch of {group} notices",
             f"{found['batch_group']['us']:,.0f} µs, {found['batch_group']['cpu_us'] / group:.1f} µs CPU per notice")

    def run_submit(self) -> None:
        report, found, single = self.report, self.parts(), self.single()
        rate = single["notices_per_second"]
        report.raw["submit"] = {"fastest": single}
        report.judge("submit", "accepted notices, one per request", f"{rate:,.0f}/s", f"≥ {NOTICES_SINGLE:,}/s", rate >= NOTICES_SINGLE)
        report.tell("submit", f"  at that rate, {single['connections']} connections", latency(single))
        report.tell("submit", "  cores used", f"hub {single['server_cores']:.2f}, generator {single['generator_cores']:.2f}")
        physical = found["verify"]["cpu_us"] + found["bare_post"]["server_cpu_us_per_requests"]
        cost = single["server_cpu_us_per_notices"]
        report.judge("submit", "CPU per accepted notice", f"{cost:.0f} µs = {cost / physical:.2f} × (verify + bare POST)",
                     f"≤ {COST_FACTOR} × = {COST_FACTOR * physical:.0f} µs", cost <= COST_FACTOR * physical)
        for title, pace in (("half load", rate / 2), ("half of the budget's load", NOTICES_SINGLE / 2)):
            self.paced(title, pace)

    def paced(self, title: str, rate: float) -> None:
        progress(f"notices at {rate:,.0f}/s")
        measured = self.submit(documents=int(rate * (self.time_all() + 1)), rate=rate, connections=LOAD_CONNECTIONS)
        self.report.raw["submit"][title] = measured
        self.report.judge("submit", f"latency at {title}, {rate:,.0f}/s", latency(measured), f"p99 < {HALF_LOAD_P99_MS} ms",
                          measured["p99_ms"] < HALF_LOAD_P99_MS)

    def run_batches(self) -> None:
        progress(f"notices, {BATCH} in a request")
        measured = self.submit(documents=int(16000 * self.time_all()), batch=BATCH, connections=16)
        self.report.raw["batches"] = measured
        rate = measured["notices_per_second"]
        self.report.judge("batches", f"accepted notices, {BATCH} per request", f"{rate:,.0f}/s", f"≥ {NOTICES_BATCHED:,}/s",
                          rate >= NOTICES_BATCHED)
        self.report.tell("batches", "  CPU per notice; cores used", f"{measured['server_cpu_us_per_notices']:.0f} µs; hub "
                         f"{measured['server_cores']:.2f}, generator {measured['generator_cores']:.2f}")

    def run_broadcast(self) -> None:
        progress("broadcasts to event streams")
        self.series += 1
        measured = self.hub().load("broadcast", rounds=10 if self.quick else 100, series=self.series)
        self.report.raw["broadcast"] = measured
        whole, after = measured["from_request"], measured["from_answer"]
        self.report.judge("broadcast", f"one notice to {measured['streams']} event streams, after the commit", latency(after),
                          f"< {BROADCAST_MS} ms", after["max_ms"] < BROADCAST_MS)
        self.report.tell("broadcast", "  from the request's first byte", latency(whole))
        self.report.tell("broadcast", "  CPU of one broadcast", f"hub {measured['server_cpu_ms_per_broadcast']:.1f} ms, "
                         f"generator {measured['generator_cpu_ms_per_broadcast']:.1f} ms")

    def run_flash(self) -> None:
        """Flash messages of one bureau while others, and then it itself, send routine ones as fast as they are taken, over all connections that they may have;
        and while others keep as much waiting to be written as the hub takes without calling itself busy."""
        self.report.raw["flash"] = {}
        routine = {"scenario": "messages", "urgency": "routine"}
        self.flash_beside("a flood of three others", **routine, members=3, connections=3 * MEMBER_CONNECTIONS)
        self.flash_beside("its own flood", **routine, members=1, first_member=8, connections=MEMBER_CONNECTIONS - FLASH_CONNECTIONS)
        self.flash_beside("a full queue of three others", scenario="submit", batch=BATCH, members=3, connections=BACKLOG // BATCH)
        self.flash_beside("large ones of three others", **routine, members=3, connections=3 * LARGE_CONNECTIONS, body_bytes=LARGE_BYTES)

    def flash_beside(self, title: str, **flooding: object) -> None:
        seconds = 2 * self.seconds + 2 * self.warm_up
        rate_most = FLOOD_RATES_MOST["large" if "body_bytes" in flooding else flooding["scenario"]]
        progress(f"flash messages beside {title}")
        with Hub(self.workshop, title.replace(" ", "-")) as server:
            before = server.entries()
            with Flood(server, series=1, warm_up=0,
                       documents=int(rate_most * seconds), seconds=seconds, **flooding) as flood:
                waiting.until("the flood", lambda: server.entries() > before + 100, hub.START_LIMIT_S)
                measured = server.load("messages", urgency="flash", members=1, first_member=8, connections=FLASH_CONNECTIONS, rate=FLASH_RATE, series=2,
                                       documents=int(FLASH_RATE * (self.time_all() + 1)), seconds=self.seconds, warm_up=self.warm_up)
                flooded = flood.end()
        self.report.raw["flash"][title] = {"flash": measured, "flood": flooded}
        for part in (measured, flooded):
            if part["refused"]:
                raise BenchError(f"{part['refused']} messages refused, the first: {part.get('first_refusal')}")
        self.report.judge("flash", f"flash messages at {FLASH_RATE}/s beside {title}", latency(measured), f"max < {FLASH_MS} ms",
                          measured["max_ms"] < FLASH_MS)
        kind = "messages" if "messages_per_second" in flooded else "notices"
        self.report.tell("flash", f"  the flood, {kind}", f"{flooded[kind + '_per_second']:,.0f}/s over {flooded['connections']} connections, {latency(flooded)}")

    def run_inbox(self) -> None:
        self.single()
        progress("inboxes, from the beginning to the end")
        measured = self.hub().load("drain", seconds=self.seconds, warm_up=self.warm_up, connections=8)
        self.report.raw["inbox"] = measured
        rate = measured["items_per_second"]
        self.report.judge("inbox", "inbox drain, 8 members", f"{rate:,.0f} items/s", f"≥ {DRAIN_ITEMS:,}/s", rate >= DRAIN_ITEMS)
        self.report.tell("inbox", "  CPU per item; cores used", f"{measured['server_cpu_us_per_items']:.1f} µs; hub "
                         f"{measured['server_cores']:.2f}, generator {measured['generator_cores']:.2f}")

    def run_queries(self) -> None:
        documents = 1600
        self.submit(documents=documents, warm_up=0, seconds=60)
        pace = {"seconds": self.seconds, "warm_up": self.warm_up, "connections": 32}
        for scenario, title, options in (("status", f"status queries, {self.workshop.members - 1} recipients", {"documents": documents, "series": self.series}),
                                         ("lists", "notice lists of 50", {})):
            progress(title)
            measured = self.hub().load(scenario, **pace, **options)
            self.report.raw[scenario] = measured
            if measured["refused"]:
                raise BenchError(f"{measured['refused']} {scenario} queries refused")
            self.report.tell("queries", title, f"{measured['queries_per_second']:,.0f}/s, "
                             f"{measured['server_cpu_us_per_queries']:.0f} µs CPU, {latency(measured)}")

    def run_handshakes(self) -> None:
        progress("handshakes")
        measured = self.hub().load("handshakes", seconds=self.seconds, warm_up=self.warm_up, connections=16)
        self.report.raw["handshakes"] = measured
        self.report.tell("handshakes", "mTLS handshakes with one request, 16 at once",
                         f"{measured['handshakes_per_second']:,.0f}/s, {measured['server_cpu_us_per_handshake']:.0f} µs CPU of the hub; "
                         f"generator {measured['generator_cores']:.2f} cores")
        progress("handshakes by openssl s_time")
        ours, theirs = tls_tool.compare(self.workshop, self.hub().port, 1 if self.quick else 5)
        self.report.raw["s_time"] = {"hub": ours, "s_server": theirs}
        self.report.judge("handshakes", "openssl s_time -new, one after another", f"{ours:,.0f}/s, {ours / theirs:.0%} of openssl s_server "
                          f"({theirs:,.0f}/s)", f"≥ {HANDSHAKE_RATIO:.0%}", ours >= HANDSHAKE_RATIO * theirs)

    def run_idle(self) -> None:
        allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        wanted = min(200 if self.quick else IDLE_CONNECTIONS, allowed - DESCRIPTORS_SPARE)
        progress(f"{wanted} idle connections")
        with Hub(self.workshop, "idle") as server:
            measured = server.load("idle", connections=wanted, seconds=1 if self.quick else 5)
        self.report.raw["idle"] = measured
        size = measured["resident_kib_per_connection"]
        self.report.judge("idle", f"resident memory, {measured['connections']:,} idle connections", f"{size:.1f} KiB each",
                          f"≤ {IDLE_KIB} KiB", size <= IDLE_KIB)
        self.report.tell("idle", "  all together; CPU while idle", f"{measured['resident_mib_after']:.0f} MiB; "
                         f"{measured['idle_server_cores'] * 100:.1f} % of a core")

    def filled(self, name: str, entries: int, *flags: str) -> tuple[Hub, dict]:
        """A hub that is not running, whose last writer ended without closing its journal of so many live notices."""
        self.single_or_size()
        server = Hub(self.workshop, name)
        with server:
            pass  # the trust list is journaled once
        progress(f"a journal of {entries:,} entries")
        return server, self.parts_of("fill", *flags, config=server.config, entries=entries, members=self.workshop.members,
                                     document_bytes=self.document_bytes)

    def run_log(self) -> None:
        entries = 20_000 if self.quick else LOG_ENTRIES
        progress(f"a log of {entries:,} entries, without disk")
        found, report = self.parts_of("log", entries=entries), self.report
        report.raw["log"] = found
        cost = self.single()["server_cpu_us_per_notices"]
        for batch, title in (("batch_512", "in full batches"), ("batch_16", "in batches of 16"), ("batch_1", "one by one")):
            merkle = sum(found[batch][part] for part in ("append_us", "prove_us", "heads_us"))
            report.judge("log", f"Merkle maintenance and receipt of a notice, {title}",
                         f"{merkle:.1f} µs = {found[batch]['append_us']:.1f} tree + {found[batch]['prove_us']:.1f} proof + {found[batch]['heads_us']:.1f} heads of sub-logs; {100 * merkle / cost:.1f} % of its CPU",
                         f"≤ {MERKLE_PERCENT} %", merkle <= cost * MERKLE_PERCENT / 100)
        proofs, leaves = 1e6 / found["receipt_us"], 1e6 / found["audit_us"]
        report.judge("log", "receipts of a page of 100,000, with their text", f"{proofs:,.0f}/s on a core", f"≥ {RECEIPTS:,}/s", proofs >= RECEIPTS)
        report.judge("log", f"audit of {found['entries']:,} entries", f"{leaves:,.0f}/s on a core", f"≥ {AUDITED:,}/s", leaves >= AUDITED)

    def run_years(self) -> None:
        """Five years of 200 bureaus, from the journal to the index; what does not add up at the end ends the bench."""
        notices, members = (300, self.workshop.members) if self.quick else (YEARS_NOTICES, YEARS_BUREAUS)
        progress(f"five years of {members} bureaus and {notices:,} notices")
        federation = self.workshop.federation if self.quick else self.workshop.make_federation("years", members)
        found = self.parts_of("years", federation=federation.folder, notices=notices, seed=1)
        self.report.raw["years"] = found
        end, happened = found["end"], found["happened"]

        def tell(*texts: str) -> None:
            self.report.tell("years", *texts)

        tell(f"{found['days']} days, {found['bureaus']} bureaus, {found['notices']:,} notices", f"{found['seconds']:,.0f} s, {found['entries']:,} entries, "
             f"{found['entries'] / found['seconds']:,.0f}/s")
        tell("  decisions and versions; items of evidence", f"{sum(happened.values()) - happened['evidence']:,}; {found['evidence_items']:,}")
        tell("  time by work, s", ", ".join(f"{what} {seconds:,.0f}" for what, seconds in found["phases"].items()))
        tell("  states at the end", ", ".join(f"{state} {count:,}" for state, count in end["states"].items()))
        tell("  copies held; purges owed", f"{end['holdings']:,}; {end['purges_owed']:,}")
        tell("  all views made again from the journal, no difference", f"{end['rebuild_seconds']:,.0f} s")
        tell("  most memory", f"{found['peak_resident_mib']:,} MiB")

    def run_start(self) -> None:
        server, filled = self.filled("long", self.entries)
        progress("start after a crash")
        seconds = server.timed_start()
        server.kill()
        again = server.timed_start()
        server.stop()
        self.report.raw["start"] = {"entries": filled["entries"], "filled_in": filled["seconds"], "first": seconds, "second": again}
        self.report.tell("start", f"filled {filled['entries']:,} entries through the journal", f"{self.entries / filled['seconds']:,.0f}/s")
        texts = (f"ready after a crash with {filled['entries']:,} entries", f"{seconds:.2f} s; killed again: {again:.2f} s",
                 f"< {START_SECONDS} s with {START_ENTRIES:,}")
        if seconds < START_SECONDS and filled["entries"] < START_ENTRIES:
            self.report.leave_open("start", *texts)
        else:
            self.report.judge("start", *texts, seconds < START_SECONDS)

    def run_rehearse(self) -> None:
        live = 2_000 if self.quick else REHEARSED
        server, _ = self.filled("rehearse", live, "--policies")
        started = server.timed_start()
        progress("policies come into force")
        reviews = waiting.until("the hub has looked at its notices", lambda: self.reviews_of(server, live), hub.START_LIMIT_S)
        progress("a rehearsal")
        seconds, pages = self.rehearsal(server)
        server.stop()
        looked_at, changed = (sum(page[what] for page in pages) for what in ("documents", "changed"))
        self.report.raw["rehearse"] = {"seconds": seconds, "pages": len(pages), "documents": looked_at, "changed": changed,
                                       "started_in": started, "reviews": reviews}
        if looked_at != live:
            raise BenchError(f"{looked_at} of {live} notices were rehearsed")
        self.report.judge("rehearse", f"rehearsal of {live:,} live notices through the hub, {len(pages)} pages", f"{seconds:.2f} s, "
                          f"{changed:,} would change", f"< {REHEARSAL_SECONDS} s", seconds < REHEARSAL_SECONDS)
        self.report.tell("rehearse", "  the same notices looked at again after an activation", f"{reviews[-1]['milliseconds'] / 1000:.2f} s")
        self.report.tell("rehearse", "  start with 1,000 rules for each country", f"{started:.2f} s")

    @staticmethod
    def reviews_of(server: Hub, live: int) -> list[dict]:
        """Only once the policies were in force and changed nothing for notices that were filled in by the same."""
        if not server.events("policy-activated"):
            return []
        return [event for event in server.events("releases-reviewed") if event["notices"] == live]

    @staticmethod
    def rehearsal(server: Hub) -> tuple[float, list[dict]]:
        """The secretariat's baseline, with one country less: it is the policy that concerns every notice."""
        began = time.monotonic()
        payload = {"v": 1, "iss": "XP", "kind": "baseline", "seq": 2, "effective": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 60)),
                   "rules": [{"id": "all", "effect": "permit"}, {"id": "not-one", "effect": "forbid", "to": {"countries": ["AD"]}}]}
        member, pages, cursor = server.member("XP/GS", hub.START_LIMIT_S), [], ""
        while True:
            answer = member.request("POST", f"/v1/policies/rehearse{cursor}", json.dumps(payload).encode(), "application/json")
            if answer.status != 200:
                raise BenchError(f"the rehearsal was answered with {answer.status}: {answer.body[:300]!r}")
            pages.append(answer.json)
            if "next" not in answer.json:
                return time.monotonic() - began, pages
            cursor = f"?cursor={answer.json['next']}"

    def single_or_size(self) -> None:
        if not self.document_bytes:
            self.document_bytes = self.submit(documents=64, warm_up=0)["document_bytes"]

    def run_release(self) -> None:
        progress("decisions with a thousand rules per country")
        found = self.parts_of("release", seconds=0.2 if self.quick else 1)
        self.report.raw["release"] = found
        rehearsal = found.pop("rehearsal")
        for name, cases in found.items():
            self.judge_spread(f"release decision for 196 members, {name}", cases["decide"], RELEASE_US)
            self.judge_spread("  with its trace", cases["trace"], EXPLAIN_US)
            self.judge_spread("  explained in words", cases["explain"], EXPLAIN_US)
            excluded = [cases[f"excluded_{count}"]["p50_us"] for count in (1, 20, 100, 195)]
            self.report.tell("release", "  median with 1, 20, 100, 195 exclusions", ", ".join(f"{us:.1f}" for us in excluded) + " µs")
            self.report.tell("release", "  straight from the definition", f"{cases['straightforward']['p50_us']:,.0f} µs (median)")
            stored = cases["stored_form"]
            self.judge_spread(f"  its stored form, {stored['mean_bytes']:,} bytes on average", stored, STORED_US)
        seconds = rehearsal["p50_us"] * REHEARSED / 1e6
        self.report.judge("release", f"rehearsal of {REHEARSED:,} live notices, both decisions, one thread", f"{seconds:.2f} s",
                          f"< {REHEARSAL_SECONDS} s", seconds < REHEARSAL_SECONDS)

    def judge_spread(self, what: str, spread: dict, budget: int) -> None:
        self.report.judge("release", what, f"p50 {spread['p50_us']:.2f}, p99 {spread['p99_us']:.2f} µs (alone {spread['best_p99_us']:.2f})",
                          f"p99 < {budget} µs", spread["p99_us"] < budget)


# In the order in which they run: what measures a quiet hub before what fills it.
SCENARIOS = {name: getattr(Bench, f"run_{name}") for name in
             ("parts", "release", "broadcast", "flash", "submit", "batches", "inbox", "queries", "handshakes", "idle", "rehearse", "log", "years", "start")}
