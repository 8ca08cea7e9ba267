"""Many mutants in one build, chosen by a variable of the environment.

The body of a function that holds mutants is written once for each of them and once as it was; which of them runs is asked
when it is entered. A build takes longer than most tests, so that two hundred mutants take the time of thirty.
What stands outside of functions (tables, constants) cannot be chosen so, and is built by itself.
"""

import json
import re
import subprocess
from collections import defaultdict

VARIABLE = "MUTANT"
SWITCH = f"""
/// Whether this deliberate fault is the chosen one.
#[doc(hidden)]
pub(crate) fn mutant(number: u32) -> bool {{
    static CHOSEN: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    *CHOSEN.get_or_init(|| std::env::var("{VARIABLE}").ok().and_then(|text| text.parse().ok()).unwrap_or(0)) == number
}}
"""
# A function with a body of its own: not one that runs while compiling, and none whose answer has no name for its type.
HEAD = re.compile(r"(?<![\w])(const )?(?:unsafe )?fn \w+[^{};]*?\{\n")


def bodies(code, body_end):
    """Where the bodies of functions start and end, of those that can be chosen from."""
    found = []
    for head in HEAD.finditer(code):
        end = body_end(code, head.end())
        if end is not None:
            found.append((head.end(), end, not head.group(1) and "-> impl " not in head.group()))
    return found


def enclosing(places, mutant):
    """The innermost body around a mutant."""
    around = [place for place in places if place[0] <= mutant.start and mutant.end <= place[1]]
    inner = max(around, default=None)
    return inner if inner and inner[2] else None


def split(root, mutants, masked, body_end):
    """Those that can be chosen when running, by number with the body they are in, and those that cannot."""
    chosen, apart, places = {}, [], {}
    for number, mutant in enumerate(mutants, 1):
        if mutant.path not in places:
            places[mutant.path] = bodies(masked((root / mutant.path).read_text()), body_end)
        body = enclosing(places[mutant.path], mutant)
        if body:
            chosen[number] = (mutant, body[:2])
        else:
            apart.append(number)
    return chosen, apart


def rewritten(text, inside):
    """A file with all its mutants, and the lines that each of them takes."""
    by_body = defaultdict(list)
    for number, (mutant, body) in inside.items():
        by_body[body].append((number, mutant))
    out, at, lines = "", 0, []
    # Of two bodies one within the other only the outer is written anew: the inner waits for a build of its own.
    for (start, end), members in sorted(by_body.items()):
        if start < at:
            continue
        out += text[at:start]
        for number, mutant in members:
            first = out.count("\n") + 1
            out += f"if crate::mutant({number}) {{\n"
            out += text[start : mutant.start] + mutant.new + text[mutant.end : end] + "\n} else "
            lines.append((first, out.count("\n") + 1, number))
        out += "{\n" + text[start:end] + "\n}\n"
        at = end
    return out + text[at:], lines


def faulty(copy, places, env):
    """The mutants that do not compile; an error elsewhere is an error of ours."""
    command = ["cargo", "check", "--quiet", "--offline", "--lib", "--tests", "--message-format", "json"]
    done = subprocess.run(command, cwd=copy, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    found, strange = set(), []
    for line in done.stdout.splitlines():
        message = json.loads(line).get("message") if line.startswith("{") else None
        if not message or message.get("level") != "error" or not message["spans"]:
            continue
        for span in message["spans"]:
            at = span["line_start"]
            hit = {n for first, last, n in places.get(span["file_name"], []) if first <= at <= last}
            found |= hit
            if not hit and span["is_primary"]:
                strange.append(message["rendered"])
    if done.returncode and not found:
        raise SystemExit("the mutants do not compile together:\n" + "\n".join(strange[:3]) + done.stderr[-2000:])
    return found if done.returncode else set()


def write(copy, chosen, env):
    """Writes the mutants into the copy; answers the numbers that are in it and those that do not compile."""
    original = {mutant.path: (copy / mutant.path).read_text() for mutant, _ in chosen.values()}
    library = copy / "src/lib.rs"
    library.write_text(library.read_text() + SWITCH)
    left, unbuilt = dict(chosen), set()
    while True:
        places = {}
        for path, text in original.items():
            inside = {n: value for n, value in left.items() if value[0].path == path}
            new, places[path] = rewritten(text, inside)
            (copy / path).write_text(new)
        bad = faulty(copy, places, env)
        if not bad:
            return {n for lines in places.values() for _, _, n in lines}, unbuilt
        unbuilt |= bad
        left = {n: value for n, value in left.items() if n not in bad}
