"""What things and people are called, in English and Chinese, and how barcodes are made."""

Name = tuple[str, str]

SOLD: dict[str, tuple[Name, ...]] = {
    "Tents": (("Tent", "帐篷"), ("Tarp", "天幕"), ("Bivy", "露宿袋")),
    "Backpacks": (("Backpack", "背包"), ("Daypack", "日用背包"), ("Dry Bag", "防水袋")),
    "Sleeping": (("Sleeping Bag", "睡袋"), ("Sleeping Mat", "防潮垫"), ("Pillow", "充气枕")),
    "Cooking": (("Stove", "炉具"), ("Cook Set", "锅具"), ("Titanium Mug", "钛杯")),
    "Lighting": (("Headlamp", "头灯"), ("Lantern", "营灯")),
    "Apparel": (("Rain Jacket", "冲锋衣"), ("Fleece", "抓绒衣"), ("Hiking Socks", "徒步袜"), ("Beanie", "毛线帽")),
}
ASSEMBLED: dict[str, Name] = {
    "Tents": ("Tent Kit", "帐篷套装"),
    "Backpacks": ("Trekking Pack", "徒步背包套装"),
    "Cooking": ("Camp Kitchen", "营地厨房套装"),
    "Lighting": ("Camp Light Set", "营灯套装"),
}
SUB_ASSEMBLIES: tuple[Name, ...] = (
    ("Pole Set", "帐杆组"),
    ("Harness", "背负系统"),
    ("Burner Head", "炉头"),
    ("Lamp Body", "灯体"),
)
COMPONENTS: tuple[Name, ...] = (
    ("Aluminium Pole", "铝杆"),
    ("Buckle", "扣具"),
    ("Zipper", "拉链"),
    ("Ripstop Panel", "格子布片"),
    ("Cord Lock", "绳扣"),
    ("LED Module", "LED 模组"),
    ("Battery Pack", "电池包"),
    ("Gas Valve", "气阀"),
)
MODELS: tuple[Name, ...] = (
    ("Alpine", "阿尔卑斯"),
    ("Nordic", "北欧"),
    ("Ridge", "山脊"),
    ("River", "河谷"),
    ("Summit", "顶峰"),
    ("Canyon", "峡谷"),
    ("Glacier", "冰川"),
    ("Forest", "森林"),
    ("Storm", "风暴"),
    ("Meadow", "草甸"),
    ("Tundra", "苔原"),
)
PRICES = {
    "Tents": (120, 480),
    "Backpacks": (45, 220),
    "Sleeping": (25, 260),
    "Cooking": (18, 120),
    "Lighting": (15, 90),
    "Apparel": (12, 180),
    "Sub-assemblies": (14, 45),
    "Components": (1, 9),
}
"""Lowest and highest list price by category, EUR without tax."""

GIVEN = ("Anna", "Ben", "Clara", "David", "Elif", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Lena", "Marc", "Nora")
GIVEN_ZH = ("伟", "芳", "娜", "敏", "静", "磊", "洋", "艳", "勇", "杰")
FAMILY = (
    "Berg",
    "Costa",
    "Dupont",
    "Eriksen",
    "Fischer",
    "Garcia",
    "Hansen",
    "Ivanov",
    "Jansen",
    "Klein",
    "Larsen",
    "Meyer",
)
FAMILY_ZH = ("王", "李", "张", "刘", "陈", "杨", "赵", "黄")
SHOPS = (
    "Bergladen",
    "Outdoor Depot",
    "Trail House",
    "Wanderlust",
    "Camp & Co",
    "Sentier",
    "山野户外",
    "Fjellsport",
    "Cumbre",
)
COUNTRIES = ("DE", "FR", "NL", "SE", "AT", "ES", "CN")


def ean13(number: int) -> str:
    """A valid EAN-13 for the `number`-th article of the company (GS1 prefix 401234)."""
    body = f"401234{number:06d}"
    return body + check_digit(body)


def check_digit(body: str) -> str:
    """GS1's check digit of the first twelve digits: weights 1 and 3 in turn, up to the next ten."""
    return str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body)) % 10)
