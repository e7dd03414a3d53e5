"""Phrases nobody can know beforehand: words to say and to hold up while others look."""

from __future__ import annotations

import hmac
import re
import secrets
from typing import Final

LENGTH: Final = 6
"""Words of a phrase: with 256 to draw from, one of 2⁴⁸."""
SAID_MAX: Final = 200
_WORD: Final = re.compile(r"[a-z]+")
_LISTED: Final = """
acorn album amber anchor angle apple apron arrow autumn badge baker bamboo banana barrel basket beach
beaver bicycle biscuit blanket bottle branch bread bridge bronze brush bucket butter button cabin cactus
camel camera candle canvas captain carpet carrot castle cedar cellar cement chalk cheese cherry chicken
chimney circle citrus clock cloud clover cobalt coffee comet copper coral cotton cradle crayon cricket
crystal cushion daisy dancer desert diamond dinner doctor dolphin donkey dragon drum eagle elbow ember
engine falcon family farmer feather fender ferry fiddle finger flame flute forest fossil fountain galaxy
garden garlic gentle ginger giraffe glacier glove goblet golden gravel guitar hammer harbour harvest hazel
helmet hermit honey horizon hunter igloo island ivory jacket jaguar jasmine jelly jungle juniper kettle
kitchen kitten ladder lagoon lantern laptop lemon library lily linen lizard lobster lotus magnet mango
maple marble market meadow medal melon mirror monkey mosaic motor mountain museum mustard napkin needle
nickel ninja noodle number nutmeg oasis ocean olive onion opera orange orbit orchid organ otter oxygen
oyster paddle palace panda paper parrot pebble pencil penguin pepper piano pillow pilot pirate planet
pocket polar pony popcorn poppy potato prism pumpkin puppet puzzle quartz quilt rabbit radio raven ribbon
river robin rocket saddle salmon sandal satin saturn scarf school seven shadow shovel silver singer sister
sketch spider spoon squirrel stable statue summer sunset tablet tailor tango temple tennis thunder ticket
tiger timber tomato trumpet tulip tunnel turtle twelve umbrella valley velvet violet violin volcano wagon
walnut water whale whisper willow window winter wizard wolf yellow yogurt zebra
"""
WORDS: Final = tuple(_LISTED.split())
"""Common, short, and not to be taken for one another when heard."""


def draw() -> str:
    """Return a new phrase."""
    return " ".join(secrets.choice(WORDS) for _ in range(LENGTH))


def same(phrase: str, heard: str) -> bool:
    """Tell whether what somebody heard is a phrase, however they write it down."""
    if not phrase or len(heard) > SAID_MAX:
        return False
    plain = " ".join(_WORD.findall(heard.lower()))
    return hmac.compare_digest(plain.encode(), phrase.encode())
