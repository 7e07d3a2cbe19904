"""Every line the bot can say, by reader, read once from `wording/*.toml` and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.advice import Service
from knowledge.vocabulary import AgeBand, ServiceId, Speaker

WORDING = Path(__file__).parent / "wording"
READERS = ("any", "young_person", "parent", "professional")
_PLACE = re.compile(r"\{([a-z_]+)(?::([a-z0-9_]+))?\}")


class WordingError(ValueError):
    """A fault in the wording files; says which file, line id and remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Lines and labels by id and reader; service contacts are filled in when it is made.

    A line is Telegram HTML. `{name}` is a value given with the line (already safe HTML),
    `{phone:ID}`, `{text:ID}`, `{text_word:ID}` and `{web:ID}` are a service's own contact.
    """

    lines: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, Mapping[str, str]]

    def has(self, line_id: str) -> bool:
        return line_id in self.lines

    def line(self, line_id: str, speaker: Speaker, age_band: AgeBand | None = None, **values: str) -> str:
        """The line for this reader. Raises WordingError where the line or a value is missing."""
        text = _for_reader(self.lines, line_id, speaker, age_band)

        def value(match: re.Match[str]) -> str:
            if match[1] not in values:
                raise WordingError(f"line {line_id!r} needs a value for {{{match[1]}}}")
            return values[match[1]]

        return _PLACE.sub(value, text)

    def speaks(self, line_id: str, speaker: Speaker) -> bool:
        """Whether the line is written for this reader, of whatever age."""
        variants = self.lines[line_id]
        return "any" in variants or speaker.value in variants or speaker.reads_as.value in variants

    def label(self, button_id: str, speaker: Speaker) -> str:
        """What a button says to this reader. Raises WordingError where it is missing."""
        return _for_reader(self.labels, button_id, speaker, None)

    def first_of(self, speaker: Speaker, *line_ids: str) -> str:
        """The first of these ids that there is a line for this reader for. Raises WordingError for none."""
        for line_id in line_ids:
            if line_id in self.lines and self.speaks(line_id, speaker):
                return line_id
        raise WordingError(f"none of the lines {line_ids} is written")


def _for_reader(
    table: Mapping[str, Mapping[str, str]], key: str, speaker: Speaker, age_band: AgeBand | None
) -> str:
    variants = table.get(key)
    if variants is None:
        raise WordingError(f"no wording for {key!r}")
    names = [speaker.value, "parent" if speaker is Speaker.PROFESSIONAL else "", "any"]
    if age_band is not None:
        names.insert(0, f"{speaker.value}_{age_band.value}")
    for name in names:
        if name in variants:
            return variants[name]
    raise WordingError(f"{key!r} has no wording for {speaker.value} and none for any")


def load(services: Mapping[ServiceId, Service], folder: Path = WORDING) -> Script:
    """The script from `folder/*.toml`, with the services' contacts in place.

    Raises WordingError naming file, id and remedy for a line twice, an unknown reader, an unknown
    service, or a contact that the service does not have.
    """
    lines: dict[str, dict[str, str]] = {}
    labels: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise WordingError(f"{path.name}: not valid TOML: {error}") from error
        for key, entry in tables.items():
            target = labels if path.stem == "buttons" else lines
            if key in target:
                raise WordingError(f"{path.name}: {key!r} is written twice")
            variants = {"any": entry} if isinstance(entry, str) else dict(entry)
            for reader, text in variants.items():
                _check_reader(path.name, key, reader)
                variants[reader] = _with_contacts(str(text).strip(), services, f"{path.name}: {key!r}")
            target[key] = variants
    return Script(lines=lines, labels=labels)


def _check_reader(file: str, key: str, reader: str) -> None:
    ages = {f"{speaker.value}_{band.value}" for speaker in Speaker for band in AgeBand}
    if reader not in READERS and reader not in ages:
        raise WordingError(f"{file}: {key!r}: unknown reader {reader!r}; use {', '.join(READERS)}")


def _with_contacts(text: str, services: Mapping[ServiceId, Service], where: str) -> str:
    def contact(match: re.Match[str]) -> str:
        kind, service_id = match[1], match[2]
        if service_id is None:
            return match[0]
        service = services.get(ServiceId(service_id))
        found = getattr(service, kind, "") if kind in ("phone", "text", "text_word", "web") else ""
        if not found:
            raise WordingError(f"{where}: {match[0]} names no {kind} of a listed service; mend the id")
        return str(found) if kind == "web" else f"<code>{found}</code>"

    return _PLACE.sub(contact, text)
