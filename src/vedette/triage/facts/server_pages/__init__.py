"""What a page does that a web server runs (ASP, ASP.NET, JSP), from its calls and what flows into them."""

from vedette.triage.facts.server_pages.reading import facts

__all__ = ["facts"]
