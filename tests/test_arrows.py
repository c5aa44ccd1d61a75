"""The import rules of the house: which package may know which, and where a library may be used."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("scraper", "parsers", "nianbao")
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def users_of(library: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if library in {name.partition(".")[0] for name in imported(path)}
    }


def test_there_is_something_to_look_at():
    assert len(MODULES) > 30


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [("scraper", {"parsers", "nianbao"}), ("parsers", {"scraper", "nianbao"})],
)
def test_floors(package, forbidden):
    wrong = {user for name in forbidden for user in users_of(name) if user.startswith(f"{package}/")}
    assert not wrong


def test_pandas_is_of_nianbao_alone():
    users = users_of("pandas")
    assert users
    assert all(user.startswith("nianbao/") for user in users)


def test_one_door_to_the_network():
    assert users_of("requests") == {"scraper/connections.py"}


def test_parsers_are_pure():
    for library in ("socket", "urllib3", "os", "time", "random", "subprocess"):
        assert not [user for user in users_of(library) if user.startswith("parsers/")], library


def test_no_package_keeps_odds_and_ends():
    assert not [path for path in MODULES if path.stem.strip("_") in {"utils", "util", "helpers", "misc", "common"}]


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_are_typed(package):
    assert (ROOT / package / "py.typed").exists()


def test_no_rings():
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in MODULES}
    names = {name.removesuffix(".__init__"): path for name, path in names.items()}
    edges = {name: {target for target in _targets(path, names) if target != name} for name, path in names.items()}
    seen: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way, name))
        if name not in seen:
            for target in edges[name]:
                visit(target, (*way, name))
            seen.add(name)

    for name in edges:
        visit(name, ())


def _targets(path: Path, names: dict[str, Path]) -> Iterator[str]:
    """Own modules that a module imports: `from a import b` is an import of a.b where that is a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in names)
        elif isinstance(node, ast.ImportFrom) and node.module in names:
            for alias in node.names:
                below = f"{node.module}.{alias.name}"
                yield below if below in names else node.module
