"""Tell a band's role from words in its description: "Near infrared", "swir22", "B4 - Red"."""

import re

_ROLES = (  # the longer before what is a part of them
    ("coastal", r"coastal( aerosol| blue)?|aerosol"),
    ("rededge1", r"red ?edge ?1|rededge071"),
    ("rededge2", r"red ?edge ?2|rededge075"),
    ("rededge3", r"red ?edge ?3|rededge078"),
    ("rededge1", r"red ?edge"),
    ("nir08", r"nir08|narrow nir|nir ?2|(near infrared|nir) narrow"),
    ("nir", r"near infra ?red( 1)?|nir ?1?"),
    ("swir1", r"(swir|short ?wave infra ?red) ?(1|16)"),
    ("swir2", r"(swir|short ?wave infra ?red) ?(2|22)"),
    ("thermal1", r"(thermal|tir|lwir)( infra ?red)? ?(1|11)?"),
    ("thermal2", r"(thermal|tir|lwir)( infra ?red)? ?(2|12)"),
    ("cirrus", r"cirrus"),
    ("pan", r"pan(chromatic)?"),
    ("blue", r"blue"),
    ("green", r"green"),
    ("red", r"red"),
)
_PATTERNS = tuple(
    (role, re.compile(rf"(?<![a-z0-9])(?:{text})(?![a-z0-9])")) for role, text in _ROLES
)
_N_READ = 80


def role_in_words(text: str) -> str:
    """Return the one role that a description names; empty where it names none, or several."""
    plain = re.sub(r"[^a-z0-9]+", " ", text[:_N_READ].casefold())
    found = []
    for role, pattern in _PATTERNS:
        if pattern.search(plain):
            found.append(role)
            plain = pattern.sub(" ", plain)
    return found[0] if len(found) == 1 else ""
