"""The way of the data is also the way of the imports: data <- scraper <- analysis, one owner per dependency."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("scraper", "analysis")
    for path in sorted((ROOT / package).rglob("*.py"))
}

# Where a dependency may be imported; a name stands for the module and all below it.
OWNERS = {
    "requests": ("scraper.http",),
    "urllib3": ("scraper.addresses", "scraper.http"),
    "protego": ("scraper.robots",),
    "selectolax": ("scraper.html",),
    "defusedxml": ("scraper.xml",),
    "warcio": ("scraper.imports", "scraper.importing", "scraper.warc"),
    "spacy": ("analysis.reader.mentions",),
    "rapidfuzz": ("analysis.duplicates", "analysis.occupations", "analysis.places"),
    "duckdb": (
        "analysis.build",
        "analysis.checks",
        "analysis.claims",
        "analysis.cli",
        "analysis.commands",
        "analysis.database",
        "analysis.duplicates",
        "analysis.engine",
        "analysis.export",
        "analysis.publish",
        "analysis.query",
        "analysis.refresh",
        "analysis.report",
        "analysis.versions",
    ),
    "jinja2": ("analysis.report",),
    "altair": ("analysis.report",),
    "vl_convert": ("analysis.report",),
    "pyspark": ("analysis.spark",),
    "typer": (
        "analysis.cli",
        "analysis.cli_sources",
        "analysis.cli_upkeep",
        "analysis.commands.failures",
        "analysis.options",
    ),
    "rich": ("analysis.cli", "analysis.commands", "analysis.explain", "analysis.logs", "analysis.present"),
}
JOINS_BOTH = ("analysis.cli", "analysis.commands")  # the command line may import anything of scraper
LONGEST = 400  # lines; about 300 is the aim, more than this cannot be read in one sitting


def imports(path: Path, *, at_start: bool = False) -> Iterator[str]:
    """Every module that a file imports, as dotted names; with `at_start`, those outside functions only."""
    todo: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the whole name of the module"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif not (at_start and (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or is_type_checking(node))):
            todo.extend(ast.iter_child_nodes(node))


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def is_within(name: str, *owners: str) -> bool:
    return any(name == owner or name.startswith(f"{owner}.") for owner in owners)


@pytest.mark.parametrize("module", MODULES)
def test_scraper_knows_nothing_of_analysis_and_analysis_only_the_posting(module: str) -> None:
    for name in imports(MODULES[module]):
        if is_within(module, "scraper"):
            assert not is_within(name, "analysis"), f"{module} imports {name}"
        elif not is_within(module, *JOINS_BOTH):
            assert not is_within(name, "scraper") or is_within(name, "scraper.posting"), f"{module} imports {name}"


@pytest.mark.parametrize("module", MODULES)
def test_only_the_owner_of_a_dependency_imports_it(module: str) -> None:
    for name in imports(MODULES[module]):
        owners = OWNERS.get(name.split(".")[0])
        assert owners is None or is_within(module, *owners), f"{module} imports {name}; its owners are {owners}"


@pytest.mark.parametrize("module", MODULES)
def test_a_module_can_be_read_in_one_sitting(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("module", MODULES)
def test_a_module_opens_with_its_promise(module: str) -> None:
    text = MODULES[module].read_text(encoding="utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text)), f"{module} has no docstring"


def test_no_module_needs_itself() -> None:
    graph = {
        module: {
            target
            for name in imports(path, at_start=True)
            for target in (name, name.rpartition(".")[0])
            if target in MODULES and not is_within(module, target)
        }
        for module, path in MODULES.items()
    }
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the ring
