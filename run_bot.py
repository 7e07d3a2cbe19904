"""Start here. With no command: serve (in the sandbox where BOT_TOKEN is not set). `run_bot.py help` lists the rest."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("bot.commands.serve", "serve on Telegram, or in the sandbox without BOT_TOKEN"),
    "talk": ("bot.commands.talk", "the conversation in this terminal, no Telegram"),
    "screen": ("bot.commands.screen", "JSON lines in, the risk read in each out"),
    "match": ("bot.commands.match", "JSON lines in, topics and services for each out"),
    "grouping": ("bot.commands.grouping", "JSON lines in, the suggested THRIVE grouping out"),
    "evaluate": ("bot.commands.evaluate", "labelled messages in, tables of figures out"),
    "corpus": ("bot.commands.corpus", "what the corpus holds, and whether style gives levels away"),
    "check": ("bot.commands.check", "all content, wording, rules and dialogues"),
    "preview": ("bot.commands.preview", "what a person sees of a topic: preview TOPIC [parent]"),
    "services": ("bot.commands.services", "import or export services in Open Referral UK"),
    "bench": ("bot.commands.bench", "how long things take on this machine"),
    "migrate": ("bot.commands.migrate", "make or update the database"),
    "keys": ("bot.commands.keys", "keys new: make a data key; keys rotate: seal everything anew"),
    "groups": ("bot.commands.groups", "the ids of the groups that this bot was just written to"),
}


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0 done, 1 not, 2 for a call that cannot be understood."""
    name, *rest = arguments or ["serve"]
    if name in ("help", "-h", "--help"):
        print(
            "python run_bot.py [COMMAND]\n"
            + "\n".join(f"  {n:10} {what}" for n, (_, what) in COMMANDS.items())
        )
        return 0
    if name not in COMMANDS:
        print(f"{name!r} is no command; python run_bot.py help lists them", file=sys.stderr)
        return 2
    command: Callable[[Sequence[str]], int] = import_module(COMMANDS[name][0]).main
    return command(rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
