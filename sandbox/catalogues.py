"""Two shops' lists of the same kind of goods, with the truth: to calibrate matching on, and to measure it.

Families of near-equal variants (size, colour, the last digit of a model number) stand beside each other on purpose; the
second shop words, shortens, reorders and mistypes, sells some things that the first does not, and the other way round.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

_BRANDS = (  # noqa: SIM905
    "Nordvik Arlen Kestrel Bravia Solano Tekton Ferrum Lumio Pacora Hayden Orbis Velta Quanta Mirado Zephyr Altus "
    "Corvo Denali Ekko Fjord Garon Helix Inova Juno Kappa Lagoon Meridian Nimbus Onyx Pinnacle Rustica "
    "Savanna Tundra Umbra"
).split()
_NOUNS = (  # noqa: SIM905
    "Turntable;Digital Camera;Cordless Phone;LCD TV;Washing Machine;Car Stereo;Headphones;Router;Inkjet Printer;"
    "Microwave Oven;Two Person Tent;Sleeping Bag;Camping Stove;Folding Chair;Trail Backpack;Water Bottle;Rain Jacket;"
    "Desk Lamp;Coffee Maker;Cutting Board;Garden Hose;Cordless Drill;Bicycle Helmet;Yoga Mat;Wall Clock"
).split(";")
_EXTRAS = (  # noqa: SIM905
    "Black;White;Silver;Red;Blue;with Remote;Stainless Steel;Refurbished;High Performance;Compact;Wireless;Portable;"
    "Energy Star;Rechargeable;Heavy Duty;Lightweight;for Home Office;3-Year Warranty"
).split(";")
_SIZES = (
    "32GB",
    "64GB",
    "128GB",
    "1.5L",
    "2L",
    '32"',
    '42"',
    '55"',
    "S",
    "M",
    "L",
    "XL",
    "6-Pack",
    "12-Pack",
    "500W",
    "1000W",
)
_CHINESE = (
    ("北岭", "远航", "山野", "晨光", "海豚", "云杉", "青禾", "铁马"),
    ("双人帐篷", "睡袋", "炉具套装", "折叠椅", "登山背包", "保温水壶", "冲锋衣", "台灯", "电热水壶", "瑜伽垫"),
    ("轻量", "加厚", "便携", "防水", "户外", "家用", "升级版", "新款"),
    ("黑色", "白色", "红色", "蓝色", "大号", "小号", "两件装", "500毫升", "1升", "2升"),
)  # fmt: skip
_SHORTER = {
    "with": "w/", "Black": "Blk", "White": "Wht", "Stainless Steel": "SS", "Two Person": "2 Person", "Machine": "Mach",
    "Cordless": "Cdls", "Digital": "Dig", "Wireless": "WL",
}  # fmt: skip
_LETTERS = "ABCDEFGHKLMNPRSTVWXZ"


@dataclass(frozen=True)
class Catalogues:
    """Names as each shop writes them, and the positions (left, right) that are one product."""

    left: list[str]
    right: list[str]
    pairs: set[tuple[int, int]]


def make_catalogues(seed: int, size: int) -> Catalogues:
    """About `size` names a side, of which about 70 % are on both. The same arguments give the same lists."""
    random = Random(seed)
    left: list[str] = []
    right: list[str] = []
    pairs: set[tuple[int, int]] = set()
    for parts in _products(random):
        if len(left) >= size:
            break
        where = random.random()
        if where < 0.85:
            left.append(_worded(random, parts, plain=True))
        if where >= 0.15:
            right.append(_worded(random, parts, plain=False))
        if 0.15 <= where < 0.85:
            pairs.add((len(left) - 1, len(right) - 1))
    order = list(range(len(right)))
    random.shuffle(order)
    place = {old: new for new, old in enumerate(order)}
    return Catalogues(left, [right[old] for old in order], {(a, place[b]) for a, b in pairs})


@dataclass(frozen=True)
class _Parts:
    brand: str
    noun: str
    model: str
    size: str
    extras: tuple[str, ...]
    is_chinese: bool = False


def _products(random: Random) -> Iterator[_Parts]:
    """Families without end; a family's variants differ in size, colour or the end of the model number."""
    while True:
        yield from (_chinese_family if random.random() < 0.2 else _family)(random)


def _family(random: Random) -> Iterator[_Parts]:
    brand, noun = random.choice(_BRANDS), random.choice(_NOUNS)
    stem = "".join(random.choice(_LETTERS) for _ in range(random.randint(2, 3))) + (
        random.choice(["", "-"]) + str(random.randint(10, 999))
    )
    has_model, sized = random.random() < 0.75, random.random() < 0.5
    sizes = random.sample(_SIZES, 4)
    extras = random.sample(_EXTRAS, 3)
    for variant in range(random.choice([1, 1, 2, 3, 4])):
        yield _Parts(
            brand,
            noun,
            f"{stem}{random.choice(['', _LETTERS[variant], str(variant)])}" if has_model else "",
            sizes[variant] if sized or not has_model else "",
            (extras[variant % 3], *random.sample(_EXTRAS, random.randint(0, 2))),
        )


def _chinese_family(random: Random) -> Iterator[_Parts]:
    brands, nouns, words, ends = _CHINESE
    brand, noun, word = random.choice(brands), random.choice(nouns), random.choice(words)
    model = f"{random.choice(_LETTERS)}{random.randint(1, 99)}" if random.random() < 0.5 else ""
    for end in random.sample(ends, random.choice([1, 2, 3])):
        yield _Parts(brand, noun, model, end, (word,), is_chinese=True)


def _worded(random: Random, parts: _Parts, *, plain: bool) -> str:
    """One shop's wording; the plain one keeps nearly everything, the other leaves out, adds, reorders and mistypes."""
    keep = 0.97 if plain else 0.85
    said = [parts.brand, *parts.extras[:1], parts.noun, parts.size, *parts.extras[1:]]
    said = [part for part in said if part and (part == parts.noun or random.random() < keep)]
    if parts.model and random.random() < (0.98 if plain else 0.9):
        said.insert(random.choice([1, len(said)]), _model(random, parts.model, plain=plain))
    if plain:
        return ("" if parts.is_chinese else " ").join(said)
    if random.random() < 0.3:
        said.append(random.choice(["正品", "包邮"] if parts.is_chinese else [*_EXTRAS, "NEW", "Free Shipping"]))
    if random.random() < 0.4:
        random.shuffle(said)
    if parts.is_chinese:
        return random.choice(["", " "]).join(said)
    return _mistyped(random, " ".join(_shortened(random, part) for part in said))


def _model(random: Random, model: str, *, plain: bool) -> str:
    if plain or random.random() < 0.5:
        return model
    return random.choice([model.replace("-", ""), model.lower(), model.replace("-", " "), f"({model})", f"{model}/B"])


def _shortened(random: Random, part: str) -> str:
    if random.random() < 0.25:
        for long, short in _SHORTER.items():
            part = part.replace(long, short)
    return part


def _mistyped(random: Random, name: str) -> str:
    if random.random() < 0.15 and len(name) > 8:
        at = random.randrange(1, len(name) - 1)
        name = random.choice([name[:at] + name[at + 1 :], name[:at] + name[at + 1] + name[at] + name[at + 2 :]])
    return name.upper() if random.random() < 0.1 else name
