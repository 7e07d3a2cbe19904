"""The reader by meaning: small local encoders trained on our own corpus, run by onnxruntime."""

from __future__ import annotations

import logging
from pathlib import Path

from knowledge.meaning import MeaningReader

logger = logging.getLogger(__name__)
MODEL = Path(__file__).parent / "model"
ENCODER = "encoder.onnx.gz"  # one in each family's folder


def load_reader(folder: Path = MODEL) -> MeaningReader | None:
    """The reader, or None where it cannot be loaded: the signals then screen alone, and health says so."""
    if not any(folder.glob(f"*/{ENCODER}")):
        logger.warning("no model: screening by signals alone")
        return None
    try:
        from bot.reader.onnx_reader import OnnxReader

        return OnnxReader(folder)
    except Exception as error:  # noqa: BLE001 a broken model must not stop the bot; signals still screen
        logger.error("model not loaded: screening by signals alone", extra={"error": type(error).__name__})
        return None
