#!/usr/bin/env python3
"""Deliberate faults, one at a time: which of them do the tests notice?

Takes a seeded sample of mutants, applies each in a copy of the repository, and runs tests until one fails: those of the
module, then of the library, then transcripts and fixtures, then the agreement with recorded answers, then the rest. Run
by hand:

    python3 tests/mutants/run.py --count 20 --seed 1

cargo-mutants changes operators and bodies of functions only, and would run every test of every mutant: here most of what
could be wrong stands in tables and constants, and the near tests notice most.
"""

import argparse
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import together

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ["src/api", "src/scheduler", "src/source", "src/cel"]
LEFT_BEHIND = shutil.ignore_patterns(".git", "target", "corpus", "artifacts", "node_modules", "*.bak")

SWAPS = {
    " == ": [" != "],
    " != ": [" == "],
    " < ": [" <= ", " >= "],
    " <= ": [" < "],
    " > ": [" >= ", " <= "],
    " >= ": [" > "],
    " && ": [" || "],
    " || ": [" && "],
    " + ": [" - "],
    " - ": [" + "],
    " += ": [" -= "],
    " -= ": [" += "],
}
NUMBER = re.compile(r"(?<![\w.'])(\d[\d_]*)(?=(?:[ui](?:8|16|32|64|128|size))?\b)(?!\.\d)")
CONDITION = re.compile(r"\b(if|while) (?!let\b)([^{}]+?) \{")
TABLE = re.compile(r"\b(?:const|static) \w+: [^=;]*= &?\[$")
FUNCTION = re.compile(r"\bfn \w+[^{;]*?\)(?: -> ([^{;]+?))? \{\n")


class Mutant:
    """A change of one piece of a file: its kind, the file, where the piece starts, and what stands there after it."""

    def __init__(self, kind, path, text, start, end, new):
        self.kind, self.path, self.start, self.end, self.new = kind, path, start, end, new
        self.line = text.count("\n", 0, start) + 1
        self.old = text[start:end]

    def __str__(self):
        short = lambda text: " ".join(text.split())[:70]
        return f"{self.path}:{self.line}: {self.kind}: `{short(self.old)}` -> `{short(self.new)}`"


def masked(text):
    """The text with comments and what stands between quotes blanked, at the same places."""
    token = re.compile(
        r"""//[^\n]*|/\*.*?\*/|b?r(#*)".*?"\1|b?"(?:\\.|[^"\\])*"|b?'(?:\\[^\n]{1,9}?|[^'\\\n])'""", re.S
    )
    blank = lambda found: re.sub(r"[^\n]", " ", found.group())
    return token.sub(blank, text)


def body_end(code, start):
    """One past the brace that closes the one before `start`."""
    depth = 1
    for at in range(start, len(code)):
        depth += {"{": 1, "}": -1}.get(code[at], 0)
        if depth == 0:
            return at
    return None


def default_of(returned):
    """What a function may answer without having done anything."""
    if returned is None:
        return [""]
    returned = returned.strip()
    if returned == "bool":
        return ["true", "false"]
    if returned.startswith("Option<"):
        return ["None"]
    if returned in ("Result<(), Failure>", "Result<(), Halt>"):
        return ["Ok(())"]
    if re.match(r"Vec<|String$|[ui](8|16|32|64|128|size)$|BTree", returned):
        return ["Default::default()"]
    return []


def rows(text, code):
    """The rows of tables that take one line each."""
    at = 0
    inside = False
    for line in code.split("\n"):
        if inside and line.strip() in ("];", "]"):
            inside = False
        elif inside:
            whole = text[at : at + len(line)].strip()
            balanced = all(line.count(a) == line.count(b) for a, b in ("()", "[]", "{}"))
            if balanced and whole.endswith(",") and not whole.startswith(("//", "#")):
                yield at, at + len(line)
        elif TABLE.search(line):
            inside = True
        at += len(line) + 1


def mutants(path):
    """Everything that is tried of a file."""
    text = (ROOT / path).read_text()
    code = masked(text)
    tests = re.search(r"#\[cfg\(test\)\]\n(?:pub\([a-z]+\) )?mod \w+ \{", code)
    if tests:
        code = code[: tests.start()]
    make = lambda kind, start, end, new: Mutant(kind, path, text, start, end, new)
    for operator, others in SWAPS.items():
        for found in re.finditer(re.escape(operator), code):
            for other in others:
                yield make("operator", found.start(), found.end(), other)
    for found in NUMBER.finditer(code):
        yield make("constant", found.start(1), found.end(1), str(int(found.group(1).replace("_", "")) + 1))
    for found in CONDITION.finditer(code):
        # Neither a chain with `let` in it nor the guard of an arm can be negated as a whole.
        if not re.search(r" let |=>", found.group(2)):
            condition = text[found.start(2) : found.end(2)]
            yield make("condition", found.start(2), found.end(2), f"!({condition})")
    for found in FUNCTION.finditer(code):
        end = body_end(code, found.end())
        if end is not None:
            for default in default_of(found.group(1)):
                yield make("body", found.end(), end, f"{default}\n")
    for start, end in rows(text, code):
        yield make("row", start, end, "")


def sample(folders, count, seed):
    """So many mutants, the same for the same seed: of each kind alike many, as far as there are."""
    by_kind = {}
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.rs")):
            name = path.stem
            if "test" in name or "tests" in path.parts or name in ("differential", "build", "bench"):
                continue
            for mutant in mutants(str(path.relative_to(ROOT))):
                by_kind.setdefault(mutant.kind, []).append(mutant)
    chance = random.Random(seed)
    for kind in by_kind.values():
        chance.shuffle(kind)
    chosen = []
    while len(chosen) < count and any(by_kind.values()):
        for kind in sorted(by_kind):
            if by_kind[kind] and len(chosen) < count:
                chosen.append(by_kind[kind].pop())
    return chosen, {kind: len(left) for kind, left in sorted(by_kind.items())}


def module(path):
    """The module of a file, as the names of tests have it."""
    parts = Path(path).with_suffix("").parts[1:]
    parts = parts[:-1] if parts[-1] == "mod" else parts
    return "::".join(parts[:2])


def stages(path):
    """What is run of a mutant, the nearest first. None of it needs anything beside the repository."""
    names = sorted(file.stem for file in (ROOT / "tests").glob("*.rs"))
    names += sorted(file.parent.name for file in (ROOT / "tests").glob("*/main.rs"))
    flags = lambda chosen: [flag for name in chosen for flag in ("--test", name)]
    quick = ["fixtures", "cli", "rules", "oracle"]
    apart = {"agreement", "wheel", "walls", "bench", *quick}
    return [
        ("module", ["--lib", module(path)]),
        ("library", ["--lib"]),
        ("quick", flags(quick)),
        ("agreement", ["--test", "agreement"]),
        ("rest", flags(name for name in names if name not in apart)),
    ]


FAST = os.environ | {"CARGO_INCREMENTAL": "1", "CARGO_PROFILE_DEV_DEBUG": "0", "CARGO_PROFILE_TEST_DEBUG": "0"}


# A build with many bodies of one function takes more of the stack: what measures that measures the build.
MEASURES = ["--", "--skip", "depth_needs_little_of_the_stack"]


# A fault may ask for memory without end: it must not take the machine's.
MOST_MEMORY = 8 << 30


def bounded():
    """Bounds what a test, or a build, may take."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def cargo(copy, args, timeout, number=0):
    """Whether tests pass: `ok`, `failed`, `unbuilt`, or `hung`; and what they said."""
    common = {"cwd": copy, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    common["preexec_fn"] = bounded
    command = ["cargo", "test", "--quiet", "--offline", *args]
    if number == 0 and subprocess.run([*command, "--no-run"], env=FAST, **common).returncode:
        return "unbuilt", ""
    try:
        env = FAST | {together.VARIABLE: str(number)}
        done = subprocess.run([*command, *MEASURES], timeout=timeout, env=env, **common)
        return "ok" if done.returncode == 0 else "failed", done.stdout
    except subprocess.TimeoutExpired:
        return "hung", ""


def judge(copy, mutant, until, timeout, number=0):
    """The stage that notices the mutant that is in the copy; none where it survives."""
    for name, args in stages(mutant.path):
        outcome, _ = cargo(copy, args, timeout, number)
        if outcome == "unbuilt":
            return "unbuilt"
        if outcome != "ok":
            return f"{name} ({outcome})"
        if name == until:
            return None
    return None


def judge_apart(copy, mutant, until, timeout):
    """The same of a mutant that is built by itself."""
    target = copy / mutant.path
    before = target.read_text()
    assert before[mutant.start : mutant.end] == mutant.old, "the copy is as the repository was"
    target.write_text(before[: mutant.start] + mutant.new + before[mutant.end :])
    try:
        return judge(copy, mutant, until, timeout)
    finally:
        target.write_text(before)


def clean(copy, timeout):
    """Ends the run where tests fail without any fault."""
    for name, args in stages("src/lib.rs"):
        if name in ("library", "quick", "agreement"):
            outcome, said = cargo(copy, args, timeout)
            if outcome != "ok":
                sys.exit(f"the tests fail without any fault: {said[-4000:]}")


def judged(copy, chosen, until, timeout):
    """Each mutant with what noticed it: those of one build first, then one build after the other."""
    inside, apart = together.split(copy, chosen, masked, body_end)
    before = {path: (copy / path).read_text() for path in {"src/lib.rs", *(mutant.path for mutant in chosen)}}
    written, unbuilt = together.write(copy, inside, FAST)
    clean(copy, timeout)
    for number in sorted(inside):
        mutant = inside[number][0]
        if number in unbuilt:
            yield mutant, "unbuilt"
        elif number in written:
            yield mutant, judge(copy, mutant, until, timeout, number)
        else:
            apart.append(number)
    for path, text in before.items():
        (copy / path).write_text(text)
    for number in sorted(apart):
        yield chosen[number - 1], judge_apart(copy, chosen[number - 1], until, timeout)


def main():
    parser = argparse.ArgumentParser(description="Deliberate faults, one at a time: which do the tests notice?")
    parser.add_argument("folders", nargs="*", default=FOLDERS, help="where mutants are taken from")
    parser.add_argument("--count", type=int, default=20, help="how many are tried")
    parser.add_argument("--seed", type=int, default=1, help="which are taken")
    parser.add_argument("--until", default="rest", help="the last stage: module, library, quick, agreement or rest")
    parser.add_argument("--minutes", type=float, default=1e9, help="no further one is begun after so long")
    parser.add_argument("--timeout", type=float, default=300, help="seconds after which a stage hangs")
    parser.add_argument("--list", action="store_true", help="say which would be tried, and try none")
    args = parser.parse_args()
    chosen, left = sample(args.folders, args.count, args.seed)
    if args.list:
        print(*chosen, sep="\n")
        print(f"{len(chosen)} chosen; {left} more")
        return
    begun, told, survivors = time.monotonic(), Counter(), []
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=LEFT_BEHIND)
        for mutant, noticed in judged(copy, chosen, args.until, args.timeout):
            told[noticed or "survived"] += 1
            survivors += [] if noticed else [mutant]
            print(f"{noticed or 'SURVIVED'}: {mutant}", flush=True)
            if time.monotonic() - begun > args.minutes * 60:
                break
    tried = sum(told.values()) - told["unbuilt"]
    print(f"\n{tried - told['survived']} of {tried} noticed (seed {args.seed}): {dict(told)}")
    for mutant in survivors:
        print(f"survived: {mutant}")


if __name__ == "__main__":
    main()
