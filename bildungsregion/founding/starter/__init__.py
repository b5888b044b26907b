"""What a new region may begin with: topics, pages and the rules of a fund, as files with placeholders."""

from functools import cache
from pathlib import Path


FOLDER = Path(__file__).parent


@cache
def topics() -> dict[str, str]:
    """The text of each topic's file by its key, in the order they are proposed in."""
    return {file.stem: file.read_text("utf-8") for file in sorted((FOLDER / "topics").glob("*.md"))}


@cache
def pages() -> dict[str, str]:
    return {file.stem: file.read_text("utf-8") for file in sorted((FOLDER / "pages").glob("*.md"))}


@cache
def statement() -> str:
    return (FOLDER / "statement.toml").read_text("utf-8")


@cache
def fund() -> str:
    return (FOLDER / "fund.toml").read_text("utf-8")
