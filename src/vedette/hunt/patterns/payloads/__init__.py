"""What a value in a request tries to do: `judge_payload` peels encodings and reads what grammar is left."""

from vedette.hunt.patterns.payloads.judging import Payload, judge_payload

__all__ = ["Payload", "judge_payload"]
