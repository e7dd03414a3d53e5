"""What a PHP script does, from its calls and what flows into them."""

from vedette.triage.facts.php.reading import facts

__all__ = ["facts"]
