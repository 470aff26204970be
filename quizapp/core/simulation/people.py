"""Simulated pupils: their names, which say that they are none, and how well they read."""

from __future__ import annotations

from itertools import product
from math import exp
from random import Random
from typing import Final, NamedTuple

MARK: Final = "(simulated)"
_FIRST: Final = (
    "Ada Alma Amir Anouk Aske Aylin Bao Bela Bruno Carla Celine Chidi Clara Dario Dilan Edda Elif "
    "Emil Esra Fatou Femi Finn Frida Gita Goran Hana Hugo Ida Ilse Imani Inés Ivo Jasper Jia Jonas "
    "Kaia Karim Keiko Lars Leila Lev Linh Luca Maja Malik Mara Mateo Mei Milan Mira Nadia Nele "
    "Nico Noor Ola Olga Omar Otto Paula Pia Rafael Rosa Ruben Sami Sanne Selma Signe Sofia Tariq "
    "Tilde Timo Uma Vera Viggo Wanda Yara Yusuf Zoe"
).split()
_LAST: Final = "ABCDEFGHJKLMNOPRSTVWZ"


class Pupil(NamedTuple):
    """How somebody reads: in logits, what a question of middling difficulty is measured in too.

    `growth` comes on top with each week; `pace` is the time taken in shares of the usual one.
    """

    name: str
    ability: float
    growth: float
    pace: float

    def skill(self, weeks: float) -> float:
        """Return the ability after some weeks."""
        return self.ability + self.growth * weeks


def chance(logit: float) -> float:
    """Return the chance that goes with a logit."""
    return 1 / (1 + exp(-logit))


def make_pupils(count: int, rng: Random) -> list[Pupil]:
    """Return a class; no two have one name while there are names."""
    names = [f"{first} {last}. {MARK}" for first, last in product(_FIRST, _LAST)]
    rng.shuffle(names)
    return [_make_pupil(names[number % len(names)], rng) for number in range(count)]


def _make_pupil(name: str, rng: Random) -> Pupil:
    return Pupil(
        name,
        ability=rng.gauss(0.4, 1.0),
        growth=rng.gauss(0.08, 0.06),
        pace=rng.lognormvariate(0, 0.3),
    )
